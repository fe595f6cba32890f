"""Numbers for rows that share something: grouped by these, tables of strings need not be grouped again and again."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["numbered"]

Integers = npt.NDArray[np.integer[Any]]


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
