"""Propagation of means of rows times shared factors, by the cheapest method that is right for each."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from avloppsanalys.montecarlo import GroupMeans, draw_means, summarise
from avloppsanalys.uncertainty.convolution import convolved_nodes
from avloppsanalys.uncertainty.quadrature import (
    REACH,
    SCORES,
    Lattice,
    factor_reach,
    factor_waves,
    law_waves,
    normal_waves,
    wave_quantiles,
    without_rounding,
)
from avloppsanalys.uncertainty.results import Intervals, Method, intervals, log_results

__all__ = ["moments", "propagate_means"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.intp]

ROW_GUARD: Final = 0.25
"""Up to this log-sd of a row, four cumulants give the law of a mean of rows to 1e-3; at 0.3 to 3e-3."""

SERIES_GUARD: Final = 0.2
"""... and beside a factor that takes quadrature, which sees the same cumulants as a series, to 3e-4 up to here."""

FINER: Final = 16
"""The exact law of a mean is dear already: its lattice may be finer than that of quadrature by this."""


def propagate_means(
    means: GroupMeans,
    *,
    method: Literal["auto"] | Method = "auto",
    level: float = 0.95,
    draws: int = 1_000_000,
    seed: int | None = None,
) -> Intervals:
    """Find the interval of each mean of lognormal rows times shared factors.

    What is propagated is the error of the measurements and factors, not the days that nobody sampled: that scatter
    belongs in the level of a period.

    Parameters
    ----------
    means : GroupMeans
        Rows, groups and factors.
    method : {"auto", "closed_form", "quadrature", "convolution", "monte_carlo"}
        By default the closed form inside its guards, quadrature where a factor is wide or skew, and convolution where
        two or more rows are averaged of which one has a log-sd above 0.25 (beside a wide or skew factor, above 0.2).
        Monte Carlo only by name: as a check.
    level : float, default 0.95
        Coverage.
    draws : int, default 1 000 000
        For Monte Carlo.
    seed : int, optional
        For Monte Carlo, which needs one.

    Returns
    -------
    Intervals
        In the unit of the rows, one a group; `method` says which was taken.

    Raises
    ------
    ValueError
        If Monte Carlo is asked for without a seed.

    References
    ----------
    .. [1] JCGM 101:2008, Propagation of distributions using a Monte Carlo method.

    Examples
    --------
    >>> week = GroupMeans(
    ...     median=np.array([40.0, 55.0, 61.0]), log_sd=np.full(3, 0.19), group=np.zeros(3, dtype=int), ids=("MDMA",)
    ... )
    >>> found = propagate_means(week)
    >>> round(float(found.low[0]), 1), round(float(found.high[0]), 1), str(found.method[0])
    (42.3, 65.6, 'closed_form')
    """
    if method == "monte_carlo":
        return _by_monte_carlo(means, level, draws, seed)
    if method == "convolution":
        return _by_convolution(means, np.arange(len(means.ids)), level)
    found = intervals(log_results(means), method=method, level=level)
    if method != "auto" or means.log_sd.max() <= SERIES_GUARD:
        return found
    limit = np.where(found.method == "closed_form", ROW_GUARD, SERIES_GUARD)[means.group]
    too_wide = np.bincount(means.group, means.log_sd > limit) > 0
    chosen = np.flatnonzero(too_wide & (means.size > 1))
    if not len(chosen):
        return found
    exact = _by_convolution(means, chosen, level)
    merged = {name: getattr(found, name).copy() for name in ("low", "median", "high", "method")}
    for name, values in merged.items():
        values[chosen] = getattr(exact, name)
    return replace(found, **merged)


def moments(means: GroupMeans) -> tuple[Floats, Floats]:
    """Return the exact expectation and standard deviation of each result.

    Parameters
    ----------
    means : GroupMeans
        Rows, groups and factors.

    Returns
    -------
    mean, sd : numpy.ndarray
        In the unit of the rows, one a group.

    Notes
    -----
    Of the mean of the rows: ``E = sum of w m exp(s²/2)``, ``Var = sum of (w m)² exp(s²) (exp(s²) - 1)``; of a factor to
    its power, ``E[X**p]`` in closed form or by quadrature.

    Examples
    --------
    >>> one = GroupMeans(median=np.ones(1), log_sd=np.full(1, 0.5), group=np.zeros(1, dtype=int), ids=("A",))
    >>> mean, sd = moments(one)
    >>> float(mean[0]), float(sd[0])
    (1.13315, 0.60390)
    """
    count = len(means.ids)
    growth = np.exp(np.square(means.log_sd))
    each = means.weight * means.median * np.sqrt(growth)
    mean = np.asarray(np.bincount(means.group, each, minlength=count), dtype=float)
    variance = np.bincount(means.group, np.square(each) * (growth - 1), minlength=count)
    first, second = (means.factors.log_power_means(count, times) for times in (1, 2))
    expectation = mean * np.exp(first)
    return expectation, np.sqrt((variance + mean**2) * np.exp(second) - expectation**2)


def _by_monte_carlo(means: GroupMeans, level: float, draws: int, seed: int | None) -> Intervals:
    """Return symmetric intervals of the draws of each result."""
    if seed is None:
        raise ValueError("Monte Carlo needs a seed: the same seed gives the same draws on any machine.")
    ends = np.empty((3, len(means.ids)))
    for result, made in enumerate(draw_means(means, draws, seed=seed)):
        low, high = summarise(made, level).symmetric
        ends[:, result] = low, np.median(made), high
    return _intervals(means.ids, level, ends, "monte_carlo")


def _by_convolution(means: GroupMeans, chosen: Integers, level: float) -> Intervals:
    """Return the intervals of the chosen results from the exact law of the mean of their rows."""
    rows, tail = means.rows_of(), (1 - level) / 2
    scaled = means.weight * means.median
    shared = means.factors.log_cumulants(len(means.ids))
    ends = np.empty((3, len(chosen)))
    probabilities = np.array([tail, 0.5, 1 - tail])
    for at, result in enumerate(chosen.tolist()):
        points, weights = convolved_nodes(scaled[rows[result]], means.log_sd[rows[result]], len(SCORES))
        centre = float(weights @ points)
        factors = means.factors.take(np.array([result]))
        low, high, smooth, tables = (float(one[0]) for one in factor_reach(factors, 1))
        reach = REACH * np.sqrt(smooth)
        low, high = low - reach + points[0] - centre, high + reach + points[-1] - centre
        spread = float(np.sqrt(weights @ np.square(points - centre) + shared[1, result]))
        if not spread:
            ends[:, at] = centre + shared[0, result]
            continue
        lattice = Lattice.over(low, high, spread / FINER)
        normal = np.zeros((4, 1))
        normal[1] = without_rounding(np.array([smooth]), tables + (len(points) > 1), lattice)
        waves = factor_waves(factors, 1, lattice) * normal_waves(normal, lattice)
        if len(points) > 1:  # one point only where no row has any spread
            waves = waves * law_waves(points - centre, SCORES, lattice)
        ends[:, at] = centre + shared[0, result] + wave_quantiles(waves, lattice, probabilities)[:, 0]
    return _intervals(tuple(means.ids[result] for result in chosen), level, np.exp(ends), "convolution")


def _intervals(ids: tuple[str, ...], level: float, ends: Floats, method: Method) -> Intervals:
    """Return intervals that were all found by one method."""
    low, median, high = ends
    return Intervals(ids=ids, level=level, low=low, median=median, high=high, method=np.full(len(ids), method, "<U11"))
