"""Dumps of Parquet and Arrow files: scrubbed, resumed, restored with equal schema, metadata, values and order."""

import json
import string
from datetime import UTC, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from dumps import ADVERT, few_filters, tree
from hypothesis import given, settings
from hypothesis import strategies as st

from cleantext.errors import InputError
from cleantext.restoring import restore_run
from cleantext.runs import scrub_files
from cleantext.tables import RowDigest, open_table, text_column

ALWAYS_DIFFERENT = ("summary.json", "run.json", "lock")
KINDS = ("a.parquet", "b.arrow", "c.feather", "d.stream.arrow")


def write(path, table, groups=3):
    """Write a table in some groups, as the kind of file its name tells; return it as it is read again."""
    length = max(1, -(-table.num_rows // groups))
    if path.suffix == ".parquet":
        pq.write_table(table, path, row_group_size=length, compression="gzip")
        return read(path)
    options = pa.ipc.IpcWriteOptions(compression="lz4" if path.suffix == ".feather" else None)
    make = pa.ipc.new_stream if "stream" in path.name else pa.ipc.new_file
    with make(path, table.schema, options=options) as writer:
        writer.write_table(table, length)
    return read(path)


def read(path):
    """Return the table in a file."""
    if path.suffix == ".parquet":
        return pq.ParquetFile(path).read()
    with pa.OSFile(str(path)) as source:
        return (pa.ipc.open_stream if "stream" in path.name else pa.ipc.open_file)(source).read_all()


def same(a, b):
    """Say whether two tables have equal schema, metadata, values and order; values that are not equal to themselves are."""
    return a.schema.equals(b.schema, check_metadata=True) and repr(a.to_pylist()) == repr(b.to_pylist())


def reasons(out):
    """Return why records were set aside."""
    lines = [line for path in out.glob("_cleantext/quarantine/reasons/*") for line in path.read_text("utf-8").splitlines()]
    return list(map(json.loads, lines))


def rich(rows=40):
    """Return a table with columns of many types around the text."""
    texts = [f"第{number}号文件##paidend##的内容。  \n\n\n\n完。" if number % 3 else "天气晴朗。" for number in range(rows)]
    texts[5], texts[7] = ADVERT.strip(), None
    schema = pa.schema(
        [
            pa.field("url", pa.dictionary(pa.int32(), pa.string())),
            pa.field("text", pa.string(), metadata={"language": "zh"}),
            ("score", pa.float64()),
            ("tags", pa.list_(pa.string())),
            ("meta", pa.struct([("n", pa.int64()), ("flag", pa.bool_())])),
            ("when", pa.timestamp("us", tz="UTC")),
            ("price", pa.decimal128(12, 2)),
            ("pairs", pa.map_(pa.string(), pa.int32())),
            ("id", pa.int64()),
            ("none", pa.null()),
            ("vector", pa.list_(pa.float32(), 2)),
        ],
        metadata={"made by": "a test"},
    )
    row = {
        "url": "u",
        "score": float("nan"),
        "tags": ["一", None],
        "meta": {"n": None, "flag": True},
        "when": datetime(2024, 2, 3, tzinfo=UTC),
        "price": Decimal("1.50"),
        "pairs": [("k", 1)],
        "vector": [1.0, None],
    }
    other = dict.fromkeys(row)
    return pa.Table.from_pylist(
        [{**(row if n % 2 else other), "text": text, "id": n // 2} for n, text in enumerate(texts)], schema=schema
    )


@pytest.mark.parametrize("name", KINDS)
def test_the_text_column_is_scrubbed_and_all_else_passes_through(tmp_path, name):
    """Other columns, types, metadata, order and groups of rows stay; what cannot be scrubbed is set aside as rows."""
    raw = write(tmp_path / name, rich())
    summary = scrub_files([tmp_path / name], tmp_path / "out", id_field="id")
    out = read(tmp_path / "out" / name)
    kept = [number for number in range(40) if number not in (5, 7)]

    assert summary.counts["causes"] == {"nothing_left": 1, "bad_record": 1}
    assert [(one["document"], one["record"]) for one in reasons(tmp_path / "out")] == [("2", 6), ("3", 8)]
    assert same(out.drop_columns("text"), raw.take(kept).drop_columns("text"))
    assert out.schema.equals(raw.schema, check_metadata=True)
    assert out.column("text").to_pylist()[:2] == ["天气晴朗。", "第1号文件的内容。\n\n完。"]
    assert same(read(tmp_path / "out/_cleantext/quarantine/raw" / name), raw.take([5, 7]))
    edits = pa.concat_tables(map(pq.read_table, tmp_path.glob("out/_cleantext/ledger/edits/*"))).to_pylist()
    assert {(edit["document"], edit["record"]) for edit in edits} >= {("0", 2), ("1", 3)}
    if name.endswith("parquet"):
        assert [pq.ParquetFile(tmp_path / "out" / name).metadata.row_group(n).num_rows for n in range(3)] == [12, 14, 12]
        assert pq.ParquetFile(tmp_path / "out" / name).metadata.row_group(0).column(2).compression == "GZIP"
    assert restore_run(tmp_path / "out", tmp_path / "back").failed == {}
    assert same(read(tmp_path / "back" / name), raw)


types = st.sampled_from(
    [pa.string(), pa.large_string(), pa.binary(), pa.large_binary(), pa.string_view(), pa.binary_view()],
)
texts = st.lists(
    st.none()
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
    | st.sampled_from(["一##paidend##二  ", ADVERT, ""]),
    max_size=12,
)


@settings(max_examples=25)  # each builds a pipeline, scrubs and restores
@given(texts, types, st.integers(1, 5), st.sampled_from([1, 1 << 20]), st.sampled_from(KINDS), st.binary(max_size=20))
def test_any_table_comes_back(tmp_path_factory, texts, kind, groups, part_bytes, name, noise):  # noqa: PLR0917
    """Whatever the texts and however the file is cut, restoring gives the rows back."""
    folder = tmp_path_factory.mktemp("any")
    (folder / "in").mkdir()
    values = [None if text is None else text.encode() for text in texts]
    if not pa.types.is_string_view(kind):  # which pyarrow checks when it is made
        values.append(noise)
    column = pa.array(values, pa.large_binary())
    if kind == pa.large_string():
        column = column.view(kind)
    elif kind == pa.string():
        column = pa.array(values, pa.binary()).view(kind)
    else:
        column = column.cast(kind)
    raw = pa.table({"n": pa.array(range(len(values)), pa.int32()), "text": column})
    write(folder / "in" / name, raw, groups)
    summary = scrub_files([folder / "in"], folder / "out", part_bytes=part_bytes)
    assert restore_run(folder / "out", folder / "back").failed == {}
    back = read(folder / "back" / name)

    assert summary.counts["in"] == len(values)
    assert back.schema.equals(read(folder / "in" / name).schema, check_metadata=True)
    for table in (back, read(folder / "in" / name)):
        assert table.column("text").cast(pa.large_binary()).to_pylist() == values


def test_workers_and_cutting_make_no_difference_and_finished_work_is_reused(tmp_path):
    """The same bytes come out for one worker and two, for small parts and large, and a second run does nothing over."""
    (tmp_path / "in").mkdir()
    for name in KINDS:
        write(tmp_path / "in" / name, rich(), groups=8)
    options = {"part_bytes": 1000, "settings": few_filters()}
    first = scrub_files([tmp_path / "in"], tmp_path / "1", **options)
    before = tree(tmp_path / "1", "summary.json")
    again = scrub_files([tmp_path / "in"], tmp_path / "1", **options)
    scrub_files([tmp_path / "in"], tmp_path / "2", workers=2, **options)
    scrub_files([tmp_path / "in"], tmp_path / "whole", settings=few_filters())

    assert (first.reused, again.reused) == (0, 160)
    assert tree(tmp_path / "1", "summary.json") == before
    assert tree(tmp_path / "1", *ALWAYS_DIFFERENT) == tree(tmp_path / "2", *ALWAYS_DIFFERENT)
    for name in KINDS:
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()


def test_a_table_that_grew_is_worked_from_there_on(tmp_path):
    """Groups added to a large table leave its first parts finished, and the whole is that of a fresh run."""
    write(tmp_path / "a.parquet", rich(32), groups=8)
    scrub_files([tmp_path / "a.parquet"], tmp_path / "out", part_bytes=1000)
    write(tmp_path / "a.parquet", rich(40), groups=10)
    again = scrub_files([tmp_path / "a.parquet"], tmp_path / "out", part_bytes=1000)
    scrub_files([tmp_path / "a.parquet"], tmp_path / "fresh", part_bytes=1000)

    assert again.reused >= 28
    assert tree(tmp_path / "out", *ALWAYS_DIFFERENT) == tree(tmp_path / "fresh", *ALWAYS_DIFFERENT)


@pytest.mark.parametrize(
    ("name", "table", "reason"),
    [
        ("a.parquet", pa.table({"content": ["a"], "id": [1]}), "no column 'text'; it has content, id"),
        ("a.arrow", pa.table({"text": [1]}), "column 'text' is int64, not text"),
        ("a.feather", pa.table({"text": pa.array(["a"]).dictionary_encode()}), "column 'text' is dictionary"),
        ("a.parquet", None, "not a table that can be read"),
        ("a.arrow", None, "not a table that can be read"),
    ],
)
def test_a_table_without_text_is_set_aside_whole(tmp_path, name, table, reason):
    """The file goes to the quarantine as it is, with the reason, and comes back."""
    if table is None:
        (tmp_path / name).write_bytes(b"PAR1 or not, this is no table")
    else:
        write(tmp_path / name, table)
    raw = (tmp_path / name).read_bytes()
    summary = scrub_files([tmp_path / name], tmp_path / "out")

    assert (summary.counts["in"], summary.set_aside) == (1, 1)
    assert reason in reasons(tmp_path / "out")[0]["reason"]
    assert not (tmp_path / "out" / name).exists()
    restore_run(tmp_path / "out", tmp_path / "back")
    assert (tmp_path / "back" / name).read_bytes() == raw


@pytest.mark.parametrize("name", ["b.arrow", "d.stream.arrow"])
def test_a_truncated_arrow_file_is_read_up_to_the_break(tmp_path, name):
    """Batches before the break are scrubbed; the break is on record, and the broken file kept."""
    write(tmp_path / name, rich(), groups=8)
    raw = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(raw[: len(raw) // 2])
    summary = scrub_files([tmp_path / name], tmp_path / "out")
    broken = [one for one in reasons(tmp_path / "out") if one["cause"] == "broken_file"]

    assert summary.counts["in"] == summary.counts["out"] + summary.counts["set_aside"]
    assert summary.counts["out"] > 5
    assert len(broken) == 1
    assert "the file is broken at row" in broken[0]["reason"]
    assert (tmp_path / "out/_cleantext/quarantine/rest" / name).read_bytes() == raw[: len(raw) // 2]
    assert restore_run(tmp_path / "out", tmp_path / "back").failed == {}
    back = read(tmp_path / "back" / name)
    assert same(back, rich().slice(0, back.num_rows))
    (tmp_path / name).write_bytes(raw)
    scrub_files([tmp_path / name], tmp_path / "out")
    assert not (tmp_path / "out/_cleantext/quarantine/rest").exists()


@pytest.mark.parametrize("part_bytes", [100, 1 << 20])
def test_a_broken_row_group_costs_itself_alone(tmp_path, part_bytes):
    """The groups around it are scrubbed; its rows are counted as set aside, and the file kept."""
    texts = [f"{string.ascii_letters}第{number}号##paidend##" for number in range(80)]
    write(tmp_path / "a.parquet", pa.table({"text": texts}), groups=8)
    raw = bytearray((tmp_path / "a.parquet").read_bytes())
    column = pq.ParquetFile(tmp_path / "a.parquet").metadata.row_group(3).column(0)
    start = column.dictionary_page_offset or column.data_page_offset
    raw[start : start + column.total_compressed_size] = b"\xff" * column.total_compressed_size
    (tmp_path / "a.parquet").write_bytes(raw)
    summary = scrub_files([tmp_path / "a.parquet"], tmp_path / "out", part_bytes=part_bytes)

    assert (summary.counts["in"], summary.counts["out"], summary.counts["causes"]) == (80, 70, {"broken_file": 10})
    assert "broken at row 31, 10 or more cannot be read" in reasons(tmp_path / "out")[0]["reason"]
    assert read(tmp_path / "out/a.parquet").column("text").to_pylist()[29:31] == [
        f"{string.ascii_letters}第29号",
        f"{string.ascii_letters}第40号",
    ]
    assert (tmp_path / "out/_cleantext/quarantine/rest/a.parquet").read_bytes() == bytes(raw)
    assert restore_run(tmp_path / "out", tmp_path / "back").failed == {}
    assert read(tmp_path / "back/a.parquet").column("text").to_pylist() == texts[:30] + texts[40:]


def test_a_large_row_group_is_read_in_slices(tmp_path, monkeypatch):
    """Memory does not grow with row groups, and what comes out is the same table."""
    monkeypatch.setattr("cleantext.tables.GROUP_BYTES", 500)
    raw = write(tmp_path / "a.parquet", rich(100), groups=2)
    assert len(open_table(tmp_path / "a.parquet").groups()) > 4
    for part_bytes in (100, 1 << 20):
        scrub_files([tmp_path / "a.parquet"], tmp_path / str(part_bytes), part_bytes=part_bytes)
        restore_run(tmp_path / str(part_bytes), tmp_path / "back" / str(part_bytes))
        assert same(read(tmp_path / "back" / str(part_bytes) / "a.parquet"), raw)
    assert (tmp_path / "100/a.parquet").read_bytes() == (tmp_path / f"{1 << 20}/a.parquet").read_bytes()


def test_a_cell_above_the_limit_is_set_aside(tmp_path):
    """A text that is too long goes to the quarantine and comes back."""
    raw = write(tmp_path / "a.parquet", pa.table({"text": ["短##paidend##", "长" * 5000]}))
    summary = scrub_files([tmp_path / "a.parquet"], tmp_path / "out", max_record=3000)
    restore_run(tmp_path / "out", tmp_path / "back")

    assert summary.counts["causes"] == {"too_large": 1}
    assert same(read(tmp_path / "back/a.parquet"), raw)


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 39), st.integers(0, 10))
def test_the_hash_of_rows_tells_values_and_nothing_else(a, b, row, column):
    """It is the same however rows are cut and held, and another when one value is."""
    table = rich()
    low, high = sorted((a, b))
    whole, cut = RowDigest(table.schema), RowDigest(table.schema)
    whole.add(table)
    for piece in (table.slice(0, low), table.slice(low, high - low), table.slice(high)):
        cut.add(piece.take(pa.array(range(piece.num_rows), pa.int64())) if piece.num_rows % 2 else piece)
    assert cut.stored == whole.stored

    other = table.to_pylist()
    name = table.schema.names[column]
    swapped = other[(row + 1) % 40][name]
    changed = repr(swapped) != repr(other[row][name])
    other[row][name] = swapped
    digest = RowDigest(table.schema)
    digest.add(pa.Table.from_pylist(other, schema=table.schema))
    assert (digest.stored != whole.stored) == changed


def test_a_column_of_text_is_found_once():
    """Two columns of one name are refused."""
    schema = pa.schema([("text", pa.string()), ("text", pa.string())])
    from cleantext.documents import Shape

    with pytest.raises(InputError, match="2 columns 'text'"):
        text_column(schema, Shape())
