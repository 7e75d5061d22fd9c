"""How much damage to clean sentences the encoding filter undoes, by kind of damage.

Run it by hand: ``python tests/benchmarks/mojibake_rates.py``. For each sentence T of at least 20 characters of the clean fixtures and
of the texts beside this script, and each damage D that loses nothing, scrubbing D(T) must give T or leave D(T): the table counts both, and
anything else, which is a fault. The damaged sentence stands between two clean ones, and then by itself.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from decoding_matrix import TEXTS

from cleantext import Pipeline
from cleantext.filters.encoding import Encoding

_FIXTURES = Path(__file__).parent.parent.parent / "fixtures"


def _misread(written: str, read: str) -> Callable[[str], str | None]:
    def damage(text: str) -> str | None:
        try:
            damaged = text.encode(written).decode(read)
            return damaged if damaged.encode(read).decode(written) == text and damaged != text else None
        except UnicodeError:
            return None

    return damage


def _twice(one: Callable[[str], str | None], two: Callable[[str], str | None]) -> Callable[[str], str | None]:
    def damage(text: str) -> str | None:
        once = one(text)
        return None if once is None else two(once)

    return damage


def _shifted(text: str) -> str | None:
    try:
        # A stray byte puts all that follows out of step; the last byte meets the next sentence's.
        return (b"\xc4" + text.encode("gbk") + b"\xa1").decode("gb18030")
    except UnicodeError:
        return None


DAMAGES: dict[str, Callable[[str], str | None]] = {
    "UTF-8 read as GBK": _misread("utf-8", "gb18030"),
    "GBK read as Latin-1": _misread("gbk", "latin-1"),
    "GBK read as Windows-1252": _misread("gbk", "cp1252"),
    "UTF-8 read as Latin-1": _misread("utf-8", "latin-1"),
    "UTF-8 read as Windows-1252": _misread("utf-8", "cp1252"),
    "Big5 read as GBK": _misread("big5", "gb18030"),
    "Big5 read as Latin-1": _misread("big5", "latin-1"),
    "UTF-8 as Latin-1, twice": _twice(_misread("utf-8", "latin-1"), _misread("utf-8", "latin-1")),
    "UTF-8 as GBK, then UTF-8 as Latin-1": _twice(_misread("utf-8", "gb18030"), _misread("utf-8", "latin-1")),
    "UTF-8 as GBK, twice": _twice(_misread("utf-8", "gb18030"), _misread("utf-8", "gb18030")),
    "GBK one byte out of step": _shifted,
}


def sentences() -> Iterator[str]:
    """Yield clean sentences of at least 20 characters."""
    texts = [text for text, _ in TEXTS.values()]
    texts += [path.read_text(encoding="utf-8") for path in sorted(_FIXTURES.glob("*.clean.txt"))]
    for text in texts:
        for sentence in re.split(r"(?<=[。！？.!?])\s*|\n", text):
            if len(sentence.strip()) >= 20:
                yield sentence.strip()


def main() -> None:
    """Print the table and the faults."""
    scrub = Pipeline([Encoding()])
    clean = list(dict.fromkeys(sentences()))
    print(f"{len(clean)} sentences; changed when clean: {[sentence for sentence in clean if scrub(sentence) != sentence]}")
    for name, damage in DAMAGES.items():
        for frame in ("{}", "前一句是好的。\n{}\n后一句也是好的。"):
            tally: Counter[str] = Counter()
            for sentence in clean:
                damaged = damage(sentence)
                if damaged is None:
                    continue
                got = scrub(frame.format(damaged))
                if got == frame.format(sentence):
                    tally["repaired"] += 1
                elif got == frame.format(damaged):
                    tally["kept"] += 1
                    if "-k" in sys.argv and frame == "{}":
                        print("    kept", repr(sentence))
                else:
                    tally["else"] += 1
                    if "-v" in sys.argv:
                        print("   ", repr(sentence), repr(got))
            total = sum(tally.values()) or 1
            print(
                f"{name:38} {'alone' if frame == '{}' else 'framed':8} {dict(tally)}  repaired {100 * tally['repaired'] / total:.1f}%"
            )


if __name__ == "__main__":
    main()
