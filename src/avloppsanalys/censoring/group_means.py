"""What the comparison methods return: a mean and a standard deviation a group, and what they are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from avloppsanalys.censoring.intervals import check_groups

__all__ = ["GroupMeans", "known_values", "means_of_groups"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.integer[Any]]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupMeans:
    """Arithmetic means by a method that is offered for comparison, one element a group."""

    mean: Floats
    """[unit of the values]; missing where `status` says that the method has no answer."""
    sd: Floats
    """[unit of the values], by the method's own convention; missing for a single value."""
    n: Integers
    """Values that the mean is of."""
    n_below: Integers
    """Those of them that lie below a limit."""
    n_left_out: Integers
    """Values left out: without a known limit, or by a rule of the method."""
    status: npt.NDArray[np.str_]
    """``ok``, ``no_values``, or what the method did instead."""


def known_values(value: Floats, below: Flags, group: Integers, groups: int) -> Flags:
    """Return which values, and limits where `below`, are positive numbers; check that the arrays belong together."""
    check_groups(group, groups, value=value, below=below)
    return np.asarray((value > 0) & (value < np.inf))


def means_of_groups(
    value: Floats, below: Flags, used: Flags, group: Integers, groups: int, status: npt.NDArray[np.str_]
) -> GroupMeans:
    """Return plain mean and standard deviation (n - 1) of the used values of each group."""
    n = np.bincount(group[used], minlength=groups)
    mean = np.full(groups, np.nan)
    np.divide(np.bincount(group[used], value[used], minlength=groups), n, out=mean, where=n > 0)
    squares = np.bincount(group[used], np.square(value[used] - mean[group[used]]), minlength=groups)
    sd = np.full(groups, np.nan)
    np.sqrt(np.divide(squares, n - 1, out=sd, where=n > 1), out=sd, where=n > 1)
    return GroupMeans(
        mean=mean,
        sd=sd,
        n=n,
        n_below=np.bincount(group[used & below], minlength=groups),
        n_left_out=np.bincount(group[~used], minlength=groups),
        status=np.where(n == 0, "no_values", status),
    )
