"""Whether the sampled days kept to the routine: taken and kept as it asks, by the checks of quality."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from avloppsanalys.calendar import swedish_dates

__all__ = ["ROUTINE_CHECKS", "days_by_routine"]

ROUTINE_CHECKS: Final = tuple(f"QUA00{number}" for number in range(1, 9))
"""The checks of how a sample was taken and kept; the others are of water, laboratory and figures, which no routine
decides."""


def days_by_routine(quality: pd.DataFrame) -> pd.DataFrame:
    """Return each place and day that was checked, and how it kept to the routine.

    Parameters
    ----------
    quality : pandas.DataFrame
        A `tables.QUALITY` table.

    Returns
    -------
    pandas.DataFrame
        `place`, `day` and `routine`: ``"off"`` if a check of any of the day's samples is flagged, else ``"unknown"`` if
        one could not be assessed, else ``"kept"``.
    """
    checked = quality[quality["check"].isin(ROUTINE_CHECKS) & quality["start"].notna()]
    verdicts = pd.DataFrame(
        {
            "place": checked["plant"],
            "day": swedish_dates(checked["start"]),
            "off": checked["verdict"] == "flag",
            "unknown": checked["verdict"] == "not_assessable",
        }
    )
    days = verdicts.groupby(["place", "day"], as_index=False)[["off", "unknown"]].any()
    routine = np.select([days["off"], days["unknown"]], ["off", "unknown"], "kept")
    return days[["place", "day"]].assign(routine=routine)
