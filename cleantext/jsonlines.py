"""Records of JSON lines: the text field's string is found in a line, and nothing else changes when it is replaced."""

from __future__ import annotations

import json
import re

from cleantext.documents import BOM, Document, Format, Shape, decode_bytes
from cleantext.errors import InputError
from cleantext.records import LineFraming

_BLANK = re.compile(r"[ \t\n\r]*")
_PLAIN_NAME = re.compile(r'"([^"\\\x00-\x1f]*)"[ \t\n\r]*:[ \t\n\r]*')  # without escapes, as nearly all are
_END = re.compile(r"[ \t\n\r]*([,}])[ \t\n\r]*")
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
    start = len(BOM) if line.startswith(BOM) else 0
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
    style = "ascii" if literal.isascii() and "\\u" in literal and "\x7f" not in literal else "utf-8"  # where DEL is escaped, too
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
    at = at if more else _skip(line, at + 1)
    while more:
        name, start = _name(line, at)
        names.append(name)
        value, end = _DECODER.raw_decode(line, start)
        quoted = line[start] == '"'
        if name == shape.text_field:
            if not quoted:
                called = {"{": "an object", "[": "a list", "n": "null", "t": "true", "f": "false"}.get(line[start], "a number")
                raise InputError(f"field {name!r} is {called}, not a string; name the text's field with --text-field")
            spans.append((start, end, value))
        if name == shape.id_field and (quoted or line[start] in "-0123456789"):
            id = value
        ended = _END.match(line, end)
        if ended is None:
            raise json.JSONDecodeError("expecting ',' or '}'", line, _skip(line, end))
        more, at = ended.group(1) == ",", ended.end()
    if at < len(line):
        raise json.JSONDecodeError("extra data", line, at)
    if not spans:
        known = ", ".join(names[:8]) + (", ..." if len(names) > 8 else "")
        raise InputError(f"no field {shape.text_field!r}; it has {known or 'none'}. Name the text's field with --text-field")
    return spans, id


def _name(line: str, at: int) -> tuple[str, int]:
    """Return the name of the field that begins at `at`, and where its value does."""
    plain = _PLAIN_NAME.match(line, at)
    if plain is not None:
        return plain.group(1), plain.end()
    if line[at : at + 1] != '"':
        raise json.JSONDecodeError("expecting a property name in double quotes", line, at)
    name, at = _DECODER.raw_decode(line, at)
    at = _skip(line, at)
    if line[at : at + 1] != ":":
        raise json.JSONDecodeError("expecting ':'", line, at)
    return name, _skip(line, at + 1)


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


JSON_LINES = Format("jsonl", (".jsonl",), framing=LineFraming, open=open_json_line, write=write_json_string)
"""Files in which each line is a JSON object."""
