"""characters"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cleantext.edits import Edit
from cleantext.rules import Rule
from cleantext.text import Text


class Characters:
    """To be written."""

    name = "characters"

    def __init__(self, rules: Sequence[Rule] = ()) -> None:
        pass

    def find(self, text: Text) -> Iterable[Edit]:
        """Yield nothing yet."""
        return ()
