"""The line behind each trend, period by period."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd

from avloppsanalys.calendar import PeriodKind
from avloppsanalys.days import QUANTITIES, check_settings
from avloppsanalys.reference import WeekModel, week_models
from avloppsanalys.tables import TREND_LINES, LevelQuantity, WeekdayBasis, arrange
from avloppsanalys.trend.assessment import Assessment
from avloppsanalys.trend.blocks import BlockJoin
from avloppsanalys.trend.line_of_series import series_line
from avloppsanalys.trend.series import DaySeries, day_series, series_days

__all__ = ["line_table", "trend_lines"]

_WIDEST: Final = math.log(10_000)
"""From which reach either way a band says nothing of its period."""


def trend_lines(
    loads: pd.DataFrame,
    period: PeriodKind = "quarter",
    *,
    quantity: LevelQuantity = "load",
    interval_level: float = 0.95,
    weekday_basis: WeekdayBasis = "seven_days",
    events: pd.DataFrame | None = None,
    joins: Sequence[BlockJoin] = (),
    models: Mapping[str, WeekModel] | None = None,
) -> pd.DataFrame:
    """Return the line behind each trend, period by period, with its band.

    Parameters
    ----------
    loads, period, quantity, interval_level, weekday_basis, events, joins, models
        As for `trends`.

    Returns
    -------
    pandas.DataFrame
        A table of trend lines, one row a series and sampled period. `level` is missing where no day has a number,
        `fitted` and its band where there is no line or nothing may be said of it, or of the period. Blocks that are
        joined have their common scale, that of the earlier one.

    Examples
    --------
    >>> start = pd.date_range("2024-02-14", periods=8, freq="91D", tz="Europe/Stockholm")
    >>> loads = pd.DataFrame({
    ...     "plant": "A", "sample_id": [str(one) for one in range(8)], "residue": "MDMA", "start": start,
    ...     "end": start + pd.Timedelta(days=1), "population": 17000,
    ...     "load_mg_per_day_per_1000": [10.0, 12, 13, 15, 17, 19, 23, 25],
    ... })
    >>> trend_lines(loads)["period"].tolist()[:2]
    ['2024K1', '2024K2']
    """
    check_settings(weekday_basis, interval_level)
    known = week_models() if models is None else models
    days = series_days({quantity: loads}, period)
    series = day_series(days, period, weekday_basis=weekday_basis, events=events, joins=joins, models=known)
    if series.keys.empty:
        return arrange(pd.DataFrame(), TREND_LINES)
    return line_table(series, series_line(series, known, weekday_basis=weekday_basis), interval_level)


def line_table(series: DaySeries, found: Assessment, interval_level: float) -> pd.DataFrame:
    """Return the table of the lines of an assessment, as `trend_lines` does."""
    fitted, line = found.fitted, found.fitted.line
    # Where nothing may be said of a change no line is drawn that says it.
    assessed = np.isfinite(line.slope) & np.array([not why for why in found.blocking])
    variance = np.einsum("sqa,sab,sqb->sq", found.design, line.covariance, found.design)
    reach = line.reach(variance, interval_level)
    at, period_of = np.nonzero(series.block >= 0)
    # A season all of whose days lie below a limit may lie anywhere under it: no line is drawn through its periods.
    middle = np.where(assessed[:, None] & (reach < _WIDEST), fitted.fitted, np.nan)
    cells = (at, period_of)
    periods = series.periods
    units = np.array([QUANTITIES[name].unit for name in series.keys["quantity"]], dtype=object)
    columns = {
        "period": np.array([one.name for one in periods], dtype=object)[period_of],
        "period_start": pd.DatetimeIndex([one.start for one in periods]).as_unit("us")[period_of],
        "period_end": pd.DatetimeIndex([one.end for one in periods]).as_unit("us")[period_of],
        "unit": units[at],
        "block": series.block_name[cells],
        "level": np.exp(np.where(series.n_quantified > 0, fitted.mean, np.nan))[cells],
        "fitted": np.exp(middle)[cells],
        "low": np.exp(middle - reach)[cells],
        "high": np.exp(middle + reach)[cells],
        "interval_level": interval_level,
        "n_days": series.n_days[cells],
    }
    keys = {str(name): column.array.take(at) for name, column in series.keys.items()}
    return arrange(pd.DataFrame({**keys, **columns}), TREND_LINES)
