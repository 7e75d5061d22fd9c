"""Required literals: sound on every pattern that ships, and on what patterns are made of."""

import re

import pytest
from hypothesis import given
from strategies import odd_texts

from cleantext.literals import ways
from cleantext.rules import load_shipped_packs
from cleantext.text import Text

PATTERNS = [rule.pattern for pack in load_shipped_packs() for rule in pack.rules if not rule.errors]


def may_match(pattern, string):
    """Tell whether one of the ways in which `pattern` may match, if they are known, has in `string` all that it requires."""
    shape = f"\n{Text(string).shape}\n"
    known = ways(pattern, in_ascii=string.isascii())
    return known is None or any(all(any(map(shape.__contains__, strings)) for strings in way.required) for way in known)


@pytest.mark.parametrize(
    ("pattern", "required"),
    [
        ("甲乙", [[{"甲乙"}]]),
        ("甲|乙丙", [[{"甲", "乙丙"}]]),
        ("[甲乙]丙?丁", [[{"甲丁", "乙丁", "甲丙丁", "乙丙丁"}]]),
        ("甲.乙", [[{"甲"}, {"乙"}]]),
        ("(?:甲乙)+丙", [[{"甲乙"}, {"甲乙丙"}]]),
        ("(?:甲乙)*丙", [[{"丙"}]]),
        ("(?=.*甲)乙", [[{"甲"}, {"乙"}]]),
        ("(?!甲)乙", [[{"乙"}]]),
        ("(?<!甲)乙(?<=丙)", [[{"乙"}, {"丙"}]]),
        ("(甲)乙\\1", [[{"甲乙"}]]),
        ("甲(?i:b)", [[{"甲"}]]),
        ("(?i)ab", []),
        (r"满\d{2}减|Ａ\s", [[{"满00减", "a "}]]),
        (r"\d{3,5}元", [[{"000"}, {"000元"}]]),
        ("^甲|乙$", [[{"\n甲", "乙\n"}]]),
        ("^^甲$", [[{"\n甲\n"}]]),
        ("^\\s*$", [[]]),
        ("^[甲乙]*丙", [[{"\n丙", "甲丙", "乙丙"}]]),
        ("(?<=[甲乙])丙(?=丁).戊", [[{"甲丙", "乙丙"}, {"甲丙丁", "乙丙丁"}, {"戊"}]]),
        ("(?:甲[乙丙]*){2}", [[{"甲"}, {"甲甲", "乙甲", "丙甲"}, {"甲", "乙", "丙"}]]),
        ("甲|[^乙]", [[{"甲"}], []]),
        ("(?:甲.|乙丙.)丁", [[{"甲"}, {"丁"}], [{"乙丙"}, {"丁"}]]),
        ("[^甲]|", [[]]),
        ("甲(", []),
        ("(?:甲乙丙丁){e<=1}", []),
        ("[[:alpha:]]甲", []),
    ],
)
def test_the_ways_of_a_pattern_and_what_they_require(pattern, required):
    """Neighbours are joined, alternatives kept apart, optional parts and those that must not follow ask for nothing."""
    assert [sorted(map(sorted, way.required)) for way in ways(pattern) or ()] == [sorted(map(sorted, way)) for way in required]


def test_whatever_matches_in_the_examples_of_all_rules_has_what_its_pattern_requires():
    """What any shipped pattern matches in, in any line of an example, is in one of the ways known, which finds it by itself: a rule sees one line at a time."""
    compiled = [re.compile(pattern, re.MULTILINE) for pattern in PATTERNS]
    examples = [text for pack in load_shipped_packs() for rule in pack.rules for text in rule.positive + rule.negative]

    for string in [view for text in examples for line in text.splitlines() for view in (line, Text(line).folded)]:
        for pattern in (pattern for pattern in compiled if pattern.search(string)):
            assert may_match(pattern.pattern, string), (pattern.pattern, string)
            for known in (ways(pattern.pattern), ways(pattern.pattern, in_ascii=True) if string.isascii() else None):
                assert known is None or any(way.part.seek(string) for way in known), (pattern.pattern, string)


@given(odd_texts)
def test_requirements_hold_on_any_text(string):
    """Digits and blanks of all scripts, and lone surrogates."""
    string = re.sub(r"[\r\n]", "", string)  # rules see lines without their ends
    for pattern in ("qq", "[中1]+", r"x\S", "加qq群", r"\d", r"\s", r"[a\d]\s", r"\d\d"):
        for view in (string, Text(string).folded):
            assert not re.search(pattern, view) or may_match(pattern, view)


def test_any_digit_and_any_blank_has_the_shape_of_one():
    """As `re` sees them."""
    characters = [chr(code) for code in range(0x110000) if chr(code) not in "\r\n"]

    assert {Text(character).shape for character in characters if re.match(r"\d", character)} == {"0"}
    assert {Text(character).shape for character in characters if re.match(r"\s", character)} == {" "}
