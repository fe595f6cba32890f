"""Where everything in a row of three months stands, so that no words lie on others, and how high the row is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import pandas as pd
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath

from avloppsanalys.calendar import Period
from avloppsanalys.charts.avoided_runs import AvoidedRun
from avloppsanalys.charts.meeting_flags import MeetingFlag
from avloppsanalys.charts.page import STRIP_WIDTH
from avloppsanalys.errors import TableError

__all__ = [
    "BAR",
    "DAYS",
    "DAYS_A_ROW",
    "LANE",
    "MEETING",
    "MONTH",
    "SMALL",
    "WEEK",
    "MonthRow",
    "lay_out_row",
    "three_month_rows",
]

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
_FONT: Final = FontProperties(family="DejaVu Sans")  # that of `style.drawing`, whatever the user's own is
INCHES: Final = STRIP_WIDTH / DAYS_A_ROW
"""Width of a day."""

GAP: Final = 0.1 / INCHES
"""Between a mark and its words [days]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthRow:
    """Three months: what stands in them, with where its words begin and on which line, and the heights [inches]."""

    first: dt.date
    last: dt.date
    flags: list[tuple[MeetingFlag, tuple[float, int]]]
    runs: list[tuple[AvoidedRun, tuple[float, int]]]
    height: float
    top: float
    """The upper edge of the strip of days."""


def three_month_rows(span: Period) -> list[tuple[dt.date, dt.date]]:
    """Return the first and last day of each row: three whole months, from the month in which the plan begins."""
    months = [stamp.to_period("M") for stamp in pd.date_range(span.first.replace(day=1), span.last, freq="MS")]
    if len(months) > MOST_MONTHS:
        raise TableError(f"The plan covers {len(months)} months; a page shows {MOST_MONTHS}. Plan a year at a time.")
    starts = months[::MONTHS_A_ROW]
    return [(month.start_time.date(), (month + MONTHS_A_ROW - 1).end_time.date()) for month in starts]


def lay_out_row(first: dt.date, last: dt.date, runs: Sequence[AvoidedRun], flags: Sequence[MeetingFlag]) -> MonthRow:
    """Return three months with the line of each flag and the lane of each name, and the height that they need."""
    low, end = first.toordinal(), last.toordinal() + 1
    own = [flag for flag in flags if low <= flag.place < end]
    avoided = [
        replace(run, first=max(run.first, low), last=min(run.last, end - 1))
        for run in runs
        if run.last >= low and run.first < end
    ]
    lines, lanes = _flag_lines(own, low + DAYS_A_ROW), _name_lanes(avoided, low, low + DAYS_A_ROW)
    most = max((line for _, line in lines), default=0) + 1, max((lane for _, lane in lanes), default=0) + 1
    height = most[0] * MEETING + MONTH + DAYS + WEEK + most[1] * LANE
    return MonthRow(
        first=first, last=last, flags=list(zip(own, lines, strict=True)), runs=list(zip(avoided, lanes, strict=True)),
        height=height, top=height - most[0] * MEETING - MONTH,
    )  # fmt: skip


def _name_lanes(runs: Sequence[AvoidedRun], low: float, right: float) -> list[tuple[float, int]]:
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
    return float(TextPath((0, 0), words, size=SMALL, prop=_FONT).get_extents().width) / 72 / INCHES


def _flag_lines(flags: Sequence[MeetingFlag], right: float) -> list[tuple[float, int]]:
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
