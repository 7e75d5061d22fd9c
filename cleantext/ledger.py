"""The record of a run: its edits, findings and the documents they belong to, as Parquet tables.

Three tables in three folders, a file for each finished part of the run: ``documents`` (those that were changed, flagged or came in
another encoding than UTF-8), ``edits`` and ``findings``. Offsets are code points of the raw text, half open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, groupby
from pathlib import Path
from typing import Any

from cleantext.edits import Edit, Evidence
from cleantext.errors import RunError
from cleantext.storage import Stored, hash_file

TABLES = ("documents", "edits", "findings")

_ROWS = 8_000
"""Rows held in memory before they are written: as Python objects, some 10 MB."""

_CHARACTERS = 8_000_000
"""Characters of removed text held in memory before they are written."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the ledger knows of one document.

    `shard` is the file it stands in, `record` its line there (1 for a text file), `start` and `size` its place in bytes,
    `encoding` and `style` how its text was written. `kept` is the record's raw bytes, where writing the restored text would not
    give them back.
    """

    shard: str
    record: int
    document: str
    start: int
    size: int
    characters: int
    encoding: str
    style: str
    kept: bytes | None
    flags: tuple[str, ...]
    edits: tuple[Edit, ...] = ()
    findings: tuple[Edit, ...] = ()


@cache
def _schemas() -> Mapping[str, Any]:
    """Build the tables' schemas; pyarrow is loaded here, when a ledger is first used."""
    import pyarrow as pa  # noqa: PLC0415 - half a second that importing cleantext must not cost

    text, whole, strings = pa.string(), pa.int64(), pa.list_(pa.string())
    where = [("shard", text), ("record", whole), ("document", text)]
    evidence = pa.list_(pa.struct([("rule", text), ("weight", pa.int32()), ("why", text)]))
    edits = pa.schema(
        [
            *where,
            ("start", whole),
            ("end", whole),
            ("removed", text),
            ("replacement", text),
            ("rules", strings),
            ("kind", text),
            ("type", text),
            ("confidence", pa.float64()),
            ("evidence", evidence),
            ("flag", text),
            ("pipeline", text),
        ]
    )
    documents = pa.schema(
        [
            *where,
            ("start", whole),
            ("size", whole),
            ("characters", whole),
            ("encoding", text),
            ("style", text),
            ("kept", pa.binary()),
            ("flags", strings),
            ("edits", whole),
            ("findings", whole),
            ("pipeline", text),
        ]
    )
    return {"documents": documents, "edits": edits, "findings": edits}


def holdable(edits: Sequence[Edit]) -> bool:
    r"""Say whether a table can hold the texts of `edits` exactly: lone surrogates fit in no UTF-8.

    >>> holdable([Edit(0, 1, "\ud800", "", ("r",), "garble")])
    False
    """
    return all(encodable(edit.removed) and encodable(edit.replacement) for edit in edits)


def encodable(string: str) -> bool:
    r"""Say whether a table can hold `string` exactly.

    >>> encodable("a\udc80")
    False
    """
    try:
        string.encode()
    except UnicodeEncodeError:
        return False
    return True


def writable(string: str) -> str:
    r"""Return `string` as a table can hold it: lone surrogates, as file names and JSON may have, as escapes.

    >>> writable("a\udc80")
    'a\\udc80'
    """
    return string if encodable(string) else string.encode("utf-8", "backslashreplace").decode()


class LedgerWriter:
    """The tables of one part while they are written, under temporary names in `folder`; empty tables make no file.

    `pipeline` is the hash of the pipeline that found the edits; it goes into every row.
    """

    def __init__(self, folder: Path, stem: str, pipeline: str) -> None:
        self._paths = {table: folder / f"{stem}.{table}" for table in TABLES}
        self._pipeline = pipeline
        self._rows: dict[str, list[Any]] = {table: [] for table in TABLES}
        self._characters = 0
        self._writers: dict[str, Any] = {}

    def add(self, entry: Entry) -> None:
        """Put one document on record."""
        where = {
            "shard": writable(entry.shard),
            "record": entry.record,
            "document": writable(entry.document),
            "pipeline": self._pipeline,
        }
        self._rows["documents"].append(
            where
            | {
                "start": entry.start,
                "size": entry.size,
                "characters": entry.characters,
                "encoding": entry.encoding,
                "style": entry.style,
                "kept": entry.kept,
                "flags": list(entry.flags),
                "edits": len(entry.edits),
                "findings": len(entry.findings),
            }
        )
        self._rows["edits"] += [(where, edit) for edit in entry.edits]
        self._rows["findings"] += [(where, edit) for edit in entry.findings]
        self._characters += sum(len(edit.removed) for edit in (*entry.edits, *entry.findings)) + len(entry.kept or b"")
        if self._characters > _CHARACTERS or sum(map(len, self._rows.values())) > _ROWS:
            self._flush()

    def _flush(self) -> None:
        import pyarrow as pa  # noqa: PLC0415 - see _schemas
        import pyarrow.parquet as pq  # noqa: PLC0415

        for table, rows in self._rows.items():
            if not rows:
                continue
            schema = _schemas()[table]
            if table not in self._writers:
                self._writers[table] = pq.ParquetWriter(self._paths[table], schema, compression="zstd")
            data = pa.Table.from_pylist(rows, schema=schema) if table == "documents" else _edit_table(rows, schema)
            self._writers[table].write_table(data)
            rows.clear()
        self._characters = 0

    def finish(self) -> dict[str, tuple[Path, Stored]]:
        """Write what is left and close; return the temporary path and content of each table that has rows."""
        self._flush()
        done = {}
        for table, writer in self._writers.items():
            writer.close()
            stored = hash_file(self._paths[table])
            assert stored is not None
            done[table] = (self._paths[table], stored)
        self._writers = {}
        return done

    def discard(self) -> None:
        """Take back what was written."""
        for writer in self._writers.values():
            try:
                writer.close()
            except OSError:  # a full disk also fails to flush what is being thrown away
                continue
        self._writers = {}
        for path in self._paths.values():
            path.unlink(missing_ok=True)


def edit_type() -> Any:
    """Return the Arrow type of an edit or finding outside the ledger: a row of its table, but for what says of which document.

    >>> edit_type().names[:4]
    ['start', 'end', 'removed', 'replacement']
    """
    import pyarrow as pa  # noqa: PLC0415 - see _schemas

    about = ("shard", "record", "document", "pipeline")
    return pa.struct([field for field in _schemas()["edits"] if field.name not in about])


def edit_column(found: Sequence[Sequence[Edit] | None]) -> Any:
    """Return an Arrow array of lists of `edit_type`, one list for each of `found`, and null for None.

    >>> edit_column([[Edit(0, 2, "xx", "[REDACTED]", ("placeholder",), "redaction")], None]).to_pylist()[0][0]["removed"]
    'xx'
    """
    import pyarrow as pa  # noqa: PLC0415 - see _schemas

    type = edit_type()
    rows = pa.StructArray.from_arrays(_edit_arrays([edit for edits in found for edit in edits or ()], type), fields=list(type))
    missing = pa.array([edits is None for edits in found], pa.bool_())
    return pa.ListArray.from_arrays(_offsets(edits or () for edits in found), rows, mask=missing)


def _edit_table(rows: Sequence[tuple[Mapping[str, Any], Edit]], schema: Any) -> Any:
    """Return rows of the table of edits or of findings; of each is given what says where it stands, and the edit."""
    import pyarrow as pa  # noqa: PLC0415 - see _schemas

    found = dict(zip(edit_type().names, _edit_arrays([edit for _, edit in rows], edit_type()), strict=True))
    about = {name: [where[name] for where, _ in rows] for name in schema.names if name not in found}
    return pa.table(about | found, schema=schema)


def _edit_arrays(edits: Sequence[Edit], type: Any) -> list[Any]:
    """Return an array for each field of `type`; column by column, because edits may be many."""
    import pyarrow as pa  # noqa: PLC0415 - see _schemas

    evidence = [one for edit in edits for one in edit.evidence]
    fields = [
        pa.array([one[place] for one in evidence], of.type) for place, of in enumerate(type.field("evidence").type.value_type)
    ]
    evidences = pa.StructArray.from_arrays(fields, Evidence._fields)
    values: Mapping[str, Any] = {
        "start": [edit.start for edit in edits],
        "end": [edit.end for edit in edits],
        "removed": [writable(edit.removed) for edit in edits],
        "replacement": [writable(edit.replacement) for edit in edits],
        "rules": [edit.rules for edit in edits],
        "kind": [edit.kind for edit in edits],
        "type": [edit.type for edit in edits],
        "confidence": [edit.confidence for edit in edits],
        "evidence": pa.ListArray.from_arrays(_offsets(edit.evidence for edit in edits), evidences),
        "flag": [edit.flag for edit in edits],
    }
    return [pa.array(values[field.name], field.type) for field in type]


def _offsets(lists: Iterable[Sequence[Any]]) -> Any:
    """Return where each of the lists begins when they stand in one array, and where the last ends."""
    import pyarrow as pa  # noqa: PLC0415 - see _schemas

    return pa.array([0, *accumulate(map(len, lists))], pa.int32())


def _edit(row: Mapping[str, Any]) -> Edit:
    return Edit(
        row["start"],
        row["end"],
        row["removed"],
        row["replacement"],
        tuple(row["rules"]),
        row["kind"],
        row["type"],
        row["confidence"],
        tuple(Evidence(one["rule"], one["weight"], one["why"]) for one in row["evidence"]),
        row["flag"],
    )


WROTE_ELSE = (
    "it is not as the run wrote it. Put the file back as it was, or give the same `cleantext scrub` command again, "
    "which makes it anew."
)
"""What to do about a file of a run that was changed since."""


def _read_rows(path: Path, table: str) -> Iterator[dict[str, Any]]:
    import pyarrow as pa  # noqa: PLC0415 - see _schemas
    import pyarrow.parquet as pq  # noqa: PLC0415

    if not path.exists():
        return
    try:
        with pq.ParquetFile(path) as file:
            if not file.schema_arrow.equals(_schemas()[table]):
                raise RunError(f"{path}: has other columns than a ledger: {WROTE_ELSE}")
            for batch in file.iter_batches(batch_size=2_000):
                yield from batch.to_pylist()
    except (pa.ArrowException, OSError) as error:
        raise RunError(f"{path}: cannot be read: {_first_line(error)}: {WROTE_ELSE}") from None


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")


def read_ledger(folder: Path, name: str) -> Iterator[Entry]:
    """Yield the entries of one part, in the order of its documents, from the tables in `folder`; a few rows are held at a time.

    Raises `RunError` when a table is not as a run wrote it.
    """
    paths = {table: folder / table / f"{name}.parquet" for table in TABLES}
    tables = {table: _grouped(paths[table], table) for table in ("edits", "findings")}
    for row in _read_rows(paths["documents"], "documents"):
        found = {}
        for table, groups in tables.items():
            _, group = next(groups, (None, ())) if row[table] else (None, ())  # a document has a group where it has rows
            found[table] = tuple(map(_edit, group))
            if len(found[table]) != row[table]:
                raise RunError(f"{paths[table]}: does not hold what {paths['documents']} counts: {WROTE_ELSE}")
        yield Entry(
            row["shard"],
            row["record"],
            row["document"],
            row["start"],
            row["size"],
            row["characters"],
            row["encoding"],
            row["style"],
            row["kept"],
            tuple(row["flags"]),
            **found,
        )


def _grouped(path: Path, table: str) -> Iterator[tuple[Any, Iterator[dict[str, Any]]]]:
    return groupby(_read_rows(path, table), key=lambda row: (row["shard"], row["record"], row["document"]))
