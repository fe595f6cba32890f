"""Charts: finished tables become pictures with words beside them. They draw, they do not compute."""

from avloppsanalys.charts.chart import Chart
from avloppsanalys.charts.levels import LEVELS_FILE, levels_chart, levels_charts
from avloppsanalys.charts.plan_power import plan_power_chart
from avloppsanalys.charts.year_plan import year_plan_chart

__all__ = ["LEVELS_FILE", "Chart", "levels_chart", "levels_charts", "plan_power_chart", "year_plan_chart"]
