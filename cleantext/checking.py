"""Prove a rule pack: each rule hits its positive examples, and nothing touches its negative ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from cleantext.errors import OptionError, PackError
from cleantext.matching import TIME_LIMIT, alone, hits_alone
from cleantext.pipeline import Pipeline, default_pipeline
from cleantext.rules import Rule, RulePack, load_pack, load_shipped_packs
from cleantext.text import Text

REPEATS = 500
"""How often an example is repeated to try a rule's run time: ten thousand characters and more in one line."""


def needless_rules(packs: Sequence[str | Path]) -> list[str]:
    """Return the ids of rules in `packs` without which each of their positive examples is removed as well.

    >>> needless_rules([])
    []
    """
    shipped = default_pipeline()
    rules = [rule for pack in map(load_pack, packs) for rule in pack.rules if rule.weight > 0]
    return [rule.id for rule in rules if all("nothing_left" in shipped.scrub(text).flags for text in rule.positive)]


def check_packs(packs: Sequence[str | Path] = ()) -> list[RulePack]:
    """Load and prove the rule packs at `packs`, or those shipped; return them.

    Every positive example must be hit by its rule, with and without the scan for keywords; every negative one, also of the packs
    shipped, must come out of the default pipeline, these packs included, as it is; no rule may be slow on its own examples
    repeated; and no two rules may share a name.

    Raises `PackError` with every fault: file, rule and example.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [(pack.name, len(pack.rules)) for pack in check_packs([new_pack(Path(folder, "my.toml"))])]
    [('my', 2)]
    """
    loaded = [load_pack(path) for path in packs] if packs else [*load_shipped_packs()]
    where = [str(path) for path in packs] if packs else [pack.name for pack in loaded]
    pipeline = default_pipeline(packs=packs)
    faults = [
        f"{name}: rule {rule.id!r}: {fault}"
        for pack, name in zip(loaded, where, strict=True)
        for rule in pack.rules
        for fault in check_rule(rule, pipeline)
    ]
    if packs:
        faults += [
            f"{', '.join(where)}: with these rules the shipped pack {pack.name!r} no longer holds: rule {rule.id!r}: {fault}"
            for pack in load_shipped_packs()
            for rule in pack.rules
            for fault in _changed_negatives(rule, pipeline)
        ]
    if faults:
        raise PackError("\n".join(faults))
    return loaded


def check_rule(rule: Rule, pipeline: Pipeline) -> list[str]:
    """Return what is wrong with the examples of `rule`, whose pack is part of `pipeline`.

    >>> rule = Rule("shout", "ad", "shouts", 6, "喊", positive=("没有",), negative=("安静",))
    >>> check_rule(rule, default_pipeline())
    ["positive 1 is not hit: '没有'. Mend the pattern or the example"]
    """
    faults = []
    for number, text in enumerate(rule.positive, 1):
        if not hits_alone(rule, text):
            if rule.keywords and hits_alone(replace(rule, keywords=()), text):
                todo = f"It holds none of the keywords ({', '.join(rule.keywords)}), so the pattern is not tried: add one"
            else:
                todo = "Mend the pattern or the example"
            faults.append(f"positive {number} is not hit: {_shown(text)}. {todo}")
    return faults + _changed_negatives(rule, pipeline) + _slow_examples(rule)


def _changed_negatives(rule: Rule, pipeline: Pipeline) -> list[str]:
    faults = []
    for number, text in enumerate(rule.negative, 1):
        result = pipeline.scrub(text)
        lost = result.findings if "nothing_left" in result.flags else result.edits  # a text that would go whole comes back raw
        if lost:
            what = ", ".join(f"{_shown(edit.removed)} ({', '.join(edit.rules)})" for edit in lost)
            faults.append(
                f"negative {number} is changed: {_shown(text)} loses {what}. Narrow the pattern, or lower the weight of the rule"
            )
    return faults


def _slow_examples(rule: Rule) -> list[str]:
    """Try a rule on one long line of its own examples, where a pattern that backtracks too much runs into its time limit."""
    return [
        f"the pattern is too slow: {_shown(text)} {REPEATS:,} times over takes it more than {TIME_LIMIT:g} s. "
        "Bound its repetitions, or let it start with something rare"
        for text in (*rule.positive, *rule.negative)
        if alone(rule).scan(Text(text.replace("\n", " ") * REPEATS)).late
    ]


def _shown(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:57] + "...")


_TEMPLATE = """# Rules of one's own. Change the text below, then prove it:  cleantext rules check {file}
# Use it:  cleantext scrub FOLDER -o OUT --packs {file}
about = "What the library 示例文档站 puts into its documents."

# Phrases are found in any width or case, and through symbols put between the characters. Six points of weight remove the text
# they stand in; fewer need other evidence in the same line, such as a call to act.
[[rule]]
id = "{stem}-name"
kind = "ad"
why = "the name of the library, which no author writes"
weight = 6
phrases = ["示例文档站", "示例文档网"]
positive = ["示例文档站 写作参考", "示例文档网 第二辑"]
negative = ["这里有一段示例，文档由专人保管。"]

# A pattern is a regular expression (Python's `regex`), in single quotes so that backslashes stay.
[[rule]]
id = "{stem}-slogan"
kind = "ad"
why = "the slogan of the library"
weight = 6
pattern = \'\'\'写材料[，,]?上示例站\'\'\'
positive = ["写材料，上示例站！"]
negative = ["他写材料，上某县调研过三次。"]
"""


def new_pack(path: str | Path) -> Path:
    """Write a rule pack to start from to `path`; it passes `check_packs` as it stands. A bare name gets the ending .toml.

    Raises `OptionError` when there is a file already, or the name or the folder will not do.
    """
    path = Path(path)
    if not path.suffix and not path.name.startswith("."):
        path = path.with_name(path.name + ".toml") if path.name else path
    if path.suffix != ".toml":
        raise OptionError(f"{path}: a rule pack is a TOML file. Give a name that ends in .toml")
    stem = "-".join("".join(char if char.isascii() and char.isalnum() else " " for char in path.stem.lower()).split()) or "my"
    try:
        with path.open("x", encoding="utf-8") as stream:
            stream.write(_TEMPLATE.format(file=path, stem=stem))
    except FileExistsError:
        raise OptionError(f"{path}: exists already. Give another name.") from None
    except OSError as error:
        raise OptionError(f"{path}: cannot be written: {error.strerror}. Check the folder and its permissions.") from None
    return path
