"""What a filter finds in rounds fits the text it was given."""

from cleantext.filters.settling import ROUNDS, settle
from cleantext.text import Text


def test_findings_fit_the_text_when_the_last_round_still_edits():
    """Doubts of a text that has changed since are not reported at places of the old one."""

    def shorten(text):
        yield text.edit(0, 1, rule="first", kind="garble")
        yield text.edit(len(text) - 2, len(text), rule="last", kind="garble", confidence=0.5)

    text = Text("abcdefghij")

    for edit in settle(shorten, text):
        assert edit.end <= len(text)
        assert text.string[edit.start : edit.end] == edit.removed
    assert sum(edit.confidence == 1.0 for edit in settle(shorten, text)) >= 1
    assert ROUNDS > 1
