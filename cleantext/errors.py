"""The errors cleantext raises: each says what went wrong and where, then what to do next."""

from __future__ import annotations


class CleantextError(Exception):
    """Any error a caller can act on; catch this one to catch them all."""


class OptionError(CleantextError, ValueError):
    """An option or argument has a value that cannot work."""


class PackError(CleantextError):
    """A rule pack cannot be used; the message lists every fault with file, rule and place."""


class FilterError(CleantextError):
    """A filter failed on a document.

    >>> error = FilterError("my-filter", "my-rule", (3, 7), "boom")
    >>> error.filter, error.rule, error.span
    ('my-filter', 'my-rule', (3, 7))
    """

    def __init__(self, filter: str, rule: str | None, span: tuple[int, int] | None, reason: str) -> None:
        # All arguments go to Exception so that the error pickles on its way out of a worker.
        super().__init__(filter, rule, span, reason)
        self.filter = filter
        self.rule = rule
        self.span = span
        self.reason = reason

    def __str__(self) -> str:
        where = f" at {self.span[0]}:{self.span[1]}" if self.span else ""
        rule = f", rule {self.rule!r}" if self.rule else ""
        return (
            f"filter {self.filter!r}{rule} failed{where}: {self.reason}. "
            f"Leave it out with without=[{self.filter!r}], or report the text that shows it."
        )


class RestoreError(CleantextError):
    """Scrubbed text and edits do not belong together, so the raw text cannot be rebuilt."""


class InputError(CleantextError):
    """An input cannot be read as what it claims to be."""


class BinaryError(InputError):
    """An input is not text in any encoding: an image, an archive, an office file, or noise. Set it aside."""


class RunError(CleantextError):
    """A run over files cannot start or go on; nothing half-written is left behind."""
