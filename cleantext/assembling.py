"""Put the output of a large file together from that of its parts."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from pathlib import Path

from cleantext.parts import Home, PieceRecord, WholeRecord, read_part, read_whole
from cleantext.storage import Pending, hash_file, remove_file, write_json
from cleantext.tables import TableSink, copy_rows, is_table, open_table


def _whole_name(shard: str) -> str:
    return "file-" + hashlib.sha256(shard.encode("utf-8", "surrogateescape")).hexdigest()[:32]


def standing(home: Home, shard: str) -> WholeRecord | None:
    """Return the record of a large file put together earlier, if it still stands as it was written."""
    known = read_whole(home, _whole_name(shard))
    if known is None or (hash_file(home.output(shard)), hash_file(home.quarantine(shard))) != (known.out, known.aside):
        return None
    return known


def assemble(home: Home, shard: str, keys: Sequence[str], before: WholeRecord | None) -> None:
    """Put a large file together from the outputs of the parts called `keys`.

    Where a part was finished before, it is taken from what was put together earlier, as `before` says.
    """
    attempt = f"{_whole_name(shard)}-{secrets.token_hex(4)}"  # on a cluster a file may be worked twice at a time
    pending = {name: Pending(home.temporary / f"{attempt}.{name}") for name in ("out", "aside")}
    targets = {"out": home.output(shard), "aside": home.quarantine(shard)}
    places = _earlier_places(home, shard, before)
    try:
        for name, file in pending.items():
            sources = []
            for key in keys:
                record = read_part(home, key)
                assert record is not None  # it was finished in this run
                if getattr(record.pieces[0], name) is not None:
                    path = home.part(key, name)
                    sources.append(
                        (path, 0, record.pieces[0]) if path.exists() else (targets[name], places[key, name], record.pieces[0])
                    )
            if sources:
                (_join_tables if is_table(shard) else _join_bytes)(file, name, sources)
        stored = {name: file.stored if file.started else None for name, file in pending.items()}
        known = WholeRecord(shard, tuple(keys), **stored)
        write_json(home.part(_whole_name(shard)), known.as_json(), home.temporary / f"{attempt}.json")
        for name, file in pending.items():
            if file.started:
                file.commit(targets[name])
            else:
                remove_file(targets[name], home.record)
    finally:
        for file in pending.values():
            file.discard()
    for key in keys:
        for name in pending:
            home.part(key, name).unlink(missing_ok=True)


_Source = tuple[Path, int, PieceRecord]
"""Where the output of a part is: the file, what stands before it there, in bytes or rows, and its record."""


def _join_bytes(target: Pending, name: str, sources: Sequence[_Source]) -> None:
    for path, start, piece in sources:
        with path.open("rb") as stream:
            stream.seek(start)
            target.copy(stream, getattr(piece, name).size)
    target.finish()


def _join_tables(target: Pending, name: str, sources: Sequence[_Source]) -> None:
    """Copy the groups of rows of each part, one by one."""
    shard = sources[0][2].shard
    table = open_table(sources[0][0], shard)
    sink = TableSink(target, table.writer)
    table.close()
    sink.touch()
    for path, start, piece in sources:
        copy_rows(path, shard, start, piece.lengths if name == "out" else (piece.held,), sink)
    sink.finish()


def _earlier_places(home: Home, shard: str, before: WholeRecord | None) -> dict[tuple[str, str], int]:
    """Return where the output of each part stands in the file put together earlier, in bytes or, of a table, in rows."""
    places: dict[tuple[str, str], int] = {}
    at = {"out": 0, "aside": 0}
    for key in before.parts if before else ():
        record = read_part(home, key)
        if record is None:
            break
        piece = record.pieces[0]
        rows = {"out": piece.content, "aside": piece.held}
        for name, place in at.items():
            stored = getattr(piece, name)
            places[key, name] = place
            at[name] = place + (rows[name] if is_table(shard) else stored.size if stored else 0)
    return places
