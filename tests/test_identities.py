"""Ids that stand for several documents are counted, and each document keeps its place."""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from dumps import tree

from cleantext.report import print_lines, summarize
from cleantext.runs import scrub_files

ALWAYS_DIFFERENT = ("summary.json", "run.json", "lock")


@pytest.fixture
def dump(tmp_path):
    """Return a dump in which five documents have an id that one before them has."""
    folder = tmp_path / "in"
    folder.mkdir()
    records = [{"id": id, "text": f"第{n}号##paidend##文件。"} for n, id in enumerate(["a", "b", "a", "\ud800", "a", "\ud800"])]
    (folder / "a.jsonl").write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    (folder / "b.csv").write_text("id,text\nb,清楚\nc,清楚\n,清楚\n", encoding="utf-8")
    pq.write_table(pa.table({"id": ["c", None, None, "d"], "text": ["清楚"] * 4}), folder / "c.parquet")
    return folder


@pytest.mark.parametrize("at_once", [2, 1000])
@pytest.mark.parametrize("part_bytes", [100, 1 << 20])
def test_documents_of_one_id_are_all_worked_and_counted(dump, tmp_path, monkeypatch, at_once, part_bytes):
    """The count does not depend on how the dump is cut, and the ledger tells the documents apart by shard and record."""
    monkeypatch.setattr("cleantext.identities._AT_ONCE", at_once)
    summary = scrub_files([dump], tmp_path / "out", id_field="id", part_bytes=part_bytes)
    edits = [row for path in sorted(tmp_path.glob("out/_cleantext/ledger/edits/*")) for row in pq.read_table(path).to_pylist()]

    assert summary.counts["same_id"] == 5
    assert [(row["shard"], row["record"]) for row in sorted(edits, key=lambda row: row["record"]) if row["document"] == "a"] == [
        ("a.jsonl", 1),
        ("a.jsonl", 3),
        ("a.jsonl", 5),
    ]
    assert json.loads((tmp_path / "out/_cleantext/summary.json").read_text("utf-8"))["same_id"] == summary.counts["same_id"]


def test_reused_documents_are_counted_too(dump, tmp_path):
    """What was finished before, in a part whose neighbour changed, still has its ids."""
    first = scrub_files([dump], tmp_path / "out", id_field="id")
    (dump / "d.jsonl").write_text('{"id": "a", "text": "清楚"}', encoding="utf-8")
    again = scrub_files([dump], tmp_path / "out", id_field="id")
    scrub_files([dump], tmp_path / "fresh", id_field="id")

    assert again.reused == first.counts["in"]
    assert again.counts["same_id"] == first.counts["same_id"] + 1
    assert tree(tmp_path / "out", *ALWAYS_DIFFERENT) == tree(tmp_path / "fresh", *ALWAYS_DIFFERENT)


def test_the_summary_says_so(dump, tmp_path, capsys):
    """A person is told, and where to look."""
    print_lines(summarize(scrub_files([dump], tmp_path / "out", id_field="id")))
    assert "documents with an id that another has; the ledger tells them apart" in capsys.readouterr().out


def test_without_an_id_field_nothing_is_kept(dump, tmp_path):
    """Names made of file and record are different anyway."""
    assert scrub_files([dump], tmp_path / "out").counts["same_id"] == 0
    assert not (tmp_path / "out/_cleantext/ledger/ids").exists()
