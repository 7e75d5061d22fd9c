"""Who works the parts of a run: this process, or several.

A crew takes the parts as they are planned and hands them back finished, in the same order. What it writes is the same whoever works,
so a run may be begun by one crew and finished by another.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from queue import LifoQueue
from typing import TYPE_CHECKING, Any

from cleantext.errors import RunError
from cleantext.parts import Job
from cleantext.pipeline import Pipeline
from cleantext.working import Done, Task, work

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import BaseContext

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
        until, alive = context.Pipe(duplex=False)
        shared = _Shared(context.RawValue("b"), context.RawArray("q", 2), context.Lock(), until)
        told = _Told(shared.count, tell)
        processes = _Processes(workers, context, (orders.job, orders.fingerprint, shared))
        threads = ThreadPoolExecutor(workers)
        try:
            waiting: deque[Future[Done]] = deque()
            for task in tasks:
                waiting.append(threads.submit(processes.work, task))
                if len(waiting) > 2 * workers:
                    yield _next(waiting, told)
            while waiting:
                yield _next(waiting, told)
        except BrokenProcessPool:
            alive.close()
            raise _killed(orders.job.out) from None
        except BaseException:
            shared.stop.value = True
            raise
        finally:
            threads.shutdown(cancel_futures=True)
            processes.shutdown()
            alive.close()
            until.close()

    return work_in_processes


@dataclass(frozen=True)
class _Shared:
    """What a run shares with its workers: whether to stop, what they have counted, and a pipe that ends when the run does.

    A worker may be killed while it holds the lock, so only workers take it.
    """

    stop: Any
    count: Any
    counting: Any
    until: Connection


class _Processes:
    """Processes that work a task each at a time, on call from as many threads.

    Each has a pool of its own: one of several may wait for ever, or fail in other ways, if a process dies while it starts another.
    What they are given must fit in a pipe, or starting one does not end if it dies before it took that: so each builds its pipeline.
    """

    def __init__(self, number: int, context: BaseContext, given: tuple[Job, str, _Shared]) -> None:
        self._pools = [
            ProcessPoolExecutor(1, mp_context=context, initializer=_start_worker, initargs=given) for _ in range(number)
        ]
        self._free: LifoQueue[ProcessPoolExecutor] = LifoQueue()  # the last comes first, as its process has started already
        for pool in self._pools:
            self._free.put(pool)

    def work(self, task: Task) -> Done:
        pool = self._free.get()
        try:
            return pool.submit(_work_in_worker, task).result()
        finally:
            self._free.put(pool)

    def shutdown(self) -> None:
        for pool in self._pools:
            pool.shutdown()


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


def _next(waiting: deque[Future[Done]], told: _Told) -> Done:
    given = waiting.popleft()
    while wait([given], timeout=0.2).not_done:
        told()
        for later in waiting:
            if later.done():
                later.result()  # if it failed, that is said now: the one before it may take long
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


def _start_worker(job: Job, fingerprint: str, shared: _Shared) -> None:
    """Make a new process ready: build the pipeline once, leave Ctrl-C to the run, and end with it, also when it is killed."""
    import signal  # noqa: PLC0415 - see in_processes

    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def end_with_run() -> None:
        shared.until.poll(None)
        os._exit(1)

    threading.Thread(target=end_with_run, daemon=True).start()

    def tick(documents: int, size: int) -> None:
        if shared.stop.value:
            raise _Stopped
        with shared.counting:
            shared.count[0] += documents
            shared.count[1] += size

    _worker.update(job=job, fingerprint=fingerprint, pipeline=job.settings.pipeline(), tick=tick)


def _work_in_worker(task: Task) -> Done:
    return work(task, _worker["job"], _worker["fingerprint"], _worker["pipeline"], _worker["tick"])
