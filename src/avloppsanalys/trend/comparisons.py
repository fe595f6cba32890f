"""Each series' latest period against another, and its latest year against the one before."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from avloppsanalys.scatter import moderated_variance
from avloppsanalys.trend.comparison import LogRatio, PeriodScatter, compare_periods, four_period_weights
from avloppsanalys.trend.day_line import DayLine
from avloppsanalys.trend.series import DaySeries
from avloppsanalys.trend.shared_doubt import join_variance, mix_variance

__all__ = ["Comparison", "comparisons"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.integer[Any]]

ComparisonKind = Literal["same_period_last_year", "previous_period", "four_periods"]

_FOUR: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One comparison of each series; the periods are missing (-1) where there is nothing to compare."""

    kind: ComparisonKind
    ratio: LogRatio
    first: Integers
    """The period compared with (of several the first one)."""
    last: Integers
    n_periods: Integers
    """How many take part."""
    n_days: Integers
    weights: Floats
    """Weight of each period in the log ratio. Shape (series, periods)."""
    scatter: PeriodScatter
    extra: Floats
    """Variance that an unknown weekday pattern and the factors that join blocks leave."""


def comparisons(series: DaySeries, fitted: DayLine, per_year: int) -> list[Comparison]:
    """Compare the latest period of each series with the same one last year and the one before, and year with year.

    The question is of those very periods, so no scatter between periods is added. That of days is what the series'
    periods show, moderated by what many plants have shown, that of campaigns as in a level. A period of which
    no day has a number cannot be compared, nor one of a series whose scatter of days is not known.

    Parameters
    ----------
    series : DaySeries
        The series.
    fitted : DayLine
        Their line, for the means of their periods.
    per_year : int
        Periods in a year; the year with year is of quarters alone.

    Returns
    -------
    list of Comparison
    """
    known = np.isfinite(fitted.day_variance)[:, None]
    mean = np.where((series.n_quantified > 0) & known, fitted.mean, np.nan)
    count, periods = mean.shape
    seen = np.isfinite(mean)
    last = np.where(seen.any(axis=1), periods - 1 - np.argmax(seen[:, ::-1], axis=1), -1)
    rows = np.arange(count)
    before = np.where(np.arange(periods) < last[:, None], seen, False)
    previous = np.where(before.any(axis=1), periods - 1 - np.argmax(before[:, ::-1], axis=1), -1)
    year_ago = np.where((last >= per_year) & seen[rows, np.maximum(last - per_year, 0)], last - per_year, -1)
    found = []
    pairs: list[tuple[ComparisonKind, Integers]] = [
        ("same_period_last_year", year_ago), ("previous_period", previous),
    ]  # fmt: skip
    for kind, first in pairs:
        weights = np.zeros(mean.shape)
        both = (first >= 0) & (last >= 0)
        weights[rows[both], last[both]], weights[rows[both], first[both]] = 1.0, -1.0
        found.append(_compared(kind, series, fitted, mean, weights))
    if per_year == _FOUR:
        weights, _ = four_period_weights(mean, series.block)
        found.append(_compared("four_periods", series, fitted, mean, weights))
    return found


def _compared(kind: ComparisonKind, series: DaySeries, fitted: DayLine, mean: Floats, weights: Floats) -> Comparison:
    """Return one comparison from the weights of its periods."""
    layers, one = series.layers, series.first_row
    none = np.zeros(len(one))
    own = np.isfinite(fitted.day_variance) & (fitted.day_df > 0)
    day_variance, day_df = moderated_variance(
        np.where(own, fitted.day_variance, 0.0),
        np.where(own, fitted.day_df, 0.0),
        layers.borrowed_variance[one],
        layers.borrowed_df[one],
    )
    scatter = PeriodScatter(
        day_variance=day_variance,
        day_df=day_df,
        campaign_variance=layers.campaign_variance[one],
        campaign_df=layers.campaign_df[one],
        period_variance=none,
        period_df=none + np.inf,
    )
    ratio = compare_periods(
        mean, weights, series.n_days.astype(float), series.n_campaigns.astype(float), series.block, scatter
    )
    extra = mix_variance(weights, series.mix, layers.weekday_covariance)
    extra += join_variance(weights, series.join_log_sd)
    used = weights != 0
    any_used = used.any(axis=1)
    return Comparison(
        kind=kind,
        ratio=replace(ratio, standard_error=np.sqrt(np.square(ratio.standard_error) + extra)),
        first=np.where(any_used, np.argmax(used, axis=1), -1),
        last=np.where(any_used, used.shape[1] - 1 - np.argmax(used[:, ::-1], axis=1), -1),
        n_periods=used.sum(axis=1),
        n_days=np.where(used, series.n_days, 0).sum(axis=1),
        weights=weights,
        scatter=scatter,
        extra=extra,
    )
