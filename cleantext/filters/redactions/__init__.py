"""Redactions: runs of marks that stand for removed content become explicit tokens, and nothing else is touched.

`runs` finds the runs of marks, `vocabulary` and `cues` hold what speaks for a redaction, `look_alikes` what surely is none, `weighing`
judges what stands right beside a run, `document` and `settling` add what its line and the document say, `tokens` says what to put
in its place, and `filter` puts it together.
"""

from cleantext.filters.redactions.filter import Redactions
from cleantext.filters.redactions.tokens import TYPES, Tokens

__all__ = ["TYPES", "Redactions", "Tokens"]
