"""Concentrations beyond the laboratory's limits: what is compared then is the least or the most that it can be."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from avloppsanalys.quality.limits import Limits
from avloppsanalys.wording import Language, text

__all__ = ["BELOW", "even_the_bound", "over", "positive", "span"]

Floats = npt.NDArray[np.float64]

BELOW: Final = ("below_loq", "below_lod")
"""What a laboratory says of a residue that it did not find enough of."""


def positive(column: pd.Series[float]) -> Floats:
    """Return a column's numbers above 0, the others as missing."""
    values = column.to_numpy(dtype=float)
    return np.where(values > 0, values, np.nan)


def over(part: Floats, whole: Floats) -> Floats:
    """Return one number over another: without end, or missing, where there is nothing to divide by."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(part / whole)


def span(rows: pd.DataFrame) -> tuple[Floats, Floats]:
    """Return the least and the most that each concentration can be [ng/L]: one and the same where it was measured.

    The table's own bounds go first; where they are missing the limits of the answer serve. Missing where nothing is
    known, as the most of a residue above the range, and both of a residue that was not analysed.
    """
    value, loq, lod = (positive(rows[name]) for name in ("concentration_ng_per_l", "loq_ng_per_l", "lod_ng_per_l"))
    said = rows["qualifier"]
    detected, below_lod = (said == "detected").to_numpy(), (said == "below_lod").to_numpy()
    limited = detected | said.isin(BELOW).to_numpy()
    open_ended = limited | (said == "above_range").to_numpy()
    most = np.where(limited, np.where(below_lod, _first(lod, loq), loq), np.nan)
    least = np.where(limited, _first(np.where(detected, lod, 0.0), 0.0), np.nan)
    low, high = (
        np.where(open_ended, rows[f"concentration_{end}_ng_per_l"].to_numpy(dtype=float), np.nan)
        for end in ("low", "high")
    )
    return _first(value, low, least), _first(value, high, most)


def _first(*several: Floats | float) -> Floats:
    """Return the first of several numbers that is not missing."""
    found = np.asarray(several[0])
    for one in several[1:]:
        found = np.where(np.isnan(found), one, found)
    return found


def even_the_bound(
    limits: Limits, check: str, low: Floats, high: Floats, lang: Language
) -> tuple[Floats, npt.NDArray[Any]]:
    """Return what a check compares, and whether it is a bound: "at least" or "at most", in the language.

    A value is itself. A span gives its lower end where even that is above the upper limit of the check, its upper end
    where even that is below the lower limit, and else nothing: then the truth may lie on either side.
    """
    exact, above, below = low == high, low > limits.of(check, "high"), high < limits.of(check, "low")
    value = np.where(exact | above, low, np.where(below, high, np.nan))
    detail = np.full(len(low), np.nan, dtype=object)
    detail[~exact & below] = text("quality.bound.at_most", lang)
    detail[~exact & above] = text("quality.bound.at_least", lang)
    return value, detail
