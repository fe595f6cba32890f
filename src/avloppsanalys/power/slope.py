"""Power of the t-test on a slope through periods, and what it takes: the closed form, which bounds any verdict."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = [
    "days_needed",
    "log_change_per_period",
    "slope_power",
    "slope_variance",
    "smallest_detectable",
]

Floats = npt.NDArray[np.float64]

_FAR: Final = 30.0
"""Noncentrality beyond which the noncentral t may have no number; the test has found the change long before."""
_NEAR: Final = 5.0
"""Noncentrality from which the chance of the wrong sign is below one in a million, whatever the limit."""
_NODES: Final = 200
_HALVINGS: Final = 60
_MOST_DAYS: Final = 91


def log_change_per_period(change: npt.ArrayLike, periods_per_year: float = 4) -> Floats:
    """Return a yearly change as the log change from one period to the next.

    Parameters
    ----------
    change : array_like
        Share by which the level changes in a year, above -1: 0.25 for 25 % a year.
    periods_per_year : float, default 4
        Periods in a year.

    Returns
    -------
    numpy.ndarray
        ``ln(1 + change) / periods_per_year``.

    Examples
    --------
    >>> float(log_change_per_period(0.25).round(4))
    0.0558
    """
    return np.asarray(np.log1p(np.asarray(change, dtype=float)) / periods_per_year)


def slope_variance(
    periods: npt.ArrayLike, days: npt.ArrayLike, day_variance: npt.ArrayLike, period_variance: npt.ArrayLike
) -> Floats:
    """Return the variance of the slope per period through equally sampled periods.

    Parameters
    ----------
    periods, days : array_like
        Number of periods, and of days in each.
    day_variance, period_variance : array_like
        Log variances of a single day (measurement included) and of a period about the line.

    Returns
    -------
    numpy.ndarray
        ``12 (tau² + s²/d) / (Q (Q² - 1))``, the arrays broadcast.

    Examples
    --------
    >>> float(slope_variance(3, 1, 2.0, 0.0))
    1.0
    """
    number = np.asarray(periods, dtype=float)
    scatter = np.asarray(period_variance, dtype=float) + np.asarray(day_variance, dtype=float) / np.asarray(days)
    return np.asarray(12 * scatter / (number * (number**2 - 1)))


def slope_power(slope: npt.ArrayLike, variance: npt.ArrayLike, df: npt.ArrayLike, alpha: float = 0.05) -> Floats:
    """Return the chance that a two-sided t-test finds a slope.

    Parameters
    ----------
    slope : array_like
        The true slope, in the unit in which `variance` is given.
    variance : array_like
        Variance of its estimate.
    df : array_like
        Degrees of freedom of the test.
    alpha : float, default 0.05
        Size of the test.

    Returns
    -------
    numpy.ndarray
        ``P(|T| > t(1 - alpha/2, df))`` with T noncentral t; missing where `df` is below 1.

    Notes
    -----
    An upper bound for a verdict that asks for more than this test.

    Examples
    --------
    >>> float(slope_power(0.0, 1.0, 10).round(6))
    0.05
    """
    from scipy.special import stdtrit

    effect, spread, free = np.broadcast_arrays(*(np.asarray(one, dtype=float) for one in (slope, variance, df)))
    free = np.where(free >= 1, free, np.nan)
    limit = stdtrit(free, 1 - alpha / 2)
    shift = np.divide(np.abs(effect), np.sqrt(spread), out=np.full(effect.shape, np.inf), where=spread > 0)
    shape = shift.shape
    return _beyond(*(np.atleast_1d(one) for one in (shift, free, limit))).reshape(shape)


def _beyond(shift: Floats, df: Floats, limit: Floats) -> Floats:
    """Return the chance that a noncentral t lies beyond the limits, also where the library has no number for it."""
    from scipy.special import nctdtr  # not scipy.stats, which takes half a second to import

    near = np.minimum(shift, _FAR)
    with np.errstate(all="ignore"):
        above, under = 1 - nctdtr(df, near, limit), nctdtr(df, near, -limit)
    # Beyond the other limit it is next to never once the shift is large; there the library may have no number.
    value = np.asarray(above + np.where(np.isfinite(under), under, 0.0))
    untold = ~np.isnan(df) & ((shift > _FAR) | ~np.isfinite(value) | (~np.isfinite(under) & (shift < _NEAR)))
    if untold.any():
        value[untold] = _integrated(shift[untold], df[untold], limit[untold])
    return np.asarray(np.where(np.isnan(df), np.nan, np.clip(value, 0.0, 1.0)))


def _integrated(shift: Floats, df: Floats, limit: Floats) -> Floats:
    """Return the same chance by integrating over the estimated standard deviation."""
    from scipy.special import gammaincinv, ndtr

    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    ratio = np.sqrt(2 * gammaincinv(df[:, None] / 2, (nodes + 1) / 2) / df[:, None])
    reach = limit[:, None] * ratio
    return np.asarray((ndtr(shift[:, None] - reach) + ndtr(-shift[:, None] - reach)) @ weights / 2)


def smallest_detectable(
    variance: npt.ArrayLike, df: npt.ArrayLike, *, power: float = 0.8, alpha: float = 0.05
) -> Floats:
    """Return the smallest slope that the t-test finds with the wanted power.

    Parameters
    ----------
    variance : array_like
        Variance of the slope's estimate.
    df : array_like
        Degrees of freedom of the test.
    power : float, default 0.8
        Wanted power, above `alpha`.
    alpha : float, default 0.05
        Size of the test.

    Returns
    -------
    numpy.ndarray
        In the unit of the slope; missing where `df` is below 1.

    Notes
    -----
    The noncentrality at which the noncentral t has the power, found by halving, times the standard error.

    Examples
    --------
    >>> found = smallest_detectable(1.0, 10)
    >>> float(slope_power(found, 1.0, 10).round(6))
    0.8
    """
    from scipy.special import stdtrit

    spread, free = np.broadcast_arrays(np.asarray(variance, dtype=float), np.asarray(df, dtype=float))
    different, which = np.unique(np.where(free >= 1, free, np.nan), return_inverse=True)
    limit = np.asarray(stdtrit(different, 1 - alpha / 2), dtype=float)
    low, high = np.zeros(len(different)), limit * 2 + _FAR
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        enough = _beyond(middle, different, limit) >= power
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    shift = np.where(np.isnan(different), np.nan, high)
    return np.asarray(shift[which].reshape(spread.shape) * np.sqrt(spread))


def days_needed(
    change: npt.ArrayLike,
    periods: npt.ArrayLike,
    day_variance: npt.ArrayLike,
    period_variance: npt.ArrayLike,
    *,
    power: float = 0.8,
    alpha: float = 0.05,
    lost_df: int = 2,
    periods_per_year: float = 4,
    most: int = _MOST_DAYS,
) -> Floats:
    """Return how many days each period takes for a yearly change to be found with the wanted power.

    Parameters
    ----------
    change : array_like
        Yearly change as a share: 0.25, or -0.25.
    periods : array_like
        Number of periods.
    day_variance, period_variance : array_like
        Log variances of a single day and of a period about the line. With campaigns as the unit the first is that of a
        campaign's mean, and the answer their number.
    power, alpha : float
        Wanted power and size of the test.
    lost_df : int, default 2
        Columns of the line: 2 without season terms, 5 with them.
    periods_per_year : float, default 4
        Periods in a year.
    most : int, default 91
        Days of a period: if more are needed, no number of days is enough.

    Returns
    -------
    numpy.ndarray
        Whole days; infinite where no number is enough.

    Notes
    -----
    The fewest whole d at which `slope_power` reaches the wanted power, found by halving (power grows with d). The
    closed form ``d >= s² / [b² Q (Q² - 1) / (12 (t(1 - alpha/2) + t(power))²) - tau²]`` agrees with it below 20 days.

    Examples
    --------
    >>> float(days_needed(0.25, 12, np.log(1.25), 0.1**2))
    7.0
    """
    effect = log_change_per_period(change, periods_per_year)
    effect, number, day, between = np.broadcast_arrays(
        effect, *(np.asarray(one, dtype=float) for one in (periods, day_variance, period_variance))
    )
    df = number - lost_df

    def enough(days: Floats) -> npt.NDArray[np.bool_]:
        return slope_power(effect, slope_variance(number, days, day, between), df, alpha) >= power

    low, high = np.zeros(effect.shape), np.full(effect.shape, float(most))
    possible = enough(high)
    while np.any(high - low > 1):
        middle = np.floor((low + high) / 2)
        found = enough(np.maximum(middle, 1))
        low, high = np.where(found, low, np.minimum(middle, high - 1)), np.where(found, np.maximum(middle, 1), high)
    return np.where(possible, high, np.inf)
