"""The sampled days of a table: each a value or an interval, with its campaign, its weekday and its layers of scatter.

What `levels` and `trend` both start from.
"""

from avloppsanalys.days.layers import Layers, ScatterOrigin, layers_and_origin, scatter_layers
from avloppsanalys.days.numbered import numbered
from avloppsanalys.days.sampled import QUANTITIES, LevelQuantity, log_bounds, sampled_days
from avloppsanalys.days.settings import check_settings

__all__ = [
    "QUANTITIES",
    "Layers",
    "LevelQuantity",
    "ScatterOrigin",
    "check_settings",
    "layers_and_origin",
    "log_bounds",
    "numbered",
    "sampled_days",
    "scatter_layers",
]
