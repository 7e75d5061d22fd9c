"""Work one part of a run: read its records, scrub them, write the output, the quarantine and the ledger, and finish it for good.

A part is finished when its record ``parts/KEY.json`` stands, which is written last. The key is a hash of what went in, the raw
bytes and all that decides how a text comes out, so finished work is found again and never mistaken for other work.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from cleantext.documents import (
    MAX_RECORD,
    Document,
    Format,
    Record,
    Shape,
    close,
    format_of,
    is_blank,
    known_suffixes,
    read_records,
    undo,
)
from cleantext.edits import Edit
from cleantext.errors import FilterError, InputError, RunError
from cleantext.ledger import WROTE_ELSE, Entry, LedgerWriter, holdable, read_ledger, writable
from cleantext.pipeline import Pipeline, Result
from cleantext.planning import RECORD, Part, Piece
from cleantext.settings import Settings
from cleantext.storage import (
    CHUNK,
    Pending,
    Stored,
    explain_os_error,
    hash_file,
    hash_stream,
    read_json,
    remove_file,
    write_json,
)
from cleantext.timing import Scrubber, TimedPipeline

Counts = dict[str, Any]
"""Numbers by name, some of them by kind, rule or cause: ``{"in": 2, "removed": {"ad": 30}}``."""


def add_counts(total: Counts, more: Mapping[str, Any]) -> None:
    """Add the numbers of `more` to `total`, in place.

    >>> total = {"in": 1, "removed": {"ad": 2}}
    >>> add_counts(total, {"in": 2, "removed": {"ad": 1, "space": 4}})
    >>> total
    {'in': 3, 'removed': {'ad': 3, 'space': 4}}
    """
    for name, value in more.items():
        if isinstance(value, Mapping):
            add_counts(total.setdefault(name, {}), value)
        else:
            total[name] = total.get(name, 0) + value


@dataclass(frozen=True, slots=True)
class Home:
    """Where a run keeps things below its output folder."""

    out: Path

    @property
    def record(self) -> Path:
        """The folder of everything but the scrubbed files."""
        return self.out / RECORD

    @property
    def ledger(self) -> Path:
        """The folder of the ledger's tables."""
        return self.record / "ledger"

    @property
    def parts(self) -> Path:
        """The folder of the records of finished parts."""
        return self.record / "parts"

    @property
    def temporary(self) -> Path:
        """The folder of files not yet whole; emptied when a run starts."""
        return self.record / "tmp"

    def output(self, shard: str) -> Path:
        """Where the scrubbed file goes."""
        return self.out / shard

    def quarantine(self, shard: str) -> Path:
        """Where the raw records of a file go that are set aside."""
        return self.record / "quarantine" / "raw" / shard

    def reasons(self, key: str) -> Path:
        """Where a part says why records are set aside."""
        return self.record / "quarantine" / "reasons" / f"{key}.jsonl"

    def part(self, key: str, ending: str = "json") -> Path:
        """Where the record of a finished part is, or its output until the whole file is put together."""
        return self.parts / f"{key}.{ending}"


@dataclass(frozen=True)
class Job:
    """What a run does to every record, and where its results go."""

    out: Path
    settings: Settings
    shape: Shape = field(default_factory=Shape)
    max_record: int = MAX_RECORD

    @property
    def home(self) -> Home:
        """Where things go."""
        return Home(self.out)

    def fingerprint(self) -> str:
        """Return a hash of all but the input that decides what comes out."""
        parts = [self.settings.fingerprint(), self.shape, self.max_record]
        return hashlib.sha256(json.dumps(parts).encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class PieceRecord:
    """What came of a piece: what was read, what was written (None where there is no file), and the numbers."""

    shard: str
    start: int
    line: int
    whole: bool
    raw: Stored
    out: Stored | None
    aside: Stored | None
    counts: Counts

    def as_json(self) -> dict[str, Any]:
        """Return the value for a JSON file."""
        return {
            "shard": self.shard,
            "start": self.start,
            "line": self.line,
            "whole": self.whole,
            "raw": self.raw.as_json(),
            "out": self.out and self.out.as_json(),
            "aside": self.aside and self.aside.as_json(),
            "counts": self.counts,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> PieceRecord:
        """Read what `as_json` wrote."""
        stored: dict[str, Any] = {name: value[name] and Stored(**value[name]) for name in ("raw", "out", "aside")}
        return cls(value["shard"], value["start"], value["line"], value["whole"], counts=value["counts"], **stored)


@dataclass(frozen=True, slots=True)
class PartRecord:
    """What came of a finished part: `files` are its ledger tables and reasons."""

    key: str
    job: str
    pieces: tuple[PieceRecord, ...]
    files: Mapping[str, Stored]

    def counts(self) -> Counts:
        """Add up the numbers of the pieces."""
        total: Counts = {}
        for piece in self.pieces:
            add_counts(total, piece.counts)
        return total

    def as_json(self) -> dict[str, Any]:
        """Return the value for a JSON file."""
        files = {name: stored.as_json() for name, stored in self.files.items()}
        return {"key": self.key, "job": self.job, "pieces": [piece.as_json() for piece in self.pieces], "files": files}


@dataclass(frozen=True, slots=True)
class WholeRecord:
    """What came of a large file put together from parts: their keys, and its output and quarantine (None where there is no file)."""

    shard: str
    parts: tuple[str, ...]
    out: Stored | None
    aside: Stored | None

    def as_json(self) -> dict[str, Any]:
        """Return the value for a JSON file."""
        return {
            "shard": self.shard,
            "parts": self.parts,
            "out": self.out and self.out.as_json(),
            "aside": self.aside and self.aside.as_json(),
        }


_JUNK = (AttributeError, IndexError, KeyError, TypeError)
"""What reading a record raises when it is JSON, but not what a run wrote."""


def read_part(home: Home, key: str) -> PartRecord | None:
    """Read the record of a finished part; None where it is not finished, or its record is junk."""
    value = read_json(home.part(key))
    try:
        files = {name: Stored(**stored) for name, stored in value["files"].items()}
        record = PartRecord(value["key"], value["job"], tuple(map(PieceRecord.from_json, value["pieces"])), files)
    except _JUNK:
        return None
    return record if record.key == key and record.pieces else None


def read_whole(home: Home, name: str) -> WholeRecord | None:
    """Read the record of a large file that was put together; None where there is none, or it is junk."""
    value = read_json(home.part(name))
    try:
        stored = {of: value[of] and Stored(**value[of]) for of in ("out", "aside")}
        return WholeRecord(value["shard"] + "", tuple(key + "" for key in value["parts"]), **stored)
    except _JUNK:
        return None


def part_file(home: Home, key: str, name: str) -> Path:
    """Return where a ledger table or the reasons of a part are."""
    return home.reasons(key) if name == "reasons" else home.ledger / name / f"{key}.parquet"


def files_stand(home: Home, record: PartRecord) -> bool:
    """Say whether the ledger of a finished part is still as it was written."""
    return all(hash_file(part_file(home, record.key, name)) == stored for name, stored in record.files.items())


def piece_stands(home: Home, piece: PieceRecord, key: str) -> bool:
    """Say whether the output of a piece, and what it set aside, are still as they were written."""
    out = home.output(piece.shard) if piece.whole else home.part(key, "out")
    aside = home.quarantine(piece.shard) if piece.whole else home.part(key, "aside")
    return hash_file(out) == piece.out and hash_file(aside) == piece.aside


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
        and (key == task.assembled or all(piece_stands(home, piece, key) for piece in record.pieces))
    ):
        counts = record.counts()
        tick(counts["in"], sum(raw.size for raw in raws))
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
                    tick(found[0].counts["in"], raw.size)
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
            stream.seek(piece.start)
            return hash_stream(stream, piece.size)
    except OSError as error:
        error.filename = str(piece.path)
        raise explain_os_error(error, "reading") from None


def _key(fingerprint: str, part: Part, raws: Sequence[Stored]) -> str:
    pieces = [(piece.shard, piece.start, raw.size, raw.sha256) for piece, raw in zip(part.pieces, raws, strict=True)]
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
        if record is None or not piece.whole or record.raw != raw or not piece_stands(self._home, record, key):
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


def read_reasons(home: Home, key: str) -> Iterator[dict[str, Any]]:
    """Yield why records of a part were set aside, in the order of the records.

    Raises `RunError` when the file is not what a run wrote.
    """
    path = home.reasons(key)
    if not path.exists():
        return
    with path.open("rb") as stream:
        for line in stream:
            try:
                reason = json.loads(line)
                yield reason | {"record": int(reason["record"]), "size": int(reason["size"]), "shard": reason["shard"]}
            except (ValueError, *_JUNK):
                raise RunError(f"{path}: cannot be read: {WROTE_ELSE}") from None


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

    def end(self, piece: Piece, raw: Stored, counts: Counts) -> None:
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
        self._pieces.append(PieceRecord(piece.shard, piece.start, piece.line, piece.whole, raw, stored[0], stored[1], counts))

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


def _work_piece(piece: Piece, raw: Stored, pipeline: Scrubber, writer: _PartWriter, tick: Tick) -> None:
    job = writer.job
    out, aside = writer.start()
    counts: Counts = {"in": 0, "out": 0, "set_aside": 0, "changed": 0, "bytes": piece.size, "characters": 0}
    format = format_of(piece.shard)
    digest = hashlib.sha256()
    try:
        stream = piece.path.open("rb")
    except OSError as error:
        error.filename = str(piece.path)
        raise explain_os_error(error, "reading") from None
    with stream:
        stream.seek(piece.start)
        for record in _records(stream, piece, format, job):
            if record.raw is not None:
                digest.update(record.raw)
            if format is not None and format.by_line and record.raw is not None and is_blank(record.raw):
                out.write(record.raw)
                tick(0, record.size)
                continue
            counts["in"] += 1
            try:
                data, entry = scrub_record(record, piece.shard, format, job, pipeline)
            except SetAside as why:
                counts["set_aside"] += 1
                add_counts(counts, {"causes": {why.cause: 1}})
                writer.give_reason(_reason(record, piece, why))
                _copy_raw(piece, record, aside, digest)
                if why.entry is not None:
                    writer.enter(why.entry)
                    add_counts(counts, _count_findings(why.entry.findings))
            else:
                counts["out"] += 1
                out.write(data)
                if isinstance(entry, Entry):
                    writer.enter(entry)
                    add_counts(counts, count_entry(entry))
                    counts["characters"] += entry.characters
                else:
                    counts["characters"] += entry
            tick(1, record.size)
    if digest.hexdigest() != raw.sha256:
        raise RunError(f"{piece.path}: the file changed while it was read. Give the same command again when it is at rest.")
    if format is not None and format.by_line:
        out.touch()  # also a file of no records is a file
    writer.end(piece, raw, counts)


def _records(stream: BinaryIO, piece: Piece, format: Format | None, job: Job) -> Iterator[Record]:
    if format is None:
        yield Record(1, 0, piece.size, None)
    else:
        yield from read_records(
            stream, format, length=piece.size, start=piece.start, number=piece.line, max_record=job.max_record
        )


class SetAside(Exception):  # noqa: N818 - it is no error
    """A record is to be set aside; `entry` is what the ledger shall know of it."""

    def __init__(self, cause: str, reason: str, id: str | None = None, entry: Entry | None = None) -> None:
        super().__init__(reason)
        self.cause = cause
        self.reason = reason
        self.id = id
        self.entry = entry


def scrub_record(record: Record, shard: str, format: Format | None, job: Job, pipeline: Scrubber) -> tuple[bytes, Entry | int]:
    """Return the scrubbed record, with its ledger entry or, when there is nothing to enter, its number of characters.

    Raises `SetAside` for a record that cannot be scrubbed, or of which nothing would be left.
    """
    if format is None:
        raise SetAside("unknown_format", f"no reader for such a file; formats are {known_suffixes()}")
    if record.raw is None:
        raise SetAside("too_large", f"{record.size} bytes, more than the limit of {job.max_record} for one record")
    try:
        document = format.open(record.raw, job.shape)
    except InputError as error:
        raise SetAside("bad_record", str(error)) from None
    try:
        result = pipeline.scrub(document.text)
    except FilterError as error:
        raise SetAside("filter_failed", str(error), document.id) from None
    if "nothing_left" in result.flags:
        entry = _entry(record, shard, document, result, None)
        raise SetAside("nothing_left", "the text is nothing but advertisement", document.id, entry)
    if "out_of_time" in result.flags:
        raise SetAside("out_of_time", "it took longer than allowed; see --max-seconds", document.id)
    if document.encoding == "utf-8" and not document.flags and not result.edits:  # a flag: not all bytes were text
        if result.findings or result.flags:
            return record.raw, _entry(record, shard, document, result, None)
        return record.raw, len(result.raw)
    try:
        data = close(document, result.text, format)
    except UnicodeEncodeError as error:
        raise SetAside("bad_record", f"the text cannot be written as UTF-8: {error.reason}", document.id) from None
    back = undo(data, result.edits, encoding=document.encoding, style=document.style, format=format, shape=job.shape)
    kept = None if back == record.raw and holdable(result.edits) else record.raw
    return data, _entry(record, shard, document, result, kept)


def _entry(record: Record, shard: str, document: Document, result: Result, kept: bytes | None) -> Entry:
    return Entry(
        shard=shard,
        record=record.number,
        document=_name(record, shard, document.id),
        start=record.start,
        size=record.size,
        characters=len(result.raw),
        encoding=document.encoding,
        style=document.style,
        kept=kept,
        flags=tuple(sorted(result.flags | set(document.flags))),
        edits=result.edits,
        findings=result.findings,
    )


def _name(record: Record, shard: str, id: str | None) -> str:
    """Name a document: by its id, else by its file, and its line where a line is a record."""
    if id is not None:
        return id
    format = format_of(shard)
    return f"{shard}:{record.number}" if format is not None and format.by_line else shard


def _reason(record: Record, piece: Piece, why: SetAside) -> dict[str, Any]:
    return {
        "document": writable(_name(record, piece.shard, why.id)),
        "shard": writable(piece.shard),
        "record": record.number,
        "start": record.start,
        "size": record.size,
        "cause": why.cause,
        "reason": writable(why.reason),
    }


def _copy_raw(piece: Piece, record: Record, aside: Pending, digest: Any) -> None:
    """Keep the raw bytes of a record that is set aside."""
    if record.raw is not None:
        aside.write(record.raw)
        return
    aside.touch()
    with piece.path.open("rb") as stream:
        stream.seek(record.start)
        left = record.size
        while left and (block := stream.read(min(CHUNK, left))):
            aside.write(block)
            digest.update(block)
            left -= len(block)


def count_entry(entry: Entry) -> Counts:
    """Return the numbers of a document: characters and edits by kind, redactions by type, rules, flags, findings."""
    removed: Counter[str] = Counter()
    edits: Counter[str] = Counter()
    types: Counter[str] = Counter()
    rules: Counter[str] = Counter()
    for edit in entry.edits:
        removed[edit.kind] += len(edit.removed)
        edits[edit.kind] += 1
        rules.update(edit.rules)
        if edit.type is not None:
            types[edit.type] += 1
    return {
        "changed": int(bool(entry.edits)),
        "removed": dict(removed),
        "edits": dict(edits),
        "redactions": dict(types),
        "rules": dict(rules),
        "flags": dict.fromkeys(entry.flags, 1),
        **_count_findings(entry.findings),
    }


def _count_findings(findings: Sequence[Edit]) -> Counts:
    return {"findings": dict(Counter(edit.kind for edit in findings))}
