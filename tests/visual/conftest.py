"""Tools of the tests that look at finished files with the programs that a reader opens them in.

They need LibreOffice, Chromium, Poppler and axe-core, which are no Python packages, and so run only where a variable,
AVLOPPSANALYS_VISUAL, says that they are there: in `bash .ci/run`. It names the folder where ``npm install`` was run
with the package.json beside this file. A tool that is then missing fails the test: a check that only skips is none.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

VARIABLE = "AVLOPPSANALYS_VISUAL"


@pytest.fixture(scope="session", autouse=True)
def visual_tools() -> Path:
    """Return the folder that holds `node_modules`; every test of this folder skips where it is not told."""
    folder = os.environ.get(VARIABLE)
    if not folder:
        pytest.skip(f"{VARIABLE} is not set: this test needs LibreOffice or Chromium, and runs in `bash .ci/run`")
    return Path(folder).resolve()


@pytest.fixture(scope="session")
def soffice() -> str:
    """Return the path of LibreOffice."""
    return _program("soffice", "libreoffice")


@pytest.fixture(scope="session")
def pdftoppm() -> str:
    """Return the path of Poppler's converter of PDF pages to pictures."""
    return _program("pdftoppm")


@pytest.fixture(scope="session")
def pdfinfo() -> str:
    """Return the path of Poppler's program that counts pages."""
    return _program("pdfinfo")


@pytest.fixture(scope="session")
def pdftotext() -> str:
    """Return the path of Poppler's program that takes the words out of a PDF."""
    return _program("pdftotext")


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of the browser."""
    return _program("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def axe_core(visual_tools: Path) -> str:
    """Return the source of axe-core, the accessibility checker."""
    file = visual_tools / "node_modules" / "axe-core" / "axe.min.js"
    if not file.is_file():
        pytest.fail(f"{file} is not there: run `npm install` in {VARIABLE} with tests/visual/package.json")
    return file.read_text(encoding="utf-8")


def _program(*names: str) -> str:
    """Return the path of the first program that is on this machine."""
    found = next((path for path in map(shutil.which, names) if path), None)
    if found is None:
        pytest.fail(f"{VARIABLE} is set, but {names[0]} is not on this machine")
    return found
