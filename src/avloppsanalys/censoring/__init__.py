"""Values that are known only as an interval: below a limit, detected but not quantified, above the range.

Kernels on arrays, each over any number of groups at once. Nothing is substituted: a value enters the likelihood of a
lognormal as what it is, a number or an interval (Tobit). Regression on order statistics, Kaplan-Meier and substitution
are here by name, for comparison with others who use them.
"""

from avloppsanalys.censoring.detection import (
    MOSTLY_BELOW,
    DetectionFrequency,
    clopper_pearson_interval,
    detection_frequency,
    mostly_below,
    wilson_interval,
)
from avloppsanalys.censoring.group_means import GroupMeans
from avloppsanalys.censoring.intervals import CensoringError
from avloppsanalys.censoring.kaplan_meier import kaplan_meier
from avloppsanalys.censoring.location import location_bound, location_fit, location_information, location_score
from avloppsanalys.censoring.lognormal import LognormalFit, lognormal_fit, moderated_lognormal_fit
from avloppsanalys.censoring.order_statistics import regression_on_order_statistics
from avloppsanalys.censoring.substitution import SUBSTITUTES, substitution

__all__ = [
    "MOSTLY_BELOW",
    "SUBSTITUTES",
    "CensoringError",
    "DetectionFrequency",
    "GroupMeans",
    "LognormalFit",
    "clopper_pearson_interval",
    "detection_frequency",
    "kaplan_meier",
    "location_bound",
    "location_fit",
    "location_information",
    "location_score",
    "lognormal_fit",
    "moderated_lognormal_fit",
    "mostly_below",
    "regression_on_order_statistics",
    "substitution",
    "wilson_interval",
]
