"""Days of many series as intervals, and how they belong to campaigns, periods and series."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from avloppsanalys.censoring import location_score
from avloppsanalys.censoring.intervals import is_exact, is_informative
from avloppsanalys.scatter import Columns

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

    @classmethod
    def together(cls, several: Sequence[Days], count: int) -> Days:
        """Return several tables of days of `count` series each as one, in which the series are numbered on."""
        parts = {name: [getattr(days, name) for days in several] for name in cls.__dataclass_fields__}
        parts["series"] = [each + number * count for number, each in enumerate(parts["series"])]
        return cls(**{name: np.concatenate(arrays) for name, arrays in parts.items()})


@dataclass(frozen=True, slots=True, kw_only=True)
class Belief:
    """What is believed after a round."""

    place: Floats
    """The model's mean for each day's campaign."""
    variance: Floats
    df: Floats
    period_variance: Floats

    def only(self, series: Mask, days: Mask) -> Belief:
        """Return what is believed of the chosen series; `days` are theirs."""
        return Belief(
            place=self.place[days],
            variance=self.variance[series],
            df=self.df[series],
            period_variance=self.period_variance[series],
        )

    def with_part(self, part: Belief, series: Integers, days: Integers) -> Belief:
        """Return this belief with that of some of the series in it, by the numbers of these and of their days."""
        place, variance, df, period_variance = (
            each.copy() for each in (self.place, self.variance, self.df, self.period_variance)
        )
        place[days] = part.place
        variance[series], df[series], period_variance[series] = part.variance, part.df, part.period_variance
        return Belief(place=place, variance=variance, df=df, period_variance=period_variance)

    def further(self, before: Belief, by: Floats, series: Integers) -> Belief:
        """Return what lies further on the way from another belief, by so many times the way that was gone."""
        gone = np.log(self.variance / before.variance)
        return Belief(
            place=self.place + by[series] * (self.place - before.place),
            variance=self.variance * np.exp(by * gone),
            df=self.df,
            period_variance=np.maximum(
                self.period_variance + by * (self.period_variance - before.period_variance), 0.0
            ),
        )

    def kept_for(self, chosen: Mask, series: Integers, other: Belief) -> Belief:
        """Return this belief for the chosen series, the other one for the rest; `series` is that of each day."""
        return Belief(
            place=np.where(chosen[series], self.place, other.place),
            variance=np.where(chosen, self.variance, other.variance),
            df=np.where(chosen, self.df, other.df),
            period_variance=np.where(chosen, self.period_variance, other.period_variance),
        )


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
    cluster_series: Integers
    known: Floats
    """Log of each day that is a number; 0 for the others."""
    between: Integers
    """The others: days of which only ends are known."""
    size: Integers
    """Days of each series."""
    single: Mask
    """Series with one day in each of their periods: what days and periods scatter cannot be told apart."""
    quantified: Mask
    present: Mask
    columns: Columns

    @classmethod
    def of(cls, days: Days, design: Floats) -> DayLayout:
        """Leave out the days that say nothing, and number the rest."""
        used = is_informative(days.log_low, days.log_high)
        count, periods, _ = design.shape
        cell = (days.series * periods + days.period)[used]
        widest = int(days.campaign.max(initial=0)) + 1
        _, first, cluster = np.unique(cell * widest + days.campaign[used], return_index=True, return_inverse=True)
        low, high = days.log_low[used].astype(float), days.log_high[used].astype(float)
        exact = is_exact(low, high)
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
            cluster_series=cell[first] // periods,
            known=np.where(exact, high, 0.0),
            between=np.flatnonzero(~exact),
            size=np.bincount(cell // periods, minlength=count),
            single=np.all(number.reshape(count, periods) <= 1, axis=1),
            quantified=np.bincount(cell, np.isfinite(low), minlength=count * periods) > 0,
            present=present,
            columns=Columns.of(np.where(present[:, :, None], design, 0.0)),
        )

    @property
    def known_alone(self) -> Mask:
        """Series all of whose days are numbers."""
        return np.asarray(np.bincount(self.series[self.between], minlength=len(self.size)) == 0)

    @property
    def open_ended(self) -> Mask:
        """Periods with a day of which only ends are known, shape (series, periods)."""
        found = np.bincount(self.cell[self.between], minlength=self.present.size) > 0
        return found.reshape(self.present.shape)

    def only(self, chosen: Mask) -> DayLayout:
        """Return the layout of the chosen series, numbered anew."""
        periods = self.present.shape[1]
        days, clusters = chosen[self.series], chosen[self.cluster_series]
        number, cluster_number = np.cumsum(chosen) - 1, np.cumsum(clusters) - 1
        series, cluster_series = number[self.series[days]], number[self.cluster_series[clusters]]
        open_ended = np.zeros(len(self.low), dtype=bool)
        open_ended[self.between] = True
        return DayLayout(
            **{name: getattr(self, name)[days] for name in ("low", "high", "worth", "known")},
            series=series,
            cell=series * periods + self.cell[days] % periods,
            cluster=cluster_number[self.cluster[days]],
            cluster_cell=cluster_series * periods + self.cluster_cell[clusters] % periods,
            cluster_series=cluster_series,
            between=np.flatnonzero(open_ended[days]),
            quantified=self.quantified.reshape(-1, periods)[chosen].ravel(),
            columns=self.columns.only(chosen),
            **{name: getattr(self, name)[chosen] for name in ("size", "single", "present")},
        )

    def variance_of(self, belief: Belief) -> Floats:
        """Return the variance of each sample about its campaign."""
        return np.asarray(belief.variance[self.series] / self.worth)

    def score(self, place: Floats, variance: Floats) -> tuple[Floats, Floats]:
        """Return the score and information of each sample of a variance where the model puts it."""
        told = 1 / variance
        score = (self.known - place) * told
        if len(self.between):
            ends = self.low[self.between], self.high[self.between]
            sd = np.sqrt(variance[self.between])
            score[self.between], told[self.between] = location_score(*ends, sd, place[self.between])
        return score, told

    def periods_of(self, place: Floats, variance: Floats, between: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        """Return mean and variance of each period, then those of each campaign.

        `place` and `variance` are of each day, `between` is the variance between the campaigns of each series. Without
        days a period has zeros.
        """
        score, told = self.score(place, variance)
        told = np.maximum(told, _LEAST_INFORMATION / variance)
        weight = np.bincount(self.cluster, told, minlength=len(self.cluster_cell))
        mean = np.bincount(self.cluster, told * place + score, minlength=len(self.cluster_cell)) / weight
        error = 1 / weight
        precision = 1 / (between[self.cluster_series] + error)
        shape = self.present.shape
        cells = shape[0] * shape[1]
        total = np.bincount(self.cluster_cell, precision, minlength=cells).reshape(shape)
        level = np.bincount(self.cluster_cell, precision * mean, minlength=cells).reshape(shape)
        period_mean = np.divide(level, total, out=np.zeros(shape), where=self.present)
        period_variance = np.divide(1.0, total, out=np.zeros(shape), where=self.present)
        return period_mean, period_variance, mean, error
