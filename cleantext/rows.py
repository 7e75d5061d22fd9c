"""Work the rows of a table: the text column is scrubbed, and all other columns pass through as they are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

from cleantext.documents import CELL
from cleantext.errors import RunError
from cleantext.ledger import writable
from cleantext.planning import Piece
from cleantext.records import Record
from cleantext.scrubbing import SetAside, document_name, scrub_record
from cleantext.storage import Stored
from cleantext.tables import RowDigest, TableSink, is_table, open_table, pick, text_column
from cleantext.timing import Scrubber
from cleantext.writing import Meter, PartWriter, Tally, Tick

_STEP = 512
"""Rows whose texts are held as Python objects at a time."""


def reads_as_table(piece: Piece) -> bool:
    """Say whether the records of a piece are rows of a table."""
    return piece.refused is None and is_table(piece.shard)


def hash_rows(piece: Piece) -> Stored:
    """Return the number and the hash of the rows of a piece that can be read."""
    with closing(open_table(piece.path)) as table:
        digest = RowDigest(table.schema)
        for read in table.read(piece.start, piece.size):
            group, _ = _read(read)
            if group is not None:
                digest.add(group)
        return digest.stored


def _read(read: Any) -> tuple[Any, str]:
    """Read a group; None, and why, where it is broken."""
    import pyarrow as pa  # noqa: PLC0415 - see tables

    try:
        return read(), ""
    except (pa.ArrowException, OSError, StopIteration) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        return None, " ".join(str(error).split()) or "it ends here"


def work_rows(piece: Piece, raw: Stored, pipeline: Scrubber, writer: PartWriter, tick: Tick) -> None:
    """Scrub the rows of a piece; each group of rows that comes in goes out as one, without those set aside."""
    import pyarrow as pa  # noqa: PLC0415

    tally = Tally(writer, piece, 0, many=True)
    meter = Meter(piece, tick)
    pending_out, pending_aside = writer.start()
    held: list[Any] = []
    lengths = []
    number = piece.first
    broken = False
    with closing(open_table(piece.path)) as table:
        column = text_column(table.schema, writer.job.shape)
        digest = RowDigest(table.schema)
        out, aside = TableSink(pending_out, table.writer), TableSink(pending_aside, table.writer)
        for index, read in enumerate(table.read(piece.start, piece.size), start=piece.start):
            group, why = _read(read)
            if group is None:
                known = table.groups()[index]
                reason = f"the file is broken at row {number:,}, {known.rows:,} or more cannot be read: {why}"
                tally.sets_aside(
                    Record(number, number - 1, known.rows, None), SetAside("broken_file", reason), records=known.rows
                )
                broken = True
                number += known.rows
                continue
            digest.add(group)
            tally.counts["bytes"] += group.nbytes
            scrubbed, set_aside = _scrub_group(
                group, column, number, piece=piece, pipeline=pipeline, writer=writer, tally=tally, meter=meter
            )
            out.write(scrubbed)
            lengths += [scrubbed.num_rows] if scrubbed.num_rows else []
            if set_aside:
                held.append(pick(group, set_aside))
            number += group.num_rows
            meter.tick(0, 1)
        if digest.stored != raw:
            raise changed_meanwhile(piece)
        out.touch()  # also a table of no rows is a table
        if held:
            aside.write(pa.concat_tables(held))
        out.finish()
        aside.finish()
    meter.finish()
    rest = writer.keep_rest(piece, piece.path) if broken else None
    writer.end(piece, raw, tally.counts, content=out.rows, held=aside.rows, lengths=lengths, rest=rest)


def changed_meanwhile(piece: Piece) -> RunError:
    """Return the error for an input that is not what it was a moment ago."""
    return RunError(f"{piece.path}: the file changed while it was read. Give the same command again when it is at rest.")


def _scrub_group(
    group: Any,
    column: int,
    first: int,
    *,
    piece: Piece,
    pipeline: Scrubber,
    writer: PartWriter,
    tally: Tally,
    meter: Meter,
) -> tuple[Any, list[int]]:
    """Return the group with its texts scrubbed, without the rows set aside, and which those are."""
    job = writer.job
    shape = job.shape
    texts: list[bytes] = []
    kept: list[int] = []
    aside: list[int] = []
    changed = False
    for index, (value, id) in enumerate(_cells(group, column, shape.id_field)):
        number = first + index
        if id is not None:
            writer.ids.add(writable(piece.shard), id)
        name = document_name(piece.shard, number, id, many=True)
        size = 0 if value is None else len(value)
        record = Record(number, number - 1, 1, value if size <= job.max_record else None)
        try:
            if value is None:
                raise SetAside("bad_record", f"column {shape.text_field!r} is null, not text", id)  # noqa: TRY301
            if record.raw is None:
                raise SetAside("too_large", f"{size} bytes, more than the limit of {job.max_record} for one record", id)  # noqa: TRY301
            data, entry = scrub_record(record, piece.shard, CELL, shape, pipeline, max_record=job.max_record, id=name)
        except SetAside as why:
            tally.sets_aside(record, why)
            aside.append(index)
        else:
            tally.passes(entry)
            changed = changed or data is not value
            texts.append(data)
            kept.append(index)
        meter.tick(1, 0)
    if aside:
        group = pick(group, kept)
    return with_texts(group, column, texts) if changed else group, aside


def _cells(group: Any, column: int, id_field: str | None) -> Iterator[tuple[bytes | None, str | None]]:
    """Yield for each row its text, as bytes, and its name."""
    import pyarrow as pa  # noqa: PLC0415

    for start in range(0, group.num_rows, _STEP):
        rows = group.slice(start, _STEP)
        texts = rows.column(column).cast(pa.large_binary()).to_pylist()
        ids = (
            rows.column(id_field).to_pylist()
            if id_field is not None and rows.schema.names.count(id_field) == 1
            else [None] * len(texts)
        )
        for text, id in zip(texts, ids, strict=True):
            yield text, str(id) if isinstance(id, str | int) and not isinstance(id, bool) else None


def with_texts(group: Any, column: int, texts: list[bytes]) -> Any:
    """Return the table with other texts in its text column, which is of the same type as before, UTF-8 or not."""
    import pyarrow as pa  # noqa: PLC0415

    field = group.schema.field(column)
    raw = pa.types.is_string(field.type) or pa.types.is_binary(field.type)
    array = pa.array(texts, pa.binary() if raw else pa.large_binary())
    same = {pa.string(): pa.binary(), pa.large_string(): pa.large_binary()}.get(field.type) == array.type
    return group.set_column(column, field, array.view(field.type) if same else array.cast(field.type))
