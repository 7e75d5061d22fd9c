"""Quotation marks that were doubled, dropped into a word or turned round, where only one reading is left."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from cleantext.edits import Edit, Evidence, Span, confidence
from cleantext.filters.prose import HAN
from cleantext.text import Line, Signs, Text

_TURNED = re.compile(f"”(?<=[{HAN}]”)([{HAN}A-Za-z0-9]{{1,12}})“(?=[{HAN}，。：；、！？）])")


class Quotes:
    """Find quotation marks that stand wrong, where the rest of the line proves it.

    Two opening marks inside a word, never closed, go; a mark doubled at its place becomes one; a pair turned round around a
    few words is turned back. Marks that were lost are not invented, the shape of marks is the author's, and a closing mark
    whose opening one stands in an earlier paragraph stays.

    >>> [(edit.removed, edit.replacement) for edit in Quotes().find(Text("建设一流的城““市中心，获评“先进”。"))]
    [('““', '')]
    """

    name = "quotes"
    signs = Signs(("““", "””", "‘‘", "’’"), _TURNED, in_ascii=())

    def find(self, text: Text) -> Iterable[Edit]:
        """Yield an edit for each mark or pair of marks to repair, and findings where another reading is possible."""
        found = [*_doubled(text), *_turned(text)]
        if found:
            fenced = text.fenced
            yield from (edit for edit in found if text.lines.number_at(edit.start) not in fenced)


_DOUBLED = re.compile("[“”‘’](?:(?<=“)“+|(?<=”)”+|(?<=‘)‘+|(?<=’)’+)")
_PAIRS = {"“": ("“", "”"), "”": ("“", "”"), "‘": ("‘", "’"), "’": ("‘", "’")}
_IS_HAN = re.compile(f"[{HAN}]")


def _doubled(text: Text) -> Iterable[Edit]:
    by_line: dict[int, list[re.Match[str]]] = {}
    for match in _DOUBLED.finditer(text.string):
        by_line.setdefault(text.lines.number_at(match.start()), []).append(match)
    for number, matches in by_line.items():
        if len(matches) <= _MOST_IN_LINE and all(len(match.group()) == 2 for match in matches):
            yield from _doubled_in_line(text, text.lines[number], matches)


def _doubled_in_line(text: Text, line: Line, matches: list[re.Match[str]]) -> Iterable[Edit]:
    string = text.string
    content = string[line.start : line.end]
    stray: set[int] = set()  # places of marks found to be out of place, which say nothing about the next ones
    for match in matches:
        start, end = match.span()
        mark = string[start]
        opener, closer = _PAIRS[mark]
        marks = [found.start() + line.start for found in re.finditer(f"[{opener}{closer}]", content)]
        preceding = [string[place] for place in marks if place < start and place not in stray][-1:]
        following = [string[place] for place in marks if place >= end][:1]
        excess = sum(1 if string[place] == opener else -1 for place in marks if place not in stray)
        before, after = string[max(start - 1, line.start) : start], string[end : min(end + 1, line.end)]
        in_word = _IS_HAN.match(before) is not None and _IS_HAN.match(after) is not None
        alone = sum(other.group() == match.group() for other in matches) == 1
        if mark == opener and in_word and following != [closer] and preceding != [opener]:
            yield _repair(
                text, (start, end), "", Evidence("stray-quotes", 7, "two opening marks inside a word, and nothing closes them")
            )
            stray.update((start, start + 1))
        elif mark == closer and in_word and preceding != [opener] and following != [closer] and excess <= -2:
            yield _repair(
                text, (start, end), "", Evidence("stray-quotes", 6, "two closing marks inside a word, and nothing opens them")
            )
            stray.update((start, start + 1))
        elif alone and ((excess == 1 and mark == opener) or (excess == -1 and mark == closer)):
            yield _repair(
                text, (start, start + 1), "", Evidence("doubled-quote", 6, "the mark is set twice; one of them has a partner")
            )
        elif excess == 0 and _is_doubled_pair(content, start - line.start, opener, closer):
            yield _repair(text, (start, start + 1), "", Evidence("doubled-quote", 6, "both marks of a quotation are set twice"))


_MOST_IN_LINE = 40
"""A line with more doubled marks than this follows some habit of its own, and nothing in it is certain."""


def _is_doubled_pair(content: str, place: int, opener: str, closer: str) -> bool:
    """Say whether a doubled mark belongs to a quotation with both marks doubled and no other quotation inside."""
    return any(
        match.start() == place or match.end() - 2 == place
        for match in re.finditer(f"{opener}{{2}}[^{opener}{closer}]+{closer}{{2}}", content)
    )


def _turned(text: Text) -> Iterable[Edit]:
    string = text.string
    tries: Counter[int] = Counter()
    for match in _TURNED.finditer(string):
        number = text.lines.number_at(match.start())
        line = text.lines[number]
        tries[number] += 1
        if tries[number] > _MOST_IN_LINE:
            continue
        before, after = (line.start, match.start()), (match.end(), line.end)
        if all(string.count("“", *part) == string.count("”", *part) for part in (before, after)):
            why = Evidence("turned-quotes", 7, "a closing mark, a few words, an opening mark: the pair is turned round")
            yield _repair(text, (match.start(), match.start() + 1), "“", why)
            yield _repair(text, (match.end() - 1, match.end()), "”", why)


def _repair(text: Text, span: Span, replacement: str, why: Evidence) -> Edit:
    return text.edit(*span, replacement, rule=why.rule, kind="garble", confidence=confidence(why.weight), evidence=(why,))
