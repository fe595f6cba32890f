"""Accepted spellings of units, and their conversion to the canonical unit of each quantity.

Units are settled at the door: a spelling is looked up in a whitelist first, because a general unit parser accepts
too much (pint reads ``ppt`` as a volume). Only a spelling on the list reaches pint, which then does the arithmetic and
checks the dimension. A missing or unknown unit is an error, never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal

from avloppsanalys.errors import UnitError, near_matches

if TYPE_CHECKING:
    import pint

__all__ = ["CANONICAL_UNITS", "Quantity", "find_unit", "known_units", "to_canonical"]

Quantity = Literal["concentration", "volume", "flow"]

CANONICAL_UNITS: Final[Mapping[Quantity, str]] = MappingProxyType(
    {
        "concentration": "ng/L",
        "volume": "m3",
        "flow": "m3/day",
    }
)
"""Quantity -> the one unit in which its numbers stand inside the package."""

# Spelling after _fold() -> expression for pint. One line a quantity and unit, however the laboratories write it.
_SPELLINGS: Final[Mapping[Quantity, Mapping[str, str]]] = MappingProxyType(
    {
        "concentration": {
            "ng/l": "ng/L", "ng/liter": "ng/L", "ngl-1": "ng/L", "ng/dm3": "ng/L", "pg/ml": "ng/L",
            "ug/m3": "ng/L", "ugm-3": "ng/L", "mikrogram/m3": "ng/L", "mikrogram/kubikmeter": "ng/L",
            "mikrogramperkubikmeter": "ng/L", "nanogram/liter": "ng/L", "nanogramperliter": "ng/L",
            "ug/l": "ug/L", "ug/liter": "ug/L", "ugl-1": "ug/L", "ng/ml": "ug/L", "mg/m3": "ug/L",
            "mikrogram/liter": "ug/L", "mikrogramperliter": "ug/L",
            "mg/l": "mg/L", "mg/liter": "mg/L",
        },
        "volume": {
            "m3": "m**3", "kubikmeter": "m**3", "kbm": "m**3",
            "l": "L", "liter": "L", "litre": "L", "ml": "mL", "dm3": "L", "1000m3": "1000 * m**3",
        },
        "flow": {
            "m3/d": "m**3/day", "m3/dygn": "m**3/day", "m3/dag": "m**3/day", "m3/day": "m**3/day", "m3d-1": "m**3/day",
            "m3/24h": "m**3/day", "kbm/dygn": "m**3/day", "kubikmeter/dygn": "m**3/day", "m3perdygn": "m**3/day",
            "m3/h": "m**3/hour", "m3/tim": "m**3/hour", "m3/timme": "m**3/hour",
            "m3/s": "m**3/second",
            "l/s": "L/second", "ls-1": "L/second", "liter/s": "L/second", "liter/sekund": "L/second",
            "l/min": "L/minute", "l/d": "L/day", "l/dygn": "L/day",
        },
    }
)  # fmt: skip

# What the expressions above are made of. Pint's own list of a thousand units takes 0.15 s to read and is not asked.
_DEFINITIONS: Final = (
    "nano- = 1e-9 = n-",
    "micro- = 1e-6 = u-",
    "milli- = 1e-3 = m-",
    "gram = [mass] = g",
    "meter = [length] = m",
    "liter = 1e-3 * meter ** 3 = L",
    "second = [time]",
    "minute = 60 * second",
    "hour = 60 * minute",
    "day = 24 * hour",
)

_MICRO_SIGNS: Final = str.maketrans({"µ": "u", "μ": "u", "³": "3", "−": "-", "⁻": "-", "¹": "1", "·": "", "*": ""})


def _fold(spelling: str) -> str:
    """Fold what does not change a unit's meaning: case, spaces, the two code points of µ, superscripts."""
    folded = re.sub(r"[\s\u00a0\u2009\u202f().\[\]]+", "", spelling.translate(_MICRO_SIGNS).casefold())
    return folded.replace("^", "")


@cache
def _registry() -> pint.UnitRegistry[Any]:
    import pint  # pint is imported on first use: `import avloppsanalys` must stay light

    registry: pint.UnitRegistry[Any] = pint.UnitRegistry(None)
    registry.load_definitions(list(_DEFINITIONS))
    return registry


def known_units(quantity: Quantity) -> tuple[str, ...]:
    """Return the accepted spellings of a quantity's units, folded.

    Parameters
    ----------
    quantity : str
        A key of `CANONICAL_UNITS`.

    Returns
    -------
    tuple of str

    Examples
    --------
    >>> "m3/dygn" in known_units("flow")
    True
    """
    return tuple(_SPELLINGS[quantity])


def find_unit(text: str, quantity: Quantity) -> str | None:
    """Return `text` if it is an accepted spelling of a unit of `quantity`, else None.

    Parameters
    ----------
    text : str
        A cell, or the part of a header that may be a unit.
    quantity : str
        A key of `CANONICAL_UNITS`.

    Returns
    -------
    str or None

    Examples
    --------
    >>> find_unit("μg/m³", "concentration"), find_unit("ppt", "concentration")
    ('μg/m³', None)
    """
    return text if _fold(text) in _SPELLINGS[quantity] else None


@cache
def to_canonical(unit: str, quantity: Quantity) -> float:
    """Return the number that a value in `unit` is multiplied by to stand in the canonical unit.

    Parameters
    ----------
    unit : str
        As written: ``"µg/m3"``, ``"m3/dygn"``, ``"l/s"``.
    quantity : str
        A key of `CANONICAL_UNITS`.

    Returns
    -------
    float
        [canonical unit per unit].

    Raises
    ------
    UnitError
        If the unit is missing or not an accepted spelling; near matches are listed.

    Notes
    -----
    1 ng/L = 1 µg/m³ exactly.

    Examples
    --------
    >>> to_canonical("µg/m3", "concentration"), to_canonical("µg/l", "concentration")
    (1.0, 1000.0)
    >>> to_canonical("l/s", "flow")
    86.4
    """
    folded = _fold(unit)
    spellings = _SPELLINGS[quantity]
    if not folded:
        raise UnitError(f"No unit is given for {quantity}; say for example {CANONICAL_UNITS[quantity]!r}.")
    if folded not in spellings:
        elsewhere = [other for other, names in _SPELLINGS.items() if folded in names]
        if elsewhere:
            hint = f"It is a unit of {elsewhere[0]}."
        else:
            near = near_matches(folded, spellings)
            hint = f"Did you mean {' or '.join(map(repr, near))}?" if near else "No unit is near it."
        raise UnitError(f"Unknown unit {unit!r} for {quantity}. {hint}")
    expression, target = spellings[folded], CANONICAL_UNITS[quantity].replace("m3", "m**3")
    if expression == target:  # most often: what is the unit already needs no arithmetic, and no pint
        return 1.0
    return float(f"{_registry().Quantity(expression).to(target).magnitude:.12g}")
