"""Settle what a run of marks is, with what its line and its document say for it and against it."""

from __future__ import annotations

import re

from cleantext.edits import Evidence
from cleantext.filters.redactions.cues import CUES
from cleantext.filters.redactions.document import Facts
from cleantext.filters.redactions.look_alikes import SCALE_RIGHT, has_cjk
from cleantext.filters.redactions.runs import MARKS, Run, is_cjk, line_around
from cleantext.filters.redactions.vocabulary import CLOSE, NOT_SOMEONE, ROMAN
from cleantext.filters.redactions.weighing import Verdict, verdict_of
from cleantext.lexicons import pattern, words

_IN_CASE = tuple(cue for cue in CUES if cue.case)

_QUANTITIES = pattern(words("chinese-measures", "quantity-nouns"))
_LONG_QUANTITIES = pattern(word for word in words("chinese-measures", "quantity-nouns") if len(word) > 1)
_NOT_SOMEONE_RIGHT = re.compile(f"(?!{NOT_SOMEONE})")
_QUANTITY_LEFT = re.compile(rf"(?:{_QUANTITIES})[）)]?$")
_QUANTITY_RIGHT = re.compile(
    rf"[（(]?(?:人均|户均|每|单位|实际|平均|剩余|逾期|应|年|月|日)?[^，。；、：“”\s×]{{0,3}}"
    rf"(?:{_LONG_QUANTITIES}|[率额价数量费值天](?=$|[）)×＝=，。；÷]))"
)
_OPERANDS = pattern(words("chinese-measures", "operands"))
_BOUND = r"(?:$|[\s）)”\"’'」』\]】×xX*÷+＋\-－−/／=＝≈，,。；;：:、？！]|[的来后再得计核测折结乘除为]|发放|报销|补[助贴]|支付|收取|缴|确定|执行|给予)"
_OPERAND_LEFT = re.compile(
    rf"(?:(?:{_OPERANDS})|(?<=[）)÷×])[长宽高厚深天]|(?:^|[^一-鿿])[长宽高厚深底])[）)”\"’'」』\]】]{{0,2}}$"
)
_OPERAND_RIGHT = re.compile(rf"[（(“\"‘'「『\[【]{{0,2}}[一-鿿]{{0,12}}?(?:{_OPERANDS}){_BOUND}")
_COUNTED_RIGHT = re.compile(rf"[（(“\"‘'「『]?(?:[一-鿿]|月份|小时|个月|台班)(?:数|数量){_BOUND}")
_COUNTED_LONG = re.compile(rf"[一-鿿]{{0,2}}(?:{_OPERANDS}){_BOUND}")
_PROGRAMME_RIGHT = re.compile(r"[+＋]")
_PROGRAMME_LEFT = re.compile(r"[+＋]$")
_ROMAN_RIGHT = re.compile(rf"(?:{ROMAN})")
# What is searched for in a line begins with one class of characters, from which it looks back, because such a search is fast.
_LINE_FORMULA = re.compile(
    r"[=＝÷∑≠≈≥≤∈∵∴√\\scl](?:(?<=[=＝÷∑≠≈≥≤∈∵∴])|(?<=√)[A-Za-z\d(（{]|(?<=\\)frac"
    r"|(?<![A-Za-z].)(?:(?<=s)in|(?<=c)os|(?<=l)og|(?<=l)im)(?![A-Za-z]))"
)
_LINE_LETTERS = re.compile(r"[yzYZabnmktwv](?<![A-Za-z].)(?![A-Za-z])")
_LINE_SUM = re.compile(
    "[，,。；几为](?:(?<=[，,。；])求(?!助|职|学|购|医|救|援|证|真|实|索|解决)|(?<=几)种[走拿排分方]|(?<=为)多少[？?])"
)
_LINE_SAYS_MARK = re.compile(
    rf"[{MARKS}][”\"’]?(?:代表|表示|指的是|(?<=[（(，,][xX])(?:为|是|随|由|即|取决于)|为(?:你|该|其|当前|任意|所有|整数|自然数|实数|大于|小于|对应|场上|常数|变量))"
)
_LINE_SPECIFICATION = re.compile(
    rf"编排方式|编号规则|格式为|形式为|命名规则|编码规则|占位符|通配|例如[：:]?\w{{0,6}}[{MARKS}]{{4}}"
)
_LINE_MARK_EXAM = re.compile("√|✓|对的打|错的打|判断题|判断正误")
_SENTENCE_END = re.compile("[。！？；]")
_WRITTEN_LEFT = re.compile(r"(?:写成|写作|记作|写为|记为|读作|化为|省略为)$")
_LINE_SAMPLE = re.compile("欢迎您|访客|一般为|写法|顶格写|如“|欢迎访问|访问者|Hello|示例|样例|模板|占位")
_KANA = re.compile(r"[\u3041-\u30ff]")
_EXAMPLE_LEFT = re.compile(r"(?:例如|比如|譬如|诸如|形如|类似|如)[：:，,]?[“\"‘「『（(]?$")
_LINE_COMMENT = re.compile(r"^\s*(?://|/\*|\*\s*@)")
_LINE_CODE = re.compile(
    r"[;{}]\s*$|[A-Za-z_]\w*\(|=>|->|\w\s?==?\s?[\"'\w]|\w:\s?[\"']|<[a-z/][^>]*>|[\"'][,;)]|^\s*(?:#|--|\*\s|\*$)"
)
_LINE_GAME = re.compile(pattern(words("letter-x", "game")))
_LISTED = ("number-unit", "number-classifier", "between", "between-one", "between-mark", "beside", "beside-one")
"""The cues that a line of a list may show too, where a cross stands before what is not to be done."""


def settle(local: Verdict | None, run: Run, facts: Facts) -> Verdict | None:
    """Add to what the surroundings say what the line and the document say; None when nothing is left to say.

    >>> from cleantext.filters.redactions.runs import find_runs
    >>> from cleantext.filters.redactions.weighing import weigh
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
        if run.start not in facts.against:  # a run is settled twice, and nothing of this depends on the other runs
            facts.against[run.start] = _against(local, run, facts)
        evidence += facts.against[run.start]
    if type_ == "year" and not has_cjk(run):
        evidence.append(Evidence("latin", -6, "English forms write 20XX for any year"))
    if run.family in facts.lacunae:
        evidence.append(Evidence("lacuna", -20, "the document says that this mark stands for what is illegible in its source"))
    style = facts.style(run)
    if style:
        evidence.append(Evidence("document-style", style, "the document redacts with this mark in sure places"))
    if (
        run.family == "*"
        and type_ == "name"
        and local.rule in ("between", "beside", "between-mark", "before-name")
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
        return verdict_of(hits, run)
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
    if run.family in "xX×":
        around = line_around(facts.string, run)
        found += _quantity(local, run, facts, around)
        found += _sample(run, facts, around)
    if run.size == 1 and _multiplies(local, run):
        found.append(Evidence("operands", -20, "words that name quantities stand on both sides, or one that counts after it"))
    elif run.text == "×":
        found += _multiplication(local, run, facts)
    if run.family in "xX":
        found += _letter(local, run, facts)
    if run.family == "*":
        found += _star(local, run, facts)
    if run.family in "xX×*" and run.size == 1:
        if facts.markdown and local.rule != "year-digits":
            found.append(
                Evidence("markdown", -4 if run.family in "xX" else -2, "the document is Markdown, so it may be about code")
            )
        if run.begins_line and run.gap_right and local.rule in _LISTED:
            found.append(Evidence("bullet", -9, "a mark and a blank begin the line, as in a list"))
    if _PROGRAMME_RIGHT.match(run.right) or _PROGRAMME_LEFT.search(run.left):
        numbered = re.search(r"[\dN][+＋]$", run.left) or re.match(r"[+＋]\d", run.right)
        found.append(Evidence("programme", -9 if run.family in "X×" or numbered else -1, "a programme name such as 1+X"))
    return found


def _quantity(local: Verdict, run: Run, facts: Facts, around: tuple[str, str]) -> list[Evidence]:
    """Doubt a letter or cross that stands for a quantity: in a formula, in a sum of a school book, in the rules of a game."""
    found = []
    before, after = around
    line = before + " " + after
    if _LINE_FORMULA.search(line) and not (SCALE_RIGHT.match(run.right) or local.type in ("year", "date")):
        found.append(Evidence("formula-line", -6, "the line is a formula"))
    if run.size == 1 and run.family != "×":
        if _LINE_LETTERS.search(line) or _LINE_SUM.search(line) or run.right.startswith("个单位"):
            found.append(Evidence("algebra", -4, "the line is a sum, or other letters stand for quantities in it"))
        if facts.formulas:
            found.append(Evidence("formulas", -4, "letters stand for quantities in the document"))
        if _LINE_GAME.search(line):
            found.append(Evidence("game", -4, "the line tells the rules of a game"))
    if run.family in "xX" and facts.formulas and _WRITTEN_LEFT.search(run.left):
        found.append(Evidence("notation", -9, "how a product or a number is written, where letters stand for quantities"))
    line = before + run.text + after
    if _LINE_SAYS_MARK.search(line) or _LINE_SPECIFICATION.search(line):
        found.append(Evidence("specification", -6, "the line says what the mark stands for"))
    return found


def _sample(run: Run, facts: Facts, around: tuple[str, str]) -> list[Evidence]:
    """Doubt a letter or cross that stands for anything at all: in a program, in an example, in Japanese."""
    found = []
    before, after = around
    if facts.code:
        found.append(Evidence("code", -4, "the document is a program"))
    if _LINE_COMMENT.match(before) or (facts.code and _LINE_CODE.search(before + run.text + after)):
        found.append(Evidence("code-line", -6, "the line is code or a comment in it"))
    if ("如" in run.left or "似" in run.left) and _EXAMPLE_LEFT.search(run.left):
        found.append(Evidence("example", -4, "an example is given"))
    if _KANA.search(run.left[-8:]) or _KANA.search(run.right[:8]):
        found.append(Evidence("japanese", -4, "Japanese writes so of anybody and anything"))
    if _LINE_SAMPLE.search(before + " " + after):
        found.append(Evidence("sample", -6, "the line is a sample"))
    return found


def _multiplies(local: Verdict, run: Run) -> bool:
    """Whether the operands beside a single mark say that it multiplies: then no way of redacting makes it a redaction.

    A measure word with 数 behind it and nothing more (层数, 人数) counts things, and no mark stands for a number before it. Else there
    must be a quantity on both sides; one that begins with a measure word must be short, for 总额×个项目的资金量 is a redaction.

    >>> from cleantext.filters.redactions.runs import find_runs
    >>> from cleantext.filters.redactions.weighing import weigh
    >>> [_multiplies(weigh(run), run) for run in find_runs("车位数×层数，面积×层高，总人数×人") if weigh(run)]
    [True, True, False]
    """
    if run.touches_digit:
        return False
    if _COUNTED_RIGHT.match(run.right):
        return True
    if not _OPERAND_LEFT.search(run.left) or not _OPERAND_RIGHT.match(run.right):
        return False
    if SCALE_RIGHT.match(run.right):
        return run.right.startswith(("百分", "千分", "万分"))
    return local.type != "number" or _COUNTED_LONG.match(run.right) is not None


def _multiplication(local: Verdict, run: Run, facts: Facts) -> list[Evidence]:
    """Doubt a single cross that may multiply, mark a mistake, or end the name of a programme."""
    if SCALE_RIGHT.match(run.right) or local.rule.startswith(("document-", "class-")):
        return []
    left, right = run.left[-1:] or " ", run.right[:1] or " "
    around = _sentence_around(run, facts) if local.evidence[0].weight >= 7 else line_around(facts.string, run)
    if _LINE_MARK_EXAM.search(" ".join(around)) or (left in "（(" and right in "）)"):
        return [Evidence("exam", -9, "a cross for what is wrong")]
    if _QUANTITY_LEFT.search(run.left) or left in "）)" or right in "（(":
        # 输转劳动力×人 ends in a quantity too, so that a measure word outweighs it where the document redacts so.
        return [Evidence("multiplication", -3 if local.evidence[0].weight >= 7 else -8, "a quantity stands before the cross")]
    if _QUANTITY_RIGHT.match(run.right) and right not in "年月日":
        return [Evidence("multiplication", -5, "a quantity stands after the cross")]
    if right in CLOSE and is_cjk(left) and local.type != "person":
        return [Evidence("programme", -6, "a cross that ends a programme name")]
    return []


def _sentence_around(run: Run, facts: Facts) -> tuple[str, str]:
    """Return what stands before and after `run` in its sentence, as far as its line is looked at."""
    before, after = line_around(facts.string, run)
    return _SENTENCE_END.split(before)[-1], _SENTENCE_END.split(after, maxsplit=1)[0]


def _letter(local: Verdict, run: Run, facts: Facts) -> list[Evidence]:
    found = []
    if facts.genetics and not SCALE_RIGHT.match(run.right) and local.evidence[0].weight < 8:
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
    if run.begins_line and (run.gap_right or run.size == 1):
        found.append(Evidence("bullet", -9, "a star that begins a line is a bullet or a note"))
    return found
