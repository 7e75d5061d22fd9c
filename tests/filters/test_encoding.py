"""Encoding damage: repaired when that is exact, left when it is the topic."""

import gzip
import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleantext import Pipeline, Text, scrub
from cleantext.filters.encoding import Encoding

PIPELINE = Pipeline([Encoding()])

SENTENCES = (
    "村口的老槐树今年又发了新芽，孩子们围着它跑来跑去。",
    "他放下锄头，擦了擦汗，问道：“水渠什么时候能修好？”",
    "全县共投入资金一千二百万元，新建桥梁七座。",
    "这件事说来话长，得从去年冬天那场大雪讲起。",
    "市场上的白菜便宜了，可是谁也没有心思去买。",
    "L’été dernier, nous avons mangé des crêpes près de la forêt.",
    "Der Bäcker grüßt früh am Morgen, und die Straße hört ihn schon.",
)


def _misread(text: str, written: str, read: str) -> str | None:
    """Read text in the wrong encoding; None when that loses something."""
    try:
        damaged = text.encode(written).decode(read)
        return damaged if damaged.encode(read).decode(written) == text else None
    except UnicodeError:
        return None


DAMAGES = (
    ("utf-8", "gb18030"),
    ("gbk", "latin-1"),
    ("gbk", "cp1252"),
    ("utf-8", "latin-1"),
    ("utf-8", "cp1252"),
    ("big5", "gb18030"),
)


@pytest.mark.parametrize(
    ("raw", "expected", "rule"),
    [
        ("请于涓嬪崍涓夌偣到二楼开会。", "请于下午三点到二楼开会。", "utf8-as-gbk"),
        (
            "鍖椾含\u6fb6\u0443\ue11f鐨勮\ufffd佸笀寰堝ソ",
            "北京大学的老师很好",
            "utf8-as-gbk",
        ),  # byte 0x80 starts no character of GBK: U+FFFD
        ("µÚÒ»ÕÂ ´º·çÓÖÂÌ½­ÄÏ°¶", "第一章 春风又绿江南岸", "gbk-as-latin1"),
        ("å\xa4©æ°\x94ä¸\x8dé\x94\x99ï¼\x8cå\x87ºå\x8e»èµ°èµ°ã\x80\x82", "天气不错，出去走走。", "utf8-as-latin1"),
        ("她在咖啡馆（cafÃ©）等了一个下午。", "她在咖啡馆（café）等了一个下午。", "utf8-as-latin1"),
        ("It wasnâ€™t Renâ€™s; it was ZoÃ«â€™s.", "It wasn’t Ren’s; it was Zoë’s.", "utf8-as-latin1"),
        ("The room was Â£40, and 30Â°C inside.", "The room was £40, and 30°C inside.", "utf8-as-latin1"),
        (
            "She called it â€œhome,â€ and meant it; donâ€™t ask.",
            "She called it “home,” and meant it; don’t ask.",
            "utf8-as-latin1-lossy",
        ),
        ("cafÃƒÂ© crÃƒÂ¨me", "café crème", "utf8-as-latin1"),
        ("Der B盲cker gr眉脽t", "Der Bäcker grüßt", "utf8-as-gbk"),
        ("Itвђ™s".replace("ђ", "Ђ") + " fine, isnвЂ™t it", "It’s fine, isn’t it", "utf8-as-other"),
    ],
)
def test_mojibake_becomes_what_was_written(raw, expected, rule):
    """Each kind of misreading is undone, under its own rule, and can be taken back."""
    result = PIPELINE.scrub(raw)
    assert result.text == expected
    assert rule in {name for edit in result.edits for name in edit.rules}
    assert result.restore() == raw


def test_big5_read_as_gbk_becomes_traditional_chinese():
    """Big5 read as GBK comes out in the script it was written in."""
    written = "老師說，這本書的內容很有趣，大家都應該看一看。"
    assert PIPELINE(written.encode("big5").decode("gb18030")) == written


def test_gbk_read_as_big5_is_repaired_in_lines_and_phrases():
    """Once a line proves the damage, a phrase of two characters in traditional text comes back, too."""
    lines = ("我昨天刚到这里，住在一家很小的旅馆。", "東部", "明天的天还会不会下雨？")
    broken = [
        lines[0].encode("gbk").decode("big5hkscs"),
        "东部".encode("gbk").decode("big5hkscs"),
        lines[2].encode("gbk").decode("big5hkscs"),
    ]
    raw = f"{broken[0]}\n天氣預報說{broken[1]}會下雨，記得帶傘。\n{broken[2]}\n"
    result = PIPELINE.scrub(raw)
    assert result.text == f"{lines[0]}\n天氣預報說东部會下雨，記得帶傘。\n{lines[2]}\n"
    assert result.restore() == raw
    assert PIPELINE(f"天氣預報說{broken[1]}會下雨，記得帶傘。") == f"天氣預報說{broken[1]}會下雨，記得帶傘。"


def test_a_form_in_a_text_that_speaks_of_debris_keeps_its_values():
    """What stands behind a label is shown there; debris elsewhere in such a text, and such a value in any other, goes."""
    story = "屏幕上一片“烫烫烫烫烫烫”，他说那是没有初始化。\n隔壁组看到的是“屯屯屯屯”。\n她交上来的表是这样的：\n"
    assert PIPELINE(story + "姓名：锟斤拷锟斤拷\n班级：三班\n") == story + "姓名：锟斤拷锟斤拷\n班级：三班\n"
    assert PIPELINE(story + "后来她换了一台打印机。锟斤拷锟斤拷\n") == story + "后来她换了一台打印机。\n"
    assert PIPELINE("姓名：锟斤拷锟斤拷\n班级：三班\n") == "姓名：\n班级：三班\n"


def test_gbk_out_of_step_is_read_in_step():
    """Where a byte was lost all that follows is read in step again; the half characters at both ends are gone anyway."""
    written = "他停了一下，问道：“你们是从哪里来的？”没有人回答"
    damaged = written.encode("gbk")[1:-1].decode("gb18030")
    assert PIPELINE("门开了。\n" + damaged + "\n门关了。") == "门开了。\n" + written[1:-1] + "\n门关了。"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("散会以后各自回家。\n锟斤拷锟斤拷锟斤拷\n第二天照常上班。", "散会以后各自回家。\n第二天照常上班。"),
        ("散会了。锟斤拷锟斤拷大家各自回家。", "散会了。大家各自回家。"),
        ("到了年底，锟斤拷他还没有回来。", "到了年底，他还没有回来。"),
        ("院子里静了下来。烫烫烫烫烫烫烫烫", "院子里静了下来。"),
        ("屯屯屯屯屯屯屯屯\n以下是正文，讲的是另外一件事。", "以下是正文，讲的是另外一件事。"),
        ("烫烫烫烫屯屯屯屯锟斤拷\n以下是正文，讲的是另外一件事。", "以下是正文，讲的是另外一件事。"),
        ("一句说完了。���\n再说一句。", "一句说完了。\n再说一句。"),
        ("一句说完了。�\n再说一句。", "一句说完了。\n再说一句。"),
        (
            "姣忓ぉ鍑屾櫒涓夌偣锛屼粬鍑嗘椂鐢熺伀鐐栨堡銆?\n大家都爱喝。",  # the last byte of the full stop had no partner
            "每天凌晨三点，他准时生火炖汤。\n大家都爱喝。",
        ),
        ("《Ð¡ÇÉÊÖÈýÎ¬¼¸ºÎ》安装说明\n软件名称：Ð¡ÇÉÊÖÈýÎ¬¼¸ºÎ", "《小巧手三维几何》安装说明\n软件名称：小巧手三维几何"),
    ],
)
def test_debris_goes_at_the_border_of_a_line_or_clause(raw, expected):
    """Debris of failed decoding goes where no word of a sentence is missing; a line of nothing else goes whole."""
    assert PIPELINE(raw) == expected


@pytest.mark.parametrize(
    "raw",
    [
        "直系军阀曹锟与物理学家高锟同名不同姓。",
        "晚上用热水烫烫脚，解解乏。",
        "“村村通、屯屯通”工程去年完工，东屯、西屯都受益。",
        "“烫烫烫烫烫！”他把碗往桌上一搁。",
        "“好烫烫烫！快拿走！”",
        "他买了一台 SÃO 牌咖啡机。",
        "O sinal dizia PROIBIDO – ATENÇÃO, São Luís.",
        "Größe, naïve, Übung, ÄÖÜß, ÀÁÂÃÄÅ, Łódź, smørrebrød",
        "第１条　（１）α受体与β射线；ＡＢＣ。",
        "日本語の文章はそのままで、カタカナも変わらない。",
        "Поезд пришёл с опозданием, и никто не удивился.",
        "漢字的繁體寫法：鐘、鏡、鐵、銀、鋼、銷、鍋。",
        "A股和T恤，iPhone每月分期，wifi没信号。",
        "浣熊在树上睡觉，犲是豺的异体字。",
        "√2 与 ‚ 都是普通字符，《Γ函数》也是。",
    ],
)
def test_what_only_looks_odd_stays(raw):
    """Names, doubling, accents, other scripts and rare characters are text."""
    result = PIPELINE.scrub(raw)
    assert (result.text, result.findings) == (raw, ())


@pytest.mark.parametrize(
    "raw",
    [
        "所谓“锟斤拷”是一种常见的乱码，由两次转换而来。\n下面讲它的成因。\n先看字节。\n再看编码表。",
        "把 UTF-8 当作 GBK 读，“你好”就成了“浣犲ソ”。\n这是乱码的一种。\n解决办法见下文。\n完。",
        "The word `cafÃ©` is a classic case of mojibake.\nHere is why.\nIt takes two programs.\nThat is all.",
        "他指着屏幕上的“浣犲ソ”三个字发愣。",
        "```\nprint('cafÃ©')\n```\n",
        '先看一段程序，再看它的结果。\n    print(raw.decode("gbk"))    # 锟斤拷\n结果就是上面那样。',
        "两个例子放在一起看：“ÖÐÎÄ”“ä½\xa0å¥½”，都还能复原。",
        (
            "乱码是怎样来的\n“你好”存成 UTF-8，被当成 GBK 读，就成了“浣犲ソ”；当成 Latin-1 读，就成了“ä½\xa0å¥½”。\n"
            "原文　　读错以后\n中文　　ÖÐÎÄ　　　　能\n空白　　烫烫烫烫　　不能\n"
        ),
    ],
)
def test_mojibake_as_a_topic_stays(raw):
    """Examples of mojibake in quotation marks, in code and in texts on the subject are not repaired."""
    assert PIPELINE(raw) == raw


@pytest.mark.parametrize("raw", ["演员马伊�昨天到场。", "今天的天气很锟斤拷，大家都出门了。"])
def test_a_word_lost_inside_a_clause_is_a_finding(raw):
    """Where a word is missing the debris is reported and stays: it is the only trace of the word."""
    result = PIPELINE.scrub(raw)
    assert result.text == raw
    assert [finding.rules for finding in result.findings] == [("decoding-debris",)]


def test_a_document_that_is_damaged_throughout_is_repaired_though_it_speaks_of_encodings():
    """A manual of encodings that was itself read wrongly is not an example."""
    written = "这一章讲的是各种字符编码。\n先从最早的一种讲起。\n再讲今天通用的那一种。\n最后讲怎样互相转换！\n"
    damaged = "UTF-8 与 GBK\n" + written.encode().decode("latin-1")
    assert PIPELINE(damaged) == "UTF-8 与 GBK\n" + written


def test_a_document_of_nothing_but_mojibake_is_not_taken_for_loss():
    """Three accented letters becoming one ideograph is no loss of text, so the loss guard lets it pass."""
    written = "\n".join(SENTENCES[:5] * 3)
    result = scrub(written.encode().decode("latin-1"))
    assert (result.text, result.flags) == (written, frozenset())


LOSSLESS = [
    (sentence, damaged)
    for sentence in SENTENCES
    for written, read in DAMAGES
    if (damaged := _misread(sentence, written, read)) is not None and damaged != sentence
]


@pytest.mark.parametrize(("sentence", "damaged"), LOSSLESS)
def test_a_damaged_sentence_comes_back_whole_or_stays(sentence, damaged):
    """Whatever the damage, as long as it loses nothing the sentence comes out as it was; clean, it is left alone."""
    assert PIPELINE(sentence) == sentence
    assert PIPELINE(f"上面一句。\n{damaged}\n下面一句。") in {
        f"上面一句。\n{sentence}\n下面一句。",
        f"上面一句。\n{damaged}\n下面一句。",
    }
    if sentence in SENTENCES[:5]:
        assert PIPELINE(damaged) == sentence


@given(
    st.text(
        st.sampled_from("的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后"),
        min_size=20,
        max_size=40,
    ),
    st.sampled_from(DAMAGES),
)
def test_common_characters_in_any_order_come_back_or_stay(text, damage):
    """The measure is of characters, not of sentences: random common ones come back whole or not at all."""
    damaged = _misread(text, *damage)
    if damaged is not None:
        assert PIPELINE(damaged) in {text, damaged}


@given(st.text(st.sampled_from("锟斤拷烫屯�?。\nÃ©â€™ÖÐ浣犲ソ涓AaЂв‚Ä\x80骸澳Ａ的"), max_size=40))
def test_edits_fit_and_repairing_twice_is_repairing_once(raw):
    """On any mixture of debris the edits fit the text, and can be undone."""
    result = PIPELINE.scrub(raw)
    assert result.restore() == raw


def test_long_lines_of_one_character_are_no_trouble():
    """Lines of half a million equal characters of any telling kind are dealt with in linear time."""
    for unit in ("Ã", "Ã©", "â€™", "锟斤拷", "浣犲ソ", "烫", "�", "ρ的", "骸澳"):
        PIPELINE(unit * 20000)


def test_the_filter_pickles():
    """The filter travels to workers."""
    assert pickle.loads(pickle.dumps(Encoding())).name == "encoding"


def test_clean_corpora_are_left_alone(shared):
    """Megabytes of statutes, classics and technical notes give not one edit."""
    for path in sorted((shared / "corpora").glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                text = json.loads(line)["text"]
                assert [edit for edit in Encoding().find(Text(text)) if edit.confidence >= 0.75] == []


@pytest.mark.parametrize(
    "text",
    [
        "正确的打“√”，错误的打“×”。",
        "“×”×“×”",
        "We sold 12×£40 tickets at the door.",
        "Se on tänään täällä, MYYDÄ\xa0PIAN sanoi hän.",
        "e assim foi, ´´como sempre foi lá´´",
        "××××××××××",
    ],
)
def test_marks_people_write_are_no_mojibake(text):
    """Crosses in quotation marks or before money, a word before a no-break space, two accents for a quotation mark."""
    assert Pipeline([Encoding()])(text) == text


@pytest.mark.parametrize(
    ("damaged", "written"),
    [
        ("\x93Wait,\x94 she said, \x93it\x92s not over\x85\x94", "“Wait,” she said, “it’s not over…”"),
        ("the years 1914\x961918 cost \x8040", "the years 1914–1918 cost €40"),
        ("J'arrive Ã la gare Ã  midi, aprÃ¨s le dÃ©jeuner.", "J'arrive à la gare à  midi, après le déjeuner."),
        ("OlÃ¡! AtÃ© Ã s sete, amanhÃ£.", "Olá! Até às sete, amanhã."),
        ("Der Zug fÃ„HRT, das GASTHAUS zur MÃœHLE ist zu.", "Der Zug fÄHRT, das GASTHAUS zur MÜHLE ist zu."),
        ("NapĂ\xadĹˇte nĂˇm do pondelka, prosĂ\xadm.", "Napíšte nám do pondelka, prosím."),
        ("see you there í\xa0½í¸\x80í\xa0½í¸\x81", "see you there \N{GRINNING FACE}\N{GRINNING FACE WITH SMILING EYES}"),
    ],
)
def test_western_text_is_given_back(damaged, written):
    """Windows-1252 read as Latin-1, an à that lost its no-break space, capitals, Windows-1250, surrogates."""
    assert Pipeline([Encoding()])(damaged) == written


def test_lost_apostrophes_are_given_back_to_english_alone():
    """Where all marks inside words stand for apostrophes they become that; elsewhere a letter is lost, and is not guessed."""
    english = "It\ufffds a pity that he didn\ufffdt come, and that is all of it."
    french = "Apr\ufffds le d\ufffdjeuner, the train was late, and the crew of it not there; tr\ufffds tard."

    assert Pipeline([Encoding()])(english) == english.replace("\ufffd", "’")
    assert Pipeline([Encoding()])(french) == french


def test_marks_that_touch_are_repaired_one_by_one():
    """An ellipsis and a quotation mark are two edits."""
    result = PIPELINE.scrub("She said she donâ€™t know whyâ€¦â€\x9d and left.")

    assert result.text == "She said she don’t know why…” and left."
    assert [edit.replacement for edit in result.edits] == ["’", "…", "”"]


def test_the_cells_of_a_row_are_repaired_one_by_one():
    """The tabs between them were not damaged, so no edit covers one."""
    row = ["水渠修好了", "大家很高兴", "路也通了"]
    raw = "\t".join(cell.encode("gbk").decode("latin-1") for cell in row)
    result = PIPELINE.scrub(raw)

    assert result.text.split("\t") == row
    assert [edit.replacement for edit in result.edits] == row
