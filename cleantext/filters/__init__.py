"""What finds dirt: one module per job. A filter only finds; `cleantext.pipeline` decides, applies and records.

A filter is any object with a `name` and a `find(text)` that yields edits on the text it is given. There is no base class and
nothing to register. Filters run in this order, each on the text the one before left, because adverts contain ``xx`` and
``**`` that are no redactions, and page furniture stands between the halves of a wrapped sentence.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from cleantext.edits import Edit
from cleantext.text import Text


class Filter(Protocol):
    """Anything that finds edits in a text.

    A filter may say by `signs`, an attribute of type `cleantext.text.Signs`, what a text must show for it to find anything: where
    nothing of that is seen, it is not asked. Most text shows few filters their signs; this is what makes scrubbing fast.

    >>> class Footnotes:
    ...     name = "footnotes"
    ...     def find(self, text):
    ...         at = text.string.find("[1]")
    ...         if at >= 0:
    ...             yield text.edit(at, at + 3, rule="footnote", kind="notice")
    >>> [edit.start for edit in Footnotes().find(Text("见文献[1]。"))]
    [3]
    """

    @property
    def name(self) -> str:
        """A short name, unique in its pipeline."""

    def find(self, text: Text) -> Iterable[Edit]:
        """Yield edits on `text`, in any order, also overlapping; each with its confidence."""
