"""Weigh what stands right beside a run of marks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cleantext.edits import Evidence
from cleantext.filters.redactions.cues import Cue, cues_for
from cleantext.filters.redactions.look_alikes import is_look_alike
from cleantext.filters.redactions.runs import SHAPES, Run

_LETTER_CUES = ("number-unit", "number-classifier", "date", "place-letter", "ordinal")
"""The cues that also stand beside a letter: X级, 第X章."""


class Verdict(NamedTuple):
    """What the surroundings of a run say: the points, the type the weightiest cue gives, and the evidence one by one."""

    points: int
    type: str
    evidence: tuple[Evidence, ...]

    @property
    def rule(self) -> str:
        """The id of the weightiest cue."""
        return self.evidence[0].rule


def weigh(run: Run) -> Verdict | None:
    """Weigh what stands right beside `run`; None when it cannot be a redaction, or nothing speaks for it.

    >>> from cleantext.filters.redactions.runs import find_runs
    >>> [verdict and verdict.type for verdict in map(weigh, find_runs("xx年x月拍X光片，共花费xx.x元"))]
    ['year', 'date', None, 'number']
    """
    if is_look_alike(run):
        return None
    return verdict_of([cue for cue in cues_for(run) if cue.speaks_for(run)], run)


def verdict_of(hits: Sequence[Cue], run: Run) -> Verdict | None:
    """Return what the cues that were hit say together, with what the mark itself says against it; None without a cue.

    The weightiest cue counts in full and gives the type; that there is another one counts a single point, for they overlap.
    """
    if not hits:
        return None
    best = max(hits, key=lambda cue: cue.weight)  # of equals, the first in the table
    evidence = [Evidence(best.id, best.weight, best.why)]
    others = [cue for cue in hits if cue is not best and cue.weight >= 3]
    if others:
        evidence.append(Evidence(others[0].id, 1, others[0].why))
    if run.family in SHAPES:
        evidence.append(Evidence("mark-of-many-uses", -4, "the mark is more often a bullet, a box or a zero"))
    if is_blank_date(run, best.type):
        evidence.append(Evidence("form", -2, "a date of boxes is mostly a form to fill in"))
    if run.family == "X" and run.size == 1 and best.id in _LETTER_CUES:
        evidence.append(Evidence("single-capital", -1, "a single X is often a letter"))
    return Verdict(sum(item.weight for item in evidence), best.type, tuple(evidence))


def is_blank_date(run: Run, type_: str) -> bool:
    """Whether `run` is one of the boxes in which the date is filled into a form."""
    return run.family == "□" and type_ in ("year", "date") and not run.left[-1:].isdigit()
