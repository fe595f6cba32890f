"""The level as mass that passed the plant, for seasons in which nobody knows how many persons it served."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pandas as pd

from avloppsanalys.days import sampled_days
from avloppsanalys.levels.working import WorkedLevels, worked_levels
from avloppsanalys.tables import ALL_COMPONENTS, LOADS, MASS_LEVELS, WeekdayBasis, arrange, check

__all__ = ["WorkedMass", "beside_mass", "mass_levels", "worked_mass_levels"]

_PER_PERSON: Final = (
    "load_mg_per_day_per_1000", "load_low_mg_per_day_per_1000", "load_high_mg_per_day_per_1000",
)  # fmt: skip
_MG_PER_1000_TO_G: Final = 1e-6
"""mg per 1000 persons, times persons: one thousandth for the 1000, one for mg to g."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WorkedMass:
    """A table of mass levels and the levels of loads, all carried to one number of persons, that it was made of."""

    mass: pd.DataFrame
    worked: WorkedLevels
    """Of the loads that were carried to `persons`; one level for each row of `mass`, in its order."""
    persons: pd.Series[float]
    """The number of persons to which each plant's loads were carried, by plant."""


def mass_levels(
    loads: pd.DataFrame,
    period: str = "quarter",
    *,
    interval_level: float = 0.95,
    weekday_basis: WeekdayBasis = "seven_days",
) -> pd.DataFrame:
    """Estimate the mean mass per day of each period, with its interval.

    The same estimate as `period_levels`, of the mass itself: the register's persons divide nothing, so that neither a
    change in the register nor its error is in it. Not modelled: how many persons there were.

    Parameters
    ----------
    loads : pandas.DataFrame
        A table of loads, with `population`.
    period : str, default "quarter"
        As for `period_levels`.
    interval_level : float, default 0.95
        Coverage of the interval.
    weekday_basis : {"seven_days", "as_sampled"}, default "seven_days"
        As for `period_levels`.

    Returns
    -------
    pandas.DataFrame
        A table of mass levels: `level_g_per_day` with `level_low_g_per_day` and `level_high_g_per_day`, one row a
        place, substance and period.

    Raises
    ------
    TableError
        If `loads` is no table of loads.

    Notes
    -----
    Loads per 1000 are carried to one number of persons P for each plant, the median of its samples, and the level is
    multiplied by P / 10⁶: g = mg/1000 x P x 10⁻⁶. Whatever P is, it cancels.

    Examples
    --------
    >>> start = pd.to_datetime(["2026-07-08", "2026-08-16"]).tz_localize("Europe/Stockholm")
    >>> loads = pd.DataFrame({
    ...     "plant": "A", "sample_id": ["1", "2"], "residue": "benzoylecgonine", "start": start,
    ...     "end": start + pd.Timedelta(days=1), "load_mg_per_day_per_1000": [200.0, 100.0],
    ...     "population": [10_000.0, 20_000.0],
    ... })
    >>> mass_levels(loads, weekday_basis="as_sampled")[["place", "period", "n_days", "level_g_per_day"]].round(1)
      place  period  n_days  level_g_per_day
    0     A  2026K3       2              2.1
    """
    return worked_mass_levels(loads, period, interval_level=interval_level, weekday_basis=weekday_basis).mass


def worked_mass_levels(
    loads: pd.DataFrame,
    period: str = "quarter",
    *,
    interval_level: float = 0.95,
    weekday_basis: WeekdayBasis = "seven_days",
) -> WorkedMass:
    """Estimate mass levels as `mass_levels` does, and keep what they were made of.

    Parameters
    ----------
    loads, period, interval_level, weekday_basis
        As for `mass_levels`.

    Returns
    -------
    WorkedMass

    Raises
    ------
    TableError
        If `loads` is no table of loads.
    """
    check(loads, LOADS)
    persons = loads.groupby("plant")["population"].transform("median")
    share = loads["population"] / persons
    per_person = [name for name in _PER_PERSON if name in loads.columns]
    carried = loads.assign(population=persons, **{name: loads[name] * share for name in per_person})
    worked = worked_levels(
        sampled_days(carried, period, "load"),
        components=[name for name in ALL_COMPONENTS if name != "population"],
        interval_level=interval_level,
        weekday_basis=weekday_basis,
    )
    levels, by_plant = worked.levels, persons.groupby(loads["plant"]).first().astype("float64")
    grams = levels["place"].map(by_plant).astype("float64") * _MG_PER_1000_TO_G
    mass = {
        "level_g_per_day": levels["estimate"] * grams,
        "level_low_g_per_day": levels["low"] * grams,
        "level_high_g_per_day": levels["high"] * grams,
    }
    table = arrange(levels.assign(**mass), MASS_LEVELS)
    return WorkedMass(mass=table, worked=worked, persons=by_plant)


def beside_mass(levels: pd.DataFrame, mass: pd.DataFrame) -> pd.DataFrame:
    """Return levels with the marked season that each rests on, and the mass per day beside those of loads.

    Parameters
    ----------
    levels : pandas.DataFrame
        A table of levels.
    mass : pandas.DataFrame
        A table of mass levels, with `season`.

    Returns
    -------
    pandas.DataFrame
        The rows of `levels` in their order, with `season`, `level_g_per_day`, `level_low_g_per_day` and
        `level_high_g_per_day`; missing where no day lies in a marked season.
    """
    seasons = mass[["place", "period", "season"]].drop_duplicates()
    grams = [name for name in mass.columns if name.endswith("_g_per_day")]
    of_loads = mass[["place", "substance", "period", *grams]].assign(quantity="load")
    told = levels.merge(seasons, on=["place", "period"], how="left")
    return told.merge(of_loads, on=["place", "substance", "period", "quantity"], how="left")
