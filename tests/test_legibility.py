"""How much a string reads like text."""

from itertools import pairwise

import pytest
from hypothesis import given
from strategies import texts

from cleantext.legibility import bits, bits_each, classify, common_han, looks_misread


@pytest.mark.parametrize(
    ("text", "debris"),
    [
        ("中文", "ÖÐÎÄ"),
        ("你好", "浣犲ソ"),
        ("café", "cafÃ©"),
        ("目錄", "ヘ魁"),
        ("人們", "們人\ue000"),
        ("страна", "СТРАна".swapcase()),
        ("駅前の店", "驛ﾌ前ｵﾌ"),
    ],
)
def test_text_costs_less_than_its_debris(text, debris):
    """What was written costs fewer bits than what a wrong reading makes of it."""
    assert bits(text) < bits(debris)


def test_a_string_has_one_class_per_character():
    """The classes stand in the places of the characters, whatever these are."""
    assert len(classify("中a1，\U00020bb7\ud800\ufffd\ue000\u0378")) == 9


def test_ascii_says_nothing_about_the_encoding():
    """The mean is taken over characters beyond ASCII only."""
    assert bits_each("plain") == 0.0
    assert bits_each("中") == bits_each("a中")


def test_lists_are_disjoint_and_hold_every_script():
    """The commonest characters are there in simplified, traditional and Japanese form, each once."""
    common, usual = common_han()
    assert not common & usual
    assert {"国", "國", "的"} <= common
    assert {"駅", "戻"} <= usual


@pytest.mark.parametrize(
    "line",
    [
        "会议定于下午三点召开，请准时参加，谢谢。",
        "Straße und Größe: naïve café, élève, façade, piñata",
        "Все счастливые семьи похожи друг на друга — «каждая» несчастлива.",
        "α + β ≥ γ 时，函数单调，极限存在且唯一，证明从略。",
        "¡Hola! ¿Qué tal?",
    ],
)
def test_text_does_not_look_misread(line):
    """Neither Chinese nor alphabets with accents, nor formulas in Chinese prose."""
    assert not looks_misread(line)


@pytest.mark.parametrize(
    ("written", "read"), [("big5", "latin-1"), ("utf-8", "iso8859-15"), ("euc-jp", "cp1252"), ("gbk", "mac-roman")]
)
def test_bytes_in_a_wrong_encoding_look_misread(written, read):
    """Also in encodings that nothing undoes."""
    assert looks_misread("會議記錄已經寄出，請查收。".encode(written, "ignore").decode(read, "ignore"))


@given(texts)
def test_bits_are_those_of_each_character_and_of_each_two_that_meet(string):
    """However long a string is, its bits are the sum of what its characters cost alone and on meeting the next."""
    alone = sum(map(bits, string))
    meeting = sum(bits(one + two) - bits(one) - bits(two) for one, two in pairwise(string))
    assert bits(string) == alone + meeting
