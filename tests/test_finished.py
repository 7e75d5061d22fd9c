"""Reading a run back: files in the order of the input, and junk in its records named, never taken for a run."""

import json
from itertools import product

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from dumps import tree, write_dump

from cleantext.cli import main
from cleantext.errors import RunError
from cleantext.finished import open_run
from cleantext.runs import scrub_files

JUNK = [b"", b"{}", b"[]", b"null", b"3", b'{"pieces": [{}], "files": {"edits": 1}, "key": "", "job": ""}', b"\xff\x00junk"]


@pytest.fixture
def finished(tmp_path):
    """Return the folder of a finished run over a small dirty dump, a large file of which was cut."""
    scrub_files([write_dump(tmp_path / "in")], tmp_path / "out", part_bytes=1000)
    return tmp_path / "out"


def test_files_come_in_the_order_of_the_input(finished):
    """However their parts are called, files and their pieces come as they were worked, and their sizes add up."""
    run = open_run(finished)
    files = list(run.files())

    assert [file.shard for file in files] == [
        *("clean.txt", "dirty.txt", "many.jsonl", "odd.jsonl"),
        *("sub/advert.txt", "sub/empty.txt", "sub/gbk.txt", "sub/marked.txt", "sub/notes.bin"),
    ]
    assert sum(file.size for file in files) == run.numbers["bytes"]
    for file in files:
        assert [place.piece.start for place in file.places] == sorted(place.piece.start for place in file.places)


def test_notes_of_a_file_can_be_passed_over(finished):
    """What is said of a file is found also when nobody asked about those before it in the part."""
    found = {file.shard: list(file.places[0].notes.of(file.shard)) for file in open_run(finished).files() if "sub" in file.shard}

    assert [(number, reason["cause"]) for number, _, reason in found["sub/advert.txt"]] == [(1, "nothing_left")]
    assert [(number, len(entry.edits)) for number, entry, _ in found["sub/marked.txt"]] == [(1, 4)]


@pytest.mark.parametrize("junk", JUNK)
@pytest.mark.parametrize("name", ["run.json", "summary.json"])
def test_junk_in_the_record_of_a_run_is_named(finished, name, junk):
    """The message says which file, and that it is no record."""
    (finished / "_cleantext" / name).write_bytes(junk)

    with pytest.raises(RunError, match=rf"{name}: is not what a run of cleantext writes there\. Put the file back"):
        open_run(finished)


LINES_OF_JSON = ["parts/*.json", "parts/file-*.json", "quarantine/reasons/*"]
TABLES = ["ledger/documents/*", "ledger/edits/*"]
PLACES = [*product(LINES_OF_JSON, JUNK), *product(TABLES, [b"", b"{}", b"\xff\x00junk"])]


@pytest.mark.parametrize(("place", "junk"), PLACES)
def test_junk_anywhere_else_is_named_and_mended(finished, tmp_path, capfd, place, junk):
    """Restoring names the file and what to do, without a trace-back or blame; doing it makes all right again."""
    before = tree(finished, "summary.json")
    for path in finished.glob(f"_cleantext/{place}"):
        path.write_bytes(junk)
    code = main(["restore", str(finished), "-o", str(tmp_path / "back")])
    said = capfd.readouterr().err

    assert code == 2
    assert "fault of cleantext" not in said
    assert "_cleantext" in said or "what was rebuilt is not what was read" in said
    scrub_files([tmp_path / "in"], finished, part_bytes=1000)
    assert tree(finished, "summary.json") == before
    assert main(["restore", str(finished), "-o", str(tmp_path / "again"), "-q"]) == 0
    assert tree(tmp_path / "again") == tree(tmp_path / "in")


def test_a_table_with_other_columns_is_no_ledger(finished, tmp_path, capfd):
    """Valid Parquet of somebody else's is told apart, and only the files it concerns fail."""
    (path,) = finished.glob("_cleantext/ledger/edits/" + _part_of(finished, "dirty.txt") + ".parquet")
    pq.write_table(pa.table({"a": [1]}), path)

    assert main(["restore", str(finished), "-o", str(tmp_path / "back")]) == 2
    assert f"{path}: has other columns than a ledger" in capfd.readouterr().err
    assert (tmp_path / "back/many.jsonl").read_bytes() == (tmp_path / "in/many.jsonl").read_bytes()


def _part_of(finished, shard):
    for path in finished.glob("_cleantext/parts/*.json"):
        if shard in [piece["shard"] for piece in json.loads(path.read_bytes()).get("pieces", ())]:
            return path.stem
    raise AssertionError(shard)


@pytest.mark.parametrize("junk", [*JUNK, b'{"inputs": 3}', b'{"inputs": [[1], null]}'])
def test_a_folder_whose_run_cannot_be_read_is_not_written_to(finished, tmp_path, junk):
    """What may be somebody's files is left alone, with one message."""
    (finished / "_cleantext/run.json").write_bytes(junk)
    before = tree(finished)

    with pytest.raises(RunError, match=r"holds no run of cleantext\. Give|holds a run over"):
        scrub_files([tmp_path / "in"], finished)
    assert tree(finished) == before
