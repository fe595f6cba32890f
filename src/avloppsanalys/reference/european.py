"""How a plant is set beside the towns of EUDA's file, and how much one week a year wanders in one town."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from avloppsanalys.errors import UnknownNameError
from avloppsanalys.reference.datafiles import read_rows
from avloppsanalys.reference.sources import Status, citation

__all__ = ["EuropeanFigure", "european_choice", "european_figures", "year_change_percent"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EuropeanFigure:
    """One number behind a comparison with EUDA's towns; `residue` is ``*`` where it holds for all."""

    key: str
    residue: str
    value: float
    unit: str
    source: str
    locator: str
    status: Status
    note: str


@cache
def european_figures() -> tuple[EuropeanFigure, ...]:
    """Return every number behind a comparison with EUDA's towns.

    Returns
    -------
    tuple of EuropeanFigure

    Examples
    --------
    >>> [(row.key, row.value, row.status) for row in european_figures()][:2]
    [('like_size_factor', 3.0, 'chosen'), ('fewest_towns', 5.0, 'chosen')]
    """
    return tuple(
        EuropeanFigure(
            key=row["key"], residue=row["residue"], value=float(row["value"]), unit=row["unit"], **citation(row)
        )
        for row in read_rows("european.csv")
    )


def european_choice(key: str) -> float:
    """Return one of the project's choices: which towns are of like size, and how many are enough.

    Parameters
    ----------
    key : str
        As in `european_figures`.

    Returns
    -------
    float

    Raises
    ------
    UnknownNameError
        If there is no such choice; near matches are listed.

    Examples
    --------
    >>> european_choice("fewest_towns")
    5.0
    """
    values = {row.key: row.value for row in european_figures() if row.residue == "*"}
    try:
        return values[key]
    except KeyError:
        raise UnknownNameError("choice for the comparison with EUDA's towns", key, values) from None


def year_change_percent(residue: str) -> float:
    """Return how much EUDA's week at one site usually differs from its week the year before.

    Parameters
    ----------
    residue : str
        Canonical name.

    Returns
    -------
    float
        Median of the absolute change [%]; nan for a residue that EUDA does not publish.

    Examples
    --------
    >>> year_change_percent("benzoylecgonine")
    27.0
    """
    found = {row.residue: row.value for row in european_figures() if row.key == "year_change_percent"}
    return found.get(residue, float("nan"))
