"""A small dirty dump for tests of runs: every kind of file and record that a run has to bring through."""

import hashlib
import json
from functools import cache
from pathlib import Path

import pyarrow.parquet as pq

from cleantext import default_pipeline
from cleantext.comparing import compare_runs
from cleantext.settings import Settings

DIRTY = "会议##paidbegin##于3月召开。  \r\n\r\n\r\n\r\n第二段。\r\n"
SCRUBBED = "会议于3月召开。\r\n\r\n第二段。\r\n"
ADVERT = "加微信moxi20881，海量公文范文尽在墨溪文苑！\n"
CLEAN = "天气晴朗，适合出行。\n"

LINES = [
    b'{"id": "a", "text": "\xe4\xb8\x80##paidend##\xe4\xba\x8c", "n": [1, 2.50, 1e3]}\n',  # other fields keep their spelling
    b'{"text":"\\u4e00##paidend##\\u4e8c","id":7}\r\n',  # escapes stay escapes
    b'{"text": "a\\/b##paidend##\\u4e00\xe4\xba\x8c"}\n',  # a spelling no writer gives back
    b"\n",  # a blank line is no record
    b'{"bad": \n',
    b'{"id": 9}\n',
    b'{"text": 3}\n',
    b"[1]\n",
    b'{"text": "' + ADVERT.strip().encode() + b'"}\n',
    '{"text": "国务院关于加强环境保护##paidend##工作的若干意见"}\n'.encode("gb18030"),
    b'{"text": "clean"}',  # no line end
]


@cache
def few_filters() -> Settings:
    """Return the options of a pipeline that is built and works quickly, for tests that are about runs and not about filters."""
    kept = ("markers", "whitespace")
    return Settings(without=tuple(one.name for one in default_pipeline().filters if one.name not in kept))


def write_dump(folder: Path, lines: int = 60) -> Path:
    """Write the dump to `folder`: text files, a JSONL file with every kind of line, and one of `lines` lines; return it."""
    files = {
        "dirty.txt": DIRTY.encode(),
        "clean.txt": CLEAN.encode(),
        "sub/marked.txt": b"\xef\xbb\xbf" + DIRTY.encode(),
        "sub/advert.txt": ADVERT.encode(),
        "sub/gbk.txt": ("国务院关于加强环境保护工作的若干意见##paidend##\r\n" * 5).encode("gb18030"),
        "sub/empty.txt": b"",
        "sub/notes.bin": b"\x00\x01\x02\xff",
        "odd.jsonl": b"".join(LINES),
        "many.jsonl": b"".join(
            json.dumps({"id": number, "text": f"第{number}号文件##paidend##的内容。"}, ensure_ascii=number % 2 == 0).encode()
            + b"\n"
            for number in range(lines)
        ),
    }
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def tree(folder: Path, *without: str) -> dict[str, str]:
    """Return the hash of every file below `folder`, but for names in `without`."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in without
    }


def ledger_rows(out: Path, table: str) -> list[dict]:
    """Return the rows of one of a run's tables, in an order of their own."""
    found = [row for path in out.glob(f"_cleantext/ledger/{table}/*") for row in pq.read_table(path).to_pylist()]
    return sorted(found, key=lambda row: (row["shard"], row["record"], row["start"], row.get("end")))


def written(out: Path) -> dict[str, str]:
    """Return the hashes of the scrubbed files and of what was set aside."""
    return {name: hash for name, hash in tree(out).items() if not name.startswith("_cleantext/") or "/raw/" in name}


def check_same_run(here: Path, there: Path) -> None:
    """Fail unless two runs wrote the same texts, rows of the ledger and quarantine, whoever did the work."""
    assert written(there) == written(here)
    for table in ("documents", "edits", "findings"):
        assert ledger_rows(there, table) == ledger_rows(here, table)
    compared = compare_runs(here, there)
    assert (compared.changed, compared.left_out) == (0, {})
    assert _sums(there) == _sums(here)


def _sums(out: Path) -> dict:
    """Return what a summary says, but for times, and for what was finished before by a worker that died."""
    summary = json.loads((out / "_cleantext/summary.json").read_bytes())
    del summary["seconds"], summary["finished"], summary["documents"]["reused"]
    return summary
