"""Try a pipeline on documents picked from a dump, and say what a run would do; nothing is written."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from cleantext.edits import Edit
from cleantext.errors import OptionError
from cleantext.parts import Counts, Job, add_counts
from cleantext.picking import Picked, Picker
from cleantext.planning import Inputs
from cleantext.scrubbing import SetAside, count_entry, count_findings, scrub_record
from cleantext.timing import Scrubber

_AROUND = 240
"""Characters of the text that an example keeps on either side."""

_HELD = 10_000
"""Characters that an edit shown as an example may have."""


@dataclass(frozen=True, slots=True)
class Example:
    """Where a rule acted: its edit, as it stands in the raw text around it, which begins at code point `start` of the document."""

    document: str
    edit: Edit
    text: str
    start: int


@dataclass(slots=True)
class Hits:
    """What a rule did in the sample: edits, the characters they remove, documents they are in, findings; and a first example."""

    edits: int = 0
    characters: int = 0
    documents: int = 0
    findings: int = 0
    example: Example | None = None


@dataclass(slots=True)
class Sample:
    """What a pipeline did to documents picked from a dump.

    `files` of known formats hold `size` bytes; `unknown` are files of others. `counts` are numbers as in a run's summary, `rules`
    what each rule did, `aside` the documents that a run would set aside, with the reason. `seconds` of processor time went into
    them; `content` is about how many bytes all documents of the dump have, unpacked.
    """

    files: int = 0
    unknown: int = 0
    size: int = 0
    content: float = 0.0
    counts: Counts = field(default_factory=lambda: {"in": 0, "out": 0, "set_aside": 0, "changed": 0, "bytes": 0, "characters": 0})
    rules: dict[str, Hits] = field(default_factory=dict)
    aside: list[tuple[str, str]] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def expected_seconds(self) -> float:
        """About how much processor time a run over the whole dump takes, reading and writing aside."""
        return self.content * self.seconds / self.counts["bytes"] if self.counts["bytes"] else 0.0


def sample_dump(inputs: Inputs, job: Job, pipeline: Scrubber, number: int) -> Sample:
    """Scrub about `number` documents of the files in `inputs`, read as `job` says, and say what was done to them.

    There are fewer where the dump has fewer. Raises `InputError` when the input cannot be read, and `OptionError` when `number`
    is not positive.

    >>> import tempfile
    >>> from pathlib import Path
    >>> from cleantext.settings import Settings
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     for name in "abcdef":
    ...         _ = Path(folder, f"{name}.txt").write_text("会议##paidbegin##于3月召开。", encoding="utf-8")
    ...     sample = sample_dump(Inputs((Path(folder),)), Job(Path(), Settings()), Settings().pipeline(), 3)
    >>> sample.counts["in"], sample.counts["changed"], sample.rules["paid-tag"].edits
    (3, 3, 3)
    """
    if number < 1:
        raise OptionError(f"the sample is {number} documents; give 1 or more")
    picker = Picker(inputs, job)
    sample = Sample(picker.files, picker.unknown, picker.size)
    for picked in picker.pick(number):
        if not sample.counts["in"]:
            _try(picked, job, pipeline, Sample())  # what is built at the first use is not to be timed
        _try(picked, job, pipeline, sample)
    sample.content = picker.content
    return sample


def _try(picked: Picked, job: Job, pipeline: Scrubber, sample: Sample) -> None:
    began = time.process_time()
    counts: Counts = {"in": 1, "bytes": picked.record.size}
    edits: Sequence[Edit] = ()
    findings: Sequence[Edit] = ()
    try:
        if picked.refused is not None:
            raise SetAside(*picked.refused)  # noqa: TRY301 - as the reading of a record does
        _, entry = scrub_record(picked.record, picked.name, picked.format, picked.shape, pipeline, max_record=job.max_record)
    except SetAside as why:
        counts |= {"set_aside": 1, "causes": {why.cause: 1}}
        if why.entry is not None:
            findings = why.entry.findings
            counts |= count_findings(findings)
        sample.aside.append((picked.name, why.reason))
    else:
        counts |= {"out": 1, "characters": entry if isinstance(entry, int) else entry.characters}
        if not isinstance(entry, int):
            edits, findings = entry.edits, entry.findings
            counts |= count_entry(entry)
    sample.seconds += time.process_time() - began
    add_counts(sample.counts, counts)
    _add_rules(picked, edits, findings, sample)


def _add_rules(picked: Picked, edits: Sequence[Edit], findings: Sequence[Edit], sample: Sample) -> None:
    text: str | None = None
    for edit in edits:
        for rule in edit.rules:
            hits = sample.rules.setdefault(rule, Hits())
            hits.edits += 1
            hits.characters += len(edit.removed)
            if hits.example is None and picked.record.raw is not None and len(edit.removed) <= _HELD:
                text = picked.format.open(picked.record.raw, picked.shape).text if text is None else text
                start = max(0, edit.start - _AROUND)
                moved = replace(edit, start=edit.start - start, end=edit.end - start)
                hits.example = Example(picked.name, moved, text[start : edit.end + _AROUND], start)
    for rule in {rule for edit in edits for rule in edit.rules}:
        sample.rules[rule].documents += 1
    for finding in findings:
        for rule in finding.rules:
            sample.rules.setdefault(rule, Hits()).findings += 1
