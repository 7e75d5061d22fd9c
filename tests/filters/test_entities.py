"""Leftover references and tags are decoded in running text, and stay where the text shows them."""

import pytest

from cleantext.filters.entities import Entities
from cleantext.pipeline import Pipeline

SCRUB = Pipeline([Entities()])

REPAIRED = {
    "a rare name": ("她说&OpenCurlyQuote;好&rsquor;，就走了&mldr;", "她说‘好’，就走了…"),
    "pictures and items of a converted book": (
        '<img src="images/00012.jpg" alt="" />\n从丽江出发，向北走两天，就到了金沙江边最大的驿站，马帮在此换马、补盐、等候过江的溜索。\n驿站里有三样东西最要紧：\n<li>一是草料，没有草料，马走不出峡谷；</li>\n<li>二是盐巴。</li>',
        "\n从丽江出发，向北走两天，就到了金沙江边最大的驿站，马帮在此换马、补盐、等候过江的溜索。\n驿站里有三样东西最要紧：\n一是草料，没有草料，马走不出峡谷；\n二是盐巴。",
    ),
    "quotation marks": ("她说：&ldquo;走吧。&rdquo;", "她说：“走吧。”"),
    "a dash of two": ("名单&mdash;&mdash;已经公布", "名单——已经公布"),
    "a decimal reference": ("路易&#183;雷诺", "路易·雷诺"),
    "a hexadecimal reference": ("约翰&#xB7;史密", "约翰·史密"),
    "escaped twice": ("外面有人。&amp;rdquo;他说", "外面有人。”他说"),
    "the ampersand lost behind a figure": ("最后一位是字母 O#xff0c;不是数字 0#x3002;", "最后一位是字母 O，不是数字 0。"),
    "the semicolon of a number lost": ("租期&#65306三年&#65292到期&#652925日内搬离&#12290", "租期：三年，到期，5日内搬离。"),
    "all of an English line": ("&#84;&#119;&#111;&#32;&#109;&#101;&#110;&#59;&#32;&#111;&#110;&#101;", "Two men; one"),
    "the ampersand lost": ("什么也没有#xff0c;只有雨", "什么也没有，只有雨"),
    "a blank between ideographs": ("有人劝她换点&nbsp;钱，她没有答应。", "有人劝她换点钱，她没有答应。"),
    "a blank between words": ("two&nbsp;words", "two words"),
    "several blanks between words": ("two&nbsp;&nbsp;words", "two words"),
    "an indent of blanks": ("&nbsp;&nbsp;那年冬天下了很大的雪，路都封了。", "那年冬天下了很大的雪，路都封了。"),
    "no semicolon": ("雨停了&hellip;&hellip;天亮了", "雨停了……天亮了"),
    "signs": ("5 &lt; 8，Smith &amp; Sons", "5 < 8，Smith & Sons"),
    "a reference at the end of an English line": ("He said no.&rdquo;", "He said no.”"),
    "a text with an escape and an entity": (
        "They escaped. The entity &mdash; a firm &mdash; paid.",
        "They escaped. The entity — a firm — paid.",
    ),
    "a zero-width reference": ("这是一个很长的&#8203;词组。", "这是一个很长的词组。"),
    "a stray tag": (
        "天亮了，村口的大喇叭又响起来，催人下地，<span class='t'>他</span>还没回来。",
        "天亮了，村口的大喇叭又响起来，催人下地，他还没回来。",
    ),
    "on a page with labels": (
        "旧城门建于明代（1402&ndash;1405），位于河&middot;桥之间，城砖上有字。词条标签：城门",
        "旧城门建于明代（1402–1405），位于河·桥之间，城砖上有字。词条标签：城门",
    ),
    "codes of subtitles": (
        "1\n00:00:02,120 --> 00:00:05,400\n{\\an8}船到了\n\n2\n00:00:06,000 --> 00:00:07,400\n{\\i1\\pos(20,30)}快跑{\\i0}\n",
        "1\n00:00:02,120 --> 00:00:05,400\n船到了\n\n2\n00:00:06,000 --> 00:00:07,400\n快跑\n",
    ),
    "a line break as a tag": ("第一行<br/>第二行", "第一行\n第二行"),
}

INN = (
    "“Nobody has slept in that room since the spring,” said Tamsin, and put the key back on its hook.",
    "The traveller didn’t answer. He looked at the rain — it had not stopped — and at his boots.",
    "“Then I’ll be the first,” he said. “Stoat & Sons sent me here, and they will pay.”",
)
TAGGED_INN = (
    '<p class="first">&#8220;Nobody has slept in that room since the spring,&#8221; said Tamsin, and put the key back on its hook.</p>',
    "<p>The traveller didn&#8217;t answer. He looked at <i>the rain</i> &#8212; it had not stopped &#8212; and at his boots.</p>",
    "<p>&ldquo;Then I&rsquo;ll be the first,&rdquo; he said. &ldquo;Stoat &amp; Sons sent me here, and they will pay.&rdquo;</p>",
)
FERRY = (
    "“走吧。”船老大说。",
    "雨下了一夜，河水涨到了第三级台阶，对岸的灯火已经看不见了。",
    "他解开缆绳，又回头看了一眼码头，没有人来送。",
)
TAGGED_FERRY = (
    '<p class="t">&#8220;走吧。&#8221;船老大说。</p>',
    '<p class="t">&nbsp;&nbsp;雨下了一夜，河水涨到了<span class="k">第三级</span>台阶，对岸的灯火已经看不见了。</p>',
    '<p class="t">他解开缆绳，又回头看了一眼码头，没有人来送。</p>',
)

TAGGED = {
    "paragraphs": ("\n\n".join(TAGGED_INN), "\n\n".join(INN)),
    "paragraphs on one line": ("".join(TAGGED_INN), "\n".join(INN)),
    "lines parted by breaks": ("<br/> ".join(TAGGED_INN), "\n\n".join(INN)),
    "a heading, a rule and an anchor": (
        f'<h2><a id="c4"></a>The Inn</h2>\n{TAGGED_INN[0]}\n<hr/>\n{TAGGED_INN[1]}\n{TAGGED_INN[2]}\n',
        f"The Inn\n{INN[0]}\n\n{INN[1]}\n{INN[2]}\n",
    ),
    "an address in an attribute": (
        f'{TAGGED_INN[0]}\n{TAGGED_INN[1]}\n<p><a href="http://inn.example/?a=1&amp;b=2">&#8220;Tamsin&#8217;s book&#8221;</a> tells more.</p>',
        f"{INN[0]}\n{INN[1]}\n“Tamsin’s book” tells more.",
    ),
    "indents after a break": (
        f"{TAGGED_INN[0]}<p>&nbsp;&nbsp;&nbsp;It rained.</p>\n{TAGGED_INN[1]}",
        f"{INN[0]}\nIt rained.\n{INN[1]}",
    ),
    "empty paragraphs": (f"{TAGGED_INN[0]}\n<p>&nbsp;</p>\n{TAGGED_INN[1]}", f"{INN[0]}\n\n{INN[1]}"),
    "a Chinese book": ("\n".join(TAGGED_FERRY), "\n".join(FERRY)),
    "a letter with lists, escaped twice": (
        "View this letter in your browser\n"
        + TAGGED_INN[0]
        + "\n<ul>\n<li>Don&amp;#8217;t &amp;ldquo;touch&amp;rdquo; the roof of the inn.</li>\n</ul>\n"
        + TAGGED_INN[1],
        "View this letter in your browser\n" + INN[0] + "\n\nDon’t “touch” the roof of the inn.\n\n" + INN[1],
    ),
    "an advert dressed up with marks at both ends": (
        "### Inn Library ### new books daily ###\n\n" + "\n".join(TAGGED_INN),
        "### Inn Library ### new books daily ###\n\n" + "\n".join(INN),
    ),
    "a tag on a parcel and an escape": (
        f"{TAGGED_INN[0]}\n<p>There was a tag on the parcel. He had escaped, like any legal entity.</p>\n{TAGGED_INN[1]}",
        f"{INN[0]}\nThere was a tag on the parcel. He had escaped, like any legal entity.\n{INN[1]}",
    ),
}

SHOWN = {
    "a page with its head": "<html><head><title>Inn</title></head><body>\n" + "\n".join(TAGGED_INN) + "\n</body></html>",
    "a style sheet": "<style>\np { margin: 0 }\n</style>\n" + "\n".join(TAGGED_INN),
    "a script": "<script>var a;</script>\n" + "\n".join(TAGGED_INN),
    "lists": "<ul>\n<li>Keys</li>\n</ul>\n" + "\n".join(TAGGED_INN),
    "nested and set in": "<div>\n" + "".join(f"  <div>\n    {line}\n  </div>\n" for line in TAGGED_INN) + "</div>\n",
    "text about HTML": "In HTML a paragraph is written so:\n" + "\n".join(TAGGED_INN),
    "examples in a text without tags": (
        "A line of the old format opens with a letter in angle brackets, and it ends with the same letter after a stroke. "
        "Readers of the archive will meet it on every page, and need not be troubled by it; the letter says how the line is set. "
        "Here is what the printer of the inn's history was given in the winter of that year, before the type was set by hand:\n"
        "<p>The inn was built of oak, and its roof of reed. It burned in the year of the great frost.</p>\n"
        "The printer changed nothing in it but the reed, which he took for a slip of the pen, and made a weed."
    ),
    "tags spoken of": "\n".join(TAGGED_INN) + "\n<p>Use <p> to open a paragraph and <br> to break a line.</p>",
    "tags in backticks": "\n".join(TAGGED_INN) + "\n<p>Write `<br>` here.</p>",
    "a menu": '<a href="/a">Home</a>\n<a href="/b">Rooms</a>\n<a href="/c">Prices</a>\n<a href="/d">Contact</a>\n',
    "placeholders": "<name> came to <place> on the day of the fair, and nobody knew why.\n" + "\n".join(TAGGED_INN),
    "Markdown": "## The Inn\n\n" + "\n".join(TAGGED_INN),
    "a template": "<p>{guest} came on the day of the fair, and nobody knew why.</p>\n" + "\n".join(TAGGED_INN),
    "code": "<p>x = 1;</p>\n<p>y = f(x);</p>\n<p>return y;</p>\n",
    "a letter between comparison signs": "We know that a <b and c> d, and that b <i holds for every i> 0, which is all that the proof of the first lemma needs.",
    "a Chinese tutorial": "网页里的段落这样写：\n" + "\n".join(TAGGED_INN),
}

KEPT = {
    "text about browsers": "在浏览器里空格写成 &nbsp;，放进标签，浏览器会显示出来。",
    "codes of subtitles explained": "字幕放到上方用 {\\an8}，斜体用 {\\i1}。",
    "TeX in subtitles": "1\n00:00:02,120 --> 00:00:05,400\n写作 {\\alpha} 和 {\\bf x}\n",
    "text about entities": "Write the sign as an entity, &amp; for short.",
    "text about HTML": "在 HTML 里，空格写成 &nbsp;，小于号写成 &lt;。",
    "an escaped tag shown": "段落写成 &lt;p&gt;正文&lt;/p&gt; 即可。",
    "inline code": "把 `&ldquo;` 换成左引号。",
    "a fence": "```\ns = '&nbsp;'\n```\n",
    "an address": "见 http://example.org/?a=1&copy;=2",
    "plain ampersands": "AT&T、R&D 和 Q&A",
    "a hash that is no reference": "颜色 #xff 与 C# 语言",
    "Markdown's own tags": "## 表\n\n| 一 | 二 |\n| --- | --- |\n| 甲<br>乙 | 丙 |\n",
    "a letter between comparison signs": "若a<b>c，则不成立。",
    "comparisons": "若 a<b 且 c>d，则成立。",
}


@pytest.mark.parametrize(("raw", "expected"), REPAIRED.values(), ids=REPAIRED)
def test_leftover_references_and_tags_are_turned_into_what_they_stand_for(raw, expected):
    """A reference becomes its character, and a tag goes."""
    assert SCRUB(raw) == expected


@pytest.mark.parametrize(("raw", "expected"), TAGGED.values(), ids=TAGGED)
def test_tags_around_the_prose_of_a_whole_document_go(raw, expected):
    """Prose in a few plain tags loses them, its references are decoded, and its lines stay."""
    assert SCRUB(raw) == expected


@pytest.mark.parametrize("raw", SHOWN.values(), ids=SHOWN)
def test_mark_up_that_is_shown_stays(raw):
    """The source of a page, examples and texts about mark-up stay as they are."""
    assert SCRUB(raw) == raw


@pytest.mark.parametrize("raw", KEPT.values(), ids=KEPT)
def test_references_and_tags_that_are_shown_stay(raw):
    """Text that speaks of mark-up, code and addresses stay as they are."""
    assert SCRUB(raw) == raw
