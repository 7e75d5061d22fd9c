"""No document takes for ever: between filters anywhere, and inside of one where the system has a timer."""

import signal
import threading
import time
from dataclasses import replace

import pytest
from dumps import CLEAN, DIRTY, SCRUBBED, few_filters, tree
from test_runs import reasons

from cleantext.cli import main
from cleantext.errors import OptionError
from cleantext.pipeline import Pipeline, default_pipeline
from cleantext.restoring import restore_run
from cleantext.runs import scrub_files
from cleantext.timing import TimedPipeline

ENDLESS = "(a|aa)+$"
TRAP = DIRTY + "a" * 300 + "b"
has_timer = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs a system with interval timers")


class Busy:
    """A filter that finds something, then works for a while."""

    name = "busy"

    def __init__(self, seconds):
        self.seconds = seconds

    def find(self, text):
        """Work."""
        end = time.thread_time() + self.seconds
        while time.thread_time() < end:
            sum(range(10_000))
        yield text.edit(0, 1, rule="first", kind="ad")


class Asleep(Busy):
    """A filter that waits, which costs no processor time."""

    def find(self, text):
        """Wait."""
        time.sleep(self.seconds)
        yield text.edit(0, 1, rule="first", kind="ad")


class Swallowing:
    """A filter that never ends, and takes every error for its own."""

    name = "swallowing"

    def find(self, text):
        """Go on."""
        while True:
            try:
                text.edit(0, 1, rule="first", kind="ad")
            except Exception:  # noqa: BLE001 - that is what it is for
                return ()


def test_a_document_over_its_time_comes_back_raw():
    """Nothing of it is changed, and its flag says why."""
    result = Pipeline([Busy(0.05)], max_seconds=0.01).scrub("一二三")

    assert (result.text, result.edits, result.findings, result.flags) == ("一二三", (), (), {"out_of_time"})


def test_waiting_and_long_documents_have_their_time():
    """A machine at rest or busy with other things takes nothing from a document, and a long one may take longer."""
    assert Pipeline([Asleep(0.05)], max_seconds=0.01)("一二三") == "二三"
    assert Pipeline([Busy(0.05)], max_seconds=0.04)("一" * 3_000_000) == "一" * 2_999_999


@pytest.mark.parametrize("seconds", [0, -1, float("nan")])
def test_a_time_that_cannot_be_is_refused(seconds):
    """No time at all would scrub nothing."""
    with pytest.raises(OptionError, match=r"max_seconds is .*; give a number above 0"):
        default_pipeline(max_seconds=seconds)


@has_timer
def test_a_filter_that_never_ends_is_stopped():
    """Also one that lets no error out; the next document is scrubbed as always."""
    with TimedPipeline(Pipeline([Swallowing()], max_seconds=0.1)) as pipeline:
        assert pipeline.scrub("一二三").flags == {"out_of_time"}
    with TimedPipeline(default_pipeline(protect=[ENDLESS], max_seconds=0.1)) as pipeline:
        assert pipeline.scrub(TRAP).text == TRAP
        assert pipeline.scrub(DIRTY).text == SCRUBBED


@has_timer
def test_the_timer_is_given_back():
    """A handler the program had is there again afterwards; a timer it uses is not touched."""
    met = []
    before = signal.signal(signal.SIGVTALRM, lambda *_: met.append(1))
    try:
        with TimedPipeline(Pipeline([])):
            assert signal.getitimer(signal.ITIMER_VIRTUAL) != (0, 0)
        assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0, 0)
        signal.setitimer(signal.ITIMER_VIRTUAL, 0.01, 0.01)
        with TimedPipeline(Pipeline([Busy(0.1)])) as pipeline:
            pipeline.scrub("一二三")
        assert met
        assert signal.getitimer(signal.ITIMER_VIRTUAL)[1] > 0
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def test_in_a_thread_the_time_is_looked_at_between_filters():
    """There is no timer for threads, and none is set."""
    found = []

    def work():
        with TimedPipeline(Pipeline([Busy(0.05)], max_seconds=0.01)) as pipeline:
            found.append(pipeline.scrub("一二三").flags)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found == [{"out_of_time"}]


@has_timer
@pytest.mark.parametrize("workers", [1, 2])
def test_a_run_sets_aside_what_takes_too_long(tmp_path, workers):
    """The document is named with its reason, all others are scrubbed, and everything comes back."""
    (tmp_path / "in").mkdir()
    for name, text in (("a.txt", DIRTY), ("b.txt", TRAP), ("c.txt", CLEAN)):
        (tmp_path / "in" / name).write_text(text, encoding="utf-8", newline="")
    settings = replace(few_filters(), protect=(ENDLESS,), max_seconds=0.1)
    summary = scrub_files([tmp_path / "in"], tmp_path / "out", settings=settings, workers=workers)

    assert reasons(tmp_path / "out") == {"b.txt": "out_of_time"}
    assert (summary.counts["out"], summary.counts["causes"]) == (2, {"out_of_time": 1})
    assert (tmp_path / "out/a.txt").read_bytes() == SCRUBBED.encode()
    restore_run(tmp_path / "out", tmp_path / "back")
    assert tree(tmp_path / "back") == tree(tmp_path / "in")


@has_timer
def test_the_command_line_says_what_took_too_long(tmp_path, capfd):
    """The run is done, with exit code 1 and the reason; `explain` says what a run would do."""
    (tmp_path / "b.txt").write_text(TRAP, encoding="utf-8")
    options = ("--protect", ENDLESS, "--max-seconds", "0.1")
    code = main(["scrub", str(tmp_path / "b.txt"), "-o", str(tmp_path / "out"), *options])

    assert code == 1
    assert "b.txt: it took longer than allowed; see --max-seconds" in capfd.readouterr().err
    assert main(["explain", str(tmp_path / "b.txt"), *options]) == 0
    assert "it took longer than allowed, so a run sets it aside" in capfd.readouterr().out
