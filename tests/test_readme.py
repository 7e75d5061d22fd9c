"""The README keeps its word: its examples run as they stand, and it names what there is."""

import gzip
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter

import click
import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import FIXTURES, PROJECT
from test_runs import rows as ledger_rows

from cleantext import default_pipeline, scrub
from cleantext.checking import check_packs
from cleantext.cli import cli
from cleantext.runs import scrub_files

README = (PROJECT / "README.md").read_text(encoding="utf-8")
BODY = "会议总结了上半年的工作，部署了下半年的任务，各单位负责人作了发言。\n"


def blocks(language):
    """Return the code blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def rows(head):
    """Return the rows of the table whose first line is `head`, as tuples of cells."""
    table = README.split(f"{head}\n| --- | --- |\n")[1].split("\n\n")[0]
    return [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in table.splitlines()]


def commands(group, path):
    """Yield each command as a user types it."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}"


def engine(block):
    """Return the engine that a block needs, or None."""
    found = re.search(r"^(?:import|from) (ray|pyspark|datasets|datatrove|polars|duckdb)\b", block, re.MULTILINE)
    return found and found[1]


@pytest.mark.parametrize(
    "block", [block for block in blocks("python") if not engine(block)], ids=lambda block: block.strip().splitlines()[-1]
)
def test_python_blocks_run_as_scripts(block):
    """Each block stands alone, and what it asserts holds."""
    exec(compile(block, "README.md", "exec"), {"__name__": "__main__"})


@pytest.mark.slow  # starting engines takes long
@pytest.mark.parametrize("block", list(filter(engine, blocks("python"))), ids=engine)
def test_blocks_for_engines_run_as_scripts(block, tmp_path):
    """Each is a program that scrubs the tables of a folder called `dump`."""
    pytest.importorskip(engine(block), reason="needs an engine: pip install -e '.[ray,spark,datasets,datatrove]' polars")
    if engine(block) == "pyspark" and shutil.which("java") is None:
        pytest.skip("Spark needs Java")
    (tmp_path / "dump").mkdir()
    for number in range(2):
        pq.write_table(pa.table({"id": [str(number)], "text": ["一##paidend##二"]}), tmp_path / f"dump/{number}.parquet")
    environment = os.environ | {"PYSPARK_PYTHON": sys.executable, "RAY_AUTH_MODE": "disabled", "HF_HOME": str(tmp_path / "cache")}
    run = subprocess.run(
        [sys.executable, "-c", block], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )

    assert run.returncode == 0, run.stderr
    written = [text for path in sorted(tmp_path.glob("clean*")) for text in texts(path)]
    assert "".join(written or [run.stdout]).count("一二") == 2


def texts(path):
    """Return the texts in a file that an engine wrote, or in the files of a folder."""
    if path.is_dir():
        return [text for inner in sorted(path.iterdir()) for text in texts(inner)]
    if path.suffix == ".parquet":
        return pq.read_table(path)["text"].to_pylist()
    return [json.loads(line)["text"] for line in gzip.open(path)] if path.name.endswith(".jsonl.gz") else []


@pytest.mark.parametrize(("before", "after"), rows("| before | after |"))
def test_the_first_table_is_true(before, after):
    """What the table shows is what comes out when the line stands in a document."""
    dirty, point = re.fullmatch(r"`(.*)`( \(U\+E010 for the point\))?", before).groups()
    dirty = dirty.replace(".", "\ue010") if point else dirty
    clean = dirty if after == "unchanged" else after.strip("`")

    assert scrub(f"{BODY}{dirty}\n{BODY}").text == f"{BODY}{clean}\n{BODY}".replace("\n\n", "\n")


def test_the_example_of_a_rule_is_proved(tmp_path):
    """The rule pack in the README passes `rules check`."""
    (block,) = blocks("toml")
    (tmp_path / "my-vendor.toml").write_text(block, encoding="utf-8")

    assert check_packs([tmp_path / "my-vendor.toml"])


@pytest.mark.parametrize("command", list(commands(cli, "cleantext")))
def test_every_command_is_shown(command):
    """A command nobody reads of is a command nobody uses."""
    assert re.search(rf"^{command} ", "\n".join(blocks("sh")), re.MULTILINE)


def test_every_command_shown_is_there():
    """The README shows no command that cleantext does not have."""
    shown = re.findall(r"^cleantext (?:rules )?[a-z]+", "\n".join(blocks("sh")), re.MULTILINE)

    assert set(shown) == set(commands(cli, "cleantext"))


def test_filters_are_listed_in_the_order_they_run():
    """The table of filters is that of the default pipeline."""
    assert [name.strip("`") for name, _ in rows("| filter | what |")] == [filter.name for filter in default_pipeline().filters]


def test_the_queries_on_the_ledger_run_and_are_right(tmp_path, monkeypatch):
    """As they stand, on the ledger of a run: their numbers are those of its rows."""
    scrub_files([FIXTURES], tmp_path / "clean", exclude=["*.marked.txt", "clean"])
    monkeypatch.chdir(tmp_path)
    (block,) = blocks("sql")
    with duckdb.connect() as database:
        phrases, documents, findings = (database.execute(query).fetchall() for query in block.split(";") if query.strip())
    edits = ledger_rows(tmp_path / "clean", "edits")
    times = Counter((row["kind"], row["removed"]) for row in edits)
    lost = Counter()
    for row in edits:
        lost[row["shard"], row["record"]] += len(row["removed"])
    long = {(row["shard"], row["record"]): row["characters"] for row in ledger_rows(tmp_path / "clean", "documents")}
    suspected = Counter((rule, row["kind"]) for row in ledger_rows(tmp_path / "clean", "findings") for rule in row["rules"])

    assert {(kind, removed): number for kind, removed, number, _ in phrases}.items() <= times.items()
    assert phrases[0][2] == max(times.values())
    assert [(row[3], row[4]) for row in documents] == [
        (lost[row[:2]], round(100 * lost[row[:2]] / long[row[:2]], 1)) for row in documents
    ]
    assert documents[0][4] == max(round(100 * lost[place] / long[place], 1) for place in lost)
    assert {(rule, kind): number for rule, kind, number, *_ in findings} == suspected
