"""Arrow batches: the same as `scrub` for every row, whatever the table looks like."""

import pickle
import re
from dataclasses import asdict

import pyarrow as pa
import pytest
from conftest import FIXTURES

from cleantext import Evidence, Pipeline, default_pipeline
from cleantext.batches import BatchScrubber
from cleantext.errors import OptionError

DIRTY = "会议##paidbegin##于3月召开，共xx人。"
ADVERT = "加微信moxi20881，海量公文范文尽在墨溪文苑！"
CLEAN = "天气晴朗，适合出行。"

PIPELINE = default_pipeline(tokens="typed")


class Picky:
    """A filter that fails on one document."""

    name = "picky"

    def find(self, text):
        """Fail where the text says so."""
        if "poison" in text.string:
            raise ValueError("cannot stomach this")
        return []


class Surrogates:
    """A filter that puts in what no encoding can hold."""

    name = "surrogates"

    def find(self, text):
        """Replace every x."""
        for match in re.finditer("x", text.string):
            yield text.edit(*match.span(), "\ud800", rule="bad", kind="garble", confidence=1.0)


@pytest.fixture(scope="module")
def texts():
    """Return the raw fixtures, a clean text, an advert and a null."""
    paths = sorted(path for path in FIXTURES.glob("*.txt") if not path.name.endswith(".marked.txt"))[:25]
    return [*(path.read_text(encoding="utf-8") for path in paths), CLEAN, ADVERT, None, ""]


def expected(texts, pipeline=PIPELINE):
    """Return what calling the pipeline on each text gives."""
    return [text if text is None else pipeline(text) for text in texts]


def shown(row):
    """Return the fields of an edit from its row."""
    return row | {"rules": tuple(row["rules"]), "evidence": tuple(Evidence(**one) for one in row["evidence"])}


@pytest.mark.parametrize("sizes", [[1], [3], [7, 1], [10_000], [0, 5]], ids=str)
def test_every_cut_into_batches_gives_what_scrub_gives(texts, sizes):
    """Text, edits and findings are those of the pipeline, in the same order, for batches of any size."""
    scrub = BatchScrubber(PIPELINE, extra=["edits", "findings", "flags"])
    rows, at = [], 0
    while at < len(texts):
        for size in sizes:
            part = texts[at : at + size]
            at += size
            rows += scrub(pa.record_batch({"text": pa.array(part, pa.string())})).to_pylist()

    results = [text if text is None else PIPELINE.scrub(text) for text in texts]
    assert [row["text"] for row in rows] == expected(texts)
    for row, result in zip(rows, results, strict=True):
        if result is not None:
            assert [shown(edit) for edit in row["edits"]] == list(map(asdict, result.edits))
            assert [shown(edit) for edit in row["findings"]] == list(map(asdict, result.findings))
            assert row["flags"] == sorted(result.flags)


@pytest.mark.parametrize(
    "type", [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string())], ids=str
)
def test_every_type_of_string_column_can_be_scrubbed(type):
    """The text keeps its type; a dictionary is decoded. `schema` says so before."""
    table = pa.table({"text": pa.array([DIRTY, None, CLEAN, DIRTY], pa.string()).cast(type)})
    scrub = BatchScrubber(PIPELINE)
    scrubbed = scrub(table)

    assert scrubbed["text"].to_pylist() == expected([DIRTY, None, CLEAN, DIRTY])
    assert scrubbed["text"].type == (pa.string() if pa.types.is_dictionary(type) else type)
    assert scrubbed.schema == scrub.schema(table.schema)


def test_other_columns_their_order_and_metadata_are_left_alone():
    """Also nested ones, nulls, a slice of a larger table, and a table in several chunks."""
    schema = pa.schema(
        [pa.field("id", pa.int8(), nullable=False), ("text", pa.string()), ("tags", pa.list_(pa.struct([("a", pa.bool_())])))],
        metadata={"made": "by hand"},
    )
    rows = [{"id": number, "text": DIRTY, "tags": [{"a": None}] * (number % 3)} for number in range(20)]
    table = pa.concat_tables([pa.Table.from_pylist(rows, schema=schema)] * 3).slice(7, 41)
    scrubbed = BatchScrubber(PIPELINE)(table)

    assert scrubbed.schema.metadata == {b"made": b"by hand"}
    assert scrubbed.column_names == ["id", "text", "tags", "status"]
    assert scrubbed.drop(["text", "status"]) == table.drop(["text"])
    assert set(scrubbed["text"].to_pylist()) == {PIPELINE(DIRTY)}


@pytest.mark.parametrize("make", [pa.table, pa.record_batch])
def test_tables_without_rows_come_out_without_rows(make):
    """With the schema that others have."""
    scrub = BatchScrubber(PIPELINE, extra=["edits"])
    empty = make({"text": pa.array([], pa.string())})

    assert scrub(empty).num_rows == 0
    assert scrub(empty).schema == scrub.schema(empty.schema)
    assert scrub(pa.schema({"text": pa.string()}).empty_table()).num_rows == 0


def test_no_row_is_dropped_whatever_becomes_of_its_document():
    """A document that fails stays raw, with its status and the reason; those around it are scrubbed."""
    pipeline = Pipeline([Picky(), *PIPELINE.filters, Surrogates()])
    invalid = pa.array([DIRTY.encode(), b"\xff\xfe", b"poison xx", ADVERT.encode(), b"x y", None, CLEAN.encode()], pa.binary())
    column = pa.StringArray.from_buffers(len(invalid), invalid.buffers()[1], invalid.buffers()[2], invalid.buffers()[0])
    scrubbed = BatchScrubber(pipeline, extra=["reason", "edits"])(pa.table({"text": column}))

    assert scrubbed["status"].to_pylist() == [
        "scrubbed",
        "bad_text",
        "filter_failed",
        "nothing_left",
        "bad_text",
        "no_text",
        "unchanged",
    ]
    raw = scrubbed["text"].cast(pa.binary()).to_pylist()
    assert raw == [pipeline(DIRTY).encode(), *invalid.to_pylist()[1:]]
    reasons = scrubbed["reason"].to_pylist()
    assert "not valid UTF-8" in reasons[1]
    assert "cannot stomach this" in reasons[2]
    assert "nothing but advertisement" in reasons[3]
    assert "cannot be written as UTF-8" in reasons[4]
    assert [reasons[0], *reasons[5:]] == [None, None, None]
    assert [edits is None for edits in scrubbed["edits"].to_pylist()] == [False, True, True, False, True, True, False]


def test_a_document_that_takes_too_long_stays_raw():
    """Its status says so, and the next one is scrubbed."""
    pipeline = default_pipeline(protect=["(a|aa)+$"], max_seconds=0.1)
    endless = DIRTY + "a" * 200 + "b"
    scrubbed = BatchScrubber(pipeline)(pa.table({"text": [endless, DIRTY]}))

    assert scrubbed["status"].to_pylist() == ["out_of_time", "scrubbed"]
    assert scrubbed["text"].to_pylist()[0] == endless


def test_it_pickles_with_packs_and_tokens(tmp_path):
    """What a worker gets needs no file of ours."""
    pack = tmp_path / "mine.toml"
    pack.write_text(
        'about = "x"\n[[rule]]\nid = "mine"\nkind = "ad"\nwhy = "x"\nweight = 6\nphrases = ["松鹤课件，一课一练"]\n'
        'positive = ["松鹤课件，一课一练"]\nnegative = ["松鹤小学"]\n',
        encoding="utf-8",
    )
    scrub = BatchScrubber(default_pipeline(packs=[pack], tokens="<|{type}|>"))
    pack.unlink()
    table = pa.table({"text": [f"{CLEAN}\n松鹤课件，一课一练\n共xx个社区。\n"]})

    assert pickle.loads(pickle.dumps(scrub))(table)["text"].to_pylist() == [f"{CLEAN}\n共<|number|>个社区。\n"]


@pytest.mark.parametrize(
    ("columns", "options", "message"),
    [
        ({"body": ["a"]}, {}, "no column 'text', or more than one; there are body. Name it with text="),
        ({"text": [1]}, {}, "column 'text' holds int64, not strings"),
        ({"text": [b"a"]}, {}, "column 'text' holds binary, not strings"),
        ({"text": ["a"], "status": [1]}, {}, "there is a column 'status' already; choose a prefix"),
        ({"text": ["a"], "n_edits": [1]}, {"prefix": "n_", "extra": ["edits"]}, "there is a column 'n_edits' already"),
        ({"text": ["a"]}, {"extra": ["edit"]}, "extra is 'edit'; give a list of some of flags, reason, edits, findings"),
        ({"text": ["a"]}, {"extra": "edits"}, "extra is 'edits'; give a list"),
    ],
)
def test_what_cannot_work_is_refused(columns, options, message):
    """The message names the column and what to do."""
    with pytest.raises(OptionError, match=re.escape(message)):
        BatchScrubber(PIPELINE, **options)(pa.table(columns))
