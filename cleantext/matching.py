"""Finding where rules hit: one scan for all keywords, then each rule only on the lines that hold one of its own."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, NamedTuple

import ahocorasick_rs
import regex

from cleantext.edits import Edit, Evidence, Span
from cleantext.rules import Rule
from cleantext.text import Line, Text

TIME_LIMIT = 1.0
"""Seconds one rule may spend on one line; shipped rules need microseconds, a catastrophic one of a user's is stopped."""

SPREAD = 1.4
"""How much longer than its letters a match of a rule on the skeleton must be: the characters really are set apart."""

# Lines worth a look at their skeleton: a symbol inside a word, single characters set apart, tokens of a jam code, digits of
# several kinds. Finding too many costs time only. Each pattern starts with what is rare, because that is what is searched for.
_SYMBOL = r"[#~@$^*&%·•/|_＿+=\\`'.◆★☆■□●○♡❤→←↗↖丶\-]"
_APART = r"[ \u3000.\-_/－·・—~]"
_JAM = r"[A-Za-z]\d?[!-/:-@\[-`{-~]?"
_OTHER_DIGIT = "①-⑨⑴-⑼⒈-⒐❶-❾〇○零一二三四五六七八九"
_DISGUISES = tuple(
    map(
        re.compile,
        (
            rf"{_SYMBOL}(?<=[^\W\d_a-zA-Z].){_SYMBOL}{{0,3}}[^\W\d_]|{_SYMBOL}(?<=[a-zA-Z].){_SYMBOL}{{0,3}}[^\W\d_a-zA-Z]",
            rf"{_APART}(?<=(?<![^\W_])[^\W_].){_APART}?[^\W_]{_APART}{{1,2}}[^\W_](?![^\W_])",
            rf" {_JAM} {_JAM} [A-Za-z0-9]",
            rf"\d[ \-]?[{_OTHER_DIGIT}][ \-]?\d|[①-⑨⑴-⑼⒈-⒐❶-❾][ \-]?[\d〇○零一二三四五六七八九]",
            "\N{COMBINING ENCLOSING KEYCAP}",
        ),
    )
)

_SURROGATE = re.compile("[\ud800-\udfff]")


class Hit(NamedTuple):
    """Where a rule hit, in code points of the text.

    `disguised` when symbols stand between the characters, or letters of several alphabets or widths are mixed in a word;
    `name` is what the pattern's group of that name matched, folded.
    """

    rule: Rule
    start: int
    end: int
    disguised: bool = False
    name: str | None = None


class Scan(NamedTuple):
    """The hits of all rules by line number, in order of place.

    `disguised` are the numbers of the lines whose skeleton was searched too, `late` the rules that ran into their time limit.
    """

    hits: dict[int, list[Hit]]
    disguised: tuple[int, ...]
    late: tuple[Rule, ...]


class Matcher:
    """Rules compiled for searching; build it once, it is read-only, safe to share between threads, and pickles.

    With ``gate=False`` every rule is tried on every line: slower, with the same hits (a test holds the two equal).
    """

    def __init__(self, rules: Sequence[Rule], *, gate: bool = True) -> None:
        self.rules = tuple(rules)
        self._gate = gate

    def __getstate__(self) -> dict[str, Any]:
        return {"rules": self.rules, "_gate": self._gate}  # the automaton does not pickle; it is built again when needed

    @cached_property
    def _patterns(self) -> tuple[regex.Pattern[str], ...]:
        return tuple(regex.compile(rule.pattern, regex.MULTILINE) for rule in self.rules)

    @cached_property
    def _keywords(self) -> tuple[ahocorasick_rs.AhoCorasick | None, list[list[int]]]:
        """The automaton of all keywords, and for each keyword the rules it stands for."""
        owners: dict[str, list[int]] = defaultdict(list)
        for index, rule in enumerate(self.rules):
            for keyword in rule.keywords if rule.weight > 0 else ():
                owners[Text(keyword).folded].append(index)
        return (ahocorasick_rs.AhoCorasick(list(owners)) if owners else None), list(owners.values())

    @cached_property
    def _ungated(self) -> tuple[int, ...]:
        ungated = (index for index, rule in enumerate(self.rules) if not (rule.keywords and self._gate))
        return tuple(index for index in ungated if self.rules[index].view != "disguised" and index not in self._against)

    @cached_property
    def _for_disguised(self) -> tuple[int, ...]:
        return tuple(index for index, rule in enumerate(self.rules) if rule.view == "disguised")

    @cached_property
    def _against(self) -> tuple[int, ...]:
        return tuple(index for index, rule in enumerate(self.rules) if rule.weight < 0)

    def _candidates(self, string: str) -> Iterable[tuple[int, Sequence[int]]]:
        automaton, owners = self._keywords
        if automaton is None or not self._gate:
            return ()
        try:
            found = automaton.find_matches_as_indexes(string, overlapping=True)
        except UnicodeEncodeError:  # a lone surrogate; the automaton works on UTF-8
            found = automaton.find_matches_as_indexes(_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", string), overlapping=True)
        return ((start, owners[keyword]) for keyword, start, _ in found)

    def scan(self, text: Text) -> Scan:
        """Return where the rules hit `text`."""
        late: set[int] = set()
        found: dict[int, set[Hit]] = defaultdict(set)
        lines = text.lines
        wanted: dict[int, set[int]] = defaultdict(set)  # line number -> rules
        number = 0
        for place, owners in sorted(self._candidates(text.folded), key=lambda item: item[0]):
            while lines[number].next <= place:
                number += 1
            wanted[number].update(owners)
        if self._ungated:
            for number in range(len(lines)):
                wanted[number].update(self._ungated)
        disguised = tuple(self._disguised_lines(text))
        for number in disguised:
            found[number].update(self._hits_in_disguise(text, lines[number], late))
        for number, rules in wanted.items():
            found[number].update(self._hits_in_line(rules, text, lines[number], late))
        for number, inside in found.items():
            if inside:  # what speaks against is asked only where something speaks for
                inside.update(self._hits_in_line(self._against, text, lines[number], late))
        stopped = tuple(self.rules[index] for index in sorted(late))
        hits = {number: sorted((hit for hit in found[number] if hit.rule not in stopped), key=_place) for number in sorted(found)}
        return Scan({number: inside for number, inside in hits.items() if inside}, disguised, stopped)

    def _hits_in_line(self, rules: Iterable[int], text: Text, line: Line, late: set[int]) -> Iterable[Hit]:
        # Slices, so that a rule sees one line: anchors hold at every style of line end, and no match looks beyond.
        plain, folded = text.string[line.start : line.end], text.folded[line.start : line.end]
        for index in rules:
            rule = self.rules[index]
            if rule.view in ("skeleton", "disguised"):
                continue
            for match in self._matches(index, plain if rule.view == "text" else folded, late):
                start, end = (line.start + place for place in _cut_span(match))
                yield Hit(rule, start, end, mixes_alphabets(text, start, end), _name(match))

    def _hits_in_disguise(self, text: Text, line: Line, late: set[int]) -> Iterable[Hit]:
        plain = text.string[line.start : line.end]
        for index in self._for_disguised:
            for match in self._matches(index, plain, late):
                start, end = (line.start + place for place in _cut_span(match))
                yield Hit(self.rules[index], start, end, name=_name(match))
        skeleton = text.skeleton(line.start, line.end)
        wanted = set(self._ungated)
        for _, owners in self._candidates(skeleton.string):
            wanted.update(owners)
        for index in wanted:
            rule = self.rules[index]
            if rule.view not in ("skeleton", "both"):
                continue
            for match in self._matches(index, skeleton.string, late):
                start, end = skeleton.span(*_cut_span(match))
                apart = SPREAD if rule.view == "skeleton" else 1.0
                if end - start > apart * (match.end() - match.start()) and not crosses_clauses(text, start, end):
                    yield Hit(rule, start, end, bool(_NOISE.search(text.string, start, end)), _name(match))

    def _matches(self, index: int, string: str, late: set[int]) -> Iterable[regex.Match[str]]:
        if index in late:
            return
        try:
            for match in self._patterns[index].finditer(string, timeout=TIME_LIMIT):
                if match.end() > match.start():
                    yield match
        except TimeoutError:
            late.add(index)

    def _disguised_lines(self, text: Text) -> list[int]:
        if not any(rule.view in ("disguised", "skeleton", "both") for rule in self.rules):
            return []
        places = {match.start() for pattern in _DISGUISES for match in pattern.finditer(text.string)}
        if not places:
            return []
        starts = [line.start for line in text.lines]
        return sorted({bisect_right(starts, place) - 1 for place in places})


_CLAUSE_END = re.compile(r"[，。；！？【】（）〖〗《》“”\r\n]")


def crosses_clauses(text: Text, start: int, end: int) -> bool:
    """Tell whether a clause or bracket ends inside ``[start, end)``: what only the skeleton brings together is then no word.

    >>> crosses_clauses(Text("四季常青，禾苗茁壮"), 3, 6)
    True
    """
    return _CLAUSE_END.search(text.string, start, end) is not None


# Symbols that have no business between the characters of a word; ordinary punctuation, brackets, blanks and hyphens do.
_NOISE = re.compile(r"[^\w\s，。、；：！？“”‘’《》（）()【】\[\],.:;!?\"'<>—…/－-]|(?<=[\u4e00-\u9fff])[_./](?=[\u4e00-\u9fff])")
_LATIN = re.compile(r"[a-zA-Z]")


def mixes_alphabets(text: Text, start: int, end: int) -> bool:
    """Tell whether ``[start, end)`` writes one part of its letters and digits plainly and another part with look-alikes.

    >>> mixes_alphabets(Text("ｗωw.abc"), 0, 7), mixes_alphabets(Text("ＱＱ群"), 0, 3)
    (True, False)
    """
    folded = text.folded[start:end]
    raw = text.string[start:end]
    if raw == folded or raw.lower() == folded:
        return False
    pairs = [(met, plain) for met, plain in zip(raw.lower(), folded, strict=True) if plain.isascii() and plain.isalnum()]
    return any(met == plain and _LATIN.match(met) for met, plain in pairs) and any(met != plain for met, plain in pairs)


def _name(match: regex.Match[str]) -> str | None:
    return match.group("name") if "name" in match.re.groupindex else None


def _place(hit: Hit) -> tuple[int, int, str]:
    return hit.start, hit.end, hit.rule.id


def _cut_span(match: regex.Match[str]) -> Span:
    """Return what a match is about, without the blanks at its ends."""
    start, end = match.span("cut") if "cut" in match.re.groupindex and match.start("cut") >= 0 else match.span()
    content = match.string[start:end]
    return start + len(content) - len(content.lstrip()), end - len(content) + len(content.rstrip())


def hits_alone(rule: Rule, string: str) -> bool:
    """Tell whether `rule`, by itself, hits anything in `string`; also a rule that only ever speaks against others.

    >>> hits_alone(Rule("r", "ad", "why", -3, "他说", (), ()), "他说：好。")
    True
    """
    return bool(Matcher([replace(rule, weight=abs(rule.weight))]).scan(Text(string)).hits)


def time_limit_finding(text: Text, rule: Rule) -> Edit:
    """Say on the document's record that `rule` was stopped, and so found nothing in it."""
    why = f"the rule hit its time limit of {TIME_LIMIT:g} s; nothing it may have found was used"
    return text.edit(0, 0, rule=rule.id, kind=rule.kind, confidence=0.0, evidence=(Evidence(rule.id, 0, why),))
