"""Work the files of a run on a Ray cluster, whose machines all see the same paths."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterable

from cleantext.crews import Orders
from cleantext.errors import CleantextError, MissingEngineError, RunError
from cleantext.shards import Bundle, Tally, work_far

try:
    import ray
    from ray.exceptions import RayError, RayTaskError
except ImportError as error:
    raise MissingEngineError("ray", error) from None

RETRIES = 8
"""How often a bundle is given to another worker when one dies or fails; each goes on where the last one stopped."""

AHEAD = 4
"""Bundles that wait for each processor, so that none stands idle; a cluster may also grow by what waits."""


def work_on_ray(bundles: Iterable[Bundle], orders: Orders) -> Generator[Tally, None, None]:
    """Work bundles as Ray tasks of one processor each, on the cluster that the program or ``RAY_ADDRESS`` names, else on this machine.

    Raises `RunError` when Ray gives up, for one because a worker died again and again.

    >>> from cleantext.runs import scrub_files
    >>> scrub_files(["/data/dump"], "/data/clean", cluster=work_on_ray)  # doctest: +SKIP
    """
    if not ray.is_initialized():
        ray.init(log_to_driver=False)
    far = ray.remote(work_far).options(max_retries=RETRIES, retry_exceptions=True)
    shipped = ray.put(orders)
    waiting: deque[ray.ObjectRef[Tally | CleantextError]] = deque()
    for files in bundles:
        waiting.append(far.remote(files, shipped))
        if len(waiting) >= AHEAD * ray.cluster_resources().get("CPU", 1):
            yield _take(waiting.popleft(), orders)
    while waiting:
        yield _take(waiting.popleft(), orders)


def _take(given: ray.ObjectRef[Tally | CleantextError], orders: Orders) -> Tally:
    try:
        done: Tally | CleantextError = ray.get(given)
    except RayError as error:
        cause = error.cause if isinstance(error, RayTaskError) else error
        reason = f"{type(cause).__name__}: {cause}".splitlines()[0]
        raise RunError(
            f"{orders.job.out}: Ray gave up: {reason} What is finished is kept: mend that, and give the same command again to go on."
        ) from None
    if isinstance(done, CleantextError):
        raise done
    return done
