"""The levels of one substance at one place as a picture: every period on the axis, also those without a sample."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from avloppsanalys.calendar import label, timeline
from avloppsanalys.lagesbild.picture import Picture, Series, plain_values
from avloppsanalys.tables import LEVELS, arrange, check
from avloppsanalys.wording import Language, quantity, spread, text

__all__ = ["level_picture"]


def level_picture(levels: pd.DataFrame, *, title: str, lang: Language = "sv") -> Picture:
    """Return the levels of one substance at one place as a picture; nothing is computed.

    Parameters
    ----------
    levels : pandas.DataFrame
        A table of levels, of one place, substance, quantity and factor set.
    title : str
        The finding.
    lang : {"sv", "en"}, default "sv"
        Language.

    Returns
    -------
    Picture
        Levels with their intervals, and upper bounds where no level can be given.

    Raises
    ------
    TableError
        If the table is no table of levels.
    """
    check(levels, LEVELS)
    periods = [period.name for period in timeline(levels["period"])]
    rows = arrange(levels.set_index("period").reindex(periods).reset_index(), LEVELS)
    names = tuple(label(period, lang) for period in periods)
    known = rows["estimate"].notna()
    bounded = ~known & np.isfinite(rows["high"]) & (rows["high"] > 0)
    series = [
        Series(
            name=text("picture.level", lang), mark="level", values=plain_values(rows["estimate"]),
            low=plain_values(rows["low"].where(known)), high=plain_values(rows["high"].where(known)),
        )
    ]  # fmt: skip
    if bounded.any():
        none = (None,) * len(rows)
        series.append(
            Series(
                name=text("picture.bound", lang), mark="bound", values=plain_values(rows["high"].where(bounded)),
                low=none, high=none,
            )
        )  # fmt: skip
    told = [_told(row, lang) for row in rows.to_dict("records")]
    return Picture(
        title=title,
        unit=text("picture.unit.load", lang),
        categories=names,
        series=tuple(series),
        alt_text=text("picture.alt", lang, title=title, told="; ".join(told)),
    )


def _told(row: dict[Any, Any], lang: Language) -> str:
    """Return one period in words."""
    period = label(row["period"], lang)
    if pd.notna(row["estimate"]):
        ends = spread(row["low"], row["high"], lang) if np.isfinite(row["high"]) else "–"
        return text("picture.told.level", lang, period=period, value=quantity(row["estimate"], lang), ends=ends)
    if np.isfinite(row["high"]) and row["high"] > 0:
        return text("picture.told.bound", lang, period=period, high=quantity(row["high"], lang))
    return text("picture.told.none", lang, period=period)
