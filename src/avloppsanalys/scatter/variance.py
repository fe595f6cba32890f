"""Scatter between days: what a plant's own days say, moderated by what many plants have shown.

Kernels on arrays. With two or three days a quarter a plant's own standard deviation is next to worthless; borrowed
alone it ignores what is known of the plant. The moderated variance weighs the two by their degrees of freedom.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

__all__ = ["between_group_variance", "lift_reach", "moderated_variance", "satterthwaite_df", "within_group_variance"]

DAY_EXCESS_KURTOSIS: Final = 6.0
"""Excess kurtosis of the log loads of days: that of Student's t with five degrees of freedom (a choice)."""

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.integer[Any]]


def within_group_variance(values: Floats, series: Integers, cluster: Integers, count: int) -> tuple[Floats, Floats]:
    """Return each series' variance within its clusters, pooled, and the degrees of freedom that it is worth.

    Loads of days have heavier tails than the normal, so that a variance of few days is worth less than their number
    less one: a run that happens to be even says little.

    Parameters
    ----------
    values : numpy.ndarray
        One a row; missing values are left out.
    series : numpy.ndarray of int
        The series (place and substance) of each row, 0 to `count` - 1.
    cluster : numpy.ndarray of int
        The cluster (campaign) of each row, numbered over all series.
    count : int
        How many series there are.

    Returns
    -------
    variance, df : numpy.ndarray
        One a series; the variance is 0 where there are no degrees of freedom. A cluster of n values is worth
        ``2 / (2/(n - 1) + kurtosis/n)`` of them.

    Examples
    --------
    >>> values = np.array([1.0, 3.0, 10.0])
    >>> variance, df = within_group_variance(values, np.array([0, 0, 0]), np.array([0, 0, 1]), 1)
    >>> float(variance[0]), float(df[0])
    (2.0, 0.4)
    """
    known = np.isfinite(values)
    values, series, cluster = values[known], series[known], cluster[known]
    clusters = int(cluster.max(initial=-1)) + 1
    size = np.bincount(cluster, minlength=clusters)
    mean = np.bincount(cluster, values, minlength=clusters) / np.maximum(size, 1)
    squares = np.bincount(series, np.square(values - mean[cluster]), minlength=count)
    owner = np.zeros(clusters, dtype=np.intp)
    owner[cluster] = series
    freedom = np.maximum(size - 1, 0)
    total = np.bincount(owner, freedom, minlength=count)
    # The variance of a variance of n values is s^4 (2/(n - 1) + kurtosis/n); as many degrees of freedom give the same.
    worth = np.divide(2.0, 2 / np.maximum(freedom, 1) + DAY_EXCESS_KURTOSIS / np.maximum(size, 1)) * (freedom > 0)
    variance = np.divide(squares, total, out=np.zeros(count), where=total > 0)
    return variance, np.asarray(np.bincount(owner, worth, minlength=count), dtype=float)


def between_group_variance(
    values: Floats, period: Integers, cluster: Integers, series: Integers, within: Floats, count: int
) -> tuple[Floats, Floats]:
    """Return each series' variance between the clusters of one period, less what days within a cluster explain.

    Parameters
    ----------
    values : numpy.ndarray
        One a row; missing values are left out.
    period, cluster, series : numpy.ndarray of int
        The period, the cluster (campaign) within it, and the series of each row, each numbered over all rows.
    within : numpy.ndarray
        Variance of single values within a cluster, one a series.
    count : int
        How many series there are.

    Returns
    -------
    variance, df : numpy.ndarray
        One a series; not below 0, and 0 where no period has two clusters.

    Examples
    --------
    >>> values, one = np.array([0.0, 2.0]), np.array([0, 0])
    >>> variance, df = between_group_variance(values, one, np.array([0, 1]), one, np.array([0.5]), 1)
    >>> float(variance[0]), float(df[0])
    (1.5, 1.0)
    """
    known = np.isfinite(values)
    values, period, cluster, series = values[known], period[known], cluster[known], series[known]
    clusters, periods = int(cluster.max(initial=-1)) + 1, int(period.max(initial=-1)) + 1
    size = np.bincount(cluster, minlength=clusters)
    mean = np.bincount(cluster, values, minlength=clusters) / np.maximum(size, 1)
    cluster_period, cluster_series = np.zeros(clusters, dtype=np.intp), np.zeros(clusters, dtype=np.intp)
    cluster_period[cluster], cluster_series[cluster] = period, series
    present = size > 0
    number = np.bincount(cluster_period[present], minlength=periods)
    centre = np.bincount(cluster_period[present], mean[present], minlength=periods) / np.maximum(number, 1)
    # With m clusters a squared deviation from their mean holds (m - 1)/m of a cluster's variance.
    several = present & (number[cluster_period] > 1)
    freedom = np.where(several, 1 - 1 / np.maximum(number[cluster_period], 1), 0.0)
    excess = np.square(mean - centre[cluster_period]) - freedom * within[cluster_series] / np.maximum(size, 1)
    df = np.bincount(cluster_series, freedom, minlength=count)
    total = np.bincount(cluster_series, np.where(several, excess, 0.0), minlength=count)
    return np.maximum(np.divide(total, df, out=np.zeros(count), where=df > 0), 0.0), np.asarray(df, dtype=float)


def moderated_variance(own: Floats, df: Floats, prior: Floats, prior_df: Floats) -> tuple[Floats, Floats]:
    """Return the plant's variance moderated by a prior one, and the degrees of freedom of the two together.

    Parameters
    ----------
    own, df : numpy.ndarray
        The plant's own variance and its degrees of freedom (0 where it has none).
    prior, prior_df : numpy.ndarray
        The variance that plants of the kind have shown, and how many degrees of freedom it is worth.

    Returns
    -------
    variance, df : numpy.ndarray
        ``(d0 s0² + df s²) / (d0 + df)`` and ``d0 + df``.

    References
    ----------
    .. [1] G. K. Smyth, "Linear models and empirical Bayes methods for assessing differential expression in microarray
       experiments", Stat. Appl. Genet. Mol. Biol. 3 (2004), :doi:`10.2202/1544-6115.1027`.

    Examples
    --------
    >>> variance, df = moderated_variance(np.array([0.4]), np.array([2.0]), np.array([0.1]), np.array([4.0]))
    >>> float(variance[0]), float(df[0])
    (0.2, 6.0)
    """
    total = prior_df + df
    return (prior_df * prior + df * own) / total, total


def lift_reach(variance: Floats, df: Floats, level: float) -> Floats:
    """Return how far the step from a lognormal's median to its mean may lie below and above what its variance says.

    The step is half the variance on the log scale. A variance of few degrees of freedom may be several times too small
    and only somewhat too large, so the reach above is the longer one.

    Parameters
    ----------
    variance, df : numpy.ndarray
        Log variances and their degrees of freedom, shape (groups,).
    level : float
        Coverage of the interval that the reaches go into.

    Returns
    -------
    numpy.ndarray
        Reaches [log scale], none negative; shape (2, groups), below first.

    Notes
    -----
    ``s²/2 (1 - df/chi²)`` and ``s²/2 (df/chi² - 1)`` at the upper and the lower quantile of chi-square. They are
    added in squares to the reaches of the mean of logs (method of variance estimates recovery).

    References
    ----------
    .. [1] G. Y. Zou, C. Y. Huo and J. Taleban, "Simple confidence intervals for lognormal means and their differences
       with environmental applications", Environmetrics 20 (2009), :doi:`10.1002/env.919` (from memory, not read again).

    Examples
    --------
    >>> lift_reach(np.array([0.2]), np.array([5.0]), 0.95).round(3).tolist()
    [[0.061], [0.502]]
    """
    from scipy.special import chdtri

    tail = (1 - level) / 2
    most, least = df / chdtri(df, 1 - tail), df / chdtri(df, tail)
    return np.asarray(variance / 2 * np.maximum([1 - least, most - 1], 0.0))


def satterthwaite_df(parts: Floats, df: Floats) -> Floats:
    """Return the degrees of freedom of a sum of variance parts, each known with its own degrees of freedom.

    Parameters
    ----------
    parts : numpy.ndarray
        Variance parts, shape (parts, groups).
    df : numpy.ndarray
        Degrees of freedom of each part, same shape; ``inf`` for a part that is taken as known.

    Returns
    -------
    numpy.ndarray
        Shape (groups,): ``(sum of parts)² / sum of (part² / df)``; ``inf`` where every part is known.

    References
    ----------
    .. [1] F. E. Satterthwaite, "An approximate distribution of estimates of variance components", Biometrics Bulletin
       2 (1946), :doi:`10.2307/3002019`.

    Examples
    --------
    >>> float(satterthwaite_df(np.array([[1.0], [1.0]]), np.array([[3.0], [np.inf]]))[0])
    12.0
    """
    total = np.square(parts.sum(axis=0))
    spent = (np.square(parts) / df).sum(axis=0)
    return np.asarray(np.divide(total, spent, out=np.full(total.shape, np.inf), where=spent > 0))
