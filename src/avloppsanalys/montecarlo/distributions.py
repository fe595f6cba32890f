"""The six distributions that an input may have."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

import numpy as np
import numpy.typing as npt

from avloppsanalys.montecarlo.distribution import Distribution

__all__ = ["Beta", "Lognormal", "Normal", "Triangular", "TruncatedNormal", "Uniform"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Lognormal(Distribution):
    """exp of a normal: what a product of many errors tends to. `log_sd` is the standard deviation of ln X."""

    median: float = 1.0
    log_sd: float = 0.0

    def __post_init__(self) -> None:
        """Refuse parameters that make no distribution."""
        _require(self, self.median > 0 and self.log_sd >= 0, "needs median > 0 and log_sd >= 0")

    @property
    def mean(self) -> float:
        """Expectation."""
        return self.median * math.exp(self.log_sd**2 / 2)

    @property
    def sd(self) -> float:
        """Standard deviation."""
        return self.mean * math.sqrt(math.expm1(self.log_sd**2))

    def at_score(self, score: npt.ArrayLike) -> Floats:
        """Return the value whose normal score is `score`."""
        return np.asarray(self.median * np.exp(self.log_sd * np.asarray(score, dtype=float)))

    def draws(self, rng: np.random.Generator, size: int) -> Floats:
        """Return `size` independent draws."""
        return np.exp(self.log_draws(rng, size))

    def log_draws(self, rng: np.random.Generator, size: int) -> Floats:
        """Return the logarithm of `size` independent draws."""
        return math.log(self.median) + self.log_sd * rng.standard_normal(size)

    def log_cumulants(self) -> tuple[float, float, float, float]:
        """Return the first four cumulants of ln X, in closed form."""
        return math.log(self.median), self.log_sd**2, 0.0, 0.0

    def late_log_cumulants(self) -> tuple[float, float]:
        """Return the fifth and sixth cumulants of ln X, which a normal has not."""
        return 0.0, 0.0

    def log_power_mean(self, power: float) -> float:
        """Return ln E[X**power], in closed form."""
        return power * math.log(self.median) + (power * self.log_sd) ** 2 / 2


@dataclass(frozen=True, slots=True)
class Normal(Distribution):
    """Normal with expectation `mean` and standard deviation `sd`."""

    mean: float = 0.0
    sd: float = 1.0

    def __post_init__(self) -> None:
        """Refuse parameters that make no distribution."""
        _require(self, self.sd >= 0, "needs sd >= 0")

    def at_score(self, score: npt.ArrayLike) -> Floats:
        """Return the value whose normal score is `score`."""
        return np.asarray(self.mean + self.sd * np.asarray(score, dtype=float))

    def draws(self, rng: np.random.Generator, size: int) -> Floats:
        """Return `size` independent draws."""
        return self.mean + self.sd * rng.standard_normal(size)


@dataclass(frozen=True, slots=True)
class TruncatedNormal(Distribution):
    """Normal(`location`, `scale`) given that it falls between `low` and `high`."""

    location: float
    scale: float
    low: float
    high: float

    def __post_init__(self) -> None:
        """Refuse parameters that make no distribution."""
        reached = (
            self.scale > 0 and self.location - 6 * self.scale < self.high and self.low < self.location + 6 * self.scale
        )
        _require(self, self.low < self.high and reached, "needs low < high, scale > 0, and a range within six scales")

    def _ends(self) -> tuple[float, float]:
        """Return the ends as normal scores of the untruncated normal."""
        return (self.low - self.location) / self.scale, (self.high - self.location) / self.scale

    @property
    def _mass(self) -> float:
        """Probability that the untruncated normal falls inside."""
        low, high = self._ends()
        return _phi(high) - _phi(low)

    @property
    def mean(self) -> float:
        """Expectation."""
        low, high = self._ends()
        return self.location + self.scale * (_density(low) - _density(high)) / self._mass

    @property
    def sd(self) -> float:
        """Standard deviation."""
        low, high = self._ends()
        tails = (_tail_term(low) - _tail_term(high)) / self._mass
        shift = (_density(low) - _density(high)) / self._mass
        return self.scale * math.sqrt(1 + tails - shift**2)

    def at_score(self, score: npt.ArrayLike) -> Floats:
        """Return the value whose normal score is `score`."""
        from scipy.special import ndtr

        return self._at_probability(ndtr(np.asarray(score, dtype=float)))

    def draws(self, rng: np.random.Generator, size: int) -> Floats:
        """Return `size` independent draws."""
        return self._at_probability(rng.random(size))

    def _at_probability(self, probability: Floats) -> Floats:
        """Return quantiles; rounding must not carry them out of the range."""
        from scipy.special import ndtri

        inner = ndtri(_phi(self._ends()[0]) + probability * self._mass)
        return np.clip(self.location + self.scale * inner, self.low + 1e-300, self.high)


@dataclass(frozen=True, slots=True)
class Beta(Distribution):
    """Beta on 0 to 1: a fraction, such as the part of a dose that is excreted as one residue."""

    a: float
    b: float

    def __post_init__(self) -> None:
        """Refuse parameters that make no distribution."""
        _require(self, self.a > 0 and self.b > 0, "needs a > 0 and b > 0")

    @classmethod
    def from_mean_cv(cls, mean: float, cv: float) -> Self:
        """Return the beta with expectation `mean` and coefficient of variation `cv` [fraction].

        Examples
        --------
        >>> Beta.from_mean_cv(0.3, 0.15).a
        30.8111
        """
        size = (1 - mean) / (mean * cv**2) - 1
        if not (0 < mean < 1 and cv > 0 and size > 0):
            raise ValueError(f"No beta distribution has mean {mean} and coefficient of variation {cv}.")
        return cls(mean * size, (1 - mean) * size)

    @property
    def mean(self) -> float:
        """Expectation."""
        return self.a / (self.a + self.b)

    @property
    def sd(self) -> float:
        """Standard deviation."""
        return math.sqrt(self.mean * (1 - self.mean) / (self.a + self.b + 1))

    def at_score(self, score: npt.ArrayLike) -> Floats:
        """Return the value whose normal score is `score`."""
        from scipy.special import betaincinv, ndtr

        return np.asarray(betaincinv(self.a, self.b, ndtr(np.asarray(score, dtype=float))))

    def draws(self, rng: np.random.Generator, size: int) -> Floats:
        """Return `size` independent draws."""
        return rng.beta(self.a, self.b, size)

    def log_cumulants(self) -> tuple[float, float, float, float]:
        """Return the first four cumulants of ln X, in closed form."""
        return _beta_log_cumulants(self.a, self.b)


@dataclass(frozen=True, slots=True)
class Uniform(Distribution):
    """Any value between `low` and `high` alike."""

    low: float
    high: float

    def __post_init__(self) -> None:
        """Refuse parameters that make no distribution."""
        _require(self, self.low < self.high, "needs low < high")

    @property
    def mean(self) -> float:
        """Expectation."""
        return (self.low + self.high) / 2

    @property
    def sd(self) -> float:
        """Standard deviation."""
        return (self.high - self.low) / math.sqrt(12)

    def at_score(self, score: npt.ArrayLike) -> Floats:
        """Return the value whose normal score is `score`."""
        from scipy.special import ndtr

        return np.asarray(self.low + (self.high - self.low) * ndtr(np.asarray(score, dtype=float)))

    def draws(self, rng: np.random.Generator, size: int) -> Floats:
        """Return `size` independent draws."""
        return rng.uniform(self.low, self.high, size)


@dataclass(frozen=True, slots=True)
class Triangular(Distribution):
    """Between `low` and `high`, most likely at `mode`: an expert's judgement."""

    low: float
    mode: float
    high: float

    def __post_init__(self) -> None:
        """Refuse parameters that make no distribution."""
        _require(self, self.low <= self.mode <= self.high and self.low < self.high, "needs low <= mode <= high")

    @property
    def mean(self) -> float:
        """Expectation."""
        return (self.low + self.mode + self.high) / 3

    @property
    def sd(self) -> float:
        """Standard deviation."""
        sides = (self.high - self.low) ** 2 + (self.mode - self.low) ** 2 + (self.high - self.mode) ** 2
        return math.sqrt(sides / 36)

    def at_score(self, score: npt.ArrayLike) -> Floats:
        """Return the value whose normal score is `score`."""
        from scipy.special import ndtr

        scores, width = np.asarray(score, dtype=float), self.high - self.low
        left = self.low + np.sqrt(ndtr(scores) * width * (self.mode - self.low))
        right = self.high - np.sqrt(ndtr(-scores) * width * (self.high - self.mode))
        return np.where(ndtr(scores) * width < self.mode - self.low, left, right)

    def draws(self, rng: np.random.Generator, size: int) -> Floats:
        """Return `size` independent draws."""
        return rng.triangular(self.low, self.mode, self.high, size)


@lru_cache(maxsize=4096)
def _beta_log_cumulants(a: float, b: float) -> tuple[float, float, float, float]:
    """Return the cumulants of ln X: differences of polygamma functions, the digamma function first."""
    from scipy.special import polygamma

    first, second, third, fourth = (float(polygamma(order, a) - polygamma(order, a + b)) for order in range(4))
    return first, second, third, fourth


def _require(distribution: Distribution, valid: bool, need: str) -> None:
    """Say what a distribution needs."""
    if not valid:
        raise ValueError(f"{distribution} {need}.")


def _phi(score: float) -> float:
    """Return the standard normal distribution function."""
    return math.erfc(-score / math.sqrt(2)) / 2


def _density(score: float) -> float:
    """Return the standard normal density."""
    return math.exp(-(score**2) / 2) / math.sqrt(2 * math.pi)


def _tail_term(score: float) -> float:
    """Return score * density, zero at an open end."""
    return 0.0 if math.isinf(score) else score * _density(score)
