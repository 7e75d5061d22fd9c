"""Sentences with a blank after every character, as recognition and copying from a justified page leave them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from cleantext.edits import Edit, Evidence, Span, confidence
from cleantext.filters.prose import HAN, count_han, is_table_row
from cleantext.text import Signs, Text

_SIGN = "[^ \N{NO-BREAK SPACE}]"
_GAP = "[ \N{NO-BREAK SPACE}]"
_ALONE = f"(?={_SIGN}(?!{_SIGN}))"
# Nine signs or more, one by one, with the same gap behind each; three gaps in a row are a blank that was spaced like a sign.
_RUN = re.compile(
    f"(?<!{_SIGN}){_SIGN}(?P<gap>{_GAP}{{1,2}}){_ALONE}(?:{_SIGN}(?P=gap)(?: (?P=gap))?{_ALONE}){{7,}}+{_SIGN}(?!{_GAP}{{1,2}}[{HAN}])"
)
_HINT, _HINT_WITH_BLANKS = (re.compile(f"{gap}\\S{gap}{{1,2}}\\S{gap}{{1,2}}\\S{gap}") for gap in (_GAP, " "))
_CLAUSE = re.compile("[，。；！？]")


class LetterSpacing:
    """Find sentences set with a blank after every character.

    All blanks of a sentence go together, whatever signs stand in it; a gap of three is one that was there before. This is
    asked before adverts are looked for, because the name of a messenger in such a sentence is not written apart on purpose. A
    heading set that way has no punctuation and stands alone: it stays, and so do tables and code between fences.

    >>> [edit.start for edit in LetterSpacing().find(Text("会 上 他 说 ， 先 修 路 。"))]
    [1, 3, 5, 7, 9, 11, 13, 15]
    """

    name = "letter-spacing"
    # One character is found faster than either of two.
    signs = Signs(("\N{NO-BREAK SPACE}",), _HINT_WITH_BLANKS, in_chinese=True)

    def find(self, text: Text) -> Iterable[Edit]:
        """Yield an edit for each blank that goes."""
        hinted = dict.fromkeys(text.lines.number_at(match.start()) for match in _HINT.finditer(text.string))
        contents = text.lines.contents
        found = [(number, match) for number in hinted for match in _RUN.finditer(contents[number]) if _is_chinese(match)]
        if not found:
            return
        lines = {number for number, _ in found}
        fenced = text.fenced
        why = Evidence("letter-spaced", 8, "a blank after every character of a sentence")
        for number, match in found:
            content = contents[number]
            prose = _CLAUSE.search(content) is not None or {number - 1, number + 1} & lines
            rest = content[: match.start()] + "".join(match.group().split()) + content[match.end() :]
            if not prose or number in fenced or is_table_row(rest):
                continue
            start = text.lines[number].start + match.start()
            for first, end in _gaps(match):
                yield text.edit(
                    start + first, start + end, rule="letter-spaced", kind="space", confidence=confidence(8), evidence=(why,)
                )


def _is_chinese(match: re.Match[str]) -> bool:
    """Say whether a run is Chinese prose: half of its signs are ideographs, or it has some, and clauses."""
    ideographs = count_han(match.group())
    signs = sum(character not in _BLANK_SIGNS for character in match.group())
    return ideographs * 2 >= signs or (ideographs >= _SOME and _CLAUSE.search(match.group()) is not None)


_BLANK_SIGNS = " \N{NO-BREAK SPACE}"
_SOME = 6


def _gaps(match: re.Match[str]) -> Iterator[Span]:
    """Yield what goes, in places of the run: each gap, and those on both sides of a blank that the text itself has."""
    size = len(match["gap"])
    for blank in _BLANKS.finditer(match.group()):
        start, end = blank.span()
        if end - start == size:
            yield start, end
        else:
            yield start, start + size
            yield end - size, end


_BLANKS = re.compile(f"{_GAP}+")
