"""Redactions become tokens; everything that looks like one stays."""

from __future__ import annotations

import pickle
import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cleantext.edits import Edit, apply_edits, order
from cleantext.errors import OptionError
from cleantext.filters.redactions import TYPES, Redactions, Tokens
from cleantext.filters.redactions.cues import CUES
from cleantext.filters.redactions.document import Facts
from cleantext.filters.redactions.runs import find_runs
from cleantext.filters.redactions.settling import settle
from cleantext.filters.redactions.weighing import weigh
from cleantext.pipeline import THRESHOLD, default_pipeline
from cleantext.text import Text

_CASES = Path(__file__).with_name("redaction-cases.txt").read_text(encoding="utf-8").splitlines()
_MARK = re.compile(r"⟦(\w+)\|([^⟧]*)⟧")


def _sure(string: str, redactions: Redactions | None = None) -> list[Edit]:
    return order(edit for edit in (redactions or Redactions()).find(Text(string)) if edit.confidence >= THRESHOLD)


def _read(case: str) -> tuple[str, list[tuple[int, int, str]]]:
    case = case.replace("\\n", "\n")
    raw, labels, at = "", [], 0
    for match in _MARK.finditer(case):
        raw += case[at : match.start()]
        labels.append((len(raw), len(raw) + len(match.group(2)), match.group(1)))
        raw += match.group(2)
        at = match.end()
    return raw + case[at:], labels


@pytest.mark.parametrize("case", [line for line in _CASES if line and not line.startswith(("# ", "~ "))])
def test_cases(case: str) -> None:
    """Every run marked in a case becomes one edit of its type over just that run, and nothing else changes."""
    raw, expected = _read(case)

    assert [(edit.start, edit.end, edit.type) for edit in _sure(raw)] == expected


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(line[2:], marks=pytest.mark.xfail(reason="known miss", strict=True))
        for line in _CASES
        if line.startswith("~ ")
    ],
)
def test_known_misses(case: str) -> None:
    """A known miss still misses; when it no longer does, the case belongs among the others."""
    raw, expected = _read(case)

    assert [(edit.start, edit.end, edit.type) for edit in _sure(raw)] == expected


@pytest.mark.parametrize("cue", CUES, ids=lambda cue: cue.id)
def test_every_cue_has_its_proof(cue) -> None:
    """The positive text of a cue shows the run that the cue speaks for."""
    place = cue.positive.index("⟦")
    raw = cue.positive.replace("⟦", "").replace("⟧", "")
    run = next(run for run in find_runs(raw) if run.start == place)
    verdict = settle(weigh(run), run, Facts(raw))

    assert verdict is not None
    assert cue.id in [evidence.rule for evidence in verdict.evidence]


@pytest.mark.parametrize("cue", CUES, ids=lambda cue: cue.id)
def test_every_cue_is_sound(cue) -> None:
    """A cue gives a known type and points that at least make a weak case."""
    assert cue.type in TYPES
    assert 1 <= cue.weight <= 9
    assert cue.why


def test_ids_of_cues_are_unique() -> None:
    """No two cues share an id, so that a ledger says which one spoke."""
    ids = [cue.id for cue in CUES]

    assert sorted(set(ids)) == sorted(ids)


_OFFICIAL = "全市新建示范点xx个，培训骨干xxx人次，落实资金x.x亿元，走访企业xx家，增长xx.x%。\n"
_MASKED = "受理求助××起，涉案金额××万元，××市××区居民报警××次。\n"


@pytest.mark.parametrize(
    ("before", "doubtful", "type"),
    [
        (_OFFICIAL, "推动⟦xx⟧再上台阶。", "name"),
        (_OFFICIAL, "⟦xx⟧分别获评先进。", "name"),
        (_OFFICIAL, "坚守“⟦xx⟧之干”的作风。", "name"),
        (_OFFICIAL * 3, "落实“⟦x⟧+N”模式。", "name"),
        (_MASKED, "随后驱车前往⟦××⟧方向。", "name"),
        (_OFFICIAL.replace("x", "*"), "守好了⟦**⟧，受到表彰。", "name"),
        (_OFFICIAL.replace("x", "X"), "争做⟦XX⟧式好干部。", "name"),
    ],
)
def test_a_document_keeps_to_its_style(before: str, doubtful: str, type: str) -> None:
    """A doubtful run is a finding alone, and an edit in a document that redacts with the same mark in sure places."""
    start = doubtful.index("⟦")
    raw = doubtful.replace("⟦", "").replace("⟧", "")
    end = doubtful.index("⟧") - 1

    assert _sure(raw) == []
    assert (len(before) + start, len(before) + end, type) in [(edit.start, edit.end, edit.type) for edit in _sure(before + raw)]


@pytest.mark.parametrize(
    "kept",
    [
        "体检时拍X光片。",
        "构建“1+N+X”体系。",
        "以x表示距离，则y=2x+1。",
        "房间为3×8米。",
        "违约金按合同总价×0.1%计算。",
        "实施“数据要素×”行动。",
        "见 https://example.org/xx/yy 的说明。",
        "升级到3.x版本。",
        "检出XX染色体异常。",
        "提供7×24小时服务。",
        "金额×费率×天数即为利息。",
        "一九○○年建成。",
        "□是 □否",
        "回归系数为0.412**和0.355***。",
    ],
)
@pytest.mark.parametrize("mark", ["x", "X", "×", "*"])
def test_look_alikes_stay_in_a_redacted_document(kept: str, mark: str) -> None:
    """Look-alikes stay also where the document redacts with the same mark all over."""
    before = _OFFICIAL.replace("x", mark) * 4
    raw = before + kept + "\n" + before

    assert [edit.removed for edit in _sure(raw) if len(before) <= edit.start < len(before) + len(kept)] == []


def test_markdown_emphasis_next_to_measure_words_stays() -> None:
    """Bold words before a measure word are not taken for redactions in a document full of emphasis."""
    raw = "# 计划\n\n- **目标**：完成**五**个项目\n- **人手**：**三**名队员，**两**次演练\n\n共**八**项，**十**天。\n"

    assert _sure(raw) == []


def test_a_token_in_the_text_is_reported_and_kept() -> None:
    """A token that stands in the raw text is a finding that replaces itself, beside the redactions of the text."""
    found = list(Redactions().find(Text("已有[REDACTED]与[REDACTED:NAME]，新增xx个")))

    assert [(edit.removed, edit.replacement, edit.confidence >= THRESHOLD) for edit in order(found)] == [
        ("[REDACTED]", "[REDACTED]", False),
        ("[REDACTED:NAME]", "[REDACTED:NAME]", False),
        ("xx", "[REDACTED]", True),
    ]


def test_a_token_of_a_template_is_not_redacted_again() -> None:
    """A template whose tokens hold a mark does not make the next run find it."""
    redactions = Redactions(tokens=Tokens("<xx {type}>"))
    once = apply_edits("共xx个", _sure("共xx个", redactions))

    assert once == "共<xx number>个"
    assert apply_edits(once, _sure(once, redactions)) == once


def test_tokens_option_reaches_the_text() -> None:
    """Typed tokens, templates and functions say what was taken out; the type is on the edit whatever the token."""
    raw = "20xx年，李**捐款xx万元"

    assert default_pipeline(tokens="typed")(raw) == "20[REDACTED:YEAR]年，李[REDACTED:PERSON]捐款[REDACTED:NUMBER]万元"
    assert default_pipeline(tokens="<|{type}|>")(raw) == "20<|year|>年，李<|person|>捐款<|number|>万元"
    assert default_pipeline(tokens=lambda edit: f"[{len(edit.removed)}]")(raw) == "20[2]年，李[2]捐款[2]万元"
    assert [edit.type for edit in default_pipeline().scrub(raw).edits] == ["year", "person", "number"]


@pytest.mark.parametrize("style", ["", "type", "{kind}", "{type", "**", "xx", "a\n{type}", " {type}", 3, None, "{}"])
def test_tokens_that_cannot_work(style) -> None:
    """A style that is misspelt, broken, invisible or itself a run of marks is refused when the option is given."""
    with pytest.raises(OptionError):
        Tokens(style)


def test_a_function_that_returns_nothing_is_refused() -> None:
    """A function may not take a redaction away without a trace."""
    with pytest.raises(OptionError, match="not empty"):
        list(Redactions(tokens=Tokens(lambda _: "")).find(Text("共xx个")))


@pytest.mark.parametrize("style", ["plain", "typed", "<|{type}|>"])
def test_pickles(style: str) -> None:
    """The filter finds the same after a round through pickle."""
    redactions = Redactions(tokens=Tokens(style))
    text = Text("共xx个，李**")

    assert list(pickle.loads(pickle.dumps(redactions)).find(text)) == list(redactions.find(text))


def test_long_runs_and_long_lines_end() -> None:
    """Separators of any length, and lines of nothing but candidates, are gone through once."""
    for raw in (
        "x" * 200_000,
        "*" * 200_000,
        "某" * 50_000,
        "x." * 50_000,
        "□ " * 20_000,
        "`" * 100_000,
        "$" * 100_000,
        "<a" * 50_000,
    ):
        assert _sure(raw) == []
    assert len(_sure("xx个，" * 3000)) == 3000


@pytest.mark.parametrize("raw", ["x个" * 100_000, "○●" * 50_000, "李某，" * 20_000])
def test_marks_too_thick_for_prose_stay_with_a_finding(raw: str) -> None:
    """A document of nothing but marks is left alone, and one finding says so."""
    assert [(edit.rules, edit.confidence, edit.removed) for edit in Redactions().find(Text(raw))] == [
        (("marks-too-thick",), 0.0, "")
    ]
    assert default_pipeline().scrub(raw).text == raw


@pytest.mark.parametrize("before", ["", "民警通报：", "20xx年，"])
def test_the_parts_of_a_date_of_boxes_go_together(before: str) -> None:
    """A date of boxes is taken whole or stays whole."""
    for company in ("", "□□万元，", "□□万元，□□万元，", "○○县○○万元，○○万元，"):
        raw = f"{before}{company}自□□□□年□月□日起"
        start = raw.index("□□□□年")

        assert len([edit for edit in _sure(raw) if edit.start >= start]) in (0, 3)


def test_real_documents_are_redacted_place_for_place(shared: Path) -> None:
    """Every placeholder of the real documents becomes one token, and the filter touches nothing else in them."""
    wanted = found = 0
    for expected in sorted((shared / "seeds").glob("*.expected.txt")):
        raw = expected.with_name(expected.name.replace(".expected", "")).read_text(encoding="utf-8")
        edits = _sure(raw)
        scrubbed = expected.read_text(encoding="utf-8")
        wanted += scrubbed.count("[REDACTED]")
        found += len(edits)
        # The other filters' work aside, the tokens stand between the same characters.
        squeezed = "".join(scrubbed.split())
        around = [("".join(raw[: edit.start].split())[-2:], "".join(raw[edit.end :].split())[:2]) for edit in edits]
        for left, right in around:
            if not set("xX*") & set(left + right):
                assert f"{left}[REDACTED]{right}" in squeezed

    assert (found, wanted) == (380, 380)


_PIECES = st.sampled_from(
    [
        *"xX×*＊○〇□△某ｘ",
        *("xx", "XX", "××", "**", "***", "x.x", "某某", "○○", "xxxx", "20xx", "138****0000", "X.万元"),
        *(
            "个",
            "万元",
            "年",
            "月",
            "日",
            "市",
            "公司",
            "同志",
            "%",
            "+",
            "-",
            "—",
            "（",
            "）",
            "“",
            "”",
            "〔",
            "〕",
            "号",
            "第",
            "，",
            "。",
        ),
        *(
            "李",
            "张",
            "王某",
            "推动",
            "建设",
            "在",
            "被告",
            "法院判决",
            "民警",
            "a",
            "N",
            "1",
            "20",
            "=",
            " ",
            "\n",
            "`",
            "#",
            "# 题\n",
            "[REDACTED]",
        ),
    ]
)
_TEXTS = st.lists(_PIECES, max_size=40).map("".join)


@given(_TEXTS | st.text(max_size=60))
def test_an_edit_covers_marks_and_nothing_else(raw: str) -> None:
    """An edit holds no digit, no percent sign and no unit: only equal marks, points between them, and the grade after 某."""
    for edit in Redactions().find(Text(raw)):
        if edit.rules == ("token-in-text",):
            continue
        assert re.fullmatch(r"([xXｘＸ×╳*＊○〇□■△▲某])\1*(?:[.．]\1+)*[.．]?|某+[甲乙丙丁戊己庚辛]", edit.removed), edit.removed
        assert edit.type in TYPES


@given(_TEXTS)
def test_each_run_gives_one_edit(raw: str) -> None:
    """No two edits share a character, so that one run becomes one token."""
    edits = order(Redactions().find(Text(raw)))

    assert all(one.end <= two.start for one, two in pairwise(edits))


@given(_TEXTS)
@example("法院判决x张某某")  # 张 is a surname, also before the token that 某某 becomes
def test_scrubbing_again_adds_no_redaction(raw: str) -> None:
    """What one pass left in doubt the next does not take away."""
    once = apply_edits(raw, _sure(raw))

    assert apply_edits(once, _sure(once)) == once
