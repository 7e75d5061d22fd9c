"""Run filters over a text, decide what is sure enough, apply it, and keep the record."""

from __future__ import annotations

import re
import threading
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path

from cleantext.edits import KINDS, Edit, OffsetMap, Span, apply_edits, compose, order, resolve_overlaps, restore
from cleantext.errors import FilterError, OptionError, PackError, point_at
from cleantext.filters import Filter
from cleantext.filters.boilerplate import Boilerplate
from cleantext.filters.characters import Characters
from cleantext.filters.confusions import Confusions
from cleantext.filters.encoding import Encoding
from cleantext.filters.entities import Entities
from cleantext.filters.furniture import Furniture
from cleantext.filters.letter_spacing import LetterSpacing
from cleantext.filters.markers import Markers
from cleantext.filters.quoted_printable import QuotedPrintable
from cleantext.filters.quotes import Quotes
from cleantext.filters.redactions import Redactions, Tokens
from cleantext.filters.repetition import Repetition
from cleantext.filters.spacing import Spacing
from cleantext.filters.whitespace import Whitespace
from cleantext.filters.wraps import Wraps
from cleantext.rules import Rule, RulePack, load_pack, load_shipped_packs
from cleantext.text import Signs, Text

THRESHOLD = 0.75
"""The confidence an edit needs by default: six points of evidence."""

MOST_LOST = 0.6
"""The share of the visible characters a document may lose; above it, the stage is rolled back (design: loss guard)."""

MOST_LOST_TO_ONE_RULE = 0.5
"""The share of the visible characters one rule may take."""


MAX_SECONDS = 60.0
"""The processor time a document may take for each million characters, by default: ten times what the slowest known need."""

OUT_OF_TIME = frozenset({"out_of_time"})
"""The flags of a document that took longer than that."""


@dataclass(frozen=True)
class Result:
    """A scrubbed document and the record of what was done to it.

    `edits` are flat: sorted, disjoint, on the raw text; applying them gives `text`. `findings` are suspects that were kept, in
    the same shape. `flags` say something about the whole document: ``truncated`` (a paywall cut the text), ``rolled_back`` (a
    filter would have taken too much), ``nothing_left`` (the text is nothing but advertisement; it came back raw), ``out_of_time``
    (it took longer than allowed; it came back raw).

    >>> from cleantext import scrub
    >>> result = scrub("会议##paidbegin##于3月召开。")
    >>> result.text, result.restore() == result.raw
    ('会议于3月召开。', True)
    """

    raw: str
    text: str
    edits: tuple[Edit, ...] = ()
    findings: tuple[Edit, ...] = ()
    flags: frozenset[str] = field(default=frozenset())

    def restore(self) -> str:
        """Rebuild the raw text from `text` and `edits` alone."""
        return restore(self.text, self.edits)

    @cached_property
    def _offsets(self) -> OffsetMap:
        return OffsetMap(self.edits)

    def to_scrubbed(self, span: Span) -> Span:
        """Return the smallest span of `text` that covers raw `span`; what was removed maps to where it stood, empty.

        Raises `OptionError` when the span is not inside the raw text.

        >>> from cleantext import scrub
        >>> scrub("会议##paidbegin##于3月召开。").to_scrubbed((15, 17))
        (2, 4)
        """
        return self._offsets.to_scrubbed(_checked(span, len(self.raw)))

    def to_raw(self, span: Span) -> Span:
        """Return the smallest raw span that covers `span` of `text`; any part of a replacement maps to all it replaced.

        Raises `OptionError` when the span is not inside the text.

        >>> from cleantext import scrub
        >>> scrub("会议##paidbegin##于3月召开。").to_raw((2, 4))
        (15, 17)
        """
        return self._offsets.to_raw(_checked(span, len(self.text)))


def _checked(span: Span, length: int) -> Span:
    start, end = span
    if not 0 <= start <= end <= length:
        raise OptionError(f"span {start}:{end} is not inside a text of {length} characters; give 0 <= start <= end <= {length}")
    return start, end


class Pipeline:
    """Filters in the order they run, and what counts as sure enough.

    A text is scrubbed filter by filter. Edits under `threshold` become findings; edits of kinds not in `kinds` (all by
    default), and edits that touch a match of a `protect` pattern in the raw text, are left out. A document that takes more than
    `max_seconds` of processor time, for each million characters or part of a million, comes back raw; the time is looked at
    between filters. Build it once: it holds no state between documents, may be shared between threads, and pickles when its
    filters do.

    Raises `OptionError` for options that cannot work.

    >>> from cleantext.filters.whitespace import Whitespace
    >>> Pipeline([Whitespace()])("一  \\n\\n\\n\\n二\\n")
    '一\\n\\n二\\n'
    """

    def __init__(
        self,
        filters: Iterable[Filter],
        *,
        threshold: float = THRESHOLD,
        kinds: Collection[str] | None = None,
        protect: Iterable[str | re.Pattern[str]] = (),
        max_seconds: float = MAX_SECONDS,
    ) -> None:
        self.filters = tuple(filters)
        self.threshold = threshold
        self.max_seconds = max_seconds
        wanted = frozenset(KINDS if kinds is None else kinds)
        self.kinds = tuple(kind for kind in KINDS if kind in wanted)  # no set, so that equal pipelines pickle to equal bytes
        self.protect = tuple(map(_compile_protected, protect))
        if not 0.0 < threshold <= 1.0:
            raise OptionError(f"threshold is {threshold!r}; give a number above 0 and up to 1")
        if not max_seconds > 0:
            raise OptionError(f"max_seconds is {max_seconds!r}; give a number above 0")
        unknown = wanted - set(KINDS)
        if unknown:
            raise OptionError(f"unknown kind {min(unknown)!r}; kinds are {', '.join(KINDS)}")
        twice = [name for name, times in Counter(filter.name for filter in self.filters).items() if times > 1]
        if twice:
            raise OptionError(f"two filters are called {twice[0]!r}; give each its own name")

    def __call__(self, raw: str) -> str:
        """Return the scrubbed text alone."""
        return self.scrub(raw).text

    def prepare(self) -> None:
        """Let the filters that have a `prepare` build now what their first text would wait for."""
        for filter in self.filters:
            prepare = getattr(filter, "prepare", None)
            if prepare is not None:
                prepare()

    def allowed(self, raw: str) -> float:
        """Return how many seconds of processor time `raw` may take.

        >>> Pipeline([], max_seconds=10).allowed("a" * 2_500_000)
        25.0
        """
        return self.max_seconds * max(1.0, len(raw) / 1e6)

    def scrub(self, raw: str) -> Result:
        """Scrub one document.

        Raises `FilterError` when a filter fails, and `OptionError` when `raw` is not a string.
        """
        if not isinstance(raw, str):
            raise OptionError(f"scrub takes a str, not {type(raw).__name__}; turn bytes into text with cleantext.decode first")
        clock = _Clock(self.allowed(raw))
        stage = _Document(raw)
        protected = _merge_spans(match.span() for pattern in self.protect for match in pattern.finditer(raw) if match.group())
        for filter in self.filters:
            found = _find(filter, stage.text)
            if found:
                stage.take(self._decide(found, stage, protected))
            if "nothing_left" in stage.flags:
                break
            if clock.is_over():
                return Result(raw, raw, flags=OUT_OF_TIME)
        return stage.result()

    def _decide(self, found: list[Edit], stage: _Document, protected: list[Span]) -> list[Edit]:
        """Split what a filter found into what is sure (returned) and findings (put on record), or drop it."""
        shields = [stage.offsets.to_scrubbed(span) for span in protected]
        sure = []
        for edit in found:
            if edit.kind not in self.kinds or (shields and _touches(edit, shields)):
                continue
            if edit.confidence >= self.threshold:
                sure.append(edit)
            else:
                stage.suspect(edit)
        return resolve_overlaps(sure)


class _Clock:
    """The processor time of this thread; asking costs a call of the system, so it is asked when the clock on the wall is over."""

    def __init__(self, seconds: float) -> None:
        self._wall = time.monotonic() + seconds
        self._spent = time.thread_time() + seconds

    def is_over(self) -> bool:
        """Say whether the time is up."""
        return time.monotonic() > self._wall and time.thread_time() > self._spent


class _Document:
    """One document on its way through the pipeline."""

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self.text = Text(raw)
        self.flat: list[Edit] = []
        self.findings: list[Edit] = []
        self.flags: set[str] = set()
        self._lost = 0

    @cached_property
    def offsets(self) -> OffsetMap:
        """Where places of the raw text stand in the text as scrubbed so far."""
        return OffsetMap(self.flat)

    @cached_property
    def _visible(self) -> int:
        return _visible(self.raw)

    def _shows_more_than(self, count: float) -> bool:
        """Tell whether the raw text has more visible characters than `count`: mostly, its beginning tells."""
        return _visible(self.raw[: int(4 * count) + 100]) > count or self._visible > count

    def take(self, edits: list[Edit]) -> None:
        """Apply the sure edits of one filter unless they take too much."""
        edits, lost = self._guarded(edits)
        if not edits:
            return
        self._lost += lost
        between = self.text.string
        self.flags.update(edit.flag for edit in edits if edit.flag)
        repaired = self.text.repaired.union(*{edit.rules for edit in edits})
        self.text = Text(apply_edits(between, edits), repaired=repaired)
        self.flat = compose(self.flat, edits, self.raw, between)
        self.__dict__.pop("offsets", None)

    def suspect(self, edit: Edit) -> None:
        """Put a finding on record, on its place in the raw text."""
        if not self.flat:
            self.findings.append(edit)  # the text is raw still
            return
        start, end = self.offsets.to_raw((edit.start, edit.end))
        self.findings.append(replace(edit, start=start, end=end, removed=self.raw[start:end]))

    def _guarded(self, edits: list[Edit]) -> tuple[list[Edit], int]:
        """Roll back what would take more of the text than the loss guard allows; return the rest and what it takes."""
        lost = sum(map(_loss, edits))
        if self._shows_more_than((sum(len(edit.removed) for edit in edits) + self._lost) / MOST_LOST_TO_ONE_RULE):
            return edits, lost  # the usual case: blanks and all, too little to come near a bound
        visible = self._visible
        if visible and not _visible(apply_edits(self.text.string, edits)):
            self.flags.add("nothing_left")
            self._roll_back(edits)
            return [], 0
        by_rule: Counter[str] = Counter()
        for edit in edits:
            by_rule[edit.rules[0]] += _loss(edit)
        greedy = {rule for rule, lost in by_rule.items() if lost > visible * MOST_LOST_TO_ONE_RULE}
        if greedy:
            self._roll_back([edit for edit in edits if edit.rules[0] in greedy])
            edits = [edit for edit in edits if edit.rules[0] not in greedy]
        lost = sum(map(_loss, edits))
        if self._lost + lost > visible * MOST_LOST:
            self._roll_back(edits)
            return [], 0
        return edits, lost

    def _roll_back(self, edits: list[Edit]) -> None:
        self.flags.add("rolled_back")
        for edit in edits:
            self.suspect(edit)

    def result(self) -> Result:
        """Return the finished document."""
        if "nothing_left" in self.flags:
            return Result(self.raw, self.raw, (), tuple(order(self.findings)), frozenset({"nothing_left"}))
        gone = [(edit.start, edit.end) for edit in self.flat if edit.deletes]
        kept = [finding for finding in self.findings if not _inside(finding, gone)]
        return Result(self.raw, self.text.string, tuple(self.flat), tuple(order(kept)), frozenset(self.flags))


def _find(filter: Filter, text: Text) -> list[Edit]:
    """Collect what a filter finds, and check that it is about this text."""
    signs: Signs | None = getattr(filter, "signs", None)
    if signs is not None and not text.shows(signs):
        return []
    try:
        found = list(filter.find(text))
    except FilterError:
        raise
    except Exception as error:
        raise FilterError(filter.name, None, None, f"{type(error).__name__}: {error}") from error
    for edit in found:
        if not 0 <= edit.start <= edit.end <= len(text) or text.string[edit.start : edit.end] != edit.removed:
            raise FilterError(
                filter.name,
                edit.rules[0] if edit.rules else None,
                (edit.start, edit.end),
                "the edit does not fit the text",
            )
        if edit.kind not in KINDS or not edit.rules:
            raise FilterError(filter.name, None, (edit.start, edit.end), f"an edit needs a rule and a kind ({', '.join(KINDS)})")
    return found


def _compile_protected(pattern: str | re.Pattern[str]) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except re.error as error:
        raise OptionError(f"protect pattern is not valid: {error.msg}\n{point_at(str(pattern), error.pos or 0)}") from None


def _merge_spans(spans: Iterable[Span]) -> list[Span]:
    """Sort spans, and make one of those that overlap."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _touches(edit: Edit, shields: Sequence[Span]) -> bool:
    """Tell whether `edit` changes a character of the sorted, disjoint `shields`, or puts one inside of them."""
    before = bisect_left(shields, (edit.end, 0)) - 1  # the last shield that starts before the edit ends
    return before >= 0 and edit.start < shields[before][1]


def _inside(edit: Edit, spans: Sequence[Span]) -> bool:
    """Tell whether `edit` stands inside one of the sorted, disjoint `spans`."""
    before = bisect_left(spans, (edit.start + 1, 0)) - 1  # the last span that starts where the edit does, or before
    return before >= 0 and edit.start < edit.end <= spans[before][1]


def _visible(string: str) -> int:
    return sum(map(len, string.split()))


_SHOWS = re.compile("[^\\s\x00-\x1f\x7f\xad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
"""A character that shows: no white space, control character, joiner or mark of direction."""


def _loss(edit: Edit) -> int:
    """Count the visible characters an edit takes; a CMS marker is no text, and what garble is repaired to is the same text."""
    if edit.kind == "marker" or (edit.kind == "garble" and (edit.replacement or not _SHOWS.search(edit.removed))):
        return 0
    return max(0, _visible(edit.removed) - _visible(edit.replacement))


def default_pipeline(
    *,
    threshold: float = THRESHOLD,
    kinds: Collection[str] | None = None,
    protect: Iterable[str | re.Pattern[str]] = (),
    tokens: str | Callable[[Edit], str] = "plain",
    without: Collection[str] = (),
    packs: Iterable[str | Path] = (),
    max_seconds: float = MAX_SECONDS,
) -> Pipeline:
    """Build the pipeline that `scrub` uses, with other options.

    `threshold`: the confidence an edit needs, 0 to 1. `kinds`: which kinds of edit to make, all by default. `protect`:
    patterns whose matches in the raw text no filter may touch. `tokens`: what stands for a redaction: ``"plain"``
    (``[REDACTED]``), ``"typed"`` (``[REDACTED:NUMBER]``), a template such as ``"<|{type}|>"``, or a function of the edit.
    `without`: names of filters to leave out. `packs`: paths of rule packs to add to those shipped. `max_seconds`: processor time
    that a document may take for each million characters or part of a million; one that takes longer comes back raw.

    Raises `OptionError` for options that cannot work and `PackError` for a pack that cannot be used.

    >>> default_pipeline(tokens="typed", without=["wraps"])("共xx个")
    '共[REDACTED:NUMBER]个'
    """
    added = [*map(load_pack, packs)]
    ruled = _filters_of([*load_shipped_packs(), *added]) if added else _shipped_filters()
    filters = [*ruled, Redactions(tokens=Tokens(tokens)), Whitespace()]
    names = [filter.name for filter in filters]
    unknown = sorted(set(without) - set(names))
    if unknown:
        raise OptionError(f"no filter is called {unknown[0]!r}; filters are {', '.join(names)}")
    return Pipeline(
        [filter for filter in filters if filter.name not in without],
        threshold=threshold,
        kinds=kinds,
        protect=protect,
        max_seconds=max_seconds,
    )


@cache
def _shipped_filters() -> Sequence[Filter]:
    """Return those of the shipped packs: all pipelines share them, as filters hold no state, and compiling their rules takes long."""
    return _filters_of(load_shipped_packs())


def _filters_of(packs: Iterable[RulePack]) -> Sequence[Filter]:
    """Return the filters before the first that has options, with the rules of `packs`."""
    rules: dict[str, list[Rule]] = {}
    owners: dict[str, str] = {}
    for pack in packs:
        rules.setdefault(pack.filter, []).extend(pack.rules)
        for rule in pack.rules:
            if rule.id in owners:
                where = f"{owners[rule.id]} and {pack.name}"
                raise PackError(f"rule {rule.id!r} stands in two packs, {where}; give each rule its own id")
            owners[rule.id] = pack.name
    return (
        QuotedPrintable(),
        Encoding(),
        Entities(),
        Characters(rules.get("characters", [])),
        LetterSpacing(),
        Markers(rules.get("markers", [])),
        Furniture(),
        Boilerplate(rules.get("boilerplate", [])),
        Repetition(),
        Wraps(),
        Spacing(),
        Quotes(),
        Confusions(rules.get("confusions", [])),
    )


_default: list[Pipeline] = []
_default_lock = threading.Lock()


def scrub(raw: str) -> Result:
    """Scrub one document with the default pipeline, which is built at the first call and shared between threads.

    Raises `FilterError` when a filter fails, and `OptionError` when `raw` is not a string.

    >>> scrub("全市新建xx个社区。").text
    '全市新建[REDACTED]个社区。'
    """
    if not _default:
        with _default_lock:
            if not _default:
                _default.append(default_pipeline())
    return _default[0].scrub(raw)
