"""Results that share errors: their covariance, their ratios and their weighted sums."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from avloppsanalys.uncertainty.cumulants import log_mean_cumulants
from avloppsanalys.uncertainty.results import LogResults

__all__ = ["log_covariance", "ratio", "weighted_sum"]

Floats = npt.NDArray[np.float64]


def log_covariance(results: LogResults, first: npt.ArrayLike, second: npt.ArrayLike) -> Floats:
    """Return the covariance of the logs of pairs of results, from the factors that both carry.

    Parameters
    ----------
    results : LogResults
        The results.
    first, second : array_like of int
        The pairs, by position.

    Returns
    -------
    numpy.ndarray
        [-], one a pair: ``sum over factors k of power_ik * power_jk * k2(ln X_k)``, and the variance of a result with
        itself. No matrix of results by results is made.
    """
    one, other = np.atleast_1d(np.asarray(first, dtype=np.intp)), np.atleast_1d(np.asarray(second, dtype=np.intp))
    return results.factors.log_covariance(one, other) + np.where(one == other, results.own[1, one], 0.0)


def ratio(results: LogResults, numerator: npt.ArrayLike, denominator: npt.ArrayLike) -> LogResults:
    """Return ratios of results, in which a factor that both carry to the same power cancels.

    Parameters
    ----------
    results : LogResults
        The results; the own parts of a pair must be independent, which they are unless a result is paired with itself.
    numerator, denominator : array_like of int
        The pairs, by position.

    Returns
    -------
    LogResults
        One a pair; `intervals` finds their intervals.

    Raises
    ------
    ValueError
        If a result is divided by itself.
    """
    over, under = np.atleast_1d(np.asarray(numerator)), np.atleast_1d(np.asarray(denominator))
    if (over == under).any():
        raise ValueError(f"{int((over == under).sum())} of {len(over)} pairs divide a result by itself.")
    signs = np.array([-1.0, 1.0, -1.0, 1.0])[:, np.newaxis]
    pairs = np.arange(len(over))
    factors = results.factors.combined(
        np.concatenate([pairs, pairs]), np.concatenate([over, under]), np.repeat([1.0, -1.0], len(pairs))
    )
    ids = tuple(f"{results.ids[a]} / {results.ids[b]}" for a, b in zip(over.tolist(), under.tolist(), strict=True))
    return LogResults(ids=ids, own=results.own[:, over] + signs * results.own[:, under], factors=factors)


def weighted_sum(results: LogResults, weights: npt.ArrayLike, total: npt.ArrayLike, ids: Sequence[str]) -> LogResults:
    """Return sums of results: several plants together, or their mean weighted by population.

    Parameters
    ----------
    results : LogResults
        The results to sum.
    weights : array_like
        Weight of each result, positive; any unit, such as persons over all persons.
    total : array_like of int
        The sum that each result goes into, 0 to ``len(ids) - 1``.
    ids : sequence of str
        One a sum.

    Returns
    -------
    LogResults
        One a sum. A factor that all carry stays whole; one that a part carries counts by that part's share of the sum.
        The expectation is exact; the spread is to first order in factors that differ between the terms.
    """
    member = np.asarray(total, dtype=np.intp)
    count = len(results.ids)
    log_mean = results.own[0] + results.own[1] / 2 + results.own[2] / 6 + results.own[3] / 24
    part = np.asarray(weights, dtype=float) * np.exp(log_mean + results.factors.log_power_means(count, 1))
    whole = np.bincount(member, part, minlength=len(ids))
    share = part / whole[member]
    spread = np.sqrt(results.own[1])
    own = log_mean_cumulants(share * np.exp(-(spread**2) / 2), spread, member, len(ids))
    factors = results.factors.combined(member, np.arange(count), share)
    own[2:] += [np.bincount(member, share**order * results.own[order - 1], minlength=len(ids)) for order in (3, 4)]
    own[0] = np.log(whole) - factors.log_power_means(len(ids), 1) - own[1] / 2 - own[2] / 6 - own[3] / 24
    return LogResults(ids=tuple(ids), own=own, factors=factors)
