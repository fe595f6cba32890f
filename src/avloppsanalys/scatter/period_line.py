"""A line through the periods of each series, as wide as the days within and the periods about the line are scattered.

Kernels on arrays, for many series at once: the period layer by REML on a profile of one dimension (independent
periods) or two (a wandering level), the slope by generalised least squares, its interval after Knapp and Hartung.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = ["PeriodLine", "correlated_period_line", "period_line", "period_variance_score"]

Floats = npt.NDArray[np.float64]

_GRID: Final = np.array([0.0, 0.01, 0.03, 0.08, 0.18, 0.35, 0.6, 1.0, 1.6, 2.6, 4.5, 9.0])
"""Period variances at which the likelihood is looked at first, in units of the scatter about a plain line."""

_CORRELATIONS: Final = np.array([0.0, 0.2, 0.4, 0.6, 0.8, 0.95])
_INDEPENDENCE: Final = 0.2
"""Exponent of a weak prior (1 - phi)^.2 (a choice): without it few periods, however independent, are now and then best
described by a level that wanders almost freely, and a test that always allows for that finds little."""

_NEWTON_STEPS: Final = 60
_TOLERANCE: Final = 1e-12
_ZOOMS: Final = 5
_ALMOST_NONE: Final = 1e-9
_CHUNK: Final = 200
"""Series whose likelihood is laid out at once: the correlated line keeps grid x periods x columns of each in memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodLine:
    """The last column's coefficient of each series, with what its interval needs. Missing where it cannot be told."""

    slope: Floats
    """Per unit of the design's last column: with time in years, log change per year."""
    standard_error: Floats
    """Knapp and Hartung's factor, floored at 1, is in it."""
    df: Floats
    """Periods less columns."""
    period_variance: Floats
    """Variance of the periods about the line beyond what their days explain."""
    correlation: Floats
    """From one period to the next; 0 where periods are independent."""
    factor: Floats
    """Knapp and Hartung's, before the floor: the scatter about the line over what the variances expect."""
    coefficients: Floats
    """Shape (series, columns); 0 for a column that repeats earlier ones."""
    covariance: Floats
    """Of the coefficients, without Knapp and Hartung's factor. Shape (series, columns, columns)."""

    def p_value(self) -> Floats:
        """Return the two-sided p of no slope."""
        from scipy.special import stdtr

        ratio = np.divide(
            np.abs(self.slope), self.standard_error, out=np.full(self.slope.shape, np.nan), where=self.standard_error > 0
        )
        return np.asarray(2 * stdtr(np.where(self.df > 0, self.df, np.nan), -ratio))

    def interval(self, level: float = 0.95) -> tuple[Floats, Floats]:
        """Return the ends between which each slope lies at `level`."""
        from scipy.special import stdtrit

        reach = self.standard_error * stdtrit(np.where(self.df > 0, self.df, np.nan), 0.5 + level / 2)
        return self.slope - reach, self.slope + reach


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
    scale, start = _plain_line(y, v, x, present)
    least = _least(scale, v, present)
    candidates = np.maximum(np.concatenate([scale[:, None] * _GRID, start[:, None]], axis=1), least[:, None])
    likelihood = np.stack([_likelihood(one, y, v, x, present) for one in candidates.T], axis=1)
    chosen = candidates[np.arange(len(y)), np.argmax(likelihood, axis=1)]
    best = likelihood.max(axis=1)
    damping = np.ones(len(y))
    for _ in range(_NEWTON_STEPS):
        score, information = period_variance_score(chosen, y, v, x, present)
        step = damping * np.divide(score, information, out=np.zeros(len(y)), where=information > 0)
        tried = np.maximum(chosen + step, least)
        value = _likelihood(tried, y, v, x, present)
        better = value >= best
        moved = np.abs(tried - chosen)
        chosen, best = np.where(better, tried, chosen), np.where(better, value, best)
        damping = np.where(better, np.minimum(damping * 2, 1.0), damping / 4)
        if np.all((moved <= _TOLERANCE * scale) | (damping < _TOLERANCE)):
            break
    weight = _weights(chosen, v, present)
    root = np.sqrt(weight)
    return _finish(root * y, root[:, :, None] * x, x, present, chosen, np.zeros(len(y)))


def period_variance_score(
    period_variance: Floats, y: Floats, v: Floats, x: Floats, present: npt.NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    """Return the slope of each series' REML log-likelihood in the period variance, and its expected information.

    Parameters
    ----------
    period_variance : numpy.ndarray
        Shape (series,).
    y, v, x : numpy.ndarray
        Means, variances and design as in `period_line`, zero where `present` is not.
    present : numpy.ndarray of bool
        Which periods of each series have a mean.

    Returns
    -------
    score, information : numpy.ndarray
        One a series.

    Examples
    --------
    >>> y, v, x = np.array([[-1.0, 1.0]]), np.ones((1, 2)), np.ones((1, 2, 1))
    >>> score, information = period_variance_score(np.zeros(1), y, v, x, np.ones((1, 2), dtype=bool))
    >>> float(score[0]), float(information[0])
    (0.5, 0.5)
    """
    weight = _weights(period_variance, v, present)
    once = np.einsum("sqa,sq,sqb->sab", x, weight, x)
    twice = np.einsum("sqa,sq,sqb->sab", x, weight**2, x)
    thrice = np.einsum("sqa,sq,sqb->sab", x, weight**3, x)
    inverse = np.linalg.inv(_filled(once, x))
    residual = y - np.einsum("sqa,sab,sbk,sk->sq", x, inverse, np.swapaxes(x, 1, 2), weight * y, optimize=True)
    spread = inverse @ twice
    trace = weight.sum(axis=1) - np.einsum("saa->s", spread)
    trace_of_square = (
        (weight**2).sum(axis=1)
        - 2 * np.einsum("sab,sba->s", inverse, thrice)
        + np.einsum("sab,sba->s", spread, spread)
    )
    return (((weight * residual) ** 2).sum(axis=1) - trace) / 2, np.maximum(trace_of_square, 0.0) / 2


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
    parts = [
        _correlated(mean[one : one + _CHUNK], variance[one : one + _CHUNK], design[one : one + _CHUNK])
        for one in range(0, len(mean), _CHUNK)
    ]
    fields = PeriodLine.__dataclass_fields__
    if not parts:
        return period_line(mean, variance, design)
    return PeriodLine(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in fields})


def _correlated(mean: Floats, variance: Floats, design: Floats) -> PeriodLine:
    present = np.isfinite(mean) & np.isfinite(variance)
    y = np.where(present, mean, 0.0)
    v = np.where(present, variance, 0.0)
    x = np.where(present[:, :, None], design, 0.0)
    scale, _ = _plain_line(y, v, x, present)
    least = _least(scale, v, present)[:, None]
    columns = np.concatenate([x, y[:, :, None]], axis=2)
    size, each = np.meshgrid(np.arange(len(_GRID), dtype=float), _CORRELATIONS, indexing="ij")
    place, phi = np.tile(size.ravel(), (len(y), 1)), np.tile(each.ravel(), (len(y), 1))
    # Between two points of the grid of variances the narrowing goes by the points' number, which has no jumps.
    width, spread = 0.5, 0.1
    rows = np.arange(len(y))
    for zoom in range(_ZOOMS + 1):
        candidates = np.maximum(scale[:, None] * np.interp(place, np.arange(len(_GRID)), _GRID), least)
        likelihood = _filtered_likelihood(columns, v, present, candidates, phi) + _INDEPENDENCE * np.log1p(-phi)
        chosen = np.argmax(likelihood, axis=1)
        at, correlation = place[rows, chosen], phi[rows, chosen]
        if zoom == _ZOOMS:
            break
        near = np.array([[a, b] for a in (0, -1, 1) for b in (0, -1, 1)], dtype=float)
        place = np.clip(at[:, None] + width * near[:, 0], 0, len(_GRID) - 1)
        phi = np.clip(correlation[:, None] + spread * near[:, 1], 0.0, _CORRELATIONS[-1])
        width, spread = width / 2, spread / 2
    period_variance = candidates[rows, chosen]
    whitened, _ = _whiten(columns, v, present, period_variance[:, None], correlation[:, None])
    return _finish(whitened[:, 0, :, -1], whitened[:, 0, :, :-1], x, present, period_variance, correlation)


def _least(scale: Floats, v: Floats, present: npt.NDArray[np.bool_]) -> Floats:
    """Return the least period variance: above 0 where a period is taken as known exactly, so that it has a weight."""
    return np.where(np.any(present & (v == 0), axis=1), _ALMOST_NONE * scale, 0.0)


def _weights(period_variance: Floats, v: Floats, present: npt.NDArray[np.bool_]) -> Floats:
    total = period_variance[:, None] + v
    return np.divide(1.0, total, out=np.zeros(v.shape), where=present & (total > 0))


def _filled(square: Floats, x: Floats) -> Floats:
    """Return X'WX with ones on the diagonal of absent columns, so that it can be inverted."""
    absent = ~np.any(x != 0, axis=1)
    filled = square.copy()
    at = np.arange(x.shape[2])
    filled[:, at, at] += absent
    return np.asarray(filled)


def _plain_line(y: Floats, v: Floats, x: Floats, present: npt.NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Return a scale for the period variance, and its value were all periods equally well known."""
    inverse = np.linalg.inv(_filled(np.einsum("sqa,sqb->sab", x, x), x))
    fitted = np.einsum("sqa,sab,skb,sk->sq", x, inverse, x, y, optimize=True)
    number = present.sum(axis=1)
    free = number - np.any(x != 0, axis=1).sum(axis=1)
    residual = np.square(y - fitted).sum(axis=1)
    about = np.divide(residual, free, out=np.zeros(len(y)), where=free > 0)
    days = np.divide(v.sum(axis=1), number, out=np.zeros(len(y)), where=number > 0)
    scale = about + days
    return np.where(scale > 0, scale, 1.0), np.maximum(about - days, 0.0)


def _likelihood(period_variance: Floats, y: Floats, v: Floats, x: Floats, present: npt.NDArray[np.bool_]) -> Floats:
    weight = _weights(period_variance, v, present)
    root = np.sqrt(weight)
    log_variance = -np.log(weight, out=np.zeros(weight.shape), where=weight > 0).sum(axis=1)
    return _restricted(root * y, root[:, :, None] * x, x, log_variance)


def _restricted(y: Floats, whitened: Floats, x: Floats, log_variance: Floats) -> Floats:
    square = _filled(np.einsum("sqa,sqb->sab", whitened, whitened), x)
    cross = np.einsum("sqa,sq->sa", whitened, y)
    explained = np.einsum("sa,sa->s", cross, np.linalg.solve(square, cross[:, :, None])[:, :, 0])
    return np.asarray(-(log_variance + np.linalg.slogdet(square)[1] + (y**2).sum(axis=1) - explained) / 2)


def _whiten(
    columns: Floats, v: Floats, present: npt.NDArray[np.bool_], period_variance: Floats, correlation: Floats
) -> tuple[Floats, Floats]:
    """Return the columns as independent innovations of variance 1, shape (series, grid, periods, columns)."""
    series, periods, number = columns.shape
    grid = period_variance.shape[1]
    out = np.zeros((series, grid, periods, number))
    log_variance = np.zeros((series, grid))
    state = np.zeros((series, grid, number))
    unknown = period_variance.copy()
    for period in range(periods):
        seen = present[:, period, None]
        total = np.where(seen, unknown + v[:, period, None], 1.0)
        surprise = np.where(seen[:, :, None], columns[:, None, period, :] - state, 0.0)
        gain = np.where(seen, unknown / total, 0.0)
        out[:, :, period] = surprise / np.sqrt(total)[:, :, None]
        log_variance += np.where(seen, np.log(total), 0.0)
        state = correlation[:, :, None] * (state + gain[:, :, None] * surprise)
        unknown = correlation**2 * (unknown * (1 - gain)) + period_variance * (1 - correlation**2)
    return out, log_variance


def _filtered_likelihood(
    columns: Floats, v: Floats, present: npt.NDArray[np.bool_], period_variance: Floats, correlation: Floats
) -> Floats:
    series, grid = period_variance.shape
    whitened, log_variance = _whiten(columns, v, present, period_variance, correlation)
    flat = whitened.reshape(series * grid, *whitened.shape[2:])
    design = np.repeat(columns[:, :, :-1], grid, axis=0)
    value = _restricted(flat[:, :, -1], flat[:, :, :-1], design, log_variance.ravel())
    return value.reshape(series, grid)


def _finish(
    y: Floats,
    whitened: Floats,
    x: Floats,
    present: npt.NDArray[np.bool_],
    period_variance: Floats,
    correlation: Floats,
) -> PeriodLine:
    used = np.any(x != 0, axis=1)
    inverse = np.linalg.inv(_filled(np.einsum("sqa,sqb->sab", whitened, whitened), x))
    coefficients = np.einsum("sab,sqb,sq->sa", inverse, whitened, y, optimize=True)
    residual = y - np.einsum("sqa,sa->sq", whitened, coefficients)
    df = (present.sum(axis=1) - used.sum(axis=1)).astype(float)
    known = used[:, -1] & (df > 0)
    factor = np.divide((residual**2).sum(axis=1), df, out=np.full(len(y), np.nan), where=known)
    covariance = inverse * (used[:, :, None] & used[:, None, :])
    slope = np.where(used[:, -1], coefficients[:, -1], np.nan)
    error = np.sqrt(covariance[:, -1, -1] * np.maximum(factor, 1.0))
    return PeriodLine(
        slope=slope,
        standard_error=np.where(known, error, np.nan),
        df=np.where(used[:, -1], np.maximum(df, 0.0), 0.0),
        period_variance=period_variance,
        correlation=correlation,
        factor=factor,
        coefficients=coefficients * used,
        covariance=covariance,
    )

