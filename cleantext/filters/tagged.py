"""Prose in a few plain tags of HTML: what a conversion left of a book, told from HTML that is shown."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cleantext.filters.prose import count_han, is_code, is_source_text
from cleantext.text import Text

_NAMES = "br|hr|p|div|span|font|b|i|u|em|strong|center|a|o:p|h[1-6]|blockquote|[uo]l|li|img"
TAG = re.compile(rf"</?(?:{_NAMES})(?:\s+[a-z][\w:-]*\s?=[^<>\n]{{0,200}})?\s?/?>", re.IGNORECASE)
"""A tag of running text, as conversions of books and pages leave them."""

_ANY_TAG = re.compile(r"</?[a-z][\w:-]*(?:\s[^<>\n]{0,300})?/?>", re.IGNORECASE)
_NAME = re.compile(rf"<(/?)({_NAMES})\b", re.IGNORECASE)
_BLOCKS = frozenset(("p", "div", "center", "blockquote", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6"))
_VOID = frozenset(("br", "hr", "img"))
_SPOKEN_OF = re.compile(
    r"\b(?:X?HTML|XML|CSS|mark-?up|web ?pages?|(?<!in your )(?<!in a )browsers?)\b|`|网页|網頁|标签|標籤|浏览器|瀏覽器|转义|轉義|代码",
    re.IGNORECASE,
)
_SPOKEN_TAG = re.compile(r"[^\s<>][ \t]</?[a-z]\w*\s?/?>(?:</\w+>)?[ \t.,;:][^<\n]", re.IGNORECASE)
_SOURCE_SIGN = re.compile(
    r"^#{1,4} (?![^\n]*#[ \t]*\r?$)|^\|.*\|[ \t]*\r?$|\]\(|[{}][ \t]*\r?$|\{\{|\{\w{1,40}\}|\$\{|<[?%]|%\(?[sd]\b", re.MULTILINE
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SENTENCE = re.compile(r"[.!?…:;,。！？：；，—][\s\"'”’」』)）]*$|[.!?。！？]")
_LISTS = re.compile(r"</?[uo]l\b", re.IGNORECASE)
_ESCAPED_TWICE = re.compile(r"&amp;(?:#\d{2,5}|[a-z]{3,8});")
_SURELY_CONVERTED = 3
"""So many references escaped twice show that tags of lists are left over, too, and not shown."""
_LEAST_WORDS = 25
"""The words of tagged prose that show a document to be prose: two or three sentences. An ideograph counts as half a word."""


def is_tagged_prose(text: Text, tags: Sequence[re.Match[str]]) -> bool:
    r"""Say whether a document is natural language whose paragraphs stand in a few plain tags (`tags`, all matches of `TAG`).

    Other tags, lines of tags alone, tags set in from the margin, tags inside a sentence with blanks around them, code, Markdown
    and words about mark-up show a page's source or a text about it, meant to be read as it is. A text most of which has no tags
    shows examples. All of these answer no.

    >>> page = "<p>It had rained since the morning of the fair, and nobody came.</p>\n" * 3
    >>> tell = lambda string: is_tagged_prose(Text(string), list(TAG.finditer(string)))
    >>> tell(page), tell("Write this:\n" + page.replace("p>", "td>"))
    (True, False)
    """
    string = text.string
    if not tags or _SPOKEN_OF.search(string) or _SOURCE_SIGN.search(string) or _SPOKEN_TAG.search(string):
        return False
    if _LISTS.search(string) and len(_ESCAPED_TWICE.findall(string)) < _SURELY_CONVERTED:
        return False
    if sum(1 for _ in _ANY_TAG.finditer(string)) != len(tags) or not _are_paired(tags) or is_source_text(string):
        return False
    rows = [_row(string[text.lines[number].start : text.lines[number].end]) for number in _numbers(text, tags)]
    size = sum(len(row.prose) for row in rows)
    sentences = [row.prose for row in rows if row.is_sentence]
    words = sum(len(_WORD.findall(prose)) + count_han(prose) // 2 for prose in sentences)
    around = len(string) - sum(match.end() - match.start() for match in tags)
    return (
        words >= _LEAST_WORDS
        and sum(map(len, sentences)) * 5 >= size * 3
        and size * 2 >= around * 0.9
        and sum(row.is_code for row in rows) * 10 <= len(rows)
        and sum(row.is_set_in for row in rows) * 5 <= len(rows)
        and sum(row.is_bare for row in rows) <= max(2, len(rows) // 4)
    )


class _Row(NamedTuple):
    prose: str
    is_sentence: bool
    is_code: bool
    is_set_in: bool
    is_bare: bool


def _row(content: str) -> _Row:
    """Judge a line with tags: what is left without them, and how it is set."""
    prose = html.unescape(html.unescape(TAG.sub("", content))).strip()
    names = [(closing, name.lower()) for closing, name in _NAME.findall(content)]
    opened = Counter(name for closing, name in names if not closing and name not in _VOID)
    opened.subtract(name for closing, name in names if closing)
    letters = sum(map(str.isalpha, prose))
    is_sentence = letters >= 0.6 * len(prose) and _SENTENCE.search(prose) is not None and not is_code(prose)
    is_set_in = content[:1] in (" ", "\t") and content.lstrip(" \t")[:1] == "<"
    return _Row(prose, is_sentence and bool(prose), is_code(prose), is_set_in, not prose and any(opened.values()))


def _numbers(text: Text, tags: Sequence[re.Match[str]]) -> Iterator[int]:
    """Yield the numbers of the lines that hold tags, each once."""
    end = -1
    for match in tags:
        if match.start() >= end:
            number = text.lines.number_at(match.start())
            end = text.lines[number].next
            yield number


def _are_paired(tags: Sequence[re.Match[str]]) -> bool:
    """Say whether tags that enclose something come in pairs; paragraphs may stay open."""
    balance: Counter[str] = Counter()
    for match in tags:
        found = _NAME.match(match.group())
        if found and not match.group().endswith("/>"):
            balance[found.group(2).lower()] += -1 if found.group(1) else 1
    return all(abs(times) <= 1 for name, times in balance.items() if name not in _VOID and name != "p")


def replacements(text: Text, tags: Sequence[re.Match[str]]) -> Iterator[tuple[int, int, str]]:
    """Yield what to replace by what: a tag goes, and one that parts two paragraphs on a line leaves a line end.

    Lines stay, also those that held nothing but a tag.

    >>> page = "<p>He left.</p><p>So did <i>she</i>.</p>\\n<hr/>\\n"
    >>> [(page[start:end], new) for start, end, new in replacements(Text(page), list(TAG.finditer(page)))][:3]
    [('<p>', ''), ('</p>', '\\n'), ('<p>', '')]
    """
    string = text.string
    at, line_end = 0, 0
    begun, ended = False, True  # whether text stands before on the line, and none on the line that is being written
    last = _last_words(text, tags)
    for match in tags:
        start, end = match.span()
        if start >= line_end:
            line = text.lines[text.lines.number_at(start)]
            at, begun, ended, line_end = line.start, False, True, line.end
        if _shows(string[at:start]):
            begun, ended = True, False
        found = _NAME.match(match.group())
        name = found.group(2).lower() if found else ""
        at = end
        if (name in _BLOCKS or name in _VOID) and end < last.get(line_end, 0) and begun and (not ended or name == "br"):
            while end < line_end and string[end] in " \t":
                end += 1
            yield start, end, "\n"
            at, ended = end, True
            continue
        yield start, end, ""


def _shows(string: str) -> bool:
    return bool(string.strip()) and bool(html.unescape(string).strip())


def _last_words(text: Text, tags: Sequence[re.Match[str]]) -> dict[int, int]:
    """Return for each line with tags, known by its end, where its last visible text ends."""
    string = text.string
    found: dict[int, int] = {}
    line_end, start, shown = -1, 0, 0
    for match in tags:
        if match.start() >= line_end:
            if line_end >= 0:
                found[line_end] = line_end if _shows(string[start:line_end]) else shown
            line = text.lines[text.lines.number_at(match.start())]
            line_end, start, shown = line.end, line.start, line.start
        if _shows(string[start : match.start()]):
            shown = match.start()
        start = match.end()
    if line_end >= 0:
        found[line_end] = line_end if _shows(string[start:line_end]) else shown
    return found
