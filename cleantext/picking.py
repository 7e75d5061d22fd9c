"""Pick documents from a dump at even distances, the same ones each time, and without reading all of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BufferedReader
from typing import Any

from cleantext.compression import Codec, Content, codec_of
from cleantext.documents import Format, Shape
from cleantext.parts import Job
from cleantext.planning import Inputs, Source
from cleantext.records import LineFraming, ParagraphFraming, Record, is_blank, read_records
from cleantext.storage import CHUNK, explain_os_error

REACH = 16 << 20
"""Bytes at the beginning of a file out of which its documents are picked where it can only be read from there: a second's work."""


@dataclass(frozen=True, slots=True)
class Picked:
    """A document of a dump, as a record, and how to read it; `name` says where it stands."""

    name: str
    record: Record
    format: Format
    shape: Shape


class Picker:
    """Picks documents of the files in `inputs`, read as `job` says.

    `files` of known formats hold `size` bytes, `unknown` are files of others; `content` is about how many bytes they hold,
    unpacked, as far as is known from what was picked.
    """

    def __init__(self, inputs: Inputs, job: Job) -> None:
        self._inputs = inputs
        self._job = job
        self.files = self.unknown = self.size = 0
        self._packed: dict[Codec, int] = {}
        self._read: dict[Codec, tuple[int, int]] = {}
        singles = bytes_of_singles = 0
        for source in inputs:
            format = job.format_of(source.shard)
            if format is None:
                self.unknown += 1
                continue
            self.files += 1
            self.size += source.size
            codec = codec_of(source.shard)
            if codec is not None:
                self._packed[codec] = self._packed.get(codec, 0) + source.size
            if not format.many:
                singles += 1
                bytes_of_singles += source.size
        self._single = bytes_of_singles / singles if singles else 0.0

    @property
    def content(self) -> float:
        """About how many bytes the files hold, by how much of the compressed ones was read and what it came to."""
        known = {codec: self._read.get(codec, (1, 1)) for codec in self._packed}
        unpacked = sum(size * known[codec][1] / known[codec][0] for codec, size in self._packed.items())
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
            format = self._job.format_of(source.shard)
            if format is None:
                continue
            weight = float(source.size) if format.many else self._single
            places = []
            while (place := (taken + 0.5) * step) < begun + weight:
                places.append((place - begun) / weight)
                taken += 1
            begun += weight
            if places:
                try:
                    yield from self._in_file(source, format, places)
                except OSError as error:
                    error.filename = str(source.path)
                    raise explain_os_error(error, "reading") from None

    def _in_file(self, source: Source, format: Format, places: Sequence[float]) -> Iterator[Picked]:
        """Yield the documents of a file that stand at `places`, which are shares of its length."""
        codec = codec_of(source.shard)
        with source.path.open("rb") as stream:
            if codec is None and not format.many:
                yield from self._from_here(stream, source, format, [0.0])
            elif codec is None and format.framing in (LineFraming, ParagraphFraming) and source.size > CHUNK:
                yield from self._at_places(stream, source, format, [int(place * source.size) for place in places])
            else:
                length = self._length(stream, codec)
                stream.seek(0)
                content = stream if codec is None else BufferedReader(Content(stream, codec), CHUNK)
                yield from self._from_here(content, source, format, [place * length for place in places])

    def _length(self, stream: BufferedReader, codec: Codec | None) -> int:
        """Read up to `REACH` bytes of what a file holds, and return how many there were."""
        content: Any = stream if codec is None else Content(stream, codec)
        length = 0
        while length < REACH and (block := content.read(min(CHUNK, REACH - length))):
            length += len(block)
        if codec is not None:
            read, unpacked = self._read.get(codec, (0, 0))
            self._read[codec] = read + max(stream.tell(), 1), unpacked + length
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
