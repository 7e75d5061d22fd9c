"""The house: one arrow between modules, nothing heavy on import, and a word on every public name."""

import ast
import inspect
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter

import pytest
from conftest import PROJECT

import cleantext

PACKAGE = PROJECT / "cleantext"

# A module imports only from those before it. `cleantext` is the package's own __init__, the public names; what follows it is
# the outer ring, which may use them. Modules of the folder `filters` may use one another, but never in a circle.
ORDER = [
    "errors",
    "edits",
    "lexicons",
    "text",
    "legibility",
    "double_bytes",
    "mojibake",
    "seeking",
    "literals",
    "rules",
    "gates",
    "units",
    "matching",
    "names",
    "filters",
    "pipeline",
    "decoding",
    "cleantext",
    "checking",
    "evaluation",
    "settings",
    "storage",
    "records",
    "compression",
    "documents",
    "tables",
    "jsonlines",
    "delimited",
    "formats",
    "identities",
    "ledger",
    "timing",
    "batches",
    "planning",
    "parts",
    "scrubbing",
    "writing",
    "rows",
    "working",
    "assembling",
    "crews",
    "shards",
    "finished",
    "streaming",
    "runs",
    "restoring_rows",
    "restoring",
    "comparing",
    "picking",
    "sampling",
    "report",
    "progress",
    "engines",
    "cli",
    "__main__",
]

HEAVY = ("click", "rich", "pyarrow", "chardet", "numpy", "ray", "pyspark", "datasets", "datatrove", "hypothesis")


def module_name(path):
    """Return the dotted name of a source file."""
    parts = path.relative_to(PROJECT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


SOURCES = {module_name(path): ast.parse(path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py"))}


def imported(tree):
    """Return the modules of this package that a source imports, also inside functions."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports are absolute here"
            # `from cleantext.filters import wraps` is about a module, `from cleantext.text import Text` about a name
            names |= {full if (full := f"{node.module}.{alias.name}") in SOURCES else node.module for alias in node.names}
    return {name for name in names if name in SOURCES}


IMPORTS = {name: imported(tree) for name, tree in SOURCES.items()}


def room(module):
    """Return where a module stands in the order: its own name, or that of its folder."""
    return [*module.split("."), "cleantext"][1]


@pytest.mark.parametrize("module", SOURCES)
def test_a_module_imports_only_from_those_before_it(module):
    """The arrow goes one way."""
    place = ORDER.index(room(module)) if room(module) in ORDER else None

    assert place is not None, f"{module} has no place in the order: give it one here and in the README's picture"
    late = {name for name in IMPORTS[module] if ORDER.index(room(name)) > place or (room(name) == room(module) != "filters")}
    assert not late, f"{module} imports from modules that come after it: {sorted(late)}"


def test_no_imports_go_in_a_circle():
    """Also among the filters, where the order is not written down."""
    try:
        list(TopologicalSorter(IMPORTS).static_order())
    except CycleError as error:
        pytest.fail(f"imports go in a circle: {' -> '.join(error.args[1])}")


def test_the_order_names_no_module_that_is_gone():
    """The list is true."""
    assert set(ORDER) == {room(module) for module in SOURCES}


def test_the_picture_in_the_readme_shows_every_room():
    """Each module and folder of the package stands in the README's picture of the house."""
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    shown = [f"{name}/" if (PACKAGE / name).is_dir() else f"{name}.py" for name in ORDER if name != "cleantext"]

    assert [name for name in shown if name not in readme] == []


def test_no_module_is_a_drawer_for_odds_and_ends():
    """A module is called after its one job."""
    assert not {name.rsplit(".", 1)[-1] for name in SOURCES} & {"utils", "util", "base", "core", "helpers", "common", "misc"}


def test_importing_cleantext_loads_nothing_that_only_the_command_line_or_formats_need():
    """Libraries for the command line, tables, encodings and engines are loaded when they are used."""
    code = f"import sys, cleantext; print(*[name for name in {HEAVY!r} if name in sys.modules])"

    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == []


def test_scrubbing_loads_nothing_more_than_it_needs():
    """The default pipeline needs none of them either."""
    code = "import sys, cleantext; cleantext.scrub('新建xx个社区。'); "
    code += f"print(*[name for name in {HEAVY!r} if name in sys.modules])"

    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == []


@pytest.mark.parametrize("name", sorted(cleantext.__all__))
def test_every_public_name_has_a_docstring_with_an_example(name):
    """Each says in one line what it is for, and shows it."""
    doc = inspect.getdoc(getattr(cleantext, name)) or ""

    assert doc.splitlines()[0].endswith((".", ";", ":")), doc.splitlines()[0]
    assert ">>> " in doc


@pytest.mark.parametrize("name", sorted(cleantext.__all__))
def test_every_public_method_has_a_docstring(name):
    """What can be called says what it does."""
    public = getattr(cleantext, name)
    if inspect.isclass(public):
        methods = {
            key: value
            for key, value in vars(public).items()
            if not key.startswith("_") and (callable(value) or isinstance(value, property))
        }

        assert not [key for key, value in methods.items() if not inspect.getdoc(value)]


def test_the_public_names_are_the_ones_the_design_promises():
    """What the contract names can be imported from the package itself."""
    promised = {"scrub", "restore", "default_pipeline", "Pipeline", "Result", "Edit", "Evidence", "Text", "Filter", "decode"}

    assert promised <= set(cleantext.__all__)
    assert sorted(cleantext.__all__) == sorted(set(cleantext.__all__))


@pytest.mark.parametrize("module", SOURCES)
def test_every_module_says_what_it_is_for(module):
    """A module's docstring is more than its own name."""
    doc = ast.get_docstring(SOURCES[module]) or ""

    assert len(doc.split()) > 3, f"{module}: {doc!r}"


def test_no_module_keeps_changing_state():
    """At the top of a module stand constants; nothing a call changes, but for the one shared default pipeline."""
    changed = []
    for module, tree in SOURCES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Global):
                changed += [f"{module}: global {', '.join(node.names)}"]

    assert not changed
