"""One result minus another, on the natural scale: a load net of its background."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from avloppsanalys.montecarlo import FactorMatrix, GroupMeans, draw_means, summarise
from avloppsanalys.uncertainty.propagation import ROW_GUARD
from avloppsanalys.uncertainty.results import Intervals, LogResults, log_quantiles, log_results

__all__ = ["difference"]

Floats = npt.NDArray[np.float64]

SCORES: Final = np.linspace(-6.0, 6.0, 121)
SHARED_SCORES: Final = np.linspace(-6.0, 6.0, 241)
"""Where the laws of the two results, and of what they share, are tabled."""


def difference(
    means: GroupMeans,
    first: int,
    second: int,
    *,
    method: Literal["auto", "quadrature", "monte_carlo"] = "auto",
    level: float = 0.95,
    draws: int = 1_000_000,
    seed: int = 0,
) -> Intervals:
    """Find the interval of one result minus another.

    Parameters
    ----------
    means : GroupMeans
        The results.
    first, second : int
        By position: the second is taken from the first.
    method : {"auto", "quadrature", "monte_carlo"}
        By default quadrature, and Monte Carlo where a factor is carried by both results to different powers, or where
        rows with a log-sd above 0.25 are averaged.
    level : float, default 0.95
        Coverage.
    draws, seed : int
        For Monte Carlo.

    Returns
    -------
    Intervals
        One, in the unit of the results, on the natural scale: the low end may be negative, and is left so.

    Raises
    ------
    ValueError
        If the two are one and the same, or quadrature is asked for where a factor is carried to different powers.

    Notes
    -----
    With S the factors that both carry alike, ``D = S (A - B)`` with A and B independent, and
    ``P(D <= d) = E over S and A of P(B >= A - d/S)``, on the scale of normal scores.

    Examples
    --------
    >>> two = GroupMeans(median=np.array([60.0, 20.0]), log_sd=np.full(2, 0.2), group=np.arange(2), ids=("in", "ut"))
    >>> net = difference(two, 0, 1)
    >>> round(float(net.low[0]), 1), round(float(net.median[0]), 1), round(float(net.high[0]), 1)
    (18.2, 39.8, 69.3)
    """
    if first == second:
        raise ValueError(f"{means.ids[first]!r} minus itself is nothing.")
    pair = means.take(np.array([first, second]))
    shared, alike = _shared(pair.factors)
    if method == "quadrature" and not alike:
        raise ValueError(
            "The two results carry a factor to different powers; only Monte Carlo can take the difference."
        )
    wide = bool(((pair.log_sd > ROW_GUARD) & (pair.size > 1)[pair.group]).any())
    if method == "auto":
        method = "quadrature" if alike and not wide else "monte_carlo"
    if method == "monte_carlo":
        one, other = draw_means(pair, draws, seed=seed)
        low, high = summarise(one - other, level).symmetric
        ends = np.array([low, np.median(one - other), high])
    else:
        ends = _quantiles(log_results(pair), shared, np.array([(1 - level) / 2, 0.5, (1 + level) / 2]))
    low_end, median, high_end = ends[:, np.newaxis]
    name = f"{means.ids[first]} - {means.ids[second]}"
    return Intervals(ids=(name,), level=level, low=low_end, median=median, high=high_end, method=np.array([method]))


def _shared(matrix: FactorMatrix) -> tuple[npt.NDArray[np.bool_], bool]:
    """Return which entries are factors that both results carry, and whether all of those are to one power."""
    both = np.isin(matrix.factor, np.intersect1d(matrix.factor[matrix.result == 0], matrix.factor[matrix.result == 1]))
    powers = np.zeros((2, len(matrix.ids)))
    np.add.at(powers, (matrix.result[both], matrix.factor[both]), matrix.power[both])
    return both, bool(np.allclose(powers[0], powers[1], rtol=1e-12, atol=0))


def _quantiles(pair: LogResults, shared: npt.NDArray[np.bool_], probabilities: Floats) -> Floats:
    """Return quantiles of the difference, by solving its distribution function for each."""
    from scipy.optimize import brentq
    from scipy.special import ndtr

    matrix = pair.factors
    common = LogResults(ids=("shared",), own=np.zeros((4, 1)), factors=_entries(matrix, shared & (matrix.result == 0)))
    apart = replace(pair, factors=_entries(matrix, ~shared))
    shared_scores = SHARED_SCORES if len(common.factors.power) else np.zeros(1)
    scale = np.exp(log_quantiles(common, ndtr(shared_scores))[:, 0])
    tables = [log_quantiles(apart.take(np.array([which])), ndtr(SCORES))[:, 0] for which in (0, 1)]
    # The narrower of the two is summed over, and the wider's distribution function is smooth on that scale.
    width = [np.diff(np.exp(np.interp([-1.0, 1.0], SCORES, table))).item() for table in tables]
    turned = width[0] > width[1]
    narrow, wide = (tables[1], tables[0]) if turned else (tables[0], tables[1])
    weights = np.outer(_normal_weights(shared_scores), _normal_weights(SCORES))

    def below(d: float) -> float:
        """P(narrow - wide <= d): the wide one lies above narrow - d/S."""
        left = np.exp(narrow) - d / scale[:, np.newaxis]
        reached = np.interp(np.log(np.maximum(left, 1e-300)), wide, SCORES)
        return float((weights * np.where(left > 0, ndtr(-reached), 1.0)).sum())

    reach = float(scale.max() * (np.exp(narrow[-1]) + np.exp(wide[-1])))
    targets = 1 - probabilities if turned else probabilities
    found = [float(brentq(lambda d, p=p: below(d) - p, -reach, reach, xtol=1e-9 * reach)) for p in targets]
    return np.array([-one if turned else one for one in found])


def _normal_weights(scores: Floats) -> Floats:
    """Return the weights of equally spaced normal scores."""
    weights = np.exp(-np.square(scores) / 2)
    return np.asarray(weights / weights.sum())


def _entries(matrix: FactorMatrix, kept: npt.NDArray[np.bool_]) -> FactorMatrix:
    """Return a matrix with some of its entries."""
    return replace(matrix, result=matrix.result[kept], factor=matrix.factor[kept], power=matrix.power[kept])
