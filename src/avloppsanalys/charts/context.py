"""Other indicators beside the wastewater: small multiples on one time axis, each with its own unit and its trap.

Nothing is added up, scaled alike or joined by a line: what one panel shows says nothing of another.
"""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from avloppsanalys.calendar import Period, label, swedish_dates
from avloppsanalys.charts.chart import Chart, slug
from avloppsanalys.charts.context_page import PANEL_WIDTH, TICKS, open_rows, rows_that_fit, write_words
from avloppsanalys.charts.context_panel import MARKS, ContextPanel, draw, draw_across
from avloppsanalys.charts.event_lanes import draw_lanes, events_of, events_told, lanes_height
from avloppsanalys.charts.page import add_heading, add_key, add_source
from avloppsanalys.charts.period_axis import label_periods
from avloppsanalys.charts.series import titled
from avloppsanalys.charts.style import drawing
from avloppsanalys.lagesbild import cited, has_number, time_base, trap
from avloppsanalys.reference import display_name, named_among
from avloppsanalys.tables import CONTEXT, LEVELS, MASS_LEVELS, arrange, check, empty
from avloppsanalys.wording import Language, percent, quantity, spread, text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["CONTEXT_FILE", "context_charts"]

CONTEXT_FILE: Final = re.compile(r"andra-indikatorer-[a-z0-9-]+\.(svg|png|txt|csv)")
"""The names of the files that are made of these charts, for any place and page."""

_PANEL: Final = ["place", "indicator", "unit", "group"]
MOST_WATER: Final = 3
MOST_YEARS: Final = 10
"""Of the time axis: on a longer one a quarter cannot be seen."""
_QUARTERS_UP_TO: Final = 3.2
_CITED: Final = 280
"""Characters of the sources at the foot, two lines: the table of the page has all of each."""


def context_charts(
    context: pd.DataFrame,
    levels: pd.DataFrame,
    *,
    place: str,
    main_substances: tuple[str, ...] = (),
    season_levels: pd.DataFrame | None = None,
    events: pd.DataFrame | None = None,
    title: str | None = None,
    source_line: str,
    synthetic: bool = False,
    lang: Language = "sv",
) -> tuple[Chart, ...]:
    """Draw other indicators under the levels of a place, six panels a page or as many as have room for words.

    The wastewater stands first on each page. A preliminary figure is hollow, one that is missing a cross on the axis,
    and one that is suppressed a hatched stretch as high as the panel, which says nothing of its size. Events and
    interventions are marks through all panels.

    Parameters
    ----------
    context : pandas.DataFrame
        What `lagesbild.context_table` returned; its rows of places that have levels of their own are left to those.
    levels : pandas.DataFrame
        A table of levels [mg/day/1000 inhabitants for loads].
    place : str
        Which place's levels to draw.
    main_substances : tuple of str
        Whose levels to draw, a drug by its main residue as in `trends`; by default the first of the table.
    season_levels : pandas.DataFrame, optional
        A table of mass levels [g/day]: drawn under the level of the same substance.
    events : pandas.DataFrame, optional
        A table of events; those without place are drawn too.
    title : str, optional
        The heading.
    source_line : str
        For the foot of the page, before the sources of the indicators.
    synthetic : bool, default False
        Whether any of the data are invented: then the title says so.
    lang : {"sv", "en"}, default "sv"
        Language.

    Returns
    -------
    tuple of Chart
        As many pages as are needed; none where there is nothing to set beside the levels.

    Raises
    ------
    TableError
        If a table is not what its name says.
    """
    check(context, CONTEXT)
    check(levels, LEVELS)
    others = set(levels["place"]) - {place}
    rows = arrange(context[~context["place"].isin(others)], CONTEXT)
    panels = [
        _indicator(arrange(part, CONTEXT), place, lang) for _, part in rows.groupby(_PANEL, dropna=False, sort=False)
    ]
    if not panels:
        return ()
    mass = empty(MASS_LEVELS) if season_levels is None else season_levels
    water = _water(arrange(levels, LEVELS), mass, place, main_substances, lang)
    happened = events_of(events, place, _axis([*water, *panels]))  # no page has more
    rows_a_page = rows_that_fit(_foot(panels, source_line, lang), below=TICKS + lanes_height(happened))
    room = max(1, rows_a_page - len(water))
    pages = -(-len(panels) // room)
    each = -(-len(panels) // pages)
    parts = [[*water, *panels[first : first + each]] for first in range(0, len(panels), each)]
    heading = title or text("chart.context.title", lang, place=place)
    return tuple(
        _page(part, number, len(parts), place, heading, events, source_line, synthetic=synthetic, lang=lang)
        for number, part in enumerate(parts, start=1)
    )


def _page(
    panels: list[ContextPanel],
    page: int,
    pages: int,
    place: str,
    title: str,
    events: pd.DataFrame | None,
    source_line: str,
    *,
    synthetic: bool,
    lang: Language,
) -> Chart:
    """Draw one page."""
    source_line = _foot(panels, source_line, lang)
    heading = titled(title, page, pages, synthetic=synthetic, lang=lang)
    axis = _axis(panels)
    happened = events_of(events, place, axis)
    low, high = axis[0].first.toordinal(), axis[-1].last.toordinal() + 1

    def draw_page() -> Figure:
        drawn: dict[str, Any] = {}
        with drawing():
            figure, axes = open_rows(len(panels), source_line, below=TICKS + lanes_height(happened))
            for ax, panel in zip(axes, panels, strict=True):
                drawn |= draw(ax, panel, (low, high), lang)
                drawn |= draw_across(ax, happened)
                write_words(ax, panel)
                ax.xaxis.set_visible(False)
            label_periods(axes[-1], axis, inches=PANEL_WIDTH, lang=lang, size=11)
            if len(happened):
                draw_lanes(axes[-1], happened, offset=TICKS - 0.06, inches=PANEL_WIDTH, lang=lang)
            add_heading(figure, heading)
            levels = next((panel.interval for panel in panels if panel.interval), "")
            key = {text(f"chart.context.{mark}", lang, level=levels): drawn[mark] for mark in MARKS if mark in drawn}
            add_key(figure, key)
            add_source(figure, source_line)
        return figure

    table = pd.concat([panel.table for panel in panels], ignore_index=True)
    older = sum(int((panel.figures["end"] <= low).sum()) for panel in panels)
    told = [
        text("alt.context.panel", lang, name=panel.name, unit=panel.unit, told="; ".join(panel.told), note=panel.note)
        for panel in panels
    ]
    cut = [text("alt.context.cut", lang, count=older)] if older else []
    return Chart(
        name="-".join(["andra-indikatorer", slug(place), *([str(page)] if pages > 1 else [])]),
        title=heading,
        draw=draw_page,
        alt_text=" ".join([text("alt.context.about", lang, title=heading), *told, *cut, *events_told(happened, lang)]),
        table=table,
    )


def _foot(panels: list[ContextPanel], source_line: str, lang: Language) -> str:
    """Return what stands at the foot: the line of every chart, and who says what the panels show."""
    sources = cited(one for panel in panels if "source" in panel.table for one in panel.table["source"])
    if not sources:
        return source_line
    words = text("chart.context.cited", lang, sources="; ".join(sources))
    return f"{source_line} {textwrap.shorten(words, _CITED, placeholder=' …')}"


def _axis(panels: list[ContextPanel]) -> list[Period]:
    """Return the years, or for a short time the quarters, that the page spans: at most ten years to the last day."""
    first = min(float(panel.figures["start"].min()) for panel in panels)
    last = max(float(panel.figures["end"].max()) for panel in panels) - 1
    begin, finish = (pd.Timestamp.fromordinal(int(day)) for day in (first, last))
    years = range(max(begin.year, finish.year - MOST_YEARS + 1), finish.year + 1)
    if (last - first) / 365.25 > _QUARTERS_UP_TO:
        return [Period.parse(str(year)) for year in years]
    quarters = [Period.parse(f"{year}K{number}") for year in years for number in range(1, 5)]
    return [one for one in quarters if one.last >= begin.date() and one.first <= finish.date()]


def _indicator(rows: pd.DataFrame, place: str, lang: Language) -> ContextPanel:
    """Return the panel of one indicator, of one group of one place."""
    first = rows.iloc[0]
    names = [first["indicator"], *(one for one in (first["group"],) if isinstance(one, str))]
    elsewhere = [first["place"]] if isinstance(first["place"], str) and first["place"] != place else []
    figures = pd.DataFrame(
        {
            "start": _day(rows["start"]),
            "end": _day(rows["end"]),
            "value": rows["value"].mask(rows["suppressed"]),
            "low": np.nan,
            "high": np.nan,
            "kind": np.select(
                [rows["suppressed"], rows["value"].isna(), rows["status"].eq("preliminary")],
                ["hidden", "missing", "preliminary"],
                "value",
            ),
        }
    )
    table = rows.drop(columns=["source_file", "source_line"])
    early = text("chart.context.preliminary", lang)
    told = [
        f"{label(row['period'], lang)} {row['shown']}"
        + (f" ({early})" if row["status"] == "preliminary" and has_number(row) else "")
        for row in rows.to_dict("records")
    ]
    unit = "; ".join([time_base(rows, lang), *elsewhere])
    return ContextPanel(
        name=", ".join(names), unit=unit, figures=figures, table=table, told=tuple(told),
        note=trap(first["indicator_type"], lang, short=True),
    )  # fmt: skip


def _water(
    levels: pd.DataFrame, mass: pd.DataFrame, place: str, main: tuple[str, ...], lang: Language
) -> list[ContextPanel]:
    """Return the panels of the main substances' levels, each with its mass of marked seasons under it."""
    own = levels[(levels["place"] == place) & (levels["quantity"] == "load")]
    present = list(dict.fromkeys(own["substance"]))
    panels: list[ContextPanel] = []
    for substance in [name for name in named_among(main, present) if name in present] or present[:1]:
        name = display_name(substance, lang)
        rows = own[own["substance"] == substance]
        seasons = arrange(mass[(mass["place"] == place) & (mass["substance"] == substance)], MASS_LEVELS)
        level = percent(rows["interval_level"].iloc[0], lang)
        panels.append(
            _levels(
                rows, ("estimate", "low", "high"), text("chart.context.water", lang, substance=name),
                text("chart.unit.load", lang), text("chart.context.water_note", lang), level, lang,
            )
        )  # fmt: skip
        if len(seasons):
            told = ", ".join(dict.fromkeys(seasons["season"].dropna()))
            panels.append(
                _levels(
                    seasons, ("level_g_per_day", "level_low_g_per_day", "level_high_g_per_day"), name,
                    text("picture.mass.unit", lang), text("chart.context.mass_note", lang, seasons=told), level, lang,
                )
            )  # fmt: skip
    return panels[:MOST_WATER]


def _levels(
    rows: pd.DataFrame,
    columns: tuple[str, str, str],
    name: str,
    unit: str,
    note: str,
    interval: str,
    lang: Language,
) -> ContextPanel:
    """Return the panel of the levels of one substance."""
    value, low, high = (rows[column].where(np.isfinite(rows[column])) for column in columns)
    figures = pd.DataFrame(
        {
            "start": _day(rows["period_start"]), "end": _day(rows["period_end"]), "value": value.fillna(high),
            "low": low.where(value.notna()), "high": high.where(value.notna()),
            "kind": np.select([value.notna(), high.notna()], ["level", "bound"], "missing"),
        }
    ).sort_values("start", ignore_index=True)  # fmt: skip
    known = value.notna() & low.notna() & high.notna()
    told = [
        f"{label(period, lang)} {quantity(middle, lang)} ({spread(least, most, lang)})" if is_known
        else f"{label(period, lang)} –"
        for period, middle, least, most, is_known in zip(rows["period"], value, low, high, known, strict=True)
    ]  # fmt: skip
    table = pd.DataFrame(
        {"place": rows["place"], "indicator": name, "start": rows["period_start"], "end": rows["period_end"],
         "period": rows["period"], "value": value, "low": low, "high": high, "unit": unit}
    )  # fmt: skip
    return ContextPanel(
        name=name, unit=unit, figures=figures, table=table, told=tuple(told), note=note, interval=interval
    )


def _day(moments: pd.Series[pd.Timestamp]) -> pd.Series[float]:
    """Return where on the axis moments lie [days]."""
    return swedish_dates(moments).map(lambda day: float(day.toordinal()))
