"""Blanks that recognition, line ends and copying have left inside Chinese sentences."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import cache, cached_property
from itertools import pairwise

from cleantext.edits import Edit, Evidence, confidence
from cleantext.filters.prose import CLOSERS, HAN, NUMERAL, OPENERS, Pairs, count_han, is_code
from cleantext.filters.settling import settle
from cleantext.lexicons import pattern, words
from cleantext.text import Line, Signs, Text

_BLANK = "[ \N{NO-BREAK SPACE}]"
_MARKS = "，。；：！？、…—" + OPENERS + CLOSERS
_AFTER_MARKS = "，。；！？、）”"


def _stray(blank: str) -> re.Pattern[str]:
    """Compile what a stray blank looks like; it begins with the blank and looks back, because a search for what is rare is fast."""
    return re.compile(
        f"{blank}(?:(?<=[{HAN}{_MARKS}].){blank}?(?=[{HAN}{_MARKS}])|(?<=[^\\s|_].){blank}?(?=[，。；！？、])|(?<=[{_AFTER_MARKS}].){blank}?(?=[0-9A-Za-z])"
        "|(?<=[，；、].)(?=[_`*\u2460-\u2473]))",
        re.DOTALL,
    )


_STRAY = _stray(_BLANK)


class Spacing:
    """Find stray blanks in running Chinese text.

    A blank beside full-width punctuation, or inside a clause of a long sentence, goes. Left alone: blanks around Latin
    words and digits, slogans and couplets (parts of one length), lists of names, labels, headings and items, addresses,
    verse, tables, code, letter-spaced headings, and a text in which blanks stand where its quotation marks have been lost.

    >>> [edit.start for edit in Spacing().find(Text("以深入推进标准化和 培育“五强支部”为抓手，落实“聚力谋远 发改先锋”。"))]
    [9]
    """

    name = "spacing"
    signs = Signs(("\N{NO-BREAK SPACE}",), _stray(" "), in_chinese=True)  # one character is found faster than either of two

    def find(self, text: Text) -> Iterable[Edit]:
        """Yield an edit for each blank that goes, and findings where it may be meant."""
        yield from settle(_find, text)


def _find(text: Text) -> Iterable[Edit]:
    fenced = text.fenced
    page = _Page(text)
    if not page.blanks or page.lost_quotes:
        return
    by_line: dict[int, list[re.Match[str]]] = {}
    for match in page.blanks:
        by_line.setdefault(text.lines.number_at(match.start()), []).append(match)
    for number, blanks in by_line.items():
        if number not in fenced:
            yield from _in_line(page, number, blanks)


_CLAUSE = re.compile(r"[，。；！？]")
_BOUNDARY = re.compile(rf"[，。；！？：、…—{OPENERS}{CLOSERS}()\"]")
_HEAD = re.compile(
    rf"\s*(?:[（(]?(?:[{NUMERAL}]{{1,4}}|\d{{1,3}})[）)、.．]|第[{NUMERAL}\d]{{1,5}}[章节条款编篇课讲回卷部分]+|附件\d*[：:]?|[\u2460-\u24ff●○◆■★·•]|【[^】]*】)$"
)
_SHORT_HEAD = re.compile(r"\s*[^，。；：]{1,4}$")
_LABEL = re.compile(r"[^，。；！？\s]{2,6}[：:]")
_PART_AFTER = re.compile(f"[{HAN}、]{{1,10}}{_BLANK}")
_BEFORE_NUMBER = re.compile(rf"[{HAN}]{{2,4}}{_BLANK}\d")
_PART_BEFORE = re.compile(f"{_BLANK}(?<![0-9A-Za-z%].)[{HAN}、]{{1,10}}$")
_ROLES = "记者|通讯员|编辑|摄影|作者|校对|责编|报道|日电|社电|社讯|报讯|供稿|审核|主编|主播|编剧|导演|主演|先生|女士|教授|主任|书记|翻译|译者|/文|/图"
_ROLE = re.compile(f"(?:{_ROLES})$")
_CREDITED = re.compile(f"(?:{_ROLES}){_BLANK}[{HAN}]{{2,4}}$")
_ROLE_NEXT = re.compile(f"(?:{_ROLES}){_BLANK}")
_ADDRESS = re.compile(r"地址|住址|住所|收件")
_QUOTED = re.compile(r"[“‘《「『（(【]([^“”‘’《》「」『』（）()【】，。；！？]{2,40})[”’》」』）)】]")


_QUOTE_CLOSE_UP = re.compile(f"“(?<=[{HAN}]“)")
_QUOTE_SPACED = re.compile(f"“(?:(?<=[{HAN}]{_BLANK}“)|(?<=[{HAN}]{_BLANK}{_BLANK}“))")
_BLANK_BESIDE_MARK = re.compile(f"：{_BLANK}(?=[{HAN}])|(?<=[{HAN}]){_BLANK}[：，。、]")
_PAIRED_BLANKS = re.compile(f"(?<=[{HAN}]){_BLANK}[{HAN}]{{1,10}}{_BLANK}(?=[{HAN}，。])")
_CUT = re.compile(f"{_BLANK}+|{_BOUNDARY.pattern}")
_NEAR = 60
"""How many characters before a blank may say what it is: a label, a role, an address."""


class _Page:
    """What the whole document says about its blanks."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.blanks = list(_STRAY.finditer(text.string))
        self.pairs = Pairs(text.string)

    @cached_property
    def quoted(self) -> bool:
        """Whether the text has any quotation marks left."""
        return any(map(self.text.string.__contains__, '“”「」"＂'))

    @cached_property
    def quotes_close_up(self) -> bool:
        """Whether quotations follow their sentence without a blank, with rare exceptions."""
        close_up = sum(1 for _ in _QUOTE_CLOSE_UP.finditer(self.text.string))
        return close_up >= 4 and close_up >= 4 * sum(1 for _ in _QUOTE_SPACED.finditer(self.text.string))

    @cached_property
    def lost_quotes(self) -> bool:
        """Whether quotation marks were dropped and left their blanks: after colons and full stops, with no mark in sight."""
        if self.quoted:
            return False
        spaced = "\n".join(line for line in self.text.lines.contents if " " in line or "\N{NO-BREAK SPACE}" in line)
        beside_marks = len(_BLANK_BESIDE_MARK.findall(spaced))
        beside_commas = spaced.count("， ") + spaced.count("，\N{NO-BREAK SPACE}")
        paired = len(_PAIRED_BLANKS.findall(spaced))
        return (beside_marks >= 2 and beside_marks > beside_commas) or (
            beside_commas <= 1 and paired >= 2 and paired >= 0.3 * len(self.blanks)
        )

    @cached_property
    def noisy(self) -> bool:
        """Whether blanks stand at random all over the running text, as a scanner leaves them; behind commas they are a habit."""
        stray = [match for match in self.blanks if self._in_prose(match)]
        elsewhere = sum(self.text.string[match.start() - 1] not in "，、" for match in stray)
        return len(stray) >= 4 and len(stray) * 600 >= len(self.text) and elsewhere >= 2

    def _in_prose(self, match: re.Match[str]) -> bool:
        line = self.text.lines[self.text.lines.number_at(match.start())]
        return line.end - line.start >= 20 and _CLAUSE.search(self.text.string, line.start, line.end) is not None


def _in_line(page: _Page, number: int, blanks: Sequence[re.Match[str]]) -> Iterable[Edit]:
    text = page.text
    line = text.lines[number]
    string = text.string[line.start : line.end]
    ideographs = count_han(string)
    if ideographs < 10 or not _CLAUSE.search(string) or is_code(string) or string.lstrip().startswith(("|", "#", ">")):
        return
    if "\t" in string or re.search(r"\.{5,}|…{3,}|·{5,}", string):
        return
    quoted = [(match.start(1) + line.start, match.end(1) + line.start) for match in _QUOTED.finditer(string)]
    cuts = [line.start, *(line.start + match.start() for match in _CUT.finditer(string)), line.end]
    weighed = [(match, list(_evidence(page, line, match, quoted, cuts))) for match in blanks]
    ends = [line.start + match.end() for match in _SENTENCE_END.finditer(string)]
    undecided = {bisect_right(ends, match.start()) for match, evidence in weighed if _may_be_meant(match, evidence)}
    for match, evidence in weighed:
        points = sum(item.weight for item in evidence)
        if points >= _SURE_POINTS and bisect_right(ends, match.start()) in undecided and _parts_ideographs(match):
            why = "another blank of the sentence may be meant, and half a repair is none"
            evidence.append(Evidence("half", _SURE_POINTS - 1 - points, why))
            points = _SURE_POINTS - 1
        if points >= 3:
            yield text.edit(
                *match.span(), rule="stray-blank", kind="space", confidence=confidence(points), evidence=tuple(evidence)
            )


_SENTENCE_END = re.compile("[。！？]")
_BETWEEN = re.compile(f"(?<=[{HAN}]){_BLANK}{{1,2}}(?=[{HAN}])")


def _parts_ideographs(match: re.Match[str]) -> bool:
    return _BETWEEN.match(match.string, *match.span()[:1]) is not None


def _may_be_meant(match: re.Match[str], evidence: Sequence[Evidence]) -> bool:
    """Say whether a blank between two ideographs stays, and not as the blank of a slogan or list, which stands for itself."""
    if not _parts_ideographs(match):
        return False
    return sum(item.weight for item in evidence) < _SURE_POINTS and not any(item.rule in _MEANT for item in evidence)


_SURE_POINTS = 6
_MEANT = frozenset({"couplet", "names", "pattern"})
"""What a blank is that stands for itself, whatever others of its sentence are: that of a slogan, or between two names."""


def _evidence(
    page: _Page, line: Line, match: re.Match[str], quoted: list[tuple[int, int]], cuts: list[int]
) -> Iterable[Evidence]:
    string = page.text.string
    start, end = match.span()
    before, after = string[start - 1], string[end]
    if before in "，、":
        yield Evidence("after-mark", 6, "a full-width mark brings its own space")
        return
    if after in "，。；！？、" and (
        page.quoted or page.noisy or not _PART_BEFORE.search(string, max(line.start, start - _NEAR), start)
    ):
        yield Evidence("before-mark", 6, "a full-width mark brings its own space, and no line begins with it")
        return
    left = string[max(line.start, start - _NEAR) : start]
    head = left if start - line.start <= _NEAR else ""
    if _HEAD.match(head) or _ROLE.search(left[-4:]) or _ADDRESS.search(left):
        return
    if _CREDITED.search(left[-9:]) or _ROLE_NEXT.match(string, end, line.end):
        return  # who did what, in a row
    if not page.noisy and ((head and _SHORT_HEAD.match(head)) or _LABEL.match(string, end, line.end)):
        return
    if before == "：" and not page.noisy:
        return
    if not page.quoted and not page.noisy and (_PART_AFTER.match(string, end) or _PART_BEFORE.search(left)):
        return  # two blanks around a few characters: a quotation may have stood there
    if before in "，。；！？、：":
        yield Evidence("after-mark", 6, "a full-width mark brings its own space")
        return
    if before in CLOSERS and after.isascii():
        return
    if before in CLOSERS or after in OPENERS:
        if _both_sides(string, start, end):
            return
        yield Evidence("beside-quote", 6 if before in CLOSERS or page.noisy else 5, "a blank on one side only of a quotation")
        if before not in CLOSERS and after == "“" and page.quotes_close_up:
            yield Evidence("odd-one-out", 1, "other quotations of the document have no blank before them")
        return
    if after in CLOSERS or before in OPENERS or after in "，。；！？、：…":
        yield Evidence("before-mark", 6, "a blank stands before a mark that closes, or inside a quotation")
        return
    yield from _between_ideographs(page, start, end, quoted, cuts)
    if page.pairs.known(before + after):
        yield Evidence("known-pair", 2, "the two characters stand together elsewhere")


def _between_ideographs(page: _Page, start: int, end: int, quoted: list[tuple[int, int]], cuts: list[int]) -> Iterable[Evidence]:
    """Yield what a blank between two ideographs is: how long are the parts, up to the next blank or mark on either side?"""
    string = page.text.string
    cut = bisect_left(cuts, start)
    part_before = start - cuts[cut - 1] - (cut > 1)
    part_after = cuts[bisect_left(cuts, end)] - end
    near = bisect_right(quoted, (start, len(string))) - 1
    inside = quoted[near] if near >= 0 and start < quoted[near][1] else None
    parts = re.split(f"{_BLANK}+", string[inside[0] : inside[1]]) if inside else []
    if len(parts) > 2 and (not page.noisy or len(set(map(len, parts))) == 1):
        if max(map(len, parts)) - min(map(len, parts)) <= 1:
            yield Evidence("pattern", -5, "a quotation of several parts: a slogan, or a pattern to fill in")
        else:
            yield Evidence("parts", -5, "a quotation of several parts: of a pattern, or of words cut in two")
        return
    yield Evidence("in-prose", 4, "a blank between two ideographs of a sentence")
    if page.noisy:
        yield Evidence("noisy", 2, "blanks stand at random in this document")
    if inside and len(parts) == 2 and len(parts[0]) == len(parts[1]) and not (page.noisy and string[inside[0] - 1] == "《"):
        if len(parts[0]) == 1:
            yield Evidence("two-characters", -5, "a quotation of two characters, set apart")
        elif len(parts[0]) == 2 and parts[0][0] in NUMERAL:
            yield Evidence("counted", 3, "a number of things and what they are: one phrase")
        elif string[inside[0] - 1] in "（(":
            yield Evidence("bracketed-couplet", -2, "two parts of one length in brackets")
        elif len(parts[0]) < _PHRASE and not any(map(str.__eq__, *parts)):
            yield Evidence("short-couplet", -5, "a quotation of two short parts of one length: a slogan, or a word cut in two")
        else:
            yield Evidence("couplet", -5, "a quotation of two parts of one length: a slogan")
    elif inside and _may_be_title(parts, part_before, part_after) and not page.noisy:
        yield Evidence("title", -2, "a quotation of two parts: a title or slogan")
    elif _between_names(string[start - part_before : start], string[end : end + part_after]):
        yield Evidence("names", -6, "the name of a person on either side")
    elif part_before == part_after >= 3 and (
        string[start - part_before - 1] == "："
        if page.noisy
        else count_han(string[start - part_before : end + part_after]) == 2 * part_before
    ):
        yield Evidence("even-parts", -4, "two parts of one length: a slogan or verse")
    elif _in_list(cuts, cut, string) and not (page.noisy and _BEFORE_NUMBER.match(string, end)):
        yield Evidence("list", -2 if page.noisy else -5, "one of several short parts set apart by blanks: names or places")
    else:
        yield Evidence("uneven", 2, "the parts have no common length")


def _may_be_title(parts: Sequence[str], before: int, after: int) -> bool:
    """Say whether a quotation in two parts may be a title or slogan: parts of about one length, or phrases without a mark."""
    phrases = len(parts) == 2 and min(map(len, parts)) >= _PHRASE and not any(map(_BOUNDARY.search, parts))
    return phrases or (sum(map(len, parts)) + len(parts) - 1 >= 8 and abs(before - after) <= 1)


_PHRASE = 4
"""So many characters on either side of a blank are a phrase by themselves, as in slogans and couplets."""


def _both_sides(string: str, start: int, end: int) -> bool:
    """Say whether the quotation beside a blank has a blank on its other side too, as a matter of style."""
    if string[end] in OPENERS:
        close = min((place for place in (string.find(mark, end, end + 60) for mark in CLOSERS) if place >= 0), default=-1)
        return close >= 0 and string[close + 1 : close + 2] in (" ", "\N{NO-BREAK SPACE}")
    open_ = max(string.rfind(mark, max(0, start - 60), start) for mark in OPENERS)
    return open_ > 0 and string[open_ - 1] in " \N{NO-BREAK SPACE}"


@cache
def _name() -> re.Pattern[str]:
    return re.compile(
        f"(?:{pattern(words('chinese-names', 'surnames'))})[{HAN}]{{1,2}}(?=$|(?:等|同志|[两三四五六七八九十几]位))"
    )


def _between_names(before: str, after: str) -> bool:
    """Say whether the parts on both sides of a blank are names of persons: a surname, one or two characters, and no more.

    The last of several names may be followed by what says so: ``等``, ``三位``.
    """
    return len(before) <= 3 and _name().match(before) is not None and _name().match(after) is not None


def _in_list(cuts: list[int], index: int, string: str) -> bool:
    """Say whether a blank is one of two or more, with no mark between, that set apart parts of two to four characters."""
    near = cuts[max(0, index - 2) : index + 3]
    blanks = [cut for cut in near if string[cut : cut + 1] in (" ", "\N{NO-BREAK SPACE}")]
    if not {*cuts[max(0, index - 1) : index], *cuts[index + 1 : index + 2]}.intersection(blanks):
        return False
    lengths = [right - left - 1 for left, right in pairwise(near) if left in blanks or right in blanks]
    return all(2 <= length <= 4 for length in lengths) and len(lengths) >= 3
