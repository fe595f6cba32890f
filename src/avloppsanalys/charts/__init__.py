"""Charts: finished tables become pictures with words beside them. They draw, they do not compute."""

from avloppsanalys.charts.chart import Chart
from avloppsanalys.charts.levels import LEVELS_FILE, levels_chart, levels_charts
from avloppsanalys.charts.trend import TRENDS_FILE, trend_chart, trend_charts
from avloppsanalys.charts.year_plan import year_plan_chart

__all__ = [
    "LEVELS_FILE",
    "TRENDS_FILE",
    "Chart",
    "levels_chart",
    "levels_charts",
    "trend_chart",
    "trend_charts",
    "year_plan_chart",
]
