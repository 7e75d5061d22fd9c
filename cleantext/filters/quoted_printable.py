"""Quoted-printable: what a mail's transfer encoding left of its bytes, read back."""

from __future__ import annotations

import re
from binascii import a2b_qp
from collections.abc import Iterable, Iterator

from cleantext.edits import Edit, Evidence, Span, confidence
from cleantext.text import Signs, Text

_SOFT = r"=[ \t]{0,3}\r?\n"
_ESCAPES = re.compile(rf"=[89A-F][0-9A-F](?:(?:{_SOFT})?=[89A-F][0-9A-F])+")
_SOFT_BREAK = re.compile(rf"{_SOFT}(?=[^\r\n])")
_ASCII_ESCAPE = re.compile(r"=3D|=20(?=[ \t]*\r?$)", re.MULTILINE)
_BARE = re.compile(r"=(?![89A-F][0-9A-F]|3D|20[ \t]*(?:\r?\n|\Z)|[ \t]{0,3}(?:\r?\n|\Z))")
# The header of a mail names its encoding; any other text that does is about it.
_ABOUT = re.compile(r"(?<!encoding: )(?<!encoding:)quoted[- ]printable", re.IGNORECASE)
_FULL = 38
"""Code points of a line that the encoding may have broken: half of its 76 tells it from an assignment that goes on."""

_LONE = 3
_SURE = 8
_LEAST = 2
"""So many escaped characters of two bytes prove a document; of three bytes, one does, for fewer fit by chance."""


class QuotedPrintable:
    r"""Find the escaped bytes of UTF-8 that a mail's encoding wrote (``=E2=80=99``), and the line breaks it put in.

    Where escapes are proven, a ``=`` at the end of a long line goes with the line end, for the line was broken there; ``=3D`` and
    ``=20`` are read where no other ``=`` stands bare, as it does in sums. Bytes that are no UTF-8, fenced code, escapes quoted by
    themselves, and texts about the encoding are left alone.

    >>> text = Text("It isn=E2=80=99t 14+3=17, as was said on Thurs=\nday.")
    >>> [(edit.removed, edit.replacement) for edit in QuotedPrintable().find(text)]
    [('=E2=80=99', '’'), ('=\n', '')]
    """

    name = "quoted-printable"
    signs = Signs(pattern=re.compile("=[C-F]"))

    def find(self, text: Text) -> Iterable[Edit]:
        """Yield an edit for each run of escapes and each line break that the encoding put in."""
        string = text.string
        read = [(match, _read(match.group())) for match in _ESCAPES.finditer(string)]
        found = [(match.span(), plain) for match, plain in read if plain and not _is_shown(text, match)]
        if not found or _ABOUT.search(string):
            return
        sure = len(found) >= _LEAST or any(character > "\u07ff" for _, plain in found for character in plain)
        why = Evidence("quoted-printable", _SURE if sure else _LONE, "bytes of UTF-8 as a mail escapes them")
        if sure and len(found) == len(read):
            found += _around_escapes(text)
        taken = 0
        for (start, end), plain in sorted(found):
            if start >= taken and text.lines.number_at(start) not in text.fenced:
                taken = end
                yield text.edit(
                    start, end, plain, rule=why.rule, kind="garble", confidence=confidence(why.weight), evidence=(why,)
                )


def _around_escapes(text: Text) -> Iterator[tuple[Span, str]]:
    """Yield what else the encoding wrote into a text that it is proven for."""
    string = text.string
    for match in _SOFT_BREAK.finditer(string):
        begins = text.lines[text.lines.number_at(match.start())].start
        if match.start() - begins >= _FULL and string[match.start() - 1] != "=":
            yield match.span(), ""
    if not _BARE.search(string):
        for match in _ASCII_ESCAPE.finditer(string):
            yield match.span(), "=" if match.group() == "=3D" else ""


def _read(escapes: str) -> str:
    """Return what a run of escapes stands for; nothing where it is no UTF-8, or nothing that shows."""
    try:
        plain = a2b_qp(escapes).decode("utf-8")
    except UnicodeDecodeError:
        return ""
    return plain if all(character.isprintable() or character == "\N{NO-BREAK SPACE}" for character in plain) else ""


def _is_shown(text: Text, escapes: re.Match[str]) -> bool:
    """Whether escapes fill quotation marks or backticks by themselves."""
    around = text.string[escapes.start() - 1 : escapes.start()] + text.string[escapes.end() : escapes.end() + 1]
    return around in ("``", "''", '""', "“”", "‘’", "「」", "《》", "()", "（）")
