"""Levels per period with their intervals, one substance a panel, up to six panels a page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from avloppsanalys.calendar import Period, kind_of, timeline
from avloppsanalys.charts.chart import Chart, slug
from avloppsanalys.charts.level_panel import MARKS, LevelPanel, draw
from avloppsanalys.charts.level_words import alt_text
from avloppsanalys.charts.page import MOST_PANELS, add_heading, add_key, add_source, open_page
from avloppsanalys.charts.sampled import days_within
from avloppsanalys.charts.series import series_of, titled
from avloppsanalys.charts.style import drawing
from avloppsanalys.days import QUANTITIES
from avloppsanalys.errors import TableError, near_matches
from avloppsanalys.reference import display_name, substances
from avloppsanalys.tables import LEVELS, LevelQuantity, arrange, check
from avloppsanalys.wording import Language, number, percent, text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["LEVELS_FILE", "levels_chart", "levels_charts"]

LEVELS_FILE: Final = re.compile(rf"nivaer-[a-z0-9-]+-({'|'.join(QUANTITIES)})(-\d+)?\.(svg|png|txt|csv)")
"""The names of the files that are made of these charts, for any place, quantity and page."""

_SERIES = ["substance", "factor_set"]
_BEHIND = [
    "period", "substance", "factor_set", "unit", "estimate", "low", "high", "interval_level", "n_days", "n_campaigns",
    "n_below_loq",
]  # fmt: skip


def levels_charts(
    levels: pd.DataFrame,
    days: pd.DataFrame,
    *,
    place: str,
    quantity: LevelQuantity = "load",
    title: str | None = None,
    source_line: str,
    synthetic: bool = False,
    lang: Language = "sv",
) -> tuple[Chart, ...]:
    """Draw every level of a place, in as many pages as its substances need.

    See `levels_chart` for what is drawn, and for the parameters.

    Returns
    -------
    tuple of Chart
        Substances in the order of the reference table, spread over the pages.

    Raises
    ------
    TableError
        If the table holds no level of that quantity for the place.
    """
    told = _told(levels, days, place, quantity)
    return tuple(
        _chart(told, page, title, source_line, synthetic=synthetic, lang=lang) for page in range(1, len(told.pages) + 1)
    )


def levels_chart(
    levels: pd.DataFrame,
    days: pd.DataFrame,
    *,
    place: str,
    quantity: LevelQuantity = "load",
    title: str | None = None,
    source_line: str,
    synthetic: bool = False,
    lang: Language = "sv",
    page: int = 1,
) -> Chart:
    """Draw the levels of a place, period by period, with the sampled days behind them.

    Each level stands in its period with its interval; levels are not joined. A day below the limit of quantification
    is a hollow triangle at its limit; a period whose days all are has an upper bound and no level. Nothing is computed.

    Parameters
    ----------
    levels : pandas.DataFrame
        A table of levels.
    days : pandas.DataFrame
        The sampled days: a table of loads, or of consumption for ``consumption`` and ``doses``.
    place : str
        Which place of the tables to draw.
    quantity : {"load", "consumption", "doses"}, default "load"
        Which quantity of the tables to draw.
    title : str, optional
        The heading; by default it says what is shown and where.
    source_line : str
        Laboratory, factor set and versions, for the foot of the page.
    synthetic : bool, default False
        Whether the data are invented: then every panel, the title and the alternative text say so.
    lang : {"sv", "en"}, default "sv"
        Language.
    page : int, default 1
        Which page of at most six substances.

    Returns
    -------
    Chart
        Its table holds the levels that are drawn.

    Raises
    ------
    TableError
        If the table holds no level of that quantity for the place, or has no such page.
    """
    told = _told(levels, days, place, quantity)
    if not 1 <= page <= len(told.pages):
        raise TableError(f"The levels of {place!r} fill {len(told.pages)} pages; there is no page {page}.")
    return _chart(told, page, title, source_line, synthetic=synthetic, lang=lang)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Told:
    """Everything of a place and quantity: all its pages share their periods."""

    place: str
    quantity: LevelQuantity
    rows: pd.DataFrame
    days: pd.DataFrame
    periods: tuple[Period, ...]
    pages: list[list[str]]


def _told(levels: pd.DataFrame, days: pd.DataFrame, place: str, quantity: LevelQuantity) -> _Told:
    """Return what is to be drawn on all pages."""
    rows = _rows_of(levels, place, quantity)
    periods = timeline(rows["period"])
    shown = days_within(days, place, quantity, periods)
    return _Told(place=place, quantity=quantity, rows=rows, days=shown, periods=periods, pages=_pages(rows))


def _chart(told: _Told, page: int, title: str | None, source_line: str, *, synthetic: bool, lang: Language) -> Chart:
    """Return one page."""
    place, quantity, periods, pages = told.place, told.quantity, told.periods, told.pages
    chosen = told.rows[series_of(told.rows).isin(pages[page - 1])]
    panels = _panels(chosen, told.days, quantity, synthetic=synthetic, lang=lang)
    default = text(f"chart.title.{quantity}", lang, place=place)
    heading = titled(title or default, page, len(pages), synthetic=synthetic, lang=lang)

    def draw_page() -> Figure:
        drawn: dict[str, object] = {}
        with drawing():
            figure, axes = open_page(len(panels), source_line)
            for ax, panel in zip(axes, panels, strict=True):
                drawn |= draw(ax, panel, periods, lang)
            add_heading(figure, heading)
            add_key(figure, {_explained(mark, chosen, lang): drawn[mark] for mark in MARKS if mark in drawn})
            add_source(figure, source_line)
        return figure

    return Chart(
        name="-".join(["nivaer", slug(place), quantity, *([str(page)] if len(pages) > 1 else [])]),
        title=heading,
        draw=draw_page,
        alt_text=alt_text(heading, panels, periods, lang),
        table=chosen[[*_BEHIND, *(["dose_mg"] if quantity == "doses" else [])]].reset_index(drop=True),
    )


def _rows_of(levels: pd.DataFrame, place: str, quantity: str) -> pd.DataFrame:
    """Return the levels of one place and quantity in time order, the substances in the order of the reference table."""
    check(levels, LEVELS)
    known = levels.loc[levels["quantity"] == quantity, "place"]
    rows = arrange(levels[(levels["quantity"] == quantity) & (levels["place"] == place)], LEVELS)
    if rows.empty:
        near = near_matches(place, known)
        hint = f" Is it {near[0]!r}?" if near else ""
        raise TableError(f"The table holds no level of quantity {quantity!r} for the place {place!r}.{hint}")
    rows["factor_set"] = rows["factor_set"].fillna("none")
    rank = rows["substance"].map({record.name: rank for rank, record in enumerate(substances())})
    return rows.assign(rank=rank).sort_values(["rank", "substance", "factor_set", "period_start", "period"])


def _pages(rows: pd.DataFrame) -> list[list[str]]:
    """Return the panels of each page: as few pages as can be, about evenly filled."""
    names = list(series_of(rows).unique())
    count = -(-len(names) // MOST_PANELS)
    size = -(-len(names) // count)
    size += count > 1 and size == MOST_PANELS - 1  # five panels would leave a hole in the page
    return [names[start : start + size] for start in range(0, len(names), size)]


def _panels(
    rows: pd.DataFrame, days: pd.DataFrame, quantity: str, *, synthetic: bool, lang: Language
) -> list[LevelPanel]:
    """Return what each panel of the page shows."""
    panels = []
    for (name, factor_set), levels in rows.groupby(_SERIES, sort=False):
        own = days[(days["substance"] == name) & (days["factor_set"] == factor_set)]
        recalled = (levels["factor_status"] == "recalled").any()
        stamps = {"chart.synthetic": synthetic, "chart.recalled": recalled}
        panels.append(
            LevelPanel(
                name=display_name(str(name), lang),
                unit=_unit(quantity, own, lang),
                levels=levels,
                days=own,
                stamps=tuple(text(stamp, lang) for stamp, wanted in stamps.items() if wanted),
            )
        )
    return panels


def _unit(quantity: str, days: pd.DataFrame, lang: Language) -> str:
    """Return the unit above the axis; a dose never without its size."""
    sizes = [number(size, 0, lang) for size in days["dose_mg"].dropna().unique()] if quantity == "doses" else []
    return text(f"chart.unit.{quantity}", lang, dose=" / ".join(sizes))


def _explained(mark: str, rows: pd.DataFrame, lang: Language) -> str:
    """Return in words what a mark says; that of a level, also of what it is and with which interval."""
    whole = text(f"chart.per.{kind_of(rows['period']) or 'free'}", lang)
    shares = " / ".join(percent(share, lang) for share in rows["interval_level"].dropna().unique())
    return text(f"chart.legend.{mark}", lang, whole=whole, level=shares)
