"""A line through the periods of each series from single days, some of them known only to lie below a limit.

Kernels on arrays. Days below a limit enter as what they are: each is linearised where the model puts it, with the
information that it holds there, and the line, the layers of scatter and that place are found together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from avloppsanalys.scatter import PeriodLine, correlated_period_line, period_line, period_variance_score
from avloppsanalys.trend.campaigns import campaign_ratio
from avloppsanalys.trend.layout import Belief, DayLayout, Days

__all__ = ["DayLine", "correlated_line", "day_line"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.integer[Any]]
Mask = npt.NDArray[np.bool_]

_ROUNDS: Final = 60
_TOLERANCE: Final = 1e-7
_LONGEST_STEP: Final = 3.0
"""Standard deviations of a day by which a period may move in one round, so that a bound alone cannot throw it far."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayLine:
    """The line of each series, the means of its periods, and the layers of scatter."""

    line: PeriodLine
    mean: Floats
    """Of each period, linearised where days lie below a limit; missing without days. Shape (series, periods)."""
    variance: Floats
    """What the days leave unknown of it. Shape (series, periods)."""
    fitted: Floats
    """The line. Shape (series, periods)."""
    day_variance: Floats
    """Between days of one campaign, measurement included; between periods too where each has one day."""
    day_df: Floats
    campaign_variance: Floats
    """Between campaigns of one period."""
    n_quantified: Integers
    """Periods with a number: at least one day that is not merely below a limit."""
    n_periods: Integers


def day_line(
    days: Days,
    design: Floats,
    *,
    prior_variance: Floats | None = None,
    prior_df: Floats | None = None,
) -> DayLine:
    """Fit a line through the periods of each series, days nested in campaigns nested in periods.

    A period whose days all lie below a limit has no number of its own, but is not left out: that the line passes low
    there is what its days say, and a series without its lowest periods would slope too little. Not modelled: errors
    that all days of a block share (they cancel), and dependence between periods (`correlated_line`).

    Parameters
    ----------
    days : Days
        A day with a missing end, or open at both, is left out. One that is worth k days has a k-th of their variance.
    design : numpy.ndarray
        Columns of the line (`scatter.line_design`). Shape (series, periods, columns).
    prior_variance, prior_df : numpy.ndarray, optional
        Variance of days that plants of the kind have shown, and the degrees of freedom that it is worth: the variance
        of few days, or of days that mostly lie below a limit, is moderated by it. By default the series' own alone.

    Returns
    -------
    DayLine
        The slope is missing where not more periods have a number than the line has columns.

    Notes
    -----
    With m the model's place of a day's campaign, score s and information w of the day there
    (`censoring.location_score`), the working value is ``m + s/w`` with variance ``1/w``. A period's mean weighs its
    campaigns by ``1 / (s_c² + 1/sum of w)``; the period layer tau² is a step of Fisher's scoring on the restricted
    likelihood, that of days ``(sum of E(y - m)² + d0 s0²) / (n + d0 - k)`` with k what the places cost. Without days
    below a limit this is the REML of the nested model.

    References
    ----------
    .. [1] N. E. Breslow, D. G. Clayton, "Approximate inference in generalized linear mixed models", JASA 88 (1993),
       :doi:`10.1080/01621459.1993.10594284`.

    Examples
    --------
    >>> from avloppsanalys.scatter import line_design
    >>> from avloppsanalys.trend import Days
    >>> logs = np.log([100.0, 120, 90, 130, 110, 150, 120, 160, 150, 170, 140, 210])
    >>> low = np.where(logs < np.log(105), -np.inf, logs)
    >>> high = np.maximum(logs, np.log(105))
    >>> period = np.repeat(np.arange(6), 2)
    >>> days = Days(log_low=low, log_high=high, series=0 * period, period=period, campaign=0 * period,
    ...             worth=np.ones(12))
    >>> found = day_line(days, line_design(np.arange(6) / 4, np.zeros((1, 6), dtype=int)))
    >>> float(found.line.slope[0].round(2)), int(found.n_quantified[0])
    (0.42, 6)
    """
    layout = DayLayout.of(days, design)
    count, periods, _ = design.shape
    zero = np.zeros(count)
    d0 = zero if prior_df is None else np.asarray(prior_df, dtype=float)
    s0 = zero if prior_variance is None else np.asarray(prior_variance, dtype=float)
    belief = _start(layout, s0, d0)
    ratio = zero
    for one in range(_ROUNDS):
        if one in (0, 3, 8):
            expected = belief.place + layout.variance_of(belief) * layout.score(belief)[0]
            ratio = campaign_ratio(expected, layout.worth, layout.cell, layout.cluster, layout.series, count)
        belief, change = _round(layout, belief, ratio, s0, d0)
        if one > 8 and change <= _TOLERANCE:
            break
    mean, variance, *_ = layout.periods_of(belief, ratio)
    line = period_line(mean, variance, layout.x)
    quantified = layout.quantified.reshape(count, periods)
    number = quantified.sum(axis=1)
    enough = number > np.any(layout.x != 0, axis=1).sum(axis=1)
    return DayLine(
        line=_only(line, enough),
        mean=mean,
        variance=variance,
        fitted=np.where(layout.present, np.einsum("sqa,sa->sq", layout.x, line.coefficients), np.nan),
        day_variance=belief.variance,
        day_df=belief.df,
        campaign_variance=ratio * belief.variance,
        n_quantified=number,
        n_periods=layout.present.sum(axis=1),
    )


def correlated_line(fitted: DayLine, design: Floats) -> PeriodLine:
    """Return the line through the same periods if their level wanders (`scatter.correlated_period_line`).

    Parameters
    ----------
    fitted : DayLine
        From `day_line`.
    design : numpy.ndarray
        The same as there.

    Returns
    -------
    PeriodLine
    """
    present = np.isfinite(fitted.mean)
    line = correlated_period_line(fitted.mean, fitted.variance, design * present[:, :, None])
    return _only(line, np.isfinite(fitted.line.slope))


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


def _round(layout: DayLayout, belief: Belief, ratio: Floats, s0: Floats, d0: Floats) -> tuple[Belief, float]:
    """Return the next belief, and by how much it differs in standard deviations of a day."""
    count, periods = layout.present.shape
    mean, variance, campaign_mean, campaign_error, score, told = layout.periods_of(belief, ratio)
    y, v = np.where(layout.present, mean, 0.0), np.where(layout.present, variance, 0.0)
    step, information = period_variance_score(belief.period_variance, y, v, layout.x, layout.present)
    gain = np.divide(step, information, out=np.zeros(count), where=information > 0)
    # With one day a period the two layers cannot be told apart: all of it is the days'.
    tau2 = np.maximum(belief.period_variance + gain, 0.0) * ~layout.single
    weight = np.divide(1.0, tau2[:, None] + v, out=np.zeros(v.shape), where=layout.present)
    used = np.any(layout.x != 0, axis=1)
    square = np.einsum("sqa,sq,sqb->sab", layout.x, weight, layout.x)
    at = np.arange(square.shape[1])
    square[:, at, at] += ~used
    inverse = np.linalg.inv(square)
    turned = np.swapaxes(layout.x, 1, 2)
    coefficients = (inverse @ (turned @ (weight * y)[:, :, None]))[:, :, 0]
    fitted = np.einsum("sqa,sa->sq", layout.x, coefficients)
    unknown = np.einsum("saq,sqa->sq", np.swapaxes(inverse, 1, 2) @ turned, layout.x)
    # The best prediction of a period lies between its own mean and the line, that of a campaign between both.
    own: Floats = tau2[:, None] * weight
    period = (fitted + own * (y - fitted)).ravel()
    period_unknown = (own * v + (1 - own) ** 2 * unknown).ravel()
    between = (ratio * belief.variance)[layout.cluster_cell // periods]
    own_campaign = between / (between + campaign_error)
    place = period[layout.cluster_cell] + own_campaign * (campaign_mean - period[layout.cluster_cell])
    place_unknown = own_campaign * campaign_error + (1 - own_campaign) ** 2 * period_unknown[layout.cluster_cell]
    sd = np.sqrt(layout.variance_of(belief))
    limit = _LONGEST_STEP * sd
    # The day's expectation about the new place, by the working value: exact days are where they are.
    new = belief.place + np.clip(place[layout.cluster] - belief.place, -limit, limit)
    next_belief = Belief(place=new, variance=belief.variance, df=belief.df, period_variance=tau2)
    score, told = layout.score(next_belief)
    square_error = belief.variance[layout.series] * (1 - sd**2 * told + (sd * score) ** 2)
    cost = np.bincount(layout.series, told * place_unknown[layout.cluster], minlength=count)
    free = np.maximum(layout.size - cost, 0.0) + d0
    total = np.bincount(layout.series, square_error, minlength=count) + d0 * s0
    least = 1e-12
    day = np.divide(total, free, out=belief.variance.copy(), where=free > 1e-6)
    day = np.where(day > least, day, least)
    change = max(
        float(np.max(np.abs(new - belief.place) / sd, initial=0.0)),
        float(np.max(np.abs(np.log(day / belief.variance)), initial=0.0)),
    )
    return Belief(place=new, variance=day, df=free, period_variance=tau2), change


def _only(line: PeriodLine, enough: Mask) -> PeriodLine:
    """Return the line with slopes only where there are periods enough."""
    return PeriodLine(
        slope=np.where(enough, line.slope, np.nan),
        standard_error=np.where(enough, line.standard_error, np.nan),
        df=np.where(enough, line.df, 0.0),
        period_variance=line.period_variance,
        correlation=line.correlation,
        factor=line.factor,
        coefficients=line.coefficients,
        covariance=line.covariance,
    )
