"""Scrub a dataset of Hugging Face datasets, in memory, on disk or streaming."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from typing import Any, TypeVar

import pyarrow as pa

from cleantext.batches import BatchScrubber
from cleantext.errors import MissingEngineError
from cleantext.pipeline import Pipeline
from cleantext.settings import Settings

try:
    from datasets import Dataset, DatasetDict, Features, IterableDataset, IterableDatasetDict
except ImportError as error:
    raise MissingEngineError("datasets", error) from None

AnyDataset = TypeVar("AnyDataset", Dataset, DatasetDict, IterableDataset, IterableDatasetDict)


def scrub_dataset(
    dataset: AnyDataset,
    pipeline: Pipeline | None = None,
    *,
    text: str = "text",
    extra: Collection[str] = (),
    prefix: str = "",
    **options: Any,
) -> AnyDataset:
    """Scrub the column `text` of a dataset, or of all splits of a dictionary of datasets, with `map` over Arrow tables.

    What goes in and comes out is said by `BatchScrubber`; all other columns, the rows and their order stay, and so does the format in
    which rows are handed out. What is in the cache is used again until the pipeline or cleantext itself changes. `options` are those of `map`, such as ``num_proc`` or ``batch_size`` (rows). A streaming dataset is
    scrubbed as it is read.

    Raises `OptionError` for names and columns that cannot work.

    >>> from datasets import Dataset
    >>> scrub_dataset(Dataset.from_dict({"text": ["一##paidend##二"]}))["text"][0]  # doctest: +SKIP
    '一二'
    """
    if isinstance(dataset, dict):
        named = {"text": text, "extra": extra, "prefix": prefix} | options
        return type(dataset)({split: scrub_dataset(part, pipeline, **named) for split, part in dataset.items()})
    scrubber = BatchScrubber(pipeline, text=text, extra=extra, prefix=prefix)
    if dataset.features is not None:  # a stream may not know them before it is read
        inferred = Features.from_arrow_schema(scrubber.schema(dataset.features.arrow_schema))
        options = {"features": Features(inferred | dataset.features)} | options  # class labels and such stay what they are
    work = partial(_scrub, scrubber, Settings().fingerprint())
    scrubbed = dataset.with_format("arrow").map(work, batched=True, **options)
    if isinstance(dataset, IterableDataset):
        formatting = dataset._formatting  # noqa: SLF001 - a stream tells it nowhere else
        return scrubbed.with_format(formatting and formatting.format_type)
    given = dataset.format
    columns = None if given["columns"] == dataset.column_names else given["columns"]
    return scrubbed.with_format(given["type"], columns, given["output_all_columns"], **given["format_kwargs"])


def _scrub(scrubber: BatchScrubber, package: str, table: pa.Table) -> pa.Table:
    """Scrub a table; `package`, the state of cleantext, is there for the hash by which datasets finds finished work in its cache."""
    del package
    return scrubber(table)
