"""The one word of each series: from which comparison it comes, adjusted for how many, and what it could have seen."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

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
Integers = npt.NDArray[np.integer[Any]]
Mask = npt.NDArray[np.bool_]

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
    smallest = _smallest(changes, bearer, np.array(tests), np.array(barred))
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
        told.append(Word(comparison=who, decision=decision, adjusted_p=adjusted[at], smallest=float(smallest[at])))
    return told


def _bearer(blocking: Sequence[Blocking], ratios: Mapping[Bearer, LogRatio], at: int) -> Bearer:
    """Return which comparison has the word: what forbids one for other reasons forbids one on two periods too."""
    if "too_few_periods" not in blocking or set(blocking) - {"too_few_periods", "no_degrees_of_freedom"}:
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


def _smallest(
    changes: Mapping[Bearer, Sequence[Change]], bearer: Sequence[Bearer], tests: Integers, barred: Mask
) -> Floats:
    """Return the smallest log change that each word would have found four times in five: of two lines, the stricter."""
    smallest = np.full(len(bearer), np.nan)
    for name, each in changes.items():
        for count in np.unique(tests):
            here = np.flatnonzero((np.array(bearer) == name) & (tests == count) & ~barred)
            for one in each:
                known = here[np.isfinite(one.standard_error[here])]
                found = smallest_detectable(
                    np.square(one.standard_error[known]), one.df[known], power=_POWER, alpha=_ALPHA / count
                )
                smallest[known] = np.fmax(smallest[known], found)
    return smallest
