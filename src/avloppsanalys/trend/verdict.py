"""One word for a change: a total function of what is known, decided in a fixed order."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol, get_args

import numpy as np
import numpy.typing as npt

from avloppsanalys.errors import AvloppsanalysError
from avloppsanalys.protocol import MOST_MAIN_SUBSTANCES

__all__ = [
    "BAND",
    "MOST_MAIN_SUBSTANCES",
    "Blocking",
    "Decision",
    "Interval",
    "Reason",
    "Verdict",
    "VerdictError",
    "adjusted_p_values",
    "decide",
    "intervals",
    "is_new",
]

Verdict = Literal["increasing", "decreasing", "unchanged", "not_confirmed", "not_assessable"]
Blocking = Literal[
    "never_quantified",
    "too_few_periods",
    "mostly_below_limit",
    "few_days_quantified",
    "weekday_mix_changed",
    "no_common_block",
    "no_degrees_of_freedom",
]
Reason = Literal[Blocking, "inside_band", "excludes_zero", "includes_zero", "wandering_level", "several_substances"]

BAND: Final = math.log(1.25)
"""Log change a year within which a level counts as unchanged, unless the protocol says otherwise."""


class VerdictError(AvloppsanalysError, ValueError):
    """Numbers that no verdict can be made of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """The 95 % interval of a log change per year."""

    low: float
    high: float

    def __post_init__(self) -> None:
        """Refuse ends that are missing or lie the wrong way round."""
        if not self.low <= self.high:
            raise VerdictError(
                f"The low end of an interval must not lie above its high end, and neither be missing: {self.low} and"
                f" {self.high}. Without an interval give None and a blocking reason."
            )


class _Changes(Protocol):
    """Log changes that know their intervals."""

    def interval(self, level: float = 0.95) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]: ...


def intervals(changes: _Changes) -> list[Interval | None]:
    """Return the 95 % interval of each change, None where it cannot be told.

    Parameters
    ----------
    changes : PeriodLine or LogRatio
        Many changes.

    Returns
    -------
    list of Interval or None
    """
    return [
        Interval(low=low, high=high) if math.isfinite(low) and math.isfinite(high) else None
        for low, high in zip(*(end.tolist() for end in changes.interval(0.95)), strict=True)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A verdict and why."""

    verdict: Verdict
    reason: Reason


def decide(
    blocking: Sequence[Blocking],
    interval: Interval | None,
    *,
    wandering: Interval | None = None,
    adjusted_p: float | None = None,
    band: float = BAND,
    alpha: float = 0.05,
) -> Decision:
    """Return the verdict on a change, decided in the order that the design fixes.

    Parameters
    ----------
    blocking : sequence of str
        Reasons for which nothing can be said, the first one given as the reason.
    interval : Interval or None
        Of the log change per year; None where there is none.
    wandering : Interval or None
        The same if the level wanders (from sixteen periods): an increase or decrease must show there too, and a level
        counts as unchanged only if it does so there too.
    adjusted_p : float or None
        The p adjusted for several substances (`adjusted_p_values`); None for a main substance.
    band : float, default ln 1.25
        Log change a year within which a level counts as unchanged.
    alpha : float, default 0.05
        Size at which `adjusted_p` decides.

    Returns
    -------
    Decision

    Raises
    ------
    VerdictError
        If `band` is not above 0, or `adjusted_p` not between 0 and 1.

    Notes
    -----
    In this order: a blocking reason, or no interval -> ``not_assessable``; 95 % interval within the band ->
    ``unchanged``; 95 % interval excludes 0, in both lines and after adjustment -> ``increasing`` or ``decreasing``;
    else ``not_confirmed``, with the reason that stood in the way.

    Examples
    --------
    >>> decide([], Interval(low=0.05, high=0.55))
    Decision(verdict='increasing', reason='excludes_zero')
    >>> decide(["too_few_periods"], None).verdict
    'not_assessable'
    """
    if not band > 0:
        raise VerdictError(f"The band must be above 0, not {band}; 0.223 stands for 25 % a year.")
    if adjusted_p is not None and not 0 <= adjusted_p <= 1:
        raise VerdictError(f"An adjusted p lies between 0 and 1, not at {adjusted_p}.")
    if blocking:
        return Decision(verdict="not_assessable", reason=blocking[0])
    if interval is None:
        return Decision(verdict="not_assessable", reason="no_degrees_of_freedom")
    lines = [interval] if wandering is None else [interval, wandering]
    if all(-band < one.low and one.high < band for one in lines):
        return Decision(verdict="unchanged", reason="inside_band")
    direction = _direction(interval)
    if direction is None:
        return Decision(verdict="not_confirmed", reason="includes_zero")
    if wandering is not None and _direction(wandering) != direction:
        return Decision(verdict="not_confirmed", reason="wandering_level")
    if adjusted_p is not None and adjusted_p >= alpha:
        return Decision(verdict="not_confirmed", reason="several_substances")
    return Decision(verdict=direction, reason="excludes_zero")


def _direction(interval: Interval) -> Literal["increasing", "decreasing"] | None:
    if interval.low > 0:
        return "increasing"
    return "decreasing" if interval.high < 0 else None


def adjusted_p_values(p_values: Mapping[str, float], main: Sequence[str] = ()) -> dict[str, float | None]:
    """Return the p of each substance adjusted after Holm, None for the main ones, which stand unadjusted.

    Parameters
    ----------
    p_values : mapping of str to float
        Substance -> p of no change; a missing p stays missing and is not counted.
    main : sequence of str
        The protocol's main substances, at most three.

    Returns
    -------
    dict of str to float or None

    Raises
    ------
    VerdictError
        If more than three main substances are named, or a p lies outside 0 to 1.

    Notes
    -----
    The i-th smallest of m is multiplied by m - i + 1, and none is smaller than the one before.

    References
    ----------
    .. [1] S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6
       (1979), 65-70.

    Examples
    --------
    >>> adjusted_p_values({"a": 0.01, "b": 0.04, "c": 0.03, "d": 0.02}, main=["d"])
    {'a': 0.03, 'b': 0.06, 'c': 0.06, 'd': None}
    """
    if len(set(main)) > MOST_MAIN_SUBSTANCES:
        raise VerdictError(
            f"{len(set(main))} main substances ({', '.join(main)}); at most {MOST_MAIN_SUBSTANCES} may stand"
            " unadjusted. Name fewer in the protocol."
        )
    outside = {name: p for name, p in p_values.items() if not math.isnan(p) and not 0 <= p <= 1}
    if outside:
        raise VerdictError(f"{len(outside)} p-values outside 0 to 1: {outside}.")
    adjusted: dict[str, float | None] = {name: None if name in main else math.nan for name in p_values}
    rest = sorted((p, name) for name, p in p_values.items() if name not in main and not math.isnan(p))
    reached = 0.0
    for place, (p, name) in enumerate(rest):
        reached = max(reached, min((len(rest) - place) * p, 1.0))
        adjusted[name] = reached
    return adjusted


def is_new(verdict: Verdict, without_last: Verdict) -> bool:
    """Return whether a word was not there without the last period: new, to be confirmed by the next one.

    Parameters
    ----------
    verdict : str
        The verdict now.
    without_last : str
        The same computed once more without the last period.

    Returns
    -------
    bool
        True for ``increasing``, ``decreasing`` and ``unchanged`` that were another word; the two words that say that
        nothing is known need no confirmation.

    Examples
    --------
    >>> is_new("increasing", "not_confirmed"), is_new("increasing", "increasing"), is_new("not_confirmed", "increasing")
    (True, False, False)
    """
    for one in (verdict, without_last):
        if one not in get_args(Verdict):
            raise VerdictError(f"Unknown verdict {one!r}; the known ones are {', '.join(get_args(Verdict))}.")
    return verdict in ("increasing", "decreasing", "unchanged") and verdict != without_last
