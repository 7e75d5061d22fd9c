"""Cutting the input into parts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleantext.errors import InputError, RunError
from cleantext.planning import Inputs, check_inputs, plan


@given(
    st.lists(st.binary(max_size=12).map(lambda line: line.replace(b"\n", b"")), max_size=30), st.integers(1, 40), st.booleans()
)
def test_slices_are_the_file_cut_at_line_ends(tmp_path_factory, lines, part_bytes, ends):
    """The slices of a large file cover it in order, each from line start to line end, and know their first line's number."""
    path = tmp_path_factory.mktemp("plan") / "a.jsonl"
    data = b"\n".join(lines) + (b"\n" if ends else b"")
    path.write_bytes(data)
    pieces = [piece for part in plan(Inputs((path,)), path.parent, part_bytes=part_bytes) for piece in part.pieces]

    assert b"".join(data[piece.start : piece.start + piece.size] for piece in pieces) == data
    assert all(data[: piece.start].endswith(b"\n") for piece in pieces[1:])
    assert [piece.first for piece in pieces] == [data[: piece.start].count(b"\n") + 1 for piece in pieces]
    assert all(piece.whole == (len(pieces) == 1) for piece in pieces)


def test_files_come_in_one_order_and_small_ones_together(tmp_path):
    """Files are ordered by the names of folders and files, whatever the order of the paths given."""
    for name in ("b/x.txt", "b.txt", "a/z/1.txt", "c/1.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name, encoding="utf-8")
    names = [source.shard for source in Inputs((tmp_path,))]
    backwards = [source.shard for source in Inputs((tmp_path / "c", tmp_path / "b", tmp_path / "a"))]

    assert names == ["a/z/1.txt", "b/x.txt", "b.txt", "c/1.txt"]
    assert backwards == ["a/z/1.txt", "b/x.txt", "c/1.txt"]
    assert [len(part.pieces) for part in plan(Inputs((tmp_path,)), tmp_path)] == [4]


def test_hidden_names_and_links_to_nothing_are_passed_over(tmp_path):
    """They are no documents, and are counted."""
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "x.txt").touch()
    (tmp_path / ".hidden.txt").touch()
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "a.txt").touch()
    inputs = Inputs((tmp_path,))

    assert [source.shard for source in inputs] == ["a.txt"]
    assert inputs.passed_over == 4


def test_paths_that_cannot_be_scrubbed_together_are_refused(tmp_path):
    """A missing path, an unknown kind of file, and two inputs of one name."""
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.txt").touch()
    (tmp_path / "x.pdf").touch()

    with pytest.raises(InputError, match="no such file or folder"):
        check_inputs([tmp_path / "none"])
    with pytest.raises(InputError, match=r"no reader for \.pdf; formats are \.txt"):
        check_inputs([tmp_path / "x.pdf"])
    with pytest.raises(RunError, match=r"two inputs are called 'x\.txt'"):
        check_inputs([tmp_path / "a" / "x.txt", tmp_path / "b" / "x.txt"])
    with pytest.raises(InputError, match="no input"):
        check_inputs([])
