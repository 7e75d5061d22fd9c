"""Scrub the text column of Arrow tables and record batches: the one body of all engines that hand out tables."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cleantext.errors import FilterError, OptionError
from cleantext.ledger import edit_column, edit_type, encodable
from cleantext.pipeline import Pipeline, Result, default_pipeline
from cleantext.timing import Scrubber, TimedPipeline

STATUSES = ("unchanged", "scrubbed", "nothing_left", "out_of_time", "filter_failed", "bad_text", "no_text")
"""What can have become of a document. All but ``scrubbed`` leave it as it was; ``no_text`` is a null."""

EXTRA = ("flags", "reason", "edits", "findings")
"""Columns to be had on request: flags of the document, why it failed, its edits and its findings."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document: its text, one of `STATUSES`, why it failed, and the record where there is one."""

    text: str
    status: str
    reason: str | None = None
    result: Result | None = None


def scrub_document(raw: str, pipeline: Scrubber) -> Outcome:
    """Scrub one document, and say what became of it instead of raising; what fails stays as it was.

    >>> scrub_document("全市新建xx个社区。", default_pipeline()).status
    'scrubbed'
    """
    try:
        result = pipeline.scrub(raw)
    except FilterError as error:
        return Outcome(raw, "filter_failed", str(error))
    if "nothing_left" in result.flags:
        return Outcome(raw, "nothing_left", "the text is nothing but advertisement", result)
    if "out_of_time" in result.flags:
        return Outcome(raw, "out_of_time", "it took longer than allowed; see max_seconds", result)
    return Outcome(result.text, "scrubbed" if result.edits else "unchanged", None, result)


def check_extra(names: Collection[str]) -> tuple[str, ...]:
    """Return those of `EXTRA` that are named.

    Raises `OptionError` for any other name.

    >>> check_extra(["findings", "edits"])
    ('edits', 'findings')
    """
    unknown = [names] if isinstance(names, str) else sorted(set(names) - set(EXTRA))
    if unknown:
        raise OptionError(f"extra is {unknown[0]!r}; give a list of some of {', '.join(EXTRA)}")
    return tuple(name for name in EXTRA if name in names)


Batch = Any
"""A `pyarrow.RecordBatch` or `pyarrow.Table`; pyarrow has no type information."""


class BatchScrubber:
    """Scrub the column `text` of record batches and tables; build it once and call it on each.

    The text column is replaced, and the column ``status`` added, with one of `STATUSES`. On request, as names in `extra`, come
    ``flags`` and ``reason``, and ``edits`` and ``findings`` with the fields they have in the ledger of a run. `prefix` is put before
    the names of all added columns. All other columns and the order of rows are left alone, and no row is ever dropped: a document
    that a filter fails on, that is not valid UTF-8 (``bad_text``), takes too long, or of which nothing would be left, stays raw.
    Null stays null. A dictionary-encoded column comes out decoded. `pipeline` is the default one unless given.

    It pickles with its pipeline, so rule packs, patterns and tokens travel to workers that do not have the files.

    Raises `OptionError` for names that cannot work, when it is built or, about columns, when it is called.

    >>> table = pa.table({"id": [1, 2], "text": ["共xx个", None]})
    >>> scrub = BatchScrubber(default_pipeline(tokens="typed"), extra=["edits"])
    >>> scrub(table).to_pylist()[0]["edits"][0]["removed"], scrub(table).drop(["edits"]).to_pylist()
    ('xx', [{'id': 1, 'text': '共[REDACTED:NUMBER]个', 'status': 'scrubbed'}, {'id': 2, 'text': None, 'status': 'no_text'}])
    """

    def __init__(
        self, pipeline: Pipeline | None = None, *, text: str = "text", extra: Collection[str] = (), prefix: str = ""
    ) -> None:
        self.pipeline = default_pipeline() if pipeline is None else pipeline
        self.text = text
        self.extra = check_extra(extra)
        self.prefix = prefix

    def added(self) -> list[pa.Field]:
        """Return the columns that are added, in order."""
        return [pa.field(self.prefix + name, _MAKERS[name].type()) for name in ("status", *self.extra)]

    def schema(self, schema: pa.Schema) -> pa.Schema:
        """Return the schema of what comes out for a batch of `schema`.

        Raises `OptionError` when there is no such text column, or a column of the name of one that is to be added.

        >>> BatchScrubber(prefix="clean_").schema(pa.schema({"text": pa.string()})).names
        ['text', 'clean_status']
        """
        place = self._place(schema)
        schema = schema.set(place, schema.field(place).with_type(_value_type(schema.field(place).type)))
        for field in self.added():
            schema = schema.append(field)
        return schema

    def __call__(self, batch: Batch) -> Batch:
        """Scrub a batch; it comes back with the schema that `schema` tells."""
        schema = self.schema(batch.schema)
        place = self._place(batch.schema)
        column = batch.column(place)
        chunks = column.chunks if isinstance(column, pa.ChunkedArray) else [column]
        with TimedPipeline(self.pipeline) as pipeline:
            scrubbed = [self._scrub(chunk, pipeline) for chunk in chunks]
        new = [
            _joined([arrays[number] for arrays in scrubbed], schema, name, column) for number, name in enumerate(self._names())
        ]
        columns = [*batch.columns[:place], new[0], *batch.columns[place + 1 :], *new[1:]]
        return type(batch).from_arrays(columns, schema=schema)

    def _names(self) -> list[str]:
        return [self.text, *(field.name for field in self.added())]

    def _place(self, schema: pa.Schema) -> int:
        place: int = schema.get_field_index(self.text)
        if place < 0:
            raise OptionError(
                f"no column {self.text!r}, or more than one; there are {', '.join(schema.names)}. Name it with text="
            )
        if not _is_text(_value_type(schema.field(place).type)):
            raise OptionError(f"column {self.text!r} holds {schema.field(place).type}, not strings; name another with text=")
        twice = sorted({field.name for field in self.added()} & set(schema.names))
        if twice:
            raise OptionError(f"there is a column {twice[0]!r} already; choose a prefix for those added, with prefix=")
        return place

    def _scrub(self, raw: pa.Array, pipeline: Scrubber) -> list[pa.Array]:
        """Scrub one array; return the text and the columns that are added."""
        type = _value_type(raw.type)
        raw = raw.cast(_workable(type))
        outcomes = [_scrub_value(value, pipeline) for value in _values(raw)]
        text = _replace(raw, outcomes)
        return [text.cast(type), *(_MAKERS[name].make(outcomes) for name in ("status", *self.extra))]


def _scrub_value(value: str | bytes | None, pipeline: Scrubber) -> Outcome | None:
    if value is None:
        return None
    if isinstance(value, bytes):
        return Outcome("", "bad_text", "the text is not valid UTF-8")
    outcome = scrub_document(value, pipeline)
    if outcome.status == "scrubbed" and not encodable(outcome.text):
        return Outcome(value, "bad_text", "the scrubbed text cannot be written as UTF-8")
    return outcome


def _values(array: pa.Array) -> Sequence[str | bytes | None]:
    """Return the values of a string array; those that are not valid UTF-8 as bytes."""
    try:
        values: list[str | None] = array.to_pylist()
    except UnicodeDecodeError:
        return [_decoded(value) for value in array.cast(pa.large_binary()).to_pylist()]
    return values


def _decoded(value: bytes | None) -> str | bytes | None:
    try:
        return value if value is None else value.decode()
    except UnicodeDecodeError:
        return value


def _replace(raw: pa.Array, outcomes: Sequence[Outcome | None]) -> pa.Array:
    """Put the scrubbed texts in; all others are passed on as they are, without a copy in Python."""
    changed = [outcome is not None and outcome.status == "scrubbed" for outcome in outcomes]
    if not any(changed):
        return raw
    texts = [outcome.text for outcome in outcomes if outcome is not None and outcome.status == "scrubbed"]
    return pc.replace_with_mask(raw, pa.array(changed), pa.array(texts, raw.type))


def _joined(arrays: list[pa.Array], schema: pa.Schema, name: str, like: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    return pa.chunked_array(arrays, schema.field(name).type) if isinstance(like, pa.ChunkedArray) else arrays[0]


# --- types of text columns


def _value_type(type: pa.DataType) -> pa.DataType:
    """Return the type a text column comes out with: its own, without the dictionary."""
    return type.value_type if pa.types.is_dictionary(type) else type


def _is_text(type: pa.DataType) -> bool:
    return type in (pa.string(), pa.large_string(), pa.string_view())


def _workable(type: pa.DataType) -> pa.DataType:
    """Return the type to work in: Arrow cannot replace values of a view."""
    return pa.large_string() if pa.types.is_string_view(type) else type


# --- columns that are added


@dataclass(frozen=True, slots=True)
class _Maker:
    """How an added column is made: its type, and its values for documents, where None is one without text."""

    type: Callable[[], pa.DataType]
    make: Callable[[Sequence[Outcome | None]], pa.Array]


def _results(outcomes: Sequence[Outcome | None]) -> list[Result | None]:
    return [outcome.result if outcome is not None else None for outcome in outcomes]


def _edits(outcomes: Sequence[Outcome | None]) -> pa.Array:
    return edit_column([None if result is None else result.edits for result in _results(outcomes)])


def _findings(outcomes: Sequence[Outcome | None]) -> pa.Array:
    return edit_column([None if result is None else result.findings for result in _results(outcomes)])


def _flags(outcomes: Sequence[Outcome | None]) -> pa.Array:
    return pa.array([None if result is None else sorted(result.flags) for result in _results(outcomes)], pa.list_(pa.string()))


def _statuses(outcomes: Sequence[Outcome | None]) -> pa.Array:
    return pa.array(["no_text" if outcome is None else outcome.status for outcome in outcomes], pa.string())


def _reasons(outcomes: Sequence[Outcome | None]) -> pa.Array:
    return pa.array([outcome and outcome.reason for outcome in outcomes], pa.string())


_MAKERS = {
    "status": _Maker(pa.string, _statuses),
    "reason": _Maker(pa.string, _reasons),
    "flags": _Maker(lambda: pa.list_(pa.string()), _flags),
    "edits": _Maker(lambda: pa.list_(edit_type()), _edits),
    "findings": _Maker(lambda: pa.list_(edit_type()), _findings),
}
