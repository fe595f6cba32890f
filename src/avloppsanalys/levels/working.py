"""Levels with their working: every number between the sampled days and the table, kept to be followed by hand."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from avloppsanalys.calendar import Period
from avloppsanalys.censoring import detection_frequency
from avloppsanalys.days import (
    QUANTITIES,
    SERIES,
    Layers,
    ScatterOrigin,
    check_settings,
    layers_and_origin,
    numbered,
    series_numbers,
)
from avloppsanalys.errors import TableError
from avloppsanalys.levels.estimate import Estimated, estimated_levels
from avloppsanalys.reference import WeekModel, week_models
from avloppsanalys.tables import ALL_COMPONENTS, LEVELS, WeekdayBasis, arrange, translated

__all__ = ["WorkedLevels", "worked_levels"]

Numbers = npt.NDArray[Any]
Integers = npt.NDArray[np.integer[Any]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WorkedLevels:
    """A table of levels and what each of its numbers was made of."""

    levels: pd.DataFrame
    days: pd.DataFrame
    """The sampled days behind them."""
    cell: Integers
    """The row of `levels` that each day belongs to."""
    layers: Layers | None
    """Scatter of each day's series; None where there are no days."""
    origin: ScatterOrigin | None
    estimated: Estimated
    included: tuple[str, ...]
    """The uncertainty components that count."""


def worked_levels(
    days: pd.DataFrame,
    *,
    components: Collection[str] = ALL_COMPONENTS,
    interval_level: float = 0.95,
    weekday_basis: WeekdayBasis = "seven_days",
    models: Mapping[str, WeekModel] | None = None,
) -> WorkedLevels:
    """Estimate levels as `period_levels` does, of one quantity or several, and keep what they were made of.

    Parameters
    ----------
    days : pandas.DataFrame
        Sampled days (`days.quantity_days`).
    components, interval_level, weekday_basis, models
        As for `period_levels`.

    Returns
    -------
    WorkedLevels

    Raises
    ------
    TableError
        If a component is unknown.
    """
    unknown = sorted(set(components) - set(ALL_COMPONENTS))
    if unknown:
        raise TableError(f"Unknown uncertainty components {unknown}; the known ones are {', '.join(ALL_COMPONENTS)}.")
    check_settings(weekday_basis, interval_level)
    if days.empty:
        nothing = Estimated(columns={}, parts={}, of_days={})
        none = np.zeros(0, dtype=np.intp)
        return WorkedLevels(
            levels=arrange(pd.DataFrame(), LEVELS), days=days, cell=none, layers=None, origin=None,
            estimated=nothing, included=(),
        )  # fmt: skip
    quantities = days["quantity"].unique()
    of_any = {name for quantity in quantities for name in QUANTITIES[quantity].components}
    included = [name for name in ALL_COMPONENTS if name in of_any and name in components]
    series = series_numbers(days)
    layers, origin = layers_and_origin(
        days,
        series,
        included,
        week_models() if models is None else models,
        by_weekday=weekday_basis == "seven_days",
    )
    cell = numbered(series, pd.factorize(days["period"], sort=True)[0])
    pair = numbered(cell, pd.factorize(days["campaign"], sort=True)[0])
    first = days.take(np.unique(cell, return_index=True)[1])
    at, names = pd.factorize(first["period"])
    periods = [Period.parse(name) for name in names]
    counts = _counts(days, cell, pair, interval_level)
    fitted = estimated_levels(
        days, cell, pair, counts, layers, np.array([named.days for named in periods])[at], included, interval_level
    )
    known_from = {}
    if "available_from" in days.columns:
        known_from = {"available_from": days["available_from"].groupby(cell).max().array}
    dose = first["dose_mg"].where(first["quantity"] == "doses").array if "dose_mg" in first.columns else np.nan
    levels = arrange(
        pd.DataFrame(
            {
                **{name: first[name].array for name in (*SERIES, "period", "factor_status")},
                **known_from,
                **counts,
                **fitted.columns,
                "unit": translated(first["quantity"], {name: QUANTITIES[name].unit for name in quantities}.get).array,
                "period_start": pd.DatetimeIndex([named.start for named in periods]).as_unit("us")[at],
                "period_end": pd.DatetimeIndex([named.end for named in periods]).as_unit("us")[at],
                "interval_level": interval_level,
                "weekday_basis": weekday_basis,
                "dose_mg": dose,
                "note": _notes(days, cell, layers),
            }
        ),
        LEVELS,
    )
    return WorkedLevels(
        levels=levels,
        days=days,
        cell=cell,
        layers=layers,
        origin=origin,
        estimated=fitted,
        included=tuple(included),
    )


def _counts(days: pd.DataFrame, cell: Integers, pair: Integers, interval_level: float) -> dict[str, Numbers]:
    """Return what stands behind each level: how many days, in what share it was found, and a plain mean."""
    size = np.bincount(cell)
    detected = detection_frequency(np.bincount(cell, ~days["below"]), size, interval_level)
    unseen = days["value"].isna()
    above = unseen & (days["low"] > 0) & ~np.isfinite(days["high"])
    length = np.maximum(np.rint(days["days"]), 1)  # a week's composite is seven days in one bottle
    return {
        "n_days": np.bincount(cell, length).astype(int),
        "n_campaigns": np.bincount(cell[np.unique(pair, return_index=True)[1]]),
        "n_below_loq": np.bincount(cell, (unseen & ~above) * length).astype(int),
        "days_sampled": np.bincount(cell, days["days"]),
        # As EUDA prints a mean: what lies below counts as zero. What lies above counts as no number would.
        "sample_mean": np.bincount(cell, days["value"].mask(unseen & ~above, 0.0)) / size,
        "detection_frequency": detected.frequency,
        "detection_low": detected.low,
        "detection_high": detected.high,
    }


def _notes(days: pd.DataFrame, cell: Integers, layers: Layers) -> list[str]:
    """Return what a reader of each level must know, as ids joined by a space."""
    marks = {
        "above_range": (days["low"] > 0).to_numpy() & ~np.isfinite(days["high"].to_numpy(dtype=float)),
        "limit_inferred": days["limit_inferred"].to_numpy() & days["high"].notna().to_numpy(),
        "limit_unknown": days["limit_inferred"].to_numpy() & days["high"].isna().to_numpy(),
        "scatter_extrapolated": layers.extrapolated,
    }
    present = {name: np.bincount(cell, rows) > 0 for name, rows in marks.items()}
    return [" ".join(name for name, found in present.items() if found[one]) for one in range(cell.max() + 1)]
