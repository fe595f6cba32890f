"""Results on the log scale: what is each one's own, and the factors that it may share with others."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final, Literal, Self

import numpy as np
import numpy.typing as npt

from avloppsanalys.montecarlo import FactorMatrix, GroupMeans, Lognormal
from avloppsanalys.uncertainty.cumulants import cornish_fisher, cornish_fisher_remainder, log_mean_cumulants, shape
from avloppsanalys.uncertainty.lognormal import normal_quantile
from avloppsanalys.uncertainty.quadrature import (
    REACH,
    Lattice,
    factor_reach,
    factor_waves,
    normal_waves,
    wave_quantiles,
    without_rounding,
)

__all__ = ["GUARD", "Intervals", "LogResults", "Method", "intervals", "log_quantiles", "log_results"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.integer[Any]]
Texts = npt.NDArray[np.str_]

Method = Literal["closed_form", "quadrature", "convolution", "monte_carlo"]

GUARD: Final = 0.3
"""Skewness and excess kurtosis of the logarithm: the closed form up to here ..."""

REMAINDER: Final = 1e-3
"""... and as long as the next two orders of its series would move an end by no more than this [log] ..."""

SIXTH: Final = 0.04
"""... and the sixth cumulants of the factors, which must not cancel here, over the variance to 2.5 are below this."""

RESULTS_AT_ONCE: Final = 128


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class LogResults:
    """Results whose logarithm is a part of its own plus a sum of shared factors.

    Parameters
    ----------
    ids : tuple of str
        One a result.
    own : numpy.ndarray
        Shape (4, results): cumulants of the log of what the result shares with no other.
    factors : FactorMatrix
        The rest.
    """

    ids: tuple[str, ...]
    own: Floats
    factors: FactorMatrix

    @property
    def log_cumulants(self) -> Floats:
        """First four cumulants of the log of each result, shape (4, results)."""
        return np.asarray(self.own + self.factors.log_cumulants(len(self.ids)))

    def take(self, results: Integers) -> Self:
        """Return the named results, in their order."""
        ids = tuple(self.ids[result] for result in results.tolist())
        return replace(self, ids=ids, own=self.own[:, results], factors=self.factors.take(results))


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Intervals:
    """The intervals of results, in their unit, and by which method each was found."""

    ids: tuple[str, ...]
    level: float
    low: Floats
    median: Floats
    high: Floats
    method: Texts


def log_results(means: GroupMeans) -> LogResults:
    """Return means of lognormal rows times factors as results on the log scale.

    Parameters
    ----------
    means : GroupMeans
        Rows, groups and factors.

    Returns
    -------
    LogResults
        With the cumulants of `log_mean_cumulants` as the own part.
    """
    own = log_mean_cumulants(means.median * means.weight, means.log_sd, means.group, len(means.ids))
    return LogResults(ids=means.ids, own=own, factors=means.factors)


def intervals(
    results: LogResults, *, method: Literal["auto", "closed_form", "quadrature"] = "auto", level: float = 0.95
) -> Intervals:
    """Find the central interval and the median of each result.

    Parameters
    ----------
    results : LogResults
        The results; their own parts near to lognormal.
    method : {"auto", "closed_form", "quadrature"}
        ``closed_form`` is Cornish-Fisher on four log cumulants; ``quadrature`` inverts the characteristic function of
        the logarithm. By default the former where the skewness and excess kurtosis of the logarithm are at most 0.3
        and what four cumulants leave out, judged by the fifth and sixth, is small beside 3e-3; else the latter.
    level : float, default 0.95
        Coverage.

    Returns
    -------
    Intervals
        In the unit of the results, one a result; `method` says which was taken.

    Examples
    --------
    >>> from avloppsanalys.montecarlo import Beta
    >>> excretion = FactorMatrix.common({"excretion": (Beta.from_mean_cv(0.3, 0.2), -1)}, results=1)
    >>> load = LogResults(ids=("cocaine",), own=np.array([[0.0], [0.04], [0.0], [0.0]]), factors=excretion)
    >>> found = intervals(load)
    >>> float(found.low[0]), float(found.median[0]), float(found.high[0]), str(found.method[0])
    (1.9755, 3.3802, 6.0860, 'closed_form')
    """
    cumulants = results.log_cumulants
    z = normal_quantile(level)
    ends = cornish_fisher(cumulants, [-z, 0.0, z])
    hard = np.full(len(results.ids), method == "quadrature")
    if method == "auto":
        hard = _outside_guards(results, cumulants, z)
    outside = np.flatnonzero(hard)
    if len(outside):
        ends[:, outside] = log_quantiles(results.take(outside), np.array([(1 - level) / 2, 0.5, (1 + level) / 2]))
    names = np.full(len(results.ids), "closed_form", dtype="<U11")
    names[outside] = "quadrature"
    low, median, high = np.exp(ends)
    return Intervals(ids=results.ids, level=level, low=low, median=median, high=high, method=names)


def _outside_guards(results: LogResults, cumulants: Floats, z: float) -> npt.NDArray[np.bool_]:
    """Return where four cumulants are not enough."""
    skewness, kurtosis = shape(cumulants)
    matrix, count = results.factors, len(results.ids)
    outside = (np.abs(skewness) > GUARD) | (np.abs(kurtosis) > GUARD)
    other = [at for at, one in enumerate(matrix.distributions) if not isinstance(one, Lognormal)]
    if other:
        five, six = np.zeros((2, len(matrix.ids)))
        five[other], six[other] = np.array([matrix.distributions[at].late_log_cumulants() for at in other]).T
        square = np.square(matrix.power)
        sixth = square**3 * six[matrix.factor]
        late = [
            np.bincount(matrix.result, terms, minlength=count)
            for terms in (square**2 * matrix.power * five[matrix.factor], sixth, np.abs(sixth))
        ]
        outside |= cornish_fisher_remainder(cumulants, np.array(late[:2]), z) > REMAINDER
        outside |= late[2] > SIXTH * cumulants[1] ** 2.5
    return np.asarray(outside)


def log_quantiles(results: LogResults, probabilities: Floats) -> Floats:
    """Return quantiles of the log of each result by quadrature, shape (probabilities, results)."""
    cumulants = results.log_cumulants
    count = len(results.ids)
    own, spread = results.own.copy(), np.sqrt(cumulants[1])
    low, high, lognormal, tables = factor_reach(results.factors, count)
    own[1] += lognormal
    low, high = low - REACH * np.sqrt(own[1]), high + REACH * np.sqrt(own[1])
    quantiles = np.zeros((len(probabilities), count))
    for part in _of_like_width(spread, high - low):
        lattice = Lattice.over(float(low[part].min()), float(high[part].max()), float(spread[part].max()))
        normal = own[:, part]
        normal[1] = without_rounding(normal[1], tables[part], lattice)
        waves = normal_waves(normal, lattice) * factor_waves(results.factors.take(part), len(part), lattice)
        quantiles[:, part] = wave_quantiles(waves, lattice, probabilities)
    return np.asarray(cumulants[0] + np.clip(quantiles, low, high))


def _of_like_width(spread: Floats, reach: Floats) -> list[npt.NDArray[np.intp]]:
    """Return the results that have a spread, in parts whose spreads and reaches differ at most twofold: one lattice."""
    moving = np.flatnonzero(spread > 0)
    octaves = np.floor(np.log2([spread[moving], reach[moving]])).astype(int)
    _, kind = np.unique(octaves, axis=1, return_inverse=True)
    parts = [moving[kind == one] for one in np.unique(kind)]
    return [part[at : at + RESULTS_AT_ONCE] for part in parts for at in range(0, len(part), RESULTS_AT_ONCE)]
