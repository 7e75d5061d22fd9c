"""Saying what was changed and why."""

import io

import pytest

import cleantext
from cleantext.edits import Edit, Evidence
from cleantext.pipeline import Result
from cleantext.report import Bit, explain_result, print_lines, visible


def printed(lines):
    """Return what is said where there are no colours."""
    file = io.StringIO()
    print_lines(lines, file)
    return file.getvalue()


def explained(result):
    """Return what is said of a result."""
    return printed(explain_result("a.txt", result))


def test_removed_and_added_text_stands_in_its_line_with_the_reason():
    """A reader sees what went, what came, where, by which rule and why."""
    said = explained(cleantext.scrub("第一行。\n全市新建xx个社区##paidend##，第二行。\n"))

    assert "line 2, character 5" in said
    assert "    全市新建[-xx-]{+[REDACTED]+}个社区[-##paidend##-]，第二行。" in said
    assert "marker, by paid-tag (confidence 0.94): FastAdmin's tag" in said
    assert "redaction of type number" in said


def test_findings_are_shown_as_what_stays():
    """A suspect is marked otherwise than an edit, and its reason says that it stays."""
    suspect = Edit(2, 4, "可疑", "", ("doubt",), "ad", confidence=0.6, evidence=(Evidence("doubt", 4, "may be an advert"),))
    said = explained(Result("这是可疑的话。", "这是可疑的话。", (), (suspect,)))

    assert "a.txt: 1 finding that stays" in said
    assert "这是[?可疑?]的话。" in said
    assert "stays: ad, by doubt (confidence 0.60): may be an advert" in said


def test_a_finding_inside_what_is_shown_does_not_repeat_the_text():
    """Where an edit and a finding overlap, the text is shown once and both are explained."""
    edit = Edit(0, 4, "甲乙丙丁", "", ("sure",), "ad")
    inside = Edit(1, 3, "乙丙", "", ("doubt",), "contact", confidence=0.6)
    said = explained(Result("甲乙丙丁。", "。", (edit,), (inside,)))

    assert said.count("丙") == 1
    assert "by sure" in said
    assert "by doubt" in said


def test_a_text_without_changes_is_said_to_have_none():
    """Nothing to change is an answer, too."""
    assert explained(cleantext.scrub("天气晴朗。")) == "a.txt: nothing to change\n"


def test_flags_are_said_in_words():
    """What is true of the whole document stands in the first line."""
    assert "nothing else would be left, so a run sets it aside" in explained(
        Result("a", "a", (), (), frozenset({"nothing_left"}))
    )


@pytest.mark.parametrize("length", [500, 100_000])
def test_a_long_removal_is_shown_by_its_ends(length):
    """What is said stays readable however much went."""
    raw = "甲" * length
    said = explained(Result(raw, "", (Edit(0, length, raw, "", ("r",), "ad"),)))

    assert f"{length - 240:,} characters" in said
    assert len(said) < 600


def test_no_document_can_send_commands_to_the_terminal():
    """Control and invisible characters are written out, also in the text that stays."""
    said = explained(cleantext.scrub("\x1b[2J一\u200b二##paidend##三"))

    assert "\x1b" not in said
    assert "\u200b" not in said
    assert visible("\x1b\u202e") == "<U+001B><U+202E>"


def test_a_terminal_gets_colours_instead_of_brackets(monkeypatch):
    """On a terminal styles are colours; a terminal that wants none gets the brackets."""

    class Terminal(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    coloured, plain = Terminal(), Terminal()
    print_lines([[Bit("x", "removed")]], coloured)
    monkeypatch.setenv("NO_COLOR", "1")
    print_lines([[Bit("x", "removed")]], plain)

    assert "\x1b[" in coloured.getvalue()
    assert "[-" not in coloured.getvalue()
    assert plain.getvalue() == "[-x-]\n"
