"""Charts: finished tables become pictures with words beside them. They draw, they do not compute."""

from avloppsanalys.charts.chart import Chart
from avloppsanalys.charts.levels import levels_chart, levels_charts

__all__ = ["Chart", "levels_chart", "levels_charts"]
