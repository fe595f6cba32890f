"""What is assumed of a plant's sampler and of the pulses of residue that reach it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from avloppsanalys.errors import UnknownNameError
from avloppsanalys.reference.datafiles import number, read_rows
from avloppsanalys.reference.sources import Status, citation

__all__ = ["SamplerAssumption", "sampler_assumption", "sampler_assumptions"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplerAssumption:
    """One number behind a sampler's error; `quantity` carries the unit, `low` and `high` are nan without a range."""

    quantity: str
    value: float
    low: float
    high: float
    source: str
    locator: str
    status: Status
    note: str


@cache
def sampler_assumptions() -> tuple[SamplerAssumption, ...]:
    """Return every number that the sampling error rests on.

    Returns
    -------
    tuple of SamplerAssumption

    Examples
    --------
    >>> [(row.quantity, row.value) for row in sampler_assumptions()][:2]
    [('pulses_per_dose', 4.0), ('pulse_length_min', 2.0)]
    """
    return tuple(
        SamplerAssumption(
            quantity=row["quantity"],
            value=float(row["value"]),
            low=number(row["low"]),
            high=number(row["high"]),
            **citation(row),
        )
        for row in read_rows("sampler.csv")
    )


def sampler_assumption(quantity: str) -> float:
    """Return the value of one assumption.

    Parameters
    ----------
    quantity : str
        As in `sampler_assumptions`; it carries the unit.

    Returns
    -------
    float

    Raises
    ------
    UnknownNameError
        If there is no such quantity; near matches are listed.

    Examples
    --------
    >>> sampler_assumption("pulse_length_min")
    2.0
    """
    values = {row.quantity: row.value for row in sampler_assumptions()}
    try:
        return values[quantity]
    except KeyError:
        raise UnknownNameError("sampler assumption", quantity, values) from None
