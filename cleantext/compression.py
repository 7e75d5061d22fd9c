"""Compressed files: what they hold, read and written as streams.

Each codec is the standard library's; that of zstd came with Python 3.14, and `backports.zstd` is the same for those before.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import sys
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, BinaryIO, Protocol

from cleantext.storage import CHUNK, Pending


class Compressor(Protocol):
    """What compresses a stream."""

    def compress(self, data: bytes, /) -> bytes:
        """Take more data and return what is ready."""

    def flush(self) -> bytes:
        """End the stream and return what is left."""


@dataclass(frozen=True, slots=True)
class Codec:
    """A way to compress: `open` reads what a binary stream holds, `compressor` begins a stream; streams end to end are one."""

    open: Callable[[BinaryIO], Any]
    compressor: Callable[[], Compressor]


def _zstd() -> Any:
    if sys.version_info >= (3, 14):
        from compression import zstd  # noqa: PLC0415 - each codec is loaded when a file of its kind is met
    else:
        from backports import zstd  # noqa: PLC0415
    return zstd


def _open_zstd(stream: BinaryIO) -> Any:
    zstd = _zstd()
    longest = zstd.DecompressionParameter.window_log_max.bounds()[1]  # dumps packed with `--long=31` ask for it
    return zstd.ZstdFile(stream, options={zstd.DecompressionParameter.window_log_max: longest})


def _zstd_compressor() -> Compressor:
    zstd = _zstd()
    compressor: Compressor = zstd.ZstdCompressor(options={zstd.CompressionParameter.checksum_flag: 1})  # as the zstd command does
    return compressor


CODECS: Mapping[str, Codec] = {
    ".gz": Codec(
        lambda stream: gzip.GzipFile(fileobj=stream), partial(zlib.compressobj, wbits=31)
    ),  # 31: with gzip's head, no time
    ".zst": Codec(_open_zstd, _zstd_compressor),
    ".xz": Codec(lzma.LZMAFile, lzma.LZMACompressor),
    ".bz2": Codec(bz2.BZ2File, bz2.BZ2Compressor),
}
"""The codecs by the ending of a file name."""


def codec_of(name: str) -> Codec | None:
    """Return the codec of a file by its name.

    >>> codec_of("a.JSONL.GZ") is CODECS[".gz"], codec_of("a.jsonl")
    (True, None)
    """
    return next((codec for suffix, codec in CODECS.items() if name.lower().endswith(suffix)), None)


def without_codec(name: str) -> str:
    """Return the name without the ending that tells the codec.

    >>> without_codec("a.jsonl.gz"), without_codec("a.jsonl")
    ('a.jsonl', 'a.jsonl')
    """
    return next((name[: -len(suffix)] for suffix in CODECS if name.lower().endswith(suffix)), name)


_STEP = 16 << 10
"""Bytes unpacked at a time: of what the step holds in which a break comes, nothing is had."""


class Content(io.RawIOBase):
    r"""What a compressed stream holds, up to its end or to where it is broken: then `fault` says why, and it ends there.

    `place` is how far the compressed stream has been read, in bytes.

    >>> import io
    >>> content = Content(io.BytesIO(gzip.compress(b"one\ntwo\n")[:-9]), CODECS[".gz"])
    >>> content.read(), content.fault
    (b'one\ntwo\n', 'Compressed file ended before the end-of-stream marker was reached')
    """

    def __init__(self, stream: BinaryIO, codec: Codec) -> None:
        super().__init__()
        self._stream = stream
        self._file = codec.open(stream)
        self.fault: str | None = None
        self.place = 0

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: Any, /) -> int:
        """Read into `buffer`; return how many bytes, 0 at the end."""
        if self.fault is not None:
            return 0
        self.place = self._stream.tell()
        try:
            data = self._file.read1(min(len(buffer), _STEP))
        except OSError as error:
            if error.errno is not None:  # the disk's fault, not the file's
                raise
            self.fault = str(error)
            return 0
        except (EOFError, zlib.error, lzma.LZMAError, _zstd().ZstdError) as error:
            self.fault = str(error)
            return 0
        buffer[: len(data)] = data
        return len(data)


def open_content(stream: BinaryIO, codec: Codec | None) -> io.BufferedReader | BinaryIO:
    """Return a stream of what the file in `stream` holds, unpacked where it has a codec."""
    return stream if codec is None else io.BufferedReader(Content(stream, codec), CHUNK)


class Packing:
    r"""A pending file that is written through its codec; `size` counts what goes in.

    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     packing = Packing(Pending(Path(folder, "tmp")), CODECS[".gz"])
    ...     packing.write(b"one\n")
    ...     packing.finish()
    ...     gzip.decompress(Path(folder, "tmp").read_bytes())
    b'one\n'
    """

    def __init__(self, pending: Pending, codec: Codec | None) -> None:
        self.pending = pending
        self.size = 0
        self._compressor = codec.compressor() if codec is not None else None

    def write(self, data: bytes) -> None:
        """Add `data`."""
        self.size += len(data)
        if self._compressor is None:
            self.pending.write(data)
        else:
            self.pending.touch()
            packed = self._compressor.compress(data)
            if packed:
                self.pending.write(packed)

    def touch(self) -> None:
        """Create the file even when nothing is written to it."""
        self.pending.touch()

    def finish(self) -> None:
        """Write what the codec still holds, and flush to the disk."""
        if self._compressor is not None and self.pending.started:
            self.pending.write(self._compressor.flush())
        self.pending.finish()
