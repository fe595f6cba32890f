"""One panel of a year beside the year before: pairs of levels, the earlier one to the left, their days underneath."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from avloppsanalys.calendar import label
from avloppsanalys.charts import style
from avloppsanalys.charts.axis_labels import label_across
from avloppsanalys.charts.page import inches
from avloppsanalys.charts.scale import scale_from_zero
from avloppsanalys.wording import Language, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["LABELS", "MARKS", "draw"]

MARKS: Final = ("later", "earlier", "bound")
"""Everything that a panel can draw, in the order of the key."""

APART: Final = 0.18
LABELS: Final = 0.59
"""Under each panel [inches]: year, number of days and name of each period."""
SMALL: Final = 11.0
NAMES_BELOW: Final = 36
"""Points between the axis and the names of the periods."""

_LOOKS: Final[dict[str, dict[str, Any]]] = {
    "earlier": {"marker": "o", "color": style.DAY, "markerfacecolor": style.BACKGROUND, "markersize": 7},
    "later": {"marker": "D", "color": style.LEVEL, "markerfacecolor": style.LEVEL, "markersize": 7},
}


def draw(ax: Axes, pairs: pd.DataFrame, lang: Language) -> dict[str, Any]:
    """Draw the pairs of one substance, the earlier level to the left, and return the marks that were used."""
    _, height = inches(ax)
    ax.set_xlim(-0.5, len(pairs) - 0.5)
    ends = pairs[["estimate", "high", "earlier_estimate", "earlier_high"]].to_numpy("float64")
    scale_from_zero(ax, 1.08 * (float(np.max(ends, where=np.isfinite(ends), initial=0.0)) or 1.0), height, lang)
    key: dict[str, Any] = {}
    for mark, prefix, aside in (("earlier", "earlier_", -APART), ("later", "", APART)):
        low, level, high = (pairs[f"{prefix}{name}"].to_numpy("float64") for name in ("low", "estimate", "high"))
        x = np.arange(len(pairs)) + aside
        look = _LOOKS[mark]
        found = np.isfinite(level)
        if found.any():
            whiskers = np.nan_to_num(np.array([level - low, high - level])[:, found])
            key[mark] = ax.errorbar(
                x[found], level[found], whiskers, linestyle="none", elinewidth=1.8, capsize=4, markeredgewidth=1.6,
                zorder=5, label=mark, clip_on=False, **look,
            )  # fmt: skip
        bounded = ~found & np.isfinite(high)
        if bounded.any():
            ax.vlines(x[bounded], 0, high[bounded], linewidth=1.8, linestyle=(0, (2, 1.5)), color=look["color"])
            (key["bound"],) = ax.plot(
                x[bounded], high[bounded], linestyle="none", label="bound", clip_on=False, zorder=5,
                **look | {"marker": "v"},
            )  # fmt: skip
    _label(ax, pairs, lang)
    return key


def _label(ax: Axes, pairs: pd.DataFrame, lang: Language) -> None:
    """Write year and number of days under each mark, and the name of the period under each pair."""
    places, labels = [], []
    where, va, ha = ax.get_xaxis_text1_transform(NAMES_BELOW)
    for x, pair in enumerate(pairs.to_dict("records")):
        for prefix, aside in (("earlier_", -APART), ("", APART)):
            days = pair[f"{prefix}n_days"]
            count = 0 if pd.isna(days) else int(days)
            told = text("chart.pair.day" if count == 1 else "chart.pair.days", lang, days=count)
            places.append(x + aside)
            labels.append(f"{pair[f'{prefix}period'][:4]}\n{told}")
        name = label(str(pair["period"]), lang)
        year = str(pair["period"])[:4]
        shared = name.replace(year, "").strip()
        ax.text(x, 0, shared, transform=where, ha=ha, va=va, size=12, weight="bold")
    label_across(ax, places, labels, size=SMALL, below=4)
