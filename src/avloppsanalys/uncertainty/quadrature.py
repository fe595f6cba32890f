"""Quantiles of a product of any factors, by inverting its characteristic function on a grid of the log scale."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from avloppsanalys.montecarlo import Distribution, FactorMatrix, Lognormal

__all__ = ["factor_waves", "log_frequencies", "normal_waves", "wave_quantiles"]

Floats = npt.NDArray[np.float64]
Waves = npt.NDArray[np.complex128]

POINTS: Final = 2048
RANGE: Final = 40.0
"""Width of the grid in standard deviations of the widest result on it."""


def log_frequencies(log_sd: float) -> Floats:
    """Return the frequencies of a grid that holds logarithms with a standard deviation of up to `log_sd`."""
    return np.arange(POINTS // 2 + 1, dtype=float) * (2 * np.pi / (RANGE * log_sd))


def normal_waves(cumulants: Floats, frequencies: Floats) -> Waves:
    """Return the characteristic function of centred logarithms near to normal, shape (results, frequencies).

    The Edgeworth series to second order: ``exp(-k2 w²/2) (1 + k3 (iw)³/6 + k4 (iw)⁴/24 + k3² (iw)⁶/72)``.
    """
    _, variance, third, fourth = cumulants[:, :, np.newaxis]
    w = frequencies[np.newaxis, :]
    series = 1 + fourth * w**4 / 24 - third**2 * w**6 / 72 - 1j * third * w**3 / 6
    return np.asarray(np.exp(-variance * w**2 / 2) * series)


def factor_waves(matrix: FactorMatrix, results: int, frequencies: Floats) -> Waves:
    """Return the characteristic function of each result's centred log factors, shape (results, frequencies)."""
    waves = np.ones((results, len(frequencies)), dtype=complex)
    carriers: dict[tuple[Distribution, float], list[int]] = {}
    for result, factor, power in zip(
        matrix.result.tolist(), matrix.factor.tolist(), matrix.power.tolist(), strict=True
    ):
        carriers.setdefault((matrix.distributions[factor], power), []).append(result)
    for (distribution, power), carrying in carriers.items():
        mean, variance, _, _ = distribution.log_cumulants()
        if isinstance(distribution, Lognormal):
            wave = np.exp(-variance * np.square(power * frequencies) / 2).astype(complex)
        else:
            points, weights = distribution.nodes()
            wave = np.exp(1j * power * np.outer(frequencies, points - mean)) @ weights
        for result in carrying:
            waves[result] *= wave
    return waves


def wave_quantiles(waves: Waves, frequencies: Floats, probabilities: Floats) -> Floats:
    """Return quantiles of centred logarithms from their characteristic functions.

    Parameters
    ----------
    waves : numpy.ndarray of complex
        Shape (results, frequencies).
    frequencies : numpy.ndarray
        From `log_frequencies`.
    probabilities : numpy.ndarray
        Between 0 and 1.

    Returns
    -------
    numpy.ndarray
        Shape (probabilities, results) [-].

    Notes
    -----
    A fast Fourier transform gives the density and its slope at each point of the grid; the distribution function is
    their integral by the trapezoid with its end correction, and each quantile is found on the cubic of its cell.
    """
    from scipy.fft import irfft

    length = 2 * np.pi / frequencies[1]
    step = length / POINTS
    density = np.fft.fftshift(irfft(waves.conj(), POINTS, axis=1), axes=1) / step
    slope = np.fft.fftshift(irfft(1j * frequencies * waves.conj(), POINTS, axis=1), axes=1) / step
    pieces = step / 2 * (density[:, :-1] + density[:, 1:]) - step**2 / 12 * np.diff(slope, axis=1)
    below = np.zeros_like(density)
    np.cumsum(pieces, axis=1, out=below[:, 1:])
    every = np.arange(len(waves))
    quantiles = np.empty((len(probabilities), len(waves)))
    for row, probability in enumerate(probabilities):
        cell = np.clip((below < probability).sum(axis=1) - 1, 0, POINTS - 2)
        left, right = (
            (below[every, cell], density[every, cell] * step),
            (below[every, cell + 1], density[every, cell + 1] * step),
        )
        quantiles[row] = (cell + _on_cubic(left, right, probability) - POINTS // 2) * step
    return quantiles


def _on_cubic(left: tuple[Floats, Floats], right: tuple[Floats, Floats], target: float) -> Floats:
    """Return where, between 0 and 1, the cubic with these (value, slope) at its ends reaches `target`: by bisection."""
    (f0, d0), (f1, d1) = left, right
    low, high = np.zeros_like(f0), np.ones_like(f0)
    for _ in range(40):
        t = (low + high) / 2
        value = f0 + t * (d0 + t * (3 * (f1 - f0) - 2 * d0 - d1 + t * (2 * (f0 - f1) + d0 + d1)))
        low, high = np.where(value < target, t, low), np.where(value < target, high, t)
    return (low + high) / 2
