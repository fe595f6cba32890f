"""How many campaigns of each period are to meet a payday weekend, so that plans hold their share of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from avloppsanalys.calendar import Period

__all__ = ["PAYDAY_WEEKENDS_A_WEEK", "payday_campaigns"]

DAYS_A_YEAR: Final = 365.2425

PAYDAY_WEEKENDS_A_WEEK: Final = 12 * 7 / DAYS_A_YEAR
"""One weekend a month: the share of weeks that end in a payday weekend."""

FIRST_DAY: Final = dt.date(2000, 1, 1)
"""From where plans are counted, so that one year's plan goes on where the last one's ended. Any day would do."""


def payday_campaigns(periods: Sequence[Period], reaches_weekend: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """Return how many campaigns of each period are to meet a payday weekend.

    Three campaigns a quarter are to meet 0.69 of them: one in most quarters, none in some, and it is not the same
    quarter that has none each year. That no week with a payday weekend may be open is not known here.

    Parameters
    ----------
    periods : sequence of Period
        Of each campaign, in time order.
    reaches_weekend : numpy.ndarray of bool
        Whether the campaign has a day among Friday to Sunday, shape (campaigns,).

    Returns
    -------
    numpy.ndarray of int
        Shape (campaigns,), the same for all campaigns of a period.

    Notes
    -----
    If all periods were planned like these, so many would have been met by the end of day t: ``c t``. A period gets
    the difference between ``c t`` at its end and at its beginning, both rounded to whole campaigns.

    Examples
    --------
    >>> periods = [Period.parse(f"2027K{quarter}") for quarter in (1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4)]
    >>> payday_campaigns(periods, np.ones(12, bool))[::3].tolist()
    [0, 1, 1, 0]
    """
    each = list(dict.fromkeys(periods))
    place = np.array([each.index(period) for period in periods])
    begin = np.array([(period.first - FIRST_DAY).days for period in each])
    days = np.array([period.days for period in each])
    campaigns_a_year = np.median(np.bincount(place)) * round(DAYS_A_YEAR / float(np.median(days)))
    rate = campaigns_a_year / DAYS_A_YEAR * reaches_weekend.mean() * PAYDAY_WEEKENDS_A_WEEK
    met = [np.floor(rate * day + 0.5).astype(np.int64) for day in (begin, begin + days)]
    return np.asarray((met[1] - met[0])[place], dtype=np.int64)
