"""The analysis: limits that drift, duplicates that disagree, blanks that are not, recovery and interlaboratory z."""

from __future__ import annotations

import numpy as np
import pandas as pd

from avloppsanalys.calendar import campaigns
from avloppsanalys.quality.findings import findings, limit
from avloppsanalys.quality.material import SAMPLE, Material

__all__ = ["laboratory_checks"]


def laboratory_checks(material: Material) -> list[pd.DataFrame]:
    """Return the findings of QUA040 to QUA044."""
    answers = material.answers
    return [
        _limits(answers),
        _duplicates(answers, material.duplicates),
        _blanks(answers, material.blanks),
        findings(answers, "QUA043", answers["recovery"]),
        findings(answers, "QUA044", answers["interlab_z"]),
    ]


def _limits(answers: pd.DataFrame) -> pd.DataFrame:
    """Return each limit of quantification against the median of its series."""
    loq = answers["loq_ng_per_l"].where(answers["loq_ng_per_l"] > 0)
    series = loq.groupby([answers["plant"], answers["residue"]])
    enough = series.transform("count") >= limit("QUA040", "least_days")
    reason = pd.Series(np.where(loq.isna(), "not_given", "few_days"), index=answers.index).astype("str")
    return findings(answers, "QUA040", (loq / series.transform("median")).where(enough), reason=reason)


def _duplicates(answers: pd.DataFrame, duplicates: pd.DataFrame) -> pd.DataFrame:
    """Return the difference between a sample and its duplicate, as a share of their mean."""
    other = _beside(answers, duplicates, [*SAMPLE, "residue"])
    own = answers["concentration_ng_per_l"]
    reason = pd.Series(
        np.where(_has_any(answers, duplicates), "not_quantified", "not_given"), index=answers.index
    ).astype("str")
    return findings(answers, "QUA041", (own - other).abs() / ((own + other) / 2), reason=reason)


def _blanks(answers: pd.DataFrame, blanks: pd.DataFrame) -> pd.DataFrame:
    """Return the field blank of the campaign as a share of the sample; a clean blank is none of it."""
    if blanks.empty:
        return findings(answers, "QUA042")
    both = pd.concat([answers.assign(blank=False), blanks.assign(blank=True)], ignore_index=True)
    both["campaign"] = campaigns(both["plant"], both["start"])
    blank, rows = both[both["blank"]], both[~both["blank"]].set_axis(answers.index, axis=0)
    clean = blank["qualifier"].isin(["below_loq", "below_lod"])
    found = blank.assign(concentration_ng_per_l=blank["concentration_ng_per_l"].mask(clean, 0.0))
    other = _beside(rows, found, ["plant", "campaign", "residue"])
    own = rows["concentration_ng_per_l"].where(rows["concentration_ng_per_l"] > 0)
    share = (other / own).mask(other == 0, 0.0)
    reason = pd.Series(np.where(other.notna(), "not_quantified", "not_given"), index=answers.index).astype("str")
    return findings(answers, "QUA042", share, reason=reason)


def _beside(rows: pd.DataFrame, others: pd.DataFrame, key: list[str]) -> pd.Series[float]:
    """Return the highest concentration of the other bottles that share `key` with each row."""
    if others.empty:
        return pd.Series(np.nan, index=rows.index)
    found = others.groupby(key, as_index=False)["concentration_ng_per_l"].max()
    merged = rows[key].merge(found, on=key, how="left")
    return merged["concentration_ng_per_l"].set_axis(rows.index)


def _has_any(answers: pd.DataFrame, others: pd.DataFrame) -> pd.Series[bool]:
    """Return whether another bottle of the same sample was analysed at all."""
    if others.empty:
        return pd.Series(False, index=answers.index)
    known = pd.MultiIndex.from_frame(others[SAMPLE])
    return pd.Series(pd.MultiIndex.from_frame(answers[SAMPLE]).isin(known), index=answers.index)
