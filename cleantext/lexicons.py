"""Word lists as data: what a word is for stands in `lexicons/NAME.toml`, with its source; here is how they are read."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from typing import Any


def words(lexicon: str, list_: str) -> tuple[str, ...]:
    """Return one list of a shipped lexicon.

    A lexicon is a TOML file of named lists; the words of a list have white space between them.
    A word may carry a guard after ``!``: what must not follow, alternatives separated by ``|``. The guard is part of the word
    here; `pattern` understands it.

    >>> "王" in words("chinese-names", "surnames")
    True
    """
    found: str = _load(lexicon)[list_]["words"]
    return tuple(dict.fromkeys(found.split()))


def tables(lexicon: str, name: str) -> list[dict[str, Any]]:
    """Return the ``[[name]]`` tables of a shipped lexicon, in the order of the file.

    >>> tables("redaction-cues", "cue")[0]["id"]
    'number-unit'
    """
    return list(_load(lexicon)[name])


@lru_cache(maxsize=8)
def _load(lexicon: str) -> dict[str, Any]:
    return tomllib.loads((files("cleantext") / "lexicons" / f"{lexicon}.toml").read_text(encoding="utf-8"))


def pattern(*lists: Iterable[str]) -> str:
    """Return a regular expression for any word of `lists`, the longest first, without a group around it.

    A word with a guard matches only where nothing of the guard follows, so that a measure word is not found in a noun that begins
    with it.

    >>> bool(re.match(pattern(["台!账|风", "人次", "人"]), "台账")), bool(re.match(pattern(["台!账|风"]), "台，"))
    (False, True)
    """
    every = sorted({word for words_ in lists for word in words_}, key=lambda word: (-len(word.partition("!")[0]), word))
    return "|".join(map(_guarded, every))


def _guarded(word: str) -> str:
    plain, _, guard = word.partition("!")
    if not guard:
        return re.escape(plain)
    return f"{re.escape(plain)}(?!{'|'.join(map(re.escape, guard.split('|')))})"
