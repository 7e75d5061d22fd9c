"""Which rules are worth trying on which lines: one scan for what each needs most rarely, then a look for the rest of it."""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

from cleantext.edits import Span
from cleantext.literals import LINE_END, MOST_STRINGS, Requirement, Way, commonness, ways
from cleantext.rules import Rule
from cleantext.seeking import Part, parse
from cleantext.text import Text, shape_of

FEW = 8
"""Strings up to which looking for each by itself is quicker than one scan for all."""

MOST_IN_TABLE = 500
"""Strings up to which their automaton is a table of all transitions, which takes up to a kilobyte for each character."""

MORE = 2
"""How much else of what a way of matching requires is looked for, where its rarest requirement is met."""

MOST_WAYS = 8
"""The ways in which a rule with keywords of its own may match, up to which it is quicker to see which of them can than to try it."""

OFTEN = 1 / 32
"""How often, for each character of text, what a rule requires may be met for its ways to be told apart: beyond, they all are in most lines."""

COMMON_LENGTH = 2000
"""Code points of a line up to which all of it is searched: a paragraph; what is quadratic takes milliseconds there."""

LONGEST_REACH = 2000
"""How far from what it requires a pattern may reach for a longer line not to be searched as a whole."""


class Window(NamedTuple):
    """A stretch of a line beyond common length in which a rule may hit, and the part of its pattern that must match there, if known."""

    start: int
    end: int
    part: Part | None = None


class Chance(NamedTuple):
    """Where and how a rule may hit in a line: anywhere and in any way, where nothing is said.

    `spans` are where the phrases of a rule stand in the text whose hits these are. One of `parts` of the rule's pattern must match;
    in a line beyond common length, in one of `windows`.
    """

    spans: Sequence[Span] = ()
    parts: Sequence[Part] = ()
    windows: Sequence[Window] = ()

    def moved(self, by: int) -> Chance:
        """Return the same with all `spans` so many characters further on."""
        return self._replace(spans=[(start + by, end + by) for start, end in self.spans])


ANY = Chance()

Wanted = Mapping[int, Chance]
"""The rules to try on a line, by their index."""

_CARRIAGE_RETURN = "\r"
_SURROGATE = re.compile("[\ud800-\udfff]")


class _AnyOf:
    """One of a few strings, to be found in a line."""

    def __init__(self, strings: Iterable[str]) -> None:
        self._strings = sorted(strings)

    @cached_property
    def search(self) -> Callable[[str], re.Match[str] | None]:
        """What finds one; compiled when first needed. `re` passes over characters that begin none of them, and over a class soonest."""
        longer = [re.escape(string) for string in self._strings if len(string) > 1]
        single = "".join(re.escape(string) for string in self._strings if len(string) == 1)
        return re.compile("|".join([*([f"[{single}]"] if single else ()), *longer])).search


_any_of = lru_cache(maxsize=8192)(_AnyOf)

_Rest = tuple[_AnyOf, ...]
"""Of each of these one must stand in a line too."""


class _Reason(NamedTuple):
    """Why a string is one to try a rule: as one of these very keywords, if any are named, and with what one of `ways` requires, if known."""

    number: int
    keywords: tuple[str, ...]
    ways: tuple[tuple[_Rest, Part], ...]


class Gate:
    r"""Tells of many rules at once which may hit in which lines; read-only once built.

    `open` are the rules that may hit anywhere: those given, and those of which nothing is known. A gate for ASCII text alone knows no
    more than what can stand there, which is many times less to look for.

    >>> gate = Gate({7: Rule("r", "ad", "why", 3, r"加[我入].{0,9}群|满\d+减", (), (), trusted=True)})
    >>> [sorted(gate.passing(line)) for line in ("加我进群", "加我", "满30减", "满员，减3")]
    [[7], [], [7], []]
    """

    def __init__(self, rules: Mapping[int, Rule], *, open: Iterable[int] = (), in_ascii: bool = False) -> None:
        self._rules = rules
        self._in_ascii = in_ascii
        reasons: dict[str, dict[_Reason, None]] = defaultdict(dict)
        phrases: dict[str, list[tuple[int, str]]] = defaultdict(list)
        always = list(open)
        for index, rule in rules.items():
            if is_literal(rule):
                for phrase in rule.phrases:
                    phrases[shape_of(phrase)].append((index, phrase))
                continue
            of_rule = _reasons(index, rule, in_ascii=in_ascii)
            if of_rule is None:
                always.append(index)
            for string, reason in of_rule or ():
                reasons[string][reason] = None
        strings = [string for string in dict.fromkeys([*reasons, *phrases]) if string.isascii() or not in_ascii]
        self.open = tuple(always)
        self._keys = [  # whether the first character is of the line, or its place is already one less than where the string is found
            (0 if string.startswith(LINE_END) else -1, tuple(reasons.get(string, ())), tuple(phrases.get(string, ())))
            for string in strings
        ]
        self._few = strings if len(strings) <= FEW else None
        self._automaton = automaton_of(strings)

    def passing(self, string: str) -> Wanted:
        """Return the rules to try on a folded string that is one line."""
        return self.wanted(string, shape_of(string), (0, len(string))).get(0, {}) if string else {}

    def wanted(self, folded: str, shape: str, bounds: Sequence[int]) -> dict[int, dict[int, Chance]]:
        """Return the rules to try by line number; `bounds` are where lines start and the last one ends."""
        wanted: dict[int, dict[int, Chance]] = {}
        long: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        places: dict[int, list[int]] | None = None
        start_of_line = end_of_line = -1
        inside: dict[int, Chance] = {}
        seen: set[int] = set()
        line = ""
        keys, ended = self._keys, _ended(shape)
        for key, start, end in self._found(ended):
            lead, reasons, phrases = keys[key]
            place = start + lead
            if place >= end_of_line:  # they come in the order of their ends
                number = bisect_right(bounds, place) - 1
                start_of_line, end_of_line = bounds[number], bounds[number + 1]
                inside, seen, line = {}, set(), ""
                wanted[number] = inside
                places = long[number] if end_of_line - start_of_line > COMMON_LENGTH else None
            if places is not None:
                places[key].append(place)
                continue
            for index, phrase in phrases:
                if folded.startswith(phrase, place):
                    inside[index] = Chance([*inside.get(index, ANY).spans, (place, end - 1)])
            if key in seen:
                continue
            seen.add(key)
            for index, keywords, ways_of_rule in reasons:
                if keywords and not folded.startswith(keywords, place):
                    seen.discard(key)
                elif not ways_of_rule:
                    inside[index] = ANY
                else:
                    line = line or ended[start_of_line : end_of_line + 2]
                    for rest, part in ways_of_rule:
                        for one in rest:  # as in `_is_met`, without the price of a call
                            if one.search(line) is None:
                                break
                        else:
                            if index not in inside:
                                inside[index] = Chance((), [part])
                            elif inside[index] is not ANY:
                                inside[index] = Chance((), [*inside[index].parts, part])
        for number, places_by_key in long.items():
            wanted[number] = self._wanted_in_long_line(places_by_key, folded, ended, bounds[number], bounds[number + 1])
        if self.open:
            anywhere = dict.fromkeys(self.open, ANY)
            return {number: {**anywhere, **wanted.get(number, {})} for number in range(len(bounds) - 1)}
        return {number: inside for number, inside in wanted.items() if inside}

    def _wanted_in_long_line(
        self, places: Mapping[int, Sequence[int]], folded: str, ended: str, start_of_line: int, end_of_line: int
    ) -> dict[int, Chance]:
        """Return the rules to try on a line so long that only what is near to what they require is searched; `places` are where by key."""
        phrases_at: dict[int, list[Span]] = defaultdict(list)
        near: dict[_Reason, list[int]] = defaultdict(list)
        for key, starts in places.items():
            _, reasons, phrases = self._keys[key]
            for index, phrase in phrases:
                phrases_at[index] += [(start, start + len(phrase)) for start in starts if folded.startswith(phrase, start)]
            for reason in reasons:
                met = [start for start in starts if folded.startswith(reason.keywords, start)] if reason.keywords else starts
                if met:
                    near[reason] += met
        chances = {index: Chance(spans) for index, spans in phrases_at.items() if spans}
        kept_by_keywords: dict[int, Rule] = {}
        windows: dict[int, list[Window]] = defaultdict(list)
        line, length = ended[start_of_line : end_of_line + 2], end_of_line - start_of_line
        for reason, starts in near.items():
            index, _, ways_of_rule = reason
            rule = self._rules[index]
            if rule.keywords and rule.trusted and not rule.errors:
                kept_by_keywords[index] = rule
                continue
            reach = reach_of(rule)
            around = [(0, length)] if reach > LONGEST_REACH else _around(starts, reach, start_of_line, end_of_line)
            for rest, part in ways_of_rule or (((), None),):
                windows[index] += [Window(start, end, part) for start, end in around if _is_met(rest, line[start : end + 2])]
        chances.update((index, Chance(windows=found)) for index, found in windows.items() if found)
        for index, rule in kept_by_keywords.items():  # these may stand far from where its pattern matches
            by_pattern = _by_pattern(rule, in_ascii=self._in_ascii)
            wanted = by_pattern.wanted(folded[start_of_line:end_of_line], line[1:-1], (0, length))
            chances.update((index, inside[0]) for inside in wanted.values())
        return chances

    def _found(self, ended: str) -> Iterable[tuple[int, int, int]]:
        if self._automaton is None or (self._few and not any(map(ended.__contains__, self._few))):
            return ()
        try:
            return self._automaton.find_matches_as_indexes(ended, overlapping=True)
        except UnicodeEncodeError:  # a lone surrogate; the automaton works on UTF-8
            return self._automaton.find_matches_as_indexes(_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", ended), overlapping=True)


@lru_cache(maxsize=256)
def _by_pattern(rule: Rule, *, in_ascii: bool) -> Gate:
    """Return a gate for what the pattern of a rule with keywords requires."""
    return Gate({0: replace(rule, keywords=())}, in_ascii=in_ascii)


def _ended(shape: str) -> str:
    """Return a shape with a line end of one kind before and behind each line: what stands there moves one place on."""
    return f"{LINE_END}{shape.replace(_CARRIAGE_RETURN, LINE_END)}{LINE_END}"


def reach_of(rule: Rule) -> int:
    """Return how far from the strings that it requires a match of `rule` may reach, on a long line; very far if that is not known."""
    if rule.errors:
        return max(map(len, rule.phrases)) + rule.errors
    part = parse(rule.pattern) if rule.trusted else None
    return part.bounded.reach if part else sys.maxsize


def _around(places: Iterable[int], reach: int, start: int, end: int) -> list[Span]:
    """Return what is no further than `reach` from any of `places`, counted from `start` and no more than there is up to `end`."""
    found: list[Span] = []
    first = last = -1
    for place in sorted(places):
        if first < 0:
            first = place
        elif place - last > 2 * reach:
            found.append((max(start, first - reach) - start, last + reach - start))
            first = place
        last = place
    return [*found, (max(start, first - reach) - start, min(end, last + reach) - start)]


def automaton_of(strings: Iterable[str]) -> AhoCorasick | None:
    """Build what finds all of `strings` in one pass; None where there are none.

    As a table of all transitions, hundreds are found twice as soon; ten thousand would take 90 MB so, in every process.

    >>> automaton_of(["微信", "加群"]).find_matches_as_indexes("加群")
    [(1, 0, 2)]
    """
    found = list(strings)
    implementation = Implementation.DFA if len(found) <= MOST_IN_TABLE else Implementation.ContiguousNFA
    return AhoCorasick(found, implementation=implementation) if found else None


def is_literal(rule: Rule) -> bool:
    """Tell whether the places of a rule's phrases are its hits."""
    return bool(rule.phrases) and not rule.errors and rule.view in ("folded", "both")


def _reasons(index: int, rule: Rule, *, in_ascii: bool) -> list[tuple[str, _Reason]] | None:
    """Return the strings that are a reason to try a rule; None when it may hit anywhere."""
    known = None if rule.errors else ways(rule.pattern, in_ascii=in_ascii)
    by_ways = known is not None and all(way.required for way in known)
    # The keywords of anybody's own rule say where it is tried at all; those that ship leave nothing out, so either may be asked for.
    if rule.keywords and not (known is not None and by_ways and rule.trusted and _tells_more(known, rule.keywords)):
        few = known if known is not None and rule.trusted and len(known) <= MOST_WAYS else ()
        parts = tuple((_rest(way.required), way.part) for way in few)
        written: dict[str, list[str]] = defaultdict(list)
        for keyword in (Text(keyword).folded for keyword in rule.keywords):
            written[shape_of(keyword)].append(keyword)
        return [
            (shape, _Reason(index, () if shape in keywords else tuple(keywords), parts)) for shape, keywords in written.items()
        ]
    if known is None or not by_ways:
        return None
    if not rule.trusted or sum(commonness(way.required[0]) for way in known) > OFTEN:
        return [(string, _Reason(index, (), ())) for way in known for string in way.required[0]]
    reasons = ((way, _Reason(index, (), ((_rest(way.required[1:]), way.part),))) for way in known)
    return [(string, reason) for way, reason in reasons for string in way.required[0]]


def _tells_more(known: Iterable[Way], keywords: Iterable[str]) -> bool:
    """Tell whether what the ways of a pattern require is rarer than its keywords are."""
    by_keywords = commonness(frozenset(shape_of(Text(keyword).folded) for keyword in keywords))
    return sum(commonness(way.required[0]) for way in known) < by_keywords


def _rest(required: Iterable[Requirement]) -> _Rest:
    """Return what of a way's requirements is looked for line by line."""
    few = [strings for strings in required if len(strings) <= MOST_STRINGS]
    return tuple(map(_any_of, few[:MORE]))


def _is_met(rest: _Rest, line: str) -> bool:
    return all(one.search(line) for one in rest)
