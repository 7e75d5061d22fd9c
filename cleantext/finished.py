"""A finished run read back: its options and numbers, its files in order, and what ledger and quarantine say of their records.

All of it is checked as it is read: what was changed since, or was never written by a run, is named with its file.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from cleantext.documents import Format, Shape
from cleantext.errors import RunError
from cleantext.formats import format_of
from cleantext.ledger import Entry, read_ledger, writable
from cleantext.parts import Home, PartRecord, PieceRecord, read_part, read_reasons, read_whole
from cleantext.storage import read_json

_OPTIONS: Mapping[str, type | tuple[type, ...]] = {
    "inputs": list,
    "text_field": str,
    "id_field": (str, type(None)),
    "split": bool,
    "settings": dict,
}
_NUMBERS: Mapping[str, type | tuple[type, ...]] = {"documents": dict, "files": int, "bytes": int}


@dataclass(frozen=True)
class FinishedRun:
    """A run that came to its end: `options` are what ``run.json`` says, `numbers` what ``summary.json`` says."""

    home: Home
    options: Mapping[str, Any]
    numbers: Mapping[str, Any]

    @cached_property
    def shape(self) -> Shape:
        """Where the text of its records stands."""
        return Shape(self.options["text_field"], self.options["id_field"])

    def format_of(self, shard: str) -> Format | None:
        """Return the format in which a file was read and written."""
        return format_of(shard, split=bool(self.options["split"]))

    def files(self) -> Iterator[RunFile]:
        """Yield the files of the run's input, in the order they were worked; those whose records are gone are left out."""
        for _, key in sorted(self._beginnings()):
            if key.startswith("file-"):
                yield from self._large_file(key)
            elif (record := read_part(self.home, key)) is not None:
                notes = Notes(self.home, key)
                for piece in record.pieces:
                    yield RunFile(piece.shard, (Place(piece, notes),))
                    notes.leave(writable(piece.shard))

    def _beginnings(self) -> Iterator[tuple[list[str], str]]:
        """Yield for each record of files its first file, as the order goes, and its name; parts of large files are no records of files."""
        for path in self.home.parts.glob("*.json"):
            if path.name.startswith("file-"):
                whole = read_whole(self.home, path.stem)
                if whole is not None:
                    yield whole.shard.split("/"), path.stem
            elif (record := read_part(self.home, path.stem)) is not None and record.pieces[0].whole:
                yield record.pieces[0].shard.split("/"), path.stem

    def _large_file(self, name: str) -> Iterator[RunFile]:
        whole = read_whole(self.home, name)
        if whole is None:
            return
        records = [record for key in whole.parts if (record := read_part(self.home, key)) is not None]
        if len(records) == len(whole.parts):
            yield RunFile(whole.shard, tuple(self._place(record) for record in records))

    def _place(self, record: PartRecord) -> Place:
        return Place(record.pieces[0], Notes(self.home, record.key))


def open_run(out: str | Path) -> FinishedRun:
    """Read back the finished run in the folder `out`.

    Raises `RunError` when there is none, or its record cannot be understood.
    """
    home = Home(Path(out))
    options, numbers = (home.record / name for name in ("run.json", "summary.json"))
    if not options.exists():
        raise RunError(f"{out}: holds no run of cleantext. Give the folder that `cleantext scrub` wrote to.")
    run = _checked(options, _OPTIONS)
    if not numbers.exists():
        raise RunError(f"{out}: the run is not finished. Give the same `cleantext scrub` command again first.")
    return FinishedRun(home, run, _checked(numbers, _NUMBERS))


def _checked(path: Path, wanted: Mapping[str, type | tuple[type, ...]]) -> Mapping[str, Any]:
    value = read_json(path)
    if not isinstance(value, dict) or not all(name in value and isinstance(value[name], kind) for name, kind in wanted.items()):
        raise RunError(f"{path}: is not what a run of cleantext writes there. Put the file back as it was, or scrub anew.")
    return value


class Notes:
    """What ledger and quarantine say about the records of a part, taken in the order of its pieces and records.

    They are read when first asked for, so that opening many parts costs nothing. With `only`, those of one file are taken out of
    the part's. Each call raises `RunError` when they cannot be read.
    """

    def __init__(self, home: Home, key: str, *, only: str | None = None) -> None:
        self._home = home
        self._key = key
        self._only = only
        self._begun = False
        self._fault: RunError | None = None
        self._entries: Iterator[Entry] = iter(())
        self._reasons: Iterator[dict[str, Any]] = iter(())
        self._entry: Entry | None = None
        self._reason: dict[str, Any] | None = None

    def _ready(self) -> None:
        if self._fault is not None:
            raise self._fault
        if not self._begun:
            self._begun = True
            only = self._only
            self._entries = (one for one in read_ledger(self._home.ledger, self._key) if only in (None, one.shard))
            self._reasons = (one for one in read_reasons(self._home, self._key) if only in (None, one["shard"]))
            self._next_entry()
            self._next_reason()

    def _next_entry(self) -> None:
        try:
            self._entry = next(self._entries, None)
        except RunError as error:
            self._fault = error
            raise

    def _next_reason(self) -> None:
        try:
            self._reason = next(self._reasons, None)
        except RunError as error:
            self._fault = error
            raise

    def take(self, shard: str, number: int) -> tuple[Entry | None, dict[str, Any] | None]:
        """Return the ledger's entry for a record, and why it was set aside, where there is such."""
        self._ready()
        entry, reason = None, None
        if self._entry is not None and (self._entry.shard, self._entry.record) == (shard, number):
            entry = self._entry
            self._next_entry()
        if self._reason is not None and (self._reason["shard"], self._reason["record"]) == (shard, number):
            reason = self._reason
            self._next_reason()
        return entry, reason

    def of(self, shard: str) -> Iterator[tuple[int, Entry | None, dict[str, Any] | None]]:
        """Yield what there is about a file from here on: the number of the record, its entry and why it was set aside."""
        self._ready()
        while True:
            numbers = [self._entry.record] if self._entry is not None and self._entry.shard == shard else []
            if self._reason is not None and self._reason["shard"] == shard:
                numbers.append(self._reason["record"])
            if not numbers:
                return
            yield min(numbers), *self.take(shard, min(numbers))

    def again(self, shard: str) -> Notes:
        """Return the notes about one file of the part, from the start."""
        return Notes(self._home, self._key, only=shard)

    def leave(self, shard: str) -> None:
        """Pass over what is left about a file."""
        with suppress(RunError):  # it is kept, and told to whoever asks next
            deque(self.of(shard), maxlen=0)


@dataclass(frozen=True, slots=True)
class Place:
    """A piece of a file, and the notes of the part that holds it."""

    piece: PieceRecord
    notes: Notes


@dataclass(frozen=True, slots=True)
class RunFile:
    """A file of the input as a run knows it: its path below the output folder, and its pieces in order."""

    shard: str
    places: tuple[Place, ...]

    def again(self) -> RunFile:
        """Return the same file with its notes not yet taken."""
        shard = writable(self.shard)
        return RunFile(self.shard, tuple(Place(place.piece, place.notes.again(shard)) for place in self.places))

    @property
    def size(self) -> int:
        """Its length in bytes, unpacked, as it was read."""
        return sum(int(place.piece.counts["bytes"]) for place in self.places)
