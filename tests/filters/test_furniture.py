"""Page furniture goes; lines that are merely repeated or counted stay."""

import pytest

from cleantext.filters.furniture import Furniture
from cleantext.pipeline import Pipeline

SCRUB = Pipeline([Furniture()])

RIVER = (
    "河流的上游坡度大、流速快，河谷多呈峡谷。到了中游，河流开始向两侧",
    "侵蚀，河谷逐渐展宽。下游泥沙沉积，形成平原。沿岸居民逐渐形成了",
    "城镇和港口。",
)
SEA = (
    "The walls were built to keep the sea out, and for many years",
    "they did so, until the winter in which the old pier went",
    "down with two boats.",
)

GONE = {
    "heads of two pages in capitals, behind a table": (
        (
            "One box in five was left unused on purpose, so that the\n212     PENNYWHISTLE AND OKONJO\neffects of the timber itself could be seen.\n"
            "Width       1     2\nunder 1     4    61\nabove 1     9    45\nMOTH-OWLS IN HEDGES     213\nThe rest of them was eaten by mice.\n"
        ),
        (
            "One box in five was left unused on purpose, so that the\neffects of the timber itself could be seen.\n"
            "Width       1     2\nunder 1     4    61\nabove 1     9    45\nThe rest of them was eaten by mice.\n"
        ),
    ),
    "what a recognition writes above its pages": (
        "速扫助手 识别结果 1/2\n今年以来，全镇共登记居民三千户，发放手册三千份。\n各村都有专人负责。\n\n速扫助手 识别结果 2/2\n下一步要抓好落实。\n",
        "今年以来，全镇共登记居民三千户，发放手册三千份。\n各村都有专人负责。\n\n下一步要抓好落实。\n",
    ),
    "heads and feet of pages with a gutter": (
        (
            "HARBOUR COMMITTEE\nMay 4   -   ROUGH DRAFT   -   2\n01  The committee will come to order.  We have one item this\n"
            "02  morning, the night ferry bill, and two witnesses who have\n03  driven a long way to be here.  The last boat leaves at\n"
            "04  six, and if a child has a fever they wait, or they call the\n05  helicopter, or wake my brother.  In the past year he has\n"
            "06  been woken many times.\n2\n\nHARBOUR COMMITTEE\nMay 4   -   ROUGH DRAFT   -   3\n"
            "01  The fiscal note puts a second crew at a sum that nobody\n02  here would find.  I would find it where you found the money\n"
            "03  for the new sign, sir.  It says that the hours are to be\n04  reasonable, and everybody on the landing has an answer and\n"
            "05  no two are alike, so that we\n06  took a vote.\n3\n"
        ),
        (
            "The committee will come to order.  We have one item this\n"
            "morning, the night ferry bill, and two witnesses who have\ndriven a long way to be here.  The last boat leaves at\n"
            "six, and if a child has a fever they wait, or they call the\nhelicopter, or wake my brother.  In the past year he has\n"
            "been woken many times.\n\n"
            "The fiscal note puts a second crew at a sum that nobody\nhere would find.  I would find it where you found the money\n"
            "for the new sign, sir.  It says that the hours are to be\nreasonable, and everybody on the landing has an answer and\n"
            "no two are alike, so that we\ntook a vote.\n"
        ),
    ),
    "the only page number, wedged between paragraphs": (
        "雨下了整整一夜，屋檐下的水缸都满了。\n· 213 ·\n第二天一早，他带着伞出了门。\n",
        "雨下了整整一夜，屋檐下的水缸都满了。\n第二天一早，他带着伞出了门。\n",
    ),
    "heads of left and right pages, set close to numbers that count on": (
        f"{RIVER[0]}\n63 乡土地理\n{RIVER[1]}\n第二章 河流 64\n{RIVER[2]}\n湖泊比河流安静得多，水面常年没有风浪。\n65 乡土地理\n湖边的人靠打鱼过活。\n",
        "\n".join(RIVER) + "\n湖泊比河流安静得多，水面常年没有风浪。\n湖边的人靠打鱼过活。\n",
    ),
    "heads of one left and one right page, far from their numbers": (
        f"{SEA[0]}\n204          H. Lind and T. Achter\n{SEA[1]}\nThe Walls of Harbour Street          205\n{SEA[2]}\n",
        "\n".join(SEA) + "\n",
    ),
    "a head that ends in an abbreviation, beside page numbers": (
        f"Marrow Bay v. Tidewell, Inc.\nPage 47\nHe rose.\n{SEA[0]}\nMarrow Bay v. Tidewell, Inc.\nPage 48\n{SEA[1]}\n{SEA[2]}\n",
        "\n".join(("He rose.", *SEA)) + "\n",
    ),
    "heads of left and right pages with dots around their numbers": (
        f"{RIVER[0]}\n·88·　　乡土地理\n{RIVER[1]}\n第四章　湖泊　　·89·\n{RIVER[2]}\n湖边的人靠打鱼过活，一年四季都在水上，很少有人\n·90·　　乡土地理\n上岸。\n",
        "\n".join(RIVER) + "\n湖边的人靠打鱼过活，一年四季都在水上，很少有人\n上岸。\n",
    ),
    "a head above each page of a gutter": (
        "".join(
            "RIVER INQUIRY - DAY 3\n" + "".join(f"{number}\t{line}\n" for number, line in enumerate(page, start=1))
            for page in (
                (
                    "MS. QUILL:  Would you tell the Board how long",
                    "you have kept the gate?",
                    "A.   Since my father gave",
                    "it up, in the spring.",
                ),
                (
                    "Q.   And how often has it been",
                    "opened at night?",
                    "A.   Once for the flood and once for",
                    "the film people, who had",
                    "a paper from the county.",
                ),
            )
        ),
        (
            "MS. QUILL:  Would you tell the Board how long\nyou have kept the gate?\nA.   Since my father gave\nit up, in the spring.\n"
            "Q.   And how often has it been\nopened at night?\nA.   Once for the flood and once for\nthe film people, who had\na paper from the county.\n"
        ),
    ),
    "a gutter beside paragraphs with an indent": (
        "".join(
            f"{number}  {line}\n"
            for number, line in enumerate(
                (
                    "　　河上原有一座木桥，每逢大水便被冲走，两岸的人",
                    "只好绕到十里外去过河。后来县里出钱修了石桥，桥",
                    "墩用的是山上的青石，一块有千把斤重。",
                    "　　桥修好那天，镇上的人都来了，孩子们在桥上跑来",
                    "跑去，老人们扶着栏杆往下看，说水还是从前的水，只",
                    "是再也不怕它了。",
                ),
                start=1,
            )
        ),
        (
            "　　河上原有一座木桥，每逢大水便被冲走，两岸的人\n只好绕到十里外去过河。后来县里出钱修了石桥，桥\n墩用的是山上的青石，一块有千把斤重。\n"
            "　　桥修好那天，镇上的人都来了，孩子们在桥上跑来\n跑去，老人们扶着栏杆往下看，说水还是从前的水，只\n是再也不怕它了。\n"
        ),
    ),
    "feet of slides that count up to their total": (
        "欢迎新同事\n人事科 1 / 3\n上班八点半，下班五点半。\n午休一小时。\n人事科 2 / 3\n请假要提前一天。\n病假附证明。\n人事科 3 / 3\n",
        "欢迎新同事\n上班八点半，下班五点半。\n午休一小时。\n请假要提前一天。\n病假附证明。\n",
    ),
    "heads that name the issue of a journal": (
        "Annals of Harbour Works 12 (2009) 41-57\nThe pier was measured twice, at the first low tide of March and again in the week after the storm.\n42 B. Ohlin / Annals of Harbour Works 12 (2009)\nIt had sunk by the width of a hand, and the harbour master refused to believe it.\n",
        "The pier was measured twice, at the first low tide of March and again in the week after the storm.\nIt had sunk by the width of a hand, and the harbour master refused to believe it.\n",
    ),
    "a page of how many": ("他走了。\n第 3 页 共 12 页\n她也走了。\n", "他走了。\n她也走了。\n"),
    "an English page of how many": ("He left.\nPage 3 of 12\nSo did she.\n", "He left.\nSo did she.\n"),
    "numbers between dashes that cut sentences": (f"{RIVER[0]}\n- 3 -\n{RIVER[1]}\n- 4 -\n{RIVER[2]}\n", "\n".join(RIVER) + "\n"),
    "bare numbers that cut sentences": (f"{RIVER[0]}\n23\n{RIVER[1]}\n24\n{RIVER[2]}\n", "\n".join(RIVER) + "\n"),
    "a head beside numbers": (
        f"{RIVER[0]}\n23\n\n乡土地理读本\n{RIVER[1]}\n24\n\n乡土地理读本\n{RIVER[2]}\n",
        "\n".join(RIVER) + "\n",
    ),
    "a head and its page in one line": (
        "安环部 内部材料 第 1 页\n发现火情先断电，再报警。\n安环部 内部材料 第 2 页\n报警以后疏散人员，清点人数，最后扑救。\n",
        "发现火情先断电，再报警。\n报警以后疏散人员，清点人数，最后扑救。\n",
    ),
    "heads at either side of the number": (
        f"{SEA[0]}\n46 HARBOUR WALLS\n{SEA[1]}\nHARBOUR WALLS 47\n{SEA[2]}\n",
        "\n".join(SEA) + "\n",
    ),
    "a head without number that cuts sentences": (
        f"{SEA[0]}\n\nHarbour Walls\n\n{SEA[1]}\n\nHarbour Walls\n\n{SEA[2]}\n",
        "\n".join(SEA) + "\n",
    ),
    "a gutter": (
        (
            "1  原告林某与被告家政公司合同纠纷一案，本院立案后\n2  依法公开审理，原告到庭参加\n3  诉讼。现已审理终结。\n4  原告提出请求，判令被告退还\n"
            "5  服务费，并由被告承担本案的\n6  全部费用。\n"
        ),
        "原告林某与被告家政公司合同纠纷一案，本院立案后\n依法公开审理，原告到庭参加\n诉讼。现已审理终结。\n原告提出请求，判令被告退还\n服务费，并由被告承担本案的\n全部费用。\n",
    ),
    "a gutter parted from its text by wide blanks": (
        "1　原告林某与被告家政公司合同纠纷一案，本院立案后\n2　依法公开审理，原告到庭参加\n3　诉讼。现已审理终结。\n4　原告提出请求，判令被告退还\n5　服务费，并由被告承担本案的\n6　全部费用。\n",
        "原告林某与被告家政公司合同纠纷一案，本院立案后\n依法公开审理，原告到庭参加\n诉讼。现已审理终结。\n原告提出请求，判令被告退还\n服务费，并由被告承担本案的\n全部费用。\n",
    ),
    "an issue on the first page and beside a number": (
        f"水文与地理　　2019 年第 4 期\n\n河流的三段\n一、分法\n{RIVER[0]}\n水文与地理　　2019 年第 4 期\n— 12 —\n{RIVER[1]}\n— 13 —\n{RIVER[2]}\n",
        f"\n河流的三段\n一、分法\n{chr(10).join(RIVER)}\n",
    ),
    "a head with the title of the document": (
        f"山区河流的三段分法及其应用\n\n一、引言\n{RIVER[0]}\n许文：山区河流的三段分法\n- 3 -\n{RIVER[1]}\n- 4 -\n{RIVER[2]}\n",
        f"山区河流的三段分法及其应用\n\n一、引言\n{chr(10).join(RIVER)}\n",
    ),
    "a number beside words of another head": (
        f"T. Moss / Coast Notes 9 (2003) 40-52\n{SEA[0]}\n41   T. Moss / Coast Notes\n{SEA[1]}\nT. Moss / Coast Notes 9 (2003) 40-52\n{SEA[2]}\n",
        "\n".join(SEA) + "\n",
    ),
    "feet of slides": (
        "防汛知识\n\n水务科 1/9\n\n雨前清沟，雨后再清一遍，淤泥当天运走。\n\n水务科 2/9\n\n雨中巡查，两人一组，带上手电和哨子。\n\n水务科 3/9\n",
        "防汛知识\n\n\n雨前清沟，雨后再清一遍，淤泥当天运走。\n\n\n雨中巡查，两人一组，带上手电和哨子。\n\n",
    ),
    "a page number over a heading": (
        "防汛知识\n一、常见疏漏\n只查大堤，不查涵闸，水泵没人管\n- 2 -\n第二节　　巡查\n雨中巡查，两人一组。\n- 3 -\n雨后清点工具，补足沙袋。\n",
        "防汛知识\n一、常见疏漏\n只查大堤，不查涵闸，水泵没人管\n第二节　　巡查\n雨中巡查，两人一组。\n雨后清点工具，补足沙袋。\n",
    ),
    "where the article goes on": ("他走了，门没有关，灯也亮着。\n（下转第 5 页）\n", "他走了，门没有关，灯也亮着。\n"),
    "a page and the pages of the book": (
        "He left.\n\n31 / 212\nSo did she.\n\nIt rained all week.\n\n32 / 212\nNobody wrote.\n",
        "He left.\n\nSo did she.\n\nIt rained all week.\n\nNobody wrote.\n",
    ),
    "pages of one line each": (
        "31 / 212\nHe left before the rain.\n32 / 212\nShe stayed for the winter.\n33 / 212\n",
        "He left before the rain.\nShe stayed for the winter.\n",
    ),
    "one page and its total inside a sentence": (f"{RIVER[0]}\n31 / 212\n{RIVER[1]}\n", f"{RIVER[0]}\n{RIVER[1]}\n"),
    "two heads with wide gaps, one of which cuts a sentence": (
        f"第五章　河谷　　81\n\n{RIVER[0]}\n第五章　河谷　　83\n{RIVER[1]}{RIVER[2]}\n",
        f"\n{RIVER[0]}\n{RIVER[1]}{RIVER[2]}\n",
    ),
    "two heads that stand in the contents as well": (
        f"第四章　河源　　60\n第五章　河谷　　81\n第六章　河口　　99\n\n{RIVER[0]}\n第五章　河谷　　83\n{RIVER[1]}\n第五章　河谷　　85\n{RIVER[2]}\n",
        f"第四章　河源　　60\n第五章　河谷　　81\n第六章　河口　　99\n\n{chr(10).join(RIVER)}\n",
    ),
    "a page of the printed book": ("He left.\n\n[Pg 14]\nSo did she.\n", "He left.\n\nSo did she.\n"),
    "a gutter that starts anew, with a number in the text": (
        (
            "1   BY MR. HALE:\n2      Q.  Were you in the yard when the\n3   truck came in?\n4      A.  I was.  I counted about\n5   7 men.\n6      Q.  And\n"
            "1   then?\n2      A.  Then they all went over to the\n3   far side of the yard.\n4      Q.  Did you call the\n5   office?\n"
        ),
        (
            "BY MR. HALE:\n   Q.  Were you in the yard when the\ntruck came in?\n   A.  I was.  I counted about\n7 men.\n   Q.  And\n"
            "then?\n   A.  Then they all went over to the\nfar side of the yard.\n   Q.  Did you call the\noffice?\n"
        ),
    ),
}

RULES = "闸门每年开春以前检修一次，先放空前池，再清理门槽里的泥沙，最后在转轴上涂一层黄油，由两个人一起试开三次。"

GONE |= {
    "heads with P and a number": (
        f"车辆调度中心 2019 版 P1\n\n{RULES}\n\n车辆调度中心 2019 版 P2\n{RULES}\n\n车辆调度中心 2019 版 P3\n{RULES}\n",
        f"\n{RULES}\n\n{RULES}\n\n{RULES}\n",
    ),
    "heads that begin with glyphs": (
        f"(cid:7)(cid:19) 水利文集　　88\n{RULES}\n(cid:7)(cid:19) 水利文集　　89\n{RULES}\n",
        f"{RULES}\n{RULES}\n",
    ),
    "counted heads, but no row with another figure": (
        (
            "　　船到渡口的时候天已经黑了，岸上一个\n10　　河上旧事\n人也没有，只有狗在叫。\n　　他把缆绳系好，回头看了看那盏\n河上旧事　　11\n"
            f"灯，灯还亮着。\n　　第二天一早，河面上起了大雾，对面的\n12　　河上旧事\n山一点也看不见。\n{RULES}\n运盐的船　　45\n"
        ),
        (
            "　　船到渡口的时候天已经黑了，岸上一个\n人也没有，只有狗在叫。\n　　他把缆绳系好，回头看了看那盏\n"
            f"灯，灯还亮着。\n　　第二天一早，河面上起了大雾，对面的\n山一点也看不见。\n{RULES}\n运盐的船　　45\n"
        ),
    ),
    "the head of the next chapter, on the next page": (
        (
            "　　船到渡口的时候天已经黑了，岸上一个\n10　　河上旧事\n人也没有，只有狗在叫。\n　　他把缆绳系好，回头看了看那盏\n第二章　渡口　　11\n"
            "灯，灯还亮着。\n　　第二天一早，河面上起了大雾，对面的\n12　　河上旧事\n山一点也看不见。\n　　雾散了，人都来了。\n第三章　盐船　　13\n"
        ),
        (
            "　　船到渡口的时候天已经黑了，岸上一个\n人也没有，只有狗在叫。\n　　他把缆绳系好，回头看了看那盏\n"
            "灯，灯还亮着。\n　　第二天一早，河面上起了大雾，对面的\n山一点也看不见。\n　　雾散了，人都来了。\n"
        ),
    ),
}

KEPT = {
    "a chapter's number between dots in every heading": "第一章　河流　·1·\n河流向海。\n第二章　湖泊　·2·\n湖泊向天。\n",
    "steps that count on beside words that return": (
        "1 准备材料\n先把木板锯成三块，长短要一样。\n打磨边缘。\n2 上胶\n胶要涂得薄而匀，等一刻钟。\n压上重物。\n3 准备材料\n再锯两块。\n"
    ),
    "scores with one total": "第一题 3/9\n第二题 4/9\n第三题 5/9\n",
    "sources of an anthology": "散步\n原载《河岸》2019年第4期\n他走了。\n\n吃茶\n原载《河岸》2019年第4期\n她也走了。\n",
    "numbered chapters": "1\n\n她十九岁离开家。\n\n2\n\n城里的冬天暖和。\n\n3\n\n她有了自己的铺子。\n",
    "headings in every part": "甲村\n一、成效\n修了路。\n二、不足\n办法少。\n乙村\n一、成效\n通了水。\n二、不足\n人手少。\n",
    "a refrain": "归来吧\n浪迹天涯的人\n归来吧\n别再四处漂泊\n归来吧\n",
    "numbered exercises": "练习 1\n\n填空。\n\n练习 2\n\n选择。\n\n练习 3\n\n问答。\n",
    "a homework plan": "周一：完成练习册第 3 页\n周二：完成练习册第 4 页\n周三：完成练习册第 5 页\n",
    "a table with a counting column": "".join(f"{n}  职工{n}  综合科  {20 + n}岁\n" for n in range(1, 9)),
    "a numbered list": "".join(f"{n}. 注意事项之{n}\n" for n in range(1, 9)),
    "a listing with line numbers": '1  import os\n2  for name in os.listdir():\n3      print(name)\n4      if name:\n5          break\n6  print("done")\n7  exit()\n',
    "scores": "3/4\n1/2\n5/8\n",
    "a single number of a total": "他走了。\n\n31 / 212\n\n她也走了。\n",
    "days of a diary": "5/12\n\n早上下雪，中午停了。\n\n6/12\n\n去镇上买米。\n\n7/12\n\n在家。\n",
    "marks that rise and fall": "甲组的答卷很整齐。\n\n31 / 40\n\n乙组的有涂改。\n\n32 / 40\n\n丙组没写完。\n\n28 / 40\n",
    "marks beside names": "陆川\n31 / 40\n白桦\n32 / 40\n石磊\n33 / 40\n",
    "marks under one another": "31 / 40\n32 / 40\n33 / 40\n",
    "a count beyond its total": "他走了。\n\n31 / 20\n\n她也走了，没有说话。\n\n32 / 20\n\n天黑了。\n",
    "a fraction inside a sentence": "把面粉和糖混合，再倒入\n1 / 2\n杯牛奶，搅匀。\n",
    "headings with wide gaps before their numbers": "上游　　1\n\n水急滩多，不通船。\n\n上游　　2\n\n两岸是松林。\n",
    "rows of a small table": "河名　　长度\n清河　　12\n白河　　24\n清河　　13\n白河　　25\n",
    "people under study": "".join(f"受访船工 P{n}\n\n{RULES}\n\n" for n in (1, 2, 3)).rstrip() + "\n",
    "car parks of a centre": "会展中心 P1\n会展中心 P2\n会展中心 P3\n",
    "glyphs before figures that do not count": f"(cid:12)(cid:3) 甲乡　　120\n{RULES}\n(cid:12)(cid:3) 甲乡　　98\n{RULES}\n",
    "a list marker": "- 90 分以上为优秀\n- 60 分以上为合格\n",
    "contents": "第一章　总则........1\n第二章　范围........4\n",
    "repeated code": "class A:\n    @property\n    def one(self):\n        return 1\n\nclass B:\n    @property\n    def one(self):\n        return 2\n",
    "a page named in a sentence": "请翻到第 3 页。\n图见第 4 页。\n",
}


@pytest.mark.parametrize(("raw", "expected"), GONE.values(), ids=GONE)
def test_furniture_goes(raw, expected):
    """Page numbers, heads and gutters go with their lines, and with the blank lines inside a sentence."""
    assert SCRUB(raw) == expected


@pytest.mark.parametrize("raw", KEPT.values(), ids=KEPT)
def test_what_is_merely_repeated_or_counted_stays(raw):
    """Headings, refrains, lists, tables and code are no furniture."""
    assert SCRUB(raw) == raw


def test_furniture_is_chrome():
    """Its edits carry the kind, a rule and the evidence."""
    edit = SCRUB.scrub("他走了。\n第 3 页 共 12 页\n她也走了。\n").edits[0]

    assert (edit.kind, edit.rules, edit.evidence[0].rule) == ("chrome", ("page-number",), "page-of-pages")
