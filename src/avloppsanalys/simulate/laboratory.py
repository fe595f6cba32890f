"""What a laboratory reports of a concentration: three digits, or that it lies below its limit."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

__all__ = ["reported", "three_digits"]

Floats = npt.NDArray[np.float64]


def three_digits(values: Floats) -> Floats:
    """Return positive values rounded to three significant digits, without dust in the last place."""
    decimals = 2 - np.floor(np.log10(values, out=np.zeros(values.shape), where=values > 0))
    up, down = 10.0 ** np.maximum(decimals, 0), 10.0 ** np.maximum(-decimals, 0)
    return np.asarray(np.round(values * up / down) / up * down)


def reported(concentration: Floats, loq: npt.ArrayLike) -> pd.DataFrame:
    """Return the columns of a table of measurements that tell a concentration [ng/L]."""
    rounded = three_digits(concentration)
    limit = np.broadcast_to(np.asarray(loq, dtype=float), rounded.shape)
    seen = rounded >= limit
    return pd.DataFrame(
        {
            "concentration_ng_per_l": np.where(seen, rounded, np.nan),
            "concentration_low_ng_per_l": np.where(seen, rounded, 0.0),
            "concentration_high_ng_per_l": np.where(seen, rounded, limit),
            "qualifier": np.where(seen, "quantified", "below_loq"),
            "loq_ng_per_l": limit,
        }
    )
