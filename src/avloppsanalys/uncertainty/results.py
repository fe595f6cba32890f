"""Results on the log scale: what is each one's own, and the factors that it may share with others."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final, Literal, Self

import numpy as np
import numpy.typing as npt

from avloppsanalys.montecarlo import FactorMatrix, GroupMeans, Lognormal
from avloppsanalys.uncertainty.cumulants import cornish_fisher, log_mean_cumulants, shape
from avloppsanalys.uncertainty.lognormal import normal_quantile
from avloppsanalys.uncertainty.quadrature import factor_waves, log_frequencies, normal_waves, wave_quantiles

__all__ = ["GUARD", "Intervals", "LogResults", "Method", "intervals", "log_quantiles", "log_results"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.integer[Any]]
Texts = npt.NDArray[np.str_]

Method = Literal["closed_form", "quadrature", "convolution", "monte_carlo"]

GUARD: Final = 0.3
"""Skewness, excess kurtosis, log-sd of a factor that is not lognormal, log-sd of a row: the closed form up to here."""

FACTOR_SKEWNESS: Final = 1.0
"""... and up to this skewness of the log of each factor: beyond it a fifth cumulant is missed, mild as the total is."""

RESULTS_AT_ONCE: Final = 256


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
        the logarithm. By default the former where the skewness and excess kurtosis of the logarithm are at most 0.3,
        and every factor that is not lognormal has a log-sd of at most 0.3 and a skewness of at most 1; else the latter.
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
    hard = (
        _outside_guards(results, cumulants) if method == "auto" else np.full(len(results.ids), method == "quadrature")
    )
    outside = np.flatnonzero(hard)
    for chosen in _of_like_width(outside, cumulants[1]):
        ends[:, chosen] = log_quantiles(results.take(chosen), np.array([(1 - level) / 2, 0.5, (1 + level) / 2]))
    names = np.full(len(results.ids), "closed_form", dtype="<U11")
    names[outside] = "quadrature"
    low, median, high = np.exp(ends)
    return Intervals(ids=results.ids, level=level, low=low, median=median, high=high, method=names)


def _outside_guards(results: LogResults, cumulants: Floats) -> npt.NDArray[np.bool_]:
    """Return where four cumulants are not enough."""
    skewness, kurtosis = shape(cumulants)
    matrix = results.factors
    outside = (np.abs(skewness) > GUARD) | (np.abs(kurtosis) > GUARD)
    other = [at for at, one in enumerate(matrix.distributions) if not isinstance(one, Lognormal)]
    if other:
        own = np.zeros((4, len(matrix.ids)))
        own[:, other] = np.array([matrix.distributions[at].log_cumulants() for at in other]).T
        too_skew = np.abs(shape(own)[0]) > FACTOR_SKEWNESS
        too_wide = np.abs(matrix.power) * np.sqrt(own[1])[matrix.factor] > GUARD
        outside[matrix.result[too_wide | too_skew[matrix.factor]]] = True
    return np.asarray(outside)


def _of_like_width(chosen: npt.NDArray[np.intp], variance: Floats) -> list[npt.NDArray[np.intp]]:
    """Return the results in parts whose spreads differ at most twofold, so that one grid serves them."""
    octave = np.floor(np.log2(np.maximum(variance[chosen], 1e-300)) / 2)
    parts = [chosen[octave == one] for one in np.unique(octave)]
    return [part[at : at + RESULTS_AT_ONCE] for part in parts for at in range(0, len(part), RESULTS_AT_ONCE)]


def log_quantiles(results: LogResults, probabilities: Floats) -> Floats:
    """Return quantiles of the log of each result by quadrature, shape (probabilities, results); spreads alike."""
    cumulants = results.log_cumulants
    widest = float(np.sqrt(cumulants[1].max(initial=0.0)))
    if widest == 0:
        return np.broadcast_to(cumulants[0], (len(probabilities), len(results.ids)))
    frequencies = log_frequencies(widest)
    waves = normal_waves(results.own, frequencies) * factor_waves(results.factors, len(results.ids), frequencies)
    return np.asarray(cumulants[0] + wave_quantiles(waves, frequencies, probabilities))
