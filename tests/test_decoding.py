"""Bytes to text."""

import pickle
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleantext import decode
from cleantext.decoding import Decoded, Stretch

CHINESE = "今年秋收以后，村里把打谷场平整出来，修了两个篮球架。\n孩子们放学就往那儿跑，一直玩到家里喊吃饭。\n"
TRADITIONAL = "巷口的麵攤開了三十年，老闆娘從不記帳，卻記得每個客人愛吃什麼。\n"
JAPANESE = "改札を出ると、雨はもう上がっていた。傘を閉じて、駅前の商店街をゆっくり歩いた。\n"
KOREAN = "시장 골목 끝에는 오래된 국숫집이 하나 있는데, 주인 할머니는 늘 웃으신다.\n"
FRENCH = "Élodie préférait déjeuner près du marché, là où l'on servait des crêpes à la crème.\n"
GERMAN = "Die Bäckerei öffnet um fünf; wer früher kommt, hört drinnen schon die Maschinen, süß und müde.\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (CHINESE, "utf-8"),
        (CHINESE, "utf-8-sig"),
        (CHINESE, "gbk"),
        (CHINESE, "gb18030"),
        (CHINESE, "utf-16"),
        (CHINESE, "utf-16-le"),
        (CHINESE, "utf-16-be"),
        (CHINESE.replace("\n", ""), "utf-16-le"),  # not one NUL byte to go by
        (CHINESE, "utf-32"),
        (CHINESE, "utf-32-le"),
        (CHINESE, "hz"),
        (TRADITIONAL, "big5"),
        (TRADITIONAL, "gb18030"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc_jp"),
        (JAPANESE, "iso2022_jp"),
        (KOREAN, "euc_kr"),
        (FRENCH, "cp1252"),
        (FRENCH, "latin-1"),
        (GERMAN, "cp1252"),
        ("“Schön”, sagte er – und ging.", "cp1252"),
        ("plain\r\nASCII\r\n", "ascii"),
        ("print('a few NULs are no reason')\n" * 3, "utf-16-le"),
        ("", "utf-8"),
    ],
)
def test_reads_what_was_written(text, encoding):
    """Text in each encoding comes out as it was written, line ends included, with nothing replaced."""
    decoded = decode(text.encode(encoding))
    assert (decoded.text, decoded.replaced) == (text, ())
    assert 0.5 < decoded.confidence <= 1.0


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("一层大厅", "gbk"),
        ("联通", "gbk"),
        ("操作成功", "gbk"),
        ("目錄", "utf-8"),
        ("采购", "gb18030"),
        ("größe", "latin-1"),
        ("Привет", "utf-8"),
    ],
)
def test_reads_a_single_word(text, encoding):
    """A word of a few bytes is enough for the usual encodings."""
    assert decode(text.encode(encoding)).text == text


def test_big5_that_is_also_valid_gb18030_is_read_as_big5():
    """Big5 whose bytes GB18030 reads without fault, wrongly, is read as Big5."""
    data = "中華民國的夏天，蟬聲很吵".encode("big5")
    assert data.decode("gb18030")
    assert decode(data).text == "中華民國的夏天，蟬聲很吵"


def test_lines_of_other_encodings_are_read_and_listed():
    """Lines pasted in from a file of another encoding are read in that and listed with their bytes and places."""
    lines = ["第一页写的是春天。\n", "第二页写的是夏天的雨。\n", "第三页空着。\n", "page four\n", "最后一页也写满了字。"]
    encodings = ["gbk", "utf-8", "gbk", "ascii", "gbk"]
    decoded = decode(b"".join(line.encode(encoding) for line, encoding in zip(lines, encodings, strict=True)))
    assert decoded.text == "".join(lines)
    assert decoded.encoding == "gb18030"
    (stretch,) = decoded.replaced
    assert (stretch.encoding, stretch.data) == ("utf-8", lines[1].encode())
    assert decoded.text[stretch.start : stretch.end] == lines[1]


def test_two_files_pasted_together_are_both_read():
    """A long GBK part behind a long UTF-8 part is read as such, in one stretch."""
    decoded = decode((CHINESE * 60).encode() + (TRADITIONAL * 20).encode("gb18030"))
    assert decoded.text == CHINESE * 60 + TRADITIONAL * 20
    assert [stretch.encoding for stretch in decoded.replaced] == ["gb18030"]


def test_a_kin_encoding_in_the_middle_of_gb18030_is_read():
    """Lines of Big5 or Shift-JIS decode as GB 18030 too, but to nothing anyone writes."""
    before, after = "村口的水渠已经修好了。\n" * 3, "大家都说不容易。\n" * 3
    for codec, line in (("big5", "車站前的小書店今年三月就要關門了。\n"), ("cp932", "駅前の本屋は三月で店を閉めるという。\n")):
        decoded = decode(before.encode("gbk") + line.encode(codec) + after.encode("gbk"))

        assert decoded.text == before + line + after
        assert len(decoded.replaced) == 1


def test_a_line_pasted_together_of_two_encodings_is_read():
    """The pieces of UTF-8 tell themselves from the rest."""
    text = "第一段是新写的，" + "第二段是旧文件里的。" + "第三段\n"
    data = "水渠修好了。\n".encode() + text[:8].encode() + text[8:18].encode("gbk") + text[18:].encode()

    assert decode(data).text == "水渠修好了。\n" + text


def test_surrogates_in_utf_8_are_told_from_text():
    """A pair is its character; one alone is lost, and on record; nothing of it is Cyrillic."""
    assert decode("表情".encode() + b"\xed\xa0\xbd\xed\xb8\x80" + "完".encode()).text == "表情\N{GRINNING FACE}完"
    for before, after in (("", ""), ("正文，", "后文。"), ("hello ", " world")):
        decoded = decode(before.encode() + b"\xed\xa0\x80" + after.encode())

        assert decoded.text == f"{before}\ufffd{after}"
        assert (decoded.encoding, decoded.replaced[0].data) == ("utf-8", b"\xed\xa0\x80")


def test_a_latin_1_line_in_utf_8_is_read():
    """One line of Latin-1 among lines of UTF-8 costs no letter."""
    decoded = decode(FRENCH.encode() * 5 + GERMAN.encode("latin-1") + FRENCH.encode())
    assert decoded.text == FRENCH * 5 + GERMAN + FRENCH


@pytest.mark.parametrize(("encoding", "codec"), [("utf-8", "utf-8"), ("gbk", "gb18030"), ("utf-16-le", "utf-16-le")])
def test_a_cut_character_at_the_end_is_recorded(encoding, codec):
    """A file cut inside its last character loses that character only, and its bytes are on record."""
    data = (CHINESE + "了").encode(encoding)[:-1]
    decoded = decode(data)
    assert (decoded.text, decoded.encoding) == (CHINESE, codec)
    (stretch,) = decoded.replaced
    assert stretch.start == stretch.end == len(CHINESE)
    assert data.endswith(stretch.data)


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "utf-16"])
def test_padding_of_nul_bytes_is_set_aside(encoding):
    """NUL bytes behind the text are padding: not text, but on record."""
    data = CHINESE.encode(encoding)
    decoded = decode(data + b"\x00" * 64)
    assert decoded.text == CHINESE
    assert [(stretch.start, stretch.encoding, stretch.data) for stretch in decoded.replaced] == [
        (len(CHINESE), None, b"\x00" * 64)
    ]


def test_a_broken_byte_leaves_a_mark_and_a_record():
    """A byte no encoding reads becomes U+FFFD, with its place and value on record; the rest of the line stays."""
    before, after = CHINESE.encode("gbk"), "后面的字都还在。\n".encode("gbk")
    decoded = decode(before + b"\xff" + after)
    assert decoded.text == CHINESE + "\ufffd后面的字都还在。\n"
    assert [(stretch.start, stretch.end, stretch.data) for stretch in decoded.replaced] == [
        (len(CHINESE), len(CHINESE) + 1, b"\xff")
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n",
        b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00",
        b"VimCrypt~01!\x93\x02\xf1\x88\x17\xaa\xd0",
        b"\x00" * 32,
        bytes(range(256)) * 8,
    ],
)
def test_what_is_no_text_is_set_aside_whole(data):
    """Images, archives, encrypted files and noise give no text, all of their bytes, and what they are."""
    decoded = decode(data)

    assert (decoded.text, decoded.encoding, decoded.confidence) == ("", "binary", 0.0)
    assert decoded.replaced == (Stretch(0, 0, None, data),)
    assert re.search(r"not? text|no text", decoded.problem)


def test_text_about_magic_numbers_is_text():
    """A text that begins with the letters of a file format is still text."""
    assert decode("PAR1 是 Parquet 文件的开头四个字节。".encode()).text.startswith("PAR1 是")


def test_a_large_file_of_mostly_ascii_is_judged_by_its_other_bytes():
    """The one Chinese line deep in a large file of code decides its encoding."""
    code = "value = compute(first, second)\n" * 20000
    data = code.encode() + "# 这里计算两个数的和\n".encode("gbk") + code.encode()
    assert decode(data).text == code + "# 这里计算两个数的和\n" + code


def test_decoded_pickles():
    """A result travels between processes."""
    decoded = decode(CHINESE.encode("gbk") + b"\xff")
    assert pickle.loads(pickle.dumps(decoded)) == decoded


_PIECES = st.sampled_from(["目录", "的", "é", "«", "。", "が", "\n", " ", "a", "1", "我们", "，"])
_MIXED = st.lists(
    st.one_of(
        st.binary(max_size=6),
        st.tuples(_PIECES, st.sampled_from(["utf-8", "gb18030", "big5", "cp1252", "utf-16-le", "shift_jis"])).map(
            lambda pair: pair[0].encode(pair[1], "ignore")
        ),
    ),
    max_size=30,
).map(b"".join)


@given(_MIXED)
def test_no_bytes_raise_and_all_is_accounted_for(data):
    """Whatever the bytes, decode answers; what the named codec does not read as it stands is listed."""
    decoded = decode(data)
    at = 0
    for stretch in decoded.replaced:
        assert at <= stretch.start <= stretch.end <= len(decoded.text)
        assert stretch.data in data
        if stretch.encoding is not None:
            assert stretch.data.decode(stretch.encoding) == decoded.text[stretch.start : stretch.end]
        else:
            assert decoded.text[stretch.start : stretch.end] in {"", "\ufffd"}
        at = stretch.end
    if not decoded.replaced:
        assert data.decode(decoded.encoding) == decoded.text
    assert 0.0 <= decoded.confidence <= 1.0


@given(st.one_of(_MIXED, st.binary()))
def test_the_bytes_can_be_put_together_again(data):
    """What was read, written in the named encoding, and what was not, as it stood, are the input: nothing was replaced unseen."""
    decoded = decode(data)
    if decoded.encoding not in {"utf-8", "utf-8-sig", "gb18030", "cp1252", "latin-1", "binary"}:
        return  # these write each character in one way only
    codec = decoded.encoding.removesuffix("-sig")
    parts, at = [b"\xef\xbb\xbf" if codec != decoded.encoding else b""], 0
    for stretch in decoded.replaced:
        between = decoded.text[at : stretch.start]
        parts += [between.encode(codec) if between else b"", stretch.data]
        at = stretch.end
    parts.append(decoded.text[at:].encode(codec) if decoded.text[at:] else b"")
    assert b"".join(parts) == data


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn"]), min_size=1))
def test_utf_8_is_read_as_it_is(text):
    """Valid UTF-8 of more than a few bytes is never taken for anything else."""
    padded = "这是一段普通的文字，" + text
    assert decode(padded.encode()) == Decoded(padded, "utf-8", 1.0)


@pytest.mark.parametrize("text", ["a\0中", "\0中", "关于召开会议\0的通知，请准时参加。\n"])
def test_a_stray_nul_does_not_turn_utf8_into_utf16(text):
    """Valid UTF-8 beyond ASCII stays what it is, and nothing of it is lost."""
    decoded = decode(text.encode())

    assert (decoded.text, decoded.encoding, decoded.replaced) == (text, "utf-8", ())


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\0", "the input is a single NUL byte, not text; get the file anew from its source"),
        (bytes(4000), "the input is 4,000 NUL bytes, not text; get the file anew from its source"),
        (b"PK\x03\x04" + bytes(200), "office document (docx, xlsx, epub), not text; extract its text first"),
        (b"\x1f\x8b\x08" + bytes(200), "the input is a gzip file, not text; unpack it first"),
        (b"\x89PNG" + bytes(200), "the input is a PNG image, not text; set it aside"),
    ],
)
def test_what_is_no_text_is_named_with_what_to_do(data, said):
    """One sentence says what the bytes are, and one what to do with such."""
    assert decode(data).problem.endswith(said)
