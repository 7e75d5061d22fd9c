"""What a document as a whole says about its marks; asked only of documents that have runs to judge."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

from cleantext.edits import Evidence, Span
from cleantext.filters.redactions.runs import FAMILY, MARKS, SHAPES, Run
from cleantext.lexicons import pattern, words

# Where marks are code, markup or an address: fences, code in back quotes, formulas without ideographs, tags, links, mail addresses.
# Every repetition is bounded or cannot be entered twice at one place, so that no text is slow.
_SHIELDED = re.compile(
    r"[`~$\\<A-Za-z](?:"
    r"(?<=`)``.*?(?:```|\Z)|(?<=~)~~.*?(?:~~~|\Z)"
    r"|(?<=`)`[^\n]{1,200}?``|(?<=`)[^`\n]{1,200}`"
    r"|(?<=\$)\$[^$一-鿿]{1,400}\$\$|(?<=\$)(?!X{3,40}(?!\w)|[Xx]{1,3},[Xx]{3}(?!\w))[^$\n一-鿿]{1,200}\$"
    r"|(?<=\\)\([^\n一-鿿]{1,200}?\\\)|(?<=\\)\[[^一-鿿]{1,200}?\\\]"
    r"|(?<=<)/?[A-Za-z!][^<>\n]{0,200}>|(?<=<)!--.{0,400}?-->"
    r"|(?<=h)ttps?://[!-~]{1,400}|(?<=f)tp://[!-~]{1,400}|(?<=w)ww\.[!-~]{1,200}"
    r"|(?<=[A-Za-z])(?<![\w.+-].)[\w.+-]{0,63}@[A-Za-z0-9-]{1,63}\.[A-Za-z]{2,})",
    re.DOTALL,
)

# Each of these begins with what is rare, the line end before a line included, because such a search is fast.
_MARKDOWN = (
    re.compile(r"\n#{1,6} \S"),
    re.compile(r"\n(?:```|~~~)"),
    re.compile(r"\]\([^()\s]{1,200}\)"),
    re.compile(r"`[^`\n]{1,80}`"),
    re.compile(r"\n(?: {0,3}[-*+] \*\*|\*\*[^*\n]{1,60}\*\*)"),
    re.compile(r"\n\|? ?:?-{3,}:? ?\|"),
)
_CODE = (
    re.compile(
        r"\n\s*(?:import|from|#include|def|class|public|private|protected|function|const|let|var|return|package|using|export|if|for)\b"
    ),
    re.compile(r"[;{}]\s*\n[^\n]{0,200}[;{}]\s*\n"),
    re.compile(r"[-=!(](?:(?<=[-=])>|(?<=[=!])=|(?<=\w\()(?:\)|\w+[,)]))"),
    re.compile(r"<(?:div|span|p|td|li|view|template|script|input)\b"),
)
_FORMULA = (
    re.compile(r"[a-zA-Z](?<![A-Za-z].)(?:[²³₀-₉]|\([a-z]\))?\s?[=＝≤≥≠≈]\s?[-\d(a-zA-Z√]"),
    re.compile(r"[=＝]\s?[-+]?\d*[xX](?![A-Za-z])"),
    re.compile(r"[1-9](?<![A-Za-z\d.].)\d?[xy](?![A-Za-z\d×*年月日%万亿])"),
    re.compile(r"[（(][xy]\s?[-+−－]\s?\d"),
    re.compile(r"[xy](?<![A-Za-z].)(?:[²³^]|(?<=x)[、，,]y(?![A-Za-z]))"),
    re.compile(r"方程|未知数|自变量|因变量|\\frac|\\sqrt|解不等式|定义域"),
)
_GENETICS = (
    re.compile(r"[XYZ](?<![A-Za-z].)(?:(?<=X)[YO]|(?<=Z)W|(?<=Y)Y)(?![A-Za-z])"),
    re.compile("基因型|伴性遗传|杂交组合"),
)
_SIBLINGS = re.compile(r"[ABCYZ](?<![A-Za-z].)(?:公司|村|国|地|县|市|同学|先生|班|组|校|厂|企业|银行|集团|产品|城|镇|点|区)")
_LEGAL = (
    re.compile(r"被告|原告|上诉人|被害人|受害人|嫌疑人|申请人|被执行人"),
    re.compile(r"法院|检察院|公安|派出所|警方|民警|仲裁|刑侦|警情"),
    re.compile(
        r"判决|诉讼|公诉|刑事|民事|侦查|刑拘|抓获|归案|审理|诈骗|盗窃|犯罪|通报|通告|罚款|违法|纠纷|涉案|争执|殴打|拘留|报警|出警|伤情|案件|案发|肇事|判处|拘役|徒刑|查处|醉驾|酒驾|立案"
    ),
)
# An edition says which mark stands for a character that nobody could read; one that hides names says so in other words.
_ILLEGIBLE = re.compile(pattern(words("letter-x", "illegible")))
_SAID_BEFORE = re.compile(
    rf"(?:[“\"‘「『]([{MARKS}]+)[”\"’」』]|(?:^|[，。；：、（(\s])([□■○△]))来?(?:代表|表示|指代|标示|代替|替代|為|为|是|即|代)[^。；\n]{{0,12}}$",
    re.MULTILINE,
)
_SAID_AFTER = re.compile(rf"[^。；\n]{{0,12}}?[用以作标记注为為]一?个?[“\"‘「『]([{MARKS}]+)[”\"’」』]")
_SAID_REACH = 24
"""Code points in which a mark and what it stands for are looked for: a clause."""
_HEAD = 400_000
"""Code points of a document that are read for such facts; what a document is shows in its first pages."""


@dataclass
class Facts:
    """Cheap facts about one document, found when first asked for.

    `sure` counts, for each family of marks, the places where the context alone is enough; `style` turns that into points for the
    places where it is not, since a document mostly keeps to one way of redacting. `places` are where those runs start.
    `tokens` says that redaction tokens stand in the text already, `surnames` before which 某 a person is meant in sure places,
    `emphasised` where the double stars of a bold line start,
    `against` what is known to speak against the run that starts at a place.
    """

    string: str
    sure: Counter[str] = field(default_factory=Counter)
    places: frozenset[int] = frozenset()
    tokens: bool = False
    surnames: frozenset[str] = frozenset()
    emphasised: frozenset[int] = frozenset()
    bold: bool = False
    against: dict[int, list[Evidence]] = field(default_factory=dict)

    def _shows(self, *patterns: re.Pattern[str], least: int = 1) -> bool:
        head = "\n" + self.string[:_HEAD]
        return sum(pattern.search(head) is not None for pattern in patterns) >= least

    @cached_property
    def markdown(self) -> bool:
        """Whether the text is Markdown, by at least two of its marks."""
        return self._shows(*_MARKDOWN, least=2)

    @cached_property
    def code(self) -> bool:
        """Whether the text is a program or a page's source, by at least two kinds of sign."""
        return self._shows(*_CODE, least=2)

    @cached_property
    def formulas(self) -> bool:
        """Whether letters stand for quantities."""
        return self._shows(*_FORMULA)

    @cached_property
    def genetics(self) -> bool:
        """Whether X is a chromosome."""
        return self._shows(*_GENETICS)

    @cached_property
    def siblings(self) -> bool:
        """Whether A, B and Y name things as X does."""
        return self._shows(_SIBLINGS)

    @cached_property
    def legal(self) -> bool:
        """Whether the text speaks of parties, authorities and proceedings, at least two of the three."""
        return self._shows(*_LEGAL, least=2)

    @cached_property
    def lacunae(self) -> frozenset[str]:
        """The families of the marks that stand for what is illegible in the source of an edition.

        >>> sorted(Facts("“□”表示残缺的字；漫漶处用“△”。").lacunae), sorted(Facts("车牌无法辨认，××驾车驶离").lacunae)
        (['□', '△'], [])
        """
        found: set[str] = set()
        head = self.string[:_HEAD]
        for word in _ILLEGIBLE.finditer(head):
            said_before = _SAID_BEFORE.search(head[max(0, word.start() - _SAID_REACH) : word.start()])
            said_after = _SAID_AFTER.match(head[word.end() : word.end() + _SAID_REACH])
            found.update(FAMILY[said.group(said.lastindex or 1)[0]] for said in (said_before, said_after) if said)
        return frozenset(found)

    @property
    def redacted(self) -> bool:
        """Whether stars are redactions, now or perhaps before an earlier pass, so that none is a censored word."""
        return self.tokens or self.sure["*"] > 0

    def style(self, run: Run) -> int:
        """Return the points that the document's own way of redacting gives to `run`, itself left out of the count.

        >>> from cleantext.filters.redactions.runs import find_runs
        >>> letters, stars = find_runs("推动xx和**建设")
        >>> facts = Facts("", Counter({"x": 5}))
        >>> facts.style(letters), facts.style(stars), Facts("").style(letters)
        (4, 1, 0)
        """
        mine = run.start in self.places
        own = self.sure[run.family] - mine
        if run.family in SHAPES:  # so often bullets and boxes that letters and stars say nothing about them
            own += sum(self.sure[family] for family in SHAPES if family != run.family) // 2
            if not own:
                return 0
        points = 5 if own >= 10 else 4 if own >= 4 else 3 if own >= 2 else 1 if own else 0
        if own >= 10 and run.family in SHAPES:
            points = 8  # a mark that is used so in ten places is no bullet there
        return max(points, 1 if self.sure.total() - mine >= 5 else 0)


class Shields:
    """The spans of a text in which marks are code, markup, addresses or tokens.

    >>> shields = Shields("用`xx`和xx", "")
    >>> shields.cover(2), shields.cover(7)
    (True, False)
    """

    def __init__(self, string: str, token_pattern: str) -> None:
        self.tokens: list[Span] = []
        spans: list[Span] = []
        if any(character in string for character in ("`", "$", "<", "\\", "@", "~~~", "://", "www.")):
            spans = [match.span() for match in _SHIELDED.finditer(string)]
        if token_pattern:
            self.tokens = [match.span() for match in re.finditer(token_pattern, string) if match.group()]
        self._spans = _union(sorted([*spans, *self.tokens]))
        self._starts = [start for start, _ in self._spans]

    def cover(self, place: int) -> bool:
        """Whether the character at `place` is shielded."""
        index = bisect_right(self._starts, place) - 1
        return index >= 0 and place < self._spans[index][1]


def _union(spans: Iterable[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


# Begins with the line end before it, because such a search is fast.
_BOLD_LINE = re.compile(r"\n[ \t>]*(?:[-+*] |\d{1,3}\. )?\*\*[^*\n]{1,120}\*\*(?=[\s：:，。、；（(]|\Z)")


def opens_in_bold(string: str) -> bool:
    """Whether at least three lines, and half of the double stars, are lines that begin with a few bold words.

    This settles at the price of one scan what `is_bold` would find out run by run. A redaction cannot look so: what follows
    the second stars would be a measure word or a noun.

    >>> opens_in_bold("**第一条** 一。\\n**第二条** 二。\\n**第三条** 三。"), opens_in_bold("**户，**人\\n" * 9)
    (True, False)
    """
    stars = string.count("**")
    needed = (stars + 3) // 4
    return stars >= 6 and sum(1 for _ in islice(_BOLD_LINE.finditer("\n" + string), needed)) == needed


_WHOLE_LINE = re.compile(r"^[ \t>]*(?:[-+*] |\d{1,3}\. )?(\*{2,3})(?=\S)[^*\n]{1,200}(\*{2,3})(?=[：:]|[ \t]*$)", re.MULTILINE)


def emphasised_lines(string: str) -> frozenset[int]:
    """Return where the stars stand that open a line and close it, or close its label.

    >>> sorted(emphasised_lines("**一、回顾**\\n培训**人次，惠及**户"))
    [0, 6]
    """
    return frozenset(place for match in _WHOLE_LINE.finditer(string) for place in (match.start(1), match.start(2)))


def is_bold(stars: Sequence[tuple[Run, bool]], string: str) -> bool:
    """Whether the runs of stars of a document are the pairs of Markdown's emphasis, so that none of them stands for a word.

    `stars` are the runs that touch no digit, in order, each with whether its context alone makes it a redaction. On each line
    runs of equal length are paired; a pair counts for emphasis when at most one of its two is a sure redaction, and a run
    that is left over, or a pair of sure ones, counts against it.
    """
    emphasis = against = 0
    waiting: tuple[Run, bool] | None = None
    for run, sure in stars:
        if run.size > 3:
            continue
        if waiting is not None and _pairs(waiting[0], run, string):
            if waiting[1] and sure:
                against += 2
            else:
                emphasis += 1
            waiting = None
            continue
        if waiting is not None:
            against += 1
        waiting = (run, sure)
    against += waiting is not None
    return emphasis > 0 and emphasis * 2 >= against


_NEVER_FIRST = tuple("”’」』》〉】）)，。、；：！？")
_NEVER_LAST = tuple("“‘「『《〈【（(")
"""The punctuation that no emphasised words begin or end with."""


def _pairs(opener: Run, closer: Run, string: str) -> bool:
    if opener.text != closer.text or opener.gap_right or closer.gap_left or closer.start - opener.end > 2000:
        return False
    if opener.right[:1] in _NEVER_FIRST or closer.left[-1:] in _NEVER_LAST:
        return False
    return closer.start > opener.end and not any(end in string[opener.end : closer.start] for end in "\r\n")
