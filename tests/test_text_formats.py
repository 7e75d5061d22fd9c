"""Dumps of every text format, compressed and not: scrubbed, resumed and restored to the byte of what they hold."""

import bz2
import csv
import gzip
import io
import json
import lzma
from random import Random

import pytest
from dumps import ADVERT, DIRTY, few_filters, tree
from hypothesis import given, settings
from hypothesis import strategies as st

from cleantext.compression import CODECS, open_content
from cleantext.restoring import restore_run
from cleantext.runs import scrub_files
from cleantext.storage import CHUNK


def zstd(data):
    """Pack as the zstd command does: with a checksum, without which damage to letters goes unseen."""
    compressor = CODECS[".zst"].compressor()
    return compressor.compress(data) + compressor.flush()


PACK = {"": bytes, ".gz": gzip.compress, ".xz": lzma.compress, ".bz2": bz2.compress, ".zst": zstd}
ALWAYS_DIFFERENT = ("summary.json", "run.json", "lock")


def content(path):
    """Return what a file holds, unpacked."""
    if path.suffix not in CODECS:
        return path.read_bytes()
    with path.open("rb") as stream:
        packed = open_content(stream, CODECS[path.suffix])
        return b"".join(iter(lambda: packed.read1(CHUNK), b""))  # as runs read it, which tells what is had before a break


def contents(folder):
    """Return what every file of a folder holds."""
    return {
        path.relative_to(folder).as_posix(): content(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "_cleantext" not in path.parts
    }


def rows_as_csv(rows, delimiter=",", end="\r\n"):
    """Return rows as CSV."""
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter, lineterminator=end).writerows(rows)
    return stream.getvalue()


def json_lines(count):
    """Return lines of JSON with something to scrub in each."""
    return "".join(json.dumps({"id": n, "text": f"第{n}号##paidend##文件。"}, ensure_ascii=False) + "\n" for n in range(count))


def reasons(out):
    """Return why records were set aside."""
    lines = [line for path in out.glob("_cleantext/quarantine/reasons/*") for line in path.read_text("utf-8").splitlines()]
    return list(map(json.loads, lines))


@pytest.mark.parametrize("suffix", PACK)
def test_compressed_files_come_out_compressed(tmp_path, suffix):
    """The output has the codec of the input, for a large file in parts and for small ones, and so has what is restored."""
    folder = tmp_path / "in"
    folder.mkdir()
    texts = {
        "many.jsonl": json_lines(200),
        "a.txt": DIRTY,
        "b.txt": ADVERT,
        "t.csv": rows_as_csv([["text"], ["一##paidend##二"]]),
    }
    for name, text in texts.items():
        (folder / (name + suffix)).write_bytes(PACK[suffix](text.encode()))
    summary = scrub_files([folder], tmp_path / "out", part_bytes=4000)

    assert (summary.counts["in"], summary.counts["set_aside"]) == (203, 1)
    assert content(tmp_path / "out" / ("many.jsonl" + suffix)).decode() == json_lines(200).replace("##paidend##", "")
    assert content(tmp_path / "out" / ("t.csv" + suffix)).decode() == "text\r\n一二\r\n"
    assert content(tmp_path / "out/_cleantext/quarantine/raw" / ("b.txt" + suffix)).decode() == ADVERT
    assert restore_run(tmp_path / "out", tmp_path / "back").failed == {}
    assert contents(tmp_path / "back") == contents(folder)


lines = st.one_of(
    st.text(max_size=30).map(lambda text: json.dumps({"text": "##paidend##" + text})),
    st.text(max_size=30).map(lambda text: json.dumps({"text": text + "  \n\n\n\n"}, ensure_ascii=False)),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    st.text(st.sampled_from('a",\t\n一 '), max_size=20),
    st.sampled_from(['1,"##paidend##二 ""x"" \n\n\n",三', "2,一##paidend##,", '3,"",""', "一##paidend##\t二\t"]),
)


@settings(max_examples=20)  # each builds a pipeline, scrubs and restores
@given(
    st.lists(lines, max_size=12),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.binary(max_size=30),
    st.integers(20, 4000),
    st.sampled_from(["", ".gz", ".zst"]),
)
def test_any_dump_of_any_text_format_comes_back(tmp_path_factory, lines, end, noise, part_bytes, suffix):  # noqa: PLR0917
    """Whatever lines and bytes a file holds, under any name, restoring gives them back, however it was cut."""
    folder = tmp_path_factory.mktemp("any")
    (folder / "in").mkdir()
    data = end.join(lines).encode("utf-8", "surrogatepass") + noise
    for name, head in (("a.jsonl", ""), ("b.csv", f"id,text,n{end}"), ("c.tsv", f"id\ttext\tn{end}"), ("d.txt", "")):
        (folder / "in" / (name + suffix)).write_bytes(PACK[suffix](head.encode() + data))
    scrub_files([folder / "in"], folder / "out", part_bytes=part_bytes, split=True)
    assert restore_run(folder / "out", folder / "back").failed == {}

    assert contents(folder / "back") == contents(folder / "in")


@pytest.mark.parametrize("suffix", [".gz", ".xz", ".bz2", ".zst"])
@pytest.mark.parametrize("damage", ["truncated", "corrupt", "junk"])
def test_a_broken_file_is_read_up_to_the_break(tmp_path, suffix, damage):
    """What can be read is scrubbed; the break is set aside with its place and reason; restoring gives back what could be read."""
    folder = tmp_path / "in"
    folder.mkdir()
    noise = iter(Random(7).randbytes(200).hex() for _ in range(5000))  # so that it packs into many blocks
    whole = PACK[suffix](
        "".join(line.replace("{", f'{{"x": "{next(noise)}", ') for line in json_lines(5000).splitlines(keepends=True)).encode()
    )
    half = len(whole) // 2
    raw = {"truncated": whole[:half], "corrupt": whole[:half] + b"\xaa" * 16 + whole[half + 16 :], "junk": b"no such thing" * 99}
    path = folder / ("a.jsonl" + suffix)
    path.write_bytes(raw[damage])
    (folder / "b.jsonl").write_text(json_lines(3), encoding="utf-8")
    summary = scrub_files([folder], tmp_path / "out", part_bytes=100_000)
    ((broken),) = [reason for reason in reasons(tmp_path / "out") if reason["cause"] == "broken_file"]

    assert summary.counts["in"] == summary.counts["out"] + summary.counts["set_aside"]
    assert summary.counts["causes"]["broken_file"] == 1
    assert broken["shard"] == path.name
    assert "the file is broken near byte" in broken["reason"]
    assert broken["record"] > (100 if damage != "junk" else 0)
    restored = restore_run(tmp_path / "out", tmp_path / "back")
    assert (restored.failed, restored.broken) == ({}, (path.name,))
    assert contents(tmp_path / "back") == contents(folder)
    rest = tmp_path / "out/_cleantext/quarantine/rest" / path.name
    assert path.read_bytes().endswith(rest.read_bytes())
    if damage == "junk":
        assert rest.read_bytes() == raw["junk"]
    else:
        assert content(tmp_path / "out" / path.name).count("号文件".encode()) > 100


def test_a_broken_file_that_was_mended_is_done_again_and_its_rest_goes(tmp_path):
    """The whole file takes the place of the broken one, and nothing tells that it ever was broken."""
    folder = tmp_path / "in"
    folder.mkdir()
    whole = gzip.compress(json_lines(300).encode())
    (folder / "a.jsonl.gz").write_bytes(whole[:-9])
    scrub_files([folder], tmp_path / "out")
    assert (tmp_path / "out/_cleantext/quarantine/rest/a.jsonl.gz").exists()
    (folder / "a.jsonl.gz").write_bytes(whole)
    scrub_files([folder], tmp_path / "out")
    scrub_files([folder], tmp_path / "fresh")

    assert tree(tmp_path / "out", *ALWAYS_DIFFERENT) == tree(tmp_path / "fresh", *ALWAYS_DIFFERENT)


def test_a_finished_run_over_compressed_files_is_reused_and_workers_make_no_difference(tmp_path):
    """The same call again does nothing over, and two workers come to the same bytes as one."""
    folder = tmp_path / "in"
    folder.mkdir()
    for suffix in (".gz", ".zst"):
        (folder / ("a.jsonl" + suffix)).write_bytes(PACK[suffix](json_lines(200).encode()))
    rows = [["id", "text"], *([n, f"第{n}号##paidend##\n文件。"] for n in range(100))]
    (folder / "c.csv.xz").write_bytes(PACK[".xz"](rows_as_csv(rows).encode()))
    options = {"part_bytes": 4000, "settings": few_filters()}
    first = scrub_files([folder], tmp_path / "1", **options)
    before = tree(tmp_path / "1", "summary.json")
    again = scrub_files([folder], tmp_path / "1", **options)
    scrub_files([folder], tmp_path / "2", workers=2, **options)

    assert (first.reused, again.reused) == (0, 500)
    assert tree(tmp_path / "1", "summary.json") == before
    assert tree(tmp_path / "1", *ALWAYS_DIFFERENT) == tree(tmp_path / "2", *ALWAYS_DIFFERENT)
    assert not list((tmp_path / "1").rglob("unpacked-*"))


def test_only_the_text_field_of_a_csv_record_changes(tmp_path):
    """Quotes, line ends, the byte order mark, embedded line ends and odd quoting of other fields stay; bad records are set aside."""
    raw = (
        "\ufeffid,text,note\r\n"
        '1,"一##paidend##, 二","say ""hi"""\r\n'
        '2,三##paidend##四,5" wide\n'
        '"3","第一行\r\n第二行##paidend##",\r\n'
        "\r\n"
        "4,too,many,fields\r\n"
        '5,"open" end,x\r\n'
        f'6,"{ADVERT}",x\r\n'
        '7,"x","never closed'
    )
    (tmp_path / "a.csv").write_bytes(raw.encode())
    scrub_files([tmp_path / "a.csv"], tmp_path / "out", id_field="id")

    assert (tmp_path / "out/a.csv").read_bytes().decode() == (
        '\ufeffid,text,note\r\n1,"一, 二","say ""hi"""\r\n2,三四,5" wide\n"3","第一行\r\n第二行",\r\n\r\n'
    )
    assert [(one["document"], one["cause"]) for one in reasons(tmp_path / "out")] == [
        ("a.csv:6", "bad_record"),
        ("a.csv:7", "bad_record"),
        ("6", "nothing_left"),
        ("a.csv:9", "bad_record"),
    ]
    restore_run(tmp_path / "out", tmp_path / "back")
    assert (tmp_path / "back/a.csv").read_bytes() == raw.encode()


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("id,content", "no field 'text' in the header; it has 'id', 'content'"),
        ("text,text", "2 fields called 'text' in the header"),
        ("id\rtext", "lines end in CR alone"),
        ('"text', "does not end"),
    ],
)
def test_a_header_that_does_not_say_where_the_text_is_sets_the_records_aside(tmp_path, header, reason):
    """No record is passed on as if it were clean."""
    (tmp_path / "a.csv").write_text(f"{header}\n1,a##paidend##\n", encoding="utf-8", newline="")
    scrub_files([tmp_path / "a.csv"], tmp_path / "out")

    assert "##paidend##" not in (tmp_path / "out/a.csv").read_text("utf-8") or header == '"text'
    assert all(reason in one["reason"] for one in reasons(tmp_path / "out"))


def test_a_field_is_found_by_its_name_in_another_encoding(tmp_path):
    """A header in GB 18030 names its field, and records in it are decoded."""
    text = "国务院关于加强环境保护##paidend##工作的若干意见，请认真贯彻执行"
    (tmp_path / "a.csv").write_bytes(f"编号,正文\r\n1,{text}\r\n".encode("gb18030"))
    scrub_files([tmp_path / "a.csv"], tmp_path / "out", text_field="正文")

    assert text.replace("##paidend##", "") in (tmp_path / "out/a.csv").read_bytes().decode("utf-8", "replace")
    restore_run(tmp_path / "out", tmp_path / "back")
    assert (tmp_path / "back/a.csv").read_bytes() == (tmp_path / "a.csv").read_bytes()


@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_a_huge_text_file_is_split_at_blank_lines(tmp_path, suffix):
    """Its pieces are documents, also in the ledger; blank lines between them stay; restoring gives the exact file."""
    chapter = "".join(f"第{n}段：{'天气晴朗，适合出行。' * 40}##paidend##大家都很高兴。  \n" for n in range(900))
    raw = "\n\n" + "\n\n\n".join([chapter, chapter, ADVERT * 4, chapter]) + "\n"
    path = tmp_path / ("a.txt" + suffix)
    path.write_bytes(PACK[suffix](raw.encode()))
    summary = scrub_files([path], tmp_path / "out", split=True, part_bytes=1 << 20)
    text = content(tmp_path / "out" / path.name).decode()

    assert summary.counts["in"] == 3
    assert "##paidend##" not in text
    assert text.startswith("\n\n第0段")
    assert "大家都很高兴。\n\n\n\n第0段" in text
    assert restore_run(tmp_path / "out", tmp_path / "back").failed == {}
    assert content(tmp_path / "back" / path.name) == raw.encode()
    assert scrub_files([path], tmp_path / "out", split=True, part_bytes=1 << 20).reused == 3


def test_records_above_the_limit_come_back_from_the_quarantine(tmp_path):
    """In every format, compressed or not, a record that is too long is set aside unread and restored."""
    folder = tmp_path / "in"
    folder.mkdir()
    for suffix in ("", ".gz"):
        for name, text in (
            ("a.jsonl", '{"text": "a"}\n{"text": "' + "长" * 5000 + '"}\n{"text": "b"}\n'),
            ("b.csv", 'text,n\na,1\n"' + "长\n" * 5000 + '",2\nb,3\n'),
            ("c.txt", "长" * 5000),
        ):
            (folder / (name + suffix)).write_bytes(PACK[suffix](text.encode()))
    summary = scrub_files([folder], tmp_path / "out", max_record=3000, part_bytes=2000)

    assert summary.counts["causes"] == {"too_large": 6}
    assert restore_run(tmp_path / "out", tmp_path / "back").failed == {}
    assert contents(tmp_path / "back") == contents(folder)
