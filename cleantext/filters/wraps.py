"""Line ends that a page, a scanner or an extraction put into a sentence: the halves are joined again."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from cleantext.edits import Edit, Evidence, Span, confidence
from cleantext.filters.compounds import keeps_hyphen
from cleantext.filters.prose import (
    HAN,
    NUMERAL,
    PLACEHOLDERS,
    Pairs,
    count_han,
    is_code,
    is_source_text,
    is_table_row,
    starts_item,
    starts_label,
    width,
)
from cleantext.filters.settling import settle
from cleantext.text import Text


class Wraps:
    """Find line ends inside sentences.

    In Chinese the seam itself has to show it: a sentence that has begun and not ended, carried on by a line that opens nothing
    of its own; pages set to a fixed width and gutters add to that. English line ends are joined only where the document shows
    what extraction does (words cut by hyphens at line ends, soft hyphens, ligatures, page furniture), because most English text
    with short lines was written so. A hyphen at the seam stays only in words known to have one; one
    before a blank goes only where the text has the word whole. Headings, items, labels,
    verse, tables, contents lists, code, addresses and signatures stay as they are, and so do paragraphs.

    >>> [edit.start for edit in Wraps().find(Text("全县上下要拧成一股绳。坚持把各项工作抓实，在年底以前\\n全面完成任务，让群众满意。"))]
    [26]
    """

    name = "wraps"

    def find(self, text: Text) -> Iterable[Edit]:
        """Yield an edit for each line end that goes, and findings where the seam leaves a doubt."""
        string = text.string
        if _CHINESE_SEAM.search(string):
            yield from settle(_chinese, text)
        if _has_english_seam(string):
            yield from _english(text)
        if "-" in string and "- " in string:
            yield from _parted_words(text)


# Chinese ----------------------------------------------------------------------------------------------------------------------

# A search is fast when it begins with something rare: with the line end, and each alternative looks back from there. Blanks and
# carriage returns before it are looked through by `_seams`.
_BLANKS_BEFORE = " \t\N{NO-BREAK SPACE}"
_OPENED, _OPENED_OR_WORD = f"{HAN}“‘（《，。、；：！？）》", f"{HAN}{PLACEHOLDERS}“‘（《A-Za-z0-9，。、；：！？）》"


def _seam(before_signs: str) -> re.Pattern[str]:
    """Compile what a line end in Chinese text looks like, where `before_signs` may end the line besides what leaves it open.

    Blank lines are ruled out first, because that is quick.
    """
    return re.compile(
        f"\n(?<!\n\n)(?!\n)(?:(?<=[{HAN}，、“‘（《—]\n)[ \t\u3000]*(?=[{_OPENED_OR_WORD}])"
        f"|(?<=[{PLACEHOLDERS}A-Za-z0-9%％”,{before_signs}]\n)[ \t\u3000]*(?=[{_OPENED}])"
        rf"|(?<=[{HAN}”）]\n)[ \t\u3000]*(?=\[\d{{1,3}}\][，。；])"
        f"|(?<=[{_BLANKS_BEFORE}\r]\n)[ \t\u3000]*(?=[{_OPENED_OR_WORD}\\[]))"
    )


_SENTENCE_MARKS = "。！？；"
_CHINESE_SEAM, _OPEN_SEAM = _seam(_SENTENCE_MARKS), _seam("")


def _seams(string: str, *, finished: bool) -> Iterator[Span]:
    """Yield where line ends stand that may be inside a sentence, blanks around them included; `finished` ones on request."""
    for match in (_CHINESE_SEAM if finished else _OPEN_SEAM).finditer(string):
        start, end = match.start(), match.end()
        if string[start - 1] in "\r" + _BLANKS_BEFORE:
            start -= string[start - 1] == "\r"
            while start and string[start - 1] in _BLANKS_BEFORE:
                start -= 1
            if not start or _CHINESE_SEAM.match(string[start - 1] + "\n" + string[end : end + 6], 1) is None:
                continue
            if not finished and string[start - 1] in _SENTENCE_MARKS:
                continue
        yield start, end


_FINISHED = re.compile(
    rf"[。！？；!?…：:”’」』.;](?:(?<=[。！？；!?…：:])[”’）》」』)]*\s*$|(?<=[”’」』])\s*$|(?<=[{HAN}][.;])\s*$)"
)
_QUOTED_TERM = re.compile(
    rf"[，；][^“”]*[{HAN}]“[^“”，。！？；：…]{{1,8}}”$"
)  # a term in quotation marks; speech ends with a mark
# Half-width marks count where they stand behind an ideograph.
_SENTENCE_INSIDE = re.compile(rf"(?:[。！？；]|(?<=[{HAN}])[.!?;](?=[{HAN}“]))[^。！？；]+$")
_CLAUSE = re.compile(rf"[，。；！？：]|(?<=[{HAN}])[,;!?]")
_END_INSIDE = re.compile(rf"[。！？；]|(?<=[{HAN}])[.!?;](?![0-9A-Za-z])")
_LEADING_CLOSER = re.compile(r"[，。、；：！？）》]|\[\d{1,3}\][，。；]")
_CANNOT_BEGIN = re.compile(
    r"(?:的|了(?!解|却|结|然)|着(?!力|重|眼|手|实)|们|地(?![^的])|得(?!到|知|出)|呢|吗|吧|和(?!平|谐|气)|与|及|而(?!且)|之)"
)
_CANNOT_END = re.compile(r"(?:的|和|与|及|或|而|在|对|对于|为|为了|把|被|将|从|向|以|等|是|由|于|并|就|不|更|其|该|各|之|第)$")
_SIGNED_OFF = re.compile(
    rf"[\d{NUMERAL}]+日$|[ \u3000（(][{HAN}]{{2,4}}[摄文图编供]$|[（(\[【][完终][)）\]】]?$|：[^：，。]{{0,20}}$"
)
_GLUED_TITLE = re.compile(rf"[。！？；]\s+\S{{1,6}}$|[。！？；][^，]{{0,6}}[年月日]$|[。！？；](?:《|[^，]{{0,3}}[{NUMERAL}]+$)")
_SAID = re.compile(r"[^：]{1,8}[了说道问答着][^：]{0,3}：")  # what looks like a label and has a verb
_FIELD = re.compile(r"(?:地址|住址|电话|邮编|邮箱|联系人|开户|账号|传真|网址|作者|来源|编辑|日期|时间|地点)\s*[:：]")


class _Page:
    """What the whole document says about its lines; worked out once, and only when a seam asks."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.lines = text.stripped
        self.pairs = Pairs(text.string)

    @cached_property
    def disciplined(self) -> float:
        """The share of long prose lines that end where a sentence ends."""
        prose = [line for line in self.lines if len(line) >= 20 and _CLAUSE.search(line)]
        if len(prose) < 4:
            return 0.6  # too few to say
        return sum(1 for line in prose if _FINISHED.search(line)) / len(prose)

    @cached_property
    def grid(self) -> int | None:
        """The width in columns to which lines were filled, or None where lines end as they like."""
        contents = self.text.lines.contents
        if max(map(len, contents), default=0) > 138:
            return None
        widths = sorted((columns for columns, content in zip(self.widths, contents, strict=True) if content), reverse=True)
        if len(widths) < 4:
            return None
        full = widths[len(widths) // 20]
        if not 24 <= full <= 130 or widths[0] > full + 8:
            return None
        wrapped = [
            (line, columns)
            for line, follower, columns in zip(self.lines, self.lines[1:], self.widths, strict=False)
            if line and follower and not starts_item(follower) and not _FINISHED.search(line)
        ]
        near = [line for line, columns in wrapped if full - 5 <= columns <= full + 8]
        prose = sum(1 for line in near if _CLAUSE.search(line))
        return full if len(near) >= max(4, 0.6 * len(wrapped)) and prose >= 0.3 * len(near) else None

    @cached_property
    def widths(self) -> list[int]:
        """The width of each line in columns, blanks at its end aside."""
        return [width(content.rstrip()) for content in self.text.lines.contents]

    @cached_property
    def joins_finished(self) -> bool:
        """Whether a line that ends with a full stop may yet go on in the next: only on a page set to a width, with indents."""
        return self.indents and self.grid is not None

    def fills(self, number: int) -> bool:
        """Say whether a line is as long as lines of the page can be."""
        if self.grid is None:
            return False
        return self.widths[number] >= self.grid - 6

    @cached_property
    def indents(self) -> bool:
        """Whether paragraphs are told apart by an indent, so that a line without one goes on with the paragraph."""
        if not any(indent in self.text.string for indent in _INDENTED_LINE):
            return False
        long = [content for content in self.text.lines.contents if len(content) >= 12]
        indented = sum(content.startswith(_INDENTS) for content in long)
        return indented >= 2 and 0.1 * len(long) <= indented <= 0.7 * len(long)


_INDENTS = ("\u3000\u3000", "  ")
_INDENTED_LINE = tuple(line_end + indent for line_end in "\r\n" for indent in _INDENTS)


def _chinese(text: Text) -> Iterable[Edit]:
    page = _Page(text)
    fenced: frozenset[int] | None = None
    seams: dict[int, _Seam] = {}
    # Most line ends of most texts stand behind a full stop.
    for start, end in _seams(text.string, finished=page.joins_finished):
        if fenced is None:
            fenced = text.fenced
        number = text.lines.number_at(start)
        if number in fenced or number + 1 >= len(page.lines):
            continue
        evidence = list(_chinese_evidence(page, number, text.string[start:end]))
        seams[number] = _Seam(start, end, evidence, sum(item.weight for item in evidence))
    sentences = _Sentences(page.lines, seams)
    for number, seam in seams.items():
        points = seam.points
        if points >= _SURE_POINTS and not sentences.all_likely(number):
            why = "the sentence has another line end that stays, and half a repair is none"
            seam.evidence.append(Evidence("half", _SURE_POINTS - 1 - points, why))
            points = _SURE_POINTS - 1
        elif _LIKELY_POINTS <= points < _SURE_POINTS and sentences.any_sure(number) and sentences.all_likely(number):
            seam.evidence.append(Evidence("same-sentence", 3, "the sentence is wrapped at its other line ends"))
            points += 3
        if points >= _LIKELY_POINTS:
            start, end = seam.start, seam.end
            before, after = text.string[start - 1], text.string[end]
            words = before.isascii() and after.isascii() and before.isalnum() and after.isalnum()
            yield text.edit(
                start,
                end,
                " " if words else "",
                rule="wrap",
                kind="space",
                confidence=confidence(points),
                evidence=tuple(seam.evidence),
            )


class _Seam(NamedTuple):
    start: int
    end: int
    evidence: list[Evidence]
    points: int


_SURE_POINTS, _LIKELY_POINTS = 6, 3


class _Sentences:
    """The line ends inside of each sentence, a line after the other, and which of them go; each line is looked at once."""

    def __init__(self, lines: Sequence[str], seams: Mapping[int, _Seam]) -> None:
        self._lines = lines
        self._likely = [number for number, seam in seams.items() if seam.points >= _LIKELY_POINTS]
        self._sure = [number for number, seam in seams.items() if seam.points >= _SURE_POINTS]
        self._first: dict[int, int] = {}
        self._behind: dict[int, int] = {}

    def all_likely(self, number: int) -> bool:
        """Whether all line ends of the sentence that runs over the end of line `number`, which is one of them, are likely to go."""
        first, behind = self._span(number)
        return bisect_left(self._likely, behind) - bisect_left(self._likely, first) == behind - first

    def any_sure(self, number: int) -> bool:
        """Whether one of them is sure to go."""
        first, behind = self._span(number)
        return bisect_left(self._sure, first) < bisect_left(self._sure, behind)

    def _span(self, number: int) -> Span:
        first = _last_of_walk(number, -1, self._runs_on_from_before, self._first)
        return first, _last_of_walk(number + 1, 1, self._runs_on_behind, self._behind)

    def _runs_on_from_before(self, at: int) -> bool:
        if not (at and self._lines[at] and self._lines[at - 1]):
            return False
        return _END_ANYWHERE.search(self._lines[at]) is None and _may_run_on(self._lines[at - 1], self._lines[at])

    def _runs_on_behind(self, at: int) -> bool:
        if not (at + 1 < len(self._lines) and self._lines[at] and self._lines[at + 1]):
            return False
        return _END_ANYWHERE.search(self._lines[at]) is None and not starts_item(self._lines[at + 1])


def _last_of_walk(at: int, step: int, goes_on: Callable[[int], bool], known: dict[int, int]) -> int:
    """Return where a walk ends that goes on by `step` as long as it may; where those end that began on the way is `known` then."""
    passed = []
    while at not in known:
        passed.append(at)
        if not goes_on(at):
            known[at] = at
            break
        at += step
    end = known[at]
    known.update(dict.fromkeys(passed, end))
    return end


def _may_run_on(before: str, after: str) -> bool:
    """Say whether the sentence of a line may have begun in the one before: that is no heading, and the line no item."""
    if _LEADING_CLOSER.match(after) or _CANNOT_BEGIN.match(after):
        return True
    if _ENDED.search(before) or starts_item(after):
        return False
    if count_han(before) >= _LONG or _CLAUSE.search(before):
        return True
    return not starts_item(before) and len(before) >= 0.6 * len(after)


_LONG = 20
"""So many ideographs are more than a heading has."""
_ENDED = re.compile(r"[。！？!?…：:][”’）》」』)]*$")
_END_ANYWHERE = re.compile("[。！？]")


def _chinese_evidence(page: _Page, number: int, gap: str) -> Iterable[Evidence]:
    """Yield what speaks for and against joining line `number` with the next; nothing when they cannot belong together."""
    before, after = page.lines[number], page.lines[number + 1]
    on_gutter = "line-number-gutter" in page.text.repaired
    if not _may_join(before, after, on_gutter=on_gutter):
        return
    full = page.fills(number)
    if _FINISHED.search(before) and not _QUOTED_TERM.search(before):
        if full and page.indents and not _indented(page, number + 1):
            yield Evidence("page-width", 4, "the line fills the page, and paragraphs begin with an indent")
            yield Evidence("no-indent", 2, "the next line has none")
        return
    if page.indents and _indented(page, number + 1):
        return
    yield from _about_page(page, on_gutter=on_gutter, full=full)
    if "\u3000" in gap and not full:
        yield Evidence("indent-after", -3, "the next line is indented")
    yield from _about_words(page, before, after)
    # A page ends its lines whatever they hold; elsewhere, a line without an end may be a heading.
    yield from _about_prose(page, number, may_be_heading=not (full or on_gutter))
    if not (full or on_gutter):
        yield from _about_titles(before, after)


_SPACED_HEADING = re.compile(rf"[{HAN}](?:[ \u3000]{{1,4}}[{HAN}])+")


def _may_join(before: str, after: str, *, on_gutter: bool) -> bool:
    """Say whether nothing forbids that two lines are one: items, tables, code and fields stand alone."""
    if not before or before.startswith(("#", "|", ">", "《", "·")) or _FIELD.search(before[-24:]):
        return False
    if any(is_table_row(line) or is_code(line) or _SPACED_HEADING.fullmatch(line) for line in (before, after)):
        return False
    runs_on = starts_label(after) and (
        on_gutter or after[0] in "的们" or _CANNOT_END.search(before) is not None or _SAID.match(after) is not None
    )
    return runs_on or not starts_item(after) or _LEADING_CLOSER.match(after) is not None


def _about_page(page: _Page, *, on_gutter: bool, full: bool) -> Iterable[Evidence]:
    if on_gutter:
        yield Evidence("gutter", 4, "the lines were numbered, so they are lines of a page")
    if full:
        yield Evidence("page-width", 5, "the line is as long as lines of this document can be")
    elif page.grid is not None:
        yield Evidence("short-of-page", -3, "the line ends before the page's edge")
    if page.text.repaired & {"page-number", "page-number-line", "running-head"}:
        yield Evidence("pages", 2, "pages ended in this document where no sentence did")
    if page.disciplined >= 0.8:
        yield Evidence("discipline", 1, "prose lines of this document end with a mark")
    elif page.disciplined < 0.5 and not (full or on_gutter):
        yield Evidence("no-discipline", -3, "lines of this document often end without a mark")


def _about_words(page: _Page, before: str, after: str) -> Iterable[Evidence]:
    if _LEADING_CLOSER.match(after):
        yield Evidence("closer-first", 10, "no line begins with such a mark of its own accord")
    if before[-1] in "，、,“‘（《":
        yield Evidence("comma-last", 4, "the line ends in the middle of a clause's punctuation")
    else:
        yield Evidence("open-end", 2, "the line ends without a mark")
    if _CANNOT_BEGIN.match(after):
        yield Evidence("cannot-begin", 2, "no sentence begins like the next line")
    if _CANNOT_END.search(before):
        yield Evidence("cannot-end", 2, "no sentence ends like the line")
    if page.pairs.known(before[-1] + after[0]):
        yield Evidence("known-pair", 1, "the characters at the seam stand together elsewhere")


def _about_prose(page: _Page, number: int, *, may_be_heading: bool) -> Iterable[Evidence]:
    before, after = page.lines[number], page.lines[number + 1]
    ideographs = count_han(before)
    begun = _SENTENCE_INSIDE.search(before) is not None
    if starts_item(before) and not begun:
        yield Evidence("item-before", -4, "the line may be a heading with a number")
    if (ideographs >= 20 or (begun and ideographs >= 15)) and _CLAUSE.search(before):
        yield Evidence("prose-before", 2, "the line is running prose")
    elif may_be_heading:
        yield Evidence("short-before", -4, "the line may be a heading, an item or verse")
    if begun and ideographs >= 12:
        yield Evidence("begun", 1, "a sentence begins in the line, behind a full stop")
    elif may_be_heading and ideographs < 40:
        yield Evidence("not-begun", -2, "the line may be a heading")
    later = page.lines[number + 2 : number + 3]
    if _END_INSIDE.search(after) and len(after) >= 4:
        yield Evidence("prose-after", 2, "the next line brings the sentence to its end")
    elif ("，" in after or "," in after) and any(_END_INSIDE.search(line) and not starts_item(line) for line in later):
        yield Evidence("prose-later", 1, "the line after the next brings the sentence to its end")
    elif may_be_heading and not ("，" in after and count_han(after) >= 20):
        yield Evidence("no-end-after", -3, "the next line has no end of a sentence")


def _about_titles(before: str, after: str) -> Iterable[Evidence]:
    tail = _SENTENCE_INSIDE.search(before)
    if tail and len(tail.group()) <= 11 and _GLUED_TITLE.match(tail.group()):
        yield Evidence("glued-title", -4, "what stands behind the last full stop may be the title of what follows")
    elif tail and len(tail.group()) <= 4:
        yield Evidence(
            "short-tail",
            -3 if len(tail.group()) <= 3 else -2,
            "so few characters stand behind the last full stop that they may be a title",
        )
    if _SIGNED_OFF.search(before):
        yield Evidence("signed-off", -3, "the line ends like a date, a label or a signature")
    if before[:2] == after[:2] and len(before) < 1.5 * len(after) and len(after) < 1.5 * len(before):
        yield Evidence("parallel", -3, "the lines begin alike, as in a list or verse")


def _indented(page: _Page, number: int) -> bool:
    line = page.text.lines[number]
    return page.text.string.startswith(("\u3000\u3000", "  "), line.start)


# English ----------------------------------------------------------------------------------------------------------------------

_HYPHEN = "-\N{HYPHEN}\N{SOFT HYPHEN}"
_ENGLISH_SEAM = re.compile(rf"[a-z,;](?:(?<=[a-z])[{_HYPHEN}][ \t]*\r?\n[ \t]*[a-z]| ?\r?\n[a-z])")
_ENGLISH_LINE_END = re.compile(rf"\n(?<=[{_HYPHEN}a-z,; \t\r]\n)[ \t]*[a-z]")  # a part of it that is quick to look for
_AFTER_HYPHEN = re.compile(rf"\n(?<=[{_HYPHEN} \t\r]\n)")
_CUT_WORD = re.compile(rf"(?<=[A-Za-z])([{_HYPHEN}])[ \t]*(\r?\n)[ \t]*(?=[A-Za-z])")
_LINE_END = re.compile(r"(?<=[^\s])[ \t]*\r?\n[ \t]*(?=\S)")
_WORD_BEFORE = re.compile(rf"[A-Za-z{_HYPHEN}]+$")
_WORD_AFTER = re.compile(r"[A-Za-z]+")
_ENGLISH_ITEM = re.compile(
    r"\s*(?:[-*+•·–—>#|]|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]\s|\[\d+\]|\d+(?:\.\d+)+\s|(?:Chapter|Section|Figure|Fig\.|Table|Part|Appendix|"
    r"Article|Note|Example|Abstract|Keywords|References|Q[.:]|A[.:])(?:\s|:|$)|[A-Z][A-Z .']{2,}:|\.\.\s|:\w|(?:https?|www))"
)
_SPEAKER = re.compile(r"^\s*(?:Q\.|A\.|THE (?:COURT|WITNESS)|M[RS]+\. [A-Z]+:)", re.MULTILINE)


def _has_english_seam(string: str) -> bool:
    """Tell whether `_ENGLISH_SEAM` is anywhere: it holds one line end of `_ENGLISH_LINE_END`, and begins in the line before."""
    ends = _ENGLISH_LINE_END.finditer(string)
    return any(_ENGLISH_SEAM.search(string, string.rfind("\n", 0, end.start()) + 1, end.end()) for end in ends)


_TRACES = {"arxiv-stamp", "download-stamp", "ligature", "page-number", "page-number-line", "running-head", "soft-hyphen"}
"""Rules whose repairs show that a text was extracted from pages."""


def _english(text: Text) -> Iterable[Edit]:
    string = text.string
    cut = [match for match in _cut_words(string) if _is_cut_word(match)]
    traces = text.repaired & _TRACES
    soft = any("\N{SOFT HYPHEN}" in match.group() for match in cut)
    damage = 2 * min(len(cut), 3) + 3 * soft + 3 * len(traces)
    if not damage or is_source_text(string):
        return
    lines = [string[line.start : line.end] for line in text.lines]
    fenced = text.fenced
    words = _Words(string)
    if damage < 3:
        yield from _proven_cut(text, cut[0], words, fenced)
        return
    cut_at = {text.lines.number_at(match.start()): match for match in cut}
    measure = _measure(lines)
    filled = _fills_lines(lines, measure) and sum(1 for _ in _SPEAKER.finditer(string)) < 2
    why = Evidence("extraction-damage", min(damage, 6), "the document shows words cut at line ends, ligatures or page furniture")
    for match in _LINE_END.finditer(string):
        number = text.lines.number_at(match.start())
        if number in fenced or number + 1 >= len(lines):
            continue
        before, after = lines[number].rstrip(), lines[number + 1].strip()
        if count_han(before[-1:]) or count_han(after[:1]) or is_code(before) or is_code(after):
            continue
        if number in cut_at:
            yield _join_word(text, cut_at[number], words, why)
            continue
        if number - 1 in cut_at:  # the rest of a cut word: judge it with the line it was cut from
            before = lines[number - 1].rstrip() + before.lstrip()
        points = _english_points(before, lines[number + 1], measure)
        if points >= 3 and filled:
            evidence = (why, Evidence("english-seam", points - why.weight, "the sentence runs on in the next line"))
            yield text.edit(
                match.start(), match.end(), " ", rule="wrap", kind="space", confidence=confidence(points), evidence=evidence
            )


_PARTED_WORD = re.compile(r"- (?<=[a-z]- )(?=[a-z]{2})")


def _parted_words(text: Text) -> Iterable[Edit]:
    """Find words cut by a hyphen whose line end has become a blank, where the text has the word whole."""
    string = text.string
    words: _Words | None = None
    for match in _PARTED_WORD.finditer(string):
        before = _WORD_BEFORE.search(string, max(0, match.start() - 40), match.start())
        after = _WORD_AFTER.match(string, match.end())
        if before is None or after is None or after.group() in _AND_ANOTHER:
            continue
        words = words or _Words(string)
        whole = (before.group() + after.group()).lower()
        if len(whole) >= 6 and whole in words.plain and text.lines.number_at(match.start()) not in text.fenced:
            evidence = (Evidence("whole-word", 7, "the text has the whole word elsewhere"),)
            yield text.edit(*match.span(), rule="hyphenation", kind="garble", confidence=confidence(7), evidence=evidence)


def _proven_cut(text: Text, match: re.Match[str], words: _Words, fenced: frozenset[int]) -> Iterable[Edit]:
    """Join the only cut word of a text if the text has the whole word, and its first half nowhere else."""
    before = _WORD_BEFORE.search(text.string, max(0, match.start() - 40), match.start())
    after = _WORD_AFTER.match(text.string, match.end())
    if before is None or after is None or text.lines.number_at(match.start()) in fenced:
        return
    left, whole = before.group().lower(), (before.group() + after.group()).lower()
    halves = re.findall(rf"\b{re.escape(left)}\b", text.string, re.IGNORECASE)
    if len(halves) == 1 and len(whole) >= 6 and whole in words.plain:
        yield _join_word(text, match, words, Evidence("whole-word", 4, "the text has the whole word elsewhere, the half nowhere"))


def _cut_words(string: str) -> Iterator[re.Match[str]]:
    """Yield the places of `_CUT_WORD`, found from the line end back, because line ends are rarer than hyphens."""
    for line_end in _AFTER_HYPHEN.finditer(string):
        place = line_end.start()
        place -= string[place - 1] == "\r"
        while place and string[place - 1] in " \t":
            place -= 1
        match = _CUT_WORD.match(string, place - 1) if place else None
        if match:
            yield match


_ADDRESS_BEFORE = re.compile(r"[/(_@=\\][^\s]*$")


_IN_WORD = re.compile(rf"[{_HYPHEN}][A-Za-z]")


def _is_cut_word(match: re.Match[str]) -> bool:
    line_start = match.string.rfind("\n", 0, match.start()) + 1
    if _ADDRESS_BEFORE.search(match.string, line_start, match.start()):
        return False  # an address or a name in code, broken at its own hyphen
    after = _WORD_AFTER.match(match.string, match.end())
    if match.group(1) == "\N{SOFT HYPHEN}":
        return True
    before = match.string[match.start() - 1]
    if (
        after is not None
        and match.string[after.end() : after.end() + 1] in _HYPHEN
        and not _IN_WORD.match(match.string, after.end())
    ):
        return False  # a list of first parts: pre-, post-
    return after is not None and before.islower() and (after.group()[0].islower() or after.group()[1:2].islower())


class _Words:
    """The words of a document, for the question whether a hyphen belongs to one."""

    def __init__(self, string: str) -> None:
        self._string = string

    @cached_property
    def plain(self) -> frozenset[str]:
        return frozenset(word.lower() for word in re.findall(r"[A-Za-z]+", self._string))

    @cached_property
    def hyphened(self) -> frozenset[str]:
        return frozenset(word.lower() for word in re.findall(r"[A-Za-z]+(?:-[A-Za-z]+)+", self._string))

    def hyphen_stays(self, before: str, after: str) -> bool:
        if before + after in self.plain:
            return False
        return f"{before}-{after}" in self.hyphened or keeps_hyphen(before, after)


_AND_ANOTHER = frozenset(("and", "or", "nor", "to", "versus", "but"))
"""Words after a hyphen at a line end that say that its word shares its second part with another: pre- and postwar."""


def _join_word(text: Text, match: re.Match[str], words: _Words, why: Evidence) -> Edit:
    string = text.string
    before = _WORD_BEFORE.search(string, max(0, match.start() - 40), match.start())
    after = _WORD_AFTER.match(string, match.end())
    left = before.group().lower() if before else ""
    right = after.group() if after else ""
    soft = match.group(1) == "\N{SOFT HYPHEN}"
    if not soft and right in _AND_ANOTHER:
        evidence = (why, Evidence("shared-part", 3, "the hyphen stands for the second part of a word that comes later"))
        return text.edit(match.end(1), match.end(), " ", rule="wrap", kind="space", confidence=confidence(9), evidence=evidence)
    if not soft and (right[:1].isupper() or words.hyphen_stays(left, right.lower())):
        evidence = (why, Evidence("hyphened-word", 3, "the hyphen belongs to the word"))
        return text.edit(
            match.end(1), match.end(), "", rule="wrap-at-hyphen", kind="space", confidence=confidence(9), evidence=evidence
        )
    evidence = (why, Evidence("cut-word", 3, "the hyphen marks where the line cut the word"))
    return text.edit(
        match.start(), match.end(), "", rule="hyphenation", kind="garble", confidence=confidence(9), evidence=evidence
    )


def _measure(lines: list[str]) -> int:
    """Return the length in characters that full lines of the document have."""
    lengths = sorted((len(line.strip()) for line in lines if line.strip()), reverse=True)
    return lengths[min(len(lengths) - 1, len(lengths) // 10)] if lengths else 0


def _fills_lines(lines: list[str], measure: int) -> bool:
    """Say whether lines that end inside sentences are filled up to a common length, as on a page, not broken by hand."""
    open_ended = [
        len(line.strip())
        for line, follower in pairwise(lines)
        if line.strip() and follower.strip()[:1].islower() and not re.search(r"[.!?:][\"'”’)\]]*$", line.strip())
    ]
    return len(open_ended) >= 2 and sum(1 for length in open_ended if length >= 0.7 * measure) >= 0.7 * len(open_ended)


_OPEN_END_WORD = re.compile(r"(?<= )(?:an?|the|of|as|to|by|in|at|for|with|from|and|or|than|that|was|were|is|are)$")


def _english_points(before: str, after: str, measure: int) -> int:
    """Weigh an English line end in a document that was extracted from pages; 6 joins it."""
    stripped = after.strip()
    if (
        _ENGLISH_ITEM.match(after)
        or (starts_item(after) and not stripped[0].islower() and not (stripped[0].isdecimal() and _OPEN_END_WORD.search(before)))
        or is_table_row(before)
        or is_table_row(after.strip())
    ):
        return 0
    if len(before.strip()) < 0.6 * measure or measure < 30 or not re.search(r"[a-z]", before):
        return 0
    indent = len(after) - len(after.lstrip()) - (len(before) - len(before.lstrip()))
    if indent >= 2:
        return 0
    finished = re.search(r"[.!?:][\"'”’)\]]*$", before) is not None
    starts_low = stripped[0].islower() or stripped[0] in ",;)"
    if starts_low and not finished:
        return 9
    if not finished:
        return 7 if len(before) >= 0.75 * measure else 5
    if starts_low:
        return 6
    return 6 if len(before) >= 0.85 * measure and len(stripped) > 0 else 0
