"""What is wrong with the values of a protocol: everything at once, with what was perhaps meant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final, get_args

from avloppsanalys.calendar import MAJOR_HOLIDAYS, Period, PeriodError, PeriodKind
from avloppsanalys.calendar.event import KEPT_OUT_TYPES, UNLIKE_OTHERS
from avloppsanalys.errors import UnknownNameError, near_matches
from avloppsanalys.protocol.own_thresholds import note_thresholds
from avloppsanalys.protocol.personal import looks_personal
from avloppsanalys.protocol.season import SEASON_KEYS, MarkedSeason, season_edges
from avloppsanalys.protocol.toml_value import as_toml
from avloppsanalys.reference import factor_sets, substance
from avloppsanalys.tables import ALL_COMPONENTS, LevelQuantity, WeekdayBasis
from avloppsanalys.wording import Phrase, ProblemLog, RefusedError

__all__ = ["MOST_MAIN_SUBSTANCES", "ROLES", "ProtocolError", "note_faults", "suggestions"]

MOST_MAIN_SUBSTANCES: Final = 3
"""With more, unadjusted words would err too often in one underlag."""

ROLES: Final = ("ordering", "sampling", "analysis", "review", "publication", "communication", "yearly_review")
"""What somebody must decide or answer for, in the order in which it is done."""

_MOST_CV: Final = 3.0
_COMMON_SUBSTANCES: Final = ("cocaine", "amphetamine", "cannabis")
"""What is proposed where nothing resembles what was written: all names would be a page."""

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
        "smallest_count": "number",
        "main_substances": "list",
        "band_percent": "number",
        "components": "table",
        "kept_out_events": "list",
        "kept_out_holidays": "list",
        "marked_seasons": "seasons",
        "roles": "roles",
        "thresholds": "thresholds",
    }
)
_PYTHON_KINDS: Final[Mapping[str, tuple[type, ...]]] = MappingProxyType(
    {
        "str": (str,),
        "number": (int, float),
        "bool": (bool,),
        "list": (list, tuple),
        "table": (Mapping,),
        "seasons": (list, tuple),
        "roles": (Mapping,),
        "thresholds": (Mapping,),
        "day": (str, dt.date),
    }
)
_RANGES: Final = {
    "interval_level": (0.5, 0.999),
    "smallest_population": (0, 1e7),
    "smallest_count": (3, 100),
    "band_percent": (1, 200),
}


class ProtocolError(RefusedError):
    """A protocol or configuration file with one or more faults; all of them are named."""


def note_faults(values: Mapping[str, object], log: ProblemLog, file: str) -> None:
    """Note everything that is wrong with the values of a protocol: first their kind, then what they say.

    Parameters
    ----------
    values : mapping
        Key -> value; a key that is not there has its default.
    log : ProblemLog
        Where the faults are noted.
    file : str
        What the faults are of.
    """
    for key, kind in _KINDS.items():
        if key in values and not _is_kind(values[key], kind):
            shown, expected = as_toml(values[key]), Phrase(f"protocol.expected.{kind}")
            log.add("PRO005", file=file, key=key, value=shown, expected=expected)
    sound = {key: value for key, value in values.items() if key not in _KINDS or _is_kind(value, _KINDS[key])}
    for key in ("name", "version"):
        if key in sound and not str(sound[key]).strip():
            log.add("PRO005", file=file, key=key, value='""', expected=Phrase("protocol.expected.str"))
    for key, known in _choices().items():
        for value in (value for value in _items(sound.get(key, ())) if value not in known):
            log.add("PRO006", file=file, key=key, value=value, known=suggestions(str(value), known))
    if "period" in sound and not _is_period(str(sound["period"])):
        log.add("PRO010", file=file, value=sound["period"])
    _note_quantities(sound, log, file)
    _note_main_substances(sound, log, file)
    for key, (low, high) in _RANGES.items():
        if key in sound and not low <= float(str(sound[key])) <= high:
            log.add("PRO007", file=file, key=key, value=sound[key], low=low, high=high)
    _note_components(sound, log, file)
    kinds = _items(sound.get("kept_out_events", UNLIKE_OTHERS))
    if "public_holiday" not in kinds and _items(sound.get("kept_out_holidays", ())):
        log.add("PRO014", file=file)
    for season in _items(sound.get("marked_seasons", ())):
        _note_season(season, log, file)
    _note_roles(sound, log, file)
    note_thresholds(sound.get("thresholds"), log, file)


def suggestions(value: str, known: tuple[str, ...]) -> str:
    """Return what was perhaps meant: the near names, or all of them.

    Parameters
    ----------
    value : str
        What was written.
    known : tuple of str
        What there is.

    Returns
    -------
    str
    """
    return ", ".join(near_matches(value, known) or known)


def _choices() -> dict[str, tuple[str, ...]]:
    """Return key -> what may stand there, for the keys that choose among names."""
    return {
        "factor_set": factor_sets(),
        "quantities": get_args(LevelQuantity),
        "weekday_basis": get_args(WeekdayBasis),
        "kept_out_events": KEPT_OUT_TYPES,
        "kept_out_holidays": MAJOR_HOLIDAYS,
    }


def _note_main_substances(sound: Mapping[str, object], log: ProblemLog, file: str) -> None:
    """Note main substances that nobody knows under any name, and more of them than may be judged on their own."""
    named = {str(value) for value in _items(sound.get("main_substances", ()))}
    meant = set()
    for value in sorted(named):
        try:
            meant.add(substance(value).name)
        except UnknownNameError as unknown:
            meant.add(value)
            known = ", ".join(unknown.matches or _COMMON_SUBSTANCES)
            log.add("PRO006", file=file, key="main_substances", value=value, known=known)
    if len(meant) > MOST_MAIN_SUBSTANCES:
        log.add("PRO012", file=file, number=len(meant), most=MOST_MAIN_SUBSTANCES)


def _note_quantities(sound: Mapping[str, object], log: ProblemLog, file: str) -> None:
    """Note quantities that are named twice, that lack the load, or that need factors where there are none."""
    named = [str(value) for value in _items(sound.get("quantities", ["load"]))]
    for value in sorted({value for value in named if named.count(value) > 1}):
        log.add("PRO011", file=file, value=value)
    if "load" not in named and set(named) <= {*get_args(LevelQuantity)}:  # else it may be the one that is misspelled
        log.add("PRO008", file=file)
    computed = [value for value in named if value in ("consumption", "doses")]
    if sound.get("factor_set") == "none" and computed:
        log.add("PRO009", file=file, quantities=", ".join(computed))


def _note_components(sound: Mapping[str, object], log: ProblemLog, file: str) -> None:
    """Note uncertainty components that do not exist, and sizes that cannot be."""
    for component, cv in _pairs(sound.get("components")):
        key = f"components.{component}"
        if component not in ALL_COMPONENTS:
            known = suggestions(component, ALL_COMPONENTS)
            log.add("PRO006", file=file, key="components", value=component, known=known)
        elif not _is_kind(cv, "number"):
            log.add("PRO005", file=file, key=key, value=as_toml(cv), expected=Phrase("protocol.expected.number"))
        elif not 0 <= float(str(cv)) <= _MOST_CV:
            log.add("PRO007", file=file, key=key, value=cv, low=0, high=_MOST_CV)


def _note_season(season: object, log: ProblemLog, file: str) -> None:
    """Note a marked season with unknown, missing or impossible values."""
    if isinstance(season, MarkedSeason):
        season = {key: getattr(season, key) for key in SEASON_KEYS}
    if not isinstance(season, Mapping):
        expected = Phrase("protocol.expected.seasons")
        log.add("PRO005", file=file, key="marked_seasons", value=as_toml(season), expected=expected)
        return
    for key, value in season.items():
        full = f"marked_seasons.{key}"
        if key not in SEASON_KEYS:
            log.add("PRO003", file=file, key=full, known=suggestions(key, tuple(SEASON_KEYS)))
        elif not _is_kind(value, SEASON_KEYS[key]) or value == "":
            expected = Phrase(f"protocol.expected.{SEASON_KEYS[key]}")
            log.add("PRO005", file=file, key=full, value=as_toml(value), expected=expected)
    for key in ("name", "first", "last"):
        if key not in season:
            log.add("PRO004", file=file, key=f"marked_seasons.{key}")
    places = season.get("places")
    if isinstance(places, list | tuple) and not all(isinstance(place, str) and place for place in places):
        expected = Phrase("protocol.expected.list")
        log.add("PRO005", file=file, key="marked_seasons.places", value=as_toml(places), expected=expected)
    ends = season.get("first"), season.get("last")
    days = [end for end in ends if end and _is_kind(end, "day")]
    if len(days) == len(ends) and not season_edges(*ends):
        log.add("PRO013", file=file, name=season.get("name", "–"), first=ends[0], last=ends[1])
    elif len(days) == 1 and not season_edges(days[0], days[0]):  # the other end is missing, or its key misspelled
        key = "first" if days[0] is ends[0] else "last"
        expected = Phrase("protocol.expected.day")
        log.add("PRO005", file=file, key=f"marked_seasons.{key}", value=as_toml(days[0]), expected=expected)


def _note_roles(sound: Mapping[str, object], log: ProblemLog, file: str) -> None:
    """Note roles that do not exist, and functions that look like a person."""
    for role, function in _pairs(sound.get("roles")):
        if role not in ROLES:
            log.add("PRO006", file=file, key="roles", value=role, known=suggestions(role, ROLES))
        elif not isinstance(function, str) or not function.strip():
            expected = Phrase("protocol.expected.str")
            log.add("PRO005", file=file, key=f"roles.{role}", value=as_toml(function), expected=expected)
        elif looks_personal(function):
            log.add("PRO015", file=file, key=f"roles.{role}", value=function)


def _is_kind(value: object, kind: str) -> bool:
    """Return whether a value is of a kind; true and false are no numbers, and a moment is no day."""
    if kind == "day" and isinstance(value, dt.datetime):
        return False
    return isinstance(value, _PYTHON_KINDS[kind]) and (kind == "bool" or not isinstance(value, bool))


def _items(value: object) -> tuple[object, ...]:
    """Return the items of a list, or a text as the only one."""
    return tuple(value) if isinstance(value, list | tuple) else (value,)


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
