"""Doubled text and loops go; natural doubling stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleantext.filters.repetition import Repetition
from cleantext.filters.returning import STUTTER, THREE_PAIRS, Returning
from cleantext.pipeline import Pipeline
from cleantext.text import Text

SCRUB = Pipeline([Repetition()])

SAMPLE = (
    "样品经烘干处理后送检，含水率、强度和色差三项指标均符合要求，其余项目未作检验，如有异议可以申请复检，复检费用由申请一方承担。"
)

REPAIRED = {
    "a heading four times on a line": ("三、用药做到放心" * 4 + "\n" + SAMPLE, "三、用药做到放心\n" + SAMPLE),
    "a clause four times in prose": (
        "全镇共有居民三千户，"
        + "其中六十岁以上老年人六百四十七户，" * 4
        + "都已经登记造册。次日再点一遍，才能放行，这是老规矩。",
        "全镇共有居民三千户，其中六十岁以上老年人六百四十七户，都已经登记造册。次日再点一遍，才能放行，这是老规矩。",
    ),
    "one character over and over in prose": (
        "洋流与气候的关系最为密" + "切" * 12 + "。次日再点一遍，才能放行，这是老规矩。",
        "洋流与气候的关系最为密切。次日再点一遍，才能放行，这是老规矩。",
    ),
    "a line of the word before it": (
        "浮游生物大量繁殖，形成渔场。\n" + "渔场" * 9 + "\n顺流快。\n",
        "浮游生物大量繁殖，形成渔场。\n顺流快。\n",
    ),
    "a number and a title set twice": (
        "消消防防知知识识讲讲座座\n第一講第一講　　茶葉的分類茶葉的分類\n",
        "消防知识讲座\n第一講　　茶葉的分類\n",
    ),
    "a loop of three characters in prose": (
        "倘有短少，从上到下逐层追究。包裹" + "交由驿" * 10 + "。次日再点一遍，才能放行。",
        "倘有短少，从上到下逐层追究。包裹" + "交由驿" + "。次日再点一遍，才能放行。",
    ),
    "a loop behind the words it repeats": (
        "他这些年走过的路，" + "走过的路" * 7 + "加起来可以绕地球三圈，没有人不佩服，连赶了一辈子骡马的脚夫也要叫他一声先生。",
        "他这些年走过的路，加起来可以绕地球三圈，没有人不佩服，连赶了一辈子骡马的脚夫也要叫他一声先生。",
    ),
    "a slide title": ("消消防防知知识识讲讲座座\n", "消防知识讲座\n"),
    "with its blanks": ("第第一一节节　　火火从从何何来来\n", "第一节　火从何来\n"),
    "a short line in a document with longer ones": ("消消防防知知识识讲讲座座\n谢谢谢谢大大家家\n", "消防知识讲座\n谢谢大家\n"),
    "a phrase in such a document": (
        "消消防防知知识识讲讲座座\n值班日志值班日志要每天填写。\n",
        "消防知识讲座\n值班日志要每天填写。\n",
    ),
    "closing words and a line of two characters in such a document": (
        "消消防防知知识识讲讲座座\n火火从从何何来来了了\n怎怎样样报报火火警警\n试试一一试试\n谢谢聆听谢谢聆听\n",
        "消防知识讲座\n火从何来了\n怎样报火警\n试一试\n谢谢聆听\n",
    ),
    "short headings above prose": (
        f"项项目目背背景景\n{SAMPLE}\n主主要要任任务务\n{SAMPLE}\n预预期期成成效效\n{SAMPLE}\n",
        f"项目背景\n{SAMPLE}\n主要任务\n{SAMPLE}\n预期成效\n{SAMPLE}\n",
    ),
    "a heading set twice": ("第二章　灭火器材的使用第二章　灭火器材的使用\n", "第二章　灭火器材的使用\n"),
    "a word looped six times, close behind itself": (SAMPLE + "评出先进典型两名。" + "典型" * 7, SAMPLE + "评出先进典型两名。"),
    "a loop": (SAMPLE + "请在收到报告后" * 9 + "十五日内提出。", SAMPLE + "请在收到报告后十五日内提出。"),
}

KEPT = {
    "a word said six times, but never before": SAMPLE + "他心里只有一个念头，" + "快走" * 6 + "，再也不回头。",
    "a word looped and cried": SAMPLE + "大家都喊加油。“" + "加油" * 6 + "”",
    "a sound": "屋檐下的铃铛响了，" + "叮当" * 9 + "，一直响到后半夜，谁也没有去管它。",
    "a bell in verse": "钟楼上的人\n噹\n" + "噹" * 12 + "\n一下一下\n",
    "natural doubling": "家家户户都来，高高兴兴上班，平平安安回家。",
    "two of these in a row": "清清楚楚明明白白\n",
    "verse of doubled words": "花花草草年年\n风风雨雨朝朝暮暮\n生生世世双双对对\n岁岁年年暮暮朝朝\n",
    "one such line above prose": f"高高兴兴快快乐乐\n{SAMPLE}\n",
    "closing words set twice with no other sign": "谢谢聆听谢谢聆听\n",
    "three doubled signs alone": "试试一一试试\n",
    "laughter": "哈哈哈哈哈哈哈哈哈哈哈哈哈哈哈哈，大家都笑了。",
    "a cry": "加油加油加油加油加油加油加油加油加油！",
    "knocking": "砰砰砰砰砰砰砰砰",
    "dot leaders": "目录" + "." * 70 + "7\n",
    "a rule": "-=" * 40 + "\n",
    "redaction marks": "x" * 60 + "□" * 60,
    "a refrain": "归来吧归来吧，浪迹天涯的游子。\n归来吧归来吧，我已厌倦漂泊。\n",
    "a table": "| 无 | 无 | 无 | 无 | 无 | 无 | 无 | 无 | 无 | 无 | 无 | 无 |\n",
}


@pytest.mark.parametrize(("raw", "expected"), REPAIRED.values(), ids=REPAIRED)
def test_doubled_text_is_set_once(raw, expected):
    """Text that slides and recognition doubled is there once."""
    assert SCRUB(raw) == expected


@pytest.mark.parametrize("raw", KEPT.values(), ids=KEPT)
def test_natural_doubling_stays(raw):
    """Speakers double words too."""
    assert SCRUB(raw) == raw


def test_doubled_digits_are_reported_not_repaired():
    """A repair never changes a digit."""
    result = SCRUB.scrub("22002211年年度度工工作作总总结结报报告告会会\n")

    assert result.text == result.raw
    assert result.findings


@pytest.mark.parametrize("raw", ["ab" * 30000, "年年" * 30000, "好的，" * 20000])
def test_a_long_run_is_no_trouble(raw):
    """Nothing is taken from a run of one or two characters, however long."""
    assert len(SCRUB(raw)) > 0


# Few characters, so that they return, and some that share their lowest byte with another of them.
RETURNING = st.lists(
    st.tuples(st.text("一丁万㐀。 \n\ud800\U00020000", min_size=1, max_size=2), st.sampled_from([1, 2, 3, 5, 6, 7])).map(
        lambda drawn: drawn[0] * drawn[1]
    ),
    max_size=8,
).map("".join)


@given(RETURNING)
def test_what_returns_is_found_as_if_each_place_were_tried(string):
    """Comparing bytes leaves out no place where a pattern matches."""
    returning = Returning(Text(string))

    assert [match.span() for match in returning.stutters()] == [match.span() for match in STUTTER.finditer(string)]
    assert list(returning.pairs()) == [place for place in range(len(string)) if THREE_PAIRS.match(string, place)]
