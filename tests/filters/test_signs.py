"""Signs: a filter finds nothing in text that shows none of them, so that leaving it out changes nothing."""

import operator
import re

import pytest
from conftest import FIXTURES
from hypothesis import given
from hypothesis import strategies as st
from strategies import odd_texts

import cleantext
from cleantext.text import Signs, Text

FILTERS = [filter for filter in cleantext.default_pipeline().filters if getattr(filter, "signs", None) is not None]
LINES = [
    line
    for path in sorted(FIXTURES.glob("*.txt"))
    if ".marked" not in path.name
    for line in path.read_bytes().decode().split("\n")
]


def found(filter, string):
    """Return what `filter` finds in a text that it would not be asked about, which must be nothing."""
    text = Text(string)
    return [] if text.shows(filter.signs) else list(filter.find(text))


def test_most_filters_say_what_they_look_for():
    """A filter without signs costs its time on every text."""
    assert {filter.name for filter in FILTERS} >= {"entities", "characters", "spacing", "quotes", "redactions", "whitespace"}


@pytest.mark.parametrize("filter", FILTERS, ids=[filter.name for filter in FILTERS])
def test_no_line_of_a_fixture_hides_from_its_filter(filter):
    """Line by line, what shows no signs holds nothing to find."""
    assert [line for line in LINES if found(filter, line)] == []


@given(st.lists(st.sampled_from(LINES) | odd_texts, max_size=4), st.sampled_from(["\n", "\r\n", "\r", ""]))
def test_no_text_hides_from_a_filter(pieces, joint):
    """Nor does any mixture of lines and awkward characters."""
    for filter in FILTERS:
        assert found(filter, joint.join(pieces)) == []


@pytest.mark.parametrize(
    ("string", "shown"),
    [("甲&乙", True), ("甲7乙", True), ("乙", False), ("#甲", True), ("甲#", False), ("甲~", True), ("~甲", False), ("", False)],
)
def test_signs_are_strings_edges_or_a_pattern(string, shown):
    """Each of them is enough."""
    signs = Signs(("&",), re.compile(r"\d"), starts=("#",), ends=("~",))

    assert Text(string).shows(signs) is shown


def test_a_pattern_beyond_ascii_is_not_searched_for_in_ascii_text():
    """Text of ASCII alone is known without looking."""
    assert not Text("a1").shows(Signs(pattern=re.compile(r"\d"), in_ascii=()))
    assert Text("甲1").shows(Signs(pattern=re.compile(r"\d"), in_ascii=()))


@pytest.mark.parametrize("filter", [filter for filter in FILTERS if filter.signs.unusual], ids=operator.attrgetter("name"))
def test_what_is_looked_for_in_unusual_text_alone_is_unusual(filter):
    """A text has to be known as unusual by each of these characters."""
    met = [chr(code) for code in range(0x10000) if filter.signs.unusual.search(chr(code))]

    assert met
    assert [character for character in met if not Text(f"甲{character}").is_unusual] == []
