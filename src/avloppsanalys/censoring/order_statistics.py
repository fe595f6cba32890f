"""Regression on order statistics: values below limits read off the line that the detected ones lie on."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from avloppsanalys.censoring.group_means import GroupMeans, known_values, means_of_groups

__all__ = ["regression_on_order_statistics"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.integer[Any]]
Flags = npt.NDArray[np.bool_]

_LEAST_DETECTED: Final = 2
_MOST_BELOW: Final = 0.8
_FALLBACK: Final = 0.5


def regression_on_order_statistics(value: Floats, below: Flags, group: Integers, groups: int) -> GroupMeans:
    """Return mean and standard deviation of each group, values below limits imputed from a lognormal probability plot.

    The plotting positions are those of Hirsch and Stedinger in Cohn's form, for one or several limits (as in R's NADA
    and in statsmodels; EnvStats uses others and gets other numbers). The scatter of the imputed values is not carried
    into any interval.

    Parameters
    ----------
    value : numpy.ndarray
        Measured value, or the limit where `below` [any unit]; one that is missing or not positive is left out.
    below : numpy.ndarray of bool
        Whether the value lies below the limit.
    group : numpy.ndarray of int
        The group of each value, 0 to `groups` - 1.
    groups : int
        How many groups there are.

    Returns
    -------
    GroupMeans
        A value below a limit that exceeds the group's largest detected one is left out. `status` is ``half_limit``
        where fewer than two values are detected, or more than 80 % lie below: half the limit then stands in their
        place.

    Raises
    ------
    CensoringError
        If the arrays do not belong together.

    Notes
    -----
    For limit j, with A_j values detected from it up to the next limit, B_j values known to lie below it and C_j values
    below just this limit, the chance of exceeding it is ``e_j = e_(j+1) + (1 - e_(j+1)) A_j / (A_j + B_j)``. The i-th
    detected value has plotting position ``(1 - e_j) + (e_j - e_(j+1)) i / (A_j + 1)``, the i-th below the limit
    ``(1 - e_j) i / (C_j + 1)``.

    References
    ----------
    .. [1] R. M. Hirsch and J. R. Stedinger, "Plotting positions for historical floods and their precision", Water
       Resour. Res. 23 (1987), :doi:`10.1029/WR023i004p00715`.
    .. [2] D. R. Helsel and T. A. Cohn, "Estimation of descriptive statistics for multiply censored water quality data",
       Water Resour. Res. 24 (1988), :doi:`10.1029/WR024i012p01997`.

    Examples
    --------
    >>> value = np.array([1.0, 3.0, 7.0, 9.0, 12.0])
    >>> below = np.array([True, False, False, False, False])
    >>> means = regression_on_order_statistics(value, below, np.zeros(5, dtype=int), 1)
    >>> float(means.mean[0])
    6.501913
    """
    known = known_values(value, below, group, groups)
    n = np.bincount(group[known], minlength=groups)
    n_below = np.bincount(group[known & below], minlength=groups)
    too_few = (n - n_below < _LEAST_DETECTED) | (n_below > _MOST_BELOW * n)
    status = np.where((n_below > 0) & too_few, "half_limit", "ok")

    largest = np.full(groups, -np.inf)
    np.maximum.at(largest, group[known & ~below], value[known & ~below])
    regressed = known & ((n_below > 0) & ~too_few)[group] & ~(below & (value > largest[group]))
    put = np.where(below, _FALLBACK * value, value)
    put[regressed] = _imputed(value[regressed], below[regressed], group[regressed], groups)
    used = regressed | (known & ((n_below == 0) | too_few)[group])
    return means_of_groups(put, below, used, group, groups, status)


def _imputed(value: Floats, below: Flags, group: Integers, groups: int) -> Floats:
    """Return the values with those below a limit read off the line through the detected ones."""
    from scipy.special import ndtri

    score = ndtri(_plotting_positions(value, below, group, groups))
    logs, seen = np.log(value), ~below
    size = np.maximum(np.bincount(group[seen], minlength=groups), 1)
    score_mean = np.bincount(group[seen], score[seen], minlength=groups) / size
    log_mean = np.bincount(group[seen], logs[seen], minlength=groups) / size
    from_mean = score - score_mean[group]
    across = np.bincount(group[seen], (from_mean * (logs - log_mean[group]))[seen], minlength=groups)
    squares = np.bincount(group[seen], np.square(from_mean[seen]), minlength=groups)
    slope = np.divide(across, squares, out=np.zeros(groups), where=squares > 0)
    return np.where(below, np.exp(log_mean[group] + slope[group] * from_mean), value)


def _plotting_positions(value: Floats, below: Flags, group: Integers, groups: int) -> Floats:
    """Return the plotting position of each value among those of its group."""
    limit, owner = _limit_of_each(value, below, group, groups)
    limits = len(owner)
    a = np.bincount(limit[~below], minlength=limits)
    c = np.bincount(limit[below], minlength=limits)
    first = np.searchsorted(owner, owner)  # the lowest limit of the same group
    detected_before, below_until = np.cumsum(a) - a, np.cumsum(c)
    b = (detected_before - detected_before[first]) + (below_until - (below_until - c)[first])
    exceeded = _exceedance(a, b, owner)
    following = np.append(exceeded[1:], 0.0)
    following[np.append(owner[1:] != owner[:-1], [True])[:limits]] = 0.0

    rank = _rank_within(limit * 2 + below, value)
    one = exceeded[limit]
    detected_position = (1 - one) + (one - following[:limits][limit]) * rank / (a[limit] + 1)
    return np.where(below, (1 - one) * rank / (c[limit] + 1), detected_position)


def _limit_of_each(value: Floats, below: Flags, group: Integers, groups: int) -> tuple[Integers, Integers]:
    """Return which limit each value stands at or above, numbered over all groups, and whose each limit is.

    The smallest value of a group counts as a limit where it lies below all of them.
    """
    lowest = np.full(groups, np.inf)
    np.minimum.at(lowest, group, value)
    levels, place = np.unique(value, return_inverse=True)
    key = group * len(levels) + place
    limits = np.unique(key[below | (value == lowest[group])])
    return np.searchsorted(limits, key, side="right") - 1, limits // max(len(levels), 1)


def _exceedance(a: Integers, b: Integers, owner: Integers) -> Floats:
    """Return the chance of exceeding each limit, worked from each group's highest limit down."""
    share = a / np.maximum(a + b, 1)
    from_top = np.searchsorted(owner, owner, side="right") - 1 - np.arange(len(owner))
    exceeded = np.zeros(len(owner))
    for depth in range(from_top.max(initial=-1) + 1):
        here = np.flatnonzero(from_top == depth)
        above = exceeded[here + 1] if depth else np.zeros(len(here))
        exceeded[here] = above + (1 - above) * share[here]
    return exceeded


def _rank_within(key: Integers, value: Floats) -> Integers:
    """Return the rank of each value, from 1, among those with the same key; equal values in the order given."""
    order = np.lexsort((value, key))
    rank = np.empty(len(key), dtype=np.intp)
    rank[order] = np.arange(1, len(key) + 1) - np.searchsorted(key[order], key[order])
    return rank
