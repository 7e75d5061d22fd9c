"""Every shipped rule is proved by its own examples, and no rule's look-alike falls to another rule."""

import re
from dataclasses import asdict
from functools import cache
from importlib.resources import files

import pytest
from conftest import FIXTURES
from hypothesis import example, given
from hypothesis import strategies as st
from marked import read, tidied
from strategies import odd_texts

import cleantext
from cleantext.matching import Matcher, hits_alone
from cleantext.rules import load_shipped_packs, parse_pack
from cleantext.text import Text

PACKS = load_shipped_packs()
RULES = [rule for pack in PACKS for rule in pack.rules]
POSITIVES = [pytest.param(rule, text, id=f"{rule.id}-{number}") for rule in RULES for number, text in enumerate(rule.positive, 1)]
NEGATIVES = [pytest.param(text, id=f"{rule.id}-{number}") for rule in RULES for number, text in enumerate(rule.negative, 1)]


def spans(matcher, string):
    """Return where which rules hit."""
    scan = matcher.scan(Text(string))
    return {(hit.rule.id, hit.start, hit.end) for found in scan.hits.values() for hit in found}


@cache
def both():
    """Return a matcher of all shipped rules with the keyword gate, and one without."""
    return Matcher(RULES), Matcher(RULES, gate=False)


@cache
def alone(rule):
    """Return the same of one rule."""
    return Matcher([rule]), Matcher([rule], gate=False)


@pytest.mark.parametrize(("rule", "text"), POSITIVES)
def test_a_rule_hits_each_of_its_positives(rule, text):
    """A positive example is proof that the rule finds something."""
    assert hits_alone(rule, text)


@pytest.mark.parametrize("text", NEGATIVES)
def test_a_negative_comes_out_of_the_default_pipeline_unchanged(text):
    """A look-alike stays, whichever of all the rules it looks like."""
    assert tidied(cleantext.scrub(text).text) == tidied(text)


@pytest.mark.parametrize(("rule", "text"), POSITIVES)
def test_the_gate_lets_each_positive_through(rule, text):
    """A rule's keywords stand in whatever its pattern matches."""
    gated, open_ = alone(rule)

    assert spans(gated, text) == spans(open_, text)


@pytest.mark.parametrize("quarter", [0, *(pytest.param(quarter, marks=pytest.mark.slow) for quarter in (1, 2, 3))])
def test_the_gate_changes_nothing_on_the_fixtures(quarter):
    """With or without the keyword scan, the same rules hit in the same places of every fixture."""
    gated, open_ = both()

    for path in sorted(path for path in FIXTURES.glob("*.txt") if ".marked" not in path.name)[quarter::4]:
        assert spans(gated, read(path)) == spans(open_, read(path)), path.name


pieces = st.lists(st.sampled_from([text for rule in RULES for text in rule.positive]), min_size=1, max_size=3)


@given(pieces, odd_texts, st.integers(0, 10), st.sampled_from(["", "\n", "*", " "]))
# What a pattern allows and none of the rule's keywords says.
@example(["<<每日一稿>>"] * 2, "\0", 0, "")
@example(["伽嶶芯芦花：lh_msq20"], "Ｑ\u2028\u2028Ｑ##paidbegin##", 0, "")
def test_the_gate_changes_nothing_on_random_text(examples, noise, cut, joint):
    """Pieces of examples, cut and mixed with awkward characters, are found alike with and without the keyword scan."""
    string = joint.join(example[cut:] + noise[:5] for example in examples) + noise
    gated, open_ = both()

    assert spans(gated, string) == spans(open_, string)


def test_ids_stand_once():
    """A rule's id is what the record names, so no two packs share one."""
    ids = [rule.id for rule in RULES]

    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.name)
def test_a_shipped_pack_is_valid(pack):
    """Loading trusts what ships, to be quick; here it is looked at as closely as anybody's own."""
    source = (files("cleantext") / "packs" / f"{pack.name}.toml").read_text(encoding="utf-8")

    assert [asdict(rule) | {"trusted": True} for rule in parse_pack(source, pack.name).rules] == [*map(asdict, pack.rules)]


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.name)
def test_no_pattern_was_mangled_by_toml(pack):
    r"""A pattern in double quotes turns ``\b`` into a backspace, and then never matches."""
    assert not [rule.id for rule in pack.rules if re.search(r"[\x00-\x08\x0b-\x1f]", rule.pattern)]


def test_examples_are_not_shared():
    """No text is a positive of one rule and a look-alike of another, which no pipeline could satisfy."""
    assert not {text for rule in RULES for text in rule.positive if rule.weight >= 6} & {
        text for rule in RULES for text in rule.negative
    }
