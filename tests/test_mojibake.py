"""Mojibake, undone: pure functions over a line."""

import pytest

from cleantext.mojibake import repairs, repairs_from_big5, telltale

READINGS = (
    ("utf-8", "gb18030", "水渠修好了大家很高兴", "utf8-as-gbk"),
    ("gbk", "latin-1", "水渠修好了大家很高兴", "gbk-as-latin1"),
    ("utf-8", "latin-1", "水渠修好了大家很高兴", "utf8-as-latin1"),
    ("big5", "gb18030", "他們一起走過了那座橋，說了很多話", "big5-as-gbk"),
    ("gbk", "big5hkscs", "昨天刚到这里住在一家很小的旅馆", "gbk-as-big5"),
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


def from_big5(text, table="big5hkscs"):
    """Return what GBK looks like when it is read as Big5."""
    return text.encode("gbk").decode(table)


@pytest.mark.parametrize(
    ("table", "lines"),
    [
        ("big5hkscs", ["水渠修好了，大家都很高兴", "他们一起走过那座桥，说了很多话", "她放下锄头，擦了擦汗"]),
        ("big5", ["请大家把桌子清出来", "老师签字以后才能走", "池上的民宿只要两千块"]),
    ],
)
def test_the_document_tells_which_table_of_big5_it_was(table, lines):
    """The lines of a document tell the table together."""
    found = repairs_from_big5([from_big5(line, table) for line in lines])
    assert [[repair.text for repair in repairs_of_line] for repairs_of_line in found] == [[line] for line in lines]


def test_a_line_that_two_tables_of_big5_read_otherwise_is_left():
    """By itself it does not tell which of two characters was written."""
    unsure = from_big5("水渠修好了大家很高兴")
    assert repairs(unsure) == []


def test_private_use_of_windows_is_read_as_big5():
    """Where Windows has no character, the row and column of the private-use one give the bytes."""
    damaged = from_big5("老师说他们都是好") + "\uf815"
    assert [repair.text for repair in repairs(damaged)] == ["老师说他们都是好人"]


@pytest.mark.parametrize(
    "line",
    ["蒼蠅與蜻蜓停在蜘蛛網上，蟾蜍瞪著眼睛。", "★★★★☆", "窗外嘟嘟嘟嘟地響", "口腔潰瘍、咽喉腫痛者慎用", "綴錦閣﹝註一﹞臨水而築"],
)
def test_what_big5_really_wrote_is_left(line):
    """Rare ideographs, rows of signs, cries and small brackets are no phrases of another encoding."""
    assert not telltale().search(line) or repairs(line) == []
    assert repairs_from_big5([line]) == [[]]
