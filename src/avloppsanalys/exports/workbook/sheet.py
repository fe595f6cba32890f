"""Sheets of a workbook: their names, and cells that hold what the table holds."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from avloppsanalys.tables import TIMEZONE
from avloppsanalys.wording import TURNING, Language

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

__all__ = ["MARGIN", "ROW_HEIGHT", "TALLEST", "Sheets"]

_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\']")
_LONGEST_NAME: Final = 31
_LONGEST_TEXT: Final = 32_767
"""Characters in a cell; Excel refuses more."""
_WIDEST: Final = 60
_LONG: Final = 40
"""Characters of a cell that is no longer seen whole in one line."""
ROW_HEIGHT: Final = 15
"""Of a row that nobody has set [points]."""
TALLEST: Final = 409
"""Of any row [points]; Excel refuses more."""
_ROOM: Final = 1.05
"""Of a line, for the words that do not fit at its end."""
_MOMENT: Final = 17
"""Characters of a moment, and some room: in a narrower column there are only number signs."""
_A4: Final = 9
"""Excel's number of the paper."""
MARGIN: Final = 0.5
"""Of a printed page [inches]."""
_TURNING: Final = re.compile(f"[{TURNING}]")
_ILLEGAL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")


class Sheets:
    """The sheets of one workbook, with the formats that they share."""

    def __init__(self, book: Workbook, lang: Language) -> None:
        self.book = book
        self.lang = lang
        self._names: set[str] = set()
        self.formats: dict[str, Format] = {
            name: book.add_format(look)
            for name, look in {
                "title": {"bold": True, "font_size": 16},
                "mark": {"bold": True, "font_color": "#a61c00"},
                "finding": {"bold": True, "font_size": 12, "text_wrap": True, "valign": "bottom"},
                "heading": {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1},
                "text": {"text_wrap": True, "valign": "top"},
                "unit": {"text_wrap": True, "valign": "top", "indent": 1},  # apart from the number to its left
                "plain": {"valign": "top"},
                "moment": {"num_format": "yyyy-mm-dd hh:mm", "valign": "top", "align": "left"},
                "0": {"num_format": "#,##0", "valign": "top"},
                "1": {"num_format": "#,##0.0", "valign": "top"},
                "2": {"num_format": "0.00", "valign": "top"},
                "3": {"num_format": "0.000", "valign": "top"},
                "general": {"num_format": "General", "valign": "top"},
            }.items()
        }

    def add(self, heading: str) -> Worksheet:
        """Return a new sheet; its name is `heading` as far as Excel allows, made unlike the others."""
        plain = _FORBIDDEN.sub(" ", _ILLEGAL.sub(" ", heading)).strip() or "-"
        name = plain[:_LONGEST_NAME].rstrip()
        number = 2
        while name.casefold() in self._names:
            ending = f" {number}"
            name = plain[: _LONGEST_NAME - len(ending)] + ending
            number += 1
        self._names.add(name.casefold())
        sheet = self.book.add_worksheet(name)
        # on paper, or as PDF, no table is cut between its columns
        sheet.set_paper(_A4)
        sheet.set_landscape()
        sheet.set_margins(left=MARGIN, right=MARGIN, top=MARGIN, bottom=MARGIN)
        sheet.fit_to_pages(1, 0)
        return sheet

    def table(self, heading: str, frame: pd.DataFrame, *, to_read: bool = False) -> Worksheet:
        """Write a table as an Excel table that can be sorted and filtered; without rows, its headings alone.

        One of sentences, which are there to be read, has rows as high as they need.
        """
        sheet = self.add(heading)
        columns = [_values(frame.iloc[:, position]) for position in range(frame.shape[1])]
        long: dict[int, Sequence[object]] = {}
        for position, (name, values) in enumerate(zip(frame.columns, columns, strict=True)):
            if to_read and any(isinstance(value, str) and len(value) > _LONG for value in values):
                long[position] = values
            self.column(sheet, 1, position, values, "text" if position in long else None)
            sheet.set_column(position, position, _WIDEST if position in long else _width(str(name), values))
        for turn, cells in enumerate(zip(*long.values(), strict=True), start=1):
            self.fit(sheet, turn, [("" if value is None else value, _WIDEST) for value in cells])
        self.as_table(sheet, 0, list(map(str, frame.columns)), len(frame))
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        return sheet

    def as_table(self, sheet: Worksheet, row: int, headings: Sequence[str], count: int) -> None:
        """Let headings in a row, and so many rows below it, be an Excel table that can be sorted and filtered."""
        if headings:
            columns = [{"header": one, "header_format": self.formats["heading"]} for one in headings]
            last = row + max(count, 1)  # a table needs a row, if an empty one
            sheet.add_table(row, 0, last, len(headings) - 1, {"columns": columns, "style": "Table Style Light 1"})

    def column(
        self, sheet: Worksheet, row: int, position: int, values: Iterable[object], look: str | None = None
    ) -> None:
        """Write values below each other; most columns hold texts, which need not be asked one by one what they are."""
        told = list(values)
        if all(value is None or type(value) is str for value in told):
            written, shown = sheet.write_string, self.formats[look or "plain"]
            for turn, value in enumerate(told, start=row):
                if value is not None:
                    written(turn, position, _legal(str(value)), shown)
            return
        for turn, value in enumerate(told, start=row):
            self.cell(sheet, turn, position, value, look)

    def row(self, sheet: Worksheet, row: int, values: Iterable[object]) -> None:
        """Write values beside each other."""
        for turn, value in enumerate(values):
            self.cell(sheet, row, turn, value)

    def fit(self, sheet: Worksheet, row: int, cells: Iterable[tuple[object, float]]) -> None:
        """Make a row as high as its longest text needs in a column so wide; not every program does so by itself.

        `cells` are its values with the widths of their columns [characters].
        """
        lines = max(_lines(str(value), width) for value, width in cells)
        sheet.set_row(row, min(ROW_HEIGHT * lines, TALLEST))

    def cell(self, sheet: Worksheet, row: int, position: int, value: object, look: str | None = None) -> None:
        """Write one value as what it is: a number, a moment or a text; nothing where it is missing."""
        if value is None or value is pd.NA or value is pd.NaT:
            return
        if isinstance(value, bool):
            sheet.write_boolean(row, position, value, self.formats[look or "plain"])
        elif isinstance(value, int | float):
            if math.isfinite(value):
                sheet.write_number(row, position, value, self.formats[look or _digits(value)])
            elif not math.isnan(value):
                sheet.write_string(row, position, "∞" if value > 0 else "−∞", self.formats["plain"])
        elif isinstance(value, pd.Timestamp):
            clock = value if value.tzinfo is None else value.tz_convert(TIMEZONE).tz_localize(None)
            sheet.write_datetime(row, position, clock.to_pydatetime(warn=False), self.formats["moment"])
        else:
            sheet.write_string(row, position, _legal(str(value)), self.formats[look or "plain"])


def _lines(words: str, width: float) -> int:
    """Return how many lines a text takes in a column of a width, counted high: a line ends between two words."""
    return sum(max(1, math.ceil(len(part) * _ROOM / width)) for part in words.split("\n"))


@lru_cache(maxsize=4096)
def _legal(words: str) -> str:
    """Return a text as a cell can hold it; most texts stand in many cells."""
    return _ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", _TURNING.sub("", words))[:_LONGEST_TEXT]


def _values(column: pd.Series[Any]) -> Sequence[object]:
    """Return a column as plain Python values, what is missing as None."""
    column = column.infer_objects()
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        column = column.dt.tz_convert(TIMEZONE).dt.tz_localize(None)
    if column.dtype == object:
        column = column.map(lambda value: value.item() if hasattr(value, "item") else value)
    return [None if absent else value for value, absent in zip(column.tolist(), column.isna().tolist(), strict=True)]


def _digits(value: float) -> str:
    """Return the format that shows two significant digits of a number below 10, and whole numbers above."""
    if isinstance(value, int) or value == int(value):
        return "0" if abs(value) >= 10_000 else "general"
    size = abs(value)
    return "0" if size >= 100 else "1" if size >= 10 else "2" if size >= 0.1 else "3" if size >= 0.01 else "general"


def _width(name: str, values: Sequence[object]) -> float:
    """Return a width in which the heading and most cells can be read."""
    longest = max((len(str(value)) for value in values if isinstance(value, str)), default=0)
    if any(isinstance(value, pd.Timestamp) for value in values):
        longest = max(longest, _MOMENT)
    return min(_WIDEST, max(len(name) + 4, min(longest + 1, _LONG), 10))
