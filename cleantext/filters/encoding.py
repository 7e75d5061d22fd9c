"""Encoding damage: mojibake back to text, and the debris of failed decoding out of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import accumulate

from cleantext.edits import Edit, Evidence, Span, confidence
from cleantext.mojibake import Repair, repairs, repairs_from_big5, telltale
from cleantext.text import Line, Signs, Text

_BITS_PER_POINT = 3.5
"""Twenty bits (a million to one) and one exact character make six points: enough to act on a single `Â£` for `£`."""

_COMPANY = 2
"""So many characters damaged in the same way elsewhere in the document are three points of evidence."""

_SURE_POINTS = 6
"""From so many points on an edit is made."""

_MOST_POINTS = 12

_EXHIBIT = 7
"""Points taken off for mojibake shown as such: in quotation marks by itself, in code, or in a text on the subject."""

# Begins with one class of characters, from which all else looks back, because such a search is fast.
_ABOUT = re.compile(
    "[乱亂mM字编uUgGbBiIlLrR烫](?:(?<=乱)码|(?<=亂)碼|(?<=字)(?:符编码|元編碼)|(?<=编)码(?:错误|问题)|(?<=烫)烫烫.{0,12}(?:内存|未初始化)"
    "|(?i:(?<=m)ojibake|(?<=u)(?:TF-?8|nicode)|(?<=g)B ?(?:2312|18030)|(?<=\\bg)BK\\b|(?<=\\bb)ig5\\b|(?<=i)SO[- ]8859|(?<=l)atin-1"
    "|(?<=r)eplacement character))"
)
_DAMAGED_DOCUMENT = 0.3
"""The share of lines that are damaged above which even a text on encodings is itself damaged, not showing examples."""

_NEAR = 40
"""How many blanks may stand between debris and what it borders on."""

_FENCE = re.compile(r"[ \t]*(?:```|~~~)")
_OPENING, _CLOSING = "“‘「『《\"'`（(【[", "”’」』》\"'`）)】]"
_CLAUSE_END = "。！？；，、：…”’）》」』】!?;,:.—"

# U+FFFD read as GBK, as Latin-1, and as it is; what debuggers fill fresh memory with, read as GBK. Half a group may stand at
# either end. One pattern for a run of all of them, because they come mixed.
_NOISE = re.compile(
    "[斤拷锟烫屯ï\ufffd](?:(?<=[斤拷])(?:锟斤拷|烫{3,}|屯{3,}|ï¿½|\ufffd)|(?<=锟)斤拷|(?<=烫)烫{2,}|(?<=屯)屯{2,}|(?<=ï)¿½|(?<=\ufffd))(?:锟斤拷|锟斤|烫{2,}|屯{2,}|ï¿½|\ufffd|锟(?=[?\\s]|\\Z)|(?<=锟)\\?)*"
)
_ONLY_NOISE = re.compile(f"(?:{_NOISE.pattern})+")
_CERTAIN_NOISE = re.compile("锟斤拷|烫{4,}|屯{4,}|(?:ï¿½){2,}|\ufffd{2,}")
# C1 controls where Windows-1252 has quotation marks, dashes, an ellipsis, the euro, a bullet: each where such a mark can stand.
_CONTROL_MARK = re.compile(
    "(?:(?<!\\w)[\x84\x91\x93](?=\\w)|(?<=[\\w.,!?\x85…])[\x92\x93\x94](?!\\w)|(?<=[A-Za-z])\x92(?=(?:s|t|m|d|ll|re|ve)\\b)"
    "|(?<=[\\w\x94])\x85(?=[ \x94\x92]|$)|(?<=[\\w ])[\x96\x97](?=[\\w ])|\x80(?=[\\d ]*\\d)|(?<=\\d)\x80|(?<=\\w)\x99(?!\\w)|^\x95(?= ))",
    re.MULTILINE,
)
# The no-break space that ends "à" in UTF-8, lost or tidied to a blank; no word ends in a capital with a tilde but in capitals.
_LOST_GRAVE = re.compile("Ã(?<![A-ZÀ-ß]Ã)(?P<s> s(?= ))?(?=[ '’])")
_C1 = re.compile("[\x80-\x9f]")
_LOST_QUOTE = re.compile("â(?<=[\\w.,!?…'’*)]â)€(?=[\\s.,;:!?)\\]]|\\Z)")

# A mark for an undecodable byte where English has an apostrophe, and in any other place inside a word.
_LOST_APOSTROPHE = re.compile("\ufffd(?<=[A-Za-z]\ufffd)(?=(?:s|t|d|m|re|ve|ll)\\b)")
_IN_LETTERS = re.compile("\ufffd(?<=[^\\W\\d_]\ufffd)(?=[^\\W\\d_])")
_ENGLISH = re.compile(r"\b(?:the|and|was|is|of|you|not)\b")

_WHY = {
    "utf8-as-gbk": "UTF-8 read as GBK",
    "gbk-as-latin1": "GBK read as Latin-1",
    "big5-as-latin1": "Big5 read as Latin-1",
    "utf8-as-latin1": "UTF-8 read as Latin-1 or Windows-1252",
    "utf8-as-other": "UTF-8 read in another single-byte encoding",
    "big5-as-gbk": "Big5 read as GBK",
    "gbk-as-big5": "GBK read as Big5",
    "gbk-shifted": "GBK read one byte out of step",
}


class Encoding:
    """Find text that was read in the wrong encoding, and debris such as 锟斤拷.

    Mojibake is repaired where undoing the damage is exact and what comes out reads clearly better; its evidence counts the bits
    gained. Debris goes where it stands at the border of a line or clause. Inside a clause a word is lost, and inside
    quotation marks, code or a text about encodings mojibake is the topic: these stay, as findings. So does what only looks odd:
    names (曹锟), real doubling (烫烫脚), accented capitals, characters of other scripts, and the shape of everything else.

    >>> [(edit.removed, edit.replacement) for edit in Encoding().find(Text("会议于涓嬪崍涓夌偣召开。锟斤拷锟斤拷散会。"))]
    [('涓嬪崍涓夌偣', '下午三点'), ('锟斤拷锟斤拷', '')]
    """

    name = "encoding"

    @property
    def signs(self) -> Signs:
        """What text read in the wrong encoding shows; worked out when first asked for."""
        return Signs(pattern=telltale(), in_ascii=())

    def find(self, text: Text) -> Iterable[Edit]:
        """Yield an edit for each damaged stretch."""
        pattern = telltale()
        first = pattern.search(text.string)
        if first is None:
            return
        code = _code_lines(text)
        found: list[tuple[Line, Repair]] = []
        damaged = 0
        hit: re.Match[str] | None = first
        while hit is not None:
            number = text.lines.number_at(hit.start())
            line, content = text.lines[number], text.lines.contents[number]
            mended = repairs(content)
            damaged += bool(mended) or _CERTAIN_NOISE.search(content) is not None
            if number not in code:
                found += [(line, repair) for repair in mended]
            hit = pattern.search(text.string, line.next)
        found, damaged = _with_phrases_from_big5(text, code, found, damaged)
        exhibits = _is_about_encodings(text, damaged, found)
        edits = list(_mojibake(text, found, exhibits=exhibits))
        if not exhibits:
            edits += _control_marks(text, [(edit.start, edit.end) for edit in edits])
            edits += _lost_apostrophes(text)
        edits += text.whole_lines(list(_noise(text, code, [(edit.start, edit.end) for edit in edits], exhibits=exhibits)))
        yield from edits


_PROVEN_FROM_BIG5 = 12
"""So many characters of a document that were GBK read as Big5 say that its phrases may be, too."""


def _with_phrases_from_big5(
    text: Text, code: frozenset[int], found: list[tuple[Line, Repair]], damaged: int
) -> tuple[list[tuple[Line, Repair]], int]:
    """Repair all lines of a document that holds GBK read as Big5, also where nothing but a phrase is; count those damaged."""
    if sum(repair.units for _, repair in found if repair.rules == _FROM_BIG5) < _PROVEN_FROM_BIG5:
        return found, damaged
    others = [(line, repair) for line, repair in found if repair.rules != _FROM_BIG5]
    taken = {line.start for line, _ in others}
    before = {line.start for line, _ in found}
    for number, (line, mended) in enumerate(zip(text.lines, repairs_from_big5(text.lines.contents), strict=True)):
        if line.start not in taken and number not in code:
            others += [(line, repair) for repair in mended]
            damaged += bool(mended) and line.start not in before
    return sorted(others, key=lambda one: (one[0].start, one[1].start)), damaged


_FROM_BIG5 = ("gbk-as-big5",)


def _code_lines(text: Text) -> frozenset[int]:
    """Return the numbers of the lines between code fences."""
    if "```" not in text.string and "~~~" not in text.string:
        return frozenset()
    inside = False
    code = set()
    for number, line in enumerate(text.lines):
        if _FENCE.match(text.string, line.start, line.end):
            inside = not inside
        elif inside:
            code.add(number)
    return frozenset(code)


def _is_about_encodings(text: Text, damaged: int, found: Sequence[tuple[Line, Repair]]) -> bool:
    """Say whether a text speaks of encodings and shows examples: it is not itself damaged.

    Few of its lines are, of which there are `damaged`; or it says a lot about encodings, and only a few characters of its sentences
    are damaged, but none of its lines as a whole.
    """
    words = set(_ABOUT.findall(text.string))
    if not words:
        return False
    if damaged < _DAMAGED_DOCUMENT * sum(line.end > line.start for line in text.lines):
        return True
    if len(words) < _WORDS_OF_TOPIC or any(map(_ONLY_NOISE.fullmatch, text.stripped)):
        return False
    whole = any(2 * (repair.end - repair.start) > line.end - line.start for line, repair in found)
    return not whole and sum(repair.end - repair.start for _, repair in found) < _EXAMPLES * len(text)


_WORDS_OF_TOPIC = 3
_EXAMPLES = 0.2
"""The share of a text that examples of mojibake are."""


def _mojibake(text: Text, found: list[tuple[Line, Repair]], *, exhibits: bool) -> Iterator[Edit]:
    units = Counter[str]()
    bare: dict[int, int] = {}  # repairs of each line outside of quotation marks
    spread: set[str] = set()  # damages that are done outside of quotation marks, for sure
    proven: set[tuple[int, str]] = set()  # lines and what they are known to have suffered
    weights = [_points(repair) for _, repair in found]
    for (line, repair), weight in zip(found, weights, strict=True):
        units[repair.rules[0]] += repair.units
        quoted = _is_quoted(text.string, line, line.start + repair.start, line.start + repair.end)
        bare[line.start] = bare.get(line.start, 0) + (not quoted)
        if weight >= _SURE_POINTS:
            proven.add((line.start, repair.rules[0]))
            if not quoted:
                spread.add(repair.rules[0])
    for (line, repair), weight in zip(found, weights, strict=True):
        evidence = [Evidence(repair.rules[0], weight, _why(repair))]
        if (line.start, repair.rules[0]) in proven:
            evidence.append(_SAME_LINE)
        elif units[repair.rules[0]] - repair.units >= _COMPANY:
            evidence.append(_MORE_OF_IT)
        points = min(_MOST_POINTS, sum(item.weight for item in evidence))
        shown = not bare[line.start] and repair.rules[0] not in spread
        if exhibits or shown:
            evidence.append(Evidence("exhibit", -_EXHIBIT, "shown as an example of mojibake"))
            points = min(4, points) if points >= 6 else 0
        if points >= 3:
            sure, reasons = confidence(points), tuple(evidence)
            start, end = line.start + repair.start, line.start + repair.end
            for place, garbled, written in _cells(start, text.string[start:end], repair.text):
                yield text.edit(
                    place, place + len(garbled), written, rule=repair.rules, kind="garble", confidence=sure, evidence=reasons
                )
    yield from _lost_ends(text, [one for one in found if (one[0].start, "utf8-as-gbk") in proven and not exhibits])
    if units["utf8-as-latin1"] >= _COMPANY:
        for match in _LOST_QUOTE.finditer(text.string):
            why = "a closing quotation mark in UTF-8 whose last byte Windows-1252 does not have"
            yield _lost(text, match, "\N{RIGHT DOUBLE QUOTATION MARK}", why)
        for match in _LOST_GRAVE.finditer(text.string):
            yield _lost(text, match, "às" if match["s"] else "à", "a letter in UTF-8 whose last byte is a no-break space")


_SAME_LINE = Evidence("same-line", 5, "the line is damaged in this way")
_MORE_OF_IT = Evidence("company", 3, "more of the document is damaged in the same way")


_FEW_MARKS = 3
"""So many characters in a row may be marks of their own: an ellipsis, then a quotation mark."""

_BETWEEN_CELLS = re.compile("([\t|,]+)")


def _cells(start: int, garbled: str, written: str) -> Iterator[tuple[int, str, str]]:
    """Yield a repair in its parts: the cells of a row, because their separators were not damaged, and marks that touch."""
    cells, repaired = [garbled], [written]
    if _BETWEEN_CELLS.search(garbled):
        several, mended = _BETWEEN_CELLS.split(garbled), _BETWEEN_CELLS.split(written)
        if several[1::2] == mended[1::2]:
            cells, repaired = several, mended
    sizes = [len(character.encode()) for character in written] if len(written) <= _FEW_MARKS else []
    if sum(sizes) == len(garbled):  # UTF-8 read byte by byte: marks that only happen to touch
        ends = list(accumulate(sizes))
        cells, repaired = [garbled[end - size : end] for end, size in zip(ends, sizes, strict=True)], list(written)
    for cell, right in zip(cells, repaired, strict=True):
        if cell != right:
            yield start, cell, right
        start += len(cell)


def _lost(text: Text, match: re.Match[str], replacement: str, why: str) -> Edit:
    evidence = (Evidence("lost-byte", 6, why),)
    return text.edit(
        *match.span(), replacement, rule="utf8-as-latin1-lossy", kind="garble", confidence=confidence(6), evidence=evidence
    )


_FULL_STOP_AS_GBK = re.compile("銆[?\ufffd€]?$")


def _lost_ends(text: Text, found: Sequence[tuple[Line, Repair]]) -> Iterator[Edit]:
    """Find the full stops at the ends of lines known to be UTF-8 read as GBK, whose last byte had no partner."""
    read: dict[Line, str] = {}
    for line, repair in found:
        read[line] = read.get(line, "") + repair.text
    for line, repaired in read.items():
        match = _FULL_STOP_AS_GBK.search(text.string, line.start, line.end)
        if match and all(repaired.count(one) == repaired.count(two) for one, two in ("《》", "「」", "【】")):
            why = "the first two bytes of a full stop at the end of a line; nothing else ends one that opens no bracket"
            evidence = (Evidence("lost-byte", 6, why),)
            yield text.edit(
                *match.span(), "。", rule="utf8-as-gbk-lossy", kind="garble", confidence=confidence(6), evidence=evidence
            )


def _lost_apostrophes(text: Text) -> Iterator[Edit]:
    """Find undecodable bytes that were apostrophes: in an English text that has lost nothing else inside its words."""
    string = text.string
    inside = len(_IN_LETTERS.findall(string)) if "\ufffd" in string else 0
    found = list(_LOST_APOSTROPHE.finditer(string)) if inside else []
    if len(found) < 2 or len(found) < inside or len(_ENGLISH.findall(string)) < 2:
        return
    evidence = (Evidence("lost-apostrophe", 7, "the mark stands where English has an apostrophe, as do all inside words"),)
    for match in found:
        yield text.edit(*match.span(), "’", rule="lost-apostrophe", kind="garble", confidence=confidence(7), evidence=evidence)


def _control_marks(text: Text, repaired: list[Span]) -> Iterator[Edit]:
    """Find C1 controls that are marks of Windows-1252, outside what has been repaired."""
    if _C1.search(text.string) is None:
        return
    marks = {match.start(): match for match in _CONTROL_MARK.finditer(text.string)}
    taken = {place for start, end in repaired for place in range(start, end)}
    open_lines = Counter[int]()
    for match in _C1.finditer(text.string):
        open_lines[text.lines.number_at(match.start())] += match.start() not in marks and match.start() not in taken
    for start, match in marks.items():
        if start in taken or open_lines[text.lines.number_at(start)]:
            continue  # a line with other controls is damaged in a way that nothing has undone
        evidence = (Evidence("windows-1252-as-latin1", 7, "a control character where Windows-1252 has a mark that fits"),)
        mark = match.group().encode("latin-1").decode("cp1252")
        yield text.edit(
            *match.span(), mark, rule="windows-1252-as-latin1", kind="garble", confidence=confidence(7), evidence=evidence
        )


def _points(repair: Repair) -> int:
    """Turn bits into points; a sequence of three bytes that fits by chance is rarer than one of two."""
    long = max(repair.text, default="") > "\u07ff"
    return int(repair.gain / _BITS_PER_POINT) + (2 if long else 1)


def _why(repair: Repair) -> str:
    chain = ", then ".join(_WHY[rule] for rule in reversed(repair.rules))
    return f"{chain}; undone exactly, and {repair.gain:.0f} bits more like text"


def _is_quoted(string: str, line: Line, start: int, end: int) -> bool:
    """Tell whether a stretch fills quotation marks or backticks by itself, in a line with other text."""
    if start <= line.start or end >= line.end:
        return False
    place = _OPENING.find(string[start - 1])
    return place >= 0 and string[end] == _CLOSING[place] and line.end - line.start > end - start + 2


def _noise(text: Text, code: frozenset[int], repaired: list[Span], *, exhibits: bool) -> Iterator[Edit]:
    string, lines = text.string, text.lines
    line, number = lines[0], 0
    taken = iter(sorted(repaired))
    span = next(taken, None)
    spoken = _is_spoken_of(text)
    for match in _NOISE.finditer(string):
        start, end = match.span()
        while span is not None and span[1] <= start:
            span = next(taken, None)
        if span is not None and span[0] < end:
            continue
        if start >= line.next:
            number = lines.number_at(start)
            line = lines[number]
        points, why = _noise_points(string, line, start, end)
        if points < 3:
            continue
        if points >= 6 and (
            exhibits
            or number in code
            or (spoken and _is_value(string, line, start, end))
            or _is_quoted(string, line, start, end)
            or _COMMENT.fullmatch(string, line.start, start)
        ):
            points, why = 4, "debris of failed decoding, shown as an example"
        elif exhibits and "\ufffd" in match.group():
            continue  # the replacement character is part of the subject
        sure, evidence = _debris(points, why)
        yield Edit(start, end, match.group(), "", ("decoding-debris",), "garble", None, sure, evidence)


@cache
def _debris(points: int, why: str) -> tuple[float, tuple[Evidence, ...]]:
    """Return the confidence and the evidence of debris, of which there are few kinds and many places."""
    return confidence(points), (Evidence("decoding-debris", points, why),)


_NAMES_OF_NOISE = 2
"""So often in quotation marks by itself, debris is something that a text speaks of."""


def _is_spoken_of(text: Text) -> bool:
    """Say whether a text speaks of 锟斤拷 or 烫烫烫; it may be damaged all the same."""
    lines = text.lines
    quoted = 0
    for match in _NOISE.finditer(text.string):
        if "\ufffd" not in match.group():
            quoted += _is_quoted(text.string, lines[lines.number_at(match.start())], *match.span())
            if quoted == _NAMES_OF_NOISE:
                return True
    return False


_LABEL = re.compile(r"[ \t\u3000]*[^\s，。：:]{1,8}[：:][ \u3000]?")


def _is_value(string: str, line: Line, start: int, end: int) -> bool:
    """Say whether a run is all that stands behind the label of a line, as on a form that somebody describes."""
    return end == line.end and _LABEL.fullmatch(string, line.start, start) is not None


_COMMENT = re.compile(r"[ \t]*[A-Za-z_][\x20-\x7e]*[()=;][\x20-\x7e]*(?:#|//|--) ?")
"""A line of code up to the text of its comment, where a programmer notes what came out."""


_HEAT = frozenset("烫屯")


def _noise_points(string: str, line: Line, start: int, end: int) -> tuple[int, str]:
    """Weigh a run of debris by where it stands: does taking it leave a whole sentence?"""
    run = string[start:end]
    certain = end > start + 1 and _CERTAIN_NOISE.search(run) is not None
    if not certain and "\ufffd" not in run and "ï¿½" not in run:
        return 0, "doubled for emphasis"
    before = string[start - 1] if start > line.start else ""
    if before.isspace():
        before = string[max(line.start, start - _NEAR) : start].rstrip()[-1:]
    after = string[end] if end < line.end else ""
    if after.isspace():
        after = string[end : min(line.end, end + _NEAR)].lstrip()[:1]
    if _HEAT.issuperset(run) and ((before and before in _OPENING) or (after and after in "！!")):
        return 0, "cried out"
    if certain and (not before or before in _CLAUSE_END or not after):
        return 7, "debris of failed decoding, at the border of a line or clause"
    if not certain and not after and (not before or before in _CLAUSE_END):
        return 6, "a mark for undecodable bytes, behind the end of a sentence"
    return 4, "a word was lost here when the text was decoded"
