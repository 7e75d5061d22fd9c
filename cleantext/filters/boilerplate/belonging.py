"""Lines that say nothing themselves but belong to the adverts around them: frames, slogans between them, links below a heading that goes."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from cleantext.edits import Evidence
from cleantext.text import Text
from cleantext.units import letters

SLOGAN = 30
"""The most letters of a slogan without a word of evidence that goes because adverts enclose it."""

BLOCK = 4
"""How many lines of a closing block must be advert for what they enclose to belong to them."""

MOST_TITLES = 4
"""How many mere titles below a heading for the reader are links; more are a text."""

_FRAME = Evidence("frame", 6, "one of two ruled lines around an advert")
_ENCLOSED = Evidence("enclosed", 6, "a slogan without full stop or figure inside the block of adverts that ends the document")

_LINKED = Evidence("linked", 6, "a link in the list below the heading of related pages")
_LINKS = re.compile(
    r"[^。！？]{0,30}(?:"
    r"(?:相关|推荐|热门|延伸|精彩|类似|更多|最新)(?:新闻|阅读|报道|文章|链接|推荐|文档|资料|资源|范文|试题|课件|话题|问题|专题|内容)"
    r"|(?:关注|感兴趣)的(?:文档|文章|内容)|猜你喜欢|再来看看|看了又看|大家[都还]在看"
    r"|you (?:might|may) also like|more (?:from .{2,30}|like this)|documents similar to .{2,60}|(?:related|similar|recommended|popular) \w+"
    r"|recommended for you|(?:students|people|readers|users|others) also \w+)\W*(?:: .{2,100}\(\d+ pages?\)\s*)?$",
    re.IGNORECASE,
)
# Headings of links that speak to the reader: no text has one over a list of its own.
_LINKS_FOR_READER = re.compile(
    r"\W*(?:you (?:might|may) also|(?:students|people|readers|users|others) also|recommended for you|more (?:from|like this)|documents similar)",
    re.IGNORECASE,
)
_COUNTED_LINK = re.compile(
    r"[^.。；]{4,80}\((?=[^()]*(?:\d+ pages?|\bpdf\b|\bdocx?\b|\bpptx?\b|free sample))[^()]{2,40}\)\s*", re.IGNORECASE
)
_PART = re.compile(r"\s*(?:chapter|part|section|book|act|scene) [\divx]", re.IGNORECASE)
_TITLE = re.compile(r"\s*[A-Z0-9\"'](?:[^\s.。!?;:]+ ){1,11}[^\s.。!?;:,]+\s*")
_LINK = re.compile(
    r"\s*(?:[·•・▪◆■□▶>»＞-]|\d{1,2}\s?[.、．])\s*[^。；]{4,46}"
    r"|[^。；]{4,44}(?:\.(?:docx?|pdf|pptx?|xlsx?|txt)|\s?[\[（(]?\d{2,4}[-/]\d\d(?:[-/]\d\d)?[\]）)]?)\s*"
    r"|[^。；]{4,40}[（(][\d.]+万?(?:阅读|收藏|浏览|次|人)[^（）()]{0,6}[)）]\s*"
)

_RULED = re.compile(r"\s*[\u2500-\u257f\-=_*~+·.•—＝－]{4,}\s*")
# What a slogan has not: the punctuation of a sentence, a figure, a heading's number, the end of a signature.
_NO_SLOGAN = re.compile(
    r"[。，；：:？?《》\d]|^\s*[（(]?[一二三四五六七八九十]+[、）)]|(?:局|委|办|院|校|部|厅|会|司|政府|公司|小组|[年月日])\s*$"
)


def belonging(text: Text, gone: Collection[int]) -> dict[int, list[Evidence]]:
    """Return the lines that say nothing themselves but belong to the adverts they frame or are enclosed by."""
    found: dict[int, list[Evidence]] = {}
    if not gone:
        return found
    filled = [number for number, content in enumerate(text.stripped) if content]
    contents = text.lines.contents
    for start, end in _blocks(filled, gone):
        if start > 0 and end < len(filled):
            frame = (filled[start - 1], filled[end])
            if all(_RULED.fullmatch(contents[number]) for number in frame):
                found.update({number: [_FRAME] for number in frame})
    found.update({number: [_ENCLOSED] for number in _enclosed(filled, contents, gone)})
    found.update({number: [_LINKED] for number in (*_linked(filled, contents, gone), *_counted_links(filled, contents, gone))})
    return found


def _blocks(filled: Sequence[int], gone: Collection[int]) -> list[tuple[int, int]]:
    """Return the runs of lines that go, as half-open ranges of ranks."""
    blocks: list[tuple[int, int]] = []
    for index, number in enumerate(filled):
        if number not in gone:
            continue
        if blocks and blocks[-1][1] == index:
            blocks[-1] = (blocks[-1][0], index + 1)
        else:
            blocks.append((index, index + 1))
    return blocks


def _enclosed(filled: Sequence[int], contents: Sequence[str], gone: Collection[int]) -> list[int]:
    """Return the slogans inside the block of adverts at the end of the document."""
    last = len(filled) - 1
    if last < 0 or filled[last] not in gone:
        return []
    enclosed: list[int] = []
    waiting: list[int] = []
    adverts = 0
    for number in reversed(filled):
        if number in gone:
            adverts += 1
            enclosed += waiting
            waiting = []
        elif len(waiting) < 2 and _is_slogan(contents[number]):
            waiting.append(number)
        else:
            break
    return enclosed if adverts >= BLOCK else []


def _linked(filled: Sequence[int], contents: Sequence[str], gone: Collection[int]) -> list[int]:
    """Return the list of links at the end of the document, below its heading, which goes.

    Mere titles are links only below a heading that speaks to the reader.
    """
    links: list[int] = []
    titles = 0
    for number in reversed(filled):
        content = contents[number]
        if number in gone:
            if _LINKS.match(content):
                return [] if titles and not _LINKS_FOR_READER.match(content) else links
            continue
        if not (_LINK.fullmatch(content) or _COUNTED_LINK.fullmatch(content)):
            titles += 1
            if titles > MOST_TITLES or _PART.match(content) or not _TITLE.fullmatch(content):
                break
        links.append(number)
    return []


def _counted_links(filled: Sequence[int], contents: Sequence[str], gone: Collection[int]) -> Iterable[int]:
    """Yield the lines below a heading of links, which goes, as long as they say their pages or their format."""
    below = False
    for number in filled:
        content = contents[number]
        if number in gone:
            below = below or _LINKS.match(content) is not None
        elif below and _COUNTED_LINK.fullmatch(content):
            yield number
        else:
            below = False


def _is_slogan(content: str) -> bool:
    return 0 < letters(content, 0, len(content)) <= SLOGAN and not _NO_SLOGAN.search(content)
