"""Vendor names a document gives away itself: learned from its sure adverts, found again elsewhere in it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cleantext.matching import Hit, crosses_clauses, mixes_alphabets
from cleantext.rules import Rule
from cleantext.text import Text

# Words that stand where a name could, and are none.
_NO_NAME = frozenset(
    "本站 本店 本群 本人 本公众号 公众号 微信公众号 微信 小程序 我们 这里 此处 网站 官网 平台 网络 互联网 客服 老师 小编 资料 材料 范文 "
    "素材 文库 会员 用户 网友 读者 作者 群 群主 群内 网盘 店铺 下方 上方 文末 主页 首页 资料群 交流群 个人 学员 原作者 本文 "
    "www com net org http https html".split()  # noqa: SIM905 (a wall of quotes reads worse)
)
_NAME = re.compile(r"[\u4e00-\u9fff]{2,12}|(?=.*[a-z])[a-z0-9\u4e00-\u9fff]{4,24}")

ALONE = Rule("vendor-name-alone", "ad", "nothing here but a name this document's adverts give away", 6, "", (), ())
NAMED = Rule("vendor-name", "ad", "a name this document's adverts give away", 4, "", (), ())
DISGUISED = Rule(
    "vendor-name-disguised", "ad", "a vendor's name with symbols between its characters", 7, "", (), (), action="cut"
)


def learn_names(hits: Iterable[Hit]) -> frozenset[str]:
    """Collect the names in the hits of sure adverts, as letters and digits in folded form; everyday words are no names.

    >>> sorted(learn_names([Hit(NAMED, 0, 9, name="青禾·文库"), Hit(NAMED, 0, 9, name="公众号")]))
    ['青禾文库']
    """
    names = (re.sub(r"[\W_]", "", hit.name) for hit in hits if hit.name)
    return frozenset(name for name in names if name not in _NO_NAME and _NAME.fullmatch(name))


def find_names(text: Text, names: frozenset[str], disguised: Iterable[int]) -> dict[int, list[Hit]]:
    """Return where `names` stand, by line number; in the lines `disguised` also with symbols between their characters.

    >>> find_names(Text("甲\\n青#禾~文库"), frozenset({"青禾文库"}), [1])[1][0].rule.id
    'vendor-name-disguised'
    """
    found: dict[int, list[Hit]] = {}
    if not names:
        return found
    pattern = re.compile("|".join(map(re.escape, sorted(names, key=lambda name: (-len(name), name)))))
    number = 0
    for match in pattern.finditer(text.folded):
        while text.lines[number].next <= match.start():
            number += 1
        rule = DISGUISED if mixes_alphabets(text, *match.span()) else NAMED
        found.setdefault(number, []).append(Hit(rule, *match.span(), rule is DISGUISED))
    for number in disguised:
        line = text.lines[number]
        skeleton = text.skeleton(line.start, line.end)
        for match in pattern.finditer(skeleton.string):
            start, end = skeleton.span(*match.span())
            if end - start > len(match.group()) and not crosses_clauses(text, start, end):
                found.setdefault(number, []).append(Hit(DISGUISED, start, end, disguised=True))
    return found
