"""The long dash that recognition read as 一一, told from the adverb and from numerals."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from cleantext.edits import Edit, Evidence, confidence
from cleantext.filters.prose import HAN
from cleantext.lexicons import pattern, words
from cleantext.text import Text

_STROKES = re.compile("(?<!一)一一(?!一)")
_ATTRIBUTION = re.compile(rf"[{HAN}A-Za-z·《》（）()\d 、]{{2,24}}[ \t\u3000]*(?=[\r\n]|\Z)")
_SPOKEN_END = re.compile(r"[。！？…”’」』；，][ \t\u3000]*\r?\n[ \t\u3000]*$")
_NAME_OF_ONE = re.compile(r"(?:叫|名|是|小|阿|“)一一(?:[，。！？”]|说|笑|哭|问|道|同学|妈|爸)")
_YEARS = re.compile("[年月日]$")  # a time may stand before a dash; a month or day stands behind the strokes then
_QUOTE = ("“", "”", "’", "」", "』", "《")
_DISPOSED = re.compile("[把将对向给让令替][^，。；：！？…“”]{0,11}$|[们都]$")
_ABSTRACT = re.compile(
    "的(?:影响|作用|意义|关系|方向|原因|特点|目的|方法|途径|措施|表现|变化)$"
)  # nothing that one does things to
_COMPANY = 2
"""So many sure dashes say of the rest that the same page was read badly."""
_LIKELY = 3
"""So many that no verb follows say the same."""


@cache
def _around() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    return (
        re.compile(f"(?:{pattern(words('one-by-one', 'numbers'))}|[0-9０-９A-Za-z])$"),
        re.compile(f"{pattern(words('one-by-one', 'numbers'), words('one-by-one', 'measures'))}|[0-9０-９]"),
        re.compile(pattern(words("one-by-one", "verbs"))),
        re.compile(pattern(words("one-by-one", "clauses"))),
    )


def misread_dashes(text: Text) -> Iterable[Edit]:
    """Find 一一 that stands for a long dash.

    Sure are an attribution under a quotation, the two strokes before a quotation mark, and before a word that begins a clause;
    once two are sure, and the text has no real long dash, so are those that no verb follows. The adverb
    (一一对应), numerals (一一九) and dates (星期一一早) stay; what could be either is reported.

    >>> [edit.start for edit in misread_dashes(Text("他等的人来了一一那是他的哥哥。座位和姓名一一对应。"))]
    [6]
    """
    string = text.string
    if "一一" not in string or _NAME_OF_ONE.search(string):
        return
    weighed = [(match.start(), list(_evidence(string, match.start(), match.end()))) for match in _STROKES.finditer(string)]
    sure = sum(sum(item.weight for item in evidence) >= 6 for _, evidence in weighed)
    likely = sum(sum(item.weight for item in evidence) >= 4 for _, evidence in weighed)
    badly_read = (sure >= _COMPANY or likely >= _LIKELY) and "——" not in string
    for start, evidence in weighed:
        if not evidence:
            continue
        if badly_read:
            evidence.append(Evidence("company", 3, "other dashes of the text were read as strokes, and none as a dash"))
        points = sum(item.weight for item in evidence)
        if points >= 3:
            yield text.edit(
                start,
                start + 2,
                "——",
                rule="misread-dash",
                kind="garble",
                confidence=confidence(points),
                evidence=tuple(evidence),
            )


def _evidence(string: str, start: int, end: int) -> Iterable[Evidence]:
    """Yield what speaks for a dash; nothing where the strokes are numerals or the adverb."""
    counted_before, counted_after, verb, clause = _around()
    before, after = string[max(0, start - 12) : start], string[end : end + 28]
    if (before[-2:] + after[:2]) in (2 * before[-1:] + 2 * after[:1], ""):
        return  # every character of the line stands twice
    if before[-1:] in ("“", "「", "不") or (
        counted_before.search(before) and not (_YEARS.search(before) and clause.match(after))
    ):
        return
    at_head = before.rstrip(" \t\u3000")[-1:] in ("", "\n", "\r")
    if at_head:
        if _SPOKEN_END.search(before) and _ATTRIBUTION.match(after) and not verb.match(after):
            yield Evidence("attribution", 6, "the line under a quotation says whose it is")
        elif _SPOKEN_END.search(before) and _ATTRIBUTION.match(after):
            yield Evidence("attribution", 3, "the line under a quotation may say whose it is")
        return
    if after.startswith(_QUOTE):
        yield Evidence("before-quote", 6, "no adverb stands before a quotation mark")
        return
    if counted_after.match(after) or not re.match(f"[{HAN}A-Z]", after):
        return
    if _DISPOSED.search(before) and not _ABSTRACT.search(before):
        yield Evidence("disposed", -3, "who or what the adverb is about stands before it")
    if clause.match(after):
        yield Evidence("clause-after", 6, "what follows begins a clause, and is no verb")
    elif not verb.match(after):
        yield Evidence("no-verb", 4, "no verb follows that the adverb could stand before")
    elif before[-1:] in "。！？…”":
        yield Evidence("behind-mark", 3, "the strokes stand behind the end of a sentence")
