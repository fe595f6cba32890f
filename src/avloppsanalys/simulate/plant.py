"""One invented plant, simple and small: the tables of a demonstration and the truth behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from avloppsanalys.calendar import Period, period_of
from avloppsanalys.simulate.description import SimulationError
from avloppsanalys.simulate.laboratory import reported
from avloppsanalys.tables import FLOWS, MEASUREMENTS, PLANTS, SYNTHETIC_LAB, TIMEZONE, arrange
from avloppsanalys.uncertainty import log_sd_from_cv

__all__ = ["LITRES_PER_PERSON_AND_DAY", "SimulatedPlant", "SimulatedResidue", "simulate_plant"]

LITRES_PER_PERSON_AND_DAY: Final = 260.0
"""Flow per person of the invented plant [L/person/day]; Lidköping had 256-263 in 2020."""

_DAYS_PER_YEAR: Final = 365.25


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedResidue:
    """The truth of one residue at an invented plant.

    Parameters
    ----------
    level : float
        Mean load of a median week in the first year [mg/day/1000 persons].
    day_log_sd, week_log_sd : float
        Scatter between days of a week and between weeks, on the log scale [-].
    weekend_ratio : float
        Load on Friday to Monday over that on Tuesday to Thursday [-].
    change_per_year : float
        Steady change [fraction per year]; 0.25 is an increase by a quarter.
    loq_ng_per_l : float
        Limit of quantification [ng/L]; what lies below it is reported so.
    """

    level: float
    day_log_sd: float = 0.25
    week_log_sd: float = 0.15
    weekend_ratio: float = 1.0
    change_per_year: float = 0.0
    loq_ng_per_l: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedPlant:
    """Tables as a laboratory and a plant would give them, and the truth behind them.

    Attributes
    ----------
    measurements, flows, plants : pandas.DataFrame
        Tables of those names.
    truth : pandas.DataFrame
        One row a residue and day: `residue`, `date`, `load_mg_per_day_per_1000` [mg/day/1000 persons].
    """

    measurements: pd.DataFrame
    flows: pd.DataFrame
    plants: pd.DataFrame
    truth: pd.DataFrame

    def true_means(self, period: str = "quarter") -> pd.DataFrame:
        """Return the realised mean load [mg/day/1000 persons] of all days of each period, by `residue` and `period`."""
        days = self.truth.assign(period=period_of(self.truth["date"].dt.tz_localize(TIMEZONE), period))
        means = days.groupby(["residue", "period"])["load_mg_per_day_per_1000"].mean()
        return means.rename("true_mean").reset_index()


def simulate_plant(
    residues: Mapping[str, SimulatedResidue],
    sampled: pd.DatetimeIndex,
    *,
    first: str,
    last: str,
    rng: np.random.Generator,
    plant: str = "Påhittade verket",
    population: float = 17000,
    sample_cv: float = 0.15,
) -> SimulatedPlant:
    """Invent a plant: each day's load, and what a laboratory would have reported of the sampled days.

    Modelled are level, steady change, weekend, scatter between weeks and between days, the flow from day to day, the
    error of each sample, and a limit of quantification. Not modelled are seasons, events, decay in the sewer and errors
    that samples share.

    Parameters
    ----------
    residues : mapping of str to SimulatedResidue
        Residue name -> its truth.
    sampled : pandas.DatetimeIndex
        Dates on which a 24-hour sample was started at 07:00; each within the simulated periods.
    first, last : str
        First and last period that exist (``"2024K1"``, ``"2026K2"``).
    rng : numpy.random.Generator
        Source of chance; the same state gives the same plant.
    plant : str
        Name of the plant.
    population : float, default 17000
        Connected persons [persons].
    sample_cv : float, default 0.15
        Error of sampling, analysis and flow of one sample together [fraction].

    Returns
    -------
    SimulatedPlant

    Raises
    ------
    SimulationError
        If a sampled date lies outside the periods.

    Notes
    -----
    ``ln load = ln level + ln(1 + change) * years + weekend + week + day - (s_week² + s_day²)/2``, week and day normal.

    Examples
    --------
    >>> made = simulate_plant(
    ...     {"MDMA": SimulatedResidue(level=20.0)}, pd.DatetimeIndex(["2026-08-12"]), first="2026K3", last="2026K3",
    ...     rng=np.random.default_rng(1),
    ... )
    >>> len(made.truth), made.measurements["lab"].tolist()
    (92, ['SYNTETISKA DATA'])
    """
    days = pd.date_range(Period.parse(first).first, Period.parse(last).last, freq="D")
    outside = sampled[~sampled.isin(days)]
    if len(outside):
        raise SimulationError(
            f"{len(outside)} sampled dates lie outside {first}-{last}: {', '.join(map(str, outside[:5].date))}."
        )
    flow = population * LITRES_PER_PERSON_AND_DAY / 1000 * np.exp(rng.normal(0.0, 0.15, len(days)))
    taken = np.flatnonzero(days.isin(sampled))
    start = (days[taken] + pd.Timedelta(hours=7)).tz_localize(TIMEZONE)
    end = (days[taken] + pd.Timedelta(hours=31)).tz_localize(TIMEZONE)
    hours = (end - start).total_seconds().to_numpy() / 3600
    truth, answers = [], []
    for residue, made in residues.items():
        load = _loads(made, days, rng)
        truth.append(pd.DataFrame({"residue": residue, "date": days, "load_mg_per_day_per_1000": load}))
        error = np.exp(rng.normal(0.0, float(log_sd_from_cv(sample_cv)), len(taken)))
        concentration = load[taken] * population / flow[taken] * error
        answer = reported(concentration, made.loq_ng_per_l)
        answers.append(answer.assign(residue=residue, start=start, end=end))
    measured = pd.concat(answers, ignore_index=True).assign(
        plant=plant, report_id="SIM", revision=1, sample_type="sample", lab=SYNTHETIC_LAB, method="SIM", matrix="whole"
    )
    measured["sample_id"] = measured["start"].dt.strftime("S%y%m%d")
    flows = pd.DataFrame(
        {"plant": plant, "start": start, "end": end, "volume_m3": np.round(flow[taken] * hours / 24), "meter": "M1"}
    )
    register = {"plant": plant, "name": plant, "population": population, "population_method": "register"}
    return SimulatedPlant(
        measurements=arrange(measured.sort_values(["start", "residue"], kind="stable"), MEASUREMENTS),
        flows=arrange(flows, FLOWS),
        plants=arrange(pd.DataFrame([register]), PLANTS),
        truth=pd.concat(truth, ignore_index=True),
    )


def _loads(made: SimulatedResidue, days: pd.DatetimeIndex, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Return the load of each day [mg/day/1000 persons]."""
    years = ((days - days[0]) / pd.Timedelta(days=1)).to_numpy(dtype=float) / _DAYS_PER_YEAR
    weekend = np.isin(days.day_of_week, (4, 5, 6, 0))
    weekdays = np.where(weekend, made.weekend_ratio, 1.0) / ((4 * made.weekend_ratio + 3) / 7)
    week = np.unique(days.to_period("W").astype("str"), return_inverse=True)[1]
    weeks = rng.normal(0.0, made.week_log_sd, int(week.max()) + 1)[week]
    each = rng.normal(0.0, made.day_log_sd, len(days))
    centre = (made.week_log_sd**2 + made.day_log_sd**2) / 2
    growth = np.exp(np.log1p(made.change_per_year) * years)
    return np.asarray(made.level * growth * weekdays * np.exp(weeks + each - centre))
