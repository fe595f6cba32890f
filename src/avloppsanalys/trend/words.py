"""The one word of each series: from which comparison it comes, adjusted for how many, and what it could have seen."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from avloppsanalys.power import smallest_detectable
from avloppsanalys.scatter import PeriodLine
from avloppsanalys.trend.comparison import LogRatio
from avloppsanalys.trend.comparisons import Comparison
from avloppsanalys.trend.line_of_series import SeriesLine
from avloppsanalys.trend.series import DaySeries
from avloppsanalys.trend.verdict import Blocking, Decision, adjusted_p_values, decide, intervals

__all__ = ["Word", "words"]

Floats = npt.NDArray[np.float64]

Bearer = Literal["trend", "same_period_last_year", "previous_period"]

Change = PeriodLine | LogRatio

_ALPHA: Final = 0.05
_POWER: Final = 0.8
_BEARERS: Final[tuple[Bearer, ...]] = ("same_period_last_year", "previous_period")
"""Which comparison has the word of a series that is too short for a trend, the first that can be made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """The word of one series."""

    comparison: Bearer
    decision: Decision
    adjusted_p: float | None
    smallest: float
    """Smallest log change that this verdict would have found four times in five; missing where there is none."""


def words(
    series: DaySeries, line: SeriesLine, others: Sequence[Comparison], *, main: Sequence[str], band: float
) -> list[Word]:
    """Return the word of each series.

    Parameters
    ----------
    series, line, others
        The series, their lines and their comparisons.
    main : sequence of str
        Substances that stand unadjusted.
    band : float
        Log change within which a level counts as unchanged.

    Returns
    -------
    list of Word
    """
    blocking = line.assessment.blocking
    ratios: dict[Bearer, LogRatio] = {one.kind: one.ratio for one in others if one.kind != "four_periods"}
    bearer = [_bearer(why, ratios, at) for at, why in enumerate(blocking)]
    changes: dict[Bearer, list[Change]] = {
        "trend": [line.assessment.fitted.line, line.assessment.wandering],
        **{name: [ratio] for name, ratio in ratios.items()},
    }
    p_values = {"trend": line.assessment.p_value(), **{name: ratio.p_value() for name, ratio in ratios.items()}}
    p_value = np.array([p_values[who][at] for at, who in enumerate(bearer)])
    barred = [who == "trend" and bool(why) for who, why in zip(bearer, blocking, strict=True)]
    adjusted, tests = _adjusted(series, np.where(barred, np.nan, p_value), main)
    found = {name: [intervals(one) for one in each] for name, each in changes.items()}
    told = []
    for at, who in enumerate(bearer):
        first, *rest = (each[at] for each in found[who])
        decision = decide(
            blocking[at] if who == "trend" else [],
            first,
            wandering=rest[0] if rest else None,
            adjusted_p=adjusted[at],
            band=band,
        )
        smallest = float("nan") if barred[at] else _smallest(changes[who], at, _ALPHA / tests[at])
        told.append(Word(comparison=who, decision=decision, adjusted_p=adjusted[at], smallest=smallest))
    return told


def _bearer(blocking: Sequence[Blocking], ratios: Mapping[Bearer, LogRatio], at: int) -> Bearer:
    """Return which comparison has the word: what forbids one for other reasons forbids one on two periods too."""
    if list(blocking) != ["too_few_periods"]:
        return "trend"
    return next((name for name in _BEARERS if math.isfinite(ratios[name].standard_error[at])), "trend")


def _adjusted(series: DaySeries, p_value: Floats, main: Sequence[str]) -> tuple[list[float | None], list[int]]:
    """Return each p adjusted within its place and factor set, and over how many tests the strictest is."""
    adjusted: list[float | None] = [None] * len(p_value)
    tests = [1] * len(p_value)
    for _, rows in series.keys.groupby(["place", "factor_set"]):
        names = dict(zip(rows.index, rows["substance"], strict=True))
        p = {name: float(p_value[at]) for at, name in names.items()}
        found = adjusted_p_values(p, main)
        judged = sum(not math.isnan(one) for name, one in p.items() if name not in main)
        for at, name in names.items():
            one = found[name]
            adjusted[at] = None if one is None or math.isnan(one) else one
            tests[at] = 1 if name in main else max(judged, 1)
    return adjusted, tests


def _smallest(changes: Sequence[Change], at: int, alpha: float) -> float:
    """Return the smallest log change that would be found four times in five; the stricter of two lines decides."""
    known = [(one.standard_error[at] ** 2, one.df[at]) for one in changes if math.isfinite(one.standard_error[at])]
    if not known:
        return float("nan")
    variance, df = np.array(known).T
    return float(np.max(smallest_detectable(variance, df, power=_POWER, alpha=alpha)))
