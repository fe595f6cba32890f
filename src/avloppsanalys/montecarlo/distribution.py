"""What every distribution offers: moments, draws, and the cumulants and quadrature nodes of its logarithm."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from functools import lru_cache

import numpy as np
import numpy.typing as npt

__all__ = ["Distribution"]

Floats = npt.NDArray[np.float64]

REACH = 8.0
"""Normal scores beyond this hold 1e-15 of a distribution, and are left out of the quadrature."""

NODES = 401


class Distribution(ABC):
    """One input quantity. Immutable, and equal to another of the same kind and parameters."""

    __slots__ = ()

    @property
    @abstractmethod
    def mean(self) -> float:
        """Expectation, in the unit of the quantity."""

    @property
    @abstractmethod
    def sd(self) -> float:
        """Standard deviation, in the unit of the quantity."""

    @abstractmethod
    def at_score(self, score: npt.ArrayLike) -> Floats:
        """Return the value that is to this distribution what `score` is to the standard normal."""

    @abstractmethod
    def draws(self, rng: np.random.Generator, size: int) -> Floats:
        """Return `size` independent draws."""

    def log_draws(self, rng: np.random.Generator, size: int) -> Floats:
        """Return the logarithm of `size` independent draws."""
        self._check_positive()
        return np.asarray(np.log(self.draws(rng, size)))

    def log_cumulants(self) -> tuple[float, float, float, float]:
        """Return the first four cumulants of ln X [-]; a ValueError if X may be zero or less."""
        return _cumulants_by_quadrature(self)

    def late_log_cumulants(self) -> tuple[float, float]:
        """Return the fifth and sixth cumulants of ln X [-]: by them is judged whether the first four are enough."""
        return _late_cumulants_by_quadrature(self)

    def nodes(self, size: int = NODES) -> tuple[Floats, Floats]:
        """Return points of ln X and their weights, which sum to one; a ValueError if X may be zero or less."""
        self._check_positive()
        score = np.linspace(-REACH, REACH, size)
        weight = np.exp(-0.5 * np.square(score))  # trapezoid on the scale of normal scores: converges exponentially
        return np.log(self.at_score(score)), weight / weight.sum()

    def log_power_mean(self, power: float) -> float:
        """Return ln E[X**power], by quadrature."""
        points, weights = self.nodes()
        return math.log(float(weights @ np.exp(power * points)))

    def _check_positive(self) -> None:
        """Refuse a quantity that a product on the log scale cannot hold."""
        if not float(self.at_score(-REACH)) > 0:
            raise ValueError(
                f"{self} can be zero or less, and then has no logarithm. Use Lognormal, Beta, a TruncatedNormal whose "
                "range begins at zero or above, or a Normal of at most 12 % relative standard deviation; or leave the "
                "log scale with montecarlo.propagate."
            )


@lru_cache(maxsize=4096)
def _cumulants_by_quadrature(distribution: Distribution) -> tuple[float, float, float, float]:
    """Return the cumulants of ln X from its nodes."""
    points, weights = distribution.nodes()
    mean = float(weights @ points)
    second, third, fourth = (float(weights @ (points - mean) ** power) for power in (2, 3, 4))
    return mean, second, third, fourth - 3 * second**2


@lru_cache(maxsize=4096)
def _late_cumulants_by_quadrature(distribution: Distribution) -> tuple[float, float]:
    """Return the fifth and sixth cumulants of ln X from its nodes."""
    points, weights = distribution.nodes()
    away = points - float(weights @ points)
    second, third, fourth, fifth, sixth = (float(weights @ away**power) for power in range(2, 7))
    return fifth - 10 * third * second, sixth - 15 * fourth * second - 10 * third**2 + 30 * second**3
