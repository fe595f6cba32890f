"""Many invented plants at once: the truth of every day, and the tables that a laboratory and the plants would give."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from avloppsanalys.calendar import Period, period_of
from avloppsanalys.simulate.component_errors import draw_errors
from avloppsanalys.simulate.description import PlantTruth, ResidueTruth, SimulationError, per_plant, refuse_outside
from avloppsanalys.simulate.pattern import dated_factors, expected_log_load
from avloppsanalys.simulate.plant import LITRES_PER_PERSON_AND_DAY
from avloppsanalys.simulate.records import flow_table, measurement_table, register_table, samples_taken
from avloppsanalys.simulate.scatter import draw_scatter
from avloppsanalys.tables import TIMEZONE

__all__ = ["SimulatedPlants", "simulate_plants"]

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.intp]

_FIRST_SOURCE: Final = "register"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SimulatedPlants:
    """Tables as a laboratory and plants would give them, and the truth behind them.

    Attributes
    ----------
    measurements, flows, plants : pandas.DataFrame
        Tables of those names; every measurement bears the stamp.
    residues, names : tuple of str
        Of the first and the second axis of the arrays.
    days : pandas.DatetimeIndex
        Of the third: Swedish dates.
    load : numpy.ndarray
        True load of every day [mg/day/1000 persons], shape (residues, plants, days).
    population : numpy.ndarray
        True number of persons, shape (plants, days).
    campaign_log_sd, day_log_sd : numpy.ndarray
        True scatter between weeks and between days [-], shape (residues, plants).
    errors : mapping of str to numpy.ndarray
        Log error of each component [-], shape (residues, plants, days): a measured load is the true one times
        ``exp(sampling + analysis + lab + stability + flow + meter - population)``, and a consumption or number of doses
        computed with the nominal factor is off by ``exp(excretion)`` and ``exp(excretion + dose)`` more.
    """

    measurements: pd.DataFrame
    flows: pd.DataFrame
    plants: pd.DataFrame
    residues: tuple[str, ...]
    names: tuple[str, ...]
    days: pd.DatetimeIndex
    load: Floats
    population: Floats
    campaign_log_sd: Floats
    day_log_sd: Floats
    errors: Mapping[str, Floats]

    def truth(self) -> pd.DataFrame:
        """Return `plant`, `residue`, `date` and `load_mg_per_day_per_1000` of every day [mg/day/1000 persons]."""
        index = pd.MultiIndex.from_product([self.residues, self.names, self.days], names=["residue", "plant", "date"])
        table = pd.DataFrame({"load_mg_per_day_per_1000": self.load.ravel()}, index=index).reset_index()
        return table[["plant", "residue", "date", "load_mg_per_day_per_1000"]]

    def true_means(self, period: str = "quarter") -> pd.DataFrame:
        """Return `true_mean` [mg/day/1000 persons]: of all days of each period, by `plant`, `residue` and `period`."""
        periods = period_of(pd.Series(self.days).dt.tz_localize(TIMEZONE), period)
        code, names = pd.factorize(periods)
        inside = code[:, None] == np.arange(len(names))  # a day outside a named period is in none
        means = self.load @ (inside / inside.sum(axis=0))
        index = pd.MultiIndex.from_product([self.residues, self.names, names], names=["residue", "plant", "period"])
        table = pd.DataFrame({"true_mean": means.ravel()}, index=index).reset_index()
        return table[["plant", "residue", "period", "true_mean"]]


def simulate_plants(
    residues: Sequence[ResidueTruth],
    plants: PlantTruth,
    sampled: pd.DatetimeIndex | Flags,
    *,
    first: str,
    last: str,
    rng: np.random.Generator,
) -> SimulatedPlants:
    """Invent plants: the load of each residue on each day, and what a laboratory would have reported.

    Modelled are level, steady change, steps, events, season, weekday; scatter between weeks and between days that
    differs from plant to plant; the true flow and persons; every component of error, drawn once for each value of its
    scope; a limit of quantification that may be lowered. Not modelled are weeks or days that follow on each other, a
    scatter that residues share, a week that changes its shape, and errors that depend on the flow.

    Parameters
    ----------
    residues : sequence of ResidueTruth
        One a residue, each name once.
    plants : PlantTruth
        The plants behind them.
    sampled : pandas.DatetimeIndex or numpy.ndarray of bool
        Dates on which every plant took a 24-hour sample from 07:00, or whether each plant did so on each day, shape
        (plants, days).
    first, last : str
        First and last period that exist (``"2024K1"``, ``"2026K2"``).
    rng : numpy.random.Generator
        Source of chance; the same state gives the same plants.

    Returns
    -------
    SimulatedPlants

    Raises
    ------
    SimulationError
        If a date lies outside the periods, a residue occurs twice, shapes do not fit, or a component is unknown.

    Notes
    -----
    ``ln load = ln level + growth * years + weekday + season + events and steps + week + day``; weeks normal, days t(5)
    of unit variance cut at 4 standard deviations, weekdays as tabled with each plant's own departure.

    Examples
    --------
    >>> made = simulate_plants(
    ...     [ResidueTruth(residue="MDMA", level=20.0)], PlantTruth(population=[1000, 17_000]),
    ...     pd.DatetimeIndex(["2026-08-12"]), first="2026K3", last="2026K3", rng=np.random.default_rng(1),
    ... )
    >>> made.load.shape, made.measurements["lab"].unique().tolist()
    ((1, 2, 92), ['SYNTETISKA DATA'])
    """
    days = pd.date_range(Period.parse(first).first, Period.parse(last).last, freq="D")
    count = np.size(plants.population)
    start = per_plant(plants.population, count, "population", above=0)
    names = tuple(f"Påhittade verket {number}" for number in range(1, count + 1))
    samples = samples_taken(names, days, _taken(sampled, days, count))
    _refuse_repeated(residues)

    population = start[:, None] * dated_factors(plants.population_changes, days, lasting=True)
    scatters = [draw_scatter(truth, days, start, rng) for truth in residues]
    medians = [expected_log_load(truth, days, count) for truth in residues]
    load = np.exp(np.stack([median + drawn.deviation for median, drawn in zip(medians, scatters, strict=True)]))
    rhythm = np.exp(rng.normal(0.0, plants.flow_log_sd, (count, len(days))))
    flow = population * LITRES_PER_PERSON_AND_DAY / 1000 * rhythm
    sources = _sources(plants, days)
    errors = draw_errors(plants, len(residues), count, pd.factorize(sources)[0], rng)

    log_error = errors["sampling"] + errors["analysis"] + errors["lab"] + errors["stability"]
    concentration = load * population / flow * np.exp(log_error)
    metered = flow * np.exp(errors["flow"][0] + errors["meter"][0])
    registered = population * np.exp(errors["population"][0])
    method = "SIM" if plants.one_world else "SIM " + (samples["row"] + 1).astype("str")
    return SimulatedPlants(
        measurements=measurement_table(residues, concentration, days, samples.assign(method=method)),
        flows=flow_table(metered, samples),
        plants=register_table(names, registered, days, _changed(plants, days), sources),
        residues=tuple(truth.residue for truth in residues),
        names=names,
        days=days,
        load=load,
        population=population,
        campaign_log_sd=np.stack([drawn.campaign_log_sd for drawn in scatters]),
        day_log_sd=np.stack([drawn.day_log_sd for drawn in scatters]),
        errors=errors,
    )


def _taken(sampled: pd.DatetimeIndex | Flags, days: pd.DatetimeIndex, plants: int) -> Flags:
    """Return whether each plant took a sample on each day."""
    shape = (plants, len(days))
    if not isinstance(sampled, pd.DatetimeIndex):
        if sampled.shape != shape:
            raise SimulationError(f"sampled has shape {sampled.shape}; with these plants and days it must be {shape}.")
        return sampled
    refuse_outside(sampled.strftime("%Y-%m-%d"), days, "sampled dates")
    return np.broadcast_to(days.isin(sampled), shape)


def _refuse_repeated(residues: Sequence[ResidueTruth]) -> None:
    """Raise if a residue occurs twice: its rows could not be told apart."""
    counts = Counter(truth.residue for truth in residues)
    repeated = [name for name, times in counts.items() if times > 1]
    if repeated:
        raise SimulationError(f"{len(repeated)} residues are given more than once: {', '.join(repeated)}.")


def _sources(plants: PlantTruth, days: pd.DatetimeIndex) -> npt.NDArray[np.object_]:
    """Return the source of the population figure on each day."""
    refuse_outside(plants.source_changes, days, "dates of changed sources")
    sources = np.full(len(days), _FIRST_SOURCE, dtype=object)
    for date, source in sorted(plants.source_changes.items()):
        sources[days >= pd.Timestamp(date)] = source
    return sources


def _changed(plants: PlantTruth, days: pd.DatetimeIndex) -> Indices:
    """Return the numbers of the days on which the register gets a new row: the first, and each change."""
    dates = pd.DatetimeIndex([days[0], *plants.population_changes, *plants.source_changes])
    return np.flatnonzero(days.isin(dates))
