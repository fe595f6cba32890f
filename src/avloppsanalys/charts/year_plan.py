"""The year plan as strips of three months: days to sample, days to avoid, meetings and the last day before each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
from matplotlib.patches import Patch, Rectangle

from avloppsanalys.calendar import Period, swedish_dates
from avloppsanalys.charts import style
from avloppsanalys.charts.chart import Chart
from avloppsanalys.charts.page import STRIP_WIDTH, add_heading, add_key, add_source, open_strips
from avloppsanalys.charts.style import drawing
from avloppsanalys.errors import TableError
from avloppsanalys.planning import YearPlan
from avloppsanalys.wording import Language, date, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["year_plan_chart"]

MOST_MONTHS: Final = 12
MONTHS_A_ROW: Final = 3
DAYS_A_ROW: Final = 92

# Heights within a row [inches], from the top: two lines of meetings, months, the days, week numbers, lanes of names.
MEETING: Final = 0.16
MONTH: Final = 0.19
DAYS: Final = 0.24
WEEK: Final = 0.17
LANE: Final = 0.155
BAR: Final = 0.105

SMALL: Final = 9.5
CHARACTER_WIDTH: Final = 0.60
"""Width of a character as a share of its size; DejaVu Sans is a wide face."""

INCHES: Final = STRIP_WIDTH / DAYS_A_ROW
"""Width of a day."""

GAP: Final = 0.1 / INCHES
"""Between a mark and its words [days]."""

_BANDS: Final = ("public_holiday", "payday_weekend", "school_holiday", "event")
_ON_STRIP: Final = ("public_holiday", "payday_weekend")
_KEY: Final = ("sampled", "late", *_BANDS)  # a meeting says itself what it is


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """A stretch of days that are avoided for one reason."""

    kind: str
    name: str
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Flag:
    """A meeting, or the last day that can be sampled for it."""

    place: float
    name: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """Three months: what stands in them, with where its words begin and on which line, and the heights [inches]."""

    first: dt.date
    last: dt.date
    flags: list[tuple[_Flag, tuple[float, int]]]
    runs: list[tuple[_Run, tuple[float, int]]]
    height: float
    top: float
    """The upper edge of the strip of days."""


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
    'Provtagningsplan 2027, Exempelverket. Prov tas 8 dygn i 4 omgångar: 2027K1: 10 och 14 februari'
    """
    runs = _runs(plan.days)
    rows = [_laid_out(first, last, runs, _flags(plan.meetings, lang)) for first, last in _rows(plan.span)]
    whole = (
        plan.span.name if plan.span.kind != "free" else f"{date(plan.span.first, lang)}–{date(plan.span.last, lang)}"
    )
    places = ", ".join(dict.fromkeys(plan.table["place"]))
    heading = title or text("chart.plan.title", lang, places=places, year=whole)
    drawn: dict[str, Any] = {}
    with drawing():
        figure, axes = open_strips([row.height for row in rows], source_line)
        for ax, row in zip(axes, rows, strict=True):
            drawn |= _draw_row(ax, row, plan.table, lang)
        add_heading(figure, heading)
        add_key(figure, {text(f"chart.plan.{mark}", lang): drawn[mark] for mark in _KEY if mark in drawn})
        add_source(figure, source_line)
    return Chart(
        name=f"arsplan-{plan.span.first.year}",
        title=heading,
        figure=figure,
        alt_text=_alt_text(heading, plan, runs, lang),
        table=plan.table,
    )


def _rows(span: Period) -> list[tuple[dt.date, dt.date]]:
    """Return the first and last day of each row: three whole months, from the month in which the plan begins."""
    months = [stamp.to_period("M") for stamp in pd.date_range(span.first.replace(day=1), span.last, freq="MS")]
    if len(months) > MOST_MONTHS:
        raise TableError(f"The plan covers {len(months)} months; a page shows {MOST_MONTHS}. Plan a year at a time.")
    starts = months[::MONTHS_A_ROW]
    return [(month.start_time.date(), (month + MONTHS_A_ROW - 1).end_time.date()) for month in starts]


def _runs(days: pd.DataFrame) -> list[_Run]:
    """Return the stretches of days that belong together; payday weekends only where they are avoided."""
    own = days[days["kind"].ne("day_after") & (days["kind"].ne("payday_weekend") | days["closed"].astype(bool))]
    runs = []
    for (kind, whole), rows in own.groupby(["kind", "whole"], sort=False):
        numbers = sorted({day.toordinal() for day in rows["date"]})
        breaks = [0, *(place for place, (a, b) in enumerate(pairwise(numbers), start=1) if b - a > 1), len(numbers)]
        shown = str(kind) if kind in _BANDS else "event"
        runs += [_Run(kind=shown, name=str(whole), first=numbers[a], last=numbers[b - 1]) for a, b in pairwise(breaks)]
    return sorted(runs, key=lambda run: (run.first, run.last, run.name))


def _flags(meetings: pd.DataFrame, lang: Language) -> list[_Flag]:
    """Return the meetings and the last day before each, in the order of the year."""
    flags = []
    for meeting in meetings.to_dict("records"):
        told = date(meeting["meeting_date"].date(), lang).rsplit(" ", 1)[0]
        for kind in ("meeting_date", "sample_by"):
            name = kind.removesuffix("_date")
            words = text(f"chart.plan.on.{name}", lang, day=told)
            flags.append(_Flag(place=meeting[kind].date().toordinal() + 0.5, name=name, words=words))
    return sorted(flags, key=lambda flag: (flag.place, flag.name))


def _laid_out(first: dt.date, last: dt.date, runs: Sequence[_Run], flags: Sequence[_Flag]) -> _Row:
    """Return three months with the line of each flag and the lane of each name, and the height that they need."""
    low, end = first.toordinal(), last.toordinal() + 1
    own = [flag for flag in flags if low <= flag.place < end]
    avoided = [
        replace(run, first=max(run.first, low), last=min(run.last, end - 1))
        for run in runs
        if run.last >= low and run.first < end
    ]
    lines, lanes = _lines(own, low + DAYS_A_ROW), _lanes(avoided, low, low + DAYS_A_ROW)
    most = max((line for _, line in lines), default=0) + 1, max((lane for _, lane in lanes), default=0) + 1
    height = most[0] * MEETING + MONTH + DAYS + WEEK + most[1] * LANE
    return _Row(
        first=first, last=last, flags=list(zip(own, lines, strict=True)), runs=list(zip(avoided, lanes, strict=True)),
        height=height, top=height - most[0] * MEETING - MONTH,
    )  # fmt: skip


def _draw_row(ax: Axes, row: _Row, table: pd.DataFrame, lang: Language) -> dict[str, Any]:
    """Draw three months and return the marks that were used."""
    ax.set_xlim(row.first.toordinal(), row.first.toordinal() + DAYS_A_ROW)
    ax.axis("off")
    _draw_calendar(ax, row.first, row.last, row.top, lang)
    drawn = _draw_bands(ax, row)
    _draw_meetings(ax, row)
    return drawn | _draw_samples(ax, table, row)


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
            ax.text(number + 0.5, top + 0.04, shown, size=11, weight="bold", ha="left", va="bottom")
        if day.day_of_week == 0:
            ax.plot([number, number], [top - DAYS, top], color=style.GRID, linewidth=0.8, zorder=1)
            if number + 4 < end:
                week = text("chart.plan.week", lang, week=day.isocalendar().week)
                look: dict[str, Any] = {"size": SMALL, "color": style.TEXT_QUIET, "ha": "left", "va": "top"}
                ax.text(number, top - DAYS - 0.02, week, **look)


def _draw_bands(ax: Axes, row: _Row) -> dict[str, Any]:
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


def _lanes(runs: Sequence[_Run], low: float, right: float) -> list[tuple[float, int]]:
    """Return where each name begins, and on which lane: the first on which its name and bar meet no other.

    The name of a storhelg stands under its days, that of a bar beside it: behind it, or before it at the edge.
    """
    taken: list[list[tuple[float, float]]] = []
    placed = []
    for run in runs:
        if run.kind == "payday_weekend":
            placed.append((float(run.first), 0))
            continue
        begin, end = float(run.first), float(run.last + 1)
        wide = _width(run.name)
        if run.kind == "public_holiday":
            place = min(begin, right - wide)
            span = (place, place + wide)
        else:
            behind = end + GAP
            place = behind if behind + wide <= right else max(begin - wide - GAP, low)
            span = (min(begin, place), max(end, place + wide))
        free = (number for number, lane in enumerate(taken) if all(span[1] <= a or b <= span[0] for a, b in lane))
        lane = next(free, len(taken))
        taken += [[]] if lane == len(taken) else []
        taken[lane].append((span[0], span[1] + GAP))
        placed.append((place, lane))
    return placed


def _width(words: str) -> float:
    """Return the width of a text [days]."""
    return len(words) * CHARACTER_WIDTH * SMALL / 72 / INCHES


def _draw_samples(ax: Axes, table: pd.DataFrame, row: _Row) -> dict[str, Any]:
    """Draw the days to sample; a ring if the answer misses the first meeting after the period."""
    days = table.assign(date=swedish_dates(table["start"]).dt.date).drop_duplicates("date")
    days = days[[row.first <= day <= row.last for day in days["date"]]]
    late = (~days["in_time"].astype(bool) & days["meeting_date"].notna()).to_numpy()
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


def _draw_meetings(ax: Axes, row: _Row) -> None:
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


def _lines(flags: Sequence[_Flag], right: float) -> list[tuple[float, int]]:
    """Return where the words of each flag begin, and on which line they stand, the lowest that is free.

    Words that pass over another flag stand above it, so that its pole does not cross them.
    """
    spans: list[tuple[float, float]] = []
    edge = right
    for flag in reversed(flags):
        wide = _width(flag.words) + GAP
        behind = flag.place + GAP + wide <= edge
        # words before a flag leave no room for those behind the flag to the left of it
        edge = edge if behind else flag.place
        spans.append((flag.place - GAP, flag.place + wide) if behind else (flag.place - wide, flag.place + GAP))
    spans.reverse()
    covers = [
        [other for other, flag in enumerate(flags) if other != own and low < flag.place < high]
        for own, (low, high) in enumerate(spans)
    ]
    line: dict[int, int] = {}
    for own in sorted(range(len(flags)), key=lambda number: (len(covers[number]), number)):
        above = max((line.get(other, -1) for other in covers[own]), default=-1)
        low, high = spans[own]
        taken = {line[other] for other in line if spans[other][0] < high and low < spans[other][1]}
        line[own] = next(number for number in range(above + 1, len(flags) + 1) if number not in taken)
    starts = [low + 2 * GAP if low + GAP == flag.place else low for flag, (low, _) in zip(flags, spans, strict=True)]
    return [(start, line[own]) for own, start in enumerate(starts)]


def _alt_text(title: str, plan: YearPlan, runs: Sequence[_Run], lang: Language) -> str:
    """Return the plan in words: the days to sample, what is avoided, and the meetings."""
    days = plan.table.assign(date=swedish_dates(plan.table["start"]).dt.date).drop_duplicates("date")
    periods = [
        f"{period}: {'; '.join(_days_told(list(own['date']), lang) for _, own in rows.groupby('campaign', sort=False))}"
        for period, rows in days.groupby("period", sort=False)
    ]
    fields = {"days": len(days), "campaigns": days["campaign"].nunique(), "periods": "; ".join(periods)}
    sentences = [f"{title}.", text("alt.plan.sampled", lang, **fields)]
    for kind in _BANDS:
        named = "" if kind == "payday_weekend" else "{name} "
        told = [f"{named.format(name=run.name)}{_stretch(run, lang)}" for run in runs if run.kind == kind]
        if told:
            sentences.append(text(f"alt.plan.{kind}", lang, told="; ".join(told)))
    for meeting in plan.meetings.to_dict("records"):
        at, by = (date(meeting[name].date(), lang) for name in ("meeting_date", "sample_by"))
        sentences.append(text("alt.plan.meeting", lang, at=at, by=by))
    late = days[~days["in_time"].astype(bool) & days["meeting_date"].notna()]
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


def _stretch(run: _Run, lang: Language) -> str:
    """Return the first and last day of a stretch in words."""
    first, last = (date(dt.date.fromordinal(day), lang).rsplit(" ", 1)[0] for day in (run.first, run.last))
    return first if first == last else f"{first}–{last}"
