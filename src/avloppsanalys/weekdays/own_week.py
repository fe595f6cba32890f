"""A plant's own days of the week, against what those of other towns let expect."""

from __future__ import annotations

from statistics import NormalDist
from typing import Final

import numpy as np
import pandas as pd

from avloppsanalys.calendar import campaigns
from avloppsanalys.reference import main_residue, week_model
from avloppsanalys.tables import LOADS, TIMEZONE, check
from avloppsanalys.weekdays.means import BELOW_LOQ, LOAD, LONGEST_DAY

__all__ = ["expected_weekdays", "residues_with_weekdays", "weekday_ratios"]

FEWEST_WEEKDAYS: Final = 2
FEWEST_DAYS: Final = 3


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


def residues_with_weekdays(loads: pd.DataFrame) -> tuple[str, ...]:
    """Return the residues whose days say something of the week: two weekdays or more with three days each.

    Counted are the days that `weekday_ratios` compares; one run of seven days says only what that week was like.

    Parameters
    ----------
    loads : pandas.DataFrame
        Loads of one plant [mg/day/1000 inhabitants].

    Returns
    -------
    tuple of str
        In alphabetical order.

    Raises
    ------
    TableError
        If `loads` is not a table of loads.
    """
    days = weekday_ratios(loads).groupby(["residue", "weekday"]).size()
    weekdays = days[days >= FEWEST_DAYS].groupby("residue").size()
    return tuple(weekdays.index[weekdays >= FEWEST_WEEKDAYS])


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
