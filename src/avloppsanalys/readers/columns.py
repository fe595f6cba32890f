"""A column of texts, each different text of which is worked on once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from avloppsanalys.readers.cells import tidy
from avloppsanalys.readers.workbook import EXACT

__all__ = ["map_texts", "tidy_column"]


def map_texts(texts: pd.Series, function: Callable[[str], object]) -> pd.Series:
    """Return `function` of every text; called once for each different one.

    Parameters
    ----------
    texts : pandas.Series of str
        Without missing values.
    function : callable
        From one text to anything.

    Returns
    -------
    pandas.Series
        Of dtype object, with the index of `texts`.
    """
    codes, unique = pd.factorize(texts.to_numpy(dtype=object))
    results = np.empty(len(unique), dtype=object)
    results[:] = [function(text) for text in unique]
    return pd.Series(results[codes], index=texts.index, dtype=object)


def tidy_column(texts: pd.Series) -> pd.Series:
    """Return the texts with single plain spaces and without the mark of a number cell.

    Parameters
    ----------
    texts : pandas.Series of str
        Cells.

    Returns
    -------
    pandas.Series of str
    """
    return map_texts(texts, lambda text: tidy(text.removeprefix(EXACT)))
