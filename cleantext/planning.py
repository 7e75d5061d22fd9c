"""What a run has to do: the input's files in a fixed order, cut into parts that are worked one by one.

The cut depends on the input alone, never on the number of workers, so that a run comes out the same however it is worked.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from fnmatch import fnmatchcase
from io import BufferedReader
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from cleantext.compression import Content, codec_of
from cleantext.documents import Shape
from cleantext.errors import InputError, RunError
from cleantext.formats import format_of, is_known, known_suffixes
from cleantext.records import Framing
from cleantext.storage import CHUNK, explain_os_error, reading
from cleantext.tables import is_table, open_table, text_column

PART_BYTES = 64 << 20
"""About how many bytes of a large file make a part, at most; what a killed run has to do again is at most a part a worker."""

GROUP_BYTES = 4 << 20
"""About how many bytes of small files make a part, at most; less than of a large one, as each file costs more."""

GROUP_FILES = 1_000
"""At most how many small files make a part."""

_SHARE = 16
"""A part is at most this share of what stands before it, so that a killed run does little again and no worker is left with a long
last part. It is a share of what comes before, not of the whole, so that a file that grew is cut as it was but for its end."""

_LEAST = 512 << 10
"""A part of this size, about a second of work, may always be made: beside that the hundredth of a second that a part costs does not count."""


RECORD = "_cleantext"
"""The folder of a run's output that holds its record."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file of the input: where it is, and its path below the folder the run writes to."""

    path: Path
    shard: str
    size: int


@dataclass(frozen=True, slots=True)
class Fault:
    """Where a compressed file is broken, so that nothing after it can be read: `place` in its bytes, and why."""

    place: int
    reason: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of what a file holds: `size` bytes from `start`; its first record has the number `first`.

    They are read at byte `offset` of the file at `path`: the input itself or, when that is compressed, a file of the run's own,
    unpacked; then `packed` is the input. `whole` when it is all of the file, `header` the file's first record where that names
    the fields of the others. `cost` is how many bytes of the input it stands for, to tell how far a run is. Of a table, `start` and
    `size` are groups of rows instead. A file that is `refused` is not read, for the reason given, but set aside whole.
    """

    path: Path
    shard: str
    start: int
    size: int
    first: int = 1
    whole: bool = True
    offset: int = 0
    cost: int = 0
    header: bytes | None = None
    packed: Path | None = None
    fault: Fault | None = None
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """What is worked at one go and then finished for good: many small files, or one stretch of a large one."""

    pieces: tuple[Piece, ...]


@dataclass(slots=True)
class Inputs:
    """The files a run reads, found anew at each iteration so that a million of them need not be held.

    Passed over, and counted, are names that begin with a dot or match a shell pattern of `exclude`, links to folders or to
    nothing, devices, and the record of an earlier run.
    """

    paths: tuple[Path, ...]
    exclude: tuple[str, ...] = ()
    passed_over: int = 0

    def __iter__(self) -> Iterator[Source]:
        """Yield every file, in the order of paths below the output folder within each input path."""
        self.passed_over = 0
        for path, prefix in self.roots():
            if path.is_dir():
                yield from self._walk(path, prefix)
            else:
                yield Source(path, prefix, reading(path, path.stat).st_size)

    def roots(self) -> list[tuple[Path, str]]:
        """Return each input path and what its files are called below the output folder.

        A single folder's files keep their paths inside it; of several paths, each keeps its own name.
        """
        if len(self.paths) == 1 and self.paths[0].is_dir():
            return [(self.paths[0], "")]
        return sorted(((path, path.resolve().name) for path in self.paths), key=lambda root: root[1])

    def has(self, shard: str) -> bool:
        """Say whether the input still has the file that is called `shard` below the output folder."""
        for path, prefix in self.roots():
            if shard == prefix:
                return path.is_file()
            if any(map(self._leaves_out, shard[len(prefix) :].strip("/").split("/"))):
                return False
            if not prefix or shard.startswith(prefix + "/"):
                return (path / shard[len(prefix) :].lstrip("/")).is_file()
        return False

    def _leaves_out(self, name: str) -> bool:
        return name.startswith(".") or any(fnmatchcase(name, pattern) for pattern in self.exclude)

    def _walk(self, folder: Path, prefix: str) -> Iterator[Source]:
        try:
            with os.scandir(folder) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError as error:
            raise explain_os_error(error, "reading") from None
        for entry in entries:
            name = f"{prefix}/{entry.name}" if prefix else entry.name
            path = Path(entry.path)
            if self._leaves_out(entry.name):
                self.passed_over += 1
            elif entry.is_dir(follow_symlinks=False) and not _is_record(path):
                yield from self._walk(path, name)
            elif entry.is_file():
                yield Source(path, name, reading(path, path.stat).st_size)
            else:
                self.passed_over += 1


def _is_record(folder: Path) -> bool:
    return folder.name == RECORD and (folder / "run.json").exists()


def check_inputs(paths: Sequence[str | Path], exclude: Sequence[str] = ()) -> Inputs:
    """Check that `paths` name files and folders that can be scrubbed together; `exclude` leaves out names found in folders.

    Raises `InputError` for one that is missing, or a file of no known format, and `RunError` when two have one name.
    """
    if not paths:
        raise InputError("no input; give files or folders to scrub")
    inputs = Inputs(tuple(map(Path, paths)), tuple(exclude))
    for path in inputs.paths:
        if not path.exists():
            raise InputError(f"{path}: no such file or folder. Check the path.")
        if path.is_file() and not is_known(path):
            raise InputError(
                f"{path}: no reader for {path.suffix or 'a name without an ending'}; formats are {known_suffixes()}. "
                "Rename the file, or give its text on standard input: cleantext scrub - < FILE"
            )
    names = [name for _, name in inputs.roots()]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise RunError(f"two inputs are called {twice!r} and would be written to one place. Rename one, or scrub them apart.")
    if RECORD in names:
        raise RunError(f"an input is called {RECORD!r}, where the run's record goes. Rename it.")
    return inputs


def plan(
    sources: Iterable[Source], room: Path, *, part_bytes: int = PART_BYTES, split: bool = False, shape: Shape | None = None
) -> Iterator[Part]:
    """Cut the input into parts: large files where a record ends, small ones together.

    What compressed files hold is unpacked to files in the folder `room`, a part at a time as it is asked for; they are the
    caller's to remove. Unpacking here, once, lets any number of workers share one file. With `split`, text files may be cut, too.
    """
    group: list[Piece] = []
    before = size = 0  # bytes of small files in the groups before, and in this one
    for source in sources:
        for piece in _pieces(source, room, part_bytes, shape or Shape(), split=split):
            most = min(GROUP_BYTES, _limit(before, PART_BYTES))
            if group and (not piece.whole or size + piece.cost > most or len(group) >= GROUP_FILES):
                yield Part(tuple(group))
                group, before, size = [], before + size, 0
            if piece.whole:
                group.append(piece)
                size += piece.cost
            else:
                yield Part((piece,))
    if group:
        yield Part(tuple(group))


def _pieces(source: Source, room: Path, part_bytes: int, shape: Shape, *, split: bool) -> Iterator[Piece]:
    format = format_of(source.path, split=split)
    try:
        if is_table(source.path):
            yield from _table_pieces(source, part_bytes, shape)
        elif format is not None and codec_of(source.path.name) is not None:
            yield from _unpacked(source, format.framing, room, part_bytes)
        elif format is not None and format.framing is not None:
            with source.path.open("rb") as stream:
                for cut in _cuts(stream, source.size, format.framing, part_bytes, _leave):
                    yield Piece(source.path, source.shard, *cut.place, offset=cut.start, cost=cut.size, header=cut.header)
        else:
            yield Piece(source.path, source.shard, 0, source.size, cost=source.size)
    except OSError as error:
        error.filename = str(source.path)
        raise explain_os_error(error, "reading") from None


def _table_pieces(source: Source, part_bytes: int, shape: Shape) -> Iterator[Piece]:
    """Cut a table between its groups."""
    try:
        table = open_table(source.path)
        with closing(table):
            text_column(table.schema, shape)
            groups = table.groups()
    except InputError as error:
        yield Piece(source.path, source.shard, 0, source.size, cost=source.size, refused=str(error))
        return
    start = before = size = rows = 0
    first = 1
    for number, group in enumerate(groups, start=1):
        size, rows = size + group.size, rows + group.rows
        if number == len(groups) or size >= _limit(before, part_bytes):
            yield Piece(
                source.path, source.shard, start, number - start, first, whole=start == 0 and number == len(groups), cost=size
            )
            start, before, first, size, rows = number, before + size, first + rows, 0, 0
    if not groups:
        yield Piece(source.path, source.shard, 0, 0, cost=source.size)


def _limit(before: int, part_bytes: int) -> int:
    """Return the bytes of a part, by those that stand before it in its file, or in small files."""
    return max(min(part_bytes // _SHARE, _LEAST), min(part_bytes, before // _SHARE))


@dataclass(frozen=True, slots=True)
class _Cut:
    """A stretch between two ends of records, as in `Piece`; `last` when nothing comes after it."""

    start: int
    size: int
    first: int
    last: bool
    header: bytes | None

    @property
    def place(self) -> tuple[int, int, int, bool]:
        """Its fields as `Piece` has them."""
        return self.start, self.size, self.first, self.last and self.start == 0


def _leave(chunk: bytes) -> None:
    """Do nothing with what was read."""


def _cuts(
    content: BufferedReader,
    length: int | None,
    framing: Callable[[], Framing] | None,
    part_bytes: int,
    take: Callable[[bytes], None],
) -> Iterator[_Cut]:
    """Go through `content`, or `length` bytes of it, and cut where records end; `take` is given all bytes of a cut before it is yielded.

    What is written to a file after its length was taken is not ours.
    """
    frame = framing() if framing is not None else None
    left = length
    start = size = 0
    first = number = 1
    header = bytearray() if frame is not None and frame.header else None
    while chunk := content.readline(CHUNK if left is None else min(CHUNK, left)):
        left = None if left is None else left - len(chunk)
        take(chunk)
        size += len(chunk)
        if header is not None and number == 1 and len(header) <= CHUNK:
            header += chunk
        if frame is not None and frame.ends(chunk):
            number += 1
            if size >= _limit(start, part_bytes) and (left is None or left) and content.peek(1):
                yield _Cut(start, size, first, last=False, header=_short(header))
                start, size, first = start + size, 0, number
    yield _Cut(start, size, first, last=True, header=_short(header))


def _short(header: bytearray | None) -> bytes | None:
    """Return a header that can be one: a longer one is no list of names."""
    return bytes(header) if header is not None and len(header) <= CHUNK else None


def _unpacked(source: Source, framing: Callable[[], Framing] | None, room: Path, part_bytes: int) -> Iterator[Piece]:
    """Unpack a compressed file to files of a part each."""
    codec = codec_of(source.path.name)
    assert codec is not None
    with source.path.open("rb") as file:
        content = Content(file, codec)
        done = 0
        spool = _Spool(room)
        try:
            for cut in _cuts(BufferedReader(content, CHUNK), None, framing, part_bytes, spool.write):
                path = spool.close()
                cost = (source.size if cut.last else content.place) - done
                done += cost
                fault = Fault(content.place, content.fault) if cut.last and content.fault is not None else None
                yield Piece(path, source.shard, *cut.place, cost=cost, header=cut.header, packed=source.path, fault=fault)
        finally:
            spool.discard()


class _Spool:
    """Files written one after another to a folder, each under a name of its own."""

    def __init__(self, room: Path) -> None:
        self._room = room
        self._stream: Any = None

    def write(self, chunk: bytes) -> None:
        """Add to the file that is being written, or begin one."""
        if self._stream is None:
            self._stream = NamedTemporaryFile(dir=self._room, prefix="unpacked-", delete=False)  # noqa: SIM115 - closed below
        self._stream.write(chunk)

    def close(self) -> Path:
        """End the file and return where it is; there is one even when nothing was written."""
        self.write(b"")
        self._stream.close()
        path = Path(self._stream.name)
        self._stream = None
        return path

    def discard(self) -> None:
        """Remove the file that is being written, if there is one."""
        if self._stream is not None:
            self._stream.close()
            Path(self._stream.name).unlink()
