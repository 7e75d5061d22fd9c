"""The command line: what it prints where, its exit codes, and that every error is one message."""

import gzip
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pyarrow as pa
import pytest
from dumps import CLEAN, DIRTY, SCRUBBED, tree, write_dump
from pyarrow import parquet

from cleantext.cli import cli, main


@pytest.fixture
def run(capfdbinary, tmp_path, monkeypatch):
    """Return a function that runs the command line in an empty folder: exit code, standard output, standard error."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CLEANTEXT_TRACEBACK", raising=False)

    def call(*arguments):
        code = main([str(argument) for argument in arguments])
        out, err = capfdbinary.readouterr()
        return code, out.decode(), err.decode()

    return call


def test_scrub_explain_and_restore_tell_one_story(run, tmp_path):
    """Scrub writes files and a summary, and restore gives the raw files back."""
    write_dump(tmp_path / "in")
    code, out, err = run("scrub", "in", "-o", "out")

    assert (code, out) == (1, "")
    assert "scrubbed 77 documents in 9 files" in err
    assert "70 out (67 changed, 3 as they were) + 7 set aside = 77 in" in err
    assert "sub/advert.txt: the text is nothing but advertisement" in err or "... and 2 more" in err
    assert (tmp_path / "out/dirty.txt").read_bytes() == SCRUBBED.encode()
    code, out, err = run("restore", "out", "-o", "back")
    assert (code, out, err) == (0, "", "cleantext: restored 9 files in back; every hash is right\n")
    assert tree(tmp_path / "back") == tree(tmp_path / "in")


def test_diff_tells_what_another_option_did(run, tmp_path):
    """Two runs over one input are compared in words, or as JSON; both are data for standard output."""
    (tmp_path / "a.txt").write_text(DIRTY, encoding="utf-8", newline="")
    run("scrub", "a.txt", "-o", "one")
    run("scrub", "a.txt", "-o", "two", "--kinds", "space")
    code, out, err = run("diff", "one", "two")

    assert (code, err) == (0, "")
    assert "kinds is all in A and ['space'] in B" in out
    assert "only in A     1 edit of 13 characters" in out
    assert "A 会议[-##paidbegin##-]于3月召开。" in out
    assert json.loads(run("diff", "one", "two", "--json")[1])["documents"] == {"compared": 1, "changed": 1}


def test_the_exit_code_is_zero_when_nothing_is_set_aside(run, tmp_path):
    """A clean run is done, and quiet when asked to be."""
    (tmp_path / "a.txt").write_text(DIRTY, encoding="utf-8", newline="")

    assert run("scrub", "a.txt", "-o", "out", "-q") == (0, "", "")


def test_options_and_config_reach_the_pipeline_and_the_record(run, tmp_path):
    """What is given on the command line takes the place of what the file says; the run records both."""
    (tmp_path / "a.txt").write_text("新建xx个##paidend##社区  \n", encoding="utf-8")
    (tmp_path / "c.toml").write_text('tokens = "typed"\nkinds = ["redaction"]\n', encoding="utf-8")
    run("scrub", "a.txt", "-o", "one", "--config", "c.toml")
    run("scrub", "a.txt", "-o", "two", "--config", "c.toml", "--kinds", "redaction, marker", "--tokens", "<{type}>")

    assert (tmp_path / "one/a.txt").read_text("utf-8") == "新建[REDACTED:NUMBER]个##paidend##社区  \n"
    assert (tmp_path / "two/a.txt").read_text("utf-8") == "新建<number>个社区  \n"
    recorded = json.loads((tmp_path / "two/_cleantext/run.json").read_text("utf-8"))["settings"]
    assert (recorded["kinds"], recorded["tokens"]) == (["redaction", "marker"], "<{type}>")


def test_fields_of_records_can_be_named(run, tmp_path):
    """Text and name may stand in any fields."""
    (tmp_path / "a.jsonl").write_text('{"url": "u/1", "content": "一##paidend##二"}\n', encoding="utf-8")
    run("scrub", "a.jsonl", "-o", "out", "--text-field", "content", "--id-field", "url")
    code, out, _ = run("explain", "a.jsonl", "--text-field", "content", "--id-field", "url")

    assert (tmp_path / "out/a.jsonl").read_text("utf-8") == '{"url": "u/1", "content": "一二"}\n'
    assert (code, out.splitlines()[0]) == (0, "a.jsonl:1 (u/1): 1 edit; 11 of 13 characters removed (marker 11)")


def test_explain_shows_only_records_with_changes(run, tmp_path):
    """Of many records those that stay go unmentioned, one can be asked for, and a limit ends it."""
    lines = ['{"text": "好"}', '{"text": "一##paidend##二"}', "bad", '{"text": "三##paidend##四"}']
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    _, everything, _ = run("explain", "a.jsonl")
    _, first, _ = run("explain", "a.jsonl", "--record", "1")
    _, limited, _ = run("explain", "a.jsonl", "--limit", "1")
    (tmp_path / "b.jsonl").write_text("\n\n", encoding="utf-8")
    _, blank, _ = run("explain", "b.jsonl", "--record", "2")

    assert [line for line in everything.splitlines() if line.startswith("a.jsonl")] == [
        "a.jsonl:2: 1 edit; 11 of 13 characters removed (marker 11)",
        "a.jsonl:3: would be set aside",
        "a.jsonl:4: 1 edit; 11 of 13 characters removed (marker 11)",
        "a.jsonl: 3 of 4 documents with changes, findings or faults",
    ]
    assert first.startswith("a.jsonl:1: nothing to change")
    assert "a.jsonl:4" not in limited
    assert "--limit 0 shows all" in limited
    assert blank == "b.jsonl:2: a blank line, which is no document\n"


def test_a_sample_tells_what_a_run_would_do_and_writes_nothing(run, tmp_path):
    """Numbers, shares, rules with an example each, what would be set aside, and how long it would take."""
    write_dump(tmp_path / "in", 500)
    before = tree(tmp_path)
    code, out, err = run("explain", "in", "--sample", "40", "--limit", "1")

    assert (code, err) == (0, "")
    assert re.search(r"^8 files of \d+\.\d kB and 1 file of unknown formats, which a run sets aside$", out, re.MULTILINE)
    assert re.search(r"^  sample      \d\d documents picked at even distances", out, re.MULTILINE)
    assert re.search(r"^  share       \d+% of the documents change, \d+\.\d\d% of the characters go$", out, re.MULTILINE)
    assert re.search(r"^  whole dump  about \d+\.\d seconds of work for one process, at \d+\.\d [kM]B/s$", out, re.MULTILINE)
    assert re.search(r"^  paid-tag +\d\d +\d\d\d +\d\d +0$", out, re.MULTILINE)
    assert re.search(r"^paid-tag: \S+, character \d\n    .*\[-##paidend##-\]", out, re.MULTILINE)
    assert out.count(", character ") == 1
    assert tree(tmp_path) == before


def test_explain_reads_compressed_files_and_split_texts(run, tmp_path):
    """What is explained is what a run would read."""
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress('{"text": "一##paidend##二"}\n'.encode()))
    (tmp_path / "b.txt").write_text(f"{CLEAN * 40000}\n一##paidend##二\n", encoding="utf-8")

    assert "a.jsonl.gz:1: 1 edit" in run("explain", "a.jsonl.gz")[1]
    assert "b.txt:2: 1 edit" in run("explain", "b.txt", "--split")[1]


def test_explain_reads_the_rows_of_tables(run, tmp_path):
    """Row by row, also those that a run would set aside."""
    parquet.write_table(pa.table({"n": [1, 2, 3], "text": ["好", "一##paidend##二", None]}), tmp_path / "a.parquet")
    _, out, _ = run("explain", "a.parquet")

    assert [line for line in out.splitlines() if line.startswith("a.parquet")] == [
        "a.parquet:2: 1 edit; 11 of 13 characters removed (marker 11)",
        "a.parquet:3: would be set aside",
        "a.parquet: 2 of 3 documents with changes, findings or faults",
    ]
    assert "column 'text' is null, not text" in out
    assert "no column 'body'; it has n, text" in run("explain", "a.parquet", "--text-field", "body")[2]
    assert run("explain", "a.parquet", "--record", "1")[1].startswith("a.parquet:1: nothing to change")


def test_rules_are_listed_begun_and_proved(run, tmp_path):
    """A pack of one's own starts as one that holds, and works at once."""
    assert run("rules", "new", "my.toml")[0] == 0
    assert run("rules", "check", "my.toml") == (0, "my: 2 rules proved\n", "")
    code, out, _ = run("rules", "list", "--kinds", "marker", "--packs", "my.toml")
    assert code == 0
    assert re.search(r"^paid-tag +marker +\+12 +paywall-markers +FastAdmin", out, re.MULTILINE)
    assert "my-name" not in out
    assert "my-name" in run("rules", "list", "--packs", "my.toml")[1]
    (tmp_path / "a.txt").write_text("第一段。\n本文由示例文档站整理\n第二段写得很长，共有很多内容。\n", encoding="utf-8")
    run("scrub", "a.txt", "-o", "out", "--packs", "my.toml")
    assert "示例" not in (tmp_path / "out/a.txt").read_text("utf-8")


ERRORS = [
    (("scrub", "none", "-o", "out"), "none: no such file or folder. Check the path."),
    (("scrub", "in"), "no output folder; give one with -o OUT"),
    (("scrub", "empty", "-o", "out"), "empty: no documents here; formats are .txt, .jsonl"),
    (("scrub", "in", "-o", "in/out"), "the output lies inside the input"),
    (("scrub", "in", "-o", "foreign"), "not empty and holds no run of cleantext"),
    (("scrub", "in/a.pdf", "-o", "out"), "in/a.pdf: no reader for .pdf"),
    (("scrub", "-", "in"), "- stands alone"),
    (("scrub", "in", "-o", "out", "--threshold", "3"), "threshold is 3.0; give a number above 0"),
    (("scrub", "in", "-o", "out", "--threshold", "x"), "'x' is not a valid float"),
    (("scrub", "in", "-o", "out", "--kinds", "ads"), "unknown kind 'ads'; kinds are ad,"),
    (("scrub", "in", "-o", "out", "--without", "rinse"), "no filter is called 'rinse'"),
    (("scrub", "in", "-o", "out", "--protect", "(a"), "protect pattern is not valid"),
    (("scrub", "in", "-o", "out", "--packs", "none.toml"), "none.toml: cannot read the rule pack"),
    (("scrub", "in", "-o", "out", "--packs", "bad.toml"), "bad.toml:1: not valid TOML"),
    (("scrub", "in", "-o", "out", "--config", "none.toml"), "none.toml: cannot read the config file"),
    (("scrub", "in", "-o", "out", "--config", "key.toml"), "key.toml: unknown key 'colour'; keys are threshold"),
    (("scrub", "in", "-o", "out", "--workers", "0"), "workers is 0; give 1 or more"),
    (("scrub", "in", "-o", ""), "no output folder; give one with -o OUT"),
    (("scrub", "in", "-o", "out", "--max-record", "-5"), "-5 is not in the range x>=1"),
    (("scrub", "in", "-o", "out", "--config", "high.toml"), "high.toml: threshold is 75; give a number above 0 and up to 1"),
    (("scrub", "in", "-o", "out", "--colour"), "No such option '--colour'"),
    (("explain", "in"), "in: is a folder. Name one file of it, or sum it up with --sample 100."),
    (("explain", "none", "--sample", "5"), "none: no such file or folder. Check the path."),
    (("explain", "in", "--sample", "0"), "0 is not in the range x>=1"),
    (("explain", "none.txt"), "none.txt: no such file or directory while reading"),
    (("explain", "in/a.pdf"), "in/a.pdf: no reader for .pdf. Say what it holds with --format."),
    (("explain", "in/a.txt", "--record", "9"), "in/a.txt: has no record 9"),
    (("eval", "none"), "none: no such folder. Give the folder that holds the labelled documents"),
    (("eval", "in"), "in: no labelled documents. They are files named *.marked.txt"),
    (("restore", "in", "-o", "back"), "in: holds no run of cleantext"),
    (("diff", "in", "empty"), "in: holds no run of cleantext"),
    (("rules", "check", "none.toml"), "none.toml: cannot read the rule pack"),
    (("rules", "check", "key.toml"), "key.toml: unknown key 'colour'"),
    (("rules", "new", "key.toml"), "key.toml: exists already"),
    (("rules", "list", "--kinds", "ads"), "unknown kind 'ads'"),
    (("rinse",), "No such command 'rinse'"),
]


@pytest.mark.parametrize(("arguments", "message"), ERRORS, ids=lambda value: " ".join(value) if isinstance(value, tuple) else "")
def test_an_error_is_one_message_and_nothing_is_written(run, tmp_path, arguments, message):
    """What and where, on standard error, exit code 2, no trace-back, no file made or changed."""
    for folder in ("in", "empty", "foreign"):
        (tmp_path / folder).mkdir()
    for name, text in (
        ("in/a.txt", CLEAN),
        ("in/a.pdf", "x"),
        ("foreign/x", ""),
        ("bad.toml", "x =\ny = 1\n"),
        ("key.toml", "colour = 1"),
        ("high.toml", "threshold = 75"),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
    before = tree(tmp_path)
    code, out, err = run(*arguments)

    assert (code, out) == (2, "")
    assert message in err
    assert "Traceback" not in err
    assert tree(tmp_path) == before


def test_a_fault_of_our_own_is_said_to_be_one(run, tmp_path, monkeypatch):
    """An error nobody foresaw is one message, too, with the way to report it."""
    (tmp_path / "a.txt").touch()
    monkeypatch.setattr("cleantext.cli.scrub_files", lambda *_, **__: 1 / 0)
    code, _, err = run("scrub", "a.txt", "-o", "out")

    assert code == 2
    assert err.startswith("cleantext: ZeroDivisionError: division by zero. This is a fault of cleantext: please report it")


@pytest.mark.parametrize(
    "name",
    [
        [],
        ["scrub"],
        ["explain"],
        ["restore"],
        ["diff"],
        ["eval"],
        ["rules"],
        ["rules", "list"],
        ["rules", "check"],
        ["rules", "new"],
    ],
)
def test_every_command_has_help(run, name):
    """Help goes to standard output and ends well."""
    code, out, err = run(*name, "--help")

    assert (code, err) == (0, "")
    assert out.startswith("Usage: cleantext")


def test_every_option_says_what_it_does():
    """No option goes without a line of help."""
    commands = [*cli.commands.values(), *cli.commands["rules"].commands.values()]
    options = [(command.name, option) for command in commands for option in command.params if isinstance(option, click.Option)]

    assert [f"{name} {option.name}" for name, option in options if not option.help] == []


def start(*arguments, **options):
    """Start the installed command in a process of its own."""
    return subprocess.Popen([sys.executable, "-m", "cleantext", *map(str, arguments)], stderr=subprocess.PIPE, **options)


def test_standard_input_goes_to_standard_output():
    """Data and messages do not mix."""
    with start("scrub", "-", stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        out, err = process.communicate(DIRTY.encode())

    assert (process.returncode, out) == (0, SCRUBBED.encode())
    assert b"scrubbed 1 document" in err


@pytest.mark.skipif(os.name != "posix", reason="pipes")
def test_a_reader_that_goes_away_is_no_error():
    """Piping into a command that stops reading ends quietly."""
    with start("rules", "list", stdout=subprocess.PIPE) as process:
        process.stdout.close()
        err = process.stderr.read()

    assert process.wait() == 141
    assert err == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("arguments", [("rules", "list"), ("scrub", "-")])
def test_a_full_disk_behind_standard_output_is_one_message(arguments):
    """What cannot be written is said, with a way on."""
    with Path("/dev/full").open("wb") as full, start(*arguments, stdin=subprocess.PIPE, stdout=full) as process:
        _, err = process.communicate(DIRTY.encode())

    assert process.returncode == 2
    assert err.startswith(b"cleantext: no space left on the disk")
    assert err.count(b"\n") == 1


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_an_interrupted_run_says_how_to_go_on(tmp_path):
    """Ctrl-C ends with one message and leaves nothing half-written."""
    dump = write_dump(tmp_path / "in", 6000)
    with start("scrub", dump, "-o", tmp_path / "out") as process:
        while not (tmp_path / "out/_cleantext/tmp").exists() and process.poll() is None:
            time.sleep(0.01)
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        err = process.stderr.read().decode()

    assert process.wait() == 130
    assert err.lstrip() == "cleantext: interrupted. What is finished is kept: give the same command again to go on.\n"
    assert not (tmp_path / "out/_cleantext/summary.json").exists()


_PRESSED = """
import os, signal, sys
loading = sys.argv[1]
class Press:
    def find_spec(self, name, *_):
        if name == loading:
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Press())
from cleantext.__main__ import main
sys.argv[1:] = ["rules", "list"]
sys.exit(main())
"""


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("loading", ["cleantext.cli", "click", "ahocorasick_rs", "cleantext.report"])
def test_ctrl_c_while_the_command_line_loads_prints_no_trace_back(loading):
    """Pressed at whatever module, it ends with one line, as a shell expects."""
    done = subprocess.run([sys.executable, "-c", _PRESSED, loading], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout, done.stderr) == (130, "", "cleantext: interrupted.\n")


def test_importing_cleantext_loads_nothing_of_the_command_line():
    """The library is quick to import: what only runs and the command line need is loaded when they are used."""
    code = "import cleantext, sys; print(sorted({'click', 'rich', 'pyarrow', 'multiprocessing', 'cleantext.runs'} & set(sys.modules)))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert loaded.stdout == "[]\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["dump", "-o", "out", "--engine", "ray", "--workers", "2"],
            "--workers 2 is for this machine, and --engine ray for a cluster",
        ),
        (["-", "--engine", "spark"], "standard input is scrubbed here, not with --engine spark; give files or folders"),
        (["dump", "-o", "out", "--engine", "ray"], "Install it with pip install 'cleantext-corpus[ray]'"),
        (["dump", "-o", "out", "--engine", "spark"], "Install it with pip install 'cleantext-corpus[spark]'"),
    ],
)
def test_an_engine_that_cannot_be_had_is_told(arguments, message, monkeypatch, capsys):
    """Options that exclude one another, and an engine that is not installed."""
    for name in ("ray", "py4j", "py4j.protocol", "pyspark"):
        monkeypatch.setitem(sys.modules, name, None)
    for name in ("cleantext.engines.ray_run", "cleantext.engines.spark_run"):
        monkeypatch.delitem(sys.modules, name, raising=False)

    assert main(["scrub", *arguments]) == 2
    assert message in capsys.readouterr().err


def test_compressed_and_broken_files_on_the_command_line(run, tmp_path):
    """Explain unpacks, scrub names the break, and restore says that not all could be read."""
    lines = "".join('{"text": "一##paidend##二"}\n' for _ in range(200)).encode()
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(lines)[:-9])
    _, explained, _ = run("explain", "a.jsonl.gz", "--record", "1")
    scrubbed, _, summary = run("scrub", "a.jsonl.gz", "-o", "out")
    restored, _, told = run("restore", "out", "-o", "back")

    assert explained.startswith("a.jsonl.gz:1: 1 edit")
    assert (scrubbed, restored) == (1, 0)
    assert "the file is broken near byte" in summary
    assert "of a.jsonl.gz only what could be read is restored" in told
