"""The day: whether it was the weekday that is claimed, and whether it was a day like others."""

from __future__ import annotations

import numpy as np
import pandas as pd

from avloppsanalys.calendar import event_days, holiday_events
from avloppsanalys.calendar.event import UNLIKE_OTHERS
from avloppsanalys.quality.findings import Finding, findings
from avloppsanalys.quality.material import Material
from avloppsanalys.tables import EVENTS, TIMEZONE, arrange, empty
from avloppsanalys.wording import Language, text

__all__ = ["date_checks"]


def date_checks(material: Material, lang: Language) -> list[Finding]:
    """Return the findings of QUA060 and QUA061."""
    samples = material.samples
    claimed = samples["weekday"].to_numpy(dtype=float, na_value=np.nan)
    actual = samples["start"].dt.tz_convert(TIMEZONE).dt.day_of_week.to_numpy(dtype=float) + 1
    wrong = ~np.isnan(claimed) & (claimed != actual)
    names = {number: text(f"reading.weekday.{number - 1}", lang) for number in range(1, 8)}
    told = np.full(len(samples), np.nan, dtype=object)
    told[wrong] = [
        text("quality.weekday", lang, said=names[said], actual=names[day]) if said in names and day in names else np.nan
        for said, day in zip(claimed[wrong], actual[wrong], strict=True)
    ]
    return [
        findings(material.limits, material.each_sample, "QUA060", known=~np.isnan(claimed), flagged=wrong, detail=told),
        _events(material, lang),
    ]


def _events(material: Material, lang: Language) -> Finding:
    """Return which samples fall on a storhelg or an event of the log; without a log only the storhelger are known."""
    samples, each = material.samples, material.each_sample
    if samples.empty:
        none = np.zeros(0, dtype=bool)
        return findings(material.limits, each, "QUA061", known=none, flagged=none)
    dates = samples["start"].dt.tz_convert(TIMEZONE).dt.date
    holidays = holiday_events(min(dates), max(dates), lang=lang)
    logged = empty(EVENTS) if material.events is None else arrange(material.events, EVENTS)
    logged = logged[logged["event_type"].isin(UNLIKE_OTHERS)]
    days = event_days(samples, pd.concat([table for table in (logged, holidays) if len(table)] or [holidays]))
    marked = days["event_type"].notna().to_numpy()
    known = marked if material.events is None else np.ones(len(samples), dtype=bool)
    return findings(
        material.limits,
        each,
        "QUA061",
        known=known,
        flagged=marked,
        detail=days["event"].where(marked).to_numpy(object),
    )
