"""Damage that loses nothing, as dumps have it: functions that take a sentence and return it damaged, or None where that would lose something.

Used by the law that scrubbing damaged text gives what was written or changes nothing, and by the table of rates.
"""

import html.entities
import re
import unicodedata
from collections.abc import Callable

Damage = Callable[[str], str | None]


def misread(written: str, read: str) -> Damage:
    """Return the damage of text written in one encoding and read in another."""

    def damage(text: str) -> str | None:
        try:
            damaged = text.encode(written).decode(read)
            return damaged if damaged.encode(read).decode(written) == text and damaged != text else None
        except UnicodeError:
            return None

    return damage


def then(*damages: Damage) -> Damage:
    """Return one damage done after the other."""

    def damage(text: str) -> str | None:
        damaged: str | None = text
        for one in damages:
            damaged = None if damaged is None else one(damaged)
        return damaged

    return damage


def shifted(text: str) -> str | None:
    """Put GBK out of step by one byte: a stray one stands before, and the last one meets that of the next sentence."""
    try:
        return (b"\xc4" + text.encode("gbk") + b"\xa1").decode("gb18030")
    except UnicodeError:
        return None


_UTF8_AS_LATIN = misread("utf-8", "latin-1")
_UTF8_AS_WINDOWS = misread("utf-8", "cp1252")
_UTF8_AS_GBK = misread("utf-8", "gb18030")
_GBK_AS_LATIN = misread("gbk", "latin-1")

MISREADINGS: dict[str, Damage] = {
    "UTF-8 read as GBK": _UTF8_AS_GBK,
    "GBK read as Latin-1": _GBK_AS_LATIN,
    "GBK read as Windows-1252": misread("gbk", "cp1252"),
    "UTF-8 read as Latin-1": _UTF8_AS_LATIN,
    "UTF-8 read as Windows-1252": _UTF8_AS_WINDOWS,
    "UTF-8 read as Windows-1251": misread("utf-8", "cp1251"),
    "UTF-8 read as Mac Roman": misread("utf-8", "mac-roman"),
    "Big5 read as GBK": misread("big5", "gb18030"),
    "GBK read as Big5": misread("gbk", "big5hkscs"),
    "GBK read as Big5 of Unicode": misread("gbk", "big5"),
    "Big5 read as Latin-1": misread("big5", "latin-1"),
    "UTF-8 as Latin-1, twice": then(_UTF8_AS_LATIN, _UTF8_AS_LATIN),
    "UTF-8 as Latin-1, three times": then(_UTF8_AS_LATIN, _UTF8_AS_LATIN, _UTF8_AS_LATIN),
    "UTF-8 as Windows-1252, twice": then(_UTF8_AS_WINDOWS, _UTF8_AS_WINDOWS),
    "UTF-8 as GBK, twice": then(_UTF8_AS_GBK, _UTF8_AS_GBK),
    "UTF-8 as GBK, then as Latin-1": then(_UTF8_AS_GBK, _UTF8_AS_LATIN),
    "UTF-8 as GBK, then GBK as Latin-1": then(_UTF8_AS_GBK, _GBK_AS_LATIN),
    "GBK as Latin-1, then UTF-8 as Latin-1": then(_GBK_AS_LATIN, _UTF8_AS_LATIN),
    "GBK as Latin-1, then UTF-8 as GBK": then(_GBK_AS_LATIN, _UTF8_AS_GBK),
    "GBK one byte out of step": shifted,
}


def _middle(text: str, wanted: Callable[[str, str], bool]) -> int | None:
    """Return the place nearest to the middle where two characters meet as wanted."""
    places = [place for place in range(6, len(text) - 6) if wanted(text[place - 1], text[place])]
    return min(places, key=lambda place: abs(place - len(text) // 2), default=None)


def _is_han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def _put_between_han(mark: str) -> Damage:
    def damage(text: str) -> str | None:
        place = _middle(text, lambda one, two: _is_han(one) and _is_han(two))
        return None if place is None else text[:place] + mark + text[place:]

    return damage


def _put_everywhere(mark: str) -> Damage:
    return lambda text: mark.join(text) if text.isprintable() else None


def _put_often(times: int, mark: str) -> Damage:
    """Put a mark between ideographs at even distances."""

    def damage(text: str) -> str | None:
        places = [place for place in range(1, len(text)) if _is_han(text[place - 1]) and _is_han(text[place])]
        if len(places) < 2 * times:
            return None
        for turn in range(times, 0, -1):
            place = places[len(places) * turn // (times + 1)]
            text = text[:place] + mark + text[place:]
        return text

    return damage


def _cut_every(width: int, end: str) -> Damage:
    """Set a sentence in lines of so many characters, as a page does."""

    def damage(text: str) -> str | None:
        if len(text) <= width or text[-1] not in "。！？" or re.search(r"[ \u3000\xa0]", text):
            return None
        return end.join(text[place : place + width] for place in range(0, len(text), width))

    return damage


def _before_marks(text: str) -> str | None:
    damaged = re.sub(r"(?<=[\u4e00-\u9fff])(?=[，。；、])", " ", text)
    return damaged if damaged != text else None


def _spaced_by(gap: str) -> Damage:
    """Put the same gap behind each character, whatever it is, of a sentence that is mostly Chinese and has no blanks."""

    def damage(text: str) -> str | None:
        fit = " " not in text and "_" not in text and sum(map(_is_han, text)) * 2 >= len(text) and re.search("[，。；！？]", text)
        return gap.join(text) if fit else None

    return damage


def _all_references(text: str) -> str | None:
    if re.search("[&<#`]", text):
        return None
    return "".join(f"&#{ord(character)};" if ord(character) > 127 else character for character in text)


def _without_end(text: str) -> str | None:
    damaged = re.sub("[，。：]", lambda mark: f"&#{ord(mark.group())}", text)
    return damaged if damaged != text and not re.search("[&<#`]", text) else None


_SUPPLEMENT = str.maketrans("民西长风马见车门页飞食鸟鱼麦黄齐齿龙", "⺠⻄⻓⻛⻢⻅⻋⻔⻚⻜⻝⻦⻥⻨⻩⻬⻮⻰")


def _behind_commas(text: str) -> str | None:
    damaged = text.replace("，", "， ")
    return damaged if damaged != text and "， " not in text else None


def _references(*, numeric: bool = False, twice: bool = False) -> Damage:
    names = {ord(mark): f"&{html.entities.codepoint2name[ord(mark)]};" for mark in "“”‘’—…·×"}

    def damage(text: str) -> str | None:
        if "&" in text or "<" in text or "#" in text:
            return None
        table = {ord(mark): f"&#{ord(mark)};" for mark in "，。；：“”"} if numeric else names
        damaged = text.translate(table)
        damaged = damaged.replace("&", "&amp;") if twice else damaged
        return damaged if damaged != text else None

    return damage


_RADICALS = {
    unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(0x2F00, 0x2FD6) if code not in (0x2F3E, 0x2FAD)
}


def _as_radicals(text: str) -> str | None:
    damaged = "".join(_RADICALS.get(character, character) for character in text)
    return damaged if damaged != text else None


def _letter_spaced(text: str) -> str | None:
    return " ".join(text) if all(_is_han(character) or character in "，。；：、！？“”（）《》" for character in text) else None


def _doubled(text: str) -> str | None:
    return "".join(character * 2 for character in text) if all(map(_is_han, text[:-1])) else None


def _widened(text: str) -> str | None:
    damaged = "".join(chr(ord(one) + 0xFEE0) if one.isascii() and one.isalnum() else one for one in text)
    return damaged if damaged != text else None


LAYOUTS: dict[str, Damage] = {
    "line end between two ideographs": _put_between_han("\n"),
    "blank between two ideographs": _put_between_han(" "),
    "two blanks in the sentence": then(_put_between_han(" "), _put_between_han(" ")),
    "blank behind each comma": _behind_commas,
    "blank behind each character": _letter_spaced,
    "three blanks in the sentence": _put_often(3, " "),
    "six blanks in the sentence": _put_often(6, " "),
    "blank before each mark": _before_marks,
    "blank between all signs": _spaced_by(" "),
    "two blanks between all signs": _spaced_by("  "),
    "no-break space between all signs": _spaced_by("\N{NO-BREAK SPACE}"),
    "two line ends in the sentence": _put_often(2, "\n"),
    "lines of 15 characters": _cut_every(15, "\n"),
    "lines of 24 characters": _cut_every(24, "\n"),
    "lines of 30 characters": _cut_every(30, "\n"),
    "lines of 30 characters, CRLF": _cut_every(30, "\r\n"),
    "zero-width blank between two": _put_between_han("\N{ZERO WIDTH SPACE}"),
    "zero-width blank everywhere": _put_everywhere("\N{ZERO WIDTH SPACE}"),
    "soft hyphen everywhere": _put_everywhere("\N{SOFT HYPHEN}"),
    "byte order mark inside": _put_between_han("\N{ZERO WIDTH NO-BREAK SPACE}"),
    "control character inside": _put_between_han("\x07"),
    "named entities": _references(),
    "numeric entities": _references(numeric=True),
    "entities, escaped twice": _references(twice=True),
    "references to all characters": _all_references,
    "references without an end": _without_end,
    "supplement radicals": lambda text: changed if (changed := text.translate(_SUPPLEMENT)) != text else None,
    "full-width letters and figures": _widened,
    "dash as two strokes": lambda text: text.replace("——", "一一") if "——" in text and "一一" not in text else None,
    "Kangxi radicals": _as_radicals,
    "ligatures": lambda text: text.replace("fi", "\N{LATIN SMALL LIGATURE FI}") if "fi" in text else None,
    "every character twice": _doubled,
}
