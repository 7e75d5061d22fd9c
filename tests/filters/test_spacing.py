"""Stray blanks go from running Chinese text; blanks that are set on purpose stay."""

import pytest

from cleantext.filters.spacing import Spacing
from cleantext.pipeline import Pipeline

SCRUB = Pipeline([Spacing()])

REPAIRED = {
    "behind a comma, before a blank to fill in": ("守住一条线， ________，办好十件事；路， ①________，群众满意，大家放心。", 2),
    "behind a comma, before a label": ("标题要写明品名、规格和截止时间， 例如：“苹果，一箱，今晚截止。”", 1),
    "after a function word": ("以深入推进窗口服务标准化和 培育示范岗为抓手，全面提升办事效率。", 1),
    "between a number of things and what they are": ("深刻领会“两个 结合”的重要意义，把学习成果转化为实际行动。", 1),
    "behind a comma, before a digit": ("干部下沉在一线，“红马甲”随处可见， 60余名职工参加值守。", 1),
    "behind a closing mark": ("形成“科长领学、小组研学、个人自学” 的学习体系，营造了浓厚氛围。", 1),
    "a report with blanks all over": (
        (
            "一年来，我局坚持“民有所呼 我有所应”， 扎实推进各项工 作。全年办理来信来 访一百二十件，办结 率达到九成。\n"
            "针对路灯不亮、井盖缺 失等问题， 建立台账、逐项销 号。下一步，将在 走访中听取意 见，让群众满意。\n"
        ),
        9,
    ),
    "before one quotation of many": (
        "用好“三本账”，办好“十件事”，守住“一条线”，坚持“早发现”，做到 “早处理”，群众满意。",
        1,
    ),
    "between parts of one length, one of which is a number": ("要尽快公布举报热 线123456，发动群众提供线索。", 1),
    "before a mark, behind figures": ("预计投入 300 ，由三家单位分担，工期 90 天 ；逾期不候。", 2),
    "a blank in a quotation with a comma": ("合同关于“版权 所有，不得转让”的约定合 法有效，双方均应遵守。", 2),
}

KEPT = {
    "a blank to fill in": "写一个函数，返回总价；不传参数时返回 ____ 。",
    "one that may be meant beside one that may not": "班级开展“我与 网络”主题活 动，请你参加，不要缺席。",
    "a slogan in quotation marks": "围绕“同心筑梦 聚力前行”的主题，举办了一系列活动，反响热烈。",
    "a slogan of three parts": "口号是“更快 更高 更强”，会标由青年设计师完成，寓意深远。",
    "blanks around digits and words": "定于 4 月 15 日在 A 座召开 2022 年度总结会，请准时参加会议。",
    "a pattern to fill in": "接龙时请照“门牌 姓氏 数量”的样子填写，后面的人不要改动前面的行，截止后由组长汇总。",
    "a list of names": "参加座谈的有张小伟 李晓明 王大芳 赵志强等人，会议由镇长主持。",
    "a reporter": "本报讯（记者 张小伟 通讯员 李娜）昨日，我市举行健步走活动，三千名市民参加。",
    "a letter-spaced heading": "总 务 部 人 事 科\n一 般 规 定\n",
    "a heading": "第一章 总则\n第一条 为了规范管理，根据有关规定，制定本办法。\n",
    "an address": "报送地址：江北区 文昌路 九号楼 东侧，逾期不再受理，请各单位互相转告。",
    "labels of a form": "姓名： 性别： 年龄： 住址：\n",
    "verse": "白日放歌须纵酒 青春作伴好还乡\n",
    "full-width blanks": "凝聚奋进力量　谱写崭新篇章，再创佳绩，为明天而努力奋斗吧。",
    "blanks where quotation marks were": "他对左右说： 这件事不可张扬。 于是赐谥号为 恭惠 。\n众人都说： 好。 便散了。\n",
    "a quotation with blanks on both sides": "点击屏幕右上角的 “确定” 按钮，再按提示操作，稍候片刻即可完成。",
    "a spaced name beside another blank": "加她的人网名叫“北 风”，头 像是一片灰蒙蒙的海。",
    "a couplet in quotation marks": "戏台两侧挂着对子，左边是“世事如棋 一着争来千古业”，右边是“光阴似箭 百年留得几人名”。",
    "code": 'print("你好， 世界")  # 输出， 换行\n',
    "a table": "姓名    性别    年龄\n张 伟   男      31\n",
}


@pytest.mark.parametrize(("raw", "blanks"), REPAIRED.values(), ids=REPAIRED)
def test_stray_blanks_go(raw, blanks):
    """Blanks inside words and beside full-width marks go, and nothing else."""
    result = SCRUB.scrub(raw)

    assert "".join(result.text.split()) == "".join(raw.split())
    assert [edit.removed for edit in result.edits] == [" "] * blanks


def test_a_part_before_a_number_is_no_name_in_a_report_with_blanks_all_over():
    """Parts set apart by blanks are no list when a number follows."""
    raw, _ = REPAIRED["a report with blanks all over"]

    assert "开展巡诊义诊 26 场" in SCRUB(raw + "开展巡诊 义诊 26 场，受到欢迎。\n")


def test_names_stay_apart_in_a_report_with_blanks_all_over():
    """So do the names of several persons, the last with what says so; a blank beside a quotation with one is no list."""
    raw, _ = REPAIRED["a report with blanks all over"]

    assert "王秀梅 李志刚 陈晓等三位" in SCRUB(raw + "年底表彰，王秀梅 李志刚 陈晓等三位同事受到奖励。\n")
    assert "对薄弱学科实行“一课一研”" in SCRUB(raw + "对薄弱 学科实行“一课 一研”，课后反馈。\n")


def test_credits_stay_apart_in_a_report_with_blanks_all_over():
    """Who did what stands in a row, each role before its name."""
    raw, _ = REPAIRED["a report with blanks all over"]
    credits_row = "小戏《渡口》入选展演，导演 周晓岚 主演 何建平 均为本馆干部。\n"

    assert credits_row in SCRUB(raw + credits_row)


def test_a_slogan_stays_in_a_report_with_blanks_all_over():
    """Two parts of one length in quotation marks are a slogan there too."""
    raw, _ = REPAIRED["a report with blanks all over"]

    assert "“民有所呼 我有所应”" in SCRUB(raw)


@pytest.mark.parametrize("raw", KEPT.values(), ids=KEPT)
def test_blanks_set_on_purpose_stay(raw):
    """Slogans, names, labels, headings, verse, tables and code keep their blanks."""
    assert SCRUB(raw) == raw


def test_blanks_behind_commas_say_nothing_of_the_others():
    """A habit of one typist is no noise of a scanner: the label keeps its blank."""
    raw = "原 告：徐某，男， 一九七一年三月生， 住所地本市东湖区， 本人到庭， 无异议。"

    assert SCRUB(raw) == raw.replace("， ", "，")


@pytest.mark.parametrize("unit", ["中 ", "中 文，", "（中 ", "中文。 "])
def test_a_long_line_of_blanks_is_settled(unit):
    """However many blanks a line has, a second time finds nothing new."""
    once = SCRUB(unit * 3000)

    assert SCRUB(once) == once
