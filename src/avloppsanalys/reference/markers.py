"""What each way of counting persons is worth, and how much of a marker one person gives in a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal, cast

from avloppsanalys.errors import UnknownNameError
from avloppsanalys.reference.datafiles import number, read_rows
from avloppsanalys.reference.sources import Status, citation

__all__ = ["PopulationFigure", "marker_per_person", "population_figures", "population_log_sds"]

PopulationQuantity = Literal["log_sd", "g_per_person_per_day"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PopulationFigure:
    """One number on one way of counting persons: its spread on the log scale, or a marker's load per person."""

    method: str
    quantity: PopulationQuantity
    value: float
    low: float
    high: float
    source: str
    locator: str
    status: Status
    note: str


@cache
def population_figures() -> tuple[PopulationFigure, ...]:
    """Return what is known of each way of counting persons.

    Returns
    -------
    tuple of PopulationFigure

    Examples
    --------
    >>> [row.value for row in population_figures() if row.quantity == "g_per_person_per_day"]
    [70.0, 60.0, 7.45]
    """
    return tuple(
        PopulationFigure(
            method=row["method"],
            quantity=cast(PopulationQuantity, row["quantity"]),
            value=float(row["value"]),
            low=number(row["low"]),
            high=number(row["high"]),
            **citation(row),
        )
        for row in read_rows("population_markers.csv")
    )


@cache
def population_log_sds() -> Mapping[str, float]:
    """Return the spread of each way of counting persons on the log scale, by method.

    Returns
    -------
    mapping of str to float
        [-]; read-only.

    Examples
    --------
    >>> population_log_sds()["register"]
    0.1
    """
    return MappingProxyType({row.method: row.value for row in population_figures() if row.quantity == "log_sd"})


def marker_per_person(marker: str) -> float:
    """Return how much of a marker one person gives in a day.

    Parameters
    ----------
    marker : str
        ``BOD7``, ``BOD5`` or ``NH4-N``.

    Returns
    -------
    float
        [g/person/day]

    Raises
    ------
    UnknownNameError
        If there is no such marker; near matches are listed.

    Examples
    --------
    >>> marker_per_person("BOD7"), marker_per_person("BOD5")
    (70.0, 60.0)
    """
    loads = {row.method: row.value for row in population_figures() if row.quantity == "g_per_person_per_day"}
    try:
        return loads[marker]
    except KeyError:
        raise UnknownNameError("population marker", marker, loads) from None
