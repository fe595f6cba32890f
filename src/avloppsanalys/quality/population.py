"""The persons behind a load: a new figure, or one that was counted otherwise, moves every load at once."""

from __future__ import annotations

import numpy as np
import pandas as pd

from avloppsanalys.quality.findings import findings, limit
from avloppsanalys.quality.material import Material

__all__ = ["population_checks"]


def population_checks(material: Material) -> list[pd.DataFrame]:
    """Return the findings of QUA050: the population against that of the plant's sample before."""
    samples = material.samples
    by_plant = samples.groupby("plant", sort=False)
    change = samples["population"] / by_plant["population"].shift() - 1
    method, before = samples["population_method"], by_plant["population_method"].shift()
    recounted = method.notna() & before.notna() & (method != before)
    outside = (change < limit("QUA050", "low")) | (change > limit("QUA050", "high"))
    told = (before + " → " + method).where(recounted)
    first = ~samples["plant"].duplicated()
    reason = pd.Series(np.where(first, "first_sample", "not_given"), index=samples.index).astype("str")
    return [findings(samples, "QUA050", change, flagged=outside | recounted, detail=told, reason=reason)]
