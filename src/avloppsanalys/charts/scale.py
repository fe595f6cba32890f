"""The value axis of a panel: from zero, with a few round numbers on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from matplotlib.ticker import MaxNLocator

from avloppsanalys.charts import style
from avloppsanalys.wording import Language, number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["scale_from_zero"]

LOW_PANEL: Final = 2.0
"""Inches of height below which a panel has fewer numbers on its y axis."""


def scale_from_zero(ax: Axes, top: float, height: float, lang: Language) -> None:
    """Let the y axis go from zero to `top`, with round numbers as many as `height` [inches] has room for."""
    locator = MaxNLocator(nbins=4 if height < LOW_PANEL else 6, steps=[1, 2, 2.5, 5, 10])
    ticks = [tick for tick in locator.tick_values(0, top) if tick <= top]
    decimals = max(len(f"{tick:.6g}".partition(".")[2]) for tick in ticks)
    ax.set_ylim(0, top)
    ax.set_yticks(ticks, [number(tick, decimals if tick else 0, lang) for tick in ticks], size=12)
    ax.tick_params(axis="y", length=0, pad=6)
    ax.grid(axis="y", color=style.GRID, linewidth=0.8)
    ax.set_axisbelow(True)
    ax.spines[["top", "left", "right"]].set_visible(False)
