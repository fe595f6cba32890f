"""Uncertainty on the log scale: named components that travel with the rows, and the intervals made from them last.

A result is a product (concentration x flow / persons x factor), so its components are multiplicative, and the cumulants
of their logarithms add. Each component has a scope (`tables.COMPONENT_SCOPES`): two rows share one and the same error
where their values in the scope columns are the same. Shared errors do not average out over days, and cancel in a ratio.
"""

from avloppsanalys.uncertainty.budget import uncertainty_budget
from avloppsanalys.uncertainty.components import shared_log_variance, total_log_sd
from avloppsanalys.uncertainty.cumulants import cornish_fisher, log_mean_cumulants
from avloppsanalys.uncertainty.difference import difference
from avloppsanalys.uncertainty.lognormal import log_sd_from_cv, log_sd_from_range, lognormal_interval, normal_quantile
from avloppsanalys.uncertainty.propagation import moments, propagate_means
from avloppsanalys.uncertainty.results import GUARD, Intervals, LogResults, intervals, log_results
from avloppsanalys.uncertainty.sharing import log_covariance, ratio, weighted_sum
from avloppsanalys.uncertainty.split_lognormal import SplitLognormal, difference_interval
from avloppsanalys.uncertainty.tabled import Component, TableMeans, table_means

__all__ = [
    "GUARD",
    "Component",
    "Intervals",
    "LogResults",
    "SplitLognormal",
    "TableMeans",
    "cornish_fisher",
    "difference",
    "difference_interval",
    "intervals",
    "log_covariance",
    "log_mean_cumulants",
    "log_results",
    "log_sd_from_cv",
    "log_sd_from_range",
    "lognormal_interval",
    "moments",
    "normal_quantile",
    "propagate_means",
    "ratio",
    "shared_log_variance",
    "table_means",
    "total_log_sd",
    "uncertainty_budget",
    "weighted_sum",
]
