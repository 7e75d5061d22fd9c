"""Where ideographs return at once: in pairs, or over and over; asked of a whole text at little more than the price of one scan."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleantext.filters.prose import HAN
from cleantext.text import Text

THREE_PAIRS = re.compile(rf"([{HAN}])\1([{HAN}\u3000])\2([{HAN}\u3000])\3")
"""Three characters of which each stands twice."""

STUTTER = re.compile(rf"([{HAN}]{{1,2}})\1{{5,}}")
"""One or two ideographs, six times or more often."""

# What all matches of these hold, as bytes in which zero is a character that returns. The literal comes first, because that is fast.
_PAIRED_BYTES = re.compile(rb"\0(?=.\0.\0)", re.DOTALL)
_STUTTERED_BYTES = re.compile(rb"\0\0\0\0+")  # of six equal characters, the first four return two places on


class Returning:
    """Finds matches of `THREE_PAIRS` and `STUTTER`, which by themselves would be tried at each place.

    Each character gives its lowest byte, and all of these are compared at once, as one number with itself moved on.

    >>> returning = Returning(Text("呵呵，一一二二三三，" + "渔场" * 6))
    >>> list(returning.pairs()), [match.span() for match in returning.stutters()]
    ([3], [(10, 22)])
    """

    def __init__(self, text: Text) -> None:
        self._string = text.string
        self._lowest = text.string.encode("utf-32-le", "surrogatepass")[::4] if text.has_ideographs else b""
        self._number = int.from_bytes(self._lowest, "little")

    def _changes(self, step: int) -> bytes:
        """Return a byte for each character: zero where the one `step` places on may be the same, and only there."""
        return (self._number ^ self._number >> 8 * step).to_bytes(len(self._lowest), "little")

    def pairs(self) -> Iterator[int]:
        """Yield the places of three pairs, also where they overlap."""
        changes = self._changes(1)
        for match in _PAIRED_BYTES.finditer(changes) if changes.count(0) >= 3 else ():
            if THREE_PAIRS.match(self._string, match.start()):
                yield match.start()

    def stutters(self) -> Iterator[re.Match[str]]:
        """Yield the matches of `STUTTER`; each stands inside of one stretch whose characters return two places on."""
        done = 0
        changes = self._changes(2)
        for stretch in _STUTTERED_BYTES.finditer(changes) if b"\0\0\0\0" in changes else ():
            for match in STUTTER.finditer(self._string, max(done, stretch.start()), stretch.end() + 2):
                done = match.end()
                yield match
