"""How much the days and weeks of a plant scatter: as it has shown itself, or as plants like it do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from avloppsanalys.reference import campaign_scatter, week_model
from avloppsanalys.sampling import excess_sampling_variance, sampler_modes, sampling_parts
from avloppsanalys.tables import LEVELS, check

__all__ = ["PlantScatter", "pooled_scatter", "scatter_of_plants"]

Floats = npt.NDArray[np.float64]

POOLED: Final = " + "


@dataclass(frozen=True, slots=True, kw_only=True)
class PlantScatter:
    """Scatter of one place on the log scale; `basis` is ``own``, ``borrowed``, ``extrapolated`` or ``mixed``."""

    place: str
    population: float
    plants: int
    day_variance: float
    """Of single days of one campaign, errors of the sample included."""
    campaign_variance: float
    weekday_covariance: Floats
    """What is unknown of the weekdays of a plant that has not shown its own, shape (7, 7)."""
    basis: str


def scatter_of_plants(
    residue: str,
    load_mg_per_day_per_1000: float,
    population: Mapping[str, float],
    levels: pd.DataFrame | None = None,
    sampler: tuple[str, float] | None = None,
) -> list[PlantScatter]:
    """Return the scatter of each plant: its own from a table of levels, else that of plants where as much passes.

    Parameters
    ----------
    residue : str
        Canonical name.
    load_mg_per_day_per_1000 : float
        What is usual [mg/day/1000 persons].
    population : mapping of str to float
        Plant -> connected persons [persons].
    levels : pandas.DataFrame, optional
        A `tables.LEVELS` table; the last period of the plant and residue with a scatter counts.
    sampler : tuple of str and float, optional
        Mode and interval [min]: a coarser sampler than usual adds its excess to a borrowed scatter; a plant's own
        scatter holds its sampler's error already.

    Returns
    -------
    list of PlantScatter

    Examples
    --------
    >>> (plant,) = scatter_of_plants("benzoylecgonine", 300.0, {"Exempelverket": 17000.0})
    >>> round(plant.day_variance ** 0.5, 2), round(plant.campaign_variance ** 0.5, 2), plant.basis
    (0.21, 0.21, 'borrowed')
    """
    model = week_model(residue)
    persons = np.array(list(population.values()), dtype=float)
    mass = load_mg_per_day_per_1000 * persons / 1000
    day = model.day_variance(mass)
    if sampler is not None:
        mode, interval = sampler
        own = sampling_parts(sampler_modes(pd.Series([mode], dtype="str")).iloc[0], interval, persons).sampler
        behind = np.maximum(mass, model.mass_low)
        excess = excess_sampling_variance(np.log1p(np.square(own)), persons * behind / mass)
        day = np.maximum(day, model.day_variance(behind) + excess)
    week = np.square(campaign_scatter(persons)[0])
    known = _own(residue, levels)
    found = []
    for place, (name, size) in enumerate(population.items()):  # the few plants of a kommun
        shown = known.get(name)
        borrowed = "extrapolated" if mass[place] < model.mass_low else "borrowed"
        found.append(
            PlantScatter(
                place=name,
                population=float(size),
                plants=1,
                day_variance=float(day[place]) if shown is None else shown[0],
                campaign_variance=float(week[place]) if shown is None else shown[1],
                weekday_covariance=model.spread * float(model.day_variance(mass[place])),
                basis=borrowed if shown is None else "own",
            )
        )
    return found


def pooled_scatter(plants: Sequence[PlantScatter]) -> PlantScatter:
    """Return the scatter of the mean of several plants, each weighted by its persons.

    Days and weeks of different plants are taken as independent; what moves a whole kommun at once is not modelled, and
    would leave less to win.

    Parameters
    ----------
    plants : sequence of PlantScatter
        All sampled on the same days.

    Returns
    -------
    PlantScatter

    Notes
    -----
    With a the share of the persons, the log variance of the mean is near ``sum of a² s²``.

    Examples
    --------
    >>> plants = scatter_of_plants("benzoylecgonine", 300.0, {"Norra": 17000.0, "Södra": 17000.0})
    >>> together = pooled_scatter(plants)
    >>> together.place, round(together.day_variance / plants[0].day_variance, 2)
    ('Norra + Södra', 0.5)
    """
    persons = np.array([plant.population for plant in plants])
    square = np.square(persons / persons.sum())
    bases = {plant.basis for plant in plants}
    return PlantScatter(
        place=POOLED.join(plant.place for plant in plants),
        population=float(persons.sum()),
        plants=len(plants),
        day_variance=float(square @ [plant.day_variance for plant in plants]),
        campaign_variance=float(square @ [plant.campaign_variance for plant in plants]),
        weekday_covariance=np.asarray(
            sum(a * plant.weekday_covariance for a, plant in zip(square, plants, strict=True))
        ),
        basis=bases.pop() if len(bases) == 1 else "mixed",
    )


def _own(residue: str, levels: pd.DataFrame | None) -> dict[str, tuple[float, float]]:
    """Return the variance of days and of campaigns of each plant, as its latest level has them."""
    if levels is None or levels.empty:
        return {}
    check(levels, LEVELS)
    rows = levels[(levels["substance"] == residue) & (levels["quantity"] == "load")]
    rows = rows.dropna(subset=["sd_day", "sd_campaign"]).sort_values("period_start", kind="stable")
    last = rows.groupby("place").tail(1)
    # A level has the error of samples apart from the days; a trend sees both.
    day = np.square(last["sd_day"]) + np.square(last["sd_error"].fillna(0.0))
    pairs = zip(day.tolist(), np.square(last["sd_campaign"]).tolist(), strict=True)
    return dict(zip(last["place"], pairs, strict=True))
