"""Letter-spaced sentences lose every one of their blanks, or none."""

import pytest

import cleantext
from cleantext import Pipeline
from cleantext.filters.letter_spacing import LetterSpacing

SCRUB = Pipeline([LetterSpacing()])

REPAIRED = {
    "a sentence": "在地方组织召开的会上他作了发言，主张先修路。",
    "figures and signs": "按未付金额×日万分之五×逾期天数，于2024年3月前支付。",
    "a blank of its own": "第三条 申请人应当到场，逾期视为放弃。",
    "names in Latin letters": "对“VIP代下”等店铺，平台要在24小时内下架。",
}
GAPS = {"one blank": " ", "two blanks": "  ", "no-break spaces": "\N{NO-BREAK SPACE}"}

KEPT = {
    "a heading": "总 务 部 人 事 科\n一 般 规 定\n",
    "a table": "甲 乙 丙 丁 戊 己 庚 辛 壬 癸\n√ × √ √ × √ √ × √ √\n",
    "letters": "A B C D E F G H I J K L，选一个。\n",
    "a heading with words behind it": "关 于 加 强 安 全 生 产 工 作 通知，二号文件。\n",
    "code between fences": "```\n在 地 方 组 织 召 开 的 会 上 ， 他 作 了 发 言 。\n```\n",
}


@pytest.mark.parametrize("gap", GAPS.values(), ids=GAPS)
@pytest.mark.parametrize("sentence", REPAIRED.values(), ids=REPAIRED)
def test_every_blank_goes(sentence, gap):
    """Whatever signs stand in the sentence, and between two others."""
    raw = f"前一句。\n{gap.join(sentence)}\n后一句。"

    assert SCRUB(raw) == f"前一句。\n{sentence}\n后一句。"


@pytest.mark.parametrize("raw", KEPT.values(), ids=KEPT)
def test_what_is_set_apart_on_purpose_stays(raw):
    """Headings, tables and rows of letters."""
    assert SCRUB(raw) == raw


def test_the_name_of_a_messenger_is_not_hidden_by_it():
    """The sentence is put together before adverts are looked for, so that it reads as what it is."""
    sentence = "用好政企联络微信群、热线和各类线上平台，及时回应企业诉求。"

    assert cleantext.scrub(" ".join(sentence)).text == sentence
