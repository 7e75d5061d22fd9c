"""Work one part of a run: read its records, scrub them, write the output, the quarantine and the ledger, and finish it for good."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from cleantext.compression import Packing, codec_of
from cleantext.documents import SPLIT_TEXT, Format
from cleantext.errors import RunError
from cleantext.ledger import Entry, LedgerWriter, read_ledger, writable
from cleantext.parts import (
    Counts,
    Home,
    Job,
    PartRecord,
    PieceRecord,
    add_counts,
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
from cleantext.scrubbing import SetAside, count_entry, count_findings, document_name, scrub_record
from cleantext.storage import CHUNK, Pending, Stored, explain_os_error, hash_stream, remove_file, write_json
from cleantext.timing import Scrubber, TimedPipeline


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


Tick = Callable[[int, int], None]
"""Told of documents and bytes just worked; it may raise to stop the work."""


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
    writer = _PartWriter(job, key, fingerprint)
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
                    _work_piece(piece, raw, timed, writer, tick)
        return Done(key, writer.finish(), reused)
    except OSError as error:
        raise explain_os_error(error, f"writing to {job.out}") from None
    finally:
        writer.discard()


def _hash_piece(piece: Piece) -> Stored:
    try:
        with piece.path.open("rb") as stream:
            stream.seek(piece.offset)
            return hash_stream(stream, piece.size)
    except OSError as error:
        error.filename = str(piece.path)
        raise explain_os_error(error, "reading") from None


def _key(fingerprint: str, part: Part, raws: Sequence[Stored]) -> str:
    pieces = [
        (piece.shard, piece.start, raw.size, raw.sha256, piece.header and piece.header.hex(), piece.fault and piece.fault.reason)
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

    def find(self, piece: Piece, raw: Stored) -> tuple[PieceRecord, list[Entry], list[dict[str, Any]]] | None:
        """Return what is known of a piece when nothing about it changed: its record, ledger entries and reasons."""
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
        return record, entries, [reason for reason in self._reasons[key] if reason["shard"] == name]


class _PartWriter:
    """The files of a part while it is worked; all under temporary names until `finish`, but for whole files of the output."""

    def __init__(self, job: Job, key: str, fingerprint: str) -> None:
        self.job = job
        self.home = job.home
        self.key = key
        self.fingerprint = fingerprint
        self._pieces: list[PieceRecord] = []
        self._attempt = f"{key}-{secrets.token_hex(4)}"  # on a cluster a part may be worked twice at a time; its files never mix
        self._ledger = LedgerWriter(self.home.temporary, self._attempt, fingerprint[:16])
        self._reasons = Pending(self._temporary("reasons"))
        self._open: list[Pending] = []

    def _temporary(self, ending: str) -> Path:
        return self.home.temporary / f"{self._attempt}.{ending}"

    def start(self) -> tuple[Pending, Pending]:
        """Return the files for a piece's output and for what it sets aside."""
        self._open = [Pending(self._temporary("out")), Pending(self._temporary("aside"))]
        return self._open[0], self._open[1]

    def enter(self, entry: Entry) -> None:
        """Put a document on record."""
        self._ledger.add(entry)

    def give_reason(self, reason: Mapping[str, Any]) -> None:
        """Say why a record is set aside."""
        self._reasons.write(json.dumps(reason, ensure_ascii=False).encode() + b"\n")

    def end(
        self,
        piece: Piece,
        raw: Stored,
        counts: Counts,
        *,
        content: int,
        held: int,
        lengths: Sequence[int] = (),
        rest: Stored | None = None,
    ) -> None:
        """Make the files of a piece appear."""
        out, aside = self._open
        home = self.home
        places = (
            (home.output(piece.shard), home.quarantine(piece.shard))
            if piece.whole
            else (home.part(self.key, "out"), home.part(self.key, "aside"))
        )
        stored: list[Stored | None] = []
        for pending, place, below in zip((out, aside), places, (home.out, home.record), strict=True):
            if pending.started:
                stored.append(pending.commit(place))
            else:
                remove_file(place, below)  # what an earlier run with other rules left
                stored.append(None)
        self._pieces.append(
            PieceRecord(
                shard=piece.shard,
                start=piece.start,
                first=piece.first,
                whole=piece.whole,
                raw=raw,
                out=stored[0],
                aside=stored[1],
                rest=rest,
                content=content,
                held=held,
                lengths=tuple(lengths),
                header=piece.header,
                fault=None if piece.fault is None else piece.fault.reason,
                counts=counts,
            )
        )

    def keep_rest(self, piece: Piece) -> Stored | None:
        """Keep the bytes of a broken file from the break on."""
        place = self.home.rest(piece.shard)
        if piece.fault is None:
            remove_file(place, self.home.record)
            return None
        assert piece.packed is not None
        pending = Pending(self._temporary("rest"))
        try:
            with piece.packed.open("rb") as stream:
                stream.seek(max(0, piece.fault.place - CHUNK))  # what a decoder still held is on record twice rather than never
                pending.copy(stream)
            return pending.commit(place)
        finally:
            pending.discard()

    def reuse(self, record: PieceRecord, entries: Iterable[Entry], reasons: Iterable[Mapping[str, Any]]) -> None:
        """Take over a piece finished in an earlier part."""
        for entry in entries:
            self.enter(entry)
        for reason in reasons:
            self.give_reason(reason)
        self._pieces.append(record)

    def finish(self) -> Counts:
        """Make the ledger appear, then the record that says that the part is finished; return its numbers."""
        files = {}
        for table, (path, stored) in self._ledger.finish().items():
            place = part_file(self.home, self.key, table)
            place.parent.mkdir(parents=True, exist_ok=True)
            path.replace(place)
            files[table] = stored
        if self._reasons.started:
            files["reasons"] = self._reasons.commit(self.home.reasons(self.key))
        record = PartRecord(self.key, self.fingerprint, tuple(self._pieces), files)
        write_json(self.home.part(self.key), record.as_json(), self._temporary("json"))
        return record.counts()

    def discard(self) -> None:
        """Remove what is still under a temporary name."""
        self._ledger.discard()
        for pending in (*self._open, self._reasons):
            pending.discard()


class _Meter:
    """Tells how far a piece is in bytes of the input, which are fewer than those of its content when it is compressed."""

    def __init__(self, piece: Piece, tick: Tick) -> None:
        self._piece = piece
        self._tick = tick
        self._seen = 0
        self._told = 0

    def tick(self, documents: int, size: int) -> None:
        """Tell of documents and bytes of content."""
        self._seen += size
        cost = self._piece.cost * self._seen // max(1, self._piece.size)
        self._tick(documents, cost - self._told)
        self._told = cost

    def finish(self) -> None:
        """Tell of what is left."""
        self._tick(0, self._piece.cost - self._told)


def _work_piece(piece: Piece, raw: Stored, pipeline: Scrubber, writer: _PartWriter, tick: Tick) -> None:
    job = writer.job
    format = job.format_of(piece.shard)
    counts: Counts = {"in": 0, "out": 0, "set_aside": 0, "changed": 0, "bytes": piece.size, "characters": 0}
    shape = job.shape._replace(header=piece.header)
    digest = hashlib.sha256()
    meter = _Meter(piece, tick)
    codec = codec_of(piece.shard) if format is not None else None
    out, aside = (Packing(pending, codec) for pending in writer.start())
    lengths = []
    for record in _records(piece, format, job):
        if record.raw is not None:
            digest.update(record.raw)
        if record.raw is not None and not record.document:
            out.write(record.raw)
            lengths.append(record.size)
            meter.tick(0, record.size)
            continue
        counts["in"] += 1
        try:
            data, entry = scrub_record(record, piece.shard, format, shape, pipeline, max_record=job.max_record)
        except SetAside as why:
            counts["set_aside"] += 1
            add_counts(counts, {"causes": {why.cause: 1}})
            writer.give_reason(_reason(record, piece, why, format))
            _copy_raw(piece, record, aside, digest)
            if why.entry is not None:
                writer.enter(why.entry)
                add_counts(counts, count_findings(why.entry.findings))
        else:
            counts["out"] += 1
            out.write(data)
            lengths.append(len(data))
            if isinstance(entry, Entry):
                writer.enter(entry)
                add_counts(counts, count_entry(entry))
                counts["characters"] += entry.characters
            else:
                counts["characters"] += entry
        meter.tick(1, record.size)
    if digest.hexdigest() != raw.sha256:
        raise RunError(f"{piece.path}: the file changed while it was read. Give the same command again when it is at rest.")
    if format is not None and format.many:
        out.touch()  # also a file of no records is a file
    out.finish()
    aside.finish()
    meter.finish()
    writer.end(
        piece,
        raw,
        counts,
        content=out.size,
        held=aside.size,
        lengths=lengths if format is SPLIT_TEXT else (),
        rest=writer.keep_rest(piece),
    )


def _records(piece: Piece, format: Format | None, job: Job) -> Iterator[Record]:
    """Yield the records of a piece; of a broken file, the last is what the break cut off, and be it nothing."""
    if format is None:
        yield Record(1, 0, piece.size, None)
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


def _reason(record: Record, piece: Piece, why: SetAside, format: Format | None) -> dict[str, Any]:
    name = document_name(piece.shard, record.number, why.id, many=format is not None and format.many)
    return {
        "document": writable(name),
        "shard": writable(piece.shard),
        "record": record.number,
        "start": record.start,
        "size": record.size,
        "cause": why.cause,
        "reason": writable(why.reason),
    }


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
