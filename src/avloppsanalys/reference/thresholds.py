"""Where each quality check draws its line, with the source of the line or the reason for choosing it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from avloppsanalys.errors import UnknownNameError
from avloppsanalys.reference.datafiles import read_rows
from avloppsanalys.reference.sources import Status, citation

__all__ = ["Threshold", "threshold", "thresholds"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """One limit of one check: ``low`` and ``high`` bound what passes, other names say what the check needs."""

    check: str
    name: str
    value: float
    unit: str
    source: str
    locator: str
    status: Status
    note: str


@cache
def thresholds() -> tuple[Threshold, ...]:
    """Return every limit of the quality checks.

    Returns
    -------
    tuple of Threshold

    Examples
    --------
    >>> [(row.check, row.name, row.value, row.unit) for row in thresholds()][:2]
    [('QUA001', 'low', 23.0, 'h'), ('QUA001', 'high', 25.0, 'h')]
    """
    return tuple(
        Threshold(check=row["check"], name=row["name"], value=float(row["value"]), unit=row["unit"], **citation(row))
        for row in read_rows("thresholds.csv")
    )


def threshold(check: str, name: str) -> float:
    """Return the value of one limit.

    Parameters
    ----------
    check : str
        Id of the check.
    name : str
        As in `thresholds`.

    Returns
    -------
    float

    Raises
    ------
    UnknownNameError
        If the check has no such limit; near matches are listed.

    Examples
    --------
    >>> threshold("QUA010", "high")
    600.0
    """
    values = {f"{row.check} {row.name}": row.value for row in thresholds()}
    try:
        return values[f"{check} {name}"]
    except KeyError:
        raise UnknownNameError("threshold", f"{check} {name}", values) from None
