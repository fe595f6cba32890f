"""Days below a limit: the working values against the full censored likelihood, at 30 % below.

The likelihood is integrated over each period's level by Gauss-Hermite quadrature. In the first test all four parameters
are its own (maximum likelihood); in the second the layers of scatter are the same in both, so that what differs is the
linearisation alone, and Knapp and Hartung's factor and t are the same too.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pytest
from scipy.special import log_ndtr, stdtr

from avloppsanalys.scatter import line_design
from avloppsanalys.trend import DayLine, Days, day_line

Floats = npt.NDArray[np.float64]

DAY_SD: Final = float(np.sqrt(np.log1p(0.45**2)))
QUARTERS: Final = 12
BETWEEN: Final = 0.15
CHANGE: Final = float(np.log(1.25))
NODES: Final = 21


def simulated(series: int, change: float, seed: int, *, lowered: bool = False) -> tuple[Floats, Floats]:
    """Return logs and limits, three days a quarter; 30 % lie below, half and a tenth where the limit is lowered."""
    rng = np.random.default_rng(seed)
    time = (np.arange(QUARTERS) - (QUARTERS - 1) / 2) / 4
    logs = BETWEEN * rng.normal(size=(series, QUARTERS, 1)) + DAY_SD * rng.normal(size=(series, QUARTERS, 3))
    total = np.sqrt(DAY_SD**2 + BETWEEN**2)
    ends = np.where(np.arange(QUARTERS) < QUARTERS // 2, 0.0, -1.2816) if lowered else np.full(QUARTERS, -0.5244)
    logs = logs + change * time[:, None]
    return logs, np.broadcast_to(ends[:, None] * total, logs.shape)


def fitted(logs: Floats, limit: Floats) -> DayLine:
    series, period, day = np.indices(logs.shape).reshape(3, -1)
    value, end = logs.ravel(), limit.ravel()
    days = Days(
        log_low=np.where(value < end, -np.inf, value),
        log_high=np.maximum(value, end),
        series=series,
        period=period,
        campaign=day,
        worth=np.ones(len(value)),
    )
    block = np.zeros(logs.shape[:2], dtype=int)
    count = len(logs)
    return day_line(
        days,
        line_design(np.arange(QUARTERS) / 4, block),
        prior_variance=np.full(count, DAY_SD**2),
        prior_df=np.full(count, 4.0),
    )


def full_likelihood(theta: Floats, logs: Floats, limit: Floats) -> Floats:
    """Return the log-likelihood of level, slope, log sd of days and log sd of periods; theta has shape (series, 4)."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
    time = (np.arange(QUARTERS) - (QUARTERS - 1) / 2) / 4
    sd, between = np.exp(theta[:, 2]), np.exp(theta[:, 3])
    level = theta[:, :1, None] + theta[:, 1:2, None] * time[:, None] + between[:, None, None] * nodes
    total = np.zeros(level.shape)
    for day in range(logs.shape[2]):
        value, end = logs[:, :, day, None], limit[:, :, day, None]
        known = -(((value - level) / sd[:, None, None]) ** 2) / 2 - np.log(sd)[:, None, None]
        total += np.where(value >= end, known, log_ndtr((end - level) / sd[:, None, None]))
    top = total.max(axis=2, keepdims=True)
    return np.asarray((top[:, :, 0] + np.log((np.exp(total - top) * weights).sum(axis=2))).sum(axis=1))


def maximised(theta: Floats, free: int, logs: Floats, limit: Floats) -> tuple[Floats, Floats]:
    """Return the maximum over the first `free` parameters by damped Newton steps, and the Hessian there."""
    step = 1e-3
    shift = np.eye(4) * step

    def at(one: Floats) -> Floats:
        return full_likelihood(one, logs, limit)

    best = at(theta)
    hessian = np.zeros((len(theta), free, free))
    for _ in range(25):
        gradient = np.zeros((len(theta), free))
        for a in range(free):
            gradient[:, a] = (at(theta + shift[a]) - at(theta - shift[a])) / (2 * step)
            for b in range(a + 1):
                corners = (
                    at(theta + shift[a] + shift[b])
                    - at(theta + shift[a] - shift[b])
                    - at(theta - shift[a] + shift[b])
                    + at(theta - shift[a] - shift[b])
                )
                hessian[:, a, b] = hessian[:, b, a] = corners / (4 * step**2)
        values, vectors = np.linalg.eigh(-hessian)
        inverse = np.einsum("sab,sb,scb->sac", vectors, 1 / np.maximum(np.abs(values), 1e-2), vectors)
        move = np.clip(np.einsum("sab,sb->sa", inverse, gradient), -0.5, 0.5)
        moved = np.zeros(theta.shape)
        for size in (1.0, 0.3, 0.05):
            tried = theta.copy()
            tried[:, :free] += size * move
            tried[:, 3] = np.maximum(tried[:, 3], np.log(0.02))
            value = at(tried)
            better = value > best
            theta = np.where(better[:, None], tried, theta)
            moved = np.where(better[:, None], size * move[:, :1], moved)
            best = np.maximum(best, value)
        if np.max(np.abs(moved)) < 1e-6:
            break
    return theta, hessian


def test_the_slope_is_that_of_the_full_likelihood() -> None:
    logs, limit = simulated(250, CHANGE, 1)
    mine = fitted(logs, limit)
    start = np.tile([0.0, CHANGE, np.log(DAY_SD), np.log(BETWEEN)], (len(logs), 1))
    full, _ = maximised(start, 4, logs, limit)
    assert np.mean(mine.line.slope) == pytest.approx(np.mean(full[:, 1]), rel=0.03)
    assert np.mean(full[:, 1]) == pytest.approx(CHANGE, rel=0.1)
    assert np.corrcoef(mine.line.slope, full[:, 1])[0, 1] > 0.99
    assert np.sqrt(np.mean((mine.line.slope - full[:, 1]) ** 2)) < 0.1 * np.std(full[:, 1])


@pytest.mark.slow
@pytest.mark.parametrize("lowered", [False, True])
def test_size_is_that_of_the_full_likelihood(lowered: bool) -> None:
    logs, limit = simulated(3000, 0.0, 2, lowered=lowered)
    mine = fitted(logs, limit)
    start = np.stack(
        [
            np.zeros(len(logs)),
            mine.line.slope,
            np.log(mine.day_variance) / 2,
            np.log(np.maximum(mine.line.period_variance, 0.02**2)) / 2,
        ],
        axis=1,
    )
    full, hessian = maximised(start, 2, logs, limit)
    error = np.sqrt(np.linalg.inv(-hessian)[:, 1, 1] * np.maximum(mine.line.factor, 1))
    p_full = 2 * stdtr(QUARTERS - 2, -np.abs(full[:, 1]) / error)
    size, size_full = np.mean(mine.line.p_value() < 0.05), np.mean(p_full < 0.05)
    assert np.median(mine.line.standard_error / error) == pytest.approx(1, abs=0.05)
    # The two are taken from the same series, so chance moves their difference little.
    assert size == pytest.approx(size_full, rel=0.1, abs=0.002)
    assert size < 0.055
    # Leaving out the quarters that lie wholly below the limit would make the slope of a rising series too flat.
    assert np.abs(np.mean(mine.line.slope)) < 0.015
