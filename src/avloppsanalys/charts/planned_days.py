"""The days of a year plan, and which of them are answered too late for the first meeting after their period."""

from __future__ import annotations

import pandas as pd

from avloppsanalys.calendar import Period, swedish_dates
from avloppsanalys.planning import YearPlan

__all__ = ["planned_days"]


def planned_days(plan: YearPlan) -> pd.DataFrame:
    """Return the planned days, each once for all places, with `date` and whether it is `late`.

    A day is late if there is a meeting after its period, and its answer misses the first one.
    """
    days = plan.table.assign(date=swedish_dates(plan.table["start"]).dt.date).drop_duplicates("date")
    meetings = [meeting.date() for meeting in plan.meetings["meeting_date"]]
    awaited = {name: any(day > Period.parse(name).last for day in meetings) for name in days["period"].unique()}
    return days.assign(late=days["period"].map(awaited).astype(bool) & ~days["in_time"].astype(bool))
