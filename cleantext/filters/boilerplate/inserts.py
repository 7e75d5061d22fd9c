"""Where an advert inside of a line begins and ends: the stretches that may be one by themselves, and go without the text around."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping

from cleantext.edits import Span
from cleantext.filters.boilerplate.points import SPEAKING, SUSPECT, is_noise
from cleantext.matching import Hit
from cleantext.text import Text
from cleantext.units import Parts, Unit, brackets, clauses, letters, opens_bracket, sentences

SHORT_LINE = 40
"""How many letters and digits a line with a contact may have to be about nothing else."""

TITLE = 8
"""The least letters of a title that a bracketed slogan may be appended to."""

LONGEST_GROUP = 42
"""How far from a slogan its brackets may open."""

LEAD = 16
"""The most letters of a question that leads up to an advert."""

LONGEST_UP_TO_HANDLE = 200
"""How many characters may lead up to a handle that text is glued to; no clause of a writer's is as long."""

# The number of a heading or an item.
NUMBERED = re.compile(
    r"(?:第[一二三四五六七八九十百\d]{1,4}[章节条篇课讲]|[（(]?[一二三四五六七八九十]{1,3}[、）)]|\d{1,2}[.、．）)])\s*"
)
# The text goes on with a clause of its own: so many ideographs in a row, and more to come.
_GLUED = re.compile(r"[\u4e00-\u9fff]{5}(?=.{5})")
# A percent sign behind a number, also a redacted one, belongs to it.
_NOISE = r"(?:[*#@~^&$_|/\\+=·•﹣丨‖∣◆★☆→←↗↖＊＃＠～＾＆＄｜＝\-]|(?<![\dxX×*])%){1,4}"
_SYMBOLS = re.compile(r"[^\w\s]+")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_TWO_HAN, _TWO_HAN_BEFORE = re.compile(r"[\u4e00-\u9fff]{2}"), re.compile(r"[\u4e00-\u9fff]{2}\Z")
_NOISE_BEFORE, _NOISE_AFTER = re.compile(_NOISE + r"\Z"), re.compile(_NOISE)
# The rest of a slogan up to the symbol it opened with.
_TO_CLOSING = {symbol: re.compile(rf"[^，。！？；\n{re.escape(symbol)}]{{1,12}}{re.escape(symbol)}") for symbol in "#*@&~^$%+"}
# The brackets around a slogan.
_OPENED = re.compile(r"([【〖〔（(\[『［｛{《〈「])[^【〖〔（(\[『［｛{《〈「】〗〕）)\]』］｝}》〉」。！？]{0,40}\Z")
_CLOSED = re.compile(r"[^【〖〔（(\[『［｛{《〈「】〗〕）)\]』］｝}》〉」。！？]{0,40}([】〗〕）)\]』］｝}》〉」])")
_PAIRS = frozenset({"【】", "〖〗", "〔〕", "（）", "()", "[]", "『』", "［］", "｛｝", "{}", "《》", "〈〉", "「」", "<>"})
# The dashes or ornaments close around one.
_FRAME_OPENED = re.compile(r"(——|[＊◇◆★☆▲●◎※⊙▓■♢✦♪♬┊┆┇║┃])(?:[^，。！？：；]{2,14}\1)?[^，。！？：；]{0,4}\Z")
_FRAME_CLOSED = re.compile(r"[^，。！？：；]{0,3}?(——|[＊◇◆★☆▲●◎※⊙▓■♢✦♪♬┊┆┇║┃])")
# A run of them is tried from its first one alone, and as a whole.
_BETWEEN_ORNAMENTS = re.compile(r"([＊◇◆★☆▲●◎※⊙◁▷▓■♢✦❀♥♪♬┊┆┇║┃])(?<!\1\1)\1*+(?:(?!\1)[^，。！？]){4,40}\1+")
_BETWEEN_DASHES = re.compile(r"——(?:(?!——)[^，。！？；]){4,40}——")
# The verb before a name: what comes before it in the sentence is what is offered there.
_LEADING = frozenset("上在找搜到来收去选")
# The same as the beginning of a clause: all the sentence says is what one finds at the name.
_SENT_THERE = re.compile(
    r"[，,、：:！!？?\s—](?:就|请|都|尽|全|快|只|还|可|欢迎)?(?:上|在|找|搜|到|来|收|去|选|认准)[“「『【\s]?\Z"
)
# An ornament at the start of a line.
_ORNAMENT = re.compile(r"[^\w\s（(“《\"'\[【#.、—-]")


def before_glued_text(text: Text, line: Unit, hits: Parts[Hit]) -> Iterable[Unit]:
    """Yield what leads up to a handle that the text goes on behind, without a stop: the clause up to there."""
    parts = clauses(text.string, *line.span)
    starts = [start for start, _ in parts]
    for hit in hits.items:
        glued = _GLUED.match(text.string, hit.end, line.end) if hit.rule.kind == "contact" and hit.rule.weight > SUSPECT else None
        if glued and text.folded[hit.end - 1].isalnum() and text.folded[hit.end - 1] < "\u4e00":
            unit = Unit(starts[bisect_right(starts, hit.start) - 1], hit.end, "glued")
            if unit.end - unit.start <= LONGEST_UP_TO_HANDLE:
                yield unit


def around_noise(text: Text, line: Unit, hits: Parts[Hit]) -> Iterable[Unit]:
    """Yield the group in brackets, the whole line, or the part of a sentence, that noise may make an advert."""
    noisy = list(filter(is_noise, hits.items))
    if not noisy:
        return
    placed = Parts(noisy)
    for hit in noisy:
        group = _group_around(text.string, line, hit)
        if group:
            yield Unit(*group, "slogan")
    if _opens_with_slogan(text.string, line, noisy[0]) and letters(text.string, *line.span) <= SHORT_LINE:
        yield Unit(*line.span, "slogan")
    for start, end in sentences(text.string, *line.span):
        inside = placed.inside(Unit(start, end, "sentence"))
        framed = _frame_around(text.string, line, inside[0].start, inside[-1].end) if inside else None
        if framed:
            yield Unit(*framed, "slogan")
        if not inside or letters(text.string, start, end) > SHORT_LINE or text.string.endswith(("。", "；"), start, end):
            continue
        first, last = min(hit.start for hit in inside), max(hit.end for hit in inside)
        speaking = [hit for hit in hits.inside(Unit(start, end, "sentence")) if hit.rule.weight >= SPEAKING]
        before = [hit.start for hit in speaking if hit.end <= first]
        after = any(hit.start >= last for hit in speaking)
        if before and letters(text.string, start, min(before)) > len(before):
            start = min(before)  # noqa: PLW2901 - what comes before may be the text's
        if text.string[first - 1 : first] in _LEADING and not NUMBERED.match(text.string, start):
            yield Unit(start, end if after else last, "slogan")
        if _SENT_THERE.search(text.string, start, first) and not letters(text.string, last, end):
            yield Unit(start, end, "offer")
        around = Unit(start if before else first, end if after else last, "slogan")
        if (before or after) and not opens_bracket(text.string, *around.span):
            yield around


def _group_around(string: str, line: Unit, hit: Hit) -> Span | None:
    """Return the pair of brackets that `hit` stands in, with no other bracket and no sentence's end between."""
    before = _OPENED.search(string, max(line.start, hit.start - LONGEST_GROUP), hit.start)
    after = _CLOSED.match(string, hit.end, line.end)
    if not before or not after or before[1] + after[1] not in _PAIRS:
        return None
    return before.start(1), after.end(1)


def _frame_around(string: str, line: Unit, start: int, end: int) -> Span | None:
    """Return the pair of dashes or ornaments close around ``[start, end)``, with the slogan before that ends in the same ornament."""
    before = _FRAME_OPENED.search(string, max(line.start, start - LONGEST_GROUP), start)
    after = _FRAME_CLOSED.match(string, end, line.end)
    return (before.start(), after.end()) if before and after and before[1] == after[1] else None


def _opens_with_slogan(string: str, line: Unit, first: Hit) -> bool:
    """Tell whether a line opens with noise or an ornament, as no title that a slogan is appended to does."""
    if string.endswith(("。", "；"), *line.span):
        return False
    return not letters(string, line.start, first.start) or _ORNAMENT.match(string, line.start) is not None


def appended_group(string: str, line: Unit, hits: Parts[Hit]) -> Span | None:
    """Return the brackets or ornaments behind a title that all that speaks stands in: the title is the text's, and they are the line's advert."""
    speaking = [hit for hit in hits.items if hit.rule.weight > 0]
    for group in (*brackets(string, *line.span), *between_ornaments(string, line)) if speaking else ():
        if group.start <= speaking[0].start < group.end:
            alone = all(group.start <= hit.start and hit.end <= group.end for hit in speaking)
            title = letters(string, line.start, group.start) >= TITLE or string[line.start : group.start].rstrip().endswith(
                ("）", ")")
            )
            return group.span if alone and title else None
    return None


def between_dashes(string: str, line: Unit) -> Iterable[Unit]:
    """Yield what stands between two dashes, with them."""
    return (Unit(*match.span(), "slogan") for match in _BETWEEN_DASHES.finditer(string, *line.span))


def between_ornaments(string: str, line: Unit) -> Iterable[Unit]:
    """Yield what stands between two ornaments of a kind, with them."""
    return (Unit(*match.span(), "slogan") for match in _BETWEEN_ORNAMENTS.finditer(string, *line.span))


def leading_questions(string: str, line: Unit, hits: Parts[Hit]) -> Mapping[int, int]:
    """Return where short questions begin that may lead up to an advert, by where they end."""
    asked = (Unit(*span, "sentence") for span in sentences(string, *line.span) if string.endswith(("？", "?"), *span))
    return {
        lead.end: lead.start
        for lead in asked
        if letters(string, *lead.span) <= LEAD
        and not NUMBERED.match(string, *lead.span)
        and any(hit.rule.weight > 0 for hit in hits.inside(lead))
    }


def without_text(string: str, hit: Hit) -> Hit:
    """Return a slogan in noise without the text's own characters, where it opens and closes with the same symbol."""
    symbols = list(_SYMBOLS.finditer(string, hit.start, hit.end)) if hit.disguised or hit.rule.view == "disguised" else []
    if len(symbols) < 2:
        return hit
    first, last = symbols[0], symbols[-1]
    start, end = hit.start, hit.end
    several = len({match.group()[0] for match in symbols}) > 1
    closes = first.group()[0] in (last.group()[0], last.group()[-1])
    if closes and (several or last.end() == end) and start and _HAN.match(string, start - 1):
        start = first.start()
    if closes and several and (first.start() == start or _HAN.match(string, end)):
        end = last.end()
    return hit._replace(start=start, end=end)


def cut_span(string: str, hit: Hit) -> Span:
    """Return what goes with a hit that is cut out of its sentence by itself: the noise and the brackets around it."""
    start, end = hit.start, hit.end
    noisy = hit.disguised or hit.rule.view == "disguised"
    if noisy:
        start, end = _with_noise(string, start, end)
        rest = (
            _TO_CLOSING[string[start]].match(string, end)
            if string[start] in _TO_CLOSING and string[end - 1] != string[start]
            else None
        )
        end = rest.end() if rest else end
    while start > 0 and string[start - 1 : start] + string[end : end + 1] in _PAIRS:
        start, end = start - 1, end + 1
        if noisy:
            start, end = _with_noise(string, start, end)
    return start, end


def without_text_around(string: str, unit: Unit, hits: Iterable[Hit]) -> Unit:
    """Return what speaks in a clause, with its noise and brackets, where the clause begins and ends with words that say nothing of it."""
    speaking = [hit for hit in hits if hit.rule.weight >= SPEAKING]
    start, end = _with_marks(string, min(hit.start for hit in speaking), max(hit.end for hit in speaking))
    glued = _TWO_HAN_BEFORE.search(string, unit.start, max(start, unit.start)) and _TWO_HAN.match(string, end, unit.end)
    return Unit(start, end, "glued") if glued else unit


def _with_marks(string: str, start: int, end: int) -> Span:
    start, end = _with_noise(string, start, end)
    while start > 0 and string[start - 1 : start] + string[end : end + 1] in _PAIRS:
        start, end = _with_noise(string, start - 1, end + 1)
    return start, end


def _with_noise(string: str, start: int, end: int) -> Span:
    before = _NOISE_BEFORE.search(string, max(0, start - 4), start)
    after = _NOISE_AFTER.match(string, end)
    return start - (len(before.group()) if before else 0), after.end() if after else end
