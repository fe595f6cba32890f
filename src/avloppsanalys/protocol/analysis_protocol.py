"""The decisions that a calculation rests on."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, field, fields
from types import MappingProxyType
from typing import Any

from avloppsanalys.calendar import MAJOR_HOLIDAYS
from avloppsanalys.calendar.event import KEPT_OUT_TYPES, UNLIKE_OTHERS
from avloppsanalys.protocol.faults import ProtocolError, note_faults
from avloppsanalys.protocol.season import MarkedSeason
from avloppsanalys.reference import components as reference_components
from avloppsanalys.reference import substance
from avloppsanalys.tables import LevelQuantity, WeekdayBasis
from avloppsanalys.wording import ProblemLog

__all__ = ["AnalysisProtocol"]


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
    smallest_count : float, default 5
        Smaller counts [cases], other than zero, of the indicators beside are told in no file.
    main_substances : tuple of str
        At most three substances whose change is judged on its own; the others are adjusted for their number. A name in
        Swedish, or as a laboratory writes it, is taken too; the canonical one is kept.
    band_percent : float, default 25
        Change [% per year] within which a level counts as unchanged.
    components : mapping of str to float
        Coefficient of variation [fraction] of each uncertainty component; those not named as in the reference tables.
    kept_out_events : tuple of str
        Kinds of logged events whose days are kept out of the judgement of change; by default storhelger, festivals
        and disturbances. Payday weekends may be named; interventions may not.
    kept_out_holidays : tuple of str
        Storhelger (ids of `calendar.MAJOR_HOLIDAYS`) that are kept out whether the log names them or not.
    marked_seasons : tuple of MarkedSeason
        Seasons in which the register's persons are wrong; a mapping with the same names is taken too.
    roles : mapping of str to str
        Who decides and answers for what, as names of functions: keys of `ROLES`. They go with the underlag.
    thresholds : mapping of str to mapping of str to float
        The kommun's own limits of the quality checks: check -> name -> value, as in `reference.thresholds` and in its
        units; those that are not named are the tabled ones.

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
    smallest_count: float = 5
    main_substances: tuple[str, ...] = ()
    band_percent: float = 25
    components: Mapping[str, float] = field(default_factory=dict)
    kept_out_events: tuple[str, ...] = UNLIKE_OTHERS
    kept_out_holidays: tuple[str, ...] = ()
    marked_seasons: tuple[MarkedSeason, ...] = ()
    roles: Mapping[str, str] = field(default_factory=dict)
    thresholds: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse what is not allowed, and fill in the components that are not named."""
        log = ProblemLog()
        note_faults({item.name: getattr(self, item.name) for item in fields(self)}, log, file=str(self.name))
        if len(log):
            raise ProtocolError(log)
        tabled = {default.component: default.cv for default in reference_components()}
        object.__setattr__(self, "quantities", tuple(self.quantities))
        main = dict.fromkeys(substance(name).name for name in self.main_substances)
        object.__setattr__(self, "main_substances", tuple(main))
        for name, known in (("kept_out_events", KEPT_OUT_TYPES), ("kept_out_holidays", MAJOR_HOLIDAYS)):
            object.__setattr__(self, name, tuple(one for one in known if one in getattr(self, name)))
        object.__setattr__(self, "marked_seasons", tuple(_season(one) for one in self.marked_seasons))
        object.__setattr__(self, "components", MappingProxyType({**tabled, **self.components}))
        object.__setattr__(self, "roles", MappingProxyType(dict(self.roles)))
        own = {check: dict(limits) for check, limits in self.thresholds.items() if limits}
        object.__setattr__(self, "thresholds", MappingProxyType(own))

    def __reduce__(self) -> tuple[Any, ...]:
        """Return what makes the same protocol again: a read-only mapping cannot be pickled as it is."""
        return _made_again, ({item.name: _open(getattr(self, item.name)) for item in fields(self)},)

    @property
    def digest(self) -> str:
        """Twelve hexadecimal digits that change whenever a decision does."""
        decisions = {item.name: _plain(getattr(self, item.name)) for item in fields(self)}
        if not self.thresholds:  # a protocol from before there were own limits decides what it did
            del decisions["thresholds"]
        plain = sorted(decisions.items())
        return hashlib.sha256(repr(plain).encode()).hexdigest()[:12]


def _season(given: MarkedSeason | Mapping[str, Any]) -> MarkedSeason:
    """Return a season, however it was given."""
    return given if isinstance(given, MarkedSeason) else MarkedSeason(**given)


def _made_again(decisions: dict[str, Any]) -> AnalysisProtocol:
    """Return a protocol from its decisions."""
    return AnalysisProtocol(**decisions)


def _open(value: object) -> object:
    """Return a value that can be pickled."""
    return dict(value) if isinstance(value, Mapping) else value


def _plain(value: object) -> object:
    """Return a decision in one form: 2500 and 2500.0 are the same."""
    if isinstance(value, Mapping):
        return sorted((key, _plain(one)) for key, one in value.items())
    if isinstance(value, MarkedSeason):
        return astuple(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return tuple(_plain(one) for one in value)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else value
