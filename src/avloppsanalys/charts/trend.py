"""Change over time: the median day of each period, the line of each block with its band, and the verdict in words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from avloppsanalys.charts.chart import Chart, slug
from avloppsanalys.charts.event_lanes import draw_lanes, events_told, lanes_height
from avloppsanalys.charts.level_words import period_range
from avloppsanalys.charts.page import add_heading, add_key, add_source
from avloppsanalys.charts.period_axis import label_periods
from avloppsanalys.charts.series import titled
from avloppsanalys.charts.style import drawing
from avloppsanalys.charts.trend_panel import MARKS, draw
from avloppsanalys.charts.trend_story import TICKS, TrendRow, TrendStory, trend_story
from avloppsanalys.charts.trend_words import breaks_told, finding
from avloppsanalys.charts.worded_page import PANEL_WIDTH, open_rows, write_unit, write_words
from avloppsanalys.days import QUANTITIES
from avloppsanalys.errors import TableError
from avloppsanalys.tables import TREND_LINES, LevelQuantity, arrange
from avloppsanalys.wording import Language, percent, text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["TRENDS_FILE", "trend_chart", "trend_charts"]

TRENDS_FILE: Final = re.compile(rf"utveckling-[a-z0-9-]+-({'|'.join(QUANTITIES)})(-\d+)?\.(svg|png|txt|csv)")
"""The names of the files that are made of these charts, for any place, quantity and page."""

PERIOD_SIZE: Final = 12
"""Of the names of the periods: a row has the room that the panels of a page of levels lack."""

_VERDICT: Final = [
    "comparison", "verdict", "reason", "is_new", "change_percent", "low_percent", "high_percent",
    "smallest_detectable_percent",
]  # fmt: skip
_BEHIND: Final = [
    "substance", "factor_set", "period", "unit", "block", "level", "fitted", "low", "high", "interval_level", "n_days",
]  # fmt: skip


def trend_charts(
    trends: pd.DataFrame,
    lines: pd.DataFrame,
    days: pd.DataFrame | None = None,
    *,
    place: str,
    quantity: LevelQuantity = "load",
    events: pd.DataFrame | None = None,
    title: str | None = None,
    source_line: str,
    synthetic: bool = False,
    lang: Language = "sv",
) -> tuple[Chart, ...]:
    """Draw the change over time of every substance of a place, in as many pages as the words need.

    See `trend_chart` for what is drawn, and for the parameters.

    Returns
    -------
    tuple of Chart
        Substances in the order of the reference table, spread over the pages.

    Raises
    ------
    TableError
        If the tables hold no trend of that quantity for the place.
    """
    story = trend_story(trends, lines, days, events, place, quantity, source_line, synthetic=synthetic, lang=lang)
    return tuple(
        _chart(story, page, place, quantity, title, source_line, synthetic=synthetic, lang=lang)
        for page in range(1, len(story.pages) + 1)
    )


def trend_chart(
    trends: pd.DataFrame,
    lines: pd.DataFrame,
    days: pd.DataFrame | None = None,
    *,
    place: str,
    quantity: LevelQuantity = "load",
    events: pd.DataFrame | None = None,
    title: str | None = None,
    source_line: str,
    synthetic: bool = False,
    lang: Language = "sv",
    page: int = 1,
) -> Chart:
    """Draw the change over time of the substances of a place, with the verdict on each in words beside it.

    A diamond is the median day of a period, the larger the more days it rests on; a period without samples stays
    empty. The line of each block stands in its band; at a break between blocks nothing joins them, and what has changed
    is written there as far as the block's name says it. Events are marks on the time axis. No colour says whether a
    change is good or bad, and nothing is computed. A band that reaches beyond three times the highest mark is cut, and
    the words say how far it goes.

    Parameters
    ----------
    trends : pandas.DataFrame
        A table of trends [percent].
    lines : pandas.DataFrame
        The lines behind them, [unit of the quantity].
    days : pandas.DataFrame, optional
        The sampled days, drawn small behind: a table of loads, or of consumption for ``consumption`` and ``doses``.
    place : str
        Which place of the tables to draw.
    quantity : {"load", "consumption", "doses"}, default "load"
        Which quantity of the tables to draw; ``doses`` needs `days`, which say how large a dose is.
    events : pandas.DataFrame, optional
        A table of events; those without place are drawn too.
    title : str, optional
        The heading; by default it says what is shown and where.
    source_line : str
        Laboratory, factor set and versions, for the foot of the page.
    synthetic : bool, default False
        Whether the data are invented: then every panel, the title and the alternative text say so.
    lang : {"sv", "en"}, default "sv"
        Language.
    page : int, default 1
        Which page, of at most three substances each.

    Returns
    -------
    Chart
        Its table holds the lines that are drawn, each with the verdict of its substance.

    Raises
    ------
    TableError
        If the tables hold no trend of that quantity for the place, there is no such page, or the size of a dose is not
        known.
    """
    story = trend_story(trends, lines, days, events, place, quantity, source_line, synthetic=synthetic, lang=lang)
    if not 1 <= page <= len(story.pages):
        raise TableError(f"The trends of {place!r} fill {len(story.pages)} pages; there is no page {page}.")
    return _chart(story, page, place, quantity, title, source_line, synthetic=synthetic, lang=lang)


def _chart(
    story: TrendStory,
    page: int,
    place: str,
    quantity: LevelQuantity,
    title: str | None,
    source_line: str,
    *,
    synthetic: bool,
    lang: Language,
) -> Chart:
    """Draw one page."""
    before = sum(story.pages[: page - 1])
    rows = story.rows[before : before + story.pages[page - 1]]
    default = text(f"chart.trend.title.{quantity}", lang, place=place)
    heading = titled(title or default, page, len(story.pages), synthetic=synthetic, lang=lang)
    lines = pd.concat([row.panel.lines for row in rows])
    levels = " / ".join(percent(share, lang) for share in lines["interval_level"].dropna().unique())

    def draw_page() -> Figure:
        drawn: dict[str, Any] = {}
        with drawing():
            figure, axes = open_rows(
                [row.words for row in rows], source_line, row_bottom=0, below=TICKS + lanes_height(story.events)
            )
            for ax, row in zip(axes, rows, strict=True):
                drawn |= draw(ax, row.panel, story.periods, lang)
                write_unit(ax, row.unit, row.stamps)
                write_words(ax, row.words)
                ax.xaxis.set_visible(False)
            label_periods(axes[-1], story.periods, inches=PANEL_WIDTH, lang=lang, size=PERIOD_SIZE)
            if len(story.events):
                draw_lanes(axes[-1], story.events, offset=TICKS - 0.06, inches=PANEL_WIDTH, lang=lang)
            add_heading(figure, heading)
            add_key(figure, {_explained(mark, levels, lang): drawn[mark] for mark in MARKS if mark in drawn})
            add_source(figure, source_line)
        return figure

    about = text(
        "alt.levels.about", lang, title=heading, periods=period_range(story.periods, lang),
        unit="; ".join(dict.fromkeys(row.unit for row in rows)),
    )  # fmt: skip
    told = [
        " ".join([finding(row.words, row.verdict, row.panel.lines, lang), *breaks_told(row.starts, lang)])
        for row in rows
    ]
    return Chart(
        name="-".join(["utveckling", slug(place), quantity, *([str(page)] if len(story.pages) > 1 else [])]),
        title=heading,
        draw=draw_page,
        alt_text=" ".join([about, *told, *events_told(story.events, lang)]),
        table=_table(rows),
    )


def _explained(mark: str, levels: str, lang: Language) -> str:
    own = ("period", "line", "break", "intervention")
    return text(f"chart.trend.{mark}" if mark in own else f"chart.legend.{mark}", lang, level=levels)


def _table(rows: list[TrendRow]) -> pd.DataFrame:
    """Return the lines of the page, each with the verdict of its substance; a row of its own for one without line."""
    parts = []
    for row in rows:
        lines = row.panel.lines[_BEHIND]
        if lines.empty:
            named = {name: row.verdict.get(name) for name in ("substance", "factor_set")}
            lines = arrange(pd.DataFrame([named | {"place": "", "quantity": "", "period": None}]), TREND_LINES)[_BEHIND]
        parts.append(lines.assign(**{name: row.verdict.get(name) for name in _VERDICT}))
    return pd.concat(parts, ignore_index=True)
