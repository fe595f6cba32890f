"""What is asked of a plan, with every fault of the asking at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

import pandas as pd

from avloppsanalys.calendar import Period, PeriodError, PeriodKind, period_of
from avloppsanalys.planning.refusal import PlanError
from avloppsanalys.planning.weekday_pattern import Weekdays
from avloppsanalys.tables import TIMEZONE

__all__ = ["PlanRequest", "read_request"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRequest:
    """What is asked of a plan, as dates and numbers."""

    span: Period
    places: tuple[str, ...]
    counts: tuple[tuple[Period, int], ...]
    """Each period and the number of its campaigns, in time order."""
    meetings: tuple[dt.date, ...]
    lead_time_weeks: int
    school_holidays: Mapping[str, tuple[Period, ...]]
    start_time: pd.Timedelta


def read_request(
    year: int | str,
    places: str | Sequence[str],
    *,
    period: PeriodKind,
    campaigns: int,
    weekdays: Weekdays,
    days: int | None,
    seed: int | None,
    meetings: Iterable[str | dt.date],
    lead_time_weeks: int,
    school_holidays: Mapping[str, str | Sequence[str]] | None,
    days_after: int,
    start_time: str,
) -> PlanRequest:
    """Return what is asked; see `plan_year` for the parameters.

    Returns
    -------
    PlanRequest

    Raises
    ------
    PlanError
        If an argument is none.
    """
    faults = _pattern_faults(weekdays, days, seed)
    names = (places,) if isinstance(places, str) else tuple(places)
    if not names or not all(names) or len(set(names)) < len(names):
        faults.append(f"places={places!r}: name at least one plant, each once.")
    for name, value, least in (
        ("campaigns", campaigns, 1), ("lead_time_weeks", lead_time_weeks, 0), ("days_after", days_after, 0),
    ):  # fmt: skip
        if value < least or value % 1:
            faults.append(f"{name}={value!r}: give a whole number from {least}.")
    if period not in get_args(PeriodKind):
        faults.append(f"period={period!r}: give one of {', '.join(get_args(PeriodKind))}.")
    span = _parsed(str(year), "year", faults)
    off = {
        name: tuple(
            one
            for spelling in ((given,) if isinstance(given, str) else given)
            if (one := _parsed(spelling, f"school_holidays[{name!r}]", faults))
        )
        for name, given in (school_holidays or {}).items()
    }
    dates = sorted({found for day in meetings if (found := _date(day, faults))})
    clock = _clock(start_time, faults)
    if faults or span is None or clock is None:
        raise PlanError(faults)
    counts = _counts(span, period, campaigns)
    if not counts:
        raise PlanError([f"year={year!r} holds too little of a {period} for a single campaign: give a longer stretch."])
    return PlanRequest(
        span=span,
        places=names,
        counts=counts,
        meetings=tuple(dates),
        lead_time_weeks=lead_time_weeks,
        school_holidays=off,
        start_time=clock,
    )


def _pattern_faults(weekdays: Weekdays, days: int | None, seed: int | None) -> list[str]:
    """Return what is wrong with the weekdays."""
    faults = []
    if isinstance(weekdays, str):
        if weekdays not in ("rotating", "random"):
            faults.append(f'weekdays={weekdays!r}: give ISO weekday numbers, "rotating" or "random".')
        if days is None or not 1 <= days <= 7:
            faults.append(f"days={days!r}: with weekdays={weekdays!r} give the days of a campaign, 1 to 7.")
        if weekdays == "random" and seed is None:
            faults.append("seed is missing: a plan is to come out the same each time, so a draw needs a seed.")
        return faults
    given = list(weekdays)
    if not given or len(set(given)) < len(given) or not set(given) <= set(range(1, 8)):
        faults.append(f"weekdays={weekdays!r}: give ISO weekday numbers, 1 (Monday) to 7 (Sunday), each once.")
    if days is not None and days != len(given):
        faults.append(f"days={days!r}: {len(given)} weekdays are given; leave days out.")
    return faults


def _parsed(spelling: str, argument: str, faults: list[str]) -> Period | None:
    """Return a period, or note why the text names none."""
    try:
        return Period.parse(spelling)
    except PeriodError as fault:
        faults.append(f"{argument}: {fault}")
        return None


def _date(day: str | dt.date, faults: list[str]) -> dt.date | None:
    """Return the date of a meeting, or note that it is none."""
    try:
        return pd.Timestamp(day).date()
    except ValueError:
        faults.append(f"meetings: {day!r} is no date; write it as 2027-05-20.")
        return None


def _clock(start_time: str, faults: list[str]) -> pd.Timedelta | None:
    """Return the time since midnight."""
    try:
        clock = dt.time.fromisoformat(start_time)
    except ValueError:
        faults.append(f"start_time={start_time!r} is no time of day; write it as 07:00.")
        return None
    return pd.Timedelta(hours=clock.hour, minutes=clock.minute)


def _counts(span: Period, kind: PeriodKind, campaigns: int) -> tuple[tuple[Period, int], ...]:
    """Return each period of the stretch with the number of its campaigns; of a part of a period its share."""
    days = pd.Series(pd.date_range(span.first, span.last, freq="D", tz=TIMEZONE))
    inside = period_of(days, kind).value_counts(sort=False)
    parts = [(Period.parse(str(name)), int(count)) for name, count in inside.items()]
    shares = [(part, round(campaigns * count / part.days)) for part, count in parts]
    return tuple((part, share) for part, share in shares if share)
