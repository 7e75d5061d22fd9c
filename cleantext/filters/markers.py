"""Paywall and CMS markers: the tag goes, what stands between the tags stays."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from cleantext.edits import Edit, Evidence, confidence, resolve_overlaps
from cleantext.matching import Hit, Matcher, time_limit_finding
from cleantext.rules import Rule
from cleantext.text import Line, Text

# What stands between two markers that a sentence speaks of; marked text is something else.
_JOINING = re.compile(r"[\s`“”\"]*(?:[和与及或、到至,，…~—-]|and|or|to)[\s`“”\"]*")


class Markers:
    """Find the markers that the rules of the marker packs describe, wherever they stand.

    A line that holds nothing but markers goes with its end; the text around a marker is left alone, because the text between
    a paywall's tags is the document.

    >>> from cleantext.rules import load_shipped_packs
    >>> rules = [rule for pack in load_shipped_packs() if pack.filter == "markers" for rule in pack.rules]
    >>> [edit.removed for edit in Markers(rules).find(Text("党建引领##paidbegin##发展\\n##paidend##\\n"))]
    ['##paidbegin##', '##paidend##\\n']
    """

    name = "markers"

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._matcher = Matcher(rules)

    def find(self, text: Text) -> Iterable[Edit]:
        """Yield an edit for each marker in `text`."""
        scan = self._matcher.scan(text)
        edits = [_edit(text, text.lines[number], hit) for number, hits in scan.hits.items() for hit in _used(text, hits)]
        yield from text.whole_lines(resolve_overlaps(edits))
        for rule in scan.late:
            yield time_limit_finding(text, rule)


def _used(text: Text, hits: Sequence[Hit]) -> Sequence[Hit]:
    """Return the markers of a line that mark something: two joined by no more than an "and" are spoken of."""
    between = (text.string[one.end : two.start] for one, two in pairwise(hits))
    return () if any(map(_JOINING.fullmatch, between)) else hits


def _edit(text: Text, line: Line, hit: Hit) -> Edit:
    rule = hit.rule
    # A break that has a line to itself is one already, with or without the marker.
    alone = text.string[line.start : line.end].strip() == text.string[hit.start : hit.end]
    evidence = (Evidence(rule.id, rule.weight, rule.why),)
    return text.edit(
        hit.start,
        hit.end,
        "" if alone else rule.replacement.replace("\n", text.line_end),
        rule=rule.id,
        kind=rule.kind,
        confidence=confidence(rule.weight),
        evidence=evidence,
        flag=rule.flag,
    )
