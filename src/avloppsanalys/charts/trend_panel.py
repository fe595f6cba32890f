"""One panel: the median day of each period, the line of each block with its band, and the breaks between blocks."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from avloppsanalys.calendar import Period
from avloppsanalys.charts import style
from avloppsanalys.charts.page import inches
from avloppsanalys.charts.period_axis import centre, edges
from avloppsanalys.charts.sampled import draw_days
from avloppsanalys.charts.scale import scale_from_zero
from avloppsanalys.wording import Language, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["MARKS", "Break", "TrendPanel", "draw", "top_of"]

MARKS: Final = (
    "period", "line", "break", "intervention", "day", "below_loq", "day_interval", "below_unknown", "above_range"
)  # fmt: skip
"""Everything that a panel can draw, in the order of the key."""

BEYOND: Final = 3.0
"""Times the highest mark that the band may reach up before it is cut, so that it does not press the marks flat."""
MOST_DAYS: Final = 7
SMALL: Final = 11.0
CHARACTER: Final = 0.60
SHORTEST: Final = 12
"""Characters of a line of words at a break, however little room there is."""
BREAK_LINE: Final = 0.2
"""Height of a line of words at the breaks [inches]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """Where one block ends and the next begins, on the axis [days], and what has changed."""

    place: float
    words: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TrendPanel:
    """What one panel shows: the lines of one substance in time order, its days, and the breaks between its blocks."""

    lines: pd.DataFrame
    days: pd.DataFrame
    breaks: tuple[Break, ...]
    interventions: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """The words of a break: beside which place, behind it or before it, in which lines from the top."""

    place: float
    behind: bool
    lines: tuple[str, ...]
    first: int


def draw(ax: Axes, panel: TrendPanel, periods: Sequence[Period], lang: Language) -> dict[str, Any]:
    """Draw a panel and return the marks that it used, each under its name in `MARKS`."""
    width, height = inches(ax)
    left, right = edges(periods[0])[0], edges(periods[-1])[1]
    beside = 0.02 * (right - left)
    ax.set_xlim(left - beside, right + beside)
    placed = _placed(panel.breaks, *ax.get_xlim(), width)
    reserved = BREAK_LINE * max((one.first + len(one.lines) for one in placed), default=0) + 0.03 * bool(placed)
    top = top_of(panel) / (1 - reserved / height)
    ax.set_ylim(0, top)
    key = _draw_breaks(ax, panel, placed) | _draw_blocks(ax, panel.lines)
    if len(panel.days):
        key |= draw_days(ax, panel.days, size=0.7)
    key |= _draw_periods(ax, panel.lines)
    seen = key.keys() - {"break", "intervention"}
    scale_from_zero(ax, top, height, lang, numbered=bool(seen))
    if not seen:
        nothing = text("chart.trend.nothing", lang)
        ax.text(0.5, 0.4, nothing, transform=ax.transAxes, ha="center", va="center", size=12, color=style.TEXT_QUIET)
    return key


def top_of(panel: TrendPanel) -> float:
    """Return the value up to which a panel is drawn: all its marks, and as much of the band as does not dwarf them."""
    marks = _highest(panel.lines[["level", "fitted"]], panel.days[["value", "low", "high"]])
    band = _highest(panel.lines[["high"]])
    return 1.06 * (max(marks, min(band, BEYOND * marks)) if marks else band or 1.0)


def _highest(*frames: pd.DataFrame) -> float:
    values = np.concatenate([frame.to_numpy("float64").ravel() for frame in frames])
    return float(np.max(values, where=np.isfinite(values), initial=0.0))


def _draw_blocks(ax: Axes, lines: pd.DataFrame) -> dict[str, Any]:
    """Draw the line of each block within its band; nothing joins two blocks, nor leads over a period without a line."""
    key: dict[str, Any] = {}
    look: dict[str, Any] = {"color": style.LEVEL, "zorder": 4}
    names, drawn = lines["block"].fillna(""), lines["fitted"].notna()
    runs = (names.ne(names.shift()) | drawn.ne(drawn.shift())).cumsum()  # a block may come back after another
    for _, block in lines[drawn].groupby(runs, sort=False):
        place = np.array([centre(Period.parse(period)) for period in block["period"]])
        fitted, low, high = (block[name].to_numpy("float64") for name in ("fitted", "low", "high"))
        if len(block) == 1:  # a level of its own: a stroke through its period
            start, end = edges(Period.parse(block["period"].iloc[0]))
            place = np.array([0.9 * start + 0.1 * end, 0.1 * start + 0.9 * end])
            fitted, low, high = (np.repeat(values, 2) for values in (fitted, low, high))
        band = ax.fill_between(place, low, high, color=style.PERIOD, linewidth=0, zorder=1.5)
        for edge in (low, high):
            ax.plot(place, edge, linewidth=0.9, linestyle=(0, (4, 2)), **look)
        (line,) = ax.plot(place, fitted, linewidth=2.6, solid_capstyle="butt", label="line", **look)
        key["line"] = (band, line)
    return key


def _draw_periods(ax: Axes, lines: pd.DataFrame) -> dict[str, Any]:
    """Draw the median day of each period, the larger the more days it rests on."""
    known = lines[lines["level"].notna()]
    if known.empty:
        return {}
    place = [centre(Period.parse(period)) for period in known["period"]]
    days = known["n_days"].fillna(1).clip(1, MOST_DAYS).to_numpy("float64")
    drawn = ax.scatter(
        place, known["level"], s=26 + 16 * days, marker="D", facecolor=style.LEVEL, edgecolor=style.BACKGROUND,
        linewidth=1.0, zorder=7, clip_on=False, label="period",
    )  # fmt: skip
    return {"period": drawn}


def _placed(breaks: Sequence[Break], low: float, high: float, width: float) -> list[_Told]:
    """Return where the words of each break stand, wrapped to the room beside it, so that no words meet."""
    inch = (high - low) / width
    character = CHARACTER * SMALL / 72 * inch
    told: list[_Told] = []
    taken: list[tuple[float, float, int]] = []
    for one in breaks:
        room = {False: one.place - low, True: high - one.place}
        wide = character * len(one.words) + 0.16 * inch
        behind = wide <= room[True] or (wide > room[False] and 3 * room[True] > high - low)
        lines = textwrap.wrap(one.words, max(int((room[behind] - 0.16 * inch) / character), SHORTEST))
        wide = character * max(map(len, lines)) + 0.16 * inch
        span = (one.place, one.place + wide) if behind else (one.place - wide, one.place)
        used = {line for start, end, line in taken if start < span[1] and span[0] < end}
        first = next(line for line in count() if used.isdisjoint(range(line, line + len(lines))))
        taken += [(*span, first + line) for line in range(len(lines))]
        told.append(_Told(place=one.place, behind=behind, lines=tuple(lines), first=first))
    return told


def _draw_breaks(ax: Axes, panel: TrendPanel, placed: Sequence[_Told]) -> dict[str, Any]:
    """Draw a dashed line where a block ends, with its words above the marks, and a dotted one at each intervention."""
    key: dict[str, Any] = {}
    for one in placed:
        key["break"] = ax.axvline(one.place, color=style.TEXT, linewidth=1.4, linestyle=(0, (5, 3)), label="break")
        for line, words in enumerate(one.lines, one.first):
            ax.annotate(
                words, (one.place, 1), (5 if one.behind else -5, -72 * BREAK_LINE * line - 1), va="top",
                ha="left" if one.behind else "right", size=SMALL, xycoords=("data", "axes fraction"), zorder=8,
                textcoords="offset points", bbox={"facecolor": style.BACKGROUND, "edgecolor": "none", "pad": 0.8},
            )  # fmt: skip
    for place in panel.interventions:
        look: dict[str, Any] = {"color": style.AXIS, "linewidth": 1.4, "linestyle": (0, (1, 2))}
        key["intervention"] = ax.axvline(place, label="intervention", **look)
    return key
