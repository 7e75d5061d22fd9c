"""Scrub one record: a document with its ledger entry, or the reason why it is set aside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from cleantext.documents import Format, Shape, close, undo
from cleantext.edits import Edit
from cleantext.errors import FilterError, InputError
from cleantext.formats import known_suffixes
from cleantext.ledger import Entry, holdable
from cleantext.parts import Counts
from cleantext.pipeline import Result
from cleantext.records import Record
from cleantext.timing import Scrubber


class SetAside(Exception):  # noqa: N818 - it is no error
    """A record is to be set aside; `entry` is what the ledger shall know of it."""

    def __init__(self, cause: str, reason: str, id: str | None = None, entry: Entry | None = None) -> None:
        super().__init__(reason)
        self.cause = cause
        self.reason = reason
        self.id = id
        self.entry = entry


def scrub_record(
    record: Record,
    shard: str,
    format: Format | None,
    shape: Shape,
    pipeline: Scrubber,
    *,
    max_record: int,
    id: str | None = None,
    named: Callable[[str], None] | None = None,
) -> tuple[bytes, Entry | int]:
    """Return the scrubbed record, with its ledger entry or, when there is nothing to enter, its number of characters.

    `id` names the document where the record itself cannot; `named` is told the id that the record holds.

    Raises `SetAside` for a record that cannot be scrubbed, or of which nothing would be left.
    """
    if record.broken is not None:
        raise SetAside("broken_file" if format is not None else "bad_file", record.broken)
    if format is None:
        raise SetAside("unknown_format", f"no reader for such a file; formats are {known_suffixes()}")
    if record.raw is None:
        raise SetAside("too_large", f"{record.size} bytes, more than the limit of {max_record} for one record", id)
    try:
        document = format.open(record.raw, shape)
    except InputError as error:
        raise SetAside("bad_record", str(error), id) from None
    if named is not None and document.id is not None:
        named(document.id)
    id = document.id if id is None else id
    entry = Entry(
        shard=shard,
        record=record.number,
        document=document_name(shard, record.number, id, many=format.many),
        start=record.start,
        size=record.size,
        characters=len(document.text),
        encoding=document.encoding,
        style=document.style,
        kept=None,
        flags=document.flags,
    )
    result, entry = scrub_text(document.text, entry, id, pipeline)
    if document.encoding == "utf-8" and not document.flags and not result.edits:  # a flag: not all bytes were text
        return record.raw, entry if entry.findings or entry.flags else entry.characters
    try:
        data = close(document, result.text, format)
    except UnicodeEncodeError as error:
        raise SetAside("bad_record", f"the text cannot be written as UTF-8: {error.reason}", id) from None
    back = undo(data, result.edits, encoding=document.encoding, style=document.style, format=format, shape=shape)
    return data, entry if back == record.raw and holdable(result.edits) else replace(entry, kept=record.raw)


def scrub_text(text: str, entry: Entry, id: str | None, pipeline: Scrubber) -> tuple[Result, Entry]:
    """Return what the pipeline makes of `text`, and the entry with its edits, findings and flags.

    Raises `SetAside` when a filter fails, or nothing would be left.
    """
    try:
        result = pipeline.scrub(text)
    except FilterError as error:
        raise SetAside("filter_failed", str(error), id) from None
    if not result.edits and not result.findings and not result.flags:
        return result, entry
    flags = tuple(sorted(result.flags | set(entry.flags)))
    entry = replace(entry, flags=flags, edits=result.edits, findings=result.findings)
    if "nothing_left" in result.flags:
        raise SetAside("nothing_left", "the text is nothing but advertisement", id, entry)
    if "out_of_time" in result.flags:
        raise SetAside("out_of_time", "it took longer than allowed; see --max-seconds", id)
    return result, entry


def document_name(shard: str, number: int, id: str | None, *, many: bool) -> str:
    """Name a document: by its id, else by its file, and its place there where a file holds many.

    >>> document_name("a.jsonl", 7, None, many=True)
    'a.jsonl:7'
    """
    if id is not None:
        return id
    return f"{shard}:{number}" if many else shard


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
        **count_findings(entry.findings),
    }


def count_findings(findings: Sequence[Edit]) -> Counts:
    """Return the number of findings by kind."""
    return {"findings": dict(Counter(edit.kind for edit in findings))}
