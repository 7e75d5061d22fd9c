"""Records of CSV and TSV: one field's place in a raw record is found, and nothing else changes when it is replaced.

The rules are those of the standard library's `csv` reader, which does not say where a field stands: a field that begins with a
quotation mark ends at the next single one and may hold anything; in all others a quotation mark is a character like any.
"""

from __future__ import annotations

import re
from functools import lru_cache, partial
from typing import NamedTuple

from cleantext.documents import BOM, Document, Format, Shape, decode_bytes
from cleantext.errors import InputError
from cleantext.records import QuotedFraming


class _Field(NamedTuple):
    """Where a field stands in a record, quotation marks included, and what it holds."""

    start: int
    end: int
    value: str
    quoted: bool


_QUOTED = re.compile(r'"((?:[^"]++|"")*+)"')
_LINE_END = re.compile(r"\r?\n\Z|\r\Z")
_HEADER_ENCODINGS = ("utf-8", "gb18030", "big5hkscs")
"""Encodings in which a field's name is looked for: a header is too short to tell its encoding."""


def split_fields(record: str, delimiter: str) -> list[_Field]:
    r"""Return the fields of a record, whose line end is no part of them.

    Raises `InputError` where the quotation marks are not as CSV has them.

    >>> [field.value for field in split_fields('7,"a, ""b"" c",d\n', ",")]
    ['7', 'a, "b" c', 'd']
    """
    end_mark = _LINE_END.search(record)
    end = end_mark.start() if end_mark is not None else len(record)
    fields = []
    at = len(BOM) if record.startswith(BOM) else 0
    while True:
        if record.startswith('"', at, end):
            found = _QUOTED.match(record, at)
            if found is None:
                raise InputError(f"the quoted field at character {at + 1} does not end; double the quotation marks inside it")
            stop = found.end()
            if stop < end and record[stop] != delimiter:
                raise InputError(
                    f"text after the closing quotation mark at character {stop}; double the quotation marks inside a quoted field"
                )
            fields.append(_Field(at, stop, found[1].replace('""', '"'), quoted=True))
        else:
            stop = record.find(delimiter, at, end)
            stop = end if stop < 0 else stop
            fields.append(_Field(at, stop, record[at:stop], quoted=False))
        if stop >= end:
            return fields
        at = stop + 1


class _Columns(NamedTuple):
    """How many fields a record has, and which holds the text and which the name."""

    number: int
    text: int
    id: int | None


@lru_cache(maxsize=16)
def _read_header(shape: Shape, delimiter: str) -> _Columns:
    """Find the fields in a header. Raises `InputError` when there is no such field, or two."""
    if shape.header is None:
        raise InputError("the file has no header to name its fields")
    header = shape.header.removeprefix(BOM.encode())
    names = [field.value.encode("latin-1") for field in split_fields(header.decode("latin-1"), delimiter)]
    if any(b"\r" in name for name in names):
        raise InputError("lines end in CR alone; save the file with LF or CRLF")
    text = _index(names, shape.text_field)
    if text is None:
        known = ", ".join(repr(name.decode("utf-8", "backslashreplace")) for name in names[:8])
        raise InputError(f"no field {shape.text_field!r} in the header; it has {known}. Name the text's field with --text-field")
    return _Columns(len(names), text, None if shape.id_field is None else _index(names, shape.id_field))


def _index(names: list[bytes], wanted: str) -> int | None:
    spellings = {wanted.encode(encoding, "replace") for encoding in _HEADER_ENCODINGS}
    found = [index for index, name in enumerate(names) if name in spellings]
    if len(found) > 1:
        raise InputError(f"{len(found)} fields called {wanted!r} in the header; keep one")
    return found[0] if found else None


def open_delimited(raw: bytes, shape: Shape, *, delimiter: str) -> Document:
    r"""Read a record of a file whose header is in `shape`; a text is quoted again only where it was, or needs it.

    Raises `InputError` for a record that has not the fields of the header.

    >>> document = open_delimited(b'1,"a, b",x\r\n', Shape(header=b"id,text,n\r\n"), delimiter=",")
    >>> document.before, document.text, document.after
    ('1,', 'a, b', ',x\r\n')
    """
    columns = _read_header(shape, delimiter)
    if b"\0" in raw:
        raise InputError("holds NUL bytes, as UTF-16 does, whose lines cannot be told apart; save the file as UTF-8")
    record, encoding, flags = decode_bytes(raw)
    fields = split_fields(record, delimiter)
    if len(fields) != columns.number:
        raise InputError(f"{len(fields)} fields where the header names {columns.number}; quote fields that hold the delimiter")
    text = fields[columns.text]
    id = None if columns.id is None else fields[columns.id].value
    style = ("quoted" if text.quoted else "bare") + delimiter
    return Document(raw, text.value, record[: text.start], record[text.end :], encoding, style, id, flags)


def write_delimited(text: str, style: str) -> str:
    r"""Write `text` as a field, quoted where the style is, or the text asks for it.

    >>> write_delimited('a "b"', "bare,"), write_delimited("a, b", "bare,")
    ('a "b"', '"a, b"')
    """
    kind, delimiter = style[:-1], style[-1]
    needed = text.startswith('"') or any(mark in text for mark in (delimiter, "\r", "\n"))
    return '"' + text.replace('"', '""') + '"' if kind == "quoted" or needed else text


def _format(name: str, delimiter: str) -> Format:
    return Format(
        name,
        (f".{name}",),
        framing=partial(QuotedFraming, delimiter.encode()),
        open=partial(open_delimited, delimiter=delimiter),
        write=write_delimited,
    )


CSV = _format("csv", ",")
"""Files of records with commas between the fields; the first names them."""

TSV = _format("tsv", "\t")
"""The same with tabs."""
