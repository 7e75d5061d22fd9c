"""The options as a file: read, checked, recorded, hashed."""

import pytest

from cleantext.checking import new_pack
from cleantext.errors import OptionError
from cleantext.settings import Settings, load_settings, parse_settings


def test_every_option_can_stand_in_the_file(tmp_path):
    """All options of the default pipeline are read; packs are looked for beside the file."""
    path = tmp_path / "c.toml"
    new_pack(tmp_path / "my.toml")
    path.write_text(
        'threshold = 0.9\nkinds = ["ad"]\nprotect = ["热线"]\ntokens = "typed"\nwithout = ["wraps"]\npacks = ["my.toml"]\n'
        "max_seconds = 5\n",
        encoding="utf-8",
    )

    assert load_settings(path) == Settings(0.9, ("ad",), ("热线",), "typed", ("wraps",), (str(tmp_path / "my.toml"),), 5)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("thresholds = 1", "unknown key 'thresholds'"),
        ("threshold = true", "threshold is True"),
        ("threshold = 75", "threshold is 75; give a number above 0 and up to 1"),
        ('kinds = "ad"', "kinds is 'ad'; give a list"),
        ("packs = [1]", "packs is [1]; give a list of paths"),
        ("tokens = []", "tokens is []"),
        ("max_seconds = 0", "max_seconds is 0; give a number above 0"),
        ('kinds = ["ads"]', "kinds: unknown kind 'ads'; kinds are"),
        ('without = ["rinse"]', "without: no filter is called 'rinse'"),
        ('protect = ["(a"]', "protect: protect pattern is not valid"),
        ('tokens = "{colour}"', "tokens: "),
        ('packs = ["none.toml"]', "packs: none.toml: cannot read the rule pack"),
        ("threshold =", "not valid TOML"),
    ],
)
def test_a_fault_is_named_with_what_to_give(source, reason):
    """A wrong key or value is one message with file, key and remedy."""
    with pytest.raises(OptionError) as caught:
        parse_settings(source, "c.toml")
    assert str(caught.value).startswith("c.toml: ")
    assert reason in str(caught.value)


def test_all_faults_of_a_file_are_named_at_once():
    """Two faults are two lines, so that one reading mends both."""
    with pytest.raises(OptionError) as caught:
        parse_settings("a = 1\nb = 2", "c.toml")
    assert len(str(caught.value).splitlines()) == 2


def test_a_byte_order_mark_does_no_harm(tmp_path):
    """Editors on Windows put one first."""
    (tmp_path / "c.toml").write_bytes(b'\xef\xbb\xbftokens = "typed"\n')
    assert load_settings(tmp_path / "c.toml").tokens == "typed"


def test_a_missing_or_undecodable_file_is_named(tmp_path):
    """A file that cannot be read is one message."""
    with pytest.raises(OptionError, match=r"none\.toml: cannot read the config file"):
        load_settings(tmp_path / "none.toml")
    (tmp_path / "c.toml").write_bytes(b"\xff")
    with pytest.raises(OptionError, match="byte 0 is not UTF-8"):
        load_settings(tmp_path / "c.toml")


def test_the_fingerprint_is_that_of_the_content_of_packs(tmp_path):
    """Where a pack stands does not matter, what it says does."""
    one, two = tmp_path / "one.toml", tmp_path / "two.toml"
    one.write_text("a", encoding="utf-8")
    two.write_text("a", encoding="utf-8")
    first = Settings(packs=(str(one),)).fingerprint()

    assert first == Settings(packs=(str(two),)).fingerprint() != Settings().fingerprint()
    two.write_text("b", encoding="utf-8")
    assert first != Settings(packs=(str(two),)).fingerprint()


def test_the_fingerprint_does_not_depend_on_the_order_of_kinds():
    """Kinds are a set."""
    assert Settings(kinds=("ad", "space")).fingerprint() == Settings(kinds=("space", "ad")).fingerprint()
