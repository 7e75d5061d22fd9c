"""Documents in records: where the text stands in the bytes of a record, and how it is written back.

A document is a record of a file: the whole of a text file, a line of a JSONL file, a record of a CSV file. All bytes around the
text stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from cleantext.decoding import decode
from cleantext.edits import Edit, restore
from cleantext.errors import BinaryError, InputError, RestoreError
from cleantext.records import Framing, ParagraphFraming

TEXT_FIELD = "text"
"""The field of a record that holds the text, by default."""


class Shape(NamedTuple):
    """Where the text of a record stands: which of its fields holds it, and which the document's name.

    `header` is the first record of a file, with its line end, where that names the fields of the others.
    """

    text_field: str = TEXT_FIELD
    id_field: str | None = None
    header: bytes | None = None


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

    `suffixes` are those of its file names. `framing` tells its records apart; without one the whole file is a record. `open`
    turns a record's bytes into a document and raises `InputError` for a bad one; `write` turns a text into what stands for it
    in a record, in one of the styles that `open` finds.
    """

    name: str
    suffixes: tuple[str, ...]
    framing: Callable[[], Framing] | None
    open: Callable[[bytes, Shape], Document]
    write: Callable[[str, str], str]

    @property
    def many(self) -> bool:
        """Whether a file may hold many documents."""
        return self.framing is not None

    @property
    def header(self) -> bool:
        """Whether the first record of a file names the fields of the others."""
        return self.framing is not None and self.framing().header


def close(document: Document, text: str, format: Format, *, style: str | None = None) -> bytes:
    r"""Return the record of `document` with `text` in place of its own, in UTF-8.

    >>> close(open_text(b"\xef\xbb\xbfone  \n", Shape()), "one\n", TEXT)
    b'\xef\xbb\xbfone\n'
    """
    literal = format.write(text, document.style if style is None else style)
    return (document.before + literal + document.after).encode("utf-8")


def undo(data: bytes, edits: Sequence[Edit], *, encoding: str, style: str, format: Format, shape: Shape) -> bytes | None:
    r"""Return the raw record from the scrubbed one, or None where it cannot be told from what is given.

    >>> undo(b"a\n", [Edit(1, 3, "  ", "", ("r",), "space")], encoding="utf-8", style="", format=TEXT, shape=Shape())
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
    if found.problem is not None:
        raise BinaryError(found.problem)
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

BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"


def open_text(raw: bytes, shape: Shape) -> Document:
    r"""Read a text file; a byte order mark at its start is no part of the text and stays.

    >>> open_text(b"\xef\xbb\xbfone\r\n", Shape()).text
    'one\r\n'
    """
    del shape  # a text file has no fields
    text, encoding, flags = decode_bytes(raw)
    before = BOM if text.startswith(BOM) else ""
    return Document(raw, text[len(before) :], before, "", encoding, "plain", flags=flags)


def _write_text(text: str, style: str) -> str:
    del style
    return text


TEXT = Format("txt", (".txt",), framing=None, open=open_text, write=_write_text)
"""Text files, each a document."""


# --- cells of tables


def open_cell(raw: bytes, shape: Shape) -> Document:
    """Read a cell: all of it is text, whatever characters it holds; where it is not UTF-8, it is read as text files are."""
    try:
        return Document(raw, raw.decode("utf-8"), "", "", "utf-8", "plain")
    except UnicodeDecodeError:
        return open_text(raw, shape)


CELL = Format("cell", (), framing=None, open=open_cell, write=_write_text)
"""The text of a row of a table."""


# --- text files cut at blank lines

_BLANK_HEAD = re.compile(r"(?:[ \t\r]*\n)*")
_BLANK_TAIL = re.compile(r"\n[ \t\r\n]*\Z")


def open_paragraphs(raw: bytes, shape: Shape) -> Document:
    r"""Read a stretch of a text file from blank line to blank line; the blank lines around it are no part of the text and stay.

    >>> document = open_paragraphs(b"one\n\ntwo\n\n", Shape())
    >>> document.text, document.after
    ('one\n\ntwo\n', '\n')
    """
    if b"\0" in raw:
        raise InputError("holds NUL bytes, as UTF-16 does, which cannot be cut at line ends; save the file as UTF-8")
    whole = open_text(raw, shape)
    head = _BLANK_HEAD.match(whole.text)
    assert head is not None  # the pattern matches nothing, too
    tail = _BLANK_TAIL.search(whole.text, head.end())
    end = tail.start() + 1 if tail is not None else len(whole.text)
    before, after = whole.before + whole.text[: head.end()], whole.text[end:]
    return replace(whole, text=whole.text[head.end() : end], before=before, after=after)


SPLIT_TEXT = Format("txt", (".txt",), framing=ParagraphFraming, open=open_paragraphs, write=_write_text)
"""Text files that are cut at blank lines into documents of some length."""
