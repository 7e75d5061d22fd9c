"""Measure how the cost of the default pipeline grows: ``python tests/benchmarks/growth.py``; prints four tables.

* With the size of hostile input: each is one piece repeated. Four times the text should take four times as long; a factor near
  sixteen is a quadratic step.
* With the size of one document, of one line, and with the number of documents, made of the project's clean and dirty fixtures.
* With the number of keywords: 300 and 3,000 more in a pack of one's own, none of which the text holds.
* With near misses: what each shipped rule asks for, without what makes it hit, over and over (``--near-misses``, takes minutes).

Growth is printed and not asserted, because a busy machine is no fault of the code.
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import cleantext
from cleantext.literals import ways
from cleantext.rules import load_shipped_packs

FIXTURES = Path(__file__).parents[2] / "fixtures"
SIZES = (20_000, 80_000)
DOCUMENT_SIZES = (10_000, 100_000, 1_000_000)
DOCUMENT_COUNTS = (10, 100, 1000)
KEYWORDS = (300, 3000)
NEAR_MISSES = 5000  # characters of one line of them
HAN = "青禾松岚砚桥鹿鸣星野云帆墨池竹溪枫林晨露海棠北辰南山微雨初晴远岫"
PIECES = {
    "address": "http://(a",
    "one ideograph": "甲",
    "contacts": "QQ1234567 ",
    "disguise": "加*微*信*",
    "hashes": "#",
    "blanks": " ",
    "wide blanks": "\N{IDEOGRAPHIC SPACE}",
    "digits": "1-",
    "open brackets": "【",
    "open quotes": "“好",
    "empty lines": "\n",
    "carriage returns": "\r",
    "one line, again": "这是一行文字\n",
    "short lines": "中\n",
    "hyphened lines": "ab-\n",
    "page numbers": "第1页\n",
    "words": "ab ",
    "spaced ideographs": "中 ",
    "placeholders": "xx年",
    "points": "x.",
    "crosses": "×",
    "stars": "*",
    "boxes": "□",
    "some": "某",
    "open tags": "<a",
    "references": "&amp",
    "broken references": "#xff0c;",
    "zero width": "\N{ZERO WIDTH SPACE}",
    "private use": "\ue010",
    "lost characters": "\N{REPLACEMENT CHARACTER}",
    "mojibake": "浣犲ソ",
}


def seconds(pipeline: cleantext.Pipeline, raw: str) -> float:
    """Return how long one document takes."""
    start = time.perf_counter()
    pipeline.scrub(raw)
    return time.perf_counter() - start


def growth(measured: Iterable[tuple[str, Callable[[int], float], tuple[int, ...]]]) -> None:
    """Print the time of each size, and how many times as long the largest takes for each unit of the smallest; 1.0 is linear."""
    for name, take, sizes in measured:
        times = [min(take(size), take(size)) for size in sizes]
        linear = times[-1] / times[0] / (sizes[-1] / sizes[0])
        shown = "  ".join(f"{size:>9,}: {taken * 1000:8.1f} ms" for size, taken in zip(sizes, times, strict=True))
        sys.stdout.write(f"{name:20} {shown}   x{linear:.2f} for each unit\n")


def hostile(pipeline: cleantext.Pipeline) -> None:
    """Print time and growth for each piece, the worst growth first."""
    rows = []
    for name, piece in PIECES.items():
        small, large = (seconds(pipeline, f"正文开始。\n{piece * (size // len(piece))}\n正文结束。\n") for size in SIZES)
        rows.append((large / max(small, 0.002), small, large, name))  # below two milliseconds it is all noise
    for factor, small, large, name in sorted(rows, reverse=True):
        sys.stdout.write(f"{name:18} {small * 1000:8.0f} ms {large * 1000:8.0f} ms   x{factor:.1f}\n")


def sizes(pipeline: cleantext.Pipeline, largest: int) -> None:
    """Print how time grows with the size of a document, of its only line, and with the number of documents."""
    text = "\n".join(path.read_text("utf-8") for path in sorted(FIXTURES.glob("*.txt")) if ".marked" not in path.name)
    long = text * (max(*DOCUMENT_SIZES, largest) // len(text) + 1)
    line = long.replace("\n", " ")
    short = [text[at : at + 2000] for at in range(0, 40_000, 2000)]
    documents = (*DOCUMENT_SIZES, largest) if largest > DOCUMENT_SIZES[-1] else DOCUMENT_SIZES
    growth(
        [
            ("one document", lambda size: seconds(pipeline, long[:size]), documents),
            ("one line", lambda size: seconds(pipeline, line[:size]), documents),
            ("documents", lambda count: sum(seconds(pipeline, short[at % 20]) for at in range(count)), DOCUMENT_COUNTS),
        ]
    )


def keywords() -> None:
    """Print what more keywords cost: the same text with packs of 300 and 3,000 phrases it does not hold."""
    text = "\n".join(path.read_text("utf-8") for path in sorted(FIXTURES.glob("*.clean.txt")))
    pick = random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        pipelines = []
        for count in (0, *KEYWORDS):
            phrases = ", ".join(f'"{"".join(pick.sample(HAN, 5))}"' for _ in range(count))
            path = Path(folder) / f"many-{count}.toml"
            path.write_text(
                f'about = "x"\n[[rule]]\nid = "many"\nkind = "ad"\nwhy = "w"\nweight = 6\nphrases = [{phrases}]\n'
                f'positive = ["p"]\nnegative = ["n"]\n',
                "utf-8",
            )
            pipelines.append(cleantext.default_pipeline(packs=[path] if count else []))
            seconds(pipelines[-1], text)
        times = [
            min(times) for times in zip(*([seconds(pipeline, text) for pipeline in pipelines] for _ in range(9)), strict=True)
        ]
    for count, taken in zip((0, *KEYWORDS), times, strict=True):
        sys.stdout.write(f"{count:5,} more keywords {taken * 1000:8.1f} ms   x{taken / times[0]:.2f}\n")


def near_misses(pipeline: cleantext.Pipeline) -> None:
    """Print the rules whose near misses, one line of them, take longest: each keyword over and over, and look-alikes."""
    rows = []
    for rule in (rule for pack in load_shipped_packs() for rule in pack.rules):
        needed = [min(strings) for way in ways(rule.pattern) or () for strings in way.required[:1]]
        for piece in {*rule.keywords[:8], *needed[:8], *rule.negative}:
            small, large = (
                seconds(pipeline, piece.replace("\n", " ") * (size // len(piece))) for size in (NEAR_MISSES, 4 * NEAR_MISSES)
            )
            rows.append((large / max(small, 0.002), large, rule.id, piece[:20]))
    for factor, taken, name, piece in sorted(rows, reverse=True)[:20]:
        sys.stdout.write(f"{name:24} {taken * 1000:8.0f} ms   x{factor:.1f}  {piece!r}\n")


def main() -> None:
    """Print the tables."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--near-misses", action="store_true", help="also try the near misses of every rule")
    options.add_argument("--largest", type=int, default=DOCUMENT_SIZES[-1], help="characters of the largest document")
    given = options.parse_args()
    pipeline = cleantext.default_pipeline()
    pipeline.scrub("全市新建xx个社区。")  # compiles what is compiled at first use
    hostile(pipeline)
    sizes(pipeline, given.largest)
    keywords()
    if given.near_misses:
        near_misses(pipeline)


if __name__ == "__main__":
    main()
