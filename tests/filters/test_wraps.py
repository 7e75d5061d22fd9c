"""Line ends inside sentences go; line ends that say something stay."""

import pytest

import cleantext
from cleantext.filters.characters import Characters
from cleantext.filters.furniture import Furniture
from cleantext.filters.wraps import Wraps
from cleantext.pipeline import Pipeline

SCRUB = Pipeline([Wraps()])

PAGE = (
    "仓库应当保持通风干燥，货架之间留出不少于一米的通道。入库\n物资由保管员逐件清点，与送货单核对无误后方可签收；数量不符\n"
    "或包装破损的，应当场注明并拍照留存，随后通知采购人员联系供\n货方处理，不得擅自更改单据，更不得以次充好，违者照章处理并\n赔偿损失。\n"
)

CHINESE = {
    "behind a comma": (
        "一年来，镇上办了三件大事。二是整合队伍力量，\n推动服务下沉到户。各村建起了驿站。",
        "一年来，镇上办了三件大事。二是整合队伍力量，推动服务下沉到户。各村建起了驿站。",
    ),
    "in the middle of a clause": (
        "开春以后，村里先修了路，又通了自来水。大娘把家里仅剩的几个鸡蛋\n装进了篮子，让孩子送到学校去。",
        "开春以后，村里先修了路，又通了自来水。大娘把家里仅剩的几个鸡蛋装进了篮子，让孩子送到学校去。",
    ),
    "before a mark no line begins with": (
        "修好水渠以后，全村的旱地都能浇上水\n，收成翻了一番。",
        "修好水渠以后，全村的旱地都能浇上水，收成翻了一番。",
    ),
    "behind a term in quotation marks": (
        "各村要把底数摸清。党员要对照“五个有没有”，组长要带头，村民小组逐户对照“六个是否”\n查一查，想一想。查完以后报到镇上。",
        "各村要把底数摸清。党员要对照“五个有没有”，组长要带头，村民小组逐户对照“六个是否”查一查，想一想。查完以后报到镇上。",
    ),
    "before the number of a note": (
        "开春以后，村里先修了路，又通了自来水。这与前人的记载大体一致\n[3]。到了夏天，又修了桥。",
        "开春以后，村里先修了路，又通了自来水。这与前人的记载大体一致[3]。到了夏天，又修了桥。",
    ),
    "a whole page": (PAGE, PAGE.replace("\n", "") + "\n"),
}

ENGLISH = (
    "The keeper of the light was a man named Abel, who had lost the bet-\n"
    "ter part of his hearing in a war that nobody could afterwards remem-\n"
    "ber the name of. He kept a ledger in which every well-\n"
    "known ship was entered with its colours, its bearing and, where he\n"
    "could make it out, its name.\n"
    "\n"
    "His successors were less particular about such things, and several\n"
    "entries are no more than a cross.\n"
)

KEPT = {
    "a letter-spaced heading": "海州市劳动人事争议仲裁委员会，设在文昌路九号，办理各类争议，常年开放\n仲 裁 裁 决 书\n申请人称，工资未付。\n",
    "a sentence wrapped thrice, where one line end is not certain": (
        "方案（初稿）\n第五条　平台不得以“会员价”“首单立减”\n“转发朋友圈返现”等方式强迫商家参加促销\n；不得在搜索结果中混同，\n广告应当显著标明“广告”字样。\n"
    ),
    "a heading behind a sentence cut off": "新增项目三个，奖项数目居全省同类院校\n二、主要不足\n学习不够深入，办法不多。\n",
    "a heading with a number": "（一）抓班子、带队伍，压实第一责任人的责任\n坚持把抓班子作为头等大事，健全制度。\n",
    "items without a mark": "各单位要高度重视，明确专人负责\n信息请于每周五前报送，图片要清晰\n注意场地安全，落实值守\n",
    "verse": "我在桥上看水，\n水在桥下看我，\n一只白鸟飞过，\n带走了整个下午。\n",
    "a salutation": "各位领导、各位来宾，\n现在我宣布，大会开始。请全体起立。\n",
    "a signature": "特此通知，请遵照执行。联系人为办公室主任\n\n某某公司\n二〇一九年四月二十六日\n",
    "paragraphs": "第一段到这里结束。\n第二段从这里开始，也结束了。\n",
    "a title glued to the paragraph before": "他把棋盘一推，再也不肯下了。 好棋\n有个人因为嗜好下棋而误了农时，家里断了粮。\n",
    "a table": "| 一 | 二 |\n| 甲，乙 | 丙 |\n",
    "contents with leaders": "第一章　总则........1\n第二章　范围........4\n",
    "code": "```\n变量名，说明\n取值，范围。\n```\n",
    "an address": "联系地址：江北区文昌路九号，东侧\n邮编及电话见附件，请核对。\n",
    "English as it was written": "I have been looking at the boat again and I am\nafraid the hull is worse than we thought, and\nthe planks are rotten.\n",
    "mail": "From: Ada\nTo: Bert\nSubject: boat\n\nThe well-\nknown shipwright says that the hull is be-\nyond repair.\n",
    "mark-up source": "Title\n=====\n\n.. note::\n\n   the pre-\n   requisites and the after-\n   math\n",
    "an English poem": "the self-same lamp, the self-\nsame snow.\n",
}


@pytest.mark.parametrize(("raw", "expected"), CHINESE.values(), ids=CHINESE)
def test_a_line_end_inside_a_chinese_sentence_goes(raw, expected):
    """The halves of the sentence are joined without a blank."""
    assert SCRUB(raw) == expected


def test_an_extracted_english_page_is_joined():
    """Cut words lose their hyphen, known ones keep it, lines are joined by a blank, paragraphs stay."""
    expected = (
        "The keeper of the light was a man named Abel, who had lost the better part of his hearing in a war that nobody could "
        "afterwards remember the name of. He kept a ledger in which every well-known ship was entered with its colours, its "
        "bearing and, where he could make it out, its name.\n\nHis successors were less particular about such things, and several "
        "entries are no more than a cross.\n"
    )

    assert SCRUB(ENGLISH) == expected


def test_the_rest_of_a_cut_word_on_a_short_line_is_joined_on_both_sides():
    """A line that holds no more than the end of a cut word is part of the line before."""
    raw = ENGLISH.replace("remem-\nber the name of.", "remem-\nber,\nand that he himself would not speak of.")

    assert "remember, and that he himself would not speak of. He kept" in SCRUB(raw)


def test_a_hyphen_the_document_writes_elsewhere_stays():
    """A word hyphened in the middle of a line keeps its hyphen at the end of one."""
    raw = ENGLISH.replace("well-\nknown", "salt-\nworn") + "\nThe salt-worn ledger is lost.\n"

    assert "every salt-worn ship" in SCRUB(raw)


def test_the_only_cut_word_is_joined_when_the_document_has_it_whole():
    """One hyphen at a line end proves nothing; the same word elsewhere, and its half nowhere, does."""
    raw = "Few owners can afford to mea-\nsure the sway of a bridge.\n\nThose who measure it are surprised.\n"

    assert SCRUB(raw).startswith("Few owners can afford to measure the sway")
    assert SCRUB(raw.replace("who measure it", "who do")) == raw.replace("who measure it", "who do")


def test_a_download_stamp_tells_that_words_were_cut_by_pages():
    """The stamp goes before lines are judged, and its rule's name is what remains of it."""
    cut = (
        "Few owners can afford to mea-\nsure the sway of a bridge. Most wait until somebody complains, and then send for a man with a "
        "level, who comes on a quiet day and finds that nothing moves.\n"
    )
    stamp = "Downloaded from journals.arden.example by guest on 3 May 2011\n"

    assert "measure" in cleantext.scrub(stamp + cut).text
    assert "mea-\nsure" in cleantext.scrub(cut).text


def test_ligatures_repaired_before_tell_that_lines_were_extracted():
    """A document without cut words is joined when its ligatures show where it comes from."""
    raw = (
        "The \ufb01rst keepers of the light were men of few words, who kept a\n"
        "ledger of every ship that passed the point by day or night, and\n"
        "never \ufb01lled more than a line of it on any one day of the year,\n"
        "however rough.\n"
    )

    assert Pipeline([Characters(), Wraps()])(raw).count("\n") == 1
    assert SCRUB(raw) == raw


def test_a_sentence_cut_by_a_page_number_is_joined():
    """When furniture goes, the sentence it stood in is one again."""
    raw = "船还没有离岸，岸上忽然有人喊他。声音又尖又急，像是家里\n\n- 12 -\n\n出了什么大事。他回头去看。\n雪落在跳板上，立刻就化了。他把篙子横在膝上坐着，看着木头的颜色\n- 13 -\n一点一点变深。河面上没有风。\n"

    scrubbed = Pipeline([Furniture(), Wraps()])(raw)

    assert (
        scrubbed
        == "船还没有离岸，岸上忽然有人喊他。声音又尖又急，像是家里出了什么大事。他回头去看。\n雪落在跳板上，立刻就化了。他把篙子横在膝上坐着，看着木头的颜色一点一点变深。河面上没有风。\n"
    )


def test_a_page_that_ends_before_somebody_speaks_is_joined():
    """Words with a verb and a colon are the rest of a sentence, not a label."""
    raw = "雨下到第四天还没有停。渡口的绳子断了，水面上漂着整棵的树，几个人商量着谁去对岸报信，最后还是老\n船工开了口：他年轻时游过去三回，这一回也不怕。岸上的人都不作声。\n"

    assert SCRUB(raw).count("\n") == 1
    assert SCRUB(raw.replace("船工开了口：", "船工：")).count("\n") == 2


@pytest.mark.parametrize("raw", KEPT.values(), ids=KEPT)
def test_line_ends_that_say_something_stay(raw):
    """Headings, items, verse, tables, code, addresses and text written in lines keep their line ends."""
    assert SCRUB(raw) == raw


@pytest.mark.parametrize("raw", [PAGE, ENGLISH, *(raw for raw, _ in CHINESE.values())])
def test_joining_twice_is_joining_once(raw):
    """What one pass leaves, a second leaves too."""
    once = SCRUB(raw)

    assert SCRUB(once) == once


HYPHENS = (
    "The samples were weighed before and after the flood, and the pre-\nand post-flood figures were entered in the ledger of the sta-\n"
    "tion. Nobody had asked for the short-\nor the long-term mean, which the office in the capital had never pub-\nlished at all.\n"
)


def test_a_hyphen_whose_word_comes_later_stays():
    """In `pre- and post-flood` the first hyphen is no sign of a cut word, at a line end either."""
    joined = SCRUB(HYPHENS)

    assert "the pre- and post-flood figures" in joined
    assert "the short- or the long-term mean" in joined
    assert "the station. Nobody" in joined


def test_a_list_of_first_parts_stays():
    """A part that has a hyphen of its own is not the rest of a cut word."""
    raw = HYPHENS + "\nPrefixes in use:\npre-\npost-\ninter-\n"

    assert SCRUB(raw).endswith("\npre-\npost-\ninter-\n")


def test_a_hyphen_before_a_blank_goes_where_the_text_has_the_word():
    """Flattened lines leave `com- pany`; `pre- and` and words nobody wrote whole stay."""
    raw = "The company was founded in 1902. The com- pany met twice, pre- and post-war, with a mot- ley crew."

    assert SCRUB(raw) == raw.replace("com- pany", "company")


HALF_WIDTH = (
    "去年秋天,镇上修好了水渠,家家户户都通了自来水;今年春天,又铺了三条路。大娘把家里仅剩的几个鸡蛋,\n装进了篮子,让孩子送到学校去。"
)


def test_half_width_marks_are_marks():
    """A line end behind a half-width comma is one inside a sentence too."""
    assert SCRUB(HALF_WIDTH) == HALF_WIDTH.replace("\n", "")
