"""The five seed documents come out exactly as expected, when they are there."""

import re

import pytest
from conftest import PROJECT
from marked import read

import cleantext


def seeds(shared):
    """Return the raw seed documents."""
    return [path for path in sorted((shared / "seeds").glob("[0-9]*.txt")) if not path.name.endswith(".expected.txt")]


def test_the_seeds_come_out_exact_and_restore(shared):
    """Character for character, the last line end aside."""
    wrong = []
    for path in seeds(shared):
        raw = read(path)
        expected = read(path.with_name(f"{path.stem}.expected.txt"))
        result = cleantext.scrub(raw)
        if result.text.strip() != expected.strip() or result.restore() != raw:
            wrong.append(path.name)

    assert seeds(shared)
    assert not wrong


def test_the_seeds_stay_as_they_are_when_scrubbed_again(shared):
    """The expected texts are clean."""
    for path in seeds(shared):
        expected = read(path.with_name(f"{path.stem}.expected.txt"))

        assert cleantext.scrub(expected).text.strip() == expected.strip(), path.name


def test_no_sentence_of_the_seeds_stands_in_the_project(shared):
    """Rules and fixtures are our own writing: nothing of the seeds' advertisements is among them, so nothing is known by heart."""
    dirt = set()
    for path in seeds(shared):
        kept = read(path.with_name(f"{path.stem}.expected.txt"))
        for line in read(path).splitlines():
            dirt |= {piece for piece in re.findall(r"[\u4e00-\u9fff\d]{8,}", line) if piece not in kept}
    sources = [
        path
        for folder in ("cleantext", "fixtures", "tests")
        for path in (PROJECT / folder).rglob("*")
        if path.suffix in {".py", ".toml", ".txt"}
    ]

    assert dirt
    found = {
        (path.name, piece) for path in sources for text in [path.read_text(encoding="utf-8")] for piece in dirt if piece in text
    }
    assert not found


def test_readme_of_the_seeds_is_there(shared):
    """The folder is the one this test means, not another of its name."""
    if not (shared / "seeds" / "README.md").is_file():
        pytest.fail("there is a shared folder, but it holds no seeds")
