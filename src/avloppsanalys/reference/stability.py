"""How residues change in the sewer and in the sample, and how much of them sits on solids."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from avloppsanalys.reference.datafiles import number, read_rows
from avloppsanalys.reference.sources import Status, citation

__all__ = ["Stability", "stability"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stability:
    """One figure on one residue; nan where the source gives only a bound or a range, or no temperature."""

    residue: str
    quantity: str
    value: float
    low: float
    high: float
    temperature_c: float
    matrix: str
    source: str
    locator: str
    status: Status
    note: str


@cache
def stability() -> tuple[Stability, ...]:
    """Return what is known of the stability of residues.

    Sources disagree on some residues (amphetamine with sewer biofilm); each figure has its own row.

    Returns
    -------
    tuple of Stability
        `quantity` carries the unit: ``half_life_h``, ``relative_change_12h``, ``fraction_on_solids`` ...

    Examples
    --------
    >>> [row.value for row in stability() if (row.residue, row.quantity) == ("6-MAM", "half_life_h")]
    [87.0, 139.0]
    """
    return tuple(
        Stability(
            residue=row["residue"],
            quantity=row["quantity"],
            value=number(row["value"]),
            low=number(row["low"]),
            high=number(row["high"]),
            temperature_c=number(row["temperature_c"]),
            matrix=row["matrix"],
            **citation(row),
        )
        for row in read_rows("stability.csv")
    )
