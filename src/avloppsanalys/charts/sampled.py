"""The sampled days behind a chart: which ones it shows, and the mark of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from avloppsanalys.calendar import Period, swedish_dates
from avloppsanalys.charts import style
from avloppsanalys.days import QUANTITIES
from avloppsanalys.tables import LevelQuantity, arrange

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["days_within", "draw_days"]

_BELOW = ("below_loq", "below_lod")


def days_within(days: pd.DataFrame, place: str, quantity: LevelQuantity, periods: tuple[Period, ...]) -> pd.DataFrame:
    """Return the sampled days of one place within the periods, under the names that a panel reads."""
    columns = QUANTITIES[quantity]
    rows = arrange(days, columns.table)
    dates = swedish_dates(rows["start"])
    within = dates.between(pd.Timestamp(periods[0].first), pd.Timestamp(periods[-1].last))
    sampled = rows["sample_type"].fillna("sample") == "sample"
    rows = rows[(rows["plant"] == place) & within & sampled]
    return pd.DataFrame(
        {
            "start": rows["start"],
            "substance": rows[columns.substance],
            "factor_set": rows.get("factor_set", "none"),
            "value": rows[columns.value],
            "low": rows[columns.low],
            "high": rows[columns.high],
            "dose_mg": rows.get("dose_mg"),
            "below": rows["qualifier"].isin(_BELOW),
        }
    )


def draw_days(ax: Axes, days: pd.DataFrame, *, size: float = 1.0) -> dict[str, Any]:
    """Draw the sampled days: a dot where there is a number, a bar or a hollow mark at the bound where there is not.

    `size` is that of the marks, as a share of their own.
    """
    unknown, bounded = days["value"].isna(), np.isfinite(days["high"])
    above = unknown & ~bounded & (days["low"] > 0)
    hollow: dict[str, Any] = {
        "markerfacecolor": style.BACKGROUND,
        "markeredgecolor": style.BELOW,
        "markeredgewidth": 1.4,
    }
    dot: dict[str, Any] = {
        "marker": "o",
        "markersize": 6.5 * size,
        "markerfacecolor": style.DAY,
        "markeredgecolor": style.BACKGROUND,
    }
    groups = (
        ("day", ~unknown, "value", dot),
        ("below_loq", unknown & bounded & days["below"], "high", {"marker": "v", "markersize": 7.5 * size, **hollow}),
        (
            "below_unknown",
            unknown & ~bounded & days["below"] & ~above,
            "low",
            {"marker": "X", "markersize": 8 * size, **hollow},
        ),
        ("above_range", above, "low", {"marker": "^", "markersize": 7.5 * size, **hollow}),
    )
    key: dict[str, Any] = {}
    for name, chosen, column, look in groups:
        if chosen.any():
            moments = _day_positions(days.loc[chosen, "start"])
            heights = days.loc[chosen, column].fillna(0.0)  # on the axis where no limit is known
            (key[name],) = ax.plot(moments, heights, linestyle="none", clip_on=False, zorder=6, label=name, **look)
    between = days[unknown & bounded & ~days["below"]]
    if len(between):
        low, high = between["low"].fillna(0.0).to_numpy("float64"), between["high"].to_numpy("float64")
        key["day_interval"] = ax.errorbar(
            _day_positions(between["start"]), (low + high) / 2, (high - low) / 2, fmt="o", color=style.DAY,
            markersize=6.5 * size, markerfacecolor=style.BACKGROUND, markeredgewidth=1.4, elinewidth=1.4, capsize=3,
            zorder=6, label="day_interval",
        )  # fmt: skip
    return key


def _day_positions(starts: pd.Series[pd.Timestamp]) -> list[float]:
    """Return the middle of the Swedish day on which each sample starts, on the axis [days]."""
    return [date.toordinal() + 0.5 for date in swedish_dates(starts)]
