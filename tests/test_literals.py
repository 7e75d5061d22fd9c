"""Required literals: sound on every pattern that ships, and on what patterns are made of."""

import re

import pytest
import regex
from hypothesis import given
from strategies import odd_texts

from cleantext.literals import Sieve, requirements
from cleantext.matching import is_plain
from cleantext.rules import load_shipped_packs
from cleantext.text import Text

PATTERNS = [rule.pattern for pack in load_shipped_packs() for rule in pack.rules if not rule.errors]


@pytest.mark.parametrize(
    ("pattern", "required"),
    [
        ("甲乙", [{"甲乙"}]),
        ("甲|乙丙", [{"甲", "乙丙"}]),
        ("[甲乙]丙?丁", [{"甲丁", "乙丁", "甲丙丁", "乙丙丁"}]),
        ("甲.乙", [{"甲"}, {"乙"}]),
        ("(?:甲乙)+丙", [{"甲乙"}, {"丙"}]),
        ("(?:甲乙)*丙", [{"丙"}]),
        ("(?=.*甲)乙", [{"甲"}, {"乙"}]),
        ("(?!甲)乙", [{"乙"}]),
        ("(?<!甲)乙(?<=丙)", [{"乙"}, {"丙"}]),
        ("(甲)乙\\1", [{"甲乙"}]),
        ("甲(?i:b)", [{"甲"}]),
        ("(?i)ab", []),
        (r"\d+", []),
        ("甲|[^乙]", []),
        ("(?:甲.|乙丙.)丁", [{"甲", "乙丙"}, {"丁"}]),
        ("[^甲]|", []),
        ("甲(", []),
    ],
)
def test_what_a_pattern_requires(pattern, required):
    """Neighbours are joined, alternatives united, optional parts and those that must not follow ask for nothing."""
    assert sorted(map(sorted, requirements(pattern))) == sorted(map(sorted, required))


def test_the_sieve_passes_whatever_matches_in_the_examples_of_all_rules():
    """What any shipped pattern matches in, in any example, passes."""
    sieve = Sieve(PATTERNS)
    compiled = [re.compile(pattern, re.MULTILINE) for pattern in PATTERNS]
    examples = [text for pack in load_shipped_packs() for rule in pack.rules for text in rule.positive + rule.negative]

    for string in [view for text in examples for view in (text, Text(text).folded)]:
        matching = {number for number, pattern in enumerate(compiled) if pattern.search(string)}
        assert matching <= sieve.passing(string), string


@given(odd_texts)
def test_the_sieve_takes_any_text(string):
    """Lone surrogates and all."""
    patterns = ["qq", "[中1]+", r"x\S", "加qq群"]

    assert {number for number, pattern in enumerate(patterns) if re.search(pattern, string)} <= Sieve(patterns).passing(string)


@pytest.mark.parametrize("kind", [r"\w", r"\s", r"\d"])
def test_in_plain_text_the_two_engines_class_characters_alike(kind):
    """`re` stands in for `regex` only where it finds the same."""
    differing = [
        character
        for character in map(chr, range(0x110000))
        if is_plain(character) and bool(re.match(kind, character)) != bool(regex.match(kind, character))
    ]

    assert differing == []
