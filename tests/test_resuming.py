"""Runs killed in the middle of a shard, for each family of formats: they go on there and come to the same."""

import gzip
import json
import os
import subprocess
import sys
import time

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from dumps import few_filters, tree

from cleantext.restoring import restore_run
from cleantext.runs import scrub_files

ALWAYS_DIFFERENT = ("summary.json", "run.json", "lock")
PART = 8_000

_RUN = f"""
import sys
from cleantext.runs import scrub_files
from cleantext.settings import Settings
if __name__ == "__main__":
    few = Settings(without=tuple(sys.argv[4:]))
    scrub_files([sys.argv[1]], sys.argv[2], part_bytes={PART}, split=True, workers=int(sys.argv[3]), settings=few)
"""

TEXTS = [f"第{number}号文件##paidend##的内容：天气晴朗，适合出行。" for number in range(3000)]


def as_csv():
    """Return the texts as CSV with line ends inside fields."""
    return "id,text\n" + "".join(f'{number},"{text}\n完"\n' for number, text in enumerate(TEXTS))


def write_parquet(path):
    """Write the texts as Parquet in many row groups."""
    pq.write_table(pa.table({"text": TEXTS}), path, row_group_size=30, use_dictionary=False, compression="none")


def write_arrow(path):
    """Write the texts as an Arrow stream of many batches."""
    table = pa.table({"text": TEXTS})
    with pa.ipc.new_stream(path, table.schema) as writer:
        writer.write_table(table, 30)


FAMILIES = {
    "a.jsonl.gz": lambda path: path.write_bytes(
        gzip.compress("".join(json.dumps({"text": text}) + "\n" for text in TEXTS).encode())
    ),
    "a.csv": lambda path: path.write_text(as_csv(), encoding="utf-8", newline=""),
    "a.parquet": write_parquet,
    "a.arrow": write_arrow,
}


def finished(out):
    """Count the finished parts of a run."""
    return len(list(out.glob("_cleantext/parts/*.json")))


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize(
    ("name", "workers"), [*((name, 1) for name in FAMILIES), pytest.param("a.parquet", 2, marks=pytest.mark.slow)]
)
def test_a_run_killed_inside_a_shard_goes_on_there(tmp_path, name, workers):
    """Parts that were finished are reused, and no byte of output, ledger or quarantine tells that the run was killed."""
    dump, out, script = tmp_path / name, tmp_path / "out", tmp_path / "run.py"
    FAMILIES[name](dump)
    script.write_text(_RUN, encoding="utf-8")
    process = subprocess.Popen([sys.executable, script, dump, out, str(workers), *few_filters().without])
    deadline = time.monotonic() + 60
    while finished(out) < 3 and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)
    process.kill()
    process.wait()
    assert not (out / "_cleantext/summary.json").exists(), "the run was over before it was killed"
    assert not (out / name).exists(), "a shard is whole or not there"

    options = {"part_bytes": PART, "split": True, "settings": few_filters()}
    again = scrub_files([dump], out, **options)
    scrub_files([dump], tmp_path / "fresh", **options)
    assert 0 < again.reused < len(TEXTS)
    assert tree(out, *ALWAYS_DIFFERENT) == tree(tmp_path / "fresh", *ALWAYS_DIFFERENT)
    assert restore_run(out, tmp_path / "back").failed == {}
