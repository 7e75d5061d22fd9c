"""Lines, views and the way back from them."""

import pytest
from hypothesis import given
from strategies import odd_texts, texts

from cleantext.edits import apply_edits, resolve_overlaps
from cleantext.text import Text, shape_of


@given(texts)
def test_lines_are_the_text_cut_up(string):
    """Lines with their ends, joined, are the text; no line holds a line end, and only the last may lack one."""
    lines = Text(string).lines

    assert "".join(string[line.start : line.next] for line in lines) == string
    assert all(not set(string[line.start : line.end]) & {"\r", "\n"} for line in lines)
    assert all(string[line.end : line.next] in ("\n", "\r", "\r\n") for line in lines[:-1])


@pytest.mark.parametrize(
    ("string", "lines"),
    [
        ("", []),
        ("\n", [""]),
        ("一", ["一"]),
        ("一\r\n二\r三\n", ["一", "二", "三"]),
        ("一\n\r二", ["一", "", "二"]),
        ("一\N{LINE SEPARATOR}二\x0b三\N{NEXT LINE}四", ["一\N{LINE SEPARATOR}二\x0b三\N{NEXT LINE}四"]),
    ],
)
def test_crlf_lf_and_cr_end_lines_and_nothing_else_does(string, lines):
    """Separators other than CRLF, LF and CR are characters of the line."""
    assert [string[line.start : line.end] for line in Text(string).lines] == lines


@given(texts)
def test_a_place_in_the_folded_view_is_the_same_place_in_the_text(string):
    """Folding maps one character to one, so offsets need no way back."""
    assert len(Text(string).folded) == len(string)


@given(texts)
def test_the_skeleton_knows_where_each_character_stood(string):
    """Each skeleton character is the folded character at its offset, and offsets rise."""
    text = Text(string)
    skeleton = text.skeleton(0, len(string))

    assert skeleton.string == "".join(text.folded[offset] for offset in skeleton.offsets)
    assert skeleton.offsets == sorted(set(skeleton.offsets))


@given(texts)
def test_views_are_those_of_each_character(string):
    """What a view shows of a character does not depend on the others."""
    text = Text(string)

    assert text.folded == "".join(Text(character).folded for character in string)
    assert text.shape == shape_of(text.folded) == "".join(Text(character).shape for character in string)


@pytest.mark.parametrize(
    ("met", "folded"),
    [
        ("ＱＱ：１２３", "qq：123"),
        ("①②⑩", "12⑩"),
        ("ωωω", "www"),
        ("сом", "com"),
        ("𝐐𝟗", "q9"),
        ("加薇信群", "加微信群"),
        ("WeChat", "wechat"),
        ("第１１条（１００％）", "第11条（100％）"),
        ("“引言”，。！", "“引言”，。！"),
    ],
)
def test_disguise_folds_and_punctuation_does_not(met, folded):
    """Look-alikes of letters, digits and advertisers' ideographs fold; punctuation keeps its width and shape."""
    assert Text(met).folded == folded


def test_a_match_in_the_skeleton_is_cut_exactly():
    """The span of a skeleton match takes the noise inside it along and nothing around it."""
    text = Text("正文*加#群@领~资料。")
    skeleton = text.skeleton(0, len(text))
    at = skeleton.string.index("加群领资料")

    start, end = skeleton.span(at, at + 5)
    assert text.string[start:end] == "加#群@领~资料"


@pytest.mark.parametrize(
    ("string", "gone", "left"),
    [
        ("一\n广告\n二\n", ["广告"], "一\n二\n"),
        ("一\r\n 广告 \r\n二", ["广告"], "一\r\n二"),
        ("一\r广告\r二", ["广告"], "一\r二"),
        ("一\n广告 广告\n二", ["广告", "广告"], "一\n二"),
        ("一\n广告，二\n三", ["广告"], "一\n，二\n三"),
        ("广告", ["广告"], ""),
        ("一\n\n广告\n\n二", ["广告"], "一\n\n\n二"),
    ],
)
def test_a_line_that_keeps_nothing_visible_goes_with_its_end(string, gone, left):
    """An emptied line goes whole; a line that keeps text keeps its end, and the lines around are left alone."""
    text = Text(string)
    edits = []
    at = 0
    for word in gone:
        at = string.index(word, at)
        edits.append(text.edit(at, at + len(word), rule="r", kind="ad"))
        at += len(word)

    widened = text.whole_lines(edits)
    assert apply_edits(string, widened) == left
    assert all(edit.removed == string[edit.start : edit.end] for edit in widened)


@given(odd_texts)
def test_whole_lines_never_takes_a_visible_character_more(string):
    """Widening takes blanks and line ends only."""
    text = Text(string)
    edits = resolve_overlaps(text.edit(at, at + 1, rule="r", kind="ad") for at, met in enumerate(string) if met == "x")

    assert "".join(apply_edits(string, text.whole_lines(edits)).split()) == "".join(string.replace("x", "").split())


def test_replacements_are_not_widened():
    """A token that stands alone on its line leaves the line there."""
    text = Text("一\nxx\n二")
    edit = text.edit(2, 4, "[REDACTED]", rule="r", kind="redaction")

    assert text.whole_lines([edit]) == [edit]
