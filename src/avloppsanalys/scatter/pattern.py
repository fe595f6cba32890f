"""A plant's own weekday pattern, as far as its few days can tell it from that of other plants."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["weekday_pattern"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.integer[Any]]


def weekday_pattern(
    values: Floats, shares: Floats, cluster: Integers, series: Integers, variance: Floats, prior: Floats
) -> tuple[Floats, Floats]:
    """Return how each series departs from the common weekday pattern, and how well that is known.

    Only what differs between days of one cluster (campaign) tells of weekdays; the clusters' levels do not.

    Parameters
    ----------
    values : numpy.ndarray
        Logs with the common pattern taken off, one a row; missing values are left out. Shape (rows,).
    shares : numpy.ndarray
        Share of each weekday in the row's sample, Monday first. Shape (rows, 7).
    cluster, series : numpy.ndarray of int
        The cluster and the series of each row.
    variance : numpy.ndarray
        Variance of a single value of each series. Shape (series,).
    prior : numpy.ndarray
        Covariance between plants of the departures, for each series. Shape (series, 7, 7).

    Returns
    -------
    departure : numpy.ndarray
        Shape (series, 7).
    covariance : numpy.ndarray
        Of what remains unknown of it; the prior where the days say nothing. Shape (series, 7, 7).

    Notes
    -----
    With X the shares and y the values, both centred within clusters, and P the prior:
    ``departure = (I + P X'X/s²)⁻¹ P X'y/s²``, ``covariance = (I + P X'X/s²)⁻¹ P``.

    Examples
    --------
    >>> shares = np.eye(7)[[0, 5]]
    >>> prior = (np.eye(7) - 1 / 7)[None]
    >>> one = np.array([0, 0])
    >>> departure, _ = weekday_pattern(np.array([0.0, 1.0]), shares, one, one, np.array([1e-9]), prior)
    >>> float((departure[0, 5] - departure[0, 0]).round(3))
    1.0
    """
    known = np.isfinite(values)
    values, shares, cluster, series = values[known], shares[known], cluster[known], series[known]
    clusters = int(cluster.max(initial=-1)) + 1
    size = np.maximum(np.bincount(cluster, minlength=clusters), 1)
    left = values - (np.bincount(cluster, values, minlength=clusters) / size)[cluster]
    means = np.stack([np.bincount(cluster, share, minlength=clusters) / size for share in shares.T], axis=1)
    centred = shares - means[cluster]
    count = len(variance)
    precision, evidence = np.zeros((count, 7, 7)), np.zeros((count, 7))
    np.add.at(precision, series, centred[:, :, None] * centred[:, None, :] / variance[series][:, None, None])
    np.add.at(evidence, series, centred * (left / variance[series])[:, None])
    gain = np.eye(7) + prior @ precision
    covariance = np.linalg.solve(gain, prior)
    return np.asarray(np.einsum("sab,sb->sa", covariance, evidence)), np.asarray(covariance)
