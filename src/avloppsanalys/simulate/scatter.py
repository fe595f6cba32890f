"""Chance in the loads: how much weeks and days scatter at each plant, and the weeks and days themselves.

The truth scatters more than the tables say, on purpose: intervals must hold for plants that nobody has seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from avloppsanalys.reference import week_model
from avloppsanalys.simulate.description import ResidueTruth, per_plant
from avloppsanalys.uncertainty import normal_quantile

__all__ = ["Scatter", "draw_scatter"]

Floats = npt.NDArray[np.float64]

CAMPAIGN_LOG_SD: Final = (0.05, 0.15, 0.30)
"""Scatter between weeks: the values under which 5 %, 50 % and 95 % of the plants lie."""

DAY_DF: Final = 5
"""Days follow Student's t with this many degrees of freedom ..."""

DAY_CUT: Final = 4.0
"""... cut at this many standard deviations: one day in 250 is that far out, and none is absurd ..."""

DAY_SCALE: Final = 0.793459
"""... and scaled so that the variance after the cut is 1 (before it, the square root of 3/5 would do)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scatter:
    """The scatter of one residue at each plant, and what it made of each day."""

    campaign_log_sd: Floats
    """[-], shape (plants,)."""
    day_log_sd: Floats
    """[-], shape (plants,)."""
    deviation: Floats
    """Log of each day's load over that day's median, shape (plants, days)."""


def draw_scatter(truth: ResidueTruth, days: pd.DatetimeIndex, population: Floats, rng: np.random.Generator) -> Scatter:
    """Draw each plant's scatter, then its weeks (Monday to Sunday) and its days."""
    plants = len(population)
    campaign = _campaign_log_sd(truth, plants, rng)
    day = _day_log_sd(truth, population, rng)
    week = np.asarray((days.to_julian_date().to_numpy() + 0.5).astype(int) // 7)  # day 0 was a Monday
    week -= week.min()
    weeks = rng.standard_normal((plants, int(week.max()) + 1))[:, week]
    each = _unit_days(rng, (plants, len(days))) + _unit_departures(truth, plants, rng)[:, days.day_of_week]
    return Scatter(campaign_log_sd=campaign, day_log_sd=day, deviation=campaign[:, None] * weeks + day[:, None] * each)


def _campaign_log_sd(truth: ResidueTruth, plants: int, rng: np.random.Generator) -> Floats:
    """Return each plant's scatter between weeks: as given, or drawn so that three quantiles are as stated."""
    if truth.campaign_log_sd is not None:
        return per_plant(truth.campaign_log_sd, plants, "campaign_log_sd")
    low, median, high = np.log(CAMPAIGN_LOG_SD)
    z = rng.standard_normal(plants)
    reach = np.where(z < 0, median - low, high - median) / normal_quantile(0.90)
    return np.asarray(np.exp(median + reach * z))


def _day_log_sd(truth: ResidueTruth, population: Floats, rng: np.random.Generator) -> Floats:
    """Return each plant's scatter between days: as given, or drawn about what the table says of plants of its size."""
    from scipy.special import polygamma

    if truth.day_log_sd is not None:
        return per_plant(truth.day_log_sd, len(population), "day_log_sd")
    model = week_model(truth.residue)
    tabled = np.sqrt(model.day_variance(per_plant(truth.level, len(population), "level", above=0) * population / 1000))
    # The log of a variance that is worth d0 degrees of freedom has variance trigamma(d0/2); a root halves its spread.
    spread = truth.scatter_spread * np.sqrt(float(polygamma(1, model.prior_df / 2))) / 2
    return np.asarray(truth.scatter_factor * tabled * np.exp(spread * rng.standard_normal(population.shape)))


def _unit_departures(truth: ResidueTruth, plants: int, rng: np.random.Generator) -> Floats:
    """Return how each plant's week departs from the tabled one, in units of its day scatter, shape (plants, 7)."""
    if truth.weekday_factors is not None:
        return np.zeros((plants, 7))
    spread = week_model(truth.residue).spread
    # What is estimated as a covariance may be a hair from one; eigh does not mind.
    drawn = rng.multivariate_normal(np.zeros(7), spread, plants, check_valid="ignore", method="eigh")
    return np.asarray(truth.weekday_spread * drawn)


def _unit_days(rng: np.random.Generator, shape: tuple[int, int]) -> Floats:
    """Return days of unit variance with heavy tails that end."""
    return np.asarray(np.clip(DAY_SCALE * rng.standard_t(DAY_DF, shape), -DAY_CUT, DAY_CUT))
