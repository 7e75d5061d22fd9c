"""Scrub a dataset of Ray Data."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from cleantext.batches import BatchScrubber
from cleantext.errors import MissingEngineError
from cleantext.pipeline import Pipeline

try:
    from ray.data import Dataset
except ImportError as error:
    raise MissingEngineError("ray", error) from None


def scrub_dataset(
    dataset: Dataset,
    pipeline: Pipeline | None = None,
    *,
    text: str = "text",
    extra: Collection[str] = (),
    prefix: str = "",
    **options: Any,
) -> Dataset:
    """Scrub the column `text` of a Ray dataset, lazily, in actors that build the pipeline once each.

    What goes in and comes out is said by `BatchScrubber`; all other columns and the number of rows stay. `options` are those of
    `Dataset.map_batches`, such as ``compute=ActorPoolStrategy(size=8)``, ``batch_size`` (rows) or ``num_cpus``. Rows come in the order
    Ray gives them, which is that of the input only where its context preserves order.

    Raises `OptionError` for names that cannot work; what is wrong with columns shows when the dataset is worked.

    >>> import ray
    >>> scrub_dataset(ray.data.read_parquet("dump")).write_parquet("clean")  # doctest: +SKIP
    """
    scrubber = BatchScrubber(pipeline, text=text, extra=extra, prefix=prefix)
    return dataset.map_batches(
        BatchScrubber,
        fn_constructor_args=(scrubber.pipeline,),
        fn_constructor_kwargs={"text": text, "extra": scrubber.extra, "prefix": prefix},
        batch_format="pyarrow",
        udf_modifying_row_count=False,
        **options,
    )
