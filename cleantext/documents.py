"""Documents in files: which formats there are, where the text of a document stands in its bytes, and how it is written back.

A document is a record of a file: the whole of a text file, or a line of a JSONL file. All bytes around the text stay as they are.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO, NamedTuple

from cleantext.decoding import decode
from cleantext.edits import Edit, restore
from cleantext.errors import InputError, RestoreError
from cleantext.storage import CHUNK

TEXT_FIELD = "text"
"""The field of a JSON record that holds the text, by default."""

MAX_RECORD = 64 << 20
"""Bytes of one record above which it is set aside unread, by default: what a few times that much memory can hold."""


class Shape(NamedTuple):
    """Where the text of a record stands: which fields of a JSON object hold it and the document's name."""

    text_field: str = TEXT_FIELD
    id_field: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A text and what stands around it in its record: ``before + text, as the format writes it, + after``.

    `encoding` is that of `raw`, and `style` how the record writes its text (see `Format`). `id` is None when the record has none.
    """

    raw: bytes
    text: str
    before: str
    after: str
    encoding: str
    style: str
    id: str | None = None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Format:
    """How a kind of file holds documents.

    `suffixes` are those of its file names. With `by_line` a line is a record, else the whole file is. `open` turns a record's
    bytes into a document and raises `InputError` for a bad one; `write` turns a text into what stands for it in a record, in
    one of the styles that `open` finds.
    """

    name: str
    suffixes: tuple[str, ...]
    by_line: bool
    open: Callable[[bytes, Shape], Document]
    write: Callable[[str, str], str]


def close(document: Document, text: str, format: Format, *, style: str | None = None) -> bytes:
    r"""Return the record of `document` with `text` in place of its own, in UTF-8.

    >>> document = open_json_line(b'{"id": 7, "text": "a  "}\n', Shape())
    >>> close(document, "a", FORMATS["jsonl"])
    b'{"id": 7, "text": "a"}\n'
    """
    literal = format.write(text, document.style if style is None else style)
    return (document.before + literal + document.after).encode("utf-8")


def undo(data: bytes, edits: Sequence[Edit], *, encoding: str, style: str, format: Format, shape: Shape) -> bytes | None:
    r"""Return the raw record from the scrubbed one, or None where it cannot be told from what is given.

    >>> undo(b"a\n", [Edit(1, 3, "  ", "", ("r",), "space")], encoding="utf-8", style="", format=FORMATS["txt"], shape=Shape())
    b'a  \n'
    """
    try:
        document = format.open(data, shape)
        whole = document.before + format.write(restore(document.text, edits), style) + document.after
        return whole.encode(encoding)
    except (InputError, RestoreError, UnicodeEncodeError, LookupError):
        return None


def decode_bytes(raw: bytes) -> tuple[str, str, tuple[str, ...]]:
    r"""Return `raw` as text, the name of its encoding, and flags: UTF-8 where it is valid, else what `decode` finds.

    The flag ``bytes_replaced`` says that some bytes are text in no encoding. Raises `InputError` for bytes that are no text, or
    of which it is too doubtful what text they are.

    >>> decode_bytes("\N{BYTE ORDER MARK}一".encode())
    ('\ufeff一', 'utf-8', ())
    """
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = None
    if text is not None and "\0" not in text:
        return text, "utf-8", ()
    found = decode(raw)
    if text is not None and (found.confidence < SURE_ENCODING or not found.encoding.startswith(("utf-16", "utf-32"))):
        return text, "utf-8", ()  # a NUL alone does not make it UTF-16
    if found.confidence < DOUBTFUL_ENCODING:
        raise InputError(
            f"not UTF-8, and {found.encoding} is only a guess ({found.confidence:.0%} sure). Save it as UTF-8 if you know what it is"
        )
    lost = any(stretch.encoding is None for stretch in found.replaced)
    return found.text, found.encoding, ("bytes_replaced",) if lost else ()


SURE_ENCODING = 0.9
"""The confidence at which valid UTF-8 that holds NUL is taken for UTF-16 or UTF-32 after all."""

DOUBTFUL_ENCODING = 0.5
"""The confidence below which text is set aside rather than read in an encoding that is as likely wrong as right."""


# --- text files

_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"


def open_text(raw: bytes, shape: Shape) -> Document:
    r"""Read a text file; a byte order mark at its start is no part of the text and stays.

    >>> open_text(b"\xef\xbb\xbfone\r\n", Shape()).text
    'one\r\n'
    """
    del shape  # a text file has no fields
    text, encoding, flags = decode_bytes(raw)
    before = _BOM if text.startswith(_BOM) else ""
    return Document(raw, text[len(before) :], before, "", encoding, "plain", flags=flags)


def _write_text(text: str, style: str) -> str:
    del style
    return text


# --- JSON lines

_BLANK = re.compile(r"[ \t\n\r]*")
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str)  # numbers are only passed over; a huge one must not fail


def open_json_line(raw: bytes, shape: Shape) -> Document:
    """Read a line of a JSONL file: find the text field's string in it, and nothing else changes when it is replaced.

    Raises `InputError` for what is no JSON object with one such field.

    >>> document = open_json_line(b'{"text": "a\\\\u00e9", "n": 1}', Shape())
    >>> document.text, document.style, document.before, document.after
    ('aé', 'ascii', '{"text": ', ', "n": 1}')
    """
    decoded, encoding, flags = decode_bytes(raw)
    if b"\0" in raw:
        raise InputError("holds NUL bytes, as UTF-16 does, whose lines cannot be told apart; save the file as UTF-8")
    line = decoded.rstrip("\r\n")
    start = len(_BOM) if line.startswith(_BOM) else 0
    try:
        spans, id = _find_fields(line, start, shape)
    except json.JSONDecodeError as error:
        raise InputError(
            f"not valid JSON: {_lower(error.msg).removesuffix(' at')} at character {error.pos + 1} of the line; "
            "each line must be one JSON object, whole and alone"
        ) from None
    except RecursionError:
        raise InputError("JSON nested too deep to read") from None
    if len(spans) > 1:
        raise InputError(f"{len(spans)} fields called {shape.text_field!r} in one record; keep one")
    ((at, end, text),) = spans
    literal = line[at:end]
    style = "ascii" if literal.isascii() and "\\u" in literal else "utf-8"
    return Document(raw, text, line[:at], decoded[end:], encoding, style, id, flags)


def _find_fields(line: str, at: int, shape: Shape) -> tuple[list[tuple[int, int, str]], str | None]:
    """Return where the text field's string stands (each time it occurs), its value, and the value of the id field."""
    spans: list[tuple[int, int, str]] = []
    id = None
    names = []
    at = _skip(line, at)
    if line[at : at + 1] != "{":
        _DECODER.raw_decode(line, at)  # to say so when it is no JSON at all
        raise InputError("not a JSON object; each line must be one, with the text in a field")
    at = _skip(line, at + 1)
    more = line[at : at + 1] != "}"
    while more:
        if line[at : at + 1] != '"':
            raise json.JSONDecodeError("expecting a property name in double quotes", line, at)
        name, at = _DECODER.raw_decode(line, at)
        names.append(name)
        at = _skip(line, at)
        if line[at : at + 1] != ":":
            raise json.JSONDecodeError("expecting ':'", line, at)
        start = _skip(line, at + 1)
        value, at = _DECODER.raw_decode(line, start)
        quoted = line[start] == '"'
        if name == shape.text_field:
            if not quoted:
                called = {"{": "an object", "[": "a list", "n": "null", "t": "true", "f": "false"}.get(line[start], "a number")
                raise InputError(f"field {name!r} is {called}, not a string; name the text's field with --text-field")
            spans.append((start, at, value))
        if name == shape.id_field and (quoted or line[start] in "-0123456789"):
            id = value
        at = _skip(line, at)
        more = line[at : at + 1] == ","
        if more:
            at = _skip(line, at + 1)
    if line[at : at + 1] != "}":
        raise json.JSONDecodeError("expecting ',' or '}'", line, at)
    end = _skip(line, at + 1)
    if end < len(line):
        raise json.JSONDecodeError("extra data", line, end)
    if not spans:
        known = ", ".join(names[:8]) + (", ..." if len(names) > 8 else "")
        raise InputError(f"no field {shape.text_field!r}; it has {known or 'none'}. Name the text's field with --text-field")
    return spans, id


def _skip(line: str, at: int) -> int:
    match = _BLANK.match(line, at)
    assert match is not None  # the pattern matches nothing, too
    return match.end()


def _lower(message: str) -> str:
    return message[:1].lower() + message[1:]


def write_json_string(text: str, style: str) -> str:
    r"""Write `text` as a JSON string, with characters as they are or, in style ``ascii``, as escapes.

    Lone surrogates, which no encoding can hold, are always escaped.

    >>> write_json_string("é\ud800", "utf-8")
    '"\\u00e9\\ud800"'
    """
    literal = json.dumps(text, ensure_ascii=style == "ascii")
    return json.dumps(text) if _SURROGATE.search(literal) else literal


_SURROGATE = re.compile("[\ud800-\udfff]")


FORMATS = {
    format.name: format
    for format in (
        Format("txt", (".txt",), by_line=False, open=open_text, write=_write_text),
        Format("jsonl", (".jsonl",), by_line=True, open=open_json_line, write=write_json_string),
    )
}
"""The formats by name. A new one is a line here and the two functions it names."""


def known_suffixes() -> str:
    """List the file name endings that can be read, for messages.

    >>> known_suffixes()
    '.txt, .jsonl'
    """
    return ", ".join(suffix for format in FORMATS.values() for suffix in format.suffixes)


def format_of(name: str | PurePath) -> Format | None:
    """Return the format of a file by its name, or None when no format has such an ending.

    >>> format_of("news/A.TXT").name, format_of("photo.png")
    ('txt', None)
    """
    lower = PurePath(name).name.lower()
    return next((format for format in FORMATS.values() if lower.endswith(format.suffixes)), None)


# --- records of a stream


class Record(NamedTuple):
    """A record as it stands in its file: line number (from 1) and place in bytes; `raw` None when it is too large to read."""

    number: int
    start: int
    size: int
    raw: bytes | None


def read_records(
    stream: BinaryIO, format: Format, *, length: int, start: int = 0, number: int = 1, max_record: int = MAX_RECORD
) -> Iterator[Record]:
    r"""Yield the records of the next `length` bytes of `stream`, which is at byte `start` of its file, where a record begins.

    Nothing longer than `max_record` bytes is held. Every byte belongs to one record: a line has its line end.

    >>> import io
    >>> [record.raw for record in read_records(io.BytesIO(b"{}\n\n{}"), FORMATS["jsonl"], length=6)]
    [b'{}\n', b'\n', b'{}']
    """
    if not format.by_line:
        raw = stream.read(min(length, max_record + 1))
        yield Record(number, start, length, None) if len(raw) > max_record else Record(number, start, len(raw), raw)
        return
    end = start + length
    while start < end:
        line = stream.readline(min(max_record + 1, end - start))
        size = len(line)
        if not size:  # the stream ends here
            return
        if size > max_record and not line.endswith(b"\n"):
            while line and not line.endswith(b"\n") and start + size < end:
                line = stream.readline(min(CHUNK, end - start - size))
                size += len(line)
            yield Record(number, start, size, None)
        else:
            yield Record(number, start, size, line)
        start += size
        number += 1


def is_blank(raw: bytes) -> bool:
    """Say whether a line is no record at all but blank, byte order mark aside."""
    return not raw.removeprefix(codecs.BOM_UTF8).strip(b" \t\r\n")
