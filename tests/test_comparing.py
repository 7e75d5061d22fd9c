"""Comparing runs: every edit that one made and the other did not is told, and nothing else."""

import json
from collections import Counter
from itertools import pairwise

import pyarrow as pa
import pytest
from dumps import write_dump
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet
from strategies import flat_edits, texts
from test_report import printed
from test_runs import rows

from cleantext.comparing import compare_runs, touching
from cleantext.edits import Edit
from cleantext.errors import RunError
from cleantext.report import tell_comparison
from cleantext.runs import scrub_files
from cleantext.settings import Settings

BODY = "会议总结了上半年的工作，部署了下半年的任务，各单位负责人作了发言。\n"


@pytest.fixture
def runs(tmp_path):
    """Return a function that scrubs one dump with other options and returns the folder of the run."""
    dump = write_dump(tmp_path / "in")

    def run(name, *, dump=dump, text_field="text", id_field=None, part_bytes=1000, **options):
        scrub_files(
            [dump],
            tmp_path / name,
            settings=Settings(**options),
            part_bytes=part_bytes,
            text_field=text_field,
            id_field=id_field,
        )
        return tmp_path / name

    return run


def test_the_same_run_twice_has_no_difference(runs):
    """Nothing is told where nothing differs, also when large files were cut otherwise."""
    found = compare_runs(runs("a"), runs("b", part_bytes=1 << 20))

    assert found.same
    assert (found.files, found.documents, found.changed) == (9, 77, 0)
    assert (dict(found.places), found.examples) == ({}, [])
    assert "no difference" in printed(tell_comparison(found))


def test_what_one_run_alone_did_equals_the_ledgers(runs):
    """The counts by kind and rule are those of the tables, and what was done alone is their difference."""
    a, b = runs("a"), runs("b", without=("whitespace",), tokens="typed")
    found = compare_runs(a, b)

    for side, out in enumerate((a, b)):
        edits = rows(out, "edits")
        kinds, rules, removed = Counter(), Counter(), Counter()
        for edit in edits:
            kinds[edit["kind"]] += 1
            rules.update(edit["rules"])
            removed[edit["kind"]] += len(edit["removed"])
        assert {kind: row.edits[side] for kind, row in found.kinds.items() if row.edits[side]} == kinds
        assert {rule: row.edits[side] for rule, row in found.rules.items() if row.edits[side]} == rules
        assert {kind: row.characters[side] for kind, row in found.kinds.items() if row.characters[side]} == removed
    gone = sum(row["kind"] == "space" for row in rows(a, "edits"))
    assert found.kinds["space"].alone == [gone, 0]
    assert found.places == {"only_a": gone}
    assert found.changed == len({(row["shard"], row["record"]) for row in rows(a, "edits") if row["kind"] == "space"})
    assert found.options == {"tokens": ("plain", "typed"), "without": ([], ["whitespace"])}


def test_an_edit_made_otherwise_is_one_place(runs, tmp_path):
    """Another token at the same place is a change, and the example shows both with the text around them."""
    (tmp_path / "in/red.txt").write_text(f"{BODY}全市新建xx个社区。\n{BODY}", encoding="utf-8")
    found = compare_runs(runs("a"), runs("b", tokens="typed"))
    said = printed(tell_comparison(found))

    assert found.places == {"changed": 1}
    assert found.kinds["redaction"].alone == [1, 1]
    assert (found.changed, found.characters["changed"]) == (1, 2)
    assert "tokens is 'plain' in A and 'typed' in B" in said
    assert "otherwise: red.txt, line 2, characters 38-40" in said
    assert "A 全市新建[-xx-]{+[REDACTED]+}个社区。" in said
    assert "B 全市新建[-xx-]{+[REDACTED:NUMBER]+}个社区。" in said


def test_what_the_other_run_suspected_is_shown_there(runs, tmp_path):
    """Where one removed what the other only reported, the example says so."""
    (tmp_path / "in/ad.txt").write_text(f"{BODY}更多公文请加薇❤：sh_2018\n{BODY}", encoding="utf-8")
    found = compare_runs(runs("a"), runs("b", threshold=1.0))
    said = printed(tell_comparison(found))

    assert "[-更多公文请加薇❤：sh_2018" in said
    assert "[?更多公文请加薇❤：sh_2018" in said
    assert "stays: " in said
    assert found.set_aside[0]["nothing_left"] == 2
    assert "set aside     2 in A only, 0 in B only: nothing_left 2 and 0" in said


def test_a_place_that_only_changed_rules_comes_out_the_same(tmp_path):
    """Another name for a rule is told apart from a change of the text."""
    (tmp_path / "in.txt").write_text(f"{BODY}松鹤课件，一课一练\n{BODY}", encoding="utf-8")
    for name, rule in (("a", "first-name"), ("b", "other-name")):
        (tmp_path / f"{name}.toml").write_text(
            f'about = "One shop."\n[[rule]]\nid = "{rule}"\nkind = "ad"\nwhy = "its slogan"\nweight = 12\n'
            'phrases = ["松鹤课件，一课一练"]\npositive = ["松鹤课件，一课一练"]\nnegative = ["松鹤小学的课件做得很好。"]\n',
            encoding="utf-8",
        )
        scrub_files([tmp_path / "in.txt"], tmp_path / name, settings=Settings(packs=(str(tmp_path / f"{name}.toml"),)))
    found = compare_runs(tmp_path / "a", tmp_path / "b")

    assert found.places == {"same_text": 1}
    assert found.changed == 0
    assert found.rules["first-name"].alone == [1, 0]
    assert found.rules["other-name"].alone == [0, 1]
    assert "by other rules 1 place of" in printed(tell_comparison(found))


def test_rows_of_tables_are_compared_and_shown(runs, tmp_path):
    """The text around an example comes out of a table as out of a text file."""
    parquet.write_table(pa.table({"n": [1, 2], "text": [BODY, f"{BODY}新建xx个社区。"]}), tmp_path / "in/t.parquet")
    found = compare_runs(runs("a"), runs("b", tokens="typed"))

    assert found.places == {"changed": 1}
    assert "otherwise: t.parquet:2, line 2," in printed(tell_comparison(found))
    assert "A 新建[-xx-]{+[REDACTED]+}个社区。" in printed(tell_comparison(found))


def test_files_that_are_not_the_same_are_left_out_and_named(runs, tmp_path):
    """What only one run has, or read in another state, is counted with its reason; the rest is compared."""
    a = runs("a")
    (tmp_path / "in/new.txt").write_text(BODY, encoding="utf-8")
    (tmp_path / "in/clean.txt").unlink()
    (tmp_path / "in/dirty.txt").write_text(BODY, encoding="utf-8")
    with (tmp_path / "in/many.jsonl").open("ab") as stream:
        stream.write(b'{"text": "more"}\n')
    found = compare_runs(a, runs("b"))

    assert found.left_out == {"only_a": 1, "not_the_same": 2, "only_b": 1}
    assert found.left_out_names == ["clean.txt", "dirty.txt", "many.jsonl"]
    assert (found.files, found.same) == (6, True)
    assert "left out      1 only in A, 2 not the same in both, 1 only in B (clean.txt," in printed(tell_comparison(found))


def test_records_that_are_gone_are_told(runs):
    """A run whose own records were lost is compared as far as they go, and the rest is counted."""
    a, b = runs("a"), runs("b")
    for path in b.glob("_cleantext/parts/file-*.json"):
        path.write_text("{}")

    found = compare_runs(a, b)
    assert found.left_out["gone_b"] == 2
    assert found.files == 7


def test_runs_that_cannot_be_compared_are_refused(runs, tmp_path):
    """Other inputs, other fields, no run: each is one message."""
    a = runs("a")
    (tmp_path / "other").mkdir()
    (tmp_path / "other/x.txt").write_text(BODY, encoding="utf-8")

    with pytest.raises(RunError, match=r"no file in common\. Compare runs over the same input"):
        compare_runs(a, runs("b", dump=tmp_path / "other"))
    with pytest.raises(RunError, match="took the text from text_field 'text' and 'id'"):
        compare_runs(a, runs("c", text_field="id"))
    with pytest.raises(RunError, match="holds no run"):
        compare_runs(a, tmp_path / "in")


def test_examples_are_shown_without_their_surroundings_when_the_output_is_gone(runs):
    """The ledgers alone tell what differs; the text around it takes the output."""
    a, b = runs("a"), runs("b", without=("markers",))
    for out in (a, b):
        for path in out.glob("*.*"):
            path.unlink()
        (out / "sub/marked.txt").unlink()
    found = compare_runs(a, b)

    assert found.examples[0].line is None
    assert "[-##paid" in printed(tell_comparison(found))


def test_numbers_can_be_had_as_json(runs):
    """All that is told stands in one value that JSON can hold."""
    found = compare_runs(runs("a"), runs("b", without=("markers",)), examples=1)
    value = json.loads(json.dumps(found.as_json()))

    assert value["documents"] == {"compared": 77, "changed": found.changed}
    assert value["places"]["only_a"]["places"] == found.places["only_a"]
    assert value["examples"][0]["edits"][0][0]["rules"] == ["paid-tag"]


@given(st.data(), texts)
def test_touching_edits_are_grouped_and_none_is_lost(data, string):
    """Each edit is in one group; edits of two groups never overlap; a group hangs together."""
    a, b = data.draw(flat_edits(string, "p")), data.draw(flat_edits(string, "q"))
    groups = list(touching(a, b))

    assert [edit for group in groups for edit in group[0]] == list(a)
    assert [edit for group in groups for edit in group[1]] == list(b)
    ends = [
        (min(edit.start for side in group for edit in side), max(edit.end for side in group for edit in side)) for group in groups
    ]
    assert all(one[1] <= other[0] for one, other in pairwise(ends))
    for group in groups:
        covered = sorted((edit.start, edit.end) for side in group for edit in side)
        reach = covered[0][1]
        for start, end in covered[1:]:
            assert start <= reach
            reach = max(reach, end)


def test_equal_edits_are_no_difference_beside_others():
    """Edits of one run that touch each other stay apart when the other run's do, too."""
    left, right = Edit(0, 2, "ab", "", ("r",), "ad"), Edit(2, 3, "c", "", ("r",), "ad")

    assert list(touching([left, right], [left])) == [((left,), (left,)), ((right,), ())]
