"""The days of a plan that are unlike others: closed for sampling, or only marked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

import numpy as np
import pandas as pd

from avloppsanalys.calendar import Period, major_holidays, payday_weekends, swedish_dates
from avloppsanalys.calendar.event import UNLIKE_OTHERS
from avloppsanalys.tables import EVENTS, arrange, check
from avloppsanalys.wording import Language, text

__all__ = ["special_days"]

_COLUMNS = ["date", "kind", "name", "whole", "closed"]
_ONE_DAY = pd.Timedelta(days=1)


def special_days(
    span: Period,
    *,
    places: Collection[str],
    school_holidays: Mapping[str, Sequence[Period]],
    avoid_school_holidays: bool,
    events: pd.DataFrame | None,
    avoid_payday_weekends: bool,
    days_after: int,
    lang: Language,
) -> pd.DataFrame:
    """Return the days of a stretch that are unlike others, with what they are called and whether they are closed.

    Parameters
    ----------
    span : Period
        The days to plan.
    places : collection of str
        Whose events count; an event without place counts for all.
    school_holidays : mapping of str to sequence of Period
        The kommun's own, by name.
    avoid_school_holidays, avoid_payday_weekends : bool
        Whether they close their days, or only mark them.
    events : pandas.DataFrame or None
        A `tables.EVENTS` table; interventions are no reason to avoid, and of payday weekends the
        calendar tells.
    days_after : int
        How many days after a storhelg or an event are closed with it [days]: what was used then is still excreted.
    lang : {"sv", "en"}
        Language of the names.

    Returns
    -------
    pandas.DataFrame
        `date` (midnight without time zone), `kind` (an event type, ``school_holiday`` or ``day_after``), `name`,
        `whole` (the storhelg, event or school holiday that it belongs to) and `closed`; a row for each reason.
    """
    before = span.first - dt.timedelta(days=days_after)
    holidays = major_holidays(before, span.last, lang).assign(kind="public_holiday")
    stretches = {name: text(f"holiday.{name}", lang) for name in holidays["holiday"].unique()}
    holidays["whole"] = holidays["holiday"].map(stretches)
    happened = _event_days(events, places, lang)
    closing = pd.concat([holidays, happened], ignore_index=True)
    paydays = payday_weekends(span.first, span.last).assign(
        kind="payday_weekend", name=text("event.type.payday_weekend", lang), closed=avoid_payday_weekends
    )
    school = [
        pd.DataFrame({"date": pd.date_range(period.first, period.last, unit="us"), "name": name})
        for name, periods in school_holidays.items()
        for period in periods
    ]
    frames = [closing.assign(closed=True), _after(closing, days_after, lang), paydays.assign(whole=paydays["name"])]
    if school:
        own = pd.concat(school, ignore_index=True)
        frames.append(own.assign(kind="school_holiday", whole=own["name"], closed=avoid_school_holidays))
    days = pd.concat([frame[_COLUMNS] for frame in frames], ignore_index=True)
    inside = days["date"].between(pd.Timestamp(span.first), pd.Timestamp(span.last))
    return days[inside].drop_duplicates().sort_values(["date", "kind", "name"], kind="stable", ignore_index=True)


def _event_days(events: pd.DataFrame | None, places: Collection[str], lang: Language) -> pd.DataFrame:
    """Return the days of the events that close a day at one of the places."""
    empty = pd.DataFrame({"date": pd.Series(dtype="datetime64[us]"), "kind": [], "name": [], "whole": []})
    if events is None:
        return empty
    check(events, EVENTS)
    rows = arrange(events, EVENTS)
    rows = rows[rows["event_type"].isin(UNLIKE_OTHERS) & (rows["place"].isna() | rows["place"].isin(list(places)))]
    if rows.empty:
        return empty
    first = swedish_dates(rows["start"])
    length = (swedish_dates(rows["end"] - pd.Timedelta(microseconds=1)) - first).dt.days + 1
    each = rows.loc[rows.index.repeat(length)]
    step = np.concatenate([np.arange(days) for days in length])
    kinds = {kind: text(f"event.type.{kind}", lang) for kind in UNLIKE_OTHERS}
    name = each["description"].fillna(each["event_type"].map(kinds))
    date = first.loc[each.index] + pd.to_timedelta(step, unit="D")
    return pd.DataFrame({"date": date, "kind": each["event_type"], "name": name, "whole": name})


def _after(closing: pd.DataFrame, days_after: int, lang: Language) -> pd.DataFrame:
    """Return the days that follow on a closed stretch and are not closed by it themselves."""
    taken = set(zip(closing["whole"], closing["date"], strict=True))
    frames = [closing.assign(date=closing["date"] + step * _ONE_DAY) for step in range(1, days_after + 1)]
    if not frames:
        return closing.iloc[:0].assign(closed=True)
    later = pd.concat(frames, ignore_index=True)
    free = [pair not in taken for pair in zip(later["whole"], later["date"], strict=True)]
    later = later[np.array(free, dtype=bool)].drop_duplicates(["whole", "date"])
    names = [text("holiday.after", lang, holiday=whole) for whole in later["whole"]]
    return later.assign(kind="day_after", name=names, closed=True)
