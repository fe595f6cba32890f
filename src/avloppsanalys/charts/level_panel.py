"""One panel: the levels of one substance, period by period, with the sampled days behind them.

Levels are never joined by a line, least of all over a gap: nothing was measured between them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.collections import PolyCollection

from avloppsanalys.calendar import Period
from avloppsanalys.charts import style
from avloppsanalys.charts.page import PANEL_LEFT, inches
from avloppsanalys.charts.period_axis import edges, mark_periods
from avloppsanalys.charts.sampled import draw_days
from avloppsanalys.charts.scale import scale_from_zero
from avloppsanalys.wording import Language, quantity, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["MARKS", "LevelPanel", "draw"]

Floats = npt.NDArray[np.float64]

MARKS: Final = ("level", "day", "below_loq", "upper_bound", "day_interval", "below_unknown", "above_range")
"""Everything that a panel can draw, in the order of the key."""

FEWEST_PERIODS: Final = 3
ROOM_FOR_VALUE: Final = 0.62
"""Inches to the right of the latest period, where its level is written."""
STAMP_SIZE: Final = 11
ROOM_FOR_STAMPS: Final = 0.36
"""Inches above the marks, so that no stamp covers one."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LevelPanel:
    """What one panel shows: the levels of one substance, and its days under the names value, low, high and below."""

    name: str
    unit: str
    levels: pd.DataFrame
    days: pd.DataFrame
    stamps: tuple[str, ...]


def draw(ax: Axes, panel: LevelPanel, periods: Sequence[Period], lang: Language) -> dict[str, Any]:
    """Draw a panel and return the marks that it used, each under its name in `MARKS`.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Empty.
    panel : LevelPanel
        What to draw.
    periods : sequence of Period
        The periods of the page, in time order.
    lang : {"sv", "en"}
        Language.

    Returns
    -------
    dict of str to artist
    """
    width, height = inches(ax)
    _set_span(ax, periods, width)
    _set_scale(ax, panel, height, lang)
    key = _draw_levels(ax, panel.levels, width) | draw_days(ax, panel.days)
    _label_latest(ax, panel.levels, lang)
    counts = panel.levels.set_index("period")["n_days"].fillna(0)
    mark_periods(
        ax,
        periods,
        [int(counts.get(period.name, 0)) for period in periods],
        days_word=text("chart.days", lang),
        inches=width,
        lang=lang,
    )
    _write_head(ax, panel)
    return key


def _set_span(ax: Axes, periods: Sequence[Period], width: float) -> None:
    """Let the x axis hold all periods, as wide as three of them at least, and the value of the latest level."""
    left, right = edges(periods[0])[0], edges(periods[-1])[1]
    beside = (right - left) / len(periods) * max(0, FEWEST_PERIODS - len(periods)) / 2
    span = (right - left + 2 * beside) / (1 - ROOM_FOR_VALUE / width)
    ax.set_xlim(left - beside - 0.02 * span, left - beside + span)


def _set_scale(ax: Axes, panel: LevelPanel, height: float, lang: Language) -> None:
    """Let the y axis begin at zero and end above the highest mark, with a few round numbers on it."""
    share_of_stamps = ROOM_FOR_STAMPS / height if panel.stamps else 0.0
    marks = np.concatenate([panel.levels[["estimate", "high"]].to_numpy("float64").ravel(),
                            panel.days[["value", "low", "high"]].to_numpy("float64").ravel()])  # fmt: skip
    highest = float(np.max(marks, where=np.isfinite(marks), initial=0.0)) or 1.0
    top = 1.06 * highest / (1 - share_of_stamps)
    scale_from_zero(ax, top, height, lang)


def _draw_levels(ax: Axes, levels: pd.DataFrame, width: float) -> dict[str, Any]:
    """Draw each level as a line through its period, crossed by its interval; or an upper bound down to zero."""
    points_per_day = 72 * width / float(np.ptp(ax.get_xlim()))
    key: dict[str, Any] = {}
    estimated = levels[levels["estimate"].notna()]
    bounded = levels[levels["estimate"].isna() & levels["high"].notna()]
    line: dict[str, Any] = {"color": style.LEVEL, "zorder": 5}
    if len(estimated):
        start, end = _stretches(estimated)
        middle, level = (start + end) / 2, estimated["estimate"].to_numpy("float64")
        low, high = (estimated[name].to_numpy("float64") for name in ("low", "high"))
        _draw_backdrop(ax, start, end, low, high)
        ax.hlines(level, start, end, linewidth=3.4, **line)
        narrowest = points_per_day * float(np.min(end - start))
        drawn = ax.errorbar(
            middle, level, (level - low, high - level), fmt="_", markersize=min(14.0, narrowest), markeredgewidth=3.4,
            elinewidth=1.8, capsize=min(5.0, 0.3 * narrowest), label="level", **line,
        )  # fmt: skip
        for cap in drawn.lines[1]:
            cap.set_markeredgewidth(1.8)
        key["level"] = drawn
    if len(bounded):
        start, end = _stretches(bounded)
        middle, high = (start + end) / 2, bounded["high"].to_numpy("float64")
        _draw_backdrop(ax, start, end, np.zeros_like(high), high)
        ax.hlines(high, start, end, linewidth=1.8, **line)
        ax.vlines(middle, 0, high, linewidth=1.8, linestyle=(0, (2, 1.5)), **line)
        (key["upper_bound"],) = ax.plot(
            middle, high, linestyle="none", marker="v", markersize=9, label="upper_bound", **line
        )
    return key


def _draw_backdrop(ax: Axes, start: Floats, end: Floats, low: Floats, high: Floats) -> None:
    """Draw the stretch of each period from low to high: one mark for all, where a bar each took as long as the rest."""
    corners = np.array([[start, low], [start, high], [end, high], [end, low]]).transpose(2, 0, 1)
    look: dict[str, Any] = {"facecolors": style.PERIOD, "edgecolors": "none", "zorder": 1.5}
    ax.add_collection(PolyCollection(list(corners), **look), autolim=False)


def _stretches(levels: pd.DataFrame) -> tuple[Floats, Floats]:
    """Return where on the axis each level's period begins and ends, a little apart from its neighbours [days]."""
    start, end = np.array([edges(Period.parse(period)) for period in levels["period"]], dtype="float64").T
    apart = 0.05 * (end - start)
    return start + apart, end - apart


def _label_latest(ax: Axes, levels: pd.DataFrame, lang: Language) -> None:
    """Write the value of the latest level beside its period: the number that the meeting asks for."""
    known = levels[levels["estimate"].notna() | levels["high"].notna()]
    if known.empty:
        return
    latest = known.iloc[-1]
    bounded = pd.isna(latest["estimate"])
    value = latest["high"] if bounded else latest["estimate"]
    ax.annotate(
        f"≤\N{NO-BREAK SPACE}{quantity(value, lang)}" if bounded else quantity(value, lang),
        (edges(Period.parse(latest["period"]))[1], value),
        xytext=(1, 0),
        textcoords="offset points",
        va="center",
        size=14,
        weight="bold",
        color=style.LEVEL,
        zorder=6,
    )


def _write_head(ax: Axes, panel: LevelPanel) -> None:
    """Write the substance and the unit above the y axis, and the stamps in the room kept free for them."""
    edge = -72 * PANEL_LEFT
    above: dict[str, Any] = {
        "xycoords": "axes fraction",
        "textcoords": "offset points",
        "ha": "left",
        "annotation_clip": False,
    }
    ax.annotate(panel.name, (0, 1), xytext=(edge, 26), size=15, weight="bold", va="bottom", **above)
    ax.annotate(panel.unit, (0, 1), xytext=(edge, 10), size=11, color=style.TEXT_QUIET, va="bottom", **above)
    for position, stamp in enumerate(panel.stamps):
        before = 6 + sum(STAMP_SIZE * (0.72 * len(earlier) + 1.5) for earlier in panel.stamps[:position])
        ax.annotate(
            stamp, (0, 1), xytext=(before, -4), va="top", size=STAMP_SIZE, weight="bold", color=style.STAMP,
            bbox={"boxstyle": "square,pad=0.3", "facecolor": style.BACKGROUND, "edgecolor": style.STAMP}, zorder=7,
            **above,
        )  # fmt: skip
