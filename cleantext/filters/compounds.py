"""English words that are written with a hyphen, so that one at a line end is known to belong to the word."""

from __future__ import annotations

# First parts that keep their hyphen whatever follows; of other prefixes (re-, pre-, multi-, sub-) most words lose it.
_KEEPING = frozenset(["self", "quasi", "well"])
_TENS = frozenset(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"])
_UNITS = frozenset(
    [
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
    ]
)
_SOLID = frozenset(["selfish", "selfless", "selfsame", "wellness", "wellington"])
# Second parts that make an adjective with whatever stands before them.
_LAST = frozenset(["based", "related", "specific", "oriented", "driven", "aware"])
_WHOLE = frozenset(
    "long-term short-term long-range short-range long-standing low-level high-level low-cost high-quality high-speed large-scale small-scale "
    "real-time part-time full-time first-class second-hand third-party two-way one-way three-dimensional two-dimensional "
    "non-linear non-zero non-trivial non-negative state-of up-to follow-up set-up mother-in father-in sister-in brother-in "
    "co-operate co-operation co-ordinate e-mail on-line re-elect re-enter old-fashioned good-natured absent-minded "
    "dining-room drawing-room good-bye to-day to-morrow to-night middle-aged decision-making problem-solving peer-reviewed".split()
)


def keeps_hyphen(before: str, after: str) -> bool:
    """Say whether a word cut at its hyphen has that hyphen of its own; both parts are given in lower case.

    Words not listed are taken to have none: a printer cuts ten plain words for each hyphened one.

    >>> keeps_hyphen("self", "esteem"), keeps_hyphen("motiva", "tion"), keeps_hyphen("twenty", "five"), keeps_hyphen("ex", "ample")
    (True, False, True, False)
    """
    if before in _TENS:
        return after in _UNITS
    if "-" in before:  # state-of-the-
        return True
    if before + after in _SOLID:
        return False
    return before in _KEEPING or f"{before}-{after}" in _WHOLE or (after in _LAST and len(before) >= 4)
