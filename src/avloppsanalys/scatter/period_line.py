"""A line through the periods of each series, as wide as the days within and the periods about the line are scattered.

Kernels on arrays, for many series at once: the period layer by REML on a profile of one dimension, the slope by
generalised least squares, its interval after Knapp and Hartung.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from avloppsanalys.scatter.columns import Columns
from avloppsanalys.scatter.restricted import (
    GRID,
    PeriodLine,
    finished_line,
    least_period_variance,
    plain_line,
    restricted_likelihood,
)

__all__ = ["period_line", "period_variance_score"]

Floats = npt.NDArray[np.float64]

_NEWTON_STEPS: Final = 60
_TOLERANCE: Final = 1e-12


def period_line(mean: Floats, variance: Floats, design: Floats) -> PeriodLine:
    """Fit a line to the means of each series' periods, whose scatter about it is estimated by REML.

    Not modelled: errors that all periods of a series share (they cancel in a slope) and dependence from one period to
    the next (`correlated_period_line`).

    Parameters
    ----------
    mean : numpy.ndarray
        Mean log of each period; missing where there is none. Shape (series, periods).
    variance : numpy.ndarray
        What the days within the period leave unknown of it, taken as known. Shape (series, periods).
    design : numpy.ndarray
        Columns of the line, that of the slope last; columns of zeros count as absent. Shape (series, periods,
        columns).

    Returns
    -------
    PeriodLine

    Notes
    -----
    With ``w = 1 / (tau² + v)`` and r the residuals, tau² maximises
    ``-[sum of ln(1/w) + ln|X'WX| + sum of w r²] / 2``; ``b = (X'WX)⁻¹X'Wy``, and the variance of b is
    ``(X'WX)⁻¹ max(1, q)``, ``q = sum of w r² / (Q - p)``. With all v alike this is ordinary least squares on the means.

    References
    ----------
    .. [1] G. Knapp, J. Hartung, "Improved tests for a random effects meta-regression with a single covariate",
       Statistics in Medicine 22 (2003), :doi:`10.1002/sim.1482`.

    Examples
    --------
    >>> mean = np.array([[0.0, 0.3, 0.1, 0.5, 0.4, 0.7]])
    >>> years = np.arange(6) / 4
    >>> design = np.stack([np.ones(6), years], axis=1)[None]
    >>> line = period_line(mean, np.full((1, 6), 0.01), design)
    >>> float(line.slope[0].round(3)), float(line.standard_error[0].round(3)), float(line.df[0])
    (0.48, 0.136, 4.0)
    """
    present = np.isfinite(mean) & np.isfinite(variance)
    y = np.where(present, mean, 0.0)
    v = np.where(present, variance, 0.0)
    x = np.where(present[:, :, None], design, 0.0)
    columns = Columns.of(x)
    scale, start = plain_line(y, v, x, present)
    least = least_period_variance(scale, v, present)
    candidates = np.maximum(np.concatenate([scale[:, None] * GRID, start[:, None]], axis=1), least[:, None])
    together = Columns.of(np.concatenate([x, y[:, :, None]], axis=2))
    likelihood = _likelihoods(candidates, v, columns, together, present)
    chosen = candidates[np.arange(len(y)), np.argmax(likelihood, axis=1)]
    best = likelihood.max(axis=1)
    damping, moving = np.ones(len(y)), np.arange(len(y))
    for _ in range(_NEWTON_STEPS):
        at, known, there, theirs = chosen[moving], v[moving], present[moving], columns.only(moving)
        score, information = period_variance_score(at, y[moving], known, theirs, there)
        step = damping[moving] * np.divide(score, information, out=np.zeros(len(at)), where=information > 0)
        tried = np.maximum(at + step, least[moving])
        value = _likelihoods(tried[:, None], known, theirs, together.only(moving), there)[:, 0]
        better = value >= best[moving]
        chosen[moving], best[moving] = np.where(better, tried, at), np.where(better, value, best[moving])
        damping[moving] = np.where(better, np.minimum(damping[moving] * 2, 1.0), damping[moving] / 4)
        moving = moving[(np.abs(tried - at) > _TOLERANCE * scale[moving]) & (damping[moving] >= _TOLERANCE)]
        if not len(moving):
            break
    weight = _weights(chosen[:, None], v, present)[:, 0]
    root = np.sqrt(weight)
    return finished_line(root * y, root[:, :, None] * x, x, present, chosen, np.zeros(len(y)))


def period_variance_score(
    period_variance: Floats, y: Floats, v: Floats, columns: Columns, present: npt.NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    """Return the slope of each series' REML log-likelihood in the period variance, and its expected information.

    Parameters
    ----------
    period_variance : numpy.ndarray
        Shape (series,).
    y, v : numpy.ndarray
        Means and variances as in `period_line`, zero where `present` is not.
    columns : Columns
        The design, zero where `present` is not.
    present : numpy.ndarray of bool
        Which periods of each series have a mean.

    Returns
    -------
    score, information : numpy.ndarray
        One a series.

    Examples
    --------
    >>> y, v, columns = np.array([[-1.0, 1.0]]), np.ones((1, 2)), Columns.of(np.ones((1, 2, 1)))
    >>> score, information = period_variance_score(np.zeros(1), y, v, columns, np.ones((1, 2), dtype=bool))
    >>> float(score[0]), float(information[0])
    (0.5, 0.5)
    """
    powers = np.empty((len(y), 3, y.shape[1]))
    weight, square, cube = powers.swapaxes(0, 1)
    weight[:] = _weights(period_variance[:, None], v, present)[:, 0]
    np.multiply(weight, weight, out=square)
    np.multiply(square, weight, out=cube)
    once, twice, thrice = columns.squares(powers).swapaxes(0, 1)
    inverse = np.linalg.inv(once + columns.filled)
    residual = y - columns.fitted(columns.solved(inverse, weight * y))
    spread = inverse @ twice
    trace = weight.sum(axis=1) - np.trace(spread, axis1=1, axis2=2)
    # The trace of a product is the sum over one times the other turned; both squares are symmetric.
    trace_of_square = (
        square.sum(axis=1) - 2 * (inverse * thrice).sum(axis=(1, 2)) + (spread * spread.swapaxes(1, 2)).sum(axis=(1, 2))
    )
    return (np.square(weight * residual).sum(axis=1) - trace) / 2, np.maximum(trace_of_square, 0.0) / 2


def _weights(period_variance: Floats, v: Floats, present: npt.NDArray[np.bool_]) -> Floats:
    """Return the weights under each of several period variances (series, variances): with the periods as last axis."""
    total = period_variance[:, :, None] + v[:, None, :]
    return np.divide(1.0, total, out=np.zeros(total.shape), where=present[:, None, :] & (total > 0))


def _likelihoods(
    period_variance: Floats, v: Floats, columns: Columns, together: Columns, present: npt.NDArray[np.bool_]
) -> Floats:
    """Return the restricted log-likelihood of each of several period variances, both of shape (series, variances).

    `together` are the columns and, after them, the means.
    """
    weight = _weights(period_variance, v, present)
    log_weight = np.log(weight, out=np.zeros(weight.shape), where=weight > 0).sum(axis=2)
    products = together.squares(weight)
    products[:, :, :-1, :-1] += columns.filled[:, None]
    return restricted_likelihood(np.moveaxis(products, (2, 3), (0, 1)), -log_weight)
