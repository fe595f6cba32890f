"""Changes as records of the underlag."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from avloppsanalys.exports.underlag.plain import days, finite, records
from avloppsanalys.reference import display_name

__all__ = ["change_records"]

_CHANGE_NUMBERS: Final = (
    "change_percent", "low_percent", "high_percent", "interval_level", "smallest_detectable_percent",
    "theil_sen_percent", "theil_sen_low_percent", "theil_sen_high_percent", "step_percent", "step_low_percent",
    "step_high_percent",
)  # fmt: skip


def change_records(trends: pd.DataFrame) -> list[Any]:
    """Return one record a row of trends."""
    text_columns = ("verdict", "reason", "first_period", "last_period", "factor_status")
    columns = {
        **{name: trends[name] for name in ("place", "substance")},
        "substance_sv": trends["substance"].map({name: display_name(name) for name in trends["substance"].unique()}),
        **{name: trends[name] for name in ("quantity", "factor_set", "comparison")},
        **{name: trends[name].replace("", None) for name in text_columns},
        **{name: finite(trends[name]) for name in _CHANGE_NUMBERS},
        "step_start": days(trends["step_start"]),
        **{name: trends[name] for name in ("is_new", "is_main", "n_periods", "n_days", "n_blocks")},
        "note": trends["note"].fillna(""),
    }
    return records(columns)
