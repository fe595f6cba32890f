"""How likely a change is to be seen, how many days that takes, and how small a change can be. Kernels."""

from avloppsanalys.power.slope import (
    days_needed,
    log_change_per_period,
    slope_power,
    slope_variance,
    smallest_detectable,
)
from avloppsanalys.power.verdict import (
    FEWEST_PERIODS,
    SEASON_FROM,
    SlopeErrors,
    detectable_change,
    estimated_errors,
    slope_errors,
    verdict_power,
)

__all__ = [
    "FEWEST_PERIODS",
    "SEASON_FROM",
    "SlopeErrors",
    "days_needed",
    "detectable_change",
    "estimated_errors",
    "log_change_per_period",
    "slope_errors",
    "slope_power",
    "slope_variance",
    "smallest_detectable",
    "verdict_power",
]
