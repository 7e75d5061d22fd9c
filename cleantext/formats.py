"""The formats of text files there are, and which one a file has by its name."""

from __future__ import annotations

from pathlib import PurePath

from cleantext.compression import CODECS, without_codec
from cleantext.delimited import CSV, TSV
from cleantext.documents import SPLIT_TEXT, TEXT, Format
from cleantext.jsonlines import JSON_LINES

FORMATS = {format.name: format for format in (TEXT, JSON_LINES, CSV, TSV)}
"""The formats by name."""


def known_suffixes() -> str:
    """List the file name endings that can be read, for messages.

    >>> known_suffixes()
    '.txt, .jsonl, .csv, .tsv, each also with .gz, .zst, .xz, .bz2'
    """
    plain = ", ".join(suffix for format in FORMATS.values() for suffix in format.suffixes)
    return f"{plain}, each also with {', '.join(CODECS)}"


def format_of(name: str | PurePath, *, split: bool = False) -> Format | None:
    """Return the format of a file by its name, compressed or not, or None when no format has such an ending.

    With `split` a text file holds many documents.

    >>> format_of("news/A.TXT").name, format_of("a.jsonl.gz").name, format_of("photo.png")
    ('txt', 'jsonl', None)
    """
    lower = without_codec(PurePath(name).name.lower())
    found = next((format for format in FORMATS.values() if lower.endswith(format.suffixes)), None)
    return SPLIT_TEXT if split and found is TEXT else found
