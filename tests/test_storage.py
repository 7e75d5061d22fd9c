"""Files that appear whole or not at all."""

import pytest

from cleantext.errors import RunError
from cleantext.storage import Pending, hash_file, locked, read_json, remove_file, write_json


def test_a_file_appears_when_it_is_committed(tmp_path):
    """Until then nothing stands under its name, and afterwards nothing under the temporary one."""
    pending = Pending(tmp_path / "tmp")
    pending.write(b"one")
    assert not (tmp_path / "deep" / "file").exists()
    stored = pending.commit(tmp_path / "deep" / "file")

    assert (tmp_path / "deep" / "file").read_bytes() == b"one"
    assert stored == hash_file(tmp_path / "deep" / "file")
    assert not (tmp_path / "tmp").exists()


def test_what_is_discarded_leaves_nothing(tmp_path):
    """An old file stays as it was when its successor is thrown away."""
    (tmp_path / "file").write_bytes(b"old")
    pending = Pending(tmp_path / "tmp")
    pending.write(b"new")
    pending.discard()

    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert (tmp_path / "file").read_bytes() == b"old"


def test_json_goes_there_and_back_with_any_file_name(tmp_path):
    """A record can name a file whose name is not UTF-8."""
    write_json(tmp_path / "a.json", {"name": "\udcff.txt", "文": 1}, tmp_path / "tmp")

    assert read_json(tmp_path / "a.json") == {"name": "\udcff.txt", "文": 1}
    assert read_json(tmp_path / "none.json") is None


def test_folders_left_empty_go_with_the_last_file(tmp_path):
    """Removing a file removes the folders it leaves empty, up to the one given."""
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "file").touch()
    remove_file(tmp_path / "a" / "b" / "file", tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_locked_once(tmp_path):
    """A second run in the same folder is refused while the first is at work, and welcome afterwards."""
    pytest.importorskip("fcntl", reason="there is no flock on this system")
    with locked(tmp_path / "lock"), pytest.raises(RunError, match="another run is at work"), locked(tmp_path / "lock"):
        pass
    with locked(tmp_path / "lock"):
        pass
