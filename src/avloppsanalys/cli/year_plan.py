"""What ``planera`` prints of the year: the days to sample, the weeks that were skipped, and when answers are needed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import typer

from avloppsanalys.calendar import swedish_dates
from avloppsanalys.cli.paragraphs import print_heading, print_paragraph
from avloppsanalys.cli.tables import print_problems, print_table
from avloppsanalys.planning import YearPlan, plan_year
from avloppsanalys.readers import read_events
from avloppsanalys.tables import EVENTS, empty
from avloppsanalys.wording import Language, date, text

__all__ = ["print_year_plan", "read_event_files", "year_plan"]


def year_plan(
    places: Sequence[str],
    *,
    year: str | None,
    meetings: Sequence[str],
    campaigns: int,
    weekdays: Sequence[int],
    lead_time: int,
    before_meeting: bool,
    school_holidays: Sequence[str],
    sample_school_holidays: bool,
    events: pd.DataFrame,
    lang: Language,
) -> YearPlan | None:
    """Return the days of the year that was asked for, or of the first meeting; None if neither is named.

    Parameters
    ----------
    places, year, meetings, campaigns, weekdays, lead_time, before_meeting, school_holidays, sample_school_holidays
        As the options of ``avloppsanalys planera`` were typed.
    events : pandas.DataFrame
        A `tables.EVENTS` table.
    lang : {"sv", "en"}
        Language.

    Returns
    -------
    YearPlan or None
    """
    if not (year or meetings):
        return None
    off: dict[str, list[str]] = {}
    for words in school_holidays:
        name, _, period = words.rpartition("=")
        if not name.strip():
            raise typer.BadParameter(text("cli.plan.bad_school_holiday", lang))
        off.setdefault(name.strip(), []).append(period.strip())
    return plan_year(
        year or min(meetings)[:4],
        places,
        campaigns=campaigns,
        weekdays=weekdays,
        meetings=meetings,
        lead_time_weeks=lead_time,
        answers_before_meeting=before_meeting,
        school_holidays=off,
        avoid_school_holidays=not sample_school_holidays,
        events=events,
        lang=lang,
    )


def read_event_files(files: Sequence[Path], places: Sequence[str], lang: Language) -> tuple[pd.DataFrame, bool]:
    """Read logs of events, print what is wrong with them, and name places that are not planned.

    Parameters
    ----------
    files : sequence of pathlib.Path
        What `read_events` reads.
    places : sequence of str
        The plants that are planned.
    lang : {"sv", "en"}
        Language.

    Returns
    -------
    events : pandas.DataFrame
        A `tables.EVENTS` table.
    sound : bool
        Whether every row could be used.
    """
    if not files:
        return empty(EVENTS), True
    readings = [read_events(file, lang=lang) for file in files]
    events = pd.concat([reading.table for reading in readings], ignore_index=True)
    problems = pd.concat([reading.problems for reading in readings], ignore_index=True)
    print_problems(problems, lang)
    elsewhere = [place for place in dict.fromkeys(events["place"].dropna()) if place not in places]
    if elsewhere:
        print_paragraph(
            text("cli.plan.elsewhere", lang, elsewhere=", ".join(elsewhere), places=", ".join(places)), indent="  "
        )
    return events, not (problems["severity"] == "error").any()


def print_year_plan(plan: YearPlan, lang: Language) -> None:
    """Print the days to sample, whether their answers reach the meeting, and the last day for each meeting.

    Parameters
    ----------
    plan : YearPlan
        From `plan_year`.
    lang : {"sv", "en"}
        Language.
    """
    print_heading(text("cli.plan.year", lang, year=plan.span.name))
    days = plan.table.assign(day=swedish_dates(plan.table["start"]).dt.date).drop_duplicates("day")
    shown = {
        "period": days["period"].tolist(),
        "day": [_day(day, lang) for day in days["day"]],
        "answer": days["latest_answer"].dt.strftime("%Y-%m-%d").tolist(),
        "meeting": days["meeting_date"].dt.strftime("%Y-%m-%d").fillna(text("cli.plan.no_meeting", lang)).tolist(),
        "note": [_note(ids, lang) for ids in days["note"].fillna("")],
    }
    if plan.meetings.empty:
        del shown["meeting"]
    print_table(pd.DataFrame({text(f"cli.plan.{name}", lang): cells for name, cells in shown.items()}), lang)
    if plan.table["note"].fillna("").str.contains("payday_weekend", regex=False).any():
        print_paragraph(text("cli.plan.payday", lang))
    for meeting in plan.meetings.to_dict("records"):
        at, by = (date(meeting[name].date(), lang) for name in ("meeting_date", "sample_by"))
        print_paragraph(text("cli.plan.sample_by", lang, at=at, by=by))
    if len(plan.skipped):
        print_heading(text("cli.plan.skipped", lang))
        for campaign, rows in plan.skipped.groupby("campaign", sort=False):
            print_paragraph(_skipped(str(campaign), rows, lang))


def _note(ids: str, lang: Language) -> str:
    """Return what is special about a sampled day in words."""
    return ", ".join(text(f"plan.note.{one}", lang) for one in ids.split())


def _skipped(campaign: str, rows: pd.DataFrame, lang: Language) -> str:
    """Return the weeks that a campaign went past, and why: "ons 2027-08-18 i stället för v. 30, 31: sommarlov"."""
    weeks = ", ".join(dict.fromkeys(str(int(week.rsplit("v", 1)[1])) for week in rows["week"]))
    reasons = [
        text(f"plan.skipped.{row['reason']}", lang, date="" if pd.isna(row["date"]) else row["date"].date())
        if pd.isna(row["description"])
        else str(row["description"])
        for row in rows.to_dict("records")
    ]
    instead = text("cli.plan.instead", lang, day=_day(dt.date.fromisoformat(campaign), lang), weeks=weeks)
    return f"{instead} {'; '.join(dict.fromkeys(reasons))}"


def _day(day: dt.date, lang: Language) -> str:
    return f"{text(f'reading.weekday.{day.weekday()}', lang)[:3]} {day.isoformat()}"
