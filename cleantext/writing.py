"""The files of a part while it is worked: temporary until all of it is done."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from cleantext.identities import IdWriter
from cleantext.ledger import Entry, LedgerWriter, writable
from cleantext.parts import Counts, Job, PartRecord, PieceRecord, add_counts, part_file
from cleantext.planning import Piece
from cleantext.records import Record
from cleantext.scrubbing import SetAside, count_entry, count_findings, document_name
from cleantext.storage import Pending, Stored, remove_file, write_json

Tick = Callable[[int, int], None]
"""Told of documents and bytes just worked; it may raise to stop the work."""


class PartWriter:
    """The files of a part while it is worked; all under temporary names until `finish`, but for whole files of the output."""

    def __init__(self, job: Job, key: str, fingerprint: str) -> None:
        self.job = job
        self.home = job.home
        self.key = key
        self.fingerprint = fingerprint
        self._pieces: list[PieceRecord] = []
        self._attempt = f"{key}-{secrets.token_hex(4)}"  # on a cluster a part may be worked twice at a time; its files never mix
        self._ledger = LedgerWriter(self.home.temporary, self._attempt, fingerprint[:16])
        self.ids = IdWriter(self._temporary("ids"))
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

    def keep_rest(self, piece: Piece, path: Path, start: int = 0) -> Stored:
        """Keep the bytes of a broken file from byte `start` on."""
        pending = Pending(self._temporary("rest"))
        try:
            with path.open("rb") as stream:
                stream.seek(start)
                pending.copy(stream)
            return pending.commit(self.home.rest(piece.shard))
        finally:
            pending.discard()

    def reuse(
        self, record: PieceRecord, entries: Iterable[Entry], reasons: Iterable[Mapping[str, Any]], ids: Sequence[int]
    ) -> None:
        """Take over a piece finished in an earlier part."""
        for entry in entries:
            self.enter(entry)
        for reason in reasons:
            self.give_reason(reason)
        if ids:
            self.ids.add_hashes(writable(record.shard), ids)
        self._pieces.append(record)

    def finish(self) -> Counts:
        """Make the ledger appear, then the record that says that the part is finished; return its numbers."""
        files = {}
        tables = self._ledger.finish()
        ids = self.ids.finish()
        if ids is not None:
            tables["ids"] = ids
        for table, (path, stored) in tables.items():
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
        self.ids.discard()
        for pending in (*self._open, self._reasons):
            pending.discard()


class Tally:
    """Counts what becomes of the records of a piece, and puts it on record."""

    def __init__(self, writer: PartWriter, piece: Piece, size: int, *, many: bool) -> None:
        self.counts: Counts = {"in": 0, "out": 0, "set_aside": 0, "changed": 0, "bytes": size, "characters": 0}
        self._writer = writer
        self._shard = piece.shard
        self._many = many

    def passes(self, entry: Entry | int) -> None:
        """Take a record that comes out: its ledger entry, or its number of characters when there is nothing to enter."""
        self.counts["in"] += 1
        self.counts["out"] += 1
        if isinstance(entry, Entry):
            self._writer.enter(entry)
            add_counts(self.counts, count_entry(entry))
            self.counts["characters"] += entry.characters
        else:
            self.counts["characters"] += entry

    def sets_aside(self, record: Record, why: SetAside, *, records: int = 1) -> None:
        """Take a record that is set aside, or several that cannot be told apart."""
        self.counts["in"] += records
        self.counts["set_aside"] += records
        add_counts(self.counts, {"causes": {why.cause: records}})
        reason = {
            "document": writable(document_name(self._shard, record.number, why.id, many=self._many)),
            "shard": writable(self._shard),
            "record": record.number,
            "start": record.start,
            "size": record.size,
            "cause": why.cause,
            "reason": writable(why.reason),
        }
        self._writer.give_reason(reason)
        if why.entry is not None:
            self._writer.enter(why.entry)
            add_counts(self.counts, count_findings(why.entry.findings))


class Meter:
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
