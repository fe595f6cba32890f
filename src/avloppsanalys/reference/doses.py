"""Sizes of a dose: every one that a factor set or a published Swedish figure uses."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from avloppsanalys.reference.datafiles import read_rows
from avloppsanalys.reference.sources import Status, citation

__all__ = ["DoseDefinition", "dose_definitions"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseDefinition:
    """What someone calls one dose of a drug."""

    drug: str
    dose_mg: float
    basis: str
    source: str
    locator: str
    status: Status
    note: str


@cache
def dose_definitions(drug: str) -> tuple[DoseDefinition, ...]:
    """Return the sizes that a dose of a drug has been given, each once, with the best confirmed source of it.

    Parameters
    ----------
    drug : str
        A drug; one without any dose gives none.

    Returns
    -------
    tuple of DoseDefinition
        In rising order of size.

    Examples
    --------
    >>> [(dose.dose_mg, dose.source) for dose in dose_definitions("cannabis")]
    [(125.0, 'rise_mariehamn_2019'), (1000.0, 'drugnews_karlshamn_2016')]
    """
    known: dict[float, DoseDefinition] = {}
    for row in (*read_rows("doses.csv"), *read_rows("dose_definitions.csv")):
        size = float(row["dose_mg"])
        if row["drug"] == drug and (size not in known or known[size].status == "recalled"):
            known[size] = DoseDefinition(drug=drug, dose_mg=size, basis=row["basis"], **citation(row))
    return tuple(known[size] for size in sorted(known))
