"""Show how far a command is: a bar where somebody looks on, a line a minute where its messages go to a file."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

from cleantext.report import count, in_bytes, in_time

SHOW_AFTER = 1.0
"""Seconds a command runs before it shows a bar."""

LOG_EVERY = 60.0
"""Seconds between two lines where nobody looks on: an hour of work makes sixty."""


class Shown(Protocol):
    """What can be told how far a command is."""

    def __call__(self, number: int, done: int, total: int, removed: Mapping[str, int] | None = ..., /) -> None:
        """Show that `number` documents or files, and `done` of `total` bytes, are worked, and the characters removed by kind."""


@contextmanager
def shown_progress(what: str, things: str, *, quiet: bool) -> Iterator[Shown | None]:
    """Show on standard error how far work is: `what` is being done, to `things` such as documents."""
    if quiet:
        yield None
    elif sys.stderr.isatty():
        bar = _Bar(what, things)
        try:
            yield bar
        finally:
            bar.stop()
    else:
        yield Log(what, things, time.monotonic())


def of_kinds(removed: Mapping[str, int], most: int = 3) -> str:
    """Say how much of which kinds was removed, the most frequent first.

    >>> of_kinds({"ad": 1_200_000, "space": 20, "garble": 5_000, "marker": 300})
    'ad 1.2M, garble 5.0k, marker 300, ...'
    """
    largest = sorted(removed, key=lambda kind: (-removed[kind], kind))
    return ", ".join([f"{kind} {_short(removed[kind])}" for kind in largest[:most]] + ["..."] * (len(largest) > most))


def _short(number: int) -> str:
    for unit, name in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if number >= unit:
            return f"{number / unit:.1f}{name}"
    return str(number)


class Log:
    """Writes a line about every minute, with the rate and the time left by what was done since the last."""

    def __init__(self, what: str, things: str, now: float) -> None:
        self._what = what
        self._things = things
        self._last = now
        self._done = 0

    def __call__(self, number: int, done: int, total: int, removed: Mapping[str, int] | None = None, /) -> None:
        """Say how far the work is, when it is time to."""
        now = time.monotonic()
        if now - self._last >= LOG_EVERY:
            print(self.line(now, number, done, total, removed), file=sys.stderr, flush=True)  # noqa: T201 - it is a message
            self._last, self._done = now, done

    def line(self, now: float, number: int, done: int, total: int, removed: Mapping[str, int] | None) -> str:
        """Return what there is to say at the time `now`, in seconds of the clock that began with the work.

        >>> log = Log("scrubbing", "document", now=0.0)
        >>> log.line(60.0, 5000, 30_000_000, 90_000_000, {"ad": 1200, "space": 3})
        'cleantext: scrubbing, 33%: 5,000 documents, 500.0 kB/s, 2.0 minutes left; removed ad 1.2k, space 3'
        """
        rate = (done - self._done) / max(now - self._last, 1e-9)
        left = f", {in_time((total - done) / rate)} left" if rate > 0 else ""
        kinds = f"; removed {of_kinds(removed)}" if removed else ""
        share = done / total if total else 1.0
        return f"cleantext: {self._what}, {share:.0%}: {count(number, self._things)}, {in_bytes(int(rate))}/s{left}{kinds}"


class _Bar:
    """A progress bar that appears when work takes longer than a moment, and goes when it is done."""

    def __init__(self, what: str, things: str) -> None:
        self._what = what
        self._things = things
        self._due = time.monotonic() + SHOW_AFTER
        self._progress: Any = None

    def __call__(self, number: int, done: int, total: int, removed: Mapping[str, int] | None = None, /) -> None:
        """Show how far the work is, ten times a second."""
        now = time.monotonic()
        if now < self._due:
            return
        self._due = now + 0.1
        if self._progress is None:
            self._start(total)
        kinds = f"removed {of_kinds(removed)}" if removed else ""
        self._progress.update(0, completed=done, number=count(number, self._things), kinds=kinds)

    def _start(self, total: int) -> None:
        from rich import progress  # noqa: PLC0415 - slow to load, and needed for long work on a terminal only
        from rich.console import Console  # noqa: PLC0415

        self._progress = progress.Progress(
            "{task.description}",
            progress.BarColumn(bar_width=20),
            progress.TaskProgressColumn(),
            "{task.fields[number]}",
            progress.TransferSpeedColumn(),
            progress.TimeRemainingColumn(),
            "{task.fields[kinds]}",
            console=Console(stderr=True),
            transient=True,
        )
        self._progress.add_task(self._what, total=total, number="", kinds="")
        self._progress.start()

    def stop(self) -> None:
        """Take the bar away."""
        if self._progress is not None:
            self._progress.stop()
