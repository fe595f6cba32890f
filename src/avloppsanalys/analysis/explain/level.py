"""The level itself: the mean of logs, the reaches, and the mean of all days with its interval."""

from __future__ import annotations

import numpy as np
import pandas as pd

from avloppsanalys.analysis.explain.arithmetic import (
    Expression,
    Number,
    exp,
    given,
    least,
    ln,
    most,
    normal,
    root,
    total,
)
from avloppsanalys.analysis.explain.sheet import Sheet
from avloppsanalys.analysis.explain.subject import Subject
from avloppsanalys.analysis.explain.uncertainty import write_shared
from avloppsanalys.analysis.explain.week import write_pattern_doubt
from avloppsanalys.calendar import CAMPAIGN_DAYS, Period

__all__ = ["write_level"]


def write_level(sheet: Sheet, about: Subject) -> None:
    """Write how the level and its interval were made."""
    sheet.heading("mean")
    sigma = _write_spreads(sheet, about)
    weights = _write_mean(sheet, about, sigma)
    reaches = _write_reaches(sheet, about, weights)
    if about.level["method"] == "upper_bound":
        _write_bound(sheet, about)
        return
    if not np.isfinite(about.part("mean")):
        sheet.say("no_level")
        return
    _write_all_days(sheet, about, *reaches)


def _write_spreads(sheet: Sheet, about: Subject) -> list[Number]:
    """Write how far each sample's log may lie from the mean."""
    sheet.say("spread_what")
    day, whole = Number(about.part("day_variance")), Number(about.part("total_variance"))
    found = []
    for row in about.rows:
        length = float(about.worked.days["days"].iloc[row])
        error = most(Number(about.of_day("error_variance", row)), whole - day)
        own = day if length == 1 else day / given(length)
        found.append(sheet.line("spread", root(own + error), about.of_day("sigma", row), sample=_sample(about, row)))
    return found


def _write_mean(sheet: Sheet, about: Subject, sigma: list[Number]) -> list[Number]:
    """Write each sample's log and weight, and the mean of the logs; where some are only bounded, the check of it."""
    sheet.say("mean_what")
    ends = [_write_ends(sheet, about, row) for row in about.rows]
    known = [about.of_day("known", row) > 0 for row in about.rows]
    bounded = [low is not high for low, high in ends]
    if any(bounded) and np.isfinite(about.part("mean")):
        _write_solution(sheet, about, sigma, ends)
    elif any(bounded):
        sheet.say("no_mean")
    told = [
        _write_information(sheet, about, row, spread, end)
        for row, spread, end, one in zip(about.rows, sigma, ends, known, strict=True)
        if one
    ]
    if not told:
        return []
    whole = sheet.line("information_sum", total(told), about.part("information"))
    weights = []
    used = [row for row, one in zip(about.rows, known, strict=True) if one]
    for row, one in zip(used, told, strict=True):
        weights.append(sheet.line("weight", one / whole, about.of_day("weight", row), sample=_sample(about, row)))
    if not any(bounded):
        logs = [low for low, _ in ends if low is not None]
        terms = [weight * one for weight, one in zip(weights, logs, strict=True)]
        sheet.line("mean_of_logs", total(terms), about.part("mean"))
    return weights


def _write_ends(sheet: Sheet, about: Subject, row: int) -> tuple[Number | None, Number | None]:
    """Write the log of a sample with weekday and length taken off; of both its ends where it is only bounded."""
    day = about.worked.days.iloc[row]
    off = about.of_day("taken_off", row)
    length, weekday = float(day["days"]), about.of_day("weekday_log_factor", row)
    taken = Number(off)
    if length != 1 and off != weekday:
        half = Number(about.part("day_variance")) / given(2) * (given(1) - given(1) / given(length))
        taken = sheet.line("taken_off", half + Number(weekday), off, sample=_sample(about, row))
    found: list[Number | None] = []
    exact = day["low"] == day["high"]
    for end in ("low", "high"):
        value = day[end]
        if pd.isna(value) or value <= 0 or not np.isfinite(value):
            found.append(None)
        elif end == "high" and exact:
            found.append(found[0])
        else:
            number = ln(Number(float(value)))
            evened = number if off == 0 else number - taken
            name = "log_value" if exact else f"log_{end}"
            found.append(sheet.line(name, evened, about.of_day(f"log_{end}", row), sample=_sample(about, row)))
    return found[0], found[1]


def _write_solution(
    sheet: Sheet, about: Subject, sigma: list[Number], ends: list[tuple[Number | None, Number | None]]
) -> None:
    """Write the mean that the likelihood gives, and that what the samples pull at it adds to zero."""
    sheet.say("iterative")
    mean = sheet.value("solution", about.part("mean"))
    pulls: list[Expression] = []
    for row, spread, (low, high) in zip(about.rows, sigma, ends, strict=True):
        if low is None and high is None:
            continue
        pull = (low - mean) / spread.squared() if low is high and low is not None else _pull(low, high, mean, spread)
        pulls.append(sheet.line("pull", pull, sample=_sample(about, row)))
    sheet.line("pull_sum", total(pulls))


def _pull(low: Number | None, high: Number | None, mean: Number, spread: Number) -> Expression:
    """Return the slope of the log-likelihood of a bounded value in the mean."""
    at_low = None if low is None else (low - mean) / spread
    at_high = None if high is None else (high - mean) / spread
    if at_low is None and at_high is not None:
        return given(0) - normal(at_high, density=True) / normal(at_high) / spread
    if at_high is None and at_low is not None:
        return normal(at_low, density=True) / (given(1) - normal(at_low)) / spread
    assert at_low is not None, "one end is known"
    assert at_high is not None, "one end is known"
    inside = normal(at_high) - normal(at_low)
    return (normal(at_low, density=True) - normal(at_high, density=True)) / inside / spread


def _write_information(
    sheet: Sheet, about: Subject, row: int, spread: Number, ends: tuple[Number | None, Number | None]
) -> Number:
    """Write what a sample tells of the mean."""
    low, high = ends
    found = about.of_day("information", row)
    if low is high or not np.isfinite(about.part("mean")):
        return sheet.line("information", given(1) / spread.squared(), found, sample=_sample(about, row))
    mean = Number(about.part("mean"))
    if low is None and high is not None:
        end = (high - mean) / spread
        hazard = normal(end, density=True) / normal(end)
        bend = hazard * (end + hazard) / spread.squared()
        return sheet.line("information", bend, found, sample=_sample(about, row))
    if low is not None and high is not None:
        width = given(1) / (spread.squared() + (high - low).squared() / given(12))
        if abs(width.value(17) - found) <= 1e-9 * found:
            return sheet.line("information_wide", width, found, sample=_sample(about, row))
    return sheet.value("information", found, sample=_sample(about, row))


def _write_reaches(sheet: Sheet, about: Subject, weights: list[Number]) -> tuple[Number, Number]:
    """Write the parts of the variance, the quantiles, and the reach down and up."""
    if not weights:
        return given(0.0), given(0.0)
    sheet.heading("interval")
    period = Period.parse(about.level["period"])
    days = given(period.days)
    sheet.say("interval_what", days=period.days)
    own = sheet.line("own", given(1) / Number(about.part("information")), about.part("own"))
    share = _write_share_of_days(sheet, about, weights)
    seen, weeks = _write_seen(sheet, about)
    open_days = sheet.line("open_days", given(1) - least(given(1), seen / days), about.part("open_share"))
    of_weeks = given(1) - least(given(1), weeks * given(CAMPAIGN_DAYS) / days)
    open_weeks = sheet.line("open_weeks", of_weeks, about.part("open_campaigns"))
    sums = _campaign_weights(about, weights)
    by_campaign = sheet.line("campaign_weight", total([one.squared() for one in sums]), about.part("campaign_weight"))
    variance = Number(about.part("campaign_variance"))
    campaigns = sheet.line("of_campaigns", variance * by_campaign * open_weeks, about.part("of_campaigns"))
    of_days = sheet.line("of_days", own * share * open_days, about.part("of_days"))
    weekday = write_pattern_doubt(sheet, about)
    both = sheet.line("of_days_and_weekday", of_days + weekday, about.part("of_days_and_weekday"))
    errors = sheet.line("of_errors", own * most(given(0), given(1) - share), about.part("of_errors"))
    sheet.say("shared_what")
    shared = write_shared(sheet, about)
    return _write_quadrature(sheet, about, (campaigns, both, errors, shared), (open_days, open_weeks))


def _write_share_of_days(sheet: Sheet, about: Subject, weights: list[Number]) -> Number:
    """Write how much of the sampled mean's variance is the days' own and not error."""
    rows = [row for row in about.rows if about.of_day("known", row) > 0]
    day = Number(about.part("day_variance"))
    parts: list[Expression] = []
    whole: list[Expression] = []
    for row, weight in zip(rows, weights, strict=True):
        length = float(about.worked.days["days"].iloc[row])
        parts.append(weight.squared() * day if length == 1 else weight.squared() * day / given(length))
        whole.append(weight.squared() * Number(about.of_day("sigma", row)).squared())
    return sheet.line("from_days", total(parts) / total(whole), about.part("from_days"))


def _write_seen(sheet: Sheet, about: Subject) -> tuple[Expression, Expression]:
    """Return how many days and weeks were seen; a day of which hardly anything is known counts for hardly anything."""
    clear = [about.of_day("clear", row) for row in about.rows]
    days = about.worked.days
    lengths = [float(days["days"].iloc[row]) for row in about.rows]
    if any(abs(one - round(one)) > 1e-9 for one in clear):
        sheet.say("clear_what")
        for row in about.rows:
            found = Number(about.of_day("information", row)) * Number(about.of_day("sigma", row)).squared()
            sheet.line("clear", found, about.of_day("clear", row), sample=_sample(about, row))
    each = [
        _whole(one) if length == 1 else _whole(one) * given(length) for one, length in zip(clear, lengths, strict=True)
    ]
    best = pd.Series(clear).groupby(about.days["campaign"].to_numpy()).max()
    return total(each), total([_whole(float(one)) for one in best])


def _whole(value: float) -> Number:
    """Return a number, in full where it is a whole one but for rounding."""
    return given(round(value)) if abs(value - round(value)) < 1e-9 else Number(value)


def _campaign_weights(about: Subject, weights: list[Number]) -> list[Expression]:
    """Return the sum of weights of each campaign."""
    rows = [row for row in about.rows if about.of_day("known", row) > 0]
    campaigns = about.worked.days["campaign"].iloc[rows].tolist()
    return [
        total([weight for weight, other in zip(weights, campaigns, strict=True) if other == one])
        for one in dict.fromkeys(campaigns)
    ]


def _write_quadrature(
    sheet: Sheet, about: Subject, parts: tuple[Number, Number, Number, Number], still_open: tuple[Number, Number]
) -> tuple[Number, Number]:
    """Write degrees of freedom, quantiles, the lift's reach, and how the three reaches are added in squares."""
    campaigns, both, errors, shared = parts
    open_days, open_weeks = still_open
    day_df, campaign_df = Number(about.part("day_df")), Number(about.part("campaign_df"))
    known = errors + shared
    z = sheet.value("z", about.part("z"))
    spread: Expression = z.squared() * known
    if np.isfinite(about.part("df")):
        satterthwaite = (campaigns + both).squared() / (campaigns.squared() / campaign_df + both.squared() / day_df)
        sheet.line("df", satterthwaite, about.part("df"))
        t = sheet.value("t", about.part("t"))
        spread = t.squared() * (campaigns + both) + spread
    found = sheet.line("squared_reach", spread, about.part("spread"))
    sheet.say("lift_what")
    lifts = _write_lifts(sheet, about, day_df, campaign_df)
    reaches = []
    for side in ("down", "up"):
        days, weeks = lifts[side]
        sums = found + days.squared() * open_days + weeks.squared() * open_weeks
        reaches.append(sheet.line(f"reach_{side}", root(sums), about.part(side)))
    return reaches[0], reaches[1]


def _write_lifts(sheet: Sheet, about: Subject, day_df: Number, campaign_df: Number) -> dict[str, tuple[Number, Number]]:
    """Write how far the step from median to mean may be off, for days and for weeks."""
    from scipy.special import chdtri

    tail = (1 - about.level["interval_level"]) / 2
    found: dict[str, list[Number]] = {"down": [], "up": []}
    layers = (("days", "total_variance", day_df), ("weeks", "campaign_variance", campaign_df))
    for layer, variance, df in layers:
        half = Number(about.part(variance)) / given(2)
        high = sheet.value(f"chi_high_{layer}", float(chdtri(df.exact, tail)))
        low = sheet.value(f"chi_low_{layer}", float(chdtri(df.exact, 1 - tail)))
        down = half * most(given(0), given(1) - df / high)
        up = half * most(given(0), df / low - given(1))
        found["down"].append(sheet.line(f"lift_{layer}_down", down, about.part(f"lift_{layer}_down")))
        found["up"].append(sheet.line(f"lift_{layer}_up", up, about.part(f"lift_{layer}_up")))
    return {side: (one[0], one[1]) for side, one in found.items()}


def _write_all_days(sheet: Sheet, about: Subject, down: Number, up: Number) -> None:
    """Write the mean of all days of the period, sampled or not, and its interval."""
    sheet.heading("all_days")
    sheet.say("all_days_what")
    layers = Number(about.part("day_variance")) + Number(about.part("campaign_variance"))
    lift = sheet.line("lift", layers / given(2), about.part("lift"))
    period = Period.parse(about.level["period"])
    days = about.days[about.days["value"].notna()]
    rows = [row for row in about.rows if pd.notna(about.worked.days["value"].iloc[row])]
    length = [float(one) for one in days["days"]]
    seen = total([_times(Number(float(value)), one) for value, one in zip(days["value"], length, strict=True)])
    number: Expression = given(period.days)
    if about.part("days_left") > 0:
        factors = [
            _times(exp(Number(about.of_day("weekday_log_factor", row))), one)
            for row, one in zip(rows, length, strict=True)
        ]
        plain = all(about.of_day("weekday_log_factor", row) == 0 for row in rows)
        counted = total([given(one) for one in length]) if plain else total(factors)
        left = sheet.line("days_left", number - counted, about.part("days_left"))
        expected = sheet.line("expected", exp(Number(about.part("mean")) + lift), about.part("expected"))
        seen = total([seen, left * expected]) if rows else left * expected
    else:
        sheet.say("no_days_left")
        whole = total([given(one) for one in length])
        number = whole if abs(whole.value(17) - period.days) < 1 else number
    estimate = sheet.line("estimate", seen / number, about.part("all_days_mean"), unit=_unit(about))
    if about.level["method"] != "mostly_below":
        sheet.line("low", estimate * exp(Number(-down.exact)), about.level["low"], unit=_unit(about))
    else:
        sheet.say("mostly_below")
    sheet.line("high", estimate * exp(up), about.level["high"], unit=_unit(about))


def _times(value: Expression, length: float) -> Expression:
    return value if length == 1 else value * given(length)


def _unit(about: Subject) -> str:
    return {"load": "load", "consumption": "load", "doses": "doses"}[about.level["quantity"]]


def _write_bound(sheet: Sheet, about: Subject) -> None:
    """Write the upper bound of a level whose days all lie below a limit, and that its chance is what it should be."""
    sheet.heading("bound")
    days = about.days
    limits = pd.DataFrame(
        {
            "campaign": days["campaign"].to_numpy(),
            "limit": [about.of_day("log_high", row) for row in about.rows],
            "sigma": [about.of_day("bound_sigma", row) for row in about.rows],
        }
    )
    highest = limits[np.isfinite(limits["limit"])].groupby("campaign")[["limit", "sigma"]].max()
    sheet.say("bound_what", campaigns=len(highest), chance=f"{round(100 * (1 - about.level['interval_level']), 6):g}")
    campaign = Number(about.part("campaign_variance"))
    for row in about.rows:
        spread = root(Number(about.of_day("sigma", row)).squared() + campaign)
        sheet.line("bound_spread", spread, about.of_day("bound_sigma", row), sample=_sample(about, row))
    bound = sheet.value("bound_log", about.part("bound"))
    chances = [
        normal((Number(float(one.limit)) - bound) / Number(float(one.sigma))) for one in highest.itertuples(index=False)
    ]
    chance: Expression = chances[0]
    for one in chances[1:]:
        chance = chance * one
    sheet.line("bound_check", chance, 1 - about.level["interval_level"])
    layers = Number(about.part("day_variance")) + Number(about.part("campaign_variance"))
    lift = sheet.line("lift", layers / given(2), about.part("lift"))
    from scipy.special import stdtrit

    z = sheet.value("z_one_sided", float(stdtrit(np.inf, about.level["interval_level"])))
    shared = Number(about.part("shared"))
    sheet.line("bound_high", exp(bound + lift + z * root(shared)), about.level["high"], unit=_unit(about))


def _sample(about: Subject, row: int) -> str:
    return str(about.worked.days["sample_id"].iloc[row])
