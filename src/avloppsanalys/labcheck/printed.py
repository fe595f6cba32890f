"""Numbers as the laboratory printed them: the step of the last digit, and the bounds that rounding leaves open."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

__all__ = ["as_printed", "bounds_of", "printed_step"]

Floats = npt.NDArray[np.float64]


def printed_step(printed: pd.Series[str]) -> Floats:
    """Return one unit of the last digit of each number as printed: 0.1 for "8,0", 1 for "746"; missing for no number.

    Parameters
    ----------
    printed : pandas.Series of str
        Numbers as the laboratory printed them.

    Returns
    -------
    numpy.ndarray
        In the unit of the numbers.

    Examples
    --------
    >>> printed_step(pd.Series(["8,0", "746", "0.36"])).tolist()
    [0.1, 1.0, 0.01]
    """
    texts = printed.fillna("")
    decimals = texts.str.replace(r"^[^,.]*[,.]?", "", regex=True).str.count(r"\d").to_numpy(dtype=float)
    return np.where(texts.str.contains(r"\d", regex=True), 10.0**-decimals, np.nan)


def bounds_of(value: pd.Series[float], printed: pd.Series[str]) -> tuple[Floats, Floats]:
    """Return the least and the largest number that would have been printed like this.

    Parameters
    ----------
    value : pandas.Series of float
        The numbers.
    printed : pandas.Series of str
        The same as printed; where there is no text the number is taken as exact.

    Returns
    -------
    low, high : numpy.ndarray
        In the unit of the numbers; `low` is never negative.

    Examples
    --------
    >>> [bound.tolist() for bound in bounds_of(pd.Series([8.0, 746.0]), pd.Series(["8,0", "746"]))]
    [[7.95, 745.5], [8.05, 746.5]]
    """
    numbers = value.to_numpy(dtype=float)
    half = np.nan_to_num(printed_step(printed)) / 2
    return np.maximum(numbers - half, 0.0), numbers + half


def as_printed(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with the figure itself as its printed text where the text was not kept."""
    shown = rows["value"].map(lambda value: f"{value:.12g}").astype("str")
    return rows.assign(printed=rows["printed"].fillna(shown))
