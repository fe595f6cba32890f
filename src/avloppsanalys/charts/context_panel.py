"""One panel of a page of indicators: figures over the time that they are of, never joined by a line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
from matplotlib.patches import Rectangle

from avloppsanalys.charts import style
from avloppsanalys.charts.page import inches
from avloppsanalys.charts.scale import scale_from_zero
from avloppsanalys.wording import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["MARKS", "ContextPanel", "draw", "draw_across"]

MARKS: Final = ("level", "bound", "value", "preliminary", "hidden", "missing", "across")
"""Everything that a panel can draw, in the order of the key."""

ACROSS: Final = ("intervention", "festival", "disturbance")
"""Events that are marked through all panels; the others only in their lane."""


NUMBER_HEIGHT: Final = 0.17
"""Inches that a number on the value axis needs."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ContextPanel:
    """What one panel shows.

    `figures` has `start` and `end` [days of the axis], `value`, `low`, `high` [the unit] and `kind`, one of `MARKS`;
    `told` says each figure in words and `note` what the whole does not say. `interval` is the coverage of the levels'
    intervals in words, "" where there are none.
    """

    name: str
    unit: str
    figures: pd.DataFrame
    table: pd.DataFrame
    told: tuple[str, ...]
    note: str
    interval: str = ""


def draw(ax: Axes, panel: ContextPanel, span: tuple[float, float], lang: Language) -> dict[str, Any]:
    """Draw a panel and return the marks that it used, each under its name in `MARKS`.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Empty.
    panel : ContextPanel
        What to draw; figures that begin before the axis are left out.
    span : tuple of float
        First and last day of the time axis.
    lang : {"sv", "en"}
        Language.

    Returns
    -------
    dict of str to artist
    """
    rows = panel.figures[(panel.figures["start"] >= span[0]) & (panel.figures["end"] <= span[1])]
    ax.set_xlim(span)
    marks = rows[["value", "high"]].to_numpy("float64")
    top = 1.12 * (float(np.max(marks, where=np.isfinite(marks), initial=0.0)) or 1.0)
    scale_from_zero(ax, top, inches(ax)[1], lang, size=10, apart=NUMBER_HEIGHT)
    key: dict[str, Any] = {}
    for kind, part in rows.groupby("kind", sort=False):
        match str(kind):
            case "hidden":
                key["hidden"] = _draw_hidden(ax, part, top)
            case "missing":
                key["missing"] = _draw_missing(ax, part, top)
            case name:
                key[name] = _draw_figures(ax, part, name)
    return key


def draw_across(ax: Axes, events: pd.DataFrame) -> dict[str, Any]:
    """Mark through a panel what happened, and return the mark.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Its limits are set already.
    events : pandas.DataFrame
        What `event_lanes.events_of` gave.

    Returns
    -------
    dict of str to artist
    """
    low, high = ax.get_xlim()
    mark = None
    for row in events[events["event_type"].isin(ACROSS)].to_dict("records"):
        first = max(row["first"].toordinal(), low)
        last = min(row["last"].toordinal() + 1, high)
        ax.axvspan(first, last, facecolor=style.GRID, edgecolor="none", zorder=0.5)
        mark = ax.axvline(first, color=style.AXIS, linewidth=1.0, linestyle=(0, (1, 2)), zorder=1)
    return {} if mark is None else {"across": mark}


def _draw_figures(ax: Axes, rows: pd.DataFrame, kind: str) -> Any:
    """Draw figures as lines through their time with a mark in the middle: filled, hollow, or a bound."""
    colour = style.LEVEL if kind in ("level", "bound") else style.DAY
    middle = (rows["start"] + rows["end"]) / 2
    ax.hlines(rows["value"], rows["start"], rows["end"], color=colour, linewidth=1.6, zorder=4)
    if kind == "level":
        known = rows["low"].notna() & rows["high"].notna()
        ax.vlines(middle[known], rows.loc[known, "low"], rows.loc[known, "high"], color=colour, linewidth=1.4, zorder=4)
    look: dict[str, Any] = {
        "level": {"marker": "s", "markersize": 5.5, "markerfacecolor": colour},
        "bound": {"marker": "v", "markersize": 7, "markerfacecolor": style.BACKGROUND},
        "preliminary": {"marker": "o", "markersize": 6.5, "markerfacecolor": style.BACKGROUND},
        "value": {"marker": "o", "markersize": 6.5, "markerfacecolor": colour},
    }[kind]
    drawn = ax.plot(
        middle, rows["value"], linestyle="none", markeredgecolor=colour, markeredgewidth=1.5, clip_on=False, zorder=5,
        **look,
    )  # fmt: skip
    return drawn[0]


def _draw_hidden(ax: Axes, rows: pd.DataFrame, top: float) -> Any:
    """Draw suppressed figures as hatched stretches as high as the panel: nothing of their size is told."""
    patches = [
        ax.add_patch(
            Rectangle(
                (first, 0), last - first, top, facecolor="none", edgecolor=style.BELOW, hatch="////", linewidth=0.6
            )
        )
        for first, last in zip(rows["start"], rows["end"], strict=True)
    ]
    return patches[0]


def _draw_missing(ax: Axes, rows: pd.DataFrame, top: float) -> Any:
    """Draw figures that do not exist as crosses above the axis; there is no line over them."""
    middle = (rows["start"] + rows["end"]) / 2
    drawn = ax.plot(
        middle, np.full(len(rows), 0.12 * top), linestyle="none", marker="x", markersize=7, markeredgewidth=1.8,
        color=style.BELOW, zorder=5,
    )  # fmt: skip
    return drawn[0]
