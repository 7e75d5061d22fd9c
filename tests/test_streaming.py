"""Scrubbing a stream."""

import io

import pytest
from dumps import ADVERT, DIRTY, LINES, SCRUBBED

from cleantext.errors import InputError
from cleantext.formats import FORMATS
from cleantext.parts import Job
from cleantext.settings import Settings
from cleantext.streaming import scrub_stream


def streamed(data, format, tmp_path, **options):
    """Return what comes out, the numbers and the warnings."""
    target, warnings = io.BytesIO(), []
    job = Job(tmp_path, Settings(), **options)
    pipeline = job.settings.pipeline()
    counts = scrub_stream(io.BytesIO(data), target, job, pipeline, format=FORMATS[format], name="in", warn=warnings.append)
    return target.getvalue(), counts, warnings


def test_a_text_is_one_document(tmp_path):
    """A whole text goes through, line ends kept."""
    data, counts, warnings = streamed(DIRTY.encode(), "txt", tmp_path)

    assert (data, warnings) == (SCRUBBED.encode(), [])
    assert (counts["in"], counts["out"], counts["removed"]["marker"]) == (1, 1, 13)


def test_what_a_run_would_set_aside_is_passed_on_with_a_warning(tmp_path):
    """A stream has no quarantine, so nothing is dropped: such records come out as they came."""
    data, counts, warnings = streamed(b"".join(LINES), "jsonl", tmp_path)

    assert (counts["in"], counts["out"], counts["set_aside"]) == (10, 5, 5)
    assert data.count(b"\n") == b"".join(LINES).count(b"\n")
    assert b'{"bad": \n{"id": 9}\n{"text": 3}\n[1]\n' in data
    assert warnings[0] == (
        "in: line 5: not valid JSON: expecting value at character 9 of the line; each line must be one JSON object, whole and alone; "
        "passed on as it came"
    )
    assert ADVERT.strip().encode() in data


def test_an_empty_stream_holds_no_document(tmp_path):
    """Nothing in, nothing out."""
    data, counts, _ = streamed(b"", "txt", tmp_path)

    assert (data, counts["in"]) == (b"", 0)


def test_a_record_too_large_to_hold_is_refused(tmp_path):
    """What cannot be read cannot be passed on either."""
    with pytest.raises(InputError, match="record 1 has more than 10 bytes"):
        streamed(b"x" * 11, "txt", tmp_path, max_record=10)
