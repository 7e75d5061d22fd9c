"""Characters of two bytes, and what these are when read otherwise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import texts

from cleantext.double_bytes import (
    BIG5,
    TWO_BYTES_EACH,
    UNREADABLE,
    double_bytes,
    outlook,
    places,
    read_from_big5,
    read_from_gbk,
    saved_by_shifting,
    shifted,
    single_bytes,
)
from cleantext.legibility import bits

ROWS = {"saves": "abc", "readable": "def", "unreadable": "ghijkl"}
COLUMNS = {"saves": "adgj", "readable": "behk", "unreadable": "cfil"}
garbled = (
    st.text(st.sampled_from("浣犲ソ鐨勭殑锟斤拷的是一，。時預啎惆们ㄎ夜ΩЯあアㄅéü×“”—①\ue123\ufffd€?a \ud800𠀀"), max_size=20)
    | texts
)


def outcome(saved):
    """Say what reading a character otherwise comes to."""
    return "saves" if saved > 0 else "readable" if saved > UNREADABLE else "unreadable"


@pytest.mark.parametrize("start", range(0x80, 0x10000, 0x1000))
def test_the_outlook_of_a_character_is_what_reading_it_otherwise_saves(start):
    """The letters say of every character what the tables say, so that no pattern on them leaves out what can be repaired."""
    characters = "".join(map(chr, range(start, min(start + 0x1000, 0x10000), 7)))
    for character, letter in zip(characters, outlook(characters), strict=True):
        assert letter in ROWS[outcome(read_from_gbk().saved[character])]
        assert letter in COLUMNS[outcome(max(read_from_big5(encoding).saved[character] for encoding in BIG5))]
        assert (letter in "jkl") == (len(character.encode("gb18030", "ignore")) != 2)


@given(garbled)
def test_bytes_and_places_fit_the_characters(string):
    """Each character stands in the bytes where `places` says, or as two bytes, or as zeros."""
    data, starts, doubled = single_bytes(string), places(string), double_bytes(string)
    assert starts[-1] == len(data)
    assert len(doubled) == 2 * len(string)
    for at, character in enumerate(string):
        own = b"\x80" if character in "\ufffd€?" else character.encode("gb18030", "ignore")
        assert data[starts[at] : starts[at + 1]] == own
        written = character.encode("gb18030", "ignore")
        assert doubled[2 * at : 2 * at + 2] == (written if len(written) == 2 else b"\0\0")


@given(garbled)
def test_what_shifting_saves_is_counted_character_by_character(string):
    """The quick count over numbers gives what the bits of each character give; nothing only where fewer than two save any."""
    for match in TWO_BYTES_EACH.finditer(outlook(string)):
        stretch = string[match.start() : match.end()]
        slow = [bits(one) - bits(read) if read else UNREADABLE for one, read in zip(stretch, shifted(stretch), strict=False)]
        saved = saved_by_shifting(stretch)
        if sum(one > 0 for one in slow) < 2:
            assert saved == []
        else:
            assert [max(one, UNREADABLE / 2) for one in saved] == [max(one, UNREADABLE / 2) for one in slow]
