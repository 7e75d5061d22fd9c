"""White space that says nothing: trailing blanks, runs of blank lines, blank lines at head and foot."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from cleantext.edits import Edit
from cleantext.text import Signs, Text

_BLANKS = " \t\N{NO-BREAK SPACE}\N{IDEOGRAPHIC SPACE}"
_UNTIDY = re.compile(f"\n(?:(?<=[{_BLANKS}]\n)|(?=\n\n))")
"""Blanks before a line end and two blank lines; with the other style of line ends, all lines are looked at."""


class Whitespace:
    """Find trailing blanks, blank lines beyond one in a row, and blank lines before and after the text.

    Indentation, the style of line ends and a final line end are left alone: they are the author's. A text of nothing but
    white space is left alone too, for there is nothing to tidy around.

    >>> sorted({edit.rules[0] for edit in Whitespace().find(Text("\\n一 \\n\\n\\n\\n二\\n\\n"))})
    ['blank-lines', 'leading-blank-lines', 'trailing-blank-lines', 'trailing-blanks']
    """

    name = "whitespace"

    signs = Signs(("\r",), _UNTIDY, starts=("\n",), ends=("\n\n", *_BLANKS))

    def find(self, text: Text) -> Iterable[Edit]:
        """Yield an edit for each stretch of white space that goes."""
        lines = text.lines
        kept = [content.rstrip(_BLANKS) for content in lines.contents]
        if not any(kept):
            return
        first = next(number for number, content in enumerate(kept) if content)
        last = next(number for number in range(len(kept) - 1, -1, -1) if kept[number])
        if first:
            yield text.edit(0, lines[first].start, rule="leading-blank-lines", kind="space")
        if last + 1 < len(lines):
            yield text.edit(lines[last].next, len(text), rule="trailing-blank-lines", kind="space")
        untidy = [
            number
            for number, (content, whole) in enumerate(zip(kept, lines.contents, strict=True))
            if len(content) != len(whole) or not (content or kept[number - 1])
        ]
        for number in untidy[bisect_left(untidy, first) : bisect_right(untidy, last)]:
            content, line = kept[number], lines[number]
            if not content and not kept[number - 1]:
                yield text.edit(line.start, line.next, rule="blank-lines", kind="space")
            else:
                yield text.edit(line.start + len(content), line.end, rule="trailing-blanks", kind="space")
