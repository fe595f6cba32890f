"""The sampled days of a table: each a value or an interval, with its campaign, its weekday and its layers of scatter.

What `levels` and `trend` both start from.
"""

from avloppsanalys.days.layers import Layers, ScatterOrigin, layers_and_origin, scatter_layers
from avloppsanalys.days.numbered import SERIES, numbered, series_numbers
from avloppsanalys.days.sampled import QUANTITIES, LevelQuantity, log_bounds, quantity_days, sampled_days
from avloppsanalys.days.settings import check_settings

__all__ = [
    "QUANTITIES",
    "SERIES",
    "Layers",
    "LevelQuantity",
    "ScatterOrigin",
    "check_settings",
    "layers_and_origin",
    "log_bounds",
    "numbered",
    "quantity_days",
    "sampled_days",
    "scatter_layers",
    "series_numbers",
]
