"""What stands for a redaction in the scrubbed text."""

from __future__ import annotations

import re
from collections.abc import Callable
from string import Formatter

from cleantext.edits import Edit
from cleantext.errors import OptionError

TYPES = ("number", "year", "date", "name", "person", "phone", "id", "word", "unknown")
"""What a redaction can stand for; `word` is a word a censor took out, `unknown` is anything the context does not tell."""

_STYLES = {"plain": "[REDACTED]", "typed": "[REDACTED:{TYPE}]"}
_MARKS_ONLY = re.compile(r"[\WxX某\d_]*")


class Tokens:
    """Make the token for a redaction: ``"plain"``, ``"typed"``, a template, or a function of the edit.

    A template holds ``{type}`` or ``{TYPE}`` (in capitals), or neither, when every token is the same. A function is given the
    edit, with an empty replacement, and returns the token; such tokens pickle when the function does, the others always.

    Raises `OptionError` for a style that is neither, or whose tokens would be taken for redactions again.

    >>> edit = Edit(0, 2, "xx", "", ("unit",), "redaction", type="number")
    >>> [Tokens(style)(edit) for style in ("plain", "typed", "<|{type}|>")]
    ['[REDACTED]', '[REDACTED:NUMBER]', '<|number|>']
    """

    def __init__(self, style: str | Callable[[Edit], str] = "plain") -> None:
        self.style = style
        self._template: str | None = None
        if isinstance(style, str):
            self._template = _STYLES.get(style, style)
            _check_template(self._template, style)
        elif not callable(style):
            raise OptionError(f'tokens is {style!r}; give "plain", "typed", a template such as "<|{{type}}|>", or a function')

    def __call__(self, edit: Edit) -> str:
        """Return the token for `edit`. Raises `OptionError` when a function returns no text."""
        if self._template is not None:
            return self.of_type(edit.type or "unknown")
        token = self.style(edit) if callable(self.style) else ""
        if not isinstance(token, str) or not token:
            raise OptionError(f"the tokens function returned {token!r} for {edit.removed!r}; return a text that is not empty")
        return token

    def of_type(self, type_: str) -> str:
        """Return the token for any redaction of a type; empty when a function makes the tokens.

        >>> Tokens("typed").of_type("name"), Tokens(lambda edit: edit.removed).of_type("name")
        ('[REDACTED:NAME]', '')
        """
        return "" if self._template is None else _fill(self._template, type_)

    @property
    def custom(self) -> bool:
        """Whether tokens do not look like the shipped ones."""
        return self.style not in _STYLES if isinstance(self.style, str) else False

    @property
    def pattern(self) -> str:
        """A regular expression for tokens that stand in a text already: the plain, the typed and the template's own."""
        known = [re.escape("[REDACTED]"), r"\[REDACTED:[A-Z]+\]"]
        if self._template is not None:
            known.append("|".join(sorted({re.escape(_fill(self._template, type_)) for type_ in TYPES})))
        return "|".join(known)


def _fill(template: str, type_: str) -> str:
    return template.replace("{type}", type_).replace("{TYPE}", type_.upper())


def _check_template(template: str, style: str) -> None:
    try:
        fields = {field for _, field, _, _ in Formatter().parse(template) if field is not None}
    except ValueError as error:
        raise OptionError(f"tokens template {style!r} is not valid: {error}; write the type as {{type}}") from None
    if fields - {"type", "TYPE"}:
        raise OptionError(f"tokens template {style!r} has a field {min(fields - {'type', 'TYPE'})!r}; use {{type}} or {{TYPE}}")
    if not fields and template.isalnum():
        raise OptionError(f'tokens is {style!r}; give "plain", "typed", a template such as "<|{{type}}|>", or a function')
    if not fields and _MARKS_ONLY.fullmatch(template):
        raise OptionError(f"tokens template {style!r} is made of marks, so it looks like a redaction itself; put a word into it")
    if len(template.splitlines()) > 1 or template != template.strip() or not template:
        raise OptionError(f"tokens template {style!r} is empty or holds white space at an end or a line end; leave it out")
