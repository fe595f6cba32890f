"""A step at a known intervention, beside the trend: what was before and after, not what caused it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from avloppsanalys.calendar import swedish_dates
from avloppsanalys.reference import WeekModel
from avloppsanalys.tables import TIMEZONE, WeekdayBasis
from avloppsanalys.trend.assessment import NO_LINE, Assessment
from avloppsanalys.trend.line_of_series import series_line
from avloppsanalys.trend.series import DaySeries
from avloppsanalys.trend.shared_doubt import slope_weights

__all__ = ["Steps", "intervention_steps"]

Floats = npt.NDArray[np.float64]

FEWEST_ON_A_SIDE: Final = 2
"""Periods before and after an intervention: with one a step is that period's luck."""
_STEP: Final = -2
"""The column of the step: time stands last."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Steps:
    """The log step of each series at its place's latest intervention; missing where none is told."""

    step: Floats
    low: Floats
    high: Floats
    standard_error: Floats
    """With Knapp and Hartung's factor, floored at 1."""
    df: Floats
    start: pd.Series[pd.Timestamp]
    """The day on which the intervention began; missing where no step is told. Index 0 ... S - 1."""
    line: Assessment
    """The line with the step in it: its periods' means, and what is unknown of them."""
    after: npt.NDArray[np.bool_]
    """Which periods lie after the intervention, shape (S, Q)."""
    weights: Floats
    """Weight of each period's mean log in the step, shape (S, Q): 1 together after, -1 before, and none of a slope."""


def intervention_steps(
    series: DaySeries,
    models: Mapping[str, WeekModel],
    events: pd.DataFrame | None,
    *,
    weekday_basis: WeekdayBasis = "seven_days",
    level: float = 0.95,
) -> Steps | None:
    """Return the log step of each series at its place's latest intervention, beside a line.

    Parameters
    ----------
    series : DaySeries
        The series.
    models : mapping of str to WeekModel
        What is known of the days of a week.
    events : pandas.DataFrame or None
        A table of events; an intervention without place is one of all places.
    weekday_basis : {"seven_days", "as_sampled"}
        As for `trends`.
    level : float
        Coverage of the interval.

    Returns
    -------
    Steps or None
        On the log scale, shape (S,); missing where there is no intervention with at least two periods on each side.
        None where there is none at all.
    """
    if events is None or not (events["event_type"] == "intervention").any():
        return None
    start = _latest(series, events[events["event_type"] == "intervention"])
    middle = pd.DatetimeIndex([pd.Timestamp(one.first) + pd.Timedelta(days=one.days / 2) for one in series.periods])
    after = middle.to_numpy() >= start.to_numpy()[:, None]  # by the middle of a period; none where there is no start
    sampled = series.n_quantified > 0
    both = ((sampled & after).sum(axis=1) >= FEWEST_ON_A_SIDE) & ((sampled & ~after).sum(axis=1) >= FEWEST_ON_A_SIDE)
    steps = np.where(both[:, None], after, False).astype(float)[:, :, None]
    found = series_line(series, models, weekday_basis=weekday_basis, steps=steps)
    line = found.fitted.line
    step, variance = line.coefficients[:, _STEP], line.covariance[:, _STEP, _STEP]
    enough = np.array([NO_LINE.isdisjoint(why) for why in found.blocking])
    told = both & enough & (variance > 0) & (line.df > 0)
    reach = line.reach(variance, level)
    error = np.sqrt(variance * np.fmax(line.factor, 1.0))
    ends = {"step": step, "low": step - reach, "high": step + reach, "standard_error": error, "df": line.df}
    return Steps(
        **{name: np.where(told, values, np.nan) for name, values in ends.items()},
        start=start.where(told).dt.tz_localize(TIMEZONE),
        line=found,
        after=after,
        weights=slope_weights(found.fitted.variance, found.design, line, column=_STEP),
    )


def _latest(series: DaySeries, interventions: pd.DataFrame) -> pd.Series[pd.Timestamp]:
    """Return the date on which the latest intervention of each series' place began; missing where it has none."""
    dates = swedish_dates(interventions["start"])
    latest = {
        place: dates[(interventions["place"].isna() | (interventions["place"] == place)).to_numpy()].max()
        for place in series.keys["place"].unique()
    }
    return pd.Series([latest[place] for place in series.keys["place"]], dtype="datetime64[us]")
