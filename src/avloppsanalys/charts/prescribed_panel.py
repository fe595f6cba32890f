"""One panel: the levels of one substance, and behind them what prescribed medicines are expected to leave.

The expected load is hatched and the level is a solid mark, so that the two are told apart without colour.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from avloppsanalys.calendar import Period
from avloppsanalys.charts import style
from avloppsanalys.charts.page import inches
from avloppsanalys.charts.period_axis import edges, label_periods
from avloppsanalys.charts.scale import scale_from_zero
from avloppsanalys.wording import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["LABELS", "MARKS", "draw"]

MARKS: Final = ("level", "band")
"""Everything that a panel can draw, in the order of the key."""

LABELS: Final = 0.5
"""Under each panel [inches]: the periods and their years."""

FEWEST_PERIODS: Final = 4


def draw(ax: Axes, rows: pd.DataFrame, periods: Sequence[Period], lang: Language) -> dict[str, Any]:
    """Draw the rows of one substance and return the marks that were used, each under its name in `MARKS`.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Empty.
    rows : pandas.DataFrame
        Rows of a table of prescribed loads, of one place and substance.
    periods : sequence of Period
        The periods of the page, in time order.
    lang : {"sv", "en"}
        Language.

    Returns
    -------
    dict of str to artist
    """
    width, height = inches(ax)
    left, right = edges(periods[0])[0], edges(periods[-1])[1]
    beside = (right - left) / len(periods) * max(0, FEWEST_PERIODS - len(periods)) / 2
    ax.set_xlim(left - beside, right + beside)
    ends = rows[["observed", "observed_high", "expected_high"]].to_numpy("float64")
    scale_from_zero(ax, 1.08 * (float(np.max(ends, where=np.isfinite(ends), initial=0.0)) or 1.0), height, lang)
    key = _draw_bands(ax, rows[rows["expected"].notna()]) | _draw_levels(ax, rows[rows["observed"].notna()])
    label_periods(ax, periods, inches=width, lang=lang)
    return key


def _draw_bands(ax: Axes, rows: pd.DataFrame) -> dict[str, Any]:
    """Draw each expected load as a hatched stretch of its period, crossed by the typical value."""
    if rows.empty:
        return {}
    from matplotlib.patches import Patch

    start, end = np.array([edges(Period.parse(period)) for period in rows["period"]], dtype="float64").T
    low, middle, high = (rows[name].to_numpy("float64") for name in ("expected_low", "expected", "expected_high"))
    look: dict[str, Any] = {"facecolor": style.BACKGROUND, "edgecolor": style.BELOW, "hatch": "////", "linewidth": 1.2}
    ax.bar(start, high - low, end - start, low, align="edge", zorder=2, **look)
    ax.hlines(middle, start, end, color=style.BELOW, linewidth=2.2, linestyle=(0, (4, 1.5)), zorder=3)
    return {"band": Patch(**look)}


def _draw_levels(ax: Axes, rows: pd.DataFrame) -> dict[str, Any]:
    """Draw each level in the middle of its period, with its interval."""
    if rows.empty:
        return {}
    middle = np.array([sum(edges(Period.parse(period))) / 2 for period in rows["period"]])
    low, level, high = (rows[name].to_numpy("float64") for name in ("observed_low", "observed", "observed_high"))
    whiskers = np.nan_to_num(np.array([level - low, high - level]), posinf=0.0)
    look: dict[str, Any] = {"color": style.LEVEL, "ecolor": style.LEVEL, "markeredgecolor": style.BACKGROUND}
    # a white rim and a white line behind keep the level apart from the hatching
    ax.vlines(middle, low, high, color=style.BACKGROUND, linewidth=6, zorder=4)
    drawn = ax.errorbar(
        middle, level, whiskers, fmt="D", markersize=9, markeredgewidth=1.2, elinewidth=2, capsize=5, zorder=5,
        label="level", **look,
    )  # fmt: skip
    for cap in drawn.lines[1]:
        cap.set_markeredgecolor(style.LEVEL)
        cap.set_markeredgewidth(2)
    plain, _, _ = drawn.lines
    return {"level": plain}
