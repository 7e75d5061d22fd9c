"""Rules as data: what a rule is, and how packs of rules are read from TOML and validated."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import regex

from cleantext.edits import KINDS
from cleantext.errors import PackError, point_at
from cleantext.text import Text

ACTIONS = ("cut", "evidence", "name")
REACHES = ("unit", "line")
VIEWS = ("text", "folded", "disguised", "skeleton", "both")
FILTERS = ("characters", "markers", "boilerplate", "confusions")
"""The filters that take rules from packs."""

LETTERS_AN_ERROR = 4
"""How many characters a phrase needs for each piece that errors may leave of it; shorter pieces stand in every text."""

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True, eq=False)  # a rule is itself: hits are grouped by rule, often
class Rule:
    """One thing to look for, what a hit means, and the proof that it is right.

    `action` says what a hit means: ``cut`` edits the matched span (the group named ``cut`` where the pattern has one),
    ``evidence`` adds `weight` points to the line and segment it stands in, at most `count` times for different matches,
    ``name`` makes the match the name of a vendor. With `covers` the points count only where the rule's matches are nearly all
    the line has to say. `view` is the text the pattern is tried on: as it is, ``folded``, its ``skeleton``, or ``both`` of
    them; a rule on the skeleton alone hits only what is written apart; ``disguised`` is the text of the lines that have
    symbols inside words or digits of several kinds. Evidence whose `reach` is ``line`` counts in every unit of its line.

    A rule with `keywords` is tried only on lines that hold one of them; one without is tried on lines that hold what its pattern
    requires, where that is certain, and otherwise on all. One with a negative weight, which speaks against, is tried only on lines where another rule hits, and one that looks at
    disguised lines only on those: these need no keywords.

    `errors` is how many characters of each of its phrases may be wrong, missing or too many, as recognition and noise bend them.

    `phrases` are those the pattern was made of, if it was, folded. A `trusted` rule ships with cleantext, its run time proved by
    tests, and needs no watching on lines of common length.

    `positive` texts must be hit; `negative` texts must come out of the default pipeline unchanged.
    """

    id: str
    kind: str
    why: str
    weight: int
    pattern: str
    positive: tuple[str, ...]
    negative: tuple[str, ...]
    keywords: tuple[str, ...] = ()
    action: str = "evidence"
    view: str = "both"
    replacement: str = ""
    count: int = 1
    covers: bool = False
    reach: str = "unit"
    flag: str | None = None
    errors: int = 0
    pack: str = ""
    phrases: tuple[str, ...] = ()
    trusted: bool = False


@dataclass(frozen=True, slots=True)
class RulePack:
    """The rules of one file, for one filter.

    >>> [pack.name for pack in load_shipped_packs()][:2] == sorted(pack.name for pack in load_shipped_packs())[:2]
    True
    """

    name: str
    about: str
    filter: str
    rules: tuple[Rule, ...]


@cache
def load_shipped_packs() -> tuple[RulePack, ...]:
    """Load the packs that come with cleantext, in the order of their names; they are read once."""
    folder = files("cleantext") / "packs"
    entries = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".toml")), key=lambda entry: entry.name)
    return tuple(parse_pack(entry.read_text(encoding="utf-8"), entry.name, trusted=True) for entry in entries)


def load_pack(path: str | Path) -> RulePack:
    """Read and validate the rule pack at `path`.

    Raises `PackError` with every fault of the file: file, rule and place, and what to do.
    """
    path = Path(path)
    try:
        source = path.read_text(encoding="utf-8-sig")  # editors on Windows put a byte order mark first
    except OSError as error:
        raise PackError(f"{path}: cannot read the rule pack: {error.strerror}. Check the path and its permissions.") from None
    except UnicodeDecodeError as error:
        raise PackError(f"{path}: byte {error.start} is not UTF-8. Save the rule pack as UTF-8.") from None
    return parse_pack(source, str(path))


def parse_pack(source: str, where: str, *, trusted: bool = False) -> RulePack:
    """Validate the TOML text of a rule pack; `where` names it in messages, and its stem is the pack's name.

    `trusted` says that its rules have been proved, their run time too, and need no other look.

    Raises `PackError` with every fault found.

    >>> parse_pack('about = "x"\\nfilter = "markers"\\n[[rule]]\\nid = "Bad Id"', "my.toml")
    Traceback (most recent call last):
    ...
    cleantext.errors.PackError: my.toml: rule 1 ('Bad Id'): the id is not lower-case words joined by hyphens
    my.toml: rule 1 ('Bad Id'): no kind; give one of ad, contact, marker, notice, chrome, garble, space, redaction
    my.toml: rule 1 ('Bad Id'): no why; say in one line what the rule finds
    my.toml: rule 1 ('Bad Id'): no weight; give whole points, 6 of them remove text by default
    my.toml: rule 1 ('Bad Id'): neither phrases nor pattern; a rule without one would do nothing
    my.toml: rule 1 ('Bad Id'): no positive; give at least one text the rule must hit
    my.toml: rule 1 ('Bad Id'): no negative; give at least one look-alike that must stay as it is
    """
    try:
        data = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise PackError(_toml_fault(source, where, error)) from None
    name = Path(where).stem
    unknown = sorted(data.keys() - {"about", "filter", "rule"})
    faults = [f"{where}: unknown key {key!r}; a pack has about, filter and [[rule]] tables" for key in unknown]
    about, filter_name, tables = data.get("about", ""), data.get("filter", "boilerplate"), data.get("rule", [])
    if not isinstance(about, str) or not about:
        faults.append(f"{where}: no about; say in one line what the pack is for")
    if filter_name not in FILTERS:
        faults.append(f"{where}: filter is {filter_name!r}; give one of {', '.join(FILTERS)}")
    if not isinstance(tables, list) or not tables:
        faults.append(f"{where}: no [[rule]] table; a pack without rules would do nothing")
        tables = []
    rules: list[Rule] = []
    for number, table in enumerate(tables, 1):
        if not isinstance(table, dict):
            faults.append(f"{where}: rule {number} is {table!r}; write each rule as a [[rule]] table")
            continue
        place = f"{where}: rule {number} ({table.get('id', 'no id')!r})"
        found = [] if trusted else list(_rule_faults(table))  # compiling each pattern takes longer than all the rest
        faults += [f"{place}: {fault}" for fault in found]
        if not found:
            rules.append(_build_rule(table, name, trusted=trusted))
    for twice in sorted({rule.id for rule in rules if sum(other.id == rule.id for other in rules) > 1}):
        faults.append(f"{where}: two rules are called {twice!r}; give each its own id")
    if faults:
        raise PackError("\n".join(faults))
    return RulePack(name, about, filter_name, tuple(rules))


def _toml_fault(source: str, where: str, error: tomllib.TOMLDecodeError) -> str:
    found = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
    if not found:
        return f"{where}: not valid TOML: {error}"
    line, column = int(found.group(1)), int(found.group(2))
    place = sum(map(len, source.splitlines(keepends=True)[: line - 1])) + column - 1
    return f"{where}:{line}: not valid TOML: {error}\n{point_at(source, place)}"


_TYPES: Mapping[str, tuple[type, str]] = {
    "id": (str, "a string"),
    "kind": (str, "a string"),
    "why": (str, "a string"),
    "weight": (int, "a whole number"),
    "pattern": (str, "a string"),
    "phrases": (list, "a list of strings"),
    "keywords": (list, "a list of strings"),
    "positive": (list, "a list of strings"),
    "negative": (list, "a list of strings"),
    "action": (str, "a string"),
    "view": (str, "a string"),
    "replacement": (str, "a string"),
    "count": (int, "a whole number"),
    "covers": (bool, "true or false"),
    "reach": (str, "a string"),
    "flag": (str, "a string"),
    "errors": (int, "a whole number"),
}


def _rule_faults(table: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with one [[rule]] table, all of it."""
    wrong = set()
    for key, value in table.items():
        if key not in _TYPES:
            yield f"unknown key {key!r}; a rule has {', '.join(_TYPES)}"
            continue
        expected, called = _TYPES[key]
        strings = expected is not list or (isinstance(value, list) and all(isinstance(item, str) and item for item in value))
        if not isinstance(value, expected) or (expected is int and isinstance(value, bool)) or not strings:
            wrong.add(key)
            yield f"{key} is {value!r}; give {called}{' that are not empty' if expected is list else ''}"
    if not _ID.fullmatch(str(table.get("id", ""))):
        yield "the id is not lower-case words joined by hyphens"
    if table.get("kind") not in KINDS:
        given = f"kind is {table['kind']!r}" if "kind" in table else "no kind"
        yield f"{given}; give one of {', '.join(KINDS)}"
    if not table.get("why"):
        yield "no why; say in one line what the rule finds"
    if "weight" not in table:
        yield "no weight; give whole points, 6 of them remove text by default"
    elif table["weight"] == 0:
        yield "weight is 0; the rule would have no effect"
    if "count" not in wrong and table.get("count", 1) < 1:
        yield f"count is {table['count']}; give 1 or more, or the rule would have no effect"
    if "errors" not in wrong and "phrases" not in wrong:
        yield from _error_faults(table.get("errors", 0), table.get("phrases", ()))
    for key, choices in (("action", ACTIONS), ("view", VIEWS), ("reach", REACHES)):
        if key in table and table[key] not in choices:
            yield f"{key} is {table[key]!r}; give one of {', '.join(choices)}"
    phrases, pattern = table.get("phrases"), table.get("pattern")
    if phrases and pattern:
        yield "both phrases and pattern; give one of them"
    elif not phrases and not pattern:
        yield "neither phrases nor pattern; a rule without one would do nothing"
    elif pattern and "pattern" not in wrong:
        yield from _pattern_faults(pattern)
    if phrases and "keywords" in table:
        yield "both phrases and keywords; phrases are their own keywords"
    for key, meaning in (("positive", "text the rule must hit"), ("negative", "look-alike that must stay as it is")):
        if not table.get(key):
            yield f"no {key}; give at least one {meaning}"


def _error_faults(errors: int, phrases: Sequence[str]) -> Iterator[str]:
    if errors < 0:
        yield f"errors is {errors}; give how many characters of a phrase may be wrong, or leave it out"
    elif errors and not phrases:
        yield "errors without phrases; a pattern says itself what may vary"
    for phrase in phrases if errors > 0 else ():
        if len(phrase) < LETTERS_AN_ERROR * (errors + 1):
            yield f"{phrase!r} is too short for errors = {errors}; give {LETTERS_AN_ERROR * (errors + 1)} characters or more"


def _pattern_faults(pattern: str) -> Iterator[str]:
    control = _CONTROL.search(pattern)
    if control:  # "\\b" between double quotes is TOML's backspace: dolma's address pattern never matched for it
        code = f"U+{ord(control.group()):04X}"
        yield f"the pattern holds a control character {code}; write it between single quotes, where a backslash is a backslash"
    try:
        compiled = regex.compile(pattern, regex.MULTILINE)
    except regex.error as error:
        # types-regex does not know that its error carries these
        yield f"the pattern is not valid: {getattr(error, 'msg', error)}\n{point_at(pattern, getattr(error, 'pos', None) or 0)}"
        return
    if compiled.search("") or pattern.endswith("|"):
        yield "the pattern matches the empty text, so it would hit everywhere; make some part of it required"


def _build_rule(table: Mapping[str, Any], pack: str, *, trusted: bool) -> Rule:
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}
    if "phrases" in values:
        # Longest first, so that the longest phrase at a place is the one that counts.
        folded = sorted({Text(phrase).folded for phrase in values["phrases"]}, key=lambda phrase: (-len(phrase), phrase))
        errors = values.get("errors", 0)
        values["pattern"] = phrase_pattern(folded, errors)
        values["keywords"] = tuple(dict.fromkeys(piece for phrase in folded for piece in pieces(phrase, errors + 1)))
        values["phrases"] = tuple(folded)
    return Rule(**values, pack=pack, trusted=trusted)


def phrase_pattern(phrases: Iterable[str], errors: int) -> str:
    """Write the pattern that finds any of `phrases`, the first of those that match at a place, each with so many `errors`.

    >>> phrase_pattern(["a.b", "c"], 0), phrase_pattern(["未经授权不得转载"], 1)
    ('a\\\\.b|c', '(?e)(?:未经授权不得转载){e<=1}')
    """
    pattern = "|".join(regex.escape(phrase, special_only=True, literal_spaces=True) for phrase in phrases)
    return f"(?e)(?:{pattern}){{e<={errors}}}" if errors else pattern


def pieces(phrase: str, count: int) -> list[str]:
    """Cut a phrase into `count` pieces of about one length: of these, each error spoils one at the most.

    >>> pieces("未经授权不得转载", 2)
    ['未经授权', '不得转载']
    """
    cuts = [len(phrase) * index // count for index in range(count + 1)]
    return [phrase[start:end] for start, end in pairwise(cuts)]
