"""Trend by ranks: Theil and Sen's slope, Mann and Kendall's test, and both within seasons. Per year of time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["RankTrend", "rank_trend"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.integer[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RankTrend:
    """Slope and test of each series; missing where no two values can be compared."""

    slope: Floats
    """Median of the slopes between pairs, per unit of time."""
    low: Floats
    high: Floats
    intercept: Floats
    """Median value less slope times median time (Conover)."""
    season_intercept: Floats
    """Median over the seasons of Conover's intercept with each season's own slope; without seasons the same."""
    score: Floats
    """Kendall's S: pairs that rise less pairs that fall."""
    variance: Floats
    """Of S if there is no trend, corrected for ties."""
    z: Floats
    """S, one nearer to 0, in standard deviations."""
    p_value: Floats
    tau_a: Floats
    """S over the number of pairs."""
    tau_b: Floats
    """S over the geometric mean of the pairs that differ in time and in value."""
    heterogeneity: Floats
    """Chi-square of seasons that trend differently, with one degree of freedom less than seasons; missing with one."""
    heterogeneity_p_value: Floats
    n: Integers


def rank_trend(values: Floats, time: Floats, *, season: Integers | None = None, level: float = 0.95) -> RankTrend:
    """Return the trend of each series by the ranks of its values, within seasons if they are given.

    What a single outlying period does to a line it does not do to this. Not modelled: dependence between periods, and
    how well each period is known. With two years no season can show a trend.

    Parameters
    ----------
    values : numpy.ndarray
        One a period; missing values are left out. Shape (series, periods).
    time : numpy.ndarray
        Of each period [years]; the slope is per unit of it, not per step. Shape (periods,) or (series, periods).
    season : numpy.ndarray of int, optional
        Season of each period: only pairs of one season are compared. Shape (periods,) or (series, periods).
    level : float, default 0.95
        Coverage of the slope's interval.

    Returns
    -------
    RankTrend

    Notes
    -----
    ``z = (S - sign S) / sqrt(var S)``. The interval's ends are the slopes of rank ``(N ± z_level sqrt(var S)) / 2`` of
    N, the upper one plus 1, linearly between ranks; missing where they lie beyond the slopes there are. Heterogeneity
    is ``sum z_g^2 - K mean(z_g)^2`` over the K seasons with a score that can vary, ``z_g = S_g / sqrt(var S_g)``.

    References
    ----------
    .. [1] P. K. Sen, "Estimates of the regression coefficient based on Kendall's tau", JASA 63 (1968),
       :doi:`10.1080/01621459.1968.10480934`.
    .. [2] R. M. Hirsch, J. R. Slack, R. A. Smith, "Techniques of trend analysis for monthly water quality data",
       Water Resources Research 18 (1982), :doi:`10.1029/WR018i001p00107`.
    .. [3] R. O. Gilbert, "Statistical Methods for Environmental Pollution Monitoring" (1987), sections 16.5 and 17.3.
    .. [4] G. van Belle, J. P. Hughes, "Nonparametric tests for trend in water quality", Water Resources Research 20
       (1984), :doi:`10.1029/WR020i001p00127`.

    Examples
    --------
    >>> found = rank_trend(np.array([[1.0, 3, 2, 5, 4, 7, 6, 9]]), np.arange(8.0))
    >>> float(found.score[0]), float(found.p_value[0].round(8)), float(found.slope[0])
    (22.0, 0.00937477, 1.0)
    """
    from scipy.special import ndtri

    seen = np.isfinite(values)
    y, t = np.where(seen, values, 0.0), np.broadcast_to(np.asarray(time, dtype=float), values.shape)
    group = np.zeros(values.shape, dtype=int) if season is None else np.broadcast_to(season, values.shape)
    # A table without series or periods has one empty season.
    members = [seen & (group == one) for one in np.unique(group)] or [seen]
    left, right = np.triu_indices(values.shape[1], 1)
    pair = seen[:, left] & seen[:, right] & (group[:, left] == group[:, right])
    rise, run = y[:, right] - y[:, left], t[:, right] - t[:, left]
    sign = np.where(pair, np.sign(rise) * np.sign(run), 0.0)
    scores = np.stack([np.where(member[:, left], sign, 0.0).sum(axis=1) for member in members], axis=1)
    variances = np.stack([_score_variance(y, t, member) for member in members], axis=1)
    score, variance, pairs = scores.sum(axis=1), variances.sum(axis=1), pair.sum(axis=1)
    z = np.divide(score - np.sign(score), np.sqrt(variance), out=np.zeros(len(y)), where=variance > 0)
    in_time, in_value = (pair & (run != 0)).sum(axis=1), (pair & (rise != 0)).sum(axis=1)
    each = np.divide(rise, run, out=np.full(rise.shape, np.inf), where=pair & (run != 0))
    slopes = np.sort(each, axis=1)
    slope = _ranked(slopes, in_time, (in_time + 1) / 2)
    reach = float(ndtri(0.5 + level / 2)) * np.sqrt(variance)
    own = [_conover(y, t, member, _median(each, member[:, left] & np.isfinite(each))) for member in members]
    heterogeneity, heterogeneity_p_value = _heterogeneity(scores, variances)
    return RankTrend(
        slope=slope,
        low=_ranked(slopes, in_time, (in_time - reach) / 2),
        high=_ranked(slopes, in_time, (in_time + reach) / 2 + 1),
        intercept=_conover(y, t, seen, slope),
        season_intercept=_median(np.stack(own, axis=1), np.isfinite(np.stack(own, axis=1))),
        score=np.where(pairs > 0, score, np.nan),
        variance=np.where(pairs > 0, variance, np.nan),
        z=np.where(variance > 0, z, np.nan),
        p_value=np.where(variance > 0, _two_sided(z), np.nan),
        tau_a=np.divide(score, pairs, out=np.full(len(y), np.nan), where=pairs > 0),
        tau_b=np.divide(
            score, np.sqrt(in_time * in_value), out=np.full(len(y), np.nan), where=(in_time > 0) & (in_value > 0)
        ),
        heterogeneity=heterogeneity,
        heterogeneity_p_value=heterogeneity_p_value,
        n=seen.sum(axis=1),
    )


def _two_sided(z: Floats) -> Floats:
    from scipy.special import ndtr

    return np.asarray(2 * ndtr(-np.abs(z)))


def _heterogeneity(scores: Floats, variances: Floats) -> tuple[Floats, Floats]:
    """Return the chi-square that seasons have one trend, and its p."""
    from scipy.special import chdtrc

    varies = variances > 0
    # Without the step of 1 towards zero: that is for the test of one score, here the seasons are set beside each other.
    z = np.divide(scores, np.sqrt(variances), out=np.zeros(scores.shape), where=varies)
    seasons = varies.sum(axis=1)
    centre = z.sum(axis=1) / np.maximum(seasons, 1)
    chi_square = (np.where(varies, z - centre[:, None], 0.0) ** 2).sum(axis=1)
    several = seasons > 1
    p_value = chdtrc(np.maximum(seasons - 1, 1), chi_square)
    return np.where(several, chi_square, np.nan), np.where(several, p_value, np.nan)


def _conover(y: Floats, t: Floats, member: npt.NDArray[np.bool_], slope: Floats) -> Floats:
    """Return the median value less slope times the median time."""
    return _median(y, member) - slope * _median(t, member)


def _median(x: Floats, member: npt.NDArray[np.bool_]) -> Floats:
    """Return each row's median of its members, missing where it has none."""
    number = member.sum(axis=1)
    return _ranked(np.sort(np.where(member, x, np.inf), axis=1), number, (number + 1) / 2)


def _ranked(ordered: Floats, number: Integers, rank: Floats) -> Floats:
    """Return the value at a rank, the first being 1, linearly between ranks; missing beyond the first or last."""
    inside = (rank >= 1) & (rank <= number)
    if not ordered.shape[1]:
        return np.full(len(ordered), np.nan)
    place = np.where(inside, rank - 1, 0.0)
    lower = np.floor(place).astype(int)
    upper = np.minimum(lower + 1, ordered.shape[1] - 1)
    rows = np.arange(len(ordered))
    share = place - lower
    first, second = ordered[rows, lower], ordered[rows, upper]
    # Where the rank is whole the next value may be the infinity that stands for none.
    between = first + share * np.where(share > 0, second - np.where(inside, first, 0.0), 0.0)
    return np.where(inside, between, np.nan)


def _score_variance(y: Floats, t: Floats, member: npt.NDArray[np.bool_]) -> Floats:
    """Return the variance of one season's S under no trend, ties in values and in times corrected for."""
    n = member.sum(axis=1)
    tied_y, tied_t = _ties(y, member), _ties(t, member)
    plain = n * (n - 1) * (2 * n + 5) - tied_y[0] - tied_t[0]
    third = np.divide(tied_y[1] * tied_t[1], 9 * n * (n - 1) * (n - 2), out=np.zeros(len(y)), where=n > 2)
    second = np.divide(tied_y[2] * tied_t[2], 2 * n * (n - 1), out=np.zeros(len(y)), where=n > 1)
    return np.where(n > 1, plain / 18 + third + second, 0.0)


def _ties(x: Floats, member: npt.NDArray[np.bool_]) -> tuple[Floats, Floats, Floats]:
    """Return the sums over tied groups of u of u(u-1)(2u+5), u(u-1)(u-2) and u(u-1)."""
    same = (x[:, :, None] == x[:, None, :]) & member[:, :, None] & member[:, None, :]
    # Each member of a group of u sees u values like its own: the sum over members counts the group u times.
    u = same.sum(axis=2).astype(float)
    one = np.where(member, (u - 1), 0.0)
    return (one * (2 * u + 5)).sum(axis=1), (one * (u - 2)).sum(axis=1), one.sum(axis=1)
