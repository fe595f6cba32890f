"""Numbers for rows that share something: grouped by these, tables of strings need not be grouped again and again."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

__all__ = ["SERIES", "numbered", "series_numbers"]

Integers = npt.NDArray[np.integer[Any]]

SERIES: Final = ["quantity", "place", "substance", "factor_set"]
"""What the days of one series share."""


def numbered(*several: Integers) -> Integers:
    """Return one number for what each row has in several arrays of numbers, in the order of the first, then the next.

    Parameters
    ----------
    *several : numpy.ndarray of int
        Numbers from 0, one a row.

    Returns
    -------
    numpy.ndarray of int
        From 0, without gaps.

    Examples
    --------
    >>> numbered(np.array([1, 0, 1, 1]), np.array([5, 5, 2, 5])).tolist()
    [2, 0, 1, 2]
    """
    number = several[0]
    for other in several[1:]:
        number = np.unique(number * (other.max(initial=0) + 1) + other, return_inverse=True)[1]
    return number


def series_numbers(days: pd.DataFrame) -> Integers:
    """Return the number of each day's series: quantities in the order of their rows, within them by name.

    Parameters
    ----------
    days : pandas.DataFrame
        Sampled days.

    Returns
    -------
    numpy.ndarray of int
        From 0, without gaps.

    Examples
    --------
    >>> days = pd.DataFrame({"quantity": ["load", "load", "doses"], "place": ["B", "A", "A"], "substance": "MDMA"})
    >>> series_numbers(days.assign(factor_set="none")).tolist()
    [1, 0, 2]
    """
    quantity, *named = SERIES
    names = (pd.factorize(days[name], sort=True, use_na_sentinel=False)[0] for name in named)
    return numbered(pd.factorize(days[quantity])[0], *names)
