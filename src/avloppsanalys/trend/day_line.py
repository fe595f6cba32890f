"""A line through the periods of each series from single days, some of them known only to lie below a limit.

Kernels on arrays. Days below a limit enter as what they are: each is linearised where the model puts it, with the
information that it holds there, and the line, the layers of scatter and that place are found together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from avloppsanalys.scatter import PeriodLine, correlated_period_line, period_line
from avloppsanalys.trend.layout import DayLayout, Days
from avloppsanalys.trend.rounds import settled

__all__ = ["DayLine", "correlated_line", "day_line"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.integer[Any]]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayLine:
    """The line of each series, the means of its periods, and the layers of scatter."""

    line: PeriodLine
    mean: Floats
    """Of each period, linearised where days lie below a limit; missing without days, and where they cannot be. Shape
    (series, periods)."""
    variance: Floats
    """What the days leave unknown of it. Shape (series, periods)."""
    fitted: Floats
    """The line. Shape (series, periods)."""
    day_variance: Floats
    """Between days of one campaign, measurement included; between periods too where each has one day. Missing where it
    grows without an end as it is fitted: the series then has no line."""
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
        The slope is missing where not more periods have a number than the line has columns, or the fit has no end.

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
    belief, ratio, adrift = settled(layout, s0, d0)
    # Of a series whose scatter has no end only those periods have a mean whose days are all known.
    there = layout.present & ~(adrift[:, None] & layout.open_ended)
    mean, variance, *_ = layout.periods_of(belief.place, layout.variance_of(belief), ratio * belief.variance)
    mean, variance = np.where(there, mean, np.nan), np.where(there, variance, np.nan)
    line = period_line(np.where(adrift[:, None], np.nan, mean), variance, layout.columns.x)
    quantified = layout.quantified.reshape(count, periods)
    number = quantified.sum(axis=1)
    enough = number > layout.columns.used.sum(axis=1)
    day_variance = np.where(adrift, np.nan, belief.variance)
    return DayLine(
        line=_only(line, enough),
        mean=mean,
        variance=variance,
        fitted=np.where(there & ~adrift[:, None], layout.columns.fitted(line.coefficients), np.nan),
        day_variance=day_variance,
        day_df=belief.df,
        campaign_variance=ratio * day_variance,
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
