"""Adverts, notices, contacts and chrome: what goes as a line, as a sentence, out of a sentence, and what stays."""

import pytest

import cleantext
from cleantext import default_pipeline
from cleantext.filters.boilerplate.enclosures import find_enclosures
from cleantext.text import Text

BODY = [
    "全县农村人居环境整治工作会议昨日召开，会议传达了上级部署，通报了前三季度进展情况，各镇作了表态发言。",
    "会议指出，要把厕所改造、垃圾清运和污水治理摆在突出位置，压实镇村两级责任，做到有人管、有钱管、长效管。",
    "会议强调，要尊重农民意愿，不搞大拆大建，注意保护古树、古井和老房子，让村庄留得住记忆。",
    "会议要求，各镇要在十月底前完成摸底，建立台账，按月调度，对进展缓慢的村逐个约谈。",
    "会后，与会人员实地查看了河口村、石门村的改造现场，听取了村民代表的意见建议。",
]


def document(*, head=(), inside=(), tail=()):
    """Return a report with lines put before it, in the middle of it and behind it."""
    lines = [*head, *BODY[:3], *inside, *BODY[3:], *BODY[:3], *tail]
    return "".join(f"{line}\n" for line in lines)


def removed(raw, **options):
    """Return what the boilerplate filter takes out of a text, piece by piece."""
    result = default_pipeline(**options).scrub(raw)
    assert result.restore() == raw
    return [edit.removed for edit in result.edits if edit.kind in {"ad", "contact", "notice", "chrome", "marker"}]


@pytest.mark.parametrize(
    "line",
    [
        "更多乡村振兴材料请加薇信：lvye_2021，进群领取",
        "【内部资料仅供会员学习，严禁外传和商用，违者必究】",
        "本文档由绿野文稿库会员上传，请于下载后24小时内删除",
        "ｑ－ｑ：３１　８８　２６　７０　５",
        "绿野代写：述职报告、心得体会，原创保密，好评如潮，客服VX：lvye-88x",
        "读者交流群：          体验QQ群：        ",
        "已阅读 3 页，还剩 9 页未读，继续阅读",
        "打印本页　　关闭窗口",
        "首页 > 农业农村 > 工作动态",
        "Downloaded by Mia Harlow (mia.harlow@example.net)",
    ],
)
@pytest.mark.parametrize("place", ["head", "tail"])
def test_a_line_that_is_all_advert_goes_with_its_end(line, place):
    """Wherever it stands, and nothing else with it."""
    raw = document(**{place: [line]})

    assert cleantext.scrub(raw).text == document()


@pytest.mark.parametrize(
    ("sentence", "advert"),
    [
        ("要做到有人管。更多材料请加薇信：lvye_2021", "更多材料请加薇信：lvye_2021"),
        ("一是责任落实不到位*【更#多@材料~尽在绿*野^文稿】；二是资金不足。", "*【更#多@材料~尽在绿*野^文稿】"),
        ("群众满意率达到99.5%#绿~野@文*稿$，位居前列。", "#绿~野@文*稿$"),
        ("群众办事满意率稳步提升*#绿~野%文&稿^馆#*，位居前列。", "*#绿~野%文&稿^馆#*"),
        ("村里的老人都说好（绿·野·文·稿·馆 整理），日子有了盼头。", "（绿·野·文·稿·馆 整理）"),
        ("他抬起头，ｗｗω。lvyebook９。cοm窗外的雨还在下。", "ｗｗω。lvyebook９。cοm"),
        ("学得好，加 伽 青 哥 Ｖ 亻言：x k _ b j 7 7让孩子们安心。", "加 伽 青 哥 Ｖ 亻言：x k _ b j 7 7"),
    ],
)
def test_an_insert_is_cut_out_and_the_sentence_stays(sentence, advert):
    """What stands around an insert is left as it is, to the character."""
    assert removed(document(inside=[sentence])) == [advert]


@pytest.mark.parametrize(
    "line",
    [
        "有的村把收款码发到微信群里，过几分钟又撤回，群众意见很大。",
        "对“加微信领资料”“扫码进群”之类的虚假宣传，发现一起、查处一起。",
        "联系人：周海棠；电话：0837-6204455；QQ：2308817745；传真：0837-6204456。",
        "警方提醒：不要点击陌生人发来的下载链接，不要添加QQ：850211093之类的所谓客服。",
        "乙方不得转售源代码，违者应当承担违约责任；乙方应在离场后24小时内删除测试数据。",
        "“加我微信：songhe_2020，我把照片发给你。”她说完就挂了电话。",
        "【工作成效】一是厕所改造全面完成。",
        "合作社发展会员三百余户，统一购买农资，全年更新农机二十台。",
    ],
)
def test_prose_with_the_same_words_stays(line):
    """Reports, contracts, stories and an office's own contacts are no adverts."""
    assert removed(document(inside=[line])) == []


def test_a_name_learned_from_a_sure_advert_is_found_alone_and_disguised():
    """A vendor nobody listed gives its name away once."""
    raw = document(head=["绿野文行", "更多公文尽在绿野文行！"], inside=["整改台账（绿/野/文/行）已经建立。"])

    assert removed(raw) == ["绿野文行\n", "更多公文尽在绿野文行！\n", "（绿/野/文/行）"]


def test_a_name_in_a_plain_sentence_stays():
    """A name the adverts give away is no advert by itself."""
    raw = document(head=["更多公文尽在绿野文行！"], inside=["县里查处了绿野文行违规经营一事，责令其停业整顿。"])

    assert removed(raw) == ["更多公文尽在绿野文行！\n"]


def test_a_word_readers_are_asked_to_write_is_no_name():
    """What an advert wants noted on a request is a word of the document, whose lines stay."""
    raw = document(head=["资料群请加威信：lvye 7 3 0 1（注明“消防”）"], inside=["全年开展消防演练。", "消防典型材料"])

    assert removed(raw) == ["资料群请加威信：lvye 7 3 0 1（注明“消防”）\n"]


def test_a_slogan_inside_the_closing_block_goes_with_it():
    """A weak line between strong ones belongs to them."""
    tail = [
        "现在订阅立享全部会员资料",
        "自建平台，每日更新",
        "与时俱进常学常新",
        "【严打倒卖行为】",
        "举报倒卖会员资料者，免费赠送一年会员！",
    ]

    assert removed(document(tail=tail)) == [f"{line}\n" for line in tail]


def test_a_signature_between_adverts_stays():
    """An office and a date are no slogans."""
    tail = ["更多材料请加薇信：lvye_2021，进群领取", "河口县农业农村局", "2023年11月9日", "【内部资料，严禁外传，违者必究】"]

    assert "河口县农业农村局\n2023年11月9日\n" in cleantext.scrub(document(tail=tail)).text


def test_the_lines_that_frame_an_advert_go_with_it():
    """A box around an advert is part of it; a rule between paragraphs is not."""
    frame = ["┌──────────┐", "   更多电子书免费下载尽在绿野书屋 www.lvyebook.com", "└──────────┘"]

    assert removed(document(inside=frame)) == [f"{line}\n" for line in frame]
    assert removed(document(inside=["----------"])) == []


def test_a_paywall_stub_goes_and_the_document_is_flagged():
    """What is missing is said, not hidden."""
    result = cleantext.scrub(document(tail=["（剩余2871字，付费后可阅读全文）"]))

    assert result.text == document()
    assert result.flags == {"truncated"}


def test_what_counted_stands_on_the_edit():
    """Each edit says which evidence it rests on, with its points, and they make its confidence."""
    (edit,) = (edit for edit in cleantext.scrub(document(head=["更多材料请加薇信：lvye_2021"])).edits if edit.kind != "space")

    assert edit.rules[0] in {item.rule for item in edit.evidence}
    assert edit.confidence == pytest.approx(1 - 2 ** (-sum(item.weight for item in edit.evidence) / 3))
    assert all(item.why for item in edit.evidence)


def test_weak_evidence_is_a_finding():
    """A suspect that stays is reported with its reason."""
    result = cleantext.scrub(document(tail=["期待您的参与"]))

    assert "期待您的参与" in result.text
    assert [finding.removed for finding in result.findings] == ["期待您的参与\n"]


def test_a_lower_threshold_takes_what_was_a_finding():
    """How sure is sure enough is the caller's choice."""
    raw = document(tail=["期待您的参与"])

    assert removed(raw, threshold=0.55) == ["期待您的参与\n"]


@pytest.mark.parametrize(
    "lines",
    [
        ["```", "<!-- 第 1 页 共 1 页 -->", "更多材料请加薇信：lvye_2021，进群领取", "```"],
        ["| 注意事项 | 要求 |", "| 报名 | 认准官方网站，不点陌生链接 |"],
        ["八、联系方式", "联系人：鲁老师；手机：139 4130 2276；QQ交流群：641098325；微信：qhb_photo。"],
        ["1. 登录市图书馆网站上传；", "2. 关注市图书馆微信公众号，在对话框回复“摄影”二字获取入口；", "3. 邮件主题请写姓名。"],
        ["5 of 5"],
        ["【高一物理第5讲】"],
    ],
)
def test_what_the_text_itself_says_stays(lines):
    """Code, tables, an office's own contacts and items, headings and ratings are no adverts."""
    assert removed(document(inside=lines)) == []


def test_the_references_of_a_text_stay():
    """A work that was never published is no goods of a vendor's, though a list of works stands where vendors put their lines."""
    references = [
        "[1] 青湾县文化馆．青湾渔歌图录．青湾：内部资料，2009：31",
        "[2] 方若兰．青湾渔歌的调式．民间音乐，2014(2)：60-62",
    ]
    notice = [
        "本页由网友共同编辑，仅供参考，如有侵权请联系我们删除",
        "浏览次数：3127次　　编辑次数：12次　　最近更新：2022-08-30",
    ]

    assert not set(removed(document(tail=[*references, *notice]))) & {f"{line}\n" for line in references}


def test_everyday_english_words_are_no_names_of_vendors():
    """A word that one advert mentions does not take the heading that is only this word."""
    raw = document(inside=["JavaScript"], tail=["Sign up for our free newsletter and get weekly JavaScript tips in your inbox!"])
    assert "JavaScript\n" in default_pipeline().scrub(raw).text


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("学习体会不会写？知^秋^稿^库一搜就有", ""),
        ("垃圾分类由点到面~墨^池&材$料~", "垃圾分类由点到面"),
        ("县卫生监督所上半年工作总结｛墨^池&材$料｜独家收录｝", "县卫生监督所上半年工作总结"),
        ("【(墨)(池)(社)】", ""),
    ],
)
def test_a_slogan_in_noise_goes_with_what_belongs_to_it(line, left):
    """The question that leads up to it and its brackets go; a title before it stays."""
    assert default_pipeline().scrub(document(inside=[line])).text == document(inside=[left] if left else [])


@pytest.mark.parametrize(
    ("sentence", "insert"),
    [
        ("群众推窗﹝绿野·文稿屋﹞见绿、出门进园的愿望正在变为现实。", "﹝绿野·文稿屋﹞"),
        ("对动作慢的村，不催促、不代替【绿野文稿屋】，可用实例引导。", "【绿野文稿屋】"),
        ("想了多年的事总算办成了。{{全套·绿野文稿屋}}", "{{全套·绿野文稿屋}}"),
    ],
)
def test_a_name_in_brackets_a_text_does_not_use_goes_where_the_document_has_it_again(sentence, insert):
    """Nothing has to know the name: it stands in odd places only."""
    assert removed(document(inside=[sentence], tail=["绿野文稿屋"])) == [insert, "绿野文稿屋\n"]


@pytest.mark.parametrize(
    "line",
    [
        "请点击页面右上角的【我要报名】按钮，按提示填报。",
        "依据〔二〇一九〕第三号文件的要求，逐项落实。",
        "老站长把【老站长】三个字写在登记簿的第一页。",
    ],
)
def test_brackets_a_clause_needs_stay(line):
    """A button, a number of a file and a word that is shown are the text's own."""
    assert removed(document(inside=[line, "我要报名", "老站长"])) == []


@pytest.mark.parametrize(
    "line",
    ["查规划、看图集、下台账，上绿*野*文*稿！", "各村规划、台账、图集，尽收绿·野·文·稿·馆！"],
)
def test_what_is_to_be_had_at_a_name_in_noise_goes_with_it(line):
    """The words before the name are goods, whatever they say."""
    assert removed(document(tail=[line])) == [f"{line}\n"]


def test_brackets_behind_a_title_go_without_the_title():
    """Also those in which the same words are no quotation, and ornaments."""
    for advert in ("「绿野材料社原创精品」", "★绿野秘书圈·圈友内部稿★"):
        assert removed(document(head=[f"全县农村人居环境整治工作情况报告{advert}"])) == [advert]


KINDS_OF_BRACKETS = "【 】,〔 〕,[ ],〖 〗,﹝ ﹞,⟨ ⟩,﹤ ﹥,｛ ｝,< >,《《 》》,{{ }},(( )),→ ←,← →,↗ ↖,👉 👈,& &,$$ $$,+++ +++"
SYMBOLS = "★☆◆◇■▲▼●◎※♦♣♠♥❤✦✧❀♪▓█🔸🔹⭐🔥✨"


@pytest.mark.parametrize(
    ("opening", "closing"), [*(kind.split() for kind in KINDS_OF_BRACKETS.split(",")), *((symbol, symbol) for symbol in SYMBOLS)]
)
def test_brackets_of_any_kind_are_seen_in_a_clause(opening, closing):
    """Groups are looked for only where one may open, which must know each kind."""
    assert find_enclosures(Text(f"要把实事办好{opening}松鹤文苑{closing}办实。"))


@pytest.mark.parametrize(
    "line",
    [
        "各类讲话稿、调研报告成稿快，改到您满意为止，首单八折",
        "全站课件教案随便下，会员一天不到一毛钱",
        "想要同款方案模板？主页置顶自取，持续更新",
    ],
)
def test_a_short_open_line_with_words_of_adverts_of_several_kinds_goes(line):
    """No rule has to know its phrases: goods, terms, calls and praise come together in no line of a report."""
    assert removed(document(inside=[line])) == [f"{line}\n"]


@pytest.mark.parametrize(
    "line",
    [
        "关于推荐优秀课件和教案、免费发放教学资源的通知",
        "表3　会员下载资料的次数和付费方式",
        "A. 免费下载课件　B. 关注公众号　C. 购买会员　D. 转发分享",
        "我给店里的会员发了优惠券，免费领到资料的人都很高兴",
    ],
)
def test_titles_captions_options_and_what_somebody_tells_of_himself_stay(line):
    """They have the same words."""
    assert removed(document(inside=[line])) == []


def test_a_contact_in_a_remark_goes_where_the_sentence_speaks_of_nobody_to_be_reached():
    """The same remark behind a person stays."""
    raw = document(
        inside=["支持各镇上传台账（完整版加薇：lvye_2021），杜绝多头报送。", "有疑问的，请与周老师（微信：lvye_2022）联系。"]
    )

    assert removed(raw) == ["（完整版加薇：lvye_2021）"]


def test_an_insert_in_the_middle_of_a_clause_leaves_the_words_around_it():
    """Also where it has no brackets, and what is around it says nothing of adverts."""
    assert removed(document(inside=["要尊重农民意愿，不搞大拆v信lvye_2021大建，注意保护古树。"])) == ["v信lvye_2021"]
