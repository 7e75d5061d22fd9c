"""A document as filters see it: the string, its lines, and views that look through disguise.

What several filters want is computed once, when first asked for, and shared.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate
from operator import add
from typing import NamedTuple, overload

from cleantext.edits import Edit, Evidence, Span
from cleantext.lexicons import words

_LINE_END = re.compile(r"\r\n|\n|\r")


class Line(NamedTuple):
    """Where a line stands: its content is ``[start, end)``, the next line starts at `next`.

    >>> list(Text("一\\r\\n二").lines)
    [Line(start=0, end=1, next=3), Line(start=3, end=4, next=4)]
    """

    start: int
    end: int
    next: int


class Lines(Sequence[Line]):
    """The lines of a string, ended by CRLF, LF or CR; only where they start is worked out before one is asked for.

    Other separators are characters of the line. Empty text has no line. `contents` are the lines without their ends,
    `bounds` is where each line starts and the last one ends.

    >>> lines = Lines("一\\n二\\n三")
    >>> len(lines), lines[1], lines.number_at(4)
    (3, Line(start=2, end=3, next=4), 2)
    """

    __slots__ = ("bounds", "contents")

    def __init__(self, string: str) -> None:
        self.contents: list[str]
        if "\r" in string:
            self.contents = _LINE_END.split(string)
            bounds = [0, *(match.end() for match in _LINE_END.finditer(string))]
        else:
            self.contents = string.split("\n")
            bounds = [0, *map(add, accumulate(map(len, self.contents)), range(1, len(self.contents)))]
        if bounds[-1] < len(string):
            bounds.append(len(string))
        else:
            self.contents.pop()  # what stands behind the last line end is no line
        self.bounds = bounds

    def __len__(self) -> int:
        return len(self.bounds) - 1

    @overload
    def __getitem__(self, number: int) -> Line: ...
    @overload
    def __getitem__(self, number: slice) -> list[Line]: ...
    def __getitem__(self, number: int | slice) -> Line | list[Line]:
        if isinstance(number, slice):
            return [self[index] for index in range(*number.indices(len(self)))]
        content = self.contents[number]  # raises IndexError
        if number < 0:
            number += len(self)
        start = self.bounds[number]
        return Line(start, start + len(content), self.bounds[number + 1])

    def __iter__(self) -> Iterator[Line]:
        return map(Line, self.bounds, map(add, self.bounds, map(len, self.contents)), self.bounds[1:])

    def number_at(self, place: int) -> int:
        """Return the number of the line that holds `place`; of places behind the text, the last."""
        return min(bisect_right(self.bounds, place), len(self)) - 1


class Signs(NamedTuple):
    """What a text must show for a filter to find anything in it: one of a few strings, or a match of a pattern.

    Strings are searched for many times as fast as any pattern, those of several characters by their first one, which should be rare;
    of `starts` and `ends`, only the text's first and last characters are looked at. In ASCII text, a pattern that can match little or
    nothing there gives way to the strings `in_ascii`. What is found `in_chinese` alone needs an ideograph, wherever it stands; one of
    the `unusual` characters is looked for where a text has any such at all (`Text.is_unusual`).
    """

    strings: tuple[str, ...] = ()
    pattern: re.Pattern[str] | None = None
    in_ascii: tuple[str, ...] | None = None
    starts: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    in_chinese: bool = False
    unusual: re.Pattern[str] | None = None


def _holds_any(string: str, signs: Iterable[str]) -> bool:
    return any(sign[:1] in string and (len(sign) == 1 or _beginning(sign)(string) is not None) for sign in signs)


@lru_cache(maxsize=256)
def _beginning(sign: str) -> Callable[[str], re.Match[str] | None]:
    """Return a search for a string by its first character, which takes a third of the time that `in` takes where that is rare."""
    return re.compile(f"{re.escape(sign[0])}(?={re.escape(sign[1:])})").search


class Skeleton:
    """The letters, digits and ideographs of a stretch of text without what stands between them, folded.

    `string` is what is left of ``[start, end)`` of `folded`; where it stood is worked out when first asked for.
    """

    def __init__(self, folded: str, start: int, end: int) -> None:
        self.string = _NO_WORD.sub("", folded[start:end])
        self._stretch = folded, start, end

    @cached_property
    def offsets(self) -> list[int]:
        """The place in the document of each character of `string`."""
        folded, start, end = self._stretch
        return [match.start() for match in _WORD.finditer(folded, start, end)]

    def span(self, start: int, end: int) -> Span:
        """Return the place in the document of the non-empty match ``string[start:end]``, noise inside it included."""
        return self.offsets[start], self.offsets[end - 1] + 1


def _fold_table() -> dict[int, str]:
    """Map characters that pass for an ASCII letter or digit, or for a common ideograph, to it; always one to one."""
    table: dict[int, str] = {}
    ranges = [(0x41, 0x5B), (0xFF01, 0xFF5F), (0x2070, 0x20A0), (0x2460, 0x2500), (0x2776, 0x2794), (0x1D400, 0x1D800)]
    ranges += [(0x1F100, 0x1F190), (0x2100, 0x2150), (0xB2, 0xBA)]
    for start, end in ranges:
        for code in range(start, end):
            character = chr(code)
            digit = unicodedata.digit(character, None)
            plain = str(digit) if digit is not None else unicodedata.normalize("NFKC", character).strip("().").lower()
            if len(plain) == 1 and plain.isascii() and plain.isalnum():
                table[code] = plain
    # Greek and Cyrillic letters drawn like Latin ones; the shapes, not the sounds, decide.
    greek = ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαοωνρτικυ", "abezhikmnoptyxaowvptiku")
    cyrillic = ("АВЕЅІЈКМНОРСТХУШЩавеѕіјкмнорстхушщԛԝһ", "abesijkmhopctxywwabesijkmhopctxywwqwh")
    # Digits with their full stop, and Roman numerals, of which one passes for a letter.
    rest = ("⒈⒉⒊⒋⒌⒍⒎⒏⒐ⅠⅤⅩⅬⅭⅮⅯⅰⅴⅹⅼⅽⅾⅿ", "123456789ivxlcdmivxlcdm")
    for met, plain in (greek, cyrillic, rest, (_LOOK_ALIKE, _ORDINARY)):
        table.update(zip(map(ord, met), plain, strict=True))
    table.update((ord(pair[0]), pair[1]) for pair in words("traditional-characters", "pairs"))
    return {code: plain for code, plain in table.items() if chr(code) != plain}


# Ideographs advertisers write for the ones they sound or look like. Only for finding: the text itself keeps them.
_LOOK_ALIKE = "薇徽溦葳崴杺裙峮甴凊亯嘅"
_ORDINARY = "微微微微微信群群由情享的"

_FOLD = _fold_table()
# Capitals of ASCII are lowered apart, and what is beyond the basic plane is not searched for: a character class with it is an
# order of magnitude slower: those that are folded begin with these bytes in UTF-8.
_CLASS_OF_FOLDED = "[" + re.escape("".join(chr(code) for code in _FOLD if 0x80 <= code < 0x10000)) + "]"
_FOLDED = re.compile(f"{_CLASS_OF_FOLDED}{_CLASS_OF_FOLDED}*")  # a class is searched for faster than its repetition
_FOLDED_ASTRAL = frozenset(chr(code).encode()[:3] for code in _FOLD if code >= 0x10000)
IDEOGRAPHS = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\N{IDEOGRAPHIC NUMBER ZERO}\N{IDEOGRAPHIC ITERATION MARK}"
"""Those of the basic plane, for use inside a character class; rarer planes make classes slow and are left out."""

_IDEOGRAPH = re.compile(f"[{IDEOGRAPHS}]")
_FENCE = re.compile(r"^[ \t>]*(```|~~~)", re.MULTILINE)
_WORD = re.compile(r"[^\W_]")
_NO_WORD = re.compile(r"[\W_]+")


DIGIT, BLANK = "0", " "
"""What stands for any digit and any blank in the shape of a text."""

_ALIKE = bytes.maketrans(b"123456789\t\v\f\x1c\x1d\x1e\x1f", DIGIT.encode() * 9 + BLANK.encode() * 7)
# Whole ranges with the digits of other scripts: what else stands in them is only found a little more often than it should.
_BLANKS = "\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f"
_DIGITS = "\u0660-\u167f\u1681-\u1cff\ua620-\uabff\uff10-\uff19"
_OTHER_BLANK, _OTHER_ALIKE = re.compile(f"[{_BLANKS}]"), re.compile(f"[{_BLANKS}{_DIGITS}]")
_OTHER_DIGIT = re.compile(f"[{_DIGITS}]")
_OTHER_DIGIT_OR_ASTRAL = re.compile(f"[{_DIGITS}\U00010000-\U0001efff\U0001fb00-\U0001fbff]")
# Controls, invisible characters, radicals, ligatures, private use.
_LEFT_BEHIND = "\0-\x08\x0b\f\x0e-\x1f\x7f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2e80-\u2fd5\ufb00-\ufb06\ufeff\ufff9-\ufffb\ue000-\uf8ff"
# One look for all: most text has no look-alikes, no blanks and digits but those of ASCII and the wide blank, and none of these.
_UNUSUAL = re.compile(f"{_CLASS_OF_FOLDED[:-1]}{_BLANKS}{_DIGITS}{_LEFT_BEHIND}]")
_LOWERED_ALIKE = _ALIKE.lower()
_WIDE_BLANK = "\N{IDEOGRAPHIC SPACE}"


def shape_of(folded: str) -> str:
    """Return a folded string with one digit for all digits, and one blank for all but line ends; it has the same length.

    >>> shape_of("满199减20\u3000包邮")
    '满000减00 包邮'
    """
    encoded = folded.encode("utf-8", "surrogatepass").translate(_ALIKE)
    shape = encoded.decode("utf-8", "surrogatepass").replace(_WIDE_BLANK, BLANK)  # the one that Chinese text is full of
    if folded.isascii() or not (b"\xf0" in encoded or _OTHER_ALIKE.search(shape)):
        return shape
    digit = _OTHER_DIGIT_OR_ASTRAL if b"\xf0" in encoded else _OTHER_DIGIT  # with what is beyond the basic plane, a class is slow
    return digit.sub(DIGIT, _OTHER_BLANK.sub(BLANK, shape))


class Text:
    """A string with its lines and views; build one per document and stage, filters only read it.

    `repaired` names the rules that earlier filters have already acted by on this document: what they saw is gone from the
    string, yet tells later filters what happened to the text (ligatures and page numbers: it was extracted from pages).

    >>> text = Text("加ＱＱ①②3")
    >>> text.folded
    '加qq123'
    """

    def __init__(self, string: str, *, repaired: frozenset[str] = frozenset()) -> None:
        self.string = string
        self.repaired = repaired

    def __len__(self) -> int:
        return len(self.string)

    @cached_property
    def lines(self) -> Lines:
        """The lines of the text."""
        return Lines(self.string)

    @cached_property
    def fenced(self) -> frozenset[int]:
        """The numbers of the lines inside fenced code blocks, fences included.

        >>> sorted(Text("一\\n```\\ncode\\n```\\n二").fenced)
        [1, 2, 3]
        >>> sorted(Text("~~~ new books daily ~~~\\n一").fenced)
        []
        """
        if "```" not in self.string and "~~~" not in self.string:
            return frozenset()
        numbers: set[int] = set()
        opened, fence = 0, ""
        for match in _FENCE.finditer(self.string):
            number = self.lines.number_at(match.start(1))
            if match.group(1) in self.string[match.end() : self.lines[number].end]:
                continue  # marks at both ends of a line dress it up, and are no fence
            if not fence:
                opened, fence = number, match.group(1)
            elif match.group(1) == fence:
                numbers.update(range(opened, number + 1))
                fence = ""
        if fence:
            numbers.update(range(opened, len(self.lines)))
        return frozenset(numbers)

    @cached_property
    def stripped(self) -> list[str]:
        """The content of each line without white space around it."""
        return list(map(str.strip, self.lines.contents))

    def shows(self, signs: Signs) -> bool:
        """Tell whether there are `signs` of what a filter looks for.

        >>> Text("甲&乙").shows(Signs(("&",))), Text("ab").shows(Signs(pattern=re.compile("甲|ab"), in_ascii=()))
        (True, False)
        """
        string = self.string
        if signs.in_chinese and not self.has_ideographs:
            return False
        if string.startswith(signs.starts) or string.endswith(signs.ends) or _holds_any(string, signs.strings):
            return True
        if signs.in_ascii is not None and string.isascii():
            return _holds_any(string, signs.in_ascii)
        if signs.pattern is not None and signs.pattern.search(string) is not None:
            return True
        return signs.unusual is not None and self.is_unusual and signs.unusual.search(string) is not None

    @cached_property
    def has_ideographs(self) -> bool:
        """Whether the text has any ideograph, which in Chinese text is known at once."""
        return not self.string.isascii() and _IDEOGRAPH.search(self.string) is not None

    @cached_property
    def line_end(self) -> str:
        r"""The line end the text is written with: that of its first line, or ``"\n"`` where it has one line only.

        >>> Text("一\r\n二").line_end
        '\r\n'
        """
        first = next(iter(self.lines), None)
        return self.string[first.end : first.next] if first and first.end < first.next else "\n"

    @cached_property
    def folded(self) -> str:
        """The text with look-alikes of ASCII letters, digits and some ideographs as these, in lower case.

        It has the length of the text: a place in one is the same place in the other. Punctuation is left alone, so text
        without look-alikes is its own folded view at the price of one scan.
        """
        if self.string.isascii():
            return self.string.lower()
        encoded = self._encoded
        if b"\xf0" in encoded and any(start in encoded for start in _FOLDED_ASTRAL):
            return self.string.translate(_FOLD)
        lowered = encoded.lower()  # of bytes, only the capitals of ASCII are lowered
        string = self.string if lowered == encoded else lowered.decode("utf-8", "surrogatepass")
        return _FOLDED.sub(lambda match: match.group().translate(_FOLD), string) if self.is_unusual else string

    @cached_property
    def shape(self) -> str:
        """The folded text with all digits alike and all blanks alike, where it is quick to say what patterns cannot match."""
        if self.is_unusual or self.string.isascii():
            return shape_of(self.folded)
        return self._encoded.translate(_LOWERED_ALIKE).decode("utf-8", "surrogatepass").replace(_WIDE_BLANK, BLANK)

    @cached_property
    def _encoded(self) -> bytes:
        return self.string.encode("utf-8", "surrogatepass")

    @cached_property
    def is_unusual(self) -> bool:
        """Whether there may be anything to fold or to find alike beyond ASCII, or any character that extraction leaves behind."""
        return b"\xf0" in self._encoded or _UNUSUAL.search(self.string) is not None

    def skeleton(self, start: int, end: int) -> Skeleton:
        """Return the folded letters, digits and ideographs of ``[start, end)``, with all that stands between them dropped.

        >>> Text("加·Ｖ_信：ab 1").skeleton(0, 10).string
        '加v信ab1'
        """
        return Skeleton(self.folded, start, end)

    def edit(
        self,
        start: int,
        end: int,
        replacement: str = "",
        *,
        rule: str | tuple[str, ...],
        kind: str,
        type: str | None = None,
        confidence: float = 1.0,
        evidence: tuple[Evidence, ...] = (),
        flag: str | None = None,
    ) -> Edit:
        """Build an edit of ``[start, end)``: by default, take it away.

        >>> Text("正文##paidend##").edit(2, 13, rule="paid-end", kind="marker").removed
        '##paidend##'
        """
        rules = (rule,) if isinstance(rule, str) else rule
        return Edit(start, end, self.string[start:end], replacement, rules, kind, type, confidence, evidence, flag)

    def whole_lines(self, edits: list[Edit]) -> list[Edit]:
        """Widen deletions that leave nothing visible of a line so that the line goes with its end and its blanks.

        `edits` are sorted and disjoint; edits that replace, and lines that keep something visible, are left alone.

        >>> text = Text("一\\n ##x##\\n二")
        >>> [edit.removed for edit in text.whole_lines([text.edit(3, 8, rule="x", kind="marker")])]
        [' ##x##\\n']
        """
        widened: list[Edit] = []
        at = 0  # index into edits
        while at < len(edits) and edits[at].start < len(self.string):
            line = self.lines[self.lines.number_at(edits[at].start)]
            group = [edits[at]]
            while at + len(group) < len(edits) and edits[at + len(group)].start < line.end:
                group.append(edits[at + len(group)])
            at += len(group)
            widened.extend(self._whole_line(line, group))
        return widened + edits[at:]

    def _whole_line(self, line: Line, edits: list[Edit]) -> list[Edit]:
        inside = all(edit.deletes and edit.end <= line.end for edit in edits)
        if not inside:
            return edits
        place = line.start
        for edit in edits:
            if self.string[place : edit.start].strip():
                return edits
            place = edit.end
        if self.string[place : line.end].strip():
            return edits
        whole = []
        for index, edit in enumerate(edits):
            start = line.start if index == 0 else edit.start
            end = line.next if index == len(edits) - 1 else edits[index + 1].start
            whole.append(
                Edit(
                    start,
                    end,
                    self.string[start:end],
                    "",
                    edit.rules,
                    edit.kind,
                    edit.type,
                    edit.confidence,
                    edit.evidence,
                    edit.flag,
                )
            )
        return whole
