"""What well-known tools destroy, or miss, on small inputs: each case here is one of theirs, told from our side."""

import re

import pytest
from marked import tidied

import cleantext
from cleantext.filters.whitespace import Whitespace
from cleantext.matching import Matcher
from cleantext.rules import Rule, load_shipped_packs, parse_pack
from cleantext.text import Text

PROSE = "秋收以后，合作社把晒场重新平整了一遍，又添置了两台烘干机。社员们按约定的日子把稻谷送来，过秤、登记、入仓，忙而不乱。\n"


def stays(text):
    """Hold that `text` comes out unchanged."""
    assert tidied(cleantext.scrub(text).text) == tidied(text)


def test_01_a_contact_in_one_place_takes_no_numbers_elsewhere():
    """Evidence is local: figures and post codes stay, whatever advertisement stands in the same document."""
    body = "今年粮食总产量1234567吨，仓容2450000立方米，邮编321045，档案编号20230617。\n"

    text = cleantext.scrub(PROSE + body + PROSE + "需要更多汇报材料请加QQ 583920471，量大优惠\n").text
    assert body in text
    assert "583920471" not in text


def test_02_what_stands_in_brackets_is_text():
    """Brackets of every shape keep what they hold."""
    stays("《青澜市公园管理办法》（2021年修订）第九条，若a<b且c>d，则[注]见后文{附录}【工作成效】〔2021〕3号。\n")


def test_03_letters_and_signs_of_other_scripts_are_not_garbled_text():
    """Greek, kana, rare ideographs, superscripts and mathematics stay."""
    stays("α=0.05，∑x²≤3，𠮷野家 カタカナ，ñandú，Привет，한국어，√2≈1.414，①②③，㎡，℃。\n")


def test_04_no_document_ends_empty_without_a_word():
    """A text that is nothing but advertisement comes back raw, flagged."""
    raw = "更多范文课件，联系电话：13365820471，加微信领取全套资料\n"

    result = cleantext.scrub(raw)
    assert result.text.strip()
    assert result.text == raw or not result.edits
    assert not result.edits or "nothing_left" in result.flags


@pytest.mark.parametrize("text", ["参见文献[1]和[2-4]。\n", "#全民阅读# 话题下的讨论很热烈。\n"])
def test_05_citations_and_topics_stay(text):
    """Numbers in brackets and hash tags are content."""
    stays(text)


def test_05_markers_are_not_a_pair_of_brackets():
    """What stands between paywall markers is the document."""
    assert cleantext.scrub("##paidbegin##正文第一段。##paidend##结尾。").text == "正文第一段。结尾。"


def test_06_a_web_address_ends_at_chinese_punctuation():
    """The sentence that follows an address is not part of it."""
    stays("请访问 www.qinglan-parks.gov.cn，本文第一段正文继续，说明开放时间和预约办法。\n")


@pytest.mark.parametrize("table", ["| 列1 | 列2 |\n| --- | --- |\n| 甲 | 乙 |\n", "甲|乙|丙\n1|2|3\n"])
def test_07_table_bars_stay(table):
    """A bar is a cell's edge, not a special character."""
    stays(table)


@pytest.mark.parametrize("text", ["第１１条（１００％）\n", "电话：０５７１－８６６２\n", "２０２３年１月\n"])
def test_08_full_width_digits_keep_their_width_and_value(text):
    """Width is style, and a digit is never anything else."""
    stays(text)


def test_09_headings_of_markdown_stay():
    """A line that starts with # is a title."""
    stays("# 第一章 总则\n## 第一节\n正文在此。\n### 版权与许可\n")


PLACEHOLDERS = PROSE * 2 + "新建xx个站点。\n##paidbegin##\n\n\n\n结束。\n"


@pytest.mark.parametrize(
    "options",
    [
        {"threshold": 1.0},
        {"kinds": ["space"]},
        {"protect": ["xx个"]},
        {"tokens": "typed"},
        {"without": ["markers"]},
        {"without": ["redactions"]},
        {"without": ["whitespace"]},
    ],
    ids=str,
)
def test_10_every_option_does_something(options):
    """An option that is accepted changes what comes out."""
    assert cleantext.default_pipeline(**options)(PLACEHOLDERS) != cleantext.default_pipeline()(PLACEHOLDERS)


@pytest.mark.parametrize("contact", ["QQ583920471", "微信qhdoc2207", "扣扣583920471", "VX：qhdoc2207"])
def test_11_a_contact_needs_no_space_around_it(contact):
    """Between Han characters there is no word boundary, and a contact is found all the same."""
    text = cleantext.scrub(PROSE * 3 + f"更多材料请加客服{contact}领取完整版\n").text

    assert text == PROSE * 3


def test_12_a_phrase_is_found_inside_a_run_of_han():
    """A phrase is looked for as it stands, without boundaries that Chinese does not write."""
    result = cleantext.scrub(PROSE * 3 + "更多资料请加微信领取\n")

    assert any("加微信" in edit.removed for edit in (*result.edits, *result.findings))


def test_13_an_address_without_spaces_does_not_swallow_its_sentence():
    """Han characters before an @ are no part of the address."""
    stays("这一段是重要正文，记录了全部经过，如有补充请联系邮箱abc123@qinglan-mail.cn谢谢阅读\n")


def test_14_no_shipped_pattern_holds_a_backspace():
    r"""What TOML makes of "\b" between double quotes never gets into a rule, ours or a user's."""
    assert not [rule.id for pack in load_shipped_packs() for rule in pack.rules if re.search(r"[\x00-\x08]", rule.pattern)]

    source = 'about = "x"\n[[rule]]\nid = "r"\nkind = "ad"\nwhy = "w"\nweight = 6\npattern = "\\bdeal"\npositive = ["deal"]\nnegative = ["x"]\n'
    with pytest.raises(cleantext.PackError, match=r"holds a control character U\+0008"):
        parse_pack(source, "my.toml")


@pytest.mark.parametrize("text", ["这是一个完整的中文句子。\n", "好\n", "他说：“走吧”\n", "（完）\n"])
def test_15_a_chinese_line_needs_no_western_full_stop_to_stay(text):
    """Lines are not dropped for their last character or their count of words."""
    stays(text)


def test_16_chinese_is_not_folded_to_ascii():
    """Letter case, width and script stay as they were written."""
    stays("产品说明：第1章 ABC，100％，Ｎｏ．３，Café。\n")


@pytest.mark.parametrize(
    "text", ["第１章：“引言”，ＡＢＣ！\n", "３～５天，‘单引号’，……——\n", "&lt;b&gt; 显示为<b>粗体</b>标签，写作 `&lt;b&gt;`。\n"]
)
def test_17_quotes_width_and_shown_html_are_style(text):
    """Nothing is straightened, narrowed or unescaped."""
    stays(text)


def test_17_latin_letters_never_become_cyrillic():
    """A doubtful repair that invents letters of a third script is none."""
    assert "Öй" not in cleantext.scrub(PROSE + "ÖÐ¹ú\n").text


def test_18_boilerplate_at_head_and_foot_goes_from_both():
    """Position counts at both ends of a document."""
    line = "苔花文稿网整理，完整版及更多范文请加微信taihua5520领取\n"

    assert cleantext.scrub(line + PROSE * 4 + line).text == PROSE * 4


def test_19_phrases_are_literal():
    """``(c)`` is three characters, not a group."""
    rule = Rule("r", "notice", "w", 6, r"\(c\)", ("(c)",), ("c",), keywords=("(c)",))

    assert not Matcher([rule]).scan(Text("chapter one (see below)")).hits
    assert Matcher([rule]).scan(Text("(c) 2020")).hits


def test_20_deletions_do_not_make_new_matches():
    """Matches are found on the text as it came, and applied once."""

    class Both:
        name = "both"

        def find(self, text):
            for match in re.finditer("-XX-|PREPOST", text.string):
                yield text.edit(*match.span(), rule="both", kind="ad")

    assert cleantext.Pipeline([Both()])("甲乙丙丁PRE-XX-POST戊己") == "甲乙丙丁PREPOST戊己"


@pytest.mark.parametrize("tail", ["a" * 24, "a" * 5000, "a." * 2000, "((" * 2000], ids=["24", "5000", "dots", "brackets"])
def test_21_an_address_that_never_ends_is_read_in_a_moment(tail):
    """No pattern we ship backtracks without bound, on the engine it runs on: none hits its time limit."""
    result = cleantext.scrub(PROSE + "http://(" + tail + "\n" + PROSE)

    assert result.restore() == result.raw
    assert not [edit for edit in result.findings if any("time limit" in evidence.why for evidence in edit.evidence)]


def test_22_a_rule_that_takes_too_long_leaves_the_text_alone(tmp_path, monkeypatch):
    """The document is not lost and nothing is written into it: the text stays, and a finding names the rule."""
    monkeypatch.setattr("cleantext.matching.TIME_LIMIT", 0.05)
    path = tmp_path / "slow.toml"
    path.write_text(
        'about = "x"\nfilter = "markers"\n[[rule]]\nid = "endless"\nkind = "ad"\nwhy = "w"\nweight = 9\n'
        'pattern = \'(?:甲|甲甲)+[乙丙]\'\npositive = ["甲乙"]\nnegative = ["乙"]\n',
        encoding="utf-8",
    )
    raw = PROSE + "甲" * 50 + "丁甲乙\n" + PROSE

    result = cleantext.default_pipeline(packs=[path]).scrub(raw)
    assert result.text == raw
    assert [finding.rules for finding in result.findings] == [("endless",)]


def test_white_space_alone_is_no_reason_to_touch_a_line():
    """The last filter never changes a visible character."""
    raw = "第一行  \n\n\n 第二行\n"

    assert "".join(cleantext.Pipeline([Whitespace()])(raw).split()) == "".join(raw.split())
