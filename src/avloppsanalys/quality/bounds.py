"""Concentrations beyond the laboratory's limits: what is compared then is the least or the most that it can be."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from avloppsanalys.quality.findings import limit
from avloppsanalys.wording import Language, text

__all__ = ["BELOW", "even_the_bound", "span"]

BELOW: Final = ("below_loq", "below_lod")
"""What a laboratory says of a residue that it did not find enough of."""


def span(rows: pd.DataFrame) -> tuple[pd.Series[float], pd.Series[float]]:
    """Return the least and the most that each concentration can be [ng/L]: one and the same where it was measured.

    The table's own bounds go first; where they are missing the limits of the answer serve. Missing where nothing is
    known, as the most of a residue above the range, and both of a residue that was not analysed.
    """
    value, said = rows["concentration_ng_per_l"].where(rows["concentration_ng_per_l"] > 0), rows["qualifier"]
    loq, lod = (rows[name].where(rows[name] > 0) for name in ("loq_ng_per_l", "lod_ng_per_l"))
    limited = said.isin([*BELOW, "detected"])
    most = loq.where(said != "below_lod", lod.fillna(loq)).where(limited)
    least = lod.where(said == "detected", 0.0).fillna(0.0).where(limited)
    open_ended = said.isin([*BELOW, "detected", "above_range"])
    low = value.fillna(rows["concentration_low_ng_per_l"].where(open_ended)).fillna(least)
    high = value.fillna(rows["concentration_high_ng_per_l"].where(open_ended)).fillna(most)
    return low, high


def even_the_bound(
    check: str, low: pd.Series[float], high: pd.Series[float], lang: Language
) -> tuple[pd.Series[float], pd.Series[str]]:
    """Return what a check compares, and whether it is a bound: "at least" or "at most", in the language.

    A value is itself. A span gives its lower end where even that is above the upper limit of the check, its upper end
    where even that is below the lower limit, and else nothing: then the truth may lie on either side.
    """
    exact, above, below = low == high, low > limit(check, "high"), high < limit(check, "low")
    value = low.where(exact | above, high.where(below))
    words = np.select(
        [~exact & above, ~exact & below],
        [text("quality.bound.at_least", lang), text("quality.bound.at_most", lang)],
        "",
    )
    detail = pd.Series(words, index=low.index).astype("str")
    return value, detail.where(detail != "")
