"""Sampled days of one quantity, whether load, consumption or doses, in one form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from avloppsanalys.calendar import campaigns, period_of
from avloppsanalys.errors import TableError
from avloppsanalys.tables import ALL_COMPONENTS, CONSUMPTION, LOADS, LevelQuantity, Table, check

__all__ = ["QUANTITIES", "LevelQuantity", "log_bounds", "sampled_days"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """Where a quantity stands in its table, and which errors it has."""

    table: Table
    substance: str
    value: str
    low: str
    high: str
    unit: str
    components: tuple[str, ...]


QUANTITIES: Final[Mapping[LevelQuantity, Quantity]] = MappingProxyType(
    {
        "load": Quantity(
            table=LOADS,
            substance="residue",
            value="load_mg_per_day_per_1000",
            low="load_low_mg_per_day_per_1000",
            high="load_high_mg_per_day_per_1000",
            unit="mg/day/1000",
            components=tuple(name for name in ALL_COMPONENTS if name not in ("excretion", "dose")),
        ),
        "consumption": Quantity(
            table=CONSUMPTION,
            substance="drug",
            value="consumption_mg_per_day_per_1000",
            low="consumption_low_mg_per_day_per_1000",
            high="consumption_high_mg_per_day_per_1000",
            unit="mg/day/1000",
            components=tuple(name for name in ALL_COMPONENTS if name != "dose"),
        ),
        "doses": Quantity(
            table=CONSUMPTION,
            substance="drug",
            value="doses_per_day_per_1000",
            low="doses_low_per_day_per_1000",
            high="doses_high_per_day_per_1000",
            unit="doses/day/1000",
            components=ALL_COMPONENTS,
        ),
    }
)
"""What a level can be of, with the unit in which it is printed."""

_BELOW: Final = ("below_loq", "below_lod")


def sampled_days(table: pd.DataFrame, period: str, quantity: LevelQuantity) -> pd.DataFrame:
    """Return the rows of a table that are sampled days of a period, each as a value or an interval.

    Blanks and duplicates are left out. A day below a limit that nobody stated is bounded by the smallest value of the
    same place, substance and laboratory, and marked `limit_inferred`.

    Parameters
    ----------
    table : pandas.DataFrame
        A table of loads (for ``load``) or of consumption.
    period : str
        A kind of period (``quarter`` ...) or one named period (``2026-01-01/2026-02-11``).
    quantity : {"load", "consumption", "doses"}
        What to take.

    Returns
    -------
    pandas.DataFrame
        The table's rows with `place`, `substance`, `period`, `campaign`, `value`, `low`, `high` [unit of the quantity],
        `days` (length of the sample [days]), `below` and `limit_inferred`.

    Raises
    ------
    TableError
        If `quantity` is unknown or the table is not one that holds it.
    """
    if quantity not in get_args(LevelQuantity):
        raise TableError(f"Unknown quantity {quantity!r}; a level is of {', '.join(get_args(LevelQuantity))}.")
    source = QUANTITIES[quantity]
    check(table, source.table)
    days = table.assign(period=period_of(table["start"], period))
    if "sample_type" in days.columns:
        days = days[days["sample_type"].fillna("sample") == "sample"]
    value = days[source.value].where(days[source.value] > 0)  # a zero in a file of loads is a day below a limit
    zero = days[source.value].eq(0)
    qualifier = days["qualifier"] if "qualifier" in days.columns else pd.Series("quantified", index=days.index)
    days = days.assign(
        place=days["plant"],
        substance=days[source.substance],
        value=value,
        low=_bound(days, source.low, value),
        high=_bound(days, source.high, value).where(~zero),
        below=qualifier.isin(_BELOW) | zero,
        days=(days["end"] - days["start"]).dt.total_seconds() / 86400,
        campaign=_campaigns(days),
    )
    # A row without number or bound (a sum with a residue missing, say) says nothing of the day.
    silent = days["value"].isna() & ~days["below"] & (days["low"].fillna(0) <= 0) & days["high"].isna()
    days = days[days["period"].notna() & ~silent].reset_index(drop=True)
    ends_meet = (days["low"] == days["high"]) & (days["low"] > 0)
    days["value"] = days["value"].where(~ends_meet, days["low"])
    return _with_inferred_limits(days)


def log_bounds(days: pd.DataFrame) -> tuple[Floats, Floats]:
    """Return the logs of the ends between which each day lies: -inf where there is no lower, inf where no upper.

    Parameters
    ----------
    days : pandas.DataFrame
        `low` and `high`, as `sampled_days` gives them.

    Returns
    -------
    low, high : numpy.ndarray
        One a day.
    """
    low, high = (days[name].to_numpy(dtype=float) for name in ("low", "high"))
    return _log(np.where(np.isnan(low), 0.0, low)), _log(np.where(np.isnan(high), np.inf, high))


def _log(values: Floats) -> Floats:
    """Return the log of non-negative values: -inf at zero."""
    return np.asarray(np.log(values, out=np.full(len(values), -np.inf), where=values > 0))


def _campaigns(days: pd.DataFrame) -> pd.Series[str]:
    """Return the campaign of each day; a bare table gets its campaigns here."""
    named = days["campaign"] if "campaign" in days.columns else pd.Series(None, index=days.index, dtype="str")
    return named if named.notna().all() else campaigns(days["plant"], days["start"])


def _bound(days: pd.DataFrame, column: str, value: pd.Series[float]) -> pd.Series[float]:
    """Return one end of each day's interval; the value itself where there is nothing else."""
    return days[column].fillna(value) if column in days.columns else value


def _with_inferred_limits(days: pd.DataFrame) -> pd.DataFrame:
    """Bound the days below an unknown limit by the smallest value that the same laboratory could quantify there."""
    same = [name for name in ("place", "substance", "lab", "method") if name in days.columns]
    unknown = days["below"] & days["high"].isna()
    high = days["high"]
    if unknown.any():
        smallest = days["value"].where(days["value"] > 0).groupby([days[name] for name in same], dropna=False)
        high = high.where(~unknown, smallest.transform("min"))
    return days.assign(low=days["low"].fillna(0.0), high=high.astype(np.float64), limit_inferred=unknown)
