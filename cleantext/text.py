"""A document as filters see it: the string, its lines, and views that look through disguise.

What several filters want is computed once, when first asked for, and shared.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cached_property
from typing import NamedTuple

from cleantext.edits import Edit, Evidence, Span

_LINE = re.compile(r"([^\r\n]*)(\r\n|\n|\r|\Z)")


class Line(NamedTuple):
    """Where a line stands: its content is ``[start, end)``, the next line starts at `next`.

    >>> Text("一\\r\\n二").lines
    (Line(start=0, end=1, next=3), Line(start=3, end=4, next=4))
    """

    start: int
    end: int
    next: int


class Skeleton(NamedTuple):
    """The letters, digits and ideographs of a stretch of text without what stands between them.

    `offsets[i]` is the place in the document of the character ``string[i]``, so a match is cut exactly.
    """

    string: str
    offsets: list[int]

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
    cyrillic = ("АВЕЅІЈКМНОРСТХУавеѕіјкмнорстхуԛԝһ", "abesijkmhopctxyabesijkmhopctxyqwh")
    for met, plain in (greek, cyrillic, (_LOOK_ALIKE, _ORDINARY)):
        table.update(zip(map(ord, met), plain, strict=True))
    return {code: plain for code, plain in table.items() if chr(code) != plain}


# Traditional and look-alike ideographs advertisers write for the words the rules look for. Only for finding: the text
# itself keeps its script. Left: as met; right: as the rules write it.
_LOOK_ALIKE = (
    "薇徽維维溦葳請資們學習網員會務購買優價費載發關註圍衛寫論導號撥電話聯係繫歡進羣裙峮圖書館課試題庫見證碼掃識門專業機構與為爲後則"
    "負責權歸於禁傳轉盜販賣倒賣閱讀獲領內實時間報輔應檔甴凊亯範賬訂單點擊鏈條無開鎖餘餵選擇類個這來將從該對給嘅誠務擾謹防僞偽團隊咨諮詢質薦號驛場專"
)
_ORDINARY = (
    "微微微微微微请资们学习网员会务购买优价费载发关注围卫写论导号拨电话联系系欢进群群群图书馆课试题库见证码扫识门专业机构与为为后则"
    "负责权归于禁传转盗贩卖倒卖阅读获领内实时间报辅应档由情享范账订单点击链条无开锁余喂选择类个这来将从该对给的诚务扰谨防伪伪团队咨咨询质荐号驿场专"
)

_FOLD = _fold_table()
# Two searches, because a character class beyond the basic plane is an order of magnitude slower to search with.
_FOLDED = re.compile("[" + re.escape("".join(chr(code) for code in _FOLD if code < 0x10000)) + "]+")
_FOLDED_ASTRAL = re.compile("[\U0001d400-\U0001d7ff\U0001f100-\U0001f18f]")
_WORD = re.compile(r"[^\W_]")


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
    def lines(self) -> tuple[Line, ...]:
        """The lines, ended by CRLF, LF or CR; other separators are characters of the line. Empty text has none."""
        return tuple(
            Line(match.start(), match.end(1), match.end()) for match in _LINE.finditer(self.string) if match.end() > match.start()
        )

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
        if _FOLDED_ASTRAL.search(self.string):
            return self.string.translate(_FOLD)
        return _FOLDED.sub(lambda match: match.group().translate(_FOLD), self.string)

    def skeleton(self, start: int, end: int) -> Skeleton:
        """Return the folded letters, digits and ideographs of ``[start, end)``, with all that stands between them dropped.

        >>> Text("加·Ｖ_信：ab 1").skeleton(0, 10).string
        '加v信ab1'
        """
        offsets = [match.start() for match in _WORD.finditer(self.folded, start, end)]
        return Skeleton("".join(map(self.folded.__getitem__, offsets)), offsets)

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
        lines = iter(self.lines)
        line = next(lines, None)
        while at < len(edits):
            edit = edits[at]
            while line is not None and line.next <= edit.start:
                line = next(lines, None)
            if line is None:
                widened.extend(edits[at:])
                break
            group = [edit]
            while at + len(group) < len(edits) and edits[at + len(group)].start < line.end:
                group.append(edits[at + len(group)])
            at += len(group)
            widened.extend(self._whole_line(line, group))
        return widened

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
