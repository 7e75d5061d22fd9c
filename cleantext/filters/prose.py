"""What the layout filters ask of a line: is it running prose, an item, a heading, verse, a table or code?

These are judgements on single lines and on the seam between two, without state. Each costs one or a few patterns on the line
and is asked only where something suspicious has been found.
"""

from __future__ import annotations

import re
from functools import lru_cache

from cleantext.text import IDEOGRAPHS

HAN = IDEOGRAPHS
"""Ideographs, for use inside a character class."""

PLACEHOLDERS = "×□○△╳*＊"
"""Signs that stand for a word or number taken out: part of the sentence, not punctuation."""

CLAUSE_ENDS = "，。；：！？、"
SENTENCE_ENDS = "。！？；…"
OPENERS = "“‘（《〈「『【〔［"
CLOSERS = "”’）》〉」』】〕］"
WIDE_PUNCTUATION = CLAUSE_ENDS + "…—" + OPENERS + CLOSERS
"""Punctuation that brings its own space: set full width in Chinese, so that no blank belongs beside it."""

NUMERAL = "一二三四五六七八九十百零〇两"

_HAN = re.compile(f"[{HAN}]")
_NEW_ITEM = re.compile(
    rf"""[ \t\u3000]*(?:
      [（(〔\[]\ ?(?:[{NUMERAL}]{{1,4}}|\d{{1,3}}|[a-zA-Z]|[ivx]{{1,5}})\ ?[)）〕\]]   # (一) (1) [3]
    | (?:[{NUMERAL}]{{1,4}}|\d{{1,3}}|[A-Za-z])\ ?[、．)）](?!\d)                         # 一、 1) A．
    | \d{{1,3}}(?:\.\d{{1,3}}){{0,3}}\.?(?:[ \t\u3000]|(?=[{HAN}]))(?!年|月|日|时|号|个|万|亿|元|名|人|次|项|余|多|%|％) # 1.2 标题
    | \d{{1,3}}\.(?!\d)                                                                    # 3.
    | [{NUMERAL}]{{1,3}}(?:是|要|则)                                                       # 一是
    | 第[{NUMERAL}\d]{{1,5}}[编篇章节条款项部讲课回卷集册单期届步]                         # 第三章
    | [\u2460-\u24ff\u2776-\u2793\u25a0-\u25a1\u25cf\u25cb\u25c6\u25c7\u2605\u2606\u2022\u25aa\u2713\u2714\u2794\u27a2]
    | [-*+•·–—][ \t] | [#>|] | ——(?=[{HAN}]) | \*{{2}}(?=[^*])                           # bullets, Markdown, a subtitle
    | (?:附件?|附表|图|表|注|备注|例)\ ?[\d{NUMERAL}]{{0,3}}[：:．. \u3000]
    | (?:首先|其次|再次|最后|同时|另外|此外|总之)，
    )""",
    re.VERBOSE,
)
_LABEL = re.compile(r"[ \t\u3000]*[^\s，。；！？、：:“”]{1,10}[：:](?![/\d])")
# Where anything else than the start of a line is searched for, one class of characters comes first and the alternatives look back
# from there, because such a search is fast.
_TABLE = re.compile(
    r"[\t| \u3000.…·](?:(?<=\t)|(?<=\|).*\||(?<=[^\s.?!:。？！：][ \u3000])[ \u3000]+[^\s]|(?<=\u3000)\S+\u3000"
    r"|(?<=\.)\.{4}|(?<=…)…{2}|(?<=·)·{4})"
)
_CODE_START = re.compile(
    r"\s*(?:def|class|import|from|return|if|for|while|#include|int|var|let|const|function|public|private|static|void|"
    r"elif|else|try|with|SELECT|INSERT|UPDATE)\b.*[:;{(=]|\s*(?:>>>|\$|\.\.\s|:\w+:)"
)
_CODE = re.compile(
    r"[;{}\\=\-!&:(<`](?:(?<=[;{}\\])\s*$|(?<=[=-])>|(?<=[=!])=|(?<=&)&|(?<=:):|(?<=\w\()(?:\)|\w+[,)])|(?<=<)/\w+>|(?<=`))"
)
_NARROW = re.compile("[^\u2e80-\uffe0“”‘’—…]")


def width(string: str) -> int:
    """Measure a line in columns, as a fixed-width page sets it: wide characters take two.

    >>> width("共12条。")
    8
    """
    return len(string) if string.isascii() else 2 * len(string) - len(_NARROW.findall(string))


def count_han(string: str) -> int:
    """Count the ideographs of a line.

    >>> count_han("第3章 ok")
    2
    """
    return len(_HAN.findall(string))


@lru_cache(maxsize=1024)
def starts_item(line: str) -> bool:
    """Say whether a line opens something of its own: an item, a heading, a label, a speaker, a table row.

    >>> [starts_item(line) for line in ("二、主要不足", "（三）教师", "3. 收费", "联系人：罗某", "提升效能。", "2023年，全市")]
    [True, True, True, True, False, False]
    """
    return _NEW_ITEM.match(line) is not None or starts_label(line)


def starts_label(line: str) -> bool:
    """Say whether a line opens with a label or a speaker: a few characters and a colon.

    >>> starts_label("地点：区图书馆"), starts_label("甲方承诺，如下：")
    (True, False)
    """
    return _LABEL.match(line) is not None


def is_table_row(line: str) -> bool:
    """Say whether a line is set in columns: tabs, bars, gaps inside, dot leaders.

    >>> is_table_row("姓名    性别    年龄"), is_table_row("She left.  He stayed.")
    (True, False)
    """
    return _TABLE.search(line) is not None


def is_code(line: str) -> bool:
    """Say whether a line reads as program code, mark-up source or a shell session.

    >>> is_code("return x + 1;"), is_code("for the love of it, he went")
    (True, False)
    """
    return (_CODE_START.match(line) or _CODE.search(line)) is not None and count_han(line) * 3 < len(line)


_SOURCE = re.compile(
    r"[\n:](?:(?<=\n)(?:\.\. \w|:\w+: |[=~^-]{4,}$|```|(?:From|Subject|To|PEP|Message-ID): |#include|[{}]$|> )|(?<=:):$)",
    re.MULTILINE,
)


def is_source_text(string: str) -> bool:
    """Say whether a text was written in lines on purpose: mark-up source, mail with headers, program code.

    >>> is_source_text("Title\\n=====\\n\\n.. note:: see below\\n"), is_source_text("It was\\nlate.")
    (True, False)
    """
    return sum(1 for _ in zip(range(3), _SOURCE.finditer("\n" + string), strict=False)) >= 2


class Pairs:
    """The pairs of neighbouring characters in a text: two that stand together elsewhere are likely one word.

    The first questions are answered by searching; a text that asks often gets a table.

    >>> pair = Pairs("工作报告").known
    >>> pair("报告"), pair("作工")
    (True, False)
    """

    def __init__(self, string: str) -> None:
        self._string = string
        self._asked = 0
        self._table: frozenset[str] | None = None

    def known(self, pair: str) -> bool:
        """Say whether the two characters stand together somewhere in the text."""
        self._asked += 1
        if self._table is None and self._asked > 20:
            self._table = frozenset(map(str.__add__, self._string, self._string[1:]))
        return pair in self._string if self._table is None else pair in self._table


_UNFINISHED = re.compile(rf"[{HAN}A-Za-z0-9{PLACEHOLDERS}，、,%％“‘（《\-\N{{SOFT HYPHEN}}]$")
_CONTINUES = re.compile(rf"[{HAN}a-zA-Z0-9{PLACEHOLDERS}，。、；：！？）》”’,.;)“‘（《(]")
_LEADING_CLOSER = re.compile(r"[，。、；：！？）》]")
_OPEN_WORD = re.compile(r"(?<= )(?:an?|the|of|as|to|by|in|at|for|with|from|and|or|than|that|was|were|is|are|its|their|which)$")
_WORDS = re.compile(r"[A-Za-z][a-z'’]*(?=[\s,;.?!:]|$)")


def cuts_sentence(before: str, after: str) -> bool:
    """Say whether a sentence runs over from one line to the next: `before` has no end and `after` has no beginning.

    Chinese needs a clause before and the end of one after; English needs a line of several words before and a small letter
    after. Both are given without blanks around them.

    >>> cuts_sentence("全年共完成改造，惠及", "居民三千户。"), cuts_sentence("一、工作成效", "今年以来，")
    (True, False)
    >>> cuts_sentence("By then all of them had seen", "the sea."), cuts_sentence("import numpy", "def main():")
    (True, False)
    """
    if not _UNFINISHED.search(before) or not _CONTINUES.match(after):
        return False
    if _LEADING_CLOSER.match(after):
        return True
    if starts_item(after) and not (after[0].isdecimal() and _OPEN_WORD.search(before)):
        return False
    if count_han(before) + count_han(after) < 2:
        broken = before[-1] in ",-\N{SOFT HYPHEN}" or _OPEN_WORD.search(before) is not None
        if not broken and not (before[-1].isalpha() and after[0].islower()):
            return False
        return len(_WORDS.findall(before)) >= 4 and len(_WORDS.findall(after)) >= 1 and not is_code(before) and not is_code(after)
    clause = re.search(r"[，。；！？]", before[:-1]) is not None or before[-1] in "，、"
    return (clause or count_han(before) >= 20) and re.search("[，。；！？]", after) is not None
