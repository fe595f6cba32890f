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
from avloppsanalys.errors import TableError, show_rows
from avloppsanalys.tables import ALL_COMPONENTS, CONSUMPTION, LOADS, LevelQuantity, Table, check, component_column, only

__all__ = ["QUANTITIES", "LevelQuantity", "log_bounds", "quantity_days", "sampled_days"]

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
_UNLESS_TOLD: Final = MappingProxyType({"factor_set": "none", "factor_status": "", "block": "1"})
"""What a bare table is taken to say."""


def quantity_days(tables: Mapping[LevelQuantity, pd.DataFrame], period: str) -> pd.DataFrame:
    """Return the sampled days of several quantities as one table, those of each quantity together.

    Parameters
    ----------
    tables : mapping of {"load", "consumption", "doses"} to pandas.DataFrame
        What to take, and the table that holds it: loads for ``load``, else consumption.
    period : str
        As for `sampled_days`.

    Returns
    -------
    pandas.DataFrame
        The rows of `sampled_days`, in the order of `tables`; an error that a quantity does not have has no column, or
        is missing.

    Raises
    ------
    TableError
        If a table is not one that holds its quantity.
    """
    days = [sampled_days(table, period, quantity) for quantity, table in tables.items()]
    return days[0] if len(days) == 1 else pd.concat(days, ignore_index=True)


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
        The table's rows with `quantity`, `place`, `substance`, `factor_set`, `factor_status`, `block`, `period`,
        `campaign`, `value`, `low`, `high` [unit of the quantity], `days` (length of the sample [days]), `below` and
        `limit_inferred`; without the errors that the quantity does not have.

    Raises
    ------
    TableError
        If `quantity` is unknown or the table is not one that holds it.
    """
    if quantity not in get_args(LevelQuantity):
        raise TableError(f"Unknown quantity {quantity!r}; a level is of {', '.join(get_args(LevelQuantity))}.")
    source = QUANTITIES[quantity]
    check(table, source.table)
    if source.value not in table.columns:
        raise TableError(f"The table holds no {quantity}: column {source.value!r} is missing.")
    _refuse_nameless(table, source)
    days = _samples(table.drop(columns=[name for name in _not_of(source) if name in table.columns]))
    number = _numbers(days, source.value, np.full(len(days), np.nan))
    zero = number == 0  # in a file of loads it is a day below a limit
    value = np.where(number > 0, number, np.nan)
    low, high = (_numbers(days, name, value) for name in (source.low, source.high))
    high[zero] = np.nan
    below = zero | (days["qualifier"].isin(_BELOW).to_numpy() if "qualifier" in days.columns else False)
    named = period_of(days["start"], period)
    # A row without number or bound (a sum with a residue missing, say) says nothing of the day.
    told = named.notna().to_numpy() & (~np.isnan(value) | below | (low > 0) | ~np.isnan(high))
    ends_meet = (low == high) & (low > 0)
    found = days.assign(
        quantity=quantity,
        place=days["plant"],
        substance=days[source.substance],
        period=named,
        campaign=_campaigns(days),
        value=np.where(ends_meet, low, value),
        low=np.where(np.isnan(low), 0.0, low),
        high=high,
        days=(days["end"] - days["start"]).dt.total_seconds() / 86400,
        below=below,
        **{
            name: days[name].fillna(missing) if name in days.columns else missing
            for name, missing in _UNLESS_TOLD.items()
        },
    )
    return _with_inferred_limits(only(found, told))


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


def _refuse_nameless(table: pd.DataFrame, source: Quantity) -> None:
    """Raise if a row does not say which place or substance it is of: it would be one of its own."""
    names = ["plant", source.substance]
    nameless = np.logical_or.reduce([table[name].isna().to_numpy() for name in names])
    if nameless.any():
        missing = table[nameless]
        raise TableError(
            f"{len(missing)} rows say no {' or '.join(names)}. Fill it in, or leave the rows out:\n"
            f"{show_rows(missing[[*names, 'start']])}"
        )


def _samples(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that are samples."""
    if "sample_type" not in table.columns:
        return table
    return only(table, (table["sample_type"].isna() | table["sample_type"].eq("sample")).to_numpy())


def _not_of(source: Quantity) -> list[str]:
    """Return the columns of the errors that a quantity does not have."""
    return [component_column(name) for name in ALL_COMPONENTS if name not in source.components]


def _numbers(days: pd.DataFrame, column: str, unless: Floats) -> Floats:
    """Return the numbers of a column, others in their stead where they are missing."""
    if column not in days.columns:
        return unless.copy()
    found = days[column].to_numpy(dtype=float, na_value=np.nan)
    return np.where(np.isnan(found), unless, found)


def _with_inferred_limits(days: pd.DataFrame) -> pd.DataFrame:
    """Bound the days below an unknown limit by the smallest value that the same laboratory could quantify there."""
    unknown = days["below"] & days["high"].isna()
    if unknown.any():
        same = [days[name] for name in ("place", "substance", "lab", "method") if name in days.columns]
        smallest = days["value"].where(days["value"] > 0).groupby(same, dropna=False).transform("min")
        days["high"] = days["high"].where(~unknown, smallest)
    days["limit_inferred"] = unknown
    return days
