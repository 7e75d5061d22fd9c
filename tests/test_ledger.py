"""The ledger's tables give back what was put into them."""

import pyarrow.parquet as pq
import pytest

from cleantext.edits import Edit, Evidence
from cleantext.ledger import Entry, LedgerWriter, holdable, read_ledger

EDIT = Edit(3, 5, "xx", "[REDACTED]", ("one", "two"), "redaction", "number", 0.9, (Evidence("one", 3, "why"),), "truncated")


def entry(record, *, edits=(), findings=(), kept=None):
    """Return an entry of a line."""
    return Entry("a.jsonl", record, f"a.jsonl:{record}", 10, 20, 15, "utf-8", "ascii", kept, ("truncated",), edits, findings)


def written(tmp_path, entries):
    """Write entries, move the tables to their folders, and return their names."""
    writer = LedgerWriter(tmp_path, "tmp", "hash")
    for one in entries:
        writer.add(one)
    done = writer.finish()
    for table, (path, _) in done.items():
        (tmp_path / table).mkdir()
        path.rename(tmp_path / table / "key.parquet")
    return set(done)


def test_entries_come_back_as_they_were(tmp_path):
    """Edits, findings, evidence, flags and kept bytes all survive, document by document."""
    entries = [
        entry(1, edits=(EDIT, EDIT)),
        entry(2, kept=b"\xff\x00"),
        entry(3, findings=(EDIT,)),
        entry(4, edits=(EDIT,), findings=(EDIT, EDIT)),
    ]

    assert written(tmp_path, entries) == {"documents", "edits", "findings"}
    assert list(read_ledger(tmp_path, "key")) == entries


def test_tables_without_rows_make_no_file(tmp_path):
    """A part that changed nothing leaves no empty tables."""
    assert written(tmp_path, []) == set()
    assert list(read_ledger(tmp_path, "key")) == []


def test_many_entries_are_written_in_batches(tmp_path):
    """Rows do not gather in memory: the table has several groups of rows, and reads as one."""
    entries = [entry(number, edits=(EDIT,) * 7) for number in range(4000)]
    written(tmp_path, entries)

    assert pq.ParquetFile(tmp_path / "edits" / "key.parquet").num_row_groups > 1
    assert list(read_ledger(tmp_path, "key")) == entries


@pytest.mark.parametrize(("string", "expected"), [("𠮷\0\u2028", True), ("\ud800", False)])
def test_a_table_holds_all_but_lone_surrogates(string, expected):
    """A lone surrogate has no UTF-8, so that such a record is kept raw instead."""
    assert holdable([Edit(0, 1, string, "", ("r",), "garble")]) is expected
