"""Days of the week: EUDA's means of weekdays and weekend, and a plant's own week against that of other towns."""

from avloppsanalys.weekdays.means import (
    EUDA_WEEKDAYS,
    EUDA_WEEKDAYS_2021,
    EUDA_WEEKEND,
    EUDA_WEEKEND_2021,
    weekday_means,
)
from avloppsanalys.weekdays.own_week import expected_weekdays, residues_with_weekdays, weekday_ratios

__all__ = [
    "EUDA_WEEKDAYS",
    "EUDA_WEEKDAYS_2021",
    "EUDA_WEEKEND",
    "EUDA_WEEKEND_2021",
    "expected_weekdays",
    "residues_with_weekdays",
    "weekday_means",
    "weekday_ratios",
]
