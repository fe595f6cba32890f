"""Tables of indicators with a column a period, or a column an indicator, brought to one figure a row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from avloppsanalys.readers.cells import tidy
from avloppsanalys.readers.files import Grid
from avloppsanalys.readers.headers import Header, in_brackets, read_header
from avloppsanalys.readers.layout import FIELDS
from avloppsanalys.readers.period_cells import parse_period
from avloppsanalys.readers.workbook import EXACT
from avloppsanalys.reference import find_indicator, find_indicator_unit

__all__ = ["holds_indicators", "one_figure_a_row"]

_SEARCHED_ROWS: Final = 50
_KEYS: Final = {"place", "area", "indicator", "group"}
_CHANGE: Final = re.compile(r"förändring|förändr|differens|skillnad|change|difference", re.IGNORECASE)
"""A column of changes is computed from the others, and is left unread."""
_WHOLE: Final = re.compile(r"(?:^|[\s_-])(?:totalt?|samtliga|alla|all)(?:$|[\s_-])", re.IGNORECASE)
_FIGURE: Final = re.compile(r"[+-]?[\d][\d ,.]*%?|\.{1,2}|-|uppgift saknas", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    """The row of headings: where it stands, its headings, and which columns hold figures."""

    place: int
    headers: list[Header]
    figures: tuple[int, ...]
    layout: str


def holds_indicators(grid: Grid) -> bool:
    """Return whether a file is a table of indicators, by its headings alone."""
    for row in grid.rows[:_SEARCHED_ROWS]:
        headers = _headers(row)
        fields = {header.field for header in headers}
        if {"indicator", "value"} <= fields and bool({"time", "start"} & fields):
            return True
        if _KEYS & fields and sum(_is_period(header) for header in headers) > 1:
            return True
        if "time" in fields and any(find_indicator(header.text) for header in headers if not header.field):
            return True
    return False


def one_figure_a_row(grid: Grid, *, named: bool) -> tuple[Grid, str]:
    """Return a table with one figure a row, and how it was laid out.

    Parameters
    ----------
    grid : Grid
        The file.
    named : bool
        Whether the caller names the indicator: columns of figures are then its groups, and not indicators themselves.

    Returns
    -------
    grid : Grid
        With the lines of the file; the same grid where it has one figure a row already.
    layout : str
        ``rows``, ``period columns`` or ``indicator columns``.
    """
    head = _find_head(grid)
    if head is None:
        return grid, "rows"
    kept = [number for number in range(len(head.headers)) if number not in head.figures]
    by_period = head.layout == "period columns"
    told = ["Period"] if by_period else ["Grupp" if named else "Indikator", "Enhet"]
    rows = [[*(_cell(grid.rows[head.place], number) for number in kept), *told, "Värde"]]
    lines = [grid.lines[head.place]]
    for number in range(head.place + 1, len(grid.rows)):
        row = grid.rows[number]
        if not any(map(str.strip, row)):
            continue
        beyond = row[len(head.headers) :]
        for column in head.figures:
            header = head.headers[column]
            own = [header.text] if by_period else _meaning(header, named=named)
            rows.append([*(_cell(row, place) for place in kept), *own, _cell(row, column), *beyond])
            lines.append(grid.lines[number])
    above = grid.rows[: head.place]
    return replace(grid, rows=[*above, *rows], lines=[*grid.lines[: head.place], *lines]), head.layout


def _find_head(grid: Grid) -> _Head | None:
    """Return the headings of a table with several figures a row, None for one that has one."""
    for place, row in enumerate(grid.rows[:_SEARCHED_ROWS]):
        headers = _headers(row)
        fields = {header.field for header in headers}
        if "value" in fields and {"time", "start"} & fields:
            return None
        periods = tuple(number for number, header in enumerate(headers) if _is_period(header))
        if periods and _KEYS & fields and not {"time", "start"} & fields:
            return _Head(place=place, headers=headers, figures=periods, layout="period columns")
        below = next((one for one in grid.rows[place + 1 :] if any(map(str.strip, one))), [])
        figures = tuple(number for number, header in enumerate(headers) if _is_figure(header, below, number))
        if {"time", "start"} & fields and figures:
            return _Head(place=place, headers=headers, figures=figures, layout="indicator columns")
    return None


def _headers(row: Sequence[str]) -> list[Header]:
    return [read_header(cell, FIELDS["context"]) for cell in row]


def _is_period(header: Header) -> bool:
    return not header.field and parse_period(header.text) is not None


def _is_figure(header: Header, below: Sequence[str], number: int) -> bool:
    """Return whether a column that fills no field holds figures: its first cell does, and it is no change."""
    if header.field or not header.text or _CHANGE.search(header.text):
        return False
    return _FIGURE.fullmatch(tidy(_cell(below, number).removeprefix(EXACT))) is not None


def _meaning(header: Header, *, named: bool) -> list[str]:
    """Return what the heading of a column of figures names: its indicator, or its group of the named one; its unit."""
    whole = find_indicator_unit(header.text)
    unit = "" if whole else in_brackets(header.text)
    name = "" if whole else tidy(header.text.split("(")[0]) if unit else header.text
    if named and (_WHOLE.search(name) or find_indicator(name)):
        name = ""
    return [name, header.text if whole else unit]


def _cell(row: Sequence[str], number: int) -> str:
    return row[number] if number < len(row) else ""
