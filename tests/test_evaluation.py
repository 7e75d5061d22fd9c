"""Scoring a pipeline on labelled documents: the markup, and what counts as right, missed and damaged."""

from pathlib import Path

import pytest
from conftest import FIXTURES
from test_fixtures import KNOWN_MISSES

from cleantext import InputError, default_pipeline
from cleantext.evaluation import evaluate, labelled_documents, parse_marked


def score(marked, **options):
    """Score the default pipeline on one document."""
    return evaluate([("one", marked)], default_pipeline(**options))


@pytest.mark.parametrize(
    "marked",
    ["好⟦ad|加群", "好⟦spam|加群⟧", "好⟦ad加群⟧", "好加群⟧⟦ad|加⟧群⟧"],
)
def test_broken_markup_is_named_with_its_document(marked):
    """A mark that is unknown or not closed is an error that says where."""
    with pytest.raises(InputError, match=r"one: a mark is not closed or not known"):
        score(marked)


def test_a_wrap_between_words_wants_a_space_and_between_ideographs_nothing():
    """What a space label wants depends on the scripts that meet."""
    _, labels = parse_marked("two⟦space|\n⟧words 两⟦space|\n⟧字")

    assert [label.wanted for label in labels] == [" ", ""]


def test_a_missed_label_lowers_recall_only():
    """What stays though it should go is a miss, not damage."""
    result = score("县里召开会议。⟦ad|这是一句没有任何广告词的话⟧")

    assert (result.recall, result.precision, result.damaged, result.exact) == (0.0, 1.0, 0, 0)


def test_what_goes_though_it_should_stay_is_damage_and_the_rules_fault():
    """Text outside the labels that is changed counts by character, and against the rules that changed it."""
    result = score("县里召开会议，研究了工作。\n共xx个单位参加，会议由县长主持。")

    assert result.damaged == 2
    assert result.precision == 0.0
    assert result.rule_wrong.total() > 0
    assert result.exact == 0


def test_a_redaction_must_be_met_to_the_character():
    """A token that stands for more or less than the labelled run is a miss."""
    assert score("共⟦redact:number|xx⟧个单位参加会议。").exact == 1
    assert score("共⟦redact:number|xx个⟧单位参加会议。").hits["redact"] == 0


def test_the_fixtures_are_read_in_order_and_score_above_their_floor():
    """The labelled documents of the project are found by their names and nearly all of what is labelled goes."""
    names = [name for name, _ in labelled_documents(FIXTURES)]
    known = [name for name in names if Path(name).name.split(".")[0] in KNOWN_MISSES]
    result = evaluate((one for one in labelled_documents(FIXTURES) if one[0] not in known), default_pipeline())

    assert names == sorted(names)
    assert len(known) == len(KNOWN_MISSES)
    assert result.documents == len(names) - len(known)
    assert result.recall >= 0.98
    assert result.damaged == 0


def test_a_folder_without_labelled_documents_is_an_error(tmp_path):
    """Nothing to score is a mistake of the path, not a perfect score."""
    with pytest.raises(InputError, match="no labelled documents"):
        list(labelled_documents(tmp_path))
