"""The numbers that a protocol starts from, each with its source or the reason for choosing it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from avloppsanalys.reference.datafiles import read_rows
from avloppsanalys.reference.sources import Status, citation

__all__ = ["Decision", "decisions"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One number that a protocol has when its file says nothing; for `main_substances`, how many it may name."""

    key: str
    value: float
    unit: str
    source: str
    locator: str
    status: Status
    note: str


@cache
def decisions() -> tuple[Decision, ...]:
    """Return every number that a protocol starts from; those of uncertainty are `components`.

    Returns
    -------
    tuple of Decision

    Examples
    --------
    >>> [(row.key, row.value, row.unit, row.status) for row in decisions()][:2]
    [('interval_level', 0.95, 'fraction', 'chosen'), ('smallest_population', 2500.0, 'persons', 'chosen')]
    """
    return tuple(
        Decision(key=row["key"], value=float(row["value"]), unit=row["unit"], **citation(row))
        for row in read_rows("decisions.csv")
    )
