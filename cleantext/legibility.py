r"""How much a string reads like text: the bits it costs under a small, fixed model of written language.

Bytes read in the wrong encoding are still characters, but not those people write: rare ideographs, capitals in the middle of a
word, a Greek letter between two Han characters. The model gives each character the bits its class deserves (the 600 commonest
Han characters about 9, one outside every national list 23), and adds bits where two classes meet that do not meet in text.
Of two readings of the same bytes, the one that costs fewer bits is the better explanation (minimum description length); the
difference in bits is the evidence. No dictionary, no training: the classes are character lists and code ranges.

>>> bits("中文") < bits("ÖÐÎÄ") and bits("你好") < bits("浣犲ソ")
True
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib import resources

# Class of a character -> its bits. The figures are -log2(share of the class in text / characters in the class), rounded; the
# shares of the Han classes were counted in statutes and in narrative prose (75 %, 20 %, 4.5 %, 0.5 % and the rest).
_BITS = {
    "a": 5.0,  # ASCII small letter
    "A": 6.5,  # ASCII capital
    "0": 5.5,  # ASCII digit
    " ": 3.0,  # space, tab, line end
    ".": 7.0,  # ASCII punctuation
    "c": 20.0,  # control character
    "1": 9.5,  # Han, common
    "2": 12.5,  # Han, usual
    "3": 15.5,  # Han, first level of GB 2312
    "4": 18.0,  # Han, in some national list
    "5": 23.0,  # any other Han
    ",": 6.0,  # punctuation of Chinese and Japanese, the everyday marks
    ";": 12.0,  # its other marks
    "w": 11.0,  # full-width form of an ASCII character
    "h": 8.0,  # hiragana
    "k": 9.0,  # katakana
    "K": 13.0,  # half-width katakana
    "b": 15.0,  # bopomofo
    "H": 10.5,  # Hangul syllable of KS X 1001
    "I": 18.0,  # any other Hangul
    "l": 8.0,  # small letter of Latin-1
    "L": 10.5,  # capital of Latin-1
    "e": 10.0,  # other Latin letter
    "s": 12.0,  # symbol of Latin-1
    "t": 9.0,  # typographic mark of Western text
    "r": 6.5,  # Cyrillic small letter
    "R": 9.0,  # Cyrillic capital
    "g": 7.5,  # Greek small letter
    "G": 10.0,  # Greek capital
    "o": 9.0,  # letter of another script
    "m": 15.0,  # any other symbol
    "p": 24.0,  # private use
    "u": 26.0,  # unassigned, surrogate
    "?": 30.0,  # U+FFFD: a character is lost
    "C": 24.0,  # C1 control
    "E": 16.0,  # assigned beyond the basic plane
}

_HAN, _KANA, _HANGUL, _ASCII, _LATIN, _CYRILLIC, _GREEK = "12345", "hk", "HI", "aA", "lLe", "rR", "gG"

# Two neighbouring classes -> bits on top, where text hardly ever has the two side by side.
_MEETING: dict[str, float] = {}


def _meet(one: str, two: str, bits: float, *, both_ways: bool = True) -> None:
    for first in one:
        for second in two:
            _MEETING[first + second] = bits
            if both_ways:
                _MEETING[second + first] = bits


_meet("123", _ASCII, 2)
_meet("45", _ASCII, 5)
_meet(_HAN, _LATIN + "s", 7)
_meet(_HAN, _CYRILLIC, 6)
_meet(_HAN, _GREEK, 5)
_meet(_HAN, _HANGUL, 4)
_meet(_HAN + _KANA, "b", 5)
_meet(_HAN + _HANGUL, "K", 6)
_meet(_HAN + _KANA + _HANGUL, "op", 8)
_meet(_KANA, _HANGUL + _CYRILLIC + _GREEK + _LATIN, 8)
_meet(_HANGUL, _CYRILLIC + _GREEK + _LATIN, 8)
_meet(_CYRILLIC, _GREEK + _LATIN, 8)
_meet(_GREEK, _LATIN, 8)
_meet(_CYRILLIC + _GREEK, _ASCII, 7)
_meet("h", "k", 2)
_meet("o", _LATIN + _CYRILLIC + _GREEK + _ASCII, 8)
_meet(_LATIN, _LATIN, 3)
_meet(_LATIN, "s", 5)
_meet("s", "s", 3)
_meet("L", "s", 9, both_ways=False)
_meet("L", ",", 6, both_ways=False)
_meet("Lst", "t", 3)
_meet("al", "A", 3, both_ways=False)
_meet("al", "L", 6, both_ways=False)
_meet("Ll", "L", 6, both_ways=False)
_meet("r", "R", 8, both_ways=False)
_meet("g", "G", 8, both_ways=False)

_EVERYDAY_MARKS = "，。、：；？！“”‘’（）《》…—·\N{IDEOGRAPHIC SPACE}「」『』【】～"


@cache
def common_han() -> tuple[frozenset[str], frozenset[str]]:
    """Return the common and the usual Han characters, in simplified, traditional and Japanese form (see lexicons/).

    >>> "的" in common_han()[0], "們" in common_han()[0], "浣" in common_han()[0] | common_han()[1]
    (True, True, False)
    """
    sections: dict[str, set[str]] = {"common": set(), "usual": set()}
    current: set[str] = set()
    source = resources.files("cleantext").joinpath("lexicons", "han-frequency.txt")
    for line in source.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            current = sections[line.strip("[]").split()[0]]
        elif not line.startswith("#"):
            current.update(line)
    return frozenset(sections["common"]), frozenset(sections["usual"] - sections["common"])


@cache
def rank_of_han() -> dict[str, int]:
    """Return which place a Han character has among the commonest, from 0; traditional and Japanese forms stand behind them.

    >>> rank_of_han()["的"] < rank_of_han()["社"]
    True
    """
    source = resources.files("cleantext").joinpath("lexicons", "han-frequency.txt").read_text(encoding="utf-8")
    characters = "".join(line for line in source.splitlines() if not line.startswith(("#", "[")))
    return {character: rank for rank, character in enumerate(dict.fromkeys(characters))}


def _rows(codec: str, leads: range, trails: range) -> set[str]:
    """Return the characters of rows of a double-byte character set."""
    return set(b"".join(bytes((lead, trail)) for lead in leads for trail in trails).decode(codec, "ignore"))


def _class_by_name(character: str) -> str:
    code = ord(character)
    category = unicodedata.category(character)
    if category in {"Cn", "Cs"}:
        return "u"
    if category == "Co":
        return "p"
    if code == 0xFFFD:
        return "?"
    if code > 0xFFFF:
        return "5" if 0x20000 <= code < 0x40000 else "E"
    if category == "Cc":
        return "C" if code >= 0x7F else "c"
    letter = category[0] == "L"
    if 0xA0 <= code < 0x100:
        if not letter or code in {0xAA, 0xBA}:
            return "s"
        return "L" if category == "Lu" else "l"
    for low, high, name in _RANGES:
        if low <= code < high:
            if name in "rg" and category == "Lu":
                return name.upper()
            return name
    return "o" if letter or category[0] == "M" else "m"


_RANGES = (
    (0x100, 0x250, "e"),
    (0x1E00, 0x1F00, "e"),
    (0x370, 0x400, "g"),
    (0x400, 0x460, "r"),
    (0x2010, 0x2027, "t"),
    (0x2030, 0x203B, "t"),
    (0x20A0, 0x20C0, "t"),
    (0x2122, 0x2123, "t"),
    (0x2160, 0x2180, "m"),
    (0x3000, 0x3040, ";"),
    (0x3041, 0x30A0, "h"),
    (0x30FC, 0x30FD, "h"),  # the long mark goes with both
    (0x30A0, 0x3100, "k"),
    (0x3100, 0x3130, "b"),
    (0x3400, 0xA000, "5"),
    (0xAC00, 0xD7A4, "I"),
    (0xF900, 0xFB00, "5"),
    (0xFF01, 0xFF5F, "w"),
    (0xFF61, 0xFFA0, "K"),
)


class _Classes(dict[int, str]):
    """The class of each code point, worked out when first met."""

    def __missing__(self, code: int) -> str:
        name = _class_by_name(chr(code))
        self[code] = name
        return name


@cache
def _classes() -> _Classes:
    common, usual = common_han()
    classes = _Classes()
    for code in range(128):
        character = chr(code)
        if character in " \t\n\r\f":
            classes[code] = " "
        elif character.isalnum():
            classes[code] = "0" if character.isdigit() else "a" if character.islower() else "A"
        elif character.isprintable():
            classes[code] = "."
    # Later lines win: a character is in the most telling class that holds it.
    lists = (
        ("H", _rows("euc_kr", range(0xB0, 0xC9), range(0xA1, 0xFF))),
        ("4", _rows("gb2312", range(0xD8, 0xF8), range(0xA1, 0xFF))),
        ("4", _rows("big5", range(0xA4, 0xC7), range(0x40, 0xFF))),
        ("4", _rows("shift_jis", range(0x88, 0x98), range(0x40, 0xFD))),
        ("3", _rows("gb2312", range(0xB0, 0xD8), range(0xA1, 0xFF))),
        ("2", usual),
        ("1", common),
    )
    for name, characters in lists:
        classes.update((ord(character), name) for character in characters if name == "H" or "\u3400" <= character < "\ua000")
    classes.update((ord(mark), ",") for mark in _EVERYDAY_MARKS)
    return classes


def classify(string: str) -> str:
    """Return the class of each character of `string`, as a string of the same length.

    >>> classify("中文abÖ，\\ufffd")
    '11aaL,?'
    """
    return string.translate(_classes())


def bits(string: str) -> float:
    """Return how many bits `string` costs; less is more like text. Sums over characters, so compare readings of one source.

    >>> bits("") == 0 and bits("的") < bits("矗") < bits("\\ue000")
    True
    """
    return _cost(classify(string))


class _BitsOfEach(dict[str, float]):
    """The bits of each character, worked out when first met."""

    def __missing__(self, character: str) -> float:
        bits = _BITS[classify(character)]
        self[character] = bits
        return bits


@cache
def bits_of_each() -> Mapping[str, float]:
    """Return a table of the bits of any character by itself.

    >>> bits_of_each()["浣"], bits_of_each()["你"]
    (18.0, 9.5)
    """
    return _BitsOfEach()


def bits_each(string: str) -> float:
    """Return the mean bits of the characters of `string` that are not ASCII; 0.0 when there are none.

    Chinese of any kind lies between 9 and 13, mojibake mostly above 15.
    """
    classes = classify(string)
    names = set(classes) - _OF_ASCII
    other = sum(map(classes.count, names))
    return sum(_BITS[name] * classes.count(name) for name in names) / other if other else 0.0


_OF_ASCII = frozenset("aA0 .")
_AT_EASE = frozenset("12345,;w0 .cmuEC?")
"""Classes of which no two that meet cost anything: what Chinese text is made of."""


def _cost(classes: str) -> float:
    # All bits are halves, whose sums are exact in any order: so classes are counted, and not each character looked up.
    names = set(classes)
    alone = sum([_BITS[name] * classes.count(name) for name in names])
    return alone if names <= _AT_EASE else alone + _meetings(classes.encode())


def _meetings(classes: bytes) -> float:
    """Return the bits that neighbours cost: all pairs that begin at even places, read as numbers, then those at odd ones."""
    table, half = _bits_of_pairs(), len(classes) // 2 * 2
    even, odd = memoryview(classes)[:half], memoryview(classes)[1 : len(classes) - (len(classes) == half)]
    return sum(map(table.__getitem__, even.cast("H"))) + sum(map(table.__getitem__, odd.cast("H")))


@cache
def _bits_of_pairs() -> dict[int, float]:
    """Map two classes that meet, as two bytes read as one number, to the bits on top."""
    pairs = (one + two for one in _BITS for two in _BITS)
    return {int.from_bytes(pair.encode(), sys.byteorder): _MEETING.get(pair, 0.0) for pair in pairs}


_STRANGE, _ODD = frozenset("lLesrRgGtmCpu"), frozenset("smCpu")
_FEWEST_STRANGE, _STRANGE_SHARE, _ODD_SHARE = 6, 0.3, 0.2


def looks_misread(line: str) -> bool:
    """Say whether a line as a whole looks like bytes read in a wrong single-byte encoding, whichever it was.

    Nearly a third of it is beyond ASCII and no Chinese or Japanese, and a fifth of that are symbols, marks and controls, where text in
    an alphabet has letters. What such a line holds of soft hyphens or ligatures are bytes, too. Short lines are left alone.

    >>> looks_misread("\u00a4\u00a4\u00a4\u00e5\u00bd\u0058\u00aa\u00ba\u00a4\u00e5\u00a6\u0072"), looks_misread("Größe über Maß: naïve café, élève")
    (True, False)
    """
    if line.isascii():
        return False
    classes = classify(line.replace("\N{SOFT HYPHEN}", ""))
    strange = sum(map(classes.count, _STRANGE))
    if strange < _FEWEST_STRANGE or strange < _STRANGE_SHARE * len(classes):
        return False
    marks = classes.count("t") if "r" in classes else 0  # dashes and quotation marks are common, but less so in Cyrillic
    return sum(map(classes.count, _ODD)) + marks >= _ODD_SHARE * strange
