"""What a load does that is no chance: weekdays, seasons, events, steps, a steady change."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from avloppsanalys.reference import week_model
from avloppsanalys.simulate.description import ResidueTruth, SimulationError, per_plant, refuse_outside

__all__ = ["dated_factors", "expected_log_load"]

Floats = npt.NDArray[np.float64]

_DAYS_PER_YEAR = 365.25
_WEEK = 7


def dated_factors(changes: Mapping[str, float], days: pd.DatetimeIndex, *, lasting: bool) -> Floats:
    """Return the product of the factors that hold on each day: from their date on, or on that date alone."""
    refuse_outside(changes, days, "dates of changes or events")
    factors = np.ones(len(days))
    for date, factor in changes.items():
        factors[days >= pd.Timestamp(date) if lasting else days == pd.Timestamp(date)] *= factor
    return factors


def expected_log_load(truth: ResidueTruth, days: pd.DatetimeIndex, plants: int) -> Floats:
    """Return the log of the median load of each day [mg/day/1000 persons], shape (plants, days)."""
    years = ((days - days[0]) / pd.Timedelta(days=1)).to_numpy(dtype=float) / _DAYS_PER_YEAR
    growth = np.log1p(per_plant(truth.change_per_year, plants, "change_per_year", above=-1))
    from_peak = (days.day_of_year.to_numpy() - truth.season_peak) / _DAYS_PER_YEAR
    season = truth.season_log_amplitude * np.cos(2 * np.pi * from_peak)
    dated = dated_factors(truth.events, days, lasting=False) * dated_factors(truth.steps, days, lasting=True)
    level = np.log(per_plant(truth.level, plants, "level", above=0))
    shared = _weekday_logs(truth)[days.day_of_week] + season + np.log(dated)
    return np.asarray(level[:, None] + growth[:, None] * years + shared)


def _weekday_logs(truth: ResidueTruth) -> Floats:
    """Return the log of each weekday's factor, Monday first; the factors' mean is 1."""
    if truth.weekday_factors is None:
        return week_model(truth.residue).log_factors
    factors = np.asarray(truth.weekday_factors, dtype=float)
    if factors.shape != (_WEEK,):
        raise SimulationError(f"weekday_factors holds {factors.size} numbers; give seven, Monday to Sunday.")
    return np.asarray(np.log(factors / factors.mean()))
