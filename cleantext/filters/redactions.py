"""redactions"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from cleantext.edits import Edit
from cleantext.text import Text


class Tokens:
    """What stands for a redaction: plain, typed, a template or a callable."""

    def __init__(self, style: str | Callable[[Edit], str] = "plain") -> None:
        self.style = style


class Redactions:
    """To be written."""

    name = "redactions"

    def __init__(self, *, tokens: Tokens | None = None) -> None:
        pass

    def find(self, text: Text) -> Iterable[Edit]:
        """Yield nothing yet."""
        return ()
