"""Look-alikes that recognition confuses are repaired where the document writes the right form, and reported elsewhere."""

import pytest

from cleantext import scrub
from cleantext.filters.confusions import Confusions
from cleantext.matching import hits_alone
from cleantext.pipeline import Pipeline
from cleantext.rules import Rule, load_shipped_packs

RULES = [rule for pack in load_shipped_packs() if pack.filter == "confusions" for rule in pack.rules]
SCRUB = Pipeline([Confusions(RULES)])


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_word_is_repaired_only_where_the_document_writes_it_right(rule):
    """Alone a wrong word is a finding; beside the right one it becomes that."""
    for wrong in rule.positive:
        alone = SCRUB.scrub(wrong)
        right = SCRUB(f"{wrong}这里写的是{rule.replacement}。")

        assert (alone.text, [finding.rules for finding in alone.findings]) == (wrong, [(rule.id,)])
        assert right.count(rule.replacement) == 2


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_look_alike_of_the_look_alike_is_not_even_reported(rule):
    """Words that hold the same characters for another reason are no suspects."""
    assert not any(hits_alone(rule, text) for text in rule.negative)


@pytest.mark.parametrize(
    ("text", "suspect", "meant"),
    [
        ("该项目于2O23年完工。", "O", "0"),
        ("全年增长1l.5％。", "l", "1"),
        ("会议于l2月召开。", "l", "1"),
        ("投资3OO万元。", "OO", "00"),
    ],
)
def test_a_letter_in_a_number_is_only_reported(text, suspect, meant):
    """No repair makes a digit."""
    result = scrub(text)

    assert result.text == text
    assert [(finding.removed, finding.replacement) for finding in result.findings] == [(suspect, meant)]


@pytest.mark.parametrize(
    "text", ["型号XL-20O与版本1.0l已停产。", "he said 10 o'clock", "0x1l 0o17 3l 2O2", "第IV章，B2O层", "二氧化碳CO2年排放"]
)
def test_letters_beside_digits_are_no_suspects_elsewhere(text):
    """Models, versions, formulas and units."""
    assert not [finding for finding in SCRUB.scrub(text).findings if finding.rules == ("letter-in-number",)]


def test_a_point_for_a_full_stop_is_reported_where_the_text_writes_full_stops():
    """Its width is the author's, so that it stays."""
    text = "水渠修好了。路也通了。灯也亮了。人都来了。菜也熟了.大家坐下。"
    result = SCRUB.scrub(text)

    assert result.text == text
    assert [(finding.removed, finding.replacement) for finding in result.findings] == [(".", "。")]
    assert SCRUB.scrub("水渠修好了.路也通了.灯也亮了。").findings == ()


@pytest.mark.parametrize("keywords", [(), ("帐蓬",), ("帐蓬", "蓬布")])
def test_rules_are_tried_with_and_without_keywords(keywords):
    """What is looked for first takes nothing from the rules, whatever characters their keywords share."""
    rule = Rule("tent", "garble", "篷 read as 蓬", 8, "帐蓬", ("帐蓬",), (), keywords=keywords, view="text", replacement="帐篷")
    result = Pipeline([Confusions([rule, *RULES])]).scrub("夜里搭好了帐蓬。")

    assert result.text == "夜里搭好了帐篷。"
