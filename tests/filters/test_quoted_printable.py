"""Escapes of a mail's transfer encoding are read back; what only looks like them stays."""

import quopri

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleantext.filters.quoted_printable import QuotedPrintable
from cleantext.pipeline import Pipeline

SCRUB = Pipeline([QuotedPrintable()])

SENTENCES = (
    "It wasn’t the mill, said Orla, but the weir below it – and a café chair that floated there.",
    "水闸修好以后，下游三个村的稻田都能按时放水，老支书说：“总算等到了。”",
    "The sum on the door reads a = b, nothing more; £7 was what the paint had cost us.",
    "Die Fähre fährt über den Fluß, sagte der Wirt, „aber nur bei Tag“.",
)

READ = {
    "marks of three bytes": ("He hadn=E2=80=99t come =E2=80=94 not yet.", "He hadn’t come — not yet."),
    "letters of two bytes, in company": ("a caf=C3=A9 by the r=C3=B4tisserie", "a café by the rôtisserie"),
    "ideographs whose bytes a line end parts": ("=E6=B0=B4=E9=\n=97=B8=E5=B7=B2=E4=BF=AE=E5=A5=BD", "水闸已修好"),
    "a long line broken in a word": (
        "Nobody had seen the ferry since the morning of the fl=\r\nood, and it wasn=E2=80=99t missed.",
        "Nobody had seen the ferry since the morning of the flood, and it wasn’t missed.",
    ),
    "sums beside escapes": ("It isn=E2=80=99t 14+3=17 but x=3D.", "It isn’t 14+3=17 but x=3D."),
    "an equals sign escaped like the rest": ("It isn=E2=80=99t a =3D b.", "It isn’t a = b."),
}

KEPT = {
    "a parameter of an address": "http://inn.example/?q=C3=A9",
    "two bytes alone": "model x=C3=A9",
    "sums": "14+3=17, and 2=C3",
    "bytes of another encoding": "caf=E9 and =C4=E3=BA=C3",
    "half of a character": "=E2=80 and =E2=80=",
    "escapes quoted by themselves": "写成“=E4=BD=A0”，读作“你”。",
    "a string of a program": "data = '=E4=BD=A0=E5=A5=BD'",
    "fenced code": "```\n=E4=BD=A0=E5=A5=BD\n```\n",
    "a text about the encoding": "In quoted-printable an apostrophe becomes =E2=80=99 and so on.",
    "an assignment that goes on": "a =\nb",
}


@pytest.mark.parametrize(("raw", "expected"), READ.values(), ids=READ)
def test_escapes_are_read(raw, expected):
    """Bytes of UTF-8 become their character, and broken lines are whole again."""
    result = SCRUB.scrub(raw)

    assert result.text == expected
    assert result.restore() == raw


@pytest.mark.parametrize("raw", KEPT.values(), ids=KEPT)
def test_what_only_looks_like_escapes_stays(raw):
    """An equals sign before a capital or a digit is mostly just that."""
    assert SCRUB(raw) == raw


@given(st.lists(st.sampled_from(SENTENCES), max_size=6))
def test_mail_comes_back_as_it_was_written(sentences):
    """What the encoding of the standard library writes is undone whole."""
    written = "\n".join([SENTENCES[0], *sentences]) + "\n"

    assert SCRUB(quopri.encodestring(written.encode()).decode("ascii")) == written
