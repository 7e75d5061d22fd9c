"""What every match of a pattern must hold: short strings that tell, at the price of one search for all of them, what cannot match."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache, reduce
from itertools import groupby, product, starmap
from re import _constants as ops  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

from cleantext.legibility import rank_of_han
from cleantext.seeking import Item, Part, parse
from cleantext.text import BLANK, DIGIT, Text

MOST = 2000
"""Strings that one requirement may name."""

MOST_WAYS = 256
"""Ways of matching that a pattern is taken apart into."""

LINE_END = "\n"
"""What stands in a requirement for where a line begins or ends; the shape is searched with one before its first line and one behind its last."""

MOST_BETWEEN = 40
"""Characters of a class that may be repeated, up to which what stands behind the repetition is looked for with each of them."""

MOST_STRINGS = 64
"""The strings of a requirement up to which looking for each of them in a line is quicker than trying the pattern."""

MOST_ASKED = 128
"""The strings of a requirement of which is asked how rare they are."""

COST = 2.0**-28
"""How much rarer, for each character of text, a requirement must be for each string it has more than another one."""

LONGEST, LONGEST_IN_ASCII = 4, 10
"""Characters of a string that are looked for: what is longer is hardly rarer, and letters of ASCII say least."""

REPEATS = 6
"""How often what is repeated is looked for in a row."""

Requirement = frozenset[str]
"""Strings of which at least one stands in the shape (`cleantext.text.Text.shape`) of every line that the pattern matches in, or at its ends."""

_NOTHING: Requirement = frozenset(("",))


class Way(NamedTuple):
    """What must all be met for a pattern to match in one way, the rarest first, and the part of the pattern that matches so.

    Nothing is `required` where nothing is certain.
    """

    required: tuple[Requirement, ...]
    part: Part


# Written so, `regex` understands something else than `re`, with whose parser patterns are read here.
_NOT_RE = re.compile(r"\{[eids\d]*<|\[\[:|(?<!\\)\(\?[a-zA-Z]*[efrpV]")


@lru_cache(maxsize=1024)  # the rules that ship, once a process; each pipeline asks about them anew
def ways(pattern: str, *, in_ascii: bool = False) -> tuple[Way, ...] | None:
    r"""Return all the ways in which `pattern` may match, in any text or `in_ascii` text alone; none of them is left out.

    None is returned of patterns that `re` does not understand, or that ignore case: their ways are not known.

    >>> [list(map(sorted, way.required)) for way in ways(r"^[微威]信.{0,9}(?:下载|观看)|满\d+[减送]")]
    [[['\n威信', '\n微信'], ['下载', '观看']], [['满0'], ['0减', '0送']]]
    """
    part = None if _NOT_RE.search(pattern) else parse(pattern)
    if part is None or part.ignores_case:
        return None
    if in_ascii and (part := part.in_ascii()) is None:
        return ()
    alike: dict[tuple[Requirement, ...], list[list[Item]]] = {}
    for items in _alternatives(part.items):
        required = sorted(set(map(_cut, _required(items))), key=_commonness)
        alike.setdefault(tuple(map(_shortest, required)), []).append(items)
    return tuple(Way(required, part.one_of(branches)) for required, branches in alike.items())


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


def longest_at_end(pattern: str, most: int) -> int:
    """Return how long a match of `pattern` may be, when it must stand at the end of the text, and never more than `most`.

    >>> longest_at_end("第[一二]?$", 9), longest_at_end("第.*$", 9), longest_at_end("第|条$", 9)
    (2, 9, 9)
    """
    tree = parser.parse(pattern)
    ends = list(tree)[-1:] == [(ops.AT, ops.AT_END)]
    return min(most, tree.getwidth()[1]) if ends else most


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
        elif operator is ops.LITERAL:
            edge = frozenset((chr(argument),))
        elif operator is ops.IN:
            edge = _characters(argument)
        if edge is None:
            return None
        found |= edge
        if least:
            return frozenset(found)
    return None


def _alternatives(items: list[Item]) -> list[list[Item]]:
    """Write a sequence of the parser's items as several without its first alternation, and those inside of that one."""
    for place, (operator, argument) in enumerate(items):
        if _exact(operator, argument) is not None:
            continue
        branches: list[list[Item]] = []
        if operator is ops.BRANCH:
            branches = [way for branch in argument[1] for way in _alternatives(list(branch))]
        elif operator is ops.SUBPATTERN and not argument[1] & ops.SRE_FLAG_IGNORECASE:
            *group, inner = argument
            branches = [[(operator, (*group, parser.SubPattern(inner.state, way)))] for way in _alternatives(list(inner))]
        if 1 < len(branches) <= MOST_WAYS:
            return [[*items[:place], *branch, *items[place + 1 :]] for branch in branches]
    return [items]


def _required(items: Iterable[tuple[Any, Any]]) -> list[Requirement]:
    """Collect what a sequence of the parser's items requires; neighbours that are certain are joined to longer strings."""
    found: list[Requirement] = []
    run: Requirement = _NOTHING  # what stands here for certain
    for operator, argument in _flat(items):
        if operator is ops.ASSERT:  # without width, so that what follows stands here as well
            direction, inner = argument
            seen = _exact_sequence(inner)
            if seen is None:
                found += _required(inner)
            elif direction > 0:
                found += [_joined(run, seen)] if len(run) * len(seen) <= MOST else [seen]
            elif run == _NOTHING:
                run = seen
            else:
                found.append(seen)
            continue
        exact = _exact(operator, argument)
        if exact and len(run) * len(exact) <= MOST:
            if max(len(run), len(exact)) <= MOST_STRINGS < len(run) * len(exact):
                found += [run, exact]  # which are looked for in a line as the many are not
            run = _joined(run, exact)
            continue
        if exact and len(ends := frozenset(string[-1:] for string in run)) * len(exact) <= MOST:
            found.append(run)
            run = _joined(ends, exact)
            continue
        again = _repeated(operator, argument)
        if again and len(run) * len(again) <= MOST:
            run = _joined(run, again)
        found.append(run)
        behind = exact or again or _behind(run, operator, argument)
        run = behind or _NOTHING
        if not behind:
            found += _inside(operator, argument)
    found.append(run)
    return [strings for strings in found if strings.isdisjoint(_ANYWHERE)]


_ANYWHERE = ("", LINE_END)


def _flat(items: Iterable[tuple[Any, Any]]) -> Iterable[tuple[Any, Any]]:
    """Yield a sequence of the parser's items with those of its groups, which are no less certain."""
    for operator, argument in items:
        if operator is ops.SUBPATTERN and not (argument[1] or argument[2]):
            yield from _flat(argument[3])
        else:
            yield operator, argument


def _behind(run: Requirement, operator: Any, argument: Any) -> Requirement | None:
    """Return what stands at the end of a few characters that may be repeated or left out: one of them, or the end of what is before."""
    if operator not in (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT) or argument[0]:
        return None
    one = _exact_sequence(argument[2])
    if not one or len(one) > MOST_BETWEEN or set(map(len, one)) != {1} or "" in run:
        return None
    return one.union(string[-1] for string in run)


def _repeated(operator: Any, argument: Any) -> Requirement | None:
    """Return what stands at both ends of something that is repeated, or None."""
    if operator not in (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT) or not argument[0]:
        return None
    one = _exact_sequence(argument[2])
    if not one or "" in one:
        return None
    most = next(times for times in range(min(argument[0], REPEATS), 0, -1) if len(one) ** times <= MOST)
    return _times(one, most)


def _times(one: Requirement, times: int) -> Requirement:
    return reduce(_joined, [one] * times)


def _joined(run: Requirement, more: Requirement) -> Requirement:
    if _NOTHING in (run, more):
        return more if run == _NOTHING else run
    if [other for other in more if other[:1] == LINE_END] and any(string[-1:] == LINE_END for string in run):
        return frozenset(starmap(_beside, product(run, more)))
    return frozenset([string + other for string in run for other in more])


def _beside(string: str, more: str) -> str:
    """Write two strings side by side; two ends of a line may be the same one, asked for twice."""
    return string + more[1:] if string.endswith(LINE_END) and more.startswith(LINE_END) else string + more


def _cut(strings: Requirement) -> Requirement:
    """Shorten strings: a part of what must stand somewhere must stand there too."""
    return frozenset(string[: LONGEST_IN_ASCII if string.isascii() else LONGEST] for string in strings)


def _shortest(strings: Iterable[str]) -> Requirement:
    """Leave out strings that hold another one: finding that one is enough."""
    kept: set[str] = set()
    lengths: list[int] = []
    for length, alike in groupby(sorted(strings, key=len), key=len):
        places = [slice(start, start + shorter) for shorter in lengths for start in range(length - shorter + 1)]
        new = {string for string in alike if kept.isdisjoint([string[place] for place in places])}
        if new:
            kept |= new
            lengths.append(length)
    return frozenset(kept)


@cache
def _shape(character: str) -> str:
    return Text(character).shape


@cache
def _literal(code: int) -> Requirement:
    return frozenset((_shape(chr(code)),))


def _exact(operator: Any, argument: Any) -> Requirement | None:
    """Return all that an item may match when that is a few strings, or None."""
    if operator is ops.LITERAL:
        return _literal(argument)
    if operator is ops.IN:
        return _shapes_of_class(argument)
    if operator is ops.SUBPATTERN:
        return None if argument[1] or argument[2] else _exact_sequence(argument[3])
    if operator is ops.BRANCH:
        return _all_of(map(_exact_sequence, argument[1]))
    if operator is ops.AT and argument in _LINE_ENDS:
        return frozenset((LINE_END,))
    if operator in (ops.AT, ops.ASSERT_NOT):
        return _NOTHING
    if operator in (ops.MAX_REPEAT, ops.MIN_REPEAT) and (argument[1] <= 1 or argument[0] == argument[1] <= REPEATS):
        one = _exact_sequence(argument[2])
        if one is None or len(one) ** argument[0] > MOST:
            return None
        return _times(one, argument[0]) if argument[0] else one | _NOTHING
    return None


_LINE_ENDS = {ops.AT_BEGINNING, ops.AT_BEGINNING_STRING, ops.AT_END, ops.AT_END_STRING}


def _exact_sequence(items: Iterable[tuple[Any, Any]]) -> Requirement | None:
    run: Requirement | None = _NOTHING
    for operator, argument in items:
        exact = _exact(operator, argument)
        if run is None or exact is None or len(run) * len(exact) > MOST:
            return None
        run = _joined(run, exact)
    return run


_CLASSES = {ops.CATEGORY_DIGIT: DIGIT, ops.CATEGORY_SPACE: BLANK}


def _shapes_of_class(members: Sequence[tuple[Any, Any]]) -> Requirement | None:
    named = {_CLASSES.get(argument) for operator, argument in members if operator is ops.CATEGORY}
    single = _characters([member for member in members if member[0] is not ops.CATEGORY])
    if None in named or single is None:
        return None
    return frozenset(map(_shape, single)).union(filter(None, named))


def _characters(members: Sequence[tuple[Any, Any]]) -> frozenset[str] | None:
    """Return the characters of a class, when they are few and each is named."""
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
    if operator in (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT) and argument[0] > 0:
        return _required([*argument[2]] * min(argument[0], 2))  # one beside the other
    if operator is ops.ATOMIC_GROUP:
        return _required(argument)
    if operator is ops.BRANCH:
        branches = [_required(branch) for branch in argument[1]]
        every = _all_of(_rarest(branch, MOST) for branch in branches)
        if every is None:  # or else these are too many together
            every = _all_of(_rarest(branch, MOST // len(branches)) for branch in branches)
        return [every] if every else []
    return []


def _rarest(requirements: list[Requirement], most: int) -> Requirement | None:
    """Return the rarest of requirements that name no more than so many strings, or else of all."""
    few = [strings for strings in requirements if len(strings) <= most]
    return min(few or requirements, key=_commonness, default=None)


def commonness(strings: Requirement) -> float:
    """Guess how often a requirement is met, for each character of text.

    >>> commonness(frozenset(("微信",))) < commonness(frozenset(("信",))) < commonness(frozenset(("信", "0")))
    True
    """
    step = len(strings) // MOST_ASKED + 1
    some = sorted(strings)[::step] if step > 1 else strings  # of so many, some tell
    return step * math.fsum(math.exp2(-_rareness(string)) for string in some)


def _commonness(strings: Requirement) -> tuple[float, int, str]:
    """Return a key to sort by: how often a requirement is met, and a little for what it costs to look for each string."""
    return commonness(strings) + len(strings) * COST, len(strings), min(strings)


def _rareness(string: str) -> float:
    """Guess how many bits it takes to say that a string stands somewhere: a letter or digit behind its like takes few."""
    bits = 0.0
    before = ""
    for character in string:
        kind, first, again = _bits(character)
        bits += again if kind == before else first
        before = kind
    return bits


@cache
def _bits(character: str) -> tuple[str, float, float]:
    """Return the kind of a character, how many bits it takes to say that it stands somewhere, and behind one of its kind."""
    if character == DIGIT:
        return DIGIT, 5.5, 1.5
    if character == BLANK:
        return BLANK, 3.0, 1.0
    if character == LINE_END:
        return LINE_END, 5.0, 1.0
    if character.isascii():
        return ("a", 5.0, 3.5) if character.isalpha() else (character, 7.0, 2.0)  # ruled lines repeat one
    rank = rank_of_han().get(character)
    if rank is None:
        return character, 12.0, 2.0
    bits = math.log2(4 * (rank + 7))  # as often as in the texts its rank was counted in
    return "中", bits, 0.65 * bits  # as part of a word


def _all_of(alternatives: Iterable[Requirement | None]) -> Requirement | None:
    """Join alternatives; None when one of them is not known, or all of them together are too many."""
    joined: set[str] = set()
    for strings in alternatives:
        if strings is None:
            return None
        joined |= strings
    if len(joined) > MOST:
        joined = set(_shortest(joined))
    return frozenset(joined) if len(joined) <= MOST else None
