"""Scrub files into a folder: check, plan, work the parts, put large files together, and sum up.

A run can be stopped at any moment. The same call goes on where it stopped, and redoes only what changed: input, options or rules.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cleantext.crews import Crew, Orders, Tell, in_processes, work_here
from cleantext.documents import TEXT_FIELD, Shape
from cleantext.errors import InputError, OptionError, RunError
from cleantext.formats import is_known, known_suffixes
from cleantext.identities import count_repeated
from cleantext.parts import (
    Counts,
    Job,
    add_counts,
    part_file,
    read_part,
    read_whole,
)
from cleantext.pipeline import Pipeline
from cleantext.planning import PART_BYTES, RECORD, Inputs, check_inputs
from cleantext.records import MAX_RECORD
from cleantext.settings import Settings
from cleantext.shards import Bundle, Cluster, EarlierParts, Tally, bundle, work_shards
from cleantext.storage import (
    explain_os_error,
    locked,
    read_json,
    remove_file,
    sync_folder,
    write_json,
)
from cleantext.working import Done, Task

Progress = Callable[[int, int, int, Mapping[str, int]], None]
"""Told of documents and bytes worked so far, of all bytes there are, and of characters removed, by kind, in finished parts."""


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
            "same_id": counts.pop("same_id", 0),
            "bytes": counts.pop("bytes", 0),
            "characters": counts.pop("characters", 0),
            **{name: dict(sorted(counts.get(name, {}).items())) for name in SUMS},
            "seconds": round(self.seconds, 3),
            "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        }


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
    cluster: Cluster | None = None,
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
    ``if __name__ == "__main__":``. A `cluster` works
    the files elsewhere, in place of `workers` processes here (see `cleantext.engines`); its members must see the same paths.

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
            tally = run.work(work_here if workers == 1 else in_processes(workers), cluster)
            seconds = time.monotonic() - began
            tally.counts["same_id"] = count_repeated(
                [path for key in tally.keys if (path := part_file(job.home, key, "ids")).exists()]
            )
            summary = Summary(job.out, tally.counts, tally.reused, files, inputs.passed_over, seconds, tuple(tally.examples))
            run.finish(tally, summary)
    except OSError as error:
        raise explain_os_error(error, f"writing to {job.out}") from None
    return summary


def _silent(documents: int, done: int, total: int, removed: Mapping[str, int]) -> None:
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
    inputs_then = known.get("inputs") if isinstance(known, dict) else None
    if not isinstance(inputs_then, list):
        raise RunError(f"{out}: the folder is not empty and holds no run of cleantext. Give a new or an empty folder.")
    if not any(name in inputs_then for name in _names(inputs)):
        raise RunError(f"{out}: holds a run over {', '.join(map(str, inputs_then))}. Give another folder, or remove this one.")


def _names(inputs: Inputs) -> list[str]:
    return [str(path.resolve()) for path in inputs.paths]


def _survey(inputs: Inputs) -> tuple[int, int]:
    """Count the files and bytes of the input, and make sure that every file can be read before any is worked."""
    files = total = known = 0
    for source in inputs:
        files += 1
        total += source.size
        known += is_known(source.path)
        if not os.access(source.path, os.R_OK):
            raise InputError(f"{source.path}: cannot be read: permission denied. Check who may use the file, or leave it out.")
    if not known:
        where = ", ".join(map(str, inputs.paths))
        raise InputError(f"{where}: no documents here; formats are {known_suffixes()}. Check the path and the file names.")
    return files, total


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
        self._documents = 0
        self._bytes = 0
        self._removed: Counts = {}
        self._prepare()

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

    def work(self, crew: Crew, cluster: Cluster | None) -> Tally:
        """Work all files; return what it came to."""
        earlier = EarlierParts(self.home, self.fingerprint)
        orders = Orders(self.job, self.fingerprint, self.pipeline, self.part_bytes, Settings().fingerprint())
        if cluster is None:
            tally = work_shards(
                self.inputs, orders, self._noting(crew), room=self.home.temporary, earlier=earlier.around, tell=self._tell
            )
        else:
            tally = self._work_on(cluster, orders, earlier)
        counts = tally.counts
        if counts["in"] != counts["out"] + counts["set_aside"]:
            raise RunError(
                f"{self.job.out}: the records do not add up: {counts['in']} in, {counts['out']} out, {counts['set_aside']} set "
                "aside. The record of the run is damaged: remove the folder and scrub again."
            )
        return tally

    def _work_on(self, cluster: Cluster, orders: Orders, earlier: EarlierParts) -> Tally:
        tally = Tally()
        sizes: deque[int] = deque()  # of the bundles that are being worked

        def bundles() -> Iterator[Bundle]:
            for files in bundle(self.inputs, earlier):
                sizes.append(sum(source.size for source in files.sources))
                yield files

        with closing(cluster(bundles(), orders)) as finished:
            for more in finished:
                tally.add(more)
                add_counts(self._removed, more.counts.get("removed", {}))
                self._tell(more.counts["in"], sizes.popleft())
        return tally

    def _noting(self, crew: Crew) -> Crew:
        """Return the same crew, and note on the way what was removed in each part, to tell it."""

        def noting(tasks: Iterable[Task], orders: Orders, tell: Tell) -> Generator[Done, None, None]:
            with closing(crew(tasks, orders, tell)) as finished:
                for done in finished:
                    add_counts(self._removed, done.counts.get("removed", {}))
                    tell(0, 0)
                    yield done

        return noting

    def _tell(self, documents: int, size: int) -> None:
        self._documents += documents
        self._bytes += size
        self.progress(self._documents, self._bytes, self.total, self._removed)

    def finish(self, tally: Tally, summary: Summary) -> None:
        """Remove what belongs to no part of this run, and write the summary, which says that the run is finished."""
        self._sweep(tally)
        write_json(self.home.record / "summary.json", summary.as_json(), self.home.temporary / "summary.json")
        shutil.rmtree(self.home.temporary, ignore_errors=True)
        sync_folder(self.home.record)

    def _sweep(self, tally: Tally) -> None:
        for path in sorted(self.home.parts.iterdir()):
            if path.suffix != ".json":
                path.unlink()  # an output that was put together, or belongs to an earlier run
            elif path.name.startswith("file-"):
                known = read_whole(self.home, path.stem)
                if known is None or known.shard not in tally.wholes:
                    self._forget(known.shard if known else None)
                    path.unlink()
            elif path.stem not in tally.keys:
                record = read_part(self.home, path.stem)
                for piece in record.pieces if record else ():
                    self._forget(piece.shard)
                for name in record.files if record else ():
                    part_file(self.home, path.stem, name).unlink(missing_ok=True)
                path.unlink()
        rests = self.home.rest("")
        for path in [path for path in rests.rglob("*") if path.is_file()]:
            if path.relative_to(rests).as_posix() not in tally.broken:
                remove_file(path, self.home.record)  # the file it belongs to was mended

    def _forget(self, shard: str | None) -> None:
        """Remove the output of a file that is no longer there."""
        if shard is not None and not self.inputs.has(shard):
            remove_file(self.home.output(shard), self.home.out)
            remove_file(self.home.quarantine(shard), self.home.record)


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - slow to load, and needed here only

    try:
        return version("cleantext-corpus")
    except PackageNotFoundError:
        return "unknown"
