"""Quantiles of a product of any factors: laws as masses on a lattice of the log scale, convolved by transforms."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from avloppsanalys.montecarlo import Distribution, FactorMatrix, Lognormal

__all__ = ["Lattice", "factor_reach", "factor_waves", "law_waves", "normal_waves", "wave_quantiles", "without_rounding"]

Floats = npt.NDArray[np.float64]
Waves = npt.NDArray[np.complex128]

STEP: Final = 1e-3
"""Widest step of a lattice [-], what a log end may be off: a law with a sharp edge is wrong by a step's part."""

STEPS_PER_SD: Final = 400
"""... and at least so many steps to the widest result's standard deviation."""

LARGEST: Final = 2**20
REACH: Final = 6.5
"""Each part is followed this many normal scores out: 4e-11 is left."""

SCORES: Final = np.linspace(-REACH, REACH, 2601)
"""Where a law is tabled; they are symmetric, so a power below zero only turns the points round."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lattice:
    """Equally spaced points of the log scale: ``(first + 0, 1 ... size - 1) * step``."""

    step: float
    first: int
    size: int

    @classmethod
    def over(cls, low: float, high: float, log_sd: float) -> Self:
        """Return a lattice from `low` to `high` for laws with a standard deviation of up to `log_sd`."""
        step = max(min(STEP, log_sd / STEPS_PER_SD), (high - low) / (LARGEST // 2))
        first = math.floor(low / step) - 1
        return cls(step=step, first=first, size=2 ** math.ceil(math.log2(math.ceil(high / step) + 2 - first)))

    @property
    def angles(self) -> Floats:
        """The frequencies of `rfft`, in radians a step."""
        return np.arange(self.size // 2 + 1, dtype=np.float64) * (2 * np.pi / self.size)

    @property
    def borders(self) -> Floats:
        """The borders between the cells of the points, one more than there are points."""
        return (self.first - 0.5 + np.arange(self.size + 1, dtype=np.float64)) * self.step


def normal_waves(cumulants: Floats, lattice: Lattice) -> Waves:
    """Return the transforms of centred logarithms near to normal, shape (results, frequencies).

    The normal is the symmetric law on the lattice with exactly its variance that no step is too wide for, ``exp(-k2 (1
    - cos a) / step²)``; skewness and kurtosis come by the Edgeworth series to second order.
    """
    _, variance, third, fourth = cumulants[:, :, np.newaxis]
    square = (2 * (1 - np.cos(lattice.angles)) / lattice.step**2)[np.newaxis, :]
    waves = np.exp(-variance * square / 2).astype(complex)
    if cumulants[2:].any():
        odd = np.sin(lattice.angles) / lattice.step * square
        waves = waves * (1 + fourth * square**2 / 24 - third**2 * square**3 / 72 + 1j * third * odd / 6)
    return np.asarray(waves)


def law_waves(points: Floats, score: Floats, lattice: Lattice) -> Waves:
    """Return the transform of a centred law given by points, ascending, and their normal scores: straight between."""
    from scipy.fft import rfft

    masses = _masses(points, score, lattice.borders)
    middles = (lattice.first + np.arange(lattice.size)) * lattice.step
    masses = _masses(points - masses @ middles, score, lattice.borders)  # straight lines had moved the mean a little
    return np.asarray(rfft(np.roll(masses, lattice.first)), dtype=complex)


def _masses(points: Floats, score: Floats, borders: Floats) -> Floats:
    """Return the probability of each cell."""
    from scipy.special import ndtr

    return np.diff(ndtr(np.interp(borders, points, score, left=-np.inf, right=np.inf)))


def factor_waves(matrix: FactorMatrix, results: int, lattice: Lattice) -> Waves:
    """Return the transform of each result's centred factors that are not lognormal, shape (results, frequencies)."""
    waves = np.ones((results, lattice.size // 2 + 1), dtype=complex)
    carriers: dict[tuple[Distribution, float], list[int]] = {}
    for result, factor, power in zip(
        matrix.result.tolist(), matrix.factor.tolist(), matrix.power.tolist(), strict=True
    ):
        if not isinstance(matrix.distributions[factor], Lognormal):
            carriers.setdefault((matrix.distributions[factor], power), []).append(result)
    for (distribution, power), carrying in carriers.items():
        points = power * _points(distribution)
        wave = law_waves(points if power > 0 else points[::-1], SCORES, lattice)
        for result in carrying:
            waves[result] *= wave
    return waves


def factor_reach(matrix: FactorMatrix, results: int) -> tuple[Floats, Floats, Floats, Floats]:
    """Return how far below and above its mean the log of each result's factors reaches, and of what kind they are.

    The third is the variance of those that are lognormal, the fourth the number of the others.
    """
    low, high, variance, tabled = np.zeros((4, len(matrix.ids)))
    for at in np.unique(matrix.factor).tolist():
        distribution = matrix.distributions[at]
        if isinstance(distribution, Lognormal):
            variance[at] = distribution.log_cumulants()[1]
        else:
            points = _points(distribution)
            low[at], high[at], tabled[at] = points[0], points[-1], 1.0
    ends = np.sort([matrix.power * low[matrix.factor], matrix.power * high[matrix.factor]], axis=0)
    smooth = np.square(matrix.power) * variance[matrix.factor]
    down, up, lognormal, others = (
        np.bincount(matrix.result, terms, minlength=results) for terms in (*ends, smooth, tabled[matrix.factor])
    )
    return down.astype(float), up.astype(float), lognormal.astype(float), others.astype(float)


def without_rounding(variance: Floats, tables: Floats | float, lattice: Lattice) -> Floats:
    """Return the normal variance less what rounding to cells adds for each law in a table: Sheppard's correction."""
    return np.asarray(np.maximum(variance - tables * lattice.step**2 / 12, 0.0))


def wave_quantiles(waves: Waves, lattice: Lattice, probabilities: Floats) -> Floats:
    """Return quantiles of centred logarithms from their transforms.

    Parameters
    ----------
    waves : numpy.ndarray of complex
        Shape (results, frequencies).
    lattice : Lattice
        On which they were made.
    probabilities : numpy.ndarray
        Between 0 and 1.

    Returns
    -------
    numpy.ndarray
        Shape (probabilities, results) [-].

    Notes
    -----
    The masses are transformed back and summed from the lowest point; the distribution function is exact at the borders
    of the cells, and between them the density is taken to be straight.
    """
    from scipy.fft import irfft

    masses = np.roll(irfft(waves, lattice.size, axis=1), -lattice.first, axis=1)
    below = np.cumsum(masses, axis=1)
    every, last = np.arange(len(waves)), lattice.size - 1
    quantiles = np.empty((len(probabilities), len(waves)))
    for row, probability in enumerate(probabilities):
        cell = np.minimum((below < probability).sum(axis=1), last)
        mass = np.maximum(masses[every, cell], 1e-300)
        slope = (masses[every, np.minimum(cell + 1, last)] - masses[every, np.maximum(cell - 1, 0)]) / 2
        into = np.clip(1 - (below[every, cell] - probability) / mass, 0.0, 1.0)
        into = np.clip(into + slope / mass * into * (1 - into) / 2, 0.0, 1.0)
        quantiles[row] = (lattice.first - 0.5 + cell + into) * lattice.step
    return quantiles


@lru_cache(maxsize=1024)
def _points(distribution: Distribution) -> Floats:
    """Return the centred log of a factor at each of `SCORES`."""
    distribution.nodes(2)  # refuses a factor that may be zero
    return np.asarray(np.log(distribution.at_score(SCORES)) - distribution.log_cumulants()[0])
