"""Characters that recognition takes for one another: words, numbers and full stops written with the wrong one."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import cache

from cleantext.edits import Edit, Evidence, confidence
from cleantext.filters.prose import HAN
from cleantext.matching import Matcher, time_limit_finding
from cleantext.rules import Rule
from cleantext.text import Text, shape_of


class Confusions:
    """Find characters that recognition has put in place of others that look alike.

    Words come from the rules of the packs for this filter, each with the word it stands for. Such a word is reported, and
    repaired when the document writes the right one elsewhere. A letter inside a number (``2O23``) and a point at the end of
    a Chinese sentence are only ever reported: a repair makes no digit, and the width of marks is the author's.

    >>> rule = Rule("yi", "garble", "已 for 己", 3, "己经", ("己经",), (), keywords=("己经",), view="text", replacement="已经")
    >>> [(edit.removed, edit.replacement) for edit in Confusions([rule]).find(Text("水渠己经修好，路也已经铺了。"))]
    [('己经', '已经')]
    """

    name = "confusions"

    def __init__(self, rules: Sequence[Rule] = ()) -> None:
        self._matcher = Matcher(rules)
        keyed = all(rule.keywords and not rule.phrases and rule.view in ("text", "folded") for rule in rules)
        self._keywords = _AnyOf(shape_of(Text(keyword).folded) for rule in rules for keyword in rule.keywords) if keyed else None

    def find(self, text: Text) -> Iterable[Edit]:
        """Yield an edit for each word the document also writes right, and findings for what may be wrong."""
        fenced = text.fenced
        yield from (edit for edit in self._words(text) if text.lines.number_at(edit.start) not in fenced)
        yield from (edit for edit in (*_letters(text), *_points(text)) if text.lines.number_at(edit.start) not in fenced)

    def _words(self, text: Text) -> Iterable[Edit]:
        if self._keywords is not None and not self._keywords.is_in(text.shape):
            return  # no rule is tried where none of its keywords stands
        scan = self._matcher.scan(text)
        is_written = cache(text.string.__contains__)  # a long text has the same word many times
        for hits in scan.hits.values():
            for hit in hits:
                rule = hit.rule
                evidence = [Evidence(rule.id, rule.weight, rule.why)]
                if is_written(rule.replacement):
                    evidence.append(Evidence("written-right", 4, "the document writes the word right elsewhere"))
                points = sum(item.weight for item in evidence)
                yield text.edit(
                    hit.start, hit.end, rule.replacement, rule=rule.id, kind=rule.kind, confidence=confidence(points),
                    evidence=tuple(evidence),
                )  # fmt: skip
        for rule in scan.late:
            yield time_limit_finding(text, rule)


class _AnyOf:
    """Tells whether a text holds any of many strings, sooner than a scan for all: by the few characters they share.

    Most of these are in no text; a search for one of the others is fast, and looks at what stands before and behind it.
    """

    def __init__(self, strings: Iterable[str]) -> None:
        left = set(strings)
        self._hints: dict[str, re.Pattern[str]] = {}
        while left:
            shared = Counter(character for string in sorted(left) for character in dict.fromkeys(string))
            character = shared.most_common(1)[0][0]
            around: dict[tuple[str, int], list[str]] = defaultdict(list)
            for string in sorted(string for string in left if character in string):
                before, _, after = string.partition(character)
                around[after, len(before)].append(before)
                left.discard(string)
            ways = (
                f"(?<=(?:{'|'.join(map(re.escape, befores))}){re.escape(character)}){re.escape(after)}"
                for (after, _), befores in around.items()
            )
            self._hints[character] = re.compile(f"{re.escape(character)}(?:{'|'.join(ways)})")

    def is_in(self, string: str) -> bool:
        return any(character in string and hint.search(string) for character, hint in self._hints.items())


_UNIT = "年月日号时分元万亿千百个人次项％%"
# Begins with one class of characters, from which each alternative looks back, because such a search is fast.
_LETTER_IN_NUMBER = re.compile(
    rf"[0-9.lI](?:(?<=[0-9.])[OoIl]{{1,3}}(?=[0-9.]*[{_UNIT}])(?<![0-9A-Za-z]{{8}})"
    rf"|(?<=[lI])(?<![0-9A-Za-z].)(?=[0-9]{{1,3}}[{_UNIT}]))"
)


_BESIDE_DIGIT = {letter: re.compile(f"{letter}(?:(?<=[0-9.].)|(?=[0-9]))") for letter in "OoIl"}
_BEFORE_PERCENT = re.compile("%(?<=[0-9.OoIl]%)")


def _may_be_lettered(string: str) -> bool:
    """Tell sooner than `_LETTER_IN_NUMBER` that it finds nothing: it needs a unit, of which ASCII has one, and a letter beside a digit or point."""
    counted = "%" in string and _BEFORE_PERCENT.search(string) if string.isascii() else any(map(string.__contains__, _UNIT))
    return bool(counted) and any(letter in string and beside.search(string) for letter, beside in _BESIDE_DIGIT.items())


def _letters(text: Text) -> Iterable[Edit]:
    """Report letters that stand for a digit, in numbers with a Chinese unit."""
    if not _may_be_lettered(text.string):
        return
    for match in _LETTER_IN_NUMBER.finditer(text.string):
        start = match.start() + (match.group()[0] not in "lI")
        digits = text.string[start : match.end()].translate({ord("O"): "0", ord("o"): "0", ord("l"): "1", ord("I"): "1"})
        evidence = (Evidence("letter-in-number", 4, "a letter inside a number, where a digit looks the same"),)
        yield text.edit(
            start, match.end(), digits, rule="letter-in-number", kind="garble", confidence=confidence(4), evidence=evidence
        )


_POINT = re.compile(rf"\.(?<=[{HAN}”）]\.)(?=[{HAN}“\r\n]|\Z)(?!\r?\n\.)")
_RIGHT_FORMS = 5
"""So many full stops for each point say that the author does not write points."""


def _points(text: Text) -> Iterable[Edit]:
    """Report points at the end of Chinese sentences in a text that otherwise writes full stops."""
    if "." not in text.string or "。" not in text.string:
        return
    found = list(_POINT.finditer(text.string))
    if not found or text.string.count("。") < _RIGHT_FORMS * len(found):
        return
    evidence = (Evidence("point-for-stop", 4, "the text ends its other sentences with a full stop"),)
    for match in found:
        yield text.edit(*match.span(), "。", rule="point-for-stop", kind="garble", confidence=confidence(4), evidence=evidence)
