"""Components as columns of a table: how much they add to a row, and to a mean of rows that share them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from avloppsanalys.tables import COMPONENT_SCOPES, component_column

__all__ = ["shared_log_variance", "total_log_sd"]

Floats = npt.NDArray[np.float64]


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
            variance += np.square(_known(rows[column]))
    return np.sqrt(variance)


def _known(log_sd: pd.Series[float]) -> Floats:
    """Return the numbers of a column, 0 where they are missing."""
    values = log_sd.to_numpy(dtype=float)
    return np.where(np.isnan(values), 0.0, values)


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
    codes: dict[str, npt.NDArray[np.intp]] = {}  # several components share a column, and numbers are grouped fastest
    for component in components:
        column = component_column(component)
        if column not in rows.columns:
            continue
        loading = weights * _known(rows[column])
        scope = [name for name in COMPONENT_SCOPES[component] if name in rows.columns]
        codes |= {name: pd.factorize(rows[name])[0] for name in scope if name not in codes}
        factor = group
        for name in scope:
            factor = pd.factorize(factor * (len(rows) + 1) + codes[name])[0]  # a missing value has the code -1
        owner = np.zeros(factor.max(initial=-1) + 1, dtype=np.intp)
        owner[factor] = group
        variance += np.bincount(owner, np.square(np.bincount(factor, loading)), minlength=groups)
    return variance
