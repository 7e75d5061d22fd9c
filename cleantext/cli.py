"""The command line: each command wraps one call of the library. Data goes to standard output or OUT, the rest to standard error."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO, TextIO, TypeVar

import click

from cleantext.checking import check_packs, needless_rules, new_pack
from cleantext.comparing import compare_runs
from cleantext.compression import codec_of, open_content
from cleantext.documents import CELL, TEXT_FIELD, Format, Shape
from cleantext.edits import KINDS
from cleantext.errors import CleantextError, InputError, OptionError, RestoreError
from cleantext.evaluation import evaluate, labelled_documents
from cleantext.formats import FORMATS
from cleantext.parts import Home, Job
from cleantext.planning import check_inputs
from cleantext.progress import shown_progress
from cleantext.records import MAX_RECORD, Record, read_records
from cleantext.report import (
    count,
    explain_documents,
    print_lines,
    summarize,
    summarize_stream,
    tell_comparison,
    tell_sample,
    tell_score,
    visible,
)
from cleantext.restoring import restore_run
from cleantext.rules import load_pack, load_shipped_packs
from cleantext.runs import scrub_files
from cleantext.sampling import sample_dump
from cleantext.settings import Settings, load_settings
from cleantext.shards import EXAMPLES, Cluster
from cleantext.storage import explain_os_error, reading
from cleantext.streaming import scrub_stream
from cleantext.tables import is_table, read_rows
from cleantext.timing import TimedPipeline

DONE, SOME_SET_ASIDE, BAD, INTERRUPTED, BROKEN_PIPE = 0, 1, 2, 130, 141
"""Exit codes; the last two are what a shell calls an end by Ctrl-C, and by a reader that went away."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; every error is one message, never a trace-back."""
    if sys.stderr is None:  # closed by whoever started us: messages go nowhere, and never into the data
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - it stays open to the end
    try:
        code = cli.main(args=None if arguments is None else list(arguments), prog_name="cleantext", standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return BAD
    except click.ClickException as error:
        error.show()
        return BAD
    except (click.Abort, KeyboardInterrupt):
        _tell("interrupted. What is finished is kept: give the same command again to go on.")
        return INTERRUPTED
    except (BrokenPipeError, SystemExit):  # click ends the program when nobody reads what it prints
        # Python flushes standard output once more at its end; nobody reads it any longer.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except CleantextError as error:
        _tell(str(error))
        return BAD
    except MemoryError:
        _tell("memory ran out. Use fewer --workers, or a smaller --max-record, and give the same command again.")
        return BAD
    except OSError as error:  # files are looked after where they are used, so this is standard input or output
        _tell(str(explain_os_error(error, "passing data on")))
        return BAD
    except Exception as error:
        if os.environ.get("CLEANTEXT_TRACEBACK"):
            raise
        _tell(
            f"{type(error).__name__}: {error}. This is a fault of cleantext: please report it, with what this command prints "
            "when CLEANTEXT_TRACEBACK=1 is set."
        )
        return BAD
    return code if isinstance(code, int) else DONE


def _tell(message: str) -> None:
    click.echo(f"cleantext: {message}", err=True)


def _names(_: click.Context, __: click.Parameter, values: Sequence[str]) -> tuple[str, ...]:
    """Split an option that takes several names, given in one go with commas or again and again."""
    return tuple(name for value in values for name in map(str.strip, value.split(",")) if name)


Command = TypeVar("Command", bound=Callable[..., Any])

_PIPELINE_OPTIONS = (
    click.option("--threshold", type=float, help="How sure an edit must be, above 0 and up to 1. [default: 0.75]"),
    click.option(
        "--kinds",
        multiple=True,
        callback=_names,
        metavar="KINDS",
        help=f"Kinds of edit to make: {', '.join(KINDS)}. [default: all]",
    ),
    click.option("--protect", multiple=True, metavar="REGEX", help="Leave what this matches as it is. Repeatable."),
    click.option("--tokens", metavar="STYLE", help="What stands for a redaction: plain, typed, or a template with {type}."),
    click.option("--without", multiple=True, callback=_names, metavar="FILTERS", help="Filters to leave out, such as wraps."),
    click.option("--packs", multiple=True, metavar="FILE", help="A rule pack to add to those shipped. Repeatable."),
    click.option(
        "--max-seconds",
        type=float,
        metavar="SECONDS",
        help="Processor time a document may take for each million characters or part of a million. [default: 60]",
    ),
    click.option("--config", metavar="FILE", help="A TOML file with these options; those given here take their place."),
)

_DOCUMENT_OPTIONS = (
    click.option("--text-field", default=TEXT_FIELD, show_default=True, help="The field or column that holds the text."),
    click.option("--id-field", help="The field or column that names a document in the ledger. [default: file and line]"),
    click.option(
        "--max-record",
        type=click.IntRange(1),
        metavar="BYTES",
        default=MAX_RECORD,
        show_default=True,
        help="Bytes above which a record is not read.",
    ),
)


def _with(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    def add(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return add


def _settings(options: dict[str, Any]) -> Settings:
    """Take the pipeline's options out of a command's: the config file's, and in their place those given."""
    config = options.pop("config")
    settings = load_settings(config) if config else Settings()
    given = {name: options.pop(name) for name in ("threshold", "kinds", "protect", "tokens", "without", "packs", "max_seconds")}
    return replace(settings, **{name: value for name, value in given.items() if value not in (None, ())})


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="cleantext-corpus", prog_name="cleantext")
def cli() -> None:
    """Scrub vendor ads, paywall markers, contact lines and garble from text, with a record of every change.

    Exit codes: 0 done; 1 done, but some records were set aside; 2 bad usage, input or rules.
    """


@cli.command()
@click.argument("paths", nargs=-1, required=True)
@click.option("-o", "--out", metavar="OUT", help="The folder to write to: new, empty, or an earlier output of the same run.")
@click.option(
    "--exclude", multiple=True, metavar="GLOB", help="Leave out names in folders that match, such as '*.md'. Repeatable."
)
@_with(*_DOCUMENT_OPTIONS, *_PIPELINE_OPTIONS)
@click.option("--split", is_flag=True, help="Cut text files at blank lines into documents of about a megabyte.")
@click.option("--workers", default=1, show_default=True, help="Processes to work with. The result is the same for any number.")
@click.option(
    "--engine",
    type=click.Choice(["ray", "spark"]),
    help="Have the files worked on a cluster, whose machines all see the same paths, in place of --workers here.",
)
@click.option(
    "--format", type=click.Choice(list(FORMATS)), default="txt", show_default=True, help="What standard input holds, for PATHS -."
)
@click.option("-q", "--quiet", is_flag=True, help="No progress bar and no summary.")
def scrub(paths: tuple[str, ...], out: str | None, **options: Any) -> int:
    """Scrub files and folders into a folder.

    PATHS go to the folder OUT; - is standard input, and goes to standard output. In .txt files the file is a document, in .jsonl files a line. OUT gets the same paths, and OUT/_cleantext the record: a summary,
    every edit, and what was set aside. A run that was stopped goes on when the same command is given again; one whose input,
    options or rules changed redoes what they touch.

    \b
      cleantext scrub dump -o clean --workers 4
      cleantext scrub a.txt b.jsonl --text-field content -o clean
      cleantext scrub - < dirty.txt > clean.txt
    """
    settings = _settings(options)
    shape = Shape(options["text_field"], options["id_field"])
    if "-" in paths:
        if len(paths) > 1 or out not in (None, "-"):
            raise OptionError("- stands alone and goes to standard output: cleantext scrub - < FILE > SCRUBBED")
        if options["engine"]:
            raise OptionError(f"standard input is scrubbed here, not with --engine {options['engine']}; give files or folders")
        job = Job(Path(), settings, shape, options["max_record"])
        return _scrub_stdin(job, FORMATS[options["format"]], quiet=options["quiet"])
    if not out:
        raise OptionError("no output folder; give one with -o OUT")
    with shown_progress("scrubbing", "document", quiet=options["quiet"]) as progress:
        summary = scrub_files(
            paths,
            out,
            exclude=options["exclude"],
            settings=settings,
            text_field=shape.text_field,
            id_field=shape.id_field,
            workers=options["workers"],
            cluster=_cluster(options["engine"], options["workers"]),
            max_record=options["max_record"],
            split=options["split"],
            progress=progress,
        )
    if not options["quiet"]:
        print_lines(summarize(summary), sys.stderr)
    return SOME_SET_ASIDE if summary.set_aside else DONE


def _cluster(engine: str | None, workers: int) -> Cluster | None:
    """Load the engine that is named: only then, because most users have none."""
    if engine is None:
        return None
    if workers != 1:
        raise OptionError(f"--workers {workers} is for this machine, and --engine {engine} for a cluster; leave one of them out")
    if engine == "ray":
        from cleantext.engines.ray_run import work_on_ray  # noqa: PLC0415

        return work_on_ray
    from cleantext.engines.spark_run import work_on_spark  # noqa: PLC0415

    return work_on_spark


def _scrub_stdin(job: Job, format: Format, *, quiet: bool) -> int:
    began = time.monotonic()
    source, target = _bytes(sys.stdin, "input"), _bytes(sys.stdout, "output")
    with TimedPipeline(job.settings.pipeline()) as pipeline:
        counts = scrub_stream(source, target, job, pipeline, format=format, name="standard input", warn=_tell)
    if not quiet:
        print_lines(summarize_stream(counts, time.monotonic() - began), sys.stderr)
    return SOME_SET_ASIDE if counts["set_aside"] else DONE


def _bytes(stream: TextIO | None, name: str) -> BinaryIO:
    if stream is None:
        raise OptionError(f"standard {name} is closed. Connect it to a file or a pipe.")
    return stream.buffer


@cli.command()
@click.argument("file")
@_with(*_DOCUMENT_OPTIONS, *_PIPELINE_OPTIONS)
@click.option(
    "--format", type=click.Choice(list(FORMATS)), help="What FILE holds. [default: by its name; txt for standard input]"
)
@click.option("--record", type=click.IntRange(1), metavar="N", help="Of a file of many records, explain number N only.")
@click.option(
    "--limit",
    default=10,
    show_default=True,
    type=click.IntRange(0),
    help="Stop after so many documents with changes, or examples of so many rules; 0: never.",
)
@click.option("--sample", type=click.IntRange(1), metavar="N", help="Sum up N documents picked from a file or folder.")
@click.option(
    "--exclude", multiple=True, metavar="GLOB", help="With --sample, leave out names in folders that match. Repeatable."
)
@click.option("--split", is_flag=True, help="Cut text files at blank lines into documents of about a megabyte.")
def explain(file: str, **options: Any) -> int:
    """Show what scrubbing FILE would change, and why.

    Nothing is written. FILE may be - for standard input. With --sample it may be a folder: N documents are picked at even
    distances, the same each time, and what a run would do is told in numbers, by rule and with examples.

    Removed text stands in [-red-], what takes its place in {+green+}, and suspects that stay in [?yellow?]; on a terminal, colours
    stand for the brackets.
    """
    settings = _settings(options)
    pipeline = settings.pipeline()
    job = Job(Path(), settings, Shape(options["text_field"], options["id_field"]), options["max_record"], options["split"])
    with TimedPipeline(pipeline) as timed:
        if options["sample"] is not None:
            sample = sample_dump(check_inputs([file], options["exclude"]), job, timed, options["sample"])
            print_lines(tell_sample(sample, examples=options["limit"]))
            return DONE
        with _records(file, options["format"], job) as (records, format, many):
            lines = explain_documents(
                records,
                timed,
                name="standard input" if file == "-" else file,
                format=format,
                shape=job.shape,
                many=many,
                record=options["record"],
                limit=options["limit"],
            )
            print_lines(lines)
    return DONE


@contextmanager
def _records(file: str, name: str | None, job: Job) -> Iterator[tuple[Iterable[Record], Format, bool]]:
    """Open a file, or standard input, of the format called `name`; give its records, their format, and whether there may be many."""
    path = Path(file)
    if file != "-" and path.is_dir():
        raise InputError(f"{path}: is a folder. Name one file of it, or sum it up with --sample 100.")
    if file != "-" and name is None and is_table(path) and path.exists():
        yield read_rows(path, job.shape, max_record=job.max_record), CELL, True
        return
    format = FORMATS[name or "txt"] if name or file == "-" else job.format_of(file)
    if format is None and path.exists():
        raise InputError(f"{path}: no reader for {path.suffix or 'a name without an ending'}. Say what it holds with --format.")
    with ExitStack() as stack:
        stream = _bytes(sys.stdin, "input") if file == "-" else stack.enter_context(reading(path, lambda: path.open("rb")))
        assert format is not None  # or the file could not have been opened
        content = stream if file == "-" else open_content(stream, codec_of(path.name))
        yield read_records(content, format.framing, length=sys.maxsize, max_record=job.max_record), format, format.many


@cli.command()
@click.argument("out")
@click.option("-o", "--back", metavar="BACK", required=True, help="The folder to write the raw files to: new or empty.")
@click.option("-q", "--quiet", is_flag=True, help="No progress bar and no summary.")
def restore(out: str, back: str, *, quiet: bool) -> int:
    """Undo a run: rebuild its raw files.

    OUT is what the run wrote; its raw files appear in BACK, byte for byte. Every file is verified by the hash of what was read. OUT stays as it is.
    """
    with shown_progress("restoring", "file", quiet=quiet) as progress:
        restored = restore_run(out, back, progress=progress)
    if restored.failed:
        raise RestoreError(
            "\n".join(restored.failed.values()) + f"\nWhat else there is, {count(restored.files, 'file')}, is restored in {back}."
        )
    if restored.broken:
        names = ", ".join(map(visible, restored.broken[:EXAMPLES])) + (", ..." if len(restored.broken) > EXAMPLES else "")
        rest = Home(Path(out)).rest("")
        _tell(f"of {names} only what could be read is restored: broken when scrubbed. As they were, from the break on: {rest}")
    if not quiet:
        _tell(f"restored {count(restored.files, 'file')} in {back}; every hash is right")
    return DONE


@cli.command()
@click.argument("run_a")
@click.argument("run_b")
@click.option("--examples", default=3, show_default=True, type=click.IntRange(0), help="Places to show for each way to differ.")
@click.option("--json", "as_json", is_flag=True, help="Print all of it as one JSON object, for other programs.")
@click.option("-q", "--quiet", is_flag=True, help="No progress bar.")
def diff(run_a: str, run_b: str, *, examples: int, as_json: bool, quiet: bool) -> int:
    """Tell what two runs over the same input did otherwise.

    RUN_A and RUN_B are folders that scrub wrote to, with other options, packs or versions: which documents come out otherwise,
    which edits one of them made alone, by kind and by rule, and examples. Both stay as they are.
    """
    with shown_progress("comparing", "file", quiet=quiet) as progress:
        comparison = compare_runs(run_a, run_b, examples=examples, progress=progress)
    if as_json:
        click.echo(json.dumps(comparison.as_json(), ensure_ascii=False, indent=1))
    else:
        print_lines(tell_comparison(comparison))
    return DONE


@cli.command("eval")
@click.argument("folder")
@_with(*_PIPELINE_OPTIONS)
@click.option("--rules", "by_rule", is_flag=True, help="Also print, for each rule, how often it acted, and how often wrongly.")
def evaluate_folder(folder: str, *, by_rule: bool, **options: Any) -> int:
    """Score the pipeline on labelled documents.

    The labelled documents of FOLDER, and of the folders in it, are the files named *.marked.txt. What must go stands in them as
    \u27e6kind|text\u27e7, what must be repaired as \u27e6garble|raw\u2192clean\u27e7, what must become a token as \u27e6redact|xx\u27e7; all else must
    stay.
    """
    settings = _settings(options)
    packs = [*load_shipped_packs(), *map(load_pack, settings.packs)] if by_rule else []
    score = evaluate(labelled_documents(folder), settings.pipeline())
    print_lines(tell_score(score, [rule.id for pack in packs for rule in pack.rules]))
    return DONE


@cli.group()
def rules() -> None:
    """List, prove and begin rule packs."""


@rules.command("list")
@click.option("--kinds", multiple=True, callback=_names, help="Show rules of these kinds only.")
@click.option("--packs", multiple=True, metavar="FILE", help="Show the rules of this pack, too. Repeatable.")
def list_rules(kinds: tuple[str, ...], packs: tuple[str, ...]) -> int:
    """List the rules.

    Each line has name, kind, points, pack, and what the rule finds. Six points remove text by default.
    """
    unknown = sorted(set(kinds) - set(KINDS))
    if unknown:
        raise OptionError(f"unknown kind {unknown[0]!r}; kinds are {', '.join(KINDS)}")
    found = [rule for pack in [*load_shipped_packs(), *map(load_pack, packs)] for rule in pack.rules]
    shown = [rule for rule in found if not kinds or rule.kind in kinds]
    rows = [(rule.id, rule.kind, f"{rule.weight:+d}", rule.pack, rule.why) for rule in shown]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(4)]
    for row in rows:
        name, kind, points, pack, why = row
        cells = (name.ljust(widths[0]), kind.ljust(widths[1]), points.rjust(widths[2]), pack.ljust(widths[3]), why)
        click.echo("  ".join(cells))
    return DONE


@rules.command("check")
@click.argument("packs", nargs=-1)
def check(packs: tuple[str, ...]) -> int:
    """Prove rule packs by their examples.

    Each rule of PACKS, or of the packs shipped, must hit its positive examples. Negative examples must come out of the whole default pipeline as they are, these packs included.
    """
    for pack in check_packs(packs):
        click.echo(f"{pack.name}: {count(len(pack.rules), 'rule')} proved")
    for rule in needless_rules(packs):
        _tell(f"rule {rule!r} is not needed: its positive examples are removed without it. Leave it out, or add one that is not.")
    return DONE


@rules.command("new")
@click.argument("file")
def new(file: str) -> int:
    """Write a rule pack to start from.

    FILE must not exist. It gets two rules for an invented library, to be changed.
    """
    path = new_pack(file)
    click.echo(f"wrote {path}. Change it, then prove it: cleantext rules check {path}", err=True)
    return DONE
