"""The labelled documents beside the project, when they are there: no crash, the record lawful, and scores above their floors."""

from collections import Counter

import pytest
from marked import parse, read

import cleantext
from cleantext.edits import apply_edits

FLOORS = {
    "ad": 0.93,
    "chrome": 0.98,
    "contact": 0.98,
    "marker": 0.98,
    "notice": 0.98,
    "garble": 0.98,
    "space": 0.98,
    "redact": 0.98,
}
"""The least share of labels of a kind whose visible characters must all be changed; set from measurement, only ever raised."""

MOST_DAMAGED = 0
"""The most documents in which a visible character outside the labels may change."""


@pytest.fixture(scope="module")
def scrubbed(shared):
    """Return each labelled document's name, labels and result."""
    paths = sorted((shared / "labelled").rglob("*.marked.txt"))
    if not paths:
        pytest.skip("there are no labelled documents in the shared folder")
    documents = []
    for path in paths:
        raw, labels = parse(read(path))
        documents.append((path.name, labels, cleantext.scrub(raw)))
    return documents


def test_every_document_obeys_the_laws(scrubbed):
    """Edits are flat, make the text, restore the raw text, and scrubbing again changes nothing."""
    unstable = []
    for name, _, result in scrubbed:
        assert result.restore() == result.raw, name
        assert apply_edits(result.raw, result.edits) == result.text, name
        if cleantext.scrub(result.text).text != result.text:
            unstable.append(name)

    assert not unstable


def test_what_is_labelled_goes(scrubbed):
    """The share of labels whose every visible character was changed stays above its floor, kind by kind."""
    hit, total = Counter(), Counter()
    for _, labels, result in scrubbed:
        changed = {at for edit in result.edits for at in range(edit.start, edit.end)}
        for label in labels:
            total[label.kind] += 1
            hit[label.kind] += all(at in changed for at in range(label.start, label.end) if not result.raw[at].isspace())

    shares = {kind: hit[kind] / total[kind] for kind in total}
    assert {kind: share for kind, share in shares.items() if share < FLOORS.get(kind, 0.0)} == {}


def test_what_is_not_labelled_stays(scrubbed):
    """Documents in which anything visible outside the labels changed are few."""
    damaged = []
    for name, labels, result in scrubbed:
        free = {at for label in labels for at in range(label.start, label.end)}
        if any(not result.raw[at].isspace() for edit in result.edits for at in range(edit.start, edit.end) if at not in free):
            damaged.append(name)

    assert len(damaged) <= MOST_DAMAGED, damaged
