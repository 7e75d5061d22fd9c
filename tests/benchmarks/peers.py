"""Measure cleantext beside other cleaners on labelled documents: ``python tests/benchmarks/peers.py``; prints a Markdown table.

A peer gives only text, so each row, cleantext's too, is measured on an alignment of raw text and output: a longest common
subsequence, found with the rows of the dynamic programme as bits of one integer and walked back in linear time. Three choices make it fair:

* A form a tool merely restyles (full or half width, letter case, quotes, points) is aligned with what it became, and counts as changed.
* Where several alignments are longest, a character that must go is the one that went, and any other the one that stayed.
* A placeholder such as ``[REDACTED]`` or ``<URL>`` is one symbol.

A label that must go is met when none of its visible characters is left, whatever stands there instead; a repair when what stands
there is the repair; a redaction when one placeholder stands there. Precision is the share of changed visible characters that had to
change, damage the visible characters changed though they had to stay. A document is exactly right when every label is met and the
output, white space aside, is the labelled text with any placeholders. `cleantext.evaluation` is stricter about what it knows of
edits, such as a token that covers precisely the run; its figures stand under the table.
"""

import argparse
import importlib.metadata
import json
import os
import re
import subprocess
import sys
import unicodedata
import venv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import cleantext
from cleantext.evaluation import Label, evaluate, parse_marked

FIXTURES = Path(__file__).parents[2] / "fixtures"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "cleantext-peers"
INSTALL_SECONDS = 900
RUN_SECONDS = 120

GROUPS = {
    "ads and page matter": ("ad", "contact", "notice", "chrome", "marker"),
    "garble and space": ("garble", "space"),
    "redactions": ("redact",),
}
PLACEHOLDER = re.compile(r"\[[A-Z][A-Z_:]+\]|<[A-Za-z_]+>")
FORMS = str.maketrans("“”‘’。、《》【】", '""\'\'.,""[]')


@dataclass(frozen=True)
class Peer:
    """A cleaner: where it lives, what to install (its own distribution first), and code that defines ``clean(text)``."""

    home: str
    needs: tuple[str, ...]
    code: str
    note: str


JIONLP = ("jionlp==1.5.31",)
CLEAN_TEXT = ("clean-text",)
PEERS = {
    "jionlp": Peer("jionlp", JIONLP, "from jionlp import clean_text as clean", "`clean_text`, defaults"),
    "jionlp-strict": Peer(
        "jionlp",
        JIONLP,
        """
import jionlp
def clean(text):
    text = jionlp.clean_text(text, delete_prefix=True)
    return jionlp.remove_qq(jionlp.remove_ip_address(jionlp.remove_id_card(text)), strict=True)
""",
        "`clean_text` with `delete_prefix`, then `remove_id_card`, `remove_ip_address`, `remove_qq(strict=True)`",
    ),
    "datatrove": Peer(
        "datatrove",
        ("datatrove", "ftfy", "regex"),
        """
from datatrove.pipeline.formatters import FTFYFormatter, PIIFormatter, SymbolLinesFormatter
steps = [FTFYFormatter(), PIIFormatter(), SymbolLinesFormatter()]
def clean(text):
    for step in steps:
        text = step.format(text)
    return text
""",
        "`FTFYFormatter`, `PIIFormatter`, `SymbolLinesFormatter`, defaults",
    ),
    "justext": Peer(
        "justext",
        ("justext", "lxml_html_clean"),
        """
import html, justext
def clean(text):
    page = "".join(f"<p>{html.escape(line)}</p>" for line in text.splitlines())
    found = justext.justext(f"<html><body>{page}</body></html>", frozenset(), stopwords_low=0, stopwords_high=0)
    return "\\n".join(paragraph.text for paragraph in found if not paragraph.is_boilerplate)
""",
        "each line a `<p>`; it has no Chinese stop words, so its language-independent mode (no stop words, both densities 0)",
    ),
    "data-juicer": Peer(
        "data-juicer",
        ("py-data-juicer", "aiohttp", "ftfy", "ray"),
        """
from importlib import import_module
def load(name, **options):
    module = import_module(f"data_juicer.ops.mapper.{name}_mapper")
    return getattr(module, name.title().replace("_", "") + "Mapper")(**options)
steps = [load(name) for name in (
    "clean_email", "clean_links", "clean_ip", "clean_copyright", "fix_unicode", "punctuation_normalization",
    "whitespace_normalization", "remove_specific_chars")]
def clean(text):
    samples = {"text": [text]}
    for step in steps:
        samples = step.process_batched(samples)
    return samples["text"][0]
""",
        "mappers of its Common Crawl recipe (email, links, unicode, punctuation, whitespace), with `clean_ip`, `clean_copyright`, "
        "`remove_specific_chars`, defaults",
    ),
    "presidio": Peer(
        "presidio",
        ("presidio-analyzer",),
        """
from presidio_analyzer import predefined_recognizers as known
finders = [known.EmailRecognizer(), known.PhoneRecognizer(), known.CreditCardRecognizer(), known.IpRecognizer(), known.UrlRecognizer()]
def clean(text):
    found = [hit for finder in finders for hit in finder.analyze(text, finder.supported_entities, None)]
    for hit in sorted(found, key=lambda hit: -hit.start):
        text = text[: hit.start] + "<" + hit.entity_type + ">" + text[hit.end :]
    return text
""",
        "its patterns for e-mail addresses, phone and card numbers, IP addresses and links, without a language model",
    ),
    "clean-text": Peer("clean-text", CLEAN_TEXT, "from cleantext import clean", "`clean`, defaults (folds to ASCII, lower case)"),
    "clean-text-unicode": Peer(
        "clean-text",
        CLEAN_TEXT,
        """
import functools, cleantext
clean = functools.partial(cleantext.clean, to_ascii=False, lower=False, no_urls=True, no_emails=True, no_phone_numbers=True,
    replace_with_url="", replace_with_email="", replace_with_phone_number="")
""",
        "`clean` with `to_ascii` and `lower` off; links, e-mail addresses and phone numbers to nothing",
    ),
    "ftfy": Peer("ftfy", ("ftfy",), "from ftfy import fix_text as clean", "`fix_text`, defaults"),
}

RUNNER = """
import json, sys
results, sys.stdout = sys.stdout, sys.stderr  # what a library prints is no result
{code}
for line in sys.stdin:
    print(json.dumps(clean(json.loads(line))), file=results)
"""


class PeerError(Exception):
    """A peer cannot be installed or run here; the message is the reason."""


def prepare(peer: Peer, cache: Path) -> Path:
    """Return the interpreter of the peer's own environment, which is made on first use."""
    home = cache / peer.home
    python, done = home / "bin" / "python", home / "installed.txt"
    if not (done.exists() and done.read_text("utf-8").split() == list(peer.needs)):
        venv.create(home, with_pip=True, clear=True)
        _run([str(python), "-I", "-m", "pip", "install", "-q", *peer.needs], "", INSTALL_SECONDS)
        done.write_text("\n".join(peer.needs), "utf-8")
    return python


def version(peer: Peer, python: Path) -> str:
    """Return the installed version of the peer's distribution."""
    name = peer.needs[0].partition("==")[0]
    return _run([str(python), "-I", "-c", f"import importlib.metadata as m; print(m.version({name!r}))"], "", RUN_SECONDS).strip()


def clean(peer: Peer, python: Path, documents: Sequence[str]) -> list[str]:
    """Return what the peer makes of `documents`, each on its own."""
    lines = "".join(json.dumps(document) + "\n" for document in documents)
    output = _run([str(python), "-I", "-c", RUNNER.format(code=peer.code)], lines, RUN_SECONDS)
    cleaned = [json.loads(line) for line in output.splitlines()]
    if len(cleaned) != len(documents):
        raise PeerError(f"{len(cleaned)} results for {len(documents)} documents")
    return cleaned


def _run(command: list[str], stdin: str, seconds: float) -> str:
    try:
        done = subprocess.run(command, input=stdin, capture_output=True, check=True, text=True, encoding="utf-8", timeout=seconds)
    except subprocess.TimeoutExpired as error:
        raise PeerError(f"took longer than {seconds:.0f} s") from error
    except subprocess.CalledProcessError as error:
        raise PeerError((error.stderr.strip().splitlines() or [f"exit code {error.returncode}"])[-1]) from error
    return done.stdout


def symbols(output: str, raw: str) -> list[str]:
    """Split `output` into characters, and into placeholders that the raw text does not hold."""
    found: list[str] = []
    at = 0
    for match in PLACEHOLDER.finditer(output):
        if match.group() not in raw:
            found += [*output[at : match.start()], match.group()]
            at = match.end()
    return found + list(output[at:])


def fold(symbol: str) -> str:
    """Return the form by which a symbol is aligned: width, case and shape of quotes and points aside."""
    folded = unicodedata.normalize("NFKC", symbol).translate(FORMS).casefold()
    return folded if len(symbol) == len(folded) == 1 else symbol


def align(raw: str, output: Sequence[str], going: set[int]) -> list[int]:
    """Return for each place of `raw` the place in `output` it is aligned with, or -1; `going` are those that must go."""
    one, two = [fold(symbol) for symbol in raw], [fold(symbol) for symbol in output]
    columns: dict[str, int] = {}
    for place, symbol in enumerate(two):
        columns[symbol] = columns.get(symbol, 0) | 1 << place
    everything = (1 << len(two)) - 1
    rows = [everything]  # in row i, bit j is 0 where symbol j makes the common subsequence with raw[:i] longer
    for symbol in one:
        both = rows[-1] & columns.get(symbol, 0)
        rows.append((rows[-1] + both | rows[-1] - both) & everything)

    def common(i: int, j: int) -> int:
        return j - (rows[i] & (1 << j) - 1).bit_count()

    places = [-1] * len(one)
    i, j = len(one), len(two)
    while i and j:
        if i - 1 in going and common(i - 1, j) == common(i, j):
            i -= 1
        elif one[i - 1] == two[j - 1]:
            i, j = i - 1, j - 1
            places[i] = j
        elif rows[i] >> (j - 1) & 1:
            j -= 1
        else:
            i -= 1
    return places


@dataclass
class Row:
    """What one tool did to the labelled documents, in labels and visible characters."""

    hits: Counter[str] = field(default_factory=Counter)
    total: Counter[str] = field(default_factory=Counter)
    changed: int = 0
    right: int = 0
    kept: int = 0
    documents: int = 0
    exact: int = 0

    def add(self, raw: str, labels: list[Label], text: str) -> None:
        """Count one document that the tool turned into `text`."""
        output = symbols(text, raw)
        asked = {place for label in labels for place in range(label.start, label.end)}
        places = align(raw, output, {place for label in labels if not label.wanted for place in range(label.start, label.end)})
        visible = [place for place, character in enumerate(raw) if not character.isspace()]
        changed = {place for place in visible if places[place] < 0 or output[places[place]] != raw[place]}
        met = [_met(label, labels, raw, output, places) for label in labels]
        for label, hit in zip(labels, met, strict=True):
            self.total[label.kind] += 1
            self.hits[label.kind] += hit
        self.changed += len(changed)
        self.right += len(changed & asked)
        self.kept += sum(place not in asked for place in visible)
        self.documents += 1
        self.exact += all(met) and re.fullmatch(_expected(raw, labels), _bare(text)) is not None

    def cells(self) -> list[str]:
        """Return the figures as they stand in the table."""
        recalls = []
        for kinds in GROUPS.values():
            total = sum(self.total[kind] for kind in kinds)
            recalls.append(_percent(sum(self.hits[kind] for kind in kinds), total))
        damage = f"{(self.changed - self.right) / max(1, self.kept) * 10_000:.1f}"
        return [*recalls, _percent(self.right, self.changed), damage, f"{self.exact} of {self.documents}"]


def _met(label: Label, labels: list[Label], raw: str, output: Sequence[str], places: Sequence[int]) -> bool:
    gone = all(places[place] < 0 for place in range(label.start, label.end) if not raw[place].isspace())
    if label.wanted == "" and label.kind != "space":
        return gone
    first = next((place for place in range(label.start - 1, -1, -1) if places[place] >= 0), -1)
    last = next((place for place in range(label.end, len(raw)) if places[place] >= 0), len(raw))
    got = output[(places[first] if first >= 0 else -1) + 1 : places[last] if last < len(raw) else len(output)]
    if label.wanted is None:  # several redactions may stand between the two aligned characters
        tokens = sum(other.wanted is None and first < other.start and other.end <= last for other in labels)
        return gone and sum(len(symbol) > 1 for symbol in got) == tokens
    there = "".join(symbol for symbol in got if len(symbol) == 1)
    return there == label.wanted if label.kind == "space" else _bare(there) == _bare(label.wanted)


def _expected(raw: str, labels: list[Label]) -> str:
    """Return a pattern for the right output without white space."""
    parts, at = [], 0
    for label in labels:
        parts.append(re.escape(_bare(raw[at : label.start])))
        parts.append(f"(?:{PLACEHOLDER.pattern})" if label.wanted is None else re.escape(_bare(label.wanted)))
        at = label.end
    return "".join(parts) + re.escape(_bare(raw[at:]))


def _bare(text: str) -> str:
    return "".join(text.split())


def _percent(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "–"


def main() -> None:
    """Print the table, what each tool was told to do, and the peers that were left out with the reason."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--peers", nargs="*", metavar="NAME", choices=PEERS, default=list(PEERS), help=", ".join(PEERS))
    options.add_argument("--documents", type=Path, default=FIXTURES, help="a folder of NAME.marked.txt (default: fixtures)")
    options.add_argument("--cache", type=Path, default=CACHE, help=f"where the peers' environments live (default: {CACHE})")
    given = options.parse_args()
    marked = {path.name: path.read_text("utf-8") for path in sorted(given.documents.rglob("*.marked.txt"))}
    if not marked:
        options.error(f"no *.marked.txt under {given.documents}")
    documents = [parse_marked(text, name) for name, text in marked.items()]
    raws = [raw for raw, _ in documents]

    pipeline = cleantext.default_pipeline()
    results = [("cleantext " + importlib.metadata.version("cleantext-corpus"), list(map(pipeline, raws)))]
    notes, skipped = [], []
    for name in given.peers:
        peer = PEERS[name]
        try:
            python = prepare(peer, given.cache)
            results.append((f"{name} {version(peer, python)}", clean(peer, python, raws)))
            notes.append(f"{name}: {peer.note}")
        except PeerError as error:
            skipped.append(f"{name}: left out: {error}")

    lines = [["tool", *GROUPS, "precision", "damage per 10,000", "exactly right"]]
    lines.append(["---", *["---:"] * (len(lines[0]) - 1)])
    for name, texts in results:
        row = Row()
        for (raw, labels), text in zip(documents, texts, strict=True):
            row.add(raw, labels, text)
        lines.append([name, *row.cells()])
    if given.documents == FIXTURES:
        notes.append("The documents are this project's own: cleantext was developed with them in view, the others were not")
    score = evaluate(marked.items(), pipeline)
    notes.append(
        f"cleantext by its own edits: recall {score.recall:.1%}, precision {score.precision:.1%}, "
        f"{score.damaged} of {score.kept} characters damaged, {score.exact} of {score.documents} documents exactly right"
    )
    sys.stdout.write("".join(f"| {' | '.join(cells)} |\n" for cells in lines))
    sys.stdout.write("\n" + "".join(f"* {note}\n" for note in notes + skipped))


if __name__ == "__main__":
    main()
