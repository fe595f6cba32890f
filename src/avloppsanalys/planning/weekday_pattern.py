"""Which weekdays each campaign samples: the same every time, in rotation, or drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

__all__ = ["WEDNESDAY_AND_SUNDAY", "WEEKEND", "Weekdays", "weekdays_of_campaigns"]

Weekdays = Sequence[int] | Literal["rotating", "random"]

WEDNESDAY_AND_SUNDAY: Final = (3, 7)
"""The pair whose mean is nearest that of the week, as ISO weekday numbers (Monday is 1)."""

WEEKEND: Final = (5, 6, 7)
"""Friday, Saturday and Sunday."""

STEP: Final = 3
"""Weekdays between two days of the rotation: Monday, Thursday, Sunday, Wednesday, Saturday, Tuesday, Friday."""


def weekdays_of_campaigns(
    weekdays: Weekdays, campaigns: int, *, days: int, seed: int | None, turn: int = 0
) -> npt.NDArray[np.int64]:
    """Return the weekdays of each campaign, in the order of the week.

    Parameters
    ----------
    weekdays : sequence of int, "rotating" or "random"
        ISO weekday numbers that all campaigns share; or a rotation, in which any seven days in a row hold each weekday
        once; or a draw.
    campaigns : int
        Number of campaigns.
    days : int
        Days of a campaign, 1 to 7; of fixed weekdays their number.
    seed : int or None
        Seed of the draw.
    turn : int, default 0
        Weekdays by which a rotation or a draw is moved on, 0 to 6: as good a rotation, or draw, on other days.

    Returns
    -------
    numpy.ndarray
        Shape (campaigns, days), Monday is 0.

    Examples
    --------
    >>> weekdays_of_campaigns("rotating", 4, days=2, seed=None).tolist()
    [[0, 3], [2, 6], [1, 5], [0, 4]]
    """
    if weekdays == "rotating":
        chosen = np.arange(campaigns * days).reshape(campaigns, days) * STEP + turn
    elif weekdays == "random":
        rng = np.random.default_rng(seed)
        chosen = rng.permuted(np.tile(np.arange(7), (campaigns, 1)), axis=1)[:, :days] + turn
    else:
        chosen = np.tile(np.array([int(day) - 1 for day in weekdays]), (campaigns, 1))
    return np.asarray(np.sort(chosen % 7, axis=1), dtype=np.int64)
