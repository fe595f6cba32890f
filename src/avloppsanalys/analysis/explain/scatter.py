"""How much days and weeks scatter: what many plants have shown, weighed with what this plant's own days have shown."""

from __future__ import annotations

import numpy as np
import pandas as pd

from avloppsanalys.analysis.explain.arithmetic import Expression, Number, exp, given, ln, most, total
from avloppsanalys.analysis.explain.own_days import OwnWeek, own_logs, write_own_weeks
from avloppsanalys.analysis.explain.sheet import Sheet
from avloppsanalys.analysis.explain.subject import Subject
from avloppsanalys.reference import WeekModel, main_residue, sampler_assumptions, week_citations, week_model
from avloppsanalys.scatter.variance import DAY_EXCESS_KURTOSIS
from avloppsanalys.wording import cited

__all__ = ["write_scatter"]


def write_scatter(sheet: Sheet, about: Subject, told: list[OwnWeek]) -> None:
    """Write the three layers of scatter of a level's series: days, weeks, and what is error.

    Parameters
    ----------
    sheet : Sheet
        Where it is written.
    about : Subject
        The level.
    told : list of OwnWeek
        The plant's own weeks, where they have been written already.
    """
    sheet.heading("scatter")
    sheet.say("scatter_what")
    borrowed = _write_borrowed(sheet, about)
    own, own_df = _write_own_days(sheet, about, told)
    prior_df = given(about.of_series("prior_df"))
    moderated = _write_weighed(
        sheet, "moderated", about.of_series("moderated_variance"), borrowed, own, prior_df, own_df
    )
    sheet.line("day_df", prior_df if own_df.exact == 0 else prior_df + own_df, about.part("day_df"))
    error = _write_mean_error(sheet, about)
    whole = sheet.line("total_variance", most(moderated, error), about.part("total_variance"))
    sheet.line("day_variance", whole - error, about.part("day_variance"))
    _write_campaigns(sheet, about)


def _write_borrowed(sheet: Sheet, about: Subject) -> Number:
    """Write the scatter that is borrowed from plants where the same mass passes."""
    model = week_model(main_residue(about.level["substance"]))
    mass = _write_mass(sheet, about, model.mass_low)
    sheet.say("borrowed_source", source=cited(week_citations("day_scatter"), sheet.lang))
    found = sheet.line("borrowed", _on_line(model, mass), about.of_series("mass_line"))
    excess, end = about.of_series("sampler_excess"), about.of_series("line_end")
    if end == found.exact and excess == 0:
        return found
    sheet.say("sampler_excess_what", source=cited(sampler_assumptions(), sheet.lang))
    behind = given(model.mass_low) if about.of_series("mass") < model.mass_low else mass
    at_end = sheet.line("line_end", _on_line(model, behind), end)
    more = sheet.value("sampler_excess", excess)
    return sheet.line("borrowed_with_sampler", most(found, at_end + more), about.of_series("prior_variance"))


def _on_line(model: WeekModel, mass: Number) -> Expression:
    """Return the variance of days where a mass passes; the line falls with the mass."""
    return exp(given(model.intercept) - given(-model.slope) * ln(mass))


def _write_mass(sheet: Sheet, about: Subject, least: float) -> Number:
    """Write what passes the plant: the geometric mean of the series' loads, times its persons."""
    days = about.series_days
    load = days.get("load_mg_per_day_per_1000", pd.Series(np.nan, index=days.index)).to_numpy(dtype=float)
    high = days.get("load_high_mg_per_day_per_1000", pd.Series(np.nan, index=days.index)).to_numpy(dtype=float)
    typical = np.where(load > 0, load, high / 2)
    used = typical[np.isfinite(typical) & (typical > 0)]
    if not len(used):
        sheet.say("mass_least")
        return given(least)
    terms: list[Expression] = [ln(Number(float(one))) for one in used]
    mean = terms[0] if len(terms) == 1 else total(terms) / given(len(terms))
    sheet.say("mass_what", days=len(used))
    persons = Number(about.of_series("persons"))
    return sheet.line("mass", exp(mean) * persons / given(1000), about.of_series("mass"), unit="mg_per_day")


def _write_own_days(sheet: Sheet, about: Subject, told: list[OwnWeek]) -> tuple[Number, Number]:
    """Write the variance within the plant's own campaigns, and what its few days are worth."""
    if told:
        sheet.say("own_days_told")
    weeks = told or write_own_weeks(sheet, about)
    if not weeks:
        sheet.say("no_own_days")
        return given(0.0), given(0.0)
    sheet.say("own_days_worth")
    squares, worth, free = [], [], 0
    for week in weeks:
        size = len(week.logs)
        squares += [(one - week.mean).squared() for one in week.logs]
        free += size - 1
        worth.append(given(2) / (given(2) / given(size - 1) + given(DAY_EXCESS_KURTOSIS) / given(size)))
    own = sheet.line("own_variance", total(squares) / given(free), about.of_series("own_variance"))
    return own, sheet.line("own_df", total(worth), about.of_series("own_df"))


def _write_mean_error(sheet: Sheet, about: Subject) -> Number:
    """Write the mean over the series' samples of what their own errors explain."""
    each = np.array([about.of_day("error_variance", row) for row in about.series_rows])
    if np.allclose(each, each[0], rtol=1e-9):
        return sheet.line("mean_error_alike", Number(float(each[0])), about.of_series("error_variance"))
    terms: list[Expression] = [Number(float(one)) for one in each]
    return sheet.line("mean_error", total(terms) / given(len(terms)), about.of_series("error_variance"))


def _write_campaigns(sheet: Sheet, about: Subject) -> None:
    """Write how much weeks scatter."""
    sheet.say("campaigns_what", source=cited(week_citations("campaign_scatter"), sheet.lang))
    prior = Number(float(np.sqrt(about.of_series("campaign_prior_variance")))).squared()
    borrowed = sheet.line("campaign_prior", prior, about.of_series("campaign_prior_variance"))
    own, own_df = _write_own_campaigns(sheet, about)
    prior_df = given(about.of_series("campaign_prior_df"))
    _write_weighed(sheet, "campaign_variance", about.part("campaign_variance"), borrowed, own, prior_df, own_df)
    sheet.line("campaign_df", prior_df if own_df.exact == 0 else prior_df + own_df, about.part("campaign_df"))


def _write_weighed(
    sheet: Sheet, name: str, found: float, borrowed: Number, own: Number, prior_df: Number, own_df: Number
) -> Number:
    """Write a borrowed variance weighed with the plant's own by their degrees of freedom."""
    if own_df.exact == 0:
        return borrowed
    return sheet.line(name, (prior_df * borrowed + own_df * own) / (prior_df + own_df), found)


def _write_own_campaigns(sheet: Sheet, about: Subject) -> tuple[Number, Number]:
    """Write the variance between campaigns of one period, less what their days explain."""
    means = own_logs(about).groupby(["period", "campaign"])["log"].agg(["mean", "size"]).reset_index()
    several = means[means.groupby("period")["mean"].transform("size") > 1]
    if several.empty:
        sheet.say("no_own_campaigns")
        return given(0.0), given(0.0)
    sheet.say("own_campaigns", campaigns=len(several), periods=several["period"].nunique())
    within = Number(about.part("total_variance"))
    terms: list[Expression] = []
    freedom: list[Expression] = []
    for period, rows in several.groupby("period", sort=True):
        each = [Number(float(one)) for one in rows["mean"]]
        centre = sheet.line("period_mean", total(each) / given(len(each)), period=period)
        free = given(1) - given(1) / given(len(each))
        terms += [
            (one - centre).squared() - free * within / given(size) for one, size in zip(each, rows["size"], strict=True)
        ]
        freedom += [free] * len(each)
    df = sheet.line("campaign_own_df", total(freedom), about.of_series("campaign_own_df"))
    found = most(given(0.0), total(terms) / df)
    return sheet.line("campaign_own", found, about.of_series("campaign_own_variance")), df
