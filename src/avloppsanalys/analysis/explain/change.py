"""The change: against the same period last year, and the word on the trend with the rule that decided it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from avloppsanalys.analysis.decided import decided_days, decided_trends
from avloppsanalys.analysis.explain.arithmetic import Expression, Number, exp, given, ln, median, root, total
from avloppsanalys.analysis.explain.sheet import Sheet
from avloppsanalys.analysis.explain.smallest import write_smallest
from avloppsanalys.analysis.explain.step import write_step
from avloppsanalys.analysis.explain.subject import Subject
from avloppsanalys.analysis.special_days import judged_events
from avloppsanalys.calendar import label
from avloppsanalys.trend import WorkedTrends
from avloppsanalys.wording import number, text, verdict_word, verdict_words

__all__ = ["write_baseline", "write_change"]

_COMPARED = ("same_period_last_year", "previous_period")


def write_change(sheet: Sheet, about: Subject) -> None:
    """Write the change of a level's series, if the level is of its last period."""
    sheet.heading("change")
    result = about.result
    days = decided_days(result.loads, result.consumption, result.protocol, [about.level["quantity"]])
    events = judged_events(result.events, result.loads, result.protocol)
    worked = decided_trends(days, result.protocol, events)
    series = None if worked is None else _series(worked, about)
    if worked is None or series is None:
        sheet.say("no_change")
        return
    rows = worked.trends
    here = (rows["place"] == about.level["place"]) & (rows["substance"] == about.level["substance"])
    by_kind = {str(row["comparison"]): row for row in rows[here].to_dict("records")}
    last = {str(row["last_period"]) for row in by_kind.values() if isinstance(row["last_period"], str)}
    if about.level["period"] not in last:
        sheet.say("change_of_last", period=label(max(last), sheet.lang) if last else "–")
        return
    bearer = worked.words[series].comparison
    for kind in _COMPARED:
        if kind in by_kind and (kind == "same_period_last_year" or kind == bearer):
            _write_comparison(sheet, worked, series, by_kind[kind])
    if "same_period_last_year" not in by_kind:
        sheet.say("no_last_year")
    if "trend" in by_kind and bearer == "trend" and np.isfinite(by_kind["trend"]["change_percent"]):
        _write_line(sheet, worked, series, by_kind["trend"])
    _write_word(sheet, about, worked, series, by_kind[bearer])
    write_smallest(sheet, about, worked, series, by_kind[bearer])
    write_step(sheet, worked, series, by_kind.get("trend", {}))


def _series(worked: WorkedTrends, about: Subject) -> int | None:
    keys = worked.series.keys
    if worked.line is None:
        return None
    same = (keys["place"] == about.level["place"]) & (keys["substance"] == about.level["substance"])
    found = np.flatnonzero(same & (keys["factor_set"] == about.level["factor_set"]))
    return int(found[0]) if len(found) else None


def _write_comparison(sheet: Sheet, worked: WorkedTrends, series: int, row: dict[Any, Any]) -> None:
    """Write the log ratio of two periods and its interval."""
    (one,) = [one for one in worked.comparisons if one.kind == row["comparison"]]
    assert worked.line is not None, "a comparison has a line"
    fitted, days, campaigns = worked.line.fitted, worked.series.n_days, worked.series.n_campaigns
    ends = [int(one.last[series]), int(one.first[series])]
    names = [label(worked.series.periods[end].name, sheet.lang) for end in ends]
    sheet.say(f"compared_{row['comparison']}", now=names[0], then=names[1])
    means = [
        sheet.value("period_log", fitted.mean[series, end], period=name) for end, name in zip(ends, names, strict=True)
    ]
    ratio = sheet.line("log_ratio", means[0] - means[1], one.ratio.estimate[series])
    sheet.say("compared_scatter")
    scatter = one.scatter
    by_days = total([given(1) / given(int(days[series, end])) for end in ends])
    by_campaigns = total([given(1) / given(int(campaigns[series, end])) for end in ends])
    day = Number(float(scatter.day_variance[series])) * by_days
    of_days = sheet.line("compared_days", day, one.ratio.parts[0, series])
    week = Number(float(scatter.campaign_variance[series])) * by_campaigns
    of_weeks = sheet.line("compared_weeks", week, one.ratio.parts[1, series])
    extra = sheet.value("compared_extra", one.extra[series])
    error = sheet.line("standard_error", root(total([of_days, of_weeks, extra])), one.ratio.standard_error[series])
    dfs = [Number(float(scatter.day_df[series])), Number(float(scatter.campaign_df[series]))]
    spent = [part.squared() / df for part, df in zip((of_days, of_weeks), dfs, strict=True)]
    sheet.line("compared_df", total([of_days, of_weeks]).squared() / total(spent), one.ratio.df[series])
    _write_interval(sheet, ratio, error, float(one.ratio.df[series]), row)


def _write_interval(sheet: Sheet, change: Number, error: Number, df: float, row: dict[Any, Any]) -> None:
    """Write the quantile and the interval, on the log scale and in per cent."""
    from scipy.special import stdtrit

    t = sheet.value("t_change", float(stdtrit(df, 0.5 + row["interval_level"] / 2)))
    hundred = given(100)
    percent = {"change_value": change, "change_low": change - t * error, "change_high": change + t * error}
    found = {
        "change_value": row["change_percent"],
        "change_low": row["low_percent"],
        "change_high": row["high_percent"],
    }
    for name, log in percent.items():
        unit = "percent_year" if row["comparison"] == "trend" else "percent"
        sheet.line(name, hundred * (exp(log) - given(1)), found[name], unit=unit)
    sheet.tell(verdict_words({**row, "verdict": None}, sheet.lang) + ".")


def _write_line(sheet: Sheet, worked: WorkedTrends, series: int, row: dict[Any, Any]) -> None:
    """Write the line through the periods: their means, weights, the slope, its error and its interval."""
    assert worked.line is not None, "a trend has a line"
    line, fitted = worked.line.fitted.line, worked.line.fitted
    at = np.flatnonzero(worked.series.block[series] >= 0)
    at = at[np.isfinite(fitted.mean[series, at]) & (worked.line.slope_weights[series, at] != 0)]
    sheet.say("line_what", periods=len(at))
    between = sheet.value("period_variance", line.period_variance[series])
    weights, means, years = [], [], []
    variances: list[Expression] = []
    for period in at:
        name = label(worked.series.periods[period].name, sheet.lang)
        mean, unknown, year, weight = (
            Number(float(one))
            for one in (
                fitted.mean[series, period],
                fitted.variance[series, period],
                worked.series.years[period] - worked.series.years[at[0]],
                worked.line.slope_weights[series, period],
            )
        )
        told = {"mean": mean, "unknown": unknown, "year": year, "weight": weight}
        sheet.say("period_row", period=name, **{key: one.written(6, sheet.lang) for key, one in told.items()})
        means.append(mean)
        variances.append(between + unknown)
        years.append(year)
        weights.append(weight)
    sheet.say("weights_check")
    sheet.line("weights_sum", total(weights), 0.0)
    sheet.line("weights_years", total([one * year for one, year in zip(weights, years, strict=True)]), 1.0)
    slope = sheet.line(
        "slope", total([one * mean for one, mean in zip(weights, means, strict=True)]), line.slope[series]
    )
    plain = total([one.squared() * variance for one, variance in zip(weights, variances, strict=True)])
    variance = sheet.line("slope_variance", plain)
    factor = max(float(line.factor[series]), 1.0)
    sheet.say("knapp_hartung", factor=number(float(line.factor[series]), 4, sheet.lang))
    extra = sheet.value("compared_extra", worked.line.extra_variance[series])
    error = root(variance * Number(factor) + extra)
    widened = sheet.line("standard_error", error, line.standard_error[series])
    sheet.say("line_df", df=number(float(line.df[series]), 0, sheet.lang))
    _write_interval(sheet, slope, widened, float(line.df[series]), row)


def _write_word(sheet: Sheet, about: Subject, worked: WorkedTrends, series: int, row: dict[Any, Any]) -> None:
    """Write the word and the rule that decided it."""
    word = worked.words[series]
    band = about.result.protocol.band_percent
    sheet.say("rules", band=number(band, 0, sheet.lang))
    edge = sheet.line("band", ln(given(1) + given(band) / given(100)), math.log1p(band / 100))
    sheet.line("band_low", given(100) * (exp(Number(-edge.exact)) - given(1)), unit="percent")
    if worked.line is not None and word.comparison == "trend" and np.isfinite(worked.line.wandering.slope[series]):
        low, high = worked.line.wandering.interval(0.95)
        ends = [number(100 * math.expm1(float(end[series])), 1, sheet.lang) for end in (low, high)]
        sheet.say("wandering", low=ends[0], high=ends[1])
    if word.adjusted_p is not None and np.isfinite(row["p_value"]):
        p = [number(one, 4, sheet.lang) for one in (row["p_value"], word.adjusted_p)]
        sheet.say("holm", p=p[0], adjusted=p[1], tests=word.tests)
    rule = text(f"working.rule.{word.decision.reason}", sheet.lang)
    sheet.say("word", word=verdict_word(word.decision.verdict, sheet.lang), rule=rule)
    sheet.tell(verdict_words(row, sheet.lang) + ".")


def write_baseline(sheet: Sheet, about: Subject) -> None:
    """Write the median of the earlier levels of the same series."""
    levels = about.result.levels
    same = (levels["place"] == about.level["place"]) & (levels["substance"] == about.level["substance"])
    same &= (levels["quantity"] == about.level["quantity"]) & (levels["period_start"] < about.level["period_start"])
    known = levels.loc[same].sort_values("period_start", kind="stable")["estimate"].dropna()
    if known.empty:
        return
    sheet.heading("baseline")
    sheet.line("baseline_median", median([Number(float(one)) for one in known]), float(known.median()))
