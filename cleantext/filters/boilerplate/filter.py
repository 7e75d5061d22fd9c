"""Judge a document's lines, first each alone, then with what the sure ones make known."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from cleantext.edits import Edit, Evidence, confidence, order, resolve_overlaps
from cleantext.filters.boilerplate.belonging import belonging
from cleantext.filters.boilerplate.context import BLOCK_OF_ADVERTS, SHARED, Surroundings
from cleantext.filters.boilerplate.enclosures import ODD, find_enclosures, find_foreign_contacts, names_shown
from cleantext.filters.boilerplate.points import SURE, SUSPECT
from cleantext.filters.boilerplate.weighing import STANDS_OUT, Suspect, Verdict, may_ever_count, weigh, whole_line
from cleantext.matching import Hit, Matcher, Scan, time_limit_finding
from cleantext.names import find_names, learn_names
from cleantext.rules import Rule
from cleantext.text import Text

ROUNDS = 2
"""How often neighbours are looked at again: a line made sure by its neighbour may decide the next one."""


class Boilerplate:
    """Find adverts, notices, vendor contacts and chrome that the rules of the boilerplate packs give evidence of.

    The same words in ordinary prose stay: they weigh too little there, and a sentence that says other things as well is
    not cut. So does what stands in fenced code. A line goes with its end; what is cut out of a line leaves the sentence around
    it as it is.

    >>> from cleantext.rules import load_shipped_packs
    >>> rules = [rule for pack in load_shipped_packs() if pack.filter == "boilerplate" for rule in pack.rules]
    >>> [edit.removed for edit in Boilerplate(rules).find(Text("会议于周五召开。\\n更多范文请加微信：abc_123\\n"))]
    ['更多范文请加微信：abc_123\\n']
    """

    name = "boilerplate"

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._matcher = Matcher(rules)

    def prepare(self) -> None:
        """Build and compile now what the first text would wait for."""
        self._matcher.prepare()

    def find(self, text: Text) -> Iterable[Edit]:
        """Yield an edit for each unit that is advert, and for each suspect worth reporting."""
        scan = self._matcher.scan(text)
        enclosures = find_enclosures(text)
        verdicts = self._verdicts(text, scan, enclosures) if scan.hits or enclosures else []
        for rule in scan.late:
            yield time_limit_finding(text, rule)
        sure = resolve_overlaps(_edit(text, verdict) for verdict in verdicts if verdict.points >= SURE)
        yield from text.whole_lines(sure)
        # One a line at the most, so they are disjoint; widened too, because a caller's threshold may be lower than ours.
        doubtful = order(_edit(text, verdict) for verdict in verdicts if SUSPECT <= verdict.points < SURE)
        yield from text.whole_lines(doubtful)

    def _verdicts(self, text: Text, scan: Scan, enclosures: Mapping[int, list[Hit]]) -> list[Verdict]:
        """Judge the lines that were hit; once more when a rule that spoke against some of them ran into its time limit."""
        late = None
        while late != scan.late:
            late = scan.late
            suspects = list(_judge(text, scan, enclosures))
            scan.drop_late()
        return [verdict for suspect in suspects for verdict in suspect.verdicts]


def _judge(text: Text, scan: Scan, enclosures: Mapping[int, list[Hit]]) -> Iterable[Suspect]:
    """Weigh each line that was hit; then again with vendor names, and with neighbours, that are known by then."""
    surroundings = Surroundings(text)
    apart = surroundings.set_apart((enclosures, find_foreign_contacts(text, scan.hits)), scan.hits)
    hits = {number: [*scan.hits.get(number, ()), *apart.get(number, ())] for number in sorted({*scan.hits, *apart})}
    standing = surroundings.standing(hits)
    suspects: dict[int, Suspect] = {}
    promising = [number for number, found in hits.items() if number not in text.fenced and may_ever_count(text, number, found)]

    def suspect_lines(numbers: Collection[int], topic: tuple[Evidence, ...]) -> None:
        signs = surroundings.standing_out(numbers, hits)
        for number in numbers:
            stands_out = [signs[number]] if number in signs else []
            against = surroundings.particulars(number) + (() if stands_out else topic)
            suspects[number] = Suspect(
                number, scan, list(apart.get(number, ())), context=standing[number] + stands_out, everywhere=against
            )
            weigh(text, suspects[number])

    suspect_lines(promising, ())
    topic = surroundings.topic(suspects)
    for suspect in suspects.values() if topic else ():
        if not any(item.rule == STANDS_OUT for item in suspect.context):
            suspect.everywhere += topic
            if suspect.verdicts:  # it speaks against, so that nothing else comes to count
                weigh(text, suspect)
    for number in surroundings.shared(suspects):
        suspects[number].context.append(SHARED)
        weigh(text, suspects[number])
    for number in surroundings.advert_block(suspects):
        suspects[number].context.append(BLOCK_OF_ADVERTS)
        weigh(text, suspects[number])
    adverts = [(verdict.unit.span, verdict.hits) for suspect in suspects.values() for verdict in suspect.sure]
    named = {
        number: found
        for number, found in find_names(text, learn_names(text, adverts) | names_shown(text, _odd(hits)), scan.disguised).items()
        if number not in text.fenced
    }
    suspect_lines([number for number in named if number in scan.hits and number not in suspects], topic)
    for number, found in named.items():
        suspect = suspects.setdefault(number, Suspect(number, scan))
        suspect.names += found
        weigh(text, suspect)
    for _ in range(ROUNDS):
        gone = {number for number, suspect in suspects.items() if suspect.is_all_advert}
        for number, evidence in surroundings.neighbours(suspects.keys() - gone, gone).items():
            weigh(text, suspects[number], evidence)
    gone = {number for number, suspect in suspects.items() if suspect.is_all_advert}
    for number, evidence in belonging(text, gone).items():
        suspects[number] = Suspect(number, scan, verdicts=[whole_line(text, number, evidence, kind="ad")])
    return suspects.values()


def _odd(hits: Mapping[int, Sequence[Hit]]) -> dict[int, list[Hit]]:
    """Return the hits that say little but that words stand where, or are written as, no text's own do."""
    odd = ((number, [hit for hit in found if hit.rule in ODD or hit.rule.view == "disguised"]) for number, found in hits.items())
    return {number: found for number, found in odd if found}


def _edit(text: Text, verdict: Verdict) -> Edit:
    strongest = sorted((item for item in verdict.evidence if item.weight > 0), key=lambda item: -item.weight)
    return text.edit(
        *verdict.unit.span,
        rule=tuple(item.rule for item in strongest),
        kind=verdict.kind,
        confidence=confidence(verdict.points),
        evidence=verdict.evidence,
        flag=verdict.flag,
    )
