"""Blocks of one source of the population figure: within a block its error is one and the same."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

__all__ = ["folded_numbers", "population_blocks"]


def population_blocks(
    plants: pd.Series[str], moments: pd.Series[pd.Timestamp], methods: pd.Series[str]
) -> pd.Series[int]:
    """Return the number of the block that each row falls in: one more each time a plant's source of persons changes.

    A figure that is updated within one source does not start a block. A source that is not stated is a source of its
    own, and one that comes back starts a third block, for its error need not be what it was.

    Parameters
    ----------
    plants : pandas.Series of str
        The plant of each row.
    moments : pandas.Series of Timestamp
        From when the row holds (`valid_from`) or when the sample was taken, same index; missing is from the beginning.
    methods : pandas.Series of str
        The source (`population_method`), same index; compared without case and surrounding space.

    Returns
    -------
    pandas.Series of int
        From 1 in each plant, same index.

    Examples
    --------
    >>> since = pd.Series(pd.to_datetime(["2024-01-01", "2025-01-01", "2026-01-01"]).tz_localize("Europe/Stockholm"))
    >>> population_blocks(pd.Series(["A"] * 3), since, pd.Series(["register", "Register", "BOD7"])).tolist()
    [1, 1, 2]
    """
    source, plant = folded_numbers(methods), pd.factorize(plants)[0]
    when = moments.to_numpy(dtype="datetime64[us]").view("int64")  # a missing moment is the least number
    order = np.lexsort((when, plant))
    same = np.diff(plant[order], prepend=-1) == 0
    changes = np.cumsum(same & (np.diff(source[order], prepend=-1) != 0))
    number = np.empty(len(plants), dtype=int)
    number[order] = changes - np.maximum.accumulate(np.where(same, 0, changes)) + 1
    return pd.Series(number, index=plants.index, dtype="int64")


def folded_numbers(names: pd.Series[str]) -> npt.NDArray[np.integer[Any]]:
    """Return a number for each name, without case and blanks around; what is not stated is as an empty one.

    Parameters
    ----------
    names : pandas.Series of str
        Names as people write them.

    Returns
    -------
    numpy.ndarray of int
        From 0, one a row.

    Examples
    --------
    >>> folded_numbers(pd.Series(["Register", "BOD7", " register", None])).tolist()
    [0, 1, 0, 2]
    """
    code, words = pd.factorize(names)
    folded = [*(str(one).strip().casefold() for one in words), ""]  # a missing name has the code -1
    return np.asarray(pd.factorize(np.array(folded, dtype=object))[0][code])
