"""Columns and caveats as JSON holds them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from avloppsanalys.tables import TIMEZONE
from avloppsanalys.wording import Language, text

__all__ = ["days", "finite", "records", "told"]


def finite(values: pd.Series[float]) -> pd.Series[float]:
    """Return values with what is not a finite number missing: an unbounded end of an interval is no number."""
    return values.where(np.isfinite(values))


def days(moments: pd.Series[pd.Timestamp]) -> pd.Series[str]:
    """Return moments as Swedish dates."""
    return moments.dt.tz_convert(TIMEZONE).dt.strftime("%Y-%m-%d")


def records(columns: Mapping[str, Any] | pd.DataFrame) -> list[dict[Any, Any]]:
    """Return one record a row, with None for what is missing."""
    frame = pd.DataFrame(columns).astype("object")
    return frame.where(frame.notna(), None).to_dict("records")


def told(caveats: Sequence[str], lang: Language) -> list[dict[str, str]]:
    """Return caveats as ids with their texts."""
    return [{"id": name, "text": text(f"caveat.{name}", lang)} for name in caveats]
