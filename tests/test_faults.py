"""Runs on machines that fail: full disks, disks that may not be written, killed workers, records nobody expected.

The faults are real: a disk of a few hundred kilobytes, a file system mounted read-only, a user without rights, a signal, a limit
of the system on memory. Whatever happens, the run says so in one message, nothing is lost, and the same command goes on.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest
from dumps import CLEAN, DIRTY, few_filters, tree, write_dump
from test_runs import ALWAYS_DIFFERENT, reasons, rows, start

from cleantext.comparing import compare_runs
from cleantext.restoring import restore_run
from cleantext.runs import scrub_files
from cleantext.settings import Settings

pytestmark = pytest.mark.skipif(os.name != "posix", reason="mounts, signals and limits of POSIX systems")


def cleantext(*arguments, before=()):
    """Run the command in a process of its own; return exit code, standard output and standard error."""
    command = [*before, sys.executable, "-m", "cleantext", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    return done.returncode, done.stdout, done.stderr


def mount(*arguments):
    """Change what is mounted; return what the system says against it."""
    done = subprocess.run(["mount", *map(str, arguments)], capture_output=True, text=True, check=False)
    return done.stderr.strip() if done.returncode else None


@pytest.fixture
def small_disk(tmp_path):
    """Return a disk of 200 kB, or skip where none may be mounted."""
    if shutil.which("mount") is None:
        pytest.skip("no command to mount a disk")
    disk = tmp_path / "disk"
    disk.mkdir()
    refusal = mount("-t", "tmpfs", "-o", "size=200k", "tmpfs", disk)
    if refusal is not None:
        pytest.skip(f"a small disk cannot be mounted here: {refusal}")
    yield disk
    subprocess.run(["umount", "-l", disk], check=True)


@pytest.fixture
def bound():
    """Return what to put before a command so that permissions bind it: root, whom none bind, gives up that right."""
    if os.geteuid() != 0:
        return []
    giving_up = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"]
    if shutil.which("setpriv") is None or subprocess.run([*giving_up, "true"], capture_output=True, check=False).returncode:
        pytest.skip("run by root, who cannot give up the right to read and write everything here")
    return giving_up


# --- disks


@pytest.mark.parametrize("workers", [1, 2])
def test_a_full_disk_ends_a_run_with_one_message_and_it_goes_on(tmp_path, small_disk, workers):
    """What is finished stays, nothing half-written appears, and with more room the same command comes to the same."""
    dump, out = write_dump(tmp_path / "in", 3500), small_disk / "out"
    options = ("--workers", workers, "-q", *without(few_filters()))
    code, _, said = cleantext("scrub", dump, "-o", out, *options)

    assert (code, said.count("\n")) == (2, 1), said
    assert "no space left on the disk while writing to" in said
    assert "What is finished is kept: free some space and give the same command again to go on." in said
    assert not (out / "_cleantext/summary.json").exists()
    scrub_files([dump], tmp_path / "fresh", settings=few_filters())
    fresh = tree(tmp_path / "fresh")
    assert all(fresh[name] == hash for name, hash in tree(out, *ALWAYS_DIFFERENT).items() if not name.startswith("_cleantext/"))
    assert mount("-o", "remount,size=20m", small_disk) is None
    assert cleantext("scrub", dump, "-o", out, *options)[0] == 1
    assert tree(out, *ALWAYS_DIFFERENT) == tree(tmp_path / "fresh", *ALWAYS_DIFFERENT)


def test_a_full_disk_spares_a_finished_run(tmp_path, small_disk):
    """When there is no room for what is new, what an earlier run finished is still whole and can be restored."""
    dump, out, few = write_dump(tmp_path / "in", 20), small_disk / "out", without(few_filters())
    scrub_files([dump], out, settings=few_filters())
    before = tree(out, "lock")
    with (small_disk / "filler").open("wb", buffering=0) as filler, suppress(OSError):
        while True:
            filler.write(bytes(1000))
    code, _, said = cleantext("scrub", dump, "-o", out, "--tokens", "typed", "-q", *few)
    (small_disk / "filler").unlink()

    assert code == 2
    assert "no space left on the disk" in said
    assert {name for name in before if name.endswith(".txt")} == {name for name in tree(out) if name.endswith(".txt")}
    assert cleantext("scrub", dump, "-o", out, "-q", *few)[0] == 1
    assert tree(out, *ALWAYS_DIFFERENT) == {
        name: hash for name, hash in before.items() if Path(name).name not in ALWAYS_DIFFERENT
    }


def test_restoring_to_a_full_disk_says_so(tmp_path, small_disk):
    """The run stays as it is, and nothing half-written is left behind."""
    dump = write_dump(tmp_path / "in", 4000)
    scrub_files([dump], tmp_path / "out")
    code, _, said = cleantext("restore", tmp_path / "out", "-o", small_disk / "back")

    assert code == 2
    assert "no space left on the disk while restoring to" in said
    assert not list(small_disk.rglob(".cleantext-tmp"))
    assert restore_run(tmp_path / "out", tmp_path / "back").failed == {}


def test_a_read_only_disk_is_named(tmp_path, small_disk):
    """Before any work: the disk cannot be written to."""
    (tmp_path / "a.txt").write_text(CLEAN, encoding="utf-8")
    assert mount("-o", "remount,ro", small_disk) is None

    for arguments in (("scrub", tmp_path / "a.txt", "-o", small_disk / "out"), ("scrub", tmp_path / "a.txt", "-o", small_disk)):
        code, _, said = cleantext(*arguments)
        assert code == 2
        assert "read-only file system while writing to" in said
        assert "Give a folder on a disk that can be written to." in said


def test_an_output_that_may_not_be_written_is_named(tmp_path, bound):
    """Permissions are no mystery: the message says which folder, and what to do."""
    (tmp_path / "a.txt").write_text(CLEAN, encoding="utf-8")
    (tmp_path / "closed").mkdir(mode=0o555)
    (tmp_path / "old").mkdir()
    scrub_files([tmp_path / "a.txt"], tmp_path / "old")
    (tmp_path / "old").chmod(0o555)
    before = tree(tmp_path)

    for out in (tmp_path / "closed/out", tmp_path / "closed"):
        code, _, said = cleantext("scrub", tmp_path / "a.txt", "-o", out, before=bound)
        assert (code, said.count("\n")) == (2, 1), said
        assert f"permission denied while writing to {out}. Check who may use the file" in said
    assert tree(tmp_path) == before


def test_what_may_not_be_read_is_named(tmp_path, bound):
    """A file or folder of the input, and a folder of labelled documents: each is said, none is passed over in silence."""
    for name in ("in/a.txt", "in/shut/b.txt", "labelled/a.marked.txt", "labelled/shut/b.marked.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(CLEAN, encoding="utf-8")
    for name in ("in/shut", "labelled/shut"):
        (tmp_path / name).chmod(0o000)
    scrubbed = cleantext("scrub", tmp_path / "in", "-o", tmp_path / "out", before=bound)
    scored = cleantext("eval", tmp_path / "labelled", before=bound)
    for name in ("in/shut", "labelled/shut"):
        (tmp_path / name).chmod(0o755)

    assert scrubbed[0] == scored[0] == 2
    assert f"{tmp_path / 'in/shut'}: permission denied while reading" in scrubbed[2]
    assert f"{tmp_path / 'labelled/shut'}: cannot be read: Permission denied" in scored[2]
    assert not (tmp_path / "out").exists()


# --- processes


def workers_of(process):
    """Return the processes that work for a run."""
    found = subprocess.run(["ps", "-ww", "-o", "pid=,args=", "--ppid", str(process.pid)], capture_output=True, check=False)
    return [int(line.split()[0]) for line in found.stdout.splitlines() if b"spawn_main" in line]


@pytest.mark.parametrize("delay", [0.0, pytest.param(1.0, marks=pytest.mark.slow)])
def test_a_worker_killed_by_the_system_costs_nothing(tmp_path, delay):
    """From its first moment on: the run says so and ends, never hangs, and the same call comes to the same."""
    dump, out = write_dump(tmp_path / "in", 3000), tmp_path / "out"
    settings = Settings() if delay else few_filters()  # with all of them, the run is still at work by then
    process = start(tmp_path / "run.py", dump, out, 2, settings)
    found = []
    while not found and process.poll() is None:
        found = workers_of(process)
    time.sleep(delay)
    os.kill(found[-1], signal.SIGKILL)
    _, said = process.communicate(timeout=60)

    assert process.returncode != 0
    assert "a worker process died" in said.decode()
    assert not (out / "_cleantext/summary.json").exists()
    for folder in (out, tmp_path / "fresh"):
        scrub_files([dump], folder, part_bytes=4000, settings=settings)
    assert tree(out, *ALWAYS_DIFFERENT) == tree(tmp_path / "fresh", *ALWAYS_DIFFERENT)


# The first process that is started as a worker dies before it does anything, while the others are started.
DIES = """
import multiprocessing, sys
from test_runs import few_filters, scrub_files
multiprocessing.set_executable(sys.argv[1])
if __name__ == "__main__":
    scrub_files(sys.argv[2:3], sys.argv[3], part_bytes=4000, workers=8, settings=few_filters())
"""


def test_a_worker_that_dies_while_others_start_ends_the_run(tmp_path):
    """The run waits for none of them, and says what happened."""
    dump, python, script = write_dump(tmp_path / "in", 3000), tmp_path / "python", tmp_path / "run.py"
    dies = f'case "$*" in *spawn_main*) mkdir {tmp_path}/died 2>/dev/null && exit 9;; esac'
    python.write_text(f'#!/bin/sh\n{dies}\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)
    script.write_text(DIES)
    done = subprocess.run(
        [sys.executable, script, python, dump, tmp_path / "out"],
        stderr=subprocess.PIPE,
        check=False,
        timeout=60,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent)},
    )

    assert done.returncode != 0
    assert "a worker process died" in done.stderr.decode()
    assert not (tmp_path / "out/_cleantext/summary.json").exists()


# A process counts as its own most what the one held that it was forked from, so a small one stands between it and the tests.
MEASURE = """
import resource, subprocess, sys
most, report, *command = sys.argv[1:]
resource.setrlimit(resource.RLIMIT_AS, (int(most), int(most)))
code = subprocess.call(command)
open(report, "w").write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
sys.exit(code)
"""


def limited(report, arguments, *, address_space):
    """Run the command under a limit on its memory; return exit code, standard error and the most memory it held, in bytes."""
    command = [sys.executable, "-m", "cleantext", *map(str, arguments)]
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(address_space), report, *command], stderr=subprocess.PIPE, check=False
    )
    return done.returncode, done.stderr.decode(), int(report.read_text()) * (1 if sys.platform == "darwin" else 1024)


def without(settings):
    """Return the options of the command that leave out the same filters."""
    return [argument for name in settings.without for argument in ("--without", name)]


@pytest.mark.slow
def test_a_million_tiny_documents_take_bounded_memory(tmp_path):
    """Ten times as many lines take no more memory, and a limit of the system is never met.

    The million goes through few filters, as what a filter holds does not grow with the number of documents; what the others
    hold is taken from a run of fewer documents.
    """

    def used(number, *options):
        dump, out = tmp_path / "in.jsonl", tmp_path / f"{number}-{len(options)}"
        with dump.open("wb") as stream:
            stream.writelines(
                b'{"id": %d, "text": "\xe7\xac\xac%d\xe4\xbb\xb6##paidend##"}\n' % (one, one) for one in range(number)
            )
        code, said, most = limited(
            tmp_path / "most", ["scrub", dump, "-o", out, "--id-field", "id", "-q", *options], address_space=3 << 30
        )
        assert code == 0, said
        documents = json.loads((out / "_cleantext/summary.json").read_bytes())["documents"]
        assert (documents["in"], documents["out"], documents["changed"]) == (number, number, number)
        return most

    few = without(few_filters())
    all_filters = used(20_000) - used(20_000, *few)
    less, more = used(100_000, *few), used(1_000_000, *few)

    assert more + all_filters < 400e6
    assert more < 1.3 * less


@pytest.mark.slow
def test_a_hundred_thousand_tiny_files_take_bounded_memory(tmp_path):
    """As files, too: they are found anew rather than remembered."""
    for folder in range(100):
        (tmp_path / "in" / str(folder)).mkdir(parents=True)
        for file in range(1000):
            (tmp_path / "in" / str(folder) / f"{file}.txt").write_text(f"第{file}件##paidend##\n", encoding="utf-8")
    code, said, used = limited(tmp_path / "most", ["scrub", tmp_path / "in", "-o", tmp_path / "out", "-q"], address_space=3 << 30)

    assert code == 0, said
    assert used < 400e6
    assert json.loads((tmp_path / "out/_cleantext/summary.json").read_bytes())["documents"]["changed"] == 100_000


# --- records


def test_documents_of_one_name_are_told_apart(tmp_path):
    """An id may come again, in one file and in others: every document has its own entry and comes back as it was."""
    (tmp_path / "in").mkdir()
    lines = [{"id": 7, "text": f"第{number}件##paidend##的内容。" + "  \n" * (number % 2)} for number in range(40)]
    for name in ("a.jsonl", "b.jsonl"):
        (tmp_path / "in" / name).write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    scrub_files([tmp_path / "in"], tmp_path / "out", id_field="id", part_bytes=500)
    scrub_files([tmp_path / "in"], tmp_path / "again", id_field="id")
    places = Counter((row["shard"], row["record"], row["document"]) for row in rows(tmp_path / "out", "documents"))

    assert places == {(name, number, "7"): 1 for name in ("a.jsonl", "b.jsonl") for number in range(1, 41)}
    assert restore_run(tmp_path / "out", tmp_path / "back").failed == {}
    assert tree(tmp_path / "back") == tree(tmp_path / "in")
    assert compare_runs(tmp_path / "out", tmp_path / "again").same


def test_a_line_longer_than_parts_and_limits_is_set_aside_whole(tmp_path):
    """It is never read into memory, whatever stands around it, also as the last line without an end."""
    (tmp_path / "in").mkdir()
    good = json.dumps({"text": DIRTY}).encode() + b"\n"
    long = b'{"text": "' + b"x" * 300_000 + b'"}'
    (tmp_path / "in/a.jsonl").write_bytes(good * 30 + long + b"\n" + good * 30 + long)
    summary = scrub_files([tmp_path / "in"], tmp_path / "out", max_record=10_000, part_bytes=5_000)

    assert reasons(tmp_path / "out") == {"a.jsonl:31": "too_large", "a.jsonl:62": "too_large"}
    assert (summary.counts["out"], summary.counts["set_aside"]) == (60, 2)
    assert restore_run(tmp_path / "out", tmp_path / "back").failed == {}
    assert tree(tmp_path / "back") == tree(tmp_path / "in")


def test_lines_that_are_no_records_are_set_aside_one_by_one(tmp_path):
    """Broken, cut, empty or foreign: each with its own line and reason, and the good ones between them come out."""
    (tmp_path / "in").mkdir()
    bad = [
        b"{",
        b'{"text": "a"',
        b'{"text": "a"}}',
        b"null",
        b'"a"',
        b'{"text": ["a"]}',
        b"\x00\x01",
        b'{"text": "\xff\xfe\xfd"',
        b"<xml>",
    ]
    good = b'{"text": "good"}'
    (tmp_path / "in/a.jsonl").write_bytes(b"".join(line + b"\n" + good + b"\n" for line in bad))
    summary = scrub_files([tmp_path / "in"], tmp_path / "out")

    assert reasons(tmp_path / "out") == {f"a.jsonl:{2 * number + 1}": "bad_record" for number in range(len(bad))}
    assert (tmp_path / "out/a.jsonl").read_bytes() == (good + b"\n") * len(bad)
    assert summary.counts["in"] == 2 * len(bad)
    assert restore_run(tmp_path / "out", tmp_path / "back").failed == {}
    assert tree(tmp_path / "back") == tree(tmp_path / "in")
