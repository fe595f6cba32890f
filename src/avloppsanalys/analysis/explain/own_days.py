"""The plant's own days: the log of each with its weekday taken off, and the mean of each sampling week."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from avloppsanalys.analysis.explain.arithmetic import Expression, Number, given, ln, total
from avloppsanalys.analysis.explain.sheet import Sheet
from avloppsanalys.analysis.explain.subject import Subject

__all__ = ["OwnWeek", "own_logs", "write_own_weeks"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnWeek:
    """A sampling week of two days or more, as it has been written."""

    rows: tuple[int, ...]
    """Places of its days among all days."""
    logs: tuple[Number, ...]
    mean: Number


def own_logs(about: Subject) -> pd.DataFrame:
    """Return the evened-out logs of the series' single days with a number, with campaign and period.

    Parameters
    ----------
    about : Subject
        The level.

    Returns
    -------
    pandas.DataFrame
        `sample_id`, `campaign`, `period`, `value`, `log`, and `row`, the place among all days.
    """
    days = about.series_days[["sample_id", "campaign", "period", "value"]]
    days = days.assign(log=about.origin.logs[about.series_rows], row=about.series_rows)
    return days[days["log"].notna()]


def write_own_weeks(sheet: Sheet, about: Subject) -> list[OwnWeek]:
    """Write the days of each sampling week that has two or more, and their mean; nothing where there is none.

    Parameters
    ----------
    sheet : Sheet
        Where it is written.
    about : Subject
        The level.

    Returns
    -------
    list of OwnWeek
        By date.
    """
    logs = own_logs(about)
    several = logs[logs.groupby("campaign")["log"].transform("size") > 1]
    if several.empty:
        return []
    sheet.say("own_days", days=len(several), campaigns=several["campaign"].nunique())
    weeks = []
    for campaign, rows in several.groupby("campaign", sort=True):
        each = tuple(_write_log(sheet, about, row) for row in rows.to_dict("records"))
        mean = sheet.line("campaign_mean", total(each) / given(len(each)), campaign=campaign)
        weeks.append(OwnWeek(rows=tuple(int(row) for row in rows["row"]), logs=each, mean=mean))
    return weeks


def _write_log(sheet: Sheet, about: Subject, day: dict[Any, Any]) -> Number:
    """Write the log of one day with the common factor of its weekday and the plant's own departure taken off."""
    weekday = int(np.argmax(about.layers.weekday_shares[int(day["row"])]))
    found: Expression = ln(Number(float(day["value"])))
    for taken in (about.origin.log_factors, about.origin.departure):
        off = float(taken[about.series, weekday])
        found = found if off == 0 else found - Number(off)
    return sheet.line("day_log", found, float(day["log"]), sample=day["sample_id"], campaign=day["campaign"])
