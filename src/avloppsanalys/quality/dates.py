"""The day: whether it was the weekday that is claimed, and whether it was a day like others."""

from __future__ import annotations

import pandas as pd

from avloppsanalys.calendar import event_days, holiday_events
from avloppsanalys.calendar.event import UNLIKE_OTHERS
from avloppsanalys.quality.findings import findings
from avloppsanalys.quality.material import Material
from avloppsanalys.tables import EVENTS, TIMEZONE, arrange, empty
from avloppsanalys.wording import Language, text

__all__ = ["date_checks"]


def date_checks(material: Material, lang: Language) -> list[pd.DataFrame]:
    """Return the findings of QUA060 and QUA061."""
    samples = material.samples
    claimed = samples["weekday"].astype("float64")
    actual = samples["start"].dt.tz_convert(TIMEZONE).dt.day_of_week + 1
    names = {number: text(f"reading.weekday.{number - 1}", lang) for number in range(1, 8)}
    wrong = claimed.notna() & (claimed != actual)
    pairs = {
        (said, day): text("quality.weekday", lang, said=names[said], actual=names[day])
        for said in names
        for day in names
    }
    told = pd.Series(list(zip(claimed, actual, strict=True)), index=samples.index).map(pairs)
    return [
        findings(samples, "QUA060", known=claimed.notna(), flagged=wrong, detail=told.where(wrong).astype("str")),
        _events(samples, material.events, lang),
    ]


def _events(samples: pd.DataFrame, events: pd.DataFrame | None, lang: Language) -> pd.DataFrame:
    """Return which samples fall on a storhelg or an event of the log; without a log only the storhelger are known."""
    if samples.empty:
        return findings(samples, "QUA061", known=samples["start"].notna(), flagged=samples["start"].notna())
    dates = samples["start"].dt.tz_convert(TIMEZONE).dt.date
    holidays = holiday_events(min(dates), max(dates), lang=lang)
    logged = empty(EVENTS) if events is None else arrange(events, EVENTS)
    logged = logged[logged["event_type"].isin(UNLIKE_OTHERS)]
    days = event_days(samples, pd.concat([table for table in (logged, holidays) if len(table)] or [holidays]))
    marked = days["event_type"].notna()
    known = marked if events is None else pd.Series(True, index=samples.index)
    return findings(samples, "QUA061", known=known, flagged=marked, detail=days["event"].where(marked))
