"""Blocks of a series: which period lies in which, and which are joined by a factor that somebody measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from avloppsanalys.errors import TableError
from avloppsanalys.uncertainty import log_sd_from_cv

__all__ = ["BlockJoin", "Joined", "join_blocks", "one_block_a_period"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.integer[Any]]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockJoin:
    """A factor from an overlap of two blocks: what was measured in both at once, in the new over the old.

    Parameters
    ----------
    place : str
        The plant.
    earlier, later : str
        Names of the two blocks, as in column `block` of the loads.
    factor : float
        Loads of the later block times this are comparable with those of the earlier one.
    cv : float
        Its coefficient of variation [fraction]; never 0, for no overlap is exact.
    substance : str, optional
        The one that it holds for; by default all.
    """

    place: str
    earlier: str
    later: str
    factor: float
    cv: float
    substance: str | None = None

    def __post_init__(self) -> None:
        """Refuse a factor that is none."""
        if not 0 < self.factor < np.inf or not 0 < self.cv < np.inf:
            raise TableError(
                f"Blocks {self.earlier} and {self.later} of {self.place}: factor and cv must be finite and above 0, not"
                f" {self.factor:g} and {self.cv:g}."
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """The block of each row once joins are made, one element a row."""

    block: Integers
    """Number among the blocks of its series, that of the earliest one that it is joined to."""
    own: Integers
    """Number of the block that it had."""
    log_factor: Floats
    """What its log load is raised by."""
    log_sd: Floats
    """Uncertainty of each join's factor where the row's block stands on it: errors of a chain are shared. Shape (rows,
    joins)."""


def join_blocks(days: pd.DataFrame, series: Integers, joins: Sequence[BlockJoin]) -> Joined:
    """Return the block of each row: as named, or that of the block that it is joined to.

    Parameters
    ----------
    days : pandas.DataFrame
        `place`, `substance`, `start` and `block`.
    series : numpy.ndarray of int
        The series of each row.
    joins : sequence of BlockJoin
        In any order; blocks can be joined in a chain.

    Returns
    -------
    Joined

    Raises
    ------
    TableError
        If a join names a place or block that is not there, or two blocks that the ones before it have joined; all such
        joins are named.
    """
    named, blocks = pd.factorize(days["block"], sort=True)
    pairs, each = np.unique(series * (len(blocks) + 1) + named, return_inverse=True)
    opened = np.full(len(pairs), np.datetime64("NaT", "us"))
    np.fmin.at(opened, each, days["start"].to_numpy(dtype="datetime64[us]"))
    # By name where two begin at once: the order of rows must not decide.
    order = np.lexsort((pairs, opened, pairs // (len(blocks) + 1)))
    turn = np.arange(len(pairs))
    first = np.maximum.accumulate(np.where(np.diff(pairs[order] // (len(blocks) + 1), prepend=-1), turn, 0))
    rank = np.empty(len(pairs), dtype=int)
    rank[order] = turn - first
    own = rank[each]
    block, log_factor, path = own.copy(), np.zeros(len(days)), np.zeros((len(days), len(joins)))
    missing = []
    for number, join in enumerate(joins):
        here = (days["place"] == join.place).to_numpy()
        if join.substance is not None:
            here &= (days["substance"] == join.substance).to_numpy()
        earlier, later = (here & (days["block"] == name).to_numpy() for name in (join.earlier, join.later))
        if join.earlier == join.later or not earlier.any() or not later.any():
            missing.append(f"{join.place}: {join.earlier} and {join.later}")
            continue
        for one in np.unique(series[here]):
            at = np.flatnonzero(here & (series == one))
            old, new = at[earlier[at]][:1], at[later[at]][:1]
            if not len(old) or not len(new):
                continue
            if block[old] == block[new]:
                missing.append(f"{join.place}: {join.earlier} and {join.later}, joined already")
                continue
            # All that has been joined to the later one moves with it.
            moved = at[block[at] == block[new]]
            log_factor[moved] += log_factor[old] + np.log(join.factor) - log_factor[new]
            path[moved] += path[old] - path[new]
            path[moved, number] += 1.0
            block[moved] = block[old]
    if missing:
        raise TableError(
            f"{len(missing)} of {len(joins)} joins do not name two blocks of their place that are apart: "
            f"{'; '.join(dict.fromkeys(missing))}. Column block of the loads has their names."
        )
    log_sd = np.array([float(log_sd_from_cv(join.cv)) for join in joins])
    return Joined(block=block, own=own, log_factor=log_factor, log_sd=path * log_sd)


def one_block_a_period(cell: Integers, block: Integers) -> Mask:
    """Return which rows to keep so that each period lies in one block: that with most days, the later of equals.

    Parameters
    ----------
    cell, block : numpy.ndarray of int
        The series and period in one number, and the block of each row.

    Returns
    -------
    numpy.ndarray of bool

    Examples
    --------
    >>> one_block_a_period(np.array([0, 0, 0, 1]), np.array([0, 1, 1, 0])).tolist()
    [False, True, True, True]
    """
    blocks = int(block.max(initial=0)) + 1
    cells = int(cell.max(initial=-1)) + 1
    days = np.bincount(cell * blocks + block, minlength=cells * blocks).reshape(cells, blocks)
    most = blocks - 1 - np.argmax(days[:, ::-1], axis=1)
    return np.asarray(most[cell] == block)
