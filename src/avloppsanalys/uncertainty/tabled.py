"""From a table with components to results that know what they share: scopes become factors."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from avloppsanalys.errors import TableError
from avloppsanalys.montecarlo import Distribution, FactorMatrix, GroupMeans, Lognormal
from avloppsanalys.tables import COMPONENT_SCOPES, component_column

__all__ = ["Component", "TableMeans", "table_means"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """An uncertainty component: lognormal by the table's own log-sd, or of a stated distribution.

    Parameters
    ----------
    name : str
        A key of `tables.COMPONENT_SCOPES`.
    distribution : Distribution, optional
        Of the quantity itself, such as the excreted fraction; the values of the table were computed with its mean. By
        default a lognormal error with the log-sd of column ``log_sd_<name>``.
    exponent : float, default 1
        -1 for what the result was divided by.
    scope : tuple of str, optional
        Columns within which the error is one and the same; by default those of `tables.COMPONENT_SCOPES`.
    """

    name: str
    distribution: Distribution | None = None
    exponent: float = 1.0
    scope: tuple[str, ...] | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns within which the error is one and the same."""
        return COMPONENT_SCOPES[self.name] if self.scope is None else self.scope


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class TableMeans:
    """Means of the rows of a table, and what each component adds to their variance.

    Parameters
    ----------
    labels : pandas.DataFrame
        One line a result: the columns that name it, and `n_rows`.
    means : GroupMeans
        The results, in that order.
    log_variance : dict of str to numpy.ndarray
        Component -> variance of the log of each result from it [-], to first order.
    """

    labels: pd.DataFrame
    means: GroupMeans
    log_variance: dict[str, Floats]


def table_means(
    rows: pd.DataFrame, value: str, by: Sequence[str], components: Iterable[str | Component], halved: str | None = None
) -> TableMeans:
    """Return the mean of `value` over the rows of each group, with the errors that rows and groups share.

    An error that a single row carries is that row's own. One that several carry, in one group or in many, is a factor:
    to first order it moves a group's mean by the share that its rows have in the mean.

    Parameters
    ----------
    rows : pandas.DataFrame
        A table with `value`, the columns `by`, ``log_sd_<component>`` and the scope columns. Rows without a positive
        value are left out.
    value : str
        Column whose mean is wanted.
    by : sequence of str
        Columns that name a result.
    components : iterable of str or Component
        Those to include; one without a column adds nothing.
    halved : str, optional
        The component whose error is half of what the table says: what that would be worth.

    Returns
    -------
    TableMeans

    Raises
    ------
    TableError
        If no row has a positive value, or a component is not known.
    """
    chosen = [Component(name=one) if isinstance(one, str) else one for one in components]
    unknown = [one.name for one in chosen if one.name not in COMPONENT_SCOPES]
    absent = [name for name in (value, *by) if name not in rows.columns]
    if absent:
        raise TableError(f"The table has no column {', '.join(map(repr, absent))}.")
    if unknown:
        raise TableError(f"Unknown uncertainty components {unknown}; the known ones are {', '.join(COMPONENT_SCOPES)}.")
    used = rows[rows[value] > 0]
    if used.empty:
        raise TableError(f"None of the {len(rows)} rows has a positive {value}: there is no mean to give an interval.")
    labels, group = _groups(used, by)
    level = used[value].to_numpy(dtype=float)
    weight = (1 / labels["n_rows"].to_numpy(dtype=float))[group]
    share = level * weight / np.bincount(group, level * weight)[group]

    own = np.zeros(len(used))
    shift = np.zeros(len(labels))
    parts, log_variance = [], {}
    for one in chosen:
        factor, names = _scope_values(used, one)
        power = _powers(used, one) * (0.5 if one.name == halved else 1.0)
        alone = (np.bincount(factor)[factor] == 1) & (one.distribution is None)
        own += np.where(alone, np.square(power), 0.0)
        part = _Part(one, names, group[~alone], factor[~alone], (share * power)[~alone])
        parts.append(part)
        if one.distribution is not None:
            shift -= math.log(one.distribution.mean) * np.bincount(group, share * power, minlength=len(labels))
        log_variance[one.name] = np.bincount(
            group, np.where(alone, np.square(share * power), 0.0), minlength=len(labels)
        ) + part.log_variance(len(labels))
    means = GroupMeans(
        median=level * np.exp(shift)[group],
        log_sd=np.sqrt(own),
        group=group,
        ids=tuple("|".join(map(str, label)) for label in labels[list(by)].itertuples(index=False)),
        factors=_matrix(parts),
    )
    return TableMeans(labels=labels, means=means, log_variance=log_variance)


@dataclass(frozen=True, slots=True)
class _Part:
    """The entries of one component in the factor matrix: those of one result and one factor are still apart."""

    component: Component
    names: list[str]
    group: Integers
    factor: Integers
    power: Floats

    def summed(self) -> tuple[Integers, Integers, Floats]:
        """Return result, factor and power, one entry a pair."""
        pair, place = np.unique(np.stack([self.group, self.factor]), axis=1, return_inverse=True)
        summed = np.bincount(place.reshape(-1), self.power, minlength=pair.shape[1])
        return pair[0], pair[1], np.asarray(summed, dtype=float)

    def log_variance(self, results: int) -> Floats:
        """Return the variance of the log of each result from these entries."""
        result, _, power = self.summed()
        one = 1.0 if self.component.distribution is None else self.component.distribution.log_cumulants()[1]
        return np.asarray(np.bincount(result, np.square(power) * one, minlength=results), dtype=float)


def _groups(rows: pd.DataFrame, by: Sequence[str]) -> tuple[pd.DataFrame, Integers]:
    """Return one line a group with its number of rows, and the group of each row."""
    grouped = rows.groupby(list(by), sort=False, dropna=False)
    labels = grouped.size().rename("n_rows").reset_index()
    return labels, np.asarray(grouped.ngroup(), dtype=np.intp)


def _scope_values(rows: pd.DataFrame, component: Component) -> tuple[Integers, list[str]]:
    """Return the error that each row carries, as a number, and the ids of those errors."""
    scope = [name for name in component.columns if name in rows.columns]
    text = pd.Series(component.name, index=rows.index, dtype="str")
    for name in scope:
        text = text + "|" + rows[name].astype("str").fillna("")
    factor, values = pd.factorize(text)
    return factor.astype(np.intp), [str(value) for value in values]


def _powers(rows: pd.DataFrame, component: Component) -> Floats:
    """Return the power to which each row carries its factor: the log-sd, for a lognormal of log-sd one."""
    if component.distribution is not None:
        return np.full(len(rows), component.exponent)
    column = component_column(component.name)
    return rows[column].fillna(0.0).to_numpy(dtype=float) if column in rows.columns else np.zeros(len(rows))


def _matrix(parts: list[_Part]) -> FactorMatrix:
    """Return the factor matrix of all components, without factors that nothing carries."""
    ids: list[str] = []
    distributions: list[Distribution] = []
    entries = []
    for part in parts:
        result, factor, power = part.summed()
        carried = power != 0
        entries.append((result[carried], factor[carried] + len(ids), power[carried]))
        ids += part.names
        distributions += [part.component.distribution or Lognormal(log_sd=1.0)] * len(part.names)
    result, factor, power = (np.concatenate(column) for column in zip(*entries, strict=True))
    return FactorMatrix(ids=tuple(ids), distributions=tuple(distributions), result=result, factor=factor, power=power)
