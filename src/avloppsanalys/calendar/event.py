"""Events and the sampled days that fall on them: which days to keep out of a comparison over time."""

from __future__ import annotations

from typing import Any, Final

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
_EVENT: Final = ["place", "event"]


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
    hits["recurs"] = _recurring(hits, sampled)
    marks = hits["event_type"].isin(KEPT_OUT_TYPES)
    spoils = hits["event_type"].isin(NEVER_COMPARABLE)
    hits["keep_out"] = marks & (spoils | ~hits["recurs"])
    # the event that keeps the day out is told first, then those that could have
    order = (~hits["keep_out"]).astype(int) * 2 + (~marks).astype(int)
    hits = hits.assign(order=order).sort_values(["row", "order", "start", "name"], kind="stable")
    hits["recurring"] = (hits["recurs"] & ~spoils).astype("float64").where(marks)
    each = hits.drop_duplicates(["row", "name"]).groupby("row")
    found = each.agg(event_type=("event_type", "first"), recurs=("recurring", "min"), keep_out=("keep_out", "any"))
    found["recurs"] = found["recurs"] == 1
    found["event"] = each["name"].first()
    several = each["name"].size() > 1
    if several.any():
        crowded = hits[hits["row"].map(several)].drop_duplicates(["row", "name"])
        found.loc[several, "event"] = crowded.groupby("row")["name"].agg("; ".join)
    told = found.reindex(row).set_axis(days.index)
    flags = {name: told[name].eq(True) for name in ("recurs", "keep_out")}
    words: dict[str, Any] = {name: told[name].astype("str") for name in ("event", "event_type")}
    return pd.DataFrame({**words, **flags})


def _sampled(days: pd.DataFrame) -> tuple[pd.DataFrame, npt.NDArray[Any]]:
    """Return place, time, first and last date of each sample, and which sample each row of `days` is of."""
    end = days["end"] if "end" in days else days["start"] + _DAY
    end = end.where(end > days["start"], days["start"] + _DAY)
    first = swedish_dates(days["start"])
    length = ((end - days["start"]).dt.total_seconds() / 86_400).round().clip(lower=1)
    last = first + (length - 1) * _DAY
    rows = pd.DataFrame({"place": days["plant"], "start": days["start"], "end": end, "first": first, "last": last})
    sample = rows.groupby(["place", "start", "end"], sort=False, dropna=False).ngroup().to_numpy()
    samples = rows.drop_duplicates(["place", "start", "end"])
    return samples.assign(row=range(len(samples))), sample


def _hits(sampled: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each sampled row and event that meet."""
    rows = events.reset_index(names="number")
    described = rows["description"].fillna("").str.strip()
    rows["name"] = described.mask(described == "", rows["event_type"])
    # the year in a name is not part of what recurs; without a name an event is only itself
    same = described.str.casefold().str.replace(_YEAR_IN_A_NAME, " ", regex=True).str.split().str.join(" ")
    nameless = (described == "") & (rows["event_type"] != "payday_weekend")
    payday = rows["event_type"] == "payday_weekend"
    rows["event"] = rows["event_type"] + ": " + same.mask(payday, "").mask(nameless, "#" + rows["number"].astype(str))
    rows["event_first"] = swedish_dates(rows["start"])
    rows["event_last"] = swedish_dates(rows["end"] - _INSTANT)
    columns = ["event", "event_type", "name", "event_first", "event_last", "start", "end"]
    own, everywhere = rows[rows["place"].notna()], rows[rows["place"].isna()]
    # an event of all places meets each stretch of time once, however many places were sampled in it
    times = sampled[["start", "end", "first", "last"]].drop_duplicates()
    met = _meeting(times.merge(everywhere[columns], how="cross", suffixes=("", "_event")))
    pairs = [
        _meeting(sampled.merge(own[["place", *columns]], on="place", suffixes=("", "_event"))),
        sampled.merge(met, on=["start", "end", "first", "last"]),
    ]
    return pd.concat(pairs, ignore_index=True)


def _meeting(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs of sample and event that share both a date and time."""
    shares_date = (pairs["first"] <= pairs["event_last"]) & (pairs["last"] >= pairs["event_first"])
    shares_time = (pairs["start"] < pairs["end_event"]) & (pairs["end"] > pairs["start_event"])
    return pairs[shares_date & shares_time]


def _recurring(hits: pd.DataFrame, sampled: pd.DataFrame) -> pd.Series[bool]:
    """Return for each hit whether its event was sampled in every year of the place that had reached it."""
    if hits.empty:
        return pd.Series(dtype=bool)
    series = sampled.groupby("place")["first"].agg(["min", "max"])
    years = sampled.assign(year=sampled["first"].dt.year)[["place", "year"]].drop_duplicates()
    # an event belongs to the year in which it begins: New Year's Day is part of last year's Christmas
    usual = hits.assign(year=hits["event_first"].dt.year, season=_season(hits["event_first"]))
    span = usual.groupby(_EVENT)["season"].agg(["min", "max"]).add_prefix("season_").reset_index()
    expected = span.merge(years, on="place").merge(series, left_on="place", right_index=True)
    expected = expected[
        (_on(expected["year"], expected["season_min"]) >= expected["min"])
        & (_on(expected["year"], expected["season_max"]) <= expected["max"])
    ]
    seen = usual[[*_EVENT, "year"]].drop_duplicates().assign(seen=True)
    met = expected[[*_EVENT, "year"]].merge(seen, on=[*_EVENT, "year"], how="left")
    every = met["seen"].eq(True).groupby([met[name] for name in _EVENT]).all()
    several = seen.groupby(_EVENT)["year"].size() > 1
    recurring = several & every.reindex(several.index, fill_value=True)
    found = hits[_EVENT].merge(recurring.rename("recurs").reset_index(), on=_EVENT, how="left")["recurs"]
    return found.astype(bool).set_axis(hits.index)


def _season(dates: pd.Series[pd.Timestamp]) -> pd.Series[int]:
    """Return where in the year a date lies, as month and day in one number; the same in leap years."""
    return dates.dt.month * 100 + dates.dt.day


def _on(year: pd.Series[int], season: pd.Series[int]) -> pd.Series[pd.Timestamp]:
    """Return the date of a year that lies where `season` says; 29 February is 28 February where there is none."""
    day = (season % 100).mask(season == 229, 28)
    return pd.to_datetime(pd.DataFrame({"year": year, "month": season // 100, "day": day}))
