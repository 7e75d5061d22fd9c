"""The ids of documents, as short hashes: kept with each part of a run, to count those that stand for several documents."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any

from cleantext.storage import Stored, hash_file

_AT_ONCE = 1_000_000
"""Hashes held in memory at a time when they are counted, at most: 8 MB, and five times as much to sort them."""

_PASSES = 32
"""Times that all hashes may be read to hold fewer at a time, down to a tenth."""

_ROWS = 20_000
"""Hashes of a part held in memory before they are written."""


class IdWriter:
    """The ids of the documents of a part, in order, while they are written to `path`; without any there is no file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._shards: list[str] = []
        self._hashes = array("Q")
        self._writer: Any = None

    def add(self, shard: str, id: str) -> None:
        """Note the id of a document in a file."""
        digest = blake2b(id.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        self.add_hashes(shard, (int.from_bytes(digest),))

    def add_hashes(self, shard: str, hashes: Iterable[int]) -> None:
        """Note ids known by their hashes."""
        for hash in hashes:
            self._shards.append(shard)
            self._hashes.append(hash)
            if len(self._hashes) == _ROWS:  # at the same places, however they come
                self._flush()

    def _flush(self) -> None:
        import pyarrow as pa  # noqa: PLC0415 - half a second that importing cleantext must not cost
        import pyarrow.parquet as pq  # noqa: PLC0415

        ids = pa.Array.from_buffers(pa.uint64(), len(self._hashes), [None, pa.py_buffer(self._hashes)])
        table = pa.table({"shard": pa.array(self._shards, pa.string()), "id": ids})
        if self._writer is None:  # hashes come once each: a dictionary of them would only take memory
            self._writer = pq.ParquetWriter(self._path, table.schema, compression="zstd", use_dictionary=["shard"])
        self._writer.write_table(table)
        self._shards, self._hashes = [], array("Q")

    def finish(self) -> tuple[Path, Stored] | None:
        """Write what is left; return the path and what it holds, or None when there are none."""
        if self._hashes:
            self._flush()
        if self._writer is None:
            return None
        self._writer.close()
        self._writer = None
        stored = hash_file(self._path)
        assert stored is not None
        return self._path, stored

    def discard(self) -> None:
        """Take back what was written."""
        if self._writer is not None:
            with suppress(OSError):  # a full disk also fails to flush what is being thrown away
                self._writer.close()
            self._writer = None
        self._path.unlink(missing_ok=True)


def read_hashes(path: Path, shard: str) -> list[int]:
    """Return the hashes of the ids in a file."""
    import pyarrow.parquet as pq  # noqa: PLC0415

    if not path.exists():
        return []
    found: list[int] = pq.read_table(path, columns=["id"], filters=[("shard", "=", shard)]).column("id").to_pylist()
    return found


def count_repeated(paths: Sequence[Path]) -> int:
    """Return how many documents have an id that one before them has; memory does not grow with their number."""
    import pyarrow.parquet as pq  # noqa: PLC0415

    if not paths:
        return 0
    total = sum(pq.read_metadata(path).num_rows for path in paths)
    passes = max(1 + total // _AT_ONCE, min(_PASSES, 1 + 10 * total // _AT_ONCE))
    return sum(_repeated(_hashes(paths, number, passes)) for number in range(passes))


def _hashes(paths: Sequence[Path], number: int, passes: int) -> Iterator[Any]:
    """Yield for each file those hashes whose turn it is: all where there is one pass, else those of a range."""
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.compute as pc  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    width, turn = (pa.scalar(value, pa.uint64()) for value in (-(-(1 << 64) // max(2, passes)), number))
    for path in paths:
        with pq.ParquetFile(path) as file:  # `read_table` loads what reads whole folders, and starts threads: 30 MB
            ids = file.read(columns=["id"], use_threads=False).column("id").combine_chunks()
        yield ids if passes == 1 else ids.filter(pc.equal(pc.divide(ids, width), turn))


def _repeated(arrays: Iterable[Any]) -> int:
    """Return how many of the values have come before; of those that come often in one array, one is held."""
    import pyarrow as pa  # noqa: PLC0415

    repeated = 0
    held = []
    for hashes in arrays:
        held.append(_distinct(hashes))
        repeated += len(hashes) - len(held[-1])
    both = pa.concat_arrays(held)
    return repeated + len(both) - len(_distinct(both))


def _distinct(array: Any) -> Any:
    """Return each value once; by sorting, because a table of hashes takes ten times as much memory."""
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.compute as pc  # noqa: PLC0415

    ordered = array.sort()
    if len(ordered) < 2:
        return ordered
    fresh = pc.not_equal(ordered[1:], ordered[:-1])
    return pa.concat_arrays([ordered[:1], ordered[1:].filter(fresh)])
