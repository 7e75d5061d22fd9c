"""Redactions: runs of marks that stand for removed content become explicit tokens, and nothing else is touched.

`runs` finds the runs of marks, `document` what the document as a whole says about them, `context` weighs what stands around a run,
`tokens` says what to put in its place, `filter` puts it together.
"""

from cleantext.filters.redactions.filter import Redactions
from cleantext.filters.redactions.tokens import TYPES, Tokens

__all__ = ["TYPES", "Redactions", "Tokens"]
