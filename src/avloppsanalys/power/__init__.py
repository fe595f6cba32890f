"""How likely a change is to be seen, how many days that takes, and how small a change can be. Kernels."""

from avloppsanalys.power.slope import (
    days_needed,
    log_change_per_period,
    slope_power,
    slope_variance,
    smallest_detectable,
    smallest_detectable_change,
)
from avloppsanalys.power.verdict import (
    FEWEST_PERIODS,
    SEASON_FROM,
    SlopeErrors,
    detectable_change,
    slope_errors,
    verdict_power,
)

__all__ = [
    "FEWEST_PERIODS",
    "SEASON_FROM",
    "SlopeErrors",
    "days_needed",
    "detectable_change",
    "log_change_per_period",
    "slope_errors",
    "slope_power",
    "slope_variance",
    "smallest_detectable",
    "smallest_detectable_change",
    "verdict_power",
]
