"""Scrub a stream: documents in on one side, scrubbed ones out on the other, with no folder and no ledger."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import BinaryIO

from cleantext.documents import Format
from cleantext.errors import InputError, OptionError
from cleantext.formats import FORMATS
from cleantext.ledger import Entry
from cleantext.parts import Counts, Job, add_counts
from cleantext.records import read_records
from cleantext.scrubbing import SetAside, count_entry, scrub_record
from cleantext.timing import Scrubber


def stream_format(name: str) -> Format:
    """Return the format called `name`.

    Raises `OptionError` when there is none.
    """
    try:
        return FORMATS[name]
    except KeyError:
        raise OptionError(f"no format is called {name!r}; formats are {', '.join(FORMATS)}") from None


def scrub_stream(
    source: BinaryIO, target: BinaryIO, job: Job, pipeline: Scrubber, *, format: Format, name: str, warn: Callable[[str], None]
) -> Counts:
    r"""Scrub what `source` holds into `target` and return the numbers.

    A stream has no quarantine: a record that a run would set aside is passed on as it came, counted as set aside, and `warn` is
    told which and why. `name` stands for the stream in messages. Raises `InputError` for a record too large to read.

    >>> import io
    >>> from pathlib import Path
    >>> from cleantext.settings import Settings
    >>> target = io.BytesIO()
    >>> job, pipeline = Job(Path(), Settings()), Settings().pipeline()
    >>> counts = scrub_stream(io.BytesIO(b"a  \n"), target, job, pipeline, format=FORMATS["txt"], name="-", warn=print)
    >>> target.getvalue()
    b'a\n'
    """
    counts: Counts = {"in": 0, "out": 0, "set_aside": 0, "changed": 0, "bytes": 0, "characters": 0}
    shape = job.shape
    for record in read_records(source, format.framing, length=sys.maxsize, max_record=job.max_record):
        counts["bytes"] += record.size
        if record.raw is None:
            raise InputError(
                f"{name}: record {record.number} has more than {job.max_record:,} bytes. Scrub it from a file, or raise --max-record."
            )
        if format.header and record.number == 1:
            shape = shape._replace(header=record.raw)
        if not record.document or not record.raw:
            target.write(record.raw)
            continue
        counts["in"] += 1
        try:
            data, entry = scrub_record(record, name, format, shape, pipeline, max_record=job.max_record)
        except SetAside as why:
            counts["set_aside"] += 1
            add_counts(counts, {"causes": {why.cause: 1}})
            target.write(record.raw)
            where = f"{'record' if format.header else 'line'} {record.number}: " if format.many else ""
            warn(f"{name}: {where}{why.reason}; passed on as it came")
            continue
        target.write(data)
        counts["out"] += 1
        if isinstance(entry, Entry):
            add_counts(counts, count_entry(entry))
        counts["characters"] += entry.characters if isinstance(entry, Entry) else entry
    target.flush()
    return counts
