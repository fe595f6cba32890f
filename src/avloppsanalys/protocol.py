"""The protocol: how a kommun has decided to calculate, as a file that can be read, kept and cited.

The protocol says how it is calculated; the configuration file of a report says where the files are. A protocol holds
only keys that the code reads, and a key that nobody knows is refused.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, get_args

from avloppsanalys.calendar import Period, PeriodError, PeriodKind
from avloppsanalys.errors import near_matches
from avloppsanalys.reference import components as reference_components
from avloppsanalys.reference import factor_sets, substances
from avloppsanalys.tables import ALL_COMPONENTS, LevelQuantity, WeekdayBasis
from avloppsanalys.wording import Phrase, ProblemLog, RefusedError

__all__ = ["MOST_MAIN_SUBSTANCES", "AnalysisProtocol", "ProtocolError", "read_protocol", "read_toml"]

_MOST_CV: Final = 3.0
MOST_MAIN_SUBSTANCES: Final = 3
"""With more, unadjusted words would err too often in one underlag."""


class ProtocolError(RefusedError):
    """A protocol or configuration file with one or more faults; all of them are named."""


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
    weekday_basis : {"seven_days", "as_sampled"}, default "seven_days"
        Whether a level stands for all days of the week, or the sampled days count as they are, as in older reports.
    interval_level : float, default 0.95
        Coverage of every interval.
    allow_recalled : bool, default False
        Whether unconfirmed factors may be used; everything that rests on them is then marked.
    smallest_population : float, default 2500
        Plants with fewer persons [persons] are marked: they are not published alone.
    main_substances : tuple of str
        At most three substances whose change is judged on its own; the others are adjusted for their number.
    band_percent : float, default 25
        Change [% per year] within which a level counts as unchanged.
    components : mapping of str to float
        Coefficient of variation [fraction] of each uncertainty component; those not named as in the reference tables.

    Raises
    ------
    ProtocolError
        If any value is not allowed; all faults are named at once.

    Examples
    --------
    >>> protocol = AnalysisProtocol(name="A", version="1", factor_set="none", components={"sampling": 0.2})
    >>> protocol.components["sampling"], protocol.components["excretion"]
    (0.2, 0.26)
    """

    name: str
    version: str
    factor_set: str
    period: str = "quarter"
    quantities: tuple[LevelQuantity, ...] = ("load",)
    weekday_basis: WeekdayBasis = "seven_days"
    interval_level: float = 0.95
    allow_recalled: bool = False
    smallest_population: float = 2500
    main_substances: tuple[str, ...] = ()
    band_percent: float = 25
    components: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse what is not allowed, and fill in the components that are not named."""
        log = ProblemLog()
        _note_faults({item.name: getattr(self, item.name) for item in fields(self)}, log, file=str(self.name))
        if len(log):
            raise ProtocolError(log)
        tabled = {default.component: default.cv for default in reference_components()}
        object.__setattr__(self, "quantities", tuple(self.quantities))
        object.__setattr__(self, "main_substances", tuple(self.main_substances))
        object.__setattr__(self, "components", MappingProxyType({**tabled, **self.components}))

    @property
    def digest(self) -> str:
        """Twelve hexadecimal digits that change whenever a decision does."""
        decisions = {item.name: _plain(getattr(self, item.name)) for item in fields(self)}
        plain = sorted(decisions.items())
        return hashlib.sha256(repr(plain).encode()).hexdigest()[:12]


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
    values = read_toml(file)
    log = ProblemLog()
    known = tuple(item.name for item in fields(AnalysisProtocol))
    for key in (key for key in values if key not in known):
        log.add("PRO003", file=file.name, key=key, known=_suggestions(key, known))
    for key in (key for key in ("name", "version", "factor_set") if key not in values):
        log.add("PRO004", file=file.name, key=key)
    _note_faults({key: value for key, value in values.items() if key in known}, log, file=file.name)
    if len(log):
        raise ProtocolError(log)
    return AnalysisProtocol(**values)


def read_toml(file: Path) -> dict[str, Any]:
    """Return the content of a TOML file, with a byte order mark or without.

    Parameters
    ----------
    file : pathlib.Path
        The file.

    Returns
    -------
    dict

    Raises
    ------
    ProtocolError
        If there is no such file, or it is not TOML in UTF-8.
    """
    log = ProblemLog()
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (FileNotFoundError, IsADirectoryError, PermissionError):
        log.add("PRO001", file=file.name, path=file)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        log.add("PRO002", file=file.name, why=fault)
    raise ProtocolError(log)


def _note_faults(values: Mapping[str, object], log: ProblemLog, file: str) -> None:
    """Note everything that is wrong with the values: first their kind, then what they say."""
    for key, kind in _KINDS.items():
        if key in values and not _is_kind(values[key], kind):
            log.add("PRO005", file=file, key=key, value=values[key], expected=Phrase(f"protocol.expected.{kind}"))
    sound = {key: value for key, value in values.items() if key not in _KINDS or _is_kind(value, _KINDS[key])}
    for key in ("name", "version"):
        if key in sound and not str(sound[key]).strip():
            log.add("PRO005", file=file, key=key, value='""', expected=Phrase("protocol.expected.str"))
    chosen = {"factor_set": [sound.get("factor_set", "none")], "quantities": sound.get("quantities", ["load"])}
    chosen["weekday_basis"] = [sound.get("weekday_basis", "seven_days")]
    allowed = {
        "factor_set": factor_sets(),
        "quantities": get_args(LevelQuantity),
        "weekday_basis": get_args(WeekdayBasis),
    }
    for key, known in allowed.items():
        for value in (value for value in _items(chosen[key]) if value not in known):
            log.add("PRO006", file=file, key=key, value=value, known=_suggestions(str(value), known))
    if "period" in sound and not _is_period(str(sound["period"])):
        log.add("PRO010", file=file, value=sound["period"])
    named = [str(value) for value in _items(chosen["quantities"])]
    for value in sorted({value for value in named if named.count(value) > 1}):
        log.add("PRO011", file=file, value=value)
    if "load" not in named:
        log.add("PRO008", file=file)
    computed = [value for value in named if value in ("consumption", "doses")]
    if sound.get("factor_set") == "none" and computed:
        log.add("PRO009", file=file, quantities=", ".join(computed))
    main = [str(value) for value in _items(sound.get("main_substances"))]
    known_substances = tuple(one.name for one in substances())
    for value in (value for value in main if value not in known_substances):
        log.add("PRO006", file=file, key="main_substances", value=value, known=_suggestions(value, known_substances))
    if len(set(main)) > MOST_MAIN_SUBSTANCES:
        log.add("PRO012", file=file, number=len(set(main)), most=MOST_MAIN_SUBSTANCES)
    for key, low, high in (("interval_level", 0.5, 0.999), ("smallest_population", 0, 1e7), ("band_percent", 1, 200)):
        if key in sound and not low <= float(str(sound[key])) <= high:
            log.add("PRO007", file=file, key=key, value=sound[key], low=low, high=high)
    for component, cv in dict(_pairs(sound.get("components", {}))).items():
        key = f"components.{component}"
        if component not in ALL_COMPONENTS:
            log.add(
                "PRO006", file=file, key="components", value=component, known=_suggestions(component, ALL_COMPONENTS)
            )
        elif not _is_kind(cv, "number"):
            log.add("PRO005", file=file, key=key, value=cv, expected=Phrase("protocol.expected.number"))
        elif not 0 <= float(str(cv)) <= _MOST_CV:
            log.add("PRO007", file=file, key=key, value=cv, low=0, high=_MOST_CV)


_KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "name": "str",
        "version": "str",
        "factor_set": "str",
        "period": "str",
        "quantities": "list",
        "weekday_basis": "str",
        "interval_level": "number",
        "allow_recalled": "bool",
        "smallest_population": "number",
        "main_substances": "list",
        "band_percent": "number",
        "components": "table",
    }
)
_PYTHON_KINDS: Final[Mapping[str, tuple[type, ...]]] = MappingProxyType(
    {
        "str": (str,),
        "number": (int, float),
        "bool": (bool,),
        "list": (list, tuple),
        "table": (Mapping,),
        "moment": (dt.datetime, dt.date),
    }
)


def _is_kind(value: object, kind: str) -> bool:
    """Return whether a value is of a kind; true and false are no numbers."""
    return isinstance(value, _PYTHON_KINDS[kind]) and (kind == "bool" or not isinstance(value, bool))


def _plain(value: object) -> object:
    """Return a decision in one form: 2500 and 2500.0 are the same."""
    if isinstance(value, Mapping):
        return sorted((key, float(cv)) for key, cv in value.items())
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _items(value: object) -> Iterable[object]:
    """Return the items of a list that may hold anything."""
    return value if isinstance(value, list | tuple) else ()


def _pairs(value: object) -> Iterable[tuple[str, object]]:
    """Return the pairs of a table that may hold anything."""
    return value.items() if isinstance(value, Mapping) else ()


def _is_period(spelling: str) -> bool:
    """Return whether a text is a kind of period or names one."""
    if spelling in get_args(PeriodKind):
        return True
    try:
        Period.parse(spelling)
    except PeriodError:
        return False
    return True


def _suggestions(value: str, known: tuple[str, ...]) -> str:
    """Return what was perhaps meant: the near names, or all of them."""
    return ", ".join(near_matches(value, known) or known)
