"""Charts that Excel draws itself, from numbers that stand beside them."""

from __future__ import annotations

from collections.abc import Sequence
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
    "bound": {"marker": {"type": "triangle", "size": 9, "fill": {"color": "#ffffff"}, "border": {"color": BOUND}}},
    "line": {"marker": {"type": "square", "size": 6, "fill": {"color": LEVEL}, "border": {"color": LEVEL}}},
}


_MIDDLE: Final[dict[str, Any]] = {
    "marker": {"type": "long_dash", "size": 15, "fill": {"color": AXIS}, "border": {"color": AXIS}},
    "line": {"none": True},
}
"""The values that are drawn across a band."""
SECOND: Final[dict[str, Any]] = {
    "marker": {"type": "square", "size": 8, "fill": {"color": AXIS}, "border": {"color": AXIS}}
}
"""Another series of a kind that is drawn already: figures that are preliminary, or those of another group."""


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
    """Return the columns of a series: its values, the ends of its interval, and how far they reach."""
    columns: list[tuple[str, Sequence[float | None]]] = [(series.middle or series.name, series.values)]
    if any(end is not None for end in (*series.low, *series.high)):
        columns += [(text("workbook.low", lang), series.low), (text("workbook.high", lang), series.high)]
        columns += [(text(f"workbook.{name}", lang), reach) for name, reach in _reaches(series).items()]
    return columns


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


def _chart(
    picture: Picture, sheets: Sheets, sheet: Worksheet, top: int, places: Sequence[int], lang: Language
) -> Chart:
    """Return the chart of a picture: its bands as floating columns, all else as marks upon them."""
    last = top + len(picture.categories)

    def cells(column: int) -> list[Any]:
        return [sheet.get_name(), top + 1, column, last, column]

    marks = sheets.book.add_chart({"type": "line"})
    bands = sheets.book.add_chart({"type": "column", "subtype": "stacked"})
    drawn: set[str] = set()
    for series, column in zip(picture.series, places, strict=True):
        named = {"name": [sheet.get_name(), top, column], "categories": cells(BESIDE)}
        if series.mark == "band":
            hidden = {"values": cells(column + 1), "categories": cells(BESIDE), "fill": {"none": True}}
            bands.add_series({**hidden, "border": {"none": True}, "name": text("workbook.low", lang)})
            shown = {"name": harmless(series.name), "categories": cells(BESIDE), "fill": {"color": BAND}, "gap": 20}
            bands.add_series({**shown, "values": cells(column + 3)})
            if series.middle:
                marks.add_series({**named, "values": cells(column), **_MIDDLE})
            continue
        look = {
            **(SECOND if series.mark in drawn else _LOOK[series.mark]),
            "line": {"color": LEVEL, "width": 1.5} if series.mark == "line" else {"none": True},
        }
        drawn.add(series.mark)
        reach = {}
        if any(end is not None for end in (*series.low, *series.high)):
            reach = {
                "y_error_bars": {
                    "type": "custom", "plus_values": _range(sheet, top, last, column + 4),
                    "minus_values": _range(sheet, top, last, column + 3), "line": {"color": LEVEL, "width": 1.5},
                }
            }  # fmt: skip
        marks.add_series({**named, "values": cells(column), **look, **reach})
    whole = _joined(bands, marks, picture)
    whole.set_title({"none": True})  # the finding stands above it, where it can be as long as it is
    bottom, ending = picture.ends
    grid = {"visible": True, "line": {"color": GRID}}
    look = {
        "name": harmless(picture.unit),
        "num_format": axis_format(picture),
        "line": {"color": AXIS},
        "major_gridlines": grid,
    }
    whole.set_y_axis({**look, "min": bottom, "max": ending, "major_unit": picture.step})
    whole.set_x_axis({"label_position": "low", "line": {"color": AXIS}})
    whole.set_legend({"position": "bottom", **({"delete_series": _hidden(picture)} if _hidden(picture) else {})})
    whole.set_size({"width": WIDTH, "height": HEIGHT})
    whole.show_blanks_as("gap")
    return whole


def _joined(bands: Chart, marks: Chart, picture: Picture) -> Chart:
    """Return one chart of both kinds, or the one that has anything to draw."""
    kinds = {series.mark == "band" for series in picture.series}
    if kinds == {True, False} or any(series.middle for series in picture.series):
        bands.combine(marks)
        return bands
    return bands if kinds == {True} else marks


def _hidden(picture: Picture) -> list[int]:
    """Return which series are only the foot of a band, which the key does not name."""
    return [2 * turn for turn in range(sum(series.mark == "band" for series in picture.series))]


def _range(sheet: Worksheet, top: int, last: int, column: int) -> str:
    """Return cells as a formula names them."""
    from xlsxwriter.utility import xl_range_abs

    return f"='{sheet.get_name()}'!{xl_range_abs(top + 1, column, last, column)}"
