"""What a series' days share and a change need not cancel: an unknown weekday pattern, the factors that join blocks.

Both enter a change only as far as its weights on the periods do not cancel: the same weekdays every quarter leave
nothing of the pattern, and blocks that are not joined nothing of a factor.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from avloppsanalys.scatter import PeriodLine

__all__ = ["join_variance", "mix_bias", "mix_variance", "slope_weights"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.integer[Any]]


def slope_weights(variance: Floats, design: Floats, line: PeriodLine, *, column: int = -1) -> Floats:
    """Return the weight of each period's mean log in the slope; they sum to 0 over each block.

    Parameters
    ----------
    variance : numpy.ndarray
        What the days leave unknown of each period; missing without days. Shape (series, periods).
    design : numpy.ndarray
        From `scatter.line_design`. Shape (series, periods, columns).
    line : PeriodLine
        The line, for the covariance of its coefficients.
    column : int, default -1
        Another column than that of time, such as a step: then they sum to 1 over what the column marks.

    Returns
    -------
    numpy.ndarray
        Shape (series, periods); 0 where a series has no slope.

    Notes
    -----
    The last row of ``(X'WX)^-1 X'W``, or that of `column`; the line already has the inverse.
    """
    present = np.isfinite(variance)
    total = line.period_variance[:, None] + np.where(present, variance, 1.0)
    weight = np.divide(1.0, total, out=np.zeros(total.shape), where=present & (total > 0))
    row = np.einsum("sa,sqa->sq", line.covariance[:, column, :], np.where(present[:, :, None], design, 0.0))
    return np.where(np.isfinite(line.slope)[:, None], row * weight, 0.0)


def mix_variance(weights: Floats, mix: Floats, pattern: Floats) -> Floats:
    """Return the variance that an unknown weekday pattern leaves in a weighted sum of periods.

    Parameters
    ----------
    weights : numpy.ndarray
        Of the periods. Shape (series, periods).
    mix : numpy.ndarray
        Share of each weekday in the days of each period. Shape (series, periods, 7).
    pattern : numpy.ndarray
        Covariance of what is unknown of the pattern. Shape (series, 7, 7).

    Returns
    -------
    numpy.ndarray
        Shape (series,): ``a' C a`` with a the weighted sum of the mixes.

    Examples
    --------
    >>> same = np.tile(np.eye(7)[5], (1, 2, 1))
    >>> float(mix_variance(np.array([[-1.0, 1.0]]), same, np.eye(7)[None])[0])
    0.0
    """
    change = np.einsum("sq,sqw->sw", weights, mix)
    return np.asarray(np.maximum(np.einsum("sa,sab,sb->s", change, pattern, change), 0.0))


def mix_bias(weights: Floats, mix: Floats, log_factors: Floats) -> Floats:
    """Return by how much a weighted sum of periods is off where days were not evened out over the week.

    Parameters
    ----------
    weights, mix : numpy.ndarray
        As for `mix_variance`.
    log_factors : numpy.ndarray
        Log of each weekday's factor. Shape (series, 7).

    Returns
    -------
    numpy.ndarray
        Shape (series,).
    """
    return np.asarray(np.einsum("sq,sqw,sw->s", weights, mix, log_factors))


def join_variance(weights: Floats, join_log_sd: Floats) -> Floats:
    """Return the variance that the factors which join blocks leave in a weighted sum of periods.

    Parameters
    ----------
    weights : numpy.ndarray
        Shape (series, periods).
    join_log_sd : numpy.ndarray
        Uncertainty of each join's factor in the periods that stand on it, 0 in the others. Shape (series, periods,
        joins).

    Returns
    -------
    numpy.ndarray
        Shape (series,): over joins, the square of what the weights of their periods sum to, times their variance.

    Examples
    --------
    >>> weights = np.array([[-0.5, -0.5, 0.5, 0.5]])
    >>> sd = np.array([0.0, 0.0, 0.1, 0.1]).reshape(1, 4, 1)
    >>> float(join_variance(weights, sd)[0].round(6))
    0.01
    """
    return np.asarray(np.square(np.einsum("sq,sqj->sj", weights, join_log_sd)).sum(axis=1))
