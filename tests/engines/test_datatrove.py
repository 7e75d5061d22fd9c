"""datatrove, with its local executor."""

import json

import pytest
from dirty_rows import environment, expected, pipeline, rows

from cleantext.errors import OptionError

pytest.importorskip("datatrove", reason="needs datatrove: pip install -e '.[datatrove]'")


def documents():
    """Return the dirty rows that have a text; a datatrove document always has one."""
    return [row for row in rows() if row["text"] is not None]


@pytest.fixture
def written(tmp_path, monkeypatch):
    """Scrub files with datatrove's own executor, reader and writer; return the documents and the statistics."""
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import JsonlWriter

    from cleantext.engines.datatrove import Scrubber

    for name, value in environment().items():
        monkeypatch.setenv(name, value)
    (tmp_path / "in").mkdir()
    for number in range(3):
        lines = [json.dumps({"id": str(row["id"]), "text": row["text"]}) for row in documents()[number::3]]
        (tmp_path / "in" / f"{number}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    steps = [
        JsonlReader(str(tmp_path / "in")),
        Scrubber(pipeline(tmp_path), extra=["edits", "reason", "flags", "findings"]),
        JsonlWriter(str(tmp_path / "out"), compression=None),
    ]
    LocalPipelineExecutor(steps, tasks=3, workers=1, logging_dir=str(tmp_path / "logs")).run()
    found = [json.loads(line) for path in (tmp_path / "out").iterdir() for line in path.read_text("utf-8").splitlines()]
    stats = json.loads((tmp_path / "logs" / "stats.json").read_text("utf-8"))
    return sorted(found, key=lambda row: int(row["id"])), stats[1]


def test_every_document_comes_out_with_what_scrub_gives(written, tmp_path):
    """Also one that a filter fails on, with typed tokens and a pack."""
    found, _ = written

    assert [(int(row["id"]), row["text"], row["metadata"]["cleantext_status"]) for row in found] == expected(
        pipeline(tmp_path), documents()
    )
    by_id = {row["id"]: row["metadata"] for row in found}
    assert [edit["removed"] for edit in by_id["0"]["cleantext_edits"]] == ["##paidend##", "xx", "xx"]
    assert "cannot stomach this" in by_id["3"]["cleantext_reason"]
    assert by_id["3"]["cleantext_edits"] is None
    assert by_id["11"]["cleantext_flags"] == ["nothing_left"]


def test_its_statistics_say_what_was_done(written):
    """Documents by what became of them, edits and characters by kind."""
    found, stats = written
    statuses = [row["metadata"]["cleantext_status"] for row in found]
    edits = [edit for row in found if row["text"] for edit in row["metadata"]["cleantext_edits"] or ()]

    assert "cleantext" in stats["name"]
    assert stats["stats"]["total"] == len(found)
    for status in ("scrubbed", "unchanged", "filter_failed", "nothing_left"):
        assert stats["stats"][status] == statuses.count(status)
    assert stats["stats"]["edits_redaction"] == sum(edit["kind"] == "redaction" for edit in edits)
    assert stats["stats"]["removed_marker"]["total"] == sum(len(edit["removed"]) for edit in edits if edit["kind"] == "marker")


def test_format_is_that_of_any_formatter():
    """Text in, text out, for those who call a formatter on their own."""
    from datatrove.pipeline.formatters.base import BaseFormatter

    from cleantext.engines.datatrove import Scrubber

    assert isinstance(Scrubber(), BaseFormatter)
    assert Scrubber().format("一##paidend##二") == "一二"


def test_a_wrong_name_is_refused():
    """When the step is built."""
    from cleantext.engines.datatrove import Scrubber

    with pytest.raises(OptionError, match="extra is 'edit'"):
        Scrubber(extra=["edit"])
