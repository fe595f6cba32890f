"""Weekday and weekend means of sampled weeks, after EUDA's rule.

EUDA and SCORE split the week by how people live, not by the calendar: a sample that is taken in on Monday carries
Sunday's night, so the weekend is Friday to Monday and the weekdays are Tuesday to Thursday.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, Literal

import pandas as pd

from avloppsanalys.errors import TableError, show_rows
from avloppsanalys.tables import LOADS, TIMEZONE, check

__all__ = [
    "BELOW_LOQ",
    "EUDA_WEEKDAYS",
    "EUDA_WEEKDAYS_2021",
    "EUDA_WEEKEND",
    "EUDA_WEEKEND_2021",
    "LOAD",
    "LONGEST_DAY",
    "weekday_means",
]

EUDA_WEEKDAYS: Final = (2, 3, 4)
"""Tuesday, Wednesday and Thursday, as ISO weekday numbers (Monday is 1)."""

EUDA_WEEKEND: Final = (5, 6, 7, 1)
"""Friday, Saturday, Sunday and Monday."""

EUDA_WEEKDAYS_2021: Final = (2, 3, 4, 5)
"""Tuesday to Friday: the means that EUDA printed for 2021 follow another split than those of all other years."""

EUDA_WEEKEND_2021: Final = (6, 7, 1)
"""Saturday, Sunday and Monday, in 2021 only."""

BELOW_LOQ: Final = ("below_loq", "below_lod", "detected")
LONGEST_DAY: Final = pd.Timedelta(hours=36)
LOAD: Final = "load_mg_per_day_per_1000"
DAY: Final = ["plant", "residue", "date"]
WEEK: Final = ["plant", "residue", "iso_year", "iso_week"]


def weekday_means(
    loads: pd.DataFrame, *, weekend: Collection[int] = EUDA_WEEKEND, below_loq: Literal["zero"] = "zero"
) -> pd.DataFrame:
    """Average the daily loads of each sampled week: over its weekdays, over its weekend, and over all its days.

    Plain means of the days there are, as EUDA prints them. A missing day is skipped, so a mean over few days is not
    the mean of a week; nothing is standardised, and no interval is given. A day below the limit of quantification
    counts as 0, which makes the mean too low by an unknown amount: `n_below_loq` says how many days did.

    Parameters
    ----------
    loads : pandas.DataFrame
        Loads, one row a plant, residue and day; `load_mg_per_day_per_1000` [mg/day/1000 inhabitants]. The weekday is
        that of `start` on a Swedish clock. Duplicates and blanks (`sample_type`) are left out.
    weekend : collection of int, default EUDA_WEEKEND
        ISO weekday numbers of the weekend; the other days are the weekdays. `EUDA_WEEKEND_2021` is how EUDA printed
        the year 2021.
    below_loq : {"zero"}, default "zero"
        What a day that was not quantified counts as: 0, as in EUDA's own means.

    Returns
    -------
    pandas.DataFrame
        One row a plant, residue and ISO week (`iso_year`, `iso_week`): `weekday_mean`, `weekend_mean` and
        `daily_mean` [mg/day/1000 inhabitants], `n_days`, `n_below_loq`. A mean without days is missing, and so is one
        that holds a day without any value (above the range of the method).

    Raises
    ------
    ValueError
        If `weekend` is not made of ISO weekday numbers, or `below_loq` is not "zero".
    TableError
        If `loads` is not a table of loads, a sample lasts too long to have a weekday, or a day occurs twice.

    References
    ----------
    EUDA and SCORE, *Wastewater analysis and drugs: a European multi-city study*, source data (CC BY 4.0).

    Examples
    --------
    >>> import pandas as pd
    >>> start = pd.date_range("2024-03-11", periods=7, freq="D", tz="Europe/Stockholm")
    >>> loads = pd.DataFrame({
    ...     "plant": "Gävle", "sample_id": start.strftime("%F"), "residue": "benzoylecgonine", "start": start,
    ...     "end": start + pd.Timedelta(hours=24),
    ...     "load_mg_per_day_per_1000": [76.09, 63.33, 61.79, 54.05, 64.37, 99.51, 120.38],
    ... })
    >>> weekday_means(loads)[["iso_week", "weekday_mean", "weekend_mean", "daily_mean"]].round(2)
       iso_week  weekday_mean  weekend_mean  daily_mean
    0        11         59.72         90.09       77.07
    """
    unknown = sorted(set(weekend) - set(range(1, 8)))
    if unknown:
        raise ValueError(f"weekend holds {unknown}: give ISO weekday numbers, 1 (Monday) to 7 (Sunday).")
    if below_loq != "zero":
        raise ValueError(f"below_loq={below_loq!r} is not offered: EUDA's means count a day below the limit as 'zero'.")
    days = _sampled_days(loads)
    in_weekend = days["weekday"].isin(list(weekend))
    weeks = days.groupby(WEEK)
    return pd.DataFrame(
        {
            "weekday_mean": days[~in_weekend].groupby(WEEK)["value"].mean(skipna=False),
            "weekend_mean": days[in_weekend].groupby(WEEK)["value"].mean(skipna=False),
            "daily_mean": weeks["value"].mean(skipna=False),
            "n_days": weeks.size().astype("Int64"),
            "n_below_loq": weeks["below_loq"].sum().astype("Int64"),
        }
    ).reset_index()


def _sampled_days(loads: pd.DataFrame) -> pd.DataFrame:
    """Return plant, residue, ISO year, week and weekday, value and whether it is below LOQ, one row a day."""
    check(loads, LOADS)
    if "sample_type" in loads:
        loads = loads[loads["sample_type"].fillna("sample") == "sample"]
    start = loads["start"].dt.tz_convert(TIMEZONE)
    iso = start.dt.isocalendar()
    below = loads["qualifier"].isin(BELOW_LOQ) if "qualifier" in loads else pd.Series(False, index=loads.index)
    days = pd.DataFrame(
        {
            "plant": loads["plant"],
            "residue": loads["residue"],
            "date": start.dt.normalize(),
            "iso_year": iso["year"].astype("int64"),
            "iso_week": iso["week"].astype("int64"),
            "weekday": iso["day"].astype("int64"),
            "value": loads[LOAD].mask(below, 0.0),
            "below_loq": below,
        }
    )
    _refuse(days, loads["end"] - loads["start"])
    return days


def _refuse(days: pd.DataFrame, length: pd.Series[pd.Timedelta]) -> None:
    """Raise one error for all rows that are not one day each."""
    found = {
        "last longer than 36 hours and have no weekday": length > LONGEST_DAY,
        "share plant, residue and day": days.duplicated(DAY, keep=False),
    }
    faults = [
        f"{rows.sum()} rows {fault}:\n{show_rows(days.loc[rows, DAY])}" for fault, rows in found.items() if rows.any()
    ]
    if faults:
        raise TableError("\n".join(["No weekday means.", *faults, "Leave these rows out, or make them one row a day."]))
