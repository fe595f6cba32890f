"""The Kaplan-Meier mean of values below limits: no distribution assumed, for comparison."""

from __future__ import annotations

from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt

from avloppsanalys.censoring.group_means import GroupMeans, known_values
from avloppsanalys.errors import UnknownNameError

__all__ = ["RestAt", "kaplan_meier"]

RestAt = Literal["smallest_limit", "smallest_detected"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.integer[Any]]
Flags = npt.NDArray[np.bool_]


def kaplan_meier(value: Floats, below: Flags, group: Integers, groups: int, *, rest_at: RestAt) -> GroupMeans:
    """Return the mean of each group from the Kaplan-Meier estimate of its distribution.

    Where the smallest of a group lies below a limit, some probability is left that no detected value claims, and the
    mean depends on where one puts it: the call says. Either way the mean is too high: with a single limit it is the
    mean with the limit, or the smallest detected value, put in place of every value below it.

    Parameters
    ----------
    value : numpy.ndarray
        Measured value, or the limit where `below` [any unit]; one that is missing or not positive is left out.
    below : numpy.ndarray of bool
        Whether the value lies below the limit.
    group : numpy.ndarray of int
        The group of each value, 0 to `groups` - 1.
    groups : int
        How many groups there are.
    rest_at : {"smallest_limit", "smallest_detected"}
        Where the probability below the smallest detected value lies: at the smallest limit (Efron's convention), or at
        the smallest detected value itself (as R's NADA and EnvStats print it).

    Returns
    -------
    GroupMeans
        `sd` is the standard error of the mean times the root of n, as NADA prints it (other packages print other
        ones), and missing where fewer than two values are detected. `status` is ``all_below`` where none is: there is
        then no estimate.

    Raises
    ------
    CensoringError
        If the arrays do not belong together.

    Notes
    -----
    ``P(X < x)`` is the product over detected values x_i >= x of ``1 - d_i / n_i``: d_i values lie at x_i, n_i values
    or limits at or below it. A limit above the largest value takes part in no n_i. The squared standard error is
    Greenwood's, ``sum of A_i² d_i / (n_i (n_i - d_i))``, times ``D / (D - 1)`` for D detected values; A_i is the area
    under P(X < x) below x_i.

    References
    ----------
    .. [1] E. L. Kaplan and P. Meier, "Nonparametric estimation from incomplete observations", J. Am. Stat. Assoc. 53
       (1958), :doi:`10.1080/01621459.1958.10501452`.
    .. [2] D. R. Helsel, "Nondetects and Data Analysis", Wiley (2005).

    Examples
    --------
    >>> value, below = np.array([1.0, 2.0, 3.0, 4.0]), np.array([True, False, True, False])
    >>> one_group = np.zeros(4, dtype=int)
    >>> float(kaplan_meier(value, below, one_group, 1, rest_at="smallest_limit").mean[0])
    2.125
    >>> float(kaplan_meier(value, below, one_group, 1, rest_at="smallest_detected").mean[0])
    2.5
    """
    if rest_at not in get_args(RestAt):
        raise UnknownNameError("place for the rest", rest_at, get_args(RestAt))
    used = known_values(value, below, group, groups)
    n = np.bincount(group[used], minlength=groups)
    detected = np.bincount(group[used & ~below], minlength=groups)
    bottom = np.full(groups, np.inf)
    counted = used & ~below if rest_at == "smallest_detected" else used
    np.minimum.at(bottom, group[counted], value[counted])

    owner, level, died, at_risk = _steps(value[used], below[used], group[used])
    last = np.append(owner[1:] != owner[:-1], [True])[: len(owner)]
    following = np.append(level[1:], 0.0)[: len(level)]
    area = _product_within(owner, 1 - died / at_risk) * (level - np.where(last, bottom[owner], following))
    total = np.bincount(owner, area, minlength=groups)
    top = np.zeros(groups)
    np.maximum.at(top, owner, level)

    further_down = total[owner] - _sum_within(owner, area) + area
    alive = at_risk - died
    greenwood = np.divide(died, at_risk * alive, out=np.zeros(len(owner)), where=alive > 0)
    variance = np.bincount(owner, np.square(further_down) * greenwood, minlength=groups)
    several = detected > 1
    return GroupMeans(
        mean=np.where(detected > 0, top - total, np.nan),
        sd=np.where(several, np.sqrt(variance * n * detected / np.maximum(detected - 1, 1)), np.nan),
        n=n,
        n_below=n - detected,
        n_left_out=np.bincount(group[~used], minlength=groups),
        status=np.select([n == 0, detected == 0], ["no_values", "all_below"], "ok"),
    )


def _steps(value: Floats, below: Flags, group: Integers) -> tuple[Integers, Floats, Floats, Floats]:
    """Return each group's distinct detected values, downwards: group, value, how many, and how many at or below it."""
    order = np.lexsort((value, group))
    value, below, group = value[order], below[order], group[order]
    # Of equal values the last has all of them at or below it.
    ends = np.append((value[1:] != value[:-1]) | (group[1:] != group[:-1]), [True])[: len(value)]
    tie = np.cumsum(ends) - ends
    died = np.bincount(tie, ~below)
    first = np.searchsorted(group, group[ends])
    at_or_below = np.flatnonzero(ends) + 1 - first
    seen = np.flatnonzero(died > 0)
    seen = seen[np.lexsort((-value[ends][seen], group[ends][seen]))]
    return group[ends][seen], value[ends][seen], died[seen].astype(float), at_or_below[seen].astype(float)


def _sum_within(owner: Integers, step: Floats) -> Floats:
    """Return the running sum of each owner's steps, which stand together."""
    running = np.cumsum(step)
    first = np.searchsorted(owner, owner)
    return running - (running - step)[first]


def _product_within(owner: Integers, factor: Floats) -> Floats:
    """Return the running product of each owner's factors, which stand together and are zero at most at the last."""
    logs = np.log(factor, out=np.zeros(len(factor)), where=factor > 0)
    return np.where(factor > 0, np.exp(_sum_within(owner, logs)), 0.0)
