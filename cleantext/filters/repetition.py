"""Text that slides and recognition set twice or more often: shadow characters, doubled phrases, loops."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cleantext.edits import Edit, Evidence, Span, confidence
from cleantext.filters.prose import HAN
from cleantext.filters.returning import THREE_PAIRS, Returning
from cleantext.text import Text


class Repetition:
    """Find doubled and looping text.

    Slides with a shadow give every character twice, or every phrase; recognition that loses its place repeats a few
    characters over and over. Natural doubling stays: 高高兴兴, 人人, laughter, cries, slogans, refrains; so do runs of
    signs, and characters that stand for something removed. A repair never drops a digit: doubled numbers are reported.

    >>> [edit.replacement for edit in Repetition().find(Text("消消防防知知识识讲讲座座\\n家家户户都要参加。"))]
    ['消防知识讲座']
    """

    name = "repetition"

    def find(self, text: Text) -> Iterable[Edit]:
        """Yield an edit for each doubled stretch and each loop, and findings where it may be meant."""
        returning = Returning(text)
        doubled = list(_doubled_characters(text, returning))
        found = [*doubled, *_doubled_lines(text), *_loops(text), *_stutters(text, returning)]
        if any(edit.confidence >= 0.75 for edit in doubled):
            found += _doubled_phrases(text)
        if found:
            fenced = text.fenced
            yield from (edit for edit in found if text.lines.number_at(edit.start) not in fenced)


_PAIRED = re.compile(rf"(?:([{HAN}A-Za-z0-9，、：；（）“”《》— \u3000])\1){{3,}}")


def _doubled_characters(text: Text, returning: Returning) -> Iterable[Edit]:
    """Find stretches in which every character stands twice."""
    string = text.string
    runs = []
    for line_number in dict.fromkeys(map(text.lines.number_at, returning.pairs())):
        line = text.lines[line_number]
        for match in _PAIRED.finditer(string, line.start, line.end):
            run = match.group()
            kinds = len(set(run) - {" ", "\u3000"})
            pairs = len(run) // 2
            whole = not (string[line.start : match.start()] + string[match.end() : line.end]).strip(" \u3000\t●•·。！？")
            if kinds < 3 - whole or kinds < 0.5 * pairs:
                continue  # laughter, cries, a drum
            runs.append((match, pairs, whole))
    sure = [run for run in runs if len(set(run[0].group())) >= 4 and (run[1] >= 6 or (run[2] and run[1] >= 5))]
    headings = [run for run in runs if run[2] and run[1] >= 4 and len(set(run[0].group())) >= 4 and _heads_prose(text, run[0])]
    for match, pairs, whole in runs:
        run = match.group()
        evidence = [Evidence("every-character-twice", min(pairs, 6), "every character of the stretch stands twice")]
        if whole:
            evidence.append(Evidence("whole-line", 2 if pairs >= 5 else 0, "the stretch is the whole line"))
        if sure and (whole or pairs >= 5):
            evidence.append(Evidence("doubled-elsewhere", 3 if whole and len(sure) >= 3 else 2, "the document has such lines"))
        elif whole and len(headings) >= _HEADINGS:
            evidence.append(Evidence("headings", 2, "prose stands below such lines, again and again"))
        if pairs < 5 and re.search(r"[\u3000 ]{2}|[，、：（）“”《》]{2}", run):
            evidence.append(Evidence("doubled-mark", 2, "a mark or blank is doubled as well"))
        if any(character.isdecimal() for character in run):
            evidence.append(Evidence("digits", -6, "which of the digits are doubled is not certain"))
        points = sum(item.weight for item in evidence)
        few = len(set(run)) < 3 and len(sure) < 3  # 想想一一想想: two characters only
        if points >= 3 and not few and not (pairs < 5 and not whole):
            yield text.edit(
                match.start(), match.end(), run[::2], rule="doubled-characters", kind="garble", confidence=confidence(points),
                evidence=tuple(evidence),
            )  # fmt: skip


_HEADINGS = 3
"""So many short lines above prose are headings; words that are doubled by nature (高高兴兴快快乐乐) are no headings so often."""


_LINE_BELOW = re.compile(r"[\r\n ]*([^\n]*)")


def _heads_prose(text: Text, match: re.Match[str]) -> bool:
    """Say whether a line of prose stands below a match, as below a heading and not as in verse."""
    line = _LINE_BELOW.match(text.string, match.end())
    below = line[1] if line else ""
    return len(below) >= 15 and re.search("[，。；]", below) is not None and THREE_PAIRS.search(below) is None


def _doubled_lines(text: Text) -> Iterable[Edit]:
    """Find lines that are one heading, set twice without a gap."""
    lines = enumerate(text.lines.contents)
    likely = [(number, content) for number, content in lines if len(content) >= 12 and content[0] == content[len(content) >> 1]]
    for number, content in likely:
        length = len(content)
        if length % 2 or length > 120 or content[: length // 2] != content[length // 2 :]:
            continue
        line = text.lines[number]
        half = content[: (content + content).find(content, 1)]  # set four times, it is set twice, too
        half = half if len(half) >= 6 else content[: length // 2]
        middle = line.start + len(half)
        if len(set(half)) < 5 or not re.search(f"[{HAN}A-Za-z]", half) or re.search(r"[。！？!?，,…~～|\d]|\s{2}", half):
            continue
        heading = (
            re.match(r"第[一二三四五六七八九十]+[章节讲课部]|[一二三四五六七八九十]、|（[一二三四五六七八九十]）", half)
            is not None
        )
        points = 7 if heading else 4 + (len(half) >= 10)
        yield text.edit(
            middle, line.end, "", rule="doubled-line", kind="garble", confidence=confidence(points),
            evidence=(Evidence("line-twice", points, "the line is one phrase, set twice"),),
        )  # fmt: skip


_PHRASE_TWICE = re.compile(rf"([{HAN}][{HAN}A-Za-z]{{3,19}}|第[一二三四五六七八九十]{{1,3}}[章节節讲講课課部回])\1(?!\1)")


def _doubled_phrases(text: Text) -> Iterable[Edit]:
    """Find phrases set twice, in a document that has doubled its characters elsewhere."""
    for match in _PHRASE_TWICE.finditer(text.string):
        phrase = match.group(1)
        before = text.string[match.start() - 1 : match.start()]
        whole = before in ("", "\n") and text.string[match.end() : match.end() + 1] in ("", "\n", "\r")
        if (len(set(phrase)) < 4 - whole and phrase[0] != "第") or phrase[: len(phrase) // 2] == phrase[len(phrase) // 2 :]:
            continue
        points = 6 if before in ("", "\n", " ", "\u3000", "。", "，", "、", "；", "：", "●", "）") else 4
        yield text.edit(
            match.start(1), match.end(1), "", rule="doubled-phrase", kind="garble", confidence=confidence(points),
            evidence=(Evidence("phrase-twice", points, "a phrase set twice, in a document with doubled text"),),
        )  # fmt: skip


_CRY = re.compile("[！!～~“”「」『』‘’]")


def _in_prose(text: Text, start: int, end: int) -> bool:
    """Say whether a loop stands in a line of running prose, and nobody cries or sings it."""
    line = text.lines[text.lines.number_at(start)]
    rest = text.string[line.start : start] + text.string[end : line.end]
    near = text.string[max(line.start, start - 2) : start] + text.string[end : min(line.end, end + 2)]
    return len(rest) >= 20 and re.search("[，。；]", rest) is not None and _CRY.search(near) is None


_LEAST_TIMES = 8
"""So often prose repeats nothing; six times do for a word of the sentence before."""

# Characters that people do write many times over: sounds, laughter, sighs, and what fills blanks.
_SOUNDS = frozenset(
    "哈呵嘿嘻啊呀哇呜嗷唉哎嘀嗒咚轰隆汪喵咩哗啦滴答叮当咕噜砰啪嗡呼吁吱唧喳乓乒哒嗖噔铛锵咯嘟叭喔哦噢嗯唔咳咔嚓笃簌沙突嘎呱嗬欸嘘嘶嗨烫屯某人一二三四五六七八九十零〇口"
)


def _stutters(text: Text, returning: Returning) -> Iterable[Edit]:
    """Find one or two ideographs over and over in a line of prose, or below one that ends with them."""
    string = text.string
    for match in returning.stutters():
        start, end = match.span()
        unit = match[1] if match[1][0] != match[1][-1] else match[1][0]
        line = text.lines[text.lines.number_at(start)]
        alone = (start, end) == (line.start, line.end)
        near = string[max(0, start - 12) : start]
        said = near.rstrip("，。、；\r\n ").endswith(unit)
        if _SOUNDS.intersection(unit):
            continue
        if _is_looped_word(text, near, unit, match.span()):
            said = True
        elif end - start < _LEAST_TIMES * len(unit) or not (_in_prose(text, start, end) or (alone and said and len(unit) > 1)):
            continue
        keep = start if said else start + len(unit)
        why = Evidence("stutter", 6, "the same character or two over and over, where nobody cries")
        found = text.edit(keep, end, "", rule="loop", kind="garble", confidence=confidence(6), evidence=(why,))
        yield from text.whole_lines([found])


def _is_looped_word(text: Text, near: str, unit: str, span: Span) -> bool:
    """Say whether a word of the sentence before stands behind its full stop again and again, where nobody cries."""
    start, end = span
    if len(unit) != 2 or not near.endswith("。") or unit not in near:
        return False
    line = text.lines[text.lines.number_at(start)]
    return end == line.end and _CRY.search(near) is None


_CLAUSE_OF_LOOP = 7
"""So many different characters are a clause, which nobody says four times on end without a mark of feeling."""

_LETTERS = re.compile(f"[{HAN}A-Za-z]")
_STEP, _PROBE, _LONGEST = 16, 8, 40


def _loops(text: Text) -> Iterable[Edit]:
    """Find a few characters repeated over and over where no speaker would.

    Every sixteenth place is probed: do its eight characters return within forty, and does all between return with them? So a
    loop is found when it is at least sixteen characters longer than four of its turns; clean text costs one search per probe.
    """
    string = text.string
    taken = 0
    reach = _PROBE + _LONGEST
    returning = [
        place
        for place in range(0, len(string) - _PROBE, _STEP)
        if string[place : place + _PROBE] in string[place + 1 : place + reach]
    ]
    for place in returning:
        if place < taken:
            continue
        again = string.find(string[place : place + _PROBE], place + 1)
        period = again - place
        if string[place : place + 2 * period] != string[again : again + 2 * period]:
            continue
        start, end = place, again + 2 * period
        while start > taken and string[start - 1] == string[start - 1 + period]:
            start -= 1
        while end < len(string) and string[end] == string[end - period]:
            end += 1
        taken = end
        unit = string[start : start + period]
        times = (end - start) // period
        if end - start < _STEP - 1 + 3 * period or times < 4:
            continue  # shorter ones are met or missed by where they happen to stand
        kinds = 0 if "\n" in unit else len(set(_LETTERS.findall(unit)))
        if kinds < (4 if times < 6 else 3) or kinds < 0.4 * len(unit):
            continue  # leaders, rules, tables, laughter; verse and lists repeat with line ends
        points = 3 + 2 * (kinds >= 6) + 2 * (kinds >= _CLAUSE_OF_LOOP and times >= 4) + 2 * (times >= 6) + (times >= 10)
        if times >= 6 and _in_prose(text, start, end):
            points += 1
        said = (
            string[max(0, start - period - 2) : start].rstrip("，、 ").endswith(unit)
        )  # the loop repeats what already stands before it
        keep = start + (0 if said else period) + (end - start) % period
        if any(character.isdecimal() for character in string[keep:end]):
            points = 3
        yield text.edit(
            keep, end, "", rule="loop", kind="garble", confidence=confidence(points),
            evidence=(Evidence("loop", points, f"the same {period} characters {times} times over"),),
        )  # fmt: skip
