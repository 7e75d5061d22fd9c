"""What stands in for other characters is repaired; what may be meant stays."""

import pytest

from cleantext.filters.characters import Characters
from cleantext.pipeline import Pipeline
from cleantext.rules import load_shipped_packs
from cleantext.text import Text

RULES = [rule for pack in load_shipped_packs() if pack.filter == "characters" for rule in pack.rules]
SCRUB = Pipeline([Characters(RULES)])

REPAIRED = {
    "a zero-width space between ideographs": ("本产品\N{ZERO WIDTH SPACE}经过检验", "本产品经过检验"),
    "a byte order mark inside": ("第一段\N{ZERO WIDTH NO-BREAK SPACE}第二段", "第一段第二段"),
    "a direction mark where nothing runs from the right": ("安全\N{LEFT-TO-RIGHT MARK}可靠", "安全可靠"),
    "a soft hyphen inside a word": ("a win\N{SOFT HYPHEN}dow seat", "a window seat"),
    "a soft hyphen and the blank of a lost line end": (
        "he went al\N{SOFT HYPHEN} though it rained",
        "he went although it rained",
    ),
    "a run of joiners between Latin letters": ("a\N{ZERO WIDTH JOINER}\N{ZERO WIDTH JOINER}b", "ab"),
    "a control character": ("共\x03十条", "共十条"),
    "a form feed between two sentences is a line end": ("第一页完。\x0c第二页始。", "第一页完。\n第二页始。"),
    "a form feed beside a line end": ("第一页完。\n\x0c第二页始。", "第一页完。\n第二页始。"),
    "Kangxi radicals in words": ("\N{KANGXI RADICAL ONE}只\N{KANGXI RADICAL BAMBOO}篮", "一只竹篮"),
    "a door in simplified text": ("用\u2f3e手册", "用户手册"),
    "a door in traditional text": ("這些用\u2f3e說", "這些用戶說"),
    "a supplement radical drawn like the whole": ("设备\u2ed3期不用", "设备长期不用"),
    "a radical in quotation marks, without more": ("墙上写着一个“\N{KANGXI RADICAL EARTH}”字。", "墙上写着一个“土”字。"),
    "radicals in lists, where most stand in words": (
        "\u2f3f部：掌、腕\n他\u2f64\u2f3f掌量\u2f6f头，量了\u2f00遍。",
        "手部：掌、腕\n他用手掌量石头，量了一遍。",
    ),
    "a blank behind a ligature that begins a word": ("the \ufb01 rst of \ufb01 ve \ufb02 ags", "the first of five flags"),
    "a ligature that ends a word": ("along the Amal\ufb01 coast", "along the Amalfi coast"),
    "ligatures inside words": ("the \ufb01rst e\ufb03cient \ufb02ag", "the first efficient flag"),
    "the decimal point of a font table": ("围挡高度不低于3\ue0102米", "围挡高度不低于3.2米"),
    "an icon before a blank at the head of a line": ("\uf0d8 适用范围", "适用范围"),
    "an icon at the head of several lines": ("\uf06c防护罩\n\uf06c油管\n", "防护罩\n油管\n"),
    "a question mark for the dot of a foreign name": ("画家保罗?麦克唐纳生于一九〇二年", "画家保罗·麦克唐纳生于一九〇二年"),
    "the glyph number of a bullet": ("(cid:108) 彩色钢板，基板厚度见附表；", "彩色钢板，基板厚度见附表；"),
}

KEPT = {
    "a byte of mojibake shown in a text": "“中文”被当成 Latin-1 读，就成了“ä¸\N{SOFT HYPHEN}æ–‡”，一望而知。",
    "bytes of a misread line": "¤¤¤å½\N{SOFT HYPHEN}Xªº¤å¦r¡A¥i¥H¾\N{SOFT HYPHEN}Åª",
    "an emoji family": "👨\N{ZERO WIDTH JOINER}👩\N{ZERO WIDTH JOINER}👧",
    "a Persian joiner": "می\N{ZERO WIDTH NON-JOINER}خواهم",
    "an Indic joiner": "क्\N{ZERO WIDTH JOINER}ष",
    "a direction mark in a Hebrew line": "שלום (a)\N{RIGHT-TO-LEFT MARK} שוב",
    "radicals as the topic": "部首“\N{KANGXI RADICAL ONE}”（U+2F00）与汉字“一”不是同一个字符。\n\N{KANGXI RADICAL MAN} 人字旁\n",
    "radicals that head the entries of a list": "\u2f1f部：圩、埠、墟\n\u2f54部（\u2ea1）：汊、沚、湾、溪\n",
    "a row of radicals": "检索分四步，先认\u2f24、\u2f25、\u2f26、\u2f27四类。",
    "compatibility ideographs, for they stand in names": "陶\ufa28洋",
    "full-width and traditional forms": "ＡＢＣ１２３，國語。",
    "a ligature among others": "What looks like \ufb01 and \ufb02 are two letters each.",
    "a ligature shown as itself": "The ligature \ufb01 is one glyph; \ufb02 is another.",
    "a decomposed letter": "cafe\N{COMBINING ACUTE ACCENT}",
    "line and paragraph separators": "一\N{LINE SEPARATOR}二\N{PARAGRAPH SEPARATOR}三",
    "tabs and all styles of line end": "一\t二\r\n三\r四\n",
    "code between fences": "```\na\N{ZERO WIDTH SPACE}b\n```\n",
    "a question in half-width marks": "你去过罗马?巴黎也不错。",
    "questions in a text with foreign names": "你见过约翰?麦克斯韦也来了吗?",
    "a word about glyph numbers": "PDF 里的 cid 编号从 1 开始。",
}


@pytest.mark.parametrize(("raw", "expected"), REPAIRED.values(), ids=REPAIRED)
def test_what_stands_in_for_another_character_is_repaired(raw, expected):
    """A character with one possible reading is replaced by it, or goes."""
    assert SCRUB(raw) == expected


@pytest.mark.parametrize("raw", KEPT.values(), ids=KEPT)
def test_characters_that_are_meant_stay(raw):
    """Nothing changes where the character says something, or its reading is a matter of style."""
    assert SCRUB(raw) == raw


@pytest.mark.parametrize("raw", ["住在竹\ue382塘的老人", "宽2\ue5fa5米", "把(cid:41)关上", "魔\u2ebb石"])
def test_a_lost_character_stays_and_is_reported(raw):
    """Where a character is lost nothing is invented: the text stays and a finding says so."""
    result = SCRUB.scrub(raw)

    assert result.text == raw
    assert len(result.findings) == 1


def test_a_soft_hyphen_at_a_line_end_is_left_to_the_filter_that_joins_lines():
    """It still says that a word was cut there."""
    raw = "the win\N{SOFT HYPHEN}\ndow"

    assert [edit for edit in Characters(RULES).find(Text(raw)) if edit.confidence >= 0.75] == []


def test_a_name_of_many_parts_gets_all_its_dots():
    """Three and more parts in a row are a name even where the text asks questions with the same mark."""
    raw = "他全名叫巴勃罗?迭戈?何塞?弗朗西斯科。你知道吗?"

    assert Pipeline([Characters()])(raw) == "他全名叫巴勃罗·迭戈·何塞·弗朗西斯科。你知道吗?"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (
            "亚历山大?罗曼诺夫走了。亚历山大·罗曼诺夫又回来了，问：“还有茶吗?”",
            "亚历山大·罗曼诺夫走了。亚历山大·罗曼诺夫又回来了，问：“还有茶吗?”",
        ),
        ("约瑟夫?冯?霍恩贝格男爵拆开了信。", "约瑟夫·冯·霍恩贝格男爵拆开了信。"),
        ("伊丽莎白?霍金斯没有回头。", "伊丽莎白·霍金斯没有回头。"),
        ("你去过加利福尼亚?西雅图呢?我都没去过。", None),
        ("校车到底开不开到山大?达成协议了没有?", None),
    ],
)
def test_a_dot_is_lost_where_the_text_or_the_name_says_so(raw, expected):
    """A name written right elsewhere, a part that says "of", and names that end in no sound; questions stay questions."""
    assert Pipeline([Characters()])(raw) == (expected or raw)
