"""Read the markup of labelled documents: ``⟦kind|raw⟧``, ``⟦garble|raw→clean⟧``, ``⟦redact:type|raw⟧``.

Everything outside the brackets must survive; what a bracket holds must go, be repaired, or become one token.
"""

import re
from pathlib import Path
from typing import NamedTuple

KINDS = ("ad", "contact", "marker", "notice", "chrome", "garble", "space", "redact")
TOKEN = "[REDACTED]"
# Two words meet here, so a wrap between them becomes a space: both sides are letters, digits or marks of a spaced script.
_SPACED = re.compile(r"[\x21-\x7e\u00a1-\u024f\u2010-\u201f]{2}")


class Label(NamedTuple):
    """One bracket: its place in the raw text, and the text wanted there."""

    kind: str
    type: str | None
    start: int
    end: int
    wanted: str


def parse(marked: str) -> tuple[str, list[Label]]:
    """Split labelled text into the raw text and its labels.

    >>> raw, labels = parse("共⟦redact:number|xx⟧个⟦garble|锟斤拷→⟧")
    >>> raw, [tuple(label) for label in labels]
    ('共xx个锟斤拷', [('redact', 'number', 1, 3, '[REDACTED]'), ('garble', None, 4, 7, '')])
    """
    raw = ""
    labels = []
    head, *pieces = marked.split("⟦")
    raw += head
    for piece in pieces:
        inside, closed, after = piece.partition("⟧")
        name, bar, body = inside.partition("|")
        kind, _, type = name.partition(":")
        if not (closed and bar and kind in KINDS) or "⟧" in after:
            message = f"a mark is not closed or not known: ⟦{piece[:40]}"
            raise ValueError(message)
        wanted = ""
        if kind == "garble":
            body, _, wanted = body.partition("→")
        elif kind == "redact":
            wanted = TOKEN
        elif kind == "space" and "\n" in body and _SPACED.fullmatch(raw[-1:] + after[:1]):
            wanted = " "
        labels.append(Label(kind, type or None, len(raw), len(raw) + len(body), wanted))
        raw += body + after
    return raw, labels


def wanted(raw: str, labels: list[Label]) -> str:
    """Return what a scrubber should make of `raw`, tidied.

    >>> wanted(*parse("一\\n⟦ad|加群⟧\\n二⟦redact|xx⟧"))
    '一\\n二[REDACTED]'
    """
    gone = "\N{OBJECT REPLACEMENT CHARACTER}"  # marks where something went, so that emptied lines can be told from blank ones
    parts = []
    at = 0
    for label in labels:
        parts += [raw[at : label.start], label.wanted or (gone if label.kind != "space" else "")]
        at = label.end
    lines = ("".join(parts) + raw[at:]).splitlines()
    return tidied(
        "\n".join(line.replace(gone, "") for line in lines if not line or line.replace(gone, "").strip() or gone not in line)
    )


def tidied(string: str) -> str:
    r"""Return `string` without what counts as mere white space: trailing blanks, blank lines beyond one, blank ends.

    Text is unchanged, for a test, when it is the same tidied: then no visible character has changed and no line end or blank
    line between text is lost.

    >>> tidied("\n一 \r\n\n\n二\n")
    '一\n\n二'
    """
    lines = [line.rstrip() for line in re.split(r"\r\n|\r|\n", string)]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def read(path: Path) -> str:
    """Read a document without touching its line ends."""
    with path.open(encoding="utf-8", newline="") as file:
        return file.read()
