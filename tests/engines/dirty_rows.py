"""What the tests of all engines share: dirty rows, and filters that fail or kill where a text says so.

Workers import this by name, so it must stand on their path.
"""

import gzip
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from cleantext import Pipeline, default_pipeline

HERE = Path(__file__).parent
POISON = "这一篇谁也吃不下xx。"
DEADLY = "这一篇要命，共xx人。"
PACKED = "松鹤课件，一课一练"

PACK = f"""
about = "Lines of one courseware shop."

[[rule]]
id = "songhe-courseware"
kind = "ad"
why = "the shop's slogan under every sheet"
weight = 6
phrases = ["{PACKED}"]
positive = ["{PACKED}"]
negative = ["松鹤小学的课件做得很好。"]
"""


class Picky:
    """A filter that fails on one document."""

    name = "picky"

    def find(self, text):
        """Fail where the text is poison."""
        if POISON in text.string:
            raise ValueError("cannot stomach this")
        return []


class Deadly:
    """A filter that kills its process when it meets a text: each time, or with a `marker` the first time only."""

    name = "deadly"

    def __init__(self, marker=None):
        self.marker = marker and str(marker)

    def find(self, text):
        """Leave a mark, then die; those who come later see the mark and live."""
        if DEADLY in text.string and not (self.marker and Path(self.marker).exists()):
            if self.marker:
                Path(self.marker).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return []


def rows(count=60):
    """Return rows whose other columns are of several types."""
    texts = [f"第{number}号文件##paidend##共xx个，于20xx年印发。\n" for number in range(count)]
    texts[3], texts[5], texts[7], texts[11] = (
        POISON,
        None,
        "天气晴朗，适合出行。\n",
        "加微信moxi20881，海量公文范文尽在墨溪文苑！",
    )
    texts[13] = f"天气晴朗，适合出行。\n{PACKED}\n"
    texts[17] = DEADLY
    return [{"id": number, "text": text, "tags": [{"a": number % 2 == 0}]} for number, text in enumerate(texts)]


def write_tables(folder):
    """Write the rows as Parquet, in several groups, and as compressed JSON lines; return the folder."""
    table = pa.Table.from_pylist(rows())
    pq.write_table(table, folder / "rows.parquet", row_group_size=25)
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows())
    (folder / "rows.jsonl.gz").write_bytes(gzip.compress(lines.encode(), mtime=0))
    return folder


def pipeline(folder, *filters):
    """Return a pipeline with typed tokens and a pack that is gone when the workers start."""
    pack = folder / "songhe.toml"
    pack.write_text(PACK, encoding="utf-8")
    built = default_pipeline(tokens="typed", packs=[pack])
    pack.unlink()
    return Pipeline([*filters, Picky(), *built.filters])


def expected(pipeline, rows):
    """Return id, text and status that come of `rows` when each text is scrubbed on its own."""
    found = []
    for row in rows:
        if row["text"] is None:
            found.append((row["id"], None, "no_text"))
        elif row["text"] == POISON:
            found.append((row["id"], POISON, "filter_failed"))
        else:
            result = pipeline.scrub(row["text"])
            status = "nothing_left" if "nothing_left" in result.flags else "scrubbed" if result.edits else "unchanged"
            found.append((row["id"], result.text, status))
    return found


def check_edits(raw_rows, scrubbed_rows):
    """Fail unless the edits of every scrubbed row give back its raw text, and other columns are as they were."""
    raw = {row["id"]: row for row in raw_rows}
    for row in scrubbed_rows:
        assert row["tags"] == raw[row["id"]]["tags"]
        if row["status"] == "scrubbed":
            text, shift = row["text"], 0
            for edit in row["edits"]:
                at = edit["start"]
                text = text[:at] + edit["removed"] + text[at + len(edit["replacement"]) :]
                shift += 1
            assert text == raw[row["id"]]["text"]
            assert shift > 0


def environment():
    """Return what workers need in their environment: this Python, and this folder on its path."""
    return {"PYSPARK_PYTHON": sys.executable, "PYTHONPATH": str(HERE), "RAY_AUTH_MODE": "disabled"}


def without(engine, adapter):
    """Return what importing an adapter says when its engine is not there."""
    code = f"import sys; sys.modules[{engine!r}] = None\nimport cleantext.engines.{adapter}"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    return run.stderr.strip().splitlines()[-1]
