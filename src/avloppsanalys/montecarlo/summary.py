"""What draws say: mean, standard deviation, symmetric and shortest interval, each with its standard error."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = ["Interval", "Summary", "summarise"]

Floats = npt.NDArray[np.float64]

Interval = tuple[float, float]

SAMPLE: Final = 500
"""Draws looked at to find where the tails begin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A distribution as its draws show it, in the unit of the draws; `*_error` are standard errors of the figures.

    `symmetric` leaves out as much below as above, `shortest` is the shortest that holds `level`. The shortest one
    converges slowly, and a formula for its error needs the shape of the density; it is known only from blocks, by the
    adaptive procedure, and missing otherwise. `converged` tells whether that procedure reached its tolerance.
    """

    draws: int
    level: float
    mean: float
    sd: float
    symmetric: Interval
    shortest: Interval
    mean_error: float
    sd_error: float
    symmetric_error: Interval
    shortest_error: Interval = (math.nan, math.nan)
    converged: bool | None = None


def summarise(draws: Floats, level: float = 0.95) -> Summary:
    """Summarise the draws of one quantity.

    Parameters
    ----------
    draws : numpy.ndarray
        One-dimensional, in any unit; left as they are.
    level : float, default 0.95
        Coverage of the intervals.

    Returns
    -------
    Summary

    Raises
    ------
    ValueError
        If there are too few draws for the level: fewer than 10/(1 - level).

    Notes
    -----
    Intervals after JCGM 101:2008, 7.7: with ``q = level * N`` rounded to an integer, the symmetric interval begins at
    order statistic ``(N - q)/2`` rounded up, and the shortest at the one from which q further is the least way. The
    error of an end is half the way between the order statistics one binomial standard deviation to each side.

    References
    ----------
    .. [1] JCGM 101:2008, Evaluation of measurement data - Supplement 1 to the "Guide to the expression of uncertainty
       in measurement" - Propagation of distributions using a Monte Carlo method.

    Examples
    --------
    >>> made = summarise(np.linspace(0, 1, 10_001))
    >>> made.mean, made.symmetric
    (0.5, (0.025, 0.975))
    """
    count = len(draws)
    if count * (1 - level) < 10:
        raise ValueError(
            f"{count} draws are too few for an interval of {level:g}: at least {10 / (1 - level):.0f} are needed."
        )
    mean = float(draws.mean())
    deviation = draws - mean
    variance = float(deviation @ deviation) / (count - 1)
    np.square(deviation, out=deviation)
    fourth = float(deviation @ deviation) / count
    covered = math.floor(level * count + 0.5)
    outside = count - covered
    begin = (outside + 1) // 2 - 1  # order statistics counted from zero
    end = outside - begin  # ... and from the top
    spread = math.ceil(math.sqrt(count * (1 - level) / 2 * (1 + level) / 2))
    smallest, largest = _tails(draws, min(outside + spread, count - 1))
    shortest = int(np.argmin(largest[-outside:] - smallest[:outside]))
    return Summary(
        draws=count,
        level=level,
        mean=mean,
        sd=math.sqrt(variance),
        symmetric=(float(smallest[begin]), float(largest[-end])),
        shortest=(float(smallest[shortest]), float(largest[shortest - outside])),
        mean_error=math.sqrt(variance / count),
        sd_error=math.sqrt(max(fourth / variance - variance, 0.0) / count) / 2 if variance else 0.0,
        symmetric_error=(
            float(smallest[begin + spread] - smallest[max(begin - spread, 0)]) / 2,
            float(largest[-max(end - spread, 1)] - largest[-end - spread]) / 2,
        ),
    )


def _tails(draws: Floats, tail: int) -> tuple[Floats, Floats]:
    """Return at least the `tail` + 1 smallest and largest draws in order; sorting the middle would cost the most."""
    sample = np.sort(draws[:: max(1, len(draws) // SAMPLE)])
    share = (tail + 1) / len(draws)
    margin = math.ceil(len(sample) * share + 4 * math.sqrt(len(sample) * share)) + 1
    if 2 * margin < len(sample):
        smallest, largest = draws[draws <= sample[margin]], draws[draws >= sample[-1 - margin]]
        if min(len(smallest), len(largest)) > tail:
            return np.sort(smallest), np.sort(largest)
    whole = np.sort(draws)
    return whole, whole
