"""The water: litres a person, the plant's own flow, rain, and what never passed the plant."""

from __future__ import annotations

import numpy as np
import pandas as pd

from avloppsanalys.quality.bounds import over, positive
from avloppsanalys.quality.findings import Finding, findings
from avloppsanalys.quality.history import against_own_history
from avloppsanalys.quality.material import Material

__all__ = ["flow_checks"]


def flow_checks(material: Material) -> list[Finding]:
    """Return the findings of QUA010 to QUA013."""
    samples, each = material.samples, material.each_sample
    flow, persons = positive(samples["flow_m3_per_day"]), positive(samples["population"])
    bypass = samples["bypass_m3"].to_numpy(dtype=float)
    days = (samples["end"] - samples["start"]).dt.total_seconds().to_numpy(dtype=float) / 86_400
    # water that was led past the plant is known to be none without any flow
    bypassed = np.where(bypass == 0, 0.0, over(bypass, flow * days))
    plant = pd.factorize(samples["plant"])[0]
    return [
        findings(material.limits, each, "QUA010", 1000 * flow / persons),
        against_own_history(
            material.limits, each, "QUA011", flow, plant, np.where(np.isnan(flow), "no_flow", "few_days")
        ),
        findings(material.limits, each, "QUA012", samples["rain_mm"].to_numpy(dtype=float)),
        findings(material.limits, each, "QUA013", bypassed),
    ]
