"""The value axis of a panel: from zero, with a few round numbers on it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from matplotlib.ticker import MaxNLocator

from avloppsanalys.charts.axis_labels import label_up
from avloppsanalys.wording import Language, number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["scale_from_zero"]

LOW_PANEL: Final = 2.0
"""Inches of height below which a panel has fewer numbers on its y axis."""


def scale_from_zero(
    ax: Axes,
    top: float,
    height: float,
    lang: Language,
    *,
    size: float = 12,
    apart: float | None = None,
    numbered: bool = True,
) -> None:
    """Let the y axis go from zero to `top`, with round numbers as many as `height` [inches] has room for.

    Their letters are of `size` [points]; in a panel that is lower still they stand at least `apart` [inches].
    Where nothing is drawn the numbers are left out (`numbered`).
    """
    locator = MaxNLocator(nbins=4 if height < LOW_PANEL else 6, steps=[1, 2, 2.5, 5, 10])
    ticks = [tick for tick in locator.tick_values(0, top) if tick <= top]
    decimals = max(len(f"{tick:.6g}".partition(".")[2]) for tick in ticks)
    ax.set_ylim(0, top)
    shown = ticks[:: 1 if apart is None else math.ceil(len(ticks) * apart / height)]
    names = [number(tick, decimals if tick else 0, lang) for tick in shown]
    label_up(ax, shown if numbered else [], names if numbered else [], size=size, beside=6)
    ax.spines[["top", "left", "right"]].set_visible(False)
