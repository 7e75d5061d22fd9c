"""Measure runs over dumps: workers, memory, resuming after a kill, and the share of reading and writing.

    python tests/benchmarks/dump_runs.py              # some minutes
    python tests/benchmarks/dump_runs.py --megabytes 200 2000 --only markers   # all but the scrubbing, at full size

The dump is JSONL of this project's own clean fixtures in changing order, with something to scrub in one document of fifty.
Sizes are megabytes; the first is used for all, the second for memory only. Timings of a shared machine are noisy: what counts are the
ratios, each taken in one sitting; processor time says what a machine of one's own would do.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from types import FrameType
from typing import Any

from cleantext import default_pipeline
from cleantext.compression import Packing, codec_of, open_content
from cleantext.runs import scrub_files
from cleantext.settings import Settings
from cleantext.storage import Pending

PROJECT = Path(__file__).resolve().parents[2]

_RUN = """
import json, resource, sys, time
from cleantext.runs import scrub_files
from cleantext.settings import Settings
if __name__ == "__main__":
    began = time.monotonic()
    settings = Settings(without=tuple(sys.argv[4:]))
    summary = scrub_files([sys.argv[1]], sys.argv[2], workers=int(sys.argv[3]), settings=settings)
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    measured = {
        "seconds": time.monotonic() - began,
        "peaks": [one.ru_maxrss // 1024 for one in used],
        "processor": [one.ru_utime + one.ru_stime for one in used],
        "reused": summary.reused,
    }
    print(json.dumps({"measured": measured, "counts": summary.counts}))
"""


def lines(megabytes: int) -> Iterator[bytes]:
    """Yield JSON lines of about so many megabytes."""
    random = Random(1)
    texts = [path.read_text(encoding="utf-8") for path in sorted(PROJECT.glob("fixtures/**/*.txt")) if "clean" in path.as_posix()]
    paragraphs = [line for text in texts for line in text.splitlines() if len(line) > 30]
    left = megabytes * 1_000_000
    number = 0
    while left > 0:
        text = "\n".join(random.choices(paragraphs, k=random.randint(2, 20))) + "\n"
        if number % 50 == 0:
            text = text.replace("。", "。##paidend##", 1) + "更多范文请加微信：songhe_2020，进群领取\n"
        line = json.dumps({"id": number, "text": text, "source": "a/b"}, ensure_ascii=False).encode() + b"\n"
        left -= len(line)
        number += 1
        yield line


def write_dump(path: Path, megabytes: int) -> None:
    """Write the dump as it is or, by its name, as zstd."""
    packing = Packing(Pending(path.with_name("tmp")), codec_of(path.name))
    for line in lines(megabytes):
        packing.write(line)
    packing.finish()
    packing.pending.commit(path)


def start(dump: Path, out: Path, workers: int, without: Sequence[str]) -> subprocess.Popen[bytes]:
    """Start a run in a process of its own."""
    script = out.parent / "run.py"
    script.write_text(_RUN, encoding="utf-8")
    return subprocess.Popen([sys.executable, script, dump, out, str(workers), *without], stdout=subprocess.PIPE)


def scrub(dump: Path, out: Path, without: Sequence[str], workers: int = 1) -> dict[str, Any]:
    """Run, and return seconds, processor seconds and peaks in MiB of the main process and its workers, and counts."""
    done: dict[str, Any] = json.loads(start(dump, out, workers, without).communicate()[0])
    return {**done["measured"], "counts": done["counts"]}


def copy(dump: Path, out: Path) -> float:
    """Read a compressed dump line by line and write it again, with the same libraries; return the processor seconds."""
    began = time.process_time()
    packing = Packing(Pending(out), codec_of(dump.name))
    with dump.open("rb") as stream:
        for line in open_content(stream, codec_of(dump.name)):
            packing.write(line)
    packing.finish()
    return time.process_time() - began


STEPS = {
    ("pipeline", "scrub"): "scrubbing",
    ("pipeline", "prepare"): "compiling the rules",
    ("planning", "plan"): "unpacking and cutting into parts",
    ("working", "_hash_piece"): "hashing the parts",
    ("records", "read_records"): "finding where records end",
    ("jsonlines", "open_json_line"): "reading JSON",
    ("scrubbing", "scrub_record"): "records that changed, and what is entered",
    ("writing", "passes"): "counting and the ledger",
    ("writing", "finish"): "counting and the ledger",
    ("writing", "tick"): "progress",
    ("identities", "add"): "ids",
    ("compression", "write"): "packing and writing",
    ("compression", "finish"): "packing and writing",
    ("assembling", "assemble"): "putting the parts together",
}
"""Functions of a run, by module and name, and what they do; of several that are at work, the innermost counts, but for what scrubbing and
planning call."""

WHOLE = {STEPS["pipeline", "scrub"], STEPS["planning", "plan"], STEPS["assembling", "assemble"]}


def shares(dump: Path, out: Path, without: Sequence[str]) -> list[tuple[float, str]]:
    """Run in this process, look every few milliseconds of processor time at what is at work, and return the shares."""
    seen: Counter[str] = Counter()

    def look(_: int, frame: FrameType | None) -> None:
        steps = []
        while frame is not None:
            steps.append(STEPS.get((Path(frame.f_code.co_filename).stem, frame.f_code.co_name)))
            frame = frame.f_back
        known = [step for step in steps if step is not None]
        seen[next((step for step in known if step in WHOLE), known[0] if known else "all else")] += 1

    before = signal.signal(signal.SIGPROF, look)
    signal.setitimer(signal.ITIMER_PROF, 0.002, 0.002)
    try:
        scrub_files([dump], out, settings=Settings(without=tuple(without)))
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0.0)
        signal.signal(signal.SIGPROF, before)
    return [(times / seen.total(), step) for step, times in seen.most_common()]


def resume(dump: Path, out: Path, without: Sequence[str], whole: dict[str, Any]) -> tuple[float, float]:
    """Kill a run when it has had 70 % of the processor time of a whole one, go on, and return the shares of time and documents.

    The share of time is what going on took of a whole run, the share of documents what was reused.
    """
    process = start(dump, out, 1, without)
    hertz = os.sysconf("SC_CLK_TCK")
    while process.poll() is None:
        fields = Path(f"/proc/{process.pid}/stat").read_text().rsplit(")")[-1].split()
        if (int(fields[11]) + int(fields[12])) / hertz > 0.7 * sum(whole["processor"]):
            break
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert not (out / "_cleantext/summary.json").exists(), "the run was over before it was killed"
    done = scrub(dump, out, without)
    assert done["reused"] > 0
    return sum(done["processor"]) / sum(whole["processor"]), done["reused"] / done["counts"]["in"]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, nargs="+", default=[20, 80])
    parser.add_argument("--only", help="the one filter to run, to measure all but the scrubbing")
    options = parser.parse_args()
    sizes = options.megabytes
    names = [one.name for one in default_pipeline().filters]
    without = [name for name in names if options.only not in (None, name)]
    print(
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; processor times are those of the main process and of its workers"
    )
    with tempfile.TemporaryDirectory() as room:
        folder = Path(room)
        dump = folder / "dump.jsonl"
        write_dump(dump, sizes[0])
        one = scrub(dump, folder / "one", without)
        two = scrub(dump, folder / "two", without, 2)
        assert one["counts"] == two["counts"]
        tell(sizes[0], 1, one)
        tell(sizes[0], 2, two)
        print(
            f"  {one['seconds'] / two['seconds']:.2f} x one worker here; on two free cores at most "
            f"{sum(one['processor']) / (two['processor'][0] + two['processor'][1] / 2):.2f} x, if nothing overlaps with the main process"
        )
        share, reused = resume(dump, folder / "killed", without, one)
        print(f"killed at 70 %, resumed: {share:.2f} of the processor time of a whole run; {reused:.0%} of the documents reused")
        packed = folder / "dump.jsonl.zst"
        write_dump(packed, sizes[0])
        plain = copy(packed, folder / "copy")
        scrubbed = sum(scrub(packed, folder / "packed", without)["processor"])
        print(f"zstd: {scrubbed:.1f} s of processor, {scrubbed / plain:.1f} x reading and writing alone ({plain:.2f} s)")
        idle = sum(scrub(packed, folder / "idle", names)["processor"])
        empty = folder / "empty.jsonl.zst"
        write_dump(empty, 0)
        started = sum(scrub(empty, folder / "empty", without)["processor"])
        print(
            f"  of which {started:.1f} s to start, and without any filter {idle:.1f} s, {idle / plain:.1f} x; by what was at work:"
        )
        for share, step in shares(packed, folder / "looked-at", without):
            print(f"  {share:6.1%}  {step}")
        for size in sizes[1:]:
            write_dump(dump, size)
            tell(size, 2, scrub(dump, folder / f"size-{size}", without, 2))


def tell(size: int, workers: int, done: dict[str, Any]) -> None:
    """Print what a run took."""
    main_time, workers_time = done["processor"]
    print(
        f"{size} MB, {workers} worker(s): {done['seconds']:.1f} s, processor {main_time:.1f} + {workers_time:.1f} s, peaks {done['peaks']} MiB"
    )


if __name__ == "__main__":
    main()
