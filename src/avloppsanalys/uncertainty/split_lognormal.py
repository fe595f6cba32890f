"""Positive quantities known by a median and two ends that lie unevenly about it, and the difference of two such."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Self

import numpy as np
import numpy.typing as npt

__all__ = ["SplitLognormal", "difference_interval"]

Floats = npt.NDArray[np.float64]

SCORES: Final = np.linspace(-6.0, 6.0, 241)
"""Where the narrower law is tabled; close enough that no printed digit depends on it."""

HALVINGS: Final = 48
LEAST_SD: Final = 1e-9
"""A side without width is as good as this narrow: the law stays invertible."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SplitLognormal:
    """Laws of which the logarithm is normal below the median and normal above it, each side with its own spread.

    Parameters
    ----------
    median : numpy.ndarray, shape (n,)
        Above zero, or zero: then the quantity is zero.
    sd_below, sd_above : numpy.ndarray, shape (n,)
        Standard deviation of the logarithm on each side.
    """

    median: Floats
    sd_below: Floats
    sd_above: Floats

    @classmethod
    def from_interval(cls, median: Floats, low: Floats, high: Floats, level: float | Floats = 0.95) -> Self:
        """Return the laws whose quantiles at the ends of an interval of coverage `level` are `low` and `high`.

        Parameters
        ----------
        median, low, high : numpy.ndarray, shape (n,)
            ``0 < low <= median <= high``, or all zero.
        level : float or numpy.ndarray
            Coverage, the same share outside each end.

        Returns
        -------
        SplitLognormal

        Examples
        --------
        >>> law = SplitLognormal.from_interval(np.array([0.4]), np.array([0.2]), np.array([0.7]))
        >>> law.quantile(np.array([0.025, 0.5, 0.975])).round(6).ravel().tolist()
        [0.2, 0.4, 0.7]
        """
        from scipy.special import ndtri  # scipy is imported on first use: `import avloppsanalys` must stay light

        reach = ndtri((1 + np.asarray(level)) / 2)
        nothing = median == 0
        middle = np.where(nothing, 1.0, median)
        below = np.log(middle / np.where(nothing, 1.0, low)) / reach
        above = np.log(np.where(nothing, 1.0, high) / middle) / reach
        return cls(median=median, sd_below=below, sd_above=above)

    def at_score(self, score: Floats) -> Floats:
        """Return the quantiles at normal scores [the unit of the median], in the shape that the two broadcast to."""
        return np.asarray(self.median * np.exp(score * np.where(score < 0, self.sd_below, self.sd_above)))

    def quantile(self, probability: Floats) -> Floats:
        """Return quantiles, shape (m, n) for m probabilities."""
        from scipy.special import ndtri

        return self.at_score(np.asarray(ndtri(probability))[:, np.newaxis])

    def score(self, value: Floats) -> Floats:
        """Return the normal score of values: minus infinity for what is not above zero."""
        positive = np.maximum(value, 1e-300)
        apart = np.log(positive / np.maximum(self.median, 1e-300))
        spread = np.maximum(np.where(apart < 0, self.sd_below, self.sd_above), LEAST_SD)
        return np.asarray(np.where(value > 0, apart / spread, -np.inf))

    def take(self, rows: npt.NDArray[np.bool_]) -> SplitLognormal:
        """Return some of the laws, each as a row of its own, shape (k, 1)."""
        return SplitLognormal(
            median=self.median[rows, np.newaxis],
            sd_below=self.sd_below[rows, np.newaxis],
            sd_above=self.sd_above[rows, np.newaxis],
        )


def difference_interval(first: SplitLognormal, second: SplitLognormal, level: float = 0.95) -> tuple[Floats, Floats]:
    """Return the interval of `first` minus `second`, row by row, where nothing is common to the two.

    Parameters
    ----------
    first, second : SplitLognormal
        n laws each.
    level : float, default 0.95
        Coverage, the same share outside each end.

    Returns
    -------
    low, high : numpy.ndarray, shape (n,)
        On the natural scale and in the unit of the medians: the low end may be negative, and is left so.

    Notes
    -----
    ``P(A - B <= d)`` is the mean over B of ``P(A <= d + B)``, or over A of ``P(B >= A - d)``. The mean is taken over
    the narrower of the two, on the scale of normal scores, so that the other's distribution function is smooth between
    the tabled points; each end is then found by halving.

    Examples
    --------
    >>> sd = np.array([0.2])
    >>> inflow, background = (SplitLognormal(median=np.array([m]), sd_below=sd, sd_above=sd) for m in (60.0, 20.0))
    >>> low, high = difference_interval(inflow, background)
    >>> round(float(low[0]), 1), round(float(high[0]), 1)
    (18.2, 69.3)
    """
    ends = SCORES[[0, -1]]
    width = [np.diff(law.at_score(np.array([[-1.0], [1.0]])), axis=0)[0] for law in (first, second)]
    over_second = width[0] >= width[1]
    low, high = np.empty(len(first.median)), np.empty(len(first.median))
    for rows, inner in ((over_second, second), (~over_second, first)):
        if not rows.any():
            continue
        one, other = first.take(rows), second.take(rows)
        tabled = inner.take(rows).at_score(SCORES)
        outer = one if inner is second else other
        bottom = (one.at_score(ends[:1]) - other.at_score(ends[1:]))[:, 0]
        top = (one.at_score(ends[1:]) - other.at_score(ends[:1]))[:, 0]
        for target, found in (((1 - level) / 2, low), ((1 + level) / 2, high)):
            found[rows] = _halved(outer, tabled, bottom, top, target, minus=inner is second)
    return low, high


def _halved(
    outer: SplitLognormal, tabled: Floats, bottom: Floats, top: Floats, target: float, *, minus: bool
) -> Floats:
    """Return where the law of the difference reaches `target`; `minus`: what is tabled is taken off."""
    from scipy.special import ndtr

    weights = np.exp(-np.square(SCORES) / 2)
    weights /= weights.sum()
    below, above = bottom.copy(), top.copy()
    for _ in range(HALVINGS):
        middle = (below + above) / 2
        asked = middle[:, np.newaxis]
        reached = ndtr(outer.score(tabled + asked)) if minus else ndtr(-outer.score(tabled - asked))
        too_low = (reached * weights).sum(axis=1) < target
        below, above = np.where(too_low, middle, below), np.where(too_low, above, middle)
    return (below + above) / 2
