"""How likely a change is to be seen, how many days that takes, and how small a change can be. Kernels."""

from avloppsanalys.power.slope import (
    days_needed,
    log_change_per_period,
    slope_power,
    slope_variance,
    smallest_detectable,
    smallest_detectable_change,
)

__all__ = [
    "days_needed",
    "log_change_per_period",
    "slope_power",
    "slope_variance",
    "smallest_detectable",
    "smallest_detectable_change",
]
