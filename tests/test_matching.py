"""Finding where rules hit: views, gates, line ends, and rules that take too long."""

import re

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st
from strategies import odd_texts

import cleantext
from cleantext import matching
from cleantext.gates import COMMON_LENGTH
from cleantext.literals import ways
from cleantext.matching import Matcher, Trial, View, is_plain
from cleantext.rules import Rule, load_shipped_packs, parse_pack
from cleantext.text import Text


def rule(pattern, **more):
    """Build a rule that finds `pattern`."""
    values = {"id": "r", "kind": "ad", "why": "w", "weight": 6, "positive": ("p",), "negative": ("n",)} | more
    return Rule(pattern=pattern, **values)


def hits(string, *rules, gate=True):
    """Return what the rules hit, as the raw text they stand on."""
    scan = Matcher(rules, gate=gate).scan(Text(string))
    return [(hit.rule.id, string[hit.start : hit.end]) for found in scan.hits.values() for hit in found]


@pytest.mark.parametrize(
    ("view", "string", "found"),
    [
        ("text", "加ＱＱ群", []),
        ("text", "加qq群", ["加qq群"]),
        ("folded", "加ＱＱ群", ["加ＱＱ群"]),
        ("folded", "加#Q*Q群", []),
        ("skeleton", "请加#Q*Q群，谢", ["加#Q*Q群"]),
        ("both", "请加#Ｑ*Q群，谢", ["加#Ｑ*Q群"]),
        ("both", "请加ｑq群，谢", ["加ｑq群"]),
        ("both", "请加入球群，谢", []),
    ],
)
def test_a_view_is_what_a_rule_sees(view, string, found):
    """A rule sees the text as it is, folded, or without what stands between its letters; hits are cut on the raw text."""
    assert [raw for _, raw in hits(string, rule("加qq群", view=view))] == found


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_rule_sees_one_line(end):
    """Anchors hold at every style of line end, and no match runs over one."""
    string = end.join(["加群领取", "正文加群领取", "加群领取正文"]) + end

    assert hits(string, rule("^加群领取")) == [("r", "加群领取")] * 2
    assert hits(string, rule("加群领取$")) == [("r", "加群领取")] * 2
    assert hits(string, rule(r"^加群领取$")) == [("r", "加群领取")]
    assert hits(string, rule(r"领取\s正文")) == []


def test_the_group_named_cut_is_what_goes():
    """A pattern may look at its surroundings and still name a smaller part."""
    assert hits("（更多资料加群）", rule("更多(?P<cut>资料)加群")) == [("r", "资料")]


def test_a_match_of_nothing_is_no_hit():
    """Zero-width matches find nothing."""
    assert hits("加群", rule("(?=加)")) == []


@given(odd_texts, st.booleans())
def test_hits_are_inside_the_text(string, gate):
    """A hit stands in its line, on at least one character."""
    rules = [
        rule("qq", keywords=("qq",)),
        rule("[中1]+", id="s"),
        rule(r"x\S", id="t", view="text"),
        rule("中1", id="u", view="skeleton"),
    ]
    lines = Text(string).lines

    for number, found in Matcher(rules, gate=gate).scan(Text(string)).hits.items():
        for hit in found:
            assert lines[number].start <= hit.start < hit.end <= lines[number].end


def test_a_keyword_gates_its_rule_and_the_gate_can_be_left_open():
    """Without its keyword on the line a rule is not tried; with ``gate=False`` every rule is."""
    gated = rule("加群|进裙", keywords=("加群",))

    assert hits("请进裙里。\n加群。", gated) == [("r", "加群")]


def test_phrases_are_literal():
    """A phrase with characters that mean something in a pattern stands for itself."""
    (phrase,) = parse_pack(
        'about = "x"\nfilter = "boilerplate"\n[[rule]]\nid = "c"\nkind = "notice"\nwhy = "w"\nweight = 3\n'
        'phrases = ["(c)", "www.", "a+b"]\npositive = ["(c) 2020"]\nnegative = ["chapter one"]\n',
        "my.toml",
    ).rules

    assert hits("chapter one, wwwx, aab", phrase) == []
    assert hits("(c) 2020 www.example.com A+B", phrase) == [("c", "(c)"), ("c", "www."), ("c", "A+B")]


@pytest.mark.parametrize("filler", ["1", "a", "中", " ", "，", "-", "a1", "中 ", "1 ", "中#", "/", "：", "\u3000", "ab "])
def test_no_trusted_rule_needs_watching_on_a_common_line(filler):
    """On the longest lines that `re` is asked about, each shipped pattern ends under the time limit of `regex`, which is slower."""
    for rule in (rule for pack in load_shipped_packs() for rule in pack.rules):
        needed = [min(strings) for way in (ways(rule.pattern) or ())[:1] for strings in way.required[:1]]
        for head in ("", *rule.keywords[:1], *needed):
            line = (head + filler * COMMON_LENGTH)[:COMMON_LENGTH]
            Trial(rule, gate=False).matches(View(line))  # raises TimeoutError


@pytest.mark.parametrize("end", ["", "。", "\n"])
@pytest.mark.parametrize(
    "between",
    ["，正文 写得 很长" * 9, "，正文 写得 很长。" * 40, " the words of a text, 3½ ﬁne ones." * 3],
    ids=["near", "far", "odd"],
)
def test_in_a_long_line_rules_hit_what_they_hit_in_short_ones(end, between):
    """The examples of the rules that look at no line's start or end, apart on one line: the same, though only stretches are searched."""
    rules = [rule for pack in load_shipped_packs() for rule in pack.rules if not re.search(r"(?<!\[)\^|\$", rule.pattern)]
    pieces = [text for rule in rules for text in rule.positive if "\n" not in text]
    gated, open_ = Matcher(rules), Matcher(rules, gate=False)

    string = f"正文。{end}".join(piece + between for piece in pieces[::12])
    assert spans_of(gated, string) == spans_of(open_, string)


def spans_of(matcher, string):
    """Return which rules hit where."""
    return [(hit.rule.id, hit.start, hit.end) for found in matcher.scan(Text(string)).hits.values() for hit in found]


CATASTROPHIC = 'about = "x"\nfilter = "{filter}"\n[[rule]]\nid = "slow-rule"\nkind = "ad"\nwhy = "w"\nweight = 9\n'
CATASTROPHIC += 'pattern = \'(?:甲|甲甲)+[丁戊]\'\npositive = ["甲丁"]\nnegative = ["丁"]\n'


@pytest.mark.parametrize("filter", ["markers", "boilerplate"])
def test_a_rule_that_takes_too_long_is_stopped_and_named(tmp_path, monkeypatch, filter):
    """The text stays, whatever the rule found elsewhere in it is not used, other rules still act, and a finding names the rule."""
    monkeypatch.setattr(matching, "TIME_LIMIT", 0.05)
    path = tmp_path / "slow.toml"
    path.write_text(CATASTROPHIC.format(filter=filter), encoding="utf-8")
    pipeline = cleantext.default_pipeline(packs=[path])
    raw = "甲丁在前。\n" + "甲" * 60 + "午甲丁\n会议##paidbegin##按时召开，议程如下。\n甲丁在后。\n"

    result = pipeline.scrub(raw)
    assert result.text == raw.replace("##paidbegin##", "")
    assert result.restore() == raw
    (finding,) = [finding for finding in result.findings if "slow-rule" in finding.rules]
    assert "time limit" in finding.evidence[0].why
    assert pipeline.scrub("甲丁在前。" * 3 + "正文。" * 20).findings == pipeline.scrub("甲丁在前。" * 3 + "正文。" * 20).findings


@pytest.mark.parametrize(
    "hostile",
    [
        "http://(" + "a" * 3000,
        "甲" * 20_000,
        "加Q" * 8000,
        "#" * 20_000,
        " " * 20_000 + "x",
        "1-" * 9000,
        "【" * 9000,
        "\n" * 9000 + "a",
        "ab " * 7000,
    ],
    ids=["url", "han", "contact", "noise", "spaces", "digits", "brackets", "lines", "words"],
)
def test_no_shipped_rule_comes_near_its_time_limit(hostile):
    """Long runs of anything end, and no rule that ships has to be stopped on them."""
    result = cleantext.scrub("正文。\n" + hostile + "\n正文。")

    assert not [edit for edit in result.findings if any("time limit" in evidence.why for evidence in edit.evidence)]


BENT = "如有侵权请联系删除"


def bent_rule(errors):
    """Return a rule that finds `BENT` with that many characters wrong."""
    source = f"""about = "x"
[[rule]]
id = "r"
kind = "notice"
why = "w"
weight = 6
errors = {errors}
phrases = ["{BENT}"]
positive = ["p"]
negative = ["n"]
"""
    return parse_pack(source, "x.toml").rules[0]


@given(st.integers(0, len(BENT) - 1), st.sampled_from(["", "杈", "7", "{}，"]))
def test_a_phrase_is_found_with_one_character_bent(place, instead):
    """One character wrong, missing or too many: the phrase is found, gate or not."""
    string = f"此文{BENT[:place]}{instead.format(BENT[place])}{BENT[place + 1 :]}谢谢"

    assert hits(string, bent_rule(1))
    assert hits(string, bent_rule(1)) == hits(string, bent_rule(1), gate=False)


def test_a_phrase_bent_twice_is_another_phrase():
    """More wrong characters than the rule allows are another phrase."""
    assert not hits("如有侵杈请联系删除", bent_rule(0))
    assert not hits("如有侵杈请联系册除", bent_rule(1))


@pytest.mark.parametrize("kind", [r"\w", r"\s", r"\d"])
def test_in_plain_text_the_two_engines_class_characters_alike(kind):
    """`re` stands in for `regex` only where it finds the same."""
    differing = [
        character
        for character in map(chr, range(0x110000))
        if is_plain(character, words=kind == r"\w") and bool(re.match(kind, character)) != bool(regex.match(kind, character))
    ]

    assert differing == []
