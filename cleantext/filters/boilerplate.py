"""Adverts, notices, contacts and site chrome, by the evidence for them and against them.

Rules give points to what they hit. Context adds to it: where a line stands, what stands around it, how often it comes,
disguise, and names learned from the document's own sure adverts. Each line is cut into units, the largest unit that is
sure advert and has little else to say goes, and everything that counted is on the edit.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from cleantext.edits import Edit, Evidence, Span, confidence, resolve_overlaps
from cleantext.matching import Hit, Matcher, Scan, time_limit_finding
from cleantext.names import ALONE, NAMED, find_names, learn_names
from cleantext.rules import Rule
from cleantext.text import Text
from cleantext.units import Unit, clauses, letters, units_of_line

SURE = 6
"""The points at which a unit counts as advert for what stands around it; as many as the default threshold asks for."""

SUSPECT = 3
"""The points from which a unit that stays is reported."""

HEAD, TAIL = 3, 6
"""How many lines with text at the start and end of a document count as its head and tail, where vendors put their lines."""

SILENT_CLAUSE = 12
"""So many letters in clauses without any evidence cost a unit one point: an advert speaks about itself all the time."""

MOST_SILENT = 0.4
"""The share of a unit's letters that may be silent; above it the unit is a text that holds an advert, not an advert."""

MOST_SILENT_IN_CLAUSE = 0.1
"""The same for a clause that holds a hit which can be cut out by itself: what is left of the clause is good text."""

SPEAKING = 2
"""The points a clause needs to be part of an advert rather than silent."""

COVERED = 0.85
"""The share of a unit's letters that rules which ask to cover it must cover together."""

TOKEN_RUN = 3
"""How many lines in a row that are nothing but a button make a toolbar; two may be a list of two words."""

_NOISE_AROUND = re.compile(r"[*#@~^&%$_|/\\+=·•◆★☆→←↗↖\-]{1,4}")

_DISGUISE = Evidence("disguise", 3, "symbols or foreign letters inside a telling word")
_POSITION = Evidence("head-or-tail", 1, "first or last lines of the document")
_REPEATED = Evidence("repeated-line", 2, "the same line comes again in the document")
_TOKEN_RUN = Evidence("run-of-tokens", 4, "three lines or more in a row, each nothing but a button or a label")
_BESIDE = Evidence("beside-advert", 1, "the line before or after is advert")
_WEDGED = Evidence("wedged", 3, "advert, or the end of the document, on both sides")


@dataclass(slots=True)
class _Suspect:
    """A line some rule hit, with what speaks for and against it so far."""

    number: int
    hits: list[Hit]
    context: list[Evidence] = field(default_factory=list)
    verdicts: list[_Verdict] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Verdict:
    unit: Unit
    points: int
    evidence: tuple[Evidence, ...]
    kind: str
    flag: str | None
    hits: tuple[Hit, ...]


class Boilerplate:
    """Find adverts, notices, vendor contacts and chrome that the rules of the boilerplate packs give evidence of.

    The same words in ordinary prose stay: they weigh too little there, and a sentence that says other things as well is
    not cut. A line goes with its end; what is cut out of a line leaves the sentence around it as it is.

    >>> from cleantext.rules import load_shipped_packs
    >>> rules = [rule for pack in load_shipped_packs() if pack.filter == "boilerplate" for rule in pack.rules]
    >>> [edit.removed for edit in Boilerplate(rules).find(Text("会议于周五召开。\\n更多范文请加微信：abc_123\\n"))]
    ['更多范文请加微信：abc_123\\n']
    """

    name = "boilerplate"

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._matcher = Matcher(rules)

    def find(self, text: Text) -> Iterable[Edit]:
        """Yield an edit for each unit that is advert, and for each suspect worth reporting."""
        scan = self._matcher.scan(text)
        for rule in scan.late:
            yield time_limit_finding(text, rule)
        if not scan.hits:
            return
        suspects = _judge(text, scan)
        edits = resolve_overlaps(
            _edit(text, verdict) for suspect in suspects.values() for verdict in suspect.verdicts if verdict.points >= SURE
        )
        yield from text.whole_lines(edits)
        for suspect in suspects.values():
            yield from (_edit(text, verdict) for verdict in suspect.verdicts if SUSPECT <= verdict.points < SURE)


def _judge(text: Text, scan: Scan) -> dict[int, _Suspect]:
    """Weigh each line that was hit, first alone, then with the names and the neighbours the sure ones make known."""
    filled = [number for number, line in enumerate(text.lines) if text.string[line.start : line.end].strip()]
    rank = {number: index for index, number in enumerate(filled)}
    suspects = {number: _Suspect(number, hits) for number, hits in scan.hits.items() if number in rank}
    repeats = _repeats(text, suspects)
    for number, suspect in suspects.items():
        if len(filled) > HEAD + TAIL and (rank[number] < HEAD or rank[number] >= len(filled) - TAIL):
            suspect.context.append(_POSITION)
        if repeats[number] > 1:
            suspect.context.append(_REPEATED)
        _weigh(text, suspect)
    for number in _token_runs(text, suspects, rank):
        suspects[number].context.append(_TOKEN_RUN)
        _weigh(text, suspects[number])
    names = learn_names(hit for suspect in suspects.values() for verdict in _sure(suspect) for hit in verdict.hits)
    for number, hits in find_names(text, names, scan.disguised).items():
        suspect = suspects.setdefault(number, _Suspect(number, []))
        suspect.hits.extend(hits)
        _weigh(text, suspect)
    for _ in range(2):  # a line made sure by its neighbour may decide the next one
        gone = {number for number, suspect in suspects.items() if any(verdict.unit.level == "line" for verdict in _sure(suspect))}
        for number in sorted(suspects.keys() - gone):
            neighbours = _neighbours(number, rank, filled, gone)
            if neighbours:
                _weigh(text, suspects[number], neighbours)
    return suspects


def _sure(suspect: _Suspect) -> list[_Verdict]:
    return [verdict for verdict in suspect.verdicts if verdict.points >= SURE]


def _repeats(text: Text, suspects: Iterable[int]) -> dict[int, int]:
    """Count for each suspect line how often the same line, digits aside, stands among the suspects."""
    shape = {
        number: re.sub(r"\d+", "0", text.folded[text.lines[number].start : text.lines[number].end].strip()) for number in suspects
    }
    times = Counter(shape.values())
    return {number: times[line] for number, line in shape.items()}


def _token_runs(text: Text, suspects: dict[int, _Suspect], rank: dict[int, int]) -> list[int]:
    """Return the lines that stand in a run of lines which are covered by buttons and labels: a toolbar, a token a line."""
    runs: list[list[int]] = []
    for number in sorted(suspects):
        line = text.lines[number]
        covering = [hit for hit in suspects[number].hits if hit.rule.covers]
        if not covering or not _covers(text, Unit(line.start, line.end, "line"), covering):
            continue
        if runs and rank[number] == rank[runs[-1][-1]] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return [number for run in runs if len(run) >= TOKEN_RUN for number in run]


def _neighbours(number: int, rank: dict[int, int], filled: list[int], gone: set[int]) -> list[Evidence]:
    index = rank[number]
    before = index == 0 or filled[index - 1] in gone
    after = index == len(filled) - 1 or filled[index + 1] in gone
    if before and after and len(filled) > 1:
        return [_WEDGED]
    beside = (index > 0 and filled[index - 1] in gone) or (index < len(filled) - 1 and filled[index + 1] in gone)
    return [_BESIDE] if beside else []


def _weigh(text: Text, suspect: _Suspect, neighbours: Sequence[Evidence] = ()) -> None:
    """Set the verdicts on a line: the largest units that are sure, or else the one suspect most in doubt."""
    if _most_points(suspect, neighbours) < SUSPECT:
        return
    line = text.lines[suspect.number]
    start, end = _trimmed(text.string, line.start, line.end)
    sure: list[_Verdict] = []
    doubtful: list[_Verdict] = []
    for unit in units_of_line(text.string, start, end):
        if any(verdict.unit.start <= unit.start and unit.end <= verdict.unit.end for verdict in sure):
            continue
        context = [*suspect.context, *neighbours] if unit.level == "line" else []
        verdict = _weigh_unit(text, unit, suspect.hits, context)
        if verdict is not None:
            (sure if verdict.points >= SURE else doubtful).append(verdict)
    for hit in suspect.hits:
        if hit.rule.action == "cut" and not any(
            verdict.unit.start <= hit.start and hit.end <= verdict.unit.end for verdict in sure
        ):
            sure.append(_cut(text, hit))
    suspect.verdicts = sure or sorted(doubtful, key=lambda verdict: -verdict.points)[:1]


def _most_points(suspect: _Suspect, neighbours: Sequence[Evidence]) -> int:
    """Return more points than any unit of the line can get, cheaply: most lines with a hit are ordinary text."""
    points = sum(max(0, hit.rule.weight) for hit in suspect.hits)
    points += _DISGUISE.weight * any(hit.disguised for hit in suspect.hits)
    points += (ALONE.weight - NAMED.weight) * any(hit.rule is NAMED for hit in suspect.hits)
    return points + sum(item.weight for item in (*suspect.context, *neighbours))


def _trimmed(string: str, start: int, end: int) -> tuple[int, int]:
    content = string[start:end]
    return start + len(content) - len(content.lstrip()), end - (len(content) - len(content.rstrip()))


def _weigh_unit(text: Text, unit: Unit, hits: Iterable[Hit], context: Iterable[Evidence]) -> _Verdict | None:
    """Sum what speaks for and against one unit; None when it is not even suspect."""
    inside = _counting(text, unit, [hit for hit in hits if unit.start <= hit.start and hit.end <= unit.end])
    speaking = [hit for hit in inside if hit.rule.weight > 0]
    if not speaking:
        return None
    silent = _silent_letters(text.string, unit, speaking)
    if silent > (MOST_SILENT_IN_CLAUSE if unit.level == "clause" else MOST_SILENT) * letters(text.string, *unit.span):
        return None
    evidence = _evidence(text, unit, inside + [hit for hit in hits if hit.rule.reach == "line" and hit not in inside])
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
    return _Verdict(unit, points, tuple(evidence), kinds.most_common(1)[0][0], flag, tuple(inside))


def _counting(text: Text, unit: Unit, hits: list[Hit]) -> list[Hit]:
    """Return the hits that count: those of rules that ask to cover the unit only where they do, with no sentence around."""
    covering = [hit for hit in hits if hit.rule.covers]
    if not covering or (unit.level in {"line", "bracket"} and _covers(text, unit, covering)):
        return hits
    return [hit for hit in hits if not hit.rule.covers]


def _evidence(text: Text, unit: Unit, hits: Sequence[Hit]) -> list[Evidence]:
    """Return what the hits in a unit amount to, each rule once for each different match up to its count."""
    wording: dict[Rule, set[str]] = {}
    for hit in hits:
        wording.setdefault(hit.rule, set()).add(text.folded[hit.start : hit.end])
    if NAMED in wording and _covers(text, unit, [hit for hit in hits if hit.rule is NAMED], share=1.0):
        wording[ALONE] = wording.pop(NAMED)
    evidence = [Evidence(rule.id, rule.weight * min(len(matches), rule.count), rule.why) for rule, matches in wording.items()]
    if any(hit.disguised and hit.rule.weight > 0 for hit in hits):
        evidence.append(_DISGUISE)
    return evidence


def _covers(text: Text, unit: Unit, hits: Sequence[Hit], share: float = COVERED) -> bool:
    covered = _letters_in(text.string, [(hit.start, hit.end) for hit in hits])
    return covered >= share * letters(text.string, *unit.span)


def _letters_in(string: str, spans: list[Span]) -> int:
    """Count the letters in the union of `spans`."""
    count = at = 0
    for start, end in sorted(spans):
        count += letters(string, max(at, start), max(at, end))
        at = max(at, end)
    return count


def _silent_letters(string: str, unit: Unit, hits: Sequence[Hit]) -> int:
    """Count the letters of a unit that are no part of an advert.

    A clause speaks as a whole when it holds enough evidence; where a hit can be cut out by itself, only the hits do.
    """
    speaking = [(hit.start, hit.end) for hit in hits if hit.rule.weight >= SPEAKING]
    for start, end in clauses(string, unit.start, unit.end):
        inside = [hit for hit in hits if hit.start < end and start < hit.end]
        if not any(hit.rule.action == "cut" for hit in inside) and sum(hit.rule.weight for hit in inside) >= SPEAKING:
            speaking.append((start, end))
    return letters(string, *unit.span) - _letters_in(string, speaking)


def _cut(text: Text, hit: Hit) -> _Verdict:
    """Judge a hit that is cut out of its sentence by itself, with the noise and the brackets around it."""
    start, end = hit.start, hit.end
    if hit.disguised:
        before = re.search(_NOISE_AROUND.pattern + r"\Z", text.string[max(0, start - 4) : start])
        after = _NOISE_AROUND.match(text.string, end)
        start -= len(before.group()) if before else 0
        end = after.end() if after else end
    while start > 0 and text.string[start - 1 : start] + text.string[end : end + 1] in {
        "（）",
        "()",
        "【】",
        "[]",
        "「」",
        "『』",
        "〖〗",
        "<>",
    }:
        start, end = start - 1, end + 1
    evidence = [Evidence(hit.rule.id, hit.rule.weight, hit.rule.why)]
    if hit.disguised:
        evidence.append(_DISGUISE)
    points = sum(item.weight for item in evidence)
    return _Verdict(Unit(start, end, "cut"), points, tuple(evidence), hit.rule.kind, hit.rule.flag, (hit,))


def _edit(text: Text, verdict: _Verdict) -> Edit:
    strongest = sorted((item for item in verdict.evidence if item.weight > 0), key=lambda item: -item.weight)
    return text.edit(
        verdict.unit.start,
        verdict.unit.end,
        rule=tuple(item.rule for item in strongest),
        kind=verdict.kind,
        confidence=confidence(verdict.points),
        evidence=verdict.evidence,
        flag=verdict.flag,
    )
