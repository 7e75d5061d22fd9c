"""The law of repair: scrubbing a damaged sentence gives what was written, or leaves it as it is; nothing between."""

import re

import pytest
from conftest import FIXTURES
from damages import LAYOUTS, MISREADINGS
from hypothesis import given
from hypothesis import strategies as st

import cleantext
from cleantext import Pipeline
from cleantext.filters.encoding import Encoding

ENCODING = Pipeline([Encoding()])
WHOLE = (  # layouts that leave nothing to weigh between one half of a sentence and the other
    "zero-width blank between two",
    "zero-width blank everywhere",
    "soft hyphen everywhere",
    "byte order mark inside",
    "control character inside",
    "named entities",
    "entities, escaped twice",
    "Kangxi radicals",
    "ligatures",
    "every character twice",
)
BLANKS = ("blank between two ideographs", "two blanks in the sentence", "blank behind each comma")

NEVER_UNDONE = ("GBK as Latin-1, then UTF-8 as GBK",)


def clean_sentences():
    """Return the sentences of at least 20 characters of the clean fixtures that scrubbing leaves alone out of their context."""
    found = {}
    for path in sorted(FIXTURES.glob("*.clean.txt")):
        for sentence in re.split(r"(?<=[。！？.!?])\s*|\n", path.read_text(encoding="utf-8")):
            if len(sentence.strip()) >= 20:
                found[sentence.strip()] = None
    return [sentence for sentence in found if cleantext.scrub(sentence).text == sentence]


SENTENCES = clean_sentences()


@pytest.mark.parametrize("name", MISREADINGS)
def test_a_misread_sentence_is_repaired_whole_or_kept(name):
    """For every clean sentence, by itself and between two others; most come back."""
    outcomes = {"repaired": 0, "kept": 0}
    for sentence in SENTENCES:
        damaged = MISREADINGS[name](sentence)
        if damaged is None:
            continue
        for frame in ("{}", "前一句是好的。\n{}\n后一句也是好的。"):
            got = ENCODING(frame.replace("{}", damaged))
            assert got in (frame.replace("{}", sentence), frame.replace("{}", damaged))
            outcomes["repaired" if got == frame.replace("{}", sentence) else "kept"] += 1

    assert outcomes["repaired"] > 0 or name in NEVER_UNDONE


@given(
    st.sampled_from(sorted(MISREADINGS)),
    st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3),
    st.sampled_from(["", "\n"]),
)
def test_sentences_misread_together_are_repaired_whole_or_kept(name, sentences, between):
    """Also several sentences in one line or in lines of their own: each line is what was written, or as it was."""
    text = between.join(sentences)
    damaged = MISREADINGS[name](text)
    if damaged is None or damaged.count("\n") != text.count("\n"):
        return
    for written, read, got in zip(text.split("\n"), damaged.split("\n"), ENCODING(damaged).split("\n"), strict=True):
        assert got in (written, read)


@given(st.sampled_from(WHOLE), st.sampled_from(SENTENCES))
def test_a_sentence_with_strange_characters_is_repaired_whole_or_kept(name, sentence):
    """What extraction puts between characters, or in their place, goes altogether or stays."""
    damaged = LAYOUTS[name](sentence)
    if damaged is not None:
        assert cleantext.scrub(damaged).text in (sentence, damaged)


@pytest.mark.parametrize("name", BLANKS)
def test_a_sentence_with_stray_blanks_loses_all_of_them_or_none(name):
    """For every clean sentence; a cross is left out, because what stands beside it says what it means."""
    repaired = 0
    for sentence in SENTENCES:
        damaged = LAYOUTS[name](sentence) if "×" not in sentence else None
        if damaged is not None:
            got = cleantext.scrub(damaged).text
            assert got in (sentence, damaged)
            repaired += got == sentence

    assert repaired > 20
