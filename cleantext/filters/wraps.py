"""wraps"""

from __future__ import annotations

from collections.abc import Iterable

from cleantext.edits import Edit
from cleantext.text import Text


class Wraps:
    """To be written."""

    name = "wraps"

    def __init__(self) -> None:
        pass

    def find(self, text: Text) -> Iterable[Edit]:
        """Yield nothing yet."""
        return ()
