"""Rule packs are read strictly: every fault is named, all at once, with its file, rule and place."""

import pytest

from cleantext.checking import new_pack
from cleantext.errors import PackError
from cleantext.rules import load_pack, parse_pack

GOOD = {
    "id": '"good-rule"',
    "kind": '"ad"',
    "why": '"names the vendor"',
    "weight": "6",
    "pattern": "'青禾文库'",
    "positive": '["更多资料尽在青禾文库"]',
    "negative": '["青禾镇文化站"]',
}


def pack(head='about = "x"\nfilter = "boilerplate"\n', **changes):
    """Return the text of a pack with one good rule, changed; None leaves a key out."""
    table = {key: value for key, value in (GOOD | changes).items() if value is not None}
    return head + "[[rule]]\n" + "".join(f"{key} = {value}\n" for key, value in table.items())


def fault(source):
    """Return the message with which `source` is refused."""
    with pytest.raises(PackError) as caught:
        parse_pack(source, "my-vendor.toml")
    return str(caught.value)


def test_a_good_pack_loads_under_its_file_name(tmp_path):
    """The file's stem names the pack, and each rule knows its pack."""
    path = tmp_path / "my-vendor.toml"
    path.write_text(pack(), encoding="utf-8")

    loaded = load_pack(path)
    assert (loaded.name, loaded.filter, [rule.id for rule in loaded.rules]) == ("my-vendor", "boilerplate", ["good-rule"])
    assert loaded.rules[0].pack == "my-vendor"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"id": '"Good Rule"'}, "the id is not lower-case words joined by hyphens"),
        ({"id": None}, "rule 1 ('no id'): the id is not"),
        ({"kind": None}, "no kind; give one of ad, contact,"),
        ({"kind": '"advert"'}, "kind is 'advert'; give one of ad, contact,"),
        ({"why": '""'}, "no why; say in one line"),
        ({"weight": None}, "no weight; give whole points"),
        ({"weight": "0"}, "weight is 0; the rule would have no effect"),
        ({"weight": '"6"'}, "weight is '6'; give a whole number"),
        ({"weight": "true"}, "weight is True; give a whole number"),
        ({"count": "0"}, "count is 0; give 1 or more"),
        ({"pattern": None}, "neither phrases nor pattern"),
        ({"phrases": '["a"]'}, "both phrases and pattern"),
        ({"phrases": '["a"]', "pattern": None, "keywords": '["a"]'}, "both phrases and keywords"),
        ({"phrases": "[]", "pattern": None}, "neither phrases nor pattern"),
        ({"pattern": "''"}, "neither phrases nor pattern"),
        ({"pattern": "'青禾|'"}, "the pattern matches the empty text"),
        ({"pattern": "'x*'"}, "the pattern matches the empty text"),
        ({"pattern": '"\\b青禾"'}, "the pattern holds a control character U+0008"),
        ({"view": '"raw"'}, "view is 'raw'; give one of text, folded,"),
        ({"action": '"delete"'}, "action is 'delete'; give one of cut, evidence, name"),
        ({"positive": None}, "no positive; give at least one text the rule must hit"),
        ({"negative": "[]"}, "no negative; give at least one look-alike"),
        ({"positive": '"青禾文库"'}, "positive is '青禾文库'; give a list of strings"),
        ({"negative": '["a", ""]'}, "negative is ['a', '']; give a list of strings that are not empty"),
        ({"errors": "-1", "pattern": None, "phrases": '["如有侵权请联系删除"]'}, "errors is -1; give how many"),
        ({"errors": "1"}, "errors without phrases"),
        (
            {"errors": "1", "pattern": None, "phrases": '["侵权必究"]'},
            "'侵权必究' is too short for errors = 1; give 8 characters",
        ),
        ({"keyword": '["a"]'}, "unknown key 'keyword'; a rule has id, kind,"),
    ],
)
def test_a_fault_is_named_with_its_file_and_rule(changes, says):
    """Each thing a rule can get wrong is refused with the file, the rule and what to give instead."""
    message = fault(pack(**changes))

    assert says in message
    assert message.startswith("my-vendor.toml: rule 1 (")


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("", "no about; say in one line what the pack is for"),
        ('about = "x"\nfilter = "boilerplate"\n', "no [[rule]] table"),
        (pack(head='about = "x"\nfilter = "adverts"\n'), "filter is 'adverts'; give one of"),
        (pack(head='about = "x"\nversion = 2\n'), "unknown key 'version'"),
        (pack(head="about = 3\n"), "no about"),
        ('about = "x"\nrule = [1]\n', "rule 1 is 1; write each rule as a [[rule]] table"),
        ('about = "x"\nrule = "y"\n', "no [[rule]] table"),
    ],
)
def test_a_fault_of_the_pack_itself_is_named(source, says):
    """What is wrong outside the rules is refused as clearly."""
    assert says in fault(source)


def test_all_faults_of_a_file_come_at_once():
    """Three faulty rules are three lines and more, each with its rule, so that one look mends the file."""
    source = pack(kind=None) + pack(head="", id='"two"', weight="0", why=None) + pack(head="", id='"three"', pattern="'('")

    lines = fault(source).splitlines()
    assert (
        lines[0]
        == "my-vendor.toml: rule 1 ('good-rule'): no kind; give one of ad, contact, marker, notice, chrome, garble, space, redaction"
    )
    assert any(line.startswith("my-vendor.toml: rule 2 ('two'): no why") for line in lines)
    assert any(line.startswith("my-vendor.toml: rule 2 ('two'): weight is 0") for line in lines)
    assert any(line.startswith("my-vendor.toml: rule 3 ('three'): the pattern is not valid") for line in lines)


def test_two_rules_of_one_name_are_refused():
    """Ids are what the record names, so each stands once."""
    assert "two rules are called 'good-rule'; give each its own id" in fault(pack() + pack(head=""))


def test_a_bad_pattern_is_shown_with_a_caret_under_the_place():
    """The caret stands under the character the pattern fails at, also on the right line of a pattern of several."""
    lines = fault(pack(pattern="'''(?x)\n  ab(c\n  [de'''")).splitlines()

    assert lines[-2] == "      [de"
    assert lines[-1].strip() == "^"


def test_a_caret_stands_right_under_wide_characters():
    """Ideographs take two columns, and so do the blanks that lead to the caret."""
    lines = fault(pack(pattern="'青禾('")).splitlines()

    assert lines[-2] == "    青禾("
    assert lines[-1].startswith("    \N{IDEOGRAPHIC SPACE}\N{IDEOGRAPHIC SPACE}")
    assert lines[-1].endswith("^")


def test_broken_toml_is_shown_with_line_and_caret():
    """What TOML itself refuses is shown where it stands."""
    lines = fault('about = "x"\nfilter = boilerplate\n').splitlines()

    assert lines[0].startswith("my-vendor.toml:2: not valid TOML")
    assert lines[1] == "    filter = boilerplate"
    assert lines[2] == "             ^"


@pytest.mark.parametrize("source", ['about = "x', "about = '''x", "[[rule", "a = 1\na = 2", "\x00"])
def test_broken_toml_never_gets_further_than_a_pack_error(source):
    """Also at the end of the file, where there is nothing to point at."""
    assert fault(source).startswith("my-vendor.toml:")


@pytest.mark.parametrize(
    ("content", "says"),
    [(None, "cannot read the rule pack"), (b"about = '\xff'", "byte 9 is not UTF-8. Save the rule pack as UTF-8.")],
)
def test_an_unreadable_file_is_named(tmp_path, content, says):
    """A missing file and one in another encoding are refused with the path and what to do."""
    path = tmp_path / "my.toml"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(PackError, match=says) as caught:
        load_pack(path)
    assert str(path) in str(caught.value)


def test_phrases_are_literal_and_their_own_keywords():
    """Phrases may hold characters that mean something in a pattern, and gate themselves."""
    (rule,) = parse_pack(pack(phrases='["(c)", "a|b", "Ｑ群"]', pattern=None), "my.toml").rules

    assert set(rule.keywords) == {"(c)", "a|b", "q群"}


def test_a_byte_order_mark_is_no_part_of_a_pack(tmp_path):
    """Editors on Windows put one before the first line; the pack loads all the same."""
    path = new_pack(tmp_path / "my.toml")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())

    assert [rule.id for rule in load_pack(path).rules] == ["my-name", "my-slogan"]
