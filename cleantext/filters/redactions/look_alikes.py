"""Marks that are surely something else: letters of words and code, drawings, zeros, and marks the text speaks of."""

from __future__ import annotations

import re

from cleantext.filters.redactions.runs import BEFORE_SUMS, FAMILY, MARKS, Run, is_cjk
from cleantext.filters.redactions.vocabulary import (
    ABOUT,
    COUNT,
    ENGLISH_BEFORE,
    ENGLISH_COUNTED,
    ENGLISH_NAME_ENDS,
    ENGLISH_NUMBER,
    ID_WORD,
    JOINED,
    MONTH,
    NUMBER,
    PLATE,
    SCALES,
)
from cleantext.lexicons import pattern, words

_TERMS = pattern(words("letter-x", "terms-after"))
_SIGN_BEFORE = pattern(words("letter-x", "sign-before"))
_SIGN_AFTER = pattern(words("letter-x", "sign-after"))
_LETTER = re.compile(r"[A-Za-z_\\Α-Ωα-ωА-яᴬ-ᵪ₀-₉⁰-⁹²³¹]")
_NUMERAL = re.compile("[一二三四五六七八九十百千万○〇零]")
_TERM = re.compile(rf"(?:{_TERMS})")
_SIGN_LEFT = re.compile(rf"(?:{_SIGN_BEFORE})[“\"‘'「『（(]?$")
_SIGN_LEFT_STRICT = re.compile(
    r"(?:[打画划标填涂]|画上|打上|画个|打个|画一个|打一个|乘号|叉号|星号|符号|字母|变量|参数|未知数|记作|标记|通配符|按下|输入|设|令|已知|若)[“\"‘'「『（(]?$"
)
_SIGN_RIGHT = re.compile(rf"[”\"’'」』）)]?(?:{_SIGN_AFTER})")
_SIGN_USED = re.compile(r"[”\"’'」』）)]?(?:来)?(?:表示|代表|代替|替代|标记|标注|隐去|指代)")
_QUOTED_LEFT = re.compile(r"[“\"‘'「『][^“”\"‘’'「」『』]{0,12}$")
_SIGN_IN_WORDS = re.compile(
    r"[^，。；！？]{1,14}(?:里|中)的?(?:这个)?(?:字母)?[“‘「]?[XxＸｘ×](?=[，。、；？！”’」也是都就呢吗和与]|$)"
)
_QUOTED_SIGN = re.compile(r"[^“”\"‘’'「」『』，。；]{0,12}[”\"’'」』]来?(?:代替|替代|代称|指代|代之|隐去|字样)")
_FILLED_LEFT = re.compile(r"(?:填|填写|写成|写作|写为)(?:[“「『][^“”「」『』]{1,12}[”」』](?:或|或者|、|和))?[“「『]$")
_DRAWN_LEFT = re.compile(r"(?:[画打划填涂标勾]|填写|填入|画上|打上)[一个]*[“\"‘「『]$")
_VARIABLE_LEFT = re.compile(r"(?:设|令|假设|记|用)[^，。；：]{1,12}(?:为|是|记作|记为)\s?$")
_SLOGAN_LEFT = re.compile(r"[“‘「『][一-鿿]{1,4}$")
SCALE_RIGHT = re.compile(rf"{JOINED}(?:{ABOUT}(?:{SCALES})|[%％‰]|[余多]?元)")
_DECIMALS_RIGHT = re.compile(rf"{NUMBER}|元")
_UNIT_RIGHT = re.compile(rf"{NUMBER}|{COUNT}|{JOINED}(?:{MONTH})|年")
_ENGLISH_TITLE = re.compile(r"(?:^|[^A-Za-z])(?:Mr|Ms|Mrs|Miss|Dr|Prof)\.?$")
_ENGLISH_LEFT = re.compile(rf"(?:[$€£]|(?:^|[^A-Za-z])(?:Dear|{ENGLISH_NUMBER}|{ENGLISH_BEFORE}))$")
_ENGLISH_GIVEN = re.compile(r"(?:^|[a-z,;] |(?:Mr|Ms|Mrs|Dr|Prof)\.? )[A-Z](?:\.|[a-z]{1,15})(?: [A-Z](?:\.|[a-z]{1,15}))?$")
_ENGLISH_RIGHT = re.compile(rf"(?:[A-Z][a-z]{{1,15}} ){{0,2}}(?:{ENGLISH_NAME_ENDS})(?![A-Za-z])")
_ENGLISH_COUNTED = re.compile(rf"(?:{ENGLISH_COUNTED})(?![A-Za-z])")
_THOUSANDS_LEFT = re.compile(r"[$€£](?:(?:[Xx]{1,3}|\d{1,3}),)?$")
_THOUSANDS_RIGHT = re.compile(r",(?:[Xx]{3}|\d{3})(?!\w)")
_ENGLISH_SIGNED = re.compile(r"^(?:[A-Z][a-z.]{0,15} ){0,2}[A-Z][a-z]{1,15}$")
_PLATE_LEFT = re.compile(rf"[{PLATE}][A-Z][·•.]?[A-Z\d]{{0,3}}$")
_ID_LEFT = re.compile(rf"(?:{ID_WORD})[^，。；]{{0,6}}[A-Za-z\d]{{1,14}}$")
_SOCIAL = re.compile(r"-[X*x]{2}-\d{4}(?!\d)")
_LIST_NUMBER = re.compile(r"^\s*\d{1,2}[.．]$")
_DRAWN = "√★☆◆◇●◎♂♀╯╰╭╮﹏～▽∀ω⊙⌒→←↑↓│┃━─┌┐└┘├┤▓█"
_TOKEN_LEFT = re.compile(r"\[REDACTED(?::[A-Z]{1,8})?\]$")
_TOKEN_RIGHT = re.compile(r"\[REDACTED(?::[A-Z]{1,8})?\]")


def is_look_alike(run: Run) -> bool:
    """Whether `run` is surely something else, whatever else stands around; 某 is a word, and judged by its cues alone.

    >>> from cleantext.filters.redactions.runs import find_runs
    >>> [run.right for run in find_runs("XX染色体，xx地区，第○五条") if is_look_alike(run)]
    ['染色体，xx地区，第○五条', '五条']
    """
    if run.family == "某":
        return False
    if _english_blank(run) or _english_quantity(run):
        return False
    return (
        not (run.touches_digit or has_cjk(run) or _latin_cue(run) or _listed(run))  # first, because it settles most of any code
        or _letters_touch(run)
        or _other_mark(run)
        or _zero(run)
        or _code_touches(run)
        or _term(run)
        or _sign(run)
        or _factor(run)
        or _alone(run)
    )


def _zero(run: Run) -> bool:
    """Whether a circle is a zero between other numerals."""
    before, after = run.left[-1:] or " ", run.right[:1] or " "
    return run.family == "○" and bool(_NUMERAL.match(before) or (_NUMERAL.match(after) and not _UNIT_RIGHT.match(run.right)))


def _term(run: Run) -> bool:
    """Whether an x begins a word; small letters in a row begin few."""
    if run.family not in "xX" or not _TERM.match(run.right):
        return False
    return run.family == "X" or run.size == 1 or run.right.startswith(("染色体", "轴", "坐标"))


def _factor(run: Run) -> bool:
    """Whether a single mark stands between two numbers."""
    return run.family in "xX×*" and run.size == 1 and run.touches_digit and run.left[-1:].isdigit() and run.right[:1].isdigit()


def _alone(run: Run) -> bool:
    """Whether a single mark, or any of those that divide texts, has its line for itself."""
    return run.begins_line and not run.right.strip() and (run.size == 1 or run.family in "*○□△")


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
    account = run.family == "*" and run.size >= 2 and _ID_LEFT.search(left) is not None
    if after and not unit and not run.gap_right:
        return not account and not (right[0] in "xX" and left[-1:].isdigit())
    if before and not run.gap_left and run.family in "×*":
        return not (run.size >= 2 and (SCALE_RIGHT.match(right) or _PLATE_LEFT.search(left) or _ID_LEFT.search(left)))
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


def has_cjk(run: Run) -> bool:
    """Whether an ideograph stands near `run`."""
    return bool(_CJK.search(run.left, max(0, len(run.left) - 12)) or _CJK.search(run.right, 0, 12))


_CJK = re.compile("[一-鿿㐀-䶿]")


def _listed(run: Run) -> bool:
    """Whether the run goes on a Chinese list, so long that its label is out of reach."""
    return run.size >= 2 and run.left.endswith("、")


def _latin_cue(run: Run) -> bool:
    """Whether a run without an ideograph near may be weighed all the same: a titled name, a masked number."""
    return run.size >= 2 and bool(_LATIN_LEFT.search(run.left) or _LATIN_RIGHT.match(run.right))


_LATIN_LEFT = re.compile(r"(?:Mr|Ms|Mrs|Miss|Dr|Prof)\.?$|\d(?:[-— ][*xX×]{2,4})*[-— ]?$|(?:^|[\s(:])(?:[X*x]{3}-)?$")
_LATIN_RIGHT = re.compile(r"[*]* ?\d|-[X*x]{2}-\d{4}")


def _english_blank(run: Run) -> bool:
    """Whether three or more X stand as a word of an English letter, where a name or a number of it would stand.

    Beside a letter there must be a blank, so that it is no part of a word; a sum may touch its currency.
    """
    if run.family != "X" or run.size < 3 or run.touches_digit:
        return False
    before, after = run.left[-1:], run.right[:1]
    if (before and not run.gap_left and (_LETTER.match(before) or before in "-/")) or (
        after and not run.gap_right and (_LETTER.match(after) or after in "-/(={[:")
    ):
        return False
    if _ENGLISH_RIGHT.match(run.right) or _ENGLISH_LEFT.search(run.left) or _ENGLISH_GIVEN.search(run.left):
        return True
    return not run.right.strip() and _ENGLISH_SIGNED.match(run.left) is not None


def _english_quantity(run: Run) -> bool:
    """Whether x stand for a number in an English sentence: for a sum with its thousands set off, or before what is counted.

    >>> from cleantext.filters.redactions.runs import find_runs
    >>> [_english_quantity(run) for run in find_runs("$XX,XXX for XX children; $XX for Section XX")]
    [True, True, True, False, False]
    """
    if run.family not in "xX" or run.touches_digit:
        return False
    sum_left = not run.gap_left and run.left.endswith(BEFORE_SUMS) and _THOUSANDS_LEFT.search(run.left)
    if sum_left:
        return sum_left.group()[-1] == "," or _THOUSANDS_RIGHT.match(run.right) is not None
    return (
        run.family == "X" and run.size >= 2 and run.gap_left and run.gap_right and _ENGLISH_COUNTED.match(run.right) is not None
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
    if run.size == 1 and _DRAWN_LEFT.search(left) and right[:1] in {"”", '"', "’", "」", "』"}:
        return True
    if run.family not in "xX×*":
        return False
    if run.size == 1 and run.family in "xX" and _VARIABLE_LEFT.search(left) and not is_cjk(right[:1]):
        return True
    if _FILLED_LEFT.search(left) or (_QUOTED_LEFT.search(left) and _QUOTED_SIGN.match(right)):
        return True
    if run.size > 2:
        return False
    if _SIGN_USED.match(right) or _SIGN_IN_WORDS.match(right) or (run.size == 1 and _SIGN_RIGHT.match(right)):
        return True
    if _UNIT_RIGHT.match(right):
        return bool(run.size == 1 and re.search("(?:设|令|已知|若)$", left) and run.family in "xX")
    if run.size > 1:
        return bool(_SIGN_LEFT_STRICT.search(left)) and not is_cjk(right[:1]) and not _SLOGAN_LEFT.search(left)
    return bool(_SIGN_LEFT.search(left)) and (run.family in "×*" or not is_cjk(right[:1]) or bool(_SIGN_LEFT_STRICT.search(left)))
