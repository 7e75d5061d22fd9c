"""The laws of edits, on any Unicode string, and the worked cases the documentation promises."""

import itertools
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import edited, flat_edits, found_edits, texts

from cleantext.edits import (
    Edit,
    Evidence,
    OffsetMap,
    apply_edits,
    compose,
    confidence,
    merge_names,
    order,
    resolve_overlaps,
    restore,
)
from cleantext.errors import RestoreError


def cut(start, end, string, rule="r", replacement=""):
    """Build an edit of ``string[start:end]``."""
    return Edit(start, end, string[start:end], replacement, (rule,), "ad")


def assert_flat(edits, raw):
    """Hold that edits are sorted, disjoint, in bounds, and about `raw`."""
    at = 0
    for edit in edits:
        assert at <= edit.start <= edit.end <= len(raw)
        assert edit.removed == raw[edit.start : edit.end]
        at = edit.end
    for one, two in itertools.pairwise(edits):
        assert (one.start, one.end) != (two.start, two.end), "two edits at one place have no order"


class TestResolveOverlaps:
    @given(st.data())
    def test_whatever_a_filter_finds_comes_out_sorted_disjoint_and_in_bounds(self, data):
        """Any edits of one text resolve to flat ones."""
        string = data.draw(texts)

        assert_flat(resolve_overlaps(data.draw(found_edits(string))), string)

    @given(st.data())
    def test_the_order_in_which_edits_are_found_does_not_matter(self, data):
        """A filter may yield its edits in any order, also backwards."""
        string = data.draw(texts)
        # One rule each, because equal spans are told apart by the rule's name.
        found = [
            Edit(e.start, e.end, e.removed, e.replacement, (f"r{i}",), e.kind)
            for i, e in enumerate(data.draw(found_edits(string)))
        ]
        shuffled = data.draw(st.permutations(found))

        spans = [(e.start, e.end, e.replacement, set(e.rules)) for e in resolve_overlaps(found)]
        assert spans == [(e.start, e.end, e.replacement, set(e.rules)) for e in resolve_overlaps(shuffled)]

    @given(st.data())
    def test_every_character_any_deletion_takes_goes(self, data):
        """Deletions are never lost to one another or to a replacement: what goes is their union."""
        string = data.draw(texts)
        found = data.draw(found_edits(string))
        wanted = {at for edit in found if edit.deletes for at in range(edit.start, edit.end)}

        gone = {at for edit in resolve_overlaps(found) if edit.deletes for at in range(edit.start, edit.end)}
        assert gone == wanted

    @pytest.mark.parametrize(
        ("found", "kept"),
        [
            ([(0, 3, ""), (2, 5, "")], [(0, 5, "")]),
            ([(0, 3, ""), (3, 5, "")], [(0, 3, ""), (3, 5, "")]),
            ([(0, 5, ""), (1, 2, "")], [(0, 5, "")]),
            ([(0, 3, "T"), (2, 5, "")], [(2, 5, "")]),
            ([(0, 3, "T"), (3, 5, "")], [(0, 3, "T"), (3, 5, "")]),
            ([(0, 3, "T"), (0, 5, "U")], [(0, 5, "U")]),
            ([(0, 3, "T"), (2, 6, "U")], [(0, 3, "T")]),
            ([(2, 2, "T"), (1, 4, "")], [(1, 4, "")]),
            ([(1, 1, "T"), (1, 4, "")], [(1, 1, "T"), (1, 4, "")]),
            ([(4, 4, "T"), (1, 4, "")], [(1, 4, ""), (4, 4, "T")]),
            ([(1, 1, "T"), (1, 1, "U")], [(1, 1, "T")]),
        ],
        ids=str,
    )
    def test_the_stated_rule(self, found, kept):
        """Deletions unite, replacements are atomic and leftmost-longest, and what only touches stays apart."""
        string = "abcdef"

        edits = resolve_overlaps([cut(start, end, string, f"r{i}", new) for i, (start, end, new) in enumerate(found)])
        assert [(edit.start, edit.end, edit.replacement) for edit in edits] == kept

    def test_united_deletions_keep_all_their_evidence_and_the_kind_of_the_surest(self):
        """A union says which rules it comes from, in the order of their places, and is as sure as its surest part."""
        one = Edit(0, 4, "abcd", "", ("one",), "ad", confidence=0.8, evidence=(Evidence("one", 7, "a"),))
        two = Edit(2, 6, "cdef", "", ("two",), "contact", confidence=0.9, evidence=(Evidence("two", 9, "b"),), flag="truncated")

        (edit,) = resolve_overlaps([two, one])
        assert (edit.rules, edit.kind, edit.confidence, edit.flag) == (("one", "two"), "contact", 0.9, "truncated")
        assert [evidence.rule for evidence in edit.evidence] == ["one", "two"]


class TestComposeAndRestore:
    @given(edited())
    def test_restore_rebuilds_the_raw_text(self, case):
        """Scrubbed text and flat edits give back every code point of the raw text."""
        raw, edits = case

        assert restore(apply_edits(raw, edits), edits) == raw

    @given(st.data())
    def test_composing_two_stages_is_applying_them_in_turn(self, data):
        """Composed edits are flat, do in one go what the stages do in turn, and restore the raw text."""
        raw = data.draw(texts)
        first = data.draw(flat_edits(raw, "pq"))
        between = apply_edits(raw, first)
        second = data.draw(flat_edits(between, "st"))
        text = apply_edits(between, second)

        flat = compose(first, second, raw, between)
        assert_flat(flat, raw)
        assert apply_edits(raw, flat) == text
        assert restore(text, flat) == raw

    @given(st.data())
    def test_composing_many_stages_is_applying_them_in_turn(self, data):
        """Flat edits stay flat however many stages are composed onto them."""
        raw = text = data.draw(texts)
        flat = []
        for names in ("p", "q", "r", "s"):
            edits = data.draw(flat_edits(text, names))
            flat = compose(flat, edits, raw, text)
            text = apply_edits(text, edits)

        assert_flat(flat, raw)
        assert apply_edits(raw, flat) == text
        assert restore(text, flat) == raw

    @given(st.data())
    def test_nothing_that_really_changes_the_text_goes_without_its_rule(self, data):
        """Every composed edit names only rules of the stages, the first stage's before the second's."""
        raw = data.draw(texts)
        first = data.draw(flat_edits(raw, "pq"))
        between = apply_edits(raw, first)
        second = data.draw(flat_edits(between, "st"))

        for edit in compose(first, second, raw, between):
            assert edit.rules
            stages = ["pq".find(rule) >= 0 for rule in edit.rules]
            assert stages == sorted(stages, reverse=True)
            assert edit.removed != edit.replacement

    def test_adjacent_deletions_survive_a_later_stage(self):
        """Two deletions that touch stand at one empty place of the text between; neither is lost there."""
        raw = "甲乙丙丁"
        first = [cut(1, 2, raw, "p"), cut(2, 3, raw, "q")]

        flat = compose(first, [cut(0, 1, "甲丁", "s")], raw, "甲丁")
        assert [(edit.start, edit.end, edit.rules) for edit in flat] == [(0, 1, ("s",)), (1, 2, ("p",)), (2, 3, ("q",))]

    def test_an_edit_over_an_earlier_one_takes_its_kind_and_keeps_both_rules(self):
        """`kind` and `type` are those of the last stage that touched the place; rules stand in the order they acted."""
        raw = "共ｘx个"
        first = [Edit(1, 2, "ｘ", "x", ("width",), "garble")]
        second = [Edit(1, 3, "xx", "[REDACTED]", ("placeholder",), "redaction", type="number", confidence=0.9)]

        (edit,) = compose(first, second, raw, "共xx个")
        assert (edit.start, edit.end, edit.removed, edit.replacement) == (1, 3, "ｘx", "[REDACTED]")
        assert (edit.rules, edit.kind, edit.type, edit.confidence) == (("width", "placeholder"), "redaction", "number", 0.9)

    def test_what_ends_as_it_was_is_no_edit(self):
        """A stage that undoes an earlier one leaves no edit behind."""
        raw = "一二"
        first = [cut(1, 1, raw, "p", "#")]

        assert compose(first, [cut(1, 2, "一#二", "s")], raw, "一#二") == []

    @pytest.mark.parametrize(
        ("text", "edits"),
        [
            ("别的字", [Edit(0, 2, "xx", "[REDACTED]", ("p",), "redaction")]),
            ("", [Edit(3, 3, "", "T", ("p",), "garble")]),
            ("TT", [Edit(0, 1, "a", "T", ("p",), "garble"), Edit(0, 1, "a", "T", ("p",), "garble")]),
            ("短", [Edit(5, 7, "广告", "", ("p",), "ad")]),
        ],
    )
    def test_edits_of_another_text_are_refused(self, text, edits):
        """Restoring from edits that cannot belong to the text says where they disagree, and what to do."""
        with pytest.raises(RestoreError, match=r"at \d+:\d+ is .*Restore with the edits of this very text"):
            restore(text, edits)

    def test_order_sorts_by_place(self):
        """An insertion stands before what starts at its place."""
        raw = "abc"
        edits = [cut(1, 3, raw), cut(1, 1, raw, replacement="T"), cut(0, 1, raw)]

        assert [(edit.start, edit.end) for edit in order(edits)] == [(0, 1), (1, 1), (1, 3)]

    @given(edited())
    def test_pickled_edits_are_equal(self, case):
        """Edits travel between workers unchanged."""
        _, edits = case

        assert pickle.loads(pickle.dumps(edits)) == edits


class Oracle:
    """The documented meaning of an offset map, character by character.

    The raw text and the scrubbed text are two rows of the same pieces: each kept character is a piece of its own, each edit
    is one piece. A span maps to the smallest span that covers the other side of every piece it has a character of. An empty
    span inside a piece maps to that piece; between pieces it maps to the place behind all pieces that end there.
    """

    def __init__(self, raw, edits):
        self.pieces = []  # (raw start, raw end, scrubbed start, scrubbed end)
        at = out = 0
        for edit in [*edits, None]:
            stop = len(raw) if edit is None else edit.start
            while at < stop:
                self.pieces.append((at, at + 1, out, out + 1))
                at, out = at + 1, out + 1
            if edit is not None:
                self.pieces.append((at, edit.end, out, out + len(edit.replacement)))
                at, out = edit.end, out + len(edit.replacement)

    def to_scrubbed(self, span):
        """Map a raw span."""
        return self._map(span, self.pieces)

    def to_raw(self, span):
        """Map a scrubbed span."""
        return self._map(span, [(c, d, a, b) for a, b, c, d in self.pieces])

    @staticmethod
    def _map(span, pieces):
        start, end = span
        if start == end:
            place = 0
            for here, there, other, another in pieces:
                if here < start < there:
                    return other, another
                if there <= start:
                    place = another
            return place, place
        met = [(other, another) for here, there, other, another in pieces if here < end and start < there and here < there]
        return min(other for other, _ in met), max(another for _, another in met)


class TestOffsetMap:
    @given(edited())
    def test_spans_agree_with_the_oracle(self, case):
        """Every span of either text maps as it does character by character."""
        raw, edits = case
        text = apply_edits(raw, edits)
        offsets, oracle = OffsetMap(edits), Oracle(raw, edits)

        for length, ours, truth in (
            (len(raw), offsets.to_scrubbed, oracle.to_scrubbed),
            (len(text), offsets.to_raw, oracle.to_raw),
        ):
            for start in range(min(length, 40) + 1):
                for end in range(start, min(length, 40) + 1):
                    assert ours((start, end)) == truth((start, end)), (start, end)

    @given(edited(), st.data())
    def test_a_span_there_and_back_still_covers_itself(self, case, data):
        """Mapping a span to the other text and back never loses a part of it, unless it was inserted from nothing."""
        raw, edits = case
        edits = [edit for edit in edits if edit.start < edit.end]
        text = apply_edits(raw, edits)
        if not text:
            return
        start = data.draw(st.integers(0, len(text) - 1))
        end = data.draw(st.integers(start + 1, len(text)))
        offsets = OffsetMap(edits)

        raw_start, raw_end = offsets.to_raw((start, end))
        assert 0 <= raw_start <= raw_end <= len(raw)
        if raw_start < raw_end:
            back_start, back_end = offsets.to_scrubbed((raw_start, raw_end))
            assert back_start <= start
            assert end <= back_end

    @given(edited())
    def test_text_outside_the_edits_maps_to_itself(self, case):
        """A kept character is the same character on both sides."""
        raw, edits = case
        text = apply_edits(raw, edits)
        offsets = OffsetMap(edits)
        touched = {at for edit in edits for at in range(edit.start, edit.end)}

        for at in range(len(raw)):
            start, end = offsets.to_scrubbed((at, at + 1))
            if at not in touched:
                assert text[start:end] == raw[at]

    def test_what_was_removed_maps_to_the_empty_span_where_it_stood(self):
        """A span inside a deletion, and the whole of it, come out empty at one place."""
        offsets = OffsetMap([cut(2, 6, "一二广告广告三四")])

        assert offsets.to_scrubbed((2, 6)) == offsets.to_scrubbed((3, 4)) == (2, 2)
        assert offsets.to_scrubbed((1, 7)) == (1, 3)
        assert offsets.to_raw((1, 3)) == (1, 7)


@pytest.mark.parametrize(("points", "sure"), [(-5, 0.0), (0, 0.0), (3, 0.5), (6, 0.75), (9, 0.875)])
def test_confidence_rises_with_every_point(points, sure):
    """Three points halve the doubt."""
    assert confidence(points) == pytest.approx(sure)
    assert confidence(points + 1) >= confidence(points)


def test_names_merge_in_the_order_they_acted():
    """A rule that acted twice is named once, where it acted first."""
    assert merge_names(("a", "b"), ("c", "a")) == ("a", "b", "c")
