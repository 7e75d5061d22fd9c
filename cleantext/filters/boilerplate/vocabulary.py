"""How many kinds of the words of adverts a short line has: the goods, where they are, what to do, the terms, the reader, the praise."""

from __future__ import annotations

import re
from functools import cache

from cleantext.lexicons import pattern, words
from cleantext.matching import Hit
from cleantext.rules import Rule

_WHY = "a short line without full stop that has words of several kinds: goods, places, calls, terms, readers, praise"
_RULES = {weight: Rule("advert-vocabulary", "ad", _WHY, weight, "", (), ()) for weight in (2, 4, 6)}

KINDS = ("goods", "places", "calls", "terms", "readers", "praise")
"""The lists of the lexicon `advert-vocabulary`."""

WEIGHTS = {2: 2, 3: 4, 4: 6, 5: 6, 6: 6}
"""The points of a short open line with words of so many kinds; words of one kind are in every title."""

# What numbers and suffixes tell, that no list of words can hold.
_BESIDES = {
    "places": r"(?<=[\u4e00-\u9fff]{2})(?:铺子?|店|网|站|屋|城|坊|社|圈|斋|轩|阁|馆|苑|盒|课堂)(?=\W|$)",
    "terms": r"\d\s?元|[￥¥]|[一二三四五六七八九\d]折|充\s?\d|[送赠]\s?\d",
    "praise": r"[百千万亿][多余+＋]?[份篇套名位]|\d万",
}
_QUOTED = re.compile(r"“[^“”]*”")
_MARKS_INSIDE = re.compile(r"[\s·*#~@&^_|/\\＊＃～＠＾＆｜／•・.\-－]")


@cache
def _kinds() -> tuple[re.Pattern[str], ...]:
    alternatives = {kind: pattern(words("advert-vocabulary", kind)) for kind in KINDS}
    return tuple(re.compile("|".join(filter(None, (alternatives[kind], _BESIDES.get(kind))))) for kind in KINDS)


def kinds_of_words(folded: str) -> int:
    """Count of how many of the six kinds a line has words, given as the text's folded view.

    Marks set between letters do not hide words; what stands in quotation marks is spoken of, and left out.

    >>> kinds_of_words("更多范文请上松鹤文库"), kinds_of_words("关于做好公文处理工作的通知")
    (3, 0)
    """
    plain = _MARKS_INSIDE.sub("", _QUOTED.sub("“", folded))
    return sum(kind.search(plain) is not None for kind in _kinds())


def advert_words(folded: str, start: int, end: int) -> Hit | None:
    """Return what the words of a line amount to, which they are all of: a hit on the whole of it, or None.

    In round brackets writers themselves say where something is to be had, so one kind of words more is asked for there.

    >>> advert_words("更多范文请上松鹤文库", 0, 10).rule.weight
    4
    """
    kinds = kinds_of_words(folded[start:end])
    weight = WEIGHTS.get(kinds - (folded[start] in "（("))
    return Hit(_RULES[weight], start, end) if weight else None
