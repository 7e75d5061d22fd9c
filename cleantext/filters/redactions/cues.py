"""The cues: what stands right beside a run of marks and speaks for a redaction.

A cue is a pattern for what stands left of the run, right of it, or both, with points and the type it gives. The points were set so
that a measure word, a percent sign, a year, an administrative suffix or a masked number is enough alone (6 points and more),
while a mere place between two words (2 or 3) needs a document that redacts in the same way elsewhere.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple

from cleantext.filters.redactions import vocabulary
from cleantext.filters.redactions.runs import LONGEST, MARKS, REACH, Run
from cleantext.lexicons import tables
from cleantext.literals import first_characters, last_characters, longest_at_end


class Cue(NamedTuple):
    """What speaks for a redaction: see `lexicons/redaction-cues.toml`, which holds them all with their proof.

    `left` and `right` are patterns right beside the run, `least` and `most` bound how many marks it has, `families` says which.
    `shortest` and `longest` bound how many marks and digits there are together.
    `first` is what the right side must begin with, `last` what the left side must end with, where the patterns leave little choice;
    `reach` is how far before the run the left side may begin.
    Where a digit touches the run, only cues with `digits` are asked. `case` cues are asked of 某 in reports of cases only.
    """

    id: str
    type: str
    weight: int
    why: str
    left: re.Pattern[str] | None
    right: re.Pattern[str] | None
    families: str
    least: int
    most: int
    shortest: int
    longest: int
    digits: bool
    case: bool
    positive: str
    first: frozenset[str] | None
    last: frozenset[str] | None
    reach: int

    def may_stand_between(self, last: str, first: str) -> bool:
        """Whether the left side may end with `last` and the right side begin with `first`."""
        return (self.first is None or first in self.first) and (self.last is None or last in self.last)

    def speaks_for(self, run: Run) -> bool:
        """Whether what stands around `run` is as this cue wants it; whether it is one of `cues_for` the run was asked before.

        >>> from cleantext.filters.redactions.runs import find_runs
        >>> run, = find_runs("电话139xxxxxxxx")
        >>> [cue.id for cue in cues_for(run) if cue.speaks_for(run)]
        ['mobile', 'phone-label']
        """
        return (
            (self.right is None or self.right.match(run.right) is not None)
            and (self.left is None or self.left.search(run.left, max(0, len(run.left) - self.reach)) is not None)
            and (not self.shortest or self.shortest <= run.length_with_digits <= self.longest)
        )


_NAMES = {
    "number": vocabulary.NUMBER,
    "count": vocabulary.COUNT,
    "year": vocabulary.YEAR,
    "span-left": f"(?:{vocabulary.SPAN_BEFORE})",
    "span-right": vocabulary.SPAN_AFTER,
    "places": vocabulary.PLACES,
    "organisations": vocabulary.ORGANISATIONS,
    "before-name": vocabulary.BEFORE_NAME,
    "surnames": vocabulary.SURNAMES,
    "ambiguous": vocabulary.AMBIGUOUS,
    "roles": vocabulary.ROLES,
    "titles": vocabulary.TITLES,
    "after-person": vocabulary.AFTER_PERSON,
    "units": vocabulary.UNITS,
    "roman": vocabulary.ROMAN,
    "english-ends": f"(?:{vocabulary.ENGLISH_NAME_ENDS})(?![A-Za-z])",
    "english-number": f"(?:^|[^A-Za-z])(?:{vocabulary.ENGLISH_NUMBER})",
    "english-before": f"(?:^|[^A-Za-z])(?:{vocabulary.ENGLISH_BEFORE})",
    "english-counted": vocabulary.ENGLISH_COUNTED,
    "month": vocabulary.MONTH,
    "joined": vocabulary.JOINED,
    "open": vocabulary.OPEN,
    "close": vocabulary.CLOSE,
    "stop": vocabulary.STOP,
    "bound": vocabulary.BOUND,
    "after": vocabulary.AFTER,
    "links": vocabulary.BEFORE_PERSON,
    "plate": vocabulary.PLATE,
    "phone-word": f"(?:{vocabulary.PHONE_WORD})",
    "id-word": f"(?:{vocabulary.ID_WORD})",
    "not-someone": f"(?!{vocabulary.NOT_SOMEONE})",
    "marks": MARKS,
}
"""What ``<name>`` stands for in the patterns of the cues."""


def _cue(table: dict[str, Any]) -> Cue:
    left, right = _pattern(table.get("left", "")), _pattern(table.get("right", ""))
    return Cue(
        table["id"],
        table["type"],
        table["weight"],
        table["why"],
        left,
        right,
        table.get("families", "xX×*○□△"),
        table.get("least", 1),
        table.get("most", LONGEST),
        table.get("shortest", 0),
        table.get("longest", LONGEST + 2 * REACH),
        table.get("digits", False),
        table.get("case", False),
        table["positive"],
        first_characters(right.pattern) if right else None,
        last_characters(left.pattern) if left and left.pattern.endswith("$") else None,
        longest_at_end(left.pattern, REACH) if left else 0,
    )


def _pattern(source: str) -> re.Pattern[str] | None:
    return re.compile(re.sub(r"<([a-z-]+)>", lambda match: _NAMES[match.group(1)], source)) if source else None


CUES = tuple(_cue(table) for table in tables("redaction-cues", "cue"))
"""The cues, weightiest not first: of equal ones the first in the file counts."""


def cues_for(run: Run) -> tuple[Cue, ...]:
    """Return the cues to ask of `run`: by its family, size, and the two characters beside it.

    >>> from cleantext.filters.redactions.runs import find_runs
    >>> [cue.id for run in find_runs("第xx条") for cue in cues_for(run) if cue.last][:2]
    ['ordinal', 'ordinal-clause']
    """
    return _cues_for(run.family, run.size, run.left[-1:], run.right[:1], touches_digit=run.touches_digit)


@lru_cache(maxsize=4096)  # texts have few characters beside their marks, again and again
def _cues_for(family: str, size: int, last: str, first: str, *, touches_digit: bool) -> tuple[Cue, ...]:
    return tuple(
        cue
        for cue in CUES
        if family in cue.families
        and not cue.case
        and cue.least <= size <= cue.most
        and (cue.digits or not touches_digit)
        and cue.may_stand_between(last, first)
    )
