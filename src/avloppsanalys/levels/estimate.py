"""The estimate of each level and its interval: kernels of arrays under the verb `period_levels`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from avloppsanalys.calendar import CAMPAIGN_DAYS
from avloppsanalys.censoring import location_bound, location_fit, location_information, mostly_below
from avloppsanalys.days import Layers, log_bounds
from avloppsanalys.scatter import lift_reach, satterthwaite_df
from avloppsanalys.tables import SAMPLE_COMPONENTS, SHARED_COMPONENTS
from avloppsanalys.uncertainty import normal_quantile, shared_log_variance, total_log_sd

__all__ = ["Estimated", "estimated_levels"]

_ROUNDING: Final = 1e-3

Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[Any]
Integers = npt.NDArray[np.integer[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimated:
    """The levels, and every number on the way to them."""

    columns: dict[str, Numbers]
    """Columns of the table of levels."""
    parts: dict[str, Numbers]
    """What they were made of, one a level; shape (levels,)."""
    of_days: dict[str, Numbers]
    """What each day had in it; shape (days,)."""


def estimated_levels(
    days: pd.DataFrame,
    cell: Integers,
    pair: Integers,
    counts: dict[str, Numbers],
    layers: Layers,
    period_days: Integers,
    included: list[str],
    interval_level: float,
) -> Estimated:
    """Return estimate, interval and the parts of the variance, one a level.

    Parameters
    ----------
    days : pandas.DataFrame
        Sampled days.
    cell : numpy.ndarray of int
        The level (series and period) that each row belongs to.
    pair : numpy.ndarray of int
        The level and campaign of each row in one number, in their order.
    counts : dict of str to numpy.ndarray
        `n_days`, `n_campaigns`, `n_below_loq` and `days_sampled` of each level.
    layers : Layers
        The scatter of each row's series.
    period_days : numpy.ndarray of int
        Number of days of each level's period.
    included : list of str
        Uncertainty components.
    interval_level : float
        Coverage.

    Returns
    -------
    Estimated
        Columns of the table of levels, and what they were made of. `period_levels` has the formula.
    """
    from scipy.special import stdtrit

    count = len(period_days)
    one = np.unique(cell, return_index=True)[1]
    day, campaign = layers.day_variance, layers.campaign_variance
    error = np.square(total_log_sd(days, [name for name in included if name in SAMPLE_COMPONENTS]))
    length = days["days"].to_numpy(dtype=float)
    # No sample is surer than the series' samples are on average: the scatter that is seen holds their error.
    sigma = np.sqrt(day / length + np.maximum(error, layers.total_variance - day))
    # The log of a mean over k days lies above the mean log of single days.
    taken_off = day / 2 * (1 - 1 / length) + layers.weekday_log_factor
    log_low, log_high = (ends - taken_off for ends in log_bounds(days))
    known = days["high"].notna().to_numpy() | (days["low"] > 0).to_numpy()
    mean, _ = location_fit(log_low[known], log_high[known], sigma[known], cell[known], count)

    information = np.where(known, _information(log_low, log_high, sigma, mean[cell]), 0.0)
    told = np.bincount(cell, information, minlength=count)
    own = np.divide(1.0, told, out=np.zeros(count), where=told > 0)
    clear = information * sigma**2  # 1 for a known value, next to 0 for a day of which hardly anything is known
    weight = np.divide(information, told[cell], out=np.zeros(len(days)), where=told[cell] > 0)
    from_days = _share(cell, np.square(weight) * day / length, np.square(weight * sigma), count)
    open_share = 1 - np.minimum(np.bincount(cell, clear * length, minlength=count) / period_days, 1.0)
    campaigns = cell[np.unique(pair, return_index=True)[1]]
    most_clear = np.zeros(len(campaigns))
    np.fmax.at(most_clear, pair, clear)
    seen_weeks = np.bincount(campaigns, most_clear, minlength=count)
    open_campaigns = 1 - np.minimum(seen_weeks * CAMPAIGN_DAYS / period_days, 1.0)
    together: pd.Series[float] = pd.Series(weight).groupby(pair).sum()
    campaign_weight = np.bincount(campaigns, np.square(together), minlength=count)
    weekday = _weekday_variance(weight, cell, layers, count) * (open_share > _ROUNDING)
    # What is borrowed for days is in doubt as a whole, so these share its degrees of freedom; where every day was
    # sampled no mix of weekdays is in doubt.
    doubtful = np.array([campaign[one] * campaign_weight * open_campaigns, own * from_days * open_share + weekday])
    shared = shared_log_variance(days, [name for name in included if name in SHARED_COMPONENTS], weight, cell, count)
    of_errors = own * np.maximum(1 - from_days, 0.0)
    certain = of_errors + shared
    df = satterthwaite_df(doubtful, np.array([layers.campaign_df[one], layers.day_df[one]]))
    # Student's t for what is borrowed, the normal for what is known: so that a further error never narrows.
    t = stdtrit(df, (1 + interval_level) / 2)
    z = normal_quantile(interval_level)
    spread = t**2 * doubtful.sum(axis=0) + z**2 * certain
    lift_days, lift_weeks = _lift_reaches(layers, one, interval_level)
    lifts = np.square(lift_days) * open_share + np.square(lift_weeks) * open_campaigns
    down, up = np.sqrt(spread + lifts)

    lift = (day + campaign)[one] / 2
    estimate, expected, left = _mean_of_all_days(days, cell, layers, mean, lift, period_days)
    bound = _bound_when_unseen(pair, campaigns, log_high, np.sqrt(sigma**2 + campaign), count, interval_level)
    # The errors that samples share raise or lower the bound as a whole.
    highest = np.exp(bound + lift + stdtrit(np.inf, interval_level) * np.sqrt(shared))
    # So few values that the shape of the distribution, and not they, would make the estimate.
    few = mostly_below(np.bincount(cell, ~days["below"], minlength=count), np.bincount(cell)) & np.isfinite(mean)
    # One detection below the limit of quantification gives a mean, but no better bound than the limits do.
    unseen = np.isnan(mean) | few
    bounded = (counts["n_below_loq"] == counts["n_days"]) & unseen & np.isfinite(bound)
    above = np.bincount(cell, known & np.isposinf(log_high), minlength=count) > 0
    columns = {
        "estimate": np.where(few, np.nan, estimate),
        "low": np.where(bounded | few, 0.0, estimate * np.exp(-down)),
        "high": np.where(bounded, highest, estimate * np.exp(up)),
        "sd_day": np.sqrt(day[one]),
        "sd_campaign": np.sqrt(campaign[one]),
        "sd_error": np.sqrt(np.bincount(cell, error, minlength=count) / np.bincount(cell)),
        "sd_shared": np.sqrt(shared),
        "df": df,
        "method": np.select(
            [bounded, few, np.isfinite(mean), above],
            ["upper_bound", "mostly_below", "moderated_lognormal", "above_range"],
            "not_quantified",
        ),
    }
    parts = {
        "mean": mean, "information": told, "own": own, "from_days": from_days, "open_share": open_share,
        "seen_weeks": seen_weeks, "open_campaigns": open_campaigns, "campaign_weight": campaign_weight,
        "weekday": weekday, "of_campaigns": doubtful[0], "of_days": own * from_days * open_share,
        "of_days_and_weekday": doubtful[1], "of_errors": of_errors, "shared": shared,
        "campaign_df": layers.campaign_df[one], "day_df": layers.day_df[one], "df": df, "t": t,
        "z": np.full(count, z), "spread": spread, "lift_days_down": lift_days[0], "lift_days_up": lift_days[1],
        "lift_weeks_down": lift_weeks[0], "lift_weeks_up": lift_weeks[1], "down": down, "up": up, "lift": lift,
        "expected": expected, "days_left": left, "all_days_mean": estimate, "bound": bound, "highest": highest,
        "total_variance": layers.total_variance[one], "day_variance": day[one], "campaign_variance": campaign[one],
    }  # fmt: skip
    of_days = {
        "error_variance": error, "sigma": sigma, "taken_off": taken_off, "log_low": log_low, "log_high": log_high,
        "known": known, "information": information, "weight": weight, "clear": clear,
        "weekday_log_factor": layers.weekday_log_factor, "bound_sigma": np.sqrt(sigma**2 + campaign),
    }  # fmt: skip
    return Estimated(columns=columns, parts=parts, of_days=of_days)


def _information(log_low: Floats, log_high: Floats, sigma: Floats, mean: Floats) -> Floats:
    """Return what each day tells of its level.

    Inside a wide interval the likelihood is flat, though the day is known to lie there: it tells as much as a value
    with the interval's own scatter. Where all days lie below a limit there is no mean, and they weigh by their scatter.
    """
    width = np.where(np.isfinite(log_low) & np.isfinite(log_high), log_high - log_low, np.inf)
    told = location_information(log_low, log_high, sigma, np.where(np.isfinite(mean), mean, 0.0))
    return np.where(np.isfinite(mean), np.maximum(told, 1 / (sigma**2 + np.square(width) / 12)), 1 / sigma**2)


def _lift_reaches(layers: Layers, one: Integers, interval_level: float) -> tuple[Floats, Floats]:
    """Return the reaches, down and up, of the step from median to mean: half of what days, and what weeks, vary."""
    days = lift_reach(layers.total_variance[one], layers.day_df[one], interval_level)
    return days, lift_reach(layers.campaign_variance[one], layers.campaign_df[one], interval_level)


def _share(cell: Integers, part: Floats, whole: Floats, count: int) -> Floats:
    """Return the share that a part makes of a whole in each level."""
    total = np.bincount(cell, whole, minlength=count)
    return np.divide(np.bincount(cell, part, minlength=count), total, out=np.zeros(count), where=total > 0)


def _mean_of_all_days(
    days: pd.DataFrame, cell: Integers, layers: Layers, mean: Floats, lift: Floats, period_days: Integers
) -> tuple[Floats, Floats, Floats]:
    """Return the mean of the days of each period: those with a value as they were, all others as expected.

    Beside it what an other day is expected to be, and how many there are.

    The others make up for what the sampled weekdays lack of whole weeks; if no day is left, the sampled ones are all.
    """
    count = len(period_days)
    length = np.where(days["value"].notna(), days["days"], 0.0)
    seen = np.bincount(cell, days["value"].fillna(0.0) * length, minlength=count)
    number = np.bincount(cell, length, minlength=count)
    pattern = np.bincount(cell, np.exp(layers.weekday_log_factor) * length, minlength=count)
    whole = number >= period_days * (1 - _ROUNDING)  # a day of 23 or 25 hours is one day
    left = np.where(whole, 0.0, np.maximum(period_days - pattern, 0.0))
    expected = np.where(left > 0, np.exp(mean + lift), 0.0)
    estimate = np.where(np.isfinite(mean), (seen + left * expected) / np.where(whole, number, period_days), np.nan)
    return estimate, expected, left


def _bound_when_unseen(
    pair: Integers, campaigns: Integers, log_high: Floats, sigma: Floats, count: int, level: float
) -> Floats:
    """Return the bound of a level whose days all lie below a limit, on the log scale.

    The campaign counts, not its days, since they share that week's luck; the highest of its limits stands for it.
    """
    bounded = np.isfinite(log_high)
    limit, widest = np.full(len(campaigns), -np.inf), np.zeros(len(campaigns))
    np.maximum.at(limit, pair[bounded], log_high[bounded])
    np.maximum.at(widest, pair[bounded], sigma[bounded])
    found = np.isfinite(limit)
    return location_bound(limit[found], widest[found], campaigns[found], count, level)


def _weekday_variance(weight: Floats, cell: Integers, layers: Layers, count: int) -> Floats:
    """Return the variance that the unknown part of the weekday pattern leaves in each level."""
    mix = np.stack([np.bincount(cell, weight * share, minlength=count) for share in layers.weekday_shares.T], axis=1)
    series = np.zeros(count, dtype=np.intp)
    series[cell] = layers.series
    # Whole weeks leave nothing unknown, and rounding of the tables may leave a hair less.
    return np.asarray(np.maximum(np.einsum("ca,cab,cb->c", mix, layers.weekday_covariance[series], mix), 0.0))
