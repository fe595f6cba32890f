"""The protocol: how a kommun has decided to calculate, as a file that can be read, kept and cited.

The protocol says how it is calculated; the configuration file of a report says where the files are. A protocol holds
only keys that the code reads, and a key that nobody knows is refused.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, get_args

from avloppsanalys.calendar import Period, PeriodError, PeriodKind
from avloppsanalys.errors import ProtocolError, near_matches
from avloppsanalys.reference import components as reference_components
from avloppsanalys.reference import factor_sets
from avloppsanalys.tables import ALL_COMPONENTS

__all__ = ["AnalysisProtocol", "read_protocol"]

QUANTITIES: Final = ("load", "consumption", "doses")


def _reference_cvs() -> Mapping[str, float]:
    """Return the reference tables' coefficient of variation of each component."""
    return MappingProxyType({default.component: default.cv for default in reference_components()})


@dataclass(frozen=True, kw_only=True)
class AnalysisProtocol:
    """Decisions that a calculation rests on.

    Parameters
    ----------
    name, version : str
        What the protocol is called; both are printed with each result.
    factor_set : str
        Factors for consumption and doses; ``none`` for loads only. There is no default: the choice is the kommun's.
    period : str, default "quarter"
        ``week``, ``month``, ``quarter``, ``tertial``, ``halfyear``, ``year`` or two dates ``2026-01-01/2026-02-11``.
    quantities : tuple of str, default ("load",)
        What is drawn and printed as levels: ``load``, ``consumption``, ``doses``. Loads come first and always.
    interval_level : float, default 0.95
        Coverage of every interval.
    allow_recalled : bool, default False
        Whether unconfirmed factors may be used; everything that rests on them is then marked.
    smallest_population : float, default 2500
        Plants with fewer persons [persons] are marked: they are not published alone.
    components : mapping of str to float
        Coefficient of variation [fraction] of each uncertainty component; those not named as in the reference tables.

    Raises
    ------
    ProtocolError
        If any value is not allowed; all faults are named at once.
    """

    name: str
    version: str
    factor_set: str
    period: str = "quarter"
    quantities: tuple[str, ...] = ("load",)
    interval_level: float = 0.95
    allow_recalled: bool = False
    smallest_population: float = 2500
    components: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse what is not allowed, and fill in the components that are not named."""
        faults = list(_faults(self))
        if faults:
            raise ProtocolError(f"The protocol {self.name!r} has {len(faults)} faults: " + "; ".join(faults) + ".")
        object.__setattr__(self, "quantities", tuple(self.quantities))
        object.__setattr__(self, "components", MappingProxyType({**_reference_cvs(), **self.components}))

    @cached_property
    def digest(self) -> str:
        """Twelve hexadecimal digits that change whenever a decision does."""
        decisions = [(item.name, getattr(self, item.name)) for item in fields(self)]
        plain = [(key, sorted(value.items()) if key == "components" else value) for key, value in decisions]
        return hashlib.sha256(repr(plain).encode()).hexdigest()[:12]


def _faults(protocol: AnalysisProtocol) -> list[str]:
    """Return everything that is wrong with the values of a protocol."""
    faults = [f"{key} is empty" for key in ("name", "version") if not str(getattr(protocol, key)).strip()]
    if protocol.factor_set not in factor_sets():
        faults.append(_unknown("factor_set", protocol.factor_set, factor_sets()))
    if protocol.period not in get_args(PeriodKind):
        try:
            Period.parse(str(protocol.period))
        except PeriodError as fault:
            faults.append(f"period: {fault}")
    faults += [_unknown("quantities", name, QUANTITIES) for name in protocol.quantities if name not in QUANTITIES]
    if "load" not in protocol.quantities:
        faults.append("quantities must hold 'load': loads come first and always")
    if protocol.factor_set == "none" and set(protocol.quantities) - {"load"}:
        faults.append("quantities other than 'load' need a factor_set other than 'none'")
    if not 0.5 <= protocol.interval_level <= 0.999:
        faults.append(f"interval_level must lie between 0.5 and 0.999, not {protocol.interval_level}")
    if not protocol.smallest_population >= 0:
        faults.append(f"smallest_population must not be negative, not {protocol.smallest_population}")
    cvs: Mapping[str, object] = protocol.components  # a file may hold anything
    for component, cv in cvs.items():
        if component not in ALL_COMPONENTS:
            faults.append(_unknown("components", component, ALL_COMPONENTS))
        elif isinstance(cv, bool) or not isinstance(cv, int | float) or not 0 <= cv <= 3:
            faults.append(f"components.{component} must be a fraction between 0 and 3 (0.1 for 10 %), not {cv!r}")
    return faults


def _unknown(key: str, value: object, known: tuple[str, ...]) -> str:
    """Return a fault that names the value and what it may have meant."""
    near = near_matches(str(value), known)
    hint = f"did you mean {near[0]!r}?" if near else f"the known ones are {', '.join(known)}"
    return f"{key}: {value!r} is unknown ({hint})"


_TYPES: Final[Mapping[str, tuple[type, ...]]] = MappingProxyType(
    {
        "name": (str,),
        "version": (str,),
        "factor_set": (str,),
        "period": (str,),
        "quantities": (list,),
        "interval_level": (int, float),
        "allow_recalled": (bool,),
        "smallest_population": (int, float),
        "components": (dict,),
    }
)


def read_protocol(path: str | Path) -> AnalysisProtocol:
    """Read a protocol from a TOML file.

    Parameters
    ----------
    path : str or Path
        The file.

    Returns
    -------
    AnalysisProtocol

    Raises
    ------
    ProtocolError
        If the file is missing, is not TOML, holds an unknown key (near matches are listed), lacks one, or holds a value
        that is not allowed; all faults are named at once.
    """
    file = Path(path)
    try:
        values: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise ProtocolError(f"There is no protocol file {file}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise ProtocolError(f"{file.name} is not a TOML file in UTF-8: {fault}.") from fault
    faults = [_unknown("key", key, tuple(_TYPES)) for key in values if key not in _TYPES]
    faults += [f"key {key!r} is missing" for key in ("name", "version", "factor_set") if key not in values]
    for key, value in values.items():
        allowed = _TYPES.get(key, (object,))
        if not isinstance(value, allowed) or (isinstance(value, bool) and bool not in allowed):
            faults.append(f"{key} must be a {allowed[-1].__name__}, not {value!r}")
    if faults:
        raise ProtocolError(f"{file.name} has {len(faults)} faults: " + "; ".join(faults) + ".")
    try:
        return AnalysisProtocol(**values)
    except ProtocolError as fault:
        raise ProtocolError(f"{file.name}: {fault}") from None
