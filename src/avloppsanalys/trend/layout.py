"""Days of many series as intervals, and how they belong to campaigns, periods and series."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from avloppsanalys.censoring import location_score

__all__ = ["Belief", "DayLayout", "Days"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.integer[Any]]
Mask = npt.NDArray[np.bool_]

_LEAST_INFORMATION: Final = 1e-8
"""Of a day, in units of one that is known: a limit far above the model's place says next to nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """Single days of many series, each an interval of logs, with their series, period and campaign."""

    log_low: Floats
    """Log of the lower end; -inf where there is none, equal to the upper one for a day that is known."""
    log_high: Floats
    series: Integers
    """From 0."""
    period: Integers
    """From 0; periods follow each other at equal steps, and all series share them."""
    campaign: Integers
    """Any number that tells the campaigns of one series and period apart."""
    worth: Floats
    """How many single days a sample is worth: 1 for a day, nearly k for a composite of k."""

    def only(self, kept: Mask) -> Days:
        """Return the days that are kept."""
        return Days(**{name: getattr(self, name)[kept] for name in Days.__dataclass_fields__})


@dataclass(frozen=True, slots=True, kw_only=True)
class Belief:
    """What is believed after a round."""

    place: Floats
    """The model's mean for each day's campaign."""
    variance: Floats
    df: Floats
    period_variance: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class DayLayout:
    """Which day belongs to which campaign, period and series, and what does not change from round to round."""

    low: Floats
    high: Floats
    worth: Floats
    series: Integers
    cell: Integers
    """Series and period in one number."""
    cluster: Integers
    """Campaign within it."""
    cluster_cell: Integers
    size: Integers
    """Days of each series."""
    single: Mask
    """Series with one day in each of their periods: what days and periods scatter cannot be told apart."""
    quantified: Mask
    present: Mask
    x: Floats

    @classmethod
    def of(cls, days: Days, design: Floats) -> DayLayout:
        """Leave out the days that say nothing, and number the rest."""
        finite = np.isfinite(days.log_low) | np.isfinite(days.log_high)
        used = finite & (days.log_low < np.inf) & (days.log_high > -np.inf)
        count, periods, _ = design.shape
        cell = (days.series * periods + days.period)[used]
        widest = int(days.campaign.max(initial=0)) + 1
        _, first, cluster = np.unique(cell * widest + days.campaign[used], return_index=True, return_inverse=True)
        low, high = days.log_low[used].astype(float), days.log_high[used].astype(float)
        number = np.bincount(cell, minlength=count * periods)
        present = (number > 0).reshape(count, periods)
        return cls(
            low=low,
            high=high,
            worth=days.worth[used].astype(float),
            series=cell // periods,
            cell=cell,
            cluster=cluster,
            cluster_cell=cell[first],
            size=np.bincount(cell // periods, minlength=count),
            single=np.all(number.reshape(count, periods) <= 1, axis=1),
            quantified=np.bincount(cell, np.isfinite(low), minlength=count * periods) > 0,
            present=present,
            x=np.where(present[:, :, None], design, 0.0),
        )

    def variance_of(self, belief: Belief) -> Floats:
        """Return the variance of each sample about its campaign."""
        return np.asarray(belief.variance[self.series] / self.worth)

    def score(self, belief: Belief) -> tuple[Floats, Floats]:
        """Return the score and information of each sample where the model puts it."""
        return location_score(self.low, self.high, np.sqrt(self.variance_of(belief)), belief.place)

    def periods_of(self, belief: Belief, ratio: Floats) -> tuple[Floats, Floats, Floats, Floats, Floats, Floats]:
        """Return mean and variance of each period, then those of each campaign, then of each day."""
        score, told = self.score(belief)
        floor = _LEAST_INFORMATION / self.variance_of(belief)
        told = np.maximum(told, floor)
        working = belief.place + score / told
        weight = np.bincount(self.cluster, told, minlength=len(self.cluster_cell))
        mean = np.bincount(self.cluster, told * working, minlength=len(self.cluster_cell)) / weight
        shape = self.present.shape
        owner = self.cluster_cell // shape[1]
        between = ratio * belief.variance
        precision = 1 / (between[owner] + 1 / weight)
        total = np.bincount(self.cluster_cell, precision, minlength=shape[0] * shape[1])
        level = np.bincount(self.cluster_cell, precision * mean, minlength=len(total))
        seen = total > 0
        period_mean = np.divide(level, total, out=np.full(len(total), np.nan), where=seen).reshape(shape)
        period_variance = np.divide(1.0, total, out=np.full(len(total), np.nan), where=seen).reshape(shape)
        return period_mean, period_variance, mean, 1 / weight, score, told
