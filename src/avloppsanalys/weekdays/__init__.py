"""Days of the week: EUDA's means, a plant's week against that of other towns, and its days beside EUDA's towns."""

from avloppsanalys.weekdays.european import euda_view
from avloppsanalys.weekdays.european_names import find_own_towns
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
    "euda_view",
    "expected_weekdays",
    "find_own_towns",
    "residues_with_weekdays",
    "weekday_means",
    "weekday_ratios",
]
