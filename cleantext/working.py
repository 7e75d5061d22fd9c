"""Work one part of a run: read its records, scrub them, write the output, the quarantine and the ledger, and finish it for good."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, BinaryIO

from cleantext.compression import Packing, codec_of
from cleantext.documents import SPLIT_TEXT, Format
from cleantext.identities import read_hashes
from cleantext.ledger import Entry, read_ledger, writable
from cleantext.parts import (
    Counts,
    Home,
    Job,
    PieceRecord,
    files_stand,
    part_file,
    piece_stands,
    read_part,
    read_reasons,
    rest_stands,
)
from cleantext.pipeline import Pipeline
from cleantext.planning import Part, Piece
from cleantext.records import Record, read_records
from cleantext.rows import changed_meanwhile, hash_rows, reads_as_table, work_rows
from cleantext.scrubbing import SetAside, scrub_record
from cleantext.storage import CHUNK, Stored, explain_os_error, hash_stream
from cleantext.timing import Scrubber, TimedPipeline
from cleantext.writing import Meter, PartWriter, Tally, Tick


@dataclass(frozen=True, slots=True)
class Task:
    """A part to work, with what is known of earlier work on it.

    `assembled` is the key under which the piece stands in a whole output file that has been verified, if it does; `earlier` are
    keys of parts that held some of these files.
    """

    part: Part
    assembled: str | None = None
    earlier: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """What working a part came to: its key, its numbers, and how many of its documents were finished before."""

    key: str
    counts: Counts
    reused: int


def work(task: Task, job: Job, fingerprint: str, pipeline: Pipeline, tick: Tick) -> Done:
    """Finish one part, or find it finished.

    Raises `InputError` when the input cannot be read, `RunError` when the output cannot be written or the input changes meanwhile.
    """
    home = job.home
    raws = [_hash_piece(piece) for piece in task.part.pieces]
    key = _key(fingerprint, task.part, raws)
    record = read_part(home, key)
    if (
        record is not None
        and files_stand(home, record)
        and all(rest_stands(home, piece) if key == task.assembled else piece_stands(home, piece, key) for piece in record.pieces)
    ):
        counts = record.counts()
        tick(counts["in"], sum(piece.cost for piece in task.part.pieces))
        return Done(key, counts, counts["in"])
    writer = PartWriter(job, key, fingerprint)
    try:
        earlier = _Earlier(home, fingerprint, task.earlier)
        reused = 0
        with TimedPipeline(pipeline) as timed:
            for piece, raw in zip(task.part.pieces, raws, strict=True):
                found = earlier.find(piece, raw)
                if found is not None:
                    writer.reuse(*found)
                    reused += found[0].counts["in"]
                    tick(found[0].counts["in"], piece.cost)
                else:
                    (work_rows if reads_as_table(piece) else _work_piece)(piece, raw, timed, writer, tick)
        return Done(key, writer.finish(), reused)
    except OSError as error:
        raise explain_os_error(error, f"writing to {job.out}") from None
    finally:
        writer.discard()


def _hash_piece(piece: Piece) -> Stored:
    if reads_as_table(piece):
        return hash_rows(piece)
    try:
        with piece.path.open("rb") as stream:
            stream.seek(piece.offset)
            return hash_stream(stream, piece.size)
    except OSError as error:
        error.filename = str(piece.path)
        raise explain_os_error(error, "reading") from None


def _key(fingerprint: str, part: Part, raws: Sequence[Stored]) -> str:
    pieces = [
        (
            piece.shard,
            piece.start,
            raw.size,
            raw.sha256,
            piece.header and piece.header.hex(),
            piece.fault and piece.fault.reason,
            piece.refused,
        )
        for piece, raw in zip(part.pieces, raws, strict=True)
    ]
    return hashlib.sha256(json.dumps([fingerprint, pieces]).encode()).hexdigest()[:32]


class _Earlier:
    """Whole files finished in other parts, whose results can be taken over when a file beside them changed."""

    def __init__(self, home: Home, fingerprint: str, keys: Sequence[str]) -> None:
        self._home = home
        self._found: dict[str, tuple[PieceRecord, str]] = {}
        self._entries: dict[str, Iterator[Entry]] = {}
        self._next: dict[str, Entry | None] = {}
        self._reasons: dict[str, list[dict[str, Any]]] = {}
        self._order: dict[str, int] = {}
        for key in keys:
            record = read_part(home, key)
            if record is not None and record.job == fingerprint and files_stand(home, record):
                self._found.update({piece.shard: (piece, key) for piece in record.pieces if piece.whole})
                self._order.update({writable(piece.shard): place for place, piece in enumerate(record.pieces)})

    def find(self, piece: Piece, raw: Stored) -> tuple[PieceRecord, list[Entry], list[dict[str, Any]], list[int]] | None:
        """Return what is known of a piece when nothing about it changed: its record, ledger entries, reasons and ids."""
        record, key = self._found.get(piece.shard, (None, ""))
        if (
            record is None
            or not piece.whole
            or record.raw != raw
            or record.fault != (piece.fault and piece.fault.reason)
            or not piece_stands(self._home, record, key)
        ):
            return None
        if key not in self._reasons:
            self._reasons[key] = list(read_reasons(self._home, key))
            self._entries[key] = read_ledger(self._home.ledger, key)
            self._next[key] = next(self._entries[key], None)
        name = writable(piece.shard)
        entries = []
        # Pieces come in the same order then and now, so one pass over the earlier ledger finds them all.
        while (entry := self._next[key]) is not None and self._order[entry.shard] <= self._order[name]:
            if entry.shard == name:
                entries.append(entry)
            self._next[key] = next(self._entries[key], None)
        reasons = [reason for reason in self._reasons[key] if reason["shard"] == name]
        return record, entries, reasons, read_hashes(part_file(self._home, key, "ids"), name)


def _work_piece(piece: Piece, raw: Stored, pipeline: Scrubber, writer: PartWriter, tick: Tick) -> None:
    job = writer.job
    format = job.format_of(piece.shard)
    tally = Tally(writer, piece, piece.size, many=format is not None and format.many)
    shape = job.shape._replace(header=piece.header)
    digest = hashlib.sha256()
    meter = Meter(piece, tick)
    codec = codec_of(piece.shard) if format is not None else None
    out, aside = (Packing(pending, codec) for pending in writer.start())
    lengths: list[int] | None = [] if format is SPLIT_TEXT else None  # elsewhere a record tells itself where it ends
    named = partial(writer.ids.add, writable(piece.shard))
    for record in _records(piece, format, job):
        if record.raw is not None:
            digest.update(record.raw)
        if record.raw is not None and not record.document:
            out.write(record.raw)
            if lengths is not None:
                lengths.append(record.size)
            meter.tick(0, record.size)
            continue
        try:
            data, entry = scrub_record(record, piece.shard, format, shape, pipeline, max_record=job.max_record, named=named)
        except SetAside as why:
            tally.sets_aside(record, why)
            _copy_raw(piece, record, aside, digest)
        else:
            tally.passes(entry)
            out.write(data)
            if lengths is not None:
                lengths.append(len(data))
        meter.tick(1, record.size)
    if digest.hexdigest() != raw.sha256:
        raise changed_meanwhile(piece)
    if format is not None and format.many:
        out.touch()  # also a file of no records is a file
    out.finish()
    aside.finish()
    meter.finish()
    rest = None
    if piece.fault is not None and piece.packed is not None:
        # What the decoder still held at the break is kept, too: rather twice on record than never.
        rest = writer.keep_rest(piece, piece.packed, max(0, piece.fault.place - CHUNK))
    writer.end(piece, raw, tally.counts, content=out.size, held=aside.size, lengths=lengths or (), rest=rest)


def _records(piece: Piece, format: Format | None, job: Job) -> Iterator[Record]:
    """Yield the records of a piece; of a broken file, the last is what the break cut off, and be it nothing."""
    if format is None:
        yield Record(1, 0, piece.size, None, broken=piece.refused)
        return
    if piece.fault is not None:
        why = f"the file is broken near byte {piece.fault.place:,}, after {piece.start + piece.size:,} bytes of content: {piece.fault.reason}"
    number = piece.first
    with _opened(piece) as stream:
        for record in read_records(
            stream, format.framing, length=piece.size, start=piece.start, number=piece.first, max_record=job.max_record
        ):
            if piece.fault is not None and not record.whole:
                yield record._replace(broken=why)
                return
            number = record.number + 1
            yield record
    if piece.fault is not None:
        yield Record(number, piece.start + piece.size, 0, b"", broken=why)


def _opened(piece: Piece) -> BinaryIO:
    try:
        stream = piece.path.open("rb")
    except OSError as error:
        error.filename = str(piece.path)
        raise explain_os_error(error, "reading") from None
    stream.seek(piece.offset)
    return stream


def _copy_raw(piece: Piece, record: Record, aside: Packing, digest: Any) -> None:
    """Keep the raw bytes of a record that is set aside."""
    aside.touch()
    if record.raw is not None:
        aside.write(record.raw)
        return
    with piece.path.open("rb") as stream:
        stream.seek(piece.offset + record.start - piece.start)
        left = record.size
        while left and (block := stream.read(min(CHUNK, left))):
            aside.write(block)
            digest.update(block)
            left -= len(block)
