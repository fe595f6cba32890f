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
    most,
    normal,
    root,
    total,
)
from avloppsanalys.analysis.explain.mean import write_mean, write_spreads
from avloppsanalys.analysis.explain.sheet import Sheet
from avloppsanalys.analysis.explain.subject import Subject
from avloppsanalys.analysis.explain.uncertainty import write_shared
from avloppsanalys.analysis.explain.week import write_pattern_doubt
from avloppsanalys.calendar import CAMPAIGN_DAYS, Period

__all__ = ["write_level"]


def write_level(sheet: Sheet, about: Subject) -> None:
    """Write how the level and its interval were made."""
    sheet.heading("mean")
    sigma = write_spreads(sheet, about)
    weights = write_mean(sheet, about, sigma)
    reaches = _write_reaches(sheet, about, weights)
    if about.level["method"] == "upper_bound":
        _write_bound(sheet, about)
        return
    if not np.isfinite(about.part("mean")):
        sheet.say("no_level")
        return
    _write_all_days(sheet, about, *reaches)


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
            sheet.line("clear", found, about.of_day("clear", row), sample=about.sample(row))
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
        sheet.line("bound_spread", spread, about.of_day("bound_sigma", row), sample=about.sample(row))
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
