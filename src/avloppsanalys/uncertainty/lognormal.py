"""Lognormal errors: from a coefficient of variation or a range to a log standard deviation, and on to an interval."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["log_sd_from_cv", "log_sd_from_range", "lognormal_interval", "normal_quantile"]

Floats = npt.NDArray[np.float64]


def log_sd_from_cv(cv: npt.ArrayLike) -> Floats:
    """Return the log standard deviation of a lognormal with coefficient of variation `cv`.

    Parameters
    ----------
    cv : array_like
        Coefficient of variation [fraction], any shape.

    Returns
    -------
    numpy.ndarray
        Log standard deviation [-], same shape: ``sqrt(ln(1 + cv²))``.

    Examples
    --------
    >>> float(log_sd_from_cv(0.26))
    0.25576
    """
    return np.asarray(np.sqrt(np.log1p(np.square(np.asarray(cv, dtype=float)))))


def log_sd_from_range(low: npt.ArrayLike, high: npt.ArrayLike, level: float = 0.95) -> Floats:
    """Return the log standard deviation of a lognormal whose central interval at `level` is `low` to `high`.

    Parameters
    ----------
    low, high : array_like
        Positive ends of the range, any shape.
    level : float, default 0.95
        Share of the distribution between them.

    Returns
    -------
    numpy.ndarray
        Log standard deviation [-], same shape.

    Examples
    --------
    >>> float(log_sd_from_range(0.30, 0.54))
    0.14995
    """
    spread = np.log(np.asarray(high, dtype=float)) - np.log(np.asarray(low, dtype=float))
    return np.asarray(spread / (2 * normal_quantile(level)))


def normal_quantile(level: float) -> float:
    """Return z such that a standard normal lies within ±z with probability `level`.

    Parameters
    ----------
    level : float
        Between 0 and 1.

    Returns
    -------
    float

    Examples
    --------
    >>> normal_quantile(0.95)
    1.959964
    """
    from scipy.special import ndtri  # scipy is imported on first use: `import avloppsanalys` must stay light

    return float(ndtri((1 + level) / 2))


def lognormal_interval(
    median: npt.ArrayLike, log_sd: npt.ArrayLike, level: float = 0.95, quantile: npt.ArrayLike | None = None
) -> tuple[Floats, Floats]:
    """Return the central interval of a lognormal around its median.

    Parameters
    ----------
    median : array_like
        In any unit and shape.
    log_sd : array_like
        Log standard deviation [-], broadcast against `median`.
    level : float, default 0.95
        Coverage of the interval.
    quantile : array_like, optional
        Quantile to use instead of the normal one, such as Student's t with few degrees of freedom.

    Returns
    -------
    low, high : numpy.ndarray
        In the unit of `median`: ``median * exp(±quantile * log_sd)``.

    Examples
    --------
    >>> low, high = lognormal_interval(219.73, 0.346427)
    >>> round(float(low), 1), round(float(high), 1)
    (111.4, 433.3)
    """
    reach = np.asarray(normal_quantile(level) if quantile is None else quantile) * np.asarray(log_sd, dtype=float)
    centre = np.asarray(median, dtype=float)
    return centre * np.exp(-reach), centre * np.exp(reach)
