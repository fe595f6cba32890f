"""What stands along an axis: a text for each label, and all grid lines as one mark.

An axis of matplotlib makes five marks for every label (three lines and two texts) and lays them all out twice each time
it is drawn: of a page of many panels that was a third of the work.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from matplotlib.collections import LineCollection

from avloppsanalys.charts import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["ACROSS", "UP", "label_across", "label_up"]

ACROSS: Final = "across"
UP: Final = "up"
"""What the texts along either axis are labelled: nothing of it is seen, but they can be found."""


def label_across(
    ax: Axes, places: Sequence[float], labels: Sequence[str], *, size: float, below: float, va: str | None = None
) -> None:
    """Write labels under the panel, instead of what matplotlib would write there.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        The panel.
    places : sequence of float
        Where each label stands, on the x axis.
    labels : sequence of str
        One a place; an empty one is left out.
    size : float
        Of the letters [points].
    below : float
        From the axis down to the labels [points].
    va : str, optional
        What of a label stands there: by default its top.
    """
    where, top, ha = ax.get_xaxis_text1_transform(below)
    ax.xaxis.set_visible(False)
    for place, label in zip(places, labels, strict=True):
        if label:
            ax.text(place, 0, label, transform=where, ha=ha, va=va or top, size=size, label=ACROSS)


def label_up(ax: Axes, places: Sequence[float], labels: Sequence[str], *, size: float, beside: float) -> None:
    """Write labels to the left of the panel, instead of what matplotlib would write there, and a line across at each.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        The panel.
    places : sequence of float
        Where each label stands, on the y axis.
    labels : sequence of str
        One a place.
    size : float
        Of the letters [points].
    beside : float
        From the axis to the labels [points].
    """
    where, va, ha = ax.get_yaxis_text1_transform(beside)
    ax.yaxis.set_visible(False)
    for place, label in zip(places, labels, strict=True):
        ax.text(0, place, label, transform=where, ha=ha, va=va, size=size, label=UP)
    look: dict[str, Any] = {"colors": style.GRID, "linewidths": 0.8, "zorder": 0.5, "label": UP}
    lines = [[(0.0, place), (1.0, place)] for place in places]
    ax.add_collection(LineCollection(lines, transform=ax.get_yaxis_transform(), **look), autolim=False)
