"""Answers whose doses in all are sums over the days of the sample: told by the population that they seem to need."""

from __future__ import annotations

import numpy as np
import pandas as pd

from avloppsanalys.labcheck.bounds import ANSWER
from avloppsanalys.labcheck.water import roundest

__all__ = ["fits_ours", "period_sums", "population_by_loads"]

_BOTH = ["low", "high"]


def period_sums(water: pd.DataFrame) -> pd.DataFrame:
    """Return the answers whose doses need as many times a known population as their sample has days.

    Doses in all of five days, held against doses per 1000 and day, need five times the persons. Known is our
    population, and the one that the loads of the same answer need with the flow that we know. Where those loads need
    the very population of the doses it is theirs, however many days there are, and the answer is not among them.

    Parameters
    ----------
    water : pandas.DataFrame
        From `reproducing_water`.

    Returns
    -------
    pandas.DataFrame
        `plant`, `sample_id`, `report_id`, `revision`, and `persons`, the population of a single day [persons].
    """
    doses = water[water["basis"] == "doses"].assign(days=water["days_sampled"].round())
    asked = doses.loc[~fits_ours(doses) & (doses["days"] > 1), [*ANSWER, *_BOTH, "days", "ours"]]
    by_loads = asked.drop(columns="ours").merge(
        population_by_loads(water)[[*ANSWER, *_BOTH]], on=ANSWER, suffixes=("", "_known")
    )
    confirmed = by_loads[(by_loads["low"] <= by_loads["high_known"]) & (by_loads["low_known"] <= by_loads["high"])]
    ours = asked.dropna(subset=["ours"]).assign(low_known=asked["ours"], high_known=asked["ours"])
    known = pd.concat([ours, by_loads], ignore_index=True)
    known = known.merge(confirmed[ANSWER].drop_duplicates().assign(confirmed=True), on=ANSWER, how="left")
    low = np.maximum(known["low"] / known["days"], known["low_known"])
    high = np.minimum(known["high"] / known["days"], known["high_known"])
    found = known.assign(least=low, most=high)[(low <= high) & known["confirmed"].isna()].drop_duplicates(ANSWER)
    persons = [roundest(least, most) for least, most in zip(found["least"], found["most"], strict=True)]
    return found[ANSWER].assign(persons=np.array(persons, dtype=float))


def fits_ours(rows: pd.DataFrame) -> pd.Series[bool]:
    """Return which rows are of an answer that our number fits in any of them.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows of one basis, from `reproducing_water`.

    Returns
    -------
    pandas.Series of bool
        With the index of `rows`.
    """
    return rows["ours_fits"].eq(True).groupby([rows[name] for name in ANSWER], dropna=False).transform("any")


def population_by_loads(water: pd.DataFrame) -> pd.DataFrame:
    """Return the persons that most loads of each answer need with the flow that we know.

    Parameters
    ----------
    water : pandas.DataFrame
        From `reproducing_water`.

    Returns
    -------
    pandas.DataFrame
        The rows of `water` that say so.
    """
    loads = water[water["basis"] == "loads and flow"]
    return loads[2 * loads["n_fitting"] > loads["n_rows"]]
