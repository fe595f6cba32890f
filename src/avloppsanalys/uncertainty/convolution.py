"""The exact law of a mean of a few lognormals, by convolution: for rows too wide for cumulants, and as a check."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = ["convolved_nodes"]

Floats = npt.NDArray[np.float64]

CELLS: Final = 2**17
WIDEST_SCORE: Final = 6.5
"""Each term is followed this many standard deviations out: 4e-11 is left."""

NODES: Final = 401


def convolved_nodes(median: Floats, log_sd: Floats, nodes: int = NODES) -> tuple[Floats, Floats]:
    """Return points and weights of the log of a sum of independent lognormals.

    Parameters
    ----------
    median, log_sd : numpy.ndarray
        Median [any unit] and log standard deviation [-] of each term; a weight belongs in the median.
    nodes : int, default 401
        How many points: at equal steps of normal score, 6.5 out on either side.

    Returns
    -------
    points, weights : numpy.ndarray
        Quadrature of the log of the sum, at equal steps of normal score; the weights sum to one.

    Notes
    -----
    Each term becomes masses on one grid of the natural scale, from differences of its distribution function; the
    masses are convolved by fast Fourier transform. Right to about 1e-6 for log_sd up to 0.8; some 50 ms for 7 terms.

    Examples
    --------
    >>> points, weights = convolved_nodes(np.array([0.5, 0.5]), np.array([0.2, 0.2]))
    >>> float(weights @ np.exp(points))
    1.0202
    """
    from scipy.fft import irfft, rfft
    from scipy.special import ndtr, ndtri

    certain = float(median[log_sd == 0].sum())
    median, log_sd = median[log_sd > 0], log_sd[log_sd > 0]
    if not len(median):
        return np.log([certain]), np.ones(1)
    far = median * np.exp(WIDEST_SCORE * log_sd)
    step = float(np.sqrt(np.square(far - median).sum()) + 2 * (median * np.exp(log_sd**2 / 2)).sum()) / CELLS
    edges = (np.arange(CELLS) + 0.5) * step
    product = np.ones(CELLS // 2 + 1, dtype=complex)
    for middle, spread in zip(median, log_sd, strict=True):
        below = ndtr((np.log(edges) - np.log(middle)) / spread)
        product *= rfft(np.diff(below, prepend=0.0))
    below = np.cumsum(irfft(product, CELLS))
    seen = (below > 1e-11) & (below < 1 - 1e-11)
    score = np.linspace(-WIDEST_SCORE, WIDEST_SCORE, nodes)
    points = np.interp(score, ndtri(below[seen]), np.log(certain + edges[seen]))
    weights = np.exp(-0.5 * np.square(score))
    return points, weights / weights.sum()
