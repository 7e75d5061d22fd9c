"""Scrub a data frame of Spark."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

import pyarrow as pa

from cleantext.batches import BatchScrubber
from cleantext.errors import MissingEngineError
from cleantext.pipeline import Pipeline

try:
    from pyspark.sql import DataFrame
    from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema
    from pyspark.sql.types import StructType
except ImportError as error:
    raise MissingEngineError("spark", error) from None


def scrub_frame(
    frame: DataFrame,
    pipeline: Pipeline | None = None,
    *,
    text: str = "text",
    extra: Collection[str] = (),
    prefix: str = "",
) -> DataFrame:
    """Scrub the column `text` of a Spark data frame, lazily, with `DataFrame.mapInArrow`.

    What goes in and comes out is said by `BatchScrubber`; all other columns, and rows and their order within a partition, stay. The
    pipeline goes to the workers with the code; rows a batch are set by ``spark.sql.execution.arrow.maxRecordsPerBatch``.

    Raises `OptionError` for names and columns that cannot work.

    >>> scrub_frame(spark.read.parquet("dump")).write.parquet("clean")  # doctest: +SKIP
    """
    scrubber = BatchScrubber(pipeline, text=text, extra=extra, prefix=prefix)
    scrubber.schema(to_arrow_schema(frame.schema))  # says now what would fail on the workers
    added = from_arrow_schema(pa.schema(scrubber.added()))

    def scrub_partition(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return map(scrubber, batches)

    return frame.mapInArrow(scrub_partition, StructType([*frame.schema.fields, *added.fields]))
