"""boilerplate"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cleantext.edits import Edit
from cleantext.rules import Rule
from cleantext.text import Text


class Boilerplate:
    """To be written."""

    name = "boilerplate"

    def __init__(self, rules: Sequence[Rule] = ()) -> None:
        pass

    def find(self, text: Text) -> Iterable[Edit]:
        """Yield nothing yet."""
        return ()
