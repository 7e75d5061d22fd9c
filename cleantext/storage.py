"""Files that appear whole or not at all: written under a temporary name, flushed to the disk, then renamed."""

from __future__ import annotations

import errno
import hashlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Protocol, TypeVar

from cleantext.errors import CleantextError, InputError, RunError

CHUNK = 1 << 20
"""Bytes copied or hashed at a time."""


class Readable(Protocol):
    """What bytes can be read from."""

    def read(self, size: int, /) -> bytes:
        """Return up to `size` bytes; none at the end."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What a file or a stretch of one holds: its length in bytes and its SHA-256."""

    size: int
    sha256: str

    def as_json(self) -> dict[str, Any]:
        """Return the value for a JSON file."""
        return {"size": self.size, "sha256": self.sha256}


def hash_stream(stream: Readable, length: int | None = None) -> Stored:
    """Read `stream` to its end, or `length` bytes of it, and say what it held.

    >>> import io
    >>> hash_stream(io.BytesIO(b"abc"), 2).size
    2
    """
    digest = hashlib.sha256()
    size = 0
    while length is None or size < length:
        block = stream.read(CHUNK if length is None else min(CHUNK, length - size))
        if not block:
            break
        digest.update(block)
        size += len(block)
    return Stored(size, digest.hexdigest())


def hash_file(path: Path, start: int = 0, length: int | None = None) -> Stored | None:
    """Say what `length` bytes of the file at `path` from `start` hold; None where there is no such file."""
    try:
        with path.open("rb") as stream:
            stream.seek(start)
            return hash_stream(stream, length)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None


class Pending:
    """A file being written under a temporary name; `commit` makes it appear, `discard` makes it go.

    `stored` tells what was written so far. Nothing is created before the first byte, or `touch`.
    """

    def __init__(self, temporary: Path) -> None:
        self.temporary = temporary
        self._stream: BinaryIO | None = None
        self._digest = hashlib.sha256()
        self._size = 0

    @property
    def started(self) -> bool:
        """Whether there is anything to commit."""
        return self._stream is not None

    @property
    def stored(self) -> Stored:
        """What has been written so far."""
        return Stored(self._size, self._digest.hexdigest())

    def touch(self) -> None:
        """Create the file even when nothing is written to it."""
        if self._stream is None:
            self._stream = self.temporary.open("wb")

    def write(self, data: bytes) -> None:
        """Add `data`."""
        self.touch()
        assert self._stream is not None
        self._stream.write(data)
        self._digest.update(data)
        self._size += len(data)

    def copy(self, stream: Readable, length: int | None = None) -> None:
        """Add what `stream` holds, or `length` bytes of it."""
        self.touch()
        left = length
        while left is None or left > 0:
            block = stream.read(CHUNK if left is None else min(CHUNK, left))
            if not block:
                break
            self.write(block)
            left = None if left is None else left - len(block)

    def finish(self) -> None:
        """Flush to the disk and close, still under the temporary name."""
        if self._stream is not None and not self._stream.closed:
            self._stream.flush()
            os.fsync(self._stream.fileno())
            self._stream.close()

    def commit(self, path: Path) -> Stored:
        """Make the file appear at `path`, in place of what stood there."""
        self.touch()
        self.finish()
        path.parent.mkdir(parents=True, exist_ok=True)
        self.temporary.replace(path)
        return self.stored

    def discard(self) -> None:
        """Take back what was written."""
        if self._stream is not None:
            with suppress(OSError):  # a full disk also fails to flush what is being thrown away
                self._stream.close()
            self.temporary.unlink(missing_ok=True)
            self._stream = None


def write_json(path: Path, value: Any, temporary: Path) -> None:
    """Write `value` as JSON to `path`, whole or not at all."""
    pending = Pending(temporary)
    try:
        pending.write(json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass") + b"\n")
        pending.commit(path)
    except BaseException:
        pending.discard()
        raise


def read_json(path: Path) -> Any:
    """Read the JSON file at `path`; None where there is none or it is broken."""
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None


def remove_file(path: Path, up_to: Path) -> None:
    """Remove the file at `path` if it is there, and the folders it leaves empty, below `up_to`."""
    try:
        path.unlink()
    except (FileNotFoundError, NotADirectoryError):
        return
    for folder in path.parents:
        if folder == up_to or up_to not in folder.parents:
            return
        try:
            folder.rmdir()
        except OSError:  # not empty
            return


def sync_folder(path: Path) -> None:
    """Make the names in the folder at `path` durable, where the system can."""
    with suppress(OSError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock file at `path`, so that two runs never write to one folder.

    Raises `RunError` when another run holds it. A run that dies lets go of it. Systems without ``flock`` go unprotected.
    """
    try:
        import fcntl  # noqa: PLC0415 - there is none on Windows
    except ImportError:
        yield
        return
    with path.open("wb") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RunError(f"{path.parent.parent}: another run is at work here. Wait for it, or give another folder.") from None
        yield


def explain_os_error(error: OSError, doing: str) -> CleantextError:
    """Say in words what the system refused and what to do about it.

    >>> print(explain_os_error(PermissionError(13, "Permission denied", "in/a.txt"), "reading"))
    in/a.txt: permission denied while reading. Check who may use the file, or run as somebody who may.
    """
    where = f"{error.filename}: " if error.filename else ""
    kind = InputError if doing.startswith("reading") else RunError
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return RunError(
            f"{where}no space left on the disk while {doing}. What is finished is kept: free some space and give the same "
            "command again to go on."
        )
    reason = (error.strerror or str(error)).lower()
    todo = {
        errno.EACCES: "Check who may use the file, or run as somebody who may.",
        errno.EPERM: "Check who may use the file, or run as somebody who may.",
        errno.EROFS: "Give a folder on a disk that can be written to.",
        errno.ENOENT: "Check the path.",
        errno.ENAMETOOLONG: "Give the file a shorter name.",
    }.get(error.errno or 0, "Check the disk and the path, then give the same command again.")
    return kind(f"{where}{reason} while {doing}. {todo}")


T = TypeVar("T")


def reading(path: Path, read: Callable[[], T]) -> T:
    """Call `read`, turning what the system refuses into an `InputError` about `path`."""
    try:
        return read()
    except OSError as error:
        error.filename = str(path)
        raise explain_os_error(error, "reading") from None
