"""Tables as CSV, in both flavours, and their description."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from reading.passages import Passage, one_line

__all__ = ["as_number", "package_words", "rows_of"]


def rows_of(file: Path, *, opened: bool) -> tuple[list[str], list[list[str]]]:
    """Return the headings and rows of a table; open data, or as Swedish Excel opens it."""
    with file.open(encoding="utf-8" if opened else "utf-8-sig", newline="") as found:
        heads, *rows = csv.reader(found, delimiter="," if opened else ";")
    return heads, rows


def as_number(cell: str, *, opened: bool) -> float:
    """Return the number of a cell, in the flavour of its file."""
    return float(cell if opened else cell.replace(",", "."))


def package_words(file: Path) -> Iterator[Passage]:
    """Yield every text of ``datapackage.json``."""
    for words in _texts(json.loads(file.read_text(encoding="utf-8"))):
        yield Passage(where=file.name, words=one_line(words))


def _texts(found: Any) -> Iterator[str]:
    if isinstance(found, dict):
        for value in found.values():
            yield from _texts(value)
    elif isinstance(found, list):
        for value in found:
            yield from _texts(value)
    elif isinstance(found, str):
        yield found
