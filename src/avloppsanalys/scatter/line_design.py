"""Columns of the line through a series' periods: a level for each block, quarters of the year, steps, and time."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

__all__ = ["SEASON_FROM", "independent_columns", "line_design"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.integer[Any]]

SEASON_FROM: Final = 16
"""Periods from which a series has its own seasons (four years of quarters), and is asked whether its level wanders."""

_DEPENDENT: Final = 1e-9
"""Share of a column's length that earlier columns must leave for it to count as a column of its own."""
_INSEPARABLE: Final = 0.005
"""The same of time. Quarters of 90 and of 92 days must not tell a slope where blocks and seasons take up all the rest;
blocks of two quarters over ten years leave .04."""


def line_design(
    years: Floats,
    block: Integers,
    *,
    season: Integers | None = None,
    steps: Floats | None = None,
    season_from: int = SEASON_FROM,
) -> Floats:
    """Return the columns of each series' line, time last; a column that repeats earlier ones is zero throughout.

    Each block has a level of its own, so that a change of method, source or meter moves neither slope nor p; the slope
    is common to the blocks.

    Parameters
    ----------
    years : numpy.ndarray
        Time of each period [years]. Shape (periods,) or (series, periods).
    block : numpy.ndarray of int
        Block of each period, any number from 0; below 0 where the period has no value. Shape (series, periods).
    season : numpy.ndarray of int, optional
        Season of each period (0 to 3 for quarters). Shape (periods,) or (series, periods). A series of fewer than
        `season_from` periods with values has no season terms.
    steps : numpy.ndarray, optional
        Further columns, such as 0 before and 1 after an event, or a design's share of weekends. Shape (series, periods,
        steps).
    season_from : int, default 16
        Fewest periods for season terms.

    Returns
    -------
    numpy.ndarray
        Shape (series, periods, columns).

    Examples
    --------
    >>> line_design(2026 + np.arange(3) / 4, np.array([[0, 0, 1]]))[0].tolist()
    [[1.0, 0.0, -0.25], [1.0, 0.0, 0.0], [0.0, 1.0, 0.25]]
    """
    present = block >= 0
    codes = np.arange(int(block.max(initial=0)) + 1)
    parts = [(block[:, :, None] == codes).astype(float)]
    if season is not None:
        each = np.broadcast_to(season, block.shape)
        terms = (each[:, :, None] == np.arange(1, int(each.max(initial=0)) + 1)).astype(float)
        parts.append(terms * (present.sum(axis=1) >= season_from)[:, None, None])
    if steps is not None:
        parts.append(np.asarray(steps, dtype=float))
    # From the series' mean: a year's number beside a level's one would leave few digits.
    time = np.broadcast_to(years, block.shape).astype(float)
    time = time - (time * present).sum(axis=1, keepdims=True) / np.maximum(present.sum(axis=1, keepdims=True), 1)
    parts.append(time[:, :, None])
    columns = np.concatenate(parts, axis=2) * present[:, :, None]
    return independent_columns(columns, np.append(np.full(columns.shape[2] - 1, _DEPENDENT), _INSEPARABLE))


def independent_columns(design: Floats, least: npt.ArrayLike = _DEPENDENT) -> Floats:
    """Return the design with zeros in each column that the ones before it already say.

    Parameters
    ----------
    design : numpy.ndarray
        Shape (series, periods, columns).
    least : array_like
        Share of each column's length that the ones before it must leave for it to count as its own.

    Returns
    -------
    numpy.ndarray
        Same shape; columns that say something of their own are as they were.

    Examples
    --------
    >>> independent_columns(np.array([[[1.0, 2.0, 0.0], [1.0, 2.0, 1.0]]]))[0].tolist()
    [[1.0, 0.0, 0.0], [1.0, 0.0, 1.0]]
    """
    kept, limit = design.copy(), np.broadcast_to(np.asarray(least, dtype=float), design.shape[2:])
    basis = np.zeros(design.shape)
    for column in range(design.shape[2]):
        left = design[:, :, column].copy()
        length = np.sqrt(np.square(left).sum(axis=1))
        for _ in range(2):  # twice is enough for orthogonality to the last digit
            left -= np.einsum("sqb,sb->sq", basis, np.einsum("sqb,sq->sb", basis, left))
        rest = np.sqrt(np.square(left).sum(axis=1))
        own = rest > limit[column] * np.maximum(length, np.finfo(float).tiny)
        basis[:, :, column] = np.divide(left, rest[:, None], out=np.zeros(left.shape), where=own[:, None])
        kept[:, :, column] *= own[:, None]
    return kept
