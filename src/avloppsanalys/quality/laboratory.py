"""The analysis: limits that drift, duplicates that disagree, blanks that are not, recovery and interlaboratory z."""

from __future__ import annotations

import numpy as np
import pandas as pd

from avloppsanalys.calendar import campaigns
from avloppsanalys.quality.bounds import BELOW, even_the_bound, span
from avloppsanalys.quality.findings import findings, limit
from avloppsanalys.quality.material import SAMPLE, Material
from avloppsanalys.wording import Language

__all__ = ["laboratory_checks"]


def laboratory_checks(material: Material, lang: Language) -> list[pd.DataFrame]:
    """Return the findings of QUA040 to QUA044."""
    answers = material.answers
    return [
        _limits(answers),
        _duplicates(answers, material.duplicates, lang),
        _blanks(answers, material.blanks, lang),
        findings(answers, "QUA043", answers["recovery"]),
        findings(answers, "QUA044", answers["interlab_z"]),
    ]


def _limits(answers: pd.DataFrame) -> pd.DataFrame:
    """Return each limit of quantification against the median of the earlier ones of its series."""
    loq = answers["loq_ng_per_l"].where(answers["loq_ng_per_l"] > 0)
    keys = [answers["plant"], answers["residue"]]
    so_far = loq.groupby(keys).expanding()
    # the limit itself is no part of what it is held against: a new limit would soon be its own median
    median = so_far.median().droplevel([0, 1]).reindex(answers.index).groupby(keys).shift()
    known = so_far.count().droplevel([0, 1]).reindex(answers.index).groupby(keys).shift()
    enough = known >= limit("QUA040", "least_days")
    reason = pd.Series(np.where(loq.isna(), "not_given", "few_days"), index=answers.index).astype("str")
    return findings(answers, "QUA040", (loq / median).where(enough), reason=reason)


def _duplicates(answers: pd.DataFrame, duplicates: pd.DataFrame, lang: Language) -> pd.DataFrame:
    """Return the difference between a sample and its duplicate, as a share of their mean.

    Where one is below its limit the difference is at least that to the limit; two below their limits agree.
    """
    other = _beside(answers, _spanned(duplicates), [*SAMPLE, "residue"])
    own = _spanned(answers)
    least = _apart(own["low"], other["high"]).fillna(_apart(other["low"], own["high"]))
    exact = (own["low"] == own["high"]) & (other["low"] == other["high"])
    same = exact & (own["low"] == other["low"])
    value, bound = even_the_bound("QUA041", least.mask(same, 0.0), least.where(exact).mask(same, 0.0), lang)
    both_below = own["below"] & other["below"].eq(True)
    reason = pd.Series(
        np.where(_has_any(answers, duplicates), "not_quantified", "not_given"), index=answers.index
    ).astype("str")
    return findings(answers, "QUA041", value, known=value.notna() | both_below, detail=bound, reason=reason)


def _blanks(answers: pd.DataFrame, blanks: pd.DataFrame, lang: Language) -> pd.DataFrame:
    """Return the field blank of the campaign as a share of the sample; a clean blank is none of it.

    A sample below its limit is at most the limit: the blank is then at least as large a share of it.
    """
    both = pd.concat([answers.assign(blank=False), blanks.assign(blank=True)], ignore_index=True)
    both["campaign"] = campaigns(both["plant"], both["start"])
    rows = both[~both["blank"]].set_axis(answers.index, axis=0)
    found = _spanned(both[both["blank"]])
    # what the laboratory did not find in the blank counts as nothing, and so may what it measured as nothing
    clean = found["below"] | (found["concentration_ng_per_l"] == 0)
    found = found.assign(low=found["low"].mask(clean, 0.0), high=found["high"].mask(clean, 0.0))
    other, own = _beside(rows, found, ["plant", "campaign", "residue"]), _spanned(answers)
    none = other["high"] == 0
    least = (other["low"] / own["high"]).mask(none, 0.0)
    most = (other["high"] / own["low"].where(own["low"] > 0)).mask(none, 0.0)
    value, bound = even_the_bound("QUA042", least, most, lang)
    why = np.select(
        [other["detected"].eq(True), other["below"].notna()], ["blank_detected", "not_quantified"], "not_given"
    )
    reason = pd.Series(why, index=answers.index).astype("str")
    return findings(answers, "QUA042", value, detail=bound, reason=reason)


def _spanned(rows: pd.DataFrame) -> pd.DataFrame:
    """Return answers with the least and the most that each can be, and whether it was below or only detected."""
    low, high = span(rows)
    below, detected = rows["qualifier"].isin(BELOW) & ~(low == high), rows["qualifier"] == "detected"
    # a sum with what is unknown must not be taken for known: an unknown most has no end
    return rows.assign(low=low, high=high.mask(low.notna() & high.isna(), np.inf), below=below, detected=detected)


def _apart(high: pd.Series[float], low: pd.Series[float]) -> pd.Series[float]:
    """Return how far one value is above another as a share of their mean; missing where it is not above."""
    return ((high - low) / ((high + low) / 2)).where(high > low)


def _beside(rows: pd.DataFrame, others: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """Return the highest of the other bottles that share `key` with each row: the least and the most that it can be."""
    found = others.groupby(key, as_index=False).agg(
        low=("low", "max"), high=("high", "max"), below=("below", "all"), detected=("detected", "any")
    )
    return rows[key].merge(found, on=key, how="left").set_axis(rows.index, axis=0)


def _has_any(answers: pd.DataFrame, others: pd.DataFrame) -> pd.Series[bool]:
    """Return whether another bottle of the same sample was analysed at all."""
    known = pd.MultiIndex.from_frame(others[SAMPLE])
    return pd.Series(pd.MultiIndex.from_frame(answers[SAMPLE]).isin(known), index=answers.index)
