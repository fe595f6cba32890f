"""Rows of one plant that share time."""

from __future__ import annotations

from typing import Any

import pandas as pd

__all__ = ["overlapped"]


def overlapped(periods: pd.DataFrame, told: str, *, start: str = "start", end: str = "end") -> pd.Series[Any]:
    """Return which earlier row of the same plant each row shares time with: its `told`, missing where there is none.

    Of several earlier rows the one that reaches furthest is told.

    Parameters
    ----------
    periods : pandas.DataFrame
        Rows with `plant`, `start` and `end`, in the order of plant and start.
    told : str
        The column of the earlier row to return.
    start, end : str
        Columns of moments.

    Returns
    -------
    pandas.Series
        One a row.

    Examples
    --------
    >>> days = pd.to_datetime(pd.Series(["2026-08-12", "2026-08-13", "2026-08-14"]))
    >>> ends = pd.to_datetime(pd.Series(["2026-08-13", "2026-08-15", "2026-08-15"]))
    >>> overlapped(pd.DataFrame({"plant": "A", "id": ["1", "2", "3"], "start": days, "end": ends}), "id").tolist()
    [nan, nan, '2']
    """
    before = periods[["plant", end]].shift()
    meets = periods["plant"].eq(before["plant"]) & periods[start].lt(before[end])
    if not meets.any():  # of rows that share time, two that follow each other do
        return periods[told].where(meets)
    reached = periods.groupby("plant")[end].cummax()
    furthest = periods[told].where(periods[end] == reached).groupby(periods["plant"]).ffill()
    shares = periods[start] < reached.groupby(periods["plant"]).shift()
    return furthest.groupby(periods["plant"]).shift().where(shares)
