"""Scrub vendor ads, paywall markers, contact lines and garble from text, and put explicit tokens for redactions.

>>> import cleantext
>>> cleantext.scrub("新建##paidbegin##xx个社区。").text
'新建[REDACTED]个社区。'
"""

from cleantext.decoding import Decoded, decode
from cleantext.edits import Edit, Evidence, restore
from cleantext.errors import (
    BinaryError,
    CleantextError,
    FilterError,
    InputError,
    OptionError,
    PackError,
    RestoreError,
    RunError,
)
from cleantext.filters import Filter
from cleantext.pipeline import Pipeline, Result, default_pipeline, scrub
from cleantext.text import Text

__all__ = [
    "BinaryError",
    "CleantextError",
    "Decoded",
    "Edit",
    "Evidence",
    "Filter",
    "FilterError",
    "InputError",
    "OptionError",
    "PackError",
    "Pipeline",
    "RestoreError",
    "Result",
    "RunError",
    "Text",
    "decode",
    "default_pipeline",
    "restore",
    "scrub",
]
