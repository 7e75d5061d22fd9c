"""Tables in files: Parquet and Arrow, read and written group by group, with a hash that tells whether rows are the same.

A group is what is read at one go: a batch of an Arrow file, a row group of a Parquet file or, of a large one, a slice.
"""

from __future__ import annotations

import hashlib
import io
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path, PurePath
from typing import Any, Protocol

from cleantext.documents import Shape
from cleantext.errors import InputError
from cleantext.records import Record
from cleantext.storage import Pending, Stored

GROUP_BYTES = 32 << 20
"""Bytes of a row group above which it is read in slices: pandas writes a million rows into one."""

_SUFFIXES: Mapping[str, str] = {".parquet": "parquet", ".arrow": "arrow", ".feather": "arrow"}


def table_suffixes() -> tuple[str, ...]:
    """Return the file name endings of tables."""
    return tuple(_SUFFIXES)


def is_table(name: str | PurePath) -> bool:
    """Say whether a file holds a table, by its name.

    >>> is_table("a/B.Parquet"), is_table("a.csv")
    (True, False)
    """
    return PurePath(name).suffix.lower() in _SUFFIXES


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that are read at one go: how many, and about how many bytes of the file."""

    rows: int
    size: int


class TableReader(Protocol):
    """A table in a file. `read` yields groups as tables and raises what Arrow raises for those that are broken."""

    schema: Any
    writer: Callable[[Any], Any]
    """Makes a writer of the same kind of file for a sink."""

    def groups(self) -> list[Group]:
        """Return its groups."""

    def read(self, first: int = 0, count: int = sys.maxsize) -> Iterator[Callable[[], Any]]:
        """Yield for each of `count` groups from the group `first` on a function that reads it; in order, and once each.

        Where nobody knows how many there are, there is one that returns None, and is the last.
        """

    def close(self) -> None:
        """Close the file."""


def open_table(path: Path, name: str | None = None) -> TableReader:
    """Open the table in the file at `path`, of the kind that its name tells, or `name` where it has another.

    Raises `InputError` when it is none, or is broken so that no row of it can be read.
    """
    import pyarrow as pa  # noqa: PLC0415 - half a second that a run over text files must not cost

    suffix = PurePath(name or path).suffix.lower()
    try:
        return _Parquet(path) if _SUFFIXES[suffix] == "parquet" else _Arrow(path, packed=suffix == ".feather")
    except (pa.ArrowException, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise InputError(f"not a table that can be read: {_one_line(error)}") from None


def read_texts(table: TableReader, group: int, column: int) -> list[bytes | None]:
    """Return the texts of a group of rows as bytes; none where the group is broken.

    >>> import pyarrow, tempfile
    >>> from pyarrow import parquet
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "a.parquet")
    ...     parquet.write_table(pyarrow.table({"text": ["one", None]}), path)
    ...     with closing(open_table(path)) as table:
    ...         read_texts(table, 0, 0)
    [b'one', None]
    """
    import pyarrow as pa  # noqa: PLC0415

    (read,) = table.read(group, 1)
    try:
        texts: list[bytes | None] = read().column(column).cast(pa.large_binary()).to_pylist()
    except pa.ArrowException:
        return []
    return texts


def read_rows(path: Path, shape: Shape, *, max_record: int) -> Iterator[Record]:
    """Yield the texts of a table as records, row by row; what cannot be read says so.

    Raises `InputError` when there is no table that can be read, or no text in it.
    """
    with closing(open_table(path)) as table:
        column = text_column(table.schema, shape)
        number = 1
        for index, group in enumerate(table.groups()):
            texts = read_texts(table, index, column)
            if not texts and group.rows:
                yield Record(number, number - 1, 0, None, broken=f"the file is broken at row {number:,}")
            for place, text in enumerate(texts, start=number):
                size = len(text or b"")
                null = None if text is not None else f"column {shape.text_field!r} is null, not text"
                yield Record(place, place - 1, size, text if size <= max_record else None, broken=null)
            number += group.rows


def text_column(schema: Any, shape: Shape) -> int:
    """Return which column holds the text.

    Raises `InputError` when there is none, or it holds no text.
    """
    found = [index for index, name in enumerate(schema.names) if name == shape.text_field]
    if len(found) != 1:
        known = ", ".join(schema.names[:8]) + (", ..." if len(schema.names) > 8 else "")
        what = f"{len(found)} columns {shape.text_field!r}" if found else f"no column {shape.text_field!r}"
        raise InputError(f"{what}; it has {known or 'none'}. Name the text's column with --text-field")
    kind = schema.field(found[0]).type
    if not _is_text(kind):
        raise InputError(f"column {shape.text_field!r} is {kind}, not text; name the text's column with --text-field, or cast it")
    return found[0]


def _is_text(kind: Any) -> bool:
    from pyarrow import types  # noqa: PLC0415

    strings = (types.is_string, types.is_large_string, types.is_string_view)
    return any(test(kind) for test in (*strings, types.is_binary, types.is_large_binary, types.is_binary_view))


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())


class _Parquet:
    """A Parquet file."""

    def __init__(self, path: Path) -> None:
        import pyarrow.parquet as pq  # noqa: PLC0415

        self._file = pq.ParquetFile(path, buffer_size=1 << 20, pre_buffer=False)  # else a whole row group is held packed
        self.schema = self._file.schema_arrow
        metadata = self._file.metadata
        codecs: dict[str, str] = {}
        for number in range(metadata.num_columns if metadata.num_row_groups else 0):
            column = metadata.row_group(0).column(number)
            codecs[column.path_in_schema] = {"UNCOMPRESSED": "NONE"}.get(column.compression, column.compression)
        self.writer = lambda sink: pq.ParquetWriter(
            sink, self.schema, compression=codecs or "zstd", use_compliant_nested_type=False
        )  # False: what is inside a list keeps the name it has

    @cached_property
    def _slices(self) -> list[tuple[int, int, int, int]]:
        """For each group: its row group, the rows before it there, its rows and its bytes."""
        found = []
        for number in range(self._file.metadata.num_row_groups):
            group = self._file.metadata.row_group(number)
            parts = max(1, -(-group.total_byte_size // GROUP_BYTES))
            step = max(1, -(-group.num_rows // parts))
            for start in range(0, max(1, group.num_rows), step):
                rows = min(step, group.num_rows - start)
                found.append((number, start, rows, group.total_byte_size * rows // max(1, group.num_rows)))
        return found

    def groups(self) -> list[Group]:
        return [Group(rows, size) for _, _, rows, size in self._slices]

    def read(self, first: int = 0, count: int = sys.maxsize) -> Iterator[Callable[[], Any]]:
        wanted = self._slices[first : first + count]
        streams: dict[int, _Rows] = {}
        for number, start, rows, _ in wanted:

            def read(number: int = number, start: int = start, rows: int = rows) -> Any:
                if start == 0 and rows == self._file.metadata.row_group(number).num_rows:
                    return self._file.read_row_group(number, use_threads=False)
                if number not in streams:
                    streams.clear()
                    batches = self._file.iter_batches(batch_size=1024, row_groups=[number], use_threads=False)
                    streams[number] = _Rows(batches, self.schema)
                    streams[number].skip(start)
                return streams[number].take(rows)

            yield read

    def close(self) -> None:
        self._file.close()


class _Arrow:
    """An Arrow file or stream; which of them, its first bytes tell. One that lacks its end is read as a stream."""

    def __init__(self, path: Path, *, packed: bool) -> None:
        import pyarrow as pa  # noqa: PLC0415

        with path.open("rb") as stream:
            self._is_file = stream.read(6) == b"ARROW1"
        self._path = path
        self._source = pa.OSFile(str(path))
        self._size = path.stat().st_size
        self._file: Any = None
        if self._is_file:
            try:
                self._file = pa.ipc.open_file(self._source)
            except pa.ArrowInvalid:  # it has no end
                self._file = None
        self.schema = self._file.schema if self._file is not None else self._stream().schema
        # Nothing in pyarrow tells how batches were packed; feather files are with LZ4 by custom, the others not at all.
        options = pa.ipc.IpcWriteOptions(compression="lz4" if packed else None, emit_dictionary_deltas=True)
        make = pa.ipc.new_file if self._is_file else pa.ipc.new_stream
        self.writer = lambda sink: make(sink, self.schema, options=options)

    def _stream(self) -> Any:
        import pyarrow as pa  # noqa: PLC0415

        self._source.seek(8 if self._is_file else 0)  # a file is a stream between its marks
        return pa.ipc.open_stream(self._source)

    def groups(self) -> list[Group]:
        """Return its batches; one that is broken counts as a row, and in a stream is the last."""
        import pyarrow as pa  # noqa: PLC0415

        rows = []
        for read in self.read():
            try:
                table = read()
            except (pa.ArrowException, OSError):
                rows.append(1)
                if self._file is None:
                    break
                continue
            if table is None:
                break
            rows.append(table.num_rows)
        return [Group(number, self._size // len(rows)) for number in rows]

    def read(self, first: int = 0, count: int = sys.maxsize) -> Iterator[Callable[[], Any]]:
        if self._file is not None:
            for number in range(first, min(first + count, self._file.num_record_batches)):
                yield lambda number=number: _checked(self._file.get_batch(number))  # type: ignore[misc]
            return
        batches = self._stream()
        for _ in islice(batches, first):
            pass
        for _ in range(count):
            yield lambda: self._next(batches)  # which returns None at the end of the stream

    def _next(self, batches: Any) -> Any:
        """Return the next batch of a stream, or None at its end."""
        import pyarrow as pa  # noqa: PLC0415

        try:
            return _checked(batches.read_next_batch())
        except StopIteration:
            if self._is_file:
                raise pa.ArrowInvalid("the file ends before its footer") from None
            return None

    def close(self) -> None:
        self._source.close()


def _checked(batch: Any) -> Any:
    """Return a batch as a table when its offsets lead nowhere outside it, or Arrow may read anything; UTF-8 is looked at later."""
    import pyarrow as pa  # noqa: PLC0415

    raw = {pa.string(): pa.binary(), pa.large_string(): pa.large_binary()}
    for column in batch.columns:
        (column.view(raw[column.type]) if column.type in raw else column).validate(full=True)
    return pa.Table.from_batches([batch])


class _Rows:
    """Rows out of batches of any length, as many at a time as are asked for."""

    def __init__(self, batches: Iterator[Any], schema: Any) -> None:
        self._batches = batches
        self._schema = schema
        self._held: Any = None

    def skip(self, count: int) -> None:
        while count:
            count -= self._next(count).num_rows

    def take(self, count: int) -> Any:
        import pyarrow as pa  # noqa: PLC0415

        found = []
        while count:
            found.append(self._next(count))
            count -= found[-1].num_rows
        return pa.Table.from_batches(found, schema=self._schema)

    def _next(self, most: int) -> Any:
        while self._held is None or self._held.num_rows == 0:
            self._held = next(self._batches)
        head, self._held = self._held.slice(0, most), self._held.slice(most)
        return head


def _batches(table: TableReader) -> Iterator[Any]:
    """Yield the batches of a table; apart from `RowSource`, or the two would keep each other, and the last group, in memory."""
    for read in table.read():
        group = read()
        if group is None:
            return
        yield from group.to_batches()


class RowSource:
    """The rows of a finished table file in order, as many at a time as are asked for."""

    def __init__(self, path: Path, name: str | None = None) -> None:
        self.table = open_table(path, name)
        self._rows = _Rows(_batches(self.table), self.table.schema)

    def skip(self, count: int) -> None:
        """Pass over the next `count` rows."""
        self._rows.skip(count)

    def take(self, count: int) -> Any:
        """Return the next `count` rows as a table. Raises `InputError` when there are not as many."""
        import pyarrow as pa  # noqa: PLC0415

        try:
            return self._rows.take(count)
        except (StopIteration, pa.ArrowException, OSError):
            raise InputError("the table has not the rows it should have") from None

    def close(self) -> None:
        """Close the file."""
        self.table.close()


class TableSink:
    """A pending file that is written as a table; each table given is a group of it. `rows` counts what goes in."""

    def __init__(self, pending: Pending, writer: Callable[[Any], Any]) -> None:
        self.rows = 0
        self._pending = pending
        self._make = writer
        self._writer: Any = None

    def touch(self) -> None:
        """Create the file even when no row is written to it."""
        if self._writer is None:
            self._writer = self._make(_Stream(self._pending))

    def write(self, table: Any) -> None:
        """Add a group; nothing is added for none."""
        if table.num_rows:
            self.touch()
            self._writer.write_table(table.combine_chunks(), table.num_rows)
            self.rows += table.num_rows

    def finish(self) -> None:
        """Write what ends a table, and flush to the disk."""
        if self._writer is not None:
            self._writer.close()
        self._pending.finish()


class _Stream(io.RawIOBase):
    """A pending file as Arrow writes to one."""

    def __init__(self, pending: Pending) -> None:
        super().__init__()
        self._pending = pending

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._pending.stored.size

    def write(self, data: Any, /) -> int:
        self._pending.write(bytes(data))
        return len(data)


class RowDigest:
    """A hash of rows that does not depend on how they are cut into groups, nor on how Arrow keeps them in memory."""

    def __init__(self, schema: Any) -> None:
        self._schema = schema.serialize().to_pybytes()
        self._digests: dict[str, Any] = {}
        self.rows = 0

    def add(self, table: Any) -> None:
        """Take more rows."""
        self.rows += table.num_rows
        for index, column in enumerate(table.columns):
            for chunk in column.chunks:
                self._add(str(index), chunk)

    @property
    def stored(self) -> Stored:
        """How many rows there were, and the hash of their schema and values."""
        whole = hashlib.sha256(self._schema)
        for name in sorted(self._digests):
            whole.update(f"{name}\0".encode() + self._digests[name].digest())
        return Stored(self.rows, whole.hexdigest())

    def _feed(self, name: str, data: Any) -> None:
        self._digests.setdefault(name, hashlib.sha256()).update(data)

    def _fixed(self, name: str, array: Any, width: int) -> None:
        values = memoryview(array.buffers()[1] or b"")
        self._feed(name, values[array.offset * width : (array.offset + len(array)) * width])

    def _add(self, name: str, array: Any) -> None:
        import pyarrow as pa  # noqa: PLC0415
        import pyarrow.compute as pc  # noqa: PLC0415

        kind, types = array.type, pa.types
        if not len(array):
            return
        self._fixed(f"{name}v", array.is_valid().cast(pa.uint8()), 1)
        if isinstance(kind, pa.BaseExtensionType):
            self._add(name + ".", array.storage)
        elif types.is_dictionary(kind):
            self._add(name + ".", array.dictionary_decode())
        elif types.is_struct(kind):
            for index, child in enumerate(array.flatten()):
                self._add(f"{name}.{index}", child)
        elif types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind):
            self._fixed(f"{name}l", pc.fill_null(pc.list_value_length(array).cast(pa.int64()), 0), 8)
            self._add(name + ".", array.flatten())
        elif _is_text(kind):
            packed = pc.fill_null(array.cast(pa.large_binary()), b"")
            self._fixed(f"{name}l", pc.binary_length(packed), 8)
            ends = memoryview(packed.buffers()[1]).cast("q")
            values = memoryview(packed.buffers()[2] or b"")
            self._feed(f"{name}d", values[ends[packed.offset] : ends[packed.offset + len(packed)]])
        elif types.is_boolean(kind):
            self._fixed(f"{name}d", pc.fill_null(array.cast(pa.uint8()), 0), 1)
        elif types.is_primitive(kind) and kind.bit_width in _INTEGERS:
            width = kind.bit_width
            self._fixed(f"{name}d", pc.fill_null(array.view(getattr(pa, f"int{width}")()), 0), width // 8)
        elif not types.is_null(kind):
            for value in array.to_pylist():  # slow, and right for what is rare
                self._feed(f"{name}r", repr(value).encode("utf-8", "surrogatepass") + b"\0")


_INTEGERS = (8, 16, 32, 64)


def pick(table: Any, rows: Sequence[int]) -> Any:
    """Return these rows of a table, in this order; unlike `take`, for columns of any type."""
    import pyarrow as pa  # noqa: PLC0415

    runs: list[list[int]] = []
    for row in rows:
        if runs and row == sum(runs[-1]):
            runs[-1][1] += 1
        else:
            runs.append([row, 1])
    return pa.concat_tables([table.slice(start, length) for start, length in runs]) if runs else table.slice(0, 0)


def copy_rows(path: Path, name: str, skip: int, lengths: Sequence[int], sink: TableSink) -> None:
    """Copy rows of the table at `path`, of the kind that `name` tells, after the first `skip`, in groups of these `lengths`."""
    with closing(RowSource(path, name)) as source:
        source.skip(skip)
        for length in lengths:
            sink.write(source.take(length))
