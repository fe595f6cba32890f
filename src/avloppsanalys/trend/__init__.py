"""Change over time: the line of a series, comparisons of periods, and what may be said of them."""

from avloppsanalys.trend.assessment import FEWEST_PERIODS, Assessment, assess_days
from avloppsanalys.trend.blocks import BlockJoin
from avloppsanalys.trend.comparison import LogRatio, PeriodScatter, compare_periods, four_period_weights
from avloppsanalys.trend.day_line import DayLine, correlated_line, day_line
from avloppsanalys.trend.layout import Days
from avloppsanalys.trend.lines import trend_lines
from avloppsanalys.trend.series import series_days
from avloppsanalys.trend.trends import trends, trends_and_lines, worked_trends
from avloppsanalys.trend.verdict import (
    BAND,
    MOST_MAIN_SUBSTANCES,
    Blocking,
    Decision,
    Interval,
    Reason,
    Verdict,
    VerdictError,
    adjusted_p_values,
    decide,
    is_new,
)
from avloppsanalys.trend.words import ALPHA, word_errors
from avloppsanalys.trend.working import WorkedTrends

__all__ = [
    "ALPHA",
    "BAND",
    "FEWEST_PERIODS",
    "MOST_MAIN_SUBSTANCES",
    "Assessment",
    "BlockJoin",
    "Blocking",
    "DayLine",
    "Days",
    "Decision",
    "Interval",
    "LogRatio",
    "PeriodScatter",
    "Reason",
    "Verdict",
    "VerdictError",
    "WorkedTrends",
    "adjusted_p_values",
    "assess_days",
    "compare_periods",
    "correlated_line",
    "day_line",
    "decide",
    "four_period_weights",
    "is_new",
    "series_days",
    "trend_lines",
    "trends",
    "trends_and_lines",
    "word_errors",
    "worked_trends",
]
