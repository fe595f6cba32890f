"""Payday weekends (lönehelg): the first weekend after most wages are paid."""

from __future__ import annotations

import datetime as dt
from typing import Final

import numpy as np
import pandas as pd

__all__ = ["PAYDAY", "PAYDAY_STATUS", "payday_weekends"]

PAYDAY: Final = 25
"""The day of the month on which most Swedish wages are paid."""

PAYDAY_STATUS: Final = "chosen"
"""That the weekend is Friday to Sunday, and that payday is the 25th, is our choice: employers differ."""


def payday_weekends(first: dt.date, last: dt.date) -> pd.DataFrame:
    """Return the days of the payday weekends in a stretch of days.

    The payday weekend is the Friday, Saturday and Sunday that follow the 25th, or that hold it. Wages that are paid on
    another day, or before Christmas, are not modelled; the rule has status ``chosen``.

    Parameters
    ----------
    first, last : datetime.date
        The stretch, both ends included.

    Returns
    -------
    pandas.DataFrame
        One row a day, in time order: `date` (midnight without time zone) and `payday` (the 25th that it belongs to).

    Examples
    --------
    >>> import datetime as dt
    >>> payday_weekends(dt.date(2026, 9, 1), dt.date(2026, 10, 31))["date"].dt.strftime("%a %d %b").tolist()
    ['Fri 25 Sep', 'Sat 26 Sep', 'Sun 27 Sep', 'Fri 23 Oct', 'Sat 24 Oct', 'Sun 25 Oct']
    """
    month = np.timedelta64(1, "M")
    months = np.arange(np.datetime64(first, "M") - month, np.datetime64(last, "M") + month, month)
    payday = months.astype("datetime64[D]") + np.timedelta64(PAYDAY - 1, "D")
    weekday = (payday.astype(int) + 3) % 7  # 1970-01-01 was a Thursday; Monday is 0
    sunday = payday + (6 - weekday).astype("timedelta64[D]")
    days = (sunday[:, None] + np.array([-2, -1, 0], dtype="timedelta64[D]")).ravel()
    rows = pd.DataFrame(
        {"date": days.astype("datetime64[us]"), "payday": np.repeat(payday, 3).astype("datetime64[us]")}
    )
    return rows[rows["date"].between(pd.Timestamp(first), pd.Timestamp(last))].reset_index(drop=True)
