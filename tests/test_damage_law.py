"""The law of repair: scrubbing a damaged sentence gives what was written, or leaves it as it is; nothing between."""

import re

import pytest
from conftest import FIXTURES
from damages import LAYOUTS, MISREADINGS
from hypothesis import example, given
from hypothesis import strategies as st

import cleantext
from cleantext import Pipeline
from cleantext.filters.encoding import Encoding

ENCODING = Pipeline([Encoding()])
DAMAGES = {**LAYOUTS, **MISREADINGS}
FRAMES = ("{}", "前一句是好的，大家都听明白了。\n{}\n后一句也是好的，没有一个字是多余的。")

NEVER_UNDONE = ("GBK as Latin-1, then UTF-8 as GBK", "full-width letters and figures")


def clean_sentences():
    """Return the sentences of at least 20 characters of the clean fixtures that scrubbing leaves alone out of their context.

    Rows of tables and forms, of which half is blank, are no sentences.
    """
    found = {}
    for path in sorted(FIXTURES.glob("*.clean.txt")):
        for sentence in re.split(r"(?<=[。！？.!?])\s*|\n", path.read_text(encoding="utf-8")):
            if len(sentence.strip()) >= 20 and sum(map(str.isalnum, sentence)) >= len(sentence) // 2:
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
# The tables of Big5 differ in one character alone, however often it comes; or in one line alone.
@example("GBK read as Big5", ["承租方（乙方）：原野公司", "方格纸上有×和○两种符号，第20个符号是（　　）"], "\n")
@example("GBK read as Big5 of Unicode", ["伦琴把这种看不见的光叫作“X”。"] * 2, "")
def test_sentences_misread_together_are_repaired_whole_or_kept(name, sentences, between):
    """Also several sentences in one line or in lines of their own: each line is what was written, or as it was."""
    text = between.join(sentences)
    damaged = MISREADINGS[name](text)
    if damaged is None or damaged.count("\n") != text.count("\n"):
        return
    for written, read, got in zip(text.split("\n"), damaged.split("\n"), ENCODING(damaged).split("\n"), strict=True):
        assert got in (written, read)


def outcome(name, sentence, frame):
    """Return what scrubbing makes of a damaged sentence: ``written``, ``kept``, the text if it is anything else, or None."""
    damaged = None if is_missed(name, sentence) else DAMAGES[name](sentence)
    if damaged is None or (name in PARTED and _UNKNOWN.search(sentence)):
        return None
    got = cleantext.scrub(frame.replace("{}", damaged)).text
    return {frame.replace("{}", sentence): "written", frame.replace("{}", damaged): "kept"}.get(got, got)


MISSES = (
    ("lines of 15", "从查办的案件看，盗版", "what stands in a line of its own, goods and a price, is what adverts say"),
    ("then UTF-8 as GBK", "加入参赛学校QQ工作群", "a group's number amid characters that nobody can read is taken for an advert"),
)


def is_missed(name, sentence):
    """Say whether the law is known not to hold; another test holds that."""
    return any(part in name and sentence.startswith(head) for part, head, _ in MISSES)


PARTED = [name for name in LAYOUTS if "blank" in name.split() or "blanks" in name.split() or "line" in name or "lines" in name]
_UNKNOWN = re.compile("[×x]")  # a cross or an unknown: what stands beside it, without a blank or a line end, says which


@given(st.sampled_from(sorted(DAMAGES)), st.sampled_from(SENTENCES), st.sampled_from(FRAMES))
def test_a_damaged_sentence_is_repaired_whole_or_kept(name, sentence, frame):
    """By the whole pipeline, for any damage that loses nothing."""
    assert outcome(name, sentence, frame) in ("written", "kept", None)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(DAMAGES))
def test_every_damaged_sentence_is_repaired_whole_or_kept(name):
    """The same for each clean sentence; most damages are undone in some of them."""
    found = [outcome(name, sentence, frame) for sentence in SENTENCES for frame in FRAMES]

    assert {one for one in found if one} <= {"written", "kept"}
    assert "written" in found or name in NEVER_UNDONE


@pytest.mark.parametrize(
    ("part", "head"), [pytest.param(part, head, marks=pytest.mark.xfail(strict=True, reason=why)) for part, head, why in MISSES]
)
def test_known_misses(part, head):
    """What is neither repaired nor kept."""
    sentence = next(sentence for sentence in SENTENCES if sentence.startswith(head))
    damaged = FRAMES[1].replace("{}", next(damage for name, damage in DAMAGES.items() if part in name)(sentence))

    assert cleantext.scrub(damaged).text in (FRAMES[1].replace("{}", sentence), damaged)
