"""Events and the sampled days that fall on them: which days to keep out of a comparison over time."""

from __future__ import annotations

import re
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

_DAY: Final = pd.Timedelta(days=1)
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
    sampled, row = _sampled(days)
    hits = _hits(sampled, arrange(events, EVENTS))
    recurs = _recurring(hits, sampled)
    marks, spoils = (hits["event_type"].isin(types).to_numpy() for types in (KEPT_OUT_TYPES, NEVER_COMPARABLE))
    keeps_out, alone = marks & (spoils | ~recurs), marks & ~(recurs & ~spoils)
    any_of = {
        name: np.bincount(hits["row"], marked, minlength=len(sampled)) > 0
        for name, marked in (("marks", marks), ("alone", alone), ("keeps_out", keeps_out))
    }
    # the event that keeps the day out is told first, then those that could have
    order = np.lexsort((pd.factorize(hits["name"], sort=True)[0], 2 * ~keeps_out + ~marks, hits["row"]))
    hits = hits.take(order).drop_duplicates(["row", "name"])
    found = (
        hits.drop_duplicates("row").set_index("row")[["name", "event_type"]].set_axis(["event", "event_type"], axis=1)
    )
    if len(found) < len(hits):
        found["event"] = hits.groupby("row")["name"].agg("; ".join)
    words = found.reindex(row).set_axis(days.index, axis=0).astype("str")
    return words.assign(recurs=(any_of["marks"] & ~any_of["alone"])[row], keep_out=any_of["keeps_out"][row])


def _sampled(days: pd.DataFrame) -> tuple[pd.DataFrame, npt.NDArray[Any]]:
    """Return place, time, first and last date of each sample, and which sample each row of `days` is of."""
    end = days["end"] if "end" in days else days["start"] + _DAY
    rows = pd.DataFrame({"place": days["plant"], "start": days["start"], "end": end})
    sample = pd.factorize(rows["place"], use_na_sentinel=False)[0]
    for name in ("start", "end"):  # a missing moment has the number -1
        sample = pd.factorize(sample * (len(rows) + 1) + pd.factorize(_moments(rows[name]))[0])[0]
    samples = rows.take(np.unique(sample, return_index=True)[1]).reset_index(drop=True)
    samples["end"] = samples["end"].where(samples["end"] > samples["start"], samples["start"] + _DAY)
    first = swedish_dates(samples["start"])
    length = ((samples["end"] - samples["start"]).dt.total_seconds() / 86_400).round().clip(lower=1)
    return samples.assign(first=first, last=first + (length - 1) * _DAY), sample


def _hits(sampled: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each sampled row and event that share both a date and time, a place's own events first."""
    opened, closed = swedish_dates(events["start"]), swedish_dates(events["end"] - _INSTANT)
    meets = (
        np.less_equal.outer(_moments(sampled["first"]), _moments(closed))
        & np.greater_equal.outer(_moments(sampled["last"]), _moments(opened))
        & np.less.outer(_moments(sampled["start"]), _moments(events["end"]))
        & np.greater.outer(_moments(sampled["end"]), _moments(events["start"]))
    )
    place = pd.factorize(pd.concat([sampled["place"], events["place"]]))[0]
    of_all = events["place"].isna().to_numpy()
    own = np.equal.outer(place[: len(sampled)], place[len(sampled) :]) & ~of_all
    row, number = np.hstack([np.nonzero(meets & own), np.nonzero(meets & of_all)])
    return _named(events).assign(event_first=opened).take(number).assign(row=row)


def _moments(values: pd.Series[pd.Timestamp]) -> npt.NDArray[np.datetime64]:
    """Return moments, or dates, as an array without time zone: a missing one is neither before nor after another."""
    return values.to_numpy(dtype="datetime64[us]")


def _named(events: pd.DataFrame) -> pd.DataFrame:
    """Return type and name of each event, and in `event` a number that two of them share if they are the same one."""
    kind, described = events["event_type"], events["description"].fillna("").str.strip()
    code, names = pd.factorize(described)
    # the year in a name is not part of what recurs; without a name an event is only itself
    same = [" ".join(re.sub(_YEAR_IN_A_NAME, " ", one.casefold()).split()) for one in names]
    payday, nameless = (kind == "payday_weekend").to_numpy(), (described == "").to_numpy()
    alike = pd.factorize(np.array(same, dtype=object))[0][code]
    alike = np.where(payday, len(names), np.where(nameless, len(names) + 1 + np.arange(len(events)), alike))
    event = pd.factorize(kind, use_na_sentinel=False)[0] * (2 * len(events) + 2) + alike
    return pd.DataFrame({"event": event, "event_type": kind, "name": described.mask(nameless, kind)})


def _recurring(hits: pd.DataFrame, sampled: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Return for each hit whether its event was sampled in every year of the place that had reached it."""
    if hits.empty:
        return np.zeros(0, dtype=bool)
    place = pd.factorize(sampled["place"], use_na_sentinel=False)[0]
    first = sampled["first"].notna().to_numpy()
    at, day = place[first], _number(sampled["first"][first])
    earliest, latest = np.full(place.max() + 1, _LATE), np.zeros(place.max() + 1, dtype=int)
    np.minimum.at(earliest, at, day)
    np.maximum.at(latest, at, day)
    # an event belongs to the year in which it begins: New Year's Day is part of last year's Christmas
    begun = _number(hits["event_first"])
    there, event = np.unique(place[hits["row"]] * (hits["event"].max() + 1) + hits["event"], return_inverse=True)
    there //= hits["event"].max() + 1
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


def _number(dates: pd.Series[pd.Timestamp]) -> npt.NDArray[np.int_]:
    """Return dates as numbers in their order, 20260812: what follows the year is the same in leap years."""
    return np.asarray(dates.dt.year * _YEAR + dates.dt.month * 100 + dates.dt.day, dtype=int)


def _in_any_year(season: npt.NDArray[np.int_]) -> npt.NDArray[np.int_]:
    """Return month and day of a year; 29 February is 28 February."""
    return np.where(season == 229, 228, season)
