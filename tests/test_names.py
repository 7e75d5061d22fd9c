"""Names that a document's adverts give away: many of them are looked for at once, with what looking for each would find."""

import re

from hypothesis import given
from hypothesis import strategies as st

from cleantext import names as module
from cleantext.names import find_names, learn_names
from cleantext.text import Text

FEW_CHARACTERS = "甲乙丙aの*　 ，\n\ud800"
strings = st.text(FEW_CHARACTERS, max_size=60)
several = st.sets(st.text("甲乙丙aの", min_size=1, max_size=4), min_size=module.FEW + 1, max_size=30)


@given(strings, several)
def test_many_names_are_counted_as_each_would_be(string, names):
    """One pass over the text for all, whatever overlaps."""
    assert module._times(string, names) == {name: string.count(name) for name in names}


@given(strings, several)
def test_many_names_stand_where_a_pattern_of_all_finds_them(string, names):
    """The leftmost, and of those the longest."""
    pattern = re.compile("|".join(sorted(map(re.escape, names), key=lambda name: (-len(name), name))))

    assert [*module._places(string, names, pattern)] == [match.span() for match in pattern.finditer(string)]


@given(strings, several)
def test_a_text_closed_up_shows_what_stands_apart(string, names):
    """Up to three symbols or blanks between two characters of a name."""
    closed = module._closed_up(string)

    for name in names:
        apart = re.compile(r"[^\w，。；！？\r\n]{0,3}".join(name))
        assert len(apart.findall(string)) == closed.count(name)


def test_names_of_a_long_list_of_vendors_are_all_learned_and_found():
    """As many as there are, each shown in an advert and used elsewhere."""
    vendors = [f"青禾{one}{other}文库" for one in "松岚砚桥鹿" for other in "云帆墨池竹"]
    text = Text("".join(f"更多范文尽在【{vendor}】\n" for vendor in vendors) + "\n".join(vendors))
    learned = learn_names(text, [((line.start, line.end), []) for line in (text.lines[at] for at in range(len(vendors)))])

    assert learned == frozenset(vendors)
    assert sorted(find_names(text, learned, ())) == [*range(2 * len(vendors))]
