"""The dot between the parts of a foreign name, where an encoding without it left a question mark."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cleantext.edits import Edit, Evidence, confidence
from cleantext.text import Text

# The characters that transcribe foreign names in the tables of the Xinhua agency; ordinary words use few of them in a row.
_SOUNDS = (
    "阿埃艾爱安昂奥保茨茜迦捷蕾黛巴拜班邦鲍贝本比彼毕宾波伯勃博布查察达戴丹当道德登邓迪蒂丁杜顿多厄恩尔法凡范菲费芬丰冯夫弗福富盖甘冈高戈哥格葛根古瓜圭"
    "哈海汉豪赫黑亨华怀惠霍基吉加贾金卡凯坎康考柯科克肯孔库昆拉莱赖兰朗劳勒雷黎李里理利莉林琳隆卢鲁伦罗洛吕马玛麦迈曼芒梅门蒙米密敏明缪摩莫"
    "默姆穆拿纳娜奈南瑙内尼妮宁纽努诺欧帕潘庞佩彭皮平蒲朴普齐奇契恰钱强乔切丘琼让热仁日荣茹儒瑞若撒萨塞桑瑟森沙莎山尚舍申圣施石史舒朔斯丝司思"
    "松苏索所塔泰坦汤唐陶特滕提廷通图托陀瓦万旺威韦维魏温文翁沃乌吾武西锡希席夏香谢辛欣休许旭雪雅亚延扬杨耶叶伊易因英尤于约泽扎詹张珍朱兹卓佐祖尊"
    "历丽娅莲芙珊琪娃萝璐葆蓓芭涅聂楚盾哲季芝迭何诃"
)
# A part of one character is one that says "of": von, de, van, la. Alexander and Elisabeth end in characters that are no sounds elsewhere.
_PARTICLES = "冯德范达拉勒"
_SOUND = f"(?:[{_SOUNDS}]|(?<=亚历山)大|(?<=伊丽莎)白)"
_LOST_DOT = re.compile(
    f"\\?(?:(?<=[{_SOUNDS}][{_SOUNDS}]\\?)|(?<=亚历山大\\?)|(?<=伊丽莎白\\?)|(?<=[{_SOUNDS}]\\?[{_PARTICLES}]\\?))"
    f"(?=[{_SOUNDS}]{{2}}|[{_PARTICLES}]\\?[{_SOUNDS}])"
)
_NAME_BEFORE = re.compile(f"(?:{_SOUND}{{2,8}}\\?){{0,2}}(?:{_SOUND}{{2,8}}|(?<=\\?)[{_PARTICLES}])$")
_NAME_AFTER = re.compile(f"(?:{_SOUND}{{2,8}}|[{_PARTICLES}](?=\\?))(?:\\?{_SOUND}{{2,8}}){{0,2}}")
_ASKING = re.compile(r"[吗呢么谁吧何]\?|\?[”\"\r\n]|\?$")


def lost_dots(text: Text) -> Iterable[Edit]:
    """Find question marks between two transliterated names, which stand for a lost dot.

    Both parts must be made of transcribing characters, at least five in all. Where the text also asks questions with the same
    sign, the place is only reported, unless it writes the same name with its dot elsewhere.

    >>> [edit.replacement for edit in lost_dots(Text("作者是德国人马克西姆?沃尔夫冈，生于莱比锡。"))]
    ['·']
    """
    string = text.string
    if "?" not in string:
        return
    asks: bool | None = None
    written: str | None = None
    for match in _LOST_DOT.finditer(string):
        place = match.start()
        before = _NAME_BEFORE.search(string, max(0, place - 24), place)
        after = _NAME_AFTER.match(string, place + 1)
        names = (before.group() if before else "") + "?" + (after.group() if after else "")
        length = len(names.replace("?", ""))
        if asks is None or written is None:
            asks, written = _ASKING.search(string) is not None, _around_dots(string)
        evidence = [Evidence("two-names", 3 if length < 5 else 6, "transcribing characters on both sides of the mark")]
        if names.count("?") > 1:
            evidence.append(Evidence("third-name", 3, "a third part of the name follows or goes before with the same mark"))
        if names.replace("?", "·") in written:
            evidence.append(Evidence("written-right", 4, "the text writes the same name with its dot elsewhere"))
        if asks:
            evidence.append(Evidence("asks", -3, "the text asks questions with the same mark"))
        points = sum(item.weight for item in evidence)
        if points >= 3:
            yield text.edit(
                place, place + 1, "·", rule="lost-dot", kind="garble", confidence=confidence(points), evidence=tuple(evidence)
            )


_LONGEST = 60
"""How many characters three parts of a name and their dots have at the most."""


def _around_dots(string: str) -> str:
    """Return what stands around the dots of a text, each time once: a huge one is not searched for every name.

    >>> _around_dots("马克西姆·沃尔夫冈")
    '马克西姆·沃尔夫冈'
    """
    dots = re.finditer("·", string)
    return "\n".join({string[max(0, dot.start() - _LONGEST) : dot.end() + _LONGEST]: None for dot in dots})
