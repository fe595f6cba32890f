"""Two periods, or four against the four before, as a log ratio with its interval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from avloppsanalys.scatter import satterthwaite_df

__all__ = ["LogRatio", "PeriodScatter", "compare_periods", "four_period_weights"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.integer[Any]]

FOUR: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodScatter:
    """The layers of scatter of each series, with the degrees of freedom that each is known by. Shape (series,)."""

    day_variance: Floats
    day_df: Floats
    campaign_variance: Floats
    campaign_df: Floats
    period_variance: Floats
    """Between periods beyond their campaigns; 0 where the question is of those very periods."""
    period_df: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRatio:
    """A log ratio of levels; missing where it cannot be told."""

    estimate: Floats
    standard_error: Floats
    df: Floats
    parts: Floats
    """Variance that days, campaigns and periods leave, in that order. Shape (3, series)."""

    def p_value(self) -> Floats:
        """Return the two-sided p of no difference."""
        from scipy.special import stdtr

        ratio = np.divide(
            np.abs(self.estimate),
            self.standard_error,
            out=np.full(self.estimate.shape, np.nan),
            where=self.standard_error > 0,
        )
        return np.asarray(2 * stdtr(self.df, -ratio))

    def interval(self, level: float = 0.95) -> tuple[Floats, Floats]:
        """Return the ends between which each log ratio lies at `level`."""
        from scipy.special import stdtrit

        reach = self.standard_error * stdtrit(self.df, 0.5 + level / 2)
        return self.estimate - reach, self.estimate + reach


def compare_periods(
    mean: Floats, weights: Floats, n_days: Floats, n_campaigns: Floats, block: Integers, scatter: PeriodScatter
) -> LogRatio:
    """Return the log ratio of two sets of periods of each series, as far as they lie in one block.

    Errors that all days of a block share cancel and take no part; across blocks they do not, so there is no number.
    Not modelled: seasons (compare the same quarters) and dependence between periods.

    Parameters
    ----------
    mean : numpy.ndarray
        Mean log of each period; missing where there is none. Shape (series, periods).
    weights : numpy.ndarray
        Weight of each period in the ratio: those of the later set sum to 1, those of the earlier to -1. Shape (series,
        periods).
    n_days, n_campaigns : numpy.ndarray
        Days and campaigns of each period. Shape (series, periods). Where days lie below a limit, what they tell in
        units of a known day.
    block : numpy.ndarray of int
        Block of each period. Shape (series, periods).
    scatter : PeriodScatter
        Moderated variances of each series.

    Returns
    -------
    LogRatio

    Notes
    -----
    ``sum of w y`` with variance ``sum of w² (s_t² + s_c²/m + s_d²/n)``; degrees of freedom after Satterthwaite over the
    three layers, each of which is the same in all periods of a series.

    Examples
    --------
    >>> one, inf = np.ones(1), np.full(1, np.inf)
    >>> scatter = PeriodScatter(
    ...     day_variance=0.2 * one, day_df=8 * one, campaign_variance=0 * one, campaign_df=inf,
    ...     period_variance=0 * one, period_df=inf,
    ... )
    >>> found = compare_periods(
    ...     np.log([[100.0, 150.0]]), np.array([[-1.0, 1.0]]), np.full((1, 2), 2.0), np.ones((1, 2)),
    ...     np.zeros((1, 2), dtype=int), scatter,
    ... )
    >>> float(np.exp(found.estimate[0]).round(6)), float((found.standard_error[0] ** 2).round(6)), float(found.df[0])
    (1.5, 0.2, 8.0)
    """
    used = weights != 0
    known = used & np.isfinite(mean) & (n_days > 0) & (n_campaigns > 0)
    highest = np.where(used, block, np.iinfo(np.int64).min).max(axis=1, initial=np.iinfo(np.int64).min)
    lowest = np.where(used, block, np.iinfo(np.int64).max).min(axis=1, initial=np.iinfo(np.int64).max)
    possible = np.any(used, axis=1) & np.all(known | ~used, axis=1) & (highest == lowest)
    square = np.square(weights) * known
    parts = np.stack(
        [
            scatter.day_variance * (square / np.where(known, n_days, 1.0)).sum(axis=1),
            scatter.campaign_variance * (square / np.where(known, n_campaigns, 1.0)).sum(axis=1),
            scatter.period_variance * square.sum(axis=1),
        ]
    )
    df = satterthwaite_df(parts, np.stack([scatter.day_df, scatter.campaign_df, scatter.period_df]))
    estimate = (weights * np.where(known, mean, 0.0)).sum(axis=1)
    return LogRatio(
        estimate=np.where(possible, estimate, np.nan),
        standard_error=np.where(possible, np.sqrt(parts.sum(axis=0)), np.nan),
        df=np.where(possible, df, np.nan),
        parts=parts,
    )


def four_period_weights(mean: Floats, block: Integers) -> tuple[Floats, Integers]:
    """Return the weights that set the latest four periods against the four before, quarter by quarter.

    Only quarters that have a number in both years count, so that seasons cancel; a pair that lies in two blocks counts
    in neither.

    Parameters
    ----------
    mean : numpy.ndarray
        Mean log of each period, without gaps in time; missing where there is none. Shape (series, periods).
    block : numpy.ndarray of int
        Block of each period. Shape (series, periods).

    Returns
    -------
    weights : numpy.ndarray
        For `compare_periods`; 0 throughout where there is no pair. Shape (series, periods).
    pairs : numpy.ndarray of int
        Quarters that are compared, 0 to 4.

    Examples
    --------
    >>> mean = np.array([[1.0, 1, 1, 1, 2, 2, np.nan, 2]])
    >>> weights, pairs = four_period_weights(mean, np.zeros((1, 8), dtype=int))
    >>> int(pairs[0]), float((weights * np.nan_to_num(mean)).sum())
    (3, 1.0)
    """
    weights = np.zeros(mean.shape)
    if not mean.size:
        return weights, np.zeros(len(mean), dtype=int)
    seen, rows = np.isfinite(mean), np.arange(len(mean))[:, None]
    # The latest quarter is the series' own: others may have gone on for longer.
    newest = mean.shape[1] - 1 - np.argmax(seen[:, ::-1], axis=1)
    later = newest[:, None] - np.arange(FOUR)
    earlier = later - FOUR
    there = newest[:, None] >= 2 * FOUR - 1
    later, earlier = np.maximum(later, 0), np.maximum(earlier, 0)
    # All pairs must share one block, that of the latest quarter that has a number: its shared errors then cancel.
    now = block[rows, newest[:, None]]
    paired = there & seen[rows, later] & seen[rows, earlier]
    paired &= (block[rows, later] == now) & (block[rows, earlier] == now)
    pairs = paired.sum(axis=1)
    share = np.divide(paired, pairs[:, None], out=np.zeros(paired.shape), where=pairs[:, None] > 0)
    np.add.at(weights, (rows, later), share)
    np.add.at(weights, (rows, earlier), -share)
    return weights, pairs
