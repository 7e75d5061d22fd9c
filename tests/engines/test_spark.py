"""Spark, started on this machine."""

import shutil
from dataclasses import replace

import pyarrow.parquet as pq
import pytest
from cluster_runs import check_run_goes_on, check_strangers_are_refused
from dirty_rows import DEADLY, Deadly, check_edits, environment, expected, pipeline, rows, write_tables
from dumps import check_same_run, tree, write_dump

from cleantext import Pipeline
from cleantext.cli import main
from cleantext.errors import OptionError, RunError
from cleantext.restoring import restore_run
from cleantext.runs import scrub_files

sql = pytest.importorskip("pyspark.sql", reason="needs Spark: pip install -e '.[spark]'")

pytestmark = [
    pytest.mark.slow,  # starting Spark takes seconds, and so does every job
    pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java"),
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning"),  # no pandas is used here
]

SCHEMA = "id long, text string, tags array<struct<a: boolean>>"


@pytest.fixture(scope="module")
def spark():
    """Start Spark with two processors; a task is tried up to four times, as on a cluster."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment().items():
            patch.setenv(name, value)
        builder = sql.SparkSession.builder.master("local[2,4]")
        for name, value in {"spark.ui.enabled": "false", "spark.driver.bindAddress": "127.0.0.1"}.items():
            builder = builder.config(name, value)
        session = builder.getOrCreate()
        yield session
        session.stop()


@pytest.mark.parametrize("partitions", [1, 7])
def test_every_partitioning_gives_what_scrub_gives(spark, tmp_path, partitions):
    """Also for a pack that no worker has as a file, typed tokens, a null, and a document that a filter fails on."""
    from cleantext.engines.spark import scrub_frame

    scrubbing = pipeline(tmp_path)
    frame = spark.createDataFrame(rows(), SCHEMA).repartition(partitions)
    found = [row.asDict(recursive=True) for row in scrub_frame(frame, scrubbing, extra=["edits"]).collect()]

    found.sort(key=lambda row: row["id"])
    assert [(row["id"], row["text"], row["status"]) for row in found] == expected(scrubbing, rows())
    check_edits(rows(), found)


def test_a_task_that_is_tried_again_loses_and_doubles_nothing(spark, tmp_path):
    """The worker dies in the first attempt."""
    from cleantext.engines.spark import scrub_frame

    scrubbing = pipeline(tmp_path, Deadly(tmp_path / "killed"))
    found = scrub_frame(spark.createDataFrame(rows(), SCHEMA).repartition(3), scrubbing).collect()

    assert (tmp_path / "killed").exists()
    assert sorted((row.id, row.text, row.status) for row in found if row.text is not None) == [
        row for row in expected(scrubbing, rows()) if row[1] is not None
    ]


def test_columns_that_cannot_work_are_refused_before_anything_starts(spark):
    """Not on the workers, an hour later."""
    from cleantext.engines.spark import scrub_frame

    with pytest.raises(OptionError, match="no column 'body'"):
        scrub_frame(spark.createDataFrame(rows(20), SCHEMA), text="body")


@pytest.mark.usefixtures("spark")
def test_a_run_on_spark_is_the_run_of_the_command_line(tmp_path):
    """The same texts, rows of the ledger and quarantine; given again, it reuses all; it restores."""
    dump = write_tables(write_dump(tmp_path / "in"))
    here, there = tmp_path / "here", tmp_path / "there"
    assert main(["scrub", str(dump), "-o", str(here), "--tokens", "typed", "-q"]) == 1
    assert main(["scrub", str(dump), "-o", str(there), "--tokens", "typed", "-q", "--engine", "spark"]) == 1

    check_same_run(here, there)
    restore_run(there, tmp_path / "back")
    assert tree(tmp_path / "back", "rows.parquet", "rows.jsonl.gz") == tree(dump, "rows.parquet", "rows.jsonl.gz")
    assert pq.read_table(tmp_path / "back/rows.parquet") == pq.read_table(dump / "rows.parquet")
    before = tree(there, "summary.json", "lock")
    assert main(["scrub", str(dump), "-o", str(there), "--tokens", "typed", "-q", "--engine", "spark"]) == 1
    assert tree(there, "summary.json", "lock") == before


@pytest.mark.usefixtures("spark")
def test_a_run_goes_on_when_a_task_is_tried_again(tmp_path):
    """The second attempt leaves what is finished, and half-written parts behind."""
    from cleantext.engines.spark_run import work_on_spark

    check_run_goes_on(tmp_path, work_on_spark)


@pytest.mark.usefixtures("spark")
def test_an_error_on_a_worker_is_the_error_of_the_run(tmp_path):
    """One message, no trace-back, and no second try where it would not help."""
    from cleantext.engines.spark_run import work_on_spark

    check_strangers_are_refused(tmp_path, work_on_spark)


@pytest.mark.usefixtures("spark")
def test_a_cluster_that_gives_up_says_so_and_keeps_what_is_finished(tmp_path):
    """A document that kills every worker ends the run; once it is gone the same call goes on."""
    from cleantext.engines.spark_run import work_on_spark

    def deadly(bundles, orders):
        yield from work_on_spark(bundles, replace(orders, pipeline=Pipeline([Deadly(), *orders.pipeline.filters])))

    dump, out = tmp_path / "in", tmp_path / "out"
    dump.mkdir()
    lines = [f'{{"text": "{text}"}}\n' for text in ["一##paidend##二"] * 60 + [DEADLY]]
    (dump / "many.jsonl").write_text("".join(lines), encoding="utf-8")
    with pytest.raises(RunError, match=r"Spark gave up: .* What is finished is kept") as complaint:
        scrub_files([dump], out, part_bytes=1000, cluster=deadly)

    assert "\n" not in str(complaint.value)
    assert not (out / "many.jsonl").exists()
    assert scrub_files([dump], out, part_bytes=1000).reused > 0
