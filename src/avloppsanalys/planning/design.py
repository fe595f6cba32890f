"""A way of sampling: how many campaigns a quarter, which weekdays, and what it costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from avloppsanalys.planning.weekday_pattern import WEDNESDAY_AND_SUNDAY, WEEKEND

__all__ = ["DESIGNS", "QUARTERS", "Costs", "Design"]

Floats = npt.NDArray[np.float64]

QUARTERS: Final = 4
"""Periods in a year: what is planned is quarters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """The same sampling every quarter.

    Parameters
    ----------
    campaigns : int
        Campaigns a quarter, each in a week of its own.
    weekdays : tuple of int
        The days of every campaign as ISO weekday numbers, Monday is 1.
    """

    campaigns: int
    weekdays: tuple[int, ...]

    @property
    def days(self) -> int:
        """Days of a campaign."""
        return len(self.weekdays)

    def faults(self) -> list[str]:
        """Return what is wrong with it."""
        faults = []
        if not 1 <= self.campaigns <= 13:
            faults.append(f"campaigns={self.campaigns}: a quarter has room for 1 to 13, one a week.")
        if not self.weekdays or len(set(self.weekdays)) < self.days or not set(self.weekdays) <= set(range(1, 8)):
            faults.append(f"weekdays={self.weekdays}: give ISO weekday numbers, 1 (Monday) to 7 (Sunday), each once.")
        return faults

    def weekday_mix(self) -> Floats:
        """Return the share of each weekday among the sampled days, Monday first."""
        return np.isin(np.arange(1, 8), self.weekdays) / self.days


DESIGNS: Final = (
    Design(campaigns=1, weekdays=(2, 3, 4)),
    Design(campaigns=1, weekdays=WEEKEND),
    Design(campaigns=1, weekdays=(1, 2, 3, 4, 5, 6, 7)),
    Design(campaigns=3, weekdays=(3,)),
    Design(campaigns=2, weekdays=WEDNESDAY_AND_SUNDAY),
    Design(campaigns=3, weekdays=WEDNESDAY_AND_SUNDAY),
    Design(campaigns=6, weekdays=(3,)),
    Design(campaigns=6, weekdays=WEDNESDAY_AND_SUNDAY),
    Design(campaigns=13, weekdays=(3,)),
)
"""What is compared unless something else is asked for: one run against days spread over the quarter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """What sampling costs, as the kommun itself knows it.

    Parameters
    ----------
    sample_kr : float, default 0
        Each day's sample, analysis included [kr].
    campaign_kr : float, default 0
        Each campaign at a plant: travel, freight, staff [kr].
    fixed_kr_per_year : float, default 0
        Whatever is sampled: agreement, hire of a sampler [kr/year].
    """

    sample_kr: float = 0.0
    campaign_kr: float = 0.0
    fixed_kr_per_year: float = 0.0

    def per_year(self, campaigns: npt.ArrayLike, days: npt.ArrayLike, plants: npt.ArrayLike = 1) -> Floats:
        """Return the cost of a year [kr]; missing if nothing was said of any cost.

        Parameters
        ----------
        campaigns, days, plants : array_like
            Campaigns a quarter, days of each, and plants.

        Returns
        -------
        numpy.ndarray

        Examples
        --------
        >>> float(Costs(sample_kr=2000, campaign_kr=500, fixed_kr_per_year=10_000).per_year(3, 2))
        64000.0
        """
        if not (self.sample_kr or self.campaign_kr or self.fixed_kr_per_year):
            return np.full(np.broadcast(campaigns, days, plants).shape, np.nan)
        each = np.asarray(days, dtype=float) * self.sample_kr + self.campaign_kr
        return np.asarray(
            self.fixed_kr_per_year + QUARTERS * np.asarray(campaigns) * np.asarray(plants) * each, dtype=float
        )
