"""Cut a line into what can be judged, and removed, on its own: the line, its sentences, bracketed groups and clauses."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import Generic, NamedTuple, Protocol, TypeVar

from cleantext.edits import Span

_SENTENCE = re.compile(r"[^。！？!?；;]*[。！？!?；;]+[”’\"』」）)】\]]*|[^。！？!?；;]+")
# An English sentence ends at a full stop before a blank and a capital; abbreviations cost a smaller unit, nothing else.
_ENGLISH_SENTENCE = re.compile(r"(?:(?![.!?][\"')\]]*\s+[A-Z\"(@]).)*(?:[.!?][\"')\]]*\s+|.\Z)", re.DOTALL)
_CLAUSE = re.compile(
    r"[【〖〔（(\[『［]?[^，,、；;。！？!?…\u3000【〖〔（(\[『［】〗〕）)\]』］]*[，,、；;。！？!?…\u3000】〗〕）)\]』］]*"
)
_ENGLISH_CLAUSE = re.compile(r"(?:(?![,;.!?][\"')\]]*\s).)*(?:[,;.!?][\"')\]]*\s+|.\Z)", re.DOTALL)
_BRACKETED = re.compile(
    r"【[^【】]{1,80}】|〖[^〖〗]{1,80}〗|〔[^〔〕]{1,80}〕|（[^（）]{1,80}）|\(+[^()]{1,80}\)+|\[[^\[\]]{1,80}\]|『[^『』]{1,80}』|「[^「」]{1,80}」|［[^［］]{1,80}］|｛[^｛｝]{1,80}｝|﹝[^﹝﹞]{1,80}﹞|⟨[^⟨⟩]{1,80}⟩|﹤[^﹤﹥]{1,80}﹥|\{\{+[^{}]{1,80}\}\}+|《《[^《》]{1,60}》》|<[\u4e00-\u9fff][^<>]{1,60}>"
)
_OPENING = re.compile(r"[【〖〔（(\[『「［｛《﹝⟨﹤{<]")
_NO_LETTERS = re.compile(r"[\W\d_]+")
_NO_WORD_CHARACTERS = re.compile(r"[\W_]+")
_HAN = re.compile(r"[\u4e00-\u9fff]")


_STOPS, _PAUSES = "。！？!?；;", "，,、…\N{IDEOGRAPHIC SPACE}"


class Unit(NamedTuple):
    """A stretch of a line, in code points, and how it was cut: ``line``, ``sentence``, ``bracket`` or ``clause``."""

    start: int
    end: int
    level: str

    @property
    def span(self) -> Span:
        """Where the unit stands."""
        return self.start, self.end


def sentences(string: str, start: int, end: int) -> list[Span]:
    """Return the sentences of ``[start, end)``, which they cover without gaps.

    >>> [text[a:b] for text in ["好。加群！走"] for a, b in sentences(text, 0, 6)]
    ['好。', '加群！', '走']
    """
    pattern = _SENTENCE if _HAN.search(string, start, end) else _ENGLISH_SENTENCE
    return [match.span() for match in pattern.finditer(string, start, end) if match.end() > match.start()]


def clauses(string: str, start: int, end: int) -> list[Span]:
    """Return the clauses of ``[start, end)``, which they cover without gaps; in English, a sentence ends one, too.

    >>> [text[a:b] for text in ["好，加群，走"] for a, b in clauses(text, 0, 6)]
    ['好，', '加群，', '走']
    """
    pattern = _CLAUSE if _HAN.search(string, start, end) else _ENGLISH_CLAUSE
    return [match.span() for match in pattern.finditer(string, start, end) if match.end() > match.start()]


def brackets(string: str, start: int, end: int) -> Iterator[Unit]:
    """Yield the bracketed groups of ``[start, end)`` that hold no group of their kind.

    >>> [(unit.start, unit.end) for unit in brackets("好【广告】。走", 0, 7)]
    [(1, 5)]
    """
    for match in _BRACKETED.finditer(string, start, end):
        yield Unit(*match.span(), "bracket")


def opens_bracket(string: str, start: int, end: int) -> bool:
    """Tell whether any bracket opens in ``[start, end)``: without one there are no bracketed groups.

    >>> opens_bracket("好【广告】", 0, 5), opens_bracket("好。", 0, 2)
    (True, False)
    """
    return _OPENING.search(string, start, end) is not None


def parts_of_unit(string: str, unit: Unit) -> Iterator[Unit]:
    """Yield the next smaller units of a line or sentence; clauses have none.

    The stop at the end of a sentence belongs to the sentence, not to a clause inside it, and the comma behind a bracketed
    group to the clause the group is glued to.

    >>> [(part.level, part.start, part.end) for part in parts_of_unit("好，加群！走", Unit(0, 6, "line"))]
    [('sentence', 0, 5), ('sentence', 5, 6)]
    >>> [(part.level, part.start, part.end) for part in parts_of_unit("好，加群！走", Unit(0, 5, "sentence"))]
    [('clause', 0, 2), ('clause', 2, 4)]
    """
    if unit.level == "line":
        for start, end in sentences(string, *unit.span):
            yield Unit(start, end, "sentence")
    elif unit.level == "sentence":
        for start, end in clauses(string, *unit.span):
            if (start, end) == unit.span:
                continue
            stop = _STOPS if start > unit.start else ""
            if start > unit.start and string[start - 1] not in _STOPS + _PAUSES:
                stop += _PAUSES  # glued to the text before, to which the comma belongs then
            yield Unit(start, start + len(string[start:end].rstrip(stop) if stop else string[start:end]), "clause")


class _Placed(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


PlacedT = TypeVar("PlacedT", bound="_Placed")


class Parts(Generic[PlacedT]):
    """Things that stand somewhere in a line, in order of place, found by place without looking at all of them.

    >>> parts = Parts([Unit(4, 6, "clause"), Unit(0, 2, "clause")])
    >>> [part.start for part in parts.inside(Unit(3, 9, "line"))]
    [4]
    """

    __slots__ = ("_longest", "_starts", "items")

    def __init__(self, items: Iterable[PlacedT]) -> None:
        self.items = sorted(items, key=lambda item: (item.start, item.end))
        self._starts = [item.start for item in self.items]
        self._longest = max([item.end - item.start for item in self.items], default=0)

    @staticmethod
    def union(spans: Iterable[Span]) -> Parts[Unit]:
        """Join spans that share or touch characters, so that `hold` asks about their union."""
        joined: list[Unit] = []
        for start, end in sorted(spans):
            if joined and start <= joined[-1].end:
                joined[-1] = Unit(joined[-1].start, max(end, joined[-1].end), "span")
            else:
                joined.append(Unit(start, end, "span"))
        return Parts(joined)

    def inside(self, unit: Unit) -> list[PlacedT]:
        """Return what stands wholly inside `unit`."""
        found = self.items[bisect_left(self._starts, unit.start) : bisect_left(self._starts, unit.end)]
        return [item for item in found if item.end <= unit.end]

    def touching(self, part: _Placed) -> list[PlacedT]:
        """Return what shares characters with `part`.

        >>> [unit.start for unit in Parts([Unit(0, 2, "clause"), Unit(2, 6, "clause")]).touching(Unit(3, 4, "cut"))]
        [2]
        """
        near = self.items[bisect_left(self._starts, part.start - self._longest) : bisect_left(self._starts, part.end)]
        return [item for item in near if item.end > part.start]

    def holding(self, part: _Placed) -> PlacedT | None:
        """Return which of these, which must be disjoint, holds `part` wholly."""
        before = bisect_right(self._starts, part.start) - 1
        return self.items[before] if before >= 0 and part.end <= self.items[before].end else None

    def hold(self, part: _Placed) -> bool:
        """Tell whether one of these, which must be disjoint, holds `part` wholly."""
        return self.holding(part) is not None


def letters(string: str, start: int, end: int) -> int:
    """Count the letters and ideographs of ``[start, end)``; digits, symbols and blanks say nothing by themselves.

    >>> letters("加 QQ:123", 0, 8)
    3
    """
    return len(_NO_LETTERS.sub("", string[start:end]))


def word_characters(string: str, start: int, end: int) -> int:
    """Count the letters, ideographs and digits of ``[start, end)``.

    >>> word_characters("加 QQ:123", 0, 8)
    6
    """
    return len(_NO_WORD_CHARACTERS.sub("", string[start:end]))
