"""Word lists as data: what a word is for stands in `lexicons/NAME.toml`, with its source; here is how they are read."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=64)
def words(lexicon: str, list_: str) -> tuple[str, ...]:
    """Return one list of a shipped lexicon.

    A lexicon is a TOML file of named lists; each list is one string of words with white space between them, or a list of them.
    A word may carry a guard after ``!``: what must not follow, alternatives separated by ``|``. The guard is part of the word
    here; `pattern` understands it.

    >>> "王" in words("chinese-names", "surnames")
    True
    """
    source = (files("cleantext") / "lexicons" / f"{lexicon}.toml").read_text(encoding="utf-8")
    found: str = tomllib.loads(source)[list_]["words"]
    return tuple(dict.fromkeys(found.split()))


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
