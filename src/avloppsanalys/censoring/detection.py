"""How often a substance was detected at all: what can be said where nearly every value lies below the limit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from avloppsanalys.censoring.intervals import CensoringError

__all__ = [
    "MOSTLY_BELOW",
    "DetectionFrequency",
    "clopper_pearson_interval",
    "detection_frequency",
    "mostly_below",
    "wilson_interval",
]

Floats = npt.NDArray[np.float64]

MOSTLY_BELOW: Final = 0.8
"""Share of values below the limit above which a group gets a detection frequency instead of a level."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectionFrequency:
    """Share of values that were detected, one element a group."""

    frequency: Floats
    """[fraction]; missing where there are no values."""
    low: Floats
    high: Floats
    """Ends of the Wilson interval [fraction]; 0 and 1 where there are no values."""
    interval_level: float
    mostly_below: npt.NDArray[np.bool_]
    """Whether so few were detected that the frequency is all that can be told."""


def detection_frequency(n_detected: npt.ArrayLike, n: npt.ArrayLike, level: float = 0.95) -> DetectionFrequency:
    """Return how often a substance was detected, with Wilson's interval.

    Wilson's, because on average over the true frequencies it covers what it says already at three or four samples,
    where the exact interval of Clopper and Pearson covers nearer 99 % than 95 %; near 0 and 1 it may cover less than it
    says. Where "at least" is what is asked for, use `clopper_pearson_interval`.

    Parameters
    ----------
    n_detected, n : array_like of int
        How many values were detected, and out of how many.
    level : float, default 0.95
        Coverage of the interval.

    Returns
    -------
    DetectionFrequency

    Raises
    ------
    CensoringError
        If a count is negative or more values were detected than there are.

    Examples
    --------
    >>> seen = detection_frequency([1], [12])
    >>> float(seen.frequency[0]), float(seen.low[0]), float(seen.high[0]), bool(seen.mostly_below[0])
    (0.08333, 0.01486, 0.35388, True)
    """
    detected, total = _counts(n_detected, n)
    low, high = wilson_interval(detected, total, level)
    return DetectionFrequency(
        frequency=np.divide(detected, total, out=np.full(total.shape, np.nan), where=total > 0),
        low=low,
        high=high,
        interval_level=level,
        mostly_below=mostly_below(detected, total),
    )


def mostly_below(n_detected: npt.ArrayLike, n: npt.ArrayLike) -> npt.NDArray[np.bool_]:
    """Return whether more than `MOSTLY_BELOW` of the values lie below the limit.

    Parameters
    ----------
    n_detected, n : array_like of int
        How many values were detected, and out of how many.

    Returns
    -------
    numpy.ndarray of bool
        False where there are no values.

    Examples
    --------
    >>> mostly_below([1, 1, 0], [5, 6, 0]).tolist()
    [False, True, False]
    """
    detected, total = _counts(n_detected, n)
    return np.asarray(total - detected > MOSTLY_BELOW * total)


def wilson_interval(n_detected: npt.ArrayLike, n: npt.ArrayLike, level: float = 0.95) -> tuple[Floats, Floats]:
    """Return Wilson's score interval of a frequency.

    Parameters
    ----------
    n_detected, n : array_like of int
        How many values were detected, and out of how many.
    level : float, default 0.95
        Nominal coverage, reached on average.

    Returns
    -------
    low, high : numpy.ndarray
        [fraction]; 0 and 1 where there are no values.

    Notes
    -----
    ``(p + z²/2n ± z sqrt(p (1 - p)/n + z²/4n²)) / (1 + z²/n)``.

    References
    ----------
    .. [1] E. B. Wilson, "Probable inference, the law of succession, and statistical inference", J. Am. Stat. Assoc. 22
       (1927), :doi:`10.1080/01621459.1927.10502953`.
    .. [2] L. D. Brown, T. T. Cai and A. DasGupta, "Interval estimation for a binomial proportion", Stat. Sci. 16
       (2001), :doi:`10.1214/ss/1009213286`.

    Examples
    --------
    >>> low, high = wilson_interval([0], [4])
    >>> float(low[0]), float(high[0])
    (0.0, 0.48990)
    """
    from scipy.special import ndtri

    detected, total = _counts(n_detected, n)
    square = ndtri((1 + level) / 2) ** 2
    centre = (detected + square / 2) / (total + square)
    inside = np.divide(detected * (total - detected), total, out=np.zeros(total.shape), where=total > 0)
    reach = np.sqrt(square * (inside + square / 4)) / (total + square)
    # At no and at all detected the ends are exact; rounding would leave them a hair off.
    low = np.where(detected == 0, 0.0, centre - reach)
    return low, np.where(detected == total, 1.0, centre + reach)


def clopper_pearson_interval(n_detected: npt.ArrayLike, n: npt.ArrayLike, level: float = 0.95) -> tuple[Floats, Floats]:
    """Return the exact interval of a frequency after Clopper and Pearson, which covers at least `level`.

    Parameters
    ----------
    n_detected, n : array_like of int
        How many values were detected, and out of how many.
    level : float, default 0.95
        Least coverage.

    Returns
    -------
    low, high : numpy.ndarray
        [fraction]; 0 and 1 where there are no values.

    Notes
    -----
    The ends are quantiles of beta distributions: ``B(alpha/2; x, n - x + 1)`` and ``B(1 - alpha/2; x + 1, n - x)``.

    References
    ----------
    .. [1] C. J. Clopper and E. S. Pearson, "The use of confidence or fiducial limits illustrated in the case of the
       binomial", Biometrika 26 (1934), :doi:`10.1093/biomet/26.4.404`.

    Examples
    --------
    >>> low, high = clopper_pearson_interval([0], [4])
    >>> float(low[0]), float(high[0])
    (0.0, 0.60236)
    """
    from scipy.special import betaincinv

    detected, total = _counts(n_detected, n)
    tail = (1 - level) / 2
    missed = total - detected
    low = betaincinv(np.maximum(detected, 1), missed + 1, tail)
    high = betaincinv(detected + 1, np.maximum(missed, 1), 1 - tail)
    return np.where(detected == 0, 0.0, low), np.where(missed == 0, 1.0, high)


def _counts(n_detected: npt.ArrayLike, n: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Return both counts as arrays of one shape, or raise where they cannot be counts."""
    detected, total = np.broadcast_arrays(np.asarray(n_detected, dtype=float), np.asarray(n, dtype=float))
    wrong = np.flatnonzero(~((detected >= 0) & (detected <= total)))
    if len(wrong):
        where = wrong[0]
        raise CensoringError(
            f"{len(wrong)} of {total.size} pairs are no counts, the first {detected.flat[where]:g} detected out of"
            f" {total.flat[where]:g}. Give 0 <= n_detected <= n."
        )
    return detected, total
