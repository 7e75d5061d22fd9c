"""Characters that are not what they look like, or look like nothing at all: back to what was written."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence

from cleantext.edits import Edit, Evidence, Span, confidence
from cleantext.filters.dashes import misread_dashes
from cleantext.filters.prose import HAN
from cleantext.filters.transliteration import lost_dots
from cleantext.legibility import looks_misread
from cleantext.matching import Matcher, time_limit_finding
from cleantext.rules import Rule
from cleantext.text import Signs, Text

_JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
_BLANKS = "\N{ZERO WIDTH SPACE}\N{WORD JOINER}\N{ZERO WIDTH NO-BREAK SPACE}\N{MONGOLIAN VOWEL SEPARATOR}\u2061-\u2064"
_DIRECTION = "\N{LEFT-TO-RIGHT MARK}\N{RIGHT-TO-LEFT MARK}\N{ARABIC LETTER MARK}\u202a-\u202e\u2066-\u206f"
_ANNOTATION = "\ufff9-\ufffb"
_INVISIBLES = f"{_JOINERS}{_BLANKS}{_DIRECTION}{_ANNOTATION}\N{SOFT HYPHEN}"
_CONTROLS = "".join(chr(code) for code in (*range(0x20), 0x7F) if chr(code) not in "\t\n\r")
# A class is searched for faster than its repetition, so that each run begins with the class itself.
_INVISIBLE = re.compile(f"[{_INVISIBLES}][{_INVISIBLES}]*")
_CONTROL = re.compile(f"[{_CONTROLS}][{_CONTROLS}]*")
_RADICAL = re.compile("[\u2e80-\u2ef3\u2f00-\u2fd5]")
_LIGATURE = re.compile("[\ufb00-\ufb06]")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_PRIVATE_RUN = re.compile("[\ue000-\uf8ff][\ue000-\uf8ff]*")
_SIGN = re.compile(f"[{_INVISIBLES}{_CONTROLS}\u2e80-\u2ef3\u2f00-\u2fd5\ufb00-\ufb06\ue000-\uf8ff]")
_LOST_DOT = re.compile(f"\\?(?<=[{HAN}]\\?)")


class Characters:
    """Find characters that extraction, fonts and copying have put in place of others, or between them.

    Invisible characters go: zero-width blanks, marks of writing direction, byte order marks, soft hyphens, control
    characters. Joiners stay inside emoji and in scripts that need them, and marks of direction stay in a line that has
    letters of a right-to-left script. Radicals drawn like an ideograph become that ideograph, unless the text is about
    radicals. Ligatures become letters. Private-use characters are read by the rules of the packs for this filter; one that
    is a bullet or an icon at the head of a line goes; any other stays, because a word is lost there, and is reported, as
    is ``(cid:123)``, the number of a glyph without a character. A question mark in a foreign name becomes its dot, and
    two strokes read for a long dash become one. Compatibility ideographs (names!), full-width forms,
    composed and decomposed letters, line and paragraph separators are left alone, and so is code between fences.

    >>> [(edit.rules[0], edit.replacement) for edit in Characters().find(Text("\N{KANGXI RADICAL BAMBOO}编的\N{ZERO WIDTH SPACE}米箩"))]
    [('zero-width', ''), ('radical', '竹')]
    """

    name = "characters"
    signs = Signs(("(cid:", "一一"), _LOST_DOT, in_ascii=tuple(_CONTROLS), unusual=_SIGN)

    def __init__(self, rules: Sequence[Rule] = ()) -> None:
        self._matcher = Matcher(rules)

    def find(self, text: Text) -> Iterable[Edit]:
        """Yield an edit for each such character, and findings for those that nobody can read."""
        shown = "".join(set(_SIGN.findall(text.string)))
        found = [edit for sign, find in _FINDERS if sign.search(shown) for edit in find(text)]
        found += [*_glyph_numbers(text), *lost_dots(text), *misread_dashes(text)]
        if _PRIVATE.search(shown):
            found += self._private_use(text)
        if found:
            yield from _outside(text.fenced, text, found)

    def _private_use(self, text: Text) -> Iterable[Edit]:
        known = []
        scan = self._matcher.scan(text)
        for hits in scan.hits.values():
            for hit in hits:
                rule = hit.rule
                evidence = (Evidence(rule.id, rule.weight, rule.why),)
                known.append(
                    text.edit(
                        hit.start,
                        hit.end,
                        rule.replacement,
                        rule=rule.id,
                        kind=rule.kind,
                        confidence=confidence(rule.weight),
                        evidence=evidence,
                    )
                )
        yield from known
        for rule in scan.late:
            yield time_limit_finding(text, rule)
        read = {place for edit in known for place in range(edit.start, edit.end)}
        yield from _icons(text, read)


def _outside(lines: frozenset[int], text: Text, found: Iterable[Edit]) -> Iterable[Edit]:
    """Leave out what was found on the given lines."""
    if not lines:
        return found
    return [edit for edit in found if text.lines.number_at(edit.start) not in lines]


def _edit(text: Text, span: Span, replacement: str, why: Evidence) -> Edit:
    return text.edit(*span, replacement, rule=why.rule, kind="garble", confidence=confidence(why.weight), evidence=(why,))


# Invisible characters ---------------------------------------------------------------------------------------------------------

_IS_JOINER = re.compile(f"[{_JOINERS}\N{ZERO WIDTH SPACE}\N{WORD JOINER}\N{MONGOLIAN VOWEL SEPARATOR}]+")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


def _invisible(text: Text) -> Iterable[Edit]:
    string = text.string
    right_to_left: dict[int, bool] = {}
    misread = _misread_lines(text)
    for match in _INVISIBLE.finditer(string):
        start, end = match.span()
        run = match.group()
        before, after = string[start - 1 : start], string[end : end + 1]
        if "\N{SOFT HYPHEN}" in run:
            if after in ("\n", "\r") or misread(start) or _LAST_OF_THREE.match(string, max(0, start - 2), start):
                continue  # it says that a word is cut here: for the filter that joins lines; or it is a byte
            if after == " " and before.islower() and string[end + 1 : end + 2].islower():
                yield _edit(
                    text,
                    (start, end + 1),
                    "",
                    Evidence("soft-hyphen", 9, "a soft hyphen and a blank where a printed line ended in a word"),
                )
                continue
            yield _edit(text, (start, end), "", Evidence("soft-hyphen", 9, "a hyphen that shows only where a line is broken"))
        elif _IS_JOINER.fullmatch(run):
            if len(run) == 1 and _joins(run, before, after):
                continue
            yield _edit(
                text, (start, end), "", Evidence("zero-width", 9, "an invisible character between letters that do not join")
            )
        else:
            number = text.lines.number_at(start)
            if number not in right_to_left:
                line = text.lines[number]
                right_to_left[number] = _RIGHT_TO_LEFT.search(string, line.start, line.end) is not None
            if right_to_left[number]:
                continue
            yield _edit(
                text,
                (start, end),
                "",
                Evidence("invisible-control", 9, "an invisible mark where no text runs from right to left"),
            )


_LAST_OF_THREE = re.compile("[\xe0-\xef][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]\\Z")
"""What a byte of UTF-8 that looks like a soft hyphen stands behind, where mojibake is shown as an example."""


def _misread_lines(text: Text) -> Callable[[int], bool]:
    """Return a function that says whether a place stands in a line whose characters are bytes; each line is asked once."""
    known: dict[int, bool] = {}

    def misread(place: int) -> bool:
        number = text.lines.number_at(place)
        if number not in known:
            known[number] = looks_misread(text.lines.contents[number])
        return known[number]

    return misread


def _joins(joiner: str, before: str, after: str) -> bool:
    """Say whether a joiner does something between its neighbours: in an emoji, or a script with joining or without blanks."""
    if not before or not after:
        return False
    if _is_pictorial(before) or _is_pictorial(after):
        return joiner == "\N{ZERO WIDTH JOINER}" and _is_pictorial(before) and _is_pictorial(after)
    return _needs_joiners(before) or _needs_joiners(after)


def _is_pictorial(character: str) -> bool:
    return unicodedata.category(character) in ("So", "Sk") or character == "\N{VARIATION SELECTOR-16}"


def _needs_joiners(character: str) -> bool:
    """From Arabic to Myanmar, Khmer and Mongolian, and their extensions: every script that uses joiners or zero-width blanks."""
    return "\u0600" <= character <= "\u109f" or "\u1780" <= character <= "\u18af" or "\ua8e0" <= character <= "\uabff"


def _controls(text: Text) -> Iterable[Edit]:
    string = text.string
    for match in _CONTROL.finditer(string):
        start, end = match.span()
        inside = string[start - 1 : start] not in ("", "\n", "\r") and string[end : end + 1] not in ("", "\n", "\r")
        if inside and ("\x0b" in match.group() or "\x0c" in match.group()):
            yield _edit(
                text,
                (start, end),
                "\n",
                Evidence("control-line-break", 9, "a vertical tab or form feed is a line end by another name"),
            )
        else:
            yield _edit(text, (start, end), "", Evidence("control-character", 9, "a control character says nothing in a text"))


# Radicals and ligatures -------------------------------------------------------------------------------------------------------

# CJK Radicals Supplement: those drawn like a whole ideograph, from Unicode's EquivalentUnifiedIdeograph.txt. The others are
# drawn like a part of one (water at the left, grass on top) and stand for themselves, or for something lost.
_SUPPLEMENT = {
    0x2E88: "刀", 0x2E8E: "兀", 0x2E92: "巳", 0x2E93: "幺", 0x2E9C: "日", 0x2E9D: "月", 0x2E9F: "母", 0x2EA0: "民", 0x2EA9: "王",
    0x2EAC: "示", 0x2EB6: "羊", 0x2EC1: "虎", 0x2EC4: "西", 0x2EC5: "见", 0x2EC6: "角", 0x2EC9: "贝", 0x2ECB: "车", 0x2ED1: "長",
    0x2ED3: "长", 0x2ED4: "门", 0x2ED7: "雨", 0x2ED8: "青", 0x2ED9: "韦", 0x2EDA: "页", 0x2EDB: "风", 0x2EDC: "飞", 0x2EDD: "食",
    0x2EE2: "马", 0x2EE3: "骨", 0x2EE4: "鬼", 0x2EE5: "鱼", 0x2EE6: "鸟", 0x2EE7: "卤", 0x2EE8: "麦", 0x2EE9: "黄", 0x2EEA: "黾",
    0x2EEB: "斉", 0x2EEC: "齐", 0x2EED: "歯", 0x2EEE: "齿", 0x2EEF: "竜", 0x2EF0: "龙", 0x2EF1: "龜", 0x2EF2: "亀", 0x2EF3: "龟",
}  # fmt: skip
# The Kangxi radicals have compatibility mappings. Two of these lead to a form that simplified Chinese does not use, where
# the fonts that leave radicals behind drew the ordinary one.
_SIMPLIFIED = {0x2F3E: "户", 0x2FAD: "青"}
_TRADITIONAL = re.compile("[們國個這來時會後為說學]")
_ABOUT_RADICALS = re.compile(r"部首|偏旁|字旁|康熙字典|检字|檢字|U\+2[EeFf]|\\u2[ef]|[Kk]angxi|CJK [Rr]adical|码位|碼位")
_RADICAL_SIGN = "[\u2e80-\u2ef3\u2f00-\u2fd5]"
# An entry of a dictionary, whose ideographs stand one by one behind their radical, and a row of radicals and nothing else.
_RADICAL_LIST = re.compile(
    rf"^[ \t\u3000]*{_RADICAL_SIGN}[部旁（(][^：:\n]{{0,24}}[：:][ \u3000]?[{HAN}](?:[、，,；; ] ?[{HAN}])+[。；]?[ \t\r]*$"
    rf"|{_RADICAL_SIGN}(?:[、，, ] ?{_RADICAL_SIGN}){{2,}}",
    re.MULTILINE,
)


def _radicals(text: Text) -> Iterable[Edit]:
    string = text.string
    places = [match.start() for match in _RADICAL.finditer(string)]
    if not places:
        return
    about = _radicals_as_topic(text, places)
    table = {} if _TRADITIONAL.search(string) else _SIMPLIFIED
    for place in places:
        code = ord(string[place])
        plain = table.get(code) or _SUPPLEMENT.get(code) or unicodedata.normalize("NFKC", string[place])
        if place in about:
            continue
        if plain == string[place]:
            yield _edit(
                text,
                (place, place + 1),
                "",
                Evidence("radical-part", 3, "a part of an ideograph stands where a whole one was, or nothing"),
            )
        else:
            yield _edit(
                text,
                (place, place + 1),
                plain,
                Evidence("radical", 9, "a radical's code point in place of the ideograph drawn like it"),
            )


def _radicals_as_topic(text: Text, places: list[int]) -> set[int]:
    """Return the places where a radical is what the text talks about, not a damaged ideograph."""
    string, lines = text.string, text.lines
    listed = _listed(string, places)
    if not listed and not _ABOUT_RADICALS.search(string):
        return set()
    kept, alone = set(listed), set()
    about: dict[int, bool] = {}
    for place in places:
        number = lines.number_at(place)
        if number not in about:
            about[number] = _ABOUT_RADICALS.search(string, lines[number].start, lines[number].end) is not None
        if about[number]:
            kept.add(place)
        elif not _IS_HAN.match(string[place - 1 : place] or " ") and not _IS_HAN.match(string[place + 1 : place + 2] or " "):
            alone.add(place)
    if len(kept) + len(alone) >= 0.3 * len(places):
        return set(places)
    return kept | alone


def _listed(string: str, places: list[int]) -> set[int]:
    """Return the places of radicals in lists of them, unless most stand elsewhere: then a list is damaged like the rest."""
    lists = {place for match in _RADICAL_LIST.finditer(string) for place in range(*match.span())}
    found = lists.intersection(places)
    return found if len(found) * 2 >= len(places) else set()


_IS_HAN = re.compile(f"[{HAN}\u2e80-\u2fd5]")
_ABOUT_LIGATURES = re.compile(r"[Ll]igature|连字|連字|合字|U\+FB0|[Gg]lyph|[Tt]ypograph")


def _ligatures(text: Text) -> Iterable[Edit]:
    string = text.string
    about: dict[int, bool] = {}
    misread = _misread_lines(text)
    for match in _LIGATURE.finditer(string):
        start = match.start()
        number = text.lines.number_at(start)
        if number not in about:
            line = text.lines[number]
            about[number] = _ABOUT_LIGATURES.search(string, line.start, line.end) is not None
        neighbours = string[max(start - 1, 0) : start] + string[start + 1 : start + 2]
        if not about[number] and _REST_OF_WORD.match(string, start):
            why = Evidence("ligature", 9, "a font's joined letters and a blank, where a word begins with them")
            yield _edit(text, (start, start + 2), unicodedata.normalize("NFKC", match.group()), why)
            continue
        if not any(map(str.isalpha, neighbours)) or about[number] or misread(start):
            continue  # shown for its own sake, or a byte
        plain = unicodedata.normalize("NFKC", match.group())
        yield _edit(text, (start, start + 1), plain, Evidence("ligature", 9, "a font's joined letters, left as one character"))


_REST_OF_WORD = re.compile(
    "(?<![^\\s“‘(\"'])(?:\ufb01 (?=(?:ve|rst|nd|nal|nan|nger|nish|ne|re|sh|eld|ll|lm|gure|ght|le|ft|rm|erce|ct|scal|bre|tt|xed)[a-z]*\\b)"
    "|\ufb02 (?=(?:oor|owe|ood|ame|esh|oat|ight|ashe|uid|ew|eet|ock|int[sy]|ags?|ags|avou?r|ute|ush)[a-z]*\\b))"
)
"""A ligature and a blank before the rest of a common word; no word is *fi* or *fl*, and what is left of these is none either."""


# Glyphs without a character ---------------------------------------------------------------------------------------------------

_CID_RUN = re.compile(r"(?:\(cid:\d{1,5}\)\s?)*\(cid:\d{1,5}\)")
_HEAD_OF_LINE = re.compile(r"[ \t\u3000>#*\-]*\Z")


def _at_head(text: Text, starts: list[int], start: int) -> bool:
    line_start = starts[bisect_right(starts, start) - 1]
    return _HEAD_OF_LINE.match(text.string, line_start, start) is not None


def _icons(text: Text, read: set[int]) -> Iterable[Edit]:
    """Find private-use characters that no rule reads: icons at the head of a line go, lost characters are reported."""
    string = text.string
    starts = [line.start for line in text.lines]
    unread = [match for match in _PRIVATE_RUN.finditer(string) if not any(place in read for place in range(*match.span()))]
    at_head: dict[str, int] = {}
    elsewhere: set[str] = set()
    for match in unread:
        if len(match.group()) == 1 and _at_head(text, starts, match.start()):
            at_head[match.group()] = at_head.get(match.group(), 0) + 1
        else:
            elsewhere.update(match.group())
    for match in unread:
        start, end = match.span()
        run = match.group()
        after = string[end : end + 1]
        why = Evidence("private-use-unknown", 3, "a private-use character that no table knows: a character is lost here")
        if len(run) == 1 and _at_head(text, starts, start):
            if after in (" ", "\t", "\u3000", "\N{NO-BREAK SPACE}"):
                why = Evidence("icon", 9, "a character of a symbol font before a blank at the head of a line")
                end = _after_blank(string, end)
            elif after in ("", "\n", "\r"):
                why = Evidence("icon", 9, "a character of a symbol font alone on its line")
            elif at_head[run] >= 2 and run not in elsewhere:
                why = Evidence("icon", 7, "a character of a symbol font that stands at the head of lines, and only there")
        yield _edit(text, (start, end), "", why)


def _glyph_numbers(text: Text) -> Iterable[Edit]:
    string = text.string
    if "(cid:" not in string:
        return
    starts = [line.start for line in text.lines]
    for match in _CID_RUN.finditer(string):
        start, end = match.span()
        single = match.group().count("(") == 1
        after = string[end : end + 1]
        if single and after in (" ", "\t", "\u3000") and _at_head(text, starts, start):
            yield _edit(
                text,
                (start, _after_blank(string, end)),
                "",
                Evidence("glyph-bullet", 9, "the glyph number of a bullet at the head of a line"),
            )
        else:
            yield _edit(
                text,
                (start, end),
                "",
                Evidence("glyph-number", 3, "the number of a glyph without a character: text is lost here"),
            )


def _after_blank(string: str, place: int) -> int:
    return place + 1 if string[place : place + 1] == " " else place


_FINDERS = ((_INVISIBLE, _invisible), (_CONTROL, _controls), (_RADICAL, _radicals), (_LIGATURE, _ligatures))
