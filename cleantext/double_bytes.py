"""Characters of double-byte encodings, and what their bytes are when read otherwise.

Chinese that was read in the wrong encoding is still made of pairs of bytes, so what each character is in another encoding can be
looked up, and so can the bits it would save: what has been met once is remembered. `outlook` says of a whole line at once which
of these readings are worth a closer look.

>>> "".join(read_from_big5("big5")[character] or "?" for character in "陲窒")
'东部'
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from itertools import accumulate
from operator import lt, sub

from cleantext.legibility import bits_of_each

UNREADABLE = -1e9
"""What is saved by what cannot be read: more is lost than any text saves."""

BIG5 = ("big5hkscs", "big5")
"""Of Hong Kong and browsers, and of Unicode's table: they differ in where signs, kana and Cyrillic letters are."""

BYTE_80 = "\ufffd€?"
"""Byte 0x80 starts no character of GBK: it is lost as U+FFFD or `?`, or read as the euro."""

# Runs of what GBK makes of bytes beyond ASCII.
_RUN = re.compile("[^\x00-\x7f]+(?:\\?[^\x00-\x7f]+)*")
_LOST = re.compile(f"[{BYTE_80}]")


@lru_cache(maxsize=8)  # several damages ask about one line
def runs(line: str) -> tuple[tuple[int, str], ...]:
    """Return the runs of what GBK makes of bytes beyond ASCII, and where they start.

    >>> runs("我a浣?犲?")
    ((0, '我'), (2, '浣?犲'))
    """
    return tuple([(match.start(), match.group()) for match in _RUN.finditer(line)])


# --- the bytes of GBK


@cache
def _pair(character: str) -> bytes:
    return character.encode("gb18030", "ignore")


def single_bytes(string: str) -> bytes:
    """Return the bytes `string` was read from as GBK; what stands for byte 0x80 becomes that byte again."""
    if _LOST.search(string) is None:
        return string.encode("gb18030", "ignore")
    return b"\x80".join([piece.encode("gb18030", "ignore") for piece in _LOST.split(string)])


def places(string: str) -> list[int]:
    """Return where each character starts in `single_bytes` of `string`, and where the last ends.

    >>> places("我\ufffd你")
    [0, 2, 3, 5]
    """
    return list(accumulate(map(_sizes().__getitem__, string), initial=0))


class _Sizes(dict[str, int]):
    """How many bytes each character was read from, worked out when first met; one of no double byte gives four or none."""

    def __missing__(self, character: str) -> int:
        self[character] = size = 1 if character in BYTE_80 else len(_pair(character))
        return size


@cache
def _sizes() -> _Sizes:
    return _Sizes()


def double_bytes(string: str) -> bytes:
    """Return the two bytes that each character is in GBK; two zeros, which are part of no other, where it is not two.

    >>> double_bytes("中é\ufffd").hex(" ", 2), double_bytes("ñ").hex()
    ('d6d0 a8a6 0000', '0000')
    """
    try:
        data = string.replace("\ufffd", "\0\0").encode("gbk")  # nothing has more than two bytes in it
    except UnicodeEncodeError:
        data = b""
    if len(data) == 2 * len(string):
        return data
    return b"".join([pair if len(pair) == 2 else b"\0\0" for pair in map(_pair, string)])


# --- other readings of a pair of bytes


class _CharacterOfPair(dict[bytes, str | None]):
    """The one character that two bytes are in an encoding, or None; there are not so many pairs that all could not be remembered."""

    def __init__(self, encoding: str) -> None:
        super().__init__()
        self._encoding = encoding

    def __missing__(self, data: bytes) -> str | None:
        try:
            text = data.decode(self._encoding) if len(data) == 2 else ""
        except UnicodeDecodeError:
            text = ""
        self[data] = read = text if len(text) == 1 else None
        return read


@cache
def _read_as(encoding: str) -> _CharacterOfPair:
    return _CharacterOfPair(encoding)


@cache
def _big5_pair(character: str, encoding: str) -> bytes:
    """Return the two bytes of a character in Big5, also of one for which Windows has private use."""
    if _PRIVATE_BIG5 <= character <= "\uf848":
        place = ord(character) - ord(_PRIVATE_BIG5) + 63  # 157 characters to a row, of which the first has but 94
        row, column = divmod(place, 157)
        return bytes((0xC6 + row, 0x40 + column if column < 63 else 0xA1 + column - 63))
    return character.encode(encoding, "ignore") or character.encode("big5hkscs", "ignore")


_PRIVATE_BIG5 = "\uf6b1"
"""From here on Windows has private-use characters for 0xC6A1 to 0xC8FE."""


class Reading(dict[str, str | None]):
    """What each character is when its bytes are read otherwise, worked out when first met; None where that is no character.

    `saved` has the bits that each character costs less so.
    """

    def __init__(self, read: Callable[[str], str | None]) -> None:
        super().__init__()
        self._read = read
        self.saved: Mapping[str, float] = _Saved(self)

    def __missing__(self, character: str) -> str | None:
        self[character] = read = self._read(character)
        return read


class _Saved(dict[str, float]):
    """The bits that each character saves when read otherwise, worked out when first met."""

    def __init__(self, reading: Reading) -> None:
        super().__init__()
        self._reading = reading

    def __missing__(self, character: str) -> float:
        read = self._reading[character]
        self[character] = saved = bits_of_each()[character] - bits_of_each()[read] if read else UNREADABLE
        return saved


@cache
def read_from_gbk() -> Reading:
    """Return what characters are in Big5 when their bytes are those of GBK.

    >>> read_from_gbk()["い"], read_from_gbk()["ñ"]
    ('中', None)
    """
    return Reading(lambda character: _read_as("big5hkscs")[_pair(character)])


@cache
def read_from_big5(encoding: str) -> Reading:
    """Return what characters are in GBK when their bytes are those of a table of Big5; ASCII is the same in both."""
    return Reading(lambda one: one if one.isascii() else _read_as("gbk")[_big5_pair(one, encoding)])


# --- out of step by one byte


def shifted(string: str) -> list[str | None]:
    """Return the characters between those of `string`: what the second byte of one and the first of the next are in GBK.

    >>> shifted("ㄎ夜")
    ['我']
    """
    return [_character(pair) for pair in memoryview(double_bytes(string))[1:-1].cast("H")]


def saved_by_shifting(string: str) -> list[float]:
    """Return how many bits each character but the last saves by being read one byte later; nothing if fewer than two save any.

    All of `string` must be characters of two bytes, as what `TWO_BYTES_EACH` finds in its outlook is.

    >>> saved_by_shifting("ㄎ夜"), saved_by_shifting("ㄎ夜ㄎ夜")
    ([], [5.5, -3.0, 5.5])
    """
    data, costs = memoryview(double_bytes(string)), _costs_of_pairs()
    stand = list(map(costs.__getitem__, data[:-2].cast("H")))
    read = list(map(costs.__getitem__, data[1:-1].cast("H")))
    better = map(lt, read, stand)
    return list(map(sub, stand, read)) if any(better) and any(better) else []


def _character(pair: int) -> str | None:
    return _read_as("gb18030")[pair.to_bytes(2, sys.byteorder)]


class _CostsOfPairs(dict[int, float]):
    """The bits of the character that two bytes are, which stand for one number; worked out when first met."""

    def __missing__(self, pair: int) -> float:
        read = _character(pair)
        self[pair] = cost = bits_of_each()[read] if read else -UNREADABLE
        return cost


@cache
def _costs_of_pairs() -> _CostsOfPairs:
    return _CostsOfPairs()


# --- the outlook of a line


class _Letters(dict[int, str]):
    """What is to be had by reading each character otherwise, as a letter, worked out when first met.

    By reading it in Big5: something in ``abc``, nothing in ``def``; it cannot be read in ``ghijkl``, and is no two bytes of GBK in
    ``jkl``. By reading it from one table of Big5 or the other, in the same way, the first, second and third of each three. ASCII
    is ``m``, but for what may stand for a lost byte.
    """

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if character.isascii() and character not in BYTE_80:
            self[code] = "m"
            return "m"
        in_big5 = read_from_gbk().saved[character]
        from_big5 = max(read_from_big5(encoding).saved[character] for encoding in BIG5)
        row = 0 if in_big5 > 0 else 1 if in_big5 > UNREADABLE else 2 if len(_pair(character)) == 2 else 3
        column = 0 if from_big5 > 0 else 1 if from_big5 > UNREADABLE else 2
        self[code] = letter = "abcdefghijkl"[3 * row + column]
        return letter


@cache
def _letters() -> _Letters:
    return _Letters()


@lru_cache(maxsize=8)  # several damages ask about one line
def outlook(line: str) -> str:
    """Return a letter for each character of `line`, for the patterns below to look at."""
    return line.translate(_letters())


# A stretch that reads better begins and ends with a character that does, and holds none that cannot be read.
BETTER_IN_BIG5 = re.compile("[abc][a-f]{2,}[abc]")
BETTER_FROM_BIG5 = re.compile("[adgj][abdeghjk]{2,}[adgj]")
NOT_FROM_BIG5 = re.compile("[cfil]")
TWO_BYTES_EACH = re.compile("[a-i]{5,}")
