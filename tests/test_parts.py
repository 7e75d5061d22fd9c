"""Working one part of a run."""

import json

import pytest

from cleantext.documents import Shape
from cleantext.formats import FORMATS
from cleantext.ledger import read_ledger
from cleantext.parts import Job, read_part
from cleantext.pipeline import Pipeline
from cleantext.planning import Part, Piece
from cleantext.records import Record
from cleantext.scrubbing import SetAside, scrub_record
from cleantext.settings import Settings
from cleantext.working import Task, work


class Fragile:
    """A filter of one's own that cuts a letter, and fails on another."""

    name = "fragile"

    def find(self, text):
        """Yield the cuts."""
        if "!" in text.string:
            raise ValueError("no shouting")
        at = text.string.find("x")
        if at >= 0:
            yield text.edit(at, at + 1, rule="no-x", kind="ad")


PIPELINE = Pipeline([Fragile()])


def worked(tmp_path, lines, fingerprint="one"):
    """Work a file of lines as one part; return what it came to and where."""
    (tmp_path / "in.jsonl").write_text("\n".join(lines), encoding="utf-8")
    size = (tmp_path / "in.jsonl").stat().st_size
    job = Job(tmp_path / "out", Settings())
    job.home.temporary.mkdir(parents=True, exist_ok=True)
    ticks = []
    task = Task(Part((Piece(tmp_path / "in.jsonl", "in.jsonl", 0, size, cost=size),)))
    done = work(task, job, fingerprint, PIPELINE, lambda *tick: ticks.append(tick))
    assert sum(tick[1] for tick in ticks) == size
    return done, job.home


def test_a_document_a_filter_fails_on_is_set_aside_and_the_rest_goes_on(tmp_path):
    """One bad document costs itself alone."""
    done, home = worked(tmp_path, ['{"text": "axb"}', '{"text": "x!"}', '{"text": "c"}'])
    reason = json.loads(home.reasons(done.key).read_text("utf-8"))

    assert (home.out / "in.jsonl").read_text("utf-8") == '{"text": "ab"}\n{"text": "c"}'
    assert home.quarantine("in.jsonl").read_text("utf-8") == '{"text": "x!"}\n'
    assert reason["cause"] == "filter_failed"
    assert "filter 'fragile' failed: ValueError: no shouting" in reason["reason"]
    assert [entry.record for entry in read_ledger(home.ledger, done.key)] == [1]


def test_a_part_is_finished_once(tmp_path):
    """Worked again it is found finished, with the same numbers."""
    first, _ = worked(tmp_path, ['{"text": "axb"}'])
    again, home = worked(tmp_path, ['{"text": "axb"}'])

    assert (again.key, again.counts, again.reused) == (first.key, first.counts, 1)
    assert read_part(home, again.key).counts() == first.counts
    assert list(home.temporary.iterdir()) == []


@pytest.mark.parametrize("change", [{"lines": ['{"text": "axc"}']}, {"fingerprint": "two"}])
def test_other_input_or_other_rules_are_other_work(tmp_path, change):
    """What was finished for one content and pipeline is never taken for another."""
    first, _ = worked(tmp_path, ['{"text": "axb"}'])
    other, _ = worked(tmp_path, **({"lines": ['{"text": "axb"}']} | change))

    assert other.key != first.key
    assert other.reused == 0


@pytest.mark.parametrize(("raw", "cause"), [(None, "too_large"), (b"{}", "bad_record"), (b'{"text": "!"}', "filter_failed")])
def test_each_cause_has_a_name(raw, cause):
    """Why a record is set aside can be counted."""
    with pytest.raises(SetAside) as caught:
        scrub_record(Record(1, 0, 13, raw), "in.jsonl", FORMATS["jsonl"], Shape(), PIPELINE, max_record=9)
    assert caught.value.cause == cause
