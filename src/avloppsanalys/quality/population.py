"""The persons behind a load: a new figure, or one that was counted otherwise, moves every load at once."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from avloppsanalys.quality.bounds import over
from avloppsanalys.quality.findings import Finding, findings
from avloppsanalys.quality.material import Material
from avloppsanalys.wording import Language, text

__all__ = ["population_checks"]


def population_checks(material: Material, lang: Language) -> list[Finding]:
    """Return the findings of QUA050: the population against the sample before, and against where it last jumped.

    Many small steps in one direction move the loads as much as one large step; a step that was flagged starts anew,
    so that it is told once and not of every sample after it.
    """
    samples = material.samples
    persons, method = samples["population"].to_numpy(dtype=float), samples["population_method"].to_numpy(dtype=object)
    first = ~samples["plant"].duplicated().to_numpy()  # samples stand by plant
    before, method_before = _one_before(persons, first), _one_before(method, first)
    change = over(persons, before) - 1
    recounted = ~(pd.isna(method) | pd.isna(method_before)) & (method != method_before)
    low, high = material.limits.of("QUA050", "low"), material.limits.of("QUA050", "high")
    outside = (change < low) | (change > high) | recounted
    run = np.cumsum(first | outside)
    by_run = samples.groupby(run)
    drift = over(persons, by_run["population"].transform("first").to_numpy(dtype=float)) - 1
    least, most = material.limits.of("QUA050", "low_since_first"), material.limits.of("QUA050", "high_since_first")
    crept = ((drift < least) | (drift > most)) & ~outside & ~np.isnan(change)
    opened = by_run["sample_id"].transform("first").to_numpy(dtype=object)
    detail = np.full(len(samples), np.nan, dtype=object)
    detail[recounted] = method_before[recounted] + " → " + method[recounted]
    detail[crept] = [text("quality.since", lang, sample=one) for one in opened[crept]]
    return [
        findings(
            material.limits,
            material.each_sample,
            "QUA050",
            np.where(crept, drift, change),
            low=np.where(crept, least, low),
            high=np.where(crept, most, high),
            flagged=outside | crept,
            detail=detail,
            reason=np.where(first, "first_sample", "not_given"),
        )
    ]


def _one_before(values: npt.NDArray[Any], first: npt.NDArray[np.bool_]) -> npt.NDArray[Any]:
    """Return what the sample before had, missing for the first one of a plant."""
    before = np.roll(values, 1)
    before[first] = np.nan
    return before
