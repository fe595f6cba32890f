"""The rounds in which the places of days, the line and the layers of scatter of each series are found together."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from avloppsanalys.scatter import period_variance_score
from avloppsanalys.trend.campaigns import campaign_ratio
from avloppsanalys.trend.layout import Belief, DayLayout

__all__ = ["settled"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.integer[Any]]
Mask = npt.NDArray[np.bool_]

_ROUNDS: Final = 60
_RATIO_ROUNDS: Final = (0, 3, 8)
_TOLERANCE: Final = 1e-7
_LEAP_EVERY: Final = 3
"""Rounds from one leap to the next: the first settles what the leap left, the other two tell the share."""
_MOST_SHARE: Final = 0.95
"""Of a step in the one before it, above which a series is taken to drift without an end: it does not leap."""
_LONGEST_LEAP: Final = 1.0
"""Log variance of days that one leap may change."""
_ADRIFT: Final = 0.005
"""Log variance of days that a series gains in the last round, from which it has no end: with many days below a limit it
may grow by a like share each round."""
_LONGEST_STEP: Final = 3.0
"""Standard deviations of a day by which a period may move in one round, so that a bound alone cannot throw it far."""


def settled(layout: DayLayout, s0: Floats, d0: Floats) -> tuple[Belief, Floats, Mask]:
    """Return where each series comes to rest, how much its campaigns vary in units of its days, and which never do.

    A series that is at rest stays there, so that how long others take does not move it; once most are, the others go
    on alone. Rounds close in on the end by a like share each, slowly where many days lie below a limit; every third one
    therefore leaps to where the rest of them would add up to (Aitken).

    Parameters
    ----------
    layout : DayLayout
        The days.
    s0, d0 : numpy.ndarray
        Prior variance of days of each series and its degrees of freedom, as in `day_line`.

    Returns
    -------
    belief : Belief
    ratio : numpy.ndarray
    adrift : numpy.ndarray of bool
        Series whose scatter of days grows without an end: what is believed of them is nothing.

    Notes
    -----
    Where hardly any campaign has two days its layer is told by chance, and with days below a limit the scatter may then
    grow without an end. Such a series is fitted anew without that layer, which leaves its campaigns' luck to periods
    and days.
    """
    belief, ratio, adrift = _followed(layout, s0, d0, campaigns=True)
    if not adrift.any():
        return belief, ratio, adrift
    again, _, still = _followed(layout.only(adrift), s0[adrift], d0[adrift], campaigns=False)
    series, days = np.flatnonzero(adrift), np.flatnonzero(adrift[layout.series])
    ratio[series], adrift[series] = 0.0, still
    return belief.with_part(again, series, days), ratio, adrift


def _followed(layout: DayLayout, s0: Floats, d0: Floats, *, campaigns: bool) -> tuple[Belief, Floats, Mask]:
    """Return what `settled` does, with or without a layer of campaigns."""
    count = len(layout.size)
    belief, ratio = _start(layout, s0, d0), np.zeros(count)
    rest, step = np.zeros(count, dtype=bool), np.zeros(count)
    whole, whole_ratio, last_step = belief, np.zeros(count), np.zeros(count)
    series, days = np.arange(count), np.arange(len(layout.series))
    for one in range(_ROUNDS):
        if campaigns and one in _RATIO_ROUNDS:
            variance = layout.variance_of(belief)
            expected = belief.place + variance * layout.score(belief.place, variance)[0]
            ratio = campaign_ratio(expected, layout.worth, layout.cell, layout.cluster, layout.series, len(rest))
        found, change = _round(layout, belief, ratio, s0, d0)
        before, step = step, np.log(found.variance / belief.variance)
        # The ratio of days that are all known does not change any more.
        last = (one > _RATIO_ROUNDS[-1]) | layout.known_alone
        rest_before, rest = rest, rest | (last & (change <= _TOLERANCE))
        if one > _RATIO_ROUNDS[-1] and (one - _RATIO_ROUNDS[-1]) % _LEAP_EVERY == 0:
            found = found.further(belief, np.where(rest, 0.0, _leap(step, before)), layout.series)
        belief = belief.kept_for(rest_before, layout.series, found)
        if rest.sum() < len(rest) / 2 and one < _ROUNDS - 1:
            continue
        whole, whole_ratio[series] = whole.with_part(belief, series, days), ratio
        last_step[series] = np.where(rest, 0.0, step)
        if rest.all():
            break
        moving, theirs = ~rest, ~rest[layout.series]
        layout, belief = layout.only(moving), belief.only(moving, theirs)
        series, days = series[moving], days[theirs]
        ratio, step, s0, d0 = (each[moving] for each in (ratio, step, s0, d0))
        rest = rest[moving]
    return whole, whole_ratio, last_step > _ADRIFT


def _leap(step: Floats, before: Floats) -> Floats:
    """Return how many times the last step all those after it make, if each is the same share of the one before it."""
    share = np.divide(step, before, out=np.zeros(len(step)), where=before != 0)
    steady = (share > 0) & (share <= _MOST_SHARE)
    times = np.divide(share, 1 - share, out=np.zeros(len(step)), where=steady)
    return np.asarray(times / np.maximum(np.abs(times * step) / _LONGEST_LEAP, 1.0))


def _start(layout: DayLayout, s0: Floats, d0: Floats) -> Belief:
    """Begin with each day at its period's plain mean, a limit standing for itself less half a standard deviation."""
    count, periods = layout.present.shape
    low, high = layout.low, layout.high
    value = np.where(np.isfinite(low), low, high)
    value = (value + np.where(np.isfinite(high), high, value)) / 2
    worth = np.bincount(layout.cell, layout.worth, minlength=count * periods)
    worth = np.where(worth > 0, worth, 1.0)
    mean = np.bincount(layout.cell, layout.worth * value, minlength=count * periods) / worth
    within = np.bincount(layout.series, layout.worth * np.square(value - mean[layout.cell]), minlength=count)
    free = layout.size - layout.present.sum(axis=1)
    centre = np.bincount(layout.series, value, minlength=count) / np.maximum(layout.size, 1)
    squares = np.bincount(layout.series, np.square(value - centre[layout.series]), minlength=count)
    about = squares / np.maximum(layout.size - 1, 1)
    total = d0 + free
    variance = np.divide(d0 * s0 + within, total, out=about.copy(), where=total > 0)
    variance = np.where(variance > 0, variance, np.where(about > 0, about, 1.0))
    place = mean[layout.cell] - np.where(np.isfinite(low), 0.0, 0.5) * np.sqrt(variance)[layout.series]
    place = np.bincount(layout.cell, layout.worth * place, minlength=count * periods) / worth
    return Belief(place=place[layout.cell], variance=variance, df=total.astype(float), period_variance=about)


def _round(layout: DayLayout, belief: Belief, ratio: Floats, s0: Floats, d0: Floats) -> tuple[Belief, Floats]:
    """Return the next belief, and by how much that of each series differs in standard deviations of a day."""
    count = len(layout.size)
    columns, present = layout.columns, layout.present
    day_variance, campaign_variance = layout.variance_of(belief), ratio * belief.variance
    y, v, campaign_mean, campaign_error = layout.periods_of(belief.place, day_variance, campaign_variance)
    step, information = period_variance_score(belief.period_variance, y, v, columns, present)
    gain = np.divide(step, information, out=np.zeros(count), where=information > 0)
    # With one day a period the two layers cannot be told apart: all of it is the days'.
    tau2 = np.maximum(belief.period_variance + gain, 0.0) * ~layout.single
    weight = np.divide(1.0, tau2[:, None] + v, out=np.zeros(v.shape), where=present)
    inverse = np.linalg.inv(columns.squares(weight[:, None])[:, 0] + columns.filled)
    fitted = columns.fitted(columns.solved(inverse, weight * y))
    unknown = ((columns.x @ inverse) * columns.x).sum(axis=2)
    # The best prediction of a period lies between its own mean and the line, that of a campaign between both.
    own: Floats = tau2[:, None] * weight
    period = (fitted + own * (y - fitted)).ravel()[layout.cluster_cell]
    period_unknown = (own * v + (1 - own) ** 2 * unknown).ravel()[layout.cluster_cell]
    between = campaign_variance[layout.cluster_series]
    own_campaign = between / (between + campaign_error)
    place = period + own_campaign * (campaign_mean - period)
    place_unknown = own_campaign * campaign_error + (1 - own_campaign) ** 2 * period_unknown
    sd = np.sqrt(day_variance)
    limit = _LONGEST_STEP * sd
    # The day's expectation about the new place, by the working value: exact days are where they are.
    moved = np.clip(place[layout.cluster] - belief.place, -limit, limit)
    new = belief.place + moved
    score, told = layout.score(new, day_variance)
    square_error = belief.variance[layout.series] * (1 - day_variance * told + np.square(sd * score))
    cost = np.bincount(layout.series, told * place_unknown[layout.cluster], minlength=count)
    free = np.maximum(layout.size - cost, 0.0) + d0
    total = np.bincount(layout.series, square_error, minlength=count) + d0 * s0
    least = 1e-12
    day = np.divide(total, free, out=belief.variance.copy(), where=free > 1e-6)
    day = np.where(day > least, day, least)
    change = np.abs(np.log(day / belief.variance))
    np.maximum.at(change, layout.series, np.abs(moved) / sd)
    return Belief(place=new, variance=day, df=free, period_variance=tau2), change
