"""What every match of a pattern must hold: short strings that tell, at the price of one search for all of them, what cannot match."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache, reduce
from itertools import product
from re import _compiler as compiler  # type: ignore[attr-defined]
from re import _constants as ops  # type: ignore[attr-defined]  # the parser of `re`, without which each pattern had to be taken apart by hand
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from cleantext.legibility import common_han
from cleantext.text import BLANK, DIGIT, Text

MOST = 2000
"""Strings that one requirement may name."""

MOST_WAYS = 256
"""Ways of matching that a pattern is taken apart into."""

LONGEST = 12
"""Characters of a string that are looked for: what is longer is hardly rarer."""

REPEATS = 6
"""How often what is repeated is looked for in a row."""

Requirement = frozenset[str]
"""Strings of which at least one stands in the shape (`cleantext.text.Text.shape`) of every text that the pattern matches in."""

_NOTHING: Requirement = frozenset(("",))

Way = tuple[Requirement, ...]
"""What must all be met for a pattern to match in one way, the rarest requirement first; none where nothing is certain."""

# Written so, `regex` understands something else than `re`, with whose parser patterns are read here.
_NOT_RE = re.compile(r"\{[eids\d]*<|\[\[:|(?<!\\)\(\?[a-zA-Z]*[efrpV]")


@lru_cache(maxsize=1024)  # the rules that ship, once a process; each pipeline asks about them anew
def ways(pattern: str) -> tuple[Way, ...]:
    r"""Return the ways in which `pattern` may match; there is one at least, and none of them is left out.

    Patterns that `re` does not understand, and what ignores case, require nothing.

    >>> [[sorted(strings) for strings in way] for way in ways(r"^[微威]信.{0,9}(?:下载|观看)|满\d+[减送]")]
    [[['威信', '微信'], ['下载', '观看']], [['满0'], ['0减', '0送']]]
    """
    if _NOT_RE.search(pattern):
        return ((),)
    try:
        tree = parser.parse(pattern)
    except re.error:
        return ((),)
    if tree.state.flags & ops.SRE_FLAG_IGNORECASE:
        return ((),)
    found = (set(map(_cut, _required(items))) for items in _alternatives(list(tree)))
    return tuple(dict.fromkeys(tuple(sorted(way, key=_commonness)) for way in found))


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


def hint_of(pattern: str) -> str | None:
    r"""Write a pattern that matches only the first character of what `pattern` matches, and is found several times as soon.

    A search is fast when it begins with a class of characters; from there, the pattern is tried one character back. None is returned
    where a match may begin with anything.

    >>> hint_of(r"(?:约|\d+)天"), hint_of(".天"), hint_of("(?x) 约 # or so")
    ('[\\d约](?<=(?=(?:约|\\d+)天)[\\s\\S])', None, '[约](?<=(?=(?x: 约 # or so\n))[\\s\\S])')
    """
    try:
        tree = parser.parse(pattern)
    except re.error:
        return None
    classes: set[str] = set()
    flags = tree.state.flags & ~ops.SRE_FLAG_VERBOSE
    if flags != ops.SRE_FLAG_UNICODE or _REFERS_BACK.search(pattern) or _may_be_empty(tree, classes) or _ANYTHING in classes:
        return None
    inner = pattern if tree.state.flags == flags else f"(?x:{pattern.removeprefix('(?x)')}\n)"  # a comment ends with its line
    return f"[{''.join(sorted(classes))}](?<=(?={inner})[\\s\\S])"


def starts_line(pattern: str) -> bool:
    """Tell whether a match of `pattern` can begin nowhere but where a line does.

    >>> starts_line("^一|(?:^二)三"), starts_line("^一|二")
    (True, False)
    """
    try:
        return _is_anchored(parser.parse(pattern))
    except re.error:
        return False


def _is_anchored(items: Any) -> bool:
    for operator, argument in items:
        if operator in (ops.ASSERT, ops.ASSERT_NOT):
            continue
        if operator is ops.BRANCH:
            return all(map(_is_anchored, argument[1]))
        if operator is ops.SUBPATTERN:
            return _is_anchored(argument[3])
        return operator is ops.AT and argument in (ops.AT_BEGINNING, ops.AT_BEGINNING_STRING)
    return False


def sight_of(pattern: str) -> re.Pattern[str] | None:
    """Compile what a pattern that first looks ahead over a stretch wants to see behind it; without it, nothing matches.

    A pattern looks so from each place anew, so that this is found many times as soon. None is returned for all other patterns.

    >>> sight = sight_of("(?=[^。]{0,40}?加[我入])[a-z一-龥]{4,9}群")
    >>> sight and (sight.search("快加入群"), sight.search("快来群")), sight_of("加[我入]")
    ((<re.Match object; span=(1, 3), match='加入'>, None), None)
    """
    if "(?=" not in pattern:
        return None
    try:
        tree = parser.parse(pattern, re.MULTILINE)
    except re.error:
        return None
    if not len(tree) or tree[0][0] is not ops.ASSERT:
        return None
    direction, ahead = tree[0][1]
    if direction < 0 or len(ahead) < 2:
        return None
    stretch, *seen = ahead
    if stretch[0] not in (ops.MAX_REPEAT, ops.MIN_REPEAT):
        return None
    tree.data = seen
    compiled: re.Pattern[str] = compiler.compile(tree)
    return compiled


_REFERS_BACK = re.compile(r"\\[1-9]|\(\?(?:P=|\()")
_ANYTHING = ""
_CATEGORIES = {ops.CATEGORY_DIGIT: r"\d", ops.CATEGORY_SPACE: r"\s", ops.CATEGORY_WORD: r"\w"}


def _may_be_empty(items: Any, classes: set[str]) -> bool:
    """Collect what a match of a sequence may begin with, as members of a class; say whether it may also be empty."""
    for operator, argument in items:
        if operator in (ops.AT, ops.ASSERT, ops.ASSERT_NOT):
            continue
        if operator in (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT):
            empty = _may_be_empty(argument[2], classes) or not argument[0]
        elif operator is ops.SUBPATTERN and not argument[1] & ops.SRE_FLAG_IGNORECASE:
            empty = _may_be_empty(argument[3], classes)
        elif operator is ops.BRANCH:
            branches = [_may_be_empty(branch, classes) for branch in argument[1]]
            empty = any(branches)
        else:
            empty = False
            classes |= _class_members([(operator, argument)] if operator is not ops.IN else argument)
        if not empty:
            return False
    return True


def _class_members(members: Iterable[tuple[Any, Any]]) -> set[str]:
    """Write the members of a class as they stand in one."""
    written = set()
    for operator, argument in members:
        if operator is ops.LITERAL:
            written.add(re.escape(chr(argument)))
        elif operator is ops.RANGE:
            written.add(f"{re.escape(chr(argument[0]))}-{re.escape(chr(argument[1]))}")
        else:
            written.add(_CATEGORIES.get(argument, _ANYTHING) if operator is ops.CATEGORY else _ANYTHING)
    return written


def longest_at_end(pattern: str, most: int) -> int:
    """Return how long a match of `pattern` may be, when it must stand at the end of the text, and never more than `most`.

    >>> longest_at_end("第[一二]?$", 9), longest_at_end("第.*$", 9), longest_at_end("第|条$", 9)
    (2, 9, 9)
    """
    tree = parser.parse(pattern)
    ends = list(tree)[-1:] == [(ops.AT, ops.AT_END)]
    return min(most, tree.getwidth()[1]) if ends else most


@lru_cache(maxsize=1024)
def bounded(pattern: str, most: int) -> tuple[re.Pattern[str], int]:
    """Compile `pattern` so that nothing in it is repeated more than `most` times, and say how long a match may then be.

    What is looked at around a match counts as well, so that nothing further off matters. Searching takes time in proportion to the text.

    >>> compiled, reach = bounded("第[0-9]*(?=页)", 3)
    >>> compiled.search("第12345页"), compiled.search("第345页").end(), reach
    (None, 4, 5)
    """
    tree = parser.parse(pattern, re.MULTILINE)
    reach = _bind(tree, most)
    compiled: re.Pattern[str] = compiler.compile(tree)
    return compiled, reach


def _bind(items: Any, most: int) -> int:
    """Bound the repetitions in a sequence of the parser's items, in place; return how much text they may take together."""
    reach = 0
    for place, (operator, argument) in enumerate(items):
        if operator in (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT):
            least, greatest, inner = argument
            if greatest is ops.MAXREPEAT:
                greatest = max(least, most)
                items[place] = (operator, (least, greatest, inner))
            reach += greatest * _bind(inner, most)
        elif operator is ops.SUBPATTERN:
            reach += _bind(argument[3], most)
        elif operator in (ops.ASSERT, ops.ASSERT_NOT):
            reach += _bind(argument[1], most)
        elif operator is ops.ATOMIC_GROUP:
            reach += _bind(argument, most)
        elif operator is ops.BRANCH:
            reach += max(_bind(branch, most) for branch in argument[1])
        elif operator is not ops.AT:
            reach += 1 if operator in (ops.LITERAL, ops.NOT_LITERAL, ops.ANY, ops.IN) else most
    return reach


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


def _alternatives(items: list[tuple[Any, Any]]) -> list[list[tuple[Any, Any]]]:
    """Write a sequence of the parser's items as several without its first alternation, and those inside of that one."""
    for place, (operator, argument) in enumerate(items):
        if _exact(operator, argument) is not None:
            continue
        branches: list[list[tuple[Any, Any]]] = []
        if operator is ops.BRANCH:
            branches = [way for branch in argument[1] for way in _alternatives(list(branch))]
        elif operator is ops.SUBPATTERN and not argument[1] & ops.SRE_FLAG_IGNORECASE:
            branches = _alternatives(list(argument[3]))
        if 1 < len(branches) <= MOST_WAYS:
            return [[*items[:place], *branch, *items[place + 1 :]] for branch in branches]
    return [items]


def _required(items: Iterable[tuple[Any, Any]]) -> list[Requirement]:
    """Collect what a sequence of the parser's items requires; neighbours that are certain are joined to longer strings."""
    found: list[Requirement] = []
    run: Requirement = _NOTHING  # what stands here for certain
    for operator, argument in items:
        exact = _exact(operator, argument)
        if exact and len(run) * len(exact) <= MOST:
            run = _joined(run, exact)
            continue
        again = _repeated(operator, argument)
        if again and len(run) * len(again) <= MOST:
            run = _joined(run, again)
        found.append(run)
        run = exact or again or _NOTHING
        if not (exact or again):
            found += _inside(operator, argument)
    found.append(run)
    return [_shortest(strings) for strings in found if "" not in strings]


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
    return frozenset(map("".join, product(run, more)))


def _cut(strings: Requirement) -> Requirement:
    """Shorten strings: a part of what must stand somewhere must stand there too."""
    if max(map(len, strings)) <= LONGEST:
        return strings
    return _shortest(frozenset(string[:LONGEST] for string in strings))


@lru_cache(maxsize=4096)  # the ways of a pattern share most of what they require; this and the next are most of a start
def _shortest(strings: Requirement) -> Requirement:
    """Leave out strings that hold another one: finding that one is enough."""
    if len(set(map(len, strings))) == 1:
        return strings
    kept: set[str] = set()
    lengths: set[int] = set()
    for string in sorted(strings, key=len):
        if all(kept.isdisjoint(map(string.__getitem__, _parts(len(string), length))) for length in lengths):
            kept.add(string)
            lengths.add(len(string))
    return frozenset(kept)


@cache
def _parts(length: int, part: int) -> list[slice]:
    """Return the places of all parts of one length in a string."""
    return [slice(start, start + part) for start in range(length - part + 1)]


@cache
def _shape(character: str) -> str:
    return Text(character).shape


def _exact(operator: Any, argument: Any) -> Requirement | None:
    """Return all that an item may match when that is a few strings, or None."""
    if operator is ops.LITERAL:
        return frozenset((_shape(chr(argument)),))
    if operator is ops.IN:
        return _shapes_of_class(argument)
    if operator is ops.SUBPATTERN:
        return None if argument[1] or argument[2] else _exact_sequence(argument[3])
    if operator is ops.BRANCH:
        return _all_of(map(_exact_sequence, argument[1]))
    if operator in (ops.AT, ops.ASSERT_NOT):
        return _NOTHING
    if operator in (ops.MAX_REPEAT, ops.MIN_REPEAT) and (argument[1] <= 1 or argument[0] == argument[1] <= REPEATS):
        one = _exact_sequence(argument[2])
        if one is None or len(one) ** argument[0] > MOST:
            return None
        return _times(one, argument[0]) if argument[0] else one | _NOTHING
    return None


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
    if operator is ops.ASSERT:
        return _required(argument[1])
    if operator in (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT) and argument[0] > 0:
        return _required(argument[2])
    if operator is ops.ATOMIC_GROUP:
        return _required(argument)
    if operator is ops.BRANCH:
        every = _all_of(min(_required(branch), key=_commonness, default=None) for branch in argument[1])
        return [_shortest(every)] if every else []
    return []


@lru_cache(maxsize=4096)
def _commonness(strings: Requirement) -> tuple[float, tuple[str, ...]]:
    """Guess how often a requirement is met, for each character of text; the strings decide among those met alike."""
    return math.fsum(math.exp2(-_rareness(string)) for string in strings), tuple(sorted(strings))


def _rareness(string: str) -> float:
    """Guess how many bits it takes to say that a string stands somewhere: a letter or digit behind its like takes few."""
    bits = 0.0
    before = ""
    for kind, first, again in map(_bits, string):
        bits += again if kind == before else first
        before = kind
    return bits


@cache
def _bits(character: str) -> tuple[str, float, float]:
    """Return the kind of a character, and what it takes to say that one stands somewhere, and behind its like."""
    if character.isascii() and character.isalpha():
        return "a", 5.0, 3.5
    if character in _BITS:
        return character, *_BITS[character]
    bits = 7.0 if character.isascii() else 9.5 if character in common_han()[0] else 12.0
    return character, bits, bits


_BITS = {DIGIT: (5.5, 1.5), BLANK: (3.0, 1.0)}


def _all_of(alternatives: Iterable[Requirement | None]) -> Requirement | None:
    """Join alternatives; None when one of them is not known, or all of them together are too many."""
    joined: set[str] = set()
    for strings in alternatives:
        if strings is None:
            return None
        joined |= strings
    return frozenset(joined) if len(joined) <= MOST else None
