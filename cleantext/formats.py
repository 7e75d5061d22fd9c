"""The formats there are, and which one a file has by its name."""

from __future__ import annotations

from pathlib import PurePath

from cleantext.compression import CODECS, without_codec
from cleantext.delimited import CSV, TSV
from cleantext.documents import SPLIT_TEXT, TEXT, Format
from cleantext.jsonlines import JSON_LINES
from cleantext.tables import is_table, table_suffixes

FORMATS = {format.name: format for format in (TEXT, JSON_LINES, CSV, TSV)}
"""The formats of text by name; those of tables are in `tables`."""


def known_suffixes() -> str:
    """List the file name endings that can be read, for messages.

    >>> known_suffixes()
    '.txt, .jsonl, .csv, .tsv, each also with .gz, .zst, .xz, .bz2; .parquet, .arrow, .feather'
    """
    plain = ", ".join(suffix for format in FORMATS.values() for suffix in format.suffixes)
    return f"{plain}, each also with {', '.join(CODECS)}; {', '.join(table_suffixes())}"


def is_known(name: str | PurePath) -> bool:
    """Say whether a file of this name can be read: text of some format, or a table."""
    return format_of(name) is not None or is_table(name)


def format_of(name: str | PurePath, *, split: bool = False) -> Format | None:
    """Return the text format of a file by its name, compressed or not, or None when no such format has its ending.

    With `split` a text file holds many documents.

    >>> format_of("news/A.TXT").name, format_of("a.jsonl.gz").name, format_of("photo.png")
    ('txt', 'jsonl', None)
    """
    lower = without_codec(PurePath(name).name.lower())
    found = next((format for format in FORMATS.values() if lower.endswith(format.suffixes)), None)
    return SPLIT_TEXT if split and found is TEXT else found
