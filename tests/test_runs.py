"""Runs over files: complete, on record, the same however they are worked, and able to go on."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from functools import cache

import pyarrow.parquet as pq
import pytest
from dumps import ADVERT, CLEAN, DIRTY, SCRUBBED, few_filters, tree, write_dump

from cleantext.errors import InputError, OptionError, PackError, RunError
from cleantext.restoring import restore_run
from cleantext.runs import scrub_files
from cleantext.settings import Settings

ALWAYS_DIFFERENT = ("summary.json", "run.json", "lock")  # times, and where the input stands


@pytest.fixture
def dump(tmp_path):
    """Return a small dirty dump."""
    return write_dump(tmp_path / "in")


def rows(out, table):
    """Return the rows of one of the ledger's tables."""
    return [row for path in sorted(out.glob(f"_cleantext/ledger/{table}/*")) for row in pq.read_table(path).to_pylist()]


def reasons(out):
    """Return why records were set aside, by document."""
    lines = [line for path in out.glob("_cleantext/quarantine/reasons/*") for line in path.read_text("utf-8").splitlines()]
    return {one["document"]: one["cause"] for one in map(json.loads, lines)}


def test_a_folder_comes_out_scrubbed_at_the_same_paths(dump, tmp_path):
    """Text files keep line ends and marks, JSON lines all but their text, and clean files every byte."""
    out = tmp_path / "out"
    scrub_files([dump], out)

    assert (out / "dirty.txt").read_bytes() == SCRUBBED.encode()
    assert (out / "sub/marked.txt").read_bytes() == b"\xef\xbb\xbf" + SCRUBBED.encode()
    assert (out / "clean.txt").read_bytes() == CLEAN.encode()
    assert (out / "sub/gbk.txt").read_text("utf-8").startswith("国务院关于加强环境保护工作的若干意见\n国务院")
    assert (out / "sub/empty.txt").read_bytes() == b""
    assert (out / "odd.jsonl").read_bytes().split(b"\n") == [
        b'{"id": "a", "text": "\xe4\xb8\x80\xe4\xba\x8c", "n": [1, 2.50, 1e3]}',
        b'{"text":"\\u4e00\\u4e8c","id":7}\r',
        b'{"text": "a/b\xe4\xb8\x80\xe4\xba\x8c"}',
        b"",
        '{"text": "国务院关于加强环境保护工作的若干意见"}'.encode(),
        b'{"text": "clean"}',
    ]


def test_what_cannot_be_scrubbed_is_set_aside_with_a_reason(dump, tmp_path):
    """Bad lines, unknown files and pure adverts go raw to the quarantine, and nowhere else."""
    out = tmp_path / "out"
    scrub_files([dump], out, id_field="id")
    quarantine = out / "_cleantext/quarantine/raw"

    assert reasons(out) == {
        "odd.jsonl:5": "bad_record",
        "odd.jsonl:6": "bad_record",
        "odd.jsonl:7": "bad_record",
        "odd.jsonl:8": "bad_record",
        "odd.jsonl:9": "nothing_left",
        "sub/advert.txt": "nothing_left",
        "sub/notes.bin": "unknown_format",
    }
    assert (quarantine / "sub/advert.txt").read_bytes() == ADVERT.encode()
    assert (quarantine / "odd.jsonl").read_bytes().startswith(b'{"bad": \n{"id": 9}\n{"text": 3}\n[1]\n')
    assert not (out / "sub/advert.txt").exists()


def test_the_summary_adds_up_and_equals_the_ledger(dump, tmp_path):
    """Records in are records out and set aside; characters and edits by kind are those of the ledger."""
    out = tmp_path / "out"
    summary = scrub_files([dump], out)
    written = json.loads((out / "_cleantext/summary.json").read_text("utf-8"))
    edits = rows(out, "edits")
    removed = Counter()
    for edit in edits:
        removed[edit["kind"]] += len(edit["removed"])

    assert written["documents"] == {"in": 77, "out": 70, "set_aside": 7, "changed": 67, "reused": 0}
    assert summary.set_aside == 7
    assert written["removed"] == dict(removed)
    assert written["edits"] == dict(Counter(edit["kind"] for edit in edits))
    assert written["rules"] == dict(Counter(rule for edit in edits for rule in edit["rules"]))
    assert written["findings"] == dict(Counter(finding["kind"] for finding in rows(out, "findings")))
    assert written["files"] == 9


def test_the_ledger_says_where_each_edit_stood(dump, tmp_path):
    """An edit's offsets are those of the raw text, and its row names document, rule, reason and confidence."""
    out = tmp_path / "out"
    scrub_files([dump], out, id_field="id")
    ((found),) = [row for row in rows(out, "edits") if row["document"] == "a"]

    assert (found["shard"], found["record"], found["start"], found["end"]) == ("odd.jsonl", 1, 1, 12)
    assert (found["removed"], found["replacement"], found["rules"], found["kind"]) == ("##paidend##", "", ["paid-tag"], "marker")
    assert found["evidence"][0]["why"]
    assert found["pipeline"] == json.loads((out / "_cleantext/run.json").read_text("utf-8"))["pipeline"]


def test_excluded_names_are_left_out_and_counted(dump, tmp_path):
    """Files and folders that match a pattern are not read, and the summary says how many names were passed over."""
    plain = scrub_files([dump], tmp_path / "all")
    summary = scrub_files([dump], tmp_path / "out", exclude=["sub", "*.jsonl"])

    assert not (tmp_path / "out/sub").exists()
    assert not list((tmp_path / "out").glob("*.jsonl"))
    assert (tmp_path / "out/dirty.txt").exists()
    assert summary.passed_over > plain.passed_over


def test_several_paths_keep_their_own_names(dump, tmp_path):
    """Of several inputs each goes below the output under its own name."""
    out = tmp_path / "out"
    scrub_files([dump / "sub", dump / "dirty.txt"], out)

    assert (out / "sub/marked.txt").exists()
    assert (out / "dirty.txt").read_bytes() == SCRUBBED.encode()


@pytest.mark.parametrize("part_bytes", [300, 2000])
def test_the_output_does_not_depend_on_how_large_files_are_cut(dump, tmp_path, part_bytes):
    """Output, quarantine and ledger say the same whether a large file is worked in one part or in many."""
    scrub_files([dump], tmp_path / "whole")
    scrub_files([dump], tmp_path / "cut", part_bytes=part_bytes)
    outputs = [
        {name: hash for name, hash in tree(tmp_path / out).items() if not name.startswith("_")} for out in ("whole", "cut")
    ]

    def known(out, table):
        return sorted(({**row, "pipeline": None} for row in rows(out, table)), key=repr)

    assert outputs[0] == outputs[1]
    assert tree(tmp_path / "whole/_cleantext/quarantine/raw") == tree(tmp_path / "cut/_cleantext/quarantine/raw")
    assert reasons(tmp_path / "whole") == reasons(tmp_path / "cut")
    assert known(tmp_path / "whole", "edits") == known(tmp_path / "cut", "edits")
    assert known(tmp_path / "whole", "findings") == known(tmp_path / "cut", "findings")


def test_two_workers_come_to_the_same_as_one(dump, tmp_path):
    """Every file of the output and its record is the same for any number of workers."""
    for workers in (1, 2):
        scrub_files([dump], tmp_path / str(workers), workers=workers, part_bytes=1000)

    assert tree(tmp_path / "1", *ALWAYS_DIFFERENT) == tree(tmp_path / "2", *ALWAYS_DIFFERENT)


def test_a_finished_run_is_reused(dump, tmp_path):
    """The same call again does nothing over."""
    out = tmp_path / "out"
    first = scrub_files([dump], out, part_bytes=1000)
    before = tree(out, "summary.json")
    again = scrub_files([dump], out, part_bytes=1000)

    assert (first.reused, again.reused) == (0, 77)
    assert again.counts == first.counts
    assert tree(out, "summary.json") == before


def test_a_changed_file_is_redone_and_its_neighbours_are_not(dump, tmp_path):
    """Of many small files in one part, only the one that changed is scrubbed again."""
    out = tmp_path / "out"
    scrub_files([dump], out)
    (dump / "clean.txt").write_text(DIRTY, encoding="utf-8", newline="")
    again = scrub_files([dump], out)

    assert again.reused == 76
    assert (out / "clean.txt").read_bytes() == SCRUBBED.encode()
    scrub_files([dump], tmp_path / "fresh")
    assert tree(out, *ALWAYS_DIFFERENT) == tree(tmp_path / "fresh", *ALWAYS_DIFFERENT)


def test_files_added_and_removed_are_followed(dump, tmp_path):
    """A file that is gone from the input goes from the output, a new one comes, and the rest is reused."""
    out = tmp_path / "out"
    scrub_files([dump], out)
    shutil.rmtree(dump / "sub")
    (dump / "new.txt").write_text(CLEAN, encoding="utf-8")
    again = scrub_files([dump], out)

    assert again.reused == 77 - 5
    assert not (out / "sub").exists()
    assert not (out / "_cleantext/quarantine/raw/sub").exists()
    scrub_files([dump], tmp_path / "fresh")
    assert tree(out, *ALWAYS_DIFFERENT) == tree(tmp_path / "fresh", *ALWAYS_DIFFERENT)


def test_lines_appended_to_a_large_file_leave_its_first_parts_finished(dump, tmp_path):
    """Only the parts of a large file from the change on are worked again."""
    out = tmp_path / "out"
    scrub_files([dump / "many.jsonl"], out, part_bytes=1000)
    with (dump / "many.jsonl").open("ab") as stream:
        stream.write(b'{"text": "new##paidend##"}\n')
    again = scrub_files([dump / "many.jsonl"], out, part_bytes=1000)

    assert 40 < again.reused < 60
    assert (out / "many.jsonl").read_bytes().endswith(b'{"text": "new"}\n')
    scrub_files([dump / "many.jsonl"], tmp_path / "fresh", part_bytes=1000)
    assert tree(out, *ALWAYS_DIFFERENT) == tree(tmp_path / "fresh", *ALWAYS_DIFFERENT)


def test_other_options_redo_everything(dump, tmp_path):
    """Finished work of other options is not mistaken for work of these."""
    out = tmp_path / "out"
    scrub_files([dump], out)
    again = scrub_files([dump], out, settings=Settings(kinds=("space",)))

    assert again.reused == 0
    assert "##paidbegin##" in (out / "dirty.txt").read_text("utf-8")
    assert {row["kind"] for row in rows(out, "edits")} == {"space"}


@pytest.mark.parametrize("damage", ["dirty.txt", "many.jsonl", "_cleantext/quarantine/raw/odd.jsonl"])
def test_output_that_was_damaged_is_made_again(dump, tmp_path, damage):
    """Finished work counts only while its files are as they were written."""
    out = tmp_path / "out"
    scrub_files([dump], out, part_bytes=1000)
    before = tree(out, "summary.json")
    (out / damage).write_bytes(b"")
    scrub_files([dump], out, part_bytes=1000)

    assert tree(out, "summary.json") == before


def test_a_lost_ledger_is_made_again(dump, tmp_path):
    """A part without its ledger is not finished."""
    out = tmp_path / "out"
    scrub_files([dump], out, part_bytes=1000)
    before = tree(out, "summary.json")
    shutil.rmtree(out / "_cleantext/ledger")
    scrub_files([dump], out, part_bytes=1000)

    assert tree(out, "summary.json") == before


def test_a_record_above_the_limit_is_set_aside_unread(dump, tmp_path):
    """A line or file larger than the limit goes to the quarantine, and comes back when the run is restored."""
    (dump / "odd.jsonl").write_bytes(b'{"text": "' + b"a" * 5000 + b'"}\n{"text": "b"}\n')
    (dump / "dirty.txt").write_bytes(b"c" * 5000)
    scrub_files([dump], tmp_path / "out", max_record=3000)

    assert reasons(tmp_path / "out")["odd.jsonl:1"] == "too_large"
    assert reasons(tmp_path / "out")["dirty.txt"] == "too_large"
    assert restore_run(tmp_path / "out", tmp_path / "back").failed == {}
    assert tree(tmp_path / "back") == tree(dump)


def test_records_that_do_not_add_up_stop_the_run(dump, tmp_path):
    """When the record of a part is wrong by one, the run says so instead of finishing."""
    out = tmp_path / "out"
    scrub_files([dump], out)
    for path in (out / "_cleantext/parts").glob("*.json"):
        record = json.loads(path.read_text("utf-8"))
        record["pieces"][0]["counts"]["out"] += 1
        path.write_text(json.dumps(record), encoding="utf-8")

    with pytest.raises(RunError, match="the records do not add up: 77 in, 71 out, 7 set aside"):
        scrub_files([dump], out)
    assert not (out / "_cleantext/summary.json").exists()


def test_an_output_that_cannot_be_is_refused(dump, tmp_path):
    """Inside the input, around it, a file, somebody's folder, another run's folder: nothing is written."""
    scrub_files([dump], tmp_path / "other")
    (tmp_path / "foreign").mkdir()
    (tmp_path / "foreign/file").touch()
    before = tree(tmp_path)

    for paths, out, reason in (
        ([dump], dump / "out", "inside the input"),
        ([dump], dump, "inside the input"),
        ([dump / "dirty.txt"], dump, "inside the output"),
        ([dump], tmp_path / "foreign", "not empty and holds no run"),
        ([dump], tmp_path / "foreign/file", "a file of this name"),
        ([dump / "dirty.txt"], tmp_path / "other", "holds a run over"),
    ):
        with pytest.raises(RunError, match=reason):
            scrub_files(paths, out)
    assert tree(tmp_path) == before


def test_nothing_is_written_before_everything_is_checked(dump, tmp_path):
    """A wrong option, pack or input leaves no output folder behind."""
    (tmp_path / "empty").mkdir()
    out = tmp_path / "out"
    for error, paths, more in (
        (OptionError, [dump], {"settings": Settings(threshold=7)}),
        (OptionError, [dump], {"workers": 0}),
        (PackError, [dump], {"settings": Settings(packs=("none.toml",))}),
        (InputError, [tmp_path / "none"], {}),
        (InputError, [tmp_path / "empty"], {}),
    ):
        with pytest.raises(error):
            scrub_files(paths, out, **more)
    assert not out.exists()


@pytest.mark.skipif(
    os.name != "posix" or not hasattr(os, "geteuid") or os.geteuid() == 0, reason="needs a user who may not read all"
)
def test_an_unreadable_file_is_named_before_work_begins(dump, tmp_path):
    """Permissions are looked at first, for all files."""
    (dump / "sub/gbk.txt").chmod(0)
    with pytest.raises(InputError, match=r"gbk\.txt: cannot be read: permission denied"):
        scrub_files([dump], tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("workers", [1, 2])
def test_progress_is_told_up_to_the_end(dump, tmp_path, workers):
    """The last word is all documents, all bytes and all that was removed; no number ever goes back."""
    told, removed = [], []

    def note(documents, done, total, kinds):
        told.append((documents, done, total))
        removed.append(dict(kinds))

    summary = scrub_files([dump], tmp_path / "out", workers=workers, part_bytes=2000, progress=note, settings=few_filters())

    assert told == sorted(told)
    assert told[-1] == (77, summary.counts["bytes"], summary.counts["bytes"])
    assert removed[-1] == summary.counts["removed"]
    assert [sum(kinds.values()) for kinds in removed] == sorted(sum(kinds.values()) for kinds in removed)


_RUN = """
import sys
from cleantext.runs import scrub_files
from cleantext.settings import Settings
if __name__ == "__main__":
    settings = Settings(without=tuple(sys.argv[4:]))
    print(scrub_files([sys.argv[1]], sys.argv[2], part_bytes=4000, workers=int(sys.argv[3]), settings=settings).reused)
"""


def start(script, dump, out, workers, settings=Settings()):  # noqa: B008 - it cannot be changed
    """Start a run in a process of its own."""
    script.write_text(_RUN, encoding="utf-8")
    command = [sys.executable, script, dump, out, str(workers), *settings.without]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def finished(out):
    """Count the finished parts of a run."""
    return len(list(out.glob("_cleantext/parts/*.json")))


def kill_and_resume(tmp_path, undisturbed, *, lines, after, how, workers=1, settings=Settings()):  # noqa: B008
    """Kill a run when `after` of its parts are finished, finish it, and compare it with one that was left alone."""
    dump, out = write_dump(tmp_path / "in", lines), tmp_path / "out"
    process = start(tmp_path / "run.py", dump, out, workers, settings)
    deadline = time.monotonic() + 60
    while finished(out) < after and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)
    process.send_signal(how)
    process.communicate()
    assert not (out / "_cleantext/summary.json").exists(), "the run was over before it was killed"
    done = finished(out)
    reused = scrub_files([dump], out, part_bytes=4000, settings=settings).reused

    assert done >= after
    assert reused > 0
    assert tree(out, *ALWAYS_DIFFERENT) == undisturbed(lines, settings)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """Return a function that gives the hashes of what a run comes to that nobody killed; it is run once."""

    @cache
    def run(lines, settings):
        folder = tmp_path_factory.mktemp("undisturbed")
        scrub_files([write_dump(folder / "in", lines)], folder / "out", part_bytes=4000, settings=settings)
        return tree(folder / "out", *ALWAYS_DIFFERENT)

    return run


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize(("how", "workers"), [("SIGKILL", 1), ("SIGINT", 1), ("SIGKILL", 2)])
def test_a_killed_run_goes_on_and_comes_to_the_same(tmp_path, undisturbed, how, workers):
    """Whatever ends a run, the same call again reuses the finished parts, and no byte tells that it was ended."""
    how = getattr(signal, how)
    kill_and_resume(tmp_path, undisturbed, lines=3000, after=3, how=how, workers=workers, settings=few_filters())


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("after", range(1, 51))
@pytest.mark.parametrize("workers", [1, 2])
def test_a_run_can_be_killed_anywhere(tmp_path, undisturbed, after, workers):
    """A hundred runs killed at different points all come to the same; with few filters, as it is about the run."""
    settings = few_filters()
    kill_and_resume(tmp_path, undisturbed, lines=3000, after=after, how=signal.SIGKILL, workers=workers, settings=settings)
