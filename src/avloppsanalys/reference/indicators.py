"""Other indicators that are set beside the levels, and their units, under the names that files give them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final, Literal, cast

from avloppsanalys.reference.datafiles import number, read_rows
from avloppsanalys.reference.sources import Status, citation

__all__ = [
    "OTHER_INDICATOR",
    "Indicator",
    "IndicatorUnit",
    "find_indicator",
    "find_indicator_unit",
    "indicator_units",
    "indicators",
]

OTHER_INDICATOR: Final = "other"
"""The type of an indicator that is none of ours: it is shown, with a general warning in place of its trap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One kind of indicator; what it measures and its trap are the texts ``indicator.<id>.measures`` and ``.trap``.

    `fixed_unit` says that the name alone settles the unit; `unit` is otherwise only the usual one, and never assumed.
    """

    id: str
    sv: str
    en: str
    aliases: tuple[str, ...]
    unit: str
    fixed_unit: bool
    source: str
    locator: str
    status: Status
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorUnit:
    """One unit: a count, a rate of `per` persons, or an amount; nan where it is no rate."""

    unit: str
    kind: Literal["count", "rate", "amount"]
    per: float
    aliases: tuple[str, ...]


@cache
def indicators() -> tuple[Indicator, ...]:
    """Return every kind of indicator that is known.

    Returns
    -------
    tuple of Indicator

    Examples
    --------
    >>> [one.id for one in indicators()][:2]
    ['reported_offences', 'kolada_n07544']
    """
    return tuple(
        Indicator(
            id=row["id"],
            sv=row["sv"],
            en=row["en"],
            aliases=tuple(row["aliases"].split("|")),
            unit=row["unit"],
            fixed_unit=row["fixed_unit"] == "yes",
            **citation(row),
        )
        for row in read_rows("indicators.csv")
    )


@cache
def indicator_units() -> Mapping[str, IndicatorUnit]:
    """Return every unit of an indicator by its name.

    Returns
    -------
    mapping of str to IndicatorUnit
        Read-only.
    """
    return MappingProxyType(
        {
            row["unit"]: IndicatorUnit(
                unit=row["unit"],
                kind=cast(Literal["count", "rate", "amount"], row["kind"]),
                per=number(row["per"]),
                aliases=tuple(row["aliases"].split("|")),
            )
            for row in read_rows("indicator_units.csv")
        }
    )


def find_indicator(label: str) -> Indicator | None:
    """Return the kind of indicator that a file's label names, or None.

    Parameters
    ----------
    label : str
        As printed, or an id of `indicators`.

    Returns
    -------
    Indicator or None

    Examples
    --------
    >>> found = find_indicator("Kanylfynd")
    >>> found.id if found else None
    'own_counts'
    """
    return _by_label().get(_fold(label))


def find_indicator_unit(text: str) -> str:
    """Return the unit that a text names, "" for none.

    Parameters
    ----------
    text : str
        As printed.

    Returns
    -------
    str
        A key of `indicator_units`.

    Examples
    --------
    >>> find_indicator_unit("Per 100 000 inv."), find_indicator_unit("antal"), find_indicator_unit("furlong")
    ('per_100000', 'count', '')
    """
    return _by_unit().get(_fold(text), "")


@cache
def _by_label() -> Mapping[str, Indicator]:
    return {_fold(name): one for one in indicators() for name in (one.id, one.sv, one.en, *one.aliases)}


@cache
def _by_unit() -> Mapping[str, str]:
    return {_fold(name): one.unit for one in indicator_units().values() for name in (one.unit, *one.aliases)}


def _fold(text: str) -> str:
    """Fold what does not change a meaning: case, hyphens, underscores, full stops, and spaces within a number."""
    plain = " ".join(re.sub(r"[_\-.,:;]+", " ", text.casefold()).split())
    return re.sub(r"(?<=\d) (?=000\b)", "", plain)
