"""What is true of invented plants and of the residues in their water: the description that a simulation starts from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from avloppsanalys.errors import AvloppsanalysError

__all__ = ["PlantTruth", "ResidueTruth", "SimulationError", "per_plant", "refuse_outside"]

Floats = npt.NDArray[np.float64]


class SimulationError(AvloppsanalysError, ValueError):
    """Plants that cannot be simulated as asked."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ResidueTruth:
    """The truth of one residue at one plant or, with one number a plant, at many.

    Dates are texts (``"2026-08-12"``). What is left None is drawn anew for each plant.

    Parameters
    ----------
    residue : str
        Canonical name; the scatter and the week are looked up under it.
    level : array_like
        Load of the median day of an average weekday at the start [mg/day/1000 persons].
    campaign_log_sd : array_like, optional
        Scatter between weeks on the log scale [-]. Drawn: median .15, nine in ten between .05 and .30.
    day_log_sd : array_like, optional
        Scatter between days of a week on the log scale [-]. Drawn: around the tabled one, see `scatter_spread`.
    scatter_factor : float, default 1
        How much larger all drawn `day_log_sd` are than the tabled one; 1.3 is 30 % above the table.
    scatter_spread : float, default 1.5
        How much wider the drawn `day_log_sd` lie about their median than the table's own degrees of freedom say.
    weekday_factors : tuple of 7 float, optional
        Load of Monday to Sunday at every plant, scaled to mean 1; ``(1,) * 7`` for none. By default the tabled ones,
        from which each plant departs by a draw.
    weekday_spread : float, default 1
        How much the plants depart from the tabled factors, over the tabled spread between sites; 0 for not at all.
    season_log_amplitude : float, default 0
        Half the distance between the year's high and low on the log scale [-].
    season_peak : int, default 196
        Day of the year with the most [1-366]; 196 is the middle of July.
    events : mapping of str to float
        Date -> factor on the load of that one day.
    steps : mapping of str to float
        Date -> factor on the load from that day on.
    change_per_year : array_like, default 0
        Steady change [fraction per year].
    loq_ng_per_l : array_like, default 1
        Limit of quantification at the start [ng/L].
    below_loq_share : array_like, optional
        Instead of `loq_ng_per_l`: the share of all days that lies below it at the start [fraction].
    loq_changes : mapping of str to float
        Date -> factor on the limit from that day on; below 1 where the laboratory gets better.
    """

    residue: str
    level: npt.ArrayLike
    campaign_log_sd: npt.ArrayLike | None = None
    day_log_sd: npt.ArrayLike | None = None
    scatter_factor: float = 1.0
    scatter_spread: float = 1.5
    weekday_factors: tuple[float, ...] | None = None
    weekday_spread: float = 1.0
    season_log_amplitude: float = 0.0
    season_peak: int = 196
    events: Mapping[str, float] = field(default_factory=dict)
    steps: Mapping[str, float] = field(default_factory=dict)
    change_per_year: npt.ArrayLike = 0.0
    loq_ng_per_l: npt.ArrayLike = 1.0
    below_loq_share: npt.ArrayLike | None = None
    loq_changes: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PlantTruth:
    """The truth of one plant or, with one number a plant, of many.

    Parameters
    ----------
    population : array_like
        Connected persons at the start [persons]; one number a plant says how many plants there are.
    population_changes : mapping of str to float
        Date -> factor on the persons from that day on; the register is updated on the same day.
    source_changes : mapping of str to str
        Date -> the source of the register figure (`population_method`) from that day on; each source has its own error.
    flow_log_sd : float, default 0.15
        Scatter of the true flow between days on the log scale [-].
    components : mapping of str to array_like, optional
        Coefficient of variation [fraction] of each error, one or one a plant, by the names of
        `tables.COMPONENT_SCOPES`. By default those of `reference.components`; a component that is left out is 0.
    one_world : bool, default True
        Whether all plants share one laboratory, one sewer chemistry and one set of factors, as the plants of a country
        do. False gives each plant its own: independent repetitions, as a test of coverage needs.
    """

    population: npt.ArrayLike
    population_changes: Mapping[str, float] = field(default_factory=dict)
    source_changes: Mapping[str, str] = field(default_factory=dict)
    flow_log_sd: float = 0.15
    components: Mapping[str, npt.ArrayLike] | None = None
    one_world: bool = True


def per_plant(values: npt.ArrayLike, plants: int, name: str, *, above: float = -np.inf) -> Floats:
    """Return one number a plant, each `above` a bound."""
    given = np.asarray(values, dtype=float)
    if given.shape not in ((), (1,), (plants,)):
        raise SimulationError(f"{name} holds {given.size} numbers; give one, or one for each of {plants} plants.")
    if not (given > above).all():
        raise SimulationError(f"{name} must lie above {above:g}; {int((~(given > above)).sum())} numbers do not.")
    return np.broadcast_to(given, plants)


def refuse_outside(dates: Iterable[str], days: pd.DatetimeIndex, what: str) -> None:
    """Raise if a date is none of the simulated days: it would be passed over in silence."""
    outside = [date for date in dates if not days[0] <= pd.Timestamp(date) <= days[-1]]
    if outside:
        span = f"{days[0]:%Y-%m-%d} to {days[-1]:%Y-%m-%d}"
        raise SimulationError(f"{len(outside)} {what} lie outside {span}: {', '.join(outside[:5])}.")
