"""The factor matrix: which result carries which shared factor, and to what power. Never a covariance matrix."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt

from avloppsanalys.montecarlo.distribution import Distribution

__all__ = ["FactorMatrix"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.integer[Any]]

ROUNDING: Final = 1e-12
"""Powers that should cancel and leave less than this have cancelled."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class FactorMatrix:
    """Factors by id and distribution, and a sparse matrix of powers: results x factors.

    Parameters
    ----------
    ids : tuple of str
        One a factor; the id is also the key of its draws, so the same id is the same error everywhere.
    distributions : tuple of Distribution
        One a factor.
    result, factor : numpy.ndarray of int
        Which result carries which factor, one entry a pair. Those not named are not carried.
    power : numpy.ndarray
        Its power [-], same shape: 1 for a factor, -1 for a divisor. A unit lognormal to the power s has log-sd s.
    """

    ids: tuple[str, ...]
    distributions: tuple[Distribution, ...]
    result: Integers
    factor: Integers
    power: Floats

    def __post_init__(self) -> None:
        """Refuse what does not fit together."""
        if len(self.ids) != len(self.distributions) or len(set(self.ids)) != len(self.ids):
            raise ValueError(
                f"{len(self.ids)} factor ids, which must differ, for {len(self.distributions)} distributions."
            )
        if not len(self.result) == len(self.factor) == len(self.power):
            raise ValueError("result, factor and power must be of one length.")
        if len(self.factor) and not 0 <= self.factor.min() <= self.factor.max() < len(self.ids):
            raise ValueError(f"factor must lie in 0 to {len(self.ids) - 1}.")

    @classmethod
    def none(cls) -> Self:
        """Return a matrix without factors: results that share nothing."""
        nothing = np.zeros(0, dtype=np.intp)
        return cls(ids=(), distributions=(), result=nothing, factor=nothing, power=np.zeros(0))

    @classmethod
    def common(cls, powers: dict[str, tuple[Distribution, float]], results: int) -> Self:
        """Return a matrix in which every result carries every factor, given as id -> (distribution, power).

        Examples
        --------
        >>> from avloppsanalys.montecarlo import Lognormal
        >>> FactorMatrix.common({"population": (Lognormal(log_sd=0.1), -1)}, results=2).power.tolist()
        [-1.0, -1.0]
        """
        count = len(powers)
        return cls(
            ids=tuple(powers),
            distributions=tuple(distribution for distribution, _ in powers.values()),
            result=np.repeat(np.arange(results), count),
            factor=np.tile(np.arange(count), results),
            power=np.tile(np.array([power for _, power in powers.values()], dtype=float), results),
        )

    def log_cumulants(self, results: int) -> Floats:
        """Return the first four cumulants of the log of each result's product of factors, shape (4, results).

        They add over independent factors: ``k_r = sum over factors of power**r * k_r(ln X)``.
        """
        table = np.array([one.log_cumulants() for one in self.distributions]).reshape(-1, 4).T
        total = np.empty((4, results))
        scaled = np.ones(len(self.power))
        for order in range(4):
            scaled = scaled * self.power
            total[order] = np.bincount(self.result, scaled * table[order][self.factor], minlength=results)
        return total

    def log_power_means(self, results: int, times: float = 1.0) -> Floats:
        """Return ln E of each result's product of factors, raised to the power `times`."""
        table: dict[tuple[Distribution, float], float] = {}
        every = np.empty(len(self.power))
        for at, (factor, power) in enumerate(zip(self.factor.tolist(), self.power.tolist(), strict=True)):
            key = (self.distributions[factor], times * power)
            if key not in table:
                table[key] = key[0].log_power_mean(key[1])
            every[at] = table[key]
        return np.asarray(np.bincount(self.result, every, minlength=results), dtype=float)

    def take(self, results: Integers) -> Self:
        """Return the matrix of the named results, in their order."""
        place = np.full(max(self.result.max(initial=-1), results.max(initial=-1)) + 1, -1)
        place[results] = np.arange(len(results))
        kept = place[self.result] >= 0
        return replace(self, result=place[self.result[kept]], factor=self.factor[kept], power=self.power[kept])

    def combined(self, target: Integers, result: Integers, scale: Floats) -> Self:
        """Return the matrix of new results, each a sum of logs: `scale` times the log of `result`, added in `target`.

        Powers of one factor add, and those that cancel are gone: so do ratios lose what both sides share.
        """
        from scipy.sparse import csr_array

        sources = max(self.result.max(initial=-1), result.max(initial=-1)) + 1
        powers = csr_array((self.power, (self.result, self.factor)), shape=(sources, len(self.ids)))
        mixing = csr_array((scale, (target, result)), shape=(target.max(initial=-1) + 1, sources))
        mixed = (mixing @ powers).tocoo()
        kept = np.abs(mixed.data) > ROUNDING
        return replace(self, result=mixed.row[kept], factor=mixed.col[kept], power=mixed.data[kept])

    def log_covariance(self, first: Integers, second: Integers) -> Floats:
        """Return the covariance of the logs of pairs of results, from the factors that both carry."""
        from scipy.sparse import csr_array

        spread = np.sqrt(np.array([one.log_cumulants()[1] for one in self.distributions]))
        rows = max(self.result.max(initial=-1), first.max(initial=-1), second.max(initial=-1)) + 1
        loading = self.power * spread[self.factor] if len(spread) else self.power
        loadings = csr_array((loading, (self.result, self.factor)), shape=(rows, len(self.ids)))
        return np.asarray((loadings[first] * loadings[second]).sum(axis=1), dtype=float).reshape(-1)
