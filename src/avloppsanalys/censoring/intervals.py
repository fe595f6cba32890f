"""Values of groups as intervals on the log scale, sorted into those that say something and those that do not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from avloppsanalys.errors import AvloppsanalysError

__all__ = ["CensoringError", "Intervals", "check_groups", "is_exact", "is_informative", "middles"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.integer[Any]]

_EXACT = 1e-6  # a log interval narrower than this is a value: 0.0001 % of a concentration
_SHOWN = 5


class CensoringError(AvloppsanalysError, ValueError):
    """Arrays of values, limits and groups that do not belong together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intervals:
    """Values of groups, each between two ends on the log scale; those without information are only counted."""

    low: Floats
    high: Floats
    group: Integers
    groups: int
    n_unknown: Integers
    """One a group: values with a missing end, or open at both, such as one below a limit that nobody stated."""

    @classmethod
    def of(cls, log_low: Floats, log_high: Floats, group: Integers, groups: int) -> Intervals:
        """Check the arrays and set aside the values that say nothing."""
        check_groups(group, groups, log_low=log_low, log_high=log_high)
        inverted = np.flatnonzero(log_low > log_high)
        if len(inverted):
            raise CensoringError(
                f"{len(inverted)} values have a low end above the high one, at positions"
                f" {', '.join(map(str, inverted[:_SHOWN]))}{' ...' if len(inverted) > _SHOWN else ''}."
                " Give the log of the lower limit first."
            )
        known = is_informative(log_low, log_high)
        return cls(
            low=np.asarray(log_low[known], dtype=float),
            high=np.asarray(log_high[known], dtype=float),
            group=group[known],
            groups=groups,
            n_unknown=np.bincount(group[~known], minlength=groups),
        )

    def count(self, rows: npt.NDArray[np.bool_]) -> Integers:
        """Return how many of the marked values each group has."""
        return np.bincount(self.group[rows], minlength=self.groups)

    def total(self, weights: npt.NDArray[Any]) -> Floats:
        """Return the sum of each group's weights, one a value."""
        return np.asarray(np.bincount(self.group, weights, minlength=self.groups), dtype=float)

    def agree(self) -> npt.NDArray[np.bool_]:
        """Return for each group whether one number, as exactly as numbers are told apart, lies in all its intervals."""
        highest_low, lowest_high = np.full(self.groups, -np.inf), np.full(self.groups, np.inf)
        np.maximum.at(highest_low, self.group, self.low)
        np.minimum.at(lowest_high, self.group, self.high)
        return highest_low <= lowest_high + _EXACT

    def within(self, chosen: npt.NDArray[np.bool_]) -> Intervals:
        """Return the values of the chosen groups alone, those groups numbered anew."""
        rows, number = chosen[self.group], np.cumsum(chosen) - 1
        return Intervals(
            low=self.low[rows],
            high=self.high[rows],
            group=number[self.group[rows]],
            groups=int(chosen.sum()),
            n_unknown=self.n_unknown[chosen],
        )


def check_groups(group: Integers, groups: int, **columns: npt.NDArray[Any]) -> None:
    """Raise unless all arrays have one element a value and the group codes lie between 0 and `groups` - 1."""
    lengths = {name: np.shape(column) for name, column in columns.items()} | {"group": np.shape(group)}
    if len(set(lengths.values())) > 1 or np.ndim(group) != 1:
        shapes = ", ".join(f"{name} {shape}" for name, shape in lengths.items())
        raise CensoringError(f"The arrays must have one dimension and the same length: {shapes}.")
    outside = np.flatnonzero((group < 0) | (group >= groups))
    if len(outside):
        raise CensoringError(
            f"{len(outside)} group codes lie outside 0 to {groups - 1}, the first {group[outside[0]]} at position"
            f" {outside[0]}. Number the groups from 0."
        )


def is_informative(log_low: Floats, log_high: Floats) -> npt.NDArray[np.bool_]:
    """Return which values say something: not those with a missing end, nor those open at both."""
    finite: npt.NDArray[np.bool_] = np.isfinite(log_low) | np.isfinite(log_high)
    return finite & (log_low < np.inf) & (log_high > -np.inf)


def is_exact(log_low: Floats, log_high: Floats) -> npt.NDArray[np.bool_]:
    """Return which values are so narrow an interval that they count as a number."""
    narrow: npt.NDArray[np.bool_] = (log_high - log_low) < _EXACT
    return narrow


def middles(log_low: Floats, log_high: Floats) -> Floats:
    """Return the middle of each interval, or its one end where the other is open: a start for a fit."""
    low, high = np.where(np.isfinite(log_low), log_low, log_high), np.where(np.isfinite(log_high), log_high, log_low)
    return np.asarray(low / 2 + high / 2)
