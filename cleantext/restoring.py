"""Undo a run: rebuild the raw files from its output, ledger and quarantine, and verify each by its hash."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cleantext.documents import Format, Shape, format_of, undo
from cleantext.errors import RestoreError, RunError
from cleantext.ledger import Entry, read_ledger, writable
from cleantext.parts import Home, PieceRecord, read_part, read_reasons
from cleantext.storage import CHUNK, Pending, explain_os_error, read_json


@dataclass(frozen=True, slots=True)
class Restored:
    """What restoring came to: files written, and what failed, by file."""

    files: int
    failed: dict[str, str]


def restore_run(out: str | Path, back: str | Path, *, progress: Callable[[int, int, int], None] | None = None) -> Restored:
    """Rebuild in the folder `back` the raw files of the finished run in `out`.

    Every file is verified by the hash of what was read, and appears only when it is right; a file that fails (its output or
    ledger was changed since) is named in the result and the others are restored all the same.

    Raises `RunError` when `out` holds no finished run, or `back` is not empty or cannot be written.
    """
    home = Home(Path(out))
    back = Path(back)
    run = read_json(home.record / "run.json")
    if not isinstance(run, dict):
        raise RunError(f"{out}: holds no run of cleantext. Give the folder that `cleantext scrub` wrote to.")
    summary = read_json(home.record / "summary.json")
    if not isinstance(summary, dict):
        raise RunError(f"{out}: the run is not finished. Give the same `cleantext scrub` command again, then restore.")
    _check_target(back, home)
    shape = Shape(run["text_field"], run["id_field"])
    temporary = back / ".cleantext-tmp"
    files = 0
    failed = {}
    seen = 0
    try:
        temporary.mkdir(parents=True)
        for shard, pieces, places in _shards(home):
            pending = Pending(temporary / "file")
            try:
                _restore_file(home, pieces, places, shape, pending)
                pending.commit(back / shard)
                files += 1
            except RestoreError as error:
                failed[writable(shard)] = str(error)
            finally:
                pending.discard()
            seen += sum(piece.raw.size for piece in pieces)
            if progress is not None:
                progress(files, seen, summary["bytes"])
    except OSError as error:
        raise explain_os_error(error, f"restoring to {back}") from None
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    missing = summary["files"] - files - len(failed)
    if missing:
        failed["_cleantext"] = (
            f"{home.record}: the records of {missing} of {summary['files']} files are gone or cannot be read. "
            "Give the same `cleantext scrub` command again, which makes them anew, then restore."
        )
    return Restored(files, failed)


def _check_target(back: Path, home: Home) -> None:
    if back.exists() and (not back.is_dir() or any(back.iterdir())):
        raise RunError(f"{back}: is not an empty folder. Give a new or an empty one.")
    if home.out.resolve() in (back.resolve(), *back.resolve().parents):
        raise RunError(f"{back}: lies inside the run {home.out}. Give a folder outside it.")


class _Notes:
    """What ledger and quarantine say about the records of a part, taken in the order of its pieces and records."""

    def __init__(self, home: Home, key: str) -> None:
        self._entries = read_ledger(home.ledger, key)
        self._reasons = read_reasons(home, key)
        self._entry = next(self._entries, None)
        self._reason = next(self._reasons, None)

    def take(self, shard: str, number: int) -> tuple[Entry | None, int | None]:
        """Return the ledger's entry for a record, and its bytes in the quarantine when it was set aside."""
        entry, aside = None, None
        if self._entry is not None and (self._entry.shard, self._entry.record) == (shard, number):
            entry = self._entry
            self._entry = next(self._entries, None)
        if self._reason is not None and (self._reason["shard"], self._reason["record"]) == (shard, number):
            aside = int(self._reason["size"])
            self._reason = next(self._reasons, None)
        return entry, aside

    def leave(self, shard: str) -> None:
        """Pass over what is left about a file, which is none unless it failed."""
        while self._entry is not None and self._entry.shard == shard:
            self._entry = next(self._entries, None)
        while self._reason is not None and self._reason["shard"] == shard:
            self._reason = next(self._reasons, None)


Place = tuple[PieceRecord, _Notes]
"""A piece, and the notes of the part that holds it."""


def _shards(home: Home) -> Iterator[tuple[str, list[PieceRecord], Iterator[Place]]]:
    """Yield each raw file with its pieces in order; the notes of a part are opened when its turn comes."""
    for path in sorted(home.parts.glob("*.json")):
        if path.name.startswith("file-"):
            known = read_json(path)
            records = [record for key in known["parts"] if (record := read_part(home, key)) is not None]
            pieces = [record.pieces[0] for record in records]
            yield known["shard"], pieces, ((record.pieces[0], _Notes(home, record.key)) for record in records)
        elif (record := read_part(home, path.stem)) is not None and record.pieces[0].whole:
            notes = _Notes(home, record.key)
            for piece in record.pieces:
                yield piece.shard, [piece], iter([(piece, notes)])
                notes.leave(writable(piece.shard))


def _restore_file(home: Home, pieces: list[PieceRecord], places: Iterator[Place], shape: Shape, target: Pending) -> None:
    shard = pieces[0].shard
    target.touch()
    with ExitStack() as stack:
        streams: dict[str, BinaryIO] = {}
        for name, path in (("out", home.output(shard)), ("aside", home.quarantine(shard))):
            if any(getattr(piece, name) is not None for piece in pieces):
                try:
                    streams[name] = stack.enter_context(path.open("rb"))
                except FileNotFoundError:
                    raise RestoreError(f"{path}: is missing, so {shard} cannot be rebuilt") from None
        for piece, notes in places:
            digest = hashlib.sha256()
            for data in _raw_records(piece, notes, shape, streams):
                target.write(data)
                digest.update(data)
            if digest.hexdigest() != piece.raw.sha256:
                raise _changed(shard)


def _changed(shard: str) -> RestoreError:
    return RestoreError(
        f"{shard}: what was rebuilt is not what was read. The output, the ledger or the quarantine of the run was changed since; "
        "put the changed file back as it was."
    )


def _raw_records(piece: PieceRecord, notes: _Notes, shape: Shape, streams: dict[str, BinaryIO]) -> Iterator[bytes]:
    """Yield the raw bytes of a piece, record by record; a record that was set aside comes in blocks."""
    shard = writable(piece.shard)
    format = format_of(piece.shard)
    by_line = format is not None and format.by_line
    left = piece.out.size if piece.out is not None else 0
    number = piece.line
    while True:
        entry, aside = notes.take(shard, number)
        if aside is not None:
            yield from _blocks(streams["aside"], aside)
        elif left > 0 and format is not None:
            data = streams["out"].readline(left) if by_line else streams["out"].read(left)
            if not data:
                return
            left -= len(data)
            yield data if entry is None else _raw_record(data, entry, format, shape)
        else:
            return
        if not by_line:
            return
        number += 1


def _raw_record(data: bytes, entry: Entry, format: Format, shape: Shape) -> bytes:
    if entry.kept is not None:
        return entry.kept
    raw = undo(data, entry.edits, encoding=entry.encoding, style=entry.style, format=format, shape=shape)
    if raw is None:
        raise _changed(entry.shard)
    return raw


def _blocks(stream: BinaryIO, size: int) -> Iterator[bytes]:
    while size and (block := stream.read(min(CHUNK, size))):
        yield block
        size -= len(block)
