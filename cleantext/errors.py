"""The errors cleantext raises: each says what went wrong and where, then what to do next."""

from __future__ import annotations

import unicodedata


def point_at(source: str, place: int) -> str:
    """Return two lines for a message: the line of `source` that holds the code point at `place`, and a caret under it.

    Wide characters take two columns, so wide blanks lead to the caret.

    >>> print(point_at("第一行\\n加群(", 6))
        加群(
        \u3000\u3000^
    """
    place = min(place, len(source))
    start = source.rfind("\n", 0, place) + 1
    end = source.find("\n", place)
    line = source[start : end if end >= 0 else len(source)]
    lead = "".join("\N{IDEOGRAPHIC SPACE}" if unicodedata.east_asian_width(met) in "WF" else " " for met in source[start:place])
    return f"    {line}\n    {lead}^"


class CleantextError(Exception):
    """Any error a caller can act on; catch this one to catch them all.

    >>> from cleantext import default_pipeline
    >>> try:
    ...     default_pipeline(without=["adverts"])
    ... except CleantextError as error:
    ...     print(type(error).__name__)
    OptionError
    """


class OptionError(CleantextError, ValueError):
    """An option or argument has a value that cannot work.

    >>> from cleantext import default_pipeline
    >>> default_pipeline(threshold=75)
    Traceback (most recent call last):
    ...
    cleantext.errors.OptionError: threshold is 75; give a number above 0 and up to 1
    """


class PackError(CleantextError):
    """A rule pack cannot be used; the message lists every fault with file, rule and place.

    >>> from cleantext import default_pipeline
    >>> default_pipeline(packs=["no-such-pack.toml"])
    Traceback (most recent call last):
    ...
    cleantext.errors.PackError: no-such-pack.toml: cannot read the rule pack: No such file or directory. Check the path and its permissions.
    """


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
    """Scrubbed text and edits do not belong together, so the raw text cannot be rebuilt.

    >>> from cleantext import restore, scrub
    >>> restore("另一篇", scrub("会议##paidbegin##召开，会期三天。").edits)
    '另一##paidbegin##篇'
    >>> restore("另", scrub("会议##paidbegin##召开，会期三天。").edits)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    cleantext.errors.RestoreError: text at 2:2 is '', but ... Restore with the edits of this very text, unchanged since it was scrubbed.
    """


class InputError(CleantextError):
    """An input cannot be read as what it claims to be.

    >>> from cleantext.documents import decode_bytes
    >>> try:
    ...     decode_bytes(b"PK\\x03\\x04" + bytes(200))
    ... except InputError as error:
    ...     print(type(error).__name__)
    BinaryError
    """


class BinaryError(InputError):
    """An input is not text in any encoding: an image, an archive, an office file, or noise. Set it aside.

    >>> from cleantext.documents import decode_bytes
    >>> decode_bytes(bytes(40))
    Traceback (most recent call last):
    ...
    cleantext.errors.BinaryError: the input is 40 NUL bytes, not text; get the file anew from its source
    """


class MissingEngineError(CleantextError, ImportError):
    """An adapter is imported without the engine it is for.

    >>> print(MissingEngineError("ray", ImportError("No module named 'ray'")))
    cannot load the engine: No module named 'ray'. Install it with pip install 'cleantext-corpus[ray]'
    """

    def __init__(self, extra: str, cause: ImportError) -> None:
        super().__init__(f"cannot load the engine: {cause}. Install it with pip install 'cleantext-corpus[{extra}]'")


class RunError(CleantextError):
    """A run over files cannot start or go on; nothing half-written is left behind.

    >>> issubclass(RunError, CleantextError)
    True
    """
