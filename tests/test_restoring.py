"""Undoing a run."""

import json

import pytest
from dumps import tree, write_dump
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cleantext.errors import RunError
from cleantext.restoring import restore_run
from cleantext.runs import scrub_files


@pytest.mark.parametrize("part_bytes", [500, 1 << 20])
def test_every_file_comes_back_byte_for_byte(tmp_path, part_bytes):
    """Text in any encoding, odd JSON spellings, bad records and unknown files: all as they were."""
    dump = write_dump(tmp_path / "in")
    scrub_files([dump], tmp_path / "out", part_bytes=part_bytes, id_field="id")
    restored = restore_run(tmp_path / "out", tmp_path / "back")

    assert (restored.files, restored.failed) == (9, {})
    assert tree(tmp_path / "back") == tree(dump)


lines = st.one_of(
    st.text(max_size=30).map(lambda text: json.dumps({"text": "##paidend##" + text})),
    st.text(max_size=30).map(lambda text: json.dumps({"text": text + "  \n\n\n\n"}, ensure_ascii=False)),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    st.just('{"text": "\\ud800 \\/ ##paidend##"}'),
)


@settings(max_examples=25)  # each builds a pipeline, scrubs and restores
@example(lines=['{"text": "A¡\U00045e40"}'], end="\n", noise=b"a\x9f", part_bytes=20)  # UTF-8 but for one byte
@given(st.lists(lines, max_size=12), st.sampled_from(["\n", "\r\n", "\r"]), st.binary(max_size=40), st.integers(20, 400))
def test_any_dump_comes_back(tmp_path_factory, lines, end, noise, part_bytes):
    """Whatever lines and bytes a dump holds, restoring gives them back, however it was cut."""
    folder = tmp_path_factory.mktemp("any")
    dump = folder / "in"
    dump.mkdir()
    (dump / "a.jsonl").write_bytes(end.join(lines).encode("utf-8", "surrogatepass") + noise)
    (dump / "b.txt").write_bytes(noise + end.join(lines).encode("utf-8", "surrogatepass"))
    scrub_files([dump], folder / "out", part_bytes=part_bytes)
    restore_run(folder / "out", folder / "back")

    assert tree(folder / "back") == tree(dump)


def test_a_changed_output_is_named_and_the_rest_restored(tmp_path):
    """A file that was edited after the run fails its hash, by name, and is not written; all others are."""
    dump = write_dump(tmp_path / "in")
    scrub_files([dump], tmp_path / "out")
    (tmp_path / "out/dirty.txt").write_text("changed", encoding="utf-8")
    (tmp_path / "out/many.jsonl").unlink()
    restored = restore_run(tmp_path / "out", tmp_path / "back")

    assert set(restored.failed) == {"dirty.txt", "many.jsonl"}
    assert "what was rebuilt is not what was read" in restored.failed["dirty.txt"]
    assert "is missing" in restored.failed["many.jsonl"]
    expected = tree(dump)
    del expected["dirty.txt"], expected["many.jsonl"]
    assert tree(tmp_path / "back") == expected


def test_what_cannot_be_restored_is_refused(tmp_path):
    """No run, an unfinished one, a folder that is not empty or lies inside the run."""
    dump = write_dump(tmp_path / "in")
    out = tmp_path / "out"
    with pytest.raises(RunError, match="holds no run"):
        restore_run(dump, tmp_path / "back")
    scrub_files([dump], out)
    with pytest.raises(RunError, match="not an empty folder"):
        restore_run(out, dump)
    with pytest.raises(RunError, match="inside the run"):
        restore_run(out, out / "back")
    (out / "_cleantext/summary.json").unlink()
    with pytest.raises(RunError, match="not finished"):
        restore_run(out, tmp_path / "back")
    assert not (tmp_path / "back").exists()


def test_records_that_are_gone_are_told(tmp_path):
    """A run whose part records were deleted is not restored in silence."""
    source = tmp_path / "in"
    source.mkdir()
    (source / "a.txt").write_text("会议##paidbegin##于3月召开。\n", encoding="utf-8")
    scrub_files([source], tmp_path / "out")
    for part in (tmp_path / "out/_cleantext/parts").iterdir():
        part.unlink()

    restored = restore_run(tmp_path / "out", tmp_path / "back")
    assert restored.files == 0
    assert "records of 1 of 1 files are gone" in "".join(restored.failed.values())
