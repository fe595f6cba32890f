"""Scatter between days, weeks and weekdays: what a plant has shown, moderated by what many have shown. Kernels."""

from avloppsanalys.scatter.pattern import weekday_pattern
from avloppsanalys.scatter.variance import (
    between_group_variance,
    lift_reach,
    moderated_variance,
    satterthwaite_df,
    within_group_variance,
)

__all__ = [
    "between_group_variance",
    "lift_reach",
    "moderated_variance",
    "satterthwaite_df",
    "weekday_pattern",
    "within_group_variance",
]
