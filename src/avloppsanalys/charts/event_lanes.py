"""Events on the time axis: a lane for each type, marks in one quiet colour, names where they fit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
from matplotlib.patches import Rectangle

from avloppsanalys.calendar import Period, swedish_dates
from avloppsanalys.charts import style
from avloppsanalys.charts.page import HEIGHT
from avloppsanalys.tables import EVENTS, arrange, empty
from avloppsanalys.wording import Language, date, number, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw_lanes", "events_of", "events_told", "lanes_height"]

LANE: Final = 0.21
"""Height of a lane [inches]."""
SIZE: Final = 11.0
CHARACTER: Final = 0.60
SHORTEST: Final = 0.05
"""Inches: a day is not seen in a chart of six years."""
_NAMED: Final = ("intervention", "festival", "disturbance")
"""Types whose events differ from each other; the rest are only counted in words."""
_TYPES: Final = (*_NAMED, "public_holiday", "payday_weekend")
MOST_NAMED: Final = 12


def events_of(events: pd.DataFrame | None, place: str, periods: Sequence[Period]) -> pd.DataFrame:
    """Return the events of a place (and those of all places) within the periods: first and last date, in time order."""
    rows = empty(EVENTS) if events is None else arrange(events, EVENTS)
    rows = rows[(rows["place"] == place) | rows["place"].isna()]
    # an event is over at `end`: the moment before it is still part of it
    first, last = swedish_dates(rows["start"]), swedish_dates(rows["end"] - pd.Timedelta(microseconds=1))
    rows = rows.assign(first=first, last=last.where(last >= first, first))
    within = (rows["last"] >= pd.Timestamp(periods[0].first)) & (rows["first"] <= pd.Timestamp(periods[-1].last))
    return rows[within].sort_values(["first", "event_type", "description"], ignore_index=True)


def lanes_height(events: pd.DataFrame) -> float:
    """Return the height of the lanes [inches]."""
    return LANE * events["event_type"].nunique()


def draw_lanes(ax: Axes, events: pd.DataFrame, *, offset: float, inches: float, lang: Language) -> None:
    """Draw the lanes under a panel, on its time axis.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        The lowest panel; its limits are set already.
    events : pandas.DataFrame
        What `events_of` gave.
    offset : float
        From the panel to the first lane [inches].
    inches : float
        Width of the panel.
    lang : {"sv", "en"}
        Language.
    """
    present = [name for name in _TYPES if (events["event_type"] == name).any()]
    box = ax.get_position()
    tall = LANE * len(present)
    figure: Any = ax.figure
    lanes = figure.add_axes((box.x0, box.y0 - (offset + tall) / HEIGHT, box.width, tall / HEIGHT), label="events")
    low, high = ax.get_xlim()
    lanes.set_xlim(low, high)
    lanes.set_ylim(tall, 0)
    lanes.set_axis_off()
    day = inches / (high - low)
    for lane, name in enumerate(present):
        y = lane * LANE
        words: dict[str, Any] = {"size": SIZE, "va": "center", "color": style.TEXT_QUIET}
        lanes.annotate(
            text(f"chart.event.{name}", lang), (0, y + LANE / 2), (-6, 0), ha="right", annotation_clip=False,
            xycoords=("axes fraction", "data"), textcoords="offset points", **words,
        )  # fmt: skip
        lanes.plot([low, high], [y + LANE / 2] * 2, color=style.GRID, linewidth=0.8, zorder=1)
        own = events[events["event_type"] == name]
        spans = [
            (max(first.toordinal(), low), min(max(last.toordinal() + 1, first.toordinal() + SHORTEST / day), high))
            for first, last in zip(own["first"], own["last"], strict=True)
        ]
        for first, last in spans:
            lanes.add_patch(
                Rectangle((first, y + 0.05), last - first, LANE - 0.1, facecolor=style.AXIS, linewidth=0, zorder=3)
            )
        if name in _NAMED:
            _write_names(lanes, own, spans, y + LANE / 2, day, words)


def _write_names(
    ax: Axes, events: pd.DataFrame, spans: Sequence[tuple[float, float]], y: float, day: float, look: dict[str, Any]
) -> None:
    """Write the name of each event behind its mark, or before it, where it meets neither a mark nor another name."""
    high = ax.get_xlim()[1]
    taken = list(spans)
    for name, (first, last) in zip(events["description"].fillna(""), spans, strict=True):
        wide = (CHARACTER * SIZE * len(name) / 72 + 0.06) / day
        for start in (last + 0.05 / day, first - wide):
            free = all(start + wide <= low or end <= start for low, end in taken)
            if name and free and ax.get_xlim()[0] <= start and start + wide <= high:
                taken.append((start, start + wide))
                white = {"facecolor": style.BACKGROUND, "edgecolor": "none", "pad": 0.5}
                ax.text(start, y, name, ha="left", zorder=2, bbox=white, **look)
                break


def events_told(events: pd.DataFrame, lang: Language) -> list[str]:
    """Return a sentence on each type of event: which ones and when, or how many."""
    sentences = []
    for name in _TYPES:
        own = events[events["event_type"] == name]
        if own.empty:
            continue
        if name in _NAMED and len(own) <= MOST_NAMED:
            told = "; ".join(
                f"{what} {_stretch(first, last, lang)}".strip()
                for what, first, last in zip(own["description"].fillna(""), own["first"], own["last"], strict=True)
            )
        else:
            told = number(len(own), 0, lang)
        sentences.append(text("alt.events", lang, type=text(f"chart.event.{name}.many", lang), told=told))
    return sentences


def _stretch(first: pd.Timestamp, last: pd.Timestamp, lang: Language) -> str:
    return "–".join(dict.fromkeys(date(day.date(), lang) for day in (first, last)))
