"""Find the runs of marks that stand for removed content."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cleantext.edits import Edit, Evidence, confidence
from cleantext.filters.redactions.document import Facts, Shields, emphasised_lines, is_bold, opens_in_bold
from cleantext.filters.redactions.runs import FAMILY, SHAPES, Run, find_runs, is_alphabetic
from cleantext.filters.redactions.settling import settle
from cleantext.filters.redactions.tokens import Tokens
from cleantext.filters.redactions.weighing import Verdict, is_blank_date, weigh
from cleantext.text import Signs, Text

_SIGNS = Signs(("REDACTED", *FAMILY))

_SURE = 6
"""Points that make a place sure from its surroundings alone: as many as the default threshold asks for."""

_WORTH_SAYING = 3
"""Points below which a run is not worth a finding."""

_MANY = 10_000
_THICK = 6
"""So many runs with fewer code points than this for each are no prose: the densest report we know has one in 60."""


class Redactions:
    """Find runs of x, ×, *, ○, □, △ and 某 that stand for removed content, each to become one token.

    The edit covers the run alone: digits, units, ``%``, hyphens and commas beside it stay. Multiplication, emphasis, code, rays and
    chromosomes, programme names, zeros, boxes to tick and blanks to fill in are left alone; what stays in doubt is a finding.
    A token that stands in the text already is reported and kept. A document of nothing but marks is left alone, with a finding.

    >>> [(edit.removed, edit.type) for edit in Redactions().find(Text("20xx年增长x.x%，手机138****0000，2×3米"))]
    [('xx', 'year'), ('x.x', 'number'), ('****', 'phone')]
    """

    name = "redactions"

    def __init__(self, *, tokens: Tokens | None = None) -> None:
        self._tokens = Tokens() if tokens is None else tokens
        self._token_pattern = self._tokens.pattern

    @property
    def signs(self) -> Signs | None:
        """Marks, or tokens that stand in the text already; of tokens of one's own, nothing is known."""
        return None if self._tokens.custom else _SIGNS

    def find(self, text: Text) -> Iterable[Edit]:
        """Yield an edit for each run, sure or in doubt, and a finding for each token that is in the text already."""
        string = text.string
        if "REDACTED" in string or self._tokens.custom:
            yield from self._present(text)
        emphasis = "**" in string and opens_in_bold(string)
        weighed = _weighed(string, emphasis=emphasis)
        if weighed is None:
            yield _left_alone(text)
            return
        if not any(verdict or run.family == "某" for run, verdict in weighed):
            return
        shields = Shields(string, self._token_pattern)
        weighed = [(run, verdict) for run, verdict in weighed if not shields.cover(run.start)]
        facts = _survey(string, weighed, tokens=bool(shields.tokens))
        for run, local in weighed:
            verdict = settle(local, run, facts)
            if verdict is not None and verdict.points >= _WORTH_SAYING:
                yield self._edit(text, run, verdict)

    def _edit(self, text: Text, run: Run, verdict: Verdict) -> Edit:
        def edit(replacement: str) -> Edit:
            return text.edit(
                run.start,
                run.end,
                replacement,
                rule=verdict.rule,
                kind="redaction",
                type=verdict.type,
                confidence=confidence(verdict.points),
                evidence=verdict.evidence,
            )

        return edit(self._tokens.of_type(verdict.type) or self._tokens(edit("")))

    def _present(self, text: Text) -> Iterable[Edit]:
        """Report tokens that stand in the text already; they replace themselves, whatever the threshold."""
        evidence = (Evidence("token-in-text", _WORTH_SAYING, "the text holds a redaction token already"),)
        for match in re.finditer(self._token_pattern, text.string):
            yield text.edit(
                match.start(),
                match.end(),
                match.group(),
                rule="token-in-text",
                kind="redaction",
                type="unknown",
                confidence=confidence(_WORTH_SAYING),
                evidence=evidence,
            )


def _left_alone(text: Text) -> Edit:
    """Say on the document's record that its marks are too thick to be judged, and so none of them was."""
    why = f"more than {_MANY} runs of marks, fewer than {_THICK} characters for each: a drawing or a table, none of them judged"
    evidence = (Evidence("marks-too-thick", 0, why),)
    return text.edit(0, 0, rule="marks-too-thick", kind="redaction", type="unknown", confidence=0.0, evidence=evidence)


def _weighed(string: str, *, emphasis: bool) -> list[tuple[Run, Verdict | None]] | None:
    """Weigh the runs of `string` one by one; None when marks are so thick that they draw something, or want to take time."""
    few = is_alphabetic(string) and sum(map(string.count, filter(string.__contains__, FAMILY))) < _MANY
    if few and not any(map(weigh, find_runs(string, emphasis=emphasis, alphabetic=True))):
        return []  # as of most code, which is soon done with
    weighed = []
    for run in find_runs(string, emphasis=emphasis):
        weighed.append((run, weigh(run)))
        if len(weighed) >= _MANY and len(weighed) * _THICK > run.end:
            return None
    return weighed


def _survey(string: str, weighed: list[tuple[Run, Verdict | None]], *, tokens: bool) -> Facts:
    """Count the sure places of each family, and look whether stars are emphasis."""
    facts = Facts(string, tokens=tokens)
    stars = [(run, verdict is not None and verdict.points >= _SURE) for run, verdict in weighed if _may_be_emphasis(run, verdict)]
    if stars:
        facts.emphasised = emphasised_lines(string)
        facts.bold = is_bold([(run, sure) for run, sure in stars if run.start not in facts.emphasised or sure], string)
    # No place is sure yet, so that this is what each run says without the others.
    alone = [(run, settle(local, run, facts)) for run, local in weighed]
    sure = [run for run, verdict in alone if verdict is not None and _speaks_for_others(run, verdict)]
    facts.sure.update(run.family for run in sure)
    facts.places = frozenset(run.start for run in sure)
    facts.surnames = frozenset(run.left[-1:] for run in sure if run.family == "某" and run.left)
    return facts


def _speaks_for_others(run: Run, verdict: Verdict) -> bool:
    """Whether a place is sure enough to show how the document redacts: a censored word and the date of a form never are.

    Shapes need fewer points for this than letters, because they speak for shapes only.
    """
    if verdict.type == "word" or is_blank_date(run, verdict.type):
        return False
    return verdict.points >= (_SURE - 3 if run.family in SHAPES else _SURE)


def _may_be_emphasis(run: Run, verdict: Verdict | None) -> bool:
    return run.family == "*" and (verdict is None or verdict.type not in ("phone", "id"))
