"""Weigh what stands around a run of marks: vetoes, cues for it and cues against it.

A cue is a pattern for what stands left of the run, right of it, or both, with points and the type it gives. The points were set so
that a measure word, a percent sign, a year, an administrative suffix or a masked number is enough alone (6 points and more),
while a mere place between two words (2 or 3) needs a document that redacts in the same way elsewhere.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from cleantext.edits import Evidence
from cleantext.filters.redactions.document import Facts
from cleantext.filters.redactions.runs import FAMILY, LONGEST, MARKS, Run, is_cjk, line_around
from cleantext.lexicons import pattern, tables, words

_UNITS = pattern(words("chinese-measures", "units"))
_SCALES = pattern(words("chinese-measures", "scales"))
_CLASSIFIERS = pattern(words("chinese-measures", "classifiers"))
_MONTH = pattern(words("chinese-measures", "month-words"))
_QUANTITIES = pattern(words("chinese-measures", "quantity-nouns"))
_LONG_QUANTITIES = pattern(word for word in words("chinese-measures", "quantity-nouns") if len(word) > 1)
_PLACES = pattern(words("chinese-places", "places"))
_ORGANISATIONS = pattern(words("chinese-places", "organisations"))
_BEFORE_NAME = pattern(words("chinese-places", "before-name"))
_SURNAMES = pattern(words("chinese-names", "surnames"), words("chinese-names", "compound-surnames"))
_AMBIGUOUS = pattern(words("chinese-names", "ambiguous-surnames"))
_ROLES = pattern(words("chinese-names", "roles"))
_TITLES = pattern(words("chinese-names", "titles"))
_AFTER_PERSON = pattern(words("chinese-names", "after-person"))
_TERMS = pattern(words("letter-x", "terms-after"))
_SIGN_BEFORE = pattern(words("letter-x", "sign-before"))
_SIGN_AFTER = pattern(words("letter-x", "sign-after"))
_ROMAN = pattern(words("letter-x", "roman"))

# A second number joined to the run: the unit stands behind both (x-xx月, x至x个, 3—xx日).
_JOINED = rf"(?:[ ]?[-–—~～至到、/][ ]?(?:[{MARKS}]{{1,8}}(?:[.．][{MARKS}]{{1,8}})?|\d[\d.]{{0,9}}))?"
_ABOUT = "[余多来几]?"
_OPEN = '“"‘「『《〈【（('
_CLOSE = '”"’」』》〉】）)'
_STOP = "，。、；：！？,.;:!?…"
_BOUND = rf"(?:^|[\s{_OPEN}{_CLOSE}{_STOP}\-—/|])"
_AFTER = rf"(?:$|[\s{_OPEN}{_CLOSE}{_STOP}\-—/|])"
_LINKS = (
    "和|与|及|由|对|被|将|向|为|叫|是|经|让|给|跟|同|以|系|即|了|找|把|约|名|从|告|诉|往|帮|请|因|或|且|而|却|但|后|时|日|的|名叫"
)
_PLATE = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PHONE_WORD = r"(?:电话|手机|热线|传真|联系方式|来电|致电|拨打|[Tt][Ee][Ll]|座机|小灵通|号段)"
_ID_WORD = (
    r"(?:身份证|证件|证号|证书|编号|账号|帐号|账户|帐户|卡号|护照|信用代码|案号|车牌|牌照|学号|警号|银行卡|信用卡|储蓄卡|社保卡|医保卡"
    r"|QQ|qq|微信|用户|尾号|工号|订单|单号|号码|公民身份|驾驶证|许可证|准考证|考号|户口|档案号|批号|会员|网友|网名|昵称|卖家|买家|ID)"
)


class Cue(NamedTuple):
    """What speaks for a redaction: see `lexicons/redaction-cues.toml`, which holds them all with their proof.

    `left` and `right` are patterns right beside the run, `least` and `most` bound how many marks it has, `families` says which.
    Where a digit touches the run, only cues with `digits` are asked. `case` cues are asked of 某 in reports of cases only.
    """

    id: str
    type: str
    weight: int
    why: str
    left: re.Pattern[str] | None
    right: re.Pattern[str] | None
    families: str
    least: int
    most: int
    digits: bool
    case: bool
    positive: str


_NUMBER = rf"{_JOINED}(?:{_ABOUT}(?:(?:{_SCALES})|[%％‰])|{_ABOUT}(?:{_UNITS}))"
_COUNT = rf"{_JOINED}{_ABOUT}(?:{_CLASSIFIERS})"
_YEAR = r"(?:年(?!级|轻|青|龄|货|薪|糕|华|检|报|画|利率|终奖|均)|学年|财年|年度|赛季)"
_SPAN_LEFT = r"(?:在党|连续|近|为期|有效期|期限|满|超过|超|长达|历时|工作|从业|经过|徒刑|达|约|每|共|第|前|后|未来|过去|最近|延长|今后|经营|执教|从教|党龄|工龄|时隔|等了|用了|拘役|缓刑|入党)"
_SPAN_RIGHT = (
    r"年(?:来|内|间|多|期|之久|以上|以下|时间|有期徒刑|任期|之后|之前|后|前|如一日|磨|的时间|工作|党龄|工龄|三个月|[零])"
)
_NOT_SOMEONE = r"(?!种|些|个|人|年|月|日|处|地|时|天|位|件|项|方|类|次|段|家|国|省|市|县|区|校|公司|一|单位|企业|村|镇|班|系|科|部|局|院|所|厂|店|楼|路|小区|学|医|大|高|中|网|平台|银行|酒店|社区|街|乡)"

_NAMES = {
    "number": _NUMBER,
    "count": _COUNT,
    "year": _YEAR,
    "span-left": _SPAN_LEFT,
    "span-right": _SPAN_RIGHT,
    "places": _PLACES,
    "organisations": _ORGANISATIONS,
    "before-name": _BEFORE_NAME,
    "surnames": _SURNAMES,
    "ambiguous": _AMBIGUOUS,
    "roles": _ROLES,
    "titles": _TITLES,
    "after-person": _AFTER_PERSON,
    "units": _UNITS,
    "roman": _ROMAN,
    "month": _MONTH,
    "joined": _JOINED,
    "open": _OPEN,
    "close": _CLOSE,
    "stop": _STOP,
    "bound": _BOUND,
    "after": _AFTER,
    "links": _LINKS,
    "plate": _PLATE,
    "phone-word": _PHONE_WORD,
    "id-word": _ID_WORD,
    "not-someone": _NOT_SOMEONE,
    "marks": MARKS,
}
"""What ``<name>`` stands for in the patterns of the cues."""


def _cue(table: dict[str, Any]) -> Cue:
    return Cue(
        table["id"],
        table["type"],
        table["weight"],
        table["why"],
        _pattern(table.get("left", "")),
        _pattern(table.get("right", "")),
        table.get("families", "xX×*○□△"),
        table.get("least", 1),
        table.get("most", LONGEST),
        table.get("digits", False),
        table.get("case", False),
        table["positive"],
    )


def _pattern(source: str) -> re.Pattern[str] | None:
    return re.compile(re.sub(r"<([a-z-]+)>", lambda match: _NAMES[match.group(1)], source)) if source else None


CUES = tuple(_cue(table) for table in tables("redaction-cues", "cue"))
"""The cues, weightiest not first: of equal ones the first in the file counts."""

_BY_FAMILY = {family: tuple(cue for cue in CUES if family in cue.families and not cue.case) for family in "xX×*○□△某"}
_IN_CASE = tuple(cue for cue in CUES if cue.case)

_NOT_SOMEONE_RIGHT = re.compile(_NOT_SOMEONE)
_LETTER = re.compile(r"[A-Za-z_\\Α-Ωα-ωА-яᴬ-ᵪ₀-₉⁰-⁹²³¹]")
_CODE = re.compile(r"[\\@#&={}\[\]<>_^$|;`~%+\-/:'\".,!?()]")
_NUMERAL = re.compile("[一二三四五六七八九十百千万○〇零]")
_TERM = re.compile(rf"(?:{_TERMS})")
_SIGN_LEFT = re.compile(rf"(?:{_SIGN_BEFORE})[“\"‘'「『（(]?$")
_SIGN_LEFT_STRICT = re.compile(
    r"(?:[打画划标填涂]|画上|打上|画个|打个|画一个|打一个|乘号|叉号|星号|符号|字母|变量|参数|未知数|记作|标记|通配符|按下|输入|设|令|已知|若)[“\"‘'「『（(]?$"
)
_SIGN_RIGHT = re.compile(rf"[”\"’'」』）)]?(?:{_SIGN_AFTER})")
_SIGN_USED = re.compile(r"[”\"’'」』）)]?(?:来)?(?:表示|代表|代替|替代|标记|标注|隐去|指代)")
_SCALE_RIGHT = re.compile(rf"{_JOINED}(?:{_ABOUT}(?:{_SCALES})|[%％‰]|[余多]?元)")
_DECIMALS_RIGHT = re.compile(rf"{_NUMBER}|元")
_UNIT_RIGHT = re.compile(rf"{_NUMBER}|{_COUNT}|{_JOINED}(?:{_MONTH})|年")
_QUANTITY_LEFT = re.compile(rf"(?:{_QUANTITIES})[）)]?$")
_QUANTITY_RIGHT = re.compile(
    rf"[（(]?(?:人均|户均|每|单位|实际|平均|剩余|逾期|应|年|月|日)?[^，。；、：“”\s×]{{0,3}}"
    rf"(?:{_LONG_QUANTITIES}|[率额价数量费值天](?=$|[）)×＝=，。；÷]))"
)
_PROGRAMME_RIGHT = re.compile(r"[+＋]")
_PROGRAMME_LEFT = re.compile(r"[+＋]$")
_ONLY_MARKS = re.compile(rf"[\s{MARKS}\-—_=~～·.…☆★◆◇●◎☯|/\\#%&@^+]*")
_ROMAN_RIGHT = re.compile(rf"(?:{_ROMAN})")
_LINE_FORMULA = re.compile(r"[=＝÷√∑≠≈≥≤∈∵∴]|\\frac|sin|cos|log|lim")
_LINE_LETTERS = re.compile(r"(?<![A-Za-z])[yzYZabnmktwv](?![A-Za-z])")
_LINE_SPECIFICATION = re.compile(
    rf"[{MARKS}][”\"’]?(?:代表|表示|指的是|(?<=[（(，,][xX])为|为(?:你|该|其|当前|任意|所有|整数|自然数|实数|大于|小于|对应|场上|常数|变量))|编排方式|编号规则|格式为|形式为|命名规则|编码规则|占位符|通配|例如[：:]?\w{{0,6}}[{MARKS}]{{4}}"
)
_LINE_MARK_EXAM = re.compile("√|✓|对的打|错的打|判断题|判断正误")
_LINE_SAMPLE = re.compile("欢迎您|访客|一般为|写法|顶格写|如“|欢迎访问|访问者|Hello|示例|样例|模板|占位")
_ENGLISH_TITLE = re.compile(r"(?:^|[^A-Za-z])(?:Mr|Ms|Mrs|Miss|Dr|Prof)\.?$")
_PLATE_LEFT = re.compile(rf"[{_PLATE}][A-Z][·•.]?[A-Z\d]{{0,3}}$")
_ID_LEFT = re.compile(rf"{_ID_WORD}[^，。；]{{0,6}}[A-Za-z\d]{{1,14}}$")
_SOCIAL = re.compile(r"-[X*x]{2}-\d{4}(?!\d)")
_LIST_NUMBER = re.compile(r"^\s*\d{1,2}[.．]$")
_DRAWN = "√★☆◆◇●◎♂♀╯╰╭╮﹏～▽∀ω⊙⌒→←↑↓│┃━─┌┐└┘├┤▓█"
_KANA = re.compile(r"[\u3041-\u30ff]")
_EXAMPLE_LEFT = re.compile(r"(?:例如|比如|譬如|诸如|形如|类似|如)[：:，,]?[“\"‘「『（(]?$")
_TOKEN_LEFT = re.compile(r"\[REDACTED(?::[A-Z]{1,8})?\]$")
_TOKEN_RIGHT = re.compile(r"\[REDACTED(?::[A-Z]{1,8})?\]")
_LINE_COMMENT = re.compile(r"^\s*(?://|/\*|\*\s*@)")
_LINE_CODE = re.compile(
    r"[;{}]\s*$|[A-Za-z_]\w*\(|=>|->|\w\s?==?\s?[\"'\w]|\w:\s?[\"']|<[a-z/][^>]*>|[\"'][,;)]|^\s*(?:#|--|\*\s|\*$)"
)
_COUNTED = "xX×"


class Verdict(NamedTuple):
    """What the surroundings of a run say: the points, the type the weightiest cue gives, and the evidence one by one."""

    points: int
    type: str
    evidence: tuple[Evidence, ...]


def weigh(run: Run) -> Verdict | None:
    """Weigh what stands right beside `run`; None when it cannot be a redaction, or nothing speaks for it.

    >>> from cleantext.filters.redactions.runs import find_runs
    >>> [verdict and verdict.type for verdict in map(weigh, find_runs("xx年x月拍X光片，共花费xx.x元"))]
    ['year', 'date', None, 'number']
    """
    touches = run.left[-1:].isdigit() and not run.gap_left, run.right[:1].isdigit() and not run.gap_right
    if _vetoed(run, digits=any(touches)):
        return None
    left, right = run.left, run.right
    hits: list[Cue] = []
    for cue in _BY_FAMILY[run.family]:
        if not cue.least <= run.size <= cue.most or (any(touches) and not cue.digits):
            continue
        if cue.right is not None and not cue.right.match(right):
            continue
        if cue.left is not None and not cue.left.search(left):
            continue
        if _fits(cue, run):
            hits.append(cue)
    return _verdict(hits, run)


def _verdict(hits: list[Cue], run: Run) -> Verdict | None:
    if not hits:
        return None
    best = max(hits, key=lambda cue: cue.weight)  # of equals, the first in the table
    evidence = [Evidence(best.id, best.weight, best.why)]
    others = [cue for cue in hits if cue is not best and cue.weight >= 3]
    if others:
        evidence.append(Evidence(others[0].id, 1, others[0].why))
    if run.family == "□" and best.type in ("year", "date") and not best.digits:
        return None  # a date of boxes is a form to fill in
    if run.family in "○□△":
        evidence.append(Evidence("mark-of-many-uses", -4, "the mark is more often a bullet, a box or a zero"))
    elif (
        run.family == "X" and run.size == 1 and best.id in ("number-unit", "number-classifier", "date", "place-letter", "ordinal")
    ):
        evidence.append(Evidence("single-capital", -1, "a single X is often a letter"))
    return Verdict(sum(item.weight for item in evidence), best.type, tuple(evidence))


def _fits(cue: Cue, run: Run) -> bool:
    """Check what a pattern of one side cannot: how many digits a masked number has."""
    if cue.id not in ("mobile", "landline", "id-digits", "id-label", "year-digits", "year-span", "year-stop", "phone-label"):
        return True
    before = len(run.left) - len(run.left.rstrip("0123456789"))
    after = len(run.right) - len(run.right.lstrip("0123456789"))
    if run.gap_left:
        before = 0
    total = before + run.size + after
    if cue.id == "mobile":
        return total == 11 or (run.size in (4, 5) and 10 <= total <= 12)
    if cue.id == "landline":
        return 7 <= total <= 12
    if cue.id == "id-digits":
        return 12 <= total <= 22
    if cue.id.startswith("year"):
        return total == 4
    account = run.left[-1:].isascii() and run.left[-1:].isalpha()
    return total >= 4 or before + after > 0 or account or cue.id == "phone-label"


def _vetoed(run: Run, *, digits: bool) -> bool:
    """Whether `run` is surely something else, whatever else stands around."""
    left, right = run.left, run.right
    before, after = left[-1:], right[:1]
    family = run.family
    if family == "某":
        return False
    if _letters_touch(run):
        return True
    if _other_mark(run):
        return True
    if family == "○" and (
        (_NUMERAL.match(before) and before) or (after and _NUMERAL.match(after) and not _UNIT_RIGHT.match(right))
    ):
        return True
    if not _has_cjk(run) and not digits and not _latin_cue(run):
        return True
    if _code_touches(run):
        return True
    if (
        family in "xX"
        and _TERM.match(right)
        and not (run.size >= 2 and family == "x" and not right.startswith(("染色体", "轴", "坐标")))
    ):
        return True
    if family in "xX×*" and run.size <= 2 and _sign(run):
        return True
    if family in "×xX*" and run.size == 1 and digits and after.isdigit() and before.isdigit():
        return True
    return (not left.strip() and not right.strip() and family in "*○□△") or (
        not left.strip() and not right.strip() and run.size == 1
    )


def _letters_touch(run: Run) -> bool:
    """Whether a Latin letter, or a sign written with one, stands where it makes the run a part of a word or formula."""
    left, right = run.left, run.right
    before = bool(left) and _LETTER.match(left[-1]) is not None
    after = bool(right) and _LETTER.match(right[0]) is not None
    if not before and not after:
        return False
    if _ENGLISH_TITLE.search(left) or (run.family == "*" and "@" in right[:10]):
        return False
    unit = _UNIT_RIGHT.match(right) is not None
    if after and not unit and not run.gap_right:
        return not (right[0] in "xX" and left[-1:].isdigit())
    if before and not run.gap_left and run.family in "×*":
        return not (run.size >= 2 and (_SCALE_RIGHT.match(right) or _PLATE_LEFT.search(left) or _ID_LEFT.search(left)))
    if after and not before:
        return not unit and not is_cjk(left[-1:])
    return not unit and not _SOCIAL.match(right)


def _other_mark(run: Run) -> bool:
    """Whether the run touches a mark of another kind: ``×○×``, ``★□■`` and ``(×_×)`` are drawn, not redacted.

    A token beside it is such a mark too, for it may stand for one.
    """
    for character, gap in ((run.left[-1:], run.gap_left), (run.right[:1], run.gap_right)):
        if character and character in _DRAWN:
            return True
        letter = run.family == "*" and character in ("x", "X")  # of an account's name
        if character in FAMILY and character != "某" and not gap and not letter:
            return True
    return bool(_TOKEN_LEFT.search(run.left) or _TOKEN_RIGHT.match(run.right))


def _has_cjk(run: Run) -> bool:
    return any(map(is_cjk, run.left[-12:])) or any(map(is_cjk, run.right[:12]))


def _latin_cue(run: Run) -> bool:
    """Whether a run without an ideograph near may be weighed all the same: a titled name, a masked number."""
    return run.size >= 2 and bool(
        re.search(r"(?:Mr|Ms|Mrs|Miss|Dr|Prof)\.?$|\d(?:[-— ][*xX×]{2,4})*[-— ]?$|(?:^|[\s(:])(?:[X*x]{3}-)?$", run.left)
        or re.match(r"[*]* ?\d|-[X*x]{2}-\d{4}", run.right)
    )


def _code_touches(run: Run) -> bool:
    """Whether the run stands in code, a path, an option or a version rather than in a sentence."""
    left, right = run.left, run.right
    before, after = left[-1:] or " ", right[:1] or " "
    beyond, next_ = left[-2:-1] or " ", right[1:2] or " "
    if before in "\\@#&={}<>_^$|`~" and not (before in "~=" and is_cjk(beyond)) and not (before == "|" and run.gap_left):
        return True
    if after in "\\@#&={}_^$`" and not (after == "@" and run.family == "*"):
        return True
    if before in ".．" and not _ENGLISH_TITLE.search(left):
        if beyond.isdigit():
            return not _DECIMALS_RIGHT.match(right) and not (run.size > 1 and _LIST_NUMBER.match(left))
        return before == "." and beyond != " "
    if after == "." and next_.isascii() and next_.isalpha():
        return True
    if after == "(" and not is_cjk(before):
        return True
    if after == "/" and not (is_cjk(before) or is_cjk(next_) or next_ in MARKS):
        return True
    if before == "/" and not (is_cjk(after) or is_cjk(beyond)):
        return True
    known = beyond in MARKS or beyond.isdigit() or is_cjk(beyond) or is_cjk(after) or _SOCIAL.match("-XX" + right)
    if (before == ":" and beyond in MARKS) or (after == ":" and next_ in MARKS):
        return True  # xx:xx is how a time is written
    return before == "-" and not known


def _sign(run: Run) -> bool:
    """Whether the text speaks of the mark itself."""
    left, right = run.left, run.right
    if _SIGN_USED.match(right) or (run.size == 1 and _SIGN_RIGHT.match(right)):
        return True
    if _UNIT_RIGHT.match(right):
        return bool(run.size == 1 and re.search("(?:设|令|已知|若)$", left) and run.family in "xX")
    if run.size > 1:
        return bool(_SIGN_LEFT_STRICT.search(left)) and not is_cjk(right[:1])
    return bool(_SIGN_LEFT.search(left)) and (run.family in "×*" or not is_cjk(right[:1]) or bool(_SIGN_LEFT_STRICT.search(left)))


def settle(local: Verdict | None, run: Run, facts: Facts) -> Verdict | None:
    """Add to what the surroundings say what the line and the document say; None when nothing is left to say.

    >>> from cleantext.filters.redactions.runs import find_runs
    >>> run, = find_runs("推动xx高质量发展")
    >>> alone = settle(weigh(run), run, Facts(""))
    >>> facts = Facts(""); facts.sure["x"] = 6
    >>> alone.points, settle(weigh(run), run, facts).points
    (5, 9)
    """
    if run.family == "某":
        return _settle_someone(local, run, facts)
    if local is None:
        return None
    evidence = list(local.evidence)
    type_ = local.type
    masked = type_ in ("phone", "id")
    if not masked:
        evidence += _against(local, run, facts)
    if type_ == "year" and not _has_cjk(run):
        evidence.append(Evidence("latin", -6, "English forms write 20XX for any year"))
    style = facts.style(run)
    if style:
        evidence.append(Evidence("document-style", style, "the document redacts with this mark in sure places"))
    if (
        run.family == "*"
        and type_ == "name"
        and local.evidence[0].rule in ("between", "beside", "between-mark", "before-name")
        and not facts.redacted
    ):
        evidence, type_ = _censored(run, facts, evidence)
    return Verdict(sum(item.weight for item in evidence), type_, tuple(evidence))


def _settle_someone(local: Verdict | None, run: Run, facts: Facts) -> Verdict | None:
    """Judge 某, which stands for a person only after a surname and, alone, only in a report of a case."""
    if run.size == 1 and local is None and facts.legal:
        if run.left[-1:] in facts.surnames and _NOT_SOMEONE_RIGHT.match(run.right):
            known = Evidence("someone-known", 8, "the document calls somebody of this name so in a sure place")
            return Verdict(known.weight, "person", (known,))
        hits = [
            cue
            for cue in _IN_CASE
            if cue.left is not None and cue.right is not None and cue.left.search(run.left) and cue.right.match(run.right)
        ]
        return _verdict(hits, run)
    if local is None:
        return None
    evidence = list(local.evidence)
    if facts.legal:
        evidence.append(Evidence("case", 2, "the document reports a case"))
    elif evidence[0].rule == "someone-role" and run.size == 1:
        evidence.append(Evidence("no-case", -3, "the document reports no case, and 某 is also what a speaker calls himself"))
    style = facts.style(run)
    if style:
        evidence.append(Evidence("document-style", min(style, 2), "the document redacts with this mark in sure places"))
    return Verdict(sum(item.weight for item in evidence), local.type, tuple(evidence))


def _censored(run: Run, facts: Facts, evidence: list[Evidence]) -> tuple[list[Evidence], str]:
    """Judge stars between two words of running prose without other redactions: a censor's."""
    inside = is_cjk(run.left[-1:]) and is_cjk(run.right[:1]) and not run.gap_left and not run.gap_right
    if inside and run.size >= 2 and not facts.markdown:
        evidence = [*evidence, Evidence("censored-word", 3, "stars inside a sentence that is no Markdown")]
    return evidence, "word"


def _against(local: Verdict, run: Run, facts: Facts) -> list[Evidence]:
    """Collect what the line and the document say against a run of letters, crosses or stars."""
    found: list[Evidence] = []
    rule = local.evidence[0].rule
    single = run.size == 1
    if run.family in _COUNTED:
        before, after = line_around(facts.string, run)
        line = before + " " + after
        strong = bool(_SCALE_RIGHT.match(run.right)) or local.type in ("year", "date")
        if _LINE_FORMULA.search(line) and not strong:
            found.append(Evidence("formula-line", -6, "the line is a formula"))
        if single and run.family != "×" and (_LINE_LETTERS.search(line) or run.right.startswith("个单位")):
            found.append(Evidence("algebra", -4, "other letters stand for quantities in the line"))
        if single and facts.formulas and run.family != "×":
            found.append(Evidence("formulas", -4, "letters stand for quantities in the document"))
        if _LINE_SPECIFICATION.search(before + run.text + after):
            found.append(Evidence("specification", -6, "the line says how a number is written"))
        if facts.code:
            found.append(Evidence("code", -4, "the document is a program"))
        if _LINE_COMMENT.match(before) or (facts.code and _LINE_CODE.search(before + run.text + after)):
            found.append(Evidence("code-line", -6, "the line is code or a comment in it"))
        if _EXAMPLE_LEFT.search(run.left):
            found.append(Evidence("example", -4, "an example is given"))
        if _KANA.search(run.left[-8:]) or _KANA.search(run.right[:8]):
            found.append(Evidence("japanese", -4, "Japanese writes so of anybody and anything"))
        if _LINE_SAMPLE.search(line):
            found.append(Evidence("sample", -6, "the line is a sample"))
        if single and run.family == "×":
            found += _multiplication(run, rule, local.evidence[0].weight, before, after)
        if run.family in "xX":
            found += _letter(local, run, facts)
    if run.family == "*":
        found += _star(local, run, facts)
    if run.family in "xX×*" and single and facts.markdown and rule != "year-digits":
        found.append(Evidence("markdown", -4 if run.family in "xX" else -2, "the document is Markdown, so it may be about code"))
    if _PROGRAMME_RIGHT.match(run.right) or _PROGRAMME_LEFT.search(run.left):
        numbered = re.search(r"[\dN][+＋]$", run.left) or re.match(r"[+＋]\d", run.right)
        found.append(Evidence("programme", -9 if run.family in "X×" or numbered else -1, "a programme name such as 1+X"))
    return found


def _multiplication(run: Run, rule: str, weight: int, before: str, after: str) -> list[Evidence]:
    if _SCALE_RIGHT.match(run.right) or rule.startswith("document"):
        return []
    left, right = run.left[-1:] or " ", run.right[:1] or " "
    if _LINE_MARK_EXAM.search(before + after) or (left in "（(" and right in "）)"):
        return [Evidence("exam", -9, "a cross for what is wrong")]
    if _QUANTITY_LEFT.search(run.left) or left in "）)" or right in "（(":
        # 输转劳动力×人 ends in a quantity too, so that a measure word outweighs it where the document redacts so.
        return [Evidence("multiplication", -3 if weight >= 7 else -8, "a quantity stands before the cross")]
    if _QUANTITY_RIGHT.match(run.right) and right not in "年月日":
        return [Evidence("multiplication", -5, "a quantity stands after the cross")]
    if right in _CLOSE and is_cjk(left):
        return [Evidence("programme", -6, "a cross that ends a programme name")]
    return []


def _letter(local: Verdict, run: Run, facts: Facts) -> list[Evidence]:
    found = []
    if facts.genetics and not _SCALE_RIGHT.match(run.right) and local.evidence[0].weight < 8:
        found.append(Evidence("genetics", -6, "X is a chromosome in this document"))
    if run.text == "X" and facts.siblings:
        found.append(Evidence("siblings", -5, "the document also speaks of A and B"))
    if run.family == "X" and 2 <= run.size <= 3 and _ROMAN_RIGHT.match(run.right):
        found.append(Evidence("roman", -4, "XX may be a Roman numeral"))
    return found


def _star(local: Verdict, run: Run, facts: Facts) -> list[Evidence]:
    found = []
    if run.start in facts.emphasised and local.evidence[0].weight <= 4:
        found.append(Evidence("bold-line", -9, "the stars open and close a line"))
    if facts.bold:
        found.append(Evidence("emphasis", -9, "stars come in pairs in this document, as emphasis does"))
    elif facts.markdown:
        found.append(Evidence("markdown", -5, "the document is Markdown, where stars are emphasis"))
    if not run.left.strip() and (run.gap_right or run.size == 1):
        found.append(Evidence("bullet", -9, "a star that begins a line is a bullet or a note"))
    return found
