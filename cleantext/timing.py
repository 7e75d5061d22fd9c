"""Stop work on a document that takes too long, also in the middle of a filter, where the system lets us."""

from __future__ import annotations

import signal
import threading
from types import FrameType
from typing import Any, Protocol, Self

from cleantext.pipeline import OUT_OF_TIME, Pipeline, Result

TICK = 0.5
"""Seconds of processor time between two looks at the document in work: seldom enough to cost nothing."""


class Scrubber(Protocol):
    """What scrubs a document: a pipeline, or one whose work is stopped in time."""

    def scrub(self, raw: str) -> Result:
        """Scrub one document."""


class OutOfTime(BaseException):
    """The document in work has had its time."""


class TimedPipeline:
    """A pipeline whose work on a document is stopped when its time is over, rather than at the end of the filter it is in.

    A pipeline looks at the time between filters, which does not help when one of them never ends: say, because of a pattern given
    with `protect` that tries its alternatives without end. Inside of ``with``, a timer of the system interrupts that, if this is
    the main thread, on systems that have one (not Windows), and unless the program uses that timer itself; else the looks between
    filters are all there is. The time is processor time, so that a busy or sleeping machine costs no document its scrubbing.

    >>> from cleantext.pipeline import default_pipeline
    >>> with TimedPipeline(default_pipeline(protect=["(a|aa)+$"], max_seconds=0.1)) as pipeline:
    ...     result = pipeline.scrub("会议##paidbegin##召开" + "a" * 200 + "b")
    >>> result.text == result.raw, sorted(result.flags)
    (True, ['out_of_time'])
    """

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline
        self._left: float | None = None
        self._before: Any = None
        self._armed = False

    def __enter__(self) -> Self:
        self._pipeline.prepare()  # what is built once is no document's time
        if hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread():
            self._before = signal.getsignal(signal.SIGVTALRM)
            if self._before is not None and signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0):
                signal.signal(signal.SIGVTALRM, self._tick)
                signal.siginterrupt(signal.SIGVTALRM, False)
                signal.setitimer(signal.ITIMER_VIRTUAL, TICK, TICK)
                self._armed = True
        return self

    def __exit__(self, *error: object) -> None:
        if self._armed:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0.0)
            signal.signal(signal.SIGVTALRM, self._before)
            self._armed = False

    def _tick(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        if self._left is not None:
            self._left -= TICK
            if self._left < 0:
                raise OutOfTime

    def scrub(self, raw: str) -> Result:
        """Scrub one document; it comes back raw, flagged ``out_of_time``, when its time is over."""
        try:
            try:
                self._left = self._pipeline.allowed(raw)
                return self._pipeline.scrub(raw)
            finally:
                self._left = None  # a tick from here on stops nothing
        except OutOfTime:  # also when the tick came in the last moment, outside of the inner `try`
            return Result(raw, raw, flags=OUT_OF_TIME)
