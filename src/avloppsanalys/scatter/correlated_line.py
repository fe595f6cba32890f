"""A line through periods whose level wanders: what one departs by, the next departs by in part."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

from avloppsanalys.scatter.restricted import (
    GRID,
    PeriodLine,
    finished_line,
    least_period_variance,
    plain_line,
    restricted_likelihood,
)

__all__ = ["correlated_period_line"]

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

_CORRELATIONS: Final = np.array([0.0, 0.2, 0.4, 0.6, 0.8, 0.95])
_INDEPENDENCE: Final = 0.2
"""Exponent of a weak prior (1 - phi)^.2 (a choice): without it few periods, however independent, are now and then best
described by a level that wanders almost freely, and a test that always allows for that finds little."""

_ZOOMS: Final = 5
_AT_ONCE: Final = 2000
"""Lines that the filter passes through together, so that what it works on stays near at hand."""


def correlated_period_line(mean: Floats, variance: Floats, design: Floats) -> PeriodLine:
    """Fit a line to periods whose level wanders: what one period departs by, the next departs by in part.

    Parameters
    ----------
    mean, variance, design : numpy.ndarray
        As in `period_line`; the periods follow each other at equal steps, missing ones included.

    Returns
    -------
    PeriodLine

    Notes
    -----
    The covariance of two periods k steps apart is ``tau² phi^k``, that of the days' share stays on the diagonal. The
    likelihood comes from a Kalman filter that passes the design's columns through with the means, which makes missing
    periods no special case; (tau², phi) are found on a grid that is then narrowed, 0 <= phi <= 0.95, where the
    restricted likelihood times ``(1 - phi)^.2`` is largest.

    References
    ----------
    .. [1] P. de Jong, "The diffuse Kalman filter", Annals of Statistics 19 (1991), :doi:`10.1214/aos/1176348139`.

    Examples
    --------
    >>> years = np.arange(20) / 4
    >>> design = np.stack([np.ones(20), years], axis=1)[None]
    >>> wandering = np.sin(np.arange(20) / 2)[None] * 0.3
    >>> line = correlated_period_line(wandering, np.full((1, 20), 0.001), design)
    >>> bool(line.correlation[0] > 0.5), bool(line.p_value()[0] > 0.5)
    (True, True)
    """
    present = np.isfinite(mean) & np.isfinite(variance)
    y = np.where(present, mean, 0.0)
    v = np.where(present, variance, 0.0)
    x = np.where(present[:, :, None], design, 0.0)
    scale, _ = plain_line(y, v, x, present)
    least = least_period_variance(scale, v, present)[:, None]
    columns = np.concatenate([x, y[:, :, None]], axis=2)
    size, each = np.meshgrid(np.arange(len(GRID), dtype=float), _CORRELATIONS, indexing="ij")
    place, phi = np.tile(size.ravel(), (len(y), 1)), np.tile(each.ravel(), (len(y), 1))
    # Between two points of the grid of variances the narrowing goes by the points' number, which has no jumps.
    width, spread = 0.5, 0.1
    rows = np.arange(len(y))
    for zoom in range(_ZOOMS + 1):
        candidates = np.maximum(scale[:, None] * np.interp(place, np.arange(len(GRID)), GRID), least)
        likelihood = _filtered_likelihood(columns, v, present, candidates, phi) + _INDEPENDENCE * np.log1p(-phi)
        chosen = np.argmax(likelihood, axis=1)
        at, correlation = place[rows, chosen], phi[rows, chosen]
        if zoom == _ZOOMS:
            break
        near = np.array([[a, b] for a in (0, -1, 1) for b in (0, -1, 1)], dtype=float)
        place = np.clip(at[:, None] + width * near[:, 0], 0, len(GRID) - 1)
        phi = np.clip(correlation[:, None] + spread * near[:, 1], 0.0, _CORRELATIONS[-1])
        width, spread = width / 2, spread / 2
    period_variance = candidates[rows, chosen]
    best = _innovations(columns, v, present, period_variance[:, None], correlation[:, None])
    whitened = np.stack([each[:, :, 0].T for each, _ in best], axis=1)
    return finished_line(whitened[:, :, -1], whitened[:, :, :-1], x, present, period_variance, correlation)


def _innovations(
    columns: Floats, v: Floats, present: Mask, period_variance: Floats, correlation: Floats
) -> Iterator[tuple[Floats, Floats]]:
    """Yield what each period's columns have that the periods before do not foretell, of variance 1, and its variance.

    Shapes (columns, series, grid) and (series, grid). Period by period, since all of them together would fill memory
    that has to be fetched anew each time.
    """
    state = np.zeros((columns.shape[2], *period_variance.shape))
    unknown, squared = period_variance.copy(), correlation**2
    new = period_variance * (1 - squared)
    for period in range(columns.shape[1]):
        seen = present[:, period, None]
        total = np.where(seen, unknown + v[:, period, None], 1.0)
        gain = np.where(seen, unknown / total, 0.0)
        surprise = columns[:, period].T[..., None] - state
        surprise *= seen
        yield surprise / np.sqrt(total), total
        surprise *= gain
        state += surprise
        state *= correlation
        unknown = squared * (unknown * (1 - gain)) + new


def _filtered_likelihood(
    columns: Floats, v: Floats, present: Mask, period_variance: Floats, correlation: Floats
) -> Floats:
    """Return the restricted log-likelihood of each point of each series' grid, shape (series, grid)."""
    found, several = np.empty(period_variance.shape), max(1, _AT_ONCE // period_variance.shape[1])
    for one in range(0, len(found), several):
        some = slice(one, one + several)
        found[some] = _likelihood(columns[some], v[some], present[some], period_variance[some], correlation[some])
    return found


def _likelihood(columns: Floats, v: Floats, present: Mask, period_variance: Floats, correlation: Floats) -> Floats:
    number = columns.shape[2]
    log_variance = np.zeros(period_variance.shape)
    products = np.zeros((number, number, *period_variance.shape))
    for whitened, variance in _innovations(columns, v, present, period_variance, correlation):
        log_variance += np.log(variance)
        for one in range(number):
            products[one, one:] += whitened[one] * whitened[one:]
    absent = ~np.any(columns[:, :, :-1] != 0, axis=1)
    diagonal = np.arange(number - 1)
    products[diagonal, diagonal] += absent.T[:, :, None]
    return restricted_likelihood(products, log_variance)
