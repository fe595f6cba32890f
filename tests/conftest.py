"""Fixtures for all tests: where the shared reference data lie, and how hard hypothesis works."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("quick", max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("thorough", max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of shared reference data; tests that need it skip on a machine that does not have it."""
    folder = os.environ.get("AVLOPPSANALYS_SHARED")
    if not folder:
        pytest.skip("AVLOPPSANALYS_SHARED is not set: this test reads public data that the project does not ship")
    path = Path(folder).resolve() / "data"
    assert path.is_dir(), f"AVLOPPSANALYS_SHARED={folder} holds no data folder"
    return path


@pytest.fixture(scope="session")
def truths() -> Iterator[None]:
    """Put the scripts of benchmarks/truth on the path: the tests of tests/truth run them small."""
    benchmarks = Path(__file__).parents[1] / "benchmarks"
    folders = [str(benchmarks / "truth"), str(benchmarks)]
    sys.path[:0] = folders
    yield
    for folder in folders:
        sys.path.remove(folder)
