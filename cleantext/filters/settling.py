"""Let a filter see what its own sure edits leave, so that scrubbing a second time finds nothing new."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from cleantext.edits import Edit, OffsetMap, apply_edits, compose, order, resolve_overlaps
from cleantext.text import Text

SURE = 0.75
"""The confidence from which an edit is taken to be made: the pipeline's default threshold."""

ROUNDS = 4
"""How often to look again; each round makes fewer edits than the one before, and two are the rule."""


def settle(find: Callable[[Text], Iterable[Edit]], text: Text) -> list[Edit]:
    """Return what `find` finds on `text`, and what it then finds on the text with its sure edits made, until no more comes.

    For filters whose judgement rests on the whole document (how often do lines end where a sentence ends?), which their own
    edits change. Findings are those of the last round.

    >>> def shorten(text):
    ...     at = text.string.find("aa")
    ...     return [text.edit(at, at + 1, rule="double", kind="garble")] if at >= 0 else []
    >>> [(edit.start, edit.end) for edit in settle(shorten, Text("aaa"))]
    [(0, 1), (1, 2)]
    """
    sure: list[Edit] = []
    current = text
    doubtful: list[Edit] = []
    for _ in range(ROUNDS):
        found = list(find(current))
        more = order(resolve_overlaps([edit for edit in found if edit.confidence >= SURE]))
        doubtful = [edit for edit in found if edit.confidence < SURE]
        if not more:
            break
        sure = compose(sure, more, text.string, current.string)
        current = Text(apply_edits(current.string, more), repaired=text.repaired)
        doubtful = []  # they stood in the text before these edits; after the last round nothing is left to doubt
    if sure and doubtful and current is not text:
        offsets = OffsetMap(sure)
        placed = []
        for edit in doubtful:
            start, end = offsets.to_raw((edit.start, edit.end))
            placed.append(replace(edit, start=start, end=end, removed=text.string[start:end]))
        doubtful = placed
    return order([*sure, *doubtful])
