"""The persons behind a load: a new figure, or one that was counted otherwise, moves every load at once."""

from __future__ import annotations

import numpy as np
import pandas as pd

from avloppsanalys.quality.findings import findings, limit
from avloppsanalys.quality.material import Material
from avloppsanalys.wording import Language, text

__all__ = ["population_checks", "recounted"]


def population_checks(material: Material, lang: Language) -> list[pd.DataFrame]:
    """Return the findings of QUA050: the population against the sample before, and against where it last jumped.

    Many small steps in one direction move the loads as much as one large step; a step that was flagged starts anew,
    so that it is told once and not of every sample after it.
    """
    samples = material.samples
    by_plant = samples.groupby("plant", sort=False)
    change = samples["population"] / by_plant["population"].shift() - 1
    method, before = samples["population_method"], by_plant["population_method"].shift()
    recounted = method.notna() & before.notna() & (method != before)
    low, high = limit("QUA050", "low"), limit("QUA050", "high")
    outside = (change < low) | (change > high) | recounted
    run = [samples["plant"], outside.groupby(samples["plant"]).cumsum()]
    drift = samples["population"] / samples["population"].groupby(run).transform("first") - 1
    least, most = limit("QUA050", "low_since_first"), limit("QUA050", "high_since_first")
    crept = ((drift < least) | (drift > most)) & ~outside & change.notna()
    first = ~samples["plant"].duplicated()
    reason = pd.Series(np.where(first, "first_sample", "not_given"), index=samples.index).astype("str")
    told = (before + " → " + method).where(recounted)
    since = (
        samples["sample_id"].groupby(run).transform("first").map(lambda one: text("quality.since", lang, sample=one))
    )
    return [
        findings(
            samples,
            "QUA050",
            change.mask(crept, drift),
            low=pd.Series(np.where(crept, least, low), index=samples.index),
            high=pd.Series(np.where(crept, most, high), index=samples.index),
            flagged=outside | crept,
            detail=told.mask(crept, since),
            reason=reason,
        )
    ]


def recounted(rows: pd.DataFrame) -> pd.Series[bool]:
    """Return which flags of QUA050 are of the way of counting alone: the number itself passes.

    Parameters
    ----------
    rows : pandas.DataFrame
        A table of quality: `check`, `value`, `threshold_low` and `threshold_high` of flags.

    Returns
    -------
    pandas.Series of bool
    """
    return rows["check"].eq("QUA050") & rows["value"].between(rows["threshold_low"], rows["threshold_high"])
