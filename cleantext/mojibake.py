r"""Text that was read in the wrong encoding, back to what was written: pure functions over one line.

Each damage is undone by doing it backwards: the characters are turned into the bytes they were read from, and these are read
as what they were. A repair is offered only where that is exact (the damage done to the repaired text gives the damaged text
again) and with its gain: how many bits less it costs than what stands there (`cleantext.legibility`). Nothing is decided here.

>>> [(repair.text, repair.rules) for repair in repairs("他说浣犲ソ就走了")]
[('你好', ('utf8-as-gbk',))]
>>> repairs("北京大学的ÉÉ")
[]
"""

from __future__ import annotations

import re
from bisect import bisect, bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import compress
from typing import NamedTuple

from cleantext.double_bytes import (
    BETTER_FROM_BIG5,
    BETTER_IN_BIG5,
    BIG5,
    BYTE_80,
    NOT_FROM_BIG5,
    TWO_BYTES_EACH,
    outlook,
    places,
    read_from_big5,
    read_from_gbk,
    runs,
    saved_by_shifting,
    shifted,
    single_bytes,
)
from cleantext.edits import Edit, Span, apply_edits, compose, merge_names
from cleantext.legibility import bits, bits_each, classify, common_han, looks_misread

_DEBRIS_BITS = 13.0
"""Characters that cost more than this on average may be debris of an earlier damage; text hardly ever does."""

_DEPTH = 3
"""How many times text may have been damaged in turn."""


class Repair(NamedTuple):
    """Characters ``[start, end)`` of a line and what they were before the damages in `rules` were done, last done first.

    `gain` is in bits; `units` counts the characters that came out of it: more of them are better evidence.
    """

    start: int
    end: int
    text: str
    rules: tuple[str, ...]
    gain: float
    units: int


# --- characters and the bytes they were read from


@cache
def _latin_bytes() -> dict[str, int]:
    """Map the characters of Windows-1252, and of Latin-1 where that has none, to their byte; 0x80 to 0xFF only."""
    table = {chr(byte): byte for byte in range(0x80, 0x100)}
    for byte in range(0x80, 0xA0):
        character = bytes((byte,)).decode("cp1252", "ignore")
        if character:
            table[character] = byte
    return table


def _latin_data(string: str) -> bytes:
    """Return the bytes that characters of Windows-1252 or Latin-1 were read from; ASCII stands for itself."""
    try:
        return string.encode("cp1252")  # the usual case, and many times as fast
    except UnicodeEncodeError:
        table = _latin_bytes()
        return bytes([table.get(character) or ord(character) for character in string])


def _class_of(characters: Iterator[str] | set[str]) -> str:
    return "[" + re.escape("".join(sorted(set(characters)))) + "]"


def _latin(low: int, high: int) -> str:
    return _class_of({character for character, byte in _latin_bytes().items() if low <= byte <= high})


def _gbk(leads: tuple[int, int], trails: tuple[int, int]) -> set[str]:
    pairs = (bytes((lead, trail)) for lead in range(leads[0], leads[1] + 1) for trail in range(trails[0], trails[1] + 1))
    return {character for pair in pairs for character in pair.decode("gb18030", "ignore") if len(character) == 1}


@cache
def _common_from_big5() -> set[str]:
    """Return the rare characters that the commonest become when their bytes in GBK are read as Big5; two in a row are no text."""
    common = (character.encode("gbk", "ignore").decode("big5hkscs", "ignore") for character in common_han()[0])
    return {
        character for character in common if len(character) == 1 and character < "\U00010000" and classify(character) in "45b"
    }


@cache
def telltale() -> re.Pattern[str]:
    """Return a pattern found in text that was read in the wrong encoding, and hardly ever in any other.

    It says where to look, not what to do; one search of it is all that clean text costs.

    >>> telltale().search("普通的一句话，São Luís，naïve，第１条。") is None
    True
    """
    # Three-byte UTF-8 read two bytes at a time: the lead byte and one of the rest, then the last and the next lead byte.
    head = _gbk((0xE2, 0xE9), (0x80, 0xBF)) | _gbk((0xEF, 0xEF), (0xBC, 0xBD))
    joint = _gbk((0x81, 0xBF), (0xE2, 0xE9)) | _gbk((0x81, 0xBF), (0xEF, 0xEF)) | {"\ufffd", "€", "?"}
    lead, trail = _latin(0xC2, 0xF4), _latin(0x80, 0xBF)
    # Other scripts and private use in the middle of Han: Big5 read as GBK.
    strange = "\u0391-\u03c9\u0410-\u0451\u3041-\u30f6\u3105-\u3129\ue000-\ue765"
    # Full stop and comma split between two characters: GBK out of step by one byte.
    first, third = _class_of(_gbk((0xB0, 0xF7), (0xA1, 0xA1))), _class_of(_gbk((0xB0, 0xF7), (0xA3, 0xA3)))
    split = "\uff10-\uff19\uff1c-\uff1e\uff20-\uff5a\ue000-\ue4c5\N{CJK UNIFIED IDEOGRAPH-9AB8}"
    han = "[\u4e00-\u9fa5]"
    # One Han character inside a word of Latin letters; the three commonest would cost more than they tell.
    inside = _gbk((0xC3, 0xC3), (0x80, 0xBF)) - set("\u4e48\u6ca1\u6bcf")
    joints = _class_of(joint)
    union = (
        "".join(part[1:-1] for part in (_class_of(head), _class_of(inside), lead)) + strange + split + "\u951f\u70eb\u5c6f\ufffd"
    )
    union += "\x80-\x9f" + "".join(one for one, _ in _OTHER_MARKS) + "\N{SMALL LEFT TORTOISE SHELL BRACKET}"
    from_big5 = _class_of(_common_from_big5())
    union += from_big5[1:-1]
    others = "".join(f"|(?<=[{one}])[{two}]" for one, two in _OTHER_MARKS)
    return re.compile(
        f"[{union}](?:"
        f"(?<={_class_of(head)}){joints}"
        f"|(?<=[A-Za-z]{_class_of(inside)})[a-z]"
        f"|(?<={lead}){trail}"
        f"|(?<=({lead}))(?!\\1{{3}}){_latin(0xA1, 0xFE)}{{3}}"  # one letter over and over is a cry or a rule
        f"|(?<=[{strange}])(?:(?={han})|(?<={han}.))"
        f"|(?<={first}[\uff10-\uff19\uff1c-\uff1e\uff20-\uff5a])|(?<={third}[\ue000-\ue4c5\u9ab8])"
        "|(?<=[\u9225\u9289\u951b]).|(?<=\u951f)\u65a4|(?<=\u70eb)\u70eb\u70eb|(?<=\u5c6f)\u5c6f\u5c6f|(?<=\ufffd)"
        f"|(?<={from_big5}{from_big5})|(?<={han}\ufe5d)(?={han}|\\s|\\Z)"  # a full stop of GBK
        f"|(?<=[\x80-\x9f]){others})"
    )


# --- the damages, undone


class _Candidate(NamedTuple):
    start: int
    end: int
    text: str
    rule: str


@lru_cache(maxsize=8)  # two damages ask about one line
def _utf8_as_latin(line: str) -> tuple[_Candidate, ...]:
    pieces: list[_Candidate] = []
    if _lead_in_latin().search(line) is None:
        return ()
    for match in _utf8_in_latin().finditer(line):
        data = _latin_data(match.group())
        text = _strictly(data, "utf-8")  # overlong forms look like UTF-8 only from afar
        if text is None and b"\xed" in data:
            text = _with_pairs(data)
        if text is not None:
            pieces.append(_Candidate(match.start(), match.end(), text, "utf8-as-latin1"))
    if len(pieces) > 1 and any(_CONTROL.search(piece.text) for piece in pieces):
        # Control characters: what comes out is damaged itself, and only all of it shows how.
        start, end = pieces[0].start, pieces[-1].end
        text = _replaced(line, pieces)
        if line[:start].isascii() and line[end:].isascii():
            pieces.append(_Candidate(start, end, text[start : len(text) - (len(line) - end)], "utf8-as-latin1"))
    return tuple(pieces)


_CONTROL = re.compile("[\x7f-\x9f]")


def _with_pairs(data: bytes) -> str | None:
    """Read UTF-8 in which characters beyond the basic plane stand as two surrogates."""
    try:
        return data.decode("utf-8", "surrogatepass").encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeError:
        return None


def _replaced(line: str, pieces: Sequence[_Candidate] | Sequence[Repair]) -> str:
    parts, at = [], 0
    for piece in pieces:
        parts += [line[at : piece.start], piece.text]
        at = piece.end
    return "".join([*parts, line[at:]])


# Pairs that people write: a cross before a quotation mark, a dash, a no-break space or a sum of money, which is also how a Hebrew or an Arabic letter
# begins; a Finnish or German word before a no-break space; two accents for a closing quotation mark.
_WRITTEN = re.compile("(?:[×Ø][“”‘’–—•…£€¥§\xa0])+|(?<=[A-Za-z])[ÄÖ]\xa0|[àáâ]´´")


@cache
def _lead_in_latin() -> re.Pattern[str]:
    return re.compile(_latin(0xC2, 0xF4))


@cache
def _utf8_in_latin() -> re.Pattern[str]:
    rest = _latin(0x80, 0xBF)
    two, three, four = _latin(0xC2, 0xDF), _latin(0xE0, 0xEF), _latin(0xF0, 0xF4)
    return re.compile(f"(?:{two}{rest}|{three}{rest}{rest}|{four}{rest}{rest}{rest})+")


def _gbk_as_latin(line: str) -> Iterator[_Candidate]:
    runs = list(_latin_run().finditer(line))
    whole = _only_latin().fullmatch(line) is not None
    if not runs and not whole:
        return
    explained = sum(candidate.end - candidate.start for candidate in _utf8_as_latin(line) if not _UNLIKELY.search(candidate.text))
    if explained > 0.8 * sum(map(_latin_bytes().__contains__, line)):
        return  # valid UTF-8 for the most part, so hardly anything else
    for match in runs:
        data = _latin_data(match.group())
        data = data[: len(data) // 2 * 2]
        text = _strictly(data, "gb18030")
        if text is not None:
            yield _Candidate(match.start(), match.start() + len(data), text, "gbk-as-latin1")
    # Rare characters have an ASCII letter for their second byte: only all of the line shows where each begins.
    if not whole:
        return
    start, end = len(line) - len(line.lstrip(_ASCII)), len(line.rstrip(_ASCII))
    end += line[end : end + 1] >= "\x40"  # the second byte of the last character
    data = _latin_data(line[start:end])
    for encoding, rule in (("gb18030", "gbk-as-latin1"), ("big5hkscs", "big5-as-latin1")):
        text = _strictly(data, encoding)
        if text:
            yield _Candidate(start, end, text, rule)


# Letters of two bytes that hardly anyone writes, but pairs of accented letters often seem to stand for: phonetic and African
# Latin without the Vietnamese and Romanian letters and those of pinyin, Armenian, Syriac, Thaana, N'Ko.
_UNLIKELY = re.compile(
    "[\u0180-\u019f\u01a2-\u01ae\u01b1-\u01cc\u01dd-\u0217\u021c-\u02c5\u02de-\u02ff\u0530-\u058f\u0700-\u07ff]"
)

_ASCII = "".join(map(chr, range(0x80)))
_ASCII_SET = frozenset(_ASCII)


@cache
def _only_latin() -> re.Pattern[str]:
    return re.compile(f"(?:[\x00-\x7f]|{_latin(0x80, 0xFF)})*")


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


@cache
def _latin_run() -> re.Pattern[str]:
    return re.compile(f"{_latin(0xA1, 0xF7)}{_latin(0x80, 0xFE)}+")


_UTF8_HAN = re.compile(
    # A letter of ASCII may be the second byte of a pair of which the first ends a character.
    rb"[\xe1-\xef][\x80-\xbf]{2}(?:(?:[\xc2-\xdf][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\x40-\x7e])*[\xe1-\xef][\x80-\xbf]{2})*"
    rb"[\x40-\x7e]?"
)


# What `_UTF8_HAN` needs for more than one character, the first of them not lost.
_TWO_IN_UTF8 = re.compile(rb"[\xe1-\xef](?!(?<=\xef)\xbf\xbd)[\x80-\xbf]{2}(?:[\x40-\x7e]|[\xc2-\xf0][\x80-\xbf])")


def _utf8_as_gbk(line: str) -> Iterator[_Candidate]:
    whole = _whole_line_as_gbk(line, "utf-8", "utf8-as-gbk")
    if whole is not None:
        yield whole
    if _TWO_IN_UTF8.search(single_bytes(line)) is None:
        return
    for at, run in runs(line):
        string = run.rstrip(BYTE_80)  # at the end of a run the lost byte may be any
        data = single_bytes(string)
        starts: list[int] = []
        for match in _UTF8_HAN.finditer(data):
            text = match.group().decode("utf-8", "replace")
            if len(text) < 2 or "\ufffd" in text:
                continue
            # Only whole characters on both sides: leave out what straddles a border.
            starts = starts or places(string)
            start, end = match.span()
            while text and start != starts[bisect_left(starts, start)]:
                start += len(text[0].encode())
                text = text[1:]
            while text and end != starts[bisect_left(starts, end)]:
                end -= len(text[-1].encode())
                text = text[:-1]
            found = _Candidate(at + bisect_left(starts, start), at + bisect_left(starts, end), text, "utf8-as-gbk")
            if len(text) > 1 and found != whole:
                yield found


def _whole_line_as_gbk(line: str, encoding: str, rule: str) -> _Candidate | None:
    """Read all between the first and the last Han character of a line in another encoding, short pieces between ASCII as well."""
    match = _HAN_STRETCH.search(line)
    if match is None or any(map(match.group().__contains__, BYTE_80)):
        return None
    text = _strictly(match.group().encode("gb18030", "ignore"), encoding)
    return _Candidate(match.start(), match.end(), text, rule) if text else None


_HAN_STRETCH = re.compile("[^\x00-\x7f](?:.*[^\x00-\x7f])?")


def _big5_as_gbk(line: str) -> Iterator[_Candidate]:
    whole = _whole_line_as_gbk(line, "big5hkscs", "big5-as-gbk")
    if whole is not None:
        yield whole
    if BETTER_IN_BIG5.search(outlook(line)) is None:
        return
    reading = read_from_gbk()
    for at, string in runs(line):
        for first, last in _best_stretches(list(map(reading.saved.__getitem__, string))):
            read = list(map(reading.__getitem__, string))
            start, end = _with_strange_borders(string, read, first, last)
            yield _Candidate(at + start, at + end, "".join(map(str, read[start:end])), "big5-as-gbk")


def _with_strange_borders(string: str, read: list[str | None], start: int, end: int) -> Span:
    """Widen a stretch by Greek letters and kana, which cost little by themselves; at its border they are part of it."""
    while start and _strange_but_read(string[start - 1], read[start - 1]):
        start -= 1
    while end < len(read) and _strange_but_read(string[end], read[end]):
        end += 1
    return start, end


def _strange_but_read(character: str, read: str | None) -> bool:
    return read is not None and classify(character) in "rRgGhkbp;wm45" and classify(read) in "12,"


_BITS_OF_TABLE = 10.0
"""By so many bits one table of Big5 must explain what the other reads otherwise: some twenty common characters differ."""


def _gbk_as_big5(line: str) -> Iterator[_Candidate]:
    seen = outlook(line)
    better = [line[match.start() : match.end()] for match in BETTER_FROM_BIG5.finditer(seen)]
    if NOT_FROM_BIG5.search(seen) and not any(_reads_better(stretch, encoding) for stretch in better for encoding in BIG5):
        return  # no stretch reads better, and the line cannot be read as a whole
    one, two = (list(map(read_from_big5(encoding).__getitem__, line)) for encoding in BIG5)
    surer = _saved_by_first(one, two)
    if one == two or abs(surer) >= _BITS_OF_TABLE:
        yield from _from_big5(line, BIG5[surer < 0], _LEAST_STRETCH)


def _reads_better(string: str, encoding: str) -> bool:
    return any(True for _ in _best_stretches(list(map(read_from_big5(encoding).saved.__getitem__, string))))


def _saved_by_first(one: Sequence[str | None], two: Sequence[str | None]) -> float:
    """Count the bits that the first of two readings saves where they differ; what cannot be read costs more than anything.

    Each difference counts once: that a character comes again says no more for one table than for the other.
    """
    return sum(bits(b or "\ufffd") - bits(a or "\ufffd") for a, b in set(zip(one, two, strict=True)) if a != b)


def _from_big5(line: str, encoding: str, least: int) -> Iterator[_Candidate]:
    reading = read_from_big5(encoding)
    match = _HAN_STRETCH.search(line)
    if match is not None:
        read = list(map(reading.__getitem__, match.group()))
        if None not in read:
            yield _Candidate(match.start(), match.end(), "".join(map(str, read)), "gbk-as-big5")
    for at, string in runs(line):
        stretches = list(_best_stretches(list(map(reading.saved.__getitem__, string)), least))
        read = list(map(reading.__getitem__, string)) if stretches else []
        for first, last in stretches:
            start, end = _with_strange_borders(string, read, first, last)
            if 2 * sum(name in "12345b" for name in classify(string[start:end])) > end - start:  # not a row of signs
                yield _Candidate(at + start, at + end, "".join(map(str, read[start:end])), "gbk-as-big5")


def _gbk_shifted(line: str) -> Iterator[_Candidate]:
    seen = outlook(line)
    if TWO_BYTES_EACH.search(seen) is None:
        return
    for at, string in runs(line):
        stretches = list(_stretches_out_of_step(string, seen[at : at + len(string)]))
        read = shifted(string) if stretches else []
        for first, end in stretches:
            # Nothing brings a run back into step before its end, and it rarely gets out of step a few characters after its
            # start: these look right by chance.
            if 0 < first <= 4 and _about_as_good(string[:first], read[:first]):
                first = 0  # noqa: PLW2901
            elif 0 < first <= _NEAR_HEAD and _could_be_read(string[:first], read[:first]):
                continue  # rare names begin like this: where the damage begins is not certain
            if 0 < len(read) - end <= 4 and _about_as_good(string[end:-1], read[end:]):
                end = len(read)  # noqa: PLW2901
            if end + 1 - first < _SHIFTED_STRETCH and _PLAIN.search(string, first, end + 1):
                continue
            # The first byte, and the last, belong to characters that lost their other half.
            yield _Candidate(at + first, at + end + 1, "".join(map(str, read[first:end])), "gbk-shifted")


def _stretches_out_of_step(string: str, seen: str) -> Iterator[Span]:
    for match in TWO_BYTES_EACH.finditer(seen):
        for first, end in _best_stretches(saved_by_shifting(string[match.start() : match.end()])):
            yield match.start() + first, match.start() + end


_NEAR_HEAD = 6

# What is out of step holds a comma or the commonest word by chance once in some hundred characters: a few characters that do read
# well as they are.
_SHIFTED_STRETCH = 12
_PLAIN = re.compile("[，。的]")


def _could_be_read(string: str, read: list[str | None]) -> bool:
    """Tell whether a few characters may be rare ones out of step."""
    text = "".join(one or "" for one in read)
    return len(text) == len(read) and bits(text) < bits(string) + 10.0 * len(text)


def _about_as_good(string: str, read: list[str | None]) -> bool:
    """Tell whether a few characters read in step are hardly worse than as they stand."""
    text = "".join(one or "" for one in read)
    return len(text) == len(read) and bits(text) < bits(string) + 8.0 and not set(classify(text)) & set("5pumb")


_LEAST_STRETCH = 4
"""Fewer characters read better by chance."""


def _best_stretches(saved: list[float], least: int = _LEAST_STRETCH) -> Iterator[Span]:
    """Yield the stretches in which `saved` bits, summed, are most; at least `least` long."""
    better = list(compress(range(len(saved)), map((0.0).__lt__, saved)))  # a stretch begins and ends with what saves something
    at = 0
    while at < len(better) and better[-1] - better[at] + 1 >= least:
        start = index = better[at]
        best_end, total, best = start + 1, saved[start], saved[start]
        # A stretch is over when what follows costs as much as two rare characters more than its best part.
        while index < better[-1] and total > 0.0 and total >= best - 25.0:
            index += 1
            total += saved[index]
            if total > best:
                best, best_end = total, index + 1
        if best_end - start >= least:
            yield start, best_end
        at = bisect(better, index, at)


_BEYOND_ASCII = re.compile("[^\x00-\x7f]+")
_OTHER_PAGES = ("sloppy-windows-1251", "sloppy-windows-1250", "sloppy-windows-1257", "mac-roman", "cp437")


def _utf8_as_other(line: str) -> Iterator[_Candidate]:
    """Read stretches of a line that shows the marks of UTF-8 read as Windows-1251, Mac Roman or code page 437."""
    if _other_marks().search(line) is None:
        return
    import ftfy.bad_codecs  # noqa: PLC0415  (slow to import, and hardly ever needed)

    ftfy.bad_codecs.ok()  # from now on Python knows the codecs that read every byte
    for match in _BEYOND_ASCII.finditer(line):
        for page in _OTHER_PAGES:
            try:
                text = match.group().encode(page).decode("utf-8")
            except UnicodeError:
                continue
            yield _Candidate(match.start(), match.end(), text, "utf8-as-other")


# Where each of these is followed by one of those.
_OTHER_MARKS = (
    ("\N{SINGLE LOW-9 QUOTATION MARK}", "\N{LATIN CAPITAL LETTER A WITH DIAERESIS}"),
    ("\N{CYRILLIC SMALL LETTER VE}", "\N{CYRILLIC CAPITAL LETTER DJE}"),
    ("\N{GREEK CAPITAL LETTER GAMMA}", "\N{LATIN CAPITAL LETTER C WITH CEDILLA}"),
    (
        "\N{SQUARE ROOT}",
        "\xa9\xae\xb0\xb1\u2264\u2265\xa5\xb5\u2202\u220f\u03c0\u222b\xaa\xba\u03a9\xe6\xf8\xbf\xa1\u2020\xdf\xe0-\xfc",
    ),
    # Three bytes of Chinese, in Windows-1251 and in Mac Roman.
    ("\u0434-\u0439", "\u0402\u0403\u0409\u040a\u040c\u040f\u0453\xa4\xa6\xac\xae\xb5\xb6"),
    ("\u2030", "\xba\xbb\xaa\u220f\u222b\u03c0\u2211\u2202\u2044"),
    ("\xc1\xc2\xc8\xca\xcb", "\u2260\u220f\u222b\u2202\u03c0\u2211\u221e\u2264\u2265\u03a9\xc4\xc5\xc7\xc9\xd1\xd6\xdc"),
    # Two bytes of Latin, in Windows-1250 and -1257, in code page 437 (not the boxes people draw) and in Mac Roman.
    ("\u0102\u0139", "\xa4\xa6-\xb8\xbb\u02c7\u02d8\u02db\u02dd"),
    ("\u251c\u253c", "\xbf\xbd\xbc\xa1\xab\xbb\xac\xa2\xa3\xa5\xaa\xba\xc4-\xff\u2310\u20a7\u0192"),
    ("\u2568\u2564", "\u2591-\u2593\u2502-\u2563\xc4-\xff"),
    ("\u0192\u2248", "\xc5\xec\xb4\xdc\xd6\xb0\xe6\xb6\xe7\xb8"),
    # Two bytes of Cyrillic, and of Latin, in Windows-1251.
    ("\u0420\u0421", "\xb5\xb0\u0455\u0457\u0454\u0453\u045f"),
    ("\u0413", "\u2014\xa4\xa9\xa7\xb1\xb6\xac\xae"),
)


@cache
def _other_marks() -> re.Pattern[str]:
    begin = "".join(one for one, _ in _OTHER_MARKS)  # one class to search for, and then which it was, is fast
    return re.compile(f"[{begin}](?:" + "|".join(f"(?<=[{one}])[{two}]" for one, two in _OTHER_MARKS) + ")")


_DAMAGES: tuple[Callable[[str], Iterable[_Candidate]], ...] = (
    _utf8_as_latin,
    _gbk_as_latin,
    _utf8_as_gbk,
    _big5_as_gbk,
    _gbk_as_big5,
    _gbk_shifted,
    _utf8_as_other,
)


# --- which of them explains the line


def repairs(line: str) -> list[Repair]:
    """Return disjoint repairs of `line`, sorted by place, each of which makes it cheaper; the greatest gain goes first.

    Text damaged several times in turn is followed back. Characters that are lost are left alone, for nothing says what they
    were; so is everything that no damage explains.

    >>> [repair.text for repair in repairs("cafÃ© Ã\xa0 la crÃ¨me")]
    ['é', 'à', 'è']
    >>> [(repair.text, repair.rules) for repair in repairs("cafÃƒÂ©")]
    [('é', ('utf8-as-latin1',))]
    """
    found = _one_layer(line, _DEPTH)
    if not found:
        return found
    string = _replaced(line, found)
    if _may_be_damaged(string):
        found = _followed_back(line, string, found)
    if found and _is_left_damaged(line, found):
        return []  # half a way back is no repair: the line stays as it is
    return [repair._replace(units=len(repair.text) - len(repair.text.encode("ascii", "ignore"))) for repair in found]


def _may_be_damaged(string: str) -> bool:
    return bool(telltale().search(string) or _GLUED.search(string) or bits_each(string) > _DEBRIS_BITS)


def _followed_back(line: str, string: str, found: list[Repair]) -> list[Repair]:
    """Undo what was done to a line before the damages whose repairs, `found`, made `string` of it."""
    flat = _edits(line, found)
    for _ in range(_DEPTH - 1):
        more = _edits(string, [repair for repair in _one_layer(string, _DEPTH) if repair.rules != ("gbk-as-big5",)])
        if not more:
            break
        flat = compose(flat, more, line, string)
        string = apply_edits(string, more)
        if not _may_be_damaged(string):
            break
    gains = {(repair.start, repair.end, repair.text): repair.gain for repair in found}
    spans = [(edit.start, edit.end, edit.replacement) for edit in flat]
    return [
        Repair(*span, edit.rules, gains[span] if span in gains else _gain(line, *span), 0)
        for edit, span in zip(flat, spans, strict=True)
    ]


def _edits(line: str, found: Iterable[Repair]) -> list[Edit]:
    return [Edit(one.start, one.end, line[one.start : one.end], one.text, one.rules, "garble") for one in found]


def repairs_from_big5(lines: Sequence[str]) -> list[list[Repair]]:
    """Return the repairs of each line of a document known to hold GBK that was read as Big5, those of two characters as well.

    The tables of Big5 differ; that which explains the document best is the one. If neither does, lines in which they differ are left
    alone, as a half of one that is repaired would be no better.

    >>> [[repair.text for repair in found] for found in repairs_from_big5(["預報說陲窒會下雨", "扂蠅睡奀善ˋ"])]
    [['东部'], ['我们何时到？']]
    """
    one, two = ([_repairs_by_table(line, encoding) for line in lines] for encoding in BIG5)
    first, second = (sum(repair.gain for found in found_by for repair in found) for found_by in (one, two))
    if abs(first - second) >= _BITS_OF_TABLE:
        return one if first > second else two
    return [found if found == others else [] for found, others in zip(one, two, strict=True)]


_BITS_OF_PHRASE = 7.0
"""So many bits for each of two or three characters make a phrase; ordinary text has one such in half a million characters."""


def _repairs_by_table(line: str, encoding: str) -> list[Repair]:
    found: list[Repair] = []
    if line.isascii():
        return found
    for start, end, text, rule in _from_big5(line, encoding, 2):
        if found and start < found[-1].end:
            continue  # the whole line comes first
        gain = _gain(line, start, end, text)
        fits = end - start >= _LEAST_STRETCH and gain > 0 and _reads_well(text, rule)
        if fits or (gain >= _BITS_OF_PHRASE * min(end - start, 3) and _is_phrase(line[start:end], text)):
            found.append(Repair(start, end, text, (rule,), gain, end - start))
    return [] if found and _is_left_damaged(line, found) else found


def _is_phrase(rare: str, text: str) -> bool:
    """Tell whether characters, each of them rare, are ones that people use, and no cry or drum (嘟嘟)."""
    known = "12," if len(text) < _LEAST_STRETCH else "123,"
    return set(classify(text)) <= set(known) and set(classify(rare)) <= set("2345b") and len(set(text)) >= min(3, len(text))


def _is_left_damaged(line: str, found: list[Repair]) -> bool:
    """Tell whether a line repaired so still shows damage, apart from characters that are lost for good."""
    if "\ufffd" in line:
        return False
    at, kept = 0, []
    for repair in found:
        kept.append(line[at : repair.start])
        at = repair.end
    pieces = [*kept, line[at:], *(repair.text for repair in found)]
    around = "".join(pieces[: len(found) + 1])
    if looks_misread(around) or (_HALF_OF_FOUR.search(around) and any("gbk-as-latin1" in repair.rules for repair in found)):
        return True
    if any("utf8-as-other" in repair.rules for repair in found):
        starts = {repair.start for repair in found}
        if any(candidate.start not in starts for candidate in _utf8_as_other(line)):
            return True
    return any(map(_tells, pieces)) or any(_was_damaged_before(repair.text) for repair in found)


_HALF_OF_FOUR = re.compile("[\x81-\x9f][0-9]")
"""Two bytes of the four that GB 18030 has for rare characters: what is repaired around them is a part."""


def _tells(piece: str) -> bool:
    piece = _NO_DAMAGE.sub("", piece)
    return any(_is_telling(hit.group()[0], piece) for hit in telltale().finditer(piece))


def _is_telling(mark: str, piece: str) -> bool:
    """Tell whether a hit of the tell-tale pattern says that a piece of a repaired line is damaged still."""
    if "\u3041" <= mark <= "\u30f6" or mark in _common_from_big5() or mark == "\N{SMALL LEFT TORTOISE SHELL BRACKET}":
        return bits_each(piece) > _DEBRIS_BITS  # kana between ideographs are Japanese, unless the ideographs are strange as well
    if mark in _latin_bytes():  # two accented letters may be a word's
        return _utf8_in_latin().search(piece) is not None or _latin_four().search(piece) is not None
    return not "\x80" <= mark <= "\x9f"


@cache
def _latin_four() -> re.Pattern[str]:
    return re.compile(f"{_latin(0xC2, 0xF4)}{_latin(0xA1, 0xFE)}{{3}}")


_NO_DAMAGE = re.compile(
    "\xe2€(?![\x80-\xbf\u2013-\u203a\u0152-\u0192\u02c6\u02dc\u2122])|(?<=[^\x00-\x7f])\\?|(?<=[\xdf-\xff×])[’”]"
    "|锟斤拷|锟斤?|斤拷|烫{3,}|屯{3,}|ï¿½"
)
"""What looks like damage and is none that could be undone: a closing quotation mark whose last byte Windows-1252 does not have, a
question mark for a byte that GBK does not have, an accented letter or a cross before a closing mark, the debris of lost bytes."""


def _was_damaged_before(text: str) -> bool:
    """Tell whether what came out still holds text read in the wrong encoding, be it too short to be undone by itself."""
    for run in (string for _, string in runs(text)):
        inner = _strictly(run.encode("gb18030", "ignore"), "utf-8")
        common = len(run) == 1 and classify(run) in "12"
        if inner and not common and bits(inner) < bits(run) - 2.0 and _UNLIKELY.search(inner) is None:
            return True
    for run in _latin_pairs().findall(text):
        if set(run) <= _OPERATORS:
            continue
        inner = _strictly(_latin_data(run), "gb18030")
        if inner and bits(inner) < bits(run) - 8.0:
            return True
    return False


_OPERATORS = frozenset("×÷±·°§")


@cache
def _latin_pairs() -> re.Pattern[str]:
    return re.compile(f"(?:{_latin(0xA1, 0xF7)}{_latin(0xA1, 0xFE)})+")


def _one_layer(line: str, depth: int) -> list[Repair]:
    """Undo one damage of each place, the last that was done."""
    found, passed_over = [], []
    strange = len(line) - len(line.encode("ascii", "ignore"))
    for damage in _DAMAGES:
        repaired = 0
        for candidate in damage(line):
            repair = _weighed(line, candidate, depth)
            if repair is not None:
                found.append(repair)
                repaired += repair.end - repair.start
            elif candidate.rule == "gbk-as-latin1":
                passed_over.append(candidate)
        if repaired > 0.9 * strange:
            break  # it explains the line; the damages come surest first
    if sum(repair.gain for repair in found if repair.rules[0] == "gbk-as-latin1") > _PROVEN_BITS:
        found += _signs(line, passed_over)
    found.sort(key=lambda repair: (-repair.gain, len(repair.rules), repair.start))
    taken: list[Repair] = []
    for repair in found:
        place = bisect(taken, repair.start, key=lambda other: other.start)
        free = not place or taken[place - 1].end <= repair.start
        if free and (place == len(taken) or repair.end <= taken[place].start):
            taken.insert(place, repair)
    return taken


_PROVEN_BITS = 40.0
"""The gain of one line's repairs that proves its other pairs to be damaged in the same way."""


def _signs(line: str, candidates: list[_Candidate]) -> Iterator[Repair]:
    """Read pairs of accented letters that stand for mere signs (○, ×), in a line proven to be GBK."""
    for candidate in candidates:
        gain = _gain(line, candidate.start, candidate.end, candidate.text)
        if gain > 0 and not set(classify(candidate.text)) - set("12,;wsmt"):
            yield Repair(candidate.start, candidate.end, candidate.text, (candidate.rule,), gain, 0)


def _weighed(line: str, candidate: _Candidate, depth: int) -> Repair | None:
    start, end, text, rule = candidate
    last = end + 1 >= len(line)
    around = line[start - 1 : start] if start else "", line[end : end + 1]
    weigh = _weigh_short if end - start <= _SHORT else _weigh
    weighed = weigh(around, line[start:end], text, rule, depth, last=last)
    return None if weighed is None else Repair(start, end, *weighed, 0)


_SHORT = 12
"""Damaged text lies in short pieces between what is lost, and these are the same again and again."""


def _weigh(
    around: tuple[str, str], stands: str, text: str, rule: str, depth: int, *, last: bool
) -> tuple[str, tuple[str, ...], float] | None:
    """Return what a stretch between two characters was, its damages and the bits saved; `last` when no more than `after` follows."""
    before, after = around
    if _WRITTEN.fullmatch(before + stands, len(before)):
        return None
    if rule in _LATIN_RULES and _leaves_debris(before, after, last=last):
        return None
    rules: tuple[str, ...] = (rule,)
    if not _reads_well(text, rule):
        # What comes out may itself have been damaged before; but nobody reads so much in so many encodings as to come to Big5.
        if rule == "gbk-as-big5":
            return None
        deeper = _one_layer(text, depth - 1) if depth > 1 and not text.isascii() else []
        if not deeper:
            return None
        rules = merge_names(rules, tuple(name for repair in deeper for name in repair.rules))
        if "gbk-as-big5" in rules:
            return None
        if rules[:2] == ("gbk-as-latin1", "utf8-as-gbk"):
            return None  # the same bytes as UTF-8 read as Latin-1, which is asked more
        text = _replaced(text, deeper)
        if not _reads_well(text, rules[-1]):
            return None
    gain = _saved(before, stands, after, text)
    return (text, rules, gain) if gain > 0 else None


_weigh_short = lru_cache(maxsize=8192)(_weigh)


def _gain(line: str, start: int, end: int, text: str) -> float:
    """Count the bits saved, with a neighbour on each side: letters are told from debris by the word they stand in."""
    return _saved(line[max(0, start - 1) : start], line[start:end], line[end : end + 1], text)


def _saved(before: str, stands: str, after: str, text: str) -> float:
    stands, comes = before + stands + after, before + text + after
    # One Han character glued to a Latin word is rarer than its parts tell.
    glued = len(_GLUED.findall(stands)) - len(_GLUED.findall(comes))
    inside = len(_INSIDE_WORD.findall(stands)) - len(_INSIDE_WORD.findall(comes)) if "Ã" in stands + comes else 0
    return bits(stands) - bits(comes) + 10.0 * (glued + inside)


_GLUED = re.compile("(?<=[A-Za-z])[\u4e00-\u9fa5](?![\u4e00-\u9fa5])")


_INSIDE_WORD = re.compile("(?<=[A-Z]Ã)[‘“”™–—‰‡œŠ](?=[A-Z])")
"""A mark in the middle of a word in capitals."""


_LATIN_RULES = frozenset({"utf8-as-latin1", "gbk-as-latin1", "big5-as-latin1"})


def _leaves_debris(before: str, after: str, *, last: bool) -> bool:
    """Tell whether accented letters that the damage does not explain touch the stretch; half a character may end a line."""
    if before and "\xa0" < before < "\u0100" and before not in _MARKS_OF_SPANISH:
        return True
    return not last and "\xa0" < after < "\u0100" and after not in _MARKS_OF_SPANISH


_MARKS_OF_SPANISH = "¿¡«»"
"""Marks that stand beside a quotation mark or a word of their own accord."""


def _reads_well(text: str, rule: str) -> bool:
    """Tell whether what came out is text of the kind that went in; debris of any sort says that the damage was another."""
    classes = classify(text)
    names = set(classes)
    if names & _DEBRIS:
        return False
    if rule in {"utf8-as-latin1", "utf8-as-other"}:
        return _UNLIKELY.search(text) is None
    others = names - _OF_ASCII
    if not others:
        return False
    if rule in {"big5-as-gbk", "gbk-as-big5", "gbk-shifted"} and len(set(text) - _ASCII_SET) < 4:
        return False  # a rule drawn with box characters reads as one ideograph many times over
    if others <= _OF_ALPHABETS:  # an alphabet with marks; the bits have already said that it reads better
        return rule == "utf8-as-gbk"
    other = sum(map(classes.count, others))
    good = sum(map(classes.count, "12,hk"))
    poor = sum(map(classes.count, "5mb"))
    if rule == "gbk-as-latin1":
        return good >= 0.5 * other and poor <= 0.1 * other
    if rule == "utf8-as-gbk":  # that all of it is valid UTF-8 is proof by itself
        return good >= 0.4 * other and poor <= 0.1 * other
    if rule in {"big5-as-gbk", "gbk-as-big5", "gbk-shifted"}:
        poor += sum(map(classes.count, "hkrRgGIK"))
    return good >= 0.7 * other and poor <= 0.04 * other


_DEBRIS, _OF_ASCII, _OF_ALPHABETS = frozenset("cCpu?"), frozenset("aA0 ."), frozenset("lLrRgGst,e")
