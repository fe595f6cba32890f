"""How much wider the line of a level that may wander is than the plain one: the table behind the verdict's power."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from avloppsanalys.reference.datafiles import read_rows

__all__ = ["wandering_widening"]

Floats = npt.NDArray[np.float64]

_FILE: Final = "power.csv"


def wandering_widening(periods: npt.ArrayLike, visible_share: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Return how much wider a slope's standard error is if the level may wander, where it does not.

    Between the rows of the table it is interpolated; beyond them that of the nearest row. Below its first number of
    periods a verdict does not ask, so nothing widens.

    Parameters
    ----------
    periods : array_like of int
        Periods of the series, shape (n,).
    visible_share : array_like
        Share of the variance of a period's mean that its own days show [fraction], shape (n,).

    Returns
    -------
    widening : numpy.ndarray
        Standard error of the one line over that of the other [ratio]: its mean in each part of the series, from those
        that widen least to those that widen most. Shape (n, parts).
    share : numpy.ndarray
        Share of the series in each part [fraction], shape (parts,).

    Examples
    --------
    >>> widening, share = wandering_widening([12, 20], [1.0, 1.0])
    >>> float(widening[0].max()), bool(widening[1].max() > 1.3), float(share.sum().round(9))
    (1.0, True, 1.0)
    """
    number, visible, share, table = _table()
    asked = np.asarray(periods, dtype=float)
    rows, row_part = _between(asked, number)
    columns, column_part = _between(np.asarray(visible_share, dtype=float), visible)
    found = np.zeros((len(asked), len(share)))
    for row, row_weight in ((rows, 1 - row_part), (rows + 1, row_part)):
        for column, column_weight in ((columns, 1 - column_part), (columns + 1, column_part)):
            found += (row_weight * column_weight)[:, None] * table[row, column]
    return np.where((asked < number[0])[:, None], 1.0, found), share


def _between(values: Floats, knots: Floats) -> tuple[npt.NDArray[Any], Floats]:
    """Return the knot before each value, and how far it lies towards the next; 0 to 1 also outside the knots."""
    before = np.clip(np.searchsorted(knots, values, side="right") - 1, 0, len(knots) - 2)
    return before, np.clip((values - knots[before]) / (knots[before + 1] - knots[before]), 0.0, 1.0)


@cache
def _table() -> tuple[Floats, Floats, Floats, Floats]:
    """Return the numbers of periods, the visible shares, the shares of the parts, and the widening of each."""
    rows = read_rows(_FILE)
    number = sorted({int(row["periods"]) for row in rows})
    visible = sorted({float(row["visible_share"]) for row in rows})
    parts = sorted({int(row["part"]) for row in rows})
    shares = {int(row["part"]): float(row["share_of_series"]) for row in rows}
    table = np.full((len(number), len(visible), len(parts)), np.nan)
    for row in rows:
        place = number.index(int(row["periods"])), visible.index(float(row["visible_share"]))
        table[(*place, parts.index(int(row["part"])))] = float(row["widening"])
    found = (
        np.array(number, dtype=float),
        np.array(visible),
        np.array([shares[part] for part in parts]),
        table,
    )
    for one in found:
        one.setflags(write=False)
    return found
