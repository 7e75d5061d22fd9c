"""Two strokes read for a long dash, and the adverb and the numerals they must not be taken for."""

import pytest

from cleantext import Pipeline
from cleantext.filters.characters import Characters

SCRUB = Pipeline([Characters()])


@pytest.mark.parametrize(
    ("damaged", "written"),
    [
        ("他等的人终于来了一一那是他的哥哥。", "他等的人终于来了——那是他的哥哥。"),
        ("“我是说一一”她停住了。", "“我是说——”她停住了。"),
        ("匾上只有两个字一一“知止”，是祖父写的。", "匾上只有两个字——“知止”，是祖父写的。"),
        ("“字要写得慢，事要做得早。”\n一一祖父", "“字要写得慢，事要做得早。”\n——祖父"),
        (
            "水从山上来一一这没有疑问。它流过三个村子一一但是没有名字。干渠一一斗渠一一毛渠，层层相接。",
            "水从山上来——这没有疑问。它流过三个村子——但是没有名字。干渠——斗渠——毛渠，层层相接。",
        ),
        (
            "洋流对气候的影响一一暖流增温。洋流对渔业的影响一一寒暖流交汇。等温线凸出的方向一一就是流向。",
            "洋流对气候的影响——暖流增温。洋流对渔业的影响——寒暖流交汇。等温线凸出的方向——就是流向。",
        ),
    ],
)
def test_strokes_that_can_only_be_a_dash_become_one(damaged, written):
    """Before a quotation mark, a clause, or the name under a quotation; in their company also between two nouns."""
    assert SCRUB(damaged) == written


@pytest.mark.parametrize(
    "text",
    [
        "座位和姓名一一对应，名单附后。",
        "他向来宾一一致谢，又把礼物一一包好。",
        "理由有三，一一列举如下。",
        "他们一一上前，把花放下。",
        "这是唯一一条路。",
        "星期一一早，他就出门了。",
        "请拨打一一九。他住一一二室，那年是一九一一年。",
        "信末写着：“匆此，不一一。”",
        "“一一风荷举”是周邦彦的词。",
        "邻居家的孩子叫一一。一一我的好朋友，今年四岁。",
        "困难一一克服，任务一一完成，心愿一一了却。",
        "名字一一从他嘴里念出来，他一一都记住了。",
        "旧事一一一时难以说清。",
        "干渠一一斗渠，两者相接。",
    ],
)
def test_the_adverb_and_numerals_stay(text):
    """One by one, numerals, dates, names, and what one place alone does not prove."""
    assert SCRUB(text) == text
