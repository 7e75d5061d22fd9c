"""Mojibake, undone: pure functions over a line."""

import pytest

from cleantext.mojibake import repairs, telltale

READINGS = (
    ("utf-8", "gb18030", "水渠修好了大家很高兴", "utf8-as-gbk"),
    ("gbk", "latin-1", "水渠修好了大家很高兴", "gbk-as-latin1"),
    ("utf-8", "latin-1", "水渠修好了大家很高兴", "utf8-as-latin1"),
    ("big5", "gb18030", "他們一起走過了那座橋，說了很多話", "big5-as-gbk"),
    ("big5", "latin-1", "他們一起走過了那座橋，說了很多話", "big5-as-latin1"),
)


@pytest.mark.parametrize(("written", "read", "text", "rule"), READINGS)
def test_each_misreading_is_told_and_undone(written, read, text, rule):
    """Each misreading trips the tell-tale search and is undone whole, under its own name."""
    damaged = text.encode(written).decode(read)
    assert telltale().search(damaged)
    (repair,) = repairs(damaged)
    assert (repair.start, repair.end, repair.text, repair.rules) == (0, len(damaged), text, (rule,))
    assert repair.gain > 20


@pytest.mark.parametrize(("written", "read", "text", "rule"), READINGS[:1] + READINGS[2:3])
def test_a_phrase_inside_good_text_is_cut_exactly(written, read, text, rule):
    """Good text around a damaged phrase is not part of the repair."""
    damaged = text.encode(written).decode(read)
    (repair,) = repairs(f"（注：{damaged}）")
    assert (repair.start, repair.end, repair.text, repair.rules) == (3, 3 + len(damaged), text, (rule,))


def test_several_layers_are_named_in_the_order_they_are_undone():
    """UTF-8 read as GBK, saved, and read as Latin-1 is undone from the outside in."""
    damaged = "水渠修好了大家很高兴".encode().decode("gb18030").encode().decode("latin-1")
    (repair,) = repairs(damaged)
    assert (repair.text, repair.rules) == ("水渠修好了大家很高兴", ("utf8-as-latin1", "utf8-as-gbk"))


@pytest.mark.parametrize(
    "line",
    ["", "plain", "中文没有问题", "────────────", "São Luís, ATENÇÃO", "ÄÖÜß", "１２３ＡＢＣ", "ÉÈ", "，脚下薄薄的盐壳，踩"],
)
def test_what_no_damage_explains_is_left(line):
    """Nothing is offered for text that is as it was written."""
    assert repairs(line) == []
