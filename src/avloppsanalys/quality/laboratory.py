"""The analysis: limits that drift, duplicates that disagree, blanks that are not, recovery and interlaboratory z."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from avloppsanalys.calendar import campaigns
from avloppsanalys.quality.bounds import even_the_bound, over, positive
from avloppsanalys.quality.findings import Finding, findings
from avloppsanalys.quality.material import Bottles, Material
from avloppsanalys.wording import Language

__all__ = ["laboratory_checks"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.integer[Any]]
Mask = npt.NDArray[np.bool_]


def laboratory_checks(material: Material, lang: Language) -> list[Finding]:
    """Return the findings of QUA040 to QUA044."""
    table, each = material.answers.table, material.each_answer
    return [
        _limits(material),
        _duplicates(material, lang),
        _blanks(material, lang),
        findings(material.limits, each, "QUA043", table["recovery"].to_numpy(dtype=float)),
        findings(material.limits, each, "QUA044", table["interlab_z"].to_numpy(dtype=float)),
    ]


def _limits(material: Material) -> Finding:
    """Return each limit of quantification against the median of the earlier ones of its series."""
    series = material.answers.series
    loq = positive(material.answers.table["loq_ng_per_l"])
    order = np.argsort(series, kind="stable")  # by series, and within it by time
    limits: pd.Series[float] = pd.Series(loq[order])
    so_far = limits.groupby(series[order]).expanding().median().to_numpy()
    opened = np.diff(series[order], prepend=-1) != 0
    given = ~np.isnan(loq[order])
    number = np.cumsum(given) - given
    # the limit itself is no part of what it is held against: a new limit would soon be its own median
    median, known = np.empty(len(loq)), np.empty(len(loq))
    median[order] = np.where(opened, np.nan, np.roll(so_far, 1))
    known[order] = number - number[opened][np.cumsum(opened) - 1]
    enough = known >= material.limits.of("QUA040", "least_days")
    reason = np.where(np.isnan(loq), "not_given", "few_days")
    return findings(
        material.limits, material.each_answer, "QUA040", np.where(enough, over(loq, median), np.nan), reason=reason
    )


def _duplicates(material: Material, lang: Language) -> Finding:
    """Return the difference between a sample and its duplicate, as a share of their mean.

    Where one is below its limit the difference is at least that to the limit; two below their limits agree.
    """
    own, duplicates = material.answers, material.duplicates
    keys = _keys((own.sample, own.residue), (duplicates.sample, duplicates.residue))
    other = _highest_beside(*keys, duplicates.low, duplicates.open_high, duplicates)
    low, high = own.low, own.open_high
    least = _apart(low, other.high)
    least = np.where(np.isnan(least), _apart(other.low, high), least)
    exact = (low == high) & (other.low == other.high)
    same = exact & (low == other.low)
    least = np.where(same, 0.0, least)
    value, bound = even_the_bound(material.limits, "QUA041", least, np.where(exact, least, np.nan), lang)
    known = ~np.isnan(value) | (own.below & other.below)
    reason = np.where(np.isin(own.sample, duplicates.sample), "not_quantified", "not_given")
    return findings(material.limits, material.each_answer, "QUA041", value, known=known, detail=bound, reason=reason)


def _blanks(material: Material, lang: Language) -> Finding:
    """Return the field blank of the campaign as a share of the sample; a clean blank is none of it.

    A sample below its limit is at most the limit: the blank is then at least as large a share of it.
    """
    own, blanks = material.answers, material.blanks
    # what the laboratory did not find in the blank counts as nothing, and so may what it measured as nothing
    clean = blanks.below | (blanks.table["concentration_ng_per_l"] == 0).to_numpy()
    low, high = (np.where(clean, 0.0, ends) for ends in (blanks.low, blanks.open_high))
    at, other_at = _campaigns(own, blanks)
    keys = _keys((at, own.series), (other_at, blanks.series))
    other = _highest_beside(*keys, low, high, blanks)
    none = other.high == 0
    least = np.where(none, 0.0, over(other.low, own.open_high))
    most = np.where(none, 0.0, over(other.high, np.where(own.low > 0, own.low, np.nan)))
    value, bound = even_the_bound(material.limits, "QUA042", least, most, lang)
    reason = np.select([other.detected, other.found], ["blank_detected", "not_quantified"], "not_given")
    return findings(material.limits, material.each_answer, "QUA042", value, detail=bound, reason=reason)


def _campaigns(own: Bottles, blanks: Bottles) -> tuple[Integers, Integers]:
    """Return the number of the campaign in which each answer, and each blank, was taken."""
    if not len(blanks.sample):
        return np.zeros(len(own.sample), dtype=np.intp), np.zeros(0, dtype=np.intp)
    both = pd.concat([own.table[["plant", "start"]], blanks.table[["plant", "start"]]], ignore_index=True)
    number = pd.factorize(campaigns(both["plant"], both["start"]))[0]
    return number[: len(own.sample)], number[len(own.sample) :]


def _keys(own: tuple[Integers, Integers], other: tuple[Integers, Integers]) -> tuple[Integers, Integers]:
    """Return one number for each pair of numbers, alike where both are."""
    width = 1 + max(int(second.max(initial=0)) for _, second in (own, other))
    return own[0] * width + own[1], other[0] * width + other[1]


def _apart(high: Floats, low: Floats) -> Floats:
    """Return how far one value is above another as a share of their mean; missing where it is not above."""
    with np.errstate(invalid="ignore"):
        return np.where(high > low, over(high - low, (high + low) / 2), np.nan)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Beside:
    """The highest of the other bottles beside each row: the least and the most that it can be."""

    low: Floats
    high: Floats
    below: Mask
    """Whether all of them were below their limits."""
    detected: Mask
    """Whether one of them was only detected."""
    found: Mask


def _highest_beside(key: Integers, others_key: Integers, low: Floats, high: Floats, others: Bottles) -> _Beside:
    """Return the highest of the other bottles that share the key of each row."""
    keys, code = np.unique(others_key, return_inverse=True)
    # the last element is what a row has that none of them shares the key of
    most_low, most_high = np.full(len(keys) + 1, np.nan), np.full(len(keys) + 1, np.nan)
    np.fmax.at(most_low, code, low)
    np.fmax.at(most_high, code, high)
    number, below, detected = (
        np.bincount(code, weight, minlength=len(keys) + 1) for weight in (None, others.below, others.detected)
    )
    at = np.searchsorted(keys, key)
    at = np.where(np.append(keys, -1)[at] == key, at, len(keys))
    return _Beside(
        low=most_low[at],
        high=most_high[at],
        below=((number > 0) & (below == number))[at],
        detected=(detected > 0)[at],
        found=(number > 0)[at],
    )
