"""Ray, started on this machine."""

from dataclasses import replace

import pyarrow.parquet as pq
import pytest
from cluster_runs import check_run_goes_on, check_strangers_are_refused
from dirty_rows import DEADLY, Deadly, check_edits, environment, expected, pipeline, rows, write_tables
from dumps import check_same_run, tree, write_dump

from cleantext import Pipeline
from cleantext.cli import main
from cleantext.errors import RunError
from cleantext.restoring import restore_run
from cleantext.runs import scrub_files

ray = pytest.importorskip("ray", reason="needs Ray: pip install -e '.[ray]'")
ray_data = pytest.importorskip("ray.data", reason="needs Ray: pip install -e '.[ray]'")

pytestmark = [
    pytest.mark.slow,  # starting Ray takes seconds, and so does every pool of actors
    pytest.mark.filterwarnings(r"ignore::DeprecationWarning:ray\.data\.context"),  # Ray sets its own old options
]


@pytest.fixture(scope="module", autouse=True)
def cluster():
    """Start Ray with two processors."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment().items():
            patch.setenv(name, value)
        ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, object_store_memory=200_000_000)
        ray_data.DataContext.get_current().enable_progress_bars = False
        yield
        ray.shutdown()


@pytest.mark.parametrize(("blocks", "batch_size"), [(1, None), (7, 5)])
def test_every_partitioning_gives_what_scrub_gives(tmp_path, blocks, batch_size):
    """Also for a pack that no worker has as a file, typed tokens, a null, and a document that a filter fails on."""
    from cleantext.engines.ray import scrub_dataset

    scrubbing = pipeline(tmp_path)
    dataset = ray_data.from_items(rows()).repartition(blocks)
    found = scrub_dataset(dataset, scrubbing, extra=["edits"], batch_size=batch_size).take_all()

    found.sort(key=lambda row: row["id"])
    assert [(row["id"], row["text"], row["status"]) for row in found] == expected(scrubbing, rows())
    check_edits(rows(), found)


def test_a_worker_killed_in_the_middle_loses_and_doubles_nothing(tmp_path):
    """Ray starts the actor anew, which works its batch again."""
    from cleantext.engines.ray import scrub_dataset

    scrubbing = pipeline(tmp_path, Deadly(tmp_path / "killed"))
    dataset = ray_data.from_items(rows()).repartition(5)
    found = scrub_dataset(dataset, scrubbing, compute=ray_data.ActorPoolStrategy(size=1)).take_all()

    assert (tmp_path / "killed").exists()
    assert sorted((row["id"], row["text"], row["status"]) for row in found if row["text"] is not None) == [
        row for row in expected(scrubbing, rows()) if row[1] is not None
    ]


def test_a_run_on_ray_is_the_run_of_the_command_line(tmp_path):
    """The same texts, rows of the ledger and quarantine; given again, it reuses all; it restores."""
    dump = write_tables(write_dump(tmp_path / "in"))
    here, there = tmp_path / "here", tmp_path / "there"
    assert main(["scrub", str(dump), "-o", str(here), "--tokens", "typed", "-q"]) == 1
    assert main(["scrub", str(dump), "-o", str(there), "--tokens", "typed", "-q", "--engine", "ray"]) == 1

    check_same_run(here, there)
    restore_run(there, tmp_path / "back")
    assert tree(tmp_path / "back", "rows.parquet", "rows.jsonl.gz") == tree(dump, "rows.parquet", "rows.jsonl.gz")
    assert pq.read_table(tmp_path / "back/rows.parquet") == pq.read_table(dump / "rows.parquet")
    before = tree(there, "summary.json", "lock")
    assert main(["scrub", str(dump), "-o", str(there), "--tokens", "typed", "-q", "--engine", "ray"]) == 1
    assert tree(there, "summary.json", "lock") == before


def test_a_run_goes_on_when_a_worker_is_killed(tmp_path):
    """Ray gives the files to another worker, which leaves what is finished and half-written parts behind."""
    from cleantext.engines.ray_run import work_on_ray

    check_run_goes_on(tmp_path, work_on_ray)


def test_an_error_on_a_worker_is_the_error_of_the_run(tmp_path):
    """One message, no trace-back, and no second try where it would not help."""
    from cleantext.engines.ray_run import work_on_ray

    check_strangers_are_refused(tmp_path, work_on_ray)


def test_a_cluster_that_gives_up_says_so_and_keeps_what_is_finished(tmp_path, monkeypatch):
    """A document that kills every worker ends the run; once it is gone the same call goes on."""
    from cleantext.engines.ray_run import work_on_ray

    def deadly(bundles, orders):
        yield from work_on_ray(bundles, replace(orders, pipeline=Pipeline([Deadly(), *orders.pipeline.filters])))

    monkeypatch.setattr("cleantext.engines.ray_run.RETRIES", 1)
    dump, out = tmp_path / "in", tmp_path / "out"
    dump.mkdir()
    lines = [f'{{"text": "{text}"}}\n' for text in ["一##paidend##二"] * 60 + [DEADLY]]
    (dump / "many.jsonl").write_text("".join(lines), encoding="utf-8")
    with pytest.raises(RunError, match=r"Ray gave up: .* What is finished is kept") as complaint:
        scrub_files([dump], out, part_bytes=1000, cluster=deadly)

    assert "\n" not in str(complaint.value)
    assert not (out / "many.jsonl").exists()
    assert scrub_files([dump], out, part_bytes=1000).reused > 0
