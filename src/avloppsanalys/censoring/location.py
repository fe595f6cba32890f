"""The mean of a group whose scatter is known, and its upper bound where every value lies below a limit.

Few days cannot tell both a level and a scatter when some of them lie below the limit, so the scatter is given.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from avloppsanalys.censoring.intervals import is_exact, is_informative, middles
from avloppsanalys.censoring.truncated_normal import below, between

__all__ = ["location_bound", "location_fit", "location_information", "location_score"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.integer[Any]]

_TOLERANCE = 1e-10
_RISE = 1e-24  # of the log-likelihood: where it is flat over a wide range, any mean there is as good
_MOST_STEPS = 200


def location_fit(
    log_low: Floats, log_high: Floats, sigma: Floats, group: Integers, groups: int
) -> tuple[Floats, Floats]:
    """Fit the mean of each group of normal values of which some are known only to lie in an interval.

    Not modelled: the scatter (`sigma` is given) and errors that days share.

    Parameters
    ----------
    log_low, log_high : numpy.ndarray
        Log of the ends between which each value lies; equal where it is known, -inf or inf where an end is open. A
        value with a missing end, or open at both, is left out.
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
    (the normal density where low = high). It is concave in the mean, so Newton's method, kept within the bracket that
    the sign of the slope has shown, finds the maximum.

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
    known = is_informative(log_low, log_high)
    low, high, sigma, group = log_low[known], log_high[known], sigma[known], group[known]
    determined = (np.bincount(group[np.isfinite(low)], minlength=groups) > 0) & (
        np.bincount(group[np.isfinite(high)], minlength=groups) > 0
    )
    exact = is_exact(low, high)
    weight = np.where(exact, np.square(sigma) ** -1.0, 0.0)
    exact_information = np.bincount(group, weight, minlength=groups)
    exact_sum = np.bincount(group, weight * np.where(exact, high, 0.0), minlength=groups)
    start = np.bincount(group, middles(low, high), minlength=groups) / np.maximum(
        np.bincount(group, minlength=groups), 1
    )
    low, high, sigma, group = low[~exact], high[~exact], sigma[~exact], group[~exact]
    open_ended = np.bincount(group, minlength=groups) > 0
    mean = np.where(open_ended, start, exact_sum / np.where(exact_information > 0, exact_information, 1.0))
    left, right = np.full(groups, -np.inf), np.full(groups, np.inf)
    for _ in range(_MOST_STEPS):
        slope, curvature = _derivatives(low, high, sigma, mean[group])
        information = exact_information + np.bincount(group, curvature, minlength=groups)
        score = exact_sum - exact_information * mean + np.bincount(group, slope, minlength=groups)
        moving = determined & open_ended & (information > 0)
        step = np.divide(score, information, out=np.zeros(groups), where=moving)
        if np.all((np.abs(step) <= _TOLERANCE) | (score * step <= _RISE)):
            break
        left, right = np.where(moving & (score > 0), mean, left), np.where(moving & (score < 0), mean, right)
        reached = mean + step
        outside = moving & ((reached < left) | (reached > right))
        reached[outside] = left[outside] / 2 + right[outside] / 2
        mean = reached
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
    told = np.zeros(len(sigma))
    exact = is_exact(log_low, log_high)
    told[exact] = sigma[exact] ** -2.0
    interval = ~exact & is_informative(log_low, log_high)
    told[interval] = _derivatives(log_low[interval], log_high[interval], sigma[interval], mean[interval])[1]
    return told


def location_score(log_low: Floats, log_high: Floats, sigma: Floats, mean: Floats) -> tuple[Floats, Floats]:
    """Return what each value asks of the mean, and what it tells of it: first and minus second derivative.

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
    score, information : numpy.ndarray
        One a value: ``(value - mean) / sigma²`` and ``1 / sigma²`` for a known one, 0 and 0 for one that says nothing.

    Notes
    -----
    Of the value itself, given its ends, the expectation is ``mean + sigma² score`` and the variance
    ``sigma² (1 - sigma² information)``.

    Examples
    --------
    >>> score, information = location_score(np.array([1.0]), np.array([1.0]), np.array([0.5]), np.zeros(1))
    >>> float(score[0]), float(information[0])
    (4.0, 4.0)
    """
    score, told = np.zeros(len(sigma)), np.zeros(len(sigma))
    exact = is_exact(log_low, log_high)
    told[exact] = sigma[exact] ** -2.0
    score[exact] = (log_high[exact] - mean[exact]) * told[exact]
    interval = ~exact & is_informative(log_low, log_high)
    score[interval], told[interval] = _derivatives(
        log_low[interval], log_high[interval], sigma[interval], mean[interval]
    )
    return score, told


def _derivatives(log_low: Floats, log_high: Floats, sigma: Floats, mean: Floats) -> tuple[Floats, Floats]:
    """Return the slope and minus the curvature of the log-likelihood of each interval in the mean."""
    low, high = (log_low - mean) / sigma, (log_high - mean) / sigma
    pull, bend = np.zeros(len(mean)), np.zeros(len(mean))
    has_low, has_high = np.isfinite(low), np.isfinite(high)
    for one, ends, side in ((has_high & ~has_low, high, 1), (has_low & ~has_high, low, -1)):
        if one.any():
            end = side * ends[one]
            hazard = below(end)[1]
            pull[one], bend[one] = -side * hazard, hazard * (end + hazard)
    two = has_low & has_high
    if two.any():
        _, at_low, at_high, inside = between(low[two], high[two])
        middle, half = low[two] / 2 + high[two] / 2, (high[two] - low[two]) / 2
        pull[two], bend[two] = inside, inside**2 - middle * inside + half * (at_low + at_high)
    # Minus the curvature is 1 - the variance of the truncated normal; rounding may push it past its bounds.
    return pull / sigma, np.clip(bend, 0.0, 1.0) / sigma**2


def location_bound(log_limit: Floats, sigma: Floats, group: Integers, groups: int, level: float = 0.95) -> Floats:
    """Return the largest mean that all values below their limits leave credible: a one-sided upper bound.

    Parameters
    ----------
    log_limit : numpy.ndarray
        Log of the limit below which each value lies; a value whose limit is missing is left out.
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

    Notes
    -----
    The log of the chance is concave and falls with the mean. Newton's method starts above the root, where any one
    value alone would put it, and so comes down to it without ever passing.

    Examples
    --------
    >>> bound = location_bound(np.log([2.0, 2.0]), np.full(2, 0.5), np.zeros(2, dtype=int), 1)
    >>> float(np.exp(bound[0]))
    2.92467
    """
    from scipy.special import ndtri

    known = np.isfinite(log_limit)
    log_limit, sigma, group = log_limit[known], sigma[known], group[known]
    present = np.bincount(group, minlength=groups) > 0
    bound = np.full(groups, np.inf)
    np.minimum.at(bound, group, log_limit - sigma * ndtri(1 - level))
    bound = np.where(present, bound, 0.0)
    target = np.log(1 - level)
    for _ in range(_MOST_STEPS):
        log_chance, hazard = below((log_limit - bound[group]) / sigma)
        excess = np.bincount(group, log_chance, minlength=groups) - target
        fall = np.bincount(group, hazard / sigma, minlength=groups)
        step = np.divide(excess, fall, out=np.zeros(groups), where=present)
        bound = bound + step
        if np.all(np.abs(step) <= _TOLERANCE):
            break
    return np.where(present, bound, np.nan)
