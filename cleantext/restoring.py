"""Undo a run: rebuild the raw files from its output, ledger and quarantine, and verify each by its hash."""

from __future__ import annotations

import hashlib
import shutil
import sys
from collections import deque
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import BinaryIO

from cleantext.compression import Codec, Packing, codec_of, open_content
from cleantext.documents import SPLIT_TEXT, Format, Shape, undo
from cleantext.errors import RestoreError, RunError
from cleantext.finished import FinishedRun, Place, RunFile, open_run
from cleantext.ledger import Entry, writable
from cleantext.parts import Home, PieceRecord
from cleantext.records import read_records
from cleantext.restoring_rows import changed_since, raw_cells, restore_rows
from cleantext.storage import CHUNK, Pending, explain_os_error
from cleantext.tables import is_table


@dataclass(frozen=True, slots=True)
class Restored:
    """What restoring came to: files written, and what failed, by file.

    `broken` are files that were broken already when they were read: what could be read of them is restored.
    """

    files: int
    failed: dict[str, str]
    broken: tuple[str, ...] = ()


def restore_run(out: str | Path, back: str | Path, *, progress: Callable[[int, int, int], None] | None = None) -> Restored:
    """Rebuild in the folder `back` the raw files of the finished run in `out`.

    Every file is verified by the hash of what was read, and appears only when it is right; a file that fails (its output or
    ledger was changed since) is named in the result and the others are restored all the same.

    Raises `RunError` when `out` holds no finished run, or `back` is not empty or cannot be written.
    """
    back = Path(back)
    run = open_run(out)
    home = run.home
    _check_target(back, home)
    temporary = back / ".cleantext-tmp"
    files = 0
    failed = {}
    broken = []
    seen = 0
    try:
        temporary.mkdir(parents=True)
        for file in run.files():
            pending = Pending(temporary / "file")
            try:
                _restore_file(run, file, pending)
                pending.commit(back / file.shard)
                files += 1
                if any(place.piece.rest is not None for place in file.places):
                    broken.append(writable(file.shard))
            except (RestoreError, RunError) as error:
                failed[writable(file.shard)] = str(error)
            finally:
                pending.discard()
            seen += file.size
            if progress is not None:
                progress(files, seen, run.numbers["bytes"])
    except OSError as error:
        raise explain_os_error(error, f"restoring to {back}") from None
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    missing = run.numbers["files"] - files - len(failed)
    if missing:
        failed["_cleantext"] = (
            f"{home.record}: the records of {missing} of {run.numbers['files']} files are gone or cannot be read. "
            "Give the same `cleantext scrub` command again, which makes them anew, then restore."
        )
    return Restored(files, failed, tuple(broken))


def _check_target(back: Path, home: Home) -> None:
    if back.exists() and (not back.is_dir() or any(back.iterdir())):
        raise RunError(f"{back}: is not an empty folder. Give a new or an empty one.")
    if home.out.resolve() in (back.resolve(), *back.resolve().parents):
        raise RunError(f"{back}: lies inside the run {home.out}. Give a folder outside it.")


def _restore_file(run: FinishedRun, file: RunFile, target: Pending) -> None:
    if is_table(file.shard) and file.places[0].piece.out is not None:
        restore_rows(run, file, target)
        return
    packing = Packing(target, _codec(run, file))
    packing.touch()
    with _opened(run, file) as streams:
        for place in file.places:
            digest = hashlib.sha256()
            for _, data in _raw_records(run, place, streams):
                packing.write(data)
                digest.update(data)
            if digest.hexdigest() != place.piece.raw.sha256:
                raise changed_since(file.shard)
    packing.finish()


def raw_records(run: FinishedRun, file: RunFile, numbers: Collection[int]) -> Iterator[tuple[int, bytes]]:
    """Yield the raw bytes of those records of a file whose number is among `numbers`, in order; they are rebuilt, not read again.

    Raises `RestoreError` or `RunError` when output, ledger or quarantine are not as the run wrote them.
    """
    file = file.again()
    if is_table(file.shard):
        yield from raw_cells(run, file, numbers)
        return
    ends = [place.piece.first for place in file.places[1:]] + [sys.maxsize]
    with _opened(run, file) as streams:
        for place, end in zip(file.places, ends, strict=True):
            piece = place.piece
            if not any(piece.first <= number < end for number in numbers):
                for name, length in (("out", piece.content), ("aside", piece.held)):
                    if name in streams:
                        deque(_blocks(streams[name], length), maxlen=0)  # what is packed cannot be skipped unread
                continue
            for number, blocks in groupby(_raw_records(run, place, streams), key=itemgetter(0)):
                if number in numbers:
                    yield number, b"".join(data for _, data in blocks)


def _codec(run: FinishedRun, file: RunFile) -> Codec | None:
    return codec_of(file.shard) if run.format_of(file.shard) is not None else None


@contextmanager
def _opened(run: FinishedRun, file: RunFile) -> Iterator[dict[str, BinaryIO]]:
    """Open what a file is rebuilt from: its output and its quarantine, where there are such, unpacked."""
    home = run.home
    with ExitStack() as stack:
        streams: dict[str, BinaryIO] = {}
        for name, path in (("out", home.output(file.shard)), ("aside", home.quarantine(file.shard))):
            if any(getattr(place.piece, name) is not None for place in file.places):
                try:
                    stream = stack.enter_context(path.open("rb"))
                except FileNotFoundError:
                    raise RestoreError(f"{path}: is missing, so {file.shard} cannot be rebuilt") from None
                streams[name] = stack.enter_context(open_content(stream, _codec(run, file)))
        yield streams


def _raw_records(run: FinishedRun, place: Place, streams: dict[str, BinaryIO]) -> Iterator[tuple[int, bytes]]:
    """Yield the raw bytes of a piece, record by record with its number; a record that was set aside comes in blocks."""
    piece = place.piece
    shard = writable(piece.shard)
    format = run.format_of(piece.shard)
    shape = run.shape._replace(header=piece.header)
    scrubbed = _scrubbed_records(piece, format, streams.get("out"))
    number = piece.first
    while True:
        entry, aside = place.notes.take(shard, number)
        if aside is not None:
            yield number, b""  # be it empty
            yield from ((number, data) for data in _blocks(streams["aside"], aside["size"]))
        elif (data := next(scrubbed, None)) is not None and format is not None:
            yield number, data if entry is None else _raw_record(data, entry, format, shape)
        else:
            return
        number += 1


def _scrubbed_records(piece: PieceRecord, format: Format | None, stream: BinaryIO | None) -> Iterator[bytes]:
    """Yield the records of a piece's output, blank lines and headers too."""
    if stream is None or piece.out is None or format is None:
        return
    if format is SPLIT_TEXT:
        for length in piece.lengths:
            yield stream.read(length)
        return
    for record in read_records(stream, format.framing, length=piece.content, number=piece.first, max_record=sys.maxsize):
        assert record.raw is not None  # there is no limit
        yield record.raw


def _raw_record(data: bytes, entry: Entry, format: Format, shape: Shape) -> bytes:
    if entry.kept is not None:
        return entry.kept
    raw = undo(data, entry.edits, encoding=entry.encoding, style=entry.style, format=format, shape=shape)
    if raw is None:
        raise changed_since(entry.shard)
    return raw


def _blocks(stream: BinaryIO, size: int) -> Iterator[bytes]:
    while size and (block := stream.read(min(CHUNK, size))):
        yield block
        size -= len(block)
