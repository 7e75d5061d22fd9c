"""What must hold of a run on any cluster, given the function that works its parts there."""

from dataclasses import replace

import pytest
from dirty_rows import DEADLY, Deadly
from dumps import check_same_run, write_dump

from cleantext import Pipeline
from cleantext.errors import RunError
from cleantext.runs import scrub_files


def check_run_goes_on(folder, work):
    """Check that a run whose worker dies once, worked by `work`, finds finished parts again and comes to what a local run does."""
    dump = write_dump(folder / "in")
    (dump / "many.jsonl").write_text("".join(f'{{"text": "{text}"}}\n' for text in ["一##paidend##二"] * 90 + [DEADLY]))
    killed = folder / "killed"

    def deadly(bundles, orders):
        scrubbing = Pipeline([Deadly(killed), *orders.pipeline.filters])
        yield from work(bundles, replace(orders, pipeline=scrubbing))

    there = scrub_files([dump], folder / "there", part_bytes=1000, cluster=deadly)
    scrub_files([dump], folder / "here", part_bytes=1000)

    assert killed.exists()
    assert there.reused > 0
    check_same_run(folder / "here", folder / "there")


def check_strangers_are_refused(folder, work):
    """Check that workers with another cleantext end the run with one message."""

    def strangers(bundles, orders):
        yield from work(bundles, replace(orders, package="another version"))

    with pytest.raises(RunError, match="has another cleantext than the machine that started the run"):
        scrub_files([write_dump(folder / "in")], folder / "out", cluster=strangers)
