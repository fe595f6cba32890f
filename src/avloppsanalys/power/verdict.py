"""Power of the verdict as it decides: with its floor, its seasons, its question whether the level wanders, its band."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from avloppsanalys.reference import wandering_widening

__all__ = [
    "FEWEST_PERIODS",
    "SEASON_FROM",
    "SlopeErrors",
    "detectable_change",
    "estimated_errors",
    "slope_errors",
    "verdict_power",
]

Floats = npt.NDArray[np.float64]

FEWEST_PERIODS: Final = 6
"""Periods below which the verdict says nothing; a test holds it to that of `trend`."""
SEASON_FROM: Final = 16
"""Periods from which the line has seasons; a test holds it to that of `scatter`."""

_RESIDUAL_NODES: Final = 24
_DAY_NODES: Final = 10
_PARTS: Final = 64
"""Standard errors, alike in number, that stand for all that a series may come to."""
_HALVINGS: Final = 40
_FARTHEST: Final = 40.0
"""Log change a year, in standard deviations of its estimate and bands: beyond it nothing is looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlopeErrors:
    """What is known before sampling of the change per year that each plan will estimate; one entry a plan."""

    sd: Floats
    """Standard deviation of the estimate [log change a year], shape (plans,)."""
    standard_error: Floats
    """What the verdict will take it for, in parts that are equally likely [log change a year], shape (plans, parts)."""
    df: Floats
    """Degrees of freedom of the verdict, shape (plans,); 0 where it says nothing."""


def estimated_errors(standard_error: npt.ArrayLike, df: npt.ArrayLike) -> SlopeErrors:
    """Return what a verdict makes of changes whose standard errors it has estimated.

    Parameters
    ----------
    standard_error : array_like
        Of each change [log change], shape (changes,).
    df : array_like
        Its degrees of freedom.

    Returns
    -------
    SlopeErrors
        Taken as if the standard error were the true one, estimated anew: ``s sqrt(chi-square / df)``, in parts.

    Examples
    --------
    >>> errors = estimated_errors([0.1], [10])
    >>> float(np.expm1(detectable_change(errors, band=np.log(1.25)))[0].round(2))
    0.36
    """
    from scipy.special import gammaincinv

    error, free = np.broadcast_arrays(np.asarray(standard_error, dtype=float), np.asarray(df, dtype=float))
    told = (free > 0) & np.isfinite(error)
    half = np.where(told, free, 1.0)[:, None] / 2
    middle = (np.arange(_PARTS) + 0.5) / _PARTS
    return SlopeErrors(
        sd=np.where(told, error, np.nan),
        standard_error=error[:, None] * np.sqrt(gammaincinv(half, middle) / half),
        df=np.where(told, free, 0.0),
    )


def slope_errors(
    periods: npt.ArrayLike,
    campaigns: npt.ArrayLike,
    days: npt.ArrayLike,
    day_variance: npt.ArrayLike,
    campaign_variance: npt.ArrayLike,
    *,
    periods_per_year: int = 4,
) -> SlopeErrors:
    """Return how well each plan will know the change per year, and how well the verdict will believe that it does.

    The same campaigns and days in every period, none below a limit, one block. Not modelled: periods that differ beyond
    their campaigns, a level that wanders, days with heavier tails than the normal's.

    Parameters
    ----------
    periods, campaigns, days : array_like of int
        Number of periods, of campaigns in each, and of days in each of those.
    day_variance, campaign_variance : array_like
        Log variance of a day within its campaign (measurement included) and of a campaign.
    periods_per_year : int, default 4
        Periods in a year, which are also its seasons.

    Returns
    -------
    SlopeErrors
        The arguments broadcast and flattened; missing where a plan leaves no degrees of freedom.

    Notes
    -----
    With V = (s_c² + s_d²/k)/m the variance of a period's mean, the variance of the slope is V over the squared times
    about their mean, from sixteen periods about that of their season. Its square error is estimated by the larger one
    of what the residuals show, V times chi-square over Q - p, and what the days of a period show, chi-square over
    Q (m - 1) between campaigns, or over Q m (k - 1) within them where those differ no more; where the residuals show
    less, both together. Each is integrated over, then widened as `reference.wandering_widening` tells.

    Examples
    --------
    >>> found = slope_errors(12, 3, 1, np.log1p(0.45**2), 0.0)
    >>> float(found.sd[0].round(3)), float(found.df[0])
    (0.083, 10.0)
    """
    from scipy.special import gammaincinv

    number, groups, each, day, between = (
        one.ravel()
        for one in np.broadcast_arrays(
            *(np.asarray(one, dtype=float) for one in (periods, campaigns, days, day_variance, campaign_variance))
        )
    )
    seasons = np.where(number >= SEASON_FROM, periods_per_year, 1)
    df = number - seasons - 1
    variance = (between + day / each) / groups
    sd = np.sqrt(variance / np.where(df >= 1, _squared_times(number, periods_per_year), np.nan))
    # What the days of one campaign show of the scatter of a period's mean, as a share of it.
    within = np.divide(day / each, between + day / each, out=np.ones(len(day)), where=variance > 0)

    nodes, weights = np.polynomial.legendre.leggauss(_RESIDUAL_NODES)
    few, few_weights = np.polynomial.legendre.leggauss(_DAY_NODES)

    def drawn(freedom: Floats, probability: Floats) -> Floats:
        half = np.maximum(freedom, 1.0)[:, None] / 2
        return np.asarray(gammaincinv(half, (probability + 1) / 2) / half)

    between_df, within_df = number * (groups - 1), number * groups * (each - 1)
    residual = drawn(df, nodes)[:, :, None, None]
    campaign = np.where(between_df > 0, 1.0, np.nan)[:, None, None, None] * drawn(between_df, few)[:, None, :, None]
    single = within[:, None, None, None] * drawn(within_df, few)[:, None, None, :]
    b_df, w_df, r_df = (one[:, None, None, None] for one in (between_df, within_df, df))
    apart = (b_df > 0) & ((campaign > single) | (w_df == 0))
    pooled = np.divide(
        b_df * np.nan_to_num(campaign) + w_df * single,
        b_df + w_df,
        out=np.zeros(np.broadcast_shapes(campaign.shape, single.shape)),
        where=b_df + w_df > 0,
    )
    shown, shown_df = np.where(apart, campaign, pooled), np.where(apart, b_df, b_df + w_df)
    together = (shown_df * shown + r_df * residual) / np.maximum(shown_df + r_df, 1.0)
    floored = np.where(residual > shown, residual, together)
    likely = weights[:, None, None] * few_weights[:, None] * few_weights / 8
    # A plan of single days has one layer of scatter, and all of it is seen.
    visible = np.where((groups > 1) | (each == 1), 1.0, within)
    widening, share = wandering_widening(number, visible)
    errors = np.sqrt(floored).reshape(len(number), -1, 1) * widening[:, None, :]
    chance = (np.broadcast_to(likely, floored.shape[1:]).reshape(-1, 1) * share).ravel()
    return SlopeErrors(
        sd=sd,
        standard_error=sd[:, None] * _parts(errors.reshape(len(number), -1), chance),
        # Six periods are the fewest of which a verdict says anything.
        df=np.where(number >= FEWEST_PERIODS, np.maximum(df, 0.0), 0.0),
    )


def _squared_times(periods: Floats, per_year: int) -> Floats:
    """Return the sum of squared times [years²] about their mean; from sixteen periods about that of their season."""
    plain = periods * (periods**2 - 1) / 12 / per_year**2
    counts = np.ceil((periods[:, None] - np.arange(per_year)) / per_year)
    return np.asarray(np.where(periods >= SEASON_FROM, (counts * (counts**2 - 1)).sum(axis=1) / 12, plain))


def _parts(values: Floats, chance: Floats) -> Floats:
    """Return the means of equally likely parts of each row, in order."""
    order = np.argsort(values, axis=1)
    sorted_values, weight = np.take_along_axis(values, order, axis=1), chance[order]
    part = np.minimum((np.cumsum(weight, axis=1) - weight / 2) * _PARTS, _PARTS - 1).astype(np.intp)
    cell = (np.arange(len(values))[:, None] * _PARTS + part).ravel()
    size = len(values) * _PARTS
    total = np.bincount(cell, weight.ravel(), minlength=size)
    mean = np.bincount(cell, (weight * sorted_values).ravel(), minlength=size)
    each = np.divide(mean, total, out=np.full(size, np.nan), where=total > 0)
    return np.asarray(each.reshape(len(values), _PARTS))


def verdict_power(
    change: npt.ArrayLike, errors: SlopeErrors, *, band: float, alpha: float = 0.05, family: int = 1
) -> Floats:
    """Return the chance that the verdict names a change in its true direction.

    Parameters
    ----------
    change : array_like
        Log change a year, of either sign, one a plan or one for all.
    errors : SlopeErrors
        From `slope_errors`.
    band : float
        Log change a year within which a level counts as unchanged.
    alpha : float, default 0.05
        Size of the verdict.
    family : int, default 1
        Substances among which the p is adjusted after Holm; 1 for a main substance.

    Returns
    -------
    numpy.ndarray
        Shape (plans,); 0 where the verdict says nothing.

    Notes
    -----
    The estimate b must lie beyond ``t(1 - alpha/2) s``, of the smallest p of a family beyond ``t(1 - alpha/2k) s``, and
    its 95 % interval must not lie within the band: ``b > max(t s, band - t(.975) s)``.

    Examples
    --------
    >>> errors = slope_errors([8, 12, 20], 3, 1, np.log1p(0.45**2), 0.0)
    >>> verdict_power(np.log(1.25), errors, band=np.log(1.25)).round(2).tolist()
    [0.15, 0.62, 0.98]
    """
    return _power(change, errors, _named_from(errors, band, alpha, family))


def _named_from(errors: SlopeErrors, band: float, alpha: float, family: int) -> Floats:
    """Return the estimates from which on a change is named, one a plan and standard error."""
    from scipy.special import stdtrit

    df = np.where(errors.df > 0, errors.df, np.nan)[:, None]
    limit = stdtrit(df, 1 - alpha / (2 * family)) * errors.standard_error
    near = stdtrit(df, 0.975) * errors.standard_error
    return np.asarray(np.maximum(limit, np.where(near < band, band - near, 0.0)))


def _power(change: npt.ArrayLike, errors: SlopeErrors, limit: Floats) -> Floats:
    """Return the chance that the estimate of a change lies beyond the limit from which on it is named."""
    from scipy.special import ndtr

    size = np.broadcast_to(np.abs(np.asarray(change, dtype=float)), errors.sd.shape)[:, None]
    # A plan without scatter finds any change: what is divided by is then as small as a number can be.
    value = ndtr((size - limit) / np.maximum(errors.sd, np.finfo(float).tiny)[:, None])
    return np.where(errors.df > 0, np.where(np.isnan(limit), 0.0, value).mean(axis=1), 0.0)


def detectable_change(
    errors: SlopeErrors, *, band: float, power: float = 0.8, alpha: float = 0.05, family: int = 1
) -> Floats:
    """Return the smallest change that the verdict names with the wanted power.

    Parameters
    ----------
    errors : SlopeErrors
        From `slope_errors`.
    band : float
        Log change a year within which a level counts as unchanged.
    power : float, default 0.8
        Wanted power.
    alpha, family : float, int
        As in `verdict_power`.

    Returns
    -------
    numpy.ndarray
        Log change a year, shape (plans,); infinite where no change is named.

    Notes
    -----
    Found by halving, since power grows with the change.

    Examples
    --------
    >>> errors = slope_errors([4, 12], 3, 1, np.log1p(0.45**2), 0.0)
    >>> np.expm1(detectable_change(errors, band=np.log(1.25))).round(2).tolist()
    [inf, 0.31]
    """
    spread = np.where(np.isfinite(errors.sd), errors.sd, 0.0)
    low, high = np.zeros(len(spread)), _FARTHEST * spread + 2 * band
    limit = _named_from(errors, band, alpha, family)
    possible = _power(high, errors, limit) >= power
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        enough = _power(middle, errors, limit) >= power
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return np.where(possible, high, np.inf)
