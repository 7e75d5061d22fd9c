"""Patterns taken apart, and searched for in the way that tells soonest whether they match at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from re import _compiler as compiler  # type: ignore[attr-defined]
from re import _constants as ops  # type: ignore[attr-defined]  # the parser of `re`, without which each pattern had to be taken apart by hand
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, Protocol

Item = tuple[Any, Any]
"""An operator of the parser of `re`, and its argument."""


class Search(Protocol):
    """The method of a pattern that searches a string, from a place on."""

    def __call__(self, string: str, pos: int = ..., /) -> re.Match[str] | None:
        """Return the first match."""


MOST_REPEATED = 100
"""How often what a pattern may repeat without bound is repeated on a long line."""


class Part:
    """A pattern, or what is left of one in one of the ways it may match, as the items its parser sees.

    >>> part = parse("约|[近超]过")
    >>> part.seek("超过三成"), part.seek("超三成")
    (<re.Match object; span=(0, 1), match='超'>, None)
    """

    def __init__(self, items: Sequence[Item], state: Any) -> None:
        self.items = list(items)
        self._state = state

    @property
    def ignores_case(self) -> bool:
        """Whether the pattern as a whole matches capitals for small letters."""
        return bool(self._state.flags & ops.SRE_FLAG_IGNORECASE)

    @cached_property
    def bounded(self) -> Part:
        """The same without anything repeated more than `MOST_REPEATED` times: searching takes time in proportion to the text.

        >>> part = parse("第[0-9]*(?=页)").bounded
        >>> part.compiled.search("第" + 101 * "1" + "页"), part.compiled.search("第345页").end(), part.reach
        (None, 4, 102)
        """
        return Part(_bound(self.items, self._state), self._state) if _is_endless(self.items) else self

    @cached_property
    def reach(self) -> int:
        """How long a match may be, with what is looked at around it: nothing further off matters."""
        return _reach(self.items)

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The part as a pattern."""
        return self._compiled(self.items)

    def in_ascii(self) -> Part | None:
        """Return what of the pattern can match in text that is all ASCII; None where nothing can.

        >>> parse("[约a]b|约|c[、约]?").in_ascii().seek("ac"), parse("约").in_ascii()
        (<re.Match object; span=(1, 2), match='c'>, None)
        """
        items = _in_ascii(self.items, self._state)
        return None if items is None else Part(items, self._state)

    def one_of(self, branches: Sequence[Sequence[Item]]) -> Part:
        """Return what matches where one of `branches`, parts of this one, does."""
        if len(branches) == 1:
            return Part(branches[0], self._state)
        return Part([(ops.BRANCH, (None, list(map(self._sequence, branches))))], self._state)

    @cached_property
    def seek(self) -> Search:
        """What tells soonest whether the pattern matches anywhere in a line; where a match is, it need not say."""
        if _is_anchored(self.items):
            return self._compiled(self.items).match
        return self._compiled(_sight(self.items) or self._hint() or self.items).search

    def _hint(self) -> list[Item] | None:
        """Write what matches only the first character of a match, and is found several times as soon.

        A search is fast when it begins with a class of characters; from there, the pattern is tried one character back. None is
        returned where a match may begin with anything.
        """
        classes: dict[Item, None] = {}
        if self.ignores_case or _may_be_empty(self.items, classes) or _ANYTHING in classes:
            return None
        ahead = (ops.ASSERT, (1, self._sequence(self.items)))
        return [(ops.IN, list(classes)), (ops.ASSERT, (-1, self._sequence([ahead, _ONE])))]

    def _sequence(self, items: Sequence[Item]) -> Any:
        return parser.SubPattern(self._state, list(items))

    def _compiled(self, items: Sequence[Item]) -> re.Pattern[str]:
        compiled: re.Pattern[str] = compiler.compile(self._sequence(items))
        return compiled


_ONE: Item = (ops.IN, [(ops.CATEGORY, ops.CATEGORY_SPACE), (ops.CATEGORY, ops.CATEGORY_NOT_SPACE)])
_ANYTHING: Item = (ops.ANY, None)


@lru_cache(maxsize=1024)  # the rules that ship, once a process; each pipeline asks about them anew
def parse(pattern: str) -> Part | None:
    """Take a pattern apart, as it is searched for in a line; None where `re` does not understand it.

    >>> parse("约("), parse("^约").seek("大约")
    (None, None)
    """
    try:
        tree = parser.parse(pattern, re.MULTILINE)
    except re.error:
        return None
    return Part(tree.data, tree.state)


def _in_ascii(items: Iterable[Item], state: Any) -> list[Item] | None:
    """Leave out of a sequence what matches no ASCII; None where none of it can match then."""
    kept: list[Item] = []
    for operator, argument in items:
        need_not = operator is ops.ASSERT_NOT or (operator in _REPEATS and not argument[0])
        item = _item_in_ascii(operator, argument, state)
        if item is not None:
            kept.append(item)
        elif not need_not:
            return None
    return kept


def _item_in_ascii(operator: Any, argument: Any, state: Any) -> Item | None:
    if operator is ops.LITERAL:
        return (operator, argument) if argument < _ASCII else None
    if operator is ops.IN:
        members = (
            _all_others(argument, state) if argument[0][0] is ops.NEGATE else list(filter(None, map(_ascii_member, argument)))
        )
        return (operator, members) if members else None
    if operator is ops.BRANCH:
        possible = [branch for branch in (_in_ascii(branch, state) for branch in argument[1]) if branch is not None]
        return (operator, (None, [parser.SubPattern(state, branch) for branch in possible])) if possible else None
    if operator in _HOLDING and not (operator is ops.SUBPATTERN and argument[1] & ops.SRE_FLAG_IGNORECASE):
        *before, inner = argument
        held = _in_ascii(inner, state)
        return None if held is None else (operator, (*before, parser.SubPattern(state, held)))
    return operator, argument


_ASCII = 0x80
_REPEATS = {ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT}
_HOLDING = {ops.SUBPATTERN, ops.ASSERT, ops.ASSERT_NOT, *_REPEATS}  # the last of their arguments is what they hold


def _all_others(argument: Sequence[Item], state: Any) -> list[Item]:
    """Name what of ASCII is in a class that only says what is not; lines hold none of their ends."""
    compiled = compiler.compile(parser.SubPattern(state, [(ops.IN, list(argument))]))
    return [(ops.LITERAL, code) for code in range(_ASCII) if chr(code) not in "\r\n" and compiled.match(chr(code))]


def _ascii_member(item: Item) -> Item | None:
    """Return what of a member of a class is ASCII."""
    operator, argument = item
    if operator is ops.RANGE:
        return (operator, (argument[0], min(argument[1], _ASCII - 1))) if argument[0] < _ASCII else None
    return None if operator is ops.LITERAL and argument >= _ASCII else item


def _is_anchored(items: Iterable[Item]) -> bool:
    """Tell whether a match can begin nowhere but where a line does."""
    for operator, argument in items:
        if operator in (ops.ASSERT, ops.ASSERT_NOT):
            continue
        if operator is ops.BRANCH:
            return all(map(_is_anchored, argument[1]))
        if operator is ops.SUBPATTERN:
            return _is_anchored(argument[3])
        return operator is ops.AT and argument in (ops.AT_BEGINNING, ops.AT_BEGINNING_STRING)
    return False


def _sight(items: Sequence[Item]) -> list[Item] | None:
    """Return what a pattern that first looks ahead over a stretch wants to see behind it; without it, nothing matches.

    A pattern looks so from each place anew, so that this is found many times as soon. None is returned for all other patterns.
    """
    if not items or items[0][0] is not ops.ASSERT:
        return None
    direction, ahead = items[0][1]
    if direction < 0 or len(ahead) < 2 or ahead[0][0] not in (ops.MAX_REPEAT, ops.MIN_REPEAT):
        return None
    return list(ahead[1:])


def _may_be_empty(items: Iterable[Item], classes: dict[Item, None]) -> bool:
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
            classes.update(dict.fromkeys(map(_class_member, argument if operator is ops.IN else [(operator, argument)])))
        if not empty:
            return False
    return True


_POSITIVE = {ops.CATEGORY_DIGIT, ops.CATEGORY_SPACE, ops.CATEGORY_WORD}


def _class_member(item: Item) -> Item:
    """Return a member of a class; of what is not in it or stands for nearly all characters, nothing tells."""
    operator, argument = item
    named = operator in (ops.LITERAL, ops.RANGE) or (operator is ops.CATEGORY and argument in _POSITIVE)
    return item if named else _ANYTHING


def _held(operator: Any, argument: Any) -> Sequence[Iterable[Item]]:
    """Return the sequences that an item of the parser's holds: of a choice each branch, of all others one or none."""
    if operator is ops.BRANCH:
        branches: Sequence[Iterable[Item]] = argument[1]
        return branches
    if operator is ops.ATOMIC_GROUP:
        return (argument,)
    return (argument[-1],) if operator in _HOLDING else ()


def _is_endless(items: Iterable[Item]) -> bool:
    """Tell whether anything in a sequence of the parser's items may be repeated without bound."""
    return any(
        (operator in _REPEATS and argument[1] is ops.MAXREPEAT) or any(map(_is_endless, _held(operator, argument)))
        for operator, argument in items
    )


def _bound(items: Iterable[Item], state: Any) -> list[Item]:
    """Bound the repetitions in a sequence of the parser's items."""
    bound: list[Item] = []
    for operator, argument in items:
        if operator is ops.BRANCH:
            branches = [parser.SubPattern(state, _bound(branch, state)) for branch in argument[1]]
            bound.append((operator, (None, branches)))
        elif operator is ops.ATOMIC_GROUP:
            bound.append((operator, parser.SubPattern(state, _bound(argument, state))))
        elif operator in _HOLDING:
            *before, inner = argument
            if operator in _REPEATS and before[1] is ops.MAXREPEAT:
                before[1] = max(before[0], MOST_REPEATED)
            bound.append((operator, (*before, parser.SubPattern(state, _bound(inner, state)))))
        else:
            bound.append((operator, argument))
    return bound


def _reach(items: Iterable[Item], groups: dict[int, int] | None = None) -> int:
    """Return how much text a sequence of the parser's items may take; `groups` is how much each one that came before may."""
    reach = 0
    known = {} if groups is None else groups
    for operator, argument in items:
        held = max((_reach(inside, known) for inside in _held(operator, argument)), default=0)
        if operator is ops.SUBPATTERN and argument[0] is not None:
            known[argument[0]] = held
        if operator in _REPEATS:
            reach += int(argument[1]) * held
        elif operator is ops.GROUPREF:
            reach += known.get(argument, 0)  # a group that is no part of this matches nothing, and so does what repeats it
        elif operator in (ops.LITERAL, ops.NOT_LITERAL, ops.ANY, ops.IN):
            reach += 1
        elif operator is ops.GROUPREF_EXISTS:
            reach += MOST_REPEATED
        else:
            reach += held
    return reach
