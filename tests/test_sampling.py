"""Sampling a dump: documents picked evenly, the same each time, from every format, and told as a run would."""

import json
from pathlib import Path

import pyarrow as pa
import pytest
from dumps import ADVERT, DIRTY, write_dump
from pyarrow import feather, parquet
from test_runs import rows

from cleantext.compression import CODECS
from cleantext.errors import OptionError
from cleantext.formats import FORMATS
from cleantext.parts import Job
from cleantext.picking import REACH, Picker
from cleantext.planning import Inputs
from cleantext.runs import scrub_files
from cleantext.sampling import sample_dump
from cleantext.settings import Settings
from cleantext.tables import table_suffixes
from cleantext.timing import TimedPipeline

JOB = Job(Path(), Settings())


def lines(number, text="第{}号文件##paidend##的内容。"):
    """Return so many lines of JSON."""
    return "".join(json.dumps({"id": one, "text": text.format(one)}, ensure_ascii=False) + "\n" for one in range(number)).encode()


def picked(folder, number, job=JOB):
    """Return what is picked from a folder."""
    return list(Picker(Inputs((folder,)), job).pick(number))


def sampled(folder, number, job=JOB):
    """Return what the default pipeline does to a sample."""
    with TimedPipeline(job.settings.pipeline()) as pipeline:
        return sample_dump(Inputs((folder,)), job, pipeline, number)


def test_a_sample_is_the_same_each_time_and_even(tmp_path):
    """Each tenth of a large file gives a tenth of the documents, and a second look the same ones."""
    (tmp_path / "a.jsonl").write_bytes(lines(25_000))
    first, again = picked(tmp_path, 100), picked(tmp_path, 100)
    size = (tmp_path / "a.jsonl").stat().st_size

    assert first == again
    assert len({one.record.start for one in first}) == 100
    assert [sum(tenth <= one.record.start * 10 // size < tenth + 1 for one in first) for tenth in range(10)] == [10] * 10
    assert all(one.record.raw.startswith(b"{") and one.record.raw.endswith(b"}\n") for one in first)


def test_a_sample_as_large_as_the_dump_is_all_of_it(tmp_path):
    """Every document once, and the numbers are those of a run over it."""
    dump = write_dump(tmp_path / "in", 30)
    (dump / "sub/notes.bin").unlink()
    sample = sampled(dump, 1000)
    summary = scrub_files([dump], tmp_path / "out")

    blank = 1  # a blank line is no document
    of_all_alone = {"same_id"}  # takes every document of a dump to tell
    told = {name: number for name, number in summary.counts.items() if name not in of_all_alone}
    assert sample.counts == told | {"bytes": summary.counts["bytes"] - blank}
    assert {rule: hits.edits for rule, hits in sample.rules.items() if hits.edits} == summary.counts["rules"]
    assert sum(hits.findings for hits in sample.rules.values()) == sum(
        len(row["rules"]) for row in rows(tmp_path / "out", "findings")
    )
    assert sample.content == sample.size == summary.counts["bytes"]


def test_files_that_are_one_document_count_the_same_whatever_their_size(tmp_path):
    """A single huge file does not stand for all."""
    for number in range(20):
        (tmp_path / f"{number:02}.txt").write_text(DIRTY * (1000 if number == 7 else 1), encoding="utf-8")

    assert [one.name for one in picked(tmp_path, 4)] == ["02.txt", "07.txt", "12.txt", "17.txt"]
    assert len(picked(tmp_path, 50)) == 20


@pytest.mark.parametrize("codec", ["", *CODECS])
@pytest.mark.parametrize("name", FORMATS)
def test_every_format_can_be_sampled(tmp_path, name, codec):
    """Plain and compressed: the documents are read as a run reads them."""
    record = {"txt": DIRTY.encode(), "jsonl": lines(300), "csv": None, "tsv": None}[name]
    if record is None:
        comma = {"csv": ",", "tsv": "\t"}[name]
        record = f"id{comma}text\r\n".encode() + b"".join(
            f'{one}{comma}"第{one}号文件##paidend##\n的内容。"\r\n'.encode() for one in range(300)
        )
    data = record
    if codec:
        compressor = CODECS[codec].compressor()
        data = compressor.compress(record) + compressor.flush()
    (tmp_path / f"a.{name}{codec}").write_bytes(data)
    sample = sampled(tmp_path, 10)

    assert sample.counts["in"] == sample.counts["changed"] == (1 if name == "txt" else 10)
    assert "paid-tag" in sample.rules
    assert sample.rules["paid-tag"].example.text
    assert 0.9 * len(record) < sample.content < 1.1 * len(record)


@pytest.mark.parametrize("suffix", table_suffixes())
def test_tables_are_sampled_by_row(tmp_path, suffix):
    """Rows are documents, spread over all groups; what is null or too large would be set aside, as in a run."""
    texts = [f"第{one}号文件##paidend##的内容。" for one in range(300)]
    table = pa.table({"id": range(300), "text": [*texts[:-20], *[None] * 10, *["x" * 5000] * 10]})
    if suffix == ".parquet":
        parquet.write_table(table, tmp_path / "a.parquet", row_group_size=50)
    else:
        feather.write_feather(table, str(tmp_path / f"a{suffix}"), chunksize=50)
    sample = sampled(tmp_path, 300, Job(Path(), Settings(), max_record=4000))

    assert sample.counts["causes"] == {"bad_record": 10, "too_large": 10}
    assert (sample.counts["in"], sample.counts["changed"]) == (300, 280)
    assert sample.rules["paid-tag"].example.text == texts[0]
    assert sample.content == pytest.approx(sum(map(len, map(str.encode, texts[:-20]))) + 50_000)
    assert [one.record.number for one in picked(tmp_path, 4)] == [38, 113, 188, 263]
    (path,) = tmp_path.glob("a.*")
    summary = scrub_files([path], tmp_path / "out", max_record=4000)
    assert {name: summary.counts[name] for name in ("in", "out", "causes", "removed")} == {
        name: sample.counts[name] for name in ("in", "out", "causes", "removed")
    }


@pytest.mark.parametrize(("name", "data"), [("a.parquet", b"PAR1junk"), ("b.arrow", b""), ("c.parquet", None)])
def test_a_table_that_cannot_be_read_would_be_set_aside(tmp_path, name, data):
    """Junk and tables without the column are told with the reason."""
    if data is None:
        parquet.write_table(pa.table({"content": ["a"]}), tmp_path / name)
    else:
        (tmp_path / name).write_bytes(data)
    (tmp_path / "good.txt").write_text(DIRTY * 100, encoding="utf-8")
    sample = sampled(tmp_path, 2000)

    assert sample.counts["in"] == 1 + (data != b"")  # a file of no bytes has no place to pick
    assert sample.counts.get("causes", {}) == ({"bad_file": 1} if data != b"" else {})


def test_places_without_a_document_give_the_next_free_one(tmp_path):
    """Blank lines, a huge line and the end of a file: there is a document for every place while there are any."""
    huge = json.dumps({"text": "长" * 3_000_000}, ensure_ascii=False).encode() + b"\n"
    (tmp_path / "a.jsonl").write_bytes(lines(3) + b"\n" * 1000 + huge)

    assert len(picked(tmp_path, 4)) == 4
    assert [one.record.size for one in picked(tmp_path, 4)][-1] == len(huge)


def test_of_a_large_file_that_must_be_read_from_its_start_only_the_beginning_is_looked_at(tmp_path):
    """A sample never takes the time to read a dump."""
    row = b"1," + b"x" * 9_997 + b"\n"
    (tmp_path / "a.csv").write_bytes(b"id,text\n" + row * (2 * REACH // len(row)))

    assert max(one.record.start for one in picked(tmp_path, 50)) < REACH


def test_texts_that_are_split_are_sampled_as_pieces(tmp_path):
    """A huge text file gives several documents that begin after a blank line."""
    (tmp_path / "a.txt").write_text(("一行字。\n" * 30 + "\n") * 10_000, encoding="utf-8")
    found = picked(tmp_path, 3, Job(Path(), Settings(), split=True))

    assert [one.record.start for one in found] == sorted({one.record.start for one in found})
    assert len(found) == 3
    assert all(one.record.raw.startswith("一行字。\n".encode()) for one in found)


def test_what_a_run_would_set_aside_is_told(tmp_path):
    """Adverts, bad lines and unknown files are counted with their reasons."""
    (tmp_path / "advert.txt").write_text(ADVERT, encoding="utf-8")
    (tmp_path / "bad.jsonl").write_bytes(b"{" * 100)
    (tmp_path / "photo.png").touch()
    sample = sampled(tmp_path, 10)

    assert sample.counts["causes"] == {"nothing_left": 1, "bad_record": 1}
    assert sample.unknown == 1
    assert [name for name, _ in sample.aside] == ["advert.txt", "bad.jsonl:1"]


def test_a_sample_of_nothing_is_refused(tmp_path):
    """No documents are no sample, and an empty dump is told as one."""
    with pytest.raises(OptionError, match="the sample is 0 documents"):
        sampled(tmp_path, 0)
    (tmp_path / "a.txt").touch()
    assert sampled(tmp_path, 5).counts["in"] in (0, 1)
