"""Factorised draws: one lognormal a row, each shared factor once, for means of rows times factors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Final

import numpy as np
import numpy.typing as npt

from avloppsanalys.montecarlo.factors import FactorMatrix
from avloppsanalys.montecarlo.means import GroupMeans
from avloppsanalys.montecarlo.rows import LognormalRows
from avloppsanalys.montecarlo.streams import stream
from avloppsanalys.montecarlo.summary import summarise

__all__ = ["BLOCK", "MeanSummaries", "draw_means", "summarise_means"]

Floats = npt.NDArray[np.float64]

BLOCK: Final = 10_000
"""Draws are made in blocks of this many, each with its own stream."""

KEPT_FACTORS: Final = 512
"""Blocks of factor draws kept in memory: 40 MB."""

KEPT_PRODUCTS: Final = 128
"""Blocks of products of factors kept in memory: 10 MB."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class MeanSummaries:
    """Figures of each result's draws, one a result, in the unit of the result; `*_error` are standard errors."""

    draws: int
    level: float
    mean: Floats
    sd: Floats
    low: Floats
    high: Floats
    shortest_low: Floats
    shortest_high: Floats
    mean_error: Floats
    sd_error: Floats
    low_error: Floats
    high_error: Floats


def draw_means(means: GroupMeans, draws: int, *, seed: int) -> Iterator[Floats]:
    """Draw each result in turn; draw j of all results belongs together, since shared factors are the same.

    Parameters
    ----------
    means : GroupMeans
        The results to draw.
    draws : int
        How many.
    seed : int
        Zero or more. A row's draws depend on the seed, the result's id and the row's place in it; a factor's on the
        seed and the factor's id. So results may be drawn apart, on any machine.

    Yields
    ------
    numpy.ndarray
        The draws of one result, in its unit; they are the caller's own.

    Notes
    -----
    A product of independent lognormals is lognormal, so all of a row's own errors together cost one normal:
    ``rows + factors`` draws instead of ``rows x factors``.

    Examples
    --------
    >>> one = GroupMeans(median=np.array([2.0]), log_sd=np.array([0.1]), group=np.array([0]), ids=("MDMA",))
    >>> round(float(np.median(next(draw_means(one, 10_000, seed=1)))), 2)
    2.0
    """
    factors = _FactorDraws(means.factors, seed)
    carried = _carried(means)
    lognormals = LognormalRows(min(BLOCK, draws))
    scale, weight = means.log_sd.tolist(), (means.weight * means.median).tolist()
    for result, rows in enumerate(means.rows_of()):
        made = np.zeros(draws)
        own = [(scale[row], weight[row]) for row in rows.tolist()]
        for number, start in enumerate(range(0, draws, BLOCK)):
            block = made[start : start + BLOCK]
            lognormals.add(block, own, stream(seed, means.ids[result], number))
            factors.multiply(block, carried[result], number)
        yield made


def summarise_means(means: GroupMeans, draws: int, *, seed: int, level: float = 0.95) -> MeanSummaries:
    """Draw each result and keep only its figures, so that memory does not grow with the number of results.

    Parameters
    ----------
    means : GroupMeans
        The results to draw.
    draws : int
        How many; some 25 000 settle the first digit of a standard uncertainty, about two million the second.
    seed : int
        Zero or more.
    level : float, default 0.95
        Coverage of the intervals.

    Returns
    -------
    MeanSummaries
    """
    table = np.array(
        [
            (s.mean, s.sd, *s.symmetric, *s.shortest, s.mean_error, s.sd_error, *s.symmetric_error)
            for s in (summarise(made, level) for made in draw_means(means, draws, seed=seed))
        ]
    ).reshape(-1, 10)
    mean, sd, low, high, shortest_low, shortest_high, mean_error, sd_error, low_error, high_error = table.T
    return MeanSummaries(
        draws=draws,
        level=level,
        mean=mean,
        sd=sd,
        low=low,
        high=high,
        shortest_low=shortest_low,
        shortest_high=shortest_high,
        mean_error=mean_error,
        sd_error=sd_error,
        low_error=low_error,
        high_error=high_error,
    )


def _carried(means: GroupMeans) -> list[tuple[tuple[int, float], ...]]:
    """Return the factors of each result with their powers."""
    carried: list[list[tuple[int, float]]] = [[] for _ in means.ids]
    matrix = means.factors
    triplets = zip(matrix.result.tolist(), matrix.factor.tolist(), matrix.power.tolist(), strict=True)
    for result, factor, power in triplets:
        carried[result].append((factor, power))
    return [tuple(sorted(factors)) for factors in carried]


class _FactorDraws:
    """The draws of shared factors; what does not find room is drawn again, to the same numbers."""

    def __init__(self, matrix: FactorMatrix, seed: int) -> None:
        self._log_draws = lru_cache(KEPT_FACTORS)(partial(_log_draws, matrix, seed))
        # Results that carry the same factors tend to stand together: the periods of a plant and a drug.
        self._product = lru_cache(KEPT_PRODUCTS)(self._draw_product)

    def _draw_product(self, carried: tuple[tuple[int, float], ...], number: int, size: int) -> Floats:
        """Return one block of the product of factors to their powers."""
        exponent = np.zeros(size)
        for factor, power in carried:
            exponent += power * self._log_draws(factor, number, size)
        return np.exp(exponent)

    def multiply(self, block: Floats, carried: tuple[tuple[int, float], ...], number: int) -> None:
        """Multiply a block of draws in place by the factors that they carry."""
        if carried:
            np.multiply(block, self._product(carried, number, len(block)), out=block)


def _log_draws(matrix: FactorMatrix, seed: int, factor: int, number: int, size: int) -> Floats:
    """Return one block of one factor's log draws."""
    return matrix.distributions[factor].log_draws(stream(seed, matrix.ids[factor], number), size)
