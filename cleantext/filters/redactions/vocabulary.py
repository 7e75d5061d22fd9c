"""The pieces that patterns about redactions are made of: words of the lexicons as regular expressions.

Every constant is the source of a regular expression that can stand inside another; alternatives have no group around them, so
that a pattern says ``(?:...)`` where it needs one.
"""

from __future__ import annotations

from cleantext.filters.redactions.runs import MARKS
from cleantext.lexicons import pattern, words

UNITS = pattern(words("chinese-measures", "units"))
SCALES = pattern(words("chinese-measures", "scales"))
CLASSIFIERS = pattern(words("chinese-measures", "classifiers"))
MONTH = pattern(words("chinese-measures", "month-words"))
SPAN_BEFORE = pattern(words("chinese-measures", "span-before"))
PLACES = pattern(words("chinese-places", "places"))
ORGANISATIONS = pattern(words("chinese-places", "organisations"))
BEFORE_NAME = pattern(words("chinese-places", "before-name"))
SURNAMES = pattern(words("chinese-names", "surnames"), words("chinese-names", "compound-surnames"))
AMBIGUOUS = pattern(words("chinese-names", "ambiguous-surnames"))
ROLES = pattern(words("chinese-names", "roles"))
TITLES = pattern(words("chinese-names", "titles"))
AFTER_PERSON = pattern(words("chinese-names", "after-person"))
BEFORE_PERSON = pattern(words("chinese-names", "before-person"))
NOT_SOMEONE = pattern(words("chinese-names", "not-someone"))
PHONE_WORD = pattern(words("chinese-labels", "phone"))
ID_WORD = pattern(words("chinese-labels", "id"))
ENGLISH_NAME_ENDS = pattern(words("english-blanks", "name-ends"))
ENGLISH_NUMBER = pattern(words("english-blanks", "number-words"))
ENGLISH_BEFORE = pattern(words("english-blanks", "before-name"))
ENGLISH_COUNTED = pattern(words("english-blanks", "counted"))
ROMAN = pattern(words("letter-x", "roman"))

OPEN = '“"‘「『《〈【（('
CLOSE = '”"’」』》〉】）)'
STOP = "，。、；：！？,.;:!?…"
BOUND = rf"(?:^|[\s{OPEN}{CLOSE}{STOP}\-—/|])"
AFTER = rf"(?:$|[\s{OPEN}{CLOSE}{STOP}\-—/|])"
PLATE = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
"""The character of a province, as it begins a number plate."""

JOINED = rf"(?:[ ]?[-–—~～至到、/][ ]?(?:[{MARKS}]{{1,8}}(?:[.．][{MARKS}]{{1,8}})?|\d[\d.]{{0,9}}))?"
"""A second number joined to the run: the unit stands behind both (x-xx月, x至x个, 3—xx日)."""

ABOUT = "[余多来几]?"
NUMBER = rf"{JOINED}{ABOUT}(?:{SCALES}|[%％‰]|{UNITS})"
COUNT = rf"{JOINED}{ABOUT}(?:{CLASSIFIERS})"
YEAR = r"(?:年(?!级|轻|青|龄|货|薪|糕|华|检|报|画|利率|终奖|均)|学年|财年|年度|赛季)"
SPAN_AFTER = "年(?:来|内|间|多|期|之久|以上|以下|时间|有期徒刑|任期|之后|之前|后|前|如一日|磨|的时间|工作|党龄|工龄|三个月|零)"
