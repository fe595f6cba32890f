"""What a chart of change over time tells: a row a substance with its panel and its words, all rows on one time axis."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import pandas as pd

from avloppsanalys.calendar import Period, timeline
from avloppsanalys.charts.event_lanes import events_of, lanes_height
from avloppsanalys.charts.period_axis import edges
from avloppsanalys.charts.sampled import days_within
from avloppsanalys.charts.series import in_order, place_rows, series_of, unit_of
from avloppsanalys.charts.trend_panel import Break, TrendPanel, top_of
from avloppsanalys.charts.trend_words import beside, break_words, changed_between, deciding
from avloppsanalys.charts.worded_page import Words, rows_of_pages
from avloppsanalys.days import QUANTITIES
from avloppsanalys.errors import TableError
from avloppsanalys.reference import display_name
from avloppsanalys.tables import TREND_LINES, TRENDS, LevelQuantity, arrange, check, empty
from avloppsanalys.wording import Language, quantity, text

__all__ = ["TICKS", "TrendRow", "TrendStory", "trend_story"]

TICKS: Final = 0.66
"""Under the lowest panel [inches]: the names of the periods."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TrendRow:
    """One substance: its panel, its words, and what both are made of."""

    series: str
    panel: TrendPanel
    words: Words
    unit: str
    stamps: tuple[str, ...]
    starts: tuple[tuple[Period, str], ...]
    verdict: dict[Any, Any]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TrendStory:
    """Everything of a place and quantity, in the order in which it is drawn."""

    rows: list[TrendRow]
    periods: tuple[Period, ...]
    events: pd.DataFrame
    pages: list[int]


def trend_story(
    trends: pd.DataFrame,
    lines: pd.DataFrame,
    days: pd.DataFrame | None,
    events: pd.DataFrame | None,
    place: str,
    quantity: LevelQuantity,
    source_line: str,
    *,
    synthetic: bool,
    lang: Language,
) -> TrendStory:
    """Return what is to be drawn on all pages: they share their periods."""
    rows = in_order(place_rows(trends, TRENDS, place, quantity), "comparison")
    drawn = in_order(_lines_of(lines, place, quantity), "period_start")
    named = drawn["period"] if len(drawn) else pd.concat([rows["first_period"], rows["last_period"]])
    periods = timeline(named.dropna())
    if not periods:
        raise TableError(f"The trends of {place!r} name no period: the table of lines is empty for it.")
    sampled = empty(QUANTITIES[quantity].table) if days is None else days
    shown = days_within(sampled, place, quantity, periods)
    own_events = events_of(events, place, periods)
    insats = own_events.loc[own_events["event_type"] == "intervention", "first"]
    marks = tuple(float(first.toordinal()) for first in insats if first.date() >= periods[0].first)
    of_place = sampled[sampled["plant"] == place]
    series_of_lines = series_of(drawn)
    told = []
    for name, own in rows.groupby(series_of(rows), sort=False):
        own_lines = drawn[series_of_lines == name].reset_index(drop=True)
        substance, factor_set = own[["substance", "factor_set"]].iloc[0]
        own_days = shown[(shown["substance"] == substance) & (shown["factor_set"] == factor_set)]
        raw = of_place[of_place[QUANTITIES[quantity].substance] == substance]
        starts = _starts(own_lines, raw, lang)
        panel = TrendPanel(lines=own_lines, days=own_days, breaks=tuple(one for _, one in starts), interventions=marks)
        verdict = deciding(own)
        recalled = bool((own["factor_status"] == "recalled").any())
        stamps = {"chart.recalled": recalled, "chart.synthetic": synthetic}
        told.append(
            TrendRow(
                series=str(name),
                panel=panel,
                words=beside(display_name(str(substance), lang), verdict, _beyond(panel, lang), lang),
                unit=unit_of(quantity, own_days, lang),
                stamps=tuple(text(stamp, lang) for stamp, wanted in stamps.items() if wanted),
                starts=tuple((period, one.words) for period, one in starts),
                verdict=verdict,
            )
        )
    below = TICKS + lanes_height(own_events)
    pages = rows_of_pages([row.words for row in told], source_line, row_bottom=0, below=below)
    return TrendStory(rows=told, periods=periods, events=own_events, pages=pages)


def _lines_of(lines: pd.DataFrame, place: str, quantity: str) -> pd.DataFrame:
    check(lines, TREND_LINES)
    return arrange(lines[(lines["place"] == place) & (lines["quantity"] == quantity)], TREND_LINES)


def _starts(lines: pd.DataFrame, days: pd.DataFrame, lang: Language) -> list[tuple[Period, Break]]:
    """Return where each block but the first begins: midway between the last period before it and its own first."""
    starts = []
    names = lines["block"].fillna("").astype("str")
    rows = zip(lines["period"].astype("str"), names, strict=True)
    for (before, old), (after, new) in pairwise(rows):
        if new != old:
            left, right = Period.parse(before), Period.parse(after)
            place = (edges(left)[1] + edges(right)[0]) / 2
            starts.append((right, Break(place=place, words=break_words(new, lang, changed_between(days, old, new)))))
    return starts


def _beyond(panel: TrendPanel, lang: Language) -> list[str]:
    """Return how far the band goes if the panel cuts it."""
    highest = panel.lines["high"].max()
    if pd.isna(highest) or highest <= top_of(panel):
        return []
    return [text("chart.trend.beyond", lang, value=quantity(float(highest), lang))]
