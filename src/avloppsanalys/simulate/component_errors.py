"""Errors of every component, drawn once for each value of its scope: a sample, a plant's meter, a laboratory."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import numpy as np
import numpy.typing as npt

from avloppsanalys.reference import components as reference_components
from avloppsanalys.simulate.description import PlantTruth, SimulationError, per_plant
from avloppsanalys.tables import ALL_COMPONENTS
from avloppsanalys.uncertainty import log_sd_from_cv

__all__ = ["draw_errors"]

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]

_PER_RESIDUE: Final = frozenset({"analysis", "stability", "excretion", "dose"})
_PER_DAY: Final = frozenset({"sampling", "analysis", "flow"})
_WORLDWIDE: Final = frozenset({"lab", "stability", "excretion", "dose"})


def draw_errors(
    truth: PlantTruth, residues: int, plants: int, source: Indices, rng: np.random.Generator
) -> Mapping[str, Floats]:
    """Return the log error of each component, shape (residues, plants, days); shared ones repeat within their scope.

    `source` numbers the source of the population figure on each day.
    """
    days = len(source)
    errors = {}
    for component, log_sd in _log_sds(truth, plants).items():
        own_plants = 1 if component in _WORLDWIDE and truth.one_world else plants
        own_days = days if component in _PER_DAY else int(source.max()) + 1 if component == "population" else 1
        drawn = rng.standard_normal((residues if component in _PER_RESIDUE else 1, own_plants, own_days))
        if component == "population":
            drawn = drawn[:, :, source]
        errors[component] = np.broadcast_to(drawn * log_sd[:, None], (residues, plants, days))
    return MappingProxyType(errors)


def _log_sds(truth: PlantTruth, plants: int) -> dict[str, Floats]:
    """Return the log standard deviation of every component at each plant."""
    given = {entry.component: entry.cv for entry in reference_components()} if truth.components is None else {}
    stated = dict(truth.components or given)
    unknown = sorted(set(stated) - set(ALL_COMPONENTS))
    if unknown:
        raise SimulationError(f"Unknown error components {unknown}; the known ones are {', '.join(ALL_COMPONENTS)}.")
    return {name: log_sd_from_cv(per_plant(stated.get(name, 0.0), plants, name)) for name in ALL_COMPONENTS}
