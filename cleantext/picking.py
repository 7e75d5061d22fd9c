"""Pick documents from a dump at even distances, the same ones each time, and without reading all of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from io import BufferedReader
from typing import Any

from cleantext.compression import Codec, Content, codec_of
from cleantext.documents import CELL, Format, Shape
from cleantext.errors import InputError
from cleantext.formats import is_known
from cleantext.parts import Job
from cleantext.planning import Inputs, Source
from cleantext.records import LineFraming, ParagraphFraming, Record, is_blank, read_records
from cleantext.storage import CHUNK, explain_os_error
from cleantext.tables import is_table, open_table, read_texts, text_column

REACH = 16 << 20
"""Bytes at the beginning of a file out of which its documents are picked where it can only be read from there: a second's work."""


@dataclass(frozen=True, slots=True)
class Picked:
    """A document of a dump, as a record, and how to read it; `name` says where it stands.

    `refused` is the cause and the reason why it cannot be read, and a run sets it aside.
    """

    name: str
    record: Record
    format: Format
    shape: Shape
    refused: tuple[str, str] | None = None


class Picker:
    """Picks documents of the files in `inputs`, read as `job` says; rows of a table are documents.

    `files` of known formats hold `size` bytes, `unknown` are files of others; `content` is about how many bytes they hold,
    unpacked, as far as is known from what was picked.
    """

    def __init__(self, inputs: Inputs, job: Job) -> None:
        self._inputs = inputs
        self._job = job
        self.files = self.unknown = self.size = 0
        self._packed: dict[str, int] = {}
        self._read: dict[str, tuple[float, int]] = {}
        singles = bytes_of_singles = 0
        for source in inputs:
            if not is_known(source.shard):
                self.unknown += 1
                continue
            self.files += 1
            self.size += source.size
            packing = _packing(source)
            if packing is not None:
                self._packed[packing] = self._packed.get(packing, 0) + source.size
            if not self._holds_many(source):
                singles += 1
                bytes_of_singles += source.size
        self._single = bytes_of_singles / singles if singles else 0.0

    @property
    def content(self) -> float:
        """About how many bytes of text the files hold, by how much of those that are packed was read and what it came to."""
        known = {packing: self._read.get(packing, (1, 1)) for packing in self._packed}
        unpacked = sum(size * known[packing][1] / known[packing][0] for packing, size in self._packed.items())
        return self.size - sum(self._packed.values()) + unpacked

    def pick(self, number: int) -> Iterator[Picked]:
        """Yield about `number` documents at even distances, fewer where there are fewer.

        Files that hold many documents count by their bytes, others each the same. Of files that are compressed or whose records
        cannot be told from the middle (CSV), only the first `REACH` bytes are looked at.

        Raises `InputError` when a file cannot be read.
        """
        step = max(self.size / number, 1e-9)
        begun, taken = 0.0, 0
        for source in self._inputs:
            if not is_known(source.shard):
                continue
            weight = float(source.size) if self._holds_many(source) else self._single
            places = []
            while (place := (taken + 0.5) * step) < begun + weight:
                places.append((place - begun) / weight)
                taken += 1
            begun += weight
            if places:
                try:
                    yield from self._in_table(source, places) if is_table(source.shard) else self._in_file(source, places)
                except OSError as error:
                    error.filename = str(source.path)
                    raise explain_os_error(error, "reading") from None

    def _holds_many(self, source: Source) -> bool:
        format = self._job.format_of(source.shard)
        return format is None or format.many

    def _note(self, source: Source, read: float, unpacked: int) -> None:
        """Note that `read` bytes of a packed file came to `unpacked` bytes of text."""
        packing = _packing(source)
        if packing is not None:
            before = self._read.get(packing, (0, 0))
            self._read[packing] = before[0] + max(read, 1), before[1] + unpacked

    def _in_table(self, source: Source, places: Sequence[float]) -> Iterator[Picked]:
        """Yield the rows of a table that stand at `places`, which are shares of its rows."""
        shape, most = self._job.shape, self._job.max_record
        with ExitStack() as stack:
            try:
                table = stack.enter_context(closing(open_table(source.path)))
                column = text_column(table.schema, shape)
            except InputError as error:
                yield Picked(source.shard, Record(1, 0, source.size, None), CELL, shape, ("bad_file", str(error)))
                return
            groups = table.groups()
            total = sum(group.rows for group in groups)
            rows = sorted({int(place * total) for place in places})
            first = 0
            for number, group in enumerate(groups):
                wanted = [row - first for row in rows if first <= row < first + group.rows]
                if wanted:
                    texts = read_texts(table, number, column)
                    self._note(source, source.size * group.rows / total, sum(len(text or b"") for text in texts))
                    for row in wanted if texts else ():
                        text = texts[row]
                        size = len(text or b"")
                        record = Record(first + row + 1, first + row, size, text if size <= most else None)
                        null = ("bad_record", f"column {shape.text_field!r} is null, not text") if text is None else None
                        yield Picked(f"{source.shard}:{record.number}", record, CELL, shape, null)
                first += group.rows

    def _in_file(self, source: Source, places: Sequence[float]) -> Iterator[Picked]:
        """Yield the documents of a file that stand at `places`, which are shares of its length."""
        format = self._job.format_of(source.shard)
        assert format is not None  # it is known, and no table
        codec = codec_of(source.shard)
        with source.path.open("rb") as stream:
            if codec is None and not format.many:
                yield from self._from_here(stream, source, format, [0.0])
            elif codec is None and format.framing in (LineFraming, ParagraphFraming) and source.size > CHUNK:
                yield from self._at_places(stream, source, format, [int(place * source.size) for place in places])
            else:
                length = self._length(source, stream, codec)
                stream.seek(0)
                content = stream if codec is None else BufferedReader(Content(stream, codec), CHUNK)
                yield from self._from_here(content, source, format, [place * length for place in places])

    def _length(self, source: Source, stream: BufferedReader, codec: Codec | None) -> int:
        """Read up to `REACH` bytes of what a file holds, and return how many there were."""
        content: Any = stream if codec is None else Content(stream, codec)
        length = 0
        while length < REACH and (block := content.read(min(CHUNK, REACH - length))):
            length += len(block)
        self._note(source, stream.tell(), length)
        return length

    def _from_here(self, stream: Any, source: Source, format: Format, places: Sequence[float]) -> Iterator[Picked]:
        """Yield for each place, in bytes, the first document that ends after it, reading all before it."""
        shape = self._job.shape
        left = list(places)
        for record in read_records(stream, format.framing, length=1 << 62, max_record=self._job.max_record):
            if format.header and record.number == 1:
                shape = shape._replace(header=record.raw)
            if record.document and record.start + record.size >= left[0]:
                left.pop(0)
                name = f"{source.shard}:{record.number}" if format.many else source.shard
                yield Picked(name, record, format, shape)
                if not left:
                    return

    def _at_places(self, stream: BufferedReader, source: Source, format: Format, places: Sequence[int]) -> Iterator[Picked]:
        """Yield for each place, in bytes, the first document that begins at or after it, or else the first not taken before."""
        free = 0
        for place in places:
            start = max(place, free)
            if start > free:
                start += _to_next_record(stream, start, format)
            record = self._first(stream, source, format, start) or self._first(stream, source, format, free)
            if record is None:
                return
            free = record.start + record.size
            yield Picked(f"{source.shard}, byte {record.start:,}", record, format, self._job.shape)

    def _first(self, stream: BufferedReader, source: Source, format: Format, start: int) -> Record | None:
        """Return the first document from byte `start`, where a record begins."""
        stream.seek(start)
        length = source.size - start
        records = read_records(stream, format.framing, length=length, start=start, max_record=self._job.max_record)
        return next((record for record in records if record.document), None)


def _packing(source: Source) -> str | None:
    """Return what makes a file hold more or less text than it has bytes: its ending, where that says compressed or a table."""
    name = source.path.name.lower()
    return source.path.suffix.lower() if codec_of(name) is not None or is_table(name) else None


def _to_next_record(stream: BufferedReader, start: int, format: Format) -> int:
    """Return how many bytes after `start`, which may be inside a record, the next one begins."""
    stream.seek(start - 1)
    skipped = -1  # none when a line ended just before
    while chunk := stream.readline(CHUNK):
        skipped += len(chunk)
        ends = chunk.endswith(b"\n")
        if ends and (format.framing is not ParagraphFraming or is_blank(chunk)):
            break
    return max(skipped, 0)
