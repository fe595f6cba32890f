"""Weekday and weekend means of sampled weeks, after EUDA's rule, and a plant's own days against those of other towns.

EUDA and SCORE split the week by how people live, not by the calendar: a sample that is taken in on Monday carries
Sunday's night, so the weekend is Friday to Monday and the weekdays are Tuesday to Thursday.
"""

from __future__ import annotations

from collections.abc import Collection
from statistics import NormalDist
from typing import Final, Literal

import numpy as np
import pandas as pd

from avloppsanalys.calendar import campaigns
from avloppsanalys.errors import TableError, show_rows
from avloppsanalys.reference import main_residue, week_model
from avloppsanalys.tables import LOADS, TIMEZONE, check

__all__ = [
    "EUDA_WEEKDAYS",
    "EUDA_WEEKDAYS_2021",
    "EUDA_WEEKEND",
    "EUDA_WEEKEND_2021",
    "expected_weekdays",
    "weekday_means",
    "weekday_ratios",
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


def weekday_ratios(loads: pd.DataFrame) -> pd.DataFrame:
    """Compare each sampled day with the mean of its week, as far as the other days of its campaign tell that mean.

    Each day of a campaign is first put to a common weekday with the factors of other towns, and the geometric mean of
    these is the campaign's level. With all seven days the factors hardly matter; with two, the ratios lean towards what
    is expected. Days below a limit are left out, which makes the others of their campaign seem too low, and so are
    samples longer than 36 hours and campaigns of a single day.

    Parameters
    ----------
    loads : pandas.DataFrame
        Loads [mg/day/1000 inhabitants]; the campaign is taken from `campaign` where it is given.

    Returns
    -------
    pandas.DataFrame
        One row a day: `plant`, `residue`, `start`, `campaign`, `weekday` (ISO, Monday is 1), `ratio` [unitless] and
        `n_days` of its campaign.

    Raises
    ------
    TableError
        If `loads` is not a table of loads.

    Examples
    --------
    >>> import pandas as pd
    >>> start = pd.date_range("2024-03-11", periods=7, freq="D", tz="Europe/Stockholm")
    >>> loads = pd.DataFrame({
    ...     "plant": "Gävle", "sample_id": start.strftime("%F"), "residue": "benzoylecgonine", "start": start,
    ...     "end": start + pd.Timedelta(hours=24),
    ...     "load_mg_per_day_per_1000": [76.09, 63.33, 61.79, 54.05, 64.37, 99.51, 120.38],
    ... })
    >>> weekday_ratios(loads)["ratio"].round(2).tolist()
    [1.01, 0.84, 0.82, 0.71, 0.85, 1.31, 1.59]
    """
    check(loads, LOADS)
    value = loads[LOAD].where(loads[LOAD] > 0)
    if "qualifier" in loads:
        value = value.mask(loads["qualifier"].isin(BELOW_LOQ))
    known = value.notna() & (loads["end"] - loads["start"] <= LONGEST_DAY)
    if "sample_type" in loads:
        known &= loads["sample_type"].fillna("sample") == "sample"
    days = loads.loc[known, ["plant", "residue", "start"]].assign(log_load=np.log(value[known].to_numpy("float64")))
    named = loads["campaign"][known] if "campaign" in loads and loads["campaign"][known].notna().all() else None
    days["campaign"] = campaigns(days["plant"], days["start"]) if named is None else named
    days["weekday"] = days["start"].dt.tz_convert(TIMEZONE).dt.day_of_week + 1
    names = days["residue"].unique()
    factor = np.array([week_model(main_residue(name)).log_factors for name in names]).reshape(len(names), 7)
    row = pd.Index(names).get_indexer(days["residue"])
    days["even"] = days["log_load"] - factor[row, days["weekday"].to_numpy() - 1]
    groups = days.groupby(["plant", "residue", "campaign"], sort=False)
    days["ratio"] = np.exp(days["log_load"] - groups["even"].transform("mean"))
    days["n_days"] = groups["weekday"].transform("nunique").astype("Int64")
    columns = ["plant", "residue", "start", "campaign", "weekday", "ratio", "n_days"]
    return days.loc[days["n_days"] > 1, columns].sort_values(["plant", "residue", "start"], ignore_index=True)


def expected_weekdays(loads: pd.DataFrame, *, level: float = 0.95) -> pd.DataFrame:
    """Return what other towns let expect of each day of the week at a plant, with the spread between towns.

    Towns differ the more, the smaller the mass that passes a plant. The mass is the geometric mean load times the
    connected persons; where they are not known, that of the smallest plant behind the factors.

    Parameters
    ----------
    loads : pandas.DataFrame
        Loads [mg/day/1000 inhabitants], with `population` [persons] where it is known.
    level : float, default 0.95
        Share of the towns that lie between `low` and `high`.

    Returns
    -------
    pandas.DataFrame
        Seven rows a plant and residue: `weekday` (ISO, Monday is 1), `expected`, `low` and `high` as ratio to the
        week's mean [unitless], and `interval_level`.

    Raises
    ------
    TableError
        If `loads` is not a table of loads.

    Notes
    -----
    exp(f_w ± z sqrt(S_ww s²)), with f the log factor, S the covariance between towns in units of the day variance s²
    at the plant's mass, and z the normal quantile.

    Examples
    --------
    >>> import pandas as pd
    >>> loads = pd.DataFrame({
    ...     "plant": ["Gävle"], "sample_id": ["1"], "residue": ["MDMA"], "population": [88_668.0],
    ...     "start": pd.to_datetime(["2024-03-11"]).tz_localize("Europe/Stockholm"),
    ...     "end": pd.to_datetime(["2024-03-12"]).tz_localize("Europe/Stockholm"), "load_mg_per_day_per_1000": [20.0],
    ... })
    >>> expected_weekdays(loads)["expected"].round(2).tolist()
    [1.22, 0.81, 0.65, 0.62, 0.7, 1.29, 1.71]
    """
    check(loads, LOADS)
    z = NormalDist().inv_cdf((1 + level) / 2)
    parts = []
    for (plant, residue), own in loads.groupby(["plant", "residue"], sort=True):
        model = week_model(main_residue(str(residue)))
        positive = own[LOAD][own[LOAD] > 0]
        persons = own["population"].mean() if "population" in own else np.nan
        mass = np.exp(np.log(positive).mean()) * persons / 1000 if len(positive) else np.nan
        variance = model.day_variance(mass if np.isfinite(mass) else model.mass_low)
        reach = z * np.sqrt(np.diag(model.spread) * variance)
        parts.append(
            pd.DataFrame(
                {
                    "plant": plant,
                    "residue": residue,
                    "weekday": np.arange(1, 8),
                    "expected": np.exp(model.log_factors),
                    "low": np.exp(model.log_factors - reach),
                    "high": np.exp(model.log_factors + reach),
                    "interval_level": level,
                }
            )
        )
    columns = ["plant", "residue", "weekday", "expected", "low", "high", "interval_level"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


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
