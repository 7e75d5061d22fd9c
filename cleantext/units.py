"""Cut a line into what can be judged, and removed, on its own: the line, its sentences, bracketed groups and clauses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from cleantext.edits import Span

_SENTENCE = re.compile(r"[^。！？!?；;]*[。！？!?；;]+[”’\"』」）)】\]]*|[^。！？!?；;]+")
# An English sentence ends at a full stop before a blank and a capital; abbreviations cost a smaller unit, nothing else.
_ENGLISH_SENTENCE = re.compile(r"(?:(?![.!?][\"')\]]*\s+[A-Z\"(@]).)*(?:[.!?][\"')\]]*\s+|.\Z)", re.DOTALL)
_CLAUSE = re.compile(
    r"[【〖〔（(\[『［]?[^，,、；;。！？!?…\u3000【〖〔（(\[『［】〗〕）)\]』］]*[，,、；;。！？!?…\u3000】〗〕）)\]』］]*"
)
_BRACKETED = re.compile(
    r"【[^【】]{1,80}】|〖[^〖〗]{1,80}〗|〔[^〔〕]{1,80}〕|（[^（）]{1,80}）|\([^()]{1,80}\)|\[[^\[\]]{1,80}\]|『[^『』]{1,80}』|［[^［］]{1,80}］"
)
_LETTER = re.compile(r"[^\W\d_]")
_WORD_CHARACTER = re.compile(r"[^\W_]")
_HAN = re.compile(r"[\u4e00-\u9fff]")


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
    """Return the clauses of ``[start, end)``, which they cover without gaps.

    >>> [text[a:b] for text in ["好，加群，走"] for a, b in clauses(text, 0, 6)]
    ['好，', '加群，', '走']
    """
    return [match.span() for match in _CLAUSE.finditer(string, start, end) if match.end() > match.start()]


def units_of_line(string: str, start: int, end: int) -> Iterator[Unit]:
    """Yield the units of a line from large to small, so that the first that is all advert is the largest.

    >>> [(unit.level, unit.start, unit.end) for unit in units_of_line("好【广告】。走", 0, 7)]
    [('line', 0, 7), ('sentence', 0, 6), ('sentence', 6, 7), ('bracket', 1, 5)]
    """
    yield Unit(start, end, "line")
    parts = sentences(string, start, end)
    if len(parts) > 1:
        for part in parts:
            yield Unit(*part, "sentence")
    for match in _BRACKETED.finditer(string, start, end):
        yield Unit(*match.span(), "bracket")
    for part in parts:
        cut = clauses(string, *part)
        if len(cut) > 1:
            yield Unit(*cut[0], "clause")
            for clause in cut[1:]:
                # The stop at the end of a sentence belongs to the sentence, not to a clause inside it.
                yield Unit(clause[0], clause[0] + len(string[slice(*clause)].rstrip("。！？!?；;")), "clause")


def letters(string: str, start: int, end: int) -> int:
    """Count the letters and ideographs of ``[start, end)``; digits, symbols and blanks say nothing by themselves.

    >>> letters("加 QQ:123", 0, 8)
    3
    """
    return sum(1 for _ in _LETTER.finditer(string, start, end))


def word_characters(string: str, start: int, end: int) -> int:
    """Count the letters, ideographs and digits of ``[start, end)``.

    >>> word_characters("加 QQ:123", 0, 8)
    6
    """
    return sum(1 for _ in _WORD_CHARACTER.finditer(string, start, end))
