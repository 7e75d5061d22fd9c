"""What a run has to do: the input's files in a fixed order, cut into parts that are worked one by one.

The cut depends on the input alone, never on the number of workers, so that a run comes out the same however it is worked.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import BinaryIO

from cleantext.documents import format_of, known_suffixes
from cleantext.errors import InputError, RunError
from cleantext.storage import CHUNK, explain_os_error, reading

PART_BYTES = 16 << 20
"""About how many bytes of a large file make a part: some seconds of work, which is what a killed run has to do again."""

GROUP_BYTES = 4 << 20
"""About how many bytes of small files make a part; less than of a large one, as each file costs more."""

GROUP_FILES = 1_000
"""At most how many small files make a part."""


RECORD = "_cleantext"
"""The folder of a run's output that holds its record."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file of the input: where it is, and its path below the folder the run writes to."""

    path: Path
    shard: str
    size: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a file, in bytes; its first record is on line `line`. `whole` when it is all of the file."""

    path: Path
    shard: str
    start: int
    size: int
    line: int = 1
    whole: bool = True


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
        if path.is_file() and format_of(path) is None:
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


def plan(sources: Iterable[Source], *, part_bytes: int = PART_BYTES) -> Iterator[Part]:
    """Cut the input into parts: large line files at line ends, small files together; all others alone."""
    group: list[Piece] = []
    size = 0
    for source in sources:
        format = format_of(source.path)
        if format is not None and format.by_line and source.size > part_bytes:
            if group:
                yield Part(tuple(group))
                group, size = [], 0
            yield from _slices(source, part_bytes)
            continue
        if group and (size + source.size > GROUP_BYTES or len(group) >= GROUP_FILES):
            yield Part(tuple(group))
            group, size = [], 0
        group.append(Piece(source.path, source.shard, 0, source.size))
        size += source.size
    if group:
        yield Part(tuple(group))


def _slices(source: Source, part_bytes: int) -> Iterator[Part]:
    """Cut a line file where the first line that passes a multiple of `part_bytes` ends."""
    try:
        with source.path.open("rb") as stream:
            start, line = 0, 1
            while start < source.size:
                end, lines = _next_cut(stream, start, part_bytes)
                end = min(end, source.size)  # what is written to the file meanwhile is not ours
                whole = start == 0 and end == source.size
                yield Part((Piece(source.path, source.shard, start, end - start, line, whole),))
                start, line = end, line + lines
    except OSError as error:
        error.filename = str(source.path)
        raise explain_os_error(error, "reading") from None


def _next_cut(stream: BinaryIO, start: int, part_bytes: int) -> tuple[int, int]:
    """Return the end of the part from `start`, and how many lines end in it."""
    stream.seek(start)
    at, lines = start, 0
    while block := stream.read(CHUNK):
        if at + len(block) >= start + part_bytes:
            cut = block.find(b"\n", max(0, start + part_bytes - at - 1))
            if cut >= 0:
                return at + cut + 1, lines + block.count(b"\n", 0, cut + 1)
        lines += block.count(b"\n")
        at += len(block)
    return at, lines
