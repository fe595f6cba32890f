"""The load of each sample, with the interval of that single day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from avloppsanalys.calendar import campaigns
from avloppsanalys.errors import TableError, show_rows
from avloppsanalys.loads.block import blocks
from avloppsanalys.loads.components import LOAD_COMPONENTS, load_components
from avloppsanalys.tables import LOADS, MEASUREMENTS, arrange, check, component_column
from avloppsanalys.uncertainty import lognormal_interval, total_log_sd

__all__ = ["LOAD_COMPONENTS", "daily_loads", "load_per_1000"]

MICROGRAMS_PER_GRAM: Final = 1e6


def load_per_1000(
    concentration: npt.ArrayLike, flow: npt.ArrayLike, population: npt.ArrayLike
) -> npt.NDArray[np.float64]:
    """Return the daily load per 1000 persons.

    Decay in the sewer and what is bound to particles are not modelled.

    Parameters
    ----------
    concentration : array_like
        Concentration of the residue [ng/L = µg/m³], any shape.
    flow : array_like
        Mean flow while the sample was taken [m³/day], broadcast against `concentration`.
    population : array_like
        Connected persons [persons], broadcast against `concentration`.

    Returns
    -------
    numpy.ndarray
        Load [mg/day/1000 persons]: ``concentration * flow / population``.

    Examples
    --------
    >>> float(load_per_1000(234.0, 9350.0, 36000))
    60.775
    """
    product = np.asarray(concentration, dtype=float) * np.asarray(flow, dtype=float)
    return np.asarray(product / np.asarray(population, dtype=float))


def daily_loads(
    joined: pd.DataFrame, *, components: Mapping[str, float] | tuple[()] | None = None, interval_level: float = 0.95
) -> pd.DataFrame:
    """Compute the load of each sample and residue, with the interval of that single day.

    The interval holds how well this day's load is known, not how much days differ: that is the level's. A residue below
    a limit has no load but bounds (`load_low...`, `load_high...`) from that limit and that day's flow.

    Parameters
    ----------
    joined : pandas.DataFrame
        Measurements with `flow_m3_per_day` [m³/day] and `population` [persons], as from `join_samples`.
    components : mapping of str to float, or (), optional
        Coefficient of variation [fraction] of each uncertainty component; by default those of `reference.components`.
        A row's own `analysis_cv`, `flow_cv` or `population_cv` goes before, and where the plant states its sampler that
        of `sampling.sampling_cv`. ``()`` leaves all of them out.
    interval_level : float, default 0.95
        Coverage of `low` and `high`.

    Returns
    -------
    pandas.DataFrame
        A table of loads: one row a row of `joined`, same order, with campaign, block and ``log_sd_<component>``.

    Raises
    ------
    TableError
        If a sample has no flow or no population (all of them are shown), or a component is unknown.

    Notes
    -----
    ``load = concentration * flow / population``; the interval is ``load * exp(±z * sqrt(sum of log_sd²))``.

    Examples
    --------
    >>> import pandas as pd
    >>> joined = pd.DataFrame({
    ...     "plant": ["Lidköping"], "sample_id": ["1"], "residue": ["benzoylecgonine"],
    ...     "start": [pd.Timestamp("2020-10-06 07:00", tz="Europe/Stockholm")],
    ...     "end": [pd.Timestamp("2020-10-07 07:00", tz="Europe/Stockholm")],
    ...     "concentration_ng_per_l": [234.0], "flow_m3_per_day": [9350.0], "population": [36000],
    ... })
    >>> daily_loads(joined, components=())["load_mg_per_day_per_1000"].tolist()
    [60.775]
    """
    check(joined, MEASUREMENTS)
    _refuse_missing(joined)
    population = joined["population"].to_numpy(dtype=float)
    loads = joined.assign(campaign=campaigns(joined["plant"], joined["start"]))
    for column, source in _CONCENTRATIONS.items():
        concentration = loads[source if source in loads.columns else "concentration_ng_per_l"]
        loads[column] = load_per_1000(concentration, loads["flow_m3_per_day"], population)
    loads["load_g_per_day"] = loads["load_mg_per_day_per_1000"] * population / MICROGRAMS_PER_GRAM
    loads["block"] = blocks(joined)
    for name, found in load_components(joined, components).items():
        loads[component_column(name)] = found.log_sd
    spread = total_log_sd(loads, LOAD_COMPONENTS)
    low, high = lognormal_interval(loads["load_mg_per_day_per_1000"], spread, interval_level)
    return arrange(loads.assign(low=low, high=high, interval_level=interval_level), LOADS)


_CONCENTRATIONS: Final = {
    "load_mg_per_day_per_1000": "concentration_ng_per_l",
    "load_low_mg_per_day_per_1000": "concentration_low_ng_per_l",
    "load_high_mg_per_day_per_1000": "concentration_high_ng_per_l",
}


def _refuse_missing(joined: pd.DataFrame) -> None:
    """Raise if a sample has no flow or population: a missing load would travel on as an empty number."""
    for column, remedy in (("flow_m3_per_day", "flow"), ("population", "population")):
        if column not in joined.columns:
            raise TableError(f"Column {column!r} is missing; join_samples(lab, flows, plants) adds it.")
        without = ~(joined[column] > 0)
        if without.any():
            missing = joined[without].drop_duplicates(["plant", "sample_id"])
            raise TableError(
                f"{len(missing)} samples have no {remedy}. Give it, or leave the rows out with"
                f" joined[joined[{column!r}] > 0]:\n{show_rows(missing[['plant', 'sample_id', 'start']])}"
            )
