"""Scrub files into a folder: check, plan, work the parts, put large files together, and sum up.

A run can be stopped at any moment. The same call goes on where it stopped, and redoes only what changed: input, options or rules.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from cleantext.crews import Crew, Orders, in_processes, work_here
from cleantext.documents import TEXT_FIELD, Shape
from cleantext.errors import InputError, OptionError, RunError
from cleantext.formats import format_of, known_suffixes
from cleantext.parts import (
    Counts,
    Home,
    Job,
    WholeRecord,
    add_counts,
    part_file,
    read_part,
    read_reasons,
    read_whole,
)
from cleantext.pipeline import Pipeline
from cleantext.planning import PART_BYTES, RECORD, Inputs, Part, check_inputs, plan
from cleantext.records import MAX_RECORD
from cleantext.settings import Settings
from cleantext.storage import (
    Pending,
    explain_os_error,
    hash_file,
    locked,
    read_json,
    remove_file,
    sync_folder,
    write_json,
)
from cleantext.working import Done, Task

Progress = Callable[[int, int, int], None]
"""Told of documents and bytes worked so far, and of all bytes there are."""


@dataclass(frozen=True)
class Summary:
    """What a run came to: `counts` by name, some by kind, rule or cause; `out` is its folder.

    `reused` documents were finished before, `passed_over` are names in the input that are no files to scrub, and `examples` the
    first records set aside, with the reason.
    """

    out: Path
    counts: Counts
    reused: int
    files: int
    passed_over: int
    seconds: float
    examples: tuple[dict[str, Any], ...] = ()

    @property
    def set_aside(self) -> int:
        """How many records are in the quarantine."""
        return int(self.counts.get("set_aside", 0))

    def as_json(self) -> dict[str, Any]:
        """Return what ``summary.json`` holds."""
        counts = dict(self.counts)
        documents = {name: counts.pop(name, 0) for name in ("in", "out", "set_aside", "changed")}
        return {
            "documents": documents | {"reused": self.reused},
            "files": self.files,
            "passed_over": self.passed_over,
            "bytes": counts.pop("bytes", 0),
            "characters": counts.pop("characters", 0),
            **{name: dict(sorted(counts.get(name, {}).items())) for name in SUMS},
            "seconds": round(self.seconds, 3),
            "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        }


EXAMPLES = 5
"""How many records set aside a summary names."""

SUMS = ("removed", "edits", "redactions", "findings", "rules", "flags", "causes")
"""The numbers of a summary that are by kind, type, rule, flag or cause."""


def scrub_files(
    paths: Sequence[str | Path],
    out: str | Path,
    *,
    exclude: Sequence[str] = (),
    settings: Settings | None = None,
    text_field: str = TEXT_FIELD,
    id_field: str | None = None,
    workers: int = 1,
    crew: Crew | None = None,
    max_record: int = MAX_RECORD,
    split: bool = False,
    part_bytes: int = PART_BYTES,
    progress: Progress | None = None,
) -> Summary:
    """Scrub the files and folders at `paths` into the folder `out`, with a record of every change in ``out/_cleantext``.

    Files keep their paths below a single input folder; files and folders in it whose name matches a shell pattern of `exclude`
    are left out. Records that cannot be read, that a filter fails on, or of which nothing
    would be left, are set aside with a reason: their raw bytes go to the quarantine. Of what is there already, finished work is
    reused. `settings` are the pipeline's options; `text_field` and `id_field` name fields of records; `max_record` and
    `part_bytes` are bytes. With `split`, text files are cut at blank lines into documents of about a megabyte. The result is the
    same for any number of `workers`; with more than one, a script that calls this needs the usual
    ``if __name__ == "__main__":``. A `crew` works the parts elsewhere, in place of `workers` processes here.

    Raises `InputError`, `OptionError` or `PackError` before anything is written, and `RunError` when `out` cannot be written;
    what is finished then stays finished.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     source = Path(folder, "a.txt")
    ...     _ = source.write_text("会议##paidbegin##于3月召开。", encoding="utf-8")
    ...     summary = scrub_files([source], Path(folder, "out"))
    ...     Path(folder, "out", "a.txt").read_text(encoding="utf-8"), summary.counts["removed"]
    ('会议于3月召开。', {'marker': 13})
    """
    began = time.monotonic()
    if workers < 1:
        raise OptionError(f"workers is {workers}; give 1 or more")
    if max_record < 1:
        raise OptionError(f"max_record is {max_record}; give 1 byte or more")
    job = Job(Path(out).absolute(), settings or Settings(), Shape(text_field, id_field), max_record, split)
    pipeline = job.settings.pipeline()
    try:
        inputs = check_inputs(paths, exclude)
        check_output(job.out, inputs)
        files, total = _survey(inputs)
        job.home.record.mkdir(parents=True, exist_ok=True)
        with locked(job.home.record / "lock"):
            run = _Run(job, inputs, pipeline, total=total, part_bytes=part_bytes, progress=progress or _silent)
            counts, reused = run.work(crew or (work_here if workers == 1 else in_processes(workers)))
            summary = Summary(job.out, counts, reused, files, inputs.passed_over, time.monotonic() - began, tuple(run.examples))
            run.finish(summary)
    except OSError as error:
        raise explain_os_error(error, f"writing to {job.out}") from None
    return summary


def _silent(documents: int, done: int, total: int) -> None:
    """Tell nobody."""


def check_output(out: Path, inputs: Inputs) -> None:
    """Check that a run over `inputs` may write to `out`: a new or empty folder, or one that holds the same run.

    Raises `RunError`.
    """
    resolved = out.resolve()
    for path in inputs.paths:
        source = path.resolve()
        if resolved == source or source in resolved.parents:
            raise RunError(f"{out}: the output lies inside the input {path}. Give a folder outside it.")
        if resolved in source.parents:
            raise RunError(f"{out}: the input {path} lies inside the output. Give another folder for the output.")
    if out.exists() and not out.is_dir():
        raise RunError(f"{out}: there is a file of this name. Give a folder for the output.")
    if not out.is_dir():
        return
    try:
        names = [entry.name for entry in os.scandir(out)]
    except OSError as error:
        raise explain_os_error(error, f"looking into {out}") from None
    if not names or names == [RECORD]:
        return
    known = read_json(out / RECORD / "run.json")
    if not isinstance(known, dict) or "inputs" not in known:
        raise RunError(f"{out}: the folder is not empty and holds no run of cleantext. Give a new or an empty folder.")
    if not set(known["inputs"]) & set(_names(inputs)):
        raise RunError(f"{out}: holds a run over {', '.join(known['inputs'])}. Give another folder, or remove this one.")


def _names(inputs: Inputs) -> list[str]:
    return [str(path.resolve()) for path in inputs.paths]


def _survey(inputs: Inputs) -> tuple[int, int]:
    """Count the files and bytes of the input, and make sure that every file can be read before any is worked."""
    files = total = known = 0
    for source in inputs:
        files += 1
        total += source.size
        known += format_of(source.path) is not None
        if not os.access(source.path, os.R_OK):
            raise InputError(f"{source.path}: cannot be read: permission denied. Check who may use the file, or leave it out.")
    if not known:
        where = ", ".join(map(str, inputs.paths))
        raise InputError(f"{where}: no documents here; formats are {known_suffixes()}. Check the path and the file names.")
    return files, total


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


class _Run:
    """One run at work in a folder that it has locked."""

    def __init__(self, job: Job, inputs: Inputs, pipeline: Pipeline, *, total: int, part_bytes: int, progress: Progress) -> None:
        self.job = job
        self.home = job.home
        self.inputs = inputs
        self.pipeline = pipeline
        self.total = total
        self.part_bytes = part_bytes
        self.progress = progress
        self.fingerprint = job.fingerprint()
        self.examples: list[dict[str, Any]] = []
        self._keys: set[str] = set()
        self._wholes: set[str] = set()
        self._whole: _Whole | None = None
        self._documents = 0
        self._bytes = 0
        self._prepare()
        self._earlier = _EarlierParts(self.home, self.fingerprint)

    def _prepare(self) -> None:
        home = self.home
        shutil.rmtree(home.temporary, ignore_errors=True)
        for folder in (home.temporary, home.parts):
            folder.mkdir(exist_ok=True)
        (home.record / "summary.json").unlink(missing_ok=True)  # it stands for a finished run only
        settings = self.job.settings
        packs = {pack: hashlib.sha256(Path(pack).read_bytes()).hexdigest() for pack in settings.packs}
        run = {
            "cleantext": _version(),
            "inputs": _names(self.inputs),
            "text_field": self.job.shape.text_field,
            "id_field": self.job.shape.id_field,
            "max_record": self.job.max_record,
            "split": self.job.split,
            "part_bytes": self.part_bytes,
            "settings": settings.as_json(),
            "packs": packs,
            "pipeline": self.fingerprint[:16],
        }
        write_json(home.record / "run.json", run, home.temporary / "run.json")

    def work(self, crew: Crew) -> tuple[Counts, int]:
        """Work all parts, in the order of the input; return the numbers and how many documents were finished before."""
        counts: Counts = {"in": 0, "out": 0, "set_aside": 0, "changed": 0, "bytes": 0, "characters": 0}
        reused = 0
        given: deque[tuple[Task, _Whole | None]] = deque()  # of the parts that are being worked

        def tasks() -> Iterator[Task]:
            for task, whole in self._tasks():
                given.append((task, whole))
                yield task

        orders = Orders(self.job, self.fingerprint, self.pipeline)
        with closing(crew(tasks(), orders, self._tell)) as finished:
            for done in finished:
                self._take(*given.popleft(), done, counts)
                reused += done.reused
        self._put_together(None)
        if counts["in"] != counts["out"] + counts["set_aside"]:
            raise RunError(
                f"{self.job.out}: the records do not add up: {counts['in']} in, {counts['out']} out, {counts['set_aside']} set "
                "aside. The record of the run is damaged: remove the folder and scrub again."
            )
        return counts, reused

    def _tasks(self) -> Iterator[tuple[Task, _Whole | None]]:
        """Yield the parts with what is known of earlier work; and the large file a part belongs to, if any."""
        whole: _Whole | None = None
        for part in plan(self.inputs, self.home.temporary, part_bytes=self.part_bytes, split=self.job.split):
            piece = part.pieces[0]
            if piece.whole:
                yield Task(part, earlier=self._earlier.around(part)), None
                continue
            if whole is None or whole.shard != piece.shard:
                whole = _Whole(piece.shard, _standing(self.home, piece.shard))
            yield Task(part, assembled=whole.next_known()), whole

    def _tell(self, documents: int, size: int) -> None:
        self._documents += documents
        self._bytes += size
        self.progress(self._documents, self._bytes, self.total)

    def _take(self, task: Task, whole: _Whole | None, done: Done, counts: Counts) -> None:
        for piece in task.part.pieces:
            if piece.packed is not None:
                piece.path.unlink()  # what it held was unpacked for this part only
        self._keys.add(done.key)
        add_counts(counts, done.counts)
        if done.counts["set_aside"] and len(self.examples) < EXAMPLES:
            self.examples += islice(read_reasons(self.home, done.key), EXAMPLES - len(self.examples))
        self._put_together(whole)
        if whole is not None:
            whole.keys.append(done.key)

    def _put_together(self, coming: _Whole | None) -> None:
        """Put the large file together whose last part is done, now that the next part belongs to another."""
        whole, self._whole = self._whole, coming
        if whole is None or whole is coming:
            return
        self._wholes.add(whole.shard)
        if whole.before is None or whole.before.parts != tuple(whole.keys):
            _assemble(self.home, whole)

    def finish(self, summary: Summary) -> None:
        """Remove what belongs to no part of this run, and write the summary, which says that the run is finished."""
        self._sweep()
        write_json(self.home.record / "summary.json", summary.as_json(), self.home.temporary / "summary.json")
        shutil.rmtree(self.home.temporary, ignore_errors=True)
        sync_folder(self.home.record)

    def _sweep(self) -> None:
        for path in sorted(self.home.parts.iterdir()):
            if path.suffix != ".json":
                path.unlink()  # an output that was put together, or belongs to an earlier run
            elif path.name.startswith("file-"):
                known = read_whole(self.home, path.stem)
                if known is None or known.shard not in self._wholes:
                    self._forget(known.shard if known else None)
                    path.unlink()
            elif path.stem not in self._keys:
                record = read_part(self.home, path.stem)
                for piece in record.pieces if record else ():
                    self._forget(piece.shard)
                for name in record.files if record else ():
                    part_file(self.home, path.stem, name).unlink(missing_ok=True)
                path.unlink()

    def _forget(self, shard: str | None) -> None:
        """Remove the output of a file that is no longer there."""
        if shard is not None and not self.inputs.has(shard):
            remove_file(self.home.output(shard), self.home.out)
            remove_file(self.home.quarantine(shard), self.home.record)
            remove_file(self.home.rest(shard), self.home.record)


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - slow to load, and needed here only

    try:
        return version("cleantext-corpus")
    except PackageNotFoundError:
        return "unknown"


class _EarlierParts:
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
        first, last = _order(part.pieces[0].shard), _order(part.pieces[-1].shard)
        at = bisect_left(self._found, (first, [], ""))
        return tuple(key for _, start, key in self._found[at:] if start <= last)


def _order(shard: str) -> list[str]:
    return shard.split("/")


def _whole_name(shard: str) -> str:
    return "file-" + hashlib.sha256(shard.encode("utf-8", "surrogateescape")).hexdigest()[:32]


def _standing(home: Home, shard: str) -> WholeRecord | None:
    """Return the record of a large file put together earlier, if it still stands as it was written."""
    known = read_whole(home, _whole_name(shard))
    if known is None or (hash_file(home.output(shard)), hash_file(home.quarantine(shard))) != (known.out, known.aside):
        return None
    return known


def _assemble(home: Home, whole: _Whole) -> None:
    """Put a large file together from the outputs of its parts; where a part was finished before, from the earlier file."""
    places = _earlier_places(home, whole.before)
    pending = {name: Pending(home.temporary / f"whole.{name}") for name in ("out", "aside")}
    targets = {"out": home.output(whole.shard), "aside": home.quarantine(whole.shard)}
    try:
        for key in whole.keys:
            record = read_part(home, key)
            assert record is not None  # it was finished in this run
            for name, file in pending.items():
                piece = getattr(record.pieces[0], name)
                if piece is None:
                    continue
                path, start = home.part(key, name), 0
                if not path.exists():
                    path, start = targets[name], places[key, name]
                with path.open("rb") as stream:
                    stream.seek(start)
                    file.copy(stream, piece.size)
        for file in pending.values():
            file.finish()
        stored = {name: file.stored if file.started else None for name, file in pending.items()}
        known = WholeRecord(whole.shard, tuple(whole.keys), **stored)
        write_json(home.part(_whole_name(whole.shard)), known.as_json(), home.temporary / "whole.json")
        for name, file in pending.items():
            if file.started:
                file.commit(targets[name])
            else:
                remove_file(targets[name], home.record)
    finally:
        for file in pending.values():
            file.discard()
    for key in whole.keys:
        for name in pending:
            home.part(key, name).unlink(missing_ok=True)


def _earlier_places(home: Home, before: WholeRecord | None) -> dict[tuple[str, str], int]:
    """Return where the output of each part stands in the file put together earlier."""
    places: dict[tuple[str, str], int] = {}
    at = {"out": 0, "aside": 0}
    for key in before.parts if before else ():
        record = read_part(home, key)
        if record is None:
            break
        for name, place in at.items():
            stored = getattr(record.pieces[0], name)
            places[key, name] = place
            at[name] = place + (stored.size if stored else 0)
    return places
