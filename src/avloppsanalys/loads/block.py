"""Blocks: stretches of a series within which the errors that its samples share are one and the same."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from avloppsanalys.population import population_blocks

__all__ = ["blocks"]

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
    none = pd.Series("", index=joined.index, dtype="str")
    parts = {name: _folded(joined[name]) if name in joined.columns else none for name in _BIAS_OF}
    counted = joined["population_method"] if "population_method" in joined.columns else none
    parts["persons"] = population_blocks(joined["plant"], joined["start"], counted).astype("str")
    series = ["plant", "residue"]
    rows = joined[[*series, "start"]].assign(**parts)
    block = rows.groupby([*series, *parts], sort=False, dropna=False).ngroup().to_numpy()
    one = np.unique(block, return_index=True)[1]  # the first row of each block, blocks by their first row
    opened = rows[series].iloc[one].assign(first=rows.groupby(block)["start"].min().to_numpy())
    order = opened.reset_index(drop=True).sort_values("first", kind="stable")
    number = (order.groupby(series, sort=False, dropna=False).cumcount() + 1).sort_index().astype("str")
    return number.iloc[block].set_axis(joined.index)


def _folded(names: pd.Series[str]) -> pd.Series[str]:
    """Return names without case and blanks around, an empty one where there is none."""
    return names.astype("str").str.strip().str.casefold().fillna("")
