"""HTML entities and tags that a conversion left in running text."""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from cleantext.edits import Edit, Evidence, confidence
from cleantext.filters.prose import HAN, count_han, is_code
from cleantext.filters.tagged import TAG, is_tagged_prose, replacements
from cleantext.text import Signs, Text


class Entities:
    """Find character references and tags of HTML in text that is not about HTML.

    A reference becomes its character, also one escaped twice (``&amp;nbsp;``) or without its ampersand (``#xff0c;``); one
    that stands for a blank goes between ideographs. Tags go where they stand in Chinese prose, and from a document that is prose
    in a few plain tags, as the conversion of a book leaves it. Escaped tags (``&lt;p&gt;``) show HTML as HTML and stay, and so
    do references and tags in code, in addresses, in Markdown's own HTML, and in a text that speaks of them.

    >>> [(edit.removed, edit.replacement) for edit in Entities().find(Text("她说：&ldquo;走吧。&amp;rdquo;"))]
    [('&ldquo;', '“'), ('&amp;rdquo;', '”')]
    """

    name = "entities"
    signs = Signs(("&", "＆", "#", "<", "{\\"))

    def find(self, text: Text) -> Iterable[Edit]:
        """Yield an edit for each reference and tag, and findings where the text may mean to show it."""
        string = text.string
        marked = "&" in string or "＆" in string or ("#" in string and _BEHIND_HASH.search(string) is not None)
        references = list(_REFERENCE.finditer(string)) if marked else []
        tags = list(TAG.finditer(string)) if "<" in string and "```" not in string and not _MARKUP.search(string) else []
        if "{" in string and "{\\" in string and _CUE.search(string):
            yield from _style_codes(text)
        if not references and not tags:
            return
        fenced = text.fenced
        wrapped = bool(tags) and is_tagged_prose(text, tags)
        topic = not wrapped and _is_topic(string)
        if wrapped:
            ends = [match.end() for match in tags]
            starts = [*(match.start() for match in tags), len(string)]
            references = [match for match in references if starts[bisect_right(ends, match.start())] >= match.end()]
        known: dict[int, _Line] = {}
        for match in references:
            number = text.lines.number_at(match.start())
            line = text.lines[number]
            if number not in known:
                known[number] = _Line(string[line.start : line.end], wrapped=wrapped)
            before = string[max(line.start, match.start() - 200) : match.start()]
            if number in fenced or known[number].keeps(match.group(), match.start() - line.start, before):
                continue
            decoded = _decode(match.group())
            if decoded is None:
                continue
            opening = match.start() if wrapped and _PARTED.search(before) else line.start + known[number].margin
            start, end, replacement = _place(string, match, decoded, opening, line.end)
            points = 3 if topic else 9
            why = "a character reference that was not turned into its character"
            yield text.edit(
                start, end, replacement, rule="entity", kind="garble", confidence=confidence(points),
                evidence=(Evidence("entity", points, why),),
            )  # fmt: skip
        if wrapped:
            for start, end, replacement in replacements(text, tags):
                yield text.edit(
                    start, end, replacement, rule="tag", kind="garble", confidence=confidence(7),
                    evidence=(Evidence("tagged-prose", 7, "a tag around prose that a conversion left"),),
                )  # fmt: skip
        elif tags and not topic:
            yield from _tags(text, tags, fenced)


# Each alternative looks back at its first character, so that a search need not try them where none of the three stands.
_REFERENCE = re.compile(
    rf"[&＆#](?:(?<=[&＆])(?:amp;){{0,2}}(?:[A-Za-z]{{2,31}}\d{{0,2}}|\#\d{{2,6}}|\#[xX][0-9A-Fa-f]{{2,5}})[;；]"
    # Without its end: marks of Chinese, whose numbers have five digits, and ideographs; a sixth digit belongs to the text.
    r"|(?<=&)(?:amp;){0,2}\#(?:8[12]\d\d|12[23]\d\d|65[0-5]\d\d|[2-4]\d{4})"
    rf"|(?<=&)(?:nbsp|ldquo|rdquo|mdash|hellip|middot|lsquo|rsquo)(?=[{HAN}\s，。“”&])"
    rf"|(?<=(?<![&A-Za-z0-9])\#)[xX][0-9A-Fa-f]{{4}};|(?<=(?<!&)\#)[xX](?:ff|FF|30|20[12])[0-9A-Fa-f]{{1,2}};|(?<=(?<=[{HAN}])\#)(?:82\d\d|12\d{{3}}|65\d{{3}}|39|183);)",
)
_BEHIND_HASH = re.compile("#(?=[xX0-9])")  # a reference without its ampersand goes on so, and no heading of Markdown does
_TOPIC = re.compile(
    r"[HX实字转實轉cneE&标標m浏](?:((?<=H)TML|(?<=X)HTML|(?<=X)ML|(?<=实)体字符|(?<=字)符实体|(?<=转)义|(?<=實)體|(?<=轉)義"
    r"|(?:(?<=\bc)haracter|(?<=\bn)(?:amed|umeric)) (?:[Ee]ntit(?:y|ies)|references?)\b"
    r"|(?<=\be)scap(?:e|es|ed|ing) (?:sequences?|characters?|codes?)\b"
    r"|(?<=\b[eE])(?:ntit(?:y|ies)|scap(?:e|es|ed|ing))\b[^&\n]{0,30}&(?:amp|lt|gt|quot|nbsp|copy);"
    r"|(?<=&)(?:amp|lt|gt|quot|nbsp|copy);[^&\n]{0,30}\b(?:entit(?:y|ies)|escap(?:e|es|ed|ing))\b)"
    r"|(?<=标)签|(?<=標)籤|(?<=\bm)arkup\b|(?<=浏)览器)"
)


def _is_topic(string: str) -> bool:
    """Say whether a text speaks of mark-up: labels and browsers alone are met in any web page, once."""
    words = _TOPIC.findall(string)
    return len(words) * 3000 >= max(len(string), 1) and (len(words) >= 2 or any(words))


_MARKUP = re.compile(r"<(?:!DOCTYPE|html|body|table|!--|script|(?-i:/?[A-Z][a-z]\w+>))", re.IGNORECASE)


class _Line:
    """What a line with references is: code, or a show of tags; worked out once for all of its references."""

    def __init__(self, string: str, *, wrapped: bool) -> None:
        margin = _MARGIN.match(string) if wrapped else None
        self.margin = margin.end() if margin else 0  # the tags before a line's first word
        self.is_code = is_code(_REFERENCE.sub("", TAG.sub("", string) if wrapped else string))
        self.shows_tags = _ESCAPED_TAG.search(string) is not None
        self._ticks = [match.start() for match in re.finditer("`", string)]

    def keeps(self, reference: str, place: int, before: str) -> bool:
        """Say whether a reference at `place` of the line stands in code, in an address or in an escaped tag."""
        if self.is_code or bisect_left(self._ticks, place) % 2 == 1 or _ADDRESS.search(before):
            return True
        return self.shows_tags and _DELIMITER.fullmatch(reference) is not None


_PARTED = re.compile(r"</?(?:[bh]r|p|div|h[1-6]|blockquote)\b[^<>]{0,100}>[ \t]*$", re.IGNORECASE)
_MARGIN = re.compile(rf"\s*(?:{TAG.pattern}\s*)+", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s<>\"\u4e00-\u9fff，。；）]*$|\?[\w=&;%.-]+$")
_DELIMITER = re.compile("&(?:amp;)?(?:lt|gt|quot);")
_ESCAPED_TAG = re.compile(r"&(?:amp;)?lt;/?[a-zA-Z][\w\s=\"'&;/:.-]{0,80}?&(?:amp;)?gt;")


def _decode(reference: str) -> str | None:
    decoded = reference.replace("；", ";").replace("＆", "&")
    if decoded.startswith("#"):
        decoded = "&" + decoded
    if not decoded.endswith(";"):
        decoded += ";"
    for _ in range(3):
        further = html.unescape(decoded)
        if further == decoded:
            break
        decoded = further
    if len(decoded) != 1 or unicodedata.category(decoded) in ("Cn", "Cs", "Cc", "Co"):
        return " " if decoded in ("\t", "\n", "\r") else None
    return decoded


_WIDE = re.compile(f"[{HAN}，。；：！？、…—“”‘’（）《》【】]")


def _place(string: str, match: re.Match[str], decoded: str, line_start: int, line_end: int) -> tuple[int, int, str]:
    """Return what to replace by what: a blank depends on its neighbours, all other characters stand for themselves."""
    start, end = match.span()
    if (
        decoded
        in "\N{SOFT HYPHEN}\N{ZERO WIDTH SPACE}\N{ZERO WIDTH NO-BREAK SPACE}\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}\N{WORD JOINER}"
    ):
        return start, end, ""
    if not decoded.isspace():
        return start, end, decoded
    before = _beside(string, start, line_start, -1)
    after = _beside(string, end, line_end, 1)
    if decoded == "\N{IDEOGRAPHIC SPACE}":
        return start, end, decoded
    if after == "<" and _MARGIN.fullmatch(string, end, line_end):
        after = ""
    if not before or not after or before.isspace() or _WIDE.match(before) or _WIDE.match(after):
        return start, end, ""
    return start, end, " "


def _beside(string: str, place: int, limit: int, step: int) -> str:
    """Return the character beside a place, up to `limit`: what a reference stands for, if that is what stands there."""
    if step > 0:
        match = _REFERENCE.match(string, place, limit)
        return (_decode(match.group()) if match else None) or string[place : min(place + 1, limit)]
    behind = string[max(limit, place - _LONGEST_REFERENCE) : place]
    match = _REFERENCE_LAST.search(behind)
    return (_decode(match.group()) if match else None) or behind[-1:]


_LONGEST_REFERENCE = 16
_REFERENCE_LAST = re.compile(f"(?:{_REFERENCE.pattern})$")


_CUE = re.compile(r"^\d{1,2}:\d\d:\d\d[,.]\d{2,3} --> \d", re.MULTILINE)
_STYLE_CODE = re.compile(
    r"\{(?:\\(?:an?\d{1,2}|[ibus][01]|(?:pos|move|org|fade?)\([\d.,\- ]{1,40}\)|[1-4]?(?:c|a|alpha)&H[0-9A-Fa-f]{1,8}&?"
    r"|f(?:s|sp|scx|scy|r|rx|ry|rz|ax|ay|e)-?[\d.]{1,6}|fn[^\\{}\n]{1,40}|(?:bord|shad|blur|be)[\d.]{1,5}|[kK][fo]?\d{1,4}|q[0-3]|r)){1,12}\}"
)


def _style_codes(text: Text) -> Iterable[Edit]:
    """Find codes for place and style in subtitles: in a file with times of cues they are not meant to be read."""
    for match in _STYLE_CODE.finditer(text.string):
        yield text.edit(
            *match.span(), "", rule="style-code", kind="garble", confidence=confidence(8),
            evidence=(Evidence("style-code", 8, "a code for place or style in a subtitle"),),
        )  # fmt: skip


_WORDS = re.compile("[A-Za-z]{2,}")


def _tags(text: Text, tags: list[re.Match[str]], fenced: frozenset[int]) -> Iterable[Edit]:
    """Find tags in running Chinese text; in Markdown and in text about mark-up they are meant."""
    string = text.string
    if re.search(r"^#{1,4} |^\|.*\|$|\]\(", string, re.MULTILINE):
        return
    for match in tags:
        start, end = match.span()
        number = text.lines.number_at(start)
        line = text.lines[number]
        content = string[line.start : line.end]
        rest = TAG.sub("", content)
        letter = re.fullmatch(r"<(/?)([abiup])>", match.group(), re.IGNORECASE)
        if letter and not re.search(rf"<{'' if letter.group(1) else '/'}{letter.group(2)}[\s>]", content, re.IGNORECASE):
            continue  # a < b > c, or a letter in brackets
        if (
            number in fenced
            or "`" in content
            or is_code(rest)
            or (not count_han(rest) and len(_WORDS.findall(rest)) >= 4)  # a line in another language shows its tags
            or not re.search(f"[{HAN}]", string[max(0, start - 80) : end + 80])
        ):
            continue
        is_break = re.match(r"<(?:br|/p|/div)\b", match.group(), re.IGNORECASE) is not None
        inside = bool(string[line.start : start].strip()) and bool(TAG.sub("", string[end : line.end]).strip())
        why = "a tag of HTML in running text"
        yield text.edit(
            start, end, "\n" if is_break and inside else "", rule="tag", kind="garble", confidence=confidence(6),
            evidence=(Evidence("tag", 6, why),),
        )  # fmt: skip
