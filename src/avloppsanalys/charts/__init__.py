"""Charts: finished tables in, a picture with its alternative text and its table out; one file a chart."""

from avloppsanalys.charts.chart import Chart, Drawn
from avloppsanalys.charts.context import CONTEXT_FILE, context_charts
from avloppsanalys.charts.european import EUROPE_FILE, european_charts
from avloppsanalys.charts.levels import LEVELS_FILE, levels_chart, levels_charts
from avloppsanalys.charts.plan_power import plan_power_chart
from avloppsanalys.charts.prescribed import PRESCRIBED_FILE, prescribed_charts
from avloppsanalys.charts.same_period import SAME_PERIOD_FILE, same_period_chart, same_period_charts
from avloppsanalys.charts.trend import TRENDS_FILE, trend_chart, trend_charts
from avloppsanalys.charts.weekday import WEEKDAYS_FILE, weekday_chart, weekday_charts
from avloppsanalys.charts.year_plan import year_plan_chart

__all__ = [
    "CHART_FILES",
    "Chart",
    "Drawn",
    "context_charts",
    "european_charts",
    "levels_chart",
    "levels_charts",
    "plan_power_chart",
    "prescribed_charts",
    "same_period_chart",
    "same_period_charts",
    "trend_chart",
    "trend_charts",
    "weekday_chart",
    "weekday_charts",
    "year_plan_chart",
]

CHART_FILES = (
    CONTEXT_FILE, EUROPE_FILE, LEVELS_FILE, PRESCRIBED_FILE, SAME_PERIOD_FILE, TRENDS_FILE, WEEKDAYS_FILE,
)  # fmt: skip
"""The names of the files of every chart of an underlag, for any place, quantity and page."""
