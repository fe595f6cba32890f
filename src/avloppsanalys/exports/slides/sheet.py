"""The sheet that PowerPoint opens when somebody edits the data of a chart."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from typing import Final

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from avloppsanalys.exports.slides.columns import Column

__all__ = ["SHEET", "cells", "sheet"]

SHEET: Final = "Sheet1"
"""As python-pptx calls it where a chart refers to its cells."""

_MADE: Final = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - a fixed date without a place: the same input, the same bytes


def sheet(categories: Sequence[str], columns: Sequence[Column]) -> bytes:
    """Return a workbook with the categories in its first column; what is a difference is a formula.

    Parameters
    ----------
    categories : sequence of str
        Harmless words.
    columns : sequence of Column
        What stands beside them.

    Returns
    -------
    bytes
    """
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        book.set_properties({"created": _MADE})
        page = book.add_worksheet(SHEET)
        page.set_column(0, len(columns), 16)
        heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        for row, name in enumerate(categories, start=1):
            page.write_string(row, 0, name)
        for place, column in enumerate(columns, start=1):
            page.write_string(0, place, column.heading, heading)
            for row, value in enumerate(column.values, start=1):
                if value is None:
                    continue
                if column.difference is None:
                    page.write_number(row, place, value)
                else:
                    upper, lower = (f"{xl_col_to_name(which + 1)}{row + 1}" for which in column.difference)
                    page.write_formula(row, place, f"={upper}-{lower}", None, value)
    return made.getvalue()


def cells(column: int, rows: int) -> str:
    """Return how a chart refers to the values of a column.

    Parameters
    ----------
    column : int
        Counted from the first after the categories.
    rows : int
        Number of categories.

    Returns
    -------
    str

    Examples
    --------
    >>> cells(0, 3)
    'Sheet1!$B$2:$B$4'
    """
    name = xl_col_to_name(column + 1)
    return f"{SHEET}!${name}$2:${name}${rows + 1}"
