"""Reading and writing documents: what stands around a text stays byte for byte."""

import io
import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cleantext.documents import Shape, close, open_text, undo
from cleantext.edits import Edit
from cleantext.errors import InputError
from cleantext.formats import FORMATS, format_of
from cleantext.jsonlines import open_json_line
from cleantext.records import LineFraming, read_records

JSONL, TXT = FORMATS["jsonl"], FORMATS["txt"]


def shown(line, text):
    """Return the line with another text in its text field."""
    return close(open_json_line(line, Shape()), text, JSONL)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b'{"text": "old", "n": 1.50}', b'{"text": "new", "n": 1.50}'),
        (b'  { "a" : {"text": "in"} , "text" : "old" }  \r\n', b'  { "a" : {"text": "in"} , "text" : "new" }  \r\n'),
        (b'{"n": 123456789012345678901234567890, "text": "old"}', b'{"n": 123456789012345678901234567890, "text": "new"}'),
        (b'\xef\xbb\xbf{"text": "old"}\n', b'\xef\xbb\xbf{"text": "new"}\n'),
        (b'{"t\\u0065xt": "old"}', b'{"t\\u0065xt": "new"}'),
        (b'{"x": NaN, "text": "old"}', b'{"x": NaN, "text": "new"}'),
        (b'{"n": ' + b"9" * 5000 + b', "text": "old"}', b'{"n": ' + b"9" * 5000 + b', "text": "new"}'),
    ],
)
def test_only_the_text_field_of_a_line_changes(line, expected):
    """All bytes around the text field's string stay: white space, spelling of numbers, order, line end, byte order mark."""
    assert shown(line, "new") == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b'{"text": "\\u4e00"}', b'{"text": "\\u4e8c"}'),
        ('{"text": "一"}'.encode(), '{"text": "二"}'.encode()),
        (b'{"text": "a"}', '{"text": "二"}'.encode()),
    ],
)
def test_escapes_stay_escapes(line, expected):
    """A line written in ASCII stays ASCII, and one in UTF-8 stays UTF-8."""
    assert shown(line, "二") == expected


def test_a_lone_surrogate_is_written_as_an_escape():
    """A JSON string may hold what UTF-8 cannot; it is read, and written as it can be."""
    assert open_json_line(b'{"text": "\\ud800x"}', Shape()).text == "\ud800x"
    assert shown(b'{"text": "a"}', "\ud800") == b'{"text": "\\ud800"}'


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"nope", "not valid JSON: expecting value at character 1"),
        (b'{"text": "a"', "not valid JSON"),
        (b'{"text": "a"} x', "not valid JSON: extra data"),
        (b'{"text" "a"}', "not valid JSON: expecting ':'"),
        (b"{text: 1}", "not valid JSON: expecting a property name"),
        (b'{"text": "a", }', "not valid JSON"),
        (b'{"text": "open\n', "not valid JSON: unterminated string"),
        (b'"text"', "not a JSON object"),
        (b"[]", "not a JSON object"),
        (b"{}", "no field 'text'; it has none"),
        (b'{"content": "a", "id": 1}', "no field 'text'; it has content, id"),
        (b'{"text": null}', "field 'text' is null, not a string"),
        (b'{"text": ["a"]}', "field 'text' is a list, not a string"),
        (b'{"text": "a", "text": "b"}', "2 fields called 'text'"),
        (b'{"x": ' + b"[" * 100_000 + b"}", "nested too deep"),
        ('{"text": "a"}\n'.encode("utf-16"), "save the file as UTF-8"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "PNG"),
    ],
)
def test_a_bad_line_is_refused_with_its_reason(line, reason):
    """What is no JSON object with one text field is named, and the message says what it is instead."""
    with pytest.raises(InputError, match=r".") as caught:
        open_json_line(line, Shape())
    assert reason in str(caught.value)


def test_the_id_field_names_the_document():
    """A string or number in the id field is the document's name; anything else is none."""
    shape = Shape("content", "url")

    assert open_json_line(b'{"url": "u/1", "content": ""}', shape).id == "u/1"
    assert open_json_line(b'{"content": "", "url": 12}', shape).id == "12"
    assert open_json_line(b'{"content": "", "url": null}', shape).id is None


def test_a_byte_order_mark_is_no_part_of_the_text():
    """The mark at the start of a text file stays where it is, whatever happens to the text."""
    document = open_text(b"\xef\xbb\xbfone", Shape())

    assert document.text == "one"
    assert close(document, "two", TXT) == b"\xef\xbb\xbftwo"


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_other_encodings_are_read_and_written_back(encoding):
    """Text that is not UTF-8 becomes UTF-8, and its own bytes again when it is restored."""
    raw = ("关于加强环境保护工作的若干意见\r\n" * 3).encode(encoding)
    document = open_text(raw, Shape())
    data = close(document, document.text[2:], TXT)

    assert data.decode() == ("关于加强环境保护工作的若干意见\r\n" * 3)[2:]
    cut = Edit(0, 2, "关于", "", ("r",), "ad")
    assert undo(data, [cut], encoding=document.encoding, style=document.style, format=TXT, shape=Shape()) == raw


def test_nul_does_not_make_valid_utf8_something_else():
    """A text may hold NUL."""
    assert open_text("一\0二".encode(), Shape()).text == "一\0二"


values = st.recursive(
    st.none() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=5
)
records = st.dictionaries(st.text().filter(lambda name: name != "text"), values, max_size=3)


@given(records, st.text(), st.text(), st.booleans(), st.sampled_from([None, 1]))
@example(fields={}, text="", other="\x07\x7f", ascii_only=False, indent=None)
def test_any_record_keeps_its_other_fields(fields, text, other, ascii_only, indent):
    """For any record, what comes out holds the new text and every other field as it was."""
    line = json.dumps({**fields, "text": text, "z": 1}, ensure_ascii=ascii_only, separators=(",", ":") if indent else None)
    out = shown(line.encode(), other)

    assert json.loads(out) == {**fields, "text": other, "z": 1}
    assert close(open_json_line(out, Shape()), other, JSONL) == out


@given(st.binary(max_size=200), st.integers(1, 50))
def test_records_are_all_the_bytes(data, limit):
    """The records of a stream together are the stream, whatever the limit; nothing longer than the limit is held."""
    stream = io.BytesIO(data)
    records = list(read_records(stream, LineFraming, length=len(data), max_record=limit))

    assert sum(record.size for record in records) == len(data)
    assert [record.start for record in records] == [sum(r.size for r in records[:at]) for at in range(len(records))]
    assert all(data[record.start : record.start + record.size] == record.raw for record in records if record.raw is not None)
    assert all(record.size > limit for record in records if record.raw is None)


@pytest.mark.parametrize(
    ("name", "expected"), [("a.txt", "txt"), ("A.JSONL", "jsonl"), ("a/b.c.txt", "txt"), ("a.json", None), ("txt", None)]
)
def test_the_name_tells_the_format(name, expected):
    """The ending of a file name, in any case, tells its format."""
    found = format_of(name)

    assert (found.name if found else None) == expected
