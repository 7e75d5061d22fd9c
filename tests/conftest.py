"""What several tests share: short hypothesis profiles, and where fixtures and shared documents stand."""

import os
import signal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Our laws are few and guard other people's text, so they run by default and are kept short; CI repeats the same examples.
settings.register_profile("default", max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", parent=settings.get_profile("default"), max_examples=120, derandomize=True)
settings.register_profile("long", parent=settings.get_profile("default"), max_examples=5000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "default"))

# A shell that runs the tests in the background has Ctrl-C ignored, also in what they start; some tests press it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

PROJECT = Path(__file__).parent.parent
FIXTURES = PROJECT / "fixtures"
SHARED = PROJECT.parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of seeds, labelled documents and corpora beside the project."""
    if not SHARED.is_dir():
        pytest.skip(f"{SHARED} is not there: the seeds, labelled documents and corpora do not travel with the project")
    return SHARED
