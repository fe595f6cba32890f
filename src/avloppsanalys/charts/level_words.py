"""The levels in words: what the alternative text of the picture says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import pandas as pd

from avloppsanalys.calendar import Period, kind_of, label
from avloppsanalys.charts.level_panel import LevelPanel
from avloppsanalys.wording import Language, date, percent, quantity, spread, text

__all__ = ["alt_text", "period_range"]

MOST_GAPS_NAMED: Final = 6


def period_range(periods: Sequence[Period], lang: Language) -> str:
    """Return the first and the last period: "kv 3 2024–kv 3 2026"."""
    if kind_of(period.name for period in periods):
        ends = [label(period.name, lang) for period in (periods[0], periods[-1])]
    else:
        ends = [date(periods[0].first, lang), date(periods[-1].last, lang)]
    return "–".join(dict.fromkeys(ends))


def alt_text(title: str, panels: Sequence[LevelPanel], periods: Sequence[Period], lang: Language) -> str:
    """Return what the chart shows: one sentence of what it is, one a substance with the latest level and its ground.

    Parameters
    ----------
    title : str
        The heading of the page.
    panels : sequence of LevelPanel
        One a substance.
    periods : sequence of Period
        The periods of the page, in time order.
    lang : {"sv", "en"}
        Language.

    Returns
    -------
    str
    """
    unit = "; ".join(dict.fromkeys(panel.unit for panel in panels))
    about = text("alt.levels.about", lang, title=title, periods=period_range(periods, lang), unit=unit)
    sentences = [about, *(_finding(panel, lang) + "." for panel in panels)]
    return " ".join([*sentences, *_gaps(panels, periods, lang)])


def _finding(panel: LevelPanel, lang: Language) -> str:
    """Return the latest level of a substance, the span of the earlier ones, and how many days stand behind.

    Earlier upper bounds are counted and told apart: a bound of 5 does not say that the level was near 5.
    """
    levels = panel.levels[panel.levels["estimate"].notna() | panel.levels["high"].notna()]
    days, below = (int(panel.levels[column].sum()) for column in ("n_days", "n_below_loq"))
    counts = text("alt.levels.counts", lang, days=days, below=below)
    if levels.empty:
        return text("alt.levels.none", lang, name=panel.name) + counts
    latest = levels.iloc[-1]
    words = text(
        "alt.levels.latest", lang, name=panel.name, latest=_value(latest, lang), period=label(latest["period"], lang)
    )
    earlier = levels.iloc[:-1]
    estimates = earlier["estimate"].dropna()
    bounds = earlier.loc[earlier["estimate"].isna(), "high"]
    if len(estimates):
        words += text("alt.levels.earlier", lang, spread=_span(estimates, lang))
    if len(bounds):
        words += text("alt.levels.earlier_bounds", lang, periods=len(bounds), spread=_span(bounds, lang))
    recalled = (levels["factor_status"] == "recalled").any()
    return words + counts + (text("alt.levels.recalled", lang) if recalled else "")


def _span(values: pd.Series[float], lang: Language) -> str:
    """Return the lowest and the highest value, or the one that they all are."""
    lowest, highest = values.min(), values.max()
    return quantity(lowest, lang) if lowest == highest else spread(lowest, highest, lang)


def _value(level: pd.Series[Any], lang: Language) -> str:
    """Return a level with its interval, or its upper bound."""
    if pd.isna(level["estimate"]):
        return text("alt.levels.at_most", lang, value=quantity(level["high"], lang))
    if pd.isna(level["low"]) or pd.isna(level["high"]):
        return quantity(level["estimate"], lang)
    return text(
        "alt.levels.estimate",
        lang,
        estimate=quantity(level["estimate"], lang),
        level=percent(level["interval_level"], lang),
        spread=spread(level["low"], level["high"], lang),
    )


def _gaps(panels: Sequence[LevelPanel], periods: Sequence[Period], lang: Language) -> list[str]:
    """Return a sentence on the periods in which no substance has a sampled day, if there are any."""
    levels = pd.concat([panel.levels for panel in panels])
    sampled = set(levels.loc[levels["n_days"] > 0, "period"])
    empty = [label(period.name, lang) for period in periods if period.name not in sampled]
    if len(empty) > MOST_GAPS_NAMED:
        return [text("alt.levels.many_gaps", lang, gaps=len(empty), periods=len(periods))]
    return [text("alt.levels.gaps", lang, periods=", ".join(empty))] if empty else []
