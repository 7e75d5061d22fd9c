"""Where records end: lines, CSV records and paragraphs."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from cleantext.documents import Shape
from cleantext.formats import FORMATS, format_of
from cleantext.records import LineFraming, ParagraphFraming, QuotedFraming, read_records

fields = st.text(st.sampled_from('a"\n\r, \t一'), max_size=8)
rows = st.lists(st.lists(fields, min_size=2, max_size=4), max_size=8)


def raws(data, framing, **options):
    """Return the raw records of `data`."""
    return [record.raw for record in read_records(io.BytesIO(data), framing, length=len(data), **options)]


@given(rows, st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
def test_csv_records_are_those_of_the_standard_library(rows, quoting):
    """What the csv module writes is cut where the rows end, and each field read as it was."""
    stream = io.StringIO(newline="")
    csv.writer(stream, quoting=quoting).writerows(rows)
    records = raws(stream.getvalue().encode(), FORMATS["csv"].framing)

    assert [
        next(csv.reader([raw.decode()] if b"\n" not in raw else raw.decode().splitlines(keepends=True))) for raw in records
    ] == rows
    names = [f"f{number}" for number in range(4)]
    for raw, row in zip(records, rows, strict=True):
        for name in names[: len(row)]:
            shape = Shape(name, None, ",".join(names[: len(row)]).encode())
            document = FORMATS["csv"].open(raw, shape)
            assert document.text == row[names.index(name)]
            assert (document.before + FORMATS["csv"].write(document.text, document.style) + document.after).encode() == raw


@given(st.text(st.sampled_from('a",\n'), max_size=60))
def test_any_bytes_are_cut_as_the_standard_library_does(text):
    """Also what no writer of CSV would write: a stray mark inside a field, one that never ends, text after a closing one."""
    lines = iter(text.splitlines(keepends=True))
    seen = []
    reader = csv.reader(line for line in lines if not seen.append(line))
    expected = []
    for _ in reader:
        expected.append("".join(seen))
        seen.clear()

    assert [raw.decode() for raw in raws(text.encode(), lambda: QuotedFraming(b","))] == expected


@given(st.text(st.sampled_from("ab \n\r"), max_size=80), st.integers(1, 12))
def test_paragraphs_are_cut_at_blank_lines_only(text, least):
    """The stretches are the text, each long enough and up to a blank line, and what is read as text has its blank lines around it."""
    data = text.encode()
    pieces = raws(data, lambda: ParagraphFraming(least))

    assert b"".join(pieces) == data
    assert all(len(piece) >= least and not piece.splitlines()[-1].strip() for piece in pieces[:-1])
    split = format_of("a.txt", split=True)
    for piece in pieces:
        document = split.open(piece, Shape())
        assert (document.before + document.text + document.after).encode() == piece
        assert not document.text.strip() or document.text.rstrip(" \r").count("\n") - document.text.rstrip().count("\n") <= 1


def test_a_long_line_is_read_in_stretches_and_framed_as_one():
    """A field with a quotation mark just where a stretch ends is still one field, and a record above the limit is not held."""
    text = ("x" * ((1 << 20) - 2) + '""' * 3) * 2
    data = f'id,text\n1,"{text}"\n2,b\n'.encode()
    records = list(read_records(io.BytesIO(data), FORMATS["csv"].framing, length=len(data), max_record=1 << 21))

    assert [record.size for record in records] == [8, len(text) + 5, 4]
    assert [record.raw is None for record in records] == [False, True, False]
    assert [record.document for record in records] == [False, True, True]


def test_the_last_record_may_be_cut():
    """A stream that ends inside a record says so."""
    assert [record.whole for record in read_records(io.BytesIO(b"a\nb"), LineFraming, length=3)] == [True, False]
