"""The weeks that a plan went past, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from avloppsanalys.calendar import Period
from avloppsanalys.planning.slots import Slots, dates_of
from avloppsanalys.tables import SKIPPED, TIMEZONE, arrange

__all__ = ["meeting_after", "skipped_weeks"]


def meeting_after(meetings: Sequence[dt.date], part: Period) -> int | None:
    """Return the day number of the first meeting after a period.

    Parameters
    ----------
    meetings : sequence of datetime.date
        In time order.
    part : Period
        The period.

    Returns
    -------
    int or None
    """
    return next((day.toordinal() for day in meetings if day > part.last), None)


def skipped_weeks(
    slots: Slots,
    chosen: npt.NDArray[np.intp],
    special: pd.DataFrame,
    *,
    late: npt.NDArray[np.bool_],
    meetings: Sequence[dt.date],
) -> pd.DataFrame:
    """Return the closed weeks that lie nearer to the middle of a campaign's part of its period than the week it took.

    Parameters
    ----------
    slots : Slots
        Every campaign in every week.
    chosen : numpy.ndarray of int
        The week of each campaign.
    special : pandas.DataFrame
        From `special_days`.
    late : numpy.ndarray of bool
        Which campaigns would be answered too late in which week, shape (campaigns, weeks).
    meetings : sequence of datetime.date
        In time order.

    Returns
    -------
    pandas.DataFrame
        A `tables.SKIPPED` table.
    """
    campaign = np.arange(len(chosen))
    away = np.abs(slots.centre - slots.target[:, None])
    touches = (slots.last >= slots.begin[:, None]) & (slots.first <= slots.finish[:, None])
    nearer = touches & (away < away[campaign, chosen][:, None])
    number, week = np.nonzero(nearer)
    met = np.array([meeting_after(meetings, part) or 1 for part in slots.periods])
    day = slots.day[number, week]
    passed = pd.DataFrame(
        {
            "number": np.repeat(number, day.shape[1]),
            "at": np.repeat(week, day.shape[1]),
            "order": 0,
            "date": dates_of(day.ravel()),
        }
    )
    closed = special.loc[special["closed"].astype(bool), ["date", "kind", "name"]]
    by_day = passed.merge(closed.rename(columns={"kind": "reason", "name": "description"}), on="date")
    frames = [by_day]
    for order, (reason, weeks) in enumerate({"outside_period": slots.outside, "late_answer": late}.items(), start=1):
        own = weeks[number, week]
        rows = pd.DataFrame({"number": number[own], "at": week[own], "order": order, "reason": reason})
        frames.append(rows.assign(date=dates_of(met[number[own]])) if reason == "late_answer" else rows)
    rows = pd.concat(frames, ignore_index=True).sort_values(["number", "at", "order", "date"], kind="stable")
    first = slots.day[campaign, chosen, 0]
    monday = pd.Series(dates_of(slots.monday)).dt.isocalendar()
    names = monday["year"].astype("str") + "v" + monday["week"].astype("str").str.zfill(2)
    return arrange(
        rows.assign(
            period=[slots.periods[one].name for one in rows["number"]],
            campaign=pd.Series(dates_of(first)).dt.strftime("%Y-%m-%d").to_numpy()[rows["number"].to_numpy()],
            week=names.to_numpy()[rows["at"].to_numpy()],
            date=pd.to_datetime(rows["date"]).dt.tz_localize(TIMEZONE),
        ),
        SKIPPED,
    )
