"""Read the markup of labelled documents: ``⟦kind|raw⟧``, ``⟦garble|raw→clean⟧``, ``⟦redact:type|raw⟧``.

Everything outside the brackets must survive; what a bracket holds must go, be repaired, or become one token.
"""

import re
from pathlib import Path

from cleantext.evaluation import Label, parse_marked

TOKEN = "[REDACTED]"


def parse(marked: str) -> tuple[str, list[Label]]:
    """Split labelled text into the raw text and its labels, with the default token as what a redaction wants.

    >>> parse("共⟦redact:number|xx⟧个")[1][0].wanted
    '[REDACTED]'
    """
    raw, labels = parse_marked(marked)
    return raw, [label if label.wanted is not None else label._replace(wanted=TOKEN) for label in labels]


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
