"""Proving rule packs."""

import pytest

from cleantext.checking import check_packs, needless_rules, new_pack
from cleantext.errors import OptionError, PackError
from cleantext.rules import load_shipped_packs

PACK = """
about = "What one library writes."
[[rule]]
id = "{id}"
kind = "ad"
why = "the name of the library"
weight = 6
{search}
positive = ["{positive}"]
negative = ["{negative}"]
"""


def pack(tmp_path, **changes):
    """Write a pack with one rule that holds, or not, by `changes`."""
    values = {"id": "lin-gang", "search": 'phrases = ["临港文档"]', "positive": "更多请看临港文档", "negative": "临港的文档。"}
    path = tmp_path / "my.toml"
    path.write_text(PACK.format(**(values | changes)), encoding="utf-8")
    return path


def faults(path):
    """Return what is said to be wrong with a pack."""
    with pytest.raises(PackError) as caught:
        check_packs([path])
    return str(caught.value)


def test_a_pack_whose_examples_hold_passes(tmp_path):
    """A rule that hits its positives and spares its negatives is proved."""
    assert [proved.name for proved in check_packs([pack(tmp_path)])] == ["my"]


@pytest.mark.slow
def test_the_shipped_packs_pass():
    """What is shipped is proved: by its examples, as in test_packs, and in its run time on each of them repeated."""
    assert len(check_packs()) > 5


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"positive": "没有"}, "my.toml: rule 'lin-gang': positive 1 is not hit: '没有'. Mend the pattern"),
        ({"search": "pattern = '临港'\nkeywords = ['文库']"}, "holds none of the keywords (文库)"),
        ({"negative": "临港文档。"}, "rule 'lin-gang': negative 1 is changed: '临港文档。' loses"),
        ({"negative": "新建##paidend##学校。"}, "loses '##paidend##' (paid-tag)"),
        ({"id": "paid-tag"}, "rule 'paid-tag' stands in two packs"),
    ],
)
def test_a_rule_that_does_not_hold_is_named(tmp_path, changes, reason):
    """The message names file, rule and example, and what to mend."""
    assert reason in faults(pack(tmp_path, **changes))


def test_two_packs_may_not_share_an_id(tmp_path):
    """The ids of all packs given are compared."""
    (tmp_path / "two").mkdir()
    with pytest.raises(PackError, match="stands in two packs"):
        check_packs([pack(tmp_path), pack(tmp_path / "two")])


def test_a_new_pack_holds_as_it_stands(tmp_path):
    """One starts from a pack that is proved, whatever it is called."""
    for name in ("my.toml", "我的.toml", "My Vendor 2.toml"):
        assert check_packs([new_pack(tmp_path / name)])


def test_a_new_pack_is_a_toml_file(tmp_path):
    """A bare name gets the ending."""
    assert new_pack(tmp_path / "my-vendor") == tmp_path / "my-vendor.toml"
    assert (tmp_path / "my-vendor.toml").is_file()


def test_a_new_pack_overwrites_nothing(tmp_path):
    """A file that exists, a wrong ending, a missing folder: refused."""
    with pytest.raises(OptionError, match="exists already"):
        new_pack(pack(tmp_path))
    with pytest.raises(OptionError, match=r"ends in \.toml"):
        new_pack(tmp_path / "my.txt")
    with pytest.raises(OptionError, match="cannot be written"):
        new_pack(tmp_path / "none" / "my.toml")


def test_a_rule_that_takes_a_look_alike_of_another_pack_is_named(tmp_path):
    """What the shipped packs promise to keep stays kept with one's own rules."""
    rule, kept = next(
        (rule, text) for pack in load_shipped_packs() for rule in pack.rules for text in rule.negative if "资料见" in text
    )
    broad = pack(tmp_path, search='phrases = ["资料见"]', positive="资料见", negative="资料")

    assert f"no longer holds: rule {rule.id!r}: negative {rule.negative.index(kept) + 1} is changed: {kept!r}" in faults(broad)


def test_a_pattern_that_backtracks_without_end_is_named(tmp_path):
    """A rule that would run into its time limit is found before it is used."""
    slow = "pattern = '(?:辰|辰辰|辰辰辰)+巳'\nkeywords = ['辰']"

    assert "the pattern is too slow" in faults(pack(tmp_path, search=slow, positive="辰辰辰辰巳", negative="辰辰辰辰辰辰辰辰"))


def test_a_rule_nobody_needs_is_told(tmp_path):
    """A pack that adds a line the shipped rules remove anyway is no use, and says so; a needed one says nothing."""
    needless = pack(tmp_path, search='phrases = ["加微信：lingang_2020"]', positive="更多范文请加微信：lingang_2020，进群领取")

    assert needless_rules([needless]) == ["lin-gang"]
    assert needless_rules([pack(tmp_path)]) == []
