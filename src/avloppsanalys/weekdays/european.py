"""A plant's days as EUDA would average them, beside the towns of like size in EUDA's file.

The comparison is with a distribution, never with a named town, and gives a plant no place in an order: it only says on
which side of the middle half of the towns the plant's days lie.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from avloppsanalys.calendar import swedish_dates
from avloppsanalys.reference import european_choice, substances, year_change_percent
from avloppsanalys.tables import EUROPE, LOADS, arrange, check
from avloppsanalys.weekdays.european_names import find_own_towns, town_key
from avloppsanalys.weekdays.means import (
    BELOW_LOQ,
    EUDA_WEEKDAYS,
    EUDA_WEEKDAYS_2021,
    EUDA_WEEKEND,
    EUDA_WEEKEND_2021,
    LOAD,
    LONGEST_DAY,
)

__all__ = ["euda_view"]

WEEK: Final = range(1, 8)
SEASONS: Final = ("winter", "spring", "summer", "autumn")
QUARTILES: Final = (25, 50, 75)
TAILS: Final = (10, 90)
_OWN: Final = ["plant", "residue", "year"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Towns:
    """The towns of one residue and year: names and their keys, persons, and the load of each weekday [towns x 7]."""

    names: npt.NDArray[np.object_]
    keys: npt.NDArray[np.object_]
    persons: Floats
    days: Floats


def euda_view(
    loads: pd.DataFrame, euda: pd.DataFrame, *, year: int | None = None, own_towns: Sequence[str] = ()
) -> pd.DataFrame:
    """Average a plant's days as EUDA does, and set them beside the towns of like size on the same days of the week.

    The plant's figure is the plain mean of its sampled days of a calendar year, a day below the limit of quantification
    counting as 0 and nothing corrected for excretion. It is EUDA's way of counting, not a level: it has no interval and
    evens out no weekday. Each town's figure is the mean of its published days with the plant's own mix of weekdays, in
    the same year; a town that lacks one of these weekdays is left out, and so is one that is the kommun's own: it is
    named in `own_towns`, or bears the name of one of the plants but for case, accents and a number in brackets. A town
    is of like size when its persons, which EUDA gives as they are today, are at most three times as many or as few as
    the plant's (`reference.european_figures`).

    Parameters
    ----------
    loads : pandas.DataFrame
        Loads [mg/day/1000 inhabitants] with `population` [persons] where it is known. Duplicates and blanks are left
        out, and so are samples longer than 36 hours, which have no weekday; samples of one day are averaged.
    euda : pandas.DataFrame
        The table of `read_euda`, with the population of its sites.
    year : int, optional
        Only this year; by default every year of the loads.
    own_towns : sequence of str, optional
        Towns of EUDA's file that are the kommun's own, as the file writes them ("Gothenburg"): none of its plants is
        set beside them.

    Returns
    -------
    pandas.DataFrame
        A table of `tables.EUROPE`: one row a plant, residue, year and part of the week (``daily``: all its days,
        ``weekday`` and ``weekend`` by EUDA's rule of that year) of which there are days, sorted by these names. Where
        the towns do not allow a comparison, their columns are missing and `reason` says why. `position` says where the
        plant's figure lies: ``below``, ``within`` or ``above`` the middle half of the towns; it is missing where every
        day lay below the limit, since that 0 is no measurement. `own_towns` names those that were left out as own.

    Raises
    ------
    TableError
        If `loads` or `euda` is not a table of loads, or a town's day occurs twice.
    UnknownNameError
        If EUDA's file holds no town of a name in `own_towns`; near names are listed.

    Notes
    -----
    Plant: sum_w n_w x_w / sum_w n_w with n_w the days sampled on weekday w and x_w their mean; town: the same n_w with
    its one value of each weekday. With each weekday once this is EUDA's daily mean. Quantiles are interpolated
    linearly between the ordered towns.

    References
    ----------
    EUDA and SCORE, *Wastewater analysis and drugs: a European multi-city study*, source data (CC BY 4.0).

    Examples
    --------
    >>> from avloppsanalys.readers.euda import read_euda
    >>> from avloppsanalys.reference import bundled
    >>> towns = read_euda(bundled("examples/euda_sweden_2024.csv")).table
    >>> own = towns[(towns["plant"] == "Gävle") & (towns["residue"] == "benzoylecgonine")]
    >>> view = euda_view(own, towns).set_index("part")
    >>> view["euda_view_mg_per_day_per_1000"].round(2).to_dict()
    {'daily': 77.07, 'weekday': 59.72, 'weekend': 90.09}
    >>> view["reason"].unique().tolist()
    ['persons_unknown']
    """
    check(loads, LOADS)
    check(euda, LOADS, unique=True)
    home = find_own_towns(own_towns, euda["plant"].unique()) | {town_key(plant) for plant in loads["plant"].unique()}
    own, towns = _days(loads), _towns(_days(euda))
    if year is not None:
        own = own[own["year"] == year]
    years = {key[1] for key in towns}
    rows: list[dict[str, Any]] = []
    for _, days in own.groupby(_OWN, sort=True):
        plant, residue, when = str(days["plant"].iloc[0]), str(days["residue"].iloc[0]), int(days["year"].iloc[0])
        these = towns.get((residue, when))
        lacking = None if these is not None else "year_lacking" if when not in years else _lacking(residue, when, towns)
        for part, weekdays in _parts(when).items():
            inside = days[days["weekday"].isin(weekdays)]
            if len(inside):
                named = {"place": plant, "substance": residue, "year": when, "part": part}
                rows.append(named | _row(home, inside, these, lacking) | _change(residue))
    return arrange(pd.DataFrame(rows, columns=list(EUROPE.columns)), EUROPE)


def _days(loads: pd.DataFrame) -> pd.DataFrame:
    """Return one row a plant, residue and day: year, weekday, season, value with 0 below the limit, and persons."""
    keep = loads["end"] - loads["start"] <= LONGEST_DAY
    if "sample_type" in loads:
        keep &= loads["sample_type"].fillna("sample") == "sample"
    rows = loads[keep]
    below = rows["qualifier"].isin(BELOW_LOQ) if "qualifier" in rows else pd.Series(False, index=rows.index)
    persons = rows["population"].astype("float64") if "population" in rows else np.nan
    days = pd.DataFrame(
        {
            "plant": rows["plant"], "residue": rows["residue"], "date": swedish_dates(rows["start"]),
            "value": rows[LOAD].astype("float64").mask(below, 0.0), "below": below, "persons": persons,
        }
    )  # fmt: skip
    # a day that was sampled twice is still one day; one value that is missing makes the day unknown
    grouped = days.groupby(["plant", "residue", "date"])
    found = grouped.agg(below=("below", "all"), persons=("persons", "mean"))
    found = found.assign(value=grouped["value"].mean(skipna=False)).reset_index()
    return found.assign(
        year=found["date"].dt.year.astype("int64"),
        weekday=found["date"].dt.day_of_week.astype("int64") + 1,
        season=found["date"].dt.month.to_numpy() % 12 // 3,
    )


def _towns(days: pd.DataFrame) -> dict[tuple[str, int], _Towns]:
    """Return the towns by residue and year."""
    wide = days.pivot(index=[*_OWN], columns="weekday", values="value").reindex(columns=list(WEEK))
    persons = days.groupby(_OWN)["persons"].first().reindex(wide.index)
    names = wide.index.get_level_values("plant").to_numpy("object")
    town_keys = np.array([town_key(name) for name in names], dtype=object)
    keys = wide.reset_index("plant").index
    values, sizes = wide.to_numpy("float64"), persons.to_numpy("float64")
    codes, unique = pd.factorize(keys)
    return {
        (residue, when): _Towns(names=names[of], keys=town_keys[of], persons=sizes[of], days=values[of])
        for code, (residue, when) in enumerate(unique)
        for of in [codes == code]
    }


def _lacking(residue: str, year: int, towns: Mapping[tuple[str, int], _Towns]) -> str:
    """Return why there is no town: the file's *cocaine* is what the body makes of it, and not cocaine itself."""
    booked = {record.name: record.main_residue for record in substances()}.get(residue, residue)
    return "parent_lacking" if booked != residue and (booked, year) in towns else "substance_lacking"


def _parts(year: int) -> Mapping[str, tuple[int, ...]]:
    """Return the ISO weekdays of each part of the week by EUDA's rule of that year."""
    weekday, weekend = (EUDA_WEEKDAYS_2021, EUDA_WEEKEND_2021) if year == 2021 else (EUDA_WEEKDAYS, EUDA_WEEKEND)
    return {"daily": tuple(WEEK), "weekday": weekday, "weekend": weekend}


def _row(home: frozenset[str], days: pd.DataFrame, towns: _Towns | None, lacking: str | None) -> dict[str, Any]:
    """Return the plant's figure, and the towns beside it or why there are none."""
    persons = float(days["persons"].mean())
    value = float(days["value"].mean(skipna=False))
    sampled = np.bincount(days["weekday"], minlength=8)[1:]
    moments = days["date"].dt.tz_localize("Europe/Stockholm")
    row: dict[str, Any] = {
        "weekdays": " ".join(str(weekday) for weekday in WEEK if sampled[weekday - 1]),
        "first_day": moments.min(),
        "last_day": moments.max(),
        "seasons": " ".join(SEASONS[season] for season in sorted(days["season"].unique())),
        "n_days": len(days),
        "n_below_loq": int(days["below"].sum()),
        "population": persons,
        "euda_view_mg_per_day_per_1000": value,
    }
    if lacking or towns is None:
        return row | {"reason": lacking}
    if np.isnan(value):
        return row | {"reason": "no_value"}
    if np.isnan(persons):
        return row | {"reason": "persons_unknown"}
    if np.isnan(towns.persons).all():
        return row | {"reason": "town_persons_unknown"}
    beside = _beside(home, value, persons, sampled, towns)
    return row | (beside | {"position": None} if days["below"].all() else beside)


def _beside(
    home: frozenset[str], value: float, persons: float, sampled: npt.NDArray[Any], towns: _Towns
) -> dict[str, Any]:
    """Return the distribution of the towns of like size, and on which side of its middle half the plant's days lie."""
    factor = european_choice("like_size_factor")
    low, high = persons / factor, persons * factor
    own = np.isin(towns.keys, list(home))
    alike = (towns.persons >= low) & (towns.persons <= high) & ~own
    needed = sampled > 0
    figures = towns.days[alike][:, needed] @ (sampled[needed] / sampled.sum())
    complete = figures[np.isfinite(figures)]
    found: dict[str, Any] = {
        "population_low": low,
        "population_high": high,
        "n_towns": len(complete),
        "n_towns_incomplete": len(figures) - len(complete),
        "own_towns": "; ".join(sorted(towns.names[own])) or None,
    }
    if len(complete) < european_choice("fewest_towns"):
        return found | {"reason": "few_towns"}
    shown = (*QUARTILES, *(TAILS if len(complete) >= european_choice("fewest_towns_for_tails") else ()))
    cut = {percent: float(np.percentile(complete, percent)) for percent in shown}
    return found | {
        **{f"towns_p{percent}_mg_per_day_per_1000": at for percent, at in cut.items()},
        "towns_zero_share": float((complete == 0).mean()),
        "position": "below" if value < cut[25] else "above" if value > cut[75] else "within",
    }


def _change(residue: str) -> dict[str, float]:
    """Return how much one week a year wanders in one town."""
    return {"year_change_percent": year_change_percent(residue)}
