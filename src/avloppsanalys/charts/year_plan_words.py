"""A year plan in words: what its chart shows, for who does not see it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from avloppsanalys.charts.avoided_runs import BANDS, AvoidedRun
from avloppsanalys.charts.planned_days import planned_days
from avloppsanalys.planning import YearPlan
from avloppsanalys.wording import Language, date, text

__all__ = ["year_plan_words"]


def year_plan_words(title: str, plan: YearPlan, runs: Sequence[AvoidedRun], lang: Language) -> str:
    """Return the plan in words: the days to sample, what is avoided, and the meetings."""
    days = planned_days(plan)
    periods = [
        f"{period}: {'; '.join(_days_told(list(own['date']), lang) for _, own in rows.groupby('campaign', sort=False))}"
        for period, rows in days.groupby("period", sort=False)
    ]
    fields = {"days": len(days), "campaigns": days["campaign"].nunique(), "periods": "; ".join(periods)}
    sentences = [f"{title}.", text("alt.plan.sampled", lang, **fields)]
    for kind in BANDS:
        named = "" if kind == "payday_weekend" else "{name} "
        told = [f"{named.format(name=run.name)}{_stretch(run, lang)}" for run in runs if run.kind == kind]
        if told:
            sentences.append(text(f"alt.plan.{kind}", lang, told="; ".join(told)))
    for meeting in plan.meetings.to_dict("records"):
        at, by = (date(meeting[name].date(), lang) for name in ("meeting_date", "sample_by"))
        sentences.append(text("alt.plan.meeting", lang, at=at, by=by))
    late = days[days["late"]]
    if len(late):
        told_late = "; ".join(_days_told(list(own["date"]), lang) for _, own in late.groupby("campaign", sort=False))
        sentences.append(text("alt.plan.late", lang, told=told_late))
    return " ".join(sentences)


def _days_told(days: Sequence[dt.date], lang: Language) -> str:
    """Return days in running text: "10 och 14 februari", "29 september och 3 oktober"."""
    words = [date(day, lang).rsplit(" ", 1)[0] for day in days]
    month = words[-1].split(" ", 1)[1]
    shared = all(word.endswith(f" {month}") for word in words)
    short = [word.split(" ", 1)[0] for word in words[:-1]] if shared else words[:-1]
    joined = text("alt.plan.and", lang, first=", ".join(short), last=words[-1])
    return joined if short else words[-1]


def _stretch(run: AvoidedRun, lang: Language) -> str:
    """Return the first and last day of a stretch in words."""
    first, last = (date(dt.date.fromordinal(day), lang).rsplit(" ", 1)[0] for day in (run.first, run.last))
    return first if first == last else f"{first}–{last}"
