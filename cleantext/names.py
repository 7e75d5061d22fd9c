"""Vendor names a document gives away itself: learned from its sure adverts, found again elsewhere in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from ahocorasick_rs import AhoCorasick, MatchKind

from cleantext.edits import Span
from cleantext.matching import Hit, crosses_clauses, mixes_alphabets
from cleantext.rules import Rule
from cleantext.text import Text

# Words that stand where a name could, and are none.
_NO_NAME = frozenset(
    "本站 本店 本群 本人 本公众号 公众号 微信公众号 微信 小程序 我们 这里 此处 网站 官网 平台 网络 互联网 客服 老师 小编 资料 材料 范文 "
    "素材 文库 会员 用户 网友 读者 作者 群 群主 群内 网盘 店铺 下方 上方 文末 主页 首页 资料群 交流群 个人 学员 原作者 本文 "
    "www com net org http https html".split()
)
_NAME = re.compile(r"[\u4e00-\u9fff]{2,12}|(?=.*[a-z])[a-z0-9\u4e00-\u9fff]{4,24}")
# Where an advert shows its name without a verb a rule could know: in quotes or brackets, or before a colon at its start.
_SHOWN = re.compile(r"[“「『【｛]([\u4e00-\u9fffa-zA-Z0-9の]{2,10})[”」』】｝]|^\W*([\u4e00-\u9fff]{3,8})(?=[:：丨|—])")
# What stands there and is a heading or a slogan.
_NO_SHOWN_NAME = re.compile(
    r"资料|材料|会员|公众号|免费|下载|更新|范文|声明|提示|说明|须知|回复|打击|举报|版权|学习|关注|微信|联系|客服|原创"
)
# An English vendor's name gives itself away by its shape: two words in one, or the host of its address.
_SHAPED = re.compile(
    r"(?<![A-Za-z0-9.@-])[A-Z][a-z]+[A-Z][A-Za-z]+|(?<![\w.@/-])[A-Za-z0-9-]{4,40}\.(?:com|net|org|info|io|co|me|cc)(?![\w.@/-])"
)
# What a reader is asked to send or to write; what stands in quotes behind it is a word, not a name.
_ASKED_FOR = re.compile(
    r"(?:注明|备注|備註|写明|写上|回复|回覆|回|发送|发|输入|口令|暗号|验证信息|验证码|关键词|关键字)[：:为]?$"
)

RARE = 2
"""How often a name of two characters may stand outside of the sure adverts; a word of the text's own stands there more often."""

FEW = 8
"""Names up to which looking for each by itself is quicker than building an automaton."""

SHARED_LETTERS = 4
"""How many letters in a row two suspect lines must have in common for these to be a name."""

# Of ideographs: so few letters are part of many English words, and texts cite the same address twice.
_RUN = re.compile(r"[\u4e00-\u9fff]{4,}")

ALONE = Rule("vendor-name-alone", "ad", "nothing here but a name this document's adverts give away", 6, "", (), ())
NAMED = Rule("vendor-name", "ad", "a name this document's adverts give away", 4, "", (), ())
DISGUISED = Rule(
    "vendor-name-disguised",
    "ad",
    "a vendor's name with symbols between its characters",
    7,
    "",
    (),
    (),
    action="cut",
    view="disguised",
)
MIXED = replace(DISGUISED, view="both", why="a vendor's name in letters of several alphabets or widths")


def learn_names(text: Text, adverts: Iterable[tuple[Span, Sequence[Hit]]]) -> frozenset[str]:
    """Collect the names in sure adverts, given as their spans and hits, as letters and digits in folded form.

    A name is what a rule's pattern takes for one, what an advert shows in quotes and the document has twice, or what has the
    shape of an English one and stands in adverts no more seldom than elsewhere: an address in one, other words in two. Everyday words are no names, nor are two
    characters that the document writes elsewhere more than twice.

    >>> text = Text("更多范文尽在【青禾文库】\\n青禾文库")
    >>> sorted(learn_names(text, [((0, 12), [])]))
    ['青禾文库']
    """
    names: set[str] = set()
    quoted: set[str] = set()
    shaped: Counter[str] = Counter()
    said = []
    for (start, end), hits in adverts:
        said.append(text.folded[start:end])
        shaped.update(
            text.folded[start + match.start() : start + match.end()] for match in _SHAPED.finditer(text.string[start:end])
        )
        names.update(re.sub(r"[\W_]", "", hit.name) for hit in hits if hit.name)
        for match in _SHOWN.finditer(text.folded[start:end]):
            shown = match.group(1) or match.group(2)
            asked_for = _ASKED_FOR.search(text.folded, max(0, start + match.start() - 6), start + match.start())
            if not asked_for and not _NO_SHOWN_NAME.search(shown):
                quoted.add(shown)
    if quoted:
        names.update(name for name, times in _times(_closed_up(text.folded), quoted).items() if times > 1)
    short = {name for name in names if len(name) == 2}
    in_text, in_adverts = _times(text.folded, short | set(shaped)), _times("\n".join(said), short)
    words = {name for name in short if in_text[name] > in_adverts[name] + RARE}
    known = {name for name in names - words if name not in _NO_NAME and _NAME.fullmatch(name)}
    often = {name for name, times in shaped.items() if 2 * times >= in_text[name] and ("." in name or times > 1)}
    return frozenset(known | often)


def share_words(text: Text, asked: Collection[int], hits: Mapping[int, Sequence[Hit]]) -> set[int]:
    """Return those of the lines `asked` about that have words in common with another line of `hits`, and with no line beyond.

    Such words are a name, most likely. What rules hit is none: adverts of any vendor share it.

    >>> text = Text("半亩稿库每日更新\\n正文写得很长。\\n入半亩稿库即送合集")
    >>> sorted(share_words(text, [0, 2], {0: [], 2: []}))
    [0, 2]
    """
    wanted = {words for number in asked for words in _words_told(text, number, hits[number])}
    holders: dict[str, set[int]] = {}
    for number, inside in hits.items():
        for words in _words_told(text, number, inside, wanted):
            holders.setdefault(words, set()).add(number)
    shared = {words: numbers for words, numbers in holders.items() if len(numbers) > 1}
    if not shared:
        return set()
    lines = zip(text.lines.bounds, text.lines.bounds[1:], strict=False)
    rest = "".join(text.folded[start:end] for number, (start, end) in enumerate(lines) if number not in hits)
    return {number for words, numbers in shared.items() if words not in rest for number in numbers if number in asked}


def _words_told(text: Text, number: int, hits: Sequence[Hit], wanted: Collection[str] | None = None) -> Iterator[str]:
    """Yield the words of a line, all of one length, of which no more than half is what rules hit; only those `wanted`, if given."""
    line, folded = text.lines[number], text.folded
    runs = (match.span() for match in _RUN.finditer(folded, line.start, line.end))
    places = [place for start, end in runs for place in range(start, end - SHARED_LETTERS + 1)]
    if wanted is not None:
        places = [place for place in places if folded[place : place + SHARED_LETTERS] in wanted]
    told = {place for hit in hits if not hit.name for place in range(hit.start, hit.end)} if places else set()
    for start in places:
        if sum(place in told for place in range(start, start + SHARED_LETTERS)) <= SHARED_LETTERS // 2:
            yield folded[start : start + SHARED_LETTERS]


def _times(string: str, names: Collection[str]) -> Mapping[str, int]:
    """Count how often each of `names` stands in `string`, as `str.count` does, but for many of them all at once.

    >>> _times("二二二，一", ["一", "二二"])
    {'一': 1, '二二': 1}
    """
    if len(names) <= FEW:
        return {name: string.count(name) for name in names}
    order = [*names]
    times, ends = [0] * len(order), [0] * len(order)
    for index, start, end in AhoCorasick(order).find_matches_as_indexes(_writable(string), overlapping=True):
        if start >= ends[index]:
            times[index] += 1
            ends[index] = end
    return dict(zip(order, times, strict=True))


def finder_of(names: Collection[str]) -> Callable[[str], set[str]]:
    """Return what tells which of `names` stand in a string; of many, at the price of one.

    >>> sorted(finder_of(["松鹤", "文苑", "青禾"])("松鹤文苑"))
    ['文苑', '松鹤']
    """
    if len(names) <= FEW:
        return lambda string: {name for name in names if name in string}
    order = [*names]
    find = AhoCorasick(order).find_matches_as_indexes
    return lambda string: {order[index] for index, _, _ in find(_writable(string), overlapping=True)}


def _writable(string: str) -> str:
    """Return a string of the same length without lone surrogates, which no automaton takes and no name holds."""
    return string if string.isascii() else _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", string)


_SURROGATE = re.compile("[\ud800-\udfff]")
_NOISE = r"[^\w，。；！？\r\n]"
_FAR, _NEAR = re.compile(_NOISE + "{4,}"), re.compile(_NOISE)


def _closed_up(string: str) -> str:
    """Return a string without the few symbols and blanks that may stand between two characters of a name.

    >>> _closed_up("青*禾 文库 ****** 青禾")
    '青禾文库\\n青禾'
    """
    return _NEAR.sub("", _FAR.sub("\n", string))


def find_names(text: Text, names: frozenset[str], disguised: Iterable[int]) -> dict[int, list[Hit]]:
    """Return where `names` stand, by line number; in the lines `disguised` also with symbols between their characters.

    A name that the document uses in plain sentences is its topic and found only where it is disguised.

    >>> find_names(Text("甲\\n青#禾~文库"), frozenset({"青禾文库"}), [1])[1][0].rule.id
    'vendor-name-disguised'
    """
    found: dict[int, list[Hit]] = {}
    if not names:
        return found
    pattern = re.compile("|".join(map(re.escape, sorted(names, key=lambda name: (-len(name), name)))))
    for start, end in _places(text.folded, names, pattern):
        rule = MIXED if mixes_alphabets(text, start, end) else NAMED
        found.setdefault(text.lines.number_at(start), []).append(Hit(rule, start, end, rule is MIXED))
    for number in disguised:
        line = text.lines[number]
        skeleton = text.skeleton(line.start, line.end)
        for match in pattern.finditer(skeleton.string):
            start, end = skeleton.span(*match.span())
            if end - start > len(match.group()) and not crosses_clauses(text, start, end):
                found.setdefault(number, []).append(Hit(DISGUISED, start, end, disguised=True))
    return found


def _places(string: str, names: Collection[str], pattern: re.Pattern[str]) -> Iterable[Span]:
    """Return where `pattern`, any of `names`, stands; of many names, at the price of one."""
    if len(names) <= FEW:
        return (match.span() for match in pattern.finditer(string))
    automaton = AhoCorasick(sorted(names), matchkind=MatchKind.LeftmostLongest)
    return ((start, end) for _, start, end in automaton.find_matches_as_indexes(_writable(string)))
