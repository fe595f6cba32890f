"""Blocks: stretches of a series within which the errors that its samples share are one and the same."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from avloppsanalys.population import folded_numbers, population_blocks
from avloppsanalys.tables import numbered_by

__all__ = ["blocks"]

Integers = npt.NDArray[np.integer[Any]]

_BIAS_OF: Final = ("lab", "method", "matrix", "meter")
"""What an answer's or a meter's bias belongs to: the same name again is the same bias again."""


def blocks(joined: pd.DataFrame) -> pd.Series[str]:
    """Return the block of each row: another laboratory, method, matrix, meter or source of persons is another block.

    A recalibrated meter is another meter, and must bear another name. Names count without case; what is not stated is a
    name of its own, and a column that is absent changes nothing.

    Parameters
    ----------
    joined : pandas.DataFrame
        From `join_samples`: `plant`, `residue`, `start` and, where they are known, `lab`, `method`, `matrix`, `meter`
        and `population_method`.

    Returns
    -------
    pandas.Series of str
        ``1``, ``2`` ... in the order in which the blocks of a plant's residue begin; same index.

    Examples
    --------
    >>> start = pd.to_datetime(["2024-01-10", "2025-01-10", "2026-01-10"]).tz_localize("Europe/Stockholm")
    >>> rows = pd.DataFrame({"plant": "A", "residue": "MDMA", "start": start, "lab": ["X", "Y", "X"]})
    >>> blocks(rows).tolist()
    ['1', '2', '1']
    """
    counted = pd.Series("", index=joined.index, dtype="str")
    if "population_method" in joined.columns:
        counted = joined["population_method"]
    persons = population_blocks(joined["plant"], joined["start"], counted).to_numpy()
    series = numbered_by(joined, ["plant", "residue"])
    block = series
    for part in (persons, *(folded_numbers(joined[name]) for name in _BIAS_OF if name in joined.columns)):
        block = pd.factorize(block * (part.max(initial=0) + 1) + part)[0]
    one = np.unique(block, return_index=True)[1]  # the first row of each block, blocks by their first row
    opened = joined["start"].groupby(block).min().to_numpy(dtype="datetime64[us]")
    order = np.lexsort((opened, series[one]))
    turn = np.arange(len(one))
    first = np.maximum.accumulate(np.where(np.diff(series[one][order], prepend=-1), turn, 0))
    number = np.empty(len(one), dtype=int)
    number[order] = turn - first + 1
    return pd.Series(number, dtype="int64").astype("str").iloc[block].set_axis(joined.index)
