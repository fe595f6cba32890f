"""The uncertainty components of a load: how large each is for each row, and where that figure comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from avloppsanalys.errors import TableError
from avloppsanalys.population import counting_methods, population_log_sd
from avloppsanalys.reference import components as reference_components
from avloppsanalys.sampling import sampling_cv
from avloppsanalys.tables import ALL_COMPONENTS, LOADS, component_column
from avloppsanalys.uncertainty import log_sd_from_cv

__all__ = ["LOAD_COMPONENTS", "LoadComponent", "load_components"]

Floats = npt.NDArray[np.float64]

LOAD_COMPONENTS: Final = tuple(name for name in ALL_COMPONENTS if component_column(name) in LOADS.columns)
"""The components that a load has; excretion and dose come with consumption."""

# A row's own figure, as the laboratory or the plant gave it, goes before the component's general one.
_OWN_FIGURES: Final = {"analysis": "analysis_cv", "flow": "flow_cv", "population": "population_cv"}


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadComponent:
    """One component of each row."""

    cv: Floats
    """Coefficient of variation [fraction]; missing where the spread was read as a log standard deviation."""
    log_sd: Floats
    basis: npt.NDArray[Any]
    """Where it comes from: ``general``, ``own`` (the row's own figure), ``sampler`` or ``counting`` (of persons)."""


def load_components(
    joined: pd.DataFrame, components: Mapping[str, float] | tuple[()] | None
) -> dict[str, LoadComponent]:
    """Return each component that was asked for, with its size and its source in each row.

    Parameters
    ----------
    joined : pandas.DataFrame
        As for `daily_loads`.
    components : mapping of str to float, or (), or None
        As for `daily_loads`.

    Returns
    -------
    dict of str to LoadComponent
        By name; empty for ``()``.

    Raises
    ------
    TableError
        If a component is unknown.
    """
    if components is None:
        components = {default.component: default.cv for default in reference_components()}
    elif not components:
        return {}
    general = dict(components)
    unknown = sorted(set(general) - set(ALL_COMPONENTS))
    if unknown:
        raise TableError(f"Unknown uncertainty components {unknown}; the known ones are {', '.join(ALL_COMPONENTS)}.")
    return {name: _component(joined, name, general) for name in LOAD_COMPONENTS}


def _component(joined: pd.DataFrame, name: str, general: Mapping[str, float]) -> LoadComponent:
    """Return one component of each row."""
    cv = np.full(len(joined), general.get(name, 0.0))
    basis = np.full(len(joined), "general", dtype=object)
    own = _OWN_FIGURES.get(name)
    if own in joined.columns:
        stated = joined[own].astype(float)
        cv, basis = stated.fillna(general.get(name, 0.0)).to_numpy(), np.where(stated.notna(), "own", basis)
    if name == "sampling" and "sampler_mode" in joined.columns:
        found = sampling_cv(joined, general.get(name, 0.0))
        cv, basis = found["sampling_cv"].to_numpy(), found["sampling_basis"].to_numpy(dtype=object)
    log_sd = log_sd_from_cv(cv)
    if name == "population" and name in general and "population_method" in joined.columns:
        by_method, counted = _counted(joined)
        log_sd, cv = np.where(counted, by_method, log_sd), np.where(counted, np.nan, cv)
        basis = np.where(counted, "counting", basis)
    return LoadComponent(cv=cv, log_sd=np.asarray(log_sd), basis=basis)


def _counted(joined: pd.DataFrame) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Return the spread of the population figures by way of counting, and which have it: not those of a register.

    A figure that comes with its own uncertainty keeps it, and so does one whose way of counting nobody knows.
    """
    code, different = pd.factorize(joined["population_method"], use_na_sentinel=False)
    methods = pd.Series(different, dtype="str")
    by_method, known = population_log_sd(methods)
    register = (counting_methods(methods) == "register").to_numpy()
    stated = joined["population_cv"].notna().to_numpy() if "population_cv" in joined.columns else False
    return by_method[code], np.asarray((known & ~register)[code] & ~np.asarray(stated))
