"""The words of one card: its title, its level, and what the level is held against."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from avloppsanalys.calendar import Period, label
from avloppsanalys.reference import display_name
from avloppsanalys.wording import (
    Language,
    counted,
    is_small_change,
    number,
    quantity,
    text,
    verdict_notes,
    verdict_word,
    verdict_words,
    weekday_date,
)
from avloppsanalys.wording import change as as_change

__all__ = [
    "Row",
    "baseline_words",
    "change_words",
    "interval_note",
    "interval_words",
    "known_words",
    "mass_words",
    "next_day",
    "next_words",
    "title_words",
    "value_words",
    "verdict_of",
]

Row = Mapping[Any, Any]

_SAID: Final = ("increasing", "decreasing", "unchanged", "not_confirmed")
"""Verdicts that are the finding; where there is none, what was measured is."""


def title_words(
    level: Row,
    change: Row,
    lang: Language,
    *,
    asked: str | None = None,
    break_at: str | None = None,
    grams: float | None = None,
    never_in: int = 0,
    season: str = "",
) -> str:
    """Return the finding: that it was not measured, the word on its change, or what was measured.

    A word on a change is told with the stretch that it is of, so that the sentence is true where it is quoted.

    Parameters
    ----------
    level : mapping
        The latest level of the series.
    change : mapping
        The row of trends that has the verdict; empty where there is none.
    lang : {"sv", "en"}
        Language.
    asked : str, optional
        The period that was asked about, where the level is of an earlier one.
    break_at : str, optional
        The period in which the series broke.
    grams : float, optional
        The level in a marked season [g/day], in which the number per 1000 persons misleads.
    never_in : int, default 0
        In how many periods the substance was measured, if never above the limit of quantification.
    season : str, default ""
        The marked season that the level lies in: a change is then told with it.

    Returns
    -------
    str
    """
    fields = {
        "place": level["place"],
        "substance": display_name(level["substance"], lang),
        "period": label(level["period"], lang),
        "value": _measured(level, grams, lang),
    }
    verdict = change.get("verdict")
    if asked is not None:
        return text("card.title.not_measured", lang, **fields, asked=label(asked, lang))
    if never_in > 1:
        told = {"count": number(never_in, 0, lang), "periods": _kind(level["period"], "many", lang)}
        return text("card.title.never_quantified", lang, **fields, **told, bound=value_words(level, lang))
    if verdict in _SAID:
        said = _word_in_title(change, fields, lang)
        said = (
            text("card.title.in_season", lang, title=said, season=season, period=fields["period"]) if season else said
        )
        if break_at is not None and change.get("n_blocks", 1) > 1:
            said = text("card.title.broken", lang, title=said, period=label(break_at, lang))
        return text("card.title.new", lang, title=said) if change.get("is_new") and verdict in _SAID[:3] else said
    if verdict == "not_assessable" and pd.notna(level["estimate"]):
        known = "yet" if change.get("reason") == "too_few_periods" else "never"
        return text(f"card.title.measured_{known}", lang, **fields)
    return text("card.title.measured", lang, **fields)


def _word_in_title(change: Row, fields: Mapping[str, str], lang: Language) -> str:
    """Return the word on a change as a title tells it.

    What is unchanged by the protocol may still have moved for certain, and a little each year is much over many: then
    it is told how much at most.
    """
    over = _over(change, lang)
    if not is_small_change(change):
        return text(f"card.title.{change['verdict']}", lang, **fields, over=over)
    most = as_change(max(abs(change["low_percent"]), abs(change["high_percent"])), lang).removeprefix("+")
    base = "trend" if change.get("comparison") == "trend" else "other"
    return text(f"card.title.small_change.{base}", lang, **fields, over=over, most=most)


def _over(change: Row, lang: Language) -> str:
    """Return over which stretch, or between which periods, a change is."""
    first, last = (label(str(change[f"{end}_period"]), lang) for end in ("first", "last"))
    return text(
        f"card.over.{'trend' if change.get('comparison') == 'trend' else 'other'}", lang, first=first, last=last
    )


def _kind(period: str, form: str, lang: Language) -> str:
    """Return the word for a kind of period, in one of its forms."""
    return text(f"verdict.kind.{Period.parse(period).kind}.{form}", lang)


def verdict_of(change: Row, lang: Language) -> str:
    """Return the one word on the change; "" where nothing was judged."""
    verdict = change.get("verdict")
    if verdict is None:
        return ""
    yet = verdict == "not_assessable" and change.get("reason") == "too_few_periods"
    return verdict_word("not_assessable_yet" if yet else str(verdict), lang)


def change_words(change: Row, lang: Language) -> str:
    """Return the word on the change with its numbers, and what must be said beside it."""
    if not change:
        return text("card.no_word", lang)
    return " ".join(f"{one.rstrip('.')}." for one in (verdict_words(change, lang), *verdict_notes(change, lang)))


def _measured(level: Row, grams: float | None, lang: Language) -> str:
    """Return the level as a title tells it: why there is none stands with it."""
    if pd.notna(level["estimate"]):
        value = value_words(level, lang)
        mass = None if grams is None or math.isnan(grams) else quantity(grams, lang)
        return value if mass is None else text("card.title.with_mass", lang, value=value, mass=mass)
    found, days = int(level["n_days"] - level["n_below_loq"]), int(level["n_days"])
    bound = value_words(level, lang)
    match level["method"]:
        case "mostly_below":
            return text("card.measured.mostly_below", lang, found=found, days=days, bound=bound)
        case "upper_bound":
            return text("card.measured.below", lang, bound=bound)
        case "not_quantified":
            return text("card.measured.unknown_limit", lang)
        case "above_range":
            return text("card.measured.above_range", lang)
        case _:
            return bound


def value_words(level: Row, lang: Language) -> str:
    """Return the level with its unit and time base, a bound, or that there is none."""
    if pd.notna(level["estimate"]):
        return text("card.value", lang, estimate=quantity(level["estimate"], lang))
    if level["high"] > 0 and np.isfinite(level["high"]):
        return text("card.at_most", lang, high=quantity(level["high"], lang))
    return text("card.no_value", lang)


def interval_words(estimate: float, low: float, high: float, lang: Language) -> str:
    """Return an interval as "mellan 40 och 90"."""
    if any(map(math.isnan, (estimate, low, high))):
        return text("card.no_interval", lang)
    if not np.isfinite(high):
        return text("card.at_least", lang, low=quantity(low, lang))
    return text("card.interval", lang, low=quantity(low, lang), high=quantity(high, lang))


def interval_note(interval_level: float, lang: Language = "sv") -> str:
    """Return what *between* means on every card: told once, above them.

    Parameters
    ----------
    interval_level : float
        Coverage of the intervals, 0.95 for 95 %.
    lang : {"sv", "en"}, default "sv"
        Language.

    Returns
    -------
    str
    """
    percent = round(100 * interval_level, 6)
    return text("card.interval_note", lang, level=number(percent, 0 if percent == round(percent) else 1, lang))


def mass_words(mass: pd.DataFrame, lang: Language) -> str:
    """Return the same level in grams per day, of a marked season; "" outside one."""
    if mass.empty:
        return ""
    row = mass.iloc[0]
    low, high = row["level_low_g_per_day"], row["level_high_g_per_day"]
    if pd.isna(row["level_g_per_day"]):
        if not (np.isfinite(high) and high > 0):
            return ""
        return text("card.mass_at_most", lang, high=quantity(high, lang), season=row["season"])
    ends = interval_words(row["level_g_per_day"], low, high, lang)
    return text("card.mass", lang, estimate=quantity(row["level_g_per_day"], lang), ends=ends, season=row["season"])


def baseline_words(earlier: pd.DataFrame, lang: Language) -> str:
    """Return the ends and the median of the earlier levels of the same series that can be compared with."""
    known = earlier[earlier["estimate"].notna()]
    if known.empty:
        return text("card.no_baseline", lang)
    low, high, median = (
        quantity(value, lang)
        for value in (known["estimate"].min(), known["estimate"].max(), known["estimate"].median())
    )
    last = str(known["period"].iloc[-1])
    fields = {"low": low, "high": high, "median": median, "period": label(last, lang)}
    return counted("card.baseline", len(known), lang, **fields, periods=_kind(last, "many", lang))


def known_words(came: pd.Timestamp, lang: Language) -> str:
    """Return when the last answer behind the level came."""
    if pd.isna(came):
        return text("card.known_unknown", lang)
    return text("card.known", lang, day=weekday_date(came.date(), lang))


def next_words(plan: pd.DataFrame | None, place: str, as_of: pd.Timestamp | None, lang: Language) -> str:
    """Return the place's first planned day after what is known; without a plan, or a day in it, that there is none."""
    if plan is None or plan.empty:
        return text("card.no_plan" if plan is None else "card.plan_not_begun", lang)
    planned = plan[plan["place"] == place]
    if planned.empty:
        return text("card.not_in_plan", lang)
    if as_of is None:
        return text("card.no_clock", lang)
    day = next_day(planned, as_of)
    return text("card.plan_over", lang) if day is None else text("card.next", lang, day=weekday_date(day, lang))


def next_day(planned: pd.DataFrame, as_of: pd.Timestamp | None) -> dt.date | None:
    """Return the first planned day after what is known; None where there is none.

    Parameters
    ----------
    planned : pandas.DataFrame
        Rows of a table of the plan, of one place.
    as_of : pandas.Timestamp or None
        The moment.

    Returns
    -------
    datetime.date or None
    """
    coming = planned["start"].iloc[:0] if as_of is None else planned.loc[planned["start"] > as_of, "start"]
    return None if coming.empty else coming.min().date()
