"""A standard normal that is known to lie below an end or between two: the pieces every censored likelihood is made of.

All of them are scaled by the density at the nearer end, so that nothing underflows or cancels where an end lies tens or
thousands of standard deviations away.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["below", "between"]

Floats = npt.NDArray[np.float64]

_ROOT_HALF = np.sqrt(0.5)
_ROOT_TWO_PI = np.sqrt(2 * np.pi)
_NARROW = 1e-3  # in standard deviations: half a width under which differences between the ends cancel


def below(end: Floats) -> tuple[Floats, Floats]:
    """Return for a normal below each `end` the log of its chance and the density at the end over that chance.

    Parameters
    ----------
    end : numpy.ndarray
        In standard deviations from the mean, any shape.

    Returns
    -------
    log_mass, hazard : numpy.ndarray
        ``ln Phi(end)`` and ``phi(end) / Phi(end)``, the inverse Mills ratio.

    Examples
    --------
    >>> log_mass, hazard = below(np.array([-30.0]))
    >>> round(float(log_mass[0]), 6), round(float(hazard[0]), 9)
    (-454.321244, 30.033259667)
    """
    from scipy.special import erfcx

    far = erfcx(np.abs(end) * _ROOT_HALF) / 2  # the chance beyond |end|, over exp(-end² / 2)
    bell = np.exp(-np.square(end) / 2)
    low = end < 0
    rest = np.where(low, 0.0, far * bell)
    log_mass = np.where(low, np.log(far) - np.square(end) / 2, np.log1p(-rest))
    return log_mass, np.where(low, 1 / (_ROOT_TWO_PI * far), bell / (_ROOT_TWO_PI * (1 - rest)))


def between(low: Floats, high: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Return for a normal between two finite ends the log of its chance, the density at each end over it, and its mean.

    Parameters
    ----------
    low, high : numpy.ndarray
        In standard deviations from the mean, ``low < high``, one-dimensional.

    Returns
    -------
    log_mass, at_low, at_high, mean : numpy.ndarray
        ``ln(Phi(high) - Phi(low))``, ``phi(low)`` and ``phi(high)`` over that chance, and ``at_low - at_high``.

    Examples
    --------
    >>> log_mass, at_low, at_high, mean = between(np.array([-1.0]), np.array([1.0]))
    >>> round(float(np.exp(log_mass[0])), 9), float(mean[0])
    (0.682689492, 0.0)
    """
    narrow = (high - low) / 2 * np.maximum(np.abs(low / 2 + high / 2), 1.0) < _NARROW
    parts = np.empty((4, len(low)))
    parts[:, narrow] = _between_near_ends(low[narrow], high[narrow])
    parts[:, ~narrow] = _between_far_ends(low[~narrow], high[~narrow])
    log_mass, at_low, at_high, mean = parts
    return log_mass, at_low, at_high, mean


def _between_far_ends(low: Floats, high: Floats) -> Floats:
    """Return the four parts by differences of the distribution function, taken in the lower tail."""
    from scipy.special import erf, erfcx

    mirrored = low + high > 0
    outer, inner = np.where(mirrored, -high, low), np.where(mirrored, -low, high)
    tail = inner <= 0
    drop = (outer - inner) * (outer + inner) / 2  # (outer² - inner²) / 2 without cancelling
    beyond = erfcx(np.abs(inner) * _ROOT_HALF) - erfcx(-outer * _ROOT_HALF) * np.exp(-drop)
    astride = erf(inner * _ROOT_HALF) + erf(-outer * _ROOT_HALF)
    mass = np.where(tail, beyond, astride) / 2  # in the tail over exp(-inner² / 2)
    at_inner = np.where(tail, 1.0, np.exp(-np.square(inner) / 2)) / (_ROOT_TWO_PI * mass)
    at_outer = np.where(tail, np.exp(-drop), np.exp(-np.square(outer) / 2)) / (_ROOT_TWO_PI * mass)
    at_low, at_high = np.where(mirrored, at_inner, at_outer), np.where(mirrored, at_outer, at_inner)
    log_mass = np.log(mass) - np.where(tail, np.square(inner) / 2, 0.0)
    return np.array([log_mass, at_low, at_high, at_low - at_high])


def _between_near_ends(low: Floats, high: Floats) -> Floats:
    """Return the four parts by Gauss-Legendre quadrature with two nodes, exact to the fourth power of the width."""
    middle, half = low / 2 + high / 2, (high - low) / 2
    node = half / np.sqrt(3.0)
    mean_density = np.cosh(middle * node) * np.exp(-np.square(node) / 2)  # over the density in the middle
    log_mass = np.log(2 * half * mean_density / _ROOT_TWO_PI) - np.square(middle) / 2
    at_low, at_high = (
        np.exp(side * middle * half - np.square(half) / 2) / (2 * half * mean_density) for side in (1, -1)
    )
    return np.array([log_mass, at_low, at_high, middle - node * np.tanh(middle * node)])
