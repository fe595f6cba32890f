"""A table of loads as series: for each place and substance its days by period, with block, campaign and weekday."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from avloppsanalys.calendar import Period, PeriodKind, event_days, timeline
from avloppsanalys.days import SERIES, Layers, log_bounds, quantity_days, scatter_layers, series_numbers
from avloppsanalys.errors import TableError
from avloppsanalys.reference import WeekModel, week_models
from avloppsanalys.tables import ALL_COMPONENTS, LevelQuantity, WeekdayBasis, only
from avloppsanalys.trend.blocks import BlockJoin, Joined, join_blocks, one_block_a_period
from avloppsanalys.trend.layout import Days

__all__ = ["DaySeries", "day_series", "series_days"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.integer[Any]]

_SEASONS: Final[Mapping[str, int]] = {"week": 4, "month": 4, "quarter": 4, "tertial": 3, "halfyear": 2, "year": 1}
"""Seasons of a year that periods of a kind can tell."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DaySeries:
    """The days of every series, and the periods that they share, without gaps. S series, Q periods."""

    keys: pd.DataFrame
    """`quantity`, `place`, `substance`, `factor_set`, `factor_status` and `n_event_days` of each series."""
    silent: pd.DataFrame
    """The same of series that have no day left."""
    periods: tuple[Period, ...]
    days: Days
    years: Floats
    """Middle of each period [years], shape (Q,)."""
    season: Integers
    """Season of each period, shape (Q,)."""
    block: Integers
    """Number of the block of each period once joined, -1 without days; shape (S, Q)."""
    block_name: npt.NDArray[np.str_]
    """Shape (S, Q)."""
    join_log_sd: Floats
    """Uncertainty of each join's factor where a period's block stands on it, shape (S, Q, joins)."""
    mix: Floats
    """Share of each weekday in a period's mean, shape (S, Q, 7)."""
    log_population_change: Floats
    """What the count of persons did from first to last within the blocks of each series, shape (S,)."""
    layers: Layers
    first_row: Integers
    """A row of `layers` for each series."""
    n_days: Integers
    n_campaigns: Integers
    n_quantified: Integers
    """Samples with a number, shape (S, Q) like the two before it; a composite of a week is seven days.

    One that was seen between the limits of detection and quantification has none, though it has two ends.
    """

    @property
    def never_quantified(self) -> npt.NDArray[np.bool_]:
        """Series none of whose days has a number, shape (S,)."""
        return np.asarray(~((self.n_quantified > 0) & (self.block >= 0)).any(axis=1))

    def without_last_period(self) -> DaySeries:
        """Return the same series as they were before the latest period of each."""
        sampled = self.block >= 0
        last = sampled.shape[1] - 1 - np.argmax(sampled[:, ::-1], axis=1)
        kept = self.days.period < last[self.days.series]
        gone = np.arange(sampled.shape[1]) == last[:, None]
        return replace(self, days=self.days.only(kept), block=np.where(gone, -1, self.block))


def series_days(tables: Mapping[LevelQuantity, pd.DataFrame], period: PeriodKind) -> pd.DataFrame:
    """Return the sampled days that series are made of.

    Parameters
    ----------
    tables : mapping of {"load", "consumption", "doses"} to pandas.DataFrame
        What the series are of, and the table of loads or consumption that holds it.
    period : str
        A kind of period.

    Returns
    -------
    pandas.DataFrame
        As `days.quantity_days`.

    Raises
    ------
    TableError
        If `period` is no kind of period, or a table does not hold its quantity.
    """
    if period not in _SEASONS:
        raise TableError(f"{period!r} is no kind of period; give one of {', '.join(_SEASONS)}.")
    return quantity_days(tables, period)


def day_series(
    days: pd.DataFrame,
    period: PeriodKind = "quarter",
    *,
    weekday_basis: WeekdayBasis = "seven_days",
    events: pd.DataFrame | None = None,
    joins: Sequence[BlockJoin] = (),
    models: Mapping[str, WeekModel] | None = None,
) -> DaySeries:
    """Return the series of sampled days.

    Days on an event are kept out (`calendar.event_days`). A period in which two blocks meet keeps the days of the one
    with most days. Days below a limit that nobody stated say nothing and are left out.

    Parameters
    ----------
    days : pandas.DataFrame
        From `series_days`.
    period : str
        The kind of period.
    weekday_basis : {"seven_days", "as_sampled"}
        Whether days are evened out over the week.
    events : pandas.DataFrame, optional
        A table of events.
    joins : sequence of BlockJoin
        Blocks that are joined by a factor.
    models : mapping of str to WeekModel, optional
        By default `reference.week_models`.

    Returns
    -------
    DaySeries

    Raises
    ------
    TableError
        If a join names a block that is not there.
    """
    days, series, keys, silent = _kept(days, events)
    if days.empty:
        return _no_series(keys, silent)
    periods = timeline(days["period"].unique())
    shape = (len(keys), len(periods))
    at = days["period"].map({one.name: number for number, one in enumerate(periods)}).to_numpy(dtype=np.intp)
    joined = join_blocks(days, series, joins)
    kept = one_block_a_period(series * shape[1] + at, joined.own)
    days, series, at = only(days, kept), series[kept], at[kept]
    joined = Joined(**{name: getattr(joined, name)[kept] for name in Joined.__dataclass_fields__})
    known = week_models() if models is None else models
    # A factor on all loads must not change a word, so scatter is not borrowed by mass.
    even = weekday_basis == "seven_days"
    layers = scatter_layers(days, series, list(ALL_COMPONENTS), known, by_weekday=even, by_mass=False)
    # The log of a mean over k days lies above the mean log of single days.
    length = np.maximum(days["days"].to_numpy(dtype=float), 1.0)
    off = layers.weekday_log_factor + layers.day_variance / 2 * (1 - 1 / length) - joined.log_factor
    log_low, log_high = (ends - off for ends in log_bounds(days))
    campaign = pd.factorize(days["campaign"])[0]
    cell = series * shape[1] + at
    first = np.unique(cell, return_index=True)
    count, worth = shape[0] * shape[1], _worth(length, layers)
    total = np.bincount(cell, worth, minlength=count)
    shares = np.stack([np.bincount(cell, worth * share, minlength=count) for share in layers.weekday_shares.T], axis=1)

    def spread(values: npt.NDArray[Any], missing: Any) -> npt.NDArray[Any]:
        """Return what all rows of a period share as an array of series by periods."""
        table = np.full((count, *values.shape[1:]), missing, dtype=values.dtype)
        table[first[0]] = values[first[1]]
        return table.reshape(*shape, *values.shape[1:])

    return DaySeries(
        keys=keys,
        silent=silent,
        periods=periods,
        days=Days(
            log_low=log_low,
            log_high=log_high,
            series=series,
            period=at,
            campaign=campaign,
            worth=worth,
        ),
        years=np.array([_middle(one) for one in periods]),
        season=np.array([(one.first.month - 1) * _SEASONS[period] // 12 for one in periods], dtype=np.intp),
        block=spread(joined.block, -1),
        block_name=spread(days["block"].to_numpy(dtype=str), ""),
        join_log_sd=spread(joined.log_sd, 0.0),
        mix=(shares / np.where(total > 0, total, 1.0)[:, None]).reshape(*shape, 7),
        log_population_change=_population_change(days, series, joined.own, len(keys)),
        layers=layers,
        first_row=np.unique(series, return_index=True)[1],
        n_days=np.bincount(cell, np.rint(length), minlength=count).astype(int).reshape(shape),
        n_campaigns=_distinct(cell, campaign, count).reshape(shape),
        n_quantified=np.bincount(cell, _quantified(days), minlength=count).astype(int).reshape(shape),
    )


def _quantified(days: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Return which days have a number: a sum of which one part was quantified does, a trace of one residue does not."""
    seen = (days["low"] > 0) & ~days["below"]
    if "qualifier" in days.columns:
        seen &= ~(days["quantity"].eq("load") & days["qualifier"].eq("detected"))
    return seen.to_numpy(dtype=bool)


def _worth(length: Floats, layers: Layers) -> Floats:
    """Return how many single days each sample is worth: its days even out, the errors of its one analysis do not."""
    error = layers.total_variance - layers.day_variance
    return np.asarray(layers.total_variance / (layers.day_variance / length + error))


def _population_change(days: pd.DataFrame, series: Integers, block: Integers, count: int) -> Floats:
    """Return the log of what persons became from the first to the last day of each block, over a series' blocks."""
    if "population" not in days.columns:
        return np.zeros(count)
    persons = days["population"].to_numpy(dtype=float)
    known = np.flatnonzero(~np.isnan(persons))
    if not len(known):
        return np.zeros(count)
    start = days["start"].to_numpy(dtype="datetime64[us]")
    known = known[np.lexsort((start[known], block[known], series[known]))]
    first = np.flatnonzero(np.diff(series[known], prepend=-1) | np.diff(block[known], prepend=-1))
    last = np.append(first[1:], len(known)) - 1
    with np.errstate(divide="ignore", invalid="ignore"):
        each = persons[known[last]] / persons[known[first]]
    change = np.ones(count)
    np.multiply.at(change, series[known[first]], each)
    return np.asarray(np.log(change))


def _no_series(keys: pd.DataFrame, silent: pd.DataFrame) -> DaySeries:
    """Return no series at all."""
    none, whole = np.zeros(0), np.zeros(0, dtype=np.intp)
    counts = np.zeros((0, 0), dtype=np.intp)
    return DaySeries(
        keys=keys,
        silent=silent,
        periods=(),
        days=Days(log_low=none, log_high=none, series=whole, period=whole, campaign=whole, worth=none),
        years=none,
        season=whole,
        block=counts,
        block_name=counts.astype(str),
        join_log_sd=np.zeros((0, 0, 0)),
        mix=np.zeros((0, 0, 7)),
        log_population_change=none,
        layers=Layers(
            total_variance=none,
            day_variance=none,
            day_df=none,
            campaign_variance=none,
            campaign_df=none,
            borrowed_variance=none,
            borrowed_df=none,
            weekday_log_factor=none,
            weekday_shares=np.zeros((0, 7)),
            weekday_covariance=np.zeros((0, 7, 7)),
            series=whole,
            extrapolated=np.zeros(0, dtype=bool),
        ),
        first_row=whole,
        n_days=counts,
        n_campaigns=counts,
        n_quantified=counts,
    )


def _kept(days: pd.DataFrame, events: pd.DataFrame | None) -> tuple[pd.DataFrame, Integers, pd.DataFrame, pd.DataFrame]:
    """Return the days that count and the series of each, the series that they make, and the series that have none."""
    out = np.zeros(len(days), dtype=bool)
    if events is not None and len(days):
        out = event_days(days[["plant", "start", "end"]], events)["keep_out"].to_numpy()
    each = series_numbers(days)
    keys = days[[*SERIES, "factor_status"]].take(np.unique(each, return_index=True)[1]).reset_index(drop=True)
    keys["n_event_days"] = np.bincount(each[out], minlength=len(keys))
    kept = ~out & (days["high"].notna() | (days["low"] > 0)).to_numpy()
    number = each[kept]
    left = np.bincount(number, minlength=len(keys)) > 0
    series = (np.cumsum(left) - 1)[number]
    return only(days, kept), series, only(keys, left), only(keys, ~left)


def _middle(period: Period) -> float:
    """Return the middle of a period in years."""
    middle = period.first.toordinal() + period.days / 2
    start = pd.Timestamp(period.first.year, 1, 1).toordinal()
    return float(period.first.year + (middle - start) / 365.25)


def _distinct(cell: Integers, what: Integers, count: int) -> Integers:
    """Return how many different values each cell has."""
    each = np.unique(np.stack([cell, what]), axis=1)[0] if len(cell) else cell
    return np.bincount(each, minlength=count)
