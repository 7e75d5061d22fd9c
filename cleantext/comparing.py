"""Compare two runs over the same input: what another pack, option or version did to a corpus, edit by edit.

Both ledgers are read side by side in the order of the input, a document of each at a time, so that their size does not matter.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from heapq import merge
from itertools import chain, groupby, islice, zip_longest
from pathlib import Path
from typing import Any

from cleantext.documents import CELL
from cleantext.edits import Edit, apply_edits
from cleantext.errors import InputError, RestoreError, RunError
from cleantext.finished import FinishedRun, RunFile, open_run
from cleantext.ledger import Entry, writable
from cleantext.parts import Counts
from cleantext.restoring import raw_records
from cleantext.tables import is_table

HOWS = ("only_a", "only_b", "changed", "same_text")
"""How two runs may differ at a place: an edit of one alone; the place comes out otherwise; it comes out the same by other rules."""

_HELD = 10_000
"""Characters of an edit's removed text that an example keeps; of a longer one, both ends."""

_AROUND = 240
"""Characters of the raw text that an example keeps on either side."""

_READ_AS = ("text_field", "split")
"""What a run records of how the input is read: with another one, its edits are on other texts."""


@dataclass(slots=True)
class Numbers:
    """How often a rule or a kind acted in either run: edits, characters removed, and edits the other run did not make as they are."""

    edits: list[int] = field(default_factory=lambda: [0, 0])
    characters: list[int] = field(default_factory=lambda: [0, 0])
    alone: list[int] = field(default_factory=lambda: [0, 0])


@dataclass(frozen=True, slots=True)
class Difference:
    """A place where two runs differ, as an example: what each did there, and what each suspected there and kept.

    `how` is one of `HOWS`. `text` is the raw text around it, from code point `start` of the document, which is on line `line`; it
    is the removed text alone when the rest could not be rebuilt.
    """

    how: str
    shard: str
    record: int
    document: str
    edits: tuple[tuple[Edit, ...], tuple[Edit, ...]]
    findings: tuple[tuple[Edit, ...], tuple[Edit, ...]]
    text: str
    start: int
    line: int | None = None

    @property
    def span(self) -> tuple[int, int]:
        """The raw characters it is about."""
        both = [*chain(*self.edits)]
        return min(edit.start for edit in both), max(edit.end for edit in both)


@dataclass(slots=True)
class Comparison:
    """What two runs, A and B, differ in. Of each pair, the first is A's.

    `options` are those of the runs that differ. `files` and `documents` were compared; `left_out` are files that are not the same
    in both, by reason, and `left_out_names` the first of them. `changed` documents come out otherwise; `set_aside` are records
    that one of the runs alone set aside, by cause. `places` counts by `HOWS`, `rules` and `kinds` say which rules and kinds.
    """

    runs: tuple[str, str]
    options: dict[str, tuple[Any, Any]]
    files: int = 0
    documents: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    left_out_names: list[str] = field(default_factory=list)
    changed: int = 0
    set_aside: tuple[Counter[str], Counter[str]] = field(default_factory=lambda: (Counter(), Counter()))
    findings: tuple[Counter[str], Counter[str]] = field(default_factory=lambda: (Counter(), Counter()))
    flags: tuple[Counter[str], Counter[str]] = field(default_factory=lambda: (Counter(), Counter()))
    places: Counter[str] = field(default_factory=Counter)
    characters: Counter[str] = field(default_factory=Counter)
    kinds: defaultdict[str, Numbers] = field(default_factory=lambda: defaultdict(Numbers))
    rules: defaultdict[str, Numbers] = field(default_factory=lambda: defaultdict(Numbers))
    examples: list[Difference] = field(default_factory=list)

    @property
    def same(self) -> bool:
        """Whether the runs did the same, as far as they were compared."""
        return not (self.places or any(self.set_aside) or self.findings[0] != self.findings[1] or self.flags[0] != self.flags[1])

    def as_json(self) -> Counts:
        """Return it as values for JSON; an edit is as in the ledger, and of each pair the first is A's."""
        return {
            "runs": self.runs,
            "options": self.options,
            "files": self.files,
            "left_out": dict(self.left_out),
            "left_out_names": self.left_out_names,
            "documents": {"compared": self.documents, "changed": self.changed},
            "set_aside": tuple(map(dict, self.set_aside)),
            "findings": tuple(map(dict, self.findings)),
            "flags": tuple(map(dict, self.flags)),
            "places": {how: {"places": self.places[how], "characters": self.characters[how]} for how in HOWS},
            "kinds": {name: asdict(numbers) for name, numbers in sorted(self.kinds.items())},
            "rules": {name: asdict(numbers) for name, numbers in sorted(self.rules.items())},
            "examples": [asdict(example) | {"span": example.span} for example in self.examples],
        }


def compare_runs(
    a: str | Path, b: str | Path, *, examples: int = 3, progress: Callable[[int, int, int], None] | None = None
) -> Comparison:
    """Compare the finished runs in the folders `a` and `b`, made from the same input with other options, packs or versions.

    Files that only one of them has, or that were not the same when they were read, are left out and counted. Up to `examples`
    places are kept for each way to differ and rule, with the text around them. `progress` is told of files and bytes compared,
    and of all bytes there are.

    Raises `RunError` when a folder holds no finished run, the runs read other fields of their records, or they have no file in common.

    >>> import tempfile
    >>> from cleantext.runs import scrub_files
    >>> from cleantext.settings import Settings
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     source, a, b = (Path(folder, name) for name in ("a.txt", "a", "b"))
    ...     _ = source.write_text("全市新建##paidbegin##xx个社区。", encoding="utf-8")
    ...     _ = scrub_files([source], a), scrub_files([source], b, settings=Settings(kinds=("marker",)))
    ...     found = compare_runs(a, b)
    ...     found.changed, dict(found.places), found.kinds["redaction"].edits
    (1, {'only_a': 1}, [1, 0])
    """
    runs = open_run(a), open_run(b)
    comparison = Comparison((str(a), str(b)), _other_options(runs[0].options, runs[1].options))
    for name in _READ_AS:
        if name in comparison.options:
            raise RunError(
                f"{a} and {b}: the runs took the text from {name} {runs[0].options[name]!r} and {runs[1].options[name]!r}, "
                "so their edits are on other texts. Compare runs that read the same."
            )
    kept = _Examples(examples)
    seen = 0
    gone = [run.numbers["files"] for run in runs]
    for files in _paired(runs[0].files(), runs[1].files()):
        gone = [number - (file is not None) for number, file in zip(gone, files, strict=True)]
        why = _why_other(*files)
        if why is not None:
            comparison.left_out[why] += 1
            if len(comparison.left_out_names) < max(examples, 1):
                comparison.left_out_names.append(writable(next(file for file in files if file is not None).shard))
            continue
        one, other = files
        assert one is not None
        assert other is not None
        _compare_files((one, other), comparison, kept)
        seen += one.size
        if progress is not None:
            progress(comparison.files, seen, max(run.numbers["bytes"] for run in runs))
    for name, number in zip(("gone_a", "gone_b"), gone, strict=True):
        if number > 0:
            comparison.left_out[name] = number
    if not comparison.files:
        raise RunError(f"{a} and {b}: the runs have no file in common. Compare runs over the same input.")
    comparison.examples = kept.chosen(runs, comparison)
    return comparison


def _other_options(a: Mapping[str, Any], b: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Return the options that differ by name; the pipeline's hash only when nothing else tells why it differs."""
    flat = [{**run, **run["settings"]} for run in (a, b)]
    names = [name for name in dict.fromkeys(chain(*flat)) if name not in ("inputs", "settings", "pipeline")]
    other = {name: (flat[0].get(name), flat[1].get(name)) for name in names if flat[0].get(name) != flat[1].get(name)}
    return other or {name: (a.get(name), b.get(name)) for name in ("pipeline",) if a.get(name) != b.get(name)}


def _paired(a: Iterator[RunFile], b: Iterator[RunFile]) -> Iterator[tuple[RunFile | None, RunFile | None]]:
    """Yield the files of both runs, those of the same path together; both come in the order of paths."""
    one, other = next(a, None), next(b, None)
    while one is not None or other is not None:
        if other is None or (one is not None and one.shard.split("/") < other.shard.split("/")):
            yield one, None
            one = next(a, None)
        elif one is None or one.shard != other.shard:
            yield None, other
            other = next(b, None)
        else:
            yield one, other
            one, other = next(a, None), next(b, None)


def _why_other(a: RunFile | None, b: RunFile | None) -> str | None:
    """Say why a file cannot be compared; None when it is the same in both runs, as far as hashes of equal stretches tell."""
    if a is None or b is None:
        return "only_a" if b is None else "only_b"
    known = {(place.piece.start, place.piece.raw.size): place.piece.raw for place in a.places}
    if a.size != b.size or any(
        known.get((place.piece.start, place.piece.raw.size), place.piece.raw) != place.piece.raw for place in b.places
    ):
        return "not_the_same"
    return None


_Note = tuple[Entry | None, dict[str, Any] | None]


def _notes(file: RunFile, side: int) -> Iterator[tuple[int, int, _Note]]:
    shard = writable(file.shard)
    for place in file.places:
        for number, entry, reason in place.notes.of(shard):
            yield number, side, (entry, reason)


def _compare_files(files: tuple[RunFile, RunFile], comparison: Comparison, kept: _Examples) -> None:
    comparison.files += 1
    comparison.documents += sum(place.piece.counts["in"] for place in files[0].places)
    both = merge(_notes(files[0], 0), _notes(files[1], 1), key=lambda note: note[:2])
    for _, found in groupby(both, key=lambda note: note[0]):
        notes: list[_Note] = [(None, None), (None, None)]
        for _, side, note in found:
            notes[side] = note
        _compare_records(files, notes, comparison, kept)


def _compare_records(files: tuple[RunFile, RunFile], notes: Sequence[_Note], comparison: Comparison, kept: _Examples) -> None:
    causes = [str(reason["cause"]) if reason else None for _, reason in notes]
    edits: list[tuple[Edit, ...]] = [entry.edits if entry else () for entry, _ in notes]
    findings: list[tuple[Edit, ...]] = [entry.findings if entry else () for entry, _ in notes]
    for side, (entry, _) in enumerate(notes):
        if entry is not None:
            comparison.flags[side].update(entry.flags)
        comparison.findings[side].update(finding.kind for finding in findings[side])
        for edit in edits[side]:
            for numbers in _rows(edit, comparison):
                numbers.edits[side] += 1
                numbers.characters[side] += len(edit.removed)
        if (cause := causes[side]) is not None and causes[1 - side] is None:
            comparison.set_aside[side][cause] += 1
    otherwise = (causes[0] is None) != (causes[1] is None)
    if edits[0] != edits[1]:
        for group in touching(edits[0], edits[1]):
            how = _how(*group)
            if how is None:
                continue
            otherwise |= how != "same_text"
            comparison.places[how] += 1
            comparison.characters[how] += sum(len(edit.removed) for edit in group[how == "only_b"])
            for side, others in enumerate(reversed(group)):
                for edit in group[side]:
                    if edit not in others:
                        for numbers in _rows(edit, comparison):
                            numbers.alone[side] += 1
            entry = notes[0][0] or notes[1][0]
            assert entry is not None  # there are edits
            kept.offer(how, files, entry, group, (findings[0], findings[1]))
    comparison.changed += otherwise


def _rows(edit: Edit, comparison: Comparison) -> Iterator[Numbers]:
    yield comparison.kinds[edit.kind]
    yield from (comparison.rules[rule] for rule in edit.rules)


Group = tuple[tuple[Edit, ...], tuple[Edit, ...]]
"""Edits of A and of B on one stretch of a document."""


def touching(a: Iterable[Edit], b: Iterable[Edit]) -> Iterator[Group]:
    """Group the flat edits of one document in two runs: together are those that overlap, through others also.

    >>> one, two, far = Edit(0, 2, "ab", "", ("r",), "ad"), Edit(1, 3, "bc", "", ("s",), "ad"), Edit(7, 8, "h", "", ("r",), "ad")
    >>> [(len(of_a), len(of_b)) for of_a, of_b in touching([one, far], [two])]
    [(1, 1), (1, 0)]
    """
    group: tuple[list[Edit], list[Edit]] = ([], [])
    start = end = -1
    marked = [[((edit.start, edit.end, side), edit) for edit in edits] for side, edits in enumerate((a, b))]
    for (at, until, side), edit in merge(*marked, key=lambda item: item[0]):
        # an insertion has no characters that could overlap: it belongs to what touches it
        apart = at >= end if at < until and start < end else at > end
        if apart and (group[0] or group[1]):
            yield tuple(group[0]), tuple(group[1])
            group = ([], [])
            start, end = at, until
        elif not (group[0] or group[1]):
            start = at
        end = max(end, until)
        group[side].append(edit)
    if group[0] or group[1]:
        yield tuple(group[0]), tuple(group[1])


def _how(a: tuple[Edit, ...], b: tuple[Edit, ...]) -> str | None:
    """Say how two runs differ at a place; None when they do not."""
    if a == b:
        return None
    if not b:
        return "only_a"
    if not a:
        return "only_b"
    start, raw = _raw(a, b)
    return "same_text" if _outcome(a, start, raw) == _outcome(b, start, raw) else "changed"


def _raw(a: tuple[Edit, ...], b: tuple[Edit, ...]) -> tuple[int, str]:
    """Return where the stretch begins that edits touch, and its raw text, which they know without a gap."""
    edits = sorted((*a, *b), key=lambda edit: (edit.start, edit.end))
    at = start = edits[0].start
    raw = ""
    for edit in edits:
        if edit.end > at:
            raw += edit.removed[at - edit.start :]
            at = edit.end
    return start, raw


def _outcome(edits: tuple[Edit, ...], start: int, raw: str) -> str:
    return apply_edits(raw, [replace(edit, start=edit.start - start, end=edit.end - start) for edit in edits])


# --- examples


class _Examples:
    """The first places for each way to differ and rule, and then those worth showing, with the text around them."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._found: defaultdict[tuple[str, str], list[Difference]] = defaultdict(list)
        self._files: dict[str, tuple[RunFile, RunFile]] = {}

    def offer(
        self,
        how: str,
        files: tuple[RunFile, RunFile],
        entry: Entry,
        edits: Group,
        findings: tuple[Sequence[Edit], Sequence[Edit]],
    ) -> None:
        """Keep a place, unless there are enough of its like."""
        known = self._found[how, (edits[0] or edits[1])[0].rules[0]]
        if len(known) >= self._limit:
            return
        start, raw = _raw(*edits)
        near = tuple(
            tuple(_shortened(one) for one in suspects if one.start < start + len(raw) and start < one.end)
            for suspects in findings
        )
        held = tuple(tuple(map(_shortened, side)) for side in edits)
        place = (entry.shard, entry.record, entry.document)
        known.append(Difference(how, *place, (held[0], held[1]), (near[0], near[1]), _cut(raw), start))
        self._files[entry.shard] = files

    def chosen(self, runs: tuple[FinishedRun, FinishedRun], comparison: Comparison) -> list[Difference]:
        """Return up to the limit for each way to differ, of as many rules as there are; most frequent rules first."""
        chosen = []
        for how in HOWS:
            rules = [rule for met, rule in self._found if met == how]
            rules.sort(key=lambda rule: (-sum(comparison.rules[rule].alone), rule))
            in_turn = chain.from_iterable(zip_longest(*(self._found[how, rule] for rule in rules)))
            chosen += list(islice((one for one in in_turn if one is not None), self._limit))
        texts = {}
        for shard in {one.shard for one in chosen}:
            numbers = {one.record for one in chosen if one.shard == shard}
            texts.update({(shard, number): text for number, text in _texts(runs, self._files[shard], numbers)})
        return [_with_text(one, texts.get((one.shard, one.record))) for one in chosen]


def _shortened(edit: Edit) -> Edit:
    return replace(edit, removed=_cut(edit.removed))


def _cut(string: str) -> str:
    half = _HELD // 2
    return string if len(string) <= _HELD else f"{string[:half]} … {string[-half:]}"


def _texts(runs: tuple[FinishedRun, FinishedRun], files: tuple[RunFile, RunFile], numbers: set[int]) -> Iterator[tuple[int, str]]:
    """Yield the raw texts of documents, rebuilt from the first run that still has all it takes."""
    for run, file in zip(runs, files, strict=True):
        format = CELL if is_table(file.shard) else run.format_of(file.shard)
        if format is None:
            return
        shape = run.shape._replace(header=file.places[0].piece.header)
        try:
            for number, raw in raw_records(run, file, numbers):
                yield number, format.open(raw, shape).text
                numbers = numbers - {number}
                if not numbers:  # what comes after them need not be read
                    return
        except (InputError, OSError, RestoreError, RunError):  # the output may have been moved or changed; it is an example
            continue
        return


def _with_text(one: Difference, text: str | None) -> Difference:
    start, end = one.span
    if text is None:
        return one
    start, line = max(0, start - _AROUND), text.count("\n", 0, start) + 1
    return replace(one, text=text[start : end + _AROUND], start=start, line=line)
