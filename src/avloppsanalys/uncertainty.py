"""Uncertainty on the log scale: named components that travel with the rows, and the intervals made from them last.

A result is a product (concentration x flow / persons x factor), so its components are multiplicative and their log
variances add. Each component has a scope (`tables.COMPONENT_SCOPES`): two rows share one and the same error where their
values in the scope columns are the same. Shared errors do not average out over days.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from avloppsanalys.tables import COMPONENT_SCOPES, component_column

__all__ = [
    "log_sd_from_cv",
    "log_sd_from_range",
    "lognormal_interval",
    "normal_quantile",
    "shared_log_variance",
    "total_log_sd",
]

Floats = npt.NDArray[np.float64]


def log_sd_from_cv(cv: npt.ArrayLike) -> Floats:
    """Return the log standard deviation of a lognormal with coefficient of variation `cv`.

    Parameters
    ----------
    cv : array_like
        Coefficient of variation [fraction], any shape.

    Returns
    -------
    numpy.ndarray
        Log standard deviation [-], same shape: ``sqrt(ln(1 + cv²))``.

    Examples
    --------
    >>> float(log_sd_from_cv(0.26))
    0.25576
    """
    return np.asarray(np.sqrt(np.log1p(np.square(np.asarray(cv, dtype=float)))))


def log_sd_from_range(low: npt.ArrayLike, high: npt.ArrayLike, level: float = 0.95) -> Floats:
    """Return the log standard deviation of a lognormal whose central interval at `level` is `low` to `high`.

    Parameters
    ----------
    low, high : array_like
        Positive ends of the range, any shape.
    level : float, default 0.95
        Share of the distribution between them.

    Returns
    -------
    numpy.ndarray
        Log standard deviation [-], same shape.

    Examples
    --------
    >>> float(log_sd_from_range(0.30, 0.54))
    0.14995
    """
    spread = np.log(np.asarray(high, dtype=float)) - np.log(np.asarray(low, dtype=float))
    return np.asarray(spread / (2 * normal_quantile(level)))


def normal_quantile(level: float) -> float:
    """Return z such that a standard normal lies within ±z with probability `level`.

    Parameters
    ----------
    level : float
        Between 0 and 1.

    Returns
    -------
    float

    Examples
    --------
    >>> normal_quantile(0.95)
    1.959964
    """
    from scipy.special import ndtri  # scipy is imported on first use: `import avloppsanalys` must stay light

    return float(ndtri((1 + level) / 2))


def lognormal_interval(
    median: npt.ArrayLike, log_sd: npt.ArrayLike, level: float = 0.95, quantile: npt.ArrayLike | None = None
) -> tuple[Floats, Floats]:
    """Return the central interval of a lognormal around its median.

    Parameters
    ----------
    median : array_like
        In any unit and shape.
    log_sd : array_like
        Log standard deviation [-], broadcast against `median`.
    level : float, default 0.95
        Coverage of the interval.
    quantile : array_like, optional
        Quantile to use instead of the normal one, such as Student's t with few degrees of freedom.

    Returns
    -------
    low, high : numpy.ndarray
        In the unit of `median`: ``median * exp(±quantile * log_sd)``.

    Examples
    --------
    >>> low, high = lognormal_interval(219.73, 0.346427)
    >>> round(float(low), 1), round(float(high), 1)
    (111.4, 433.3)
    """
    reach = np.asarray(normal_quantile(level) if quantile is None else quantile) * np.asarray(log_sd, dtype=float)
    centre = np.asarray(median, dtype=float)
    return centre * np.exp(-reach), centre * np.exp(reach)


def total_log_sd(rows: pd.DataFrame, components: Iterable[str]) -> Floats:
    """Return the log standard deviation of each row from all of its components together.

    Parameters
    ----------
    rows : pandas.DataFrame
        A table with columns ``log_sd_<component>``; a component without a column, or missing in a row, adds nothing.
    components : iterable of str
        Names from `tables.COMPONENT_SCOPES`.

    Returns
    -------
    numpy.ndarray
        [-], one a row: the root of the sum of squares.

    Examples
    --------
    >>> rows = pd.DataFrame({"log_sd_sampling": [0.3], "log_sd_analysis": [0.4]})
    >>> float(total_log_sd(rows, ("sampling", "analysis", "flow"))[0])
    0.5
    """
    variance = np.zeros(len(rows))
    for column in map(component_column, components):
        if column in rows.columns:
            variance += np.square(rows[column].fillna(0.0).to_numpy(dtype=float))
    return np.sqrt(variance)


def shared_log_variance(
    rows: pd.DataFrame, components: Iterable[str], weights: Floats, group: npt.NDArray[np.integer[Any]], groups: int
) -> Floats:
    """Return the log variance that shared errors leave in the weighted log mean of each group of rows.

    Rows of a group with the same values in a component's scope columns carry the same error, so their weights add
    before squaring: with one scope value in the group the error stays whole, with many it averages out.

    Parameters
    ----------
    rows : pandas.DataFrame
        A table with columns ``log_sd_<component>`` and the scope columns.
    components : iterable of str
        Components to include.
    weights : numpy.ndarray
        Weight of each row; those of a group sum to one.
    group : numpy.ndarray of int
        The group of each row, 0 to `groups` - 1.
    groups : int
        How many groups there are.

    Returns
    -------
    numpy.ndarray
        [-], one a group: ``sum over components and scope values of (sum of weight * log_sd)²``.
    """
    variance = np.zeros(groups)
    for component in components:
        column = component_column(component)
        if column not in rows.columns:
            continue
        loading = weights * rows[column].fillna(0.0).to_numpy(dtype=float)
        scope = [name for name in COMPONENT_SCOPES[component] if name in rows.columns]
        keys = pd.DataFrame({"group": group, **{name: rows[name].to_numpy() for name in scope}})
        factor = keys.groupby(list(keys.columns), sort=False, dropna=False).ngroup().to_numpy()
        owner = np.zeros(factor.max(initial=-1) + 1, dtype=np.intp)
        owner[factor] = group
        variance += np.bincount(owner, np.square(np.bincount(factor, loading)), minlength=groups)
    return variance
