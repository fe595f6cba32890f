"""The one word of each series: from which comparison it comes, adjusted for how many, and what it could have seen."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from avloppsanalys.power import detectable_change, estimated_errors
from avloppsanalys.trend.assessment import Assessment
from avloppsanalys.trend.comparison import LogRatio
from avloppsanalys.trend.comparisons import Comparison
from avloppsanalys.trend.series import DaySeries
from avloppsanalys.trend.verdict import Blocking, Decision, adjusted_p_values, decide, intervals

__all__ = ["ALPHA", "Word", "smallest_changes", "word_errors", "words"]

Floats = npt.NDArray[np.float64]

Bearer = Literal["trend", "same_period_last_year", "previous_period"]

ALPHA: Final = 0.05
"""Of the two-sided interval by which a change is named, over how many are tested."""
_POWER: Final = 0.8
_BEARERS: Final[tuple[Bearer, ...]] = ("same_period_last_year", "previous_period")
"""Which comparison has the word of a series that is too short for a trend, the first that can be made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """The word of one series."""

    comparison: Bearer
    decision: Decision
    adjusted_p: float | None
    tests: int
    """Over how many the strictest adjustment is: 1 for a main substance."""


def words(
    series: DaySeries, line: Assessment, others: Sequence[Comparison], *, main: Mapping[str, Sequence[str]], band: float
) -> list[Word]:
    """Return the word of each series.

    Parameters
    ----------
    series, line, others
        The series, their lines and their comparisons.
    main : mapping of str to sequence of str
        The substances of each quantity that stand unadjusted, as its series name them.
    band : float
        Log change within which a level counts as unchanged.

    Returns
    -------
    list of Word
    """
    ratios = _ratios(others)
    bearer = [_bearer(why, ratios, at) for at, why in enumerate(line.blocking)]
    p_values = {"trend": line.p_value(), **{name: ratio.p_value() for name, ratio in ratios.items()}}
    barred = [who == "trend" and bool(why) for who, why in zip(bearer, line.blocking, strict=True)]
    p_value = np.array([p_values[who][at] for at, who in enumerate(bearer)])
    adjusted, tests = _adjusted(series, np.where(barred, np.nan, p_value), main)
    of_trends = line.decide(adjusted_p=adjusted, band=band)
    compared = {name: intervals(ratio) for name, ratio in ratios.items()}
    return [
        Word(
            comparison=who,
            decision=of_trends[at] if who == "trend" else decide([], compared[who][at], adjusted_p=p, band=band),
            adjusted_p=p,
            tests=count,
        )
        for at, (who, p, count) in enumerate(zip(bearer, adjusted, tests, strict=True))
    ]


def smallest_changes(line: Assessment, others: Sequence[Comparison], told: Sequence[Word], *, band: float) -> Floats:
    """Return the smallest log change that each word would have found four times in five.

    Parameters
    ----------
    line, others
        What the words were made of.
    told : sequence of Word
        The words.
    band : float
        As in `words`.

    Returns
    -------
    numpy.ndarray
        One a series; missing where a change cannot be assessed, or none however large would be named.
    """
    error, df = word_errors(line, others, told)
    tests = np.array([one.tests for one in told])
    open_to = np.array([one.decision.verdict != "not_assessable" for one in told])
    smallest = np.full(len(told), np.nan)
    for count in np.unique(tests):
        here = open_to & (tests == count)
        errors = estimated_errors(error[here], df[here])
        smallest[here] = detectable_change(errors, band=band, power=_POWER, alpha=ALPHA / count)
    return np.where(np.isfinite(smallest), smallest, np.nan)


def word_errors(line: Assessment, others: Sequence[Comparison], told: Sequence[Word]) -> tuple[Floats, Floats]:
    """Return the standard error of the change that each word rests on, and its degrees of freedom.

    Parameters
    ----------
    line, others, told
        As for `smallest_changes`.

    Returns
    -------
    standard_error, df : numpy.ndarray
        One a series [log change; per year for ``trend``].
    """
    of_kind = {name: (ratio.standard_error, ratio.df) for name, ratio in _ratios(others).items()}
    of_kind["trend"] = line.larger_error()
    found = np.array([[part[at] for part in of_kind[one.comparison]] for at, one in enumerate(told)], dtype=float)
    return found.reshape(-1, 2)[:, 0], found.reshape(-1, 2)[:, 1]


def _ratios(others: Sequence[Comparison]) -> dict[Bearer, LogRatio]:
    """Return the comparisons that may have a word."""
    return {one.kind: one.ratio for one in others if one.kind != "four_periods"}


def _bearer(blocking: Sequence[Blocking], ratios: Mapping[Bearer, LogRatio], at: int) -> Bearer:
    """Return which comparison has the word: what forbids one for other reasons forbids one on two periods too."""
    if "too_few_periods" not in blocking or set(blocking) - {"too_few_periods", "no_degrees_of_freedom"}:
        return "trend"
    return next((name for name in _BEARERS if math.isfinite(ratios[name].standard_error[at])), "trend")


def _adjusted(
    series: DaySeries, p_value: Floats, main: Mapping[str, Sequence[str]]
) -> tuple[list[float | None], list[int]]:
    """Return each p adjusted within its quantity, place and factor set, and over how many tests the strictest is."""
    adjusted: list[float | None] = [None] * len(p_value)
    tests = [1] * len(p_value)
    named = ("quantity", "place", "factor_set", "substance")
    together: dict[tuple[str, ...], dict[str, int]] = {}
    for at, (*family, substance) in enumerate(zip(*(series.keys[name].tolist() for name in named), strict=True)):
        together.setdefault(tuple(family), {})[substance] = at
    for (quantity, *_), rows in together.items():
        unadjusted = main[quantity]
        p = {name: float(p_value[at]) for name, at in rows.items()}
        found = adjusted_p_values(p, unadjusted)
        judged = sum(not math.isnan(one) for name, one in p.items() if name not in unadjusted)
        for name, at in rows.items():
            one = found[name]
            adjusted[at] = None if one is None or math.isnan(one) else one
            tests[at] = 1 if name in unadjusted else max(judged, 1)
    return adjusted, tests
