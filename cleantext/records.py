"""Records in a stream of bytes: where one ends and the next begins, by the rules of lines, CSV and paragraphs.

Only ASCII bytes are looked at, which no multi-byte encoding in use hides inside its characters, UTF-16 and UTF-32 aside.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from typing import NamedTuple, Protocol

from cleantext.storage import CHUNK

MAX_RECORD = 64 << 20
"""Bytes of one record above which it is set aside unread, by default: what a few times that much memory can hold."""

SPLIT_BYTES = 1 << 20
"""Bytes after which a text file that is split ends a document at the next blank line: enough to see what repeats in it."""


class Lines(Protocol):
    """What lines of bytes can be read from."""

    def readline(self, size: int, /) -> bytes:
        """Return the next line with its end, or its next `size` bytes; none at the end."""

    def read(self, size: int, /) -> bytes:
        """Return up to `size` bytes; none at the end."""


class Framing(Protocol):
    """The rule by which records end; made anew for each stream, as it remembers what it has seen."""

    header: bool
    """Whether the first record names the fields of the others."""

    def ends(self, chunk: bytes) -> bool:
        """Take the next line, or the next stretch of a long one, and say whether a record ends with it."""


class LineFraming:
    """A line is a record."""

    header = False

    def ends(self, chunk: bytes) -> bool:
        """Say whether the line is whole."""
        return chunk.endswith(b"\n")


class QuotedFraming:
    r"""A line is a record, but for line ends inside a field that began with a quotation mark, as in CSV.

    >>> framing = QuotedFraming(b",")
    >>> [framing.ends(line) for line in (b'a,5" wide\n', b'b,"two\n', b'""lines"\n')]
    [True, False, True]
    """

    header = True

    def __init__(self, delimiter: bytes) -> None:
        self._delimiter = delimiter
        self._state = self._start

    def ends(self, chunk: bytes) -> bool:
        """Go through the fields, and say whether the line ends outside a quoted one."""
        ended = chunk.endswith(b"\n")
        if ended and b'"' not in chunk and self._state != self._quoted:
            self._state = self._start
            return True
        at = 0
        while at < len(chunk):
            at = self._state(chunk, at)
        if not ended or self._state == self._quoted:
            return False
        self._state = self._start
        return True

    def _start(self, chunk: bytes, at: int) -> int:
        quoted = chunk.startswith(b'"', at)
        self._state = self._quoted if quoted else self._bare
        return at + quoted

    def _bare(self, chunk: bytes, at: int) -> int:
        found = chunk.find(self._delimiter, at)
        if found < 0:
            return len(chunk)
        self._state = self._start
        return found + 1

    def _quoted(self, chunk: bytes, at: int) -> int:
        found = chunk.find(b'"', at)
        if found < 0:
            return len(chunk)
        self._state = self._after_quote
        return found + 1

    def _after_quote(self, chunk: bytes, at: int) -> int:
        doubled = chunk.startswith(b'"', at)  # two stand for one
        self._state = self._quoted if doubled else self._bare
        return at + doubled


class ParagraphFraming:
    r"""A record is at least `least` bytes of text, up to a blank line and with it.

    >>> framing = ParagraphFraming(5)
    >>> [framing.ends(line) for line in (b"one\n", b"\n", b"two\n", b" \n", b"six\n")]
    [False, True, False, True, False]
    """

    header = False

    def __init__(self, least: int = SPLIT_BYTES) -> None:
        self._least = least
        self._size = 0
        self._fresh = True  # at the start of a line

    def ends(self, chunk: bytes) -> bool:
        """Say whether the line is blank and there is enough before it."""
        self._size += len(chunk)
        blank = self._fresh and is_blank(chunk)
        self._fresh = chunk.endswith(b"\n")
        if not (blank and self._fresh and self._size >= self._least):
            return False
        self._size = 0
        return True


class Record(NamedTuple):
    """A record as it stands in its file: its number (from 1) and place in bytes; `raw` None when it is too large to read."""

    number: int
    start: int
    size: int
    raw: bytes | None
    document: bool = True
    """Whether it holds a document: blank lines and headers do not, and are passed on."""
    whole: bool = True
    """Whether it ends as records do; the last of a file may not."""
    broken: str | None = None
    """Why the file ends here, though it should not."""


def read_records(
    stream: Lines,
    framing: Callable[[], Framing] | None,
    *,
    length: int,
    start: int = 0,
    number: int = 1,
    max_record: int = MAX_RECORD,
) -> Iterator[Record]:
    r"""Yield the records of the next `length` bytes of `stream`, which is at byte `start` of its file, where a record begins.

    Without `framing` all of it is one record. Nothing longer than `max_record` bytes is held. Every byte belongs to one record: a
    line has its line end.

    >>> import io
    >>> [record.raw for record in read_records(io.BytesIO(b"{}\n\n{}"), LineFraming, length=6)]
    [b'{}\n', b'\n', b'{}']
    """
    if framing is None:
        raw = stream.read(min(length, max_record + 1))
        yield Record(number, start, length, None) if len(raw) > max_record else Record(number, start, len(raw), raw)
        return
    frame = framing()
    end = start + length
    held: list[bytes] = []
    size = 0
    while start + size < end and (chunk := stream.readline(min(CHUNK, end - start - size))):
        size += len(chunk)
        if size <= max_record:
            held.append(chunk)
        else:
            held.clear()
        if frame.ends(chunk):
            yield _record(number, start, size, held, frame, whole=True)
            start, size, number = start + size, 0, number + 1
            held.clear()
    if size:
        yield _record(number, start, size, held, frame, whole=False)


def _record(number: int, start: int, size: int, held: list[bytes], frame: Framing, *, whole: bool) -> Record:
    if not held:
        return Record(number, start, size, None, whole=whole)
    raw = held[0] if len(held) == 1 else b"".join(held)
    return Record(number, start, size, raw, document=not (is_blank(raw) or (frame.header and number == 1)), whole=whole)


def is_blank(raw: bytes) -> bool:
    """Say whether a line is no record at all but blank, byte order mark aside."""
    return not raw.removeprefix(codecs.BOM_UTF8).strip(b" \t\r\n")
