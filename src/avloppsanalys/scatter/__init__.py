"""Scatter of days, weeks, weekdays and periods: what a plant has shown, moderated, and a line through its periods."""

from avloppsanalys.scatter.columns import Columns
from avloppsanalys.scatter.correlated_line import correlated_period_line
from avloppsanalys.scatter.line_design import SEASON_FROM, independent_columns, line_design
from avloppsanalys.scatter.pattern import weekday_pattern
from avloppsanalys.scatter.period_line import period_line, period_variance_score
from avloppsanalys.scatter.rank_trend import RankTrend, rank_trend
from avloppsanalys.scatter.restricted import PeriodLine
from avloppsanalys.scatter.variance import (
    between_group_variance,
    lift_reach,
    moderated_variance,
    satterthwaite_df,
    within_group_variance,
)

__all__ = [
    "SEASON_FROM",
    "Columns",
    "PeriodLine",
    "RankTrend",
    "between_group_variance",
    "correlated_period_line",
    "independent_columns",
    "lift_reach",
    "line_design",
    "moderated_variance",
    "period_line",
    "period_variance_score",
    "rank_trend",
    "satterthwaite_df",
    "weekday_pattern",
    "within_group_variance",
]
