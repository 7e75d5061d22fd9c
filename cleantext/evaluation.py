"""Score a pipeline on labelled documents: what should go and goes, what should stay and stays, rule by rule."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from cleantext.edits import Edit, Span
from cleantext.errors import InputError
from cleantext.pipeline import Pipeline, Result

LABELS = ("ad", "contact", "marker", "notice", "chrome", "garble", "space", "redact")
"""The kinds of label; a redaction is labelled ``redact``."""

# Two words of a script with spaces meet here, so a wrap between them becomes a space.
_SPACED = re.compile(r"[\x21-\x7e\u00a1-\u024f\u2010-\u201f]{2}")


class Label(NamedTuple):
    """What must happen to ``[start, end)`` of the raw text; `wanted` is None where any token will do."""

    kind: str
    type: str | None
    start: int
    end: int
    wanted: str | None


def parse_marked(marked: str, where: str = "the document") -> tuple[str, list[Label]]:
    """Split a labelled document into the raw text and its labels.

    The markup is ``⟦kind|raw⟧``: what a scrubber must remove; ``⟦garble|raw→clean⟧``: what it must repair; ``⟦redact|xx⟧`` and
    ``⟦redact:type|xx⟧``: what must become one token. All else must survive. `where` names the document in messages.

    Raises `InputError` when a mark is unknown or not closed.

    >>> raw, labels = parse_marked("共⟦redact:number|xx⟧个⟦garble|锟斤拷→⟧")
    >>> raw, [tuple(label) for label in labels]
    ('共xx个锟斤拷', [('redact', 'number', 1, 3, None), ('garble', None, 4, 7, '')])
    """
    raw, *pieces = marked.split("⟦")
    labels = []
    for piece in pieces:
        inside, closed, after = piece.partition("⟧")
        name, bar, body = inside.partition("|")
        kind, _, type = name.partition(":")
        if not (closed and bar and kind in LABELS) or "⟧" in after:
            raise InputError(f"{where}: a mark is not closed or not known: ⟦{piece[:40]}. Kinds are {', '.join(LABELS)}.")
        wanted: str | None = ""
        if kind == "garble":
            body, _, wanted = body.partition("→")
        elif kind == "redact":
            wanted = None
        elif kind == "space" and "\n" in body and _SPACED.fullmatch(raw[-1:] + after[:1]):
            wanted = " "
        labels.append(Label(kind, type or None, len(raw), len(raw) + len(body), wanted))
        raw += body + after
    return raw, labels


def labelled_documents(folder: str | Path) -> Iterator[tuple[str, str]]:
    """Yield the name and the marked text of each ``*.marked.txt`` in `folder` and the folders in it, in order.

    Raises `InputError` when there is none, or one of them or a folder cannot be read.
    """
    if not Path(folder).is_dir():
        raise InputError(
            f"{folder}: no such folder. Give the folder that holds the labelled documents, files named *.marked.txt."
        )
    paths = sorted(_marked_files(Path(folder)))
    if not paths:
        raise InputError(f"{folder}: no labelled documents. They are files named *.marked.txt; check the path.")
    for path in paths:
        try:
            yield str(path), path.read_bytes().decode()
        except OSError as error:
            raise InputError(f"{path}: cannot be read: {error.strerror}. Check its permissions.") from None
        except UnicodeDecodeError as error:
            raise InputError(f"{path}: byte {error.start} is not UTF-8. Save the labelled document as UTF-8.") from None


def _marked_files(folder: Path) -> Iterator[Path]:
    for where, _, names in os.walk(folder, onerror=_refuse):
        yield from (Path(where, name) for name in names if name.endswith(".marked.txt"))


def _refuse(error: OSError) -> None:
    raise InputError(f"{error.filename}: cannot be read: {error.strerror}. Check its permissions, or move it elsewhere.")


@dataclass
class Score:
    """What came of scrubbing labelled documents.

    `hits` of `total` labels by kind; visible characters that were changed, rightly changed, and changed though they had to stay
    (`damaged`, of `kept`); documents that came out exactly right; and per rule how often it acted, rightly and wrongly.
    """

    documents: int = 0
    exact: int = 0
    hits: Counter[str] = field(default_factory=Counter)
    total: Counter[str] = field(default_factory=Counter)
    changed: int = 0
    right: int = 0
    damaged: int = 0
    kept: int = 0
    rule_right: Counter[str] = field(default_factory=Counter)
    rule_wrong: Counter[str] = field(default_factory=Counter)

    @property
    def recall(self) -> float:
        """The share of all labels that were met."""
        return self.hits.total() / self.total.total() if self.total else 1.0

    @property
    def precision(self) -> float:
        """The share of the changed visible characters that a label asked to change."""
        return self.right / self.changed if self.changed else 1.0


def evaluate(documents: Iterable[tuple[str, str]], pipeline: Pipeline) -> Score:
    """Scrub labelled documents, given as name and marked text, and score what comes out.

    Raises `InputError` for a document whose markup is broken.

    >>> from cleantext import default_pipeline
    >>> score = evaluate([("a", "共⟦redact:number|xx⟧个")], default_pipeline())
    >>> score.exact, score.recall, score.precision
    (1, 1.0, 1.0)
    """
    score = Score()
    for name, marked in documents:
        raw, labels = parse_marked(marked, name)
        _add(score, pipeline.scrub(raw), labels)
    return score


def _add(score: Score, result: Result, labels: list[Label]) -> None:
    raw = result.raw
    asked = _places((label.start, label.end) for label in labels)
    changed = _places((edit.start, edit.end) for edit in result.edits)
    visible = {at for at in range(len(raw)) if not raw[at].isspace()}
    damaged = (changed - asked) & visible
    met = 0
    for label in labels:
        score.total[label.kind] += 1
        ok = _meets(result, label)
        score.hits[label.kind] += ok
        met += ok
    for edit in result.edits:
        places = set(range(edit.start, edit.end)) & visible
        if places:
            tally = score.rule_right if places <= asked else score.rule_wrong
            tally.update(edit.rules)
    score.documents += 1
    score.exact += met == len(labels) and not damaged
    score.changed += len(changed & visible)
    score.right += len(changed & asked & visible)
    score.damaged += len(damaged)
    score.kept += len(visible - asked)


def _places(spans: Iterable[Span]) -> set[int]:
    return {at for start, end in spans for at in range(start, end)}


def _meets(result: Result, label: Label) -> bool:
    """Tell whether what stands for a label is what it wants; white space around removed text says nothing."""
    if label.wanted is None:
        inside = [edit for edit in result.edits if edit.start < label.end and label.start < edit.end]
        return len(inside) == 1 and _is_token(inside[0], label)
    start, end = result.to_scrubbed((label.start, label.end))
    got = result.text[start:end]
    if label.kind == "space":
        return got == label.wanted
    return re.sub(r"\s+", "", got) == re.sub(r"\s+", "", label.wanted)


def _is_token(edit: Edit, label: Label) -> bool:
    return (edit.start, edit.end) == (label.start, label.end) and edit.kind == "redaction"
