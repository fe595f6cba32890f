"""A fixed share of the limit in place of every value below it: for comparison with those who do so."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from avloppsanalys.censoring.group_means import GroupMeans, known_values, means_of_groups
from avloppsanalys.errors import UnknownNameError

__all__ = ["SUBSTITUTES", "Substitute", "substitution"]

Substitute = Literal["zero", "half_limit", "limit_over_sqrt2", "limit"]

SUBSTITUTES: Final[Mapping[Substitute, float]] = MappingProxyType(
    {"zero": 0.0, "half_limit": 0.5, "limit_over_sqrt2": 0.5**0.5, "limit": 1.0}
)
"""What share of the limit each rule puts in place of a value below it."""


def substitution(
    value: npt.NDArray[np.float64],
    below: npt.NDArray[np.bool_],
    group: npt.NDArray[np.integer[Any]],
    groups: int,
    rule: Substitute,
) -> GroupMeans:
    """Return the mean of each group with a fixed share of the limit in place of every value below it.

    Not a method to report by: the mean is biased by an amount that depends on how many values are censored and how
    they scatter, and its interval covers too little.

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
    rule : {"zero", "half_limit", "limit_over_sqrt2", "limit"}
        What to put in place.

    Returns
    -------
    GroupMeans

    Raises
    ------
    UnknownNameError
        If there is no such rule.
    CensoringError
        If the arrays do not belong together.

    Examples
    --------
    >>> value, below = np.array([4.0, 10.0, 30.0]), np.array([True, False, False])
    >>> float(substitution(value, below, np.zeros(3, dtype=int), 1, "half_limit").mean[0])
    14.0
    """
    if rule not in SUBSTITUTES:
        raise UnknownNameError("substitution rule", rule, SUBSTITUTES)
    used = known_values(value, below, group, groups)
    put = np.where(below, value * SUBSTITUTES[rule], value)
    return means_of_groups(put, below, used, group, groups, np.full(groups, "ok"))
