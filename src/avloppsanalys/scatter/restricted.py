"""The restricted likelihood of a line whose rows are already weighted, and what is read off at its maximum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = [
    "GRID",
    "PeriodLine",
    "finished_line",
    "invertible",
    "least_period_variance",
    "plain_line",
    "restricted_likelihood",
]

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

GRID: Final = np.array([0.0, 0.01, 0.03, 0.08, 0.18, 0.35, 0.6, 1.0, 1.6, 2.6, 4.5, 9.0])
"""Period variances at which the likelihood is looked at first, in units of the scatter about a plain line."""

_ALMOST_NONE: Final = 1e-9


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
            np.abs(self.slope),
            self.standard_error,
            out=np.full(self.slope.shape, np.nan),
            where=self.standard_error > 0,
        )
        return np.asarray(2 * stdtr(np.where(self.df > 0, self.df, np.nan), -ratio))

    def interval(self, level: float = 0.95) -> tuple[Floats, Floats]:
        """Return the ends between which each slope lies at `level`."""
        from scipy.special import stdtrit

        reach = self.standard_error * stdtrit(np.where(self.df > 0, self.df, np.nan), 0.5 + level / 2)
        return self.slope - reach, self.slope + reach

    def reach(self, variance: Floats, level: float = 0.95) -> Floats:
        """Return how far either way a combination of coefficients lies at `level`, by its variance in `covariance`.

        `variance` has the shape (series,) or (series, combinations), and so has what is returned.
        """
        from scipy.special import stdtrit

        alone = (-1, *(1 for _ in variance.shape[1:]))
        t = stdtrit(np.where(self.df > 0, self.df, np.nan), 0.5 + level / 2)
        return np.asarray(t.reshape(alone) * np.sqrt(variance * np.fmax(self.factor, 1.0).reshape(alone)))


def least_period_variance(scale: Floats, v: Floats, present: Mask) -> Floats:
    """Return the least period variance: above 0 where a period is taken as known exactly, so that it has a weight."""
    return np.where(np.any(present & (v == 0), axis=1), _ALMOST_NONE * scale, 0.0)


def invertible(square: Floats, x: Floats) -> Floats:
    """Return X'WX with ones on the diagonal of absent columns, so that it can be inverted."""
    absent = ~np.any(x != 0, axis=1)
    filled = square.copy()
    at = np.arange(x.shape[2])
    filled[:, at, at] += absent
    return np.asarray(filled)


def plain_line(y: Floats, v: Floats, x: Floats, present: Mask) -> tuple[Floats, Floats]:
    """Return a scale for the period variance, and its value were all periods equally well known."""
    inverse = np.linalg.inv(invertible(np.einsum("sqa,sqb->sab", x, x), x))
    fitted = (x @ (inverse @ (np.swapaxes(x, 1, 2) @ y[:, :, None])))[:, :, 0]
    number = present.sum(axis=1)
    free = number - np.any(x != 0, axis=1).sum(axis=1)
    residual = np.square(y - fitted).sum(axis=1)
    about = np.divide(residual, free, out=np.zeros(len(y)), where=free > 0)
    days = np.divide(v.sum(axis=1), number, out=np.zeros(len(y)), where=number > 0)
    scale = about + days
    return np.where(scale > 0, scale, 1.0), np.maximum(about - days, 0.0)


def restricted_likelihood(products: Floats, log_variance: Floats) -> Floats:
    """Return the restricted log-likelihood of rows weighted to variance 1.

    Parameters
    ----------
    products : numpy.ndarray
        Of the weighted columns and, after them, the means, each with itself and those after it; ones on the diagonal
        for absent columns. Shape (columns + 1, columns + 1, ...): what many lines have in one place lies together.
    log_variance : numpy.ndarray
        Sum of the rows' log variances, shape (...).

    Returns
    -------
    numpy.ndarray
        Shape (...).

    Notes
    -----
    Once the columns are eliminated one by one, the pivots' logs sum to ``ln|X'X|``, and what is left of ``y'y`` is what
    the line does not explain.
    """
    left, volume = products.copy(), log_variance.copy()
    for _ in range(len(products) - 1):
        pivot, row = left[0, 0], left[0, 1:]
        volume += np.log(pivot)
        left = left[1:, 1:] - (row / pivot)[:, None] * row
    return np.asarray(-(volume + left[0, 0]) / 2)


def finished_line(
    y: Floats,
    whitened: Floats,
    x: Floats,
    present: Mask,
    period_variance: Floats,
    correlation: Floats,
) -> PeriodLine:
    """Return the line of rows weighted to variance 1, with Knapp and Hartung's factor."""
    used = np.any(x != 0, axis=1)
    inverse = np.linalg.inv(invertible(np.einsum("sqa,sqb->sab", whitened, whitened), x))
    coefficients = (inverse @ (np.swapaxes(whitened, 1, 2) @ y[:, :, None]))[:, :, 0]
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
