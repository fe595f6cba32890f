"""A picture as a native chart, which whoever gets the deck can edit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.dml import MSO_LINE_DASH_STYLE, MSO_THEME_COLOR
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from avloppsanalys.charts.style import AXIS, GRID
from avloppsanalys.exports.axis_format import axis_format
from avloppsanalys.exports.slides.band import band_of_columns
from avloppsanalys.exports.slides.columns import LONGEST_NAME, Drawn, columns_of, drawn_of
from avloppsanalys.exports.slides.error_bars import add_error_bars
from avloppsanalys.exports.slides.labels import add_labels
from avloppsanalys.exports.slides.sheet import sheet
from avloppsanalys.exports.slides.words import LANGUAGES, NAMES, harmless, shortened
from avloppsanalys.lagesbild import Picture
from avloppsanalys.wording import Language

if TYPE_CHECKING:
    from pptx.chart.chart import Chart
    from pptx.chart.series import LineSeries
    from pptx.shapes.placeholder import ChartPlaceholder

__all__ = ["draw"]

SIZE: Final = Pt(12)
LOCALES: Final = {"sv": "[$-41D]", "en": "[$-809]"}
"""Swedish and British, in front of a number format. Office itself takes the decimal sign of the reader's computer."""

_COLOURS: Final = (MSO_THEME_COLOR.ACCENT_1, MSO_THEME_COLOR.ACCENT_3, MSO_THEME_COLOR.TEXT_1, MSO_THEME_COLOR.ACCENT_4)
_MARKERS: Final = (XL_MARKER_STYLE.CIRCLE, XL_MARKER_STYLE.SQUARE, XL_MARKER_STYLE.DIAMOND, XL_MARKER_STYLE.X)
_DASHES: Final = (MSO_LINE_DASH_STYLE.SOLID, MSO_LINE_DASH_STYLE.DASH, MSO_LINE_DASH_STYLE.ROUND_DOT,
                  MSO_LINE_DASH_STYLE.LONG_DASH_DOT)  # fmt: skip
_ERROR_COLOURS: Final = ("accent1", "accent3", "tx1", "accent4")
_LONGEST_PERIOD: Final = 30
"""Letters under the axis of a full chart, where names stand aslant; few names are longer, and stand in two lines."""
_LINES_OF_PERIODS: Final = 200
"""Letters in two lines under the whole axis, counted low."""
_FEW: Final = 12
"""So many categories leave room for a number at each mark; where there are more, only the last one has it."""


def draw(place: ChartPlaceholder, picture: Picture, lang: Language) -> None:
    """Draw a picture in its place on a slide.

    Parameters
    ----------
    place : pptx.shapes.placeholder.ChartPlaceholder
        The place for the chart.
    picture : Picture
        What is to be drawn; it holds at least one number.
    lang : {"sv", "en"}
        Language of the key and of the numbers.
    """
    drawn = drawn_of(picture, lang)
    longest = max(_LONGEST_PERIOD, _LINES_OF_PERIODS // len(picture.categories))
    categories = [shortened(name, longest) for name in picture.told_categories]
    data = CategoryChartData()
    data.categories = categories
    for one in drawn:
        data.add_series(one.name, one.values)
    frame = place.insert_chart(XL_CHART_TYPE.LINE_MARKERS, data)
    described = frame.element.find(qn("p:nvGraphicFramePr")).find(qn("p:cNvPr"))
    described.set("descr", harmless(picture.alt_text))
    chart = frame.chart
    columns, reaches = columns_of(drawn, lang)
    chart.part.chart_workbook.update_from_xlsx_blob(sheet(categories, columns))
    written = chart.element.findall(f".//{qn('c:ser')}")
    for index, (series, element, one) in enumerate(zip(chart.plots[0].series, written, drawn, strict=True)):
        _mark(series, one)
        few = len(categories) <= _FEW
        add_labels(element, one, few=few, as_given=picture.as_given, locale=LOCALES[lang])
        if index in reaches:
            thin = one.role != "whisker"
            colour = _ERROR_COLOURS[_kind(one)]
            add_error_bars(element, reaches[index], colour=colour, width=Pt(2 if thin else 6), cap=thin)
    _frame(chart, picture, drawn, lang)
    if drawn[0].role == "floor":
        band_of_columns(chart, len(categories))
    _leave_out_of_the_key(chart, [index for index, one in enumerate(drawn) if one.role in ("floor", "end")])


def _leave_out_of_the_key(chart: Chart, indices: list[int]) -> None:
    """Take series that are not seen out of the key."""
    place = chart.element.find(f".//{qn('c:legendPos')}")
    for index in reversed(indices):
        place.addnext(
            parse_xml(f'<c:legendEntry {nsdecls("c")}><c:idx val="{index}"/><c:delete val="1"/></c:legendEntry>')
        )


def _kind(one: Drawn) -> int:
    """Return which colour and shape a series has; a band that is drawn as a bar never has that of the first level."""
    return (one.nth + (one.role == "whisker")) % len(_COLOURS)


def _mark(series: LineSeries, one: Drawn) -> None:
    """Give a series its mark: told from the others by shape first and by colour second."""
    kind = _kind(one)
    colour, line, marker = _COLOURS[kind], series.format.line, series.marker
    series.smooth = False
    if one.role == "line":
        line.color.theme_color = colour
        line.width = Pt(2.25)
        line.dash_style = _DASHES[kind]
    else:
        line.fill.background()
    marker.style = {
        "bound": XL_MARKER_STYLE.TRIANGLE, "middle": XL_MARKER_STYLE.DASH, "whisker": XL_MARKER_STYLE.DASH,
        **dict.fromkeys(("floor", "band", "end"), XL_MARKER_STYLE.NONE),
    }.get(one.role, _MARKERS[kind])  # fmt: skip
    if marker.style == XL_MARKER_STYLE.NONE:
        return
    marker.size = {"line": 7, "middle": 15, "whisker": 7}.get(one.role, 10)
    edge = MSO_THEME_COLOR.ACCENT_2 if one.role == "bound" else colour
    marker.format.line.color.theme_color = edge
    if one.role == "bound":  # hollow: no level, only a bound on it
        marker.format.line.width = Pt(2)
        marker.format.fill.background()
    else:
        marker.format.fill.solid()
        marker.format.fill.fore_color.theme_color = colour


def _frame(chart: Chart, picture: Picture, drawn: tuple[Drawn, ...], lang: Language) -> None:
    """Give the chart axes from zero, their unit, and a key."""
    chart.has_title = False
    chart.font.size = SIZE
    chart.font.color.theme_color = MSO_THEME_COLOR.TEXT_1
    chart.font.language_id = LANGUAGES[lang]
    chart.has_legend = True
    chart.legend.position = XL_LEGEND_POSITION.TOP
    chart.legend.include_in_layout = False
    chart.legend.font.size = SIZE
    values, periods = chart.value_axis, chart.category_axis
    ends = [end for one in drawn for end in (*one.series.values, *one.series.low, *one.series.high) if end is not None]
    if min(ends) >= 0:
        values.minimum_scale = 0
    else:  # a net amount may be below nothing: the periods then stand under the figures, not across them
        periods.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    values.major_unit = picture.step
    values.tick_labels.number_format = axis_format(picture, LOCALES[lang])
    values.tick_labels.number_format_is_linked = False
    values.major_tick_mark = periods.major_tick_mark = XL_TICK_MARK.NONE
    values.major_gridlines.format.line.color.rgb = RGBColor.from_string(GRID[1:].upper())
    values.format.line.fill.background()
    periods.format.line.color.rgb = RGBColor.from_string(AXIS[1:].upper())
    values.has_title = True
    values.axis_title.text_frame.text = shortened(picture.unit, LONGEST_NAME)
    run = values.axis_title.text_frame.paragraphs[0].runs[0]
    run.font.size, run.font.bold, run.font.language_id = SIZE, False, LANGUAGES[lang]
    space = chart.element
    crosses = space.find(f".//{qn('c:valAx')}").find(qn("c:crosses"))
    crosses.addnext(parse_xml(f'<c:crossBetween {nsdecls("c")} val="between"/>'))  # a period is a stretch, not a point
    space.find(qn("c:date1904")).addnext(parse_xml(f'<c:roundedCorners {nsdecls("c")} val="0"/>'))
    space.find(qn("c:date1904")).addnext(parse_xml(f'<c:lang {nsdecls("c")} val="{NAMES[lang]}"/>'))
