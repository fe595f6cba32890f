"""The water: litres a person, the plant's own flow, rain, and what never passed the plant."""

from __future__ import annotations

import numpy as np
import pandas as pd

from avloppsanalys.quality.findings import findings
from avloppsanalys.quality.history import against_own_history
from avloppsanalys.quality.material import Material

__all__ = ["flow_checks"]


def flow_checks(material: Material) -> list[pd.DataFrame]:
    """Return the findings of QUA010 to QUA013."""
    samples = material.samples
    flow = samples["flow_m3_per_day"].where(samples["flow_m3_per_day"] > 0)
    persons = samples["population"].where(samples["population"] > 0)
    days = (samples["end"] - samples["start"]).dt.total_seconds() / 86_400
    no_flow = pd.Series(np.where(flow.isna(), "no_flow", "few_days"), index=samples.index).astype("str")
    bypassed = samples["bypass_m3"] / (flow * days)
    # water that was led past the plant is known to be none without any flow
    bypassed = bypassed.mask(samples["bypass_m3"] == 0, 0.0)
    return [
        findings(samples, "QUA010", 1000 * flow / persons),
        against_own_history(samples, "QUA011", flow, ["plant"], no_flow),
        findings(samples, "QUA012", samples["rain_mm"]),
        findings(samples, "QUA013", bypassed),
    ]
