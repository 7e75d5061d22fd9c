"""Leftover references and tags are decoded in running text, and stay where the text shows them."""

import pytest

from cleantext.filters.entities import Entities
from cleantext.pipeline import Pipeline

SCRUB = Pipeline([Entities()])

REPAIRED = {
    "quotation marks": ("她说：&ldquo;走吧。&rdquo;", "她说：“走吧。”"),
    "a dash of two": ("名单&mdash;&mdash;已经公布", "名单——已经公布"),
    "a decimal reference": ("路易&#183;雷诺", "路易·雷诺"),
    "a hexadecimal reference": ("约翰&#xB7;史密", "约翰·史密"),
    "escaped twice": ("外面有人。&amp;rdquo;他说", "外面有人。”他说"),
    "the ampersand lost": ("什么也没有#xff0c;只有雨", "什么也没有，只有雨"),
    "a blank between ideographs": ("有人劝她换点&nbsp;钱，她没有答应。", "有人劝她换点钱，她没有答应。"),
    "a blank between words": ("two&nbsp;words", "two words"),
    "several blanks between words": ("two&nbsp;&nbsp;words", "two words"),
    "an indent of blanks": ("&nbsp;&nbsp;那年冬天下了很大的雪，路都封了。", "那年冬天下了很大的雪，路都封了。"),
    "no semicolon": ("雨停了&hellip;&hellip;天亮了", "雨停了……天亮了"),
    "signs": ("5 &lt; 8，Smith &amp; Sons", "5 < 8，Smith & Sons"),
    "a reference at the end of an English line": ("He said no.&rdquo;", "He said no.”"),
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

KEPT = {
    "text about browsers": "在浏览器里空格写成 &nbsp;，放进标签，浏览器会显示出来。",
    "codes of subtitles explained": "字幕放到上方用 {\\an8}，斜体用 {\\i1}。",
    "TeX in subtitles": "1\n00:00:02,120 --> 00:00:05,400\n写作 {\\alpha} 和 {\\bf x}\n",
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


@pytest.mark.parametrize("raw", KEPT.values(), ids=KEPT)
def test_references_and_tags_that_are_shown_stay(raw):
    """Text that speaks of mark-up, code and addresses stay as they are."""
    assert SCRUB(raw) == raw
