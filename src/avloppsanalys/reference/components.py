"""Default size of each uncertainty component, for tables that do not bring their own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from avloppsanalys.reference.datafiles import number, read_rows
from avloppsanalys.reference.sources import Status, citation

__all__ = ["ComponentDefault", "components"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentDefault:
    """The relative standard deviation of one uncertainty component, with the range it was chosen from."""

    component: str
    cv: float
    low: float
    high: float
    source: str
    locator: str
    status: Status
    note: str


@cache
def components() -> tuple[ComponentDefault, ...]:
    """Return the default of each uncertainty component, under the names of ``tables.COMPONENT_SCOPES``.

    A figure that a laboratory or a plant gives itself goes before these.

    Returns
    -------
    tuple of ComponentDefault

    Examples
    --------
    >>> [(entry.component, entry.cv, entry.status) for entry in components()][:2]
    [('sampling', 0.1, 'recalled'), ('analysis', 0.15, 'chosen')]
    """
    return tuple(
        ComponentDefault(
            component=row["component"],
            cv=float(row["cv"]),
            low=number(row["low"]),
            high=number(row["high"]),
            **citation(row),
        )
        for row in read_rows("components.csv")
    )
