"""What the laws are tried on: any Unicode string, and edits and filters for it."""

from hypothesis import strategies as st

from cleantext.edits import Edit, resolve_overlaps

# Characters that have broken somebody's offsets or line counting: ends of line of all kinds, astral, joined and combining
# characters, look-alikes, marks that our filters work on, NUL, and a surrogate that stands alone.
ODD = (
    "\r",
    "\n",
    "\r\n",
    "\N{LINE SEPARATOR}",
    "\N{NEXT LINE}",
    "\x0b",
    "\x00",
    "\ud800",
    "\N{CJK UNIFIED IDEOGRAPH-20BB7}",
    "\N{WOMAN}\N{ZERO WIDTH JOINER}\N{ROCKET}",
    "e\N{COMBINING ACUTE ACCENT}",
    "\N{ZERO WIDTH SPACE}",
    "\N{NO-BREAK SPACE}",
    "\N{IDEOGRAPHIC SPACE}",
    " ",
    "\t",
    "\N{FULLWIDTH LATIN CAPITAL LETTER Q}",
    "x",
    "××",
    "**",
    "#",
    "##paidbegin##",
    "加QQ12345678",
    "中",
    "。",
    "1",
    "a",
)
odd_texts = st.lists(st.sampled_from(ODD), max_size=30).map("".join)
texts = odd_texts | st.text(st.characters(exclude_categories=()), max_size=60)
"""Arbitrary strings, lone surrogates included, half of them made of what is known to be awkward."""

replacements = st.sampled_from(["", "", "[REDACTED]", "\n", "a", "\N{ROCKET}", "中文"])


@st.composite
def found_edits(draw: st.DrawFn, string: str, names: str = "pq") -> list[Edit]:
    """Draw what a filter may yield for `string`: any edits in bounds, overlapping, touching, empty."""
    places = st.integers(0, len(string))
    edits = []
    for _ in range(draw(st.integers(0, 6))):
        start, end = sorted((draw(places), draw(places)))
        replacement = draw(replacements)
        if start == end and not replacement:
            continue
        rule, kind = draw(st.sampled_from(names)), draw(st.sampled_from(["ad", "garble", "space"]))
        edits.append(Edit(start, end, string[start:end], replacement, (rule,), kind))
    return edits


@st.composite
def flat_edits(draw: st.DrawFn, string: str, names: str = "pq") -> list[Edit]:
    """Draw sorted, disjoint edits of `string`, touching ones and insertions included."""
    return resolve_overlaps(draw(found_edits(string, names)))


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, list[Edit]]:
    """Draw a string and flat edits of it."""
    string = draw(texts)
    return string, draw(flat_edits(string))
