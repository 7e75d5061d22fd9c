"""Our own documents: dirty ones come out as labelled, clean ones pass, and the laws hold on every one."""

import re
from collections import Counter

import pytest
from conftest import FIXTURES
from marked import TOKEN, parse, read, tidied, wanted

import cleantext
from cleantext.edits import apply_edits
from cleantext.evaluation import LABELS

MARKED = sorted(FIXTURES.glob("*.marked.txt"))
CLEAN = sorted(FIXTURES.glob("*.clean.txt"))
DIRTY = [path.with_name(path.name.replace(".marked", "")) for path in MARKED]
REPAIR_KINDS = {"garble", "space", "marker"}

KNOWN_MISSES = {
    "garble-en-pdf-hyphen-ligatures": "one wrap after a complete sentence stays",
    "garble-en-novel-cp1252-dialogue": "a page number between bars may be a row of a table",
    "garble-essay-quotes-attributed": "of four misread dashes one stays, because a verb follows that the adverb could stand before",
    "garble-gutter-minutes-zh": "a gutter line that ends in a full stop is not joined, and a converter's stamp stays",
    "garble-interview-dash-strokes": "of five misread dashes one stays, because it follows a count of years",
    "garble-ocr-loop-scan": "a loop of six short turns is not told from what is meant",
    "garble-pdf-headers-wraps-zh": "a full line that ends in a full stop may end its paragraph",
    "garble-slides-doubled-pua": "the blank behind a removed bullet goes with it, though its label keeps it",
    "garble-standard-pua-decimals": "a standard's number and a page number that stand once may be the text's own",
    "garble-zh-book-img-li": "the line of a picture is emptied, but stays",
    "office-dangke-lost-labels": "of a name between full stops one stop stays",
    "office-guize-circles-boxes": "a letter-spaced heading loses the character an advert is glued to",
    "office-jianghua-paidtags-stub": "a brand between ornaments, without a word of offer, stays",
    "office-lunwen-pagebreak-xinghao": "a page break beside its line leaves a blank line",
    "office-shijuan-watermark-shuxue": "an answer key's account, named without a label, stays",
    "office-taizhang-table-x": "of a name with a Japanese letter a part stays",
    "office-tongzhi-cross-antiresale": "an exchange offer and a disclaimer without the usual words stay",
    "web-en-blog-share": "a club's name in capitals before its offer stays",
    "web-en-ebook-pg-licence": "an edition's title line stays",
    "web-en-lecture-notes": "a lone page number and half of a site's disclaimer stay",
    "web-encyclopedia": "a page's contents in one line may be the text's own",
    "web-forum-thread": "floor and name of a post stay: they say who speaks",
    "web-seo-essay": "a name with a radical between its characters stays",
    "web-xuanhuan-inline-obfuscated": "an address written in four alphabets, without a domain, stays",
}
"""Fixtures that do not come out exactly yet, with the reason; each must go on failing until its line here goes."""

KNOWN_DAMAGES = {"office-guize-circles-boxes": "a letter-spaced heading loses the character an advert is glued to"}
"""Fixtures that lose a character of their own, with the reason; the same holds."""


def named(paths):
    """Turn files into test parameters called after them."""
    return [pytest.param(path, id=path.name.split(".")[0]) for path in paths]


def expected(paths, known):
    """Turn labelled files into test parameters, expected to fail when that is `known`, with the reason."""
    names = [path.name.split(".")[0] for path in paths]
    marks = [[pytest.mark.xfail(reason=known[name])] if name in known else [] for name in names]
    return [pytest.param(path, id=name, marks=mark) for path, name, mark in zip(paths, names, marks, strict=True)]


@pytest.mark.parametrize("path", named(MARKED))
def test_raw_and_labelled_are_the_same_document(path):
    """`NAME.marked.txt` without its marks is `NAME.txt`, and each mark holds something."""
    raw, labels = parse(read(path))

    assert raw == read(path.with_name(path.name.replace(".marked", "")))
    assert all(label.start < label.end for label in labels)


@pytest.mark.parametrize("path", expected(MARKED, KNOWN_MISSES))
def test_a_dirty_document_comes_out_as_labelled(path):
    """All that is labelled goes, is repaired or becomes a token, and nothing else changes."""
    raw, labels = parse(read(path))

    assert tidied(cleantext.scrub(raw).text).splitlines() == wanted(raw, labels).splitlines()


@pytest.mark.parametrize("path", expected(MARKED, KNOWN_DAMAGES))
def test_nothing_goes_from_a_dirty_document_but_dirt(path):
    """No visible character is taken out that is not labelled, whatever else is missed."""
    raw, labels = parse(read(path))
    dirt = {at for label in labels for at in range(label.start, label.end)}
    gone = [edit for edit in cleantext.scrub(raw).edits if not edit.replacement]

    assert not [
        edit.removed for edit in gone if any(at not in dirt and not raw[at].isspace() for at in range(edit.start, edit.end))
    ]


@pytest.mark.parametrize("path", named(MARKED))
def test_redactions_are_found_span_for_span_and_typed(path):
    """Each labelled redaction is one edit of exactly its span and type, and there are no others."""
    raw, labels = parse(read(path))
    truth = [(label.start, label.end, label.type) for label in labels if label.kind == "redact"]

    edits = [(edit.start, edit.end, edit.type) for edit in cleantext.scrub(raw).edits if edit.kind == "redaction"]
    assert edits == truth


@pytest.mark.parametrize("path", named(CLEAN))
def test_a_clean_document_passes_untouched(path):
    """No visible character changes, and no line end or blank line between text is lost."""
    raw = read(path)
    result = cleantext.scrub(raw)

    assert tidied(result.text).splitlines() == tidied(raw).splitlines()
    assert not result.flags


@pytest.mark.parametrize("path", named([*DIRTY, *CLEAN]))
class TestLaws:
    def test_the_raw_text_can_be_rebuilt(self, path):
        """Flat edits make the text from the raw text and the raw text from the text."""
        result = cleantext.scrub(read(path))

        assert result.restore() == result.raw
        assert apply_edits(result.raw, result.edits) == result.text

    def test_scrubbing_twice_is_scrubbing_once(self, path):
        """What comes out clean is clean."""
        once = cleantext.scrub(read(path)).text

        assert cleantext.scrub(once).text == once

    def test_what_appears_is_a_token_or_a_stated_repair(self, path):
        """Only redactions put a token in; only repairs and markers put other text in, and that keeps every digit."""
        for edit in cleantext.scrub(read(path)).edits:
            if edit.kind == "redaction":
                assert edit.replacement.count(TOKEN) == 1
                assert edit.type
            elif edit.replacement:
                assert edit.kind in REPAIR_KINDS, edit
                if "entity" not in edit.rules:  # the digits of a character reference are notation
                    assert Counter(re.findall(r"\d", edit.replacement)) == Counter(re.findall(r"\d", edit.removed)), edit

    def test_a_redaction_holds_no_digit_and_no_unit(self, path):
        """The edit covers the run alone: what can still be read stays."""
        for edit in cleantext.scrub(read(path)).edits:
            if edit.rules[-1:] and edit.kind == "redaction" and len(edit.rules) == 1:
                assert not re.search(r"[\d%％/／,，-]", edit.removed), edit

    def test_every_change_is_explained(self, path):
        """Each edit and finding names its rules, a kind, how sure it is, and what it removed."""
        result = cleantext.scrub(read(path))

        for edit in (*result.edits, *result.findings):
            assert edit.rules
            assert edit.kind in cleantext.edits.KINDS
            assert edit.removed == result.raw[edit.start : edit.end]
        assert all(edit.confidence >= cleantext.pipeline.THRESHOLD for edit in result.edits)

    def test_the_style_of_line_ends_makes_no_difference(self, path):
        """The same document with CRLF comes out the same, in CRLF."""
        raw = read(path)

        assert cleantext.scrub(raw.replace("\n", "\r\n")).text == cleantext.scrub(raw).text.replace("\n", "\r\n")

    def test_findings_are_not_among_the_edits(self, path):
        """A finding was kept, so no edit has removed it."""
        result = cleantext.scrub(read(path))
        gone = {at for edit in result.edits for at in range(edit.start, edit.end)}

        assert not [
            finding
            for finding in result.findings
            if finding.start < finding.end and gone >= set(range(finding.start, finding.end))
        ]


def test_all_kinds_of_label_occur():
    """The fixtures cover every kind of dirt at least once."""
    kinds = {label.kind for path in MARKED for label in parse(read(path))[1]}

    assert kinds == set(LABELS)
    assert len(MARKED) >= 10
    assert len(CLEAN) >= 10


@pytest.mark.parametrize("path", named([*DIRTY, *CLEAN]))
def test_fixtures_are_of_a_size_that_can_be_read(path):
    """A fixture is long enough to be a document and short enough to check by eye."""
    assert 150 <= len(read(path)) <= 2600
