"""Which flow and which population reproduce what a laboratory printed: intervals, never a single guess."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from avloppsanalys.labcheck.bounds import ANSWER
from avloppsanalys.tables import LAB_WATER, arrange

__all__ = ["deepest", "reproducing_water", "roundest"]

Floats = npt.NDArray[np.float64]

PER_PERSON: Final = "m3_per_day_per_person"
_UNITS: Final = {PER_PERSON: "m3/day/inh", "population": "inh", "flow_m3_per_day": "m3/day"}


def deepest(low: Floats, high: Floats) -> list[tuple[float, float, npt.NDArray[np.bool_]]]:
    """Return every interval that lies in as many of the given intervals as any point does.

    Parameters
    ----------
    low, high : numpy.ndarray
        Ends of the intervals, shape (n,); both ends belong to them.

    Returns
    -------
    list of (low, high, members)
        In rising order; `members`, shape (n,), tells which of the given intervals hold it.

    Examples
    --------
    >>> [(low, high, members.sum()) for low, high, members in deepest(np.array([1., 2., 8.]), np.array([4., 5., 9.]))]
    [(2.0, 4.0, np.int64(2))]
    """
    if not low.size:
        return []
    inside = (low[None, :] <= low[:, None]) & (low[:, None] <= high[None, :])  # which intervals hold each lower end
    best = inside[inside.sum(axis=1) == inside.sum(axis=1).max()]
    found = [(float(low[members].max()), float(high[members].min()), members) for members in np.unique(best, axis=0)]
    return sorted(found, key=lambda one: one[0])


def roundest(low: float, high: float) -> float:
    """Return the number with the fewest digits in an interval, near its middle.

    Parameters
    ----------
    low, high : float
        The ends, which belong to it.

    Returns
    -------
    float

    Examples
    --------
    >>> roundest(16837.4, 17085.2)
    17000.0
    """
    middle = (low + high) / 2
    rounded = (float(f"{middle:.{digits}g}") for digits in range(1, 18))
    return next((one for one in rounded if low <= one <= high), middle)


def reproducing_water(rows: pd.DataFrame) -> pd.DataFrame:
    """Return which water per person, flow and population reproduce the printed loads and doses of each answer.

    Parameters
    ----------
    rows : pandas.DataFrame
        From `printed_rows`.

    Returns
    -------
    pandas.DataFrame
        A table `tables.LAB_WATER`: several rows of one quantity where several intervals fit equally many rows.

    Notes
    -----
    Each row whose concentration and load are printed leaves ``load_low / concentration_high`` to ``load_high /
    concentration_low`` open for the flow per person [m³/day]; each row with doses in all and per 1000 leaves ``1000 *
    total_low / per_1000_high`` to ``1000 * total_high / per_1000_low`` for the population. What all rows share is the
    answer; where they share nothing, what most of them share, and `n_fitting` says how many.
    """
    bounded = rows.assign(**_ratio(rows, "load", "concentration", 1.0), **_ratio(rows, "total", "per_1000", 1000.0))
    told = [row for _, answer in bounded.groupby(ANSWER, sort=False, dropna=False) for row in _of_answer(answer)]
    return arrange(pd.DataFrame(told, columns=list(LAB_WATER.columns)), LAB_WATER)


def _ratio(rows: pd.DataFrame, over: str, under: str, scale: float) -> dict[str, pd.Series[float]]:
    """Return the bounds of the ratio of two printed figures; missing where one of them is, or may be zero."""
    usable = rows[f"{under}_low"].where(rows[f"{under}_low"] > 0)
    low, high = scale * rows[f"{over}_low"] / rows[f"{under}_high"], scale * rows[f"{over}_high"] / usable
    return {f"{over}_ratio_low": low.mask(high.isna()), f"{over}_ratio_high": high.mask(low.isna())}


def _of_answer(answer: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield what the rows of one answer say of its water and its persons."""
    first = answer.iloc[0]
    flow, population = float(first["flow_m3_per_day"]), float(first["population"])
    per_person = list(_solved(answer, "load"))
    persons = list(_solved(answer, "total"))
    key = {name: first[name] for name in ANSWER} | {"days_sampled": first["days"]}
    yield from (key | _row(one, PER_PERSON, "loads", flow / population) for one in per_person)
    yield from (key | _row(one, "population", "doses", population) for one in persons)
    for one in per_person:
        if not np.isnan(population):
            yield key | _row(_times(one, population, population), "flow_m3_per_day", "loads and population", flow)
        if not np.isnan(flow):
            divided = one | {"low": flow / one["high"], "high": flow / one["low"]}
            yield key | _row(divided, "population", "loads and flow", population)
        if np.isnan(population):
            products = [_times(one, other["low"], other["high"]) for other in persons]
            yield from (key | _row(product, "flow_m3_per_day", "loads and doses", flow) for product in products)


def _solved(answer: pd.DataFrame, over: str) -> Iterator[dict[str, Any]]:
    """Yield the intervals that most rows share of a ratio of printed figures."""
    low, high = (answer[f"{over}_ratio_{end}"].to_numpy(dtype=float) for end in ("low", "high"))
    known = ~np.isnan(low)
    names = answer["substance"].to_numpy()[known]
    for least, most, members in deepest(low[known], high[known]):
        apart = " | ".join(names[~members])
        yield {"low": least, "high": most, "n_rows": len(names), "n_fitting": int(members.sum()), "apart": apart}


def _times(interval: dict[str, Any], low: float, high: float) -> dict[str, Any]:
    """Return an interval times another."""
    return interval | {"low": interval["low"] * low, "high": interval["high"] * high}


def _row(interval: dict[str, Any], quantity: str, basis: str, ours: float) -> dict[str, Any]:
    """Return a row of the table: an interval, what it is of, and whether the value that we compute with lies in it."""
    fits = bool(interval["low"] <= ours <= interval["high"])
    return {**interval, "quantity": quantity, "basis": basis, "unit": _UNITS[quantity], "ours": ours, "ours_fits": fits}
