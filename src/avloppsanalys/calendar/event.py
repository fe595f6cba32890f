"""Events and the sampled days that fall on them: which days to keep out of a comparison over time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from avloppsanalys.calendar.dates import swedish_dates
from avloppsanalys.tables import EVENTS, arrange, check

__all__ = ["KEPT_OUT_TYPES", "UNLIKE_OTHERS", "event_days"]

KEPT_OUT_TYPES: Final = ("public_holiday", "festival", "payday_weekend", "disturbance")
"""Events whose days may be kept out of a comparison. An intervention is what one wants to see: its days stay."""

UNLIKE_OTHERS: Final = ("public_holiday", "festival", "disturbance")
"""Events that make a day unlike others. Payday weekends are part of what is usual: a series holds its share of them, so
they are neither avoided nor kept out unless somebody decides it."""

NEVER_COMPARABLE: Final = ("disturbance",)
"""Events that spoil the sample itself; that it happens each year does not mend it."""

Integers = npt.NDArray[np.integer[Any]]
Moments = npt.NDArray[np.datetime64]
Texts = npt.NDArray[np.object_]

_DAY: Final = np.timedelta64(1, "D").astype("timedelta64[us]")
_INSTANT: Final = pd.Timedelta(microseconds=1)
_YEAR_IN_A_NAME: Final = r"\b(?:19|20)\d\d\b"
_YEAR: Final = 10_000
_LATE: Final = 9999 * _YEAR


def event_days(days: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """Return which sampled days fall on an event of their place, and which of them to keep out.

    A day on an event is kept out, unless the same event was sampled in every year of the place's series: a 26 December
    each year is compared with itself. "The same" is the same type and description, whatever year its name holds
    ("Festivalen 2025"); an event without description is only ever itself, but for payday weekends, which all are alike.
    A year counts if the place was sampled in it, and the event's usual dates lie between the first and the last
    sampled day: a series that has not yet reached this year's event has not missed it. One year shows no recurrence.
    Days of an intervention are marked and stay; those of a disturbance are always kept out. What the event did to the
    load is not modelled.

    Parameters
    ----------
    days : pandas.DataFrame
        Sampled days: `plant` and `start`, and `end` unless each is one day. Several rows may share a day.
    events : pandas.DataFrame
        A `tables.EVENTS` table; a row without place holds for all places.

    Returns
    -------
    pandas.DataFrame
        With the index of `days`: `event` (descriptions, "; " between several, missing for none), `event_type` (of the
        one that decides), `recurs` (every event of the day that could keep it out is one of every year) and `keep_out`.

    Raises
    ------
    TableError
        If `events` is not a table of events.

    Notes
    -----
    A sample belongs to the Swedish date on which it starts, and one of several days to that many dates. It is on an
    event if one of its dates is one of the event's, and they share time.

    Examples
    --------
    >>> start = pd.to_datetime(["2024-06-29", "2024-12-26", "2025-06-28", "2025-12-26"]).tz_localize("Europe/Stockholm")
    >>> days = pd.DataFrame({"plant": "Gävle", "start": start})
    >>> boxing = {"place": "Gävle", "event_type": "public_holiday", "description": "Annandag jul"}
    >>> festival = {"place": None, "event_type": "festival", "description": "Festivalen", "start": start[0]}
    >>> events = pd.DataFrame([boxing | {"start": start[1]}, boxing | {"start": start[3]}, festival])
    >>> events["end"] = events["start"] + pd.Timedelta(days=1)
    >>> event_days(days, events)[["event", "recurs", "keep_out"]]
              event  recurs  keep_out
    0    Festivalen   False      True
    1  Annandag jul    True     False
    2           NaN   False     False
    3  Annandag jul    True     False
    """
    check(events, EVENTS)
    sampled, sample = _sampled(days)
    hits = _hits(sampled, arrange(events, EVENTS))
    recurs = _recurring(hits, sampled)
    marks, spoils = (np.isin(hits.kind, types) for types in (KEPT_OUT_TYPES, NEVER_COMPARABLE))
    keeps_out, alone = marks & (spoils | ~recurs), marks & ~(recurs & ~spoils)
    marked, by_itself, kept_out = (
        np.bincount(hits.row, which, minlength=len(sampled.place)) > 0 for which in (marks, alone, keeps_out)
    )
    # the event that keeps the day out is told first, then those that could have
    code = pd.factorize(hits.name, sort=True)[0]
    order = np.lexsort((code, 2 * ~keeps_out + ~marks, hits.row))
    told = order[np.sort(np.unique((hits.row * (len(code) + 1) + code)[order], return_index=True)[1])]
    row, first = np.unique(hits.row[told], return_index=True)
    name, kind = (np.full(len(sampled.place), np.nan, dtype=object) for _ in range(2))
    kind[row] = hits.kind[told][first]
    name[row] = list(map("; ".join, np.split(hits.name[told], first[1:]))) if len(row) else []
    return pd.DataFrame(
        {
            "event": pd.array(name[sample], dtype="str"),
            "event_type": pd.array(kind[sample], dtype="str"),
            "recurs": (marked & ~by_itself)[sample],
            "keep_out": kept_out[sample],
        },
        index=days.index,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sampled:
    """Samples: their place as a number, the moments between which they were taken, and the first and last date."""

    place: Integers
    start: Moments
    end: Moments
    first: Moments
    last: Moments
    names: pd.Index[str]
    """Of the places by number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hits:
    """Samples that are on an event: of each the sample's number, and of the event what is told and compared."""

    row: Integers
    event: Integers
    """Alike in two events that are the same one."""
    kind: Texts
    name: Texts
    begun: Integers
    """The date on which it begins."""


def _sampled(days: pd.DataFrame) -> tuple[_Sampled, Integers]:
    """Return the samples of some rows, and which of them each row is of."""
    place, names = pd.factorize(days["plant"], use_na_sentinel=False)
    start = _moments(days["start"])
    end = _moments(days["end"]) if "end" in days else start + _DAY
    sample = place
    for moments in (start, end):  # a missing moment has the number -1
        sample = pd.factorize(sample * (len(days) + 1) + pd.factorize(moments)[0])[0]
    one = np.unique(sample, return_index=True)[1]
    start, end = start[one], end[one]
    end = np.where(end > start, end, start + _DAY)
    first = _moments(swedish_dates(days["start"].take(one)))
    length = np.maximum(np.rint((end - start) / _DAY), 1)
    last = first + (np.where(np.isnan(length), 1, length).astype(int) - 1) * _DAY
    return _Sampled(place=place[one], start=start, end=end, first=first, last=last, names=pd.Index(names)), sample


def _hits(sampled: _Sampled, events: pd.DataFrame) -> _Hits:
    """Return each pair of a sample and an event that share both a date and time, a place's own events first."""
    opened, closed = (_moments(swedish_dates(one)) for one in (events["start"], events["end"] - _INSTANT))
    meets = (
        np.less_equal.outer(sampled.first, closed)
        & np.greater_equal.outer(sampled.last, opened)
        & np.less.outer(sampled.start, _moments(events["end"]))
        & np.greater.outer(sampled.end, _moments(events["start"]))
    )
    of_all = events["place"].isna().to_numpy()
    own = np.equal.outer(sampled.place, sampled.names.get_indexer(pd.Index(events["place"]))) & ~of_all
    row, number = np.hstack([np.nonzero(meets & own), np.nonzero(meets & of_all)])
    event, kind, name = _named(events)
    begun = _number(opened)
    return _Hits(row=row, event=event[number], kind=kind[number], name=name[number], begun=begun[number])


def _moments(values: pd.Series[pd.Timestamp]) -> Moments:
    """Return moments, or dates, as an array without time zone: a missing one is neither before nor after another."""
    return values.to_numpy(dtype="datetime64[us]")


def _named(events: pd.DataFrame) -> tuple[Integers, Texts, Texts]:
    """Return of each event a number that two of them share if they are the same one, its type and its name."""
    kind = events["event_type"].to_numpy(dtype=object)
    described = events["description"].fillna("").str.strip()
    code, names = pd.factorize(described)
    # the year in a name is not part of what recurs; without a name an event is only itself
    same = [" ".join(re.sub(_YEAR_IN_A_NAME, " ", one.casefold()).split()) for one in names]
    payday, nameless = kind == "payday_weekend", (described == "").to_numpy()
    alike = pd.factorize(np.array(same, dtype=object))[0][code]
    alike = np.where(payday, len(names), np.where(nameless, len(names) + 1 + np.arange(len(events)), alike))
    event = pd.factorize(kind, use_na_sentinel=False)[0] * (2 * len(events) + 2) + alike
    return event, kind, np.where(nameless, kind, described.to_numpy(dtype=object))


def _recurring(hits: _Hits, sampled: _Sampled) -> npt.NDArray[np.bool_]:
    """Return for each hit whether its event was sampled in every year of the place that had reached it."""
    if not len(hits.row):
        return np.zeros(0, dtype=bool)
    place, begun = sampled.place, hits.begun
    known = ~np.isnat(sampled.first)
    at, day = place[known], _number(sampled.first[known])
    earliest, latest = np.full(place.max() + 1, _LATE), np.zeros(place.max() + 1, dtype=int)
    np.minimum.at(earliest, at, day)
    np.maximum.at(latest, at, day)
    # an event belongs to the year in which it begins: New Year's Day is part of last year's Christmas
    there, event = np.unique(place[hits.row] * (hits.event.max() + 1) + hits.event, return_inverse=True)
    there //= hits.event.max() + 1
    from_day, to_day = np.full(len(there), _LATE), np.zeros(len(there), dtype=int)
    np.minimum.at(from_day, event, begun % _YEAR)
    np.maximum.at(to_day, event, begun % _YEAR)
    years = np.arange(min(day.min(), begun.min()) // _YEAR, max(day.max(), begun.max()) // _YEAR + 1)
    visited, seen = np.zeros((len(earliest), len(years)), dtype=bool), np.zeros((len(from_day), len(years)), dtype=bool)
    visited[at, day // _YEAR - years[0]] = True
    seen[event, begun // _YEAR - years[0]] = True
    expected = (
        visited[there]
        & (years * _YEAR + _in_any_year(from_day)[:, None] >= earliest[there, None])
        & (years * _YEAR + _in_any_year(to_day)[:, None] <= latest[there, None])
    )
    recurring = (seen.sum(axis=1) > 1) & ~(expected & ~seen).any(axis=1)
    return np.asarray(recurring[event])


def _number(dates: Moments) -> Integers:
    """Return dates as numbers in their order, 20260812: what follows the year is the same in leap years."""
    years, months, days = (dates.astype(f"datetime64[{unit}]") for unit in "YMD")
    month, day = ((part - whole).astype(int) + 1 for part, whole in ((months, years), (days, months)))
    return np.asarray((years.astype(int) + 1970) * _YEAR + month * 100 + day)


def _in_any_year(season: npt.NDArray[np.int_]) -> npt.NDArray[np.int_]:
    """Return month and day of a year; 29 February is 28 February."""
    return np.where(season == 229, 228, season)
