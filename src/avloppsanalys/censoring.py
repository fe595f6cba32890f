"""Days that are known only as an interval: below a limit, detected but not quantified, above the range.

Kernels on arrays. Nothing is substituted: each day enters the likelihood of a lognormal as what it is, an exact value
or an interval, with the day-to-day scatter taken as known (Tobit with a given sigma). Few days cannot tell both a
level and a scatter when some of them lie below the limit.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["location_bound", "location_fit", "location_information"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.integer[Any]]

_EXACT = 1e-6  # a log interval narrower than this is a value: 0.0001 % of a concentration
_TOLERANCE = 1e-10
_MOST_STEPS = 200


def location_fit(
    log_low: Floats, log_high: Floats, sigma: Floats, group: Integers, groups: int
) -> tuple[Floats, Floats]:
    """Fit the mean of each group of normal values of which some are known only to lie in an interval.

    Not modelled: the scatter (`sigma` is given) and errors that days share.

    Parameters
    ----------
    log_low, log_high : numpy.ndarray
        Log of the ends between which each value lies; equal where it is known, -inf or inf where an end is open.
    sigma : numpy.ndarray
        Standard deviation of each value.
    group : numpy.ndarray of int
        The group of each value, 0 to `groups` - 1.
    groups : int
        How many groups there are.

    Returns
    -------
    mean, information : numpy.ndarray
        One a group: the maximum of the likelihood and minus its second derivative. The mean is missing where no value
        has an end on each side of it: all below or all above a limit.

    Notes
    -----
    The log-likelihood is ``sum of ln(Phi(b) - Phi(a))`` with ``a, b = (low - mean) / sigma, (high - mean) / sigma``
    (the normal density where low = high). It is concave in the mean, so Newton's method with bounded steps finds the
    maximum.

    References
    ----------
    .. [1] J. Tobin, "Estimation of relationships for limited dependent variables", Econometrica 26 (1958),
       :doi:`10.2307/1907382`.

    Examples
    --------
    >>> low, high = np.log([5.0, 0.5, 3.0]), np.log([5.0, 1.0, 3.0])
    >>> mean, information = location_fit(low, high, np.full(3, 0.5), np.zeros(3, dtype=int), 1)
    >>> float(np.exp(mean[0]))
    2.31355
    """
    bounded_below = np.bincount(group, np.isfinite(log_low), minlength=groups) > 0
    bounded_above = np.bincount(group, np.isfinite(log_high), minlength=groups) > 0
    determined = bounded_below & bounded_above
    middle = np.where(
        np.isfinite(log_low) & np.isfinite(log_high),
        (np.where(np.isfinite(log_low), log_low, 0) + np.where(np.isfinite(log_high), log_high, 0)) / 2,
        np.where(np.isfinite(log_high), log_high, log_low),
    )
    middle = np.where(np.isfinite(middle), middle, 0.0)
    size = np.maximum(np.bincount(group, minlength=groups), 1)
    mean = np.bincount(group, middle, minlength=groups) / size
    widest = np.zeros(groups)
    np.maximum.at(widest, group, sigma)
    for _ in range(_MOST_STEPS):
        slope, curvature = _derivatives(log_low, log_high, sigma, mean[group])
        information = np.bincount(group, curvature, minlength=groups)
        score = np.bincount(group, slope, minlength=groups)
        step = np.divide(score, information, out=np.zeros(groups), where=determined & (information > 0))
        step = np.clip(step, -2 * widest, 2 * widest)
        mean = mean + step
        if np.all(np.abs(step) <= _TOLERANCE):
            break
    return np.where(determined, mean, np.nan), np.where(determined, information, 0.0)


def location_information(log_low: Floats, log_high: Floats, sigma: Floats, mean: Floats) -> Floats:
    """Return what each value tells of the mean: minus the second derivative of its log-likelihood.

    Parameters
    ----------
    log_low, log_high : numpy.ndarray
        Log of the ends between which each value lies, as in `location_fit`.
    sigma : numpy.ndarray
        Standard deviation of each value.
    mean : numpy.ndarray
        The mean of each value's group.

    Returns
    -------
    numpy.ndarray
        One a value: ``1/sigma²`` for a known value, next to nothing for one below a limit far above the mean.

    Examples
    --------
    >>> ends = np.array([0.0, -np.inf]), np.array([0.0, 9.0])
    >>> location_information(*ends, np.array([0.5, 0.5]), np.zeros(2)).round(3).tolist()
    [4.0, 0.0]
    """
    return _derivatives(log_low, log_high, sigma, mean)[1]


def _derivatives(log_low: Floats, log_high: Floats, sigma: Floats, mean: Floats) -> tuple[Floats, Floats]:
    """Return the slope and minus the curvature of each value's log-likelihood in the mean."""
    exact = (log_high - log_low) < _EXACT
    slope = np.where(exact, (log_high - mean) / sigma**2, 0.0)
    curvature = np.where(exact, 1 / sigma**2, 0.0)
    some = ~exact
    if some.any():
        below, above = (log_low[some] - mean[some]) / sigma[some], (log_high[some] - mean[some]) / sigma[some]
        log_mass = _log_mass(below, above)
        at_below, at_above = np.exp(_log_density(below) - log_mass), np.exp(_log_density(above) - log_mass)
        pull = at_below - at_above
        bend = np.where(np.isfinite(below), below, 0.0) * at_below - np.where(np.isfinite(above), above, 0.0) * at_above
        slope[some] = pull / sigma[some]
        # Minus the curvature is 1 - the variance of the truncated normal; rounding may push it past its bounds.
        curvature[some] = np.clip(pull**2 - bend, 0.0, 1.0) / sigma[some] ** 2
    return slope, curvature


def _log_density(z: Floats) -> Floats:
    """Return the log of the standard normal density, -inf at an open end."""
    return np.asarray(-0.5 * np.square(z) - 0.5 * np.log(2 * np.pi))


def _log_mass(below: Floats, above: Floats) -> Floats:
    """Return ln(Phi(above) - Phi(below)), computed in the tail where it does not cancel."""
    from scipy.special import log_ndtr

    flip = below > 0  # in the upper tail both Phi are near one: use the mirror image
    low, high = np.where(flip, -above, below), np.where(flip, -below, above)
    larger, smaller = log_ndtr(high), log_ndtr(low)
    return np.asarray(larger + np.log1p(-np.exp(smaller - larger)))


def location_bound(log_limit: Floats, sigma: Floats, group: Integers, groups: int, level: float = 0.95) -> Floats:
    """Return the largest mean that all values below their limits leave credible: a one-sided upper bound.

    Parameters
    ----------
    log_limit : numpy.ndarray
        Log of the limit below which each value lies.
    sigma : numpy.ndarray
        Standard deviation of each value.
    group : numpy.ndarray of int
        The group of each value, 0 to `groups` - 1.
    groups : int
        How many groups there are.
    level : float, default 0.95
        Confidence of the bound.

    Returns
    -------
    numpy.ndarray
        One a group: the mean at which the chance that all values lie below their limits is ``1 - level``; with one
        limit and n values, ``log_limit - sigma * ndtri((1 - level) ** (1 / n))``. Missing for a group without values.

    Examples
    --------
    >>> bound = location_bound(np.log([2.0, 2.0]), np.full(2, 0.5), np.zeros(2, dtype=int), 1)
    >>> float(np.exp(bound[0]))
    2.92467
    """
    from scipy.special import log_ndtr

    present = np.bincount(group, minlength=groups) > 0
    reach = 10 * sigma.max(initial=1.0)
    low, high = np.full(groups, np.inf), np.full(groups, -np.inf)
    np.minimum.at(low, group, log_limit - reach)
    np.maximum.at(high, group, log_limit + reach)
    low, high = np.where(present, low, 0.0), np.where(present, high, 0.0)
    target = np.log(1 - level)
    for _ in range(_MOST_STEPS):  # bisection: the chance falls steadily with the mean
        middle = (low + high) / 2
        chance = np.bincount(group, log_ndtr((log_limit - middle[group]) / sigma), minlength=groups)
        low, high = np.where(chance > target, middle, low), np.where(chance > target, high, middle)
        if np.all(high - low <= _TOLERANCE):
            break
    return np.where(present, (low + high) / 2, np.nan)
