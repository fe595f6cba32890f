"""From a concentration to the mass that passed per day and per 1000 persons.

``load [mg/day/1000] = concentration [ng/L] x flow [m3/day] / population [persons]``, since 1 ng/L is 1 µg/m³.
"""

from avloppsanalys.loads.answers import current_answers
from avloppsanalys.loads.components import LoadComponent, load_components
from avloppsanalys.loads.daily import daily_loads, load_per_1000
from avloppsanalys.loads.not_counted import is_counted
from avloppsanalys.loads.overlaps import overlapping_samples
from avloppsanalys.loads.samples import join_samples, unmatched_samples
from avloppsanalys.loads.uncounted import uncounted_answers

__all__ = [
    "LoadComponent",
    "current_answers",
    "daily_loads",
    "is_counted",
    "join_samples",
    "load_components",
    "load_per_1000",
    "overlapping_samples",
    "uncounted_answers",
    "unmatched_samples",
]
