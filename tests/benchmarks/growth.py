"""Measure how the cost of the default pipeline grows: ``python tests/benchmarks/growth.py``; prints a table of each of these.

* Hostile input: each is one piece repeated, or brackets in brackets. Four times the text should take four times as long; a factor
  near sixteen is a quadratic step.
* The size of one document, of one line, and the number of documents of a dump, made of the project's clean and dirty fixtures: how
  many times as long twice as much takes. ``--megabytes`` and ``--documents`` say how far: 100 and 100000 take most of an hour.
* The number of keywords: packs of one's own with 300 and 3,000, as phrases of one rule and as keywords of rules with patterns.
* A user's rule that backtracks without end: it is stopped and named.
* Near misses (when asked for, takes minutes): what each shipped rule asks for, with and without what makes it hit, over and over on one line;
  those that grow most, and those that take longest, also 10^5 times over.

Times are of the processor, and the least of several where they are short. Growth is printed and not asserted, because a busy machine is no fault of the code.
"""

import argparse
import json
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import cycle, islice
from pathlib import Path

import cleantext
from cleantext.literals import ways
from cleantext.rules import load_shipped_packs
from cleantext.runs import scrub_files

FIXTURES = Path(__file__).parents[2] / "fixtures"
SIZES = (20_000, 80_000)
SMALLEST = 10_000  # bytes of a document
FEWEST = 10  # documents of a dump
DOCUMENT = 200  # characters of one of them
SHORT = 2.0  # seconds under which what is measured is measured again
KEYWORDS = (300, 3000)
KEYWORDS_OF_RULE = 10
WORST = 20
SIZES_OF_NEAR_MISSES = (5000, 5000, 20_000)  # characters of one line; the first time compiles what is first needed
REPEATED = 100_000
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
    "nested brackets": "（【《》】）",
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
    "ornaments": "◆",
    "misread words": "投人人力",
    "handles": "需要原稿加薇：ab_cd22",
    "page buttons": "×\N{IDEOGRAPHIC SPACE}关闭窗口",
    "remarks": "订购热线：〇五一七－六一三二八八〇（满老师）",
    "quoted handles": "“加薇：ab_cd22”",
    "out of step": "三个字\ue012\ue012慢慢来",
    "list": "松岚小屋梨树：20棵\n",
}


def seconds(pipeline: cleantext.Pipeline, raw: str) -> float:
    """Return how long one document takes."""
    start = time.process_time()
    pipeline.scrub(raw)
    return time.process_time() - start


def least(take: Callable[[], float]) -> float:
    """Return the least of some times, or one time that is long."""
    times: list[float] = []
    while sum(times) < SHORT and len(times) < 5:
        times.append(take())
    return min(times)


def repeated(piece: str, size: int) -> str:
    """Return a piece over and over; brackets stand in one another.

    >>> repeated("ab ", 6), repeated("（【】）", 8)
    ('ab ab ', '（【（【】）】）')
    """
    half = len(piece) // 2
    if "】" in piece:
        return piece[:half] * (size // len(piece)) + piece[half:] * (size // len(piece))
    return piece * (size // len(piece))


def hostile(pipeline: cleantext.Pipeline) -> None:
    """Print time and growth for each piece, the worst growth first."""
    rows = []
    for name, piece in PIECES.items():
        raws = [f"正文开始。\n{repeated(piece, size)}\n正文结束。\n" for size in SIZES]
        small, large = (least(partial(seconds, pipeline, raw)) for raw in raws)
        rows.append((large / max(small, 0.002), small, large, name))  # below two milliseconds it is all noise
    for factor, small, large, name in sorted(rows, reverse=True):
        print(f"{name:18} {small * 1000:8.0f} ms {large * 1000:8.0f} ms   x{factor:.1f}")
    print()


def doublings(name: str, take: Callable[[int], float], least_of: int, most: int) -> None:
    """Print what sizes take, each twice the one before, up to `most`, and how many times as long as the one before."""
    size = most
    while size >= 2 * least_of:
        size //= 2
    before, factors = 0.0, []
    while size <= most:
        taken = least(partial(take, size))
        factors += [taken / before] if before else []
        shown = f"   x{factors[-1]:.2f}" if before else ""
        print(f"{name:20} {size:>12,} {taken * 1000:12.1f} ms{shown}", flush=True)
        size, before = 2 * size, taken
    print(f"{name:20} twice as much takes x{max(factors):.2f} at the most\n")


def mixed() -> str:
    """Return the lines of the fixtures, clean and dirty, a few of one and then of another, so that any stretch is like the others."""
    texts = [path.read_text("utf-8") for path in sorted(FIXTURES.glob("*.txt")) if ".marked" not in path.name]
    runs = [lines[at : at + 5] for lines in (text.splitlines(keepends=True) for text in texts) for at in range(0, len(lines), 5)]
    random.Random(1).shuffle(runs)
    return "".join(line for run in runs for line in run)


def sizes(pipeline: cleantext.Pipeline, most: int, *, as_line: bool = False) -> None:
    """Print how time grows with the bytes of a document, or of its only line."""
    text = mixed()
    text = text.replace("\n", " ") if as_line else text
    share = len(text) / len(text.encode())  # characters to a byte
    long = text * (int(most * share) // len(text) + 1)
    name = "bytes of one line" if as_line else "bytes of a document"
    doublings(name, lambda size: seconds(pipeline, long[: int(size * share)]), SMALLEST, most)


def documents(most: int) -> None:
    """Print how the time of a run grows with the documents of its dump."""
    text = mixed()
    texts = [text[at : at + DOCUMENT] for at in range(0, len(text) - DOCUMENT, DOCUMENT)]
    lines = [json.dumps({"id": number, "text": text}, ensure_ascii=False) + "\n" for number, text in enumerate(texts)]

    def run(count: int) -> float:
        with tempfile.TemporaryDirectory() as folder:
            dump = Path(folder, "dump.jsonl")
            dump.write_text("".join(islice(cycle(lines), count)), "utf-8")
            start = time.process_time()
            scrub_files([dump], Path(folder, "out"))
            return time.process_time() - start

    doublings("documents of a dump", run, FEWEST, most)


def pack(folder: str, name: str, rules: Sequence[str]) -> Path:
    """Write a pack of rules, each given by what it searches for."""
    path = Path(folder) / f"{name}.toml"
    tables = [
        f'[[rule]]\nid = "own-{number}"\nkind = "ad"\nwhy = "w"\nweight = 6\n{search}\npositive = ["p"]\nnegative = ["n"]\n'
        for number, search in enumerate(rules)
    ]
    path.write_text('about = "x"\n' + "".join(tables), "utf-8")
    return path


def keywords() -> None:
    """Print what more keywords of one's own cost, on clean and dirty text, as phrases of one rule and as keywords of rules with patterns.

    No text holds one, but each begins as words of the text do.
    """
    text = mixed()[:200_000]
    pick = random.Random(1)
    begins = [text[at : at + 2] for at in pick.sample(range(len(text) - 2), 9000)]
    begins = [begin for begin in begins if begin.isalpha() and not begin.isascii()]
    words = list(dict.fromkeys(f"{pick.choice(begins)}{''.join(pick.sample(HAN, 3))}" for _ in range(3 * KEYWORDS[-1])))
    for what, kind in (
        ("phrases", "phrases = {}"),
        ("keywords of rules", "pattern = '(?:{1}).{{0,9}}[购买领取]'\nkeywords = {0}"),
    ):
        with tempfile.TemporaryDirectory() as folder:
            pipelines = []
            for count in KEYWORDS:
                chosen = words[:count]
                each = count if what == "phrases" else KEYWORDS_OF_RULE
                groups = [chosen[at : at + each] for at in range(0, count, each)]
                rules = [kind.format(json.dumps(group, ensure_ascii=False), "|".join(group)) for group in groups]
                pipelines.append(cleantext.default_pipeline(packs=[pack(folder, f"own-{count}", rules)]))
            pipelines.insert(0, cleantext.default_pipeline())
            for pipeline in pipelines:
                seconds(pipeline, text)
            times = [min(times) for times in zip(*([seconds(one, text) for one in pipelines] for _ in range(5)), strict=True)]
        for count, taken in zip((0, *KEYWORDS), times, strict=True):
            print(f"{count:5,} {what:18} {taken * 1000:8.1f} ms   x{taken / times[1]:.2f} of {KEYWORDS[0]}")
    print()


def catastrophic() -> None:
    """Print how long a user's rule that backtracks without end takes, on a line that it would need years for, and what is said of it."""
    with tempfile.TemporaryDirectory() as folder:
        path = pack(folder, "slow", ["pattern = '(?:甲|甲甲)+[丁戊]'\nkeywords = ['甲']"])
        pipeline = cleantext.default_pipeline(packs=[path])
    raw = "正文。\n" + "甲" * 5000 + "\n正文。\n"
    start = time.process_time()
    result = pipeline.scrub(raw * 3)
    named = {rule for edit in result.findings for rule in edit.rules}
    print(
        f"a rule without end: {time.process_time() - start:.1f} s; text kept: {result.text == raw * 3}; named: {', '.join(named)}\n"
    )


def near_misses(pipeline: cleantext.Pipeline) -> None:
    """Print the rules whose near misses, one line of them, take longest: each keyword over and over, and look-alikes."""
    rows = []
    for rule in (rule for pack in load_shipped_packs() for rule in pack.rules):
        needed = [min(strings) for way in ways(rule.pattern) or () for strings in way.required[:1]]
        for piece in {*rule.keywords[:8], *needed[:8], *rule.negative, *rule.positive}:
            line = piece.replace("\n", " ")
            _, small, large = (seconds(pipeline, line * (size // len(line))) for size in SIZES_OF_NEAR_MISSES)
            rows.append((large / max(small, 0.002), large, rule.id, line))
    growing = sorted(rows, reverse=True)[:WORST]
    for factor, taken, name, piece in growing:
        print(f"{name:24} {taken * 1000:8.0f} ms   x{factor:.1f}  {piece[:20]!r}")
    slowest = sorted(rows, key=lambda row: row[1] / (SIZES_OF_NEAR_MISSES[-1] // len(row[3])), reverse=True)[:WORST]
    for *_, name, piece in dict.fromkeys(growing[: WORST // 2] + slowest[: WORST // 2]):
        quarter, whole = (seconds(pipeline, piece * times) for times in (REPEATED // 4, REPEATED))
        print(f"{name:24} {REPEATED:,} times {whole:8.1f} s   x{whole / quarter:.1f} of a quarter  {piece[:20]!r}", flush=True)


TABLES = ("hostile", "document", "line", "documents", "keywords", "catastrophic", "near-misses")


def main() -> None:
    """Print the tables."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("tables", nargs="*", metavar="TABLE", help=f"which of {', '.join(TABLES)}; all but the last by default")
    options.add_argument("--megabytes", type=float, default=2.56, help="size of the largest document (default: 2.56)")
    options.add_argument("--documents", type=int, default=2560, help="documents of the largest dump (default: 2560)")
    given = options.parse_args()
    pipeline = cleantext.default_pipeline()
    pipeline.prepare()
    pipeline.scrub("全市新建xx个社区。")  # compiles what is compiled at first use
    work: dict[str, Callable[[], None]] = {
        "hostile": lambda: hostile(pipeline),
        "document": lambda: sizes(pipeline, int(given.megabytes * 1e6)),
        "line": lambda: sizes(pipeline, int(given.megabytes * 1e6), as_line=True),
        "documents": lambda: documents(given.documents),
        "keywords": keywords,
        "catastrophic": catastrophic,
        "near-misses": lambda: near_misses(pipeline),
    }
    for name in given.tables or TABLES[:-1]:
        work[name]()


if __name__ == "__main__":
    main()
