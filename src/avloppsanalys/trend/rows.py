"""Rows of the table of trends: changes on the log scale as per cent, with what stands behind them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from avloppsanalys.scatter import rank_trend
from avloppsanalys.trend.assessment import NO_LINE, Assessment
from avloppsanalys.trend.comparisons import Comparison
from avloppsanalys.trend.scatter_drift import scatter_drift_p_value
from avloppsanalys.trend.series import DaySeries

__all__ = ["change_rows", "percent"]

Floats = npt.NDArray[np.float64]
Columns = dict[str, Any]

_NOTES: Final = ("theil_sen_disagrees", "scatter_drifts")
_DRIFT_ALPHA: Final = 0.05


def percent(logs: Floats) -> Floats:
    """Return log changes as changes in per cent."""
    return np.asarray(100 * np.expm1(logs))


def change_rows(
    series: DaySeries, line: Assessment, others: Sequence[Comparison], interval_level: float, *, band: float
) -> pd.DataFrame:
    """Return the changes of each series: the one per year, then its comparisons.

    Parameters
    ----------
    series, line, others
        The series, their lines and their comparisons.
    interval_level : float
        Coverage of the intervals.
    band : float
        Log change within which a level counts as unchanged.

    Returns
    -------
    pandas.DataFrame
        Some columns of a table of trends, and `series`, the number of each; a change that cannot be told is missing.
    """
    kinds = [
        _change_a_year(series, line, interval_level, band),
        *(_compared(series, one, interval_level) for one in others),
    ]
    number = np.repeat(np.arange(len(series.keys)), len(kinds))
    columns = {name: _beside([kind.get(name, np.nan) for kind in kinds], len(series.keys)) for name in kinds[0]}
    keys = {str(name): column.array.take(number) for name, column in series.keys.items()}
    return pd.DataFrame({**keys, "series": number, **columns})


def _beside(values: Sequence[Any], count: int) -> npt.NDArray[Any]:
    """Return what each kind of change has as one column, in which the kinds of a series follow each other."""
    return np.stack([np.broadcast_to(one, count) for one in values], axis=1).ravel()


def _change_a_year(series: DaySeries, line: Assessment, interval_level: float, band: float) -> Columns:
    """Return the change per year of each series; missing where it has too few periods."""
    fitted = line.fitted
    low, high = fitted.line.interval(interval_level)
    enough = np.array([NO_LINE.isdisjoint(why) for why in line.blocking]) & np.isfinite(fitted.day_variance)
    quantified = series.n_quantified > 0
    mean = np.where(quantified & _main_block(series), fitted.mean, np.nan)
    robust = rank_trend(np.where(enough[:, None], mean, np.nan), series.years, level=interval_level)
    told = {
        "change_percent": percent(fitted.line.slope),
        "low_percent": percent(low),
        "high_percent": percent(high),
        "p_value": line.p_value(),
        "theil_sen_percent": percent(robust.slope),
        "theil_sen_low_percent": percent(robust.low),
        "theil_sen_high_percent": percent(robust.high),
        "population_change_percent": percent(series.log_population_change),
        "df": fitted.line.df,
    }
    sampled = series.block >= 0
    first, last = np.argmax(sampled, axis=1), sampled.shape[1] - 1 - np.argmax(sampled[:, ::-1], axis=1)
    apart = np.isfinite(robust.slope) & (_said(low, high, band) != _said(robust.low, robust.high, band))
    drift = scatter_drift_p_value(series.days, series.years, len(series.keys)) < _DRIFT_ALPHA
    found = zip(apart & enough, drift & enough, strict=True)
    notes = [" ".join(name for name, one in zip(_NOTES, told, strict=True) if one) for told in found]
    wandering = np.isfinite(line.wandering.slope)
    names = _names(series)
    return {
        **{name: np.where(enough, values, np.nan) for name, values in told.items()},
        "comparison": np.array("trend", dtype=object),
        "first_period": names[first],
        "last_period": names[last],
        "n_periods": sampled.sum(axis=1),
        "n_days": series.n_days.sum(axis=1),
        "n_blocks": [len(set(row[row >= 0])) for row in series.block],
        "method": np.where(wandering, "reml_knapp_hartung_seasons_ar1", "reml_knapp_hartung").astype(object),
        "note": np.array(notes, dtype=object),
    }


def _said(low: Floats, high: Floats, band: float) -> npt.NDArray[np.int_]:
    """Return what an interval alone says by the rules of the verdict: -1 or 1 a direction, 2 unchanged, 0 neither."""
    direction = (low > 0).astype(int) - (high < 0).astype(int)
    return np.where((low > -band) & (high < band), 2, direction)


def _main_block(series: DaySeries) -> npt.NDArray[np.bool_]:
    """Return which periods lie in the block with most of them: ranks cannot be compared between blocks."""
    kinds = np.arange(int(series.block.max(initial=0)) + 1)
    counts = (series.block[:, :, None] == kinds).sum(axis=1)
    return np.asarray(series.block == np.argmax(counts, axis=1)[:, None])


def _compared(series: DaySeries, one: Comparison, interval_level: float) -> Columns:
    """Return one comparison of each series; its periods are missing where there is none."""
    low, high = one.ratio.interval(interval_level)
    told, names = np.isfinite(one.ratio.estimate), _names(series)
    return {
        "comparison": np.array(one.kind, dtype=object),
        "first_period": names[np.where(told, one.first, -1)],
        "last_period": names[np.where(told, one.last, -1)],
        "change_percent": percent(one.ratio.estimate),
        "low_percent": percent(low),
        "high_percent": percent(high),
        "p_value": one.ratio.p_value(),
        "df": one.ratio.df,
        "n_periods": one.n_periods,
        "n_days": one.n_days,
        "n_blocks": 1,
        "method": np.array("log_ratio_moderated", dtype=object),
        "note": np.array("", dtype=object),
    }


def _names(series: DaySeries) -> npt.NDArray[np.object_]:
    """Return the names of the periods, and at -1 none."""
    return np.array([*(period.name for period in series.periods), None], dtype=object)
