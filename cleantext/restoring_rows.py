"""Rebuild the rows of a table from the output, ledger and quarantine of a run, and verify them by their hash."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import ExitStack, closing
from typing import Any

from cleantext.documents import CELL, undo
from cleantext.errors import InputError, RestoreError
from cleantext.finished import FinishedRun, Place, RunFile
from cleantext.ledger import Entry, writable
from cleantext.rows import with_texts
from cleantext.storage import Pending
from cleantext.tables import RowDigest, RowSource, TableSink, pick, text_column


def changed_since(shard: str) -> RestoreError:
    """Return the error for a file that cannot be rebuilt as it was."""
    return RestoreError(
        f"{shard}: what was rebuilt is not what was read. The output, the ledger or the quarantine of the run was changed since; "
        "put the changed file back as it was."
    )


def restore_rows(run: FinishedRun, file: RunFile, target: Pending) -> None:
    """Write the raw rows of a file to `target`; rows that could not be read are left out.

    Raises `RestoreError` when what is rebuilt is not what was read.
    """
    with ExitStack() as stack:
        sources = _open(run, file, stack)
        table = sources["out"].table
        sink = TableSink(target, table.writer)
        sink.touch()
        for place in file.places:
            digest = RowDigest(table.schema)
            for _, rows in _raw_groups(run, place, sources):
                digest.add(rows)
                sink.write(rows)
            if digest.stored != place.piece.raw:
                raise changed_since(file.shard)
        sink.finish()


def raw_cells(run: FinishedRun, file: RunFile, numbers: Collection[int]) -> Iterator[tuple[int, bytes]]:
    """Yield the raw texts of those rows of a file whose number is among `numbers`, in order."""
    import pyarrow as pa  # noqa: PLC0415 - see tables

    with ExitStack() as stack:
        sources = _open(run, file, stack)
        column = text_column(sources["out"].table.schema, run.shape)
        for place in file.places:
            for places, rows in _raw_groups(run, place, sources):
                for index, number in enumerate(places):
                    if number in numbers:
                        yield number, rows.column(column).slice(index, 1).cast(pa.large_binary())[0].as_py() or b""


def _open(run: FinishedRun, file: RunFile, stack: ExitStack) -> dict[str, RowSource]:
    sources = {}
    for name, path in (("out", run.home.output(file.shard)), ("aside", run.home.quarantine(file.shard))):
        if any(getattr(place.piece, name) is not None for place in file.places):
            try:
                sources[name] = stack.enter_context(closing(RowSource(path)))
            except FileNotFoundError:
                raise RestoreError(f"{path}: is missing, so {file.shard} cannot be rebuilt") from None
            except InputError as error:
                raise RestoreError(f"{path}: {error}, so {file.shard} cannot be rebuilt") from None
    return sources


def _raw_groups(run: FinishedRun, place: Place, sources: dict[str, RowSource]) -> Iterator[tuple[list[int], Any]]:
    """Yield the raw rows of a piece in order, as tables about as large as they were, with the numbers of their rows."""
    piece = place.piece
    shard = writable(piece.shard)
    number = piece.first
    try:
        for length in piece.lengths:
            numbers, rows, number = _raw_group(run, place, sources, length, number)
            yield numbers, rows
        numbers, rows, number = _raw_group(run, place, sources, 0, number)
        if numbers:
            yield numbers, rows
    except (InputError, KeyError):
        raise changed_since(shard) from None


def _raw_group(
    run: FinishedRun, place: Place, sources: dict[str, RowSource], length: int, number: int
) -> tuple[list[int], Any, int]:
    """Rebuild rows up to the last of `length` that came out, or with 0 all that are left, which were set aside."""
    import pyarrow as pa  # noqa: PLC0415

    shard = writable(place.piece.shard)
    out = sources["out"].take(length)
    order: list[int] = []
    numbers: list[int] = []
    entries: list[tuple[int, Entry]] = []
    taken = aside = 0
    while taken < length or not length:
        entry, reason = place.notes.take(shard, number)
        if reason is not None and reason["cause"] == "broken_file":
            number += reason["size"]
            continue
        if reason is not None:
            order.append(length + aside)
            aside += 1
        elif length:
            order.append(taken)
            if entry is not None:
                entries.append((taken, entry))
            taken += 1
        else:
            break
        numbers.append(number)
        number += 1
    if entries:
        out = _undone(out, text_column(out.schema, run.shape), entries, run)
    if aside:
        out = pick(pa.concat_tables([out, sources["aside"].take(aside)]), order)
    return numbers, out, number


def _undone(rows: Any, column: int, entries: list[tuple[int, Entry]], run: FinishedRun) -> Any:
    import pyarrow as pa  # noqa: PLC0415

    texts = rows.column(column).cast(pa.large_binary()).to_pylist()
    for index, entry in entries:
        raw = entry.kept
        if raw is None:
            raw = undo(texts[index], entry.edits, encoding=entry.encoding, style=entry.style, format=CELL, shape=run.shape)
        if raw is None:
            raise changed_since(entry.shard)
        texts[index] = raw
    return with_texts(rows, column, texts)
