"""Scrub vendor ads, paywall markers, contact lines and garble from text, and put explicit tokens for redactions.

>>> import cleantext
>>> cleantext.scrub("新建##paidbegin##xx个社区。").text
'新建[REDACTED]个社区。'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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

# Names are loaded when first used: the filters compile hundreds of patterns, which a program that only imports, or only
# restores, need not wait for.
_MODULES = {
    "decoding": ("Decoded", "decode"),
    "edits": ("Edit", "Evidence", "restore"),
    "filters": ("Filter",),
    "pipeline": ("Pipeline", "Result", "default_pipeline", "scrub"),
    "text": ("Text",),
}
_HOMES = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> object:
    if name not in __all__:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    value = getattr(import_module(f"{__name__}.{_HOMES.get(name, 'errors')}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
