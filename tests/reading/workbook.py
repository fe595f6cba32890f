"""The workbook: every cell of every sheet."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped]
from lxml import etree

from reading.passages import Held, Passage, one_line

__all__ = ["alternative_texts", "passages", "rows_of", "table_names"]


@cache
def read(file: Path) -> Any:
    """Return the workbook; opened once, since that takes longer than all the reading."""
    return openpyxl.load_workbook(file)


def table_names(file: Path) -> list[str]:
    """Return the names of the sheets that hold a table with headings of columns, which programs read."""
    return [sheet.title for sheet in read(file) if sheet.tables]


def rows_of(file: Path, sheet: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Return the headings and the rows of a sheet that holds a table."""
    heads, *rows = list(read(file)[sheet].iter_rows(values_only=True))
    return [str(head) for head in heads], rows


def passages(file: Path) -> Iterator[Passage | Held]:
    """Yield the cells of the sheets for people, each under the first cell of its row or of the block above it."""
    for sheet in read(file):
        heads: list[Any] = []
        block = ""
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            first = next((str(cell) for cell in row if cell is not None), "")
            if row and all(cell is None or isinstance(cell, str) for cell in row) and sum(map(bool, row)) > 1:
                heads, block = list(row), first
            for column, cell in enumerate(row):
                where = f"{file.name}, sheet {sheet.title!r}, row {number}"
                heading = " | ".join(filter(None, (block, first)))
                if isinstance(cell, str):
                    yield Passage(where=where, words=one_line(cell), heading=heading)
                elif isinstance(cell, float | int) and not isinstance(cell, bool):
                    name = str(heads[column]) if column < len(heads) else ""
                    yield Held(where=where, value=float(cell), heading=heading, row=first, column=name)


def alternative_texts(file: Path) -> Iterator[Passage]:
    """Yield what the charts of the workbook say to those who do not see them."""
    with zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            if name.startswith("xl/drawings/drawing"):
                for node in etree.fromstring(archive.read(name)).iter("{*}cNvPr"):
                    yield Passage(where=f"{file.name}, {name}", words=one_line(node.get("descr") or ""))
