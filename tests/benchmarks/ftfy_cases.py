"""How our text path does on ftfy's own test cases, and why it differs where it does.

Run it by hand: ``python tests/benchmarks/ftfy_cases.py [-v]``. The cases come with ftfy's source archive, which pip fetches into a temporary folder;
none of their sentences stand here. Each case is scrubbed by the default pipeline. ftfy's answer for the encoding alone counts as
right too, because the shape of quotation marks, the width of characters and ligatures are the author's, and ours to keep.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import ftfy
from ftfy.fixes import fix_character_width

import cleantext

_QUOTES = str.maketrans("“”„‟‘’‚‛", "\"\"\"\"''''")
_OTHER_PAGES = ("1250", "1251", "1257", "8859-2", "codepage", "cp437", "macroman", "mac roman")


def fetch() -> list[dict[str, Any]]:
    """Fetch ftfy's source archive and return its cases."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-binary", ":all:", "--no-deps", "--dest", folder]
        subprocess.run([*command, f"ftfy=={ftfy.__version__}"], check=True)
        (archive,) = Path(folder).glob("*.tar.gz")
        with tarfile.open(archive) as files:
            names = [name for name in files.getnames() if "/tests/" in name and name.endswith(".json")]
            cases = [case for name in names for case in json.load(files.extractfile(name))]
    return cases


def why(case: dict[str, Any], got: str) -> str:
    """Name the kind of difference between what came out and what ftfy gives, or say that there is none."""
    original, fixed = case["original"], case["fixed"]
    alone = ftfy.fix_encoding(original)
    if got.strip() in (fixed.strip(), alone.strip()) or (original != fixed and got == cleantext.scrub(fixed).text):
        return "the same"
    if _plain(got) in (_plain(fixed), _plain(alone)):
        return "the same but for quotation marks and width, which are kept"
    if original == fixed:
        return "CHANGED, where nothing was to be done"
    if "\ufffd" in original or "\ufffd" in fixed or "â€?" in original:
        return "bytes are lost: ftfy marks the gap, we repair what is whole or leave it"
    if "Ã " in original or "Å " in original or "Г " in original or "Ð " in original or "¸ " in original:
        return "a no-break space had become a blank: a letter is guessed by ftfy, left by us"
    if any(page in case["label"].lower() for page in _OTHER_PAGES):
        return "an encoding outside our languages, too little of it to be sure"
    if got.strip() == original.strip():
        return "too little evidence to act on: kept"
    return "repaired in part or otherwise"


def _plain(text: str) -> str:
    return fix_character_width(text.translate(_QUOTES)).replace("\N{NO-BREAK SPACE}", " ").strip()


def main() -> None:
    """Print how many cases of each sort come out how; with ``-v`` each case that differs."""
    tally: Counter[tuple[str, str]] = Counter()
    for case in fetch():
        sort = "negative" if case["original"] == case["fixed"] else "to repair"
        sort += "" if case["expect"] == "pass" else ", which ftfy fails itself"
        got = cleantext.scrub(case["original"]).text
        reason = why(case, got)
        tally[sort, reason] += 1
        if "-v" in sys.argv and not reason.startswith("the same"):
            print(f"{reason}: {case['label']}\n   raw  {case['original']!r}\n   ours {got!r}\n   ftfy {case['fixed']!r}")
    for (sort, reason), times in sorted(tally.items(), key=lambda item: (item[0][0], -item[1])):
        print(f"{times:4}  {sort}: {reason}")


if __name__ == "__main__":
    main()
