"""Dates and times as Swedish files write them, settled in Swedish time."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from avloppsanalys.calendar import month_number, weekday_number
from avloppsanalys.tables import TIMEZONE

__all__ = ["Moment", "localise", "parse_moment", "parse_moments", "time_only"]

UNREADABLE: Final = "DAT001"
DAY_OR_MONTH: Final = "DAT002"
NONEXISTENT: Final = "DAT003"

FIRST_YEAR: Final = 1990
LAST_YEAR: Final = 2100

_TIME: Final = (
    r"(?:(?:kl\.?|klockan) ?)?(?P<hour>[0-9]{1,2})[:.](?P<minute>[0-9]{2})(?:[:.](?P<second>[0-9]{2})(?:[.,][0-9]+)?)?"
    r" ?(?P<offset>z|[+-][0-9]{2}:?[0-9]{2})?"
)
_MOMENT: Final = re.compile(
    r"(?:(?!den )(?P<weekday>[a-zåäö]+)\.?,? )?(?:den )?"
    r"(?:(?P<year>[0-9]{4})(?P<mark>[-/.]?)(?P<month>[0-9]{1,2})(?P=mark)(?P<day>[0-9]{1,2})"
    r"|(?P<day_in_text>[0-9]{1,2})\.? (?P<month_in_text>[a-zåäö]+)\.?,? (?P<year_in_text>[0-9]{4}))"
    rf"(?:(?:t|,? ){_TIME})?"
)
_TIME_ONLY: Final = re.compile(_TIME)
_DAY_OR_MONTH: Final = re.compile(r"[0-9]{1,2}[/.-][0-9]{1,2}(?:[/. -][0-9]{2,4})?(?: .*)?")


class Moment(NamedTuple):
    """A date with or without a time, by a Swedish clock unless `offset` (from UTC) is given; `rule` when unreadable."""

    clock: dt.datetime | None = None
    has_time: bool = False
    offset: dt.timedelta | None = None
    weekday: int = -1
    rule: str = ""


def parse_moment(text: str) -> Moment:
    """Read one date or moment.

    Parameters
    ----------
    text : str
        With single plain spaces. ``2026-08-12``, ``2026-08-12 07:00``, ``2026-08-12T07:00+02:00``,
        ``onsdag 12 augusti 2026 kl. 07.00``; 24:00 is the midnight after. A day and month in figures without a leading
        year is refused: ``8/12 2026`` may be August or December.

    Returns
    -------
    Moment

    Examples
    --------
    >>> parse_moment("onsdag 12 augusti 2026 kl. 07.00").clock
    datetime.datetime(2026, 8, 12, 7, 0)
    >>> parse_moment("8/12 2026").rule
    'DAT002'
    """
    folded = text.casefold()
    found = _MOMENT.fullmatch(folded)
    if not found:
        return Moment(rule=DAY_OR_MONTH if _DAY_OR_MONTH.fullmatch(folded) else UNREADABLE)
    year = int(found["year"] or found["year_in_text"])
    month = int(found["month"]) if found["month"] else month_number(found["month_in_text"])
    weekday = weekday_number(found["weekday"]) if found["weekday"] else -1
    if (
        (found["weekday"] and weekday < 0)
        or not FIRST_YEAR <= year <= LAST_YEAR
        or (found["mark"] == "" and not _compact(found))
    ):
        return Moment(rule=UNREADABLE)
    try:
        day = dt.date(year, month, int(found["day"] or found["day_in_text"]))
        clock = dt.datetime.combine(day, dt.time()) + _time_of_day(found)
    except ValueError:
        return Moment(rule=UNREADABLE)
    return Moment(clock=clock, has_time=found["hour"] is not None, offset=_offset(found["offset"]), weekday=weekday)


def time_only(text: str) -> bool:
    """Return whether `text` is a time of day without a date.

    Parameters
    ----------
    text : str
        With single plain spaces.

    Returns
    -------
    bool

    Examples
    --------
    >>> time_only("kl. 07.00"), time_only("2026-08-12 07:00")
    (True, False)
    """
    return _TIME_ONLY.fullmatch(text.casefold()) is not None


def parse_moments(texts: pd.Series) -> pd.DataFrame:
    """Read a column of dates or moments; each different text is read once.

    Parameters
    ----------
    texts : pandas.Series of str
        With single plain spaces; "" for none.

    Returns
    -------
    pandas.DataFrame
        `moment` (Swedish time, NaT where unreadable or blank), `has_time`, `weekday` (-1 for none), `rule` and
        `ambiguous` (the clock showed that time twice; the first is taken), with the index of `texts`.
    """
    codes, unique = pd.factorize(texts.to_numpy(dtype=object))
    read = [parse_moment(text) if text else Moment() for text in unique]
    local, ambiguous = localise(pd.Series([found.clock for found in read], dtype="datetime64[us]"))
    absolute = [found.clock - found.offset if found.clock and found.offset is not None else None for found in read]
    given = pd.Series(absolute, dtype="datetime64[us]").dt.tz_localize("UTC").dt.tz_convert(TIMEZONE)
    moment = local.where(given.isna(), given)
    lost = moment.isna() & pd.Series([found.clock is not None for found in read], dtype=bool)
    frame = pd.DataFrame(
        {
            "moment": moment,
            "has_time": np.array([found.has_time for found in read], dtype=bool),
            "weekday": np.array([found.weekday for found in read], dtype=int),
            "rule": np.where(lost, NONEXISTENT, np.array([found.rule for found in read], dtype=object)),
            "ambiguous": ambiguous & given.isna(),
        }
    )
    return frame.take(codes).set_axis(texts.index, axis=0)


def localise(clock: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Return Swedish moments for clock readings: NaT for an hour that was skipped, the first of an hour shown twice.

    Parameters
    ----------
    clock : pandas.Series of datetime64
        Without time zone.

    Returns
    -------
    moment : pandas.Series
        With time zone.
    ambiguous : pandas.Series of bool
        Where the clock showed that reading twice.
    """
    first = clock.dt.tz_localize(TIMEZONE, ambiguous=np.ones(len(clock), dtype=bool), nonexistent="NaT")
    single = clock.dt.tz_localize(TIMEZONE, ambiguous="NaT", nonexistent="NaT")
    return first, first.notna() & single.isna()


def _compact(found: re.Match[str]) -> bool:
    """Return whether a date without marks has its two digits each for month and day (20260812), or is in words."""
    return found["year"] is None or (len(found["month"]) == 2 and len(found["day"]) == 2)


def _time_of_day(found: re.Match[str]) -> dt.timedelta:
    """Return the time since midnight; 24:00 is a whole day."""
    hour, minute, second = (int(found[part] or 0) for part in ("hour", "minute", "second"))
    if (hour, minute, second) != (24, 0, 0):
        dt.time(hour, minute, second)  # raises ValueError for a time that no clock shows
    return dt.timedelta(hours=hour, minutes=minute, seconds=second)


def _offset(text: str | None) -> dt.timedelta | None:
    """Return the offset from UTC of "Z" or "+02:00"."""
    if text is None:
        return None
    if text == "z":
        return dt.timedelta()
    sign = -1 if text[0] == "-" else 1
    return sign * dt.timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
