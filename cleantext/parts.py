"""The record of a run as it grows: where things are kept, what came of each finished part, and how that is read back.

A part is finished when its record ``parts/KEY.json`` stands, which is written last. The key is a hash of what went in, the raw
bytes and all that decides how a text comes out, so finished work is found again and never mistaken for other work.
"""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cleantext.documents import Format, Shape
from cleantext.errors import RunError
from cleantext.formats import format_of
from cleantext.ledger import WROTE_ELSE
from cleantext.planning import RECORD
from cleantext.records import MAX_RECORD
from cleantext.settings import Settings
from cleantext.storage import Stored, hash_file, read_json

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

    def rest(self, shard: str) -> Path:
        """Where the bytes of a broken file go that could not be read."""
        return self.record / "quarantine" / "rest" / shard

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
    split: bool = False

    def format_of(self, shard: str) -> Format | None:
        """Return the format in which a file is read and written."""
        return format_of(shard, split=self.split)

    @property
    def home(self) -> Home:
        """Where things go."""
        return Home(self.out)

    def fingerprint(self) -> str:
        """Return a hash of all but the input that decides what comes out."""
        parts = [self.settings.fingerprint(), self.shape, self.max_record, self.split]
        return hashlib.sha256(json.dumps(parts).encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class PieceRecord:
    """What came of a piece: what was read, what was written (None where there is no file), and the numbers.

    `raw` is what the piece holds, unpacked; `out`, `aside` and `rest` are the files as they stand: the output, the records set
    aside, and what of a broken file could not be read, which `fault` explains. `content` and `held` are the lengths of the output and of
    what was set aside, unpacked, and `lengths` that of each of its documents where nothing in it tells where they end. `header` names the fields, where one does.
    """

    shard: str
    start: int
    first: int
    whole: bool
    raw: Stored
    out: Stored | None
    aside: Stored | None
    rest: Stored | None
    content: int
    held: int
    lengths: tuple[int, ...]
    header: bytes | None
    fault: str | None
    counts: Counts

    def as_json(self) -> dict[str, Any]:
        """Return the value for a JSON file."""
        value = {name: getattr(self, name) for name in self.__slots__}
        header = None if self.header is None else b64encode(self.header).decode()
        return value | {name: stored and stored.as_json() for name in _STORED for stored in [value[name]]} | {"header": header}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> PieceRecord:
        """Read what `as_json` wrote."""
        stored = {name: value[name] and Stored(**value[name]) for name in _STORED}
        header = None if value["header"] is None else b64decode(value["header"])
        return cls(**{**value, **stored, "lengths": tuple(value["lengths"]), "header": header})


_STORED = ("raw", "out", "aside", "rest")


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
    return hash_file(out) == piece.out and hash_file(aside) == piece.aside and rest_stands(home, piece)


def rest_stands(home: Home, piece: PieceRecord) -> bool:
    """Say whether what could not be read of a file is still as it was written."""
    return piece.rest is None or hash_file(home.rest(piece.shard)) == piece.rest


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
