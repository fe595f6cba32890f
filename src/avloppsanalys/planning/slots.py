"""Every campaign in every week: the day numbers of its days, and whether they lie outside its period."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from avloppsanalys.calendar import Period
from avloppsanalys.planning.payday_share import payday_campaigns
from avloppsanalys.planning.request import PlanRequest
from avloppsanalys.planning.spread import spread_campaigns
from avloppsanalys.planning.weekday_pattern import Weekdays, weekdays_of_campaigns

__all__ = ["Slots", "campaign_slots", "dates_of", "day_numbers", "spread_slots"]

Int = npt.NDArray[np.int64]

FRIDAY: Final = 4
"""Monday is 0."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Slots:
    """Every campaign in every week: the day numbers of its days, and whether they lie outside its period."""

    periods: tuple[Period, ...]
    """Of each campaign."""
    begin: Int
    """First day of each campaign's period, or of what is planned of it."""
    finish: Int
    """The last."""
    target: npt.NDArray[np.float64]
    """Where each campaign would stand if nothing were closed [day number]."""
    monday: Int
    day: Int
    """Shape (campaigns, weeks, days)."""
    outside: npt.NDArray[np.bool_]

    @property
    def first(self) -> Int:
        """First day of each campaign in each week."""
        return np.asarray(self.day[:, :, 0])

    @property
    def last(self) -> Int:
        """Last day of each campaign in each week."""
        return np.asarray(self.day[:, :, -1])

    @property
    def centre(self) -> npt.NDArray[np.float64]:
        """Middle of each campaign in each week."""
        return np.asarray(self.day.mean(axis=2) + 0.5)


def campaign_slots(
    request: PlanRequest, weekdays: Weekdays, *, days: int | None, seed: int | None, turn: int = 0
) -> Slots:
    """Lay out every campaign in every week of the stretch."""
    first, last = request.span.first.toordinal(), request.span.last.toordinal()
    monday = np.arange(first - request.span.first.weekday(), last + 1, 7, dtype=np.int64)
    each = [(part, number, count) for part, count in request.counts for number in range(count)]
    pattern = weekdays_of_campaigns(weekdays, len(each), days=days or len(weekdays), seed=seed, turn=turn)
    day = monday[None, :, None] + pattern[:, None, :]
    begin = np.array([max(part.first.toordinal(), first) for part, _, _ in each])
    finish = np.array([min(part.last.toordinal(), last) for part, _, _ in each])
    share = np.array([(number + 0.5) / count for _, number, count in each])
    outside = (day[:, :, 0] < begin[:, None]) | (day[:, :, -1] > finish[:, None])
    parts = tuple(part for part, _, _ in each)
    target = begin + share * (finish + 1 - begin)
    return Slots(periods=parts, begin=begin, finish=finish, target=target, monday=monday, day=day, outside=outside)


def spread_slots(
    slots: Slots, is_open: npt.NDArray[np.bool_], payday: npt.NDArray[np.bool_] | None = None
) -> npt.NDArray[np.intp] | None:
    """Choose a week for each campaign; given which would meet a payday weekend, as many do as it falls to them."""
    start, end = slots.begin.astype(np.float64), (slots.finish + 1).astype(np.float64)
    if payday is None:
        return spread_campaigns(slots.centre, slots.first, is_open, start, end)
    wanted = payday_campaigns(slots.periods, (slots.day[:, 0] - slots.monday[0] >= FRIDAY).any(axis=1))
    return spread_campaigns(slots.centre, slots.first, is_open, start, end, marked=payday, wanted=wanted)


def day_numbers(dates: pd.Series[pd.Timestamp]) -> Int:
    """Return dates as day numbers, as `datetime.date.toordinal` gives them."""
    days = dates.to_numpy().astype("datetime64[D]").astype(np.int64)
    return np.asarray(days + dt.date(1970, 1, 1).toordinal(), dtype=np.int64)


def dates_of(numbers: Int) -> npt.NDArray[np.datetime64]:
    """Return day numbers as dates."""
    days = np.asarray(numbers, dtype=np.int64) - dt.date(1970, 1, 1).toordinal()
    return np.asarray(days.astype("datetime64[D]").astype("datetime64[us]"))
