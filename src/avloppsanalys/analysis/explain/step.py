"""The step at the latest intervention: a weighted mean after it less one before it, in which no slope remains."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from avloppsanalys.analysis.explain.arithmetic import Expression, Number, exp, given, root, total
from avloppsanalys.analysis.explain.sheet import Sheet
from avloppsanalys.calendar import label
from avloppsanalys.scatter import SEASON_FROM
from avloppsanalys.trend import WorkedTrends
from avloppsanalys.wording import date, number

__all__ = ["write_step"]

Integers = npt.NDArray[np.intp]

_SIDES = ("before", "after")


def write_step(sheet: Sheet, worked: WorkedTrends, series: int, row: dict[Any, Any]) -> None:
    """Write the step at the latest intervention, its error, and its interval in per cent.

    Parameters
    ----------
    sheet : Sheet
        Where it is written.
    worked : WorkedTrends
        What the steps were made of.
    series : int
        The series.
    row : dict
        Its row ``trend`` of the table of trends; empty where there is none.
    """
    from scipy.special import stdtrit

    steps = worked.steps
    if steps is None or not np.isfinite(steps.step[series]) or not row:
        return
    sheet.say("step_what", day=date(row["step_start"].date(), sheet.lang))
    step, variance = _write_means(sheet, worked, series)
    factor = float(steps.line.fitted.line.factor[series])
    sheet.say("knapp_hartung", factor=number(factor, 4, sheet.lang))
    widened = variance if factor <= 1 else variance * Number(factor)
    error = sheet.line("step_error", root(widened), steps.standard_error[series])
    df = float(steps.df[series])
    sheet.say("line_df", df=number(df, 0, sheet.lang))
    t = sheet.value("t_change", float(stdtrit(df, 0.5 + row["interval_level"] / 2)))
    ends = {"step": step, "step_low": step - t * error, "step_high": step + t * error}
    for name, log in ends.items():
        percent = given(100) * (exp(log) - given(1))
        sheet.line(f"{name}_change", percent, row[f"{name}_percent"], unit="percent")
    sheet.say("step_caveat")


def _write_means(sheet: Sheet, worked: WorkedTrends, series: int) -> tuple[Number, Number]:
    """Write the periods with their weights, what the weights must do, and the step and its variance."""
    steps = worked.steps
    assert steps is not None, "a step is told"
    fitted, weights = steps.line.fitted, steps.weights[series]
    at = np.flatnonzero((weights != 0) & np.isfinite(fitted.mean[series]))
    between = sheet.value("period_variance", fitted.line.period_variance[series])
    means: dict[str, list[Expression]] = {side: [] for side in _SIDES}
    years: dict[str, list[Expression]] = {side: [] for side in _SIDES}
    shares: dict[str, list[Expression]] = {side: [] for side in _SIDES}
    spread: list[Expression] = []
    for period in at:
        side = _SIDES[int(steps.after[series, period])]
        told = {
            "mean": Number(float(fitted.mean[series, period])),
            "unknown": Number(float(fitted.variance[series, period])),
            "year": Number(float(worked.series.years[period] - worked.series.years[at[0]])),
            "weight": _weight(worked, series, int(period)),
        }
        words = {key: one.written(6, sheet.lang) for key, one in told.items()}
        sheet.say(f"step_row_{side}", period=label(worked.series.periods[period].name, sheet.lang), **words)
        shares[side].append(told["weight"])
        means[side].append(told["weight"] * told["mean"])
        years[side].append(told["weight"] * told["year"])
        spread.append(told["weight"].squared() * (between + told["unknown"]))
    sheet.say("step_check")
    for side in _SIDES:
        sheet.line(f"step_weights_{side}", total(shares[side]), 1.0)
    if np.any(steps.line.design[series, :, -1] != 0):  # without a slope there is none to keep out
        sheet.say("step_slope")
        for side in _SIDES:
            sheet.line(f"step_years_{side}", total(years[side]))
    _write_groups(sheet, worked, series, at)
    before, after = (sheet.line(f"step_mean_{side}", total(means[side])) for side in _SIDES)
    step = sheet.line("step", after - before, steps.step[series])
    return step, sheet.line("step_variance", total(spread))


def _write_groups(sheet: Sheet, worked: WorkedTrends, series: int, at: Integers) -> None:
    """Write that what the line says of blocks and seasons is no step: in each, the weights cancel."""
    steps = worked.steps
    assert steps is not None, "a step is told"
    season, block = worked.series.season[at], worked.series.block[series, at]
    # only lines of as many periods have seasons (`scatter.line_design`)
    in_line = {"block": block, "season": season if steps.line.fitted.n_periods[series] >= SEASON_FROM else season * 0}
    for name, groups in in_line.items():
        if len(np.unique(groups)) == 1:
            continue  # that the weights add to one on each side says it already
        sheet.say(f"step_{name}s")
        for group in np.unique(groups):
            own = at[groups == group]
            periods = ", ".join(label(worked.series.periods[period].name, sheet.lang) for period in own)
            sides = {side: own[steps.after[series, own] == (side == "after")] for side in _SIDES}
            told = {
                side: [_weight(worked, series, int(period)) for period in found]
                for side, found in sides.items()
                if len(found)
            }
            sums = [total(told[side]) for side in reversed(_SIDES) if side in told]
            sheet.line(f"step_{name}", sums[0] - sums[1] if len(sums) > 1 else sums[0], 0.0, periods=periods)


def _weight(worked: WorkedTrends, series: int, period: int) -> Number:
    """Return the weight of a period in the mean of its side: that of one before counts with a minus in the step."""
    steps = worked.steps
    assert steps is not None, "a step is told"
    weight = float(steps.weights[series, period])
    return Number(weight if steps.after[series, period] else -weight)
