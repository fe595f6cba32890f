"""What of an analysis' tables may leave the house: no row of a withheld plant, and no word that somebody typed freely.

Whoever fills in a form may write anything into it: a name, a telephone number, an address. None of that can be told
from an honest remark, so that all of it stays at home.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

import pandas as pd

__all__ = ["PUBLIC_TABLES", "public_tables"]

PUBLIC_TABLES: Final = {
    "loads": "plant",
    "consumption": "plant",
    "levels": "place",
    "trends": "place",
    "trend_lines": "place",
    "season_levels": "place",
    "events": "place",
    "quality": "plant",
    "follow_up": "place",
    "comparison": "plant",
}
"""The tables that hold rows of a place, and the column that names it; a row without a name is of all places."""

_FREE_TEXT: Final = ("method", "meter", "population_method", "detail", "source_file")
_AS_THEY_ARE: Final = ("levels", "trends", "trend_lines", "season_levels", "follow_up", "events")
"""Computed tables, where `method` is one of calculation, and events, whose names tell a recurring one: never drawn."""
_SAMPLE: Final = ["plant", "sample_id"]


def public_tables(tables: Mapping[str, pd.DataFrame], withheld: Collection[str]) -> dict[str, pd.DataFrame]:
    """Return tables without the rows of withheld places and without what people wrote in their own words.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        Those of `PUBLIC_TABLES`, by their names.
    withheld : collection of str
        Places that are not published.

    Returns
    -------
    dict of str to pandas.DataFrame
        The same columns; free text is missing, and samples are numbered in the order of time instead of named, alike
        in every table.
    """
    kept = {
        name: table[~table[PUBLIC_TABLES[name]].isin(withheld)].reset_index(drop=True) for name, table in tables.items()
    }
    numbers = _sample_numbers(kept.values())
    return {name: _plain(table, numbers) if name not in _AS_THEY_ARE else table for name, table in kept.items()}


def _sample_numbers(tables: Collection[pd.DataFrame]) -> pd.Series[str]:
    """Return the public name of each sample: its number within its plant, in the order of time."""
    named = [table[[*_SAMPLE, "start"]] for table in tables if {*_SAMPLE, "start"} <= {*table.columns} and len(table)]
    if not named:
        return pd.Series(dtype="str", index=pd.MultiIndex.from_arrays([[], []], names=_SAMPLE))
    samples = pd.concat(named).sort_values(["plant", "start", "sample_id"]).drop_duplicates(_SAMPLE)
    number = samples.groupby("plant").cumcount() + 1
    return pd.Series("prov " + number.astype("str"), dtype="str").set_axis(pd.MultiIndex.from_frame(samples[_SAMPLE]))


def _plain(table: pd.DataFrame, numbers: pd.Series[str]) -> pd.DataFrame:
    """Return a table with the names of its samples numbered and its free text missing."""
    plain = table.assign(**dict.fromkeys([name for name in _FREE_TEXT if name in table], None))
    if {*_SAMPLE} <= {*table.columns}:
        plain["sample_id"] = numbers.reindex(pd.MultiIndex.from_frame(table[_SAMPLE])).to_numpy()
    return plain.astype(table.dtypes.to_dict())
