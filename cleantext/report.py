"""Say in words what was changed and why: one document edit by edit, and a run in a few lines.

What is said is a list of lines made of pieces of text with a style, so that a terminal gets colour and a file plain brackets.
"""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import IO, NamedTuple

from cleantext.comparing import Comparison, Difference, Numbers
from cleantext.documents import Format, Shape
from cleantext.edits import Edit, Span
from cleantext.errors import FilterError, InputError, OptionError
from cleantext.evaluation import Score
from cleantext.parts import Counts
from cleantext.pipeline import Result
from cleantext.planning import RECORD
from cleantext.records import Record
from cleantext.runs import Summary
from cleantext.sampling import Sample
from cleantext.shards import EXAMPLES
from cleantext.text import Text
from cleantext.timing import Scrubber

_CONTEXT = 24
"""Characters shown on either side of an edit, within its line."""

_NEAR = 2 * _CONTEXT
"""Edits with no more characters than this between them are shown together."""

_LONGEST = 240
"""Characters of one removed stretch shown in full; of a longer one, its two ends."""


class Bit(NamedTuple):
    """A piece of a line; `style` is one of `STYLES`, or empty."""

    text: str
    style: str = ""


STYLES: Mapping[str, tuple[str, str, str]] = {
    "removed": ("red strike", "[-", "-]"),
    "added": ("green", "{+", "+}"),
    "suspect": ("yellow underline", "[?", "?]"),
    "head": ("bold", "", ""),
    "note": ("dim", "", ""),
    "warning": ("yellow", "", ""),
}
"""For each style: how a terminal shows it, and what stands before and after it elsewhere."""

Line = list[Bit]


def explain_result(name: str, result: Result) -> Iterator[Line]:
    """Yield lines that say what was done to a document and why, in the order of its text; findings, which stay, are among them.

    >>> from cleantext import scrub
    >>> print_lines(explain_result("a.txt", scrub("会议##paidbegin##于3月召开。")))
    a.txt: 1 edit; 13 of 21 characters removed (marker 13)
    <BLANKLINE>
    line 1, character 3
        会议[-##paidbegin##-]于3月召开。
        marker, by paid-tag (confidence 0.94): FastAdmin's tag around the paid part of a text, which is good text
    """
    yield [Bit(_headline(name, result), "head")]
    starts = [line.start for line in Text(result.raw).lines]
    for block in _blocks(result):
        yield []
        first = block[0][0]
        number = max(1, bisect_right(starts, first.start))
        yield [Bit(f"line {number}, character {first.start - (starts[number - 1] if starts else 0) + 1}", "note")]
        for line in _shown_block(result.raw, block, (first.start, max(edit.end for edit, _ in block))):
            yield [Bit("    "), *line]
        seen = set()
        for edit, applied in block:
            why = _why(edit, applied=applied)
            if why not in seen:
                seen.add(why)
                yield [Bit("    "), Bit(why, "note")]


def explain_documents(
    records: Iterable[Record],
    pipeline: Scrubber,
    *,
    name: str,
    format: Format,
    shape: Shape,
    many: bool,
    record: int | None = None,
    limit: int = 0,
) -> Iterator[Line]:
    """Yield lines that say what `pipeline` does to the documents in `records`, those of a file that messages call `name`.

    Where there are `many`, those that stay as they are go unmentioned; with `record` the one of that number alone is explained, and
    after `limit` documents with changes, if not 0, it ends.
    """
    looked = shown = 0
    for found in records:
        if format.header and found.number == 1:
            shape = shape._replace(header=found.raw)
        if record is not None and found.number < record:
            continue
        if found.document:
            looked += 1
            lines = list(_explain_record(found, pipeline, f"{name}:{found.number}" if many else name, format, shape))
            changed = len(lines) > 1
            if changed or not many or record is not None:
                yield from lines
                yield []
                shown += changed
        elif record is not None:
            what = "the header" if format.header and record == 1 else "a blank line"
            yield [Bit(f"{name}:{record}: {what}, which is no document", "head")]
        if found.number == record:
            return
        if limit and shown == limit:
            yield [Bit(f"stopped after {count(shown, 'document')} with changes, findings or faults; --limit 0 shows all", "note")]
            return
    if record is not None:
        raise OptionError(f"{name}: has no record {record}. Give the number of one that is there.")
    if many:
        yield [Bit(f"{name}: {shown} of {count(looked, 'document')} with changes, findings or faults", "note")]


def _explain_record(record: Record, pipeline: Scrubber, where: str, format: Format, shape: Shape) -> Iterator[Line]:
    if record.broken is not None:
        yield [Bit(f"{where}: would be set aside", "head")]
        yield [Bit(f"    {record.broken}", "warning")]
        return
    if record.raw is None:
        yield [Bit(f"{where}: would be set aside: {record.size:,} bytes are more than the limit for one record", "head")]
        return
    try:
        document = format.open(record.raw, shape)
        result = pipeline.scrub(document.text)
    except (InputError, FilterError) as error:
        yield [Bit(f"{where}: would be set aside", "head")]
        yield [Bit(f"    {error}", "warning")]
        return
    if document.encoding != "utf-8":
        where += f" (read as {document.encoding})"
    yield from explain_result(where if document.id is None else f"{where} ({visible(document.id)})", result)


def _headline(name: str, result: Result) -> str:
    parts = []
    if result.edits:
        removed: dict[str, int] = {}
        for edit in result.edits:
            removed[edit.kind] = removed.get(edit.kind, 0) + len(edit.removed)
        parts.append(count(len(result.edits), "edit"))
        parts.append(f"{sum(removed.values()):,} of {len(result.raw):,} characters removed ({_by_size(removed)})")
    if result.findings:
        parts.append(f"{count(len(result.findings), 'finding')} that stay{'' if len(result.findings) > 1 else 's'}")
    parts += [FLAGS.get(flag, flag) for flag in sorted(result.flags)]
    return f"{name}: {'; '.join(parts) or 'nothing to change'}"


FLAGS: Mapping[str, str] = {
    "nothing_left": "nothing else would be left, so a run sets it aside",
    "rolled_back": "a filter would have taken too much, so its edits are findings",
    "truncated": "a paywall cut the text",
    "out_of_time": "it took longer than allowed, so a run sets it aside",
}
"""The flags of a result in words."""


def in_bytes(size: int) -> str:
    """Say how much.

    >>> in_bytes(245), in_bytes(2_450_000)
    ('245 bytes', '2.5 MB')
    """
    for unit, name in ((1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
        if size >= unit:
            return f"{size / unit:,.1f} {name}"
    return count(size, "byte")


def in_time(seconds: float) -> str:
    """Say how long.

    >>> in_time(0.4), in_time(95), in_time(9000), in_time(300_000)
    ('0.4 seconds', '1.6 minutes', '2.5 hours', '3.5 days')
    """
    for unit, name in ((86400, "days"), (3600, "hours"), (60, "minutes")):
        if seconds >= unit:
            return f"{seconds / unit:,.1f} {name}"
    return f"{seconds:.1f} seconds"


def count(number: int, noun: str) -> str:
    """Say how many.

    >>> count(1, "edit"), count(2000, "edit")
    ('1 edit', '2,000 edits')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _by_size(numbers: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {number:,}" for name, number in sorted(numbers.items(), key=lambda item: (-item[1], item[0])))


def _blocks(result: Result) -> Iterator[list[tuple[Edit, bool]]]:
    """Group edits and findings that stand near each other; of those that overlap, the edit is shown in the text."""
    marked = [(edit, True) for edit in result.edits] + [(edit, False) for edit in result.findings]
    marked.sort(key=lambda item: (item[0].start, not item[1], item[0].end))
    block: list[tuple[Edit, bool]] = []
    end = 0
    for item in marked:
        if block and item[0].start > end + _NEAR:
            yield block
            block = []
        end = max(end, item[0].end) if block else item[0].end
        block.append(item)
    if block:
        yield block


def _shown_block(raw: str, block: Sequence[tuple[Edit, bool]], span: Span) -> Iterator[Line]:
    """Yield the text of a span and around it as lines, with the edits of a block, which lie in it, marked."""
    first, last = span
    start = max(first - _CONTEXT, _line_start(raw, first))
    bits = [Bit("…" if start > 0 and raw[start - 1] not in "\r\n" else ""), Bit(raw[start:first])]
    at = first
    for edit, applied in block:
        if edit.start < at:  # a finding that overlaps what is shown already; it is named below
            continue
        bits.append(Bit(_shortened(raw[at : edit.start])))
        bits.append(Bit(_shortened(edit.removed), "removed" if applied else "suspect"))
        if applied:
            bits.append(Bit(edit.replacement, "added"))
        at = edit.end
    end = min(last + _CONTEXT, _line_end(raw, last))
    bits += [
        Bit(_shortened(raw[at:last])),
        Bit(raw[max(at, last) : end]),
        Bit("…" if end < len(raw) and raw[end] not in "\r\n" else ""),
    ]
    line: Line = []
    for bit in bits:
        for piece in bit.text.splitlines(keepends=True):
            line.append(Bit(visible(piece), bit.style))
            if piece.endswith("\n"):
                yield line
                line = []
    if line:
        yield line


def _line_start(raw: str, at: int) -> int:
    return max(raw.rfind("\n", 0, at), raw.rfind("\r", 0, at)) + 1


def _line_end(raw: str, at: int) -> int:
    return min(end if end >= 0 else len(raw) for end in (raw.find("\n", at), raw.find("\r", at)))


def _shortened(string: str) -> str:
    if len(string) <= _LONGEST:
        return string
    half = _LONGEST // 2
    return f"{string[:half]} … {len(string) - 2 * half:,} characters … {string[-half:]}"


def visible(string: str) -> str:
    r"""Return `string` with line ends and invisible characters written out, so that what is shown is what there is.

    It also keeps a document from sending commands to the terminal.

    >>> visible("一\r\n\t\u200b二\x1b[2J")
    '一\\r\\n\\t<U+200B>二<U+001B>[2J'
    """
    if string.isprintable():
        return string
    return "".join(
        char if char.isprintable() or char == "\u3000" else _NAMES.get(char, f"<U+{ord(char):04X}>") for char in string
    )


_NAMES = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def _why(edit: Edit, *, applied: bool) -> str:
    what = edit.kind if edit.type is None else f"{edit.kind} of type {edit.type}"
    stays = "" if applied else "stays: "
    reasons = [(f"{one.why} ({one.weight:+d})" if len(edit.evidence) > 1 else one.why) for one in edit.evidence]
    why = f": {'; '.join(dict.fromkeys(reasons))}" if reasons else ""
    return f"{stays}{what}, by {', '.join(edit.rules)} (confidence {edit.confidence:.2f}){why}"


def summarize(summary: Summary) -> Iterator[Line]:
    """Yield lines that say what a run came to."""
    counts = summary.counts
    yield _what_was_done(counts, summary.seconds, f" in {count(summary.files, 'file')}")
    yield from _numbers(counts)
    if counts.get("same_id"):
        which = count(counts["same_id"], "document")
        yield [
            Bit(f"  same id     {which} with an id that another has; the ledger tells them apart by shard and record", "warning")
        ]
    if summary.reused:
        yield [Bit(f"  reused      {count(summary.reused, 'document')} finished before")]
    if summary.passed_over:
        yield [Bit(f"  passed over {count(summary.passed_over, 'hidden, special or excluded name')}")]
    if summary.set_aside:
        yield [Bit(f"  set aside   {_by_size(counts['causes'])}; kept in {summary.out / RECORD / 'quarantine'}", "warning")]
        yield from ([Bit(f"    {visible(one['document'])}: {visible(one['reason'])}")] for one in summary.examples)
        if summary.set_aside > len(summary.examples):
            yield [Bit(f"    ... and {summary.set_aside - len(summary.examples):,} more")]


def summarize_stream(counts: Counts, seconds: float) -> Iterator[Line]:
    """Yield lines that say what scrubbing a stream came to."""
    yield _what_was_done(counts, seconds, "")
    yield from _numbers(counts)


def _what_was_done(counts: Counts, seconds: float, where: str) -> Line:
    size = counts["bytes"]
    rate = f", {in_bytes(int(size / seconds))}/s" if seconds > 1 else ""
    return [Bit(f"scrubbed {count(counts['in'], 'document')}{where} ({in_bytes(size)}) in {seconds:,.1f} s{rate}", "head")]


def _numbers(counts: Counts) -> Iterator[Line]:
    same = counts["out"] - counts["changed"]
    aside = f" + {counts['set_aside']:,} set aside = {counts['in']:,} in" if counts["set_aside"] else ""
    yield [Bit(f"  documents   {counts['out']:,} out ({counts['changed']:,} changed, {same:,} as they were){aside}")]
    for name in ("removed", "redactions", "findings", "flags"):
        numbers = counts.get(name)
        if numbers:
            of = f" of {counts['characters']:,} characters" if name == "removed" else ""
            stay = " that stay" if name == "findings" else ""
            yield [Bit(f"  {name:<11} {sum(numbers.values()):,}{of}{stay}: {_by_size(numbers)}")]


_MOST_RULES = 20
"""Rules a comparison names; the rest is for --json."""

_HOW: Mapping[str, str] = {
    "only_a": "only in A",
    "only_b": "only in B",
    "changed": "otherwise",
    "same_text": "by other rules",
}
"""How runs differ at a place, in words."""

_LEFT_OUT: Mapping[str, str] = {
    "only_a": "only in A",
    "only_b": "only in B",
    "not_the_same": "not the same in both",
    "gone_a": "without their records in A",
    "gone_b": "without their records in B",
}
"""Why files are not compared, in words."""


def tell_comparison(found: Comparison) -> Iterator[Line]:
    """Yield lines that say what two runs differ in: options, documents, edits by kind and by rule, and examples."""
    for name, run in zip("AB", found.runs, strict=True):
        yield [Bit(f"{name}: {run}", "head")]
    for name, (a, b) in found.options.items():
        yield [Bit(f"  {name} is {_value(a)} in A and {_value(b)} in B")]
    yield [Bit(f"  compared      {count(found.documents, 'document')} in {count(found.files, 'file')} of the same content")]
    if found.left_out:
        reasons = ", ".join(f"{number:,} {_LEFT_OUT[why]}" for why, number in found.left_out.items())
        names = f" ({', '.join(map(visible, found.left_out_names))}, ...)" if found.left_out_names else ""
        yield [Bit(f"  left out      {reasons}{names}", "warning")]
    if found.same:
        yield [Bit("  no difference: every edit, finding and flag is the same")]
        return
    yield [Bit(f"  come out      {count(found.changed, 'document')} otherwise")]
    for how, words in _HOW.items():
        if found.places[how]:
            characters = count(found.characters[how], "character")
            yield [
                Bit(f"  {words:<13} {count(found.places[how], 'edit' if how.startswith('only') else 'place')} of {characters}")
            ]
    for name, pair in (("set aside", found.set_aside), ("findings", found.findings), ("flags", found.flags)):
        if pair[0] != pair[1]:
            alone = " only" if name == "set aside" else ""
            a, b = (f"{sum(numbers.values()):,} in {side}{alone}" for side, numbers in zip("AB", pair, strict=True))
            yield [Bit(f"  {name:<13} {a}, {b}: {_pairs(*pair)}")]
    yield from _tell_numbers("kind", found.kinds)
    yield from _tell_numbers("rule", {name: numbers for name, numbers in found.rules.items() if any(numbers.alone)})
    for difference in found.examples:
        yield from _tell_difference(difference)


def _value(value: object) -> str:
    return "all" if value is None else repr(list(value) if isinstance(value, tuple) else value)


def _pairs(a: Mapping[str, int], b: Mapping[str, int]) -> str:
    names = [name for name in sorted({*a, *b}) if a.get(name) != b.get(name)]
    return ", ".join(f"{name} {a.get(name, 0):,} and {b.get(name, 0):,}" for name in names)


def _tell_numbers(what: str, numbers: Mapping[str, Numbers]) -> Iterator[Line]:
    """Yield a table with a row for each kind or rule, those that differ most first."""
    if not numbers:
        return
    names = sorted(numbers, key=lambda name: (-sum(numbers[name].alone), -sum(numbers[name].edits), name))
    width = max(map(len, names[:_MOST_RULES]))
    yield []
    heads = ("edits in A", "in B", "only in A", "only in B", "removed in A", "in B")
    yield [Bit(f"  {what:<{width}}" + "".join(f"{head:>14}" for head in heads), "note")]
    for name in names[:_MOST_RULES]:
        row = numbers[name]
        yield [Bit(f"  {name:<{width}}" + "".join(f"{one:>14,}" for one in (*row.edits, *row.alone, *row.characters)))]
    if len(names) > _MOST_RULES:
        yield [Bit(f"  ... and {len(names) - _MOST_RULES:,} more; --json has them all", "note")]


def _tell_difference(one: Difference) -> Iterator[Line]:
    """Yield lines that show a place as both runs left it, and why."""
    line = "" if one.line is None else f", line {one.line}"
    yield []
    yield [Bit(f"{_HOW[one.how]}: {visible(one.document)}{line}, characters {one.span[0]}-{one.span[1]}", "head")]
    for name, edits, findings in zip("AB", one.edits, one.findings, strict=True):
        block = [(_moved(edit, one.start), True) for edit in edits]
        block += [(_moved(finding, one.start), False) for finding in findings]
        block.sort(key=lambda item: (item[0].start, not item[1], item[0].end))
        start, end = (place - one.start for place in one.span)
        inside = [(edit, applied) for edit, applied in block if start <= edit.start and edit.end <= end]
        for shown in _shown_block(one.text, inside, (start, end)):
            yield [Bit(f"  {name} "), *shown]
        for why in dict.fromkeys(_why(edit, applied=applied) for edit, applied in block):
            yield [Bit("    "), Bit(why, "note")]


def _moved(edit: Edit, start: int) -> Edit:
    return replace(edit, start=edit.start - start, end=edit.end - start)


def tell_sample(sample: Sample, *, examples: int = 10) -> Iterator[Line]:
    """Yield lines that say what a run over a whole dump would do, by a sample of it; `examples` rules are shown at work, 0: all."""
    counts = sample.counts
    unknown = f" and {count(sample.unknown, 'file')} of unknown formats, which a run sets aside" if sample.unknown else ""
    yield [Bit(f"{count(sample.files, 'file')} of {in_bytes(sample.size)}{unknown}", "head")]
    yield [Bit(f"  sample      {count(counts['in'], 'document')} picked at even distances ({in_bytes(counts['bytes'])})")]
    yield from _numbers(counts)
    removed = sum(counts.get("removed", {}).values())
    if counts["characters"]:
        documents, characters = counts["changed"] / counts["in"], removed / counts["characters"]
        yield [Bit(f"  share       {documents:.0%} of the documents change, {characters:.2%} of the characters go")]
    for name, reason in sample.aside[:EXAMPLES]:
        yield [Bit(f"    {visible(name)}: {visible(reason)}", "warning")]
    if sample.expected_seconds:
        rate = in_bytes(int(counts["bytes"] / sample.seconds)) if sample.seconds else "0 bytes"
        yield [Bit(f"  whole dump  about {in_time(sample.expected_seconds)} of work for one process, at {rate}/s")]
    if not sample.rules:
        return
    rules = sorted(sample.rules, key=lambda rule: (-sample.rules[rule].characters, -sample.rules[rule].edits, rule))
    width = max(map(len, rules))
    yield []
    heads = ("edits", "characters", "documents", "findings")
    yield [Bit(f"  {'rule':<{width}}" + "".join(f"{head:>12}" for head in heads), "note")]
    for rule in rules:
        hits = sample.rules[rule]
        row = (hits.edits, hits.characters, hits.documents, hits.findings)
        yield [Bit(f"  {rule:<{width}}" + "".join(f"{number:>12,}" for number in row))]
    shown = [rule for rule in rules if sample.rules[rule].example is not None]
    for rule in shown[: examples or len(shown)]:
        example = sample.rules[rule].example
        assert example is not None
        yield []
        yield [Bit(f"{rule}: {visible(example.document)}, character {example.start + example.edit.start + 1}", "head")]
        span = example.edit.start, example.edit.end
        yield from ([Bit("    "), *line] for line in _shown_block(example.text, [(example.edit, True)], span))
        yield [Bit("    "), Bit(_why(example.edit, applied=True), "note")]


def tell_score(score: Score, rules: Sequence[str] = ()) -> Iterator[Line]:
    """Yield lines that say how a pipeline did on labelled documents; of `rules`, also how often each acted, and how well.

    >>> from cleantext.evaluation import Score
    >>> print_lines(tell_score(Score(documents=2, exact=1, changed=4, right=3, damaged=1, kept=10)))
    2 documents, 1 exactly right
      recall      1.0000 of 0 labels
      precision   0.7500 of 4 changed characters
      damage      1 of 10 characters that had to stay
    """
    yield [Bit(f"{count(score.documents, 'document')}, {score.exact:,} exactly right", "head")]
    yield [Bit(f"  recall      {score.recall:.4f} of {count(score.total.total(), 'label')}")]
    for kind in sorted(score.total):
        yield [Bit(f"    {kind:<9} {score.hits[kind]:,} of {score.total[kind]:,}")]
    yield [Bit(f"  precision   {score.precision:.4f} of {count(score.changed, 'changed character')}")]
    yield [Bit(f"  damage      {score.damaged:,} of {count(score.kept, 'character')} that had to stay")]
    acted = score.rule_right.keys() | score.rule_wrong.keys()
    width = max(map(len, rules), default=0)
    for rule in sorted(rules, key=lambda rule: (-score.rule_wrong[rule], -score.rule_right[rule], rule)):
        tally = (
            f"{score.rule_right[rule]:>5} right {score.rule_wrong[rule]:>5} wrong" if rule in acted else "dead: it never acted"
        )
        yield [Bit(f"  {rule:<{width}}  {tally}", "warning" if score.rule_wrong[rule] else "")]


def print_lines(lines: Iterable[Line], file: IO[str] | None = None) -> None:
    """Print lines to `file`, standard output by default: in colour on a terminal, with brackets elsewhere.

    >>> print_lines([[Bit("a"), Bit("b", "removed")]])
    a[-b-]
    """
    file = sys.stdout if file is None else file
    if not file.isatty():
        for line in lines:
            file.write("".join(_bracketed(bit) for bit in line) + "\n")
        return
    from rich.console import Console  # noqa: PLC0415 - slow to load, and needed on a terminal only
    from rich.text import Text as Styled  # noqa: PLC0415

    console = Console(file=file, highlight=False)
    for line in lines:
        colour = console.color_system is not None and not console.no_color
        pieces = ((bit.text if colour else _bracketed(bit), STYLES[bit.style][0] if bit.style and colour else "") for bit in line)
        console.print(Styled.assemble(*pieces), soft_wrap=True)


def _bracketed(bit: Bit) -> str:
    if not bit.style:
        return bit.text
    _, before, after = STYLES[bit.style]
    return f"{before}{bit.text}{after}"
