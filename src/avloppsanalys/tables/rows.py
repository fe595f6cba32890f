"""Rows of a table: which of them are kept, which belong together, and what the words in them mean."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

__all__ = ["numbered_by", "only", "translated"]


def only(frame: pd.DataFrame, kept: npt.NDArray[np.bool_]) -> pd.DataFrame:
    """Return the rows of `frame` that are kept, with a new index from 0.

    Where all are, or none, nothing is copied: to take rows out of a wide table costs more than what is asked of them.

    Parameters
    ----------
    frame : pandas.DataFrame
        Any table.
    kept : numpy.ndarray of bool
        One a row.

    Returns
    -------
    pandas.DataFrame
        Copy-on-write parts it from `frame`.

    Examples
    --------
    >>> only(pd.DataFrame({"plant": ["A", "B"]}), np.array([False, True]))
      plant
    0     B
    """
    rows = frame.copy(deep=False) if kept.all() else frame.take(np.flatnonzero(kept)) if kept.any() else frame[:0]
    rows.index = pd.RangeIndex(len(rows))
    return rows


def numbered_by(frame: pd.DataFrame, names: Sequence[str]) -> npt.NDArray[np.intp]:
    """Return a number for what each row has in some columns, from 0 in the order in which they come.

    Parameters
    ----------
    frame : pandas.DataFrame
        Any table.
    names : sequence of str
        Columns; what is missing is a value of its own.

    Returns
    -------
    numpy.ndarray of int
        One a row.

    Examples
    --------
    >>> numbered_by(pd.DataFrame({"plant": ["B", "A", "B"], "residue": "MDMA"}), ["plant", "residue"]).tolist()
    [0, 1, 0]
    """
    number = np.zeros(len(frame), dtype=np.intp)
    for name in names:
        number = pd.factorize(number * (len(frame) + 1) + pd.factorize(frame[name])[0])[0]
    return number


def translated(words: pd.Series[str], meaning: Callable[[str], str | None]) -> pd.Series[str]:
    """Return what each word means, missing where it means nothing; each different word is asked for once.

    Parameters
    ----------
    words : pandas.Series of str
        Any column of words.
    meaning : callable
        From a word to what it means, or None.

    Returns
    -------
    pandas.Series of str
        Same index.

    Examples
    --------
    >>> translated(pd.Series(["ja", None, "kanske"]), {"ja": "yes"}.get).tolist()
    ['yes', nan, nan]
    """
    code, different = pd.factorize(words)
    meant = pd.array([meaning(str(word)) for word in different], dtype="str")
    return pd.Series(meant.take(code, allow_fill=True), index=words.index)
