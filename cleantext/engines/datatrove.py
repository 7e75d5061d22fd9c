"""Scrub the documents of a datatrove pipeline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import asdict

from cleantext.batches import Outcome, check_extra, scrub_document
from cleantext.errors import MissingEngineError
from cleantext.pipeline import Pipeline, default_pipeline
from cleantext.timing import TimedPipeline

try:
    from datatrove.data import DocumentsPipeline
    from datatrove.pipeline.formatters.base import BaseFormatter
    from datatrove.utils.typeshelper import StatHints
except ImportError as error:
    raise MissingEngineError("datatrove", error) from None


class Scrubber(BaseFormatter):
    """Scrub the text of each document; a formatter in datatrove's terms, because it changes documents and drops none.

    Into a document's metadata goes ``status``, what became of it (see `BatchScrubber`), and on request, as names in `extra`,
    ``flags``, ``reason``, ``edits`` and ``findings``; `prefix` is put before these names. What stands there under such a name is
    overwritten. A document that a filter fails on, that takes too long, or of which nothing would be left, stays raw. Statistics
    count documents by status, and edits and characters removed by kind.

    Raises `OptionError` for names that cannot work.

    >>> from datatrove.data import Document
    >>> [document] = Scrubber().run([Document(text="一##paidend##二", id="1")])
    >>> document.text, document.metadata
    ('一二', {'cleantext_status': 'scrubbed'})
    """

    name = "🧽 cleantext"

    def __init__(self, pipeline: Pipeline | None = None, *, extra: Collection[str] = (), prefix: str = "cleantext_") -> None:
        super().__init__()
        self.pipeline = default_pipeline() if pipeline is None else pipeline
        self.extra = check_extra(extra)
        self.prefix = prefix

    def format(self, text: str) -> str:
        """Return the scrubbed text."""
        return scrub_document(text, self.pipeline).text

    def run(self, data: DocumentsPipeline, rank: int = 0, world_size: int = 1) -> DocumentsPipeline:
        """Scrub documents as they come."""
        del rank, world_size  # each document stands for itself
        with TimedPipeline(self.pipeline) as pipeline:
            for document in data:
                with self.track_time():
                    outcome = scrub_document(document.text, pipeline)
                document.text = outcome.text
                document.metadata[self.prefix + "status"] = outcome.status
                for name in self.extra:
                    document.metadata[self.prefix + name] = _shown(outcome, name)
                self._count(outcome)
                yield document

    def _count(self, outcome: Outcome) -> None:
        self.stat_update(StatHints.total, outcome.status)
        if outcome.status != "scrubbed" or outcome.result is None:
            return
        removed: Counter[str] = Counter()
        for edit in outcome.result.edits:
            self.stat_update(f"edits_{edit.kind}")
            removed[edit.kind] += len(edit.removed)
        for kind, characters in removed.items():
            self.stat_update(f"removed_{kind}", value=characters, unit="doc")


def _shown(outcome: Outcome, name: str) -> object:
    """Return what goes into the metadata, in types that any writer knows."""
    if name == "reason":
        return outcome.reason
    if outcome.result is None:
        return None
    if name == "flags":
        return sorted(outcome.result.flags)
    edits = outcome.result.edits if name == "edits" else outcome.result.findings
    return [asdict(edit) | {"rules": list(edit.rules), "evidence": [one._asdict() for one in edit.evidence]} for edit in edits]
