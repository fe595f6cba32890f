"""Whether the scatter of days changes over the years: then the change of the median day is not that of the mean."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from avloppsanalys.scatter import line_design, period_line
from avloppsanalys.trend.layout import Days

__all__ = ["scatter_drift_p_value"]

Floats = npt.NDArray[np.float64]


def scatter_drift_p_value(days: Days, years: Floats, series: int) -> Floats:
    """Return the p of days that scatter alike over the years, against a scatter that grows or shrinks with time.

    Days below a limit are left out, and so are periods with a single known day. Weeks that differ are read as scatter
    of days.

    Parameters
    ----------
    days : Days
        Single days.
    years : numpy.ndarray
        Time of each period [years], shape (periods,).
    series : int
        How many series there are.

    Returns
    -------
    numpy.ndarray
        Shape (series,); missing where fewer than three periods tell of it.

    Notes
    -----
    The line (`scatter.period_line`) through the logs of the periods' variances on f = n - 1 degrees of freedom, each
    less ``psi(f/2) - ln(f/2)`` and with variance ``psi'(f/2)``, as the log of chi-square has them. A scatter that
    differs between periods at random is the line's own layer, and no drift.

    Examples
    --------
    >>> rng, period = np.random.default_rng(1), np.repeat(np.arange(12), 3)
    >>> logs = rng.normal(size=36) * np.exp(0.2 * period)
    >>> days = Days(log_low=logs, log_high=logs, series=0 * period, period=period, campaign=0 * period,
    ...             worth=np.ones(36))
    >>> bool(scatter_drift_p_value(days, np.arange(12) / 4, 1)[0] < 0.01)
    True
    """
    from scipy.special import digamma, polygamma

    known = days.only(np.isfinite(days.log_low) & (days.log_low == days.log_high))
    shape = (series, len(years))
    cell = known.series * len(years) + known.period
    total = np.bincount(cell, known.worth, minlength=series * len(years))
    mean = np.bincount(cell, known.worth * known.log_low, minlength=len(total)) / np.where(total > 0, total, 1.0)
    squares = np.bincount(cell, known.worth * np.square(known.log_low - mean[cell]), minlength=len(total))
    free = np.bincount(cell, minlength=len(total)) - 1.0
    told = (free > 0) & (squares > 0)
    half = np.where(told, free, 2.0) / 2
    log_variance = np.log(np.where(told, squares, 1.0) / (2 * half)) - digamma(half) + np.log(half)
    design = line_design(years, np.where(told.reshape(shape), 0, -1))
    line = period_line(
        np.where(told, log_variance, np.nan).reshape(shape), np.asarray(polygamma(1, half)).reshape(shape), design
    )
    return line.p_value()
