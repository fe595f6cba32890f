"""Campaigns: the sampled days that stand so near each other that they share a week's luck."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from avloppsanalys.calendar.dates import swedish_dates

__all__ = ["CAMPAIGN_DAYS", "campaigns"]

CAMPAIGN_DAYS: Final = 7
"""A campaign is the sampled days that fall within seven days of its first one."""


def campaigns(plants: pd.Series[str], moments: pd.Series[pd.Timestamp]) -> pd.Series[str]:
    """Return the campaign of each sample, named by the campaign's first date.

    The sampled days of a plant that fall within seven days of a first one are one campaign; the next sampled day after
    that opens a new one. So Wednesday and Sunday of one week are one campaign, every Wednesday is its own.

    Parameters
    ----------
    plants : pandas.Series of str
        The plant of each sample.
    moments : pandas.Series of time-zone aware Timestamp
        The start of each sample, same index.

    Returns
    -------
    pandas.Series of str
        ISO date of the campaign's first day, same index; missing for a sample without start.

    Examples
    --------
    >>> days = pd.Series(pd.to_datetime(["2026-08-12", "2026-08-16", "2026-08-19"]).tz_localize("Europe/Stockholm"))
    >>> campaigns(pd.Series(["A", "A", "A"]), days).tolist()
    ['2026-08-12', '2026-08-12', '2026-08-19']
    """
    days = swedish_dates(moments).to_numpy().astype("datetime64[D]")
    first = np.full(len(days), np.datetime64("NaT", "D"))
    timed = plants[~np.isnat(days)]
    for one in timed.groupby(timed, sort=False, dropna=False).indices.values():
        rows = np.flatnonzero(~np.isnat(days))[one]
        sampled, position = np.unique(days[rows], return_inverse=True)
        opened = sampled.copy()
        here = 0
        while here < len(sampled):  # one turn a campaign, not a row
            after = int(np.searchsorted(sampled, sampled[here] + np.timedelta64(CAMPAIGN_DAYS, "D")))
            opened[here:after] = sampled[here]
            here = after
        first[rows] = opened[position]
    named: pd.Series[str] = pd.Series(first, index=moments.index).dt.strftime("%Y-%m-%d").astype("str")
    return named
