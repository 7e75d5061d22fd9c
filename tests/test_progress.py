"""How far a command is: a bar on a terminal, lines in a file, nothing when asked to be quiet."""

import io
import sys

import pytest

from cleantext import progress
from cleantext.progress import shown_progress


class Terminal(io.StringIO):
    """A terminal that remembers what it was sent."""

    def isatty(self):
        """Say that it is one."""
        return True


@pytest.fixture
def at_once(monkeypatch):
    """Show progress from the first moment on."""
    monkeypatch.setattr(progress, "SHOW_AFTER", 0.0)
    monkeypatch.setattr(progress, "LOG_EVERY", 0.0)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "160")


@pytest.mark.usefixtures("at_once")
def test_a_terminal_gets_a_bar_with_documents_rate_time_left_and_kinds(monkeypatch):
    """All that a person who waits wants to know, in one line that goes when the work is done."""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with shown_progress("scrubbing", "document", quiet=False) as show:
        show(1200, 300, 1000, {"ad": 4500})
    said = terminal.getvalue()

    assert "scrubbing" in said
    assert "30%" in said
    assert "1,200 documents" in said
    assert "removed ad 4.5k" in said


@pytest.mark.usefixtures("at_once")
def test_a_file_gets_lines(monkeypatch):
    """Who looks into it in the morning sees how the night went."""
    file = io.StringIO()
    monkeypatch.setattr(sys, "stderr", file)
    with shown_progress("scrubbing", "document", quiet=False) as show:
        show(1, 300, 1000, {})
        show(1200, 900, 1000, {"ad": 4500, "space": 7})
    first, second = file.getvalue().splitlines()

    assert first.startswith("cleantext: scrubbing, 30%: 1 document, ")
    assert second.startswith("cleantext: scrubbing, 90%: 1,200 documents, ")
    assert second.endswith(" left; removed ad 4.5k, space 7")


def test_short_work_and_quiet_work_show_nothing(monkeypatch):
    """Neither a bar nor a line for what takes a moment, nor when asked to be quiet."""
    for stream in (Terminal(), io.StringIO()):
        monkeypatch.setattr(sys, "stderr", stream)
        for quiet in (False, True):
            with shown_progress("scrubbing", "document", quiet=quiet) as show:
                if show is not None:
                    show(1, 1, 2, {"ad": 1})
        assert stream.getvalue() == ""
