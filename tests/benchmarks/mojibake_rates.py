"""How much damage to clean sentences scrubbing undoes, by kind of damage.

Run it by hand: ``python tests/benchmarks/mojibake_rates.py [-v] [-k]``. For each sentence T of at least 20 characters of the clean
fixtures and of the texts beside this script, and each damage D that loses nothing, scrubbing D(T) must give T or leave D(T): the
table counts both, and anything else, which is a fault (``-v`` prints these, ``-k`` what is kept). Misreadings are undone by the
encoding filter alone, everything else by the default pipeline; the damaged sentence stands by itself, and then between two clean ones.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent.parent))

from damages import LAYOUTS, MISREADINGS, Damage
from decoding_matrix import TEXTS

import cleantext
from cleantext import Pipeline
from cleantext.filters.encoding import Encoding

_FIXTURES = Path(__file__).parent.parent.parent / "fixtures"
_FRAMES = {"alone": "{}", "framed": "前一句是好的，大家都听明白了。\n{}\n后一句也是好的，没有一个字是多余的。"}


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
    clean = list(dict.fromkeys(sentences()))
    _table(MISREADINGS, clean, Pipeline([Encoding()]))
    _table(LAYOUTS, clean, lambda text: cleantext.scrub(text).text)


def _table(damages: dict[str, Damage], clean: list[str], scrub: Callable[[str], str]) -> None:
    changed = [sentence for sentence in clean if scrub(sentence) != sentence]
    print(
        f"{len(clean)} sentences, {len(changed)} of them changed when clean and left out"
        + "".join(f"\n    {one!r}" for one in changed)
    )
    for name, damage in damages.items():
        for kind, frame in _FRAMES.items():
            tally: Counter[str] = Counter()
            for sentence in clean:
                damaged = None if sentence in changed else damage(sentence)
                if damaged is None:
                    continue
                got = scrub(frame.replace("{}", damaged))
                outcome = {frame.replace("{}", sentence): "repaired", frame.replace("{}", damaged): "kept"}.get(got, "else")
                tally[outcome] += 1
                if (outcome == "else" and "-v" in sys.argv) or (outcome == "kept" and "-k" in sys.argv and kind == "alone"):
                    print("   ", outcome, repr(sentence), repr(got))
            total = sum(tally.values()) or 1
            print(
                f"{name:38} {kind:7} {100 * tally['repaired'] / total:5.1f}% repaired of {total}, kept {tally['kept']}, else {tally['else']}"
            )


if __name__ == "__main__":
    main()
