"""Compare a scrubber of Arrow batches with calling `scrub` in a loop; run it by hand: ``python tests/benchmarks/batches.py``.

The bound is 1.15. Both get the same documents, the batches as Arrow tables and the loop as strings, in turns, and the least of
several rounds counts, in processor time, because a busy machine is no fault of the code. It also prints what the README needs to
tell what a cluster costs: seconds of one core for a gigabyte.
"""

import time
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa

from cleantext import default_pipeline
from cleantext.batches import BatchScrubber

FIXTURES = Path(__file__).parent.parent.parent / "fixtures"
ROUNDS = 5
LEAST_BYTES = 400_000
BATCH = 256


def documents(pattern: str) -> list[str]:
    """Return the raw fixtures that match, again and again until they are enough."""
    paths = [path for path in sorted(FIXTURES.rglob(pattern)) if not path.name.endswith(".marked.txt")]
    texts = [path.read_text(encoding="utf-8") for path in paths]
    return texts * (1 + LEAST_BYTES // sum(len(text.encode()) for text in texts))


def main() -> None:
    """Print seconds and ratios for dirty documents, and for their clean selves."""
    pipeline = default_pipeline()
    dirty = documents("*.txt")
    for name, texts in {"as dirty as the fixtures": dirty, "clean": [pipeline(text) for text in dirty]}.items():
        table = pa.table({"text": texts})
        size = sum(len(text.encode()) for text in texts)
        ways: dict[str, Callable[[], object]] = {"a loop": lambda texts=texts: [pipeline.scrub(text).text for text in texts]}
        for extra in ([], ["edits", "findings"]):
            scrub = BatchScrubber(pipeline, extra=extra)
            called = "batches" + (", with edits and findings" if extra else "")
            ways[called] = lambda scrub=scrub, table=table: [scrub(batch) for batch in table.to_batches(max_chunksize=BATCH)]
        best = dict.fromkeys(ways, float("inf"))
        for _ in range(ROUNDS):
            for way, work in ways.items():
                start = time.process_time()
                work()
                best[way] = min(best[way], time.process_time() - start)
        print(f"{name}: {len(texts)} documents, {size / 1e6:.1f} MB")
        for way, seconds in best.items():
            print(
                f"  {way:<36} {seconds:6.2f} s, {size / seconds / 1e6:5.1f} MB/s, {seconds / size * 1e9:6.0f} s a GB, "
                f"ratio {seconds / best['a loop']:.3f}" + (" (bound 1.15)" if way != "a loop" else "")
            )


if __name__ == "__main__":
    main()
