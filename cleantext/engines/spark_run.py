"""Work the files of a run on a Spark cluster, whose machines all see the same paths."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from itertools import islice

from cleantext.crews import Orders
from cleantext.errors import CleantextError, MissingEngineError, RunError
from cleantext.shards import Bundle, Tally, work_far

try:
    from py4j.protocol import Py4JJavaError
    from pyspark.sql import SparkSession
except ImportError as error:
    raise MissingEngineError("spark", error) from None

WAVES = 32
"""Bundles for each processor in one Spark job: so many that the wait for the last of them hardly counts."""


def work_on_spark(bundles: Iterable[Bundle], orders: Orders) -> Generator[Tally, None, None]:
    """Work bundles as Spark tasks, in the session there is or the one that ``spark-submit`` describes.

    How often a task is tried is set by ``spark.task.maxFailures``; each attempt goes on where the last one stopped.

    Raises `RunError` when Spark gives up, for one because a worker died again and again.

    >>> from cleantext.runs import scrub_files
    >>> scrub_files(["/data/dump"], "/data/clean", cluster=work_on_spark)  # doctest: +SKIP
    """
    context = SparkSession.builder.appName("cleantext").getOrCreate().sparkContext
    shipped = context.broadcast(orders)
    rest = iter(bundles)
    while wave := list(islice(rest, WAVES * context.defaultParallelism)):
        tasks = context.parallelize(wave, len(wave))
        try:
            finished = tasks.map(lambda files: work_far(files, shipped.value)).collect()
        except Py4JJavaError as error:
            reason = str(error.java_exception.getMessage()).splitlines()[0]
            raise RunError(
                f"{orders.job.out}: Spark gave up: {reason} What is finished is kept: mend that, and give the same command again "
                "to go on."
            ) from None
        for done in finished:
            if isinstance(done, CleantextError):
                raise done
            yield done
