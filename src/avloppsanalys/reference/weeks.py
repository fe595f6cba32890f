"""How loads go through the week and how much days and weeks scatter, by residue and size of the plant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from avloppsanalys.reference.datafiles import read_rows
from avloppsanalys.reference.sources import Status, citation

__all__ = [
    "ANY_RESIDUE",
    "WEEKDAYS",
    "WeekCitation",
    "WeekModel",
    "campaign_scatter",
    "week_citations",
    "week_model",
    "week_models",
]

Floats = npt.NDArray[np.float64]

WEEKDAYS: Final = 7
ANY_RESIDUE: Final = "*"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WeekModel:
    """What is known of the days of a week at a plant that has not shown its own.

    Attributes
    ----------
    log_factors : numpy.ndarray
        Log of each weekday's load over that of its week's mean, Monday first, shape (7,).
    spread : numpy.ndarray
        Covariance between sites of those logs, in units of the day variance, shape (7, 7).
    intercept, slope : float
        The log variance of days is ``intercept + slope * ln(mass in mg/day)``.
    prior_df : float
        Degrees of freedom that it is worth for a week not seen.
    mass_low : float
        Mass [mg/day] under which hardly any plant lies behind the line.
    """

    log_factors: Floats
    spread: Floats
    intercept: float
    slope: float
    prior_df: float
    mass_low: float

    def day_variance(self, mass: npt.ArrayLike) -> Floats:
        """Return the log variance of days where `mass` [mg/day] passes, errors of samples included."""
        return np.asarray(np.exp(self.intercept + self.slope * np.log(np.asarray(mass, dtype=float))))


@cache
def week_models() -> Mapping[str, WeekModel]:
    """Return the model of each residue in the tables; ``*`` stands for every other one.

    Returns
    -------
    mapping of str to WeekModel
        Read-only.

    Examples
    --------
    >>> model = week_models()["benzoylecgonine"]
    >>> float(np.exp(model.log_factors).mean().round(3)), float(model.day_variance(1000.0).round(2))
    (1.0, 0.09)
    """
    spreads: dict[str, Floats] = {}
    for row in read_rows("weekday_spread.csv"):
        matrix = spreads.setdefault(row["residues"], np.zeros((WEEKDAYS, WEEKDAYS)))
        matrix[int(row["weekday_a"]) - 1, int(row["weekday_b"]) - 1] = float(row["covariance"])
    factors: dict[str, Floats] = {}
    for row in read_rows("weekday.csv"):
        factors.setdefault(row["residue"], np.zeros(WEEKDAYS))[int(row["weekday"]) - 1] = float(row["log_factor"])
    models = {
        row["residue"]: WeekModel(
            log_factors=factors[row["residue"]],
            spread=spreads.get(row["residue"], spreads["known"]),
            intercept=float(row["log_variance_intercept"]),
            slope=float(row["log_variance_slope"]),
            prior_df=float(row["prior_df"]),
            mass_low=float(row["mass_low_mg_per_day"]),
        )
        for row in read_rows("day_scatter.csv")
    }
    for model in models.values():
        model.log_factors.setflags(write=False)
        model.spread.setflags(write=False)
    return MappingProxyType(models)


def week_model(residue: str) -> WeekModel:
    """Return the model of a residue, or that of any other one.

    Parameters
    ----------
    residue : str
        Canonical name.

    Returns
    -------
    WeekModel
    """
    return week_models().get(residue, week_models()[ANY_RESIDUE])


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekCitation:
    """Where a number of the tables of weeks comes from."""

    source: str
    status: Status


def week_citations(
    table: Literal["weekday", "weekday_spread", "day_scatter", "campaign_scatter"],
) -> list[WeekCitation]:
    """Return the sources of one table of weeks, each once.

    Parameters
    ----------
    table : str
        ``weekday``, ``weekday_spread``, ``day_scatter`` or ``campaign_scatter``.

    Returns
    -------
    list of WeekCitation

    Examples
    --------
    >>> [found.status for found in week_citations("weekday")]
    ['derived', 'chosen']
    """
    found = [citation(row) for row in read_rows(f"{table}.csv")]
    told = dict.fromkeys((one["source"], one["status"]) for one in found)
    return [WeekCitation(source=source, status=status) for source, status in told]


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
    ([0.2121, 0.15], [5.0, 5.0])
    """
    rows = read_rows("campaign_scatter.csv")
    bounds = np.array([float(row["population_low"]) for row in rows])
    persons = np.nan_to_num(np.asarray(populations, dtype=np.float64), nan=0.0)
    size = np.maximum(np.searchsorted(bounds, persons, side="right") - 1, 0)
    log_sd, prior_df = (np.array([float(row[name]) for row in rows]) for name in ("log_sd", "prior_df"))
    return log_sd[size], prior_df[size]
