"""Quotation marks that were doubled, dropped into a word or turned round, where only one reading is left."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cleantext.edits import Edit, Evidence, confidence
from cleantext.filters.prose import HAN, fenced_lines, line_at
from cleantext.text import Text


class Quotes:
    """Find quotation marks that stand wrong, where the rest of the line proves it.

    Two opening marks inside a word, never closed, go; a mark doubled at its place becomes one; a pair turned round around a
    few words is turned back. Marks that were lost are not invented, the shape of marks is the author's, and a closing mark
    whose opening one stands in an earlier paragraph stays.

    >>> [(edit.removed, edit.replacement) for edit in Quotes().find(Text("建设一流的城““市中心，获评“先进”。"))]
    [('““', '')]
    """

    name = "quotes"

    def find(self, text: Text) -> Iterable[Edit]:
        """Yield an edit for each mark or pair of marks to repair, and findings where another reading is possible."""
        found = [*_doubled(text), *_turned(text)]
        if found:
            fenced = fenced_lines(text)
            yield from (edit for edit in found if line_at(text.lines, edit.start) not in fenced)


_DOUBLED = re.compile("““+|””+|‘‘+|’’+")
_PAIRS = {"“": ("“", "”"), "”": ("“", "”"), "‘": ("‘", "’"), "’": ("‘", "’")}
_IS_HAN = re.compile(f"[{HAN}]")


def _doubled(text: Text) -> Iterable[Edit]:
    string = text.string
    for match in _DOUBLED.finditer(string):
        start, end = match.span()
        if end - start != 2:
            continue
        mark = string[start]
        opener, closer = _PAIRS[mark]
        line = text.lines[line_at(text.lines, start)]
        content = string[line.start : line.end]
        excess = content.count(opener) - content.count(closer)
        before, after = string[max(start - 1, line.start) : start], string[end : min(end + 1, line.end)]
        in_word = bool(_IS_HAN.match(before or " ") and _IS_HAN.match(after or " "))
        others = [other for other in _DOUBLED.finditer(string, line.start, line.end) if len(other.group()) == 2]
        following = next((character for character in string[end : line.end] if character in (opener, closer)), "")
        preceding = next((character for character in reversed(string[line.start : start]) if character in (opener, closer)), "")
        if mark == opener and in_word and following != closer and preceding != opener and len(others) == 1:
            yield _repair(text, start, end, "", "stray-quotes", 7, "two opening marks inside a word, and nothing closes them")
        elif mark == closer and in_word and preceding != opener and following != closer and excess <= -2 and len(others) == 1:
            yield _repair(text, start, end, "", "stray-quotes", 6, "two closing marks inside a word, and nothing opens them")
        elif (excess == 1 and mark == opener) or (excess == -1 and mark == closer):
            yield _repair(text, start, start + 1, "", "doubled-quote", 6, "the mark is set twice; one of them has a partner")
        elif excess == 0 and _is_doubled_pair(content, match.start() - line.start, opener, closer):
            yield _repair(text, start, start + 1, "", "doubled-quote", 6, "both marks of a quotation are set twice")


def _is_doubled_pair(content: str, place: int, opener: str, closer: str) -> bool:
    """Say whether a doubled mark belongs to a quotation with both marks doubled and no other quotation inside."""
    return any(
        match.start() == place or match.end() - 2 == place
        for match in re.finditer(f"{opener}{{2}}[^{opener}{closer}]+{closer}{{2}}", content)
    )


_TURNED = re.compile(f"(?<=[{HAN}])”([{HAN}A-Za-z0-9]{{1,12}})“(?=[{HAN}，。])")


def _turned(text: Text) -> Iterable[Edit]:
    string = text.string
    for match in _TURNED.finditer(string):
        line = text.lines[line_at(text.lines, match.start())]
        depth = sum({"“": 1, "”": -1}.get(character, 0) for character in string[line.start : match.start()])
        after = sum({"“": 1, "”": -1}.get(character, 0) for character in string[match.end() : line.end])
        if depth == 0 and after == 0:
            why = "a closing mark, a few words, an opening mark: the pair is turned round"
            yield _repair(text, match.start(), match.start() + 1, "“", "turned-quotes", 7, why)
            yield _repair(text, match.end() - 1, match.end(), "”", "turned-quotes", 7, why)


def _repair(text: Text, start: int, end: int, replacement: str, rule: str, points: int, why: str) -> Edit:
    evidence = (Evidence(rule, points, why),)
    return text.edit(start, end, replacement, rule=rule, kind="garble", confidence=confidence(points), evidence=evidence)
