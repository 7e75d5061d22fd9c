"""White space that says nothing: trailing blanks, runs of blank lines, blank lines at head and foot."""

from __future__ import annotations

from collections.abc import Iterable

from cleantext.edits import Edit
from cleantext.text import Text

_BLANKS = " \t\N{NO-BREAK SPACE}\N{IDEOGRAPHIC SPACE}"


class Whitespace:
    """Find trailing blanks, blank lines beyond one in a row, and blank lines before and after the text.

    Indentation, the style of line ends and a final line end are left alone: they are the author's. A text of nothing but
    white space is left alone too, for there is nothing to tidy around.

    >>> sorted({edit.rules[0] for edit in Whitespace().find(Text("\\n一 \\n\\n\\n\\n二\\n\\n"))})
    ['blank-lines', 'leading-blank-lines', 'trailing-blank-lines', 'trailing-blanks']
    """

    name = "whitespace"

    def find(self, text: Text) -> Iterable[Edit]:
        """Yield an edit for each stretch of white space that goes."""
        lines = text.lines
        blank = [not text.string[line.start : line.end].strip(_BLANKS) for line in lines]
        if all(blank):
            return
        first = blank.index(False)
        last = len(blank) - 1 - blank[::-1].index(False)
        if first:
            yield text.edit(0, lines[first].start, rule="leading-blank-lines", kind="space")
        if last + 1 < len(lines):
            yield text.edit(lines[last].next, len(text), rule="trailing-blank-lines", kind="space")
        for number in range(first, last + 1):
            line = lines[number]
            if blank[number]:
                if blank[number - 1]:
                    yield text.edit(line.start, line.next, rule="blank-lines", kind="space")
                elif line.end > line.start:
                    yield text.edit(line.start, line.end, rule="trailing-blanks", kind="space")
                continue
            end = line.start + len(text.string[line.start : line.end].rstrip(_BLANKS))
            if end < line.end:
                yield text.edit(end, line.end, rule="trailing-blanks", kind="space")
