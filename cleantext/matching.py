"""Finding where rules hit: one scan for all keywords, then each rule only on the lines that hold one of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from itertools import islice
from typing import Any, NamedTuple

import regex

from cleantext.edits import Edit, Evidence, Span
from cleantext.gates import ANY, COMMON_LENGTH, LONGEST_REACH, Chance, Gate, Wanted, Window, is_literal, reach_of
from cleantext.rules import Rule, phrase_pattern, pieces
from cleantext.seeking import Part, parse
from cleantext.text import Text
from cleantext.units import Parts

TIME_LIMIT = 1.0
"""Seconds one rule may spend on one line; shipped rules need microseconds, a catastrophic one of a user's is stopped."""

ASCII_STRETCH = 500
"""How many characters there must be to each stretch that is not ASCII for the lines of these to be looked at apart from the others."""

SPREAD = 1.4
"""How much longer than its letters a match of a rule on the skeleton must be: the characters really are set apart."""

# Lines worth a look at their skeleton: a symbol inside a word, single characters set apart, tokens of a jam code, digits of
# several kinds. Finding too many costs time only. Each pattern starts with what is rare, because that is what is searched for.
_SYMBOL = r"[#~@$^&*%·•/|_＿丨﹣‖∣+=\\`'.丶﹒﹑＋＊＃＠＾～￥¥＝\u2190-\u23ff\u2500-\u27bf\u2900-\u2bff\-]"
_APART = r"[ \u3000.\-_/－·・—~]"
_JAM = r"[A-Za-z]\d?[!-/:-@\[-`{-~]?"
_CIRCLED = "①-⑨⑴-⑼⒈-⒐❶-❾"
_OTHER_DIGIT = f"{_CIRCLED}〇○零一二三四五六七八九"
_SET_APART = re.compile(rf"{_APART}(?<=(?<![^\W_])[^\W_].){_APART}?[^\W_]{_APART}{{1,2}}[^\W_](?![^\W_])")
_JAMMED = re.compile(rf" {_JAM} {_JAM} [A-Za-z0-9]")
_NOT_ASCII_DISGUISES = (
    re.compile(rf"{_SYMBOL}(?:(?<=[^\W\d_a-zA-Z].){_SYMBOL}{{0,3}}[^\W\d_]|(?<=[a-zA-Z].){_SYMBOL}{{0,3}}[^\W\d_a-zA-Z])"),
    re.compile(rf"[{_OTHER_DIGIT}](?:(?:(?<=\d.)|(?<=\d[ \-].))[ \-]?\d|(?<=[{_CIRCLED}])[ \-]?[\d〇○零一二三四五六七八九])"),
    re.compile("\N{COMBINING ENCLOSING KEYCAP}"),
    re.compile("[、!！][\u4e00-\u9fff](?=[、!！][\u4e00-\u9fff][、!！｝〉])"),
)
_BRACKETED_APART = re.compile("[)）](?=[(（][\u4e00-\u9fff][)）])(?<=[(（][\u4e00-\u9fff].)")
_BRACKETS_APART = ("）（", ")(", "）(", ")（")
# ASCII text as letters and blanks, where characters set apart are found without looking at each blank.
_LETTERS_AND_BLANKS = bytes(ord("a") if chr(code).isalnum() else ord(" ") for code in range(0x80)) + bytes(0x80)
_SET_APART_LETTERS = re.compile(rb" (?=a {1,2}a {1,2}a )")

# What `re` and `regex` are known to class alike: ASCII, the common letters of Europe, kana, Hangul, ideographs, punctuation and symbols
# without numbers in circles, combining marks and joiners, and what damage leaves: controls and private characters. Beyond, they go by
# different versions and rules of Unicode.
_ALIKE = (
    r"\t -~\x7f-\xb1\xb4-\xb8\xba\xbb\xbf-\u02df\u0391-\u03a1\u03a3-\u03ce\u0401-\u0481\u048a-\u052f\u2010-\u203e\u20a0-\u20bf\u2100-\u214f"
    r"\u2190-\u23ff\u2500-\u2775\u2794-\u2bff\u3000-\u3029\u3030-\u303f\u3041-\u3096\u309b-\u30ff\u3105-\u312e\u3400-\u9fff\uac00-\ud7a3"
    r"\ue000-\ufa6d\ufe35-\ufe4c\uff01-\uff3e\uff40-\uffee\ufffc\ufffd"
)
# Of these they only say otherwise whether one is of a word: numbers that are no digits, joiners, and what turns a symbol into a picture.
_WORD_OR_NOT = r"\xb2\xb3\xb9\xbc-\xbe\u200b-\u200f\u2060-\u206f\u2070-\u208e\u2150-\u215f\u2460-\u24b5\u2776-\u2793\u20d0-\u20f0\u3200-\u33ff\ufe00-\ufe0f\ufeff\uff3f"
_DIFFERENT = re.compile(f"[^{_ALIKE}]")
_DIFFERENT_BUT_FOR_WORDS = re.compile(f"[^{_ALIKE}{_WORD_OR_NOT}]")
_ASKS_FOR_WORDS = re.compile(r"\\[wWbB]")


class Hit(NamedTuple):
    """Where a rule hit, in code points of the text.

    `disguised` when symbols stand between the characters, or letters of several alphabets or widths are mixed in a word;
    `name` is what the pattern's group of that name matched, folded.
    """

    rule: Rule
    start: int
    end: int
    disguised: bool = False
    name: str | None = None


class Matcher:
    """Rules compiled for searching; build it once, it is read-only, safe to share between threads, and pickles.

    With ``gate=False`` every rule is tried on every line, by `regex` alone: slower, with the same hits (a test holds the two equal).
    """

    def __init__(self, rules: Sequence[Rule], *, gate: bool = True) -> None:
        self.rules = tuple(rules)
        self._gate = gate

    def __getstate__(self) -> dict[str, Any]:
        return {"rules": self.rules, "_gate": self._gate}  # automata do not pickle; they are built again when needed

    def prepare(self) -> None:
        """Build the automata and compile the patterns, which is otherwise done when they are first needed."""
        _ = self.gate, self.gate_in_ascii, self.gate_for_disguised, self.gate_against
        for trial in self.trials:
            _ = trial.compiled

    def scan(self, text: Text) -> Scan:
        """Return where the rules hit `text`."""
        return Scan(self, text)

    @cached_property
    def trials(self) -> tuple[Trial, ...]:
        """The rules as they are tried, in their order."""
        return tuple(_trial(rule, self._gate) for rule in self.rules)

    @cached_property
    def gate(self) -> Gate:
        """The rules that speak for something, to be tried on the text and on what disguise hides."""
        return self._gate_of(map(_speaks, self.rules))

    @cached_property
    def gate_in_ascii(self) -> Gate:
        """The same for a text that is all ASCII."""
        return self._gate_of(map(_speaks, self.rules), in_ascii=True)

    @cached_property
    def gate_for_disguised(self) -> Gate:
        """The rules to be tried on the raw text of lines in disguise."""
        return self._gate_of(rule.view == "disguised" for rule in self.rules)

    @cached_property
    def gate_against(self) -> Gate:
        """The rules that speak against others."""
        return self._gate_of(rule.weight < 0 for rule in self.rules)

    def _gate_of(self, chosen: Iterable[bool], *, in_ascii: bool = False) -> Gate:
        rules = {index: self.rules[index] for index, is_chosen in enumerate(chosen) if is_chosen}
        return Gate(rules if self._gate else {}, open=() if self._gate else rules, in_ascii=in_ascii)

    @cached_property
    def looks_through_disguise(self) -> bool:
        """Whether any rule is tried on anything but the text, folded or not."""
        return any(rule.view in ("disguised", "skeleton", "both") for rule in self.rules)


def _speaks(rule: Rule) -> bool:
    return rule.weight > 0 and rule.view != "disguised"


class Trial:
    """How one rule is tried on one string.

    Python's `re` is several times as fast as `regex`, but has no time limit. So it serves for trusted rules, where there are no
    characters about which the two differ; `regex` serves for all else, with the same matches (a test holds that). On lines beyond
    common length a trusted pattern repeats nothing without bound, so that it takes time in proportion to what it is tried on.
    Phrases with errors are searched for only where enough of one is whole.
    """

    def __init__(self, rule: Rule, *, gate: bool) -> None:
        fast = gate and _is_proven(rule)
        self.rule = rule
        errors = rule.errors if gate else 0
        self._pieces = [pieces(phrase, 2 * errors + 2) for phrase in rule.phrases] if errors else []
        self.is_literal = is_literal(rule)
        self.sees_lines = rule.view not in ("skeleton", "disguised")
        self.sees_plain = rule.view == "text"
        self._is_fast = fast
        self._asks_for_words = _ASKS_FOR_WORDS.search(rule.pattern) is not None
        groups = re.findall(r"\(\?P?<([a-z]\w*)>", rule.pattern)
        self._has_cut = "cut" in groups
        self._names = tuple(name for name in dict.fromkeys(groups) if name.startswith("name"))

    @property
    def compiled(self) -> re.Pattern[str] | regex.Pattern[str]:
        """The pattern as lines of common length are searched."""
        return self._whole.compiled if self._is_fast else self._limited

    # Compiled when first needed: most texts need few of the rules.
    @cached_property
    def _limited(self) -> regex.Pattern[str]:
        return regex.compile(self.rule.pattern, regex.MULTILINE)

    @cached_property
    def _whole(self) -> Part:
        part = parse(self.rule.pattern)
        assert part is not None, "a trusted pattern is one of `re`"
        return part

    def matches(self, view: View, chance: Chance = ANY) -> list[re.Match[str] | regex.Match[str]]:
        """Return the matches that hold anything, where and as they may be. Raises `TimeoutError`."""
        found: Iterable[re.Match[str] | regex.Match[str]]
        string = view.string
        if view.is_long:
            found = self._in_long_line(string, chance.windows or [Window(0, len(string))])
        elif self._is_fast and (view.is_plain or not (self._asks_for_words or view.is_unusual)):
            # Most lines that a pattern is tried on it does not match in, which parts of it tell soonest.
            parts = chance.parts or [self._whole]
            if all(part.seek(string) is None for part in parts):
                return []
            found = self._whole.compiled.finditer(string)
        elif self._pieces:
            found = self._with_errors(string, 0, len(string))
        else:
            found = self._limited.finditer(string, timeout=TIME_LIMIT)
        return [match for match in found if match.end() > match.start()]

    def _in_long_line(self, string: str, windows: Iterable[Window]) -> Iterator[re.Match[str] | regex.Match[str]]:
        """Yield the matches that begin in one of `windows`, as in a search of the whole line: none sees the end of a stretch."""
        reach = reach_of(self.rule)
        at = 0
        for start, end, _ in Parts.union(self._stretches(string, windows)).items:
            for match in self._search(string, max(start, at), min(end + reach + 1, len(string))):
                if match.start() >= end:
                    break
                yield match
                at = match.end()

    def _stretches(self, string: str, windows: Iterable[Window]) -> Iterator[Span]:
        """Yield where in a long line to search: around what `re` may not be asked about, and where a part of the pattern matches."""
        odd = _DIFFERENT if self._asks_for_words else _DIFFERENT_BUT_FOR_WORDS
        for start, end, part in windows:
            sought = (part or self._whole).bounded if self._is_fast else None
            if sought is None or sought.reach > LONGEST_REACH:
                yield start, end
                continue
            stretch, reach = string[start : end + 1], max(1, sought.reach)
            for seek in (odd.search, sought.seek):
                found = seek(stretch)
                while found:
                    place = start + found.start()
                    yield max(start, place - 2 * reach), min(end, place + 2 * reach)
                    found = seek(stretch, found.start() + reach)

    def _search(self, string: str, start: int, end: int) -> Iterable[re.Match[str] | regex.Match[str]]:
        """Search a stretch of a long line."""
        if self._pieces:
            return self._with_errors(string, start, end)
        if self._is_fast and is_plain(string[start:end], words=self._asks_for_words):
            part = self._whole.bounded
            if part.reach <= LONGEST_REACH:  # beyond, repetitions stand inside of others, whose bounds multiply
                return part.compiled.finditer(string, start, end)
        return self._limited.finditer(string, start, end, timeout=TIME_LIMIT)

    def _with_errors(self, string: str, start: int, end: int) -> Iterable[regex.Match[str]]:
        """Search for those phrases alone of which no more pieces are missing than errors may spoil."""
        errors, phrases = self.rule.errors, self.rule.phrases
        stretch = string[start:end]
        likely = [sum(map(stretch.__contains__, cut)) >= len(cut) - errors for cut in self._pieces]
        if not any(likely):
            return ()
        some = _compiled(phrase_pattern([phrase for phrase, may_be in zip(phrases, likely, strict=True) if may_be], errors))
        return some.finditer(string, start, end, timeout=TIME_LIMIT)

    def cut_span(self, match: re.Match[str] | regex.Match[str]) -> Span:
        """Return what a match is about, without the blanks at its ends."""
        start, end = match.span("cut") if self._has_cut and match.start("cut") >= 0 else match.span()
        return _without_blanks(match.string, start, end)

    def name(self, match: re.Match[str] | regex.Match[str]) -> str | None:
        """Return what the group ``name`` matched, or one whose name begins so."""
        return next((name for name in map(match.group, self._names) if name is not None), None)

    def name_span(self, match: re.Match[str] | regex.Match[str]) -> Span | None:
        """Return where that stands in the string that was searched."""
        return next((match.span(name) for name in self._names if match.group(name) is not None), None)


@lru_cache(maxsize=1024)  # a pipeline with packs of one's own compiles the shipped rules no second time
def _trial(rule: Rule, gate: bool) -> Trial:  # noqa: FBT001 - a cache wants it so
    return Trial(rule, gate=gate)


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> regex.Pattern[str]:
    return regex.compile(pattern, regex.MULTILINE)


def is_plain(string: str, *, words: bool = True) -> bool:
    """Tell whether `re` and `regex` find the same in `string`; if not for `words`, of patterns that do not ask what is part of one.

    >>> is_plain("加QQ群：１２３"), is_plain("3½"), is_plain("3½", words=False)
    (True, False, True)
    """
    return (_DIFFERENT if words else _DIFFERENT_BUT_FOR_WORDS).search(string) is None


def _is_proven(rule: Rule) -> bool:
    """Tell whether a rule's pattern means the same to `re`, and its run time is known."""
    return rule.trusted and not rule.errors


class Scan:
    """What the rules of a matcher hit in one text.

    `hits` are those of rules that speak for something, by line number, in order of place; `disguised` are the numbers of the lines
    whose skeleton was searched too. Rules that speak against are only tried on the lines that are asked for.
    """

    def __init__(self, matcher: Matcher, text: Text) -> None:
        self._matcher = matcher
        self._text = text
        self._late: set[int] = set()
        self._against: dict[int, list[Hit]] = {}
        self.disguised = tuple(_disguised_lines(text)) if matcher.looks_through_disguise else ()
        self.hits: dict[int, list[Hit]] = {}
        wanted = self._wanted()
        for number in sorted(wanted.keys() | set(self.disguised)):
            found = self._hits_in_line(number, wanted[number]) if number in wanted else []
            if number in self._disguised_set:
                found = list(dict.fromkeys([*found, *self._hits_in_disguise(number)]))
            if found:
                found.sort(key=_place)
                self.hits[number] = found
        self.drop_late()

    @cached_property
    def _disguised_set(self) -> frozenset[int]:
        return frozenset(self.disguised)

    @property
    def late(self) -> tuple[Rule, ...]:
        """The rules that ran into their time limit so far."""
        return tuple(self._matcher.rules[index] for index in sorted(self._late))

    def drop_late(self) -> None:
        """Drop the hits of rules that ran into their time limit: they find nothing in this text."""
        if self._late:
            late = self.late
            kept = {number: [hit for hit in hits if hit.rule not in late] for number, hits in self.hits.items()}
            self.hits = {number: hits for number, hits in kept.items() if hits}

    def with_against(self, number: int) -> list[Hit]:
        """Return all hits in a line that was hit, also those that speak against, in order of place."""
        if number not in self._against:
            line = self._text.lines[number]
            against = self._hits_in_line(number, self._matcher.gate_against.passing(self._text.folded[line.start : line.end]))
            self._against[number] = sorted([*self.hits.get(number, ()), *against], key=_place)
        return self._against[number]

    def _wanted(self) -> Mapping[int, Wanted]:
        """Return the rules to try, by line number."""
        text, matcher = self._text, self._matcher
        beyond_ascii = _lines_beyond_ascii(text)
        if beyond_ascii is None:
            return matcher.gate.wanted(text.folded, text.shape, text.lines.bounds)
        wanted: dict[int, Wanted] = {**matcher.gate_in_ascii.wanted(text.folded, text.shape, text.lines.bounds)}
        for number in beyond_ascii:
            start, end, _ = text.lines[number]
            chances = matcher.gate.passing(text.folded[start:end])
            wanted[number] = {
                index: chance.moved(start) if matcher.trials[index].is_literal else chance for index, chance in chances.items()
            }
        return wanted

    def _hits_in_line(self, number: int, rules: Wanted) -> list[Hit]:
        # A rule sees one line, so that anchors hold at every style of line end, and no match looks beyond.
        text = self._text
        plain, at = text.lines.contents[number], text.lines.bounds[number]
        folded = text.folded[at : at + len(plain)]
        changed = plain != folded
        seen = View(folded)
        seen_plain = View(plain) if changed else seen
        hits = []
        for index, chance in rules.items():
            trial = self._matcher.trials[index]
            if trial.is_literal and chance.spans:
                for place in _longest_first(chance.spans):
                    start, end = _without_blanks(text.folded, *place)
                    hits.append(Hit(trial.rule, start, end, changed and mixes_alphabets(text, start, end)))
                continue
            if not trial.sees_lines:
                continue
            for match in self._matches(index, seen_plain if trial.sees_plain else seen, chance):
                start, end = trial.cut_span(match)
                disguised = changed and mixes_alphabets(text, at + start, at + end)
                hits.append(Hit(trial.rule, at + start, at + end, disguised, trial.name(match)))
        return hits

    def _hits_in_disguise(self, number: int) -> Iterator[Hit]:
        text, trials = self._text, self._matcher.trials
        line = text.lines[number]
        view = View(text.string[line.start : line.end])
        for index, chance in self._matcher.gate_for_disguised.passing(text.folded[line.start : line.end]).items():
            for match in self._matches(index, view, chance):
                start, end = (line.start + place for place in trials[index].cut_span(match))
                yield Hit(trials[index].rule, start, end, name=trials[index].name(match))
        skeleton = text.skeleton(line.start, line.end)
        view = View(skeleton.string)
        for index, chance in self._matcher.gate.passing(skeleton.string).items():
            rule = trials[index].rule
            if rule.view not in ("skeleton", "both"):
                continue
            for match in self._matches(index, view, chance):
                start, end = skeleton.span(*trials[index].cut_span(match))
                apart = SPREAD if rule.view == "skeleton" else 1.0
                if end - start > apart * (match.end() - match.start()) and not crosses_clauses(text, start, end):
                    named = trials[index].name_span(match)
                    stands = skeleton.span(*named) if named else None
                    if named == match.span():  # nothing but a name, which plain words before it are no part of
                        start = _without_plain_lead(text.string, start, end)
                        stands = start, end
                    name = _evenly_set(text.folded, *stands) if stands else None
                    yield Hit(rule, start, end, bool(_NOISE.search(text.string, start, end)), name)

    def _matches(self, index: int, view: View, chance: Chance) -> Sequence[re.Match[str] | regex.Match[str]]:
        if index in self._late:
            return ()
        try:
            return self._matcher.trials[index].matches(view, chance)
        except TimeoutError:
            self._late.add(index)
            return ()


class View:
    """A string that rules are tried on, and what there is to know about it."""

    __slots__ = ("_is_plain", "_is_unusual", "is_long", "string")

    def __init__(self, string: str) -> None:
        self.string = string
        self.is_long = len(string) > COMMON_LENGTH
        self._is_plain: bool | None = None
        self._is_unusual: bool | None = None

    @property
    def is_plain(self) -> bool:
        """Whether `re` may be asked in place of `regex`."""
        if self._is_plain is None:
            self._is_plain = is_plain(self.string)
        return self._is_plain

    @property
    def is_unusual(self) -> bool:
        """Whether it may not be asked even for patterns that do not ask what is part of a word."""
        if self._is_unusual is None:
            self._is_unusual = not is_plain(self.string, words=False)
        return self._is_unusual


def _longest_first(places: Iterable[Span]) -> Iterator[Span]:
    """Yield from `places` what a search would find: the leftmost, of those the longest, none that shares a character."""
    taken = -1
    for start, end in sorted(places, key=lambda place: (place[0], -place[1])):
        if start >= taken:
            yield start, end
            taken = end


_SET_ALIKE = re.compile(r"\w(?:[^\w\r\n]{1,3}\w(?!\w))+|\w+")


def _evenly_set(string: str, start: int, end: int) -> str | None:
    """Return the characters of a name in disguise up to where they are set in another way: what is glued to it is no name.

    >>> _evenly_set("青.禾.书.屋＊父亲说过", 0, 12), _evenly_set("青禾书屋＊父亲说过", 0, 9)
    ('青禾书屋', '青禾书屋')
    """
    found = _SET_ALIKE.match(string, start, end)
    return _NO_WORD.sub("", found.group()) if found else None


_NO_WORD = re.compile(r"[\W_]+")
_PLAIN_LEAD = re.compile(r"[\u4e00-\u9fff]{2,}(?=[\u4e00-\u9fff][^\w\s])")


def _without_plain_lead(string: str, start: int, end: int) -> int:
    """Return where a name in noise begins, whatever plain words stand before it.

    >>> _without_plain_lead("对评论文本本身桐*花@论文工坊", 1, 14)
    7
    """
    lead = _PLAIN_LEAD.match(string, start, end)
    return lead.end() if lead else start


def _without_blanks(string: str, start: int, end: int) -> Span:
    if not (string[start].isspace() or string[end - 1].isspace()):
        return start, end
    content = string[start:end]
    return start + len(content) - len(content.lstrip()), end - len(content) + len(content.rstrip())


def _lines_beyond_ascii(text: Text) -> frozenset[int] | None:
    """Return the numbers of the lines that are not all ASCII, where these are few."""
    if text.string.isascii():
        return frozenset()
    most = len(text) // ASCII_STRETCH
    places = [match.start() for match in islice(_BEYOND_ASCII.finditer(text.string), most + 1)]
    return frozenset(map(text.lines.number_at, places)) if len(places) <= most else None


_BEYOND_ASCII = re.compile("[^\x00-\x7f]+")


def _disguised_lines(text: Text) -> list[int]:
    """Return the numbers of the lines worth a look at their skeleton."""
    patterns = [_JAMMED]
    if not text.string.isascii():
        patterns += _NOT_ASCII_DISGUISES
        if any(map(text.string.__contains__, _BRACKETS_APART)):  # found several times as soon
            patterns.append(_BRACKETED_APART)
    places = [match.start() for pattern in patterns for match in pattern.finditer(text.string)]
    places += _set_apart(text)
    return sorted(set(map(text.lines.number_at, places))) if places else []


def _set_apart(text: Text) -> Iterator[int]:
    """Yield where characters are set apart; in ASCII text, only lines are searched whose shape shows it."""
    string = text.string
    stretches = [(0, len(string))]
    if string.isascii():
        shape = b" %b " % string.encode("ascii").translate(_LETTERS_AND_BLANKS)
        numbers = {text.lines.number_at(match.start()) for match in _SET_APART_LETTERS.finditer(shape)}
        stretches = [(line.start, line.end) for line in map(text.lines.__getitem__, sorted(numbers))]
    return (match.start() for stretch in stretches for match in _SET_APART.finditer(string, *stretch))


_CLAUSE_END = re.compile(r"[，。；！？【】（）〖〗［］〔〕｛｝《》“”\r\n]")


def crosses_clauses(text: Text, start: int, end: int) -> bool:
    """Tell whether a clause or bracket ends inside ``[start, end)``: what only the skeleton brings together is then no word.

    >>> crosses_clauses(Text("四季常青，禾苗茁壮"), 3, 6)
    True
    """
    return _CLAUSE_END.search(text.string, start, end) is not None


# Symbols that have no business between the characters of a word; ordinary punctuation, brackets, blanks and hyphens do.
_NOISE = re.compile(r"[^\w\s，。、；：！？“”‘’《》（）()【】\[\],.:;!?\"'<>—…/－-]|(?<=[\u4e00-\u9fff])[_.](?=[\u4e00-\u9fff])")
_LATIN = re.compile(r"[a-zA-Z]")


def mixes_alphabets(text: Text, start: int, end: int) -> bool:
    """Tell whether ``[start, end)`` writes one part of its letters and digits plainly and another part with look-alikes.

    >>> mixes_alphabets(Text("ｗωw.abc"), 0, 7), mixes_alphabets(Text("ＱＱ群"), 0, 3)
    (True, False)
    """
    folded = text.folded[start:end]
    raw = text.string[start:end]
    if raw == folded or raw.lower() == folded:
        return False
    pairs = [(met, plain) for met, plain in zip(raw.lower(), folded, strict=True) if plain.isascii() and plain.isalnum()]
    return any(met == plain and _LATIN.match(met) for met, plain in pairs) and any(met != plain for met, plain in pairs)


def _place(hit: Hit) -> tuple[int, int, str]:
    return hit.start, hit.end, hit.rule.id


def hits_alone(rule: Rule, string: str) -> bool:
    """Tell whether `rule`, by itself, hits anything in `string`; also a rule that only ever speaks against others.

    >>> hits_alone(Rule("r", "ad", "why", -3, "他说", (), ()), "他说：好。")
    True
    """
    return bool(alone(rule).scan(Text(string)).hits)


@lru_cache(maxsize=8)  # a rule is asked about one example after the other
def alone(rule: Rule) -> Matcher:
    """Return a matcher of `rule` by itself, which also finds what only ever speaks against others."""
    return Matcher([replace(rule, weight=abs(rule.weight))])


def time_limit_finding(text: Text, rule: Rule) -> Edit:
    """Say on the document's record that `rule` was stopped, and so found nothing in it."""
    why = f"the rule hit its time limit of {TIME_LIMIT:g} s; nothing it may have found was used"
    return text.edit(0, 0, rule=rule.id, kind=rule.kind, confidence=0.0, evidence=(Evidence(rule.id, 0, why),))
