"""The time axis of a panel: periods in their order, each as wide as it lasted, those without samples as gaps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from avloppsanalys.calendar import Period, label
from avloppsanalys.charts.axis_labels import label_across
from avloppsanalys.wording import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["centre", "edges", "label_periods", "mark_periods"]

TICK_SIZE: Final = 10.5
COUNTS_BELOW: Final = 40
"""Points between the axis and the row of sampled days."""
CHARACTER_WIDTH: Final = 0.62
"""Width of a character of the tick labels, as a share of their size; DejaVu Sans is a wide face."""


def edges(period: Period) -> tuple[float, float]:
    """Return where on the axis a period begins and is over [days]."""
    return period.first.toordinal(), period.last.toordinal() + 1


def centre(period: Period) -> float:
    """Return the middle of a period on the axis [days]."""
    return sum(edges(period)) / 2


def mark_periods(
    ax: Axes, periods: Sequence[Period], days: Sequence[int], *, days_word: str, inches: float, lang: Language
) -> None:
    """Label the periods under the axis, and under them the number of days that each level rests on.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Its x axis is in days; the limits are set already.
    periods : sequence of Period
        In time order.
    days : sequence of int
        Sampled days of each period; 0 in a gap.
    days_word : str
        What the row of numbers is headed with.
    inches : float
        Width of the axes: a label that would collide with a later one is left out.
    lang : {"sv", "en"}
        Language.
    """
    places = label_periods(ax, periods, inches=inches, lang=lang)
    counts = [str(count) for count in days]
    where, va, ha = ax.get_xaxis_text1_transform(COUNTS_BELOW)
    for position in sorted(_without_collision(places, counts, TICK_SIZE)):
        ax.text(centre(periods[position]), 0, counts[position], transform=where, ha=ha, va=va, size=TICK_SIZE)
    look: dict[str, Any] = {"textcoords": "offset points", "va": "top", "size": TICK_SIZE}
    ax.annotate(days_word, (0, 0), (-6, -COUNTS_BELOW), xycoords="axes fraction", ha="right", **look)


def label_periods(
    ax: Axes, periods: Sequence[Period], *, inches: float, lang: Language, size: float = TICK_SIZE
) -> list[float]:
    """Label the periods under the axis and return the place of each [inches from the left]; see `mark_periods`."""
    low, high = ax.get_xlim()
    places = [(centre(period) - low) / (high - low) * inches for period in periods]
    names = [_split(period, lang) for period in periods]
    written = _without_collision(places, [max(name, key=len) for name in names], size)
    labels = []
    year_above = ""
    for position, (name, year) in enumerate(names):
        shown = position in written
        labels.append(f"{name}\n{year if year != year_above else ' '}" if shown else "")
        year_above = year if shown else year_above
    label_across(ax, [centre(period) for period in periods], labels, size=size, below=8)
    return places


def _without_collision(places: Sequence[float], texts: Sequence[str], size: float) -> set[int]:
    """Return which texts can stand side by side, centred on their places [inches]; the last one always can."""
    chosen = set()
    taken_from = float("inf")
    for position in range(len(texts) - 1, -1, -1):
        half = (len(texts[position]) + 0.7) * CHARACTER_WIDTH * size / 72 / 2
        if places[position] + half <= taken_from:
            chosen.add(position)
            taken_from = places[position] - half
    return chosen


def _split(period: Period, lang: Language) -> tuple[str, str]:
    """Return a period's short label in two parts, the second its year: ("kv 3", "2026")."""
    year = str(period.last.year)
    if "/" in period.name:
        first, last = (f"{day.day}/{day.month}" for day in (period.first, period.last))
        return f"{first}–{last}", year
    name, _, year = label(period.name, lang).rpartition(" ")
    return (name[:3] if "-" in period.name else name) or year, year if name else ""
