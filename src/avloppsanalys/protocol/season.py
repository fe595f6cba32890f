"""Marked seasons: days on which the register's persons are not those who use the plant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

__all__ = ["SEASON_KEYS", "MarkedSeason", "season_edges"]

SEASON_KEYS: Final = {"name": "str", "first": "day", "last": "day", "places": "list"}
"""What a season may say -> the kind of its value; only `places` may be left out."""

_LEAP_YEAR: Final = 2024
"""Any leap year: 29 February may begin or end a season."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedSeason:
    """Days on which loads per 1000 persons mislead, since visitors come or inhabitants leave.

    Levels that rest on such days are marked, and shown in g/day beside mg/day per 1000. What the season does to the
    load is not modelled, and no day is left out.

    Parameters
    ----------
    name : str
        What it is called, in texts that a meeting reads.
    first, last : str or datetime.date
        Its ends, both included: month and day of every year (``"06-15"``), or two dates of one year
        (``"2026-06-03"``). A season of every year may run over New Year.
    places : sequence of str
        The plants that it concerns; all, when none is named.

    Examples
    --------
    >>> summer = MarkedSeason(name="sommar", first="06-15", last="08-15")
    >>> days = pd.Series(pd.to_datetime(["2025-07-01", "2026-08-16"]))
    >>> summer.covers(days).tolist()
    [True, False]
    """

    name: str
    first: str
    last: str
    places: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Keep the ends as texts and the places as a tuple, however they were given."""
        for end in ("first", "last"):
            object.__setattr__(self, end, _as_text(getattr(self, end)))
        object.__setattr__(self, "places", tuple(self.places))

    def covers(self, days: pd.Series[pd.Timestamp]) -> pd.Series[bool]:
        """Return whether each day lies in the season.

        Parameters
        ----------
        days : pandas.Series
            Dates, at midnight without time zone.

        Returns
        -------
        pandas.Series
            True or false, with the index of `days`.
        """
        if len(self.first) > len("06-15"):
            return days.between(pd.Timestamp(self.first), pd.Timestamp(self.last))
        first, last = (int(end.replace("-", "")) for end in (self.first, self.last))
        day = days.dt.month * 100 + days.dt.day
        return day.between(first, last) if first <= last else (day >= first) | (day <= last)

    def concerns(self, places: pd.Series[str]) -> pd.Series[bool]:
        """Return whether each place is one of the season's."""
        everywhere: Collection[str] = self.places or places.unique().tolist()
        return places.isin(list(everywhere))


def season_edges(first: object, last: object) -> bool:
    """Return whether two values can be the ends of a season: both of every year, or both of one time, in order.

    Parameters
    ----------
    first, last : object
        What stands in the file.

    Returns
    -------
    bool

    Examples
    --------
    >>> season_edges("12-20", "01-06"), season_edges("06-31", "07-01"), season_edges("06-15", "2026-08-15")
    (True, False, False)
    """
    ends = [_as_text(end) for end in (first, last)]
    yearly = [_is_date(f"{_LEAP_YEAR}-{end}") for end in ends]
    if any(yearly):
        return all(yearly)
    return all(_is_date(end) for end in ends) and ends[0] <= ends[1]


def _as_text(end: Any) -> str:
    """Return one end as a text, whether TOML gave a date or a text."""
    return end.isoformat() if isinstance(end, dt.date) else str(end)


def _is_date(text: str) -> bool:
    """Return whether a text is a date as 2026-06-03; other ways of ISO 8601 are not taken."""
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
