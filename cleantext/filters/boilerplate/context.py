"""What the place of a line and the lines around it say about it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain, takewhile

from cleantext.edits import Evidence
from cleantext.filters.boilerplate.inserts import SHORT_LINE
from cleantext.filters.boilerplate.points import SUSPECT, speaks_of_selling
from cleantext.filters.boilerplate.vocabulary import advert_words
from cleantext.filters.boilerplate.weighing import POSITION, REPEATED, STANDS_OUT, Suspect, covers
from cleantext.matching import Hit
from cleantext.names import share_words
from cleantext.text import Text
from cleantext.units import Unit, letters

HEAD, TAIL = 3, 6
"""How many lines with text at the start and end of a document count as its head and tail, where vendors put their lines."""

TOKEN_RUN = 3
"""How many lines in a row that are nothing but a button make a toolbar; two may be a list of two words."""

TOPIC_LINES, TOPIC_SHARE = 4, 0.25
"""How many lines, and which share of all, must use the words of adverts without being one for these to be the topic."""

PROSE_SHARE = 0.6
"""The share of a text's characters that must stand in paragraphs for a short line to be set apart from them."""

PARAGRAPHS = 3
"""How many paragraphs it takes to see what is usual in a text."""

LONGEST_OPEN = 90
"""The most characters of a line whose words are looked at as a whole."""

COMMON = 0.15
"""The share of paragraphs that may have a sign before it says nothing any more."""

BLOCK_LINES = 3
"""How many short lines behind the last paragraph must have words of adverts to be a block of them."""

OWN_LINES = 6
"""How many items or labelled lines below a heading for contacts belong to it."""

_TOKEN_RUN = Evidence("run-of-tokens", 4, "three lines or more in a row, each nothing but a button or a label")
SHARED = Evidence("shared-name", 3, "words in common with another suspect line that no other line has: a name")
BLOCK_OF_ADVERTS = Evidence("advert-block", 3, "one of several short lines behind the last paragraph that have words of adverts")
_PARTICULARS = Evidence("particulars", -3, "stands among the particulars of an office: an address, a fax, a contact person")
_OWN_ITEM = Evidence("own-item", -4, "an item of the text's own list: the number before or after it stands beside it")
_OWN_ROW = Evidence("own-row", -4, "a row of the text's own table")
_OWN_SECTION = Evidence("own-section", -6, "stands below the text's own numbered heading for contacts, entries or reports")
_BESIDE = Evidence("beside-advert", 1, "the line before or after is advert")
_WEDGED = Evidence("wedged", 3, "advert on both sides, or advert before and the end of the document behind")

_TOPIC = Evidence("topic", -3, "the text speaks of such things itself, in many lines that are no adverts")
# What a text of paragraphs is made of, and what sets a line apart from one.
PARAGRAPH = 30
"""The least characters of a line that ends like a sentence to be a paragraph."""

_PARAGRAPH_ENDS = tuple('。！？…”’」』.!?"')
_HEADED = re.compile(
    r"\s*(?:第[一二三四五六七八九十百\d]+[章节条回卷部集]|[（(]?[一二三四五六七八九十]{1,3}[、）)]|\d{1,2}[.、．]|[\[［]\d{1,2}[\]］]|#{1,6} |[A-H][.．、]|[图表]\s?\d)"
)
_LABELLED = re.compile(r"\s*[\u4e00-\u9fffA-Za-z ]{2,8}[:：]\s*\S")
_OFFICE = re.compile(
    r"\s*(?:电子邮箱|电子邮件|邮\s?箱|地\s?址|通讯地址|邮寄地址|传\s?真|邮\s?编|联\s?系\s?人|监督电话|座机)\s?[:：]"
)
_APART = {
    "open": re.compile(r"[^。！？…；：:.!?”’」』\s]\s*$"),
    "voice": re.compile(r"[您你亲咱俺]|[！!～~]\W*$|\?|？|\byou(?:r|rs)?\b", re.IGNORECASE),
    "dress": re.compile(
        r"^\s*[^\w\s（(“《\"']|[|｜丨·→›»>＞←★☆◆■▲▼※＃#@♥❤\U0001f300-\U0001faff\u2600-\u27bf]|\S[ \u3000]{2,}\S|—{2}"
    ),
    "handle": re.compile(
        # Begins with one class of characters, from which each alternative looks back, because such a search is fast.
        r"[a-zA-Z\d¥￥“「【](?:(?<=[a-zA-Z])(?:[\w\-.]*\d|[a-zA-Z]{2,}[_\-.][a-zA-Z])|(?<=\d)(?:[\w\-.]*[a-zA-Z]|\d{4}|元)"
        r"|(?<=[¥￥])\s?\d|(?<=[“「【])[^“”「」【】]{2,10}[”」】])"
    ),
}

_OFFER = "offer"
_HAN = re.compile("[\u4e00-\u9fff]")
_STOPS = tuple("。；：:？?”")
# What may be an insert by itself: a remark in brackets, and what stands behind a paragraph's last stop without one of its own.
_REMARK = re.compile(r"（[^（）。]{5,40}）|【[^【】。]{5,40}】|[「『〔\[][^「」『』〔〕\[\]。]{5,40}[」』〕\]]")
_TAIL = re.compile(r"(?<=[。！？”])[^。！？；\n]{6,48}$")
# What has its own reasons to be short and open: a question with a gap, options, what is said in class or told of oneself.
_OWN_LINE = re.compile(
    r"[（(][\s\u3000]*[）)]|_{2}|[A-C]\s?[.．、].*[B-D]\s?[.．、]|考试时间|满分|命题|板书|出示|^\s*[师生问答]\s?[:：]|(?:^|[，。：])我(?![们家站店号社馆])|。[^\n]*\w"
)
# How the titles of documents and of their parts end.
_TITLE_END = re.compile(
    r"(?:通知|报告|通报|公告|公示|启事|总结|方案|意见|讲话|发言|致辞|演讲|请示|批复|函|办法|规定|规则|细则|条例|计划|规划|纪要|说明|声明|倡议书?|合同|协议书?|清单|名单|目录|介绍|简介|情况|问题|措施|"
    r"建议|体会|思考|研究|分析|综述|探讨|调查|记录|日记|评价|标准|流程|须知|指南|手册|示意图|一览表|登记表|申请表|推荐表|统计表|计划表|活动|制度|职责|预案|判决书|裁定书)(?:[（(《【〖〔「『\[｛{★☆◆◇■▲※*#~—|｜][^\n]*)?\s*$"
)

# The number of an item in a list, with its mark; a heading that announces how to reach or answer an office.
_ITEM = re.compile(r"\s*[（(\[［]?(\d{1,2})([.、．）)\]］])\s*\S")
_CONTACT_HEADING = re.compile(
    r"\s*(?:[（(]?[一二三四五六七八九十]{1,3}[）)、.]|第[一二三四五六七八九十]{1,3}[条章节]|[（(]?\d{1,2}[.、．）)])\s*"
    r"[^，。：:]{0,8}(?:联系|咨询|报名|投稿|征稿|报送|报到|举报|监督|受理|申报|提交|参赛|参与|预约|缴费|领取|获取)[^，。：:]{0,8}[:：]?\s*$"
)
_ROW = re.compile(r"\s*\|.*\|\s*$")
_DIGITS = re.compile(r"\d+")


def _is_paragraph(line: str) -> bool:
    """Tell whether a line is long and ends like a sentence, inside of a bracket or not."""
    content = line.rstrip()
    return len(line) >= PARAGRAPH and (
        content.endswith(_PARAGRAPH_ENDS) or (content.endswith(("）", ")")) and content[:-1].endswith(_PARAGRAPH_ENDS))
    )


def _ends_open(line: str) -> bool:
    """Tell whether a line with ideographs ends without a stop."""
    content = line.rstrip()
    return not content.endswith(_STOPS) and _HAN.search(content, 0, len(content) - 1) is not None


def _speaks_of_selling(hits: Iterable[Hit]) -> bool:
    return any(map(speaks_of_selling, hits))


def _promotes(hits: Iterable[Hit]) -> bool:
    """Tell whether a line has a word of adverts that is no contact: offices and authors give theirs, too."""
    return any(hit.rule.kind == "ad" and hit.rule.weight > 1 for hit in hits)


def _offers(hits: Iterable[Hit]) -> bool:
    """Tell whether a line has words of adverts of several kinds, as a text that speaks of one thing has not."""
    weights = sorted({hit.rule: hit.rule.weight for hit in hits if hit.rule.kind == "ad" and not hit.rule.covers}.values())
    return len(weights) > 1 and sum(weights) > SUSPECT


class Surroundings:
    """The lines with text of one document, and what standing where among them means."""

    def __init__(self, text: Text) -> None:
        self._text = text
        self._filled = [number for number, content in enumerate(text.stripped) if content]

    def _rank(self, number: int) -> int:
        """Return which of the lines with text a line with text is."""
        return bisect_left(self._filled, number)

    def standing(self, hits: Mapping[int, Sequence[Hit]]) -> dict[int, list[Evidence]]:
        """Return what the place of each line that was hit says: at head or tail, repeated, in a run of buttons."""
        shapes = {number: self._shape(number) for number in hits}
        times = Counter(shapes.values())
        runs = self._token_runs(hits)
        found: dict[int, list[Evidence]] = {}
        for number in hits:
            evidence = found.setdefault(number, [])
            if self._at_head_or_tail(number):
                evidence.append(POSITION)
            if times[shapes[number]] > 1:
                evidence.append(REPEATED)
            if number in runs:
                evidence.append(_TOKEN_RUN)
        return found

    def _content(self, number: int) -> str:
        return self._text.lines.contents[number]

    def _shape(self, number: int) -> str:
        return _DIGITS.sub("0", self._text.stripped[number])

    def _at_head_or_tail(self, number: int) -> bool:
        rank, count = self._rank(number), len(self._filled)
        return count > HEAD + TAIL and (rank < HEAD or rank >= count - TAIL)

    def _token_runs(self, hits: Mapping[int, Sequence[Hit]]) -> set[int]:
        """Return the lines in runs of lines which buttons and labels cover: a toolbar, a token a line."""
        covering = {number: found for number in sorted(hits) if (found := [hit for hit in hits[number] if hit.rule.covers])}
        neighbours = (run for run in self._runs(covering) if len(run) >= TOKEN_RUN)
        covered = [number for run in neighbours for number in run if self._is_covered(number, covering[number])]
        runs = (run for run in self._runs(covered) if len(run) >= TOKEN_RUN and not self._introduced(run[0]))
        return {number for run in runs for number in run}

    def _is_covered(self, number: int, hits: Sequence[Hit]) -> bool:
        line = self._text.lines[number]
        return covers(self._text, Unit(line.start, line.end, "line"), hits)

    def _runs(self, numbers: Iterable[int]) -> list[list[int]]:
        """Group lines, given in order, of which one follows the other with no other text between them."""
        runs: list[list[int]] = []
        last = -2
        for number in numbers:
            rank = self._rank(number)
            if rank == last + 1:
                runs[-1].append(number)
            else:
                runs.append([number])
            last = rank
        return runs

    def _introduced(self, number: int) -> bool:
        """Tell whether the line before ends in a colon: what follows is then the text's own list."""
        rank = self._rank(number)
        return rank > 0 and self._content(self._filled[rank - 1]).rstrip().endswith(("：", ":"))

    def standing_out(self, numbers: Collection[int], hits: Mapping[int, Sequence[Hit]]) -> dict[int, Evidence]:
        """Return what sets short lines apart from a text of paragraphs: voice, dress, handles, no full stop; more where they promote.

        `numbers` are those asked about of the lines that were hit.
        """
        signs = {number: shown for number in numbers if len(shown := self._signs(number, hits[number])) > 1}
        if not signs:
            return {}
        prose = self._paragraphs(hits)
        if not prose:
            return {}
        asked = set().union(*signs.values()) - {_OFFER}
        common = {name for name in asked if sum(map(bool, map(_APART[name].search, prose))) > COMMON * len(prose)}
        why = "voice, dress or handles that the paragraphs around do not have"
        rare = {number: len(shown - common) for number, shown in signs.items()}
        return {number: Evidence(STANDS_OUT, count + _promotes(hits[number]), why) for number, count in rare.items() if count > 1}

    def set_apart(self, brackets: Iterable[Mapping[int, Sequence[Hit]]], numbers: Collection[int]) -> dict[int, list[Hit]]:
        """Return what stands apart from the text by `brackets` or by its words, by line; `numbers` are the lines some rule hit."""
        found: dict[int, list[Hit]] = {}
        for number, hits in chain.from_iterable(groups.items() for groups in brackets):
            found.setdefault(number, []).extend(hits)
        spoken = [*self._advert_lines(numbers), *self._advert_parts({*numbers, *found})]
        if spoken and self._paragraphs({*numbers, *(number for number, _ in spoken)}):
            for number, hit in spoken:
                found.setdefault(number, []).append(hit)
        return found

    def _advert_lines(self, numbers: Collection[int]) -> Iterable[tuple[int, Hit]]:
        """Yield what the words of short lines amount to that no full stop ends; `numbers` are those some rule hit.

        Headings, titles, forms and tables have no part in it.
        """
        contents, stripped = self._text.lines.contents, self._text.stripped
        asked = () if self._text.string.isascii() else self._filled[1:]  # the first is the title
        short = (number for number in asked if len(contents[number]) <= LONGEST_OPEN and not stripped[number].endswith(_STOPS))
        for number in short:
            if self._is_open(number):
                line = self._text.lines[number]
                hit = advert_words(self._text.folded, line.start, line.end)
                if hit and (number in numbers or hit.rule.weight > SUSPECT):
                    yield number, hit

    def _advert_parts(self, numbers: Collection[int]) -> Iterable[tuple[int, Hit]]:
        """Yield what the words of remarks in brackets amount to, and of what follows the last full stop, in lines some rule hit."""
        for number in numbers:
            if self._is_open(number):
                continue  # its words count together
            line = self._text.lines[number]
            for pattern in (_REMARK, _TAIL):
                for match in pattern.finditer(self._text.string, line.start, line.end):
                    hit = advert_words(self._text.folded, *match.span())
                    if hit:
                        yield number, hit

    def _is_open(self, number: int) -> bool:
        content = self._content(number)
        if (
            len(content) > LONGEST_OPEN
            or not _ends_open(content)
            or _HEADED.match(content)
            or _TITLE_END.search(content)
            or _OWN_LINE.search(content)
        ):
            return False
        return self._is_short(number) and not _ROW.match(content) and not self._is_in_form(number)

    def _paragraphs(self, hit: Collection[int]) -> list[str]:
        """Return the paragraphs of the lines that are not `hit`, where these are mostly such; none of a text of short lines."""
        others = [self._content(number) for number in self._filled if number not in hit]
        prose = list(filter(_is_paragraph, others))
        if len(prose) < PARAGRAPHS:  # so few are free of any evidence that those which hold some must show what is usual
            others += [self._content(number) for number in sorted(hit) if not self._is_short(number)]
            prose = list(filter(_is_paragraph, others))
        few = len(prose) < PARAGRAPHS or sum(map(len, prose)) < PROSE_SHARE * sum(map(len, others))
        return [] if few else prose

    def _signs(self, number: int, hits: Sequence[Hit]) -> set[str]:
        """Return the signs a short line has of not being a paragraph; a heading has none."""
        content = self._content(number)
        if not self._is_short(number) or _HEADED.match(content) or self._is_in_form(number):
            return set()
        signs = {name for name, pattern in _APART.items() if pattern.search(content)}
        return signs | {_OFFER} if "open" in signs and _offers(hits) and self._is_open(number) else signs

    def topic(self, suspects: Mapping[int, Suspect]) -> tuple[Evidence, ...]:
        """Return what speaks against adverts in a text that uses their words all over, in lines that are none."""
        spoken_of = sum(not suspect.sure and _speaks_of_selling(suspect.hits) for suspect in suspects.values())
        return (_TOPIC,) if spoken_of >= max(TOPIC_LINES, TOPIC_SHARE * len(self._filled)) else ()

    def advert_block(self, suspects: Mapping[int, Suspect]) -> list[int]:
        """Return the short open lines behind the last paragraph that have words of adverts, where there are several."""
        behind = takewhile(lambda number: not _is_paragraph(self._content(number)), reversed(self._filled))
        lines = [number for number in behind if number in suspects and self._is_open(number) and _promotes(suspects[number].hits)]
        return lines if len(lines) >= BLOCK_LINES else []

    def shared(self, suspects: Mapping[int, Suspect]) -> list[int]:
        """Return the lines still in doubt that share a name with another suspect line."""
        lines = {number for number, suspect in suspects.items() if suspect.sure or _speaks_of_selling(suspect.hits)}
        in_doubt = {number for number in lines if not suspects[number].sure and self._is_short(number)}
        if len(lines) < 2 or not in_doubt:
            return []
        return sorted(share_words(self._text, in_doubt, {number: suspects[number].hits for number in lines}))

    def particulars(self, number: int) -> tuple[Evidence, ...]:
        """Return what speaks against a line that an office or the text's own author gives: its particulars, items and sections."""
        found = []
        if self._is_labelled(number) and any(map(_OFFICE.match, self._beside(number))):
            found.append(_PARTICULARS)
        if self._is_in_list(number):
            found.append(_OWN_ITEM)
        if _ROW.match(self._content(number)) and any(map(_ROW.match, self._beside(number))):
            found.append(_OWN_ROW)
        if self._is_below_contact_heading(number):
            found.append(_OWN_SECTION)
        return tuple(found)

    def _is_in_list(self, number: int) -> bool:
        """Tell whether a line is an item, and the line before or after it the item before or after."""
        item = _ITEM.match(self._content(number))
        if item is None:
            return False
        others = filter(None, map(_ITEM.match, self._beside(number)))
        return any(other[2] == item[2] and abs(int(other[1]) - int(item[1])) == 1 for other in others)

    def _is_below_contact_heading(self, number: int) -> bool:
        """Tell whether the nearest line before that is no item of a list is such a heading."""
        for other in reversed(self._filled[max(0, self._rank(number) - OWN_LINES) : self._rank(number)]):
            if _CONTACT_HEADING.match(self._content(other)):
                return True
            if not (_ITEM.match(self._content(other)) or self._is_labelled(other)):
                break
        return False

    def _is_in_form(self, number: int) -> bool:
        """Tell whether a line is a label and a value, beside another one: the particulars of a form, a party, an office."""
        return self._is_labelled(number) and any(map(_LABELLED.match, self._beside(number)))

    def _is_labelled(self, number: int) -> bool:
        return _LABELLED.match(self._content(number)) is not None

    def _beside(self, number: int) -> list[str]:
        """Return the lines with text before and after."""
        rank = self._rank(number)
        return [self._content(other) for other in self._filled[max(0, rank - 1) : rank + 2] if other != number]

    def _is_short(self, number: int) -> bool:
        string, line = self._text.string, self._text.lines[number]
        if letters(string, line.start, min(line.end, line.start + 2 * SHORT_LINE)) > SHORT_LINE:
            return False  # a paragraph, of which the beginning tells
        return letters(string, line.start, line.end) <= SHORT_LINE

    def neighbours(self, numbers: Collection[int], gone: Collection[int]) -> dict[int, list[Evidence]]:
        """Return what the lines before and after say, for those of `numbers` that stand beside a line that goes."""
        found: dict[int, list[Evidence]] = {}
        for number in sorted(numbers) if gone else ():
            index = self._rank(number)
            before = index > 0 and self._filled[index - 1] in gone
            last = index == len(self._filled) - 1
            after = not last and self._filled[index + 1] in gone
            if before and (after or last):
                found[number] = [_WEDGED]
            elif before or after:
                found[number] = [_BESIDE]
        return found
