"""Work files of the input: cut them into parts, have those worked, and put the large ones together again."""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from socket import gethostname
from tempfile import TemporaryDirectory
from typing import Any

from cleantext.assembling import assemble, standing
from cleantext.crews import Crew, Orders, Tell, work_here
from cleantext.errors import CleantextError, RunError
from cleantext.parts import Counts, Home, WholeRecord, add_counts, read_part, read_reasons
from cleantext.planning import GROUP_FILES, PART_BYTES, Part, Source, plan
from cleantext.settings import Settings
from cleantext.working import Done, Task

EXAMPLES = 5
"""How many records set aside a summary names."""


def _nothing() -> Counts:
    return {"in": 0, "out": 0, "set_aside": 0, "changed": 0, "bytes": 0, "characters": 0}


@dataclass(slots=True)
class Tally:
    """What working some files came to.

    `counts` as in a summary; `reused` documents were finished before. `keys` are those of the parts, `wholes` the files that were
    put together from several, `broken` those of which not all could be read; `examples` the first records set aside.
    """

    counts: Counts = field(default_factory=_nothing)
    reused: int = 0
    keys: set[str] = field(default_factory=set)
    wholes: set[str] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)
    examples: list[dict[str, Any]] = field(default_factory=list)

    def add(self, more: Tally) -> None:
        """Add what working other files came to."""
        add_counts(self.counts, more.counts)
        self.reused += more.reused
        self.keys |= more.keys
        self.wholes |= more.wholes
        self.broken |= more.broken
        self.examples += more.examples[: EXAMPLES - len(self.examples)]


@dataclass(frozen=True, slots=True)
class Bundle:
    """Files that one member of a cluster works, one after another; `earlier` are keys of finished parts that may hold some."""

    sources: tuple[Source, ...]
    earlier: tuple[str, ...]


Cluster = Callable[[Iterable[Bundle], Orders], Generator[Tally, None, None]]
"""A function that has bundles worked elsewhere, each by `work_far`, and yields what they came to, in order."""


def bundle(sources: Iterable[Source], earlier: EarlierParts) -> Iterator[Bundle]:
    """Put small files together to bundles of about a part; a larger file is a bundle of its own."""
    group: list[Source] = []
    size = 0
    for source in sources:
        if group and (size + source.size > PART_BYTES or len(group) >= GROUP_FILES):
            yield Bundle(tuple(group), earlier.between(group[0].shard, group[-1].shard))
            group, size = [], 0
        group.append(source)
        size += source.size
    if group:
        yield Bundle(tuple(group), earlier.between(group[0].shard, group[-1].shard))


def work_shards(
    sources: Iterable[Source],
    orders: Orders,
    crew: Crew,
    *,
    room: Path,
    earlier: Callable[[Part], tuple[str, ...]],
    tell: Tell,
) -> Tally:
    """Work files, in order, and return what it came to.

    `room` is a folder for what compressed files hold, while it is worked; `earlier` returns the keys of finished parts that may hold
    files of a part.
    """
    work = _Work(orders, room, earlier)
    with closing(crew(work.tasks(sources), orders, tell)) as finished:
        for done in finished:
            work.take(done)
    return work.end()


def work_bundle(files: Bundle, orders: Orders) -> Tally:
    """Work the files of a bundle in this process.

    Every part that is finished stays so: when a member dies, the next one to take the bundle goes on where it stopped.
    """
    with TemporaryDirectory(prefix="cleantext-") as room:
        return work_shards(
            files.sources, orders, work_here, room=Path(room), earlier=lambda _: files.earlier, tell=lambda *_: None
        )


def work_far(files: Bundle, orders: Orders) -> Tally | CleantextError:
    """Work a bundle on another machine; return an error that trying again would not mend, so that no engine tries."""
    if Settings().fingerprint() != orders.package:
        return RunError(
            f"{gethostname()}: has another cleantext than the machine that started the run. Install the same version on all machines."
        )
    try:
        return work_bundle(files, orders)
    except CleantextError as error:
        return error


class _Work:
    """Parts on their way to a crew and back."""

    def __init__(self, orders: Orders, room: Path, earlier: Callable[[Part], tuple[str, ...]]) -> None:
        self._orders = orders
        self._home = orders.job.home
        self._room = room
        self._earlier = earlier
        self._given: deque[tuple[Task, _Whole | None]] = deque()  # the parts that are being worked
        self._whole: _Whole | None = None
        self._tally = Tally()

    def tasks(self, sources: Iterable[Source]) -> Iterator[Task]:
        """Yield the parts with what is known of earlier work."""
        whole: _Whole | None = None
        job = self._orders.job
        for part in plan(sources, self._room, part_bytes=self._orders.part_bytes, split=job.split, shape=job.shape):
            piece = part.pieces[0]
            if piece.whole:
                task, of = Task(part, earlier=self._earlier(part)), None
            else:
                if whole is None or whole.shard != piece.shard:
                    whole = _Whole(piece.shard, standing(self._home, piece.shard))
                task, of = Task(part, assembled=whole.next_known()), whole
            self._given.append((task, of))
            yield task

    def take(self, done: Done) -> None:
        """Note what the next part came to."""
        task, whole = self._given.popleft()
        for piece in task.part.pieces:
            if piece.packed is not None:
                piece.path.unlink()  # what it held was unpacked for this part only
        tally = self._tally
        tally.keys.add(done.key)
        tally.reused += done.reused
        add_counts(tally.counts, done.counts)
        if done.counts["set_aside"] and len(tally.examples) < EXAMPLES:
            tally.examples += islice(read_reasons(self._home, done.key), EXAMPLES - len(tally.examples))
        if "broken_file" in done.counts.get("causes", {}) and (record := read_part(self._home, done.key)) is not None:
            tally.broken |= {piece.shard for piece in record.pieces if piece.rest is not None}
        self._put_together(whole)
        if whole is not None:
            whole.keys.append(done.key)

    def end(self) -> Tally:
        """Put the last file together, and return what all came to."""
        self._put_together(None)
        return self._tally

    def _put_together(self, coming: _Whole | None) -> None:
        """Put the large file together whose last part is done, now that the next part belongs to another."""
        whole, self._whole = self._whole, coming
        if whole is None or whole is coming:
            return
        self._tally.wholes.add(whole.shard)
        if whole.before is None or whole.before.parts != tuple(whole.keys):
            assemble(self._home, whole.shard, whole.keys, whole.before)


@dataclass(slots=True)
class _Whole:
    """A large file on its way to being put together from parts; `before` is what an earlier run put together, if it stands."""

    shard: str
    before: WholeRecord | None
    keys: list[str] = field(default_factory=list)
    offered: int = 0

    def next_known(self) -> str | None:
        """Return the key under which the next part stands in the earlier file."""
        known = self.before.parts if self.before else ()
        self.offered += 1
        return known[self.offered - 1] if self.offered <= len(known) else None


class EarlierParts:
    """Which finished parts hold which whole files, to find those whose neighbours changed."""

    def __init__(self, home: Home, fingerprint: str) -> None:
        found = []
        for path in home.parts.glob("*.json"):
            record = None if path.name.startswith("file-") else read_part(home, path.stem)
            if record is not None and record.job == fingerprint and record.pieces[0].whole:
                found.append((_order(record.pieces[-1].shard), _order(record.pieces[0].shard), record.key))
        self._found = sorted(found)  # by the last file, then the first

    def around(self, part: Part) -> tuple[str, ...]:
        """Return the keys of earlier parts that may hold files of `part`."""
        return self.between(part.pieces[0].shard, part.pieces[-1].shard)

    def between(self, one: str, other: str) -> tuple[str, ...]:
        """Return the keys of earlier parts that may hold files from `one` to `other`."""
        first, last = _order(one), _order(other)
        at = bisect_left(self._found, (first, [], ""))
        return tuple(key for _, start, key in self._found[at:] if start <= last)


def _order(shard: str) -> list[str]:
    return shard.split("/")
