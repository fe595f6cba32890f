"""The year plan as strips of three months: days to sample, days to avoid, meetings and the last day before each."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
from matplotlib.patches import Patch, Rectangle

from avloppsanalys.charts import style
from avloppsanalys.charts.avoided_runs import BANDS, avoided_runs
from avloppsanalys.charts.chart import Chart
from avloppsanalys.charts.meeting_flags import meeting_flags
from avloppsanalys.charts.page import add_heading, add_key, add_source, open_strips
from avloppsanalys.charts.planned_days import planned_days
from avloppsanalys.charts.style import drawing
from avloppsanalys.charts.year_plan_rows import (
    BAR,
    DAYS,
    DAYS_A_ROW,
    LANE,
    MEETING,
    MONTH,
    SMALL,
    WEEK,
    MonthRow,
    lay_out_row,
    three_month_rows,
)
from avloppsanalys.charts.year_plan_words import year_plan_words
from avloppsanalys.planning import YearPlan
from avloppsanalys.wording import Language, date, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["year_plan_chart"]

_ON_STRIP: Final = ("public_holiday", "payday_weekend")
_KEY: Final = ("sampled", "late", *BANDS)  # a meeting says itself what it is


def year_plan_chart(plan: YearPlan, *, title: str | None = None, source_line: str, lang: Language = "sv") -> Chart:
    """Draw a year plan: which days to sample, which are left out and why, and when answers are needed.

    A sampled day whose answer misses the first meeting after its period is a hollow ring. The last day that can be
    sampled for a meeting stands at the flag before it. Nothing is planned here.

    Parameters
    ----------
    plan : YearPlan
        What `plan_year` made; at most twelve months.
    title : str, optional
        The heading; by default it names the places and the year.
    source_line : str
        For the foot of the page: who decided the plan, and when.
    lang : {"sv", "en"}, default "sv"
        Language.

    Returns
    -------
    Chart
        Its table holds the planned days.

    Raises
    ------
    TableError
        If the plan is longer than a page can show.

    Examples
    --------
    >>> from avloppsanalys.planning import plan_year
    >>> chart = year_plan_chart(plan_year(2027, "Exempelverket", campaigns=1), source_line="Beslutad av styrgruppen")
    >>> chart.alt_text.split("; ")[0]
    'Provtagningsplan 2027, Exempelverket. Prov tas 8 dygn i 4 provtagningsveckor: 2027K1: 10 och 14 februari'
    """
    runs, days = avoided_runs(plan.days), planned_days(plan)
    rows = [
        lay_out_row(first, last, runs, meeting_flags(plan.meetings, lang))
        for first, last in three_month_rows(plan.span)
    ]
    whole = (
        plan.span.name if plan.span.kind != "free" else f"{date(plan.span.first, lang)}–{date(plan.span.last, lang)}"
    )
    places = ", ".join(dict.fromkeys(plan.table["place"]))
    heading = title or text("chart.plan.title", lang, places=places, year=whole)
    drawn: dict[str, Any] = {}
    with drawing():
        figure, axes = open_strips([row.height for row in rows], source_line)
        for ax, row in zip(axes, rows, strict=True):
            drawn |= _draw_row(ax, row, days, lang)
        add_heading(figure, heading)
        add_key(figure, {text(f"chart.plan.{mark}", lang): drawn[mark] for mark in _KEY if mark in drawn})
        add_source(figure, source_line)
    return Chart(
        name=f"arsplan-{plan.span.first.year}",
        title=heading,
        draw=lambda: figure,
        alt_text=year_plan_words(heading, plan, runs, lang),
        table=plan.table,
    )


def _draw_row(ax: Axes, row: MonthRow, days: pd.DataFrame, lang: Language) -> dict[str, Any]:
    """Draw three months and return the marks that were used."""
    ax.set_xlim(row.first.toordinal(), row.first.toordinal() + DAYS_A_ROW)
    ax.axis("off")
    _draw_calendar(ax, row.first, row.last, row.top, lang)
    drawn = _draw_bands(ax, row)
    _draw_meetings(ax, row)
    return drawn | _draw_samples(ax, days, row)


def _draw_calendar(ax: Axes, first: dt.date, last: dt.date, top: float, lang: Language) -> None:
    """Draw the strip of days, with months above and ISO weeks below it."""
    end = last.toordinal() + 1
    low = first.toordinal()
    ax.add_patch(Rectangle((low, top - DAYS), end - low, DAYS, facecolor="none", edgecolor=style.AXIS, linewidth=0.8))
    for day in pd.date_range(first, last):
        number = day.toordinal()
        if day.day == 1:
            ax.plot([number, number], [top - DAYS, top + MONTH], color=style.AXIS, linewidth=0.8)
            name = date(day.date(), lang).split(" ")[1]
            shown = f"{name} {day.year}" if number == low or day.month == 1 else name
            behind = {"facecolor": style.BACKGROUND, "edgecolor": "none", "pad": 0.5}  # a meeting's pole may pass
            ax.text(
                number + 0.5, top + 0.04, shown, size=11, weight="bold", ha="left", va="bottom", zorder=5, bbox=behind
            )
        if day.day_of_week == 0:
            ax.plot([number, number], [top - DAYS, top], color=style.GRID, linewidth=0.8, zorder=1)
            if number + 4 < end:
                week = text("chart.plan.week", lang, week=day.isocalendar().week)
                look: dict[str, Any] = {"size": SMALL, "color": style.TEXT_QUIET, "ha": "left", "va": "top"}
                ax.text(number, top - DAYS - 0.02, week, **look)


def _draw_bands(ax: Axes, row: MonthRow) -> dict[str, Any]:
    """Draw what is avoided: storhelger on the strip, school holidays and events as bars under it, each by name."""
    looks: dict[str, dict[str, Any]] = {
        "public_holiday": {"facecolor": style.AXIS, "edgecolor": style.AXIS, "linewidth": 0.8},
        "payday_weekend": {"facecolor": style.BACKGROUND, "edgecolor": style.AXIS, "linewidth": 0.8, "hatch": "...."},
        "school_holiday": {"facecolor": style.PERIOD, "edgecolor": style.LEVEL, "linewidth": 1.0},
        "event": {"facecolor": style.BACKGROUND, "edgecolor": style.BELOW, "linewidth": 1.0, "hatch": "////"},
    }
    colours = {"public_holiday": style.TEXT, "school_holiday": style.LEVEL, "event": style.BELOW}
    drawn = {}
    for run, (place, lane) in row.runs:
        y = row.top - DAYS - WEEK - (lane + 1) * LANE
        bottom, tall = (row.top - DAYS, DAYS) if run.kind in _ON_STRIP else (y + (LANE - BAR) / 2, BAR)
        ax.add_patch(
            Rectangle(
                (run.first, bottom),
                run.last + 1 - run.first,
                tall,
                label=run.kind,
                zorder=1.5 if run.kind == "payday_weekend" else 2,
                **looks[run.kind],
            )
        )
        drawn[run.kind] = Patch(**looks[run.kind])
        if run.kind == "payday_weekend":  # there are twelve of them, and the key names them
            continue
        words: dict[str, Any] = {"size": SMALL, "color": colours[run.kind], "ha": "left", "va": "center"}
        ax.text(place, y + LANE / 2, run.name, zorder=3, **words)
    return drawn


def _draw_samples(ax: Axes, days: pd.DataFrame, row: MonthRow) -> dict[str, Any]:
    """Draw the days to sample; a ring if the answer misses the first meeting after the period."""
    days = days[[row.first <= day <= row.last for day in days["date"]]]
    late = days["late"].to_numpy()
    place = [day.toordinal() + 0.5 for day in days["date"]]
    drawn = {}
    for name, chosen, fill in (("sampled", ~late, style.LEVEL), ("late", late, style.BACKGROUND)):
        at = [x for x, own in zip(place, chosen, strict=True) if own]
        if at:
            (drawn[name],) = ax.plot(
                at, [row.top - DAYS / 2] * len(at), linestyle="none", marker="o", markersize=10, markerfacecolor=fill,
                markeredgecolor=style.LEVEL, markeredgewidth=1.8, zorder=5, label=name,
            )  # fmt: skip
    return drawn


def _draw_meetings(ax: Axes, row: MonthRow) -> None:
    """Draw the meetings, and the last day that can be sampled for each, with their names above the months."""
    for flag, (start, line) in row.flags:
        y = row.top + MONTH + (line + 0.5) * MEETING
        filled = flag.name == "meeting"
        dashes: Any = "-" if filled else (0, (2, 2))
        pole = [flag.place, flag.place]
        ax.plot(pole, [row.top - DAYS, y], zorder=4, color=style.STAMP, linewidth=1.2, linestyle=dashes)
        ax.plot(
            [flag.place], [y], linestyle="none", marker="v", markersize=8, markeredgewidth=1.3, zorder=6,
            markeredgecolor=style.STAMP, markerfacecolor=style.STAMP if filled else style.BACKGROUND, label=flag.name,
        )  # fmt: skip
        ax.text(start, y, flag.words, size=SMALL, color=style.STAMP, ha="left", va="center")
