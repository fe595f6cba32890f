"""The verb: a table of loads in, the change of each substance in one word out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from avloppsanalys.calendar import PeriodKind
from avloppsanalys.days import check_settings
from avloppsanalys.reference import WeekModel, named_among, week_models
from avloppsanalys.tables import TREND_LINES, TRENDS, LevelQuantity, WeekdayBasis, arrange, only
from avloppsanalys.trend.blocks import BlockJoin
from avloppsanalys.trend.comparisons import comparisons
from avloppsanalys.trend.line_of_series import series_lines
from avloppsanalys.trend.lines import line_table
from avloppsanalys.trend.rows import change_rows, percent
from avloppsanalys.trend.series import DaySeries, day_series, series_days
from avloppsanalys.trend.step import Steps, intervention_steps
from avloppsanalys.trend.verdict import BAND, is_new
from avloppsanalys.trend.words import Word, smallest_changes, words
from avloppsanalys.trend.working import WorkedTrends
from avloppsanalys.wording import MOST_DETECTABLE_PERCENT

__all__ = ["trends", "trends_and_lines", "worked_trends"]

Floats = npt.NDArray[np.float64]

PERIODS_PER_YEAR: Final[Mapping[PeriodKind, int]] = {
    "week": 52, "month": 12, "quarter": 4, "tertial": 3, "halfyear": 2, "year": 1,
}  # fmt: skip


def trends(
    loads: pd.DataFrame,
    period: PeriodKind = "quarter",
    *,
    quantity: LevelQuantity = "load",
    main: Sequence[str] = (),
    band: float = BAND,
    interval_level: float = 0.95,
    weekday_basis: WeekdayBasis = "seven_days",
    events: pd.DataFrame | None = None,
    joins: Sequence[BlockJoin] = (),
    models: Mapping[str, WeekModel] | None = None,
) -> pd.DataFrame:
    """Judge whether each substance has changed: per year over its periods, and between periods, with one word for it.

    Modelled: scatter of days, campaigns and periods, days below a limit, seasons and a wandering level (both from
    sixteen periods), weekdays and what is unknown of them, blocks. Errors that all days of a block share cancel. Not
    modelled: changes that are no line, and why anything changed.

    Parameters
    ----------
    loads : pandas.DataFrame
        A table of loads, or of consumption for `quantity` ``consumption`` and ``doses``.
    period : {"quarter", "week", "month", "tertial", "halfyear", "year"}
        Kind of period.
    quantity : {"load", "consumption", "doses"}, default "load"
        What the change is of.
    main : sequence of str
        Substances (at most three) that are judged unadjusted; the others by Holm within place and factor set. Any name
        or alias will do: a drug stands for its main residue, and the other way round.
    band : float, default ln 1.25
        Log change [1/year] within which a level counts as unchanged.
    interval_level : float, default 0.95
        Coverage of the intervals in the table. The verdict always rests on 95 %.
    weekday_basis : {"seven_days", "as_sampled"}, default "seven_days"
        Whether days are evened out over the week. If not, a drifting mix of weekdays forbids a verdict.
    events : pandas.DataFrame, optional
        A table of events: days on them are kept out unless they recur every year, and an intervention gets a step.
    joins : sequence of BlockJoin
        Blocks that an overlap joins.
    models : mapping of str to WeekModel, optional
        What is known of the days of a week, by residue; by default `reference.week_models`.

    Returns
    -------
    pandas.DataFrame
        A table of trends: up to four rows a series, of which one has the `verdict`: ``trend`` from six periods with a
        number, else ``same_period_last_year``, else ``previous_period``. `change_percent` is per year for ``trend``.

    Raises
    ------
    TableError
        If the table does not hold the quantity, a setting is none, or a join names a block that is not there.
    UnknownNameError
        If a main substance is neither in the table nor known.
    VerdictError
        If more than three main substances are named.

    Notes
    -----
    The log change b is the slope of a weighted line through the periods' means with variance ``tau² + v``, where v is
    what days and campaigns leave unknown; its standard error has Knapp and Hartung's factor, floored at 1, and is
    widened by ``a'Ca`` for the weekday pattern; degrees of freedom are periods less columns. In percent
    ``100 (exp(b) - 1)``.

    References
    ----------
    .. [1] G. Knapp and J. Hartung, "Improved tests for a random effects meta-regression with a single covariate", Stat.
       Med. 22 (2003), https://doi.org/10.1002/sim.1482.
    .. [2] S. Holm, "A simple sequentially rejective multiple test procedure", Scand. J. Stat. 6 (1979).

    Examples
    --------
    >>> start = pd.date_range("2024-02-14", periods=8, freq="91D", tz="Europe/Stockholm")
    >>> loads = pd.DataFrame({
    ...     "plant": "A", "sample_id": [str(one) for one in range(8)], "residue": "MDMA", "start": start,
    ...     "end": start + pd.Timedelta(days=1), "population": 17000,
    ...     "load_mg_per_day_per_1000": [10.0, 12, 13, 15, 17, 19, 23, 25],
    ... })
    >>> trends(loads)[["comparison", "verdict", "reason"]].head(2)
                  comparison     verdict         reason
    0                  trend  increasing  excludes_zero
    1  same_period_last_year         NaN            NaN
    """
    return trends_and_lines(
        loads,
        period,
        quantity=quantity,
        main=main,
        band=band,
        interval_level=interval_level,
        weekday_basis=weekday_basis,
        events=events,
        joins=joins,
        models=models,
    )[0]


def trends_and_lines(
    loads: pd.DataFrame,
    period: PeriodKind = "quarter",
    *,
    quantity: LevelQuantity = "load",
    main: Sequence[str] = (),
    band: float = BAND,
    interval_level: float = 0.95,
    weekday_basis: WeekdayBasis = "seven_days",
    events: pd.DataFrame | None = None,
    joins: Sequence[BlockJoin] = (),
    models: Mapping[str, WeekModel] | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what `trends` and `trend_lines` give, from one fit.

    Parameters
    ----------
    loads, period, quantity, main, band, interval_level, weekday_basis, events, joins, models
        As for `trends`.

    Returns
    -------
    trends, lines : pandas.DataFrame
        Tables of trends and of trend lines.
    """
    worked = worked_trends(
        series_days({quantity: loads}, period),
        period,
        main=main,
        band=band,
        interval_level=interval_level,
        weekday_basis=weekday_basis,
        events=events,
        joins=joins,
        models=models,
    )
    return worked.trends, worked.lines


def worked_trends(
    days: pd.DataFrame,
    period: PeriodKind = "quarter",
    *,
    main: Sequence[str] = (),
    band: float = BAND,
    interval_level: float = 0.95,
    weekday_basis: WeekdayBasis = "seven_days",
    events: pd.DataFrame | None = None,
    joins: Sequence[BlockJoin] = (),
    models: Mapping[str, WeekModel] | None = None,
) -> WorkedTrends:
    """Judge changes as `trends` does, of one quantity or several, and keep what the words were made of.

    Parameters
    ----------
    days : pandas.DataFrame
        Sampled days (`series_days`).
    period, main, band, interval_level, weekday_basis, events, joins, models
        As for `trends`.

    Returns
    -------
    WorkedTrends
    """
    check_settings(weekday_basis, interval_level)
    known = week_models() if models is None else models
    series = day_series(days, period, weekday_basis=weekday_basis, events=events, joins=joins, models=known)
    unadjusted = _main(series, main)
    if series.keys.empty:
        silent = _silent(series, interval_level, unadjusted)
        return WorkedTrends(trends=arrange(silent, TRENDS), lines=arrange(pd.DataFrame(), TREND_LINES), series=series)
    shorter = series.without_last_period()
    line, before_line = series_lines([series, shorter], known, weekday_basis=weekday_basis)
    others = comparisons(series, line.fitted, PERIODS_PER_YEAR[period])
    now = words(series, line, others, main=unadjusted, band=band)
    before_others = comparisons(shorter, before_line.fitted, PERIODS_PER_YEAR[period])
    before = words(shorter, before_line, before_others, main=unadjusted, band=band)
    table = change_rows(series, line, others, interval_level, band=band)
    table = _with_words(table, now, before, smallest_changes(line, others, now, band=band))
    table = table.assign(
        interval_level=interval_level, is_main=np.take(_is_main(series.keys, unadjusted), table["series"])
    )
    steps = intervention_steps(series, known, events, weekday_basis=weekday_basis, level=interval_level)
    table = _with_step(table, series, steps)
    table = only(table, (table["first_period"].notna() | table["verdict"].notna()).to_numpy())
    if len(series.silent):
        table = pd.concat([table, _silent(series, interval_level, unadjusted)], ignore_index=True)
        of = pd.Categorical(table["quantity"], categories=days["quantity"].unique())
        table = table.take(np.argsort(of.codes, kind="stable"))
    lines = line_table(series, line, interval_level)
    return WorkedTrends(
        trends=arrange(table, TRENDS), lines=lines, series=series, line=line, comparisons=tuple(others),
        words=tuple(now), steps=steps,
    )  # fmt: skip


def _main(series: DaySeries, main: Sequence[str]) -> dict[str, list[str]]:
    """Return the main substances as the series of each quantity name them."""
    named_among(main, ())  # an unknown name is told even where there are no series
    there = pd.concat([series.keys, series.silent]).groupby("quantity", sort=False)["substance"]
    return {str(quantity): named_among(main, names.tolist()) for quantity, names in there}


def _is_main(rows: pd.DataFrame, main: Mapping[str, Sequence[str]]) -> list[bool]:
    return [name in main[quantity] for quantity, name in zip(rows["quantity"], rows["substance"], strict=True)]


def _with_words(table: pd.DataFrame, now: list[Word], before: list[Word], smallest: Floats) -> pd.DataFrame:
    """Write each series' word into the row that bears it."""
    series = table["series"].to_numpy()
    bears = np.array([one.comparison for one in now], dtype=object)[series] == table["comparison"].to_numpy(object)
    verdict, reason = (
        np.array([getattr(one.decision, name) for one in now], dtype=object) for name in ("verdict", "reason")
    )
    adjusted = np.array([np.nan if one.adjusted_p is None else one.adjusted_p for one in now])
    new = np.array([is_new(one.decision.verdict, old.decision.verdict) for one, old in zip(now, before, strict=True)])
    return table.assign(
        verdict=np.where(bears, verdict[series], np.array(None)),
        reason=np.where(bears, reason[series], np.array(None)),
        adjusted_p_value=np.where(bears, adjusted[series], np.nan),
        smallest_detectable_percent=np.where(bears, _told_percent(smallest)[series], np.nan),
        is_new=bears & new[series],
    )


def _told_percent(smallest: Floats) -> Floats:
    """Return the smallest log changes in per cent; missing where the days are so few that no number is worth telling.

    The verdict has been decided already, and its words say that nothing would have shown.
    """
    found = percent(smallest)
    return np.where(found <= MOST_DETECTABLE_PERCENT, found, np.nan)


def _with_step(table: pd.DataFrame, series: DaySeries, steps: Steps | None) -> pd.DataFrame:
    """Add the step at an intervention to the trend rows of its place, where there are periods on both sides."""
    if steps is None:
        return table
    ends = {"step": steps.step, "step_low": steps.low, "step_high": steps.high}
    columns = {f"{name}_percent": percent(values) for name, values in ends.items()}
    found = pd.DataFrame(
        {"series": range(len(series.keys)), "comparison": "trend", **columns, "step_start": steps.start}
    )
    merged = table.merge(found, on=["series", "comparison"], how="left")
    stepped = merged["step_percent"].notna()
    note = merged["note"].where(~stepped, (merged["note"] + " before_after_is_not_effect").str.strip())
    return merged.assign(note=note)


def _silent(series: DaySeries, interval_level: float, main: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """Return a row for each series of which no day is left: nothing is lost without a word."""
    keys: dict[str, Any] = {
        "comparison": "trend",
        "verdict": "not_assessable",
        "reason": "too_few_periods",
        "is_new": False,
        "is_main": _is_main(series.silent, main),
        "interval_level": interval_level,
        "n_periods": 0,
        "n_days": 0,
        "n_blocks": 0,
        "note": "",
    }
    return series.silent.assign(**keys)
