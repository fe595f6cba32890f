"""The shape of a result: a weighted mean of lognormal rows, times factors that other results share."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from avloppsanalys.montecarlo.factors import FactorMatrix

__all__ = ["GroupMeans"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.integer[Any]]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class GroupMeans:
    """Results ``y_g = sum over rows i of g of weight_i * median_i * exp(log_sd_i * z_i), times product of X_k**power``.

    The z are independent standard normals, one a row: what is the row's own. What rows share is a factor.

    Parameters
    ----------
    median : numpy.ndarray
        Median of each row, positive, in the unit of the result.
    log_sd : numpy.ndarray
        Log standard deviation of the row's own error [-].
    group : numpy.ndarray of int
        The result that each row belongs to, 0 to ``len(ids) - 1``; each result needs a row.
    weight : numpy.ndarray, optional
        Weight of each row; by default 1/n within each group.
    ids : tuple of str
        One a result; the key of the draws of its rows, which are drawn in the order in which they stand.
    factors : FactorMatrix, optional
        What the results share; by default nothing.
    """

    median: Floats
    log_sd: Floats
    group: Integers
    ids: tuple[str, ...]
    weight: Floats = field(default_factory=lambda: np.zeros(0))
    factors: FactorMatrix = field(default_factory=FactorMatrix.none)

    def __post_init__(self) -> None:
        """Refuse what does not fit together."""
        size = np.bincount(self.group, minlength=len(self.ids)) if len(self.group) else np.zeros(len(self.ids))
        if len(size) != len(self.ids) or (size == 0).any():
            raise ValueError(f"{len(self.ids)} results need at least one row each and no row outside them.")
        if not len(self.median) == len(self.log_sd) == len(self.group):
            raise ValueError("median, log_sd and group must be of one length.")
        if not (self.median > 0).all() or not (self.log_sd >= 0).all():
            raise ValueError("Every median must be positive and every log_sd zero or more.")
        if len(self.factors.result) and not self.factors.result.max() < len(self.ids):
            raise ValueError(f"The factor matrix names results beyond {len(self.ids) - 1}.")
        if not len(self.weight):
            object.__setattr__(self, "weight", (1 / size)[self.group])

    @property
    def size(self) -> Integers:
        """Number of rows of each result."""
        return np.bincount(self.group, minlength=len(self.ids))

    def rows_of(self) -> list[Integers]:
        """Return the rows of each result, in the order in which they stand."""
        order = np.argsort(self.group, kind="stable")
        return np.split(order, np.cumsum(self.size)[:-1])

    def take(self, results: Integers) -> Self:
        """Return the named results, in their order; they keep their ids, and so their draws."""
        order = self.rows_of()
        rows = np.concatenate([order[result] for result in results.tolist()])
        return replace(
            self,
            median=self.median[rows],
            log_sd=self.log_sd[rows],
            weight=self.weight[rows],
            group=np.repeat(np.arange(len(results)), self.size[results]),
            ids=tuple(self.ids[result] for result in results.tolist()),
            factors=self.factors.take(results),
        )
