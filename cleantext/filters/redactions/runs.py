"""Runs of marks that may stand for removed content, with what stands around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from cleantext.lexicons import pattern, words

_FAMILIES = {
    "x": "x\N{FULLWIDTH LATIN SMALL LETTER X}",
    "X": "X\N{FULLWIDTH LATIN CAPITAL LETTER X}",
    "×": "\N{MULTIPLICATION SIGN}\N{BOX DRAWINGS LIGHT DIAGONAL CROSS}",
    "*": "*\N{FULLWIDTH ASTERISK}",
    "○": "\N{WHITE CIRCLE}\N{IDEOGRAPHIC NUMBER ZERO}",
    "□": "\N{WHITE SQUARE}\N{BLACK SQUARE}",
    "△": "\N{WHITE UP-POINTING TRIANGLE}\N{BLACK UP-POINTING TRIANGLE}",
    "某": "某",
}
FAMILY = {mark: family for family, marks in _FAMILIES.items() for mark in marks}
"""Each mark and the family it counts with."""

SHAPES = "○□△"
"""The families that are so often bullets, boxes and zeros that only their own kind speaks for them."""

MARKS = re.escape("".join(FAMILY))


@lru_cache(maxsize=64)
def _runs_of(marks: str) -> re.Pattern[str]:
    """Compile what runs of `marks` look like: the fewer they are, the quicker is the search.

    A point between two equal runs belongs to them; the graded 某甲, 某乙 of judgments are one run. A single x beside another letter is
    left out at once, for it is the letter of a word: by the letter behind it, which is asked first because most have one.
    """
    single = r"(?:(?<![xX])|(?![A-WYZa-wyz_])(?:(?<![A-Za-z_].)(?![A-Za-z_])|(?=\1)|(?=[.．]\1)))"
    return re.compile(rf"([{re.escape(marks)}]){single}\1*(?:[.．]\1+)*", re.DOTALL)


_GRADES = "甲乙丙丁戊己庚辛"

_LATIN_UNIT = re.compile(
    rf"(?:{pattern(unit for unit in words('chinese-measures', 'units') if unit.isascii() and unit.isalpha())})(?![A-Za-z])"
)
"""The units that are written right behind a number in Latin letters."""

REACH = 24
"""Code points of context that are looked at on each side."""

LINE_REACH = 160
"""Code points of the line that are looked at on each side for what is true of a whole line."""

BEFORE_SUMS = ("$", "€", "£", ",")
"""What stands before a sum, or before the next three figures of it."""

LONGEST = 40
"""A longer run is a separator or a drawing: an identity number hides at most 18 characters, a slogan hardly more."""


class Run(NamedTuple):
    """A run of marks ``[start, end)`` and its surroundings.

    `size` is how many marks it has, points aside. `left` and `right` are what stands next to it on its line, at most `REACH` code
    points; one blank right beside the run is left out there, because ``XX 同志`` is written with and without.
    `gap_left` and `gap_right` say where one was; `touches_digit` that a digit stands right beside the run, without a blank between.
    """

    start: int
    end: int
    text: str
    family: str
    size: int
    left: str
    right: str
    gap_left: bool
    gap_right: bool
    touches_digit: bool

    @property
    def length_with_digits(self) -> int:
        """How many marks and digits there are together, where the run hides a part of a number.

        >>> [run.length_with_digits for run in find_runs("138****0000")]
        [11]
        """
        before = 0 if self.gap_left else len(self.left) - len(self.left.rstrip("0123456789"))
        return before + self.size + len(self.right) - len(self.right.lstrip("0123456789"))

    @property
    def begins_line(self) -> bool:
        """Whether nothing but blanks stands before the run on its line."""
        return not self.left.strip()


def find_runs(string: str, *, emphasis: bool = False, alphabetic: bool = False) -> Iterator[Run]:
    """Yield every run of marks of `string` that could stand for something; what cannot is left out early and cheaply.

    With `emphasis`, stars are Markdown's, so that only those right behind a digit can hide something. Of an `alphabetic` text, a single mark
    is left out that touches no digit and begins no sum: for anything else, there would have to be an ideograph near it.

    >>> [(run.text, run.family, run.left, run.right) for run in find_runs("增长x.x%，fox")]
    [('x.x', 'x', '增长', '%，fox')]
    """
    marks = "".join(filter(string.__contains__, FAMILY))
    if emphasis and _STAR_BEHIND_DIGIT.search(string) is None:
        marks = marks.replace("*", "").replace("＊", "")  # where stars begin and end is nothing to other marks
    for match in _runs_of(marks).finditer(string) if marks else ():
        start, end = match.span()
        mark = match.group(1)
        family = FAMILY[mark]
        if alphabetic and end - start == 1 and not _touches_figure(string, start, end):
            continue
        if family in "xX" and _inside_word(string, start, end, family):
            continue
        if end - start > LONGEST or (emphasis and family == "*" and not string[start - 1 : start].isdigit()):
            continue
        if family == "某":
            if string[end : end + 1] and string[end] in _GRADES:
                end += 1
        elif string[end : end + 1] in (".", "．") and string[end + 1 : end + 2] in ("万", "亿", "元", "个", "%", "％"):
            end += 1
        yield _run(string, start, end, family)


def _touches_figure(string: str, start: int, end: int) -> bool:
    before = string[start - 1 : start]
    return before.isdigit() or before in BEFORE_SUMS or string[end : end + 1].isdigit()


def _inside_word(string: str, start: int, end: int, family: str) -> bool:
    """Whether an x is a letter of a Latin word; a capital abbreviation before small marks (GDPxx亿元) is another word."""
    after = string[end : end + 1]
    if after.isascii() and (after.isalpha() or after == "_") and not (end - start > 1 and _LATIN_UNIT.match(string, end)):
        return True
    before = string[start - 1 : start]
    if not before or not before.isascii() or not (before.isalpha() or before == "_"):
        return False
    return not (family == "x" and before.isupper() and string[start - 2 : start - 1].isupper() and end - start > 1)


def _run(string: str, start: int, end: int, family: str) -> Run:
    text = string[start:end]
    left = string[max(0, start - REACH) : start]
    for line_end in "\r\n":
        if line_end in left:
            left = left[left.rindex(line_end) + 1 :]
    right = _to_line_end(string, end, REACH)
    gap_left = left[-1:] in _BLANKS and left[-2:-1] not in _BLANKS
    gap_right = right[:1] in _BLANKS and right[1:2] not in _BLANKS
    return Run(
        start,
        end,
        text,
        family,
        len(text) - text.count(".") - text.count("．"),
        left[:-1] if gap_left else left,
        right[1:] if gap_right else right,
        gap_left,
        gap_right,
        (not gap_left and left[-1:].isdigit()) or (not gap_right and right[:1].isdigit()),
    )


# What `str.isdigit` calls a digit stands in these rows, if it is none for `re`.
_STAR_BEHIND_DIGIT = re.compile("[*＊](?<=[\\d\xb2-\xb9\u1369-\u19da\u2070-\u2089\u2460-\u2793\U00010a40-\U0001f10a].)")


def _to_line_end(string: str, place: int, reach: int) -> str:
    """Return what follows `place` on its line, at most `reach` code points."""
    stretch = string[place : place + reach]
    for line_end in "\r\n":
        if line_end in stretch:
            stretch = stretch[: stretch.index(line_end)]
    return stretch


_BLANKS = (" ", "\N{NO-BREAK SPACE}")


def is_alphabetic(string: str) -> bool:
    """Whether surely no ideograph is in `string`: nothing from the rows of which they are a part.

    >>> is_alphabetic("Größe — 5 €"), is_alphabetic("some 某")
    (True, False)
    """
    if string.isascii():
        return True
    encoded = string.encode("utf-8", "surrogatepass")
    return not any(map(encoded.__contains__, _LEADS))


_LEADS = tuple(bytes((lead,)) for lead in range(0xE3, 0xEA))
"""The first byte of U+3000 to U+9FFF in UTF-8; a byte is searched for many times as fast as a class of characters."""


def is_cjk(character: str) -> bool:
    """Whether `character` is one ideograph.

    >>> is_cjk("某"), is_cjk("，"), is_cjk("")
    (True, False, False)
    """
    return "一" <= character <= "鿿" or "㐀" <= character <= "䶿"


def line_around(string: str, run: Run) -> tuple[str, str]:
    """Return the line before and after `run`, at most `LINE_REACH` code points each."""
    before = string[max(0, run.start - LINE_REACH) : run.start]
    before = before[max(before.rfind("\n"), before.rfind("\r")) + 1 :]
    return before, _to_line_end(string, run.end, LINE_REACH)
