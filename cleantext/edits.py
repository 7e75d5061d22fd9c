"""Edits and what can be done with them: apply, resolve overlaps, compose, map offsets, restore.

Everything here is a pure function or an immutable value. Offsets are code points, half open: ``[start, end)``.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from cleantext.errors import RestoreError

Span = tuple[int, int]

KINDS = ("ad", "contact", "marker", "notice", "chrome", "garble", "space", "redaction")
"""What an edit can be about; `redaction` edits also carry a type."""


class Evidence(NamedTuple):
    """One rule's weighted hit: points for (positive) or against (negative) removing the text it stands in.

    >>> Evidence("call-to-act", 3, "asks the reader to add a contact").weight
    3
    """

    rule: str
    weight: int
    why: str


def confidence(points: int) -> float:
    """Turn summed evidence into a confidence between 0 and 1: three points halve the doubt.

    Fewer than one point is no confidence at all. The scale is ours; what matters is that it rises with every point, so
    that one threshold serves rules of all families: 3 points are 0.5, 6 points 0.75, 9 points 0.875.

    >>> [round(confidence(points), 3) for points in (-2, 0, 3, 6, 9)]
    [0.0, 0.0, 0.5, 0.75, 0.875]
    """
    return 0.0 if points <= 0 else 1.0 - 2.0 ** (-points / 3)


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace `removed`, which stands at ``[start, end)``, by `replacement`; a finding has the same shape.

    `rules` are in the order they acted; `kind` and `type` are those of the last stage that touched the place, and `type`
    is set for redactions only. `flag` is what the edit says about the whole document (``"truncated"``), or None.

    >>> Edit(3, 5, "xx", "[REDACTED]", ("placeholder",), "redaction", type="number").deletes
    False
    """

    start: int
    end: int
    removed: str
    replacement: str
    rules: tuple[str, ...]
    kind: str
    type: str | None = None
    confidence: float = 1.0
    evidence: tuple[Evidence, ...] = ()
    flag: str | None = None

    @property
    def deletes(self) -> bool:
        """Whether the edit takes text away and puts nothing in its place."""
        return not self.replacement and self.start < self.end

    def moved(self, by: int) -> Edit:
        """Return the edit at a place `by` code points further on.

        >>> Edit(3, 5, "xx", "", ("placeholder",), "redaction").moved(-3).start
        0
        """
        start, end = self.start + by, self.end + by
        rules, kind, type, confidence = self.rules, self.kind, self.type, self.confidence
        return Edit(start, end, self.removed, self.replacement, rules, kind, type, confidence, self.evidence, self.flag)


def order(edits: Iterable[Edit]) -> list[Edit]:
    """Sort edits by place.

    >>> [edit.start for edit in order([Edit(4, 5, "b", "", ("r",), "ad"), Edit(0, 1, "a", "", ("r",), "ad")])]
    [0, 4]
    """
    return sorted(edits, key=lambda edit: (edit.start, edit.end))


def apply_edits(string: str, edits: Sequence[Edit]) -> str:
    """Return `string` with sorted, disjoint `edits` carried out.

    >>> apply_edits("加QQ12。", [Edit(0, 5, "加QQ12", "", ("contact",), "contact")])
    '。'
    """
    if not edits:
        return string
    parts: list[str] = []
    at = 0
    for edit in edits:
        parts.append(string[at : edit.start])
        parts.append(edit.replacement)
        at = edit.end
    parts.append(string[at:])
    return "".join(parts)


def resolve_overlaps(edits: Iterable[Edit]) -> list[Edit]:
    """Make the edits of one filter, all found on the same text, disjoint and sorted.

    Deletions that share characters become one deletion of their union. Replacements are atomic, leftmost-longest, then by
    rule name; one that shares a character with a deletion is left out, because half a replacement is a new error. Edits
    that merely touch stay two edits.

    >>> found = [Edit(0, 4, "abcd", "", ("one",), "ad"), Edit(2, 6, "cdef", "", ("two",), "ad"), Edit(6, 7, "g", "", ("three",), "ad")]
    >>> [(edit.start, edit.end, edit.removed, edit.rules) for edit in resolve_overlaps(found)]
    [(0, 6, 'abcdef', ('one', 'two')), (6, 7, 'g', ('three',))]
    """
    found = list(edits)
    if len(found) < 2:
        return found
    deletions: list[Edit] = []
    for edit in sorted((edit for edit in found if edit.deletes), key=lambda edit: (edit.start, -edit.end, edit.rules)):
        if deletions and edit.start < deletions[-1].end:
            deletions[-1] = _union(deletions[-1], edit)
        else:
            deletions.append(edit)
    replacements = [edit for edit in found if not edit.deletes]
    if not replacements:
        return deletions
    kept = []
    starts = [edit.start for edit in deletions]
    taken = (-1, -1)
    for edit in sorted(replacements, key=lambda edit: (edit.start, -edit.end, edit.rules)):
        before = bisect_left(starts, max(edit.end, edit.start + 1)) - 1
        if edit.start < taken[1] or (edit.start, edit.end) == taken or (before >= 0 and _shares(deletions[before], edit)):
            continue
        kept.append(edit)
        taken = (edit.start, edit.end)
    return order([*deletions, *kept])


def _shares(deletion: Edit, edit: Edit) -> bool:
    if edit.start == edit.end:  # an insertion shares no character, but must not stand inside what goes
        return deletion.start < edit.start < deletion.end
    return deletion.start < edit.end and edit.start < deletion.end


def _union(one: Edit, two: Edit) -> Edit:
    surer = one if one.confidence >= two.confidence else two
    return replace(
        one,
        end=max(one.end, two.end),
        removed=one.removed + two.removed[one.end - two.start :],
        rules=merge_names(one.rules, two.rules),
        kind=surer.kind,
        confidence=surer.confidence,
        evidence=one.evidence + two.evidence,
        flag=one.flag or two.flag,
    )


def merge_names(one: tuple[str, ...], two: tuple[str, ...]) -> tuple[str, ...]:
    """Join two lists of rule names, each name once, in the order they acted.

    >>> merge_names(("a", "b"), ("b", "c"))
    ('a', 'b', 'c')
    """
    return one if one == two else tuple(dict.fromkeys(one + two))


class OffsetMap:
    """Where places of the raw text stand in the scrubbed text, and back, for sorted disjoint edits.

    >>> offsets = OffsetMap([Edit(2, 5, "AD!", "", ("r",), "ad"), Edit(6, 8, "xx", "[REDACTED]", ("p",), "redaction")])
    >>> offsets.to_scrubbed((5, 6)), offsets.to_scrubbed((3, 4)), offsets.to_scrubbed((6, 7))
    ((2, 3), (2, 2), (3, 13))
    >>> offsets.to_raw((3, 13)), offsets.to_raw((4, 5)), offsets.to_raw((1, 3))
    ((6, 8), (6, 8), (1, 6))
    """

    __slots__ = ("_edits", "_ends", "_out_ends", "_out_starts", "_starts")

    def __init__(self, edits: Sequence[Edit]) -> None:
        self._edits = edits
        self._starts = [edit.start for edit in edits]
        self._ends = [edit.end for edit in edits]
        self._out_starts: list[int] = []
        self._out_ends: list[int] = []
        shift = 0
        for edit in edits:
            self._out_starts.append(edit.start + shift)
            shift += len(edit.replacement) - (edit.end - edit.start)
            self._out_ends.append(edit.end + shift)

    def to_scrubbed(self, span: Span) -> Span:
        """Return the smallest scrubbed span that covers raw `span`; what was removed maps to where it stood, empty."""
        return _map_span(span, self._starts, self._ends, self._out_starts, self._out_ends)

    def to_raw(self, span: Span) -> Span:
        """Return the smallest raw span that covers scrubbed `span`; any part of a replacement maps to all it replaced."""
        return _map_span(span, self._out_starts, self._out_ends, self._starts, self._ends)

    def shift(self, number: int) -> int:
        """Return the raw offset minus the scrubbed offset right before the edit of that number, or behind the last."""
        return self._ends[number - 1] - self._out_ends[number - 1] if number else 0

    def touched(self, later: Sequence[Edit]) -> Iterable[tuple[int, int, Sequence[Edit]]]:
        """Group sorted disjoint edits of the scrubbed text with those of this map that they touch: from which to which, by number.

        >>> offsets = OffsetMap([Edit(2, 5, "AD!", "", ("r",), "ad"), Edit(6, 8, "xx", "[REDACTED]", ("p",), "redaction")])
        >>> [group[:2] for group in offsets.touched([Edit(0, 1, "a", "", ("r",), "ad"), Edit(13, 14, "b", "", ("r",), "ad")])]
        [(0, 0), (1, 2)]
        """
        starts, ends = self._out_starts, self._out_ends
        at = 0
        while at < len(later):
            low = high = bisect_left(ends, later[at].start)
            end, begin = later[at].end, at
            at += 1
            while True:
                if high < len(starts) and starts[high] <= end:
                    end = max(end, ends[high])
                    high += 1
                elif at < len(later) and later[at].start <= end:
                    end = max(end, later[at].end)
                    at += 1
                else:
                    break
            yield low, high, later[begin:at]


def _map_span(span: Span, starts: list[int], ends: list[int], other_starts: list[int], other_ends: list[int]) -> Span:
    """Map `span` over blocks ``[starts[i], ends[i]) -> [other_starts[i], other_ends[i])``, all else being kept."""
    start, end = span
    if start == end:
        block = bisect_right(ends, start)  # the first block that ends after the place
        if block < len(starts) and starts[block] < start:
            return other_starts[block], other_ends[block]
        place = _shifted(start, block - 1, ends, other_ends)
        return place, place
    first, _ = _map_character(start, starts, ends, other_starts, other_ends)
    _, last = _map_character(end - 1, starts, ends, other_starts, other_ends)
    return first, last


def _map_character(at: int, starts: list[int], ends: list[int], other_starts: list[int], other_ends: list[int]) -> Span:
    block = bisect_right(ends, at)  # the first block that ends after the character starts
    if block < len(starts) and starts[block] <= at:
        return other_starts[block], other_ends[block]
    place = _shifted(at, block - 1, ends, other_ends)
    return place, place + 1


def _shifted(at: int, block: int, ends: list[int], other_ends: list[int]) -> int:
    return at if block < 0 else at - ends[block] + other_ends[block]


def compose(first: Sequence[Edit], second: Sequence[Edit], raw: str, between: str) -> list[Edit]:
    """Return flat edits on `raw` that do what `first` (raw to `between`) and then `second` (on `between`) do.

    Edits that touch the same characters become one: `kind`, `type` and `confidence` are then those of `second`, the rules
    of both stand in the order they acted. What ends up as it was in `raw` is no edit.

    >>> raw, between = "一xx#二", "一xx二"
    >>> cut = [Edit(3, 4, "#", "", ("noise",), "garble")]
    >>> token = [Edit(1, 3, "xx", "[REDACTED]", ("placeholder",), "redaction")]
    >>> [(edit.start, edit.end, edit.replacement) for edit in compose(cut, token, raw, between)]
    [(1, 3, '[REDACTED]'), (3, 4, '')]
    """
    if not first or not second:
        return [edit for edit in first or second if edit.removed != edit.replacement]
    flat: list[Edit] = []
    at = 0  # edits of the first stage that are done with
    offsets = OffsetMap(first)
    for low, high, later in offsets.touched(second):
        flat += [edit for edit in first[at:low] if edit.removed != edit.replacement]
        at = high
        shift = offsets.shift(low)
        if low < high:
            flat += _composed(first[low:high], later, shift, raw, between)
        else:
            flat += [edit.moved(shift) if shift else edit for edit in later if edit.removed != edit.replacement]
    return flat + [edit for edit in first[at:] if edit.removed != edit.replacement]


def _composed(first: Sequence[Edit], second: Sequence[Edit], shift: int, raw: str, between: str) -> list[Edit]:
    """Compose edits of two stages that touch one another; `shift` is the raw offset minus that in the text between, before them."""
    flat: list[Edit] = []
    for start, end, earlier, later in _clusters(first, second, shift):
        raw_start = start + shift
        shift += sum(edit.end - edit.start - len(edit.replacement) for edit in earlier)
        raw_end = end + shift
        if not later:
            cluster = earlier  # more than one when touching deletions have come to stand at one empty place
        elif not earlier:
            cluster = [edit.moved(shift) for edit in later] if shift else later
        else:
            inside = [edit.moved(-start) for edit in later]
            cluster = [_merged([*earlier, *later], raw_start, raw[raw_start:raw_end], apply_edits(between[start:end], inside))]
        for edit in cluster:
            if flat and flat[-1].start == flat[-1].end == edit.start == edit.end:  # two insertions at one place
                acted = [edit, flat[-1]] if earlier else [flat[-1], edit]  # at most one of them is of the first stage
                flat[-1] = _merged(acted, edit.start, "", flat[-1].replacement + edit.replacement)
            elif edit.removed != edit.replacement:
                flat.append(edit)
    return flat


def _clusters(first: Sequence[Edit], second: Sequence[Edit], shift: int) -> Iterable[tuple[int, int, list[Edit], list[Edit]]]:
    """Group edits that touch the same characters of the text between: its start and end there, earlier and later edits."""
    placed: list[tuple[int, int, int, Edit]] = []
    for edit in first:
        start = edit.start - shift
        shift += edit.end - edit.start - len(edit.replacement)
        placed.append((start, edit.end - shift, 0, edit))
    placed.extend((edit.start, edit.end, 1, edit) for edit in second)
    placed.sort(key=lambda item: item[:3])
    cluster_start, cluster_end = -1, -1
    members: tuple[list[Edit], list[Edit]] = ([], [])
    for start, end, which, edit in placed:
        if start < end:
            shares = start < cluster_end
        else:  # an empty place is touched from around it, or by another empty place
            shares = cluster_start < start < cluster_end or cluster_start == cluster_end == start
        if shares:
            cluster_end = max(cluster_end, end)
        else:
            if cluster_start >= 0:
                yield cluster_start, cluster_end, *members
            cluster_start, cluster_end, members = start, end, ([], [])
        members[which].append(edit)
    if cluster_start >= 0:
        yield cluster_start, cluster_end, *members


def _merged(edits: Sequence[Edit], start: int, removed: str, replacement: str) -> Edit:
    rules: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    flag = None
    for edit in edits:
        rules = merge_names(rules, edit.rules)
        evidence += edit.evidence
        flag = flag or edit.flag
    return replace(
        edits[-1],
        start=start,
        end=start + len(removed),
        removed=removed,
        replacement=replacement,
        rules=rules,
        evidence=evidence,
        flag=flag,
    )


def restore(text: str, edits: Sequence[Edit]) -> str:
    """Rebuild the raw text from the scrubbed `text` and its flat `edits`.

    Raises `RestoreError` when a replacement does not stand where the edits say.

    >>> restore("[REDACTED]市", [Edit(0, 2, "xx", "[REDACTED]", ("placeholder",), "redaction")])
    'xx市'
    """
    parts: list[str] = []
    at = 0  # in text
    shift = 0  # offset in text minus offset in raw
    for edit in edits:
        start = edit.start + shift
        end = start + len(edit.replacement)
        if start < at or end > len(text) or text[start:end] != edit.replacement:
            raise RestoreError(
                f"text at {start}:{end} is {text[start:end][:40]!r}, but the edits put {edit.replacement[:40]!r} there. "
                "Restore with the edits of this very text, unchanged since it was scrubbed."
            )
        parts.append(text[at:start])
        parts.append(edit.removed)
        at = end
        shift += len(edit.replacement) - (edit.end - edit.start)
    parts.append(text[at:])
    return "".join(parts)
