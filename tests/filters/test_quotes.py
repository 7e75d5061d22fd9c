"""Quotation marks are repaired where one reading is left."""

import pytest

from cleantext.filters.quotes import Quotes
from cleantext.pipeline import Pipeline

SCRUB = Pipeline([Quotes()])

REPAIRED = {
    "a pair turned round before a colon": (
        "要牢记”三个不“：不许诺、不收礼、不争吵。",
        "要牢记“三个不”：不许诺、不收礼、不争吵。",
    ),
    "two openers inside a word": ("建设一支高素““质的队伍，打造“宜居之城”。", "建设一支高素质的队伍，打造“宜居之城”。"),
    "twice in a line": ("建设高素““质队伍，服务好群““众。", "建设高素质队伍，服务好群众。"),
    "beside a mark that lost its opener": (
        "高素““质队伍，评为“先进”，组建三支一队”服务。",
        "高素质队伍，评为“先进”，组建三支一队”服务。",
    ),
    "an opener set twice": ("他说：““好，就这么办。”", "他说：“好，就这么办。”"),
    "both marks set twice": ("她喊：““快来！””", "她喊：“快来！”"),
    "a pair turned round": ("到前台回复”报名“两字即可。", "到前台回复“报名”两字即可。"),
}

KEPT = {
    "nested marks": "他说：“我听见‘来’这个字。”",
    "a quotation that goes on in the next paragraph": "“第一段没有完。\n“第二段完了。”他说完就走了。“再见。”",
    "narration between two quotations": "……就这样。”他停了停。“好，散会。",
    "a lost opener is not invented": "组建三支一队”服务群众。",
    "straight marks": '他说:"好"。',
    "adjacent quotations": "“甲”“乙”“丙”",
    "an English contraction and a quotation": "the boys’ ‘own’ club",
}


@pytest.mark.parametrize(("raw", "expected"), REPAIRED.values(), ids=REPAIRED)
def test_displaced_marks_are_repaired(raw, expected):
    """Doubled, dropped and turned marks are set right where the line proves it."""
    assert SCRUB(raw) == expected


@pytest.mark.parametrize("raw", KEPT.values(), ids=KEPT)
def test_marks_with_another_reading_stay(raw):
    """Nothing is done where the mark may be right, or its partner is lost."""
    assert SCRUB(raw) == raw
