"""Brackets and symbols that set an insert apart: of a kind the text puts to no use of its own, where no sentence or title needs them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from cleantext.filters.boilerplate.inserts import NUMBERED, SHORT_LINE, TITLE
from cleantext.filters.boilerplate.points import SUSPECT
from cleantext.matching import Hit
from cleantext.names import finder_of
from cleantext.rules import Rule
from cleantext.text import Text
from cleantext.units import Parts, Unit, letters

LEAST_LETTERS = 3
"""The letters a name or slogan in brackets has at least; two are a button or a label."""

LONGEST_NAME = 12
"""The letters of a name at most; more are a slogan."""

REACHED = 12
"""How far before a remark the sentence may name who is to be reached there."""

MOST_GROUPS = 6
"""How many groups in brackets of a kind a text may hold before the kind is its own."""

OWN_LABELS = 2
"""How many lines that open with such a group make the kind the text's way to write its labels."""

APPENDED = Rule(
    "appended-brackets", "ad", "brackets of a kind the text has no use for, behind a title or a sentence", 4, "", (), ()
)
WEDGED_IN = Rule(
    "brackets-in-a-clause", "ad", "brackets of a kind the text has no use for, in the middle of a clause", 5, "", (), ()
)
WEDGED_IN_MARKS = Rule(
    "marks-in-a-clause", "ad", "marks that no writer uses for brackets, in the middle of a clause", 6, "", (), (), action="cut"
)
FOREIGN_CONTACT = Rule(
    "contact-in-a-remark", "contact", "a contact in brackets, where the sentence speaks of nobody to be reached", 3, "", (), ()
)
ODD = frozenset({APPENDED, WEDGED_IN, WEDGED_IN_MARKS})
"""The rules for what stands apart by its place alone."""

_ONE = r"[^\n。！？；\u3100-\u312f§【】〖〗〔〕﹝﹞⟨⟩﹤﹥｛｝{}\[\]<>《》→←]"
_INSIDE = _ONE + "{3,26}"
_GROUP = re.compile(
    rf"【{_INSIDE}】|〔{_INSIDE}〕|\[(?=[^\]]{{0,23}}[\u4e00-\u9fff]{{3}}){_INSIDE}\]"
    rf"|(?P<rare>〖{_INSIDE}〗|﹝{_INSIDE}﹞|⟨{_INSIDE}⟩|﹤{_INSIDE}﹥|｛{_INSIDE}｝|<(?=[\u4e00-\u9fff]){_INSIDE}>|《《{_INSIDE}》》"
    rf"|\{{{{{_INSIDE}\}}}}|(?<!\()\(\(+[^()\n。！？；]{{3,26}}\)\)+|→{_INSIDE}←|←{_INSIDE}→|↗{_INSIDE}↖|👉{_INSIDE}👈"
    rf"|(?P<symbol>&{{1,2}}|\$\$|\+\+\+?|[★☆◆◇■▲▼●◎※♦♣♠♥❤✦✧❀♪▓█🔸🔹⭐🔥✨])(?=[^\n]{{0,6}}[\u4e00-\u9fff])(?:(?!(?P=symbol)){_ONE}){{3,24}}(?P=symbol))"
)
# What groups begin with; a class with what is beyond the basic plane is searched for more slowly, and most texts have nothing of it.
_BEYOND = "👉🔸🔹🔥"
_OPENINGS = r"【〔\[〖﹝⟨﹤｛<《{(→←↗&$+★☆◆◇■▲▼●◎※♦♣♠♥❤✦✧❀♪▓█⭐✨"
_OPENING, _OPENING_BEYOND = re.compile(f"[{_OPENINGS}]"), re.compile(f"[{_OPENINGS}{_BEYOND}]")
_REMARK = re.compile(r"（[^（）]*）|\([^()]*\)")
_HAN, _LETTER = re.compile(r"[\u4e00-\u9fff]"), re.compile(r"[^\W\d_]")
_WORDS, _NO_WORD = re.compile(r"[^\W_]+"), re.compile(r"[\W_]+")
# What texts put in brackets themselves: labels of parts, questions and notes, dynasties, the names of buttons and forms.
_LABEL = re.compile(
    r"\W*(?:注|图|表|附|见|例|答|解|按|编者|作者|译|原|摘|关键|单选|多选|判断|填空|简答|论述|材料|考点|知识|点评|分析|思路|易错"
    r"|[重难热]点|第|来源|求助|转|公告|置顶|精华|唐|宋|元|明|清|汉|魏|晋|教学|活动|设计|小结|案例|问题|提示|步骤|目标|说明|链接|阅读|背景)"
)
# A clause may name what is written, pressed or called so.
_NAMING = re.compile(r"(?:[点击选按填见写印标注叫即如和与及或为是的以用把将含从到在]|进入|打开|显示|弹出|出现|所谓)\s?\Z")
_NAMED = re.compile(r"\s?(?:的|等|按钮|键|模块|功能|页|菜单|栏|项|字样|字|中|里|内|两|三|一词|为|是|[、，。）)])")


# Somebody who may be reached, or the reaching.
_REACHED = re.compile(
    r"联系|咨询|添加|加|拨|致电|报名|电话|热线|老师|先生|女士|经理|主任|同志|编辑|客服|微信|QQ|qq|群|邮箱|号|投稿|预约|领取|人[员士]?|[部处科室局办站社店]|秘书|会长|代表"
)


def find_enclosures(text: Text) -> dict[int, list[Hit]]:
    """Return the groups in brackets that neither a sentence nor a title needs, by line number.

    Kinds of brackets that the text uses often, or for labels of its own, are left alone; so are years, notes, buttons and what a
    clause names.

    >>> hits = find_enclosures(Text("关于农村电商发展的几点思考【松鹤文苑出品】\\n要把实事办好【松鹤文苑】办实。"))
    >>> [(number, hit.rule.weight, hit.start, hit.end) for number in hits for hit in hits[number]]
    [(0, 4, 13, 21), (1, 5, 28, 34)]
    """
    string = text.string
    groups = list(_groups(string))
    kinds = Counter(string[match.start()] for match in groups)
    labels = Counter(string[match.start()] for match in groups if _opens_line(text, match.start()))
    found: dict[int, list[Hit]] = {}
    for match in groups:
        kind = string[match.start()]
        if kinds[kind] > MOST_GROUPS or labels[kind] >= OWN_LABELS or letters(string, *match.span()) < LEAST_LETTERS:
            continue
        rule = _reason(text, match.start(), match.end())
        if rule is WEDGED_IN and match.group("rare"):
            rule = WEDGED_IN_MARKS
        if rule and not _LABEL.match(match.group()):
            found.setdefault(text.lines.number_at(match.start()), []).append(Hit(rule, *match.span()))
    return found


def _groups(string: str) -> Iterator[re.Match[str]]:
    """Yield the groups in brackets, which are looked for only where one may open."""
    end = 0
    openings = _OPENING_BEYOND if any(map(string.__contains__, _BEYOND)) else _OPENING
    for opening in openings.finditer(string):
        group = _GROUP.match(string, opening.start()) if opening.start() >= end else None
        if group:
            end = group.end()
            yield group


def _opens_line(text: Text, start: int) -> bool:
    return _LETTER.search(text.string, text.lines.bounds[text.lines.number_at(start)], start) is None


def _reason(text: Text, start: int, end: int) -> Rule | None:
    """Return what the place of a group in brackets says, if anything."""
    string, line = text.string, text.lines[text.lines.number_at(start)]
    if _HAN.match(string, start - 1) and start > line.start and _HAN.match(string, end) and end < line.end:
        return None if _NAMING.search(string, line.start, start) or _NAMED.match(string, end, line.end) else WEDGED_IN
    ends_sentence = string[line.start : start].rstrip().endswith(("。", "！", "？", "；"))
    if string[end : line.end].strip():
        glued = start > line.start and _HAN.match(string, start - 1) and string[end] in "，、；"
        return APPENDED if glued or (ends_sentence and _HAN.match(string, end)) else None
    before = letters(string, line.start, start)
    titled = TITLE <= before <= SHORT_LINE or (before > 1 and NUMBERED.match(string, line.start, start))
    return APPENDED if ends_sentence or titled else None


def find_foreign_contacts(text: Text, hits: Mapping[int, Sequence[Hit]]) -> dict[int, list[Hit]]:
    """Return the remarks in round brackets that hold a contact `hits` show, in sentences about nobody who could be reached, by line number.

    >>> contact = Rule("c", "contact", "", 4, "", (), ())
    >>> text = Text("支持教师上传资源（加薇songhe_08），杜绝盗用；有事可找王老师（微信songhe_09）。")
    >>> [(hit.start, hit.end) for hit in find_foreign_contacts(text, {0: [Hit(contact, 9, 18), Hit(contact, 32, 42)]})[0]]
    [(8, 21)]
    """
    found: dict[int, list[Hit]] = {}
    for number, inside in hits.items():
        contacts = Parts(hit for hit in inside if hit.rule.kind == "contact" and hit.rule.weight > SUSPECT)
        line = text.lines[number]
        for match in _REMARK.finditer(text.string, line.start, line.end) if contacts.items else ():
            held = contacts.inside(Unit(match.start() + 1, match.end() - 1, "bracket"))
            glued = match.start() > line.start and _HAN.match(text.string, match.start() - 1)
            if held and glued and not _REACHED.search(text.string, max(line.start, match.start() - REACHED), match.start()):
                found.setdefault(number, []).append(Hit(FOREIGN_CONTACT, *match.span()))
    return found


def names_shown(text: Text, odd: Mapping[int, Sequence[Hit]]) -> frozenset[str]:
    """Return the names that such groups, or words in noise, show and the document has again, folded, but never in its paragraphs.

    A vendor signs its inserts and its own lines with the same name; words of the text stand in its paragraphs, too.

    >>> text = Text("松鹤·文苑　整理\\n要把实事办好〖松鹤文苑〗办实，办到群众心里。")
    >>> names_shown(text, find_enclosures(text))
    frozenset({'松鹤文苑'})
    """
    shown = {name for hits in odd.values() for hit in hits for name in _names(text.folded[hit.start : hit.end])}
    if not shown:
        return frozenset()
    find = finder_of(shown)
    own: set[str] = set()
    places: Counter[str] = Counter()
    for number, line in enumerate(text.lines):
        inside = [_word(text.folded[hit.start : hit.end]) for hit in odd.get(number, ())]
        beside = _without(text.folded, line.start, line.end, odd.get(number, ()))
        if len(_word(beside)) <= SHORT_LINE and not beside.rstrip().endswith(("。", "；")):
            inside.append(_word(beside))
        else:
            own |= find(_REMARK.sub("", beside))
        places.update(find("\n".join(inside)))
    return frozenset(name for name in shown - own if places[name] > 1)


def _names(shown: str) -> set[str]:
    words = {_word(shown), *_WORDS.findall(shown)}
    return {word for word in words if LEAST_LETTERS <= len(word) <= LONGEST_NAME}


def _word(string: str) -> str:
    return _NO_WORD.sub("", string)


def _without(string: str, start: int, end: int, hits: Iterable[Hit]) -> str:
    """Return what stands before, between and behind `hits`."""
    parts = []
    for hit in hits:
        parts.append(string[start : hit.start])
        start = hit.end
    return "\n".join([*parts, string[start:end]])
