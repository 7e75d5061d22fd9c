"""The options of the default pipeline as one value: read from a TOML file, recorded with a run, hashed to know a change."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from cleantext.errors import CleantextError, OptionError
from cleantext.pipeline import MAX_SECONDS, THRESHOLD, Pipeline, default_pipeline


@dataclass(frozen=True)
class Settings:
    """The options of `default_pipeline` that can be written to a file, with its defaults.

    `kinds` None means all. `packs` are paths. A function as `tokens`, and compiled patterns, are for the library only.

    >>> Settings(tokens="typed").pipeline()("共xx个")
    '共[REDACTED:NUMBER]个'
    """

    threshold: float = THRESHOLD
    kinds: tuple[str, ...] | None = None
    protect: tuple[str, ...] = ()
    tokens: str = "plain"
    without: tuple[str, ...] = ()
    packs: tuple[str, ...] = ()
    max_seconds: float = MAX_SECONDS

    def pipeline(self) -> Pipeline:
        """Build the pipeline.

        Raises `OptionError` for options that cannot work and `PackError` for a pack that cannot be used.
        """
        return default_pipeline(**self.as_json())

    def as_json(self) -> dict[str, Any]:
        """Return the options by name, as a run records them."""
        return asdict(self)

    def fingerprint(self) -> str:
        """Return a hash of all that decides how a text comes out: the options, the packs' content and cleantext itself.

        The package's own files are hashed rather than its version, so that no change of a rule goes unseen.

        >>> Settings().fingerprint() == Settings(packs=()).fingerprint() != Settings(threshold=0.9).fingerprint()
        True
        """
        digest = hashlib.sha256()
        options = self.as_json()
        options["kinds"] = None if self.kinds is None else sorted(set(self.kinds))
        options["packs"] = [hashlib.sha256(Path(pack).read_bytes()).hexdigest() for pack in self.packs]
        digest.update(json.dumps(options, sort_keys=True).encode())
        for name, data in _package_files(files("cleantext"), ""):
            digest.update(f"{name}\0{len(data)}\0".encode())
            digest.update(data)
        return digest.hexdigest()


_OUTER = frozenset(
    (
        "__main__.py",
        "assembling.py",
        "batches.py",
        "checking.py",
        "cli.py",
        "comparing.py",
        "crews.py",
        "engines",
        "evaluation.py",
        "finished.py",
        "picking.py",
        "planning.py",
        "progress.py",
        "report.py",
        "restoring.py",
        "restoring_rows.py",
        "runs.py",
        "sampling.py",
        "shards.py",
        "streaming.py",
    )
)
"""Modules that do not touch the text of a document: a change there leaves finished work valid."""


def _package_files(folder: Traversable, prefix: str) -> list[tuple[str, bytes]]:
    found = []
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        name = prefix + entry.name
        if name in _OUTER:
            continue
        if entry.is_dir():
            if not entry.name.startswith("_"):
                found += _package_files(entry, name + "/")
        else:
            found.append((name, entry.read_bytes()))
    return found


_SHAPES: Mapping[str, str] = {
    "threshold": "a number above 0 and up to 1",
    "kinds": 'a list of strings, such as ["ad", "contact"]',
    "protect": 'a list of regular expressions, such as ["热线：\\\\d+"]',
    "tokens": '"plain", "typed" or a template such as "<|{type}|>"',
    "without": 'a list of filter names, such as ["wraps"]',
    "packs": "a list of paths of rule packs",
    "max_seconds": "a number above 0",
}


def load_settings(path: str | Path) -> Settings:
    """Read the options from the TOML file at `path`; packs are looked for beside it.

    Raises `OptionError` with every fault of the file: file, key and what to give instead.
    """
    path = Path(path)
    try:
        source = path.read_text(encoding="utf-8-sig")  # editors on Windows put a byte order mark first
    except OSError as error:
        raise OptionError(f"{path}: cannot read the config file: {error.strerror}. Check the path and its permissions.") from None
    except UnicodeDecodeError as error:
        raise OptionError(f"{path}: byte {error.start} is not UTF-8. Save the config file as UTF-8.") from None
    return parse_settings(source, path)


def parse_settings(source: str, path: str | Path) -> Settings:
    """Read the options from the TOML text of the file at `path`.

    >>> parse_settings('tokens = "typed"', "cleantext.toml").tokens
    'typed'
    >>> parse_settings('token = "typed"', "cleantext.toml")
    Traceback (most recent call last):
    ...
    cleantext.errors.OptionError: cleantext.toml: unknown key 'token'; keys are threshold, kinds, protect, tokens, without, packs, max_seconds
    """
    try:
        data = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise OptionError(f"{path}: not valid TOML: {error}. Mend the file at that place.") from None
    names = [field.name for field in fields(Settings)]
    faults = [f"{path}: unknown key {key!r}; keys are {', '.join(names)}" for key in data if key not in names]
    faults += [
        f"{path}: {key} is {data[key]!r}; give {_SHAPES[key]}" for key in names if key in data and not _fits(key, data[key])
    ]
    if faults:
        raise OptionError("\n".join(faults))
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in data.items()}
    if "packs" in values:
        values["packs"] = tuple(str(Path(path).parent / pack) for pack in values["packs"])
    faults = [f"{path}: {key}: {fault}" for key, value in values.items() if (fault := _fault(key, value)) is not None]
    if faults:
        raise OptionError("\n".join(faults))
    return Settings(**values)


def _fault(key: str, value: object) -> str | None:
    """Say why an option of the right shape cannot work all the same: try it alone, so that the file's key can be named."""
    try:
        default_pipeline(**{key: value})  # type: ignore[arg-type]  # its shape was looked at
    except CleantextError as error:
        return str(error)
    return None


def _fits(key: str, value: object) -> bool:
    if key == "threshold":
        return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= 1
    if key == "max_seconds":
        return isinstance(value, int | float) and not isinstance(value, bool) and value > 0
    if key == "tokens":
        return isinstance(value, str)
    return isinstance(value, list) and all(isinstance(item, str) for item in value)
