"""Who works the parts of a run: this process, or several.

A crew takes the parts as they are planned and hands them back finished, in the same order. What it writes is the same whoever works,
so a run may be begun by one crew and finished by another.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cleantext.errors import RunError
from cleantext.parts import Job
from cleantext.pipeline import Pipeline
from cleantext.working import Done, Task, work

Tell = Callable[[int, int], None]
"""Told of documents and bytes worked since the last time."""


@dataclass(frozen=True)
class Orders:
    """What every member of a crew must know: the job, the hash that names its work, the pipeline, and how large parts are.

    `package` is the fingerprint of the default settings: that of cleantext itself. Members elsewhere get the pipeline itself, with its rules; they need not have the files it was built from.
    """

    job: Job
    fingerprint: str
    pipeline: Pipeline
    part_bytes: int
    package: str


Crew = Callable[[Iterable[Task], Orders, Tell], Generator[Done, None, None]]
"""A function that works tasks and yields what they came to, in order; closing the iterator stops the work."""


def work_here(tasks: Iterable[Task], orders: Orders, tell: Tell) -> Generator[Done, None, None]:
    """Work in this process, part by part."""
    for task in tasks:
        yield work(task, orders.job, orders.fingerprint, orders.pipeline, tell)


def in_processes(workers: int) -> Crew:
    """Return a crew of `workers` processes; they stop between documents when asked to, and when this process dies.

    A script that uses one needs the usual ``if __name__ == "__main__":``.
    """

    def work_in_processes(tasks: Iterable[Task], orders: Orders, tell: Tell) -> Generator[Done, None, None]:
        import multiprocessing  # noqa: PLC0415 - not needed by a run in one process

        context = multiprocessing.get_context("spawn")  # forking a process that has threads may hang
        stop = context.Event()
        count = context.Array("q", 2)
        told = _Told(count, tell)
        # Each builds the pipeline anew: what a process is given at its start must fit in a pipe, or starting it takes so long that
        # the pool overlooks it when another dies meanwhile, and waits for it for ever.
        given = (orders.job, orders.fingerprint, stop, count)
        pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_start_worker, initargs=given)
        try:
            waiting: deque[Future[Done]] = deque()
            for task in tasks:
                waiting.append(pool.submit(_work_in_worker, task))
                if len(waiting) > 2 * workers:
                    yield _wait(waiting.popleft(), told)
            while waiting:
                yield _wait(waiting.popleft(), told)
        except BrokenProcessPool:
            raise _killed(orders.job.out) from None
        except BaseException:
            stop.set()
            raise
        finally:
            pool.shutdown(cancel_futures=True)

    return work_in_processes


class _Told:
    """Passes on what the workers have counted since the last time."""

    def __init__(self, count: Any, tell: Tell) -> None:
        self._count = count
        self._tell = tell
        self._told = (0, 0)

    def __call__(self) -> None:
        documents, size = self._count[0], self._count[1]
        self._tell(documents - self._told[0], size - self._told[1])
        self._told = documents, size


def _wait(given: Future[Done], told: _Told) -> Done:
    while wait([given], timeout=0.2).not_done:
        told()
    done = given.result()
    told()
    return done


def _killed(out: Path) -> RunError:
    return RunError(
        f"{out}: a worker process died: killed because memory ran out, or unable to start (a script that scrubs with several "
        'workers needs `if __name__ == "__main__":`). What is finished is kept: give the same command again, with fewer workers.'
    )


class _Stopped(Exception):  # noqa: N818 - it is no error
    """The run was told to stop."""


_worker: dict[str, Any] = {}
"""What a worker process was given when it started; a pool has no other way to hand it on. Empty in all other processes."""


def _start_worker(job: Job, fingerprint: str, stop: Any, count: Any) -> None:
    """Make a new process ready: build the pipeline once, leave Ctrl-C to the run, and die with it."""
    import multiprocessing  # noqa: PLC0415 - see in_processes
    import signal  # noqa: PLC0415

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()

    def die_with_parent() -> None:
        if parent is not None:
            parent.join()
        os._exit(1)

    threading.Thread(target=die_with_parent, daemon=True).start()

    def tick(documents: int, size: int) -> None:
        if stop.is_set():
            raise _Stopped
        with count.get_lock():
            count[0] += documents
            count[1] += size

    _worker.update(job=job, fingerprint=fingerprint, pipeline=job.settings.pipeline(), tick=tick)


def _work_in_worker(task: Task) -> Done:
    return work(task, _worker["job"], _worker["fingerprint"], _worker["pipeline"], _worker["tick"])
