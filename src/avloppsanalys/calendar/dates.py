"""The Swedish dates of moments, and the weekdays that a sample covers."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from avloppsanalys.tables import TIMEZONE

__all__ = ["swedish_dates", "weekday_shares"]


def swedish_dates(moments: pd.Series[pd.Timestamp]) -> pd.Series[pd.Timestamp]:
    """Return the Swedish calendar date of each moment, as midnight without time zone.

    Parameters
    ----------
    moments : pandas.Series of time-zone aware Timestamp
        Starts of samples.

    Returns
    -------
    pandas.Series of Timestamp
        Same index.
    """
    dates = pd.DatetimeIndex(moments.array).tz_convert(TIMEZONE).tz_localize(None).normalize()
    return pd.Series(dates, index=moments.index, name=moments.name)


def weekday_shares(start: pd.Series[pd.Timestamp], days: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the share of each weekday in samples of one or more days.

    Parameters
    ----------
    start : pandas.Series of time-zone aware Timestamp
        Starts of samples; a day is booked on the date on which it begins.
    days : numpy.ndarray
        Length of each sample [days], rounded to whole days, at least one.

    Returns
    -------
    numpy.ndarray
        Shape (samples, 7), Monday first; each row sums to one.

    Examples
    --------
    >>> friday = pd.Series(pd.to_datetime(["2026-08-14 07:00"]).tz_localize("Europe/Stockholm"))
    >>> weekday_shares(friday, np.array([3.0])).round(2).tolist()
    [[0.0, 0.0, 0.0, 0.0, 0.33, 0.33, 0.33]]
    """
    first = swedish_dates(start).dt.day_of_week.to_numpy()
    length = np.maximum(np.rint(days), 1).astype(int)
    after = (np.arange(7)[None, :] - first[:, None]) % 7  # days from the first to the next of each weekday
    times = np.maximum(-(-(length[:, None] - after) // 7), 0)
    return np.asarray(times / length[:, None], dtype=float)
