"""Measure how fast the default pipeline is on one core: ``python tests/benchmarks/throughput.py``; prints Markdown tables.

The sets are made of the project's own fixtures, several to a document, in changing order and with other long numbers each time. The
clean fixtures are full of look-alikes, so they are harder than what a dump mostly holds; ``--clean FOLDER`` adds a set of one's
own text files that need no change. Dirty text is diluted with clean to about four edits per kB, as scraped documents have. MB/s
count UTF-8 bytes of the input by processor time, which a busy machine disturbs least, the median of the rounds. Beside it, in the same process and minute, stand operations everybody
can place: what counts are the ratios. Peers take part whose environment `peers.py` has made; each runs in a process of its own.
Speed is printed and not asserted, because a busy machine is no fault of the code; that every round makes the same number of edits
is asserted, and that clean text stays. A short run: ``--megabytes 0.05 --rounds 1``.
"""

import argparse
import importlib
import importlib.metadata
import itertools
import json
import multiprocessing
import platform
import random
import re
import resource
import statistics
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import ahocorasick_rs
import growth
import peers

import cleantext

ROUNDS = 5
PIECES = 4  # fixtures to a document, which gives the 6 kB of a common one

PROSE = "contract-contacts court-report genetics-xx novel-qq-plot programme-names statute-contacts verse wechat-tutorial".split()
ENGLISH = "english-source-wrapped markdown-latex-code".split()
CASES = ("clean Chinese prose", "clean English and code", "dirty text", "heavy garble", "hostile text")
HOSTILE = 5000  # characters of a hostile document
UNCHANGED = CASES[:2]
OWN = "clean text given"
BESIDE = ("jionlp", "datatrove", "clean-text", "data-juicer", "presidio")
PEER_TIMES = """
import json, sys, time
results, sys.stdout = sys.stdout, sys.stderr
{code}
documents = [json.loads(line) for line in sys.stdin]
for _ in range({rounds}):
    start = time.process_time()
    for document in documents:
        clean(document)
    print(time.process_time() - start, file=results)
"""


def pieces(case: str, clean: Path | None) -> list[str]:
    """Return what a set is made of: fixtures, inputs that draw attention, or text files of the folder `clean`."""
    if case == OWN:
        return [path.read_text("utf-8") for path in sorted(clean.rglob("*.txt"))] if clean else []
    if case == CASES[4]:
        return [f"正文开始。\n{piece * (HOSTILE // len(piece))}\n正文结束。" for piece in growth.PIECES.values()]
    folder = peers.FIXTURES
    prose = [(folder / f"{name}.clean.txt").read_text("utf-8") for name in PROSE]
    english = [(folder / f"{name}.clean.txt").read_text("utf-8") for name in ENGLISH]
    if case == CASES[0]:
        return prose
    if case == CASES[1]:
        return english
    marked = folder.glob("*.marked.txt")
    dirty = [path.with_name(path.name.replace(".marked", "")).read_text("utf-8") for path in sorted(marked)]
    return dirty if case == CASES[2] else [garbled(text) for text in prose + english]


def garbled(text: str) -> str:
    """Return `text` with, of every four lines, one read as GB18030, one as Windows-1252, and one with lost characters."""
    lines = text.split("\n")
    for at, line in enumerate(lines):
        if at % 4 == 0:
            lines[at] = line.encode().decode("gb18030", "replace")
        elif at % 4 == 1:
            lines[at] = line.encode().decode("cp1252", "replace")
        elif at % 4 == 2:
            lines[at] = re.sub(r"(?<=[，。])", "\N{REPLACEMENT CHARACTER}锟斤拷", line)
    return "\n".join(lines)


def documents(case: str, size: int, clean: Path | None = None) -> list[str]:
    """Return documents of one set, `size` bytes of UTF-8 in all."""
    fixtures = pieces(case, clean)
    if case == OWN:
        return [*itertools.takewhile(_up_to(size), fixtures)]
    diluting = pieces(CASES[0], None) if case == CASES[2] else []
    made: list[str] = []
    total = 0
    while total < size:
        turn = len(made)
        pick = random.Random(turn)  # the same in every run
        chosen = pick.sample(fixtures, min(PIECES, len(fixtures))) + pick.sample(diluting, min(PIECES, len(diluting)))
        made.append(re.sub(r"[0-9]{5,}", lambda match: _other(match[0], turn), "\n".join(chosen)))  # noqa: B023  # used at once
        total += len(made[-1].encode())
    return made


def _up_to(size: int) -> Callable[[str], bool]:
    """Return a test that holds for texts until they are `size` bytes in all; the first one always passes."""
    seen = 0

    def passes(text: str) -> bool:
        nonlocal seen
        before, seen = seen, seen + len(text.encode())
        return before < size

    return passes


def _other(number: str, turn: int) -> str:
    return str((int(number) + 7919 * turn) % 10 ** len(number)).zfill(len(number))


def phrases() -> list[str]:
    """Return the literals of the shipped rule packs."""
    packs = Path(cleantext.__file__).parent.glob("packs/*.toml")
    rules = [rule for pack in packs for rule in tomllib.loads(pack.read_text("utf-8")).get("rule", [])]
    return sorted({phrase for rule in rules for phrase in rule.get("phrases", [])})


def timed(work: Callable[[], int], rounds: int) -> tuple[float, int]:
    """Return the median time of `work` and the count it returns, which must be the same in every round, the first, untimed one too."""
    count = work()
    times = []
    for _ in range(rounds):
        start = time.process_time()
        again = work()
        times.append(time.process_time() - start)
        if again != count:
            raise AssertionError(f"one round counts {count}, another {again}")
    return statistics.median(times), count


def peak() -> int:
    """Return the most memory this process has held, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def measure(case: str, size: int, rounds: int, clean: Path | None) -> tuple[str, str, dict[str, float]]:
    """Return edits per kB, peak memory and what of it scrubbing added in MB, and MB/s of each operation, for one set."""
    texts = documents(case, size, clean)
    encoded = [text.encode() for text in texts]
    total = sum(map(len, encoded))
    pipeline = cleantext.default_pipeline()
    before = peak()
    ours, edits = timed(lambda: sum(len(pipeline.scrub(text).edits) for text in texts), rounds)
    if case in UNCHANGED and any(pipeline(text).split() != text.split() for text in texts):
        raise AssertionError(f"{case}: something visible was changed")
    memory = f"{peak() / 1e6:.0f} (+{(peak() - before) / 1e6:.0f})"

    scan = re.compile(r"[xX*＊×]")
    literals = ahocorasick_rs.AhoCorasick(phrases())
    line = "\n".join(texts).replace("\n", " ")
    fix_text = importlib.import_module("ftfy").fix_text
    took = {
        "cleantext": ours,
        "cleantext, as one line": timed(lambda: len(pipeline.scrub(line).edits), 1)[0],
        "utf-8 decode": timed(lambda: sum(len(data.decode()) for data in encoded), rounds)[0],
        "`re`, one class": timed(lambda: sum(1 for text in texts for _ in scan.finditer(text)), rounds)[0],
        "Aho-Corasick": timed(lambda: sum(len(literals.find_matches_as_indexes(text)) for text in texts), rounds)[0],
        "`ftfy.fix_text`": timed(lambda: sum(len(fix_text(text)) for text in texts), rounds)[0],
    }
    return f"{edits / total * 1000:.1f}", memory, {name: total / 1e6 / took[name] for name in took}


def peer_speed(name: str, texts: Sequence[str], rounds: int, cache: Path) -> float | None:
    """Return the MB/s of a peer, or None when its environment has not been made."""
    peer = peers.PEERS[name]
    python = cache / peer.home / "bin" / "python"
    if not (cache / peer.home / "installed.txt").exists():
        return None
    code = PEER_TIMES.format(code=peer.code, rounds=rounds)
    lines = "".join(json.dumps(text) + "\n" for text in texts)
    done = subprocess.run([str(python), "-I", "-c", code], input=lines, capture_output=True, check=True, text=True)
    return sum(len(text.encode()) for text in texts) / 1e6 / statistics.median(map(float, done.stdout.split()))


def figure(number: float) -> str:
    """Return a number with about three figures.

    >>> figure(0.7881), figure(1520.3)
    ('0.788', '1,520')
    """
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return rows, the first of them the head, as a Markdown table."""
    head, *body = rows
    return "".join(f"| {' | '.join(row)} |\n" for row in [head, ["---", *["---:"] * (len(head) - 1)], *body])


def main() -> None:
    """Print MB/s and peak memory of each set, and how many times as fast as cleantext each reference is."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--megabytes", type=float, default=0.5, help="size of each set (default: 0.5)")
    options.add_argument(
        "--cache", type=Path, default=peers.CACHE, help=f"where peers.py keeps environments (default: {peers.CACHE})"
    )
    options.add_argument("--rounds", type=int, default=ROUNDS, help=f"how often each is timed (default: {ROUNDS})")
    options.add_argument("--clean", type=Path, metavar="FOLDER", help="text files that need no change, as one more set")
    given = options.parse_args()
    size = int(given.megabytes * 1_000_000)
    fresh = multiprocessing.get_context("spawn")  # a process for each set, so that peak memory is its own
    measured = []
    with ProcessPoolExecutor(1, mp_context=fresh, max_tasks_per_child=1) as pool:
        for case in (*CASES, OWN) if given.clean else CASES:
            edits, memory, speeds = pool.submit(measure, case, size, given.rounds, given.clean).result()
            for name in BESIDE:
                if theirs := peer_speed(name, documents(case, size, given.clean), given.rounds, given.cache):
                    speeds[name] = theirs
            measured.append((case, edits, memory, speeds))
    names = list(measured[0][-1])
    speed = [["MB/s", *names, "edits per kB", "peak memory, MB"]]
    ratio = [["times as fast as cleantext", *names[1:]]]
    for case, edits, memory, speeds in measured:
        speed.append([case, *(figure(speeds[name]) for name in names), edits, memory])
        ratio.append([case, *(figure(speeds[name] / speeds["cleantext"]) for name in names[1:])])
    versions = ", ".join(
        f"{name} {importlib.metadata.version(name)}" for name in ("cleantext-corpus", "ahocorasick_rs", "regex", "ftfy")
    )
    sys.stdout.write(f"{table(speed)}\n{table(ratio)}\nPython {platform.python_version()}, {versions}\n")


if __name__ == "__main__":
    main()
