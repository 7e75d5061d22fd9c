"""Patterns taken apart, and searched for in the way that tells soonest whether they match at all."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, lru_cache
from re import _compiler as compiler  # type: ignore[attr-defined]
from re import _constants as ops  # type: ignore[attr-defined]  # the parser of `re`, without which each pattern had to be taken apart by hand
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

Item = tuple[Any, Any]
"""An operator of the parser of `re`, and its argument."""

Search = Callable[[str], re.Match[str] | None]


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
