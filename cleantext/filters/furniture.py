"""Page furniture: page numbers, running heads and feet, and the line numbers of a gutter, found by repetition and place."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import compress, pairwise
from operator import itemgetter
from typing import NamedTuple

from cleantext.edits import Edit, Evidence, confidence
from cleantext.filters.prose import NUMERAL, cuts_sentence, is_code, is_source_text, starts_item
from cleantext.text import Text


class Furniture:
    """Find what a page carries besides its text.

    A page number is known by its form (``第 3 页 共 12 页``), or by counting on from one to the next; a running head by
    standing beside page numbers, or by cutting sentences in two again and again; a gutter by counting lines that run on.
    Headings that return in every chapter, refrains, numbered chapters and items, table rows and code are left alone: they
    are repeated or counted too, but they stand between sentences, not inside them.

    >>> [edit.removed for edit in Furniture().find(Text("他把信收好，\\n\\n- 3 -\\n\\n放进抽屉，锁上。\\n窗外下雪，没有\\n- 4 -\\n人说话，都睡了。"))]
    ['\\n- 3 -\\n\\n', '- 4 -\\n']
    """

    name = "furniture"

    def find(self, text: Text) -> Iterable[Edit]:
        """Yield an edit for each line of furniture and each number of a gutter, and findings for suspects."""
        edges = _Edges(text.stripped)
        if not (edges.opened or edges.closed or edges.repeated or _may_name_pages(text.string)):
            return  # all that is judged is numbered or returns
        opened = _behind_line_feeds(text, edges.opened)
        gutter = list(_gutter(text, [number for number, line in opened if line[0].isdecimal()]))
        yield from gutter
        page = _Page(text, {edit.start for edit in gutter}, edges, opened)
        counted = {text.lines.number_at(edit.start): int(edit.removed) for edit in gutter}
        verdicts: dict[int, tuple[str, list[Evidence]]] = {}
        _weigh(
            verdicts,
            (
                *_numbered_lines(page),
                *_bare_numbers(page),
                *_heads_with_number(page),
                *_feet_with_total(page),
                *_framed_heads(page),
                *_turns(page),
                *_journal_heads(page),
                *_gutter_heads(page, counted),
            ),
        )
        certain = {number for number, (_, evidence) in verdicts.items() if _points(evidence) >= 6}
        _weigh(verdicts, _repeated_lines(page, certain))
        certain |= {number for number, (_, evidence) in verdicts.items() if _points(evidence) >= 6}
        _weigh(verdicts, (*_single_heads(page, certain), *_last_heads(page, certain)))
        yield from _line_edits(page, verdicts)


class _Found(NamedTuple):
    number: int
    rule: str
    evidence: list[Evidence]


def _weigh(verdicts: dict[int, tuple[str, list[Evidence]]], found: Iterable[_Found]) -> None:
    """Note for each line the judgement with the most evidence."""
    for number, rule, evidence in found:
        if number not in verdicts or _points(verdicts[number][1]) < _points(evidence):
            verdicts[number] = (rule, evidence)


def _points(evidence: Sequence[Evidence]) -> int:
    return sum(item.weight for item in evidence)


# Page numbers -----------------------------------------------------------------------------------------------------------------

_DASH = r"[-\N{EM DASH}\N{EN DASH}\N{FULLWIDTH HYPHEN-MINUS}\N{HORIZONTAL BAR}\N{MINUS SIGN}·•~～_]"
_OF = r"第\s?(?P<n1>\d{1,4})\s?[页頁张]\s?[,，/／、|]?\s?[（(]?\s?共\s?\d{1,4}\s?[页頁张]\s?[）)]?|共\s?\d{1,4}\s?页\s?[,，/／、|]?\s?第\s?(?P<n2>\d{1,4})\s?页|[Pp](?:age|AGE)\s?(?P<n3>\d{1,4})\s?(?:of|OF|/)\s?\d{1,4}|[-–—] ?(?P<n12>\d{1,4}) of \d{1,4} ?[-–—]"
_SLIDE = r"第\s?(?P<n11>\d{1,3})\s?张(?=$|[ \u3000])"
_ONE = (
    r"第\s?(?P<n4>\d{1,4})\s?[页頁]|\[?P(?:age|AGE|g\.?)\s(?P<n5>\d{1,4})\]?|[Pp]\.\s?(?P<n6>\d{1,4})|页码[:：]\s?(?P<n7>\d{1,4})"
)
_DASHED = rf"{_DASH}{{1,3}}[ \u3000]{{0,3}}(?P<n8>\d{{1,4}})[ \u3000]{{0,3}}{_DASH}{{1,3}}"
_COUNT = r"(?P<n13>\d{1,4}) (?:of|OF) (?P<pages>\d{1,4})"
_RATIO = r"(?P<n9>\d{1,4})\s?[/／]\s?(?P<total>\d{1,4})"
_PAGE_LINE = re.compile(
    rf"[ \t\u3000]*(?:(?P<of>{_OF})|(?P<one>{_ONE})|(?P<dashed>{_DASHED})|(?P<count>{_COUNT})|(?P<ratio>{_RATIO}))[ \t\u3000]*$"
)
_DASHED_LINE = re.compile(rf"{_DASHED}$")
_PAGE_MARK = re.compile(rf"{_OF}|{_ONE}|(?<=[ \u3000]){_SLIDE}")
_DASHED_EDGE = re.compile(
    rf"^{_DASHED}(?=[ \t\u3000]+\S)|(?<=[^\s\d][ \t\u3000]|[ \t\u3000]{{2}}){_DASHED.replace('n8', 'n10')}$"
)
_FOOT = re.compile(rf"(?<=[ \t\u3000|·]){_RATIO}$")
_LONE_HINT = re.compile(
    rf"[ \t\u3000]*(?:{_DASH}{{1,3}}[ \u3000]{{0,3}}\d{{1,4}}[ \u3000]{{0,3}}{_DASH}{{1,3}}|\d{{1,4}}\s?(?:[/／]|of|OF)\s?\d{{1,4}}|\d{{1,4}})[ \t\u3000\r]*$"
    rf"|{_DASH}\s?\d{{1,4}}\s?{_DASH}[ \t\u3000]",
    re.MULTILINE,
)
_LONE_FIRST = frozenset("-\N{EM DASH}\N{EN DASH}\N{FULLWIDTH HYPHEN-MINUS}\N{HORIZONTAL BAR}\N{MINUS SIGN}·•~～_")
_LONE_LAST = _LONE_FIRST.union("/／fF")
# The first character is a class of rare ones, and each alternative looks back at it: such a search is fast.
_WORD_HINT = re.compile(
    rf"[第Pp页](?:(?<=第)\s?[\d{NUMERAL}]{{1,4}}\s?[页頁版张]|(?<=P)(?:age|AGE|g\.?)\s\d|(?<=[Pp])\.\s?\d|(?<=页)码)"
)
_LITERAL_HINTS = {
    "P": re.compile(r"P(?:(?:age|AGE|g\.?)\s|\.\s?)\d"),
    "p": re.compile(r"p\.\s?\d"),
    "页": re.compile("页码"),
    "第": re.compile(rf"第\s?[\d{NUMERAL}]{{1,4}}\s?[页頁版张]"),
}


_HINTED = "Pp页頁版张"
"""One of these stands in all of them."""


def _may_name_pages(string: str) -> bool:
    """Tell sooner than `_WORD_HINT` that it finds nothing: what it finds begins with one of these characters, and goes on so."""
    if not any(map(string.__contains__, _HINTED)):
        return False
    return any(first in string and hint.search(string) for first, hint in _LITERAL_HINTS.items())


_FOOT_HINT = re.compile(r"(?<=[ \t\u3000|·])\d{1,4} ?[/／] ?\d{1,4}[ \t\u3000\r]*$", re.MULTILINE)
_FOOT_LAST = re.compile(r"[/／] ?\d{1,4}$")
_FOOT_END = re.compile(r"[/／] ?\d{1,4}[ \t\u3000\r]*$", re.MULTILINE)
_DASHED_END = re.compile(rf"\d ?{_DASH}[ \t\u3000\r]*$", re.MULTILINE)
_FAR_APART = re.compile(rf"(?:[ \u3000]{{3,}}|[ \u3000][|·•][ \u3000]){_RATIO}$")
_LONGEST_HEAD = 145
_TURN = re.compile(rf"[（(][^（()）]{{0,40}}(?:下转|下接|上接|转|接)\s?第\s?[\d{NUMERAL}]{{1,4}}\s?[页版][^（()）]{{0,10}}[)）]$")
_ISSUE = re.compile(
    r"(?:19|20)\d\d\s?年.{0,4}第\s?\d{1,4}\s?[期卷]|第\s?\d{1,3}\s?卷.{0,3}第\s?\d{1,3}\s?期|Vol\.? ?\d+.{0,12}No\.? ?\d+|\b\d{1,3} ?\((?:19|20)\d\d\)"
)
_SOURCE_LINE = re.compile(r"^[（(\[【]|《|[载刊摘选转]自?[：:于自]|原[载刊]|来源|出处")


def _value(match: re.Match[str]) -> int:
    return int(next(value for key, value in match.groupdict().items() if key.startswith("n") and value))


class _Edges:
    """The lines that begin (`opened`) or end (`closed`) with a digit or a dash, with their numbers, and those that return (`repeated`).

    Which characters stand there at all is asked first, because most lines begin and end with something else.
    """

    def __init__(self, lines: Sequence[str]) -> None:
        self._filled = list(filter(None, lines))
        self._numbers = list(compress(range(len(lines)), lines))
        self.opened = self._with_digit_or_dash(0)
        self.closed = self._with_digit_or_dash(-1)
        returns = len(set(self._filled)) < len(self._filled)  # known sooner than how often each line stands
        self.repeated = [line for line, times in Counter(self._filled).items() if times >= 2] if returns else []

    def _with_digit_or_dash(self, edge: int) -> list[tuple[int, str]]:
        characters = list(map(itemgetter(edge), self._filled))
        wanted = {character for character in set(characters) if character.isdecimal() or character in _LONE_FIRST}
        places = [place for place, character in enumerate(characters) if character in wanted] if wanted else []
        return [(self._numbers[place], self._filled[place]) for place in places]


def _behind_line_feeds(text: Text, lines: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Leave out the lines that begin behind a carriage return alone."""
    if "\r" not in text.string:
        return lines
    return [(number, line) for number, line in lines if not number or text.string[text.lines[number].start - 1] == "\n"]


def _may_stand_alone(line: str) -> bool:
    """Tell sooner than `_LONE_HINT` that a line is no match: one ends with a digit, a dash or what parts two numbers, or begins with a dash before a digit."""
    last = line[-1]
    return last.isdecimal() or last in _LONE_LAST or (line[0] in _LONE_FIRST and any(map(str.isdecimal, line[1:3])))


_FIRST_COUNTED = re.compile(r"0{0,2}1[ \t\u3000]")


class _Page:
    """The lines of a document, and where its sentences are cut."""

    def __init__(self, text: Text, gutter: set[int], edges: _Edges, opened: list[tuple[int, str]]) -> None:
        self.text = text
        self.edges = edges
        self.opened = opened
        self.has_gutter = bool(gutter)
        self._numbers = re.compile(r"[ \t]*\d{1,3}(?:[ \t]+|$)") if gutter else None

    @cached_property
    def lines(self) -> list[str]:
        """The lines without blanks around them."""
        return self.text.stripped

    @cached_property
    def fenced(self) -> frozenset[int]:
        return self.text.fenced

    @cached_property
    def repeated(self) -> frozenset[str]:
        """Lines that return word for word and may be heads."""
        return frozenset(line for line in self.edges.repeated if 3 <= len(line) <= 90 and _is_head(line))

    @cached_property
    def suspects(self) -> frozenset[int]:
        """The numbers of all lines that may be furniture: what cuts a sentence is judged across all of them."""
        returned = {number for number, line in enumerate(self.lines) if line in self.repeated} if self.repeated else set()
        numbers = {
            number
            for number in self.hints
            if self.lines[number].isdecimal() or _PAGE_MARK.search(self.lines[number]) or _DASHED_LINE.match(self.lines[number])
        }
        return frozenset(returned | numbers)

    @cached_property
    def hints(self) -> list[int]:
        """The numbers of the lines that may hold a page number."""
        string, lines = self.text.string, self.text.lines
        numbers = {lines.number_at(match.start()) for match in _WORD_HINT.finditer(string)} if _may_name_pages(string) else set()
        end = -1
        for number, line in self.opened:
            if _may_stand_alone(line) and lines.bounds[number] >= end:
                match = _LONE_HINT.match(string, lines.bounds[number])
                if match:
                    numbers.add(number)
                    end = match.end()
        if any(map(_FOOT_LAST.search, (line for _, line in self.edges.closed if "/" in line or "／" in line))):
            for foot in _FOOT_END.finditer(string):
                if _FOOT_HINT.search(string, string.rfind("\n", 0, foot.start()) + 1, foot.end()):
                    numbers.add(lines.number_at(foot.start()))
        numbers.update(self._dashed_ends())
        return [number for number in sorted(numbers) if lines[number].end - lines[number].start <= _LONGEST_HEAD]

    def _dashed_ends(self) -> Iterable[int]:
        """Yield the numbers of the lines that end in a number and a dash."""
        string, lines = self.text.string, self.text.lines
        if "\r" in string:
            return (lines.number_at(match.start()) for match in _DASHED_END.finditer(string))
        dashed = (number for number, line in self.edges.closed if line[-1] in _LONE_FIRST)
        return (number for number in dashed if _DASHED_END.search(lines.contents[number]))

    @cached_property
    def edged(self) -> list[tuple[int, str]]:
        """The lines of the length of a head that begin or end with a digit."""
        edged = {number: line for number, line in self.edges.opened if line[0].isdecimal()}
        edged.update((number, line) for number, line in self.edges.closed if line[-1].isdecimal())
        return [(number, line) for number, line in sorted(edged.items()) if 4 <= len(line) <= 80]

    def neighbour(self, number: int, step: int, skip: Iterable[int] = ()) -> int | None:
        """Return the nearest line with something on it before (-1) or after (1), leaving out those in `skip`."""
        number += step
        for _ in range(8):
            if not 0 <= number < len(self.lines):
                return None
            if self.lines[number] and number not in skip:
                return number
            number += step
        return None

    def tops_gutter(self, number: int) -> bool:
        """Say whether the line stands above the first line of a gutter's count: where a page begins."""
        below = self.neighbour(number, 1) if self.has_gutter else None
        return below is not None and _FIRST_COUNTED.match(self.lines[below]) is not None

    def beside(self, number: int) -> list[int]:
        """Return the nearest lines with something on them before and after."""
        return [near for near in (self.neighbour(number, -1), self.neighbour(number, 1)) if near is not None]

    def cuts(self, number: int, skip: Iterable[int] = ()) -> bool:
        """Say whether the line stands inside a sentence."""
        before, after = self.neighbour(number, -1, skip), self.neighbour(number, 1, skip)
        if before is None or after is None:
            return False
        one, two = self.lines[before], self.lines[after]
        if self._numbers:
            one, two = self._numbers.sub("", one, count=1), self._numbers.sub("", two, count=1)
        return cuts_sentence(one, two)


def _numbered_lines(page: _Page) -> Iterable[_Found]:
    """Judge lines that are nothing but a page number with a sign that it is one."""
    series: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for number in page.hints:
        match = _PAGE_LINE.match(page.lines[number])
        if match and number not in page.fenced and _value(match) <= int(match["total"] or match["pages"] or _value(match)):
            form = next(form for form in ("of", "one", "dashed", "count", "ratio") if match.group(form))
            series[form + (match["total"] or match["pages"] or "")].append((number, _value(match)))
    for form, members in series.items():
        counted = _counting(members)
        skip = {number for number, _ in members}
        cutting = sum(page.cuts(number, skip) for number, _ in members)
        last = page.neighbour(len(page.lines), -1)
        is_ratio = form.startswith("ratio")
        steps = list(pairwise(members)) if is_ratio else []
        close = sum(sum(map(len, page.lines[one + 1 : two])) < 16 for (one, _), (two, _) in steps) * 2 > len(steps)
        turns_back = any(high < low for (_, low), (_, high) in steps)
        like_dates = (
            is_ratio and not cutting and int(form[5:]) <= 12 and all(" " not in page.lines[number] for number, _ in members)
        )
        like_chapters = form == "dashed" and len(members) >= 3 and not cutting and _stands_free(page, members)
        for number, value in members:
            evidence = []
            if form == "of":
                evidence.append(Evidence("page-of-pages", 6, "the line says which page of how many"))
            elif form == "one":
                bracketed = page.lines[number].startswith("[")
                evidence.append(Evidence("page-word", 6 if bracketed else 4, "the line says which page"))
            elif form.startswith("count"):
                last_page = value == int(form[5:])
                evidence.append(
                    Evidence("number-of-all", 4 + last_page, "the line says which of how many, or that it is the last")
                )
            elif form == "dashed":
                evidence.append(Evidence("dashed-number", 3, "a number between dashes"))
            else:
                evidence.append(Evidence("number-of-total", 2, "a number and a total"))
            if number in counted:
                evidence.append(Evidence("counts-on", 4 if is_ratio else 3, "the number counts on from the one before"))
            elif len(members) == 1 and form in ("one", "dashed") and _is_wedged(page, number):
                high = members[0][1] >= _HIGH_PAGE
                evidence.append(
                    Evidence("wedged", 3 if high else 2, "the only such line, with no gap between two lines of prose")
                )
            if close:
                evidence.append(Evidence("close", -3, "the numbers follow one another more closely than pages do"))
            if turns_back:
                evidence.append(Evidence("turns-back", -3, "the numbers also count down, as marks in a list do"))
            if like_dates:
                evidence.append(Evidence("date-like", -3, "a number of at most twelve after a stroke: days of a month, or parts"))
            if page.cuts(number, skip):
                points = 4 if is_ratio and int(form[5:]) > 12 else 3  # a smaller one may be a fraction
                evidence.append(Evidence("cuts-sentence", points, "the line stands inside a sentence"))
            elif number in (0, last):
                evidence.append(Evidence("edge", 1, "the first or last line"))
            if like_chapters:
                evidence.append(Evidence("chapter-like", -4, "such numbers never cut a sentence and stand free: chapters"))
            yield _Found(number, "page-number", evidence)


_HIGH_PAGE = 60
"""A page number from which on it is hardly that of a chapter, which often stands between dashes too."""


def _is_wedged(page: _Page, number: int) -> bool:
    """Say whether a line stands between two whole sentences of prose without a blank line, as no heading does."""
    if not 0 < number < len(page.lines) - 1:
        return False
    return all(
        len(page.lines[near]) >= 12 and re.search(r"[。！？”…][”’）]?$", page.lines[near]) for near in (number - 1, number + 1)
    )


def _stands_free(page: _Page, members: Sequence[tuple[int, int]]) -> bool:
    free = [
        number
        for number, _ in members
        if number and number + 1 < len(page.lines) and not page.lines[number - 1] and not page.lines[number + 1]
    ]
    return len(free) >= 0.8 * len(members)


def _counting(members: Sequence[tuple[int, int]]) -> set[int]:
    """Return the lines whose number is one or two more than that of the line before, or is so counted on from."""
    found: set[int] = set()
    for (one, low), (two, high) in pairwise(members):
        if 1 <= high - low <= 2:
            found.update((one, two))
    return found


def _bare_numbers(page: _Page) -> Iterable[_Found]:
    """Judge lines that are nothing but a number: chapters, table cells and list numbers look the same."""
    members = [(number, int(page.lines[number])) for number in page.hints if page.lines[number].isdecimal()]
    if page.has_gutter:  # a number alone may be that of an empty line; one beside a head is the page's
        members = [member for member in members if any(page.lines[near] in page.repeated for near in page.beside(member[0]))]
    if len(members) < 2:
        return
    places = {number for number, _ in members}
    members = [member for member in members if not {page.neighbour(member[0], -1), page.neighbour(member[0], 1)} & places]
    if len(members) < 2:
        return
    counted = _counting(members)
    cutting = {number for number, _ in members if page.cuts(number, page.suspects)}
    heads = Counter(
        page.lines[near]
        for number, _ in members
        for near in {page.neighbour(number, -1), page.neighbour(number, 1)}
        if near is not None and page.lines[near] in page.repeated
    )
    for number, _ in members:
        if number not in counted:
            continue
        evidence = [Evidence("counts-on", 3, "the number counts on from the one before")]
        if number in cutting:
            evidence.append(Evidence("cuts-sentence", 3, "the number stands inside a sentence"))
        if len(cutting) >= 2:
            evidence.append(Evidence("cutting-series", 3, "numbers of the series stand inside sentences"))
        near = {page.neighbour(number, -1), page.neighbour(number, 1)} - {None}
        if any(heads[page.lines[other]] >= 2 for other in near if other is not None):
            points = 4 if cutting or members[0][1] > 2 else 1
            evidence.append(Evidence("beside-head", points, "the numbers stand beside a line that returns with each of them"))
        yield _Found(number, "page-number", evidence)


_HEAD_NUMBER = re.compile(
    r"(?P<left>\d{1,4})(?P<gap1>[ \t\u3000|·]+)(?P<right_text>\S.{1,70})$|(?P<left_text>\S.{0,70}?\S)(?P<gap2>[ \t\u3000|·]+)(?P<right>\d{1,4})$"
)


def _heads_with_number(page: _Page) -> Iterable[_Found]:
    """Judge lines that hold a page number and the same words each time."""
    marked: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for number in page.hints:
        line = page.lines[number]
        match = _PAGE_MARK.search(line) or _DASHED_EDGE.search(line)
        if match is None or number in page.fenced or _PAGE_LINE.match(line) or len(line) > 120:
            continue
        rest = (line[: match.start()] + "#" + line[match.end() :]).strip()
        apart = line[match.start() - 1 : match.start()] in ("", " ", "\u3000", "\t", "|", "·", "—", "-", "）", ")") and line[
            match.end() : match.end() + 1
        ] in ("", " ", "\u3000", "\t", "|", "·", "—", "-", "（", "(")
        if apart and not re.search(r"[。！？；，]$", line):
            marked[rest].append((number, _value(match)))
    series = sorted(member for members in marked.values() for member in members)
    turning = _counting(series) if len(series) >= 3 and len(marked) < len(series) and _counts_on(series) else set()
    for rest, members in marked.items():
        counted = _counting(members)
        for number, _ in members:
            evidence = [Evidence("page-word", 3, "the line says which page")]
            if number in turning:
                evidence.append(Evidence("counts-pages", 4, "the lines of left and right pages count on together"))
            elif number in counted:
                evidence.append(Evidence("counts-on", 4, "the same words stand beside the next page's number"))
            if page.cuts(number, page.suspects):
                evidence.append(Evidence("cuts-sentence", 3, "the line stands inside a sentence"))
            if rest.startswith("(cid:"):
                evidence.append(Evidence("glyphs", 3, "the words are numbers of glyphs, as in a page's frame"))
            if starts_item(page.lines[number]) and not rest.startswith("#") and len(counted) < 2 and not turning:
                evidence.append(Evidence("item", -3, "the line is an item or has a label"))
            yield _Found(number, "running-head", evidence)


def _counts_on(series: Sequence[tuple[int, int]]) -> bool:
    """Say whether numbers count pages one by one, from line to line."""
    return all(high - low == 1 for (_, low), (_, high) in pairwise(series))


_ABOUT_PAGES = re.compile(r"扫描|掃描|识别|識別|页面|頁面|幻灯片|投影片|\b(?:[Pp]age|[Ss]lide|[Ss]can(?:ned)?|OCR)\b")


def _feet_with_total(page: _Page) -> Iterable[_Found]:
    """Judge lines that end with a number and a total after the same words each time, as the feet of slides do."""
    groups: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for number in page.hints:
        line = page.lines[number]
        match = _FOOT.search(line)
        if match and match.start() and number not in page.fenced and int(match["n9"]) <= int(match["total"]):
            groups[line[: match.start()].strip(), match["total"]].append((number, int(match["n9"])))
    for (words, total), members in groups.items():
        if int(total) < len(members) or re.search(r"[，。；！？：,;:=]$", words) or is_code(words):
            continue
        counted = _counting(members)
        for number, _ in members:
            if number not in counted:
                continue
            evidence = [Evidence("counts-on", 4, "the same words stand beside the next page's number, with the same total")]
            if _FAR_APART.search(page.lines[number]):
                evidence.append(Evidence("set-apart", 2, "number and words stand far apart, as in a foot"))
            if len(counted) >= 3:
                evidence.append(Evidence("long-count", 1, "the count goes on over three pages or more"))
            if len(counted) == int(total) and _parted(sorted(counted)):
                evidence.append(Evidence("complete", 1, "every number up to the total is there, with lines of text between"))
            if words.startswith("(cid:"):
                evidence.append(Evidence("glyphs", 3, "the words are numbers of glyphs, as in a page's frame"))
            if _ABOUT_PAGES.search(words):
                evidence.append(Evidence("about-pages", 2, "the words speak of pages, or of what made them"))
            if page.cuts(number, page.suspects):
                evidence.append(Evidence("cuts-sentence", 3, "the line stands inside a sentence"))
            elif all(number == 0 or not page.lines[number - 1] or number + 1 == len(page.lines) for number in counted):
                evidence.append(Evidence("page-break", 1, "blank lines part it from the text, each time"))
            if starts_item(words):
                evidence.append(Evidence("item", -4, "the line is an item or has a label"))
            yield _Found(number, "running-head", evidence)


_GLYPHS = re.compile(r"(?P<words>(?:\(cid:\d{1,5}\)){2}.{0,100}?)(?P<gap>[ \t\u3000|·]+)(?P<n>\d{1,4})$")
_LETTERED = re.compile(r"(?P<words>\S.{3,60}?)(?P<gap>[ \t\u3000|·]+)P(?P<n>\d{1,3})$")
_OF_EDITION = re.compile(r"(?:19|20)\d\d|版|第.{1,3}[期讲课]|手册|课件|汇编|教程|培训|中心|公司|[Mm]anual|[Hh]andbook|[Ee]dition")


def _framed_heads(page: _Page) -> Iterable[_Found]:
    """Judge lines that end in a number which counts pages one by one, and begin with the numbers of glyphs, or have a P before it.

    People under study and car parks are P1 and P2, too: the words name an edition or what was published.
    """
    string = page.text.string
    patterns = [(_GLYPHS, 2)] if "(" in string and "(cid:" in string else []
    patterns += [(_LETTERED, 3)] if "P" in string and (" P" in string or "\u3000P" in string) else []
    for pattern, least in patterns:
        series: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, line in page.edges.closed:
            match = pattern.match(line) if line[-1].isdecimal() else None
            if match and number not in page.fenced:
                series[match["words"]].append((number, int(match["n"])))
        for words, members in series.items():
            named = pattern is _GLYPHS or (_OF_EDITION.search(words) is not None and _is_head(words) and not is_code(words))
            if named and len(members) >= least and _counts_on(members) and _parted([number for number, _ in members], 2):
                for number, _ in members:
                    why = Evidence("counts-pages", 7, "a head whose number counts pages one by one, and text stands between")
                    yield _Found(number, "running-head", [why])


_JOURNAL = re.compile(r"(?P<issue>[A-Z][A-Za-z.&: -]{7,70} \d{1,3} ?\((?:19|20)\d\d\))")
_CENTURY = re.compile(r"\((?:19|20)")
_REFERENCE = re.compile(r"\[\d|\d{1,3}\.\s|.*[.;]$")


def _journal_heads(page: _Page) -> Iterable[_Found]:
    """Judge lines that name the same issue of a journal: one where the text begins, the others with a page number at an edge."""
    issues: dict[str, list[int]] = defaultdict(list)
    in_brackets = _CENTURY.finditer(page.text.string) if "(" in page.text.string else ()
    for number in dict.fromkeys(page.text.lines.number_at(match.start()) for match in in_brackets):
        line = page.lines[number]
        if len(line) > 120 or _REFERENCE.match(line):
            continue
        if re.search(r"^\d{1,4}\s|\s[\d–-]{1,12}$", line):
            for match in _JOURNAL.finditer(line):
                issues[match["issue"].rpartition(" / ")[2]].append(number)
    for numbers in issues.values():
        if len(numbers) < 2 or min(numbers) > 3:
            continue
        for number in numbers:
            yield _Found(
                number,
                "running-head",
                [Evidence("journal-head", 6, "it names the journal's issue and a page, as the first line does")],
            )


def _turns(page: _Page) -> Iterable[_Found]:
    """Judge lines that say, in brackets, on which page the article goes on."""
    for number in page.hints:
        if _TURN.match(page.lines[number]) and number not in page.fenced:
            yield _Found(number, "page-turn", [Evidence("page-turn", 6, "the line says on which page the article goes on")])


def _single_heads(page: _Page, certain: set[int]) -> Iterable[_Found]:
    """Judge heads that stand only once, beside a page number that cuts a sentence or inside one themselves."""
    known = " ".join({page.lines[number] for number in certain})
    first = [number for number in range(min(6, len(page.lines))) if number not in certain]
    for number in sorted(certain):
        for step in (-1, 1):
            near = page.neighbour(number, step)
            if near is None or near in certain or near in page.fenced or near < 3:
                continue
            line = page.lines[near]
            title = "\n".join(page.lines[other] for other in first if other < near)
            if not 4 <= len(line) <= 60 or not _is_head(line) or is_code(line) or re.search("[，。；！？]", line):
                continue
            if not page.cuts(near, certain | {near}) or _fills_page(page, near):
                continue
            evidence = [Evidence("between-halves", 3, "the line stands with a page number between the halves of a sentence")]
            if _shares(line, title):
                evidence.append(Evidence("title", 4, "the title of the document stands in it"))
            if _ISSUE.search(line):
                evidence.append(Evidence("issue", 3, "it names the issue of a periodical"))
            elif re.search(r"\S(?:\u3000{2,}| {3,})\S", line):
                evidence.append(Evidence("set-apart", 2, "its parts stand far apart, as in a head"))
            if starts_item(line) and not _shares(line, title):
                evidence.append(Evidence("item", -4, "the line is an item or has a label"))
            yield _Found(near, "running-head", evidence)
    for number, line in enumerate(page.lines) if certain else ():
        match = _HEAD_NUMBER.match(line) if 6 <= len(line) <= 80 and (line[0].isdecimal() or line[-1].isdecimal()) else None
        if match is None or number in certain or number in page.fenced:
            continue
        words = (match["right_text"] or match["left_text"]).strip()
        if len(words) >= 6 and words in known and page.cuts(number, certain):
            yield _Found(
                number,
                "running-head",
                [
                    Evidence("known-head", 4, "its words stand in another head of the document"),
                    Evidence("cuts-sentence", 3, "the line stands inside a sentence"),
                ],
            )


def _last_heads(page: _Page, certain: set[int]) -> Iterable[_Found]:
    """Judge heads of other words than those before, which go on with the count of pages and are set like them."""
    ranked = sorted(certain)
    matches = {number: _HEAD_NUMBER.match(page.lines[number]) for number in ranked}
    gaps = {match["gap1"] or match["gap2"] for match in matches.values() if match}
    for number, line in page.edged if gaps else ():
        match = _HEAD_NUMBER.match(line)
        place = bisect_right(ranked, number)
        if match is None or number in certain or number in page.fenced or place < _PAGES_BEFORE:
            continue
        before = _numbers_at_edge(page, ranked[place - _PAGES_BEFORE : place])
        value, words = int(match["left"] or match["right"]), (match["right_text"] or match["left_text"]).strip()
        if before != list(range(value - _PAGES_BEFORE, value)) or number - ranked[place - 1] < 2 or not _is_head(words):
            continue
        if (match["gap1"] or match["gap2"]) in gaps and not re.search("[，。；]", words) and not is_code(line):
            why = Evidence("goes-on", 7, "its number is the next page's, and it is set like the heads before")
            yield _Found(number, "running-head", [why])


_PAGES_BEFORE = 3
"""So many pages counted one by one show what the next number is."""


def _numbers_at_edge(page: _Page, numbers: Sequence[int]) -> list[int]:
    """Return the page numbers that lines of furniture hold, those that hold one."""
    found = []
    for number in numbers:
        alone, head = _PAGE_LINE.match(page.lines[number]), _HEAD_NUMBER.match(page.lines[number])
        if alone:
            found.append(_value(alone))
        elif head:
            found.append(int(head["left"] or head["right"]))
    return found


def _shares(line: str, title: str) -> bool:
    """Say whether half of a line, and no less than six characters, stand in a title."""
    size = max(6, len(line) // 2)
    return any(line[start : start + size] in title for start in range(len(line) - size + 1))


def _repeated_lines(page: _Page, certain: set[int]) -> Iterable[_Found]:
    """Judge lines that return word for word, and lines that differ in a number at one end."""
    groups: dict[str, list[int]] = defaultdict(list)
    repeated = page.repeated
    ends: dict[str, list[tuple[int, int]]] = defaultdict(list)
    folded: Counter[str] = Counter()
    candidates = []
    gaps: dict[int, int] = {}  # how many blanks part the number from the words
    for number in [number for number, line in enumerate(page.lines) if line in repeated] if repeated else ():
        groups[page.lines[number]].append(number)
    for number, line in page.edged:
        match = _HEAD_NUMBER.match(line) if line not in repeated else None
        if match:
            words = match["right_text"] or match["left_text"]
            folded[words] += 1
            gaps[number] = len(match["gap1"] or match["gap2"])
            candidates.append((number, words, int(match["left"] or match["right"])))
    heads = {number for number, words, _ in candidates if words.isupper() and len(words) >= 8 and gaps[number] >= _CAPITALS_APART}
    listed = _listed(page, [one for one in candidates if one[0] not in heads])
    for number, words, value in candidates:
        if folded[words] >= 2 and number not in listed:
            ends[words].append((number, value))
    source = is_source_text(page.text.string) if groups or ends else False
    for line, numbers in groups.items() if certain or not source else ():
        yield from _judge_repeated(page, line, numbers, certain, source=source)
    for words, members in ends.items() if not source else ():
        counted = {number for (one, low), (two, high) in pairwise(members) if 1 <= high - low <= 40 for number in (one, two)}
        numbers = [number for number, _ in members if number in counted]
        skip = page.suspects.union(numbers)
        cutting = [number for number in numbers if page.cuts(number, skip)]
        wide = all(gaps[number] >= 2 for number in numbers) or (words.isupper() and len(words) >= 8)
        issue = len(numbers) >= 2 and wide and _ISSUE.search(words) is not None
        apart = (
            len(numbers) >= 3
            and all(gaps[number] >= _SET_APART for number in numbers)
            and all(high - low == 1 for (_, low), (_, high) in pairwise(members))
            and _parted(numbers)
        )
        if len(cutting) < 2 and not issue and not apart and not (cutting and (len(numbers) >= 3 or wide)):
            continue
        if is_code(words) or re.search(r"[。！？；，,;.]$", words) or not _is_head(words):
            continue
        for number in numbers:
            evidence = [
                Evidence("counted-head", 3, "the same words and a number that counts on"),
                Evidence("issue", 4, "it names the issue of a periodical, and the number stands far apart")
                if issue
                else Evidence(
                    "set-apart", 3, "the number stands far from the words, counts pages one by one, and text stands between"
                )
                if apart
                else Evidence("cutting-series", 4, "such lines stand inside sentences"),
            ]
            yield _Found(number, "running-head", evidence)
    if not source:
        yield from _turning_pages(page, [one for one in candidates if one[0] not in listed], gaps)


def _turning_pages(page: _Page, candidates: Sequence[tuple[int, str, int]], gaps: Mapping[int, int]) -> Iterable[_Found]:
    """Judge lines whose numbers count pages one by one beside words that change from left pages to right ones.

    Two pages are enough where their numbers stand far from the words, at the outer edges of a book: even ones left, odd ones right.
    """
    counts: list[list[tuple[int, str, int]]] = []
    awaited: dict[int, list[tuple[int, str, int]]] = {}  # the count that the next number would go on
    for one in candidates:
        count = awaited.pop(one[2], None)
        if count is None:
            counts.append(count := [])
        count.append(one)
        awaited[one[2] + 1] = count
    skip = page.suspects.union(number for count in counts if len(count) > 1 for number, _, _ in count)
    for count in counts:
        numbers = [number for number, _, _ in count]
        words = Counter(words for _, words, _ in count)
        edges = all(
            gaps[number] >= (_CAPITALS_APART if words.isupper() else _SET_APART)
            and page.lines[number][0].isdecimal() == (value % 2 == 0)
            for number, words, value in count
        )
        if len(count) < 2 or not (edges or 2 < len(count) > len(words)) or not _parted(numbers, 2):
            continue
        if not all(map(_is_head, words)) or any(is_code(line) or re.search("[，；。]", line) for line in words):
            continue
        cutting = [number for number in numbers if page.cuts(number, skip)]
        if len(cutting) < (1 if edges else 2):
            continue
        for number in numbers:
            evidence = [
                Evidence("counts-pages", 3, "the numbers count pages one by one, and words of left and right pages take turns"),
                Evidence("cutting-series", 4, "such lines stand inside sentences"),
            ]
            yield _Found(number, "running-head", evidence)


_CAPITALS_APART = 3
"""So many blanks do where the words are capitals."""

_SET_APART = 8
"""So many blanks between the words and the number set them at the two edges of a page."""


def _parted(numbers: Sequence[int], least: int = 3) -> bool:
    """Say whether other lines stand between any two of the lines, as in no table or list of contents; `least` is how far on the next is."""
    return all(two - one >= least for one, two in pairwise(numbers))


def _listed(page: _Page, candidates: Sequence[tuple[int, str, int]]) -> set[int]:
    """Return the lines that stand in a list of words with numbers, such as contents or a table: three or more in a row."""
    runs: list[list[tuple[int, str]]] = []
    for number, words, _ in candidates:
        if runs and page.neighbour(number, -1) == runs[-1][-1][0]:
            runs[-1].append((number, words))
        else:
            runs.append([(number, words)])
    return {number for run in runs if len({words for _, words in run}) >= 3 for number, _ in run}


def _is_head(line: str) -> bool:
    """Say whether a line may be a head: a few words that begin like a title and do not end like a sentence."""
    letters = sum(map(str.isalpha, line))
    if letters < 2 or line[0].islower() or line[0] in "@(<[{=" or re.search(r"[\[\]{}=]\S*$|\w\(", line):
        return False
    return re.search(r"[。！？；，、：,;:!?.\\]$", line) is None or _ABBREVIATED.search(line) is not None


_ABBREVIATED = re.compile(r" (?:Inc|Ltd|Co|Corp|Jr|Sr|et al)\.$")


def _judge_repeated(page: _Page, line: str, numbers: list[int], certain: set[int], *, source: bool) -> Iterable[_Found]:
    if is_code(line) or page.fenced.intersection(numbers):
        return
    beside = [
        number
        for number in numbers
        if {page.neighbour(number, -1), page.neighbour(number, 1)} & certain or page.tops_gutter(number)
    ]
    cutting = [] if source else [number for number in numbers if page.cuts(number, page.suspects)]
    issue = _ISSUE.search(line) is not None and not _SOURCE_LINE.search(line)
    if len(beside) < 2 and not cutting and not (issue and (beside or 0 in numbers)):
        return
    apart = all(two - one >= 4 for one, two in pairwise(numbers))
    for number in numbers:
        evidence = [Evidence("repeated", 1 + (len(numbers) >= 3), "the line returns word for word")]
        if number in beside and len(beside) >= 2:
            evidence.append(
                Evidence("beside-page-number", 5, "the line stands beside page numbers or above pages, more than once")
            )
        elif number not in beside and len(beside) >= 2:
            evidence.append(Evidence("beside-page-number", 3, "elsewhere, the line stands beside page numbers"))
        if number in beside and len(beside) == 1:
            evidence.append(Evidence("beside-one-number", 2, "the line stands beside a page number"))
        if issue and (beside or cutting or 0 in numbers):
            evidence.append(Evidence("issue", 5, "it names the issue of a periodical, and one stands where a page begins"))
        if len(cutting) >= 2:
            evidence.append(Evidence("cutting-series", 4, "such lines stand inside sentences"))
        elif cutting:
            evidence.append(Evidence("cuts-once", 2, "one such line stands inside a sentence"))
        if number in cutting:
            evidence.append(Evidence("cuts-sentence", 2, "the line stands inside a sentence"))
        if starts_item(line):
            evidence.append(Evidence("item", -4, "the line is an item, a heading or a label"))
        if number not in beside and not issue and _fills_page(page, number):
            evidence.append(Evidence("full-line", -5, "the line is as long as the lines around it: a line of the text"))
        if not apart:
            evidence.append(Evidence("close", -3, "the lines follow one another more closely than pages do"))
        yield _Found(number, "running-head", evidence)


def _fills_page(page: _Page, number: int) -> bool:
    near = [page.lines[other] for other in (number - 1, number + 1) if 0 <= other < len(page.lines)]
    return len(near) == 2 and all(near) and len(page.lines[number]) >= 0.8 * max(map(len, near))


def _line_edits(page: _Page, verdicts: dict[int, tuple[str, list[Evidence]]]) -> Iterable[Edit]:
    """Turn verdicts on lines into edits; inside a sentence the blank lines around the furniture go with it."""
    text, lines = page.text, page.text.lines
    certain = {number for number, (_, evidence) in verdicts.items() if confidence(_points(evidence)) >= 0.75}
    ranked = sorted(certain)
    done = 0  # the place up to which edits have taken the text
    for number in sorted(verdicts):
        rule, evidence = verdicts[number]
        points = _points(evidence)
        if points < 3:
            continue
        start, end = lines[number].start, lines[number].next
        if number in certain and page.cuts(number, certain):
            before, after = page.neighbour(number, -1, certain), page.neighbour(number, 1, certain)
            if before is not None and after is not None:
                start = max(done, lines[before].next)
                following = ranked[bisect_right(ranked, number)] if number < ranked[-1] else after
                end = lines[min(following, after)].start
        if number in certain:
            done = end
        yield text.edit(start, end, rule=rule, kind="chrome", confidence=confidence(points), evidence=tuple(evidence))


# Gutters ----------------------------------------------------------------------------------------------------------------------

_NUMBERED = re.compile(
    r"^[ \t]{0,8}(\d{1,3})([ ]+|\t[ \t]*|\u3000+)(?=\S|(?<!\u3000)\u3000\u3000\S)|^[ \t]{0,8}(\d{1,3})[ \t]*(?=\r?$)",
    re.MULTILINE,
)


_LEAST_COUNTED = 6
"""So many counted lines make a gutter."""


class _Row(NamedTuple):
    number: int
    value: int
    start: int
    end: int
    gap: str


def _gutter(text: Text, opened: Sequence[int]) -> Iterable[Edit]:
    """Find numbers that count the lines of a page at its left edge, also where the count starts anew on each page.

    `opened` are the numbers of the lines that begin with a digit.
    """
    if len(opened) < _LEAST_COUNTED:
        return
    lines = text.lines
    rows: list[_Row] = []
    for number in opened:
        match = _NUMBERED.match(text.string, lines[number].start)
        if match:
            value, end = match.group(1) or match.group(3), match.end(1 if match.group(1) else 3)
            rows.append(_Row(number, int(value), match.start(), end, match.group(2) or ""))
    runs = [run for run in _runs(rows) if len(run) >= 4]
    members = [row for run in runs for row in run]
    if len(members) < _LEAST_COUNTED or max(map(len, runs)) < 5:
        return
    strings = {row.number: text.string[row.end : lines[row.number].end].strip() for row in members}
    pairs = [(one, two) for run in runs for one, two in pairwise(run) if two.number == one.number + 1]
    cutting = sum(cuts_sentence(strings[one.number], strings[two.number]) for one, two in pairs)
    columns = sum(1 for string in strings.values() if re.search(r"[^\s.?!:。？！：-][ \u3000]{2,}\S|\t", string))
    wide = any("\u3000" in row.gap for row in members)
    narrow = min((len(row.gap) if "\t" not in row.gap else 4 for row in members if row.gap), default=0)
    coded = sum(map(is_code, strings.values()))
    evidence = [Evidence("counts-lines", 3, "numbers count one line after another")]
    if len(pairs) < 0.6 * (len(members) - len(runs)):
        evidence.append(Evidence("gaps", -3, "many counted lines do not follow one another"))
    if cutting >= 3 and cutting >= 0.15 * len(pairs):
        evidence.append(Evidence("sentences-run-on", 3, "sentences run on from one counted line to the next"))
    if cutting >= 5 and cutting >= 0.4 * len(pairs):
        evidence.append(Evidence("most-run-on", 2, "they do so in most of the lines"))
    if narrow < 2 and not wide:
        evidence.append(Evidence("close", -2, "no gap stands between number and text"))
    if columns >= 0.3 * len(strings):
        evidence.append(Evidence("columns", -4, "the lines are set in columns: a table"))
    if coded >= 0.2 * len(strings):
        evidence.append(Evidence("code", -4, "the lines are code"))
    points = _points(evidence)
    if points < 6:
        return
    for row in members:
        gap = row.gap if "\t" in row.gap else row.gap[:narrow]
        yield text.edit(
            row.start,
            row.end + len(gap),
            rule="line-number-gutter",
            kind="chrome",
            confidence=confidence(points),
            evidence=tuple(evidence),
        )


_MOST_AROUND = 4
"""The most lines that the head or foot of a page with a gutter has."""


def _gutter_heads(page: _Page, counted: Mapping[int, int]) -> Iterable[_Found]:
    """Judge lines without a number, above the first or below the last counted line of a page, that return from page to page.

    `counted` are the lines with a number in the gutter, and that number. What differs in a number only returns, too.
    """
    numbers = sorted(counted)
    firsts = [one for one, two in zip(numbers, [-1, *numbers], strict=False) if two < 0 or counted[one] <= counted[two]]
    if len(firsts) < 2:
        return
    lasts = [one for one, two in pairwise(numbers) if counted[two] <= counted[one]] + numbers[-1:]
    returning: dict[str, set[int]] = defaultdict(set)
    for places, step in ((firsts, -1), (lasts, 1)):
        for place in places:
            near: int | None = place
            for _ in range(_MOST_AROUND):
                near = page.neighbour(near, step) if near is not None else None
                if near is None or near in counted:
                    break
                if page.lines[near].isdecimal() or _is_head(page.lines[near]):
                    returning[_DIGITS.sub("#", page.lines[near])].add(near)
    for found in returning.values():
        for number in found if len(found) > 1 else ():
            evidence = Evidence(
                "around-gutter", 7, "the line returns above or below the counted lines of a page, as its head or foot"
            )
            yield _Found(number, "running-head", [evidence])


_DIGITS = re.compile("[0-9]+")


def _runs(rows: Sequence[_Row]) -> list[list[_Row]]:
    """Split counted lines into runs that count by one, over at most four lines that are not counted."""
    runs: list[list[_Row]] = []
    for row in rows:
        for run in runs[-1:]:
            if row.value == run[-1].value + 1 and row.number - run[-1].number <= 5:
                run.append(row)
                break
        else:
            if not runs or row.value == 1 or len(runs[-1]) < 4:
                runs.append([row])
            # else: a number at the head of a counted line's continuation; it belongs to the text
    return runs
