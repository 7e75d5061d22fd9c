"""Weigh what stands around a run of marks: vetoes, cues for it and cues against it.

A cue is a pattern for what stands left of the run, right of it, or both, with points and the type it gives. The points were set so
that a measure word, a percent sign, a year, an administrative suffix or a masked number is enough alone (6 points and more),
while a mere place between two words (2 or 3) needs a document that redacts in the same way elsewhere.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from cleantext.edits import Evidence
from cleantext.filters.redactions.document import Facts
from cleantext.filters.redactions.runs import MARKS, Run, is_cjk, line_around
from cleantext.lexicons import pattern, words

_UNITS = pattern(words("chinese-measures", "units"))
_SCALES = pattern(words("chinese-measures", "scales"))
_CLASSIFIERS = pattern(words("chinese-measures", "classifiers"))
_MONTH = pattern(words("chinese-measures", "month-words"))
_QUANTITIES = pattern(words("chinese-measures", "quantity-nouns"))
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
    """What speaks for a redaction: patterns right beside the run, the families it holds for, how many marks, points, type.

    `digits` cues may have a digit right beside the run, which rules out every other.
    """

    id: str
    type: str
    weight: int
    why: str
    left: str = ""
    right: str = ""
    families: str = "xX×*○□△"
    least: int = 1
    most: int = 40
    digits: bool = False


_NUMBER = rf"{_JOINED}(?:{_ABOUT}(?:(?:{_SCALES})|[%％‰])|{_ABOUT}(?:{_UNITS}))"
_COUNT = rf"{_JOINED}{_ABOUT}(?:{_CLASSIFIERS})"
_YEAR = r"(?:年(?!级|轻|青|龄|货|薪|糕|华|检|报|画|利率|终奖|均)|学年|财年|年度|赛季)"
_SPAN_LEFT = r"(?:在党|连续|近|为期|有效期|期限|满|超过|超|长达|历时|工作|从业|经过|徒刑|达|约|每|共|第|前|后|未来|过去|最近|延长|今后|经营|执教|从教|党龄|工龄|时隔|等了|用了|拘役|缓刑|入党)"
_SPAN_RIGHT = (
    r"年(?:来|内|间|多|期|之久|以上|以下|时间|有期徒刑|任期|之后|之前|后|前|如一日|磨|的时间|工作|党龄|工龄|三个月|[零])"
)

CUES = (
    # numbers
    Cue("number-unit", "number", 8, "a unit or a power of ten follows", right=_NUMBER),
    Cue("number-classifier", "number", 7, "a measure word follows", right=_COUNT),
    Cue("ordinal", "number", 7, "第 stands before it", left="第$", right=rf"(?!{_ROMAN}|条|款)"),
    Cue("ordinal-clause", "number", 4, "第 stands before it, a clause of a text after it", left="第$", right="[条款章节]"),
    Cue("money", "number", 7, "a currency sign stands before it", left=r"[¥￥]$"),
    Cue(
        "digits-and-unit",
        "number",
        7,
        "goes on a number that a unit follows",
        left=r"(?<![\d.])\d{1,3}$",
        right=_NUMBER + "|" + _COUNT,
        families="xX×*",
        least=2,
        digits=True,
    ),
    Cue(
        "digit-and-scale",
        "number",
        6,
        "goes on a number that 万, 亿 or % follows",
        left=r"(?<![\d.])\d{1,3}$",
        right="[万亿%％]",
        families="xX*",
        most=1,
        digits=True,
    ),
    Cue(
        "decimals",
        "number",
        8,
        "the decimals of a number",
        left=r"(?<![\d.])\d{1,4}[.．]$",
        right=_NUMBER + "|元|[万亿]",
        families="xX×*",
        digits=True,
    ),
    Cue(
        "before-decimals",
        "number",
        7,
        "a number with its decimals",
        right=rf"[.．]\d{{1,3}}(?:{_UNITS}|[万亿%％])",
        families="xX×*",
        digits=True,
    ),
    Cue(
        "document-number",
        "number",
        8,
        "the number of an official document",
        left=rf"[〔﹝（(\[][\d{MARKS}]{{4}}[〕﹞）)\]]第?$",
        right="号",
    ),
    Cue(
        "rate",
        "number",
        4,
        "a word for a share or a sum stands before it",
        left="(?:比例|占比|率|率为|率达|金额|总额|总量|产值|增长|下降|提高|约为|达到|超过|不足|合计|共计)[为达至约]?$",
        right=_AFTER,
        least=2,
    ),
    # years and dates
    Cue(
        "year-digits",
        "year",
        9,
        "the rest of a year",
        left=r"(?<![\dA-Za-z])(?:1[5-9]|20|21)\d?$",
        right=rf"{_YEAR}|[-—–~～至到]{{1,2}}(?:1[5-9]|20)[\d{MARKS}]{{1,2}}{_YEAR}|[〕）)\]]",
        most=2,
        digits=True,
    ),
    Cue(
        "year-span",
        "year",
        7,
        "the rest of a year",
        left=r"(?<![\dA-Za-z])(?:1[5-9]|20|21)\d?$",
        right=r"(?:[-—–~～至到/.]|级|届|版)",
        most=2,
        digits=True,
    ),
    Cue(
        "year-stop",
        "year",
        4,
        "perhaps the rest of a year",
        left=r"(?<![\dA-Za-z.])(?:19|20)\d?$",
        right=_AFTER,
        most=2,
        digits=True,
    ),
    Cue(
        "year-numerals",
        "year",
        8,
        "the rest of a year in ideographs",
        left="(?:[一二][一二三四五六七八九〇○零][一二三四五六七八九〇○零]?)$",
        right=_YEAR,
        families="xX×*□△",
        most=2,
    ),
    Cue(
        "year-four",
        "year",
        9,
        "four marks before 年",
        right=rf"{_YEAR}|[-—–~～至到]{{1,2}}[{MARKS}\d]{{4}}{_YEAR}",
        least=4,
        most=4,
    ),
    Cue(
        "year-brackets",
        "year",
        9,
        "the year of a document number",
        left=r"[〔﹝（(\[【]$",
        right=rf"[〕﹞）)\]】] ?(?:[{MARKS}\d第字]|\w{{1,4}}[{MARKS}\d])",
        least=4,
        most=4,
    ),
    Cue("years", "number", 9, "a length of time", left=rf"{_SPAN_LEFT}$", right=r"年(?!级|轻|青|月|\d)", most=3),
    Cue("years-time", "number", 9, "a length of time", right=_SPAN_RIGHT, most=3),
    Cue("year-two", "year", 8, "marks before 年", right=_YEAR, least=2, most=4),
    Cue("year-month", "year", 9, "a year with its month", right=rf"年[ ]?(?:[\d{MARKS}]{{1,2}})月"),
    Cue("year-one", "number", 7, "a mark before 年", right="年(?!级|轻|青|龄|货|代|少|幼|号|尾|头|方|糕)", most=1),
    Cue("date", "date", 8, "month or day", right=rf"{_JOINED}(?:{_MONTH})(?!工资|利率)"),
    Cue(
        "date-day",
        "date",
        8,
        "a day after its month",
        left=rf"[\d{MARKS}]月[ ]?$",
        right=r"[-—–~～至到、]|[日号]|[，。）)]|上午|下午",
    ),
    Cue("time", "date", 7, "the time of day", left=r"[日时午晚晨点夜号]\s?$", right="[时分点秒]"),
    Cue("time-minutes", "date", 7, "the time of day", right=rf"[时点][\d{MARKS}]{{1,2}}分"),
    # names
    Cue("place", "name", 7, "what follows is the end of a place name", right=_PLACES, least=2),
    Cue("place-one", "name", 6, "what follows is the end of a place name", right=_PLACES, families="x×*", most=1),
    Cue(
        "place-letter",
        "name",
        6,
        "what follows is the end of a place name",
        right="[省市县乡镇](?!场|民|值|级|亲|下)",
        families="X",
        most=1,
    ),
    Cue(
        "organisation",
        "name",
        7,
        "what follows is the end of an organisation's name",
        right=rf"(?:第[一二三四五]|人民)?(?:{_ORGANISATIONS})",
        least=2,
    ),
    Cue(
        "organisation-one",
        "name",
        5,
        "what follows is the end of an organisation's name",
        right=_ORGANISATIONS,
        families="x×",
        most=1,
    ),
    Cue("document-code", "name", 8, "the office in an official document's number", right=r"[^\s，。；：]{0,8}[〔﹝]"),
    Cue(
        "document-code-after",
        "name",
        8,
        "the court in a case number",
        left=rf"[〔﹝（(\[][\d{MARKS}]{{4}}[〕﹞）)\]]$",
        right=r"\d{0,4}[民刑行执知商初终破仲检]",
        digits=True,
    ),
    Cue(
        "document-code-inside",
        "number",
        8,
        "the number in a case number",
        left=r"(?:民|刑|行|执|商|知|字)(?:初|终|再|申|诉|监|特|保)?(?:字)?第?$",
        right="号",
    ),
    Cue(
        "slogan",
        "name",
        6,
        "quoted before a word for a campaign",
        left='[“"‘「『]$',
        right='[”"’」』](?:战略|工程|行动|计划|活动|品牌|模式|工作机制|机制|管理办法|精神|建设|创建|专项|党建|工作法|体系|工作体系|项目)',
        least=2,
    ),
    Cue(
        "after-virtue",
        "name",
        6,
        "the end of a quoted slogan",
        left="(?:平安|清廉|健康|幸福|美丽|魅力|生态|绿美|数字|智慧|法治|文明|和谐|圆梦|宜居|书香|诚信|建设新|大美|廉洁|信用|双拥)$",
        right='[”"’」』]',
        least=2,
    ),
    Cue("before-name", "name", 4, "a word that wants a name stands before it", left=rf"(?:{_BEFORE_NAME})$", least=2),
    Cue("quoted", "name", 3, "stands alone in quotes", left='[“"‘「『《]$', right='[”"’」』》]'),
    # persons
    Cue(
        "surname",
        "person",
        8,
        "stands after a surname",
        left=rf"(?:{_BOUND}|{_ROLES}|{_LINKS})(?:{_SURNAMES})$",
        right=rf"{_AFTER}|{_AFTER_PERSON}|{_TITLES}",
        most=3,
    ),
    Cue("surname-inside", "person", 5, "stands after a surname", left=rf"{_BOUND}(?:{_SURNAMES})$", most=3),
    Cue(
        "surname-given",
        "person",
        6,
        "stands between a surname and the end of a given name",
        left=rf"(?:{_BOUND}|{_ROLES}|{_LINKS})(?:{_SURNAMES})$",
        right=rf"[一-鿿](?:{_AFTER}|{_AFTER_PERSON}|{_TITLES})",
        most=1,
    ),
    Cue(
        "surname-role",
        "person",
        8,
        "stands after what may be a surname, before which stands what a person is",
        left=rf"(?:{_ROLES})[：:]?(?:{_AMBIGUOUS})$",
        most=3,
    ),
    Cue(
        "surname-bounded",
        "person",
        7,
        "stands after what may be a surname, alone between stops",
        left=rf"{_BOUND}(?:{_AMBIGUOUS})$",
        right=rf"(?:{_AFTER}|{_TITLES})",
        families="*×xX",
        most=3,
    ),
    Cue("title", "person", 7, "a title follows", left=r"(?:^|[^A-Za-z])$", right=_TITLES, least=2, most=4),
    Cue("title-one", "person", 5, "a title follows", right=_TITLES, families="x×*", most=1),
    Cue(
        "role",
        "person",
        7,
        "what a person is stands before it",
        left=rf"(?:{_ROLES})[：:]?$",
        right=rf"{_AFTER}|{_AFTER_PERSON}|{_TITLES}",
        least=2,
        most=4,
    ),
    Cue(
        "label-person",
        "person",
        7,
        "the label of a person stands before it",
        left=r"(?:姓名|联系人|负责人|经办人|报告人|发言人|主持人|记录人|签名|作者|被告人|原告|被告)[：:][ \u3000]?$",
        families="xX×*",
        least=2,
    ),
    Cue(
        "english-title",
        "person",
        7,
        "an English title stands before it",
        left=r"(?:^|[^A-Za-z])(?:Mr|Ms|Mrs|Miss|Dr|Prof)\.?$",
        families="xX×*",
        least=2,
    ),
    # numbers of persons and things
    Cue(
        "mobile",
        "phone",
        9,
        "hides digits of a mobile number",
        left=r"(?<!\d)1[3-9]\d{0,9}$",
        families="xX×*○□△",
        least=3,
        digits=True,
    ),
    Cue(
        "landline",
        "phone",
        8,
        "hides digits of a telephone number",
        left=r"(?<!\d)(?:0\d{2,3}[-—]|400[-—]?|800[-—]?)\d{0,6}$",
        right=r"\d{0,4}(?!\d)",
        families="xX×*",
        least=3,
        digits=True,
    ),
    Cue(
        "phone-label",
        "phone",
        8,
        "a telephone number, says the word before it",
        left=rf"{_PHONE_WORD}[^，。；,;]{{0,8}}$",
        right=r"(?:\d{0,8}(?!\d))",
        families="xX×*",
        least=4,
        digits=True,
    ),
    Cue(
        "id-digits",
        "id",
        8,
        "hides digits of a long number",
        left=r"\d{2,14}$",
        right=r"(?:\d{1,12}[xX]?|[xX])(?![A-Za-z\d])",
        families="xX×*",
        least=4,
        digits=True,
    ),
    Cue(
        "id-label",
        "id",
        8,
        "a number or a name of an account, says the word before it",
        left=rf"{_ID_WORD}(?:号码?|名)?(?:为|是|叫)?[：:“\"]?[\dA-Za-z]{{0,14}}$",
        right=r"[\dA-Za-z]{0,12}",
        families="xX×*",
        least=2,
        digits=True,
    ),
    Cue(
        "card-group",
        "id",
        7,
        "a group of a card number",
        left=r"(?:^|\D)\d{4}(?: [*×xX]{4}){0,2}$",
        right=r"(?:[*×xX]{4} ){0,2}\d{3,4}",
        families="xX×*",
        least=4,
        most=4,
    ),
    Cue(
        "plate",
        "id",
        8,
        "hides the rest of a number plate",
        left=rf"[{_PLATE}][A-Z][·•.]?[A-Z\d]{{0,3}}$",
        families="×*",
        least=2,
        digits=True,
    ),
    Cue(
        "mail",
        "id",
        7,
        "hides a mail name",
        left=r"[A-Za-z0-9]{1,12}$",
        right=r"[A-Za-z0-9]{0,8}@[A-Za-z0-9]",
        families="*",
        least=2,
        digits=True,
    ),
    Cue(
        "ssn",
        "id",
        7,
        "hides a social security number",
        left=r"(?:^|[\s(:])$",
        right=r"-[X*x]{2}-\d{4}(?!\d)",
        families="xX*",
        least=3,
        most=3,
    ),
    Cue(
        "ssn-middle",
        "id",
        7,
        "hides a social security number",
        left=r"(?:^|[\s(:])[X*x]{3}-$",
        right=r"-\d{4}(?!\d)",
        families="xX*",
        least=2,
        most=2,
    ),
    # words
    Cue(
        "curse",
        "word",
        6,
        "a swear word with a mark in it",
        left=r"(?:傻|装|吹牛|牛|煞|二|操|艹|逗|苦|屌|撕)$",
        right=rf"{_AFTER}|[了的吗吧啊呢要]",
        families="xX×*",
        most=1,
    ),
    Cue("between", "name", 3, "stands where a word would stand", left=r"[一-鿿]$", right=r"[一-鿿]", least=2),
    Cue("between-one", "name", 2, "stands where a word would stand", left=r"[一-鿿]$", right=r"[一-鿿]", families="x", most=1),
    Cue("between-mark", "name", 1, "stands where a word would stand", left=r"[一-鿿]$", right=r"[一-鿿]", families="X*", most=1),
    Cue(
        "beside",
        "name",
        3,
        "stands beside a word",
        left=rf"(?:^|[一-鿿{_OPEN}{_CLOSE}{_STOP}])$",
        right=rf"(?:$|[一-鿿{_OPEN}{_CLOSE}{_STOP}+＋·])",
        families="xX×*",
        least=2,
    ),
    Cue(
        "beside-one",
        "name",
        2,
        "stands beside a word",
        left=rf"(?:^|[一-鿿+＋·{_OPEN}{_CLOSE}{_STOP}])$",
        right=rf"(?:$|[一-鿿+＋·{_OPEN}{_CLOSE}{_STOP}])",
        families="x",
        most=1,
    ),
)

# 某 is an ordinary word, so that it has cues of its own.
_NOT_SOMEONE = r"(?!种|些|个|人|年|月|日|处|地|时|天|位|件|项|方|类|次|段|家|国|省|市|县|区|校|公司|一|单位|企业|村|镇|班|系|科|部|局|院|所|厂|店|楼|路|小区|学|医|大|高|中|网|平台|银行|酒店|社区|街|乡)"
SOMEONE_CUES = (
    Cue(
        "someone",
        "person",
        8,
        "stands for a given name",
        left=rf"(?:{_BOUND}|{_ROLES}|{_LINKS})(?:{_SURNAMES}|{_AMBIGUOUS})$",
        right=rf"(?!{_PLACES}|{_ORGANISATIONS})",
        families="某",
        least=2,
    ),
    Cue(
        "someone-inside",
        "person",
        5,
        "stands for a given name",
        left=rf"(?:{_SURNAMES})$",
        right=rf"(?!{_PLACES})",
        families="某",
        least=2,
    ),
    Cue(
        "someone-role",
        "person",
        8,
        "stands for a given name after what a person is",
        left=rf"(?:{_ROLES})[：:]?(?:{_SURNAMES}|{_AMBIGUOUS}|[×xX*])?$",
        right=_NOT_SOMEONE,
        families="某",
        digits=True,
    ),
    Cue("someone-title", "person", 5, "a title follows", right=_TITLES, families="某", least=2),
    Cue(
        "someone-label",
        "person",
        7,
        "the label of a person stands before it",
        left=r"(?:姓名|联系人|负责人|经办人|报告人|签名|原告|被告|被告人|甲方|乙方)[：:][ \u3000]?$",
        families="某",
        least=2,
    ),
    Cue(
        "someone-place",
        "name",
        4,
        "what follows is the end of a name",
        right=rf"{_PLACES}|{_ORGANISATIONS}",
        families="某",
        least=2,
    ),
)
_SOMEONE_LEGAL = Cue(
    "someone-in-case",
    "person",
    8,
    "stands for a given name in a report of a case",
    left=rf"(?:{_BOUND}|{_ROLES}|{_LINKS}|[一-鿿])(?:{_SURNAMES})$",
    right=_NOT_SOMEONE,
    families="某",
    digits=True,
)
_SOMEONE_LEGAL_AMBIGUOUS = Cue(
    "someone-in-case",
    "person",
    8,
    "stands for a given name in a report of a case",
    left=rf"(?:{_BOUND}|{_ROLES}|{_LINKS})(?:{_AMBIGUOUS})$",
    right=rf"(?:{_AFTER}|{_AFTER_PERSON}|{_TITLES}|\d)",
    families="某",
    digits=True,
)


class _Compiled(NamedTuple):
    cue: Cue
    left: re.Pattern[str] | None
    right: re.Pattern[str] | None


def _compile(cue: Cue) -> _Compiled:
    return _Compiled(cue, re.compile(cue.left) if cue.left else None, re.compile(cue.right) if cue.right else None)


_BY_FAMILY = {family: tuple(_compile(cue) for cue in CUES if family in cue.families) for family in "xX×*○□△"}
_BY_FAMILY["某"] = tuple(map(_compile, SOMEONE_CUES))
_IN_CASE = tuple(map(_compile, (_SOMEONE_LEGAL, _SOMEONE_LEGAL_AMBIGUOUS)))

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
_UNIT_RIGHT = re.compile(rf"{_NUMBER}|{_COUNT}|{_JOINED}(?:{_MONTH})|年")
_QUANTITY_LEFT = re.compile(rf"(?:{_QUANTITIES})[）)]?$")
_QUANTITY_RIGHT = re.compile(rf"[（(]?(?:人均|户均|每|单位|实际|平均|应|年|月|日)?[^，。；、：“”\s×]{{0,6}}(?:{_QUANTITIES})")
_PROGRAMME_RIGHT = re.compile(r"[+＋]")
_PROGRAMME_LEFT = re.compile(r"[+＋]$")
_ONLY_MARKS = re.compile(rf"[\s{MARKS}\-—_=~～·.…☆★◆◇●◎☯|/\\#%&@^+]*")
_ROMAN_RIGHT = re.compile(rf"(?:{_ROMAN})")
_LINE_FORMULA = re.compile(r"[=＝÷√∑≠≈≥≤∈∵∴]|\\frac|sin|cos|log|lim")
_LINE_LETTERS = re.compile(r"(?<![A-Za-z])[yzYZabnmktwv](?![A-Za-z])")
_LINE_SPECIFICATION = re.compile(
    rf"[{MARKS}][”\"’]?(?:代表|表示)|编排方式|编号规则|格式为|形式为|命名规则|编码规则|占位符|通配|例如[：:]?\w{{0,6}}[{MARKS}]{{4}}"
)
_LINE_MARK_EXAM = re.compile("√|✓|对的打|错的打|判断题|判断正误")
_LINE_SAMPLE = re.compile("欢迎访问|访问者|Hello|示例|样例|模板|占位")
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
    for cue, on_left, on_right in _BY_FAMILY[run.family]:
        if not cue.least <= run.size <= cue.most or (any(touches) and not cue.digits):
            continue
        if on_right is not None and not on_right.match(right):
            continue
        if on_left is not None and not on_left.search(left):
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
    if run.family in "○□△":
        evidence.append(Evidence("mark-of-many-uses", -4, "the mark is more often a bullet, a box or a zero"))
    elif (
        run.family == "X"
        and run.size == 1
        and best.id in ("number-unit", "number-classifier", "date", "place-letter", "ordinal")
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
    return total >= 4 or before + after > 0 or cue.id == "phone-label"


def _vetoed(run: Run, *, digits: bool) -> bool:
    """Whether `run` is surely something else, whatever else stands around."""
    left, right = run.left, run.right
    before, after = left[-1:], right[:1]
    family = run.family
    if family == "某":
        return False
    if _letters_touch(run):
        return True
    if _other_mark(before, family) or _other_mark(after, family):
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
    return (
        (not left.strip() and not right.strip() and family in "*○□△") or (not left.strip() and not right.strip() and run.size == 1)
    )


def _letters_touch(run: Run) -> bool:
    before, after = run.left[-1:], run.right[:1]
    if run.family == "*" and (after == "@" or "@" in run.right[:10]):
        return False
    if after and _LETTER.match(after) and not (run.gap_right and is_cjk(before)):
        unit = _UNIT_RIGHT.match(run.right)
        if not unit:
            return not (run.right[:1] in "xX" and before.isdigit())
    if before and _LETTER.match(before):
        if run.gap_left or run.family in "xX":
            return not (_UNIT_RIGHT.match(run.right) or re.search(r"(?:Mr|Ms|Mrs|Miss|Dr|Prof)$", run.left))
        if re.search(rf"[{_PLATE}][A-Z][A-Z\d]{{0,3}}$", run.left) or re.search(
            rf"{_ID_WORD}[^，。；]{{0,6}}[A-Za-z\d]{{1,14}}$", run.left
        ):
            return False
        return not (run.size >= 2 and _SCALE_RIGHT.match(run.right))
    return False


def _other_mark(character: str, family: str) -> bool:
    """Whether the run touches a mark of another kind: ``×○×``, ``★□■`` and ``(×_×)`` are drawn, not redacted."""
    if not character:
        return False
    if character in "√★☆◆◇●◎♂♀╯╰╭╮﹏～▽∀ω⊙⌒→←↑↓│┃━─┌┐└┘├┤▓█":
        return True
    return character in "×╳*＊○□■△▲" and character not in {"×": "×╳", "*": "*＊", "○": "○", "□": "□■", "△": "△▲"}.get(family, "")


def _has_cjk(run: Run) -> bool:
    return any(map(is_cjk, run.left[-12:])) or any(map(is_cjk, run.right[:12]))


def _latin_cue(run: Run) -> bool:
    """Whether a run without an ideograph near may be weighed all the same: a titled name, a masked number."""
    return run.size >= 2 and bool(
        re.search(r"(?:Mr|Ms|Mrs|Miss|Dr|Prof)\.?$|\d(?:[-— ][*xX×]{2,4})*[-— ]?$|(?:^|[\s(:])(?:[X*x]{3}-)?$", run.left)
        or re.match(r"[*]* ?\d", run.right)
    )


def _code_touches(run: Run) -> bool:
    """Whether the run stands in code, a path, an option or a version rather than in a sentence."""
    left, right = run.left, run.right
    before, after = left[-1:], right[:1]
    if (
        before
        and before in "\\@#&={}<>_^$|`~"
        and not (before in "~=" and is_cjk(left[-2:-1]))
        and not (before == "|" and run.gap_left)
    ):
        return True
    if after and after in "\\@#&={}_^$`" and not (after == "@" and run.family == "*"):
        return True
    if (
        before in (".", "．")
        and not (left[-2:-1].isdigit() and _SCALE_RIGHT.match(right))
        and not re.search(r"(?:Mr|Ms|Mrs|Dr|Prof)\.$", left)
    ):
        return not is_cjk(left[-2:-1]) and bool(left[-2:-1].strip()) and not _UNIT_RIGHT.match(right)
    if after in (".", "．") and (right[1:2].isascii() and right[1:2].isalpha()):
        return True
    if after == "(" and not is_cjk(before):
        return True
    if after == "/" and not (is_cjk(before) or is_cjk(right[1:2]) or right[1:2] in MARKS):
        return True
    if before == "/" and not (is_cjk(after) or is_cjk(left[-2:-1])):
        return True
    return before == "-" and not (left[-2:-1] in MARKS or left[-2:-1].isdigit() or is_cjk(left[-2:-1]) or is_cjk(after))


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
    style = facts.style(run.family)
    if style:
        evidence.append(Evidence("document-style", style, "the document redacts with this mark in sure places"))
    if (
        run.family == "*"
        and type_ == "name"
        and local.evidence[0].rule in ("between", "beside", "between-mark")
        and not facts.sure
    ):
        evidence, type_ = _censored(run, facts, evidence)
    return Verdict(sum(item.weight for item in evidence), type_, tuple(evidence))


def _settle_someone(local: Verdict | None, run: Run, facts: Facts) -> Verdict | None:
    """Judge 某, which stands for a person only after a surname and, alone, only in a report of a case."""
    if run.size == 1 and local is None and facts.legal:
        hits = [
            cue
            for cue, left, right in _IN_CASE
            if left is not None and right is not None and left.search(run.left) and right.match(run.right)
        ]
        return _verdict(hits, run)
    if local is None:
        return None
    evidence = list(local.evidence)
    if facts.legal:
        evidence.append(Evidence("case", 2, "the document reports a case"))
    elif evidence[0].rule == "someone-role" and run.size == 1:
        evidence.append(Evidence("no-case", -3, "the document reports no case, and 某 is also what a speaker calls himself"))
    style = facts.style("某")
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
        if single and run.family != "×" and _LINE_LETTERS.search(line):
            found.append(Evidence("algebra", -4, "other letters stand for quantities in the line"))
        if single and facts.formulas:
            found.append(Evidence("formulas", -4, "letters stand for quantities in the document"))
        if _LINE_SPECIFICATION.search(before + run.text + after):
            found.append(Evidence("specification", -6, "the line says how a number is written"))
        if _LINE_SAMPLE.search(line):
            found.append(Evidence("sample", -4, "the line is a sample"))
        if single and run.family == "×":
            found += _multiplication(run, before, after)
        if run.family in "xX":
            found += _letter(local, run, facts)
    if run.family == "*":
        found += _star(run, facts)
    if run.family in "xX×*" and single and facts.markdown and rule != "year-digits":
        found.append(Evidence("markdown", -2, "the document is Markdown, so it may be about code"))
    if _PROGRAMME_RIGHT.match(run.right) or _PROGRAMME_LEFT.search(run.left):
        numbered = re.search(r"[\dN][+＋]$", run.left) or re.match(r"[+＋]\d", run.right)
        found.append(Evidence("programme", -9 if run.family in "X×" or numbered else -1, "a programme name such as 1+X"))
    return found


def _multiplication(run: Run, before: str, after: str) -> list[Evidence]:
    if _SCALE_RIGHT.match(run.right):
        return []
    if _LINE_MARK_EXAM.search(before + after) or (run.left[-1:] in "（(" and run.right[:1] in "）)"):
        return [Evidence("exam", -9, "a cross for what is wrong")]
    if _QUANTITY_LEFT.search(run.left) or run.left[-1:] in "）)" or run.right[:1] in "（(":
        return [Evidence("multiplication", -8, "a quantity stands before the cross")]
    if _QUANTITY_RIGHT.match(run.right) and not re.match("[年月日]", run.right):
        return [Evidence("multiplication", -5, "a quantity stands after the cross")]
    if run.right[:1] in _CLOSE and is_cjk(run.left[-1:]):
        return [Evidence("programme", -6, "a cross that ends a programme name")]
    return []


def _letter(local: Verdict, run: Run, facts: Facts) -> list[Evidence]:
    found = []
    if facts.genetics and not _SCALE_RIGHT.match(run.right) and local.evidence[0].weight < 8:
        found.append(Evidence("genetics", -6, "X is a chromosome in this document"))
    if run.size == 1 and facts.siblings and local.type == "name":
        found.append(Evidence("siblings", -5, "the document also speaks of A and B"))
    if run.family == "X" and 2 <= run.size <= 3 and _ROMAN_RIGHT.match(run.right):
        found.append(Evidence("roman", -4, "XX may be a Roman numeral"))
    return found


def _star(run: Run, facts: Facts) -> list[Evidence]:
    found = []
    if facts.bold:
        found.append(Evidence("emphasis", -9, "stars come in pairs in this document, as emphasis does"))
    elif facts.markdown:
        found.append(Evidence("markdown", -5, "the document is Markdown, where stars are emphasis"))
    if not run.left.strip() and (run.gap_right or run.size == 1):
        found.append(Evidence("bullet", -9, "a star that begins a line is a bullet or a note"))
    return found
