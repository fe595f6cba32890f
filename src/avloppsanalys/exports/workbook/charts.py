"""Charts that Excel draws itself, from numbers that stand beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from avloppsanalys.exports.axis_format import axis_format
from avloppsanalys.exports.briefing import Briefing
from avloppsanalys.exports.workbook.sheet import MARGIN, ROW_HEIGHT, TALLEST, Sheets
from avloppsanalys.lagesbild import Picture, Series
from avloppsanalys.wording import Language, harmless, text

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart
    from xlsxwriter.worksheet import Worksheet

__all__ = ["write_charts"]

LEVEL: Final = "#00507d"
BOUND: Final = "#b34700"
BAND: Final = "#b7cfdf"
AXIS: Final = "#4f5859"
GRID: Final = "#e3e6e6"
HEIGHT: Final = 400
WIDTH: Final = 860
ROWS: Final = 23
"""Rows of a sheet that a chart covers, with a free one below."""
LINE: Final = 110
"""Characters of a note in one row under a chart, counted low: letters differ in width."""
_TITLE_LINE: Final = 85
"""Characters of a title in one line above a chart, counted low."""
_SCALE: Final = 58
"""Per cent of a chart's size on paper: three of them on a page."""
_ROWS_OF_PAGE: Final = int((11.69 - 2 * MARGIN) * 72 / (ROW_HEIGHT * _SCALE / 100)) - 1
"""Rows of the sheet on one A4."""
BESIDE: Final = 14
"""The first column right of a chart: there stand its numbers."""

_LOOK: Final[dict[str, dict[str, Any]]] = {
    "level": {"marker": {"type": "circle", "size": 8, "fill": {"color": LEVEL}, "border": {"color": LEVEL}}},
    "bound": {"marker": {"type": "triangle", "size": 9, "fill": {"none": True}, "border": {"color": BOUND}}},
    "line": {"marker": {"type": "square", "size": 6, "fill": {"color": LEVEL}, "border": {"color": LEVEL}}},
}

_OTHERS: Final = (("square", AXIS), ("diamond", "#7a2a8a"), ("x", BOUND))
"""Further series of a kind that is drawn already: figures that are preliminary, or those of another group."""

_BAR_WIDTHS: Final = (10, 6, 3)
"""Points: of bands that are drawn upon each other the later one is narrower."""


def write_charts(briefing: Briefing, sheets: Sheets) -> None:
    """Write one chart a finding, and those of what is shown beside, each with its numbers to the right."""
    pictures = [*(finding.picture for finding in briefing.findings), *briefing.beside]
    if not pictures:
        return
    sheet = sheets.add(text("workbook.charts", briefing.lang))
    sheet.set_column(BESIDE, BESIDE, 24)
    sheet.set_portrait()
    sheet.set_print_scale(_SCALE)
    top, used, breaks = 0, 0, []
    for picture in pictures:
        _write_picture(picture, sheets, sheet, top, briefing.lang)
        rows = max(ROWS + _note_rows(picture), len(picture.categories) + 3)
        tall = rows + _title_lines(picture) - 1
        if used and used + tall > _ROWS_OF_PAGE:  # no chart is cut by the end of a page
            breaks.append(top)
            used = 0
        top, used = top + rows, used + tall
    sheet.set_h_pagebreaks(breaks)
    sheet.print_area(0, 0, top, BESIDE - 1)


def _write_picture(picture: Picture, sheets: Sheets, sheet: Worksheet, top: int, lang: Language) -> None:
    """Write one chart and its numbers."""
    sheet.set_row(top, min(ROW_HEIGHT * (_title_lines(picture) + 0.2), TALLEST))
    sheet.merge_range(top, 0, top, BESIDE - 1, "")  # the heading of the numbers stands to the right
    sheets.cell(sheet, top, 0, picture.title, "finding")
    if picture.note:
        under, rows = top + ROWS - 1, _note_rows(picture)
        sheet.merge_range(under, 0, under + rows - 1, BESIDE - 1, "")
        sheets.cell(sheet, under, 0, picture.note, "text")
    sheets.cell(sheet, top, BESIDE, picture.unit, "heading")
    sheets.column(sheet, top + 1, BESIDE, picture.told_categories)
    column = BESIDE + 1
    places = []
    for series in picture.series:
        places.append(column)
        for name, values in _columns(series, lang):
            sheets.cell(sheet, top, column, name, "heading")
            sheets.column(sheet, top + 1, column, values)
            sheet.set_column(column, column, 16)
            column += 1
    chart = _chart(picture, sheets, sheet, top, places, lang)
    sheet.insert_chart(
        top + 1,
        0,
        chart,
        {"description": harmless(picture.alt_text), "object_position": 2, "x_offset": 2, "y_offset": 2},
    )


def _title_lines(picture: Picture) -> int:
    """Return in how many lines a title stands above its chart; Excel does not fit the height of merged cells."""
    return -(-len(picture.title) // _TITLE_LINE)


def _note_rows(picture: Picture) -> int:
    """Return how many rows of the sheet the note under a chart takes; two at least, which can be one merged cell."""
    return max(2, -(-len(picture.note) // LINE))


def _columns(series: Series, lang: Language) -> list[tuple[str, Sequence[float | None]]]:
    """Return the columns of a series: its values, the ends of its interval, and how far they reach.

    A band begins with a column that holds its name alone, for the key of the chart; its values come last.
    """
    nothing = (None,) * len(series.values)
    columns: list[tuple[str, Sequence[float | None]]] = [
        (series.name, nothing if series.mark == "band" else series.values)
    ]
    if series.mark == "band" or series.has_ends:
        columns += [(text("workbook.low", lang), series.low), (text("workbook.high", lang), series.high)]
        columns += [(text(f"workbook.{name}", lang), reach) for name, reach in _reaches(series).items()]
    return [*columns, (series.middle, series.values)] if series.middle else columns


def _reaches(series: Series) -> dict[str, list[float | None]]:
    """Return how far an interval reaches below and above its value; a band, from its lower end to its upper one."""
    if series.mark == "band":
        width = [_between(low, high) for low, high in zip(series.low, series.high, strict=True)]
        return {"width": width}
    below = [_between(low, value) for low, value in zip(series.low, series.values, strict=True)]
    above = [_between(value, high) for value, high in zip(series.values, series.high, strict=True)]
    return {"below": below, "above": above}


def _between(low: float | None, high: float | None) -> float | None:
    """Return how far it is from the one to the other."""
    return None if low is None or high is None else high - low


@dataclass(frozen=True, slots=True)
class _Beside:
    """Where the numbers of a picture stand, to be referred to: text of a user's own might be taken for a formula."""

    sheet: str
    top: int
    last: int

    def heading(self, column: int) -> list[Any]:
        """Return the cell above a column."""
        return [self.sheet, self.top, column]

    def cells(self, column: int) -> list[Any]:
        """Return the cells of a column."""
        return [self.sheet, self.top + 1, column, self.last, column]

    def formula(self, column: int) -> str:
        """Return the cells of a column as a formula names them."""
        from xlsxwriter.utility import xl_range_abs

        return f"='{self.sheet}'!{xl_range_abs(self.top + 1, column, self.last, column)}"

    def named(self, column: int) -> dict[str, Any]:
        """Return what a series is called, and the periods that stand under it."""
        return {"name": self.heading(column), "categories": self.cells(BESIDE)}


def _chart(
    picture: Picture, sheets: Sheets, sheet: Worksheet, top: int, places: Sequence[int], lang: Language
) -> Chart:
    """Return the chart of a picture: its first band as floating columns, all else as marks upon them."""
    beside = _Beside(sheet.get_name(), top, top + len(picture.categories))
    columns = sheets.book.add_chart({"type": "column", "subtype": "stacked"})
    marks = sheets.book.add_chart({"type": "line"})
    drawn: Counter[str] = Counter()
    for series, column in sorted(zip(picture.series, places, strict=True), key=lambda one: one[0].mark != "band"):
        nth = drawn[series.mark]
        drawn[series.mark] += 1
        if series.mark != "band":
            _add_level(marks, series, nth, beside, column)
        elif nth == 0 and not series.below_zero:
            _add_columns(columns, beside, column, lang)
        else:  # columns would stand on those of the first band, and part at zero
            _add_bars(marks, nth, beside, column)
        if series.middle:
            middle = column + 4
            marks.add_series({**beside.named(middle), "values": beside.cells(middle), **_dash(AXIS, 15)})
    if columns.series and marks.series:
        columns.combine(marks)
    whole = columns if columns.series else marks
    whole.set_title({"none": True})  # the finding stands above it, where it can be as long as it is
    bottom, ending = picture.ends
    grid = {"visible": True, "line": {"color": GRID}}
    look = {
        **({"name": beside.heading(BESIDE)} if picture.unit else {}),
        "num_format": axis_format(picture),
        "line": {"color": AXIS},
        "major_gridlines": grid,
    }
    whole.set_y_axis({**look, "min": bottom, "max": ending, "major_unit": picture.step})
    whole.set_x_axis({"label_position": "low", "line": {"color": AXIS}})
    # What lies unseen under the columns is not named by the key.
    whole.set_legend({"position": "bottom", **({"delete_series": [0]} if columns.series else {})})
    whole.set_size({"width": WIDTH, "height": HEIGHT})
    whole.show_blanks_as("gap")
    return whole


def _add_columns(columns: Chart, beside: _Beside, column: int, lang: Language) -> None:
    """Draw a band as columns that float: on others that are not seen."""
    under = {"name": text("workbook.low", lang), "fill": {"none": True}, "border": {"none": True}}
    columns.add_series({**under, "categories": beside.cells(BESIDE), "values": beside.cells(column + 1)})
    look = {"fill": {"color": BAND}, "gap": 20}
    columns.add_series({**beside.named(column), "values": beside.cells(column + 3), **look})


def _add_bars(marks: Chart, nth: int, beside: _Beside, column: int) -> None:
    """Draw a band as thick bars, each from a mark at its lower end."""
    (_, colour), width = _OTHERS[nth % len(_OTHERS)], _BAR_WIDTHS[nth % len(_BAR_WIDTHS)]
    reach = {"type": "custom", "direction": "plus", "plus_values": beside.formula(column + 3), "end_style": 0}
    bars = {"y_error_bars": {**reach, "line": {"color": colour, "width": width}}}
    marks.add_series({**beside.named(column), "values": beside.cells(column + 1), **_dash(colour, 7), **bars})


def _add_level(marks: Chart, series: Series, nth: int, beside: _Beside, column: int) -> None:
    """Draw values, with their intervals where they have any."""
    look, colour = _LOOK[series.mark], LEVEL
    if nth:
        kind, colour = _OTHERS[(nth - 1) % len(_OTHERS)]
        look = _marker(kind, colour, 8)
    line = {"color": colour, "width": 1.5} if series.mark == "line" else {"none": True}
    reach = {}
    if series.has_ends:
        ends = {"plus_values": beside.formula(column + 4), "minus_values": beside.formula(column + 3)}
        reach = {"y_error_bars": {"type": "custom", **ends, "line": {"color": colour, "width": 1.5}}}
    marks.add_series({**beside.named(column), "values": beside.cells(column), **look, "line": line, **reach})


def _dash(colour: str, size: int) -> dict[str, Any]:
    """Return a short line across its period, which no line joins to the next."""
    return {**_marker("long_dash", colour, size), "line": {"none": True}}


def _marker(kind: str, colour: str, size: int) -> dict[str, Any]:
    """Return a mark of one colour."""
    return {"marker": {"type": kind, "size": size, "fill": {"color": colour}, "border": {"color": colour}}}
