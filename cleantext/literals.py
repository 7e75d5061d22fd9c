"""What every match of a pattern must hold: short strings that tell, at the price of one search for all of them, what cannot match."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import product
from re import _constants as ops  # type: ignore[attr-defined]  # the parser of `re`, without which each pattern had to be taken apart by hand
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from ahocorasick_rs import AhoCorasick, Implementation

MOST = 2000
"""Strings that one requirement may name."""

Requirement = frozenset[str]
"""Strings of which at least one stands in every text that the pattern matches in."""


@lru_cache(maxsize=1024)  # the rules that ship, once a process; each pipeline asks about them anew
def requirements(pattern: str) -> tuple[Requirement, ...]:
    """Return what a text must hold for `pattern` to match in it, the shortest first; nothing is returned where nothing is certain.

    Patterns that `re` does not understand, and what ignores case, require nothing.

    >>> [sorted(strings) for strings in requirements(r"^[微威]信.{0,9}(?:下载|观看)")]
    [['下载', '观看'], ['威信', '微信']]
    """
    try:
        tree = parser.parse(pattern)
    except re.error:
        return ()
    if tree.state.flags & ops.SRE_FLAG_IGNORECASE:
        return ()
    found = {strings for strings in _required(tree) if len(strings) <= MOST}
    return tuple(sorted(found, key=lambda strings: (len(strings), sorted(strings))))


def keywords(pattern: str) -> tuple[str, ...]:
    """Return the strings of which one stands wherever `pattern` matches, those that stand most rarely; none where nothing is certain.

    >>> keywords(r"(?:百度|夸克)网盘\\s?(?:链接|提取码)")
    ('夸克网盘', '百度网盘')
    """
    rare = [strings for strings in requirements(pattern) if not any(len(string) == 1 and string.isascii() for string in strings)]
    if not rare:
        return ()
    rarest = max(rare, key=_rareness)
    return tuple(sorted(rarest))


def automaton_of(strings: Iterable[str]) -> AhoCorasick | None:
    """Build what finds all of `strings` in one pass; None where there are none.

    Not as a table of all transitions: ten thousand strings take 90 MB so, in every process, and are found no sooner in Chinese text.

    >>> automaton_of(["微信", "加群"]).find_matches_as_indexes("加群")
    [(1, 0, 2)]
    """
    found = list(strings)
    return AhoCorasick(found, implementation=Implementation.ContiguousNFA) if found else None


class Sieve:
    """Tells of many patterns at once which may match in a string.

    Of what a pattern requires, the two requirements that are met most rarely are looked for.

    >>> sieve = Sieve(["微信", r"加[我入].{0,9}群", r"\\d+"])
    >>> sorted(sieve.passing("加我进群")), sorted(sieve.passing("微信"))
    ([1, 2], [0, 2])
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        owners: dict[str, set[int]] = defaultdict(set)  # string -> the requirements it meets
        self._asked: list[tuple[int, int]] = []  # requirement -> its pattern, and the other one that this has, or itself
        for index, pattern in enumerate(patterns):
            surest = sorted(filter(_tells, requirements(pattern)), key=_rareness)[-2:]
            first = len(self._asked)
            for number, strings in enumerate(surest, first):
                self._asked.append((index, 2 * first + len(surest) - 1 - number))
                for string in strings:
                    owners[string].add(number)
        self._automaton = automaton_of(owners)
        self._owners = list(owners.values())
        self._open = frozenset(range(len(patterns))) - {index for index, _ in self._asked}

    def passing(self, string: str) -> frozenset[int]:
        """Return the numbers of the patterns that may match in `string`; a string with lone surrogates lets all pass."""
        if self._automaton is None:
            return self._open
        try:
            found = self._automaton.find_matches_as_indexes(string, overlapping=True)
        except UnicodeEncodeError:
            return self._open.union(index for index, _ in self._asked)
        if not found:
            return self._open
        met = set().union(*map(self._owners.__getitem__, {number for number, _, _ in found}))
        return self._open.union([index for index, other in map(self._asked.__getitem__, met) if other in met])


def _tells(strings: Requirement) -> bool:
    """Say whether a requirement is worth looking for: single characters stand in any line when there are more than two of them."""
    return min(map(len, strings)) > 1 or (len(strings) <= 2 and not any(map(str.isascii, strings)))


def first_characters(pattern: str) -> frozenset[str] | None:
    """Return the characters a match of `pattern` may begin with, or None when they are not known, or a match may be empty.

    >>> sorted(first_characters("(?:约|[近超])[ ]?x|年") or ()), first_characters("x?"), first_characters("[^x]")
    (['年', '约', '超', '近'], None, None)
    """
    return _edge(parser.parse(pattern), 1)


def last_characters(pattern: str) -> frozenset[str] | None:
    """Return the characters a match of `pattern` may end with, or None when they are not known, or a match may be empty.

    >>> sorted(last_characters("(?:约|共计)$") or ()), last_characters(".?$")
    (['约', '计'], None)
    """
    return _edge(parser.parse(pattern), -1)


def _edge(items: Any, step: int) -> frozenset[str] | None:
    found: set[str] = set()
    for operator, argument in list(items)[::step]:
        if operator in (ops.AT, ops.ASSERT, ops.ASSERT_NOT):
            continue  # without width; what else they ask for only makes matches fewer
        least = 1
        edge: frozenset[str] | None = None
        if operator in (ops.MAX_REPEAT, ops.MIN_REPEAT):
            least, _, inner = argument
            edge = _edge(inner, step)
        elif operator is ops.SUBPATTERN:
            edge = _edge(argument[3], step) if not argument[1] & ops.SRE_FLAG_IGNORECASE else None
        elif operator is ops.BRANCH:
            edge = _all_of(_edge(branch, step) for branch in argument[1])
        elif operator in (ops.LITERAL, ops.IN):
            edge = _exact(operator, argument)
        if edge is None:
            return None
        found |= edge
        if least:
            return frozenset(found)
    return None


def _required(items: Iterable[tuple[Any, Any]]) -> list[Requirement]:
    """Collect what a sequence of the parser's items requires; neighbours that are certain are joined to longer strings."""
    found: list[Requirement] = []
    run: Requirement = frozenset(("",))  # what stands here for certain
    for operator, argument in items:
        exact = _exact(operator, argument)
        if exact and len(run) * len(exact) <= MOST:
            run = frozenset(map("".join, product(run, exact)))
            continue
        found.append(run)
        run = exact or frozenset(("",))
        if not exact:
            found += _inside(operator, argument)
    found.append(run)
    return [_shortest(strings) for strings in found if "" not in strings]


def _shortest(strings: Requirement) -> Requirement:
    """Leave out strings that hold another one: finding that one is enough."""
    if len(set(map(len, strings))) == 1:
        return strings
    kept: set[str] = set()
    lengths: set[int] = set()
    for string in sorted(strings, key=len):
        parts = (string[start : start + length] for length in lengths for start in range(len(string) - length + 1))
        if kept.isdisjoint(parts):
            kept.add(string)
            lengths.add(len(string))
    return frozenset(kept)


def _exact(operator: Any, argument: Any) -> Requirement | None:
    """Return all that an item may match when that is a few strings, or None."""
    if operator is ops.LITERAL:
        return frozenset((chr(argument),))
    if operator is ops.IN:
        return _exact_of_class(argument)
    if operator is ops.SUBPATTERN:
        return None if argument[1] or argument[2] else _exact_sequence(argument[3])
    if operator is ops.BRANCH:
        return _all_of(map(_exact_sequence, argument[1]))
    if operator in (ops.AT, ops.ASSERT_NOT):
        return frozenset(("",))
    if operator is ops.MAX_REPEAT and argument[1] <= 1:
        one = _exact_sequence(argument[2])
        return None if one is None else one | ({""} if argument[0] == 0 else set())
    return None


def _exact_sequence(items: Iterable[tuple[Any, Any]]) -> Requirement | None:
    run: Requirement | None = frozenset(("",))
    for operator, argument in items:
        exact = _exact(operator, argument)
        if run is None or exact is None or len(run) * len(exact) > MOST:
            return None
        run = frozenset(map("".join, product(run, exact)))
    return run


def _exact_of_class(members: Sequence[tuple[Any, Any]]) -> Requirement | None:
    characters: set[str] = set()
    for operator, argument in members:
        if operator is ops.LITERAL:
            characters.add(chr(argument))
        elif operator is ops.RANGE and argument[1] - argument[0] < MOST:
            characters.update(map(chr, range(argument[0], argument[1] + 1)))
        else:
            return None
    return frozenset(characters) if len(characters) <= MOST else None


def _inside(operator: Any, argument: Any) -> list[Requirement]:
    """Collect what an item requires that may match more than a few strings."""
    if operator is ops.SUBPATTERN:
        return [] if argument[1] & ops.SRE_FLAG_IGNORECASE else _required(argument[3])
    if operator is ops.ASSERT:
        return _required(argument[1])
    if operator in (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT) and argument[0] > 0:
        return _required(argument[2])
    if operator is ops.ATOMIC_GROUP:
        return _required(argument)
    if operator is ops.BRANCH:
        every = _all_of(max(_required(branch), key=_rareness, default=None) for branch in argument[1])
        return [_shortest(every)] if every else []
    return []


def _rareness(strings: Requirement) -> tuple[int, int]:
    """Guess how rarely a requirement is met: by its shortest string, then by how many there are."""
    return min(map(len, strings)), -len(strings)


def _all_of(alternatives: Iterable[Requirement | None]) -> Requirement | None:
    """Join alternatives; None when one of them is not known, or all of them together are too many."""
    joined: set[str] = set()
    for strings in alternatives:
        if strings is None:
            return None
        joined |= strings
    return frozenset(joined) if len(joined) <= MOST else None
