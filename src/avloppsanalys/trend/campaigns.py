"""How much campaigns of one period differ beyond their days: a profile of the restricted likelihood."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

__all__ = ["campaign_ratio"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.integer[Any]]

_GRID: Final = np.array([0.0, 0.02, 0.05, 0.1, 0.18, 0.3, 0.5, 0.8, 1.3, 2.0, 3.5, 6.0, 12.0])
_GOLDEN: Final = (5**0.5 - 1) / 2
_STEPS: Final = 24
_WORTH: Final = 1e-9
"""Log-likelihood that a campaign layer must gain to be believed: where it cannot be told, rounding must not decide."""


def campaign_ratio(
    values: Floats, worth: Floats, cell: Integers, cluster: Integers, series: Integers, count: int
) -> Floats:
    """Return each series' variance between campaigns of one period, in units of that between days of one campaign.

    Only differences within a period tell of it; where no period has two campaigns, or no campaign two days, the ratio
    is 0: the campaigns' luck is then part of the periods', or of the days', and is found there.

    Parameters
    ----------
    values : numpy.ndarray
        One a sample.
    worth : numpy.ndarray
        How many single days each sample is worth.
    cell, cluster, series : numpy.ndarray of int
        The period within its series, the campaign within that, and the series of each day.
    count : int
        How many series there are.

    Returns
    -------
    numpy.ndarray
        One a series, 0 to 12.

    Notes
    -----
    With a campaign worth n days and w = n / (1 + rho n), S the squares within campaigns plus those of campaigns about
    their period's weighted mean: ``-[(N - Q) ln S + sum of ln(1 + rho n) + sum over periods of ln(sum of w)] / 2``.

    Examples
    --------
    >>> days = np.array([0.0, 0.1, 2.0, 2.1, 1.0, 1.1])
    >>> one = np.zeros(6, dtype=int)
    >>> bool(campaign_ratio(days, np.ones(6), one, np.array([0, 0, 1, 1, 2, 2]), one, 1)[0] > 10)
    True
    """
    clusters, cells = int(cluster.max(initial=-1)) + 1, int(cell.max(initial=-1)) + 1
    number, size = np.bincount(cluster, minlength=clusters), np.bincount(cluster, worth, minlength=clusters)
    mean = np.bincount(cluster, worth * values, minlength=clusters) / np.where(size > 0, size, 1.0)
    within = np.bincount(series, worth * np.square(values - mean[cluster]), minlength=count)
    owner_cell, owner = np.zeros(clusters, dtype=np.intp), np.zeros(clusters, dtype=np.intp)
    owner_cell[cluster], owner[cluster] = cell, series
    cell_series = np.zeros(cells, dtype=np.intp)
    cell_series[cell] = series
    present = np.bincount(cell, minlength=cells) > 0
    free = np.bincount(series, minlength=count) - np.bincount(cell_series[present], minlength=count)
    several = np.bincount(owner_cell, minlength=cells) > 1
    repeated = np.bincount(series, number[cluster] > 1, minlength=count) > 0
    told = (np.bincount(cell_series, several, minlength=count) > 0) & repeated

    def likelihood(ratio: Floats) -> Floats:
        weight = size / (1 + ratio[owner] * size)
        total = np.bincount(owner_cell, weight, minlength=cells)
        centre = np.bincount(owner_cell, weight * mean, minlength=cells) / np.where(total > 0, total, 1.0)
        squares = within + np.bincount(owner, weight * np.square(mean - centre[owner_cell]), minlength=count)
        volume = np.bincount(owner, np.log1p(ratio[owner] * size), minlength=count)
        volume = volume + np.bincount(cell_series, np.log(np.where(present, total, 1.0)), minlength=count)
        return np.asarray(-(free * np.log(np.maximum(squares, np.finfo(float).tiny)) + volume) / 2)

    if not told.any():
        return np.zeros(count)
    heights = np.stack([likelihood(np.full(count, one)) for one in _GRID])
    best = np.argmax(heights, axis=0)
    low, high = _GRID[np.maximum(best - 1, 0)], _GRID[np.minimum(best + 1, len(_GRID) - 1)]
    for _ in range(_STEPS):
        left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
        lower = likelihood(left) < likelihood(right)
        low, high = np.where(lower, left, low), np.where(lower, high, right)
    found = (low + high) / 2
    gained = likelihood(found) > heights[0] + _WORTH
    return np.where(told & gained, found, 0.0)
