"""How much loads scatter between the days of a week and between weeks, by residue and size of the plant."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import Final, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from avloppsanalys.reference.datafiles import number, read_rows
from avloppsanalys.reference.sources import Status

__all__ = [
    "EXTRAPOLATED_BELOW_PERSONS",
    "CampaignScatter",
    "DayScatter",
    "campaign_scatter",
    "campaign_variability",
    "day_scatter",
    "variability",
]

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

EXTRAPOLATED_BELOW_PERSONS: Final = 20_000
"""Hardly any plant below this size is in the data behind the table."""

_ANY_RESIDUE: Final = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class DayScatter:
    """The coefficient of variation of the days of one week, for one residue (``*``: any other) and size of plant."""

    residue: str
    population_low: float
    population_high: float
    cv_day: float
    prior_df: float
    n: int | None
    source: str
    locator: str
    status: Status
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignScatter:
    """The log standard deviation between weeks for one size of plant, and the degrees of freedom it is worth."""

    population_low: float
    population_high: float
    log_sd: float
    prior_df: float
    source: str
    locator: str
    status: Status
    note: str


@cache
def variability() -> tuple[DayScatter, ...]:
    """Return the scatter between the days of one week, as observed.

    Returns
    -------
    tuple of DayScatter
        `cv_day` is a median over site-weeks and holds sampling, analysis and flow noise; `n` is given where it is
        small.

    Examples
    --------
    >>> [row.cv_day for row in variability() if row.residue == "MDMA"]
    [0.57, 0.53, 0.59, 0.61]
    """
    return tuple(
        DayScatter(
            residue=row["residue"],
            population_low=float(row["population_low"]),
            population_high=float(row["population_high"] or "inf"),
            cv_day=float(row["cv_day"]),
            prior_df=float(row["prior_df"]),
            n=int(row["n"]) if row["n"] else None,
            source=row["source"],
            locator=row["locator"],
            status=cast(Status, row["status"]),
            note=row["note"],
        )
        for row in read_rows("variability.csv")
    )


@cache
def campaign_variability() -> tuple[CampaignScatter, ...]:
    """Return the scatter between weeks that is assumed of a plant that has not shown its own.

    Returns
    -------
    tuple of CampaignScatter

    Examples
    --------
    >>> [(row.population_low, row.log_sd, row.status) for row in campaign_variability()]
    [(0.0, 0.2121, 'chosen'), (50000.0, 0.15, 'chosen')]
    """
    return tuple(
        CampaignScatter(
            population_low=float(row["population_low"]),
            population_high=float(row["population_high"] or "inf"),
            log_sd=float(row["log_sd"]),
            prior_df=number(row["prior_df"]),
            source=row["source"],
            locator=row["locator"],
            status=cast(Status, row["status"]),
            note=row["note"],
        )
        for row in read_rows("campaign_scatter.csv")
    )


@cache
def _size_classes() -> dict[str, tuple[Floats, Floats, Floats]]:
    """Return residue -> lower bounds of its size classes, and log standard deviation and prior df in each."""
    classes = {}
    for residue in dict.fromkeys(row.residue for row in variability()):
        rows = sorted((row for row in variability() if row.residue == residue), key=lambda row: row.population_low)
        log_sd = [math.sqrt(math.log1p(row.cv_day**2)) for row in rows]
        bounds, dfs = [row.population_low for row in rows], [row.prior_df for row in rows]
        classes[residue] = (np.array(bounds), np.array(log_sd), np.array(dfs))
    return classes


def day_scatter(residues: npt.ArrayLike, populations: npt.ArrayLike) -> tuple[Floats, Floats, Flags]:
    r"""Return how much the days of one week scatter on the log scale, what that is worth, and if it is extrapolated.

    What is returned is the whole observed scatter: sampling, analysis and flow noise are in it.

    Parameters
    ----------
    residues : array_like of str
        Canonical names, shape (n,); one that the table lacks takes its row for any other residue.
    populations : array_like of float
        [persons], shape (n,). An unknown population is taken for that of a small plant, which scatters most.

    Returns
    -------
    log_sd : numpy.ndarray
        [log scale], shape (n,): :math:`\sqrt{\ln(1 + cv^2)}`.
    prior_df : numpy.ndarray
        Degrees of freedom that the tabled scatter is worth for a week not seen, shape (n,).
    extrapolated : numpy.ndarray of bool
        Shape (n,): the plant is smaller than those behind the table, or its size is unknown.

    Examples
    --------
    >>> log_sd, prior_df, extrapolated = day_scatter(["benzoylecgonine", "tramadol"], [88_668, 17_000])
    >>> log_sd.round(3).tolist(), prior_df.tolist(), extrapolated.tolist()
    ([0.312, 0.555], [3.8, 2.0], [False, True])
    """
    persons = np.asarray(populations, dtype=np.float64)
    codes, names = pd.factorize(np.asarray(residues, dtype=object))
    log_sd, prior_df = np.empty(len(codes)), np.empty(len(codes))
    for code, name in enumerate(names):
        rows = codes == code
        lower_bounds, log_sds, dfs = _size_classes().get(name, _size_classes()[_ANY_RESIDUE])
        size = _size_class(persons[rows], lower_bounds)
        log_sd[rows], prior_df[rows] = log_sds[size], dfs[size]
    return log_sd, prior_df, ~(persons >= EXTRAPOLATED_BELOW_PERSONS)


def campaign_scatter(populations: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Return how much weeks scatter on the log scale, and how many degrees of freedom that is worth as a prior.

    Parameters
    ----------
    populations : array_like of float
        [persons], shape (n,). An unknown population is taken for that of a small plant, which scatters most.

    Returns
    -------
    log_sd : numpy.ndarray
        [log scale], shape (n,).
    prior_df : numpy.ndarray
        Shape (n,).

    Examples
    --------
    >>> log_sd, prior_df = campaign_scatter([17_000, 88_668])
    >>> log_sd.tolist(), prior_df.tolist()
    ([0.2121, 0.15], [3.0, 3.0])
    """
    rows = campaign_variability()
    chosen = _size_class(np.asarray(populations, dtype=np.float64), np.array([row.population_low for row in rows]))
    return np.array([row.log_sd for row in rows])[chosen], np.array([row.prior_df for row in rows])[chosen]


def _size_class(persons: Floats, lower_bounds: Floats) -> npt.NDArray[np.intp]:
    """Return the class of each plant; without a size it is in the first."""
    return np.maximum(np.searchsorted(lower_bounds, np.nan_to_num(persons, nan=0.0), side="right") - 1, 0)
