"""Weigh what speaks for and against one line being advert, unit by unit."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from cleantext.edits import Evidence, Span
from cleantext.filters.boilerplate.inserts import (
    NUMBERED,
    SHORT_LINE,
    appended_group,
    around_noise,
    before_glued_text,
    between_dashes,
    between_ornaments,
    cut_span,
    leading_questions,
    without_text,
    without_text_around,
)
from cleantext.filters.boilerplate.points import (
    DISGUISE,
    SPEAKING,
    SURE,
    SUSPECT,
    cut_points,
    is_noise,
    most_points,
    speaks_of_selling,
)
from cleantext.matching import Hit, Scan
from cleantext.names import ALONE, DISGUISED, MIXED, NAMED
from cleantext.rules import Rule
from cleantext.text import Line, Text
from cleantext.units import Parts, Unit, brackets, clauses, letters, opens_bracket, parts_of_unit, sentences, word_characters

SILENT_CLAUSE = 12
"""So many letters in clauses without any evidence cost a unit one point: an advert speaks about itself all the time."""

MOST_SILENT = 0.4
"""The share of a unit's letters that may be silent; above it the unit is a text that holds an advert, not an advert."""

MOST_SILENT_AT_EDGE = 0.5
"""The same at the head and tail of the document, where vendors put their lines."""

MOST_SILENT_REPEATED = 0.75
"""The same for a line that comes again in the document: what repeats is not the text's own."""

MOST_SILENT_BESIDE_CONTACT = 0.6
"""The share of such a line that may be silent: a name, the hours, what to ask for."""

MOST_SILENT_BESIDE_WALL = 0.8
"""The same for a short line without full stop that says the rest is hidden or paid for: what else it says is how much."""

MOST_SILENT_APART = 0.6
"""The same for a short line that stands out from the paragraphs around it."""

MOST_SILENT_IN_BRACKETS = 0.6
"""The same for a bracketed group, which the sentence around it does not need."""

MOST_SILENT_BEFORE_NAME = 0.85
"""The same for a sentence that sends the reader to a name in noise: the rest of it is what there is to be had."""

MOST_SILENT_BESIDE_INSERT = 0.1
"""The same where all that speaks can be taken out by itself: what is left is good text."""

COVERED = 0.85
"""The share of a unit's letters that rules which ask to cover it must cover together."""

COVERED_CELLS = 0.6
"""The share of the cells of a menu that must hold such a rule's match; the others are names, dates and counts."""

MENU = 3
"""How many cells, set apart by wide blanks or bars, make a line a menu."""

LONGEST_CELL = 20
"""The most characters of a cell beside a button that no text has."""

_CELL = re.compile(r"[^\s|｜丨·›>»«‹/]+(?:[ ][^\s|｜丨·›>»«‹/]+)*")
_FULL_STOP = re.compile(r"[。！？；]")
_SENTENCE_MARK = re.compile(r"[，。！？；]")

# What stands between a label and the address it leads to.
_LED_BY = re.compile(r"(?:[:：→>»＞]|就上|请上|请到|\bat|\bvisit)\s*\Z")

ENGLISH_WORDS = 14
"""The least words of an English sentence that is the text's own when nothing in it speaks."""

POSITION = Evidence("head-or-tail", 1, "first or last lines of the document")
NAME_SHARE = 0.7
"""The share of a hit that its name must be for the hit to be a name and not words around one."""

REPEATED = Evidence("repeated-line", 2, "the same line comes again in the document")
STANDS_OUT = "stands-out"
_QUOTED = re.compile(r"“[^“”]{2,}”|‘[^‘’]{2,}’|「[^「」]{2,}」|『[^『』]{2,}』|\"[^\"]{2,}\"")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found about one unit: its points, the evidence they come from, and the hits it rests on."""

    unit: Unit
    points: int
    evidence: tuple[Evidence, ...]
    kind: str
    flag: str | None = None
    hits: tuple[Hit, ...] = ()


@dataclass(slots=True)
class Suspect:
    """A line some rule hit or a vendor's name stands in, what its place says, and the verdicts so far."""

    number: int
    scan: Scan
    names: list[Hit] = field(default_factory=list)
    context: list[Evidence] = field(default_factory=list)
    everywhere: tuple[Evidence, ...] = ()  # counts in every unit of the line, the context only in the line as a whole
    verdicts: list[Verdict] = field(default_factory=list)

    @property
    def hits(self) -> list[Hit]:
        """The hits that speak for something."""
        return [*self.scan.hits.get(self.number, ()), *self.names]

    @property
    def all_hits(self) -> list[Hit]:
        """The hits, those included that speak against; these are looked for only where a rule hit."""
        return [*(self.scan.with_against(self.number) if self.number in self.scan.hits else ()), *self.names]

    @property
    def sure(self) -> list[Verdict]:
        """The verdicts that are sure."""
        return [verdict for verdict in self.verdicts if verdict.points >= SURE]

    @property
    def is_all_advert(self) -> bool:
        """Whether the whole line goes."""
        return any(verdict.unit.level == "line" for verdict in self.sure)


def whole_line(text: Text, number: int, evidence: Sequence[Evidence], *, kind: str) -> Verdict:
    """Judge a line as a whole by `evidence` alone."""
    line = text.lines[number]
    return Verdict(Unit(line.start, line.end, "line"), sum(item.weight for item in evidence), tuple(evidence), kind)


def weigh(text: Text, suspect: Suspect, neighbours: Sequence[Evidence] = ()) -> None:
    """Set the verdicts on a line: the largest units that are sure, or else the one suspect most in doubt."""
    line = text.lines[suspect.number]
    if not _may_count(text, line, suspect, neighbours):
        return
    start, end = _trimmed(text.string, line.start, line.end)
    whole = Unit(start, end, "line")
    hits = LineHits(without_text(text.string, hit) for hit in _spoken(text.string, start, end, suspect.all_hits))
    inserts = _inserts(text, whole, hits)
    separate = Parts.union(insert.unit.span for insert in inserts)
    hits.glued = Parts(insert.unit for insert in inserts if insert.unit.level in {"glued", "slogan"})
    sure: list[Verdict] = []
    doubtful: list[Verdict] = []
    appended = appended_group(text.string, whole, hits.placed)
    waiting = [whole if appended is None else Unit(*appended, "bracket")]
    while waiting:  # a unit that is not sure is looked at again in its parts
        unit = waiting.pop()
        context = (*suspect.context, *neighbours) if unit.level == "line" or unit.span == appended else ()
        verdict = _weigh_unit(text, unit, hits, (*context, *suspect.everywhere), separate)
        if verdict is not None and verdict.points >= SURE:
            part = without_text_around(text.string, unit, verdict.hits) if unit.level == "clause" else unit
            sure.append(replace(verdict, unit=part))
            continue
        if verdict is not None:
            doubtful.append(verdict)
        waiting += filter(hits.may_count_in, parts_of_unit(text.string, unit))
    taken = Parts.union(verdict.unit.span for verdict in sure)
    sure += [insert for insert in (*inserts, *_slogans(text, whole, hits)) if not taken.hold(insert.unit)]
    leads = leading_questions(text.string, whole, hits.placed) if sure else {}
    sure = [_with_lead(verdict, leads) for verdict in sure]
    suspect.verdicts = sure or sorted(doubtful, key=lambda verdict: -verdict.points)[:1]


class LineHits:
    """The hits of a line by place, and those whose evidence counts in all of it: as many of a rule as its count."""

    def __init__(self, hits: Iterable[Hit]) -> None:
        self.placed = Parts(hits)
        self.reaching: list[Hit] = []
        self.glued: Parts[Unit] = Parts(())  # adverts that lead up to a handle behind which the text goes on
        times: Counter[Rule] = Counter()
        for hit in self.placed.items:
            if hit.rule.reach == "line" and times[hit.rule] < hit.rule.count:
                times[hit.rule] += 1
                self.reaching.append(hit)
        self._most_reaching = most_points(self.reaching)

    def may_count_in(self, unit: Unit) -> bool:
        """Tell, cheaply, whether a part of the line may get enough points; if it may not, nor may any part of it."""
        inside = self.placed.inside(unit)
        return bool(inside) and most_points(inside) + self._most_reaching >= SUSPECT


def _inserts(text: Text, line: Unit, hits: LineHits) -> list[Verdict]:
    """Return the adverts that can be taken out of a line by themselves: cuts, bracketed groups, and handles with their call."""
    inserts = [_cut(text, hit) for hit in hits.placed.items if hit.rule.action == "cut" and cut_points(hit) >= SURE]
    nothing = Parts.union(())
    units = (*brackets(text.string, *line.span), *between_dashes(text.string, line), *before_glued_text(text, line, hits.placed))
    groups = filter(hits.may_count_in, units)
    verdicts = (_weigh_unit(text, unit, hits, (), nothing) for unit in groups)
    return inserts + [verdict for verdict in verdicts if verdict is not None and verdict.points >= SURE]


def _slogans(text: Text, line: Unit, hits: LineHits) -> Iterable[Verdict]:
    """Yield the adverts between two ornaments, and those that noise stands in."""
    units = (*around_noise(text, line, hits.placed), *filter(hits.may_count_in, between_ornaments(text.string, line)))
    verdicts = (_weigh_unit(text, unit, hits, (), Parts.union(())) for unit in units)
    return (verdict for verdict in verdicts if verdict is not None and verdict.points >= SURE)


def _with_lead(verdict: Verdict, leads: Mapping[int, int]) -> Verdict:
    """Widen an advert by the question that leads up to it."""
    start, end, level = verdict.unit
    return replace(verdict, unit=Unit(leads[start], end, level)) if start in leads else verdict


def _may_count(text: Text, line: Line, suspect: Suspect, neighbours: Sequence[Evidence]) -> bool:
    """Tell, cheaply, whether any unit of the line may get enough points: most lines with a hit are ordinary text."""
    hits = suspect.hits
    around = sum(item.weight for item in (*suspect.context, *neighbours))
    if most_points(hits) + around < SUSPECT:
        return False
    covering = [hit for hit in hits if hit.rule.covers]
    if not covering or most_points([hit for hit in hits if not hit.rule.covers]) + around >= SUSPECT:
        return True
    return covers(text, Unit(line.start, line.end, "line"), covering) or (
        opens_bracket(text.string, line.start, line.end)
        and (bool(suspect.verdicts) or _stands_in_group(text.string, line, covering))
    )


def _stands_in_group(string: str, line: Line, hits: Sequence[Hit]) -> bool:
    """Tell whether any of `hits` stands in brackets or between ornaments, which it may cover."""
    groups = (*brackets(string, line.start, line.end), *between_ornaments(string, Unit(line.start, line.end, "line")))
    return any(map(Parts(hits).inside, groups))


def _trimmed(string: str, start: int, end: int) -> tuple[int, int]:
    content = string[start:end]
    return start + len(content) - len(content.lstrip()), end - (len(content) - len(content.rstrip()))


def _weigh_unit(text: Text, unit: Unit, hits: LineHits, context: Collection[Evidence], separate: Parts[Unit]) -> Verdict | None:
    """Sum what speaks for and against one unit; None when it is not even suspect.

    `separate` is where adverts stand that can be taken out of the line by themselves.
    """
    inside = _counting(text, unit, hits.placed.inside(unit))
    speaking = [hit for hit in inside if hit.rule.weight > 0]
    if not speaking:
        return None
    if unit.level in {"line", "sentence"} and REPEATED not in context and _is_text(text.string, unit, speaking):
        return None
    size = word_characters(text.string, *unit.span)
    silent = size - _speaking_letters(text.string, unit, speaking, hits.glued)
    if silent > _most_silent(text.string, unit, speaking, context, separate, size=size) * size:
        return None
    apart = unit.level in {"slogan", "offer"} or (unit.level == "bracket" and any(map(is_noise, inside)))
    reaching = () if apart else hits.reaching  # noise and ornaments are no part of the sentences around them
    evidence = _evidence(text, unit, inside + [hit for hit in reaching if not _holds(unit, hit)])
    evidence += context
    if silent >= SILENT_CLAUSE:
        evidence.append(Evidence("other-matter", -(silent // SILENT_CLAUSE), "clauses that say something else"))
    points = sum(item.weight for item in evidence)
    if points < SUSPECT:
        return None
    kinds: Counter[str] = Counter()
    for hit in inside:
        kinds[hit.rule.kind] += max(0, hit.rule.weight)
    flag = next((hit.rule.flag for hit in inside if hit.rule.flag), None)
    return Verdict(unit, points, tuple(evidence), kinds.most_common(1)[0][0], flag, tuple(inside))


def _spoken(string: str, start: int, end: int, hits: Iterable[Hit]) -> list[Hit]:
    """Return the hits of a line that are not inside a quotation: words there are spoken of, not spoken.

    A hit that is hardly more than a name is no word spoken of: adverts put names in quotation marks.
    """
    inside = ((match.start() + 1, match.end() - 1) for match in _QUOTED.finditer(string, start, end))
    quoted = Parts.union((*inside, *_wrapped_quotes(string, start, end)))
    held = ((hit, quoted.holding(hit)) for hit in hits)
    return [hit for hit, quotation in held if quotation is None or _is_name(hit) or _is_inserted(hit, quotation)]


def _wrapped_quotes(string: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the parts of quotations that a line shares with the line before or after it: a page's edge cuts sentences anywhere."""
    line_before = string.rfind("\n", 0, max(0, start - 1)) + 1
    for opens, closes in _WRAPPED:
        before = opens.search(string, line_before, start)
        close = closes.match(string, start, end) if before else None
        if close:
            yield start, close.end() - 1
        opened = opens.search(string, start, min(end + 1, len(string)))
        if opened and closes.match(string, opened.end()):
            yield opened.start() + 1, end


_WRAPPED = [
    (re.compile(rf"{one}[^{one}{two}\n]*(?<![。！？\n])\n\Z"), re.compile(rf"[^{one}{two}\n]{{0,200}}{two}"))
    for one, two in ("“”", "‘’")
]


def _is_inserted(hit: Hit, quotation: Unit) -> bool:
    """Tell whether a hit to be cut out is a small part of a quotation: an insert in what somebody says."""
    return hit.rule.action == "cut" and 2 * (hit.end - hit.start) < quotation.end - quotation.start


def _is_name(hit: Hit) -> bool:
    return hit.rule in (NAMED, DISGUISED, MIXED) or len(hit.name or "") > NAME_SHARE * (hit.end - hit.start)


def _most_silent(
    string: str, unit: Unit, speaking: Sequence[Hit], context: Collection[Evidence], separate: Parts[Unit], *, size: int
) -> float:
    """Return the share of the unit's letters and digits, `size` of them, that may be silent."""
    if REPEATED in context:
        return MOST_SILENT_REPEATED
    if unit.level == "offer":
        return MOST_SILENT_BEFORE_NAME
    if unit.level in {"bracket", "glued", "slogan"}:
        return MOST_SILENT_IN_BRACKETS
    # A heading or an item of the text with an insert starts with what is not advert.
    opens = not separate.inside(unit) or any(hit.start < end for _, end in clauses(string, *unit.span)[:1] for hit in speaking)
    short = unit.level == "line" and size <= SHORT_LINE
    if short and opens and _shows_contact(string, unit, speaking):
        return MOST_SILENT_BESIDE_CONTACT
    if short and not _FULL_STOP.search(string, *unit.span) and any(hit.rule.flag for hit in speaking):
        return MOST_SILENT_BESIDE_WALL
    outside = Counter(hit.rule for hit in speaking if not separate.hold(hit))
    inserts = separate.inside(unit)
    led = inserts and not letters(string, unit.start, inserts[0].start) and not _FULL_STOP.search(string, *unit.span)
    if inserts and short and _leads_to(string, unit, inserts[-1]):
        return MOST_SILENT_BEFORE_NAME
    least = 1 if led else SUSPECT  # what an advert opens, and no sentence ends, is hardly the text's
    if inserts and (unit.level == "clause" or _amount(outside) < least):
        return MOST_SILENT_BESIDE_INSERT
    if any(item.rule == STANDS_OUT for item in context):
        return MOST_SILENT_APART
    return MOST_SILENT_AT_EDGE if opens and POSITION in context else MOST_SILENT


def _leads_to(string: str, unit: Unit, insert: Unit) -> bool:
    """Tell whether a line without a sentence is nothing but a label, a colon or an arrow, and the address it leads to."""
    closes = not letters(string, insert.end, unit.end) and not _SENTENCE_MARK.search(string, *unit.span)
    return closes and _LED_BY.search(string, unit.start, insert.start) is not None and not NUMBERED.match(string, *unit.span)


def _amount(times: Mapping[Rule, int]) -> int:
    """Return the points of rules that hit so often."""
    return sum(rule.weight * min(count, rule.count) for rule, count in times.items())


def _shows_contact(string: str, unit: Unit, speaking: Sequence[Hit]) -> bool:
    """Tell whether a line that is no sentence gives a vendor's contact; the rest of it then says whose, when and for what."""
    contact = sum(hit.rule.weight for hit in speaking if hit.rule.kind == "contact")
    return contact >= SURE and not _FULL_STOP.search(string, *unit.span)


def _holds(unit: Unit, hit: Hit) -> bool:
    return unit.start <= hit.start and hit.end <= unit.end


def _is_text(string: str, unit: Unit, speaking: Sequence[Hit]) -> bool:
    """Tell whether a line is not all advert: a whole sentence of it, or the start of a numbered item, has nothing of one."""
    starts = sorted(hit.start for hit in speaking if hit.rule.weight >= SPEAKING)
    number = NUMBERED.match(string, *unit.span)
    if number and starts and starts[0] > number.end() + 1:
        return True
    return any(
        _is_whole_sentence(string[start:end]) and bisect_left(starts, start) == bisect_left(starts, end)
        for start, end in sentences(string, *unit.span)
    )


def _is_whole_sentence(string: str) -> bool:
    """Tell whether a sentence ends in a full stop; an English one, of which adverts write short ones, says several things."""
    if string.rstrip("”’」』）) ").endswith("。"):
        return True
    return string.isascii() and string.rstrip("\"') ").endswith(".") and string.count(" ") >= ENGLISH_WORDS


def _counting(text: Text, unit: Unit, hits: list[Hit]) -> list[Hit]:
    """Return the hits that count: those of rules that ask to cover the unit only where they do, with no sentence around.

    A hit to be cut out that is not sure by itself is no evidence either: an undisguised address is one like any other.
    """
    hits = [hit for hit in hits if hit.rule.action != "cut" or cut_points(hit) >= SURE]
    covering = [hit for hit in hits if hit.rule.covers]
    if not covering or (unit.level in {"line", "bracket"} and covers(text, unit, covering)):
        return hits
    return [hit for hit in hits if not hit.rule.covers]


def _evidence(text: Text, unit: Unit, hits: Sequence[Hit]) -> list[Evidence]:
    """Return what the hits in a unit amount to, each rule once for each different match up to its count."""
    wording: dict[Rule, set[str]] = {}
    placed = Parts(hits)
    for hit in hits:
        if not _said_by_another(hit, placed.touching(hit)):
            wording.setdefault(hit.rule, set()).add(text.folded[hit.start : hit.end])
    share = 0.5 if unit.level == "line" and not _SENTENCE_MARK.search(text.string, *unit.span) else 1.0
    if NAMED in wording and _holds_share(text, unit, [hit for hit in hits if hit.rule is NAMED], share):
        wording[ALONE] = wording.pop(NAMED)
    points = {rule: rule.weight * min(len(matches), rule.count) for rule, matches in wording.items()}
    evidence = [Evidence(rule.id, _undoing(rule, points), rule.why) for rule in points]
    if any(hit.disguised and hit.rule.weight > 0 for hit in hits):
        evidence.append(DISGUISE)
    return evidence


def _undoing(rule: Rule, points: Mapping[Rule, int]) -> int:
    """Return the points of a rule; one against contacts or notices undoes no more than what speaks for these."""
    if rule.weight > 0 or rule.kind == "ad":
        return points[rule]
    return -min(-points[rule], sum(points[other] for other in points if other.kind == rule.kind and other.weight > 0))


def _said_by_another(hit: Hit, touching: Iterable[Hit]) -> bool:
    """Tell whether the words of a hit count for another rule of its kind already, of the hits that share characters with it.

    That is where both have the same words, and where a rule knows those that this one allows errors in: they are not bent.
    """
    if hit.rule.weight < 0:
        return False
    for other in touching:
        if other.rule is hit.rule or other.rule.weight < 0:
            continue
        if hit.rule.errors:
            return True
        same = (other.start, other.end) == (hit.start, hit.end) and other.rule.kind == hit.rule.kind
        if same and (other.rule.weight, other.rule.id) > (hit.rule.weight, hit.rule.id):
            return True
    return False


def may_ever_count(text: Text, number: int, hits: Sequence[Hit]) -> bool:
    """Tell whether a line may come to count, whatever is around it: words that must cover it and do not are ordinary text."""
    if any(not hit.rule.covers or speaks_of_selling(hit) for hit in hits):
        return True
    line = text.lines[number]
    return covers(text, Unit(line.start, line.end, "line"), hits) or (
        opens_bracket(text.string, line.start, line.end) and _stands_in_group(text.string, line, hits)
    )


def covers(text: Text, unit: Unit, hits: Sequence[Hit]) -> bool:
    """Tell whether `hits` together are all a unit has to say: nearly all its letters, or most cells of a menu."""
    if _holds_share(text, unit, hits, COVERED):
        return True
    if _SENTENCE_MARK.search(text.string, *unit.span):
        return False
    cells = [match.span() for match in _CELL.finditer(text.string, *unit.span)]
    starts = sorted(hit.start for hit in hits)
    told = sum(bisect_left(starts, start) < bisect_left(starts, end) for start, end in cells)
    if len(cells) < 2:
        return False
    buttons = [hit for hit in hits if hit.rule.weight >= SURE]  # no text has one as a cell, so the others are a page's as well
    placed = Parts(buttons)
    inside = ((cell, placed.inside(cell)) for cell in (Unit(*span, "cell") for span in cells) if buttons)
    if any(found and _holds_share(text, cell, found, COVERED) for cell, found in inside):
        return max(end - start for start, end in cells) <= LONGEST_CELL
    return len(cells) >= MENU and told >= COVERED_CELLS * len(cells)


def _holds_share(text: Text, unit: Unit, hits: Sequence[Hit], share: float) -> bool:
    told = sum(hit.end - hit.start for hit in hits)
    if told < share * letters(text.string, unit.start, min(unit.end, unit.start + 2 * told + SHORT_LINE)):
        return False  # so much the beginning tells already
    least = share * letters(text.string, *unit.span)
    if told < least:
        return False
    return _count_in(text.string, [(hit.start, hit.end) for hit in hits], letters) >= least


def _count_in(string: str, spans: list[Span], count_characters: Callable[[str, int, int], int]) -> int:
    """Count characters of a kind in the union of `spans`."""
    count = at = 0
    for start, end in sorted(spans):
        count += count_characters(string, max(at, start), max(at, end))
        at = max(at, end)
    return count


def _speaking_letters(string: str, unit: Unit, hits: Sequence[Hit], glued: Parts[Unit]) -> int:
    """Count the letters of a unit that are part of an advert; the others are silent.

    A clause speaks as a whole when it holds enough evidence; where a hit can be cut out by itself, or the text goes on
    behind a handle, only the hits do.
    """
    speaking = [(hit.start, hit.end) for hit in hits if hit.rule.weight >= SPEAKING]
    parts = clauses(string, *unit.span)
    starts = [start for start, _ in parts]
    points = [0] * len(parts)
    for hit in hits:
        for index in range(max(0, bisect_right(starts, hit.start) - 1), bisect_left(starts, hit.end)):
            points[index] += hit.rule.weight if hit.rule.action != "cut" else -len(string)  # never the whole clause
    for handle in glued.inside(unit):
        speaking.append(handle.span)
        points[bisect_right(starts, handle.start) - 1] = 0
    speaking += [part for part, weight in zip(parts, points, strict=True) if weight >= SPEAKING]
    return _count_in(string, speaking, word_characters)


def _cut(text: Text, hit: Hit) -> Verdict:
    """Judge a hit that is cut out of its sentence by itself."""
    evidence = [Evidence(hit.rule.id, hit.rule.weight, hit.rule.why)]
    if hit.disguised:
        evidence.append(DISGUISE)
    unit = Unit(*cut_span(text.string, hit), "cut")
    return Verdict(unit, cut_points(hit), tuple(evidence), hit.rule.kind, hit.rule.flag, (hit,))
