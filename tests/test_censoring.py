"""Values known only as an interval: the fit against the brute-force maximum of the same likelihood."""

import math

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.optimize import brentq, minimize_scalar
from scipy.special import log_ndtr, ndtri
from scipy.stats import norm

from avloppsanalys.censoring import location_bound, location_fit

Floats = npt.NDArray[np.float64]
INF = math.inf


def log_likelihood(mean: float, low: Floats, high: Floats, sigma: Floats) -> float:
    """Return the log-likelihood, term by term and without the package."""
    total = 0.0
    for bottom, top, spread in zip(low, high, sigma, strict=True):
        a, b = (bottom - mean) / spread, (top - mean) / spread
        if bottom == top:
            total += float(norm.logpdf(a)) - math.log(spread)
        elif a > 0:
            total += float(log_ndtr(-a) + np.log1p(-np.exp(log_ndtr(-b) - log_ndtr(-a))))
        else:
            total += float(log_ndtr(b) + np.log1p(-np.exp(log_ndtr(a) - log_ndtr(b))))
    return total


def brute_force(low: Floats, high: Floats, sigma: Floats) -> float:
    """Return where the likelihood is largest, found without derivatives."""
    ends = np.concatenate([low[np.isfinite(low)], high[np.isfinite(high)]])
    span = (ends.min() - 8 * sigma.max(), ends.max() + 8 * sigma.max())
    found = minimize_scalar(
        lambda mean: -log_likelihood(mean, low, high, sigma), bounds=span, method="bounded", options={"xatol": 1e-9}
    )
    return float(found.x)


def fit(low: list[float], high: list[float], sigma: float | list[float]) -> tuple[float, float]:
    """Return mean and information of a single group."""
    spread = np.broadcast_to(np.asarray(sigma, dtype=float), (len(low),)).copy()
    mean, information = location_fit(np.array(low), np.array(high), spread, np.zeros(len(low), dtype=int), 1)
    return float(mean[0]), float(information[0])


@st.composite
def values(draw: st.DrawFn) -> tuple[float, float, float]:
    """Return low, high and sigma of a value that is exact, below, above, between, or wholly unknown."""
    middle, sigma = draw(st.floats(-4, 4)), draw(st.floats(0.15, 1.5))
    width = draw(st.floats(0.05, 4))
    low, high = draw(
        st.sampled_from(
            [(middle, middle), (-INF, middle), (middle, INF), (middle, middle + width), (-INF, INF), (middle, middle)]
        )
    )
    return low, high, sigma


@given(rows=st.lists(values(), min_size=1, max_size=12))
def test_the_fit_is_the_maximum_of_the_likelihood(rows: list[tuple[float, float, float]]) -> None:
    low, high, sigma = (np.array(column) for column in zip(*rows, strict=True))
    mean, information = fit(low.tolist(), high.tolist(), sigma.tolist())
    if not (np.isfinite(low).any() and np.isfinite(high).any()):
        assert math.isnan(mean)
        assert information == 0
        return
    best = brute_force(low, high, sigma)
    assert log_likelihood(mean, low, high, sigma) >= log_likelihood(best, low, high, sigma) - 1e-9
    assert information >= 0


@given(rows=st.lists(values(), min_size=2, max_size=8), step=st.just(1e-4))
def test_information_is_minus_the_second_derivative(rows: list[tuple[float, float, float]], step: float) -> None:
    low, high, sigma = (np.array(column) for column in zip(*rows, strict=True))
    mean, information = fit(low.tolist(), high.tolist(), sigma.tolist())
    if math.isnan(mean):
        return
    around = [log_likelihood(mean + shift, low, high, sigma) for shift in (-step, 0.0, step)]
    second = -(around[0] - 2 * around[1] + around[2]) / step**2
    assert_allclose(information, second, rtol=1e-3, atol=1e-4 * max(1.0, abs(around[1])))


def test_without_limits_the_fit_is_the_weighted_mean() -> None:
    mean, information = fit([1.0, 2.0, 4.0], [1.0, 2.0, 4.0], [1.0, 0.5, 1.0])
    assert_allclose(mean, (1 + 4 * 2 + 4) / 6)
    assert_allclose(information, 6.0)


def test_groups_are_fitted_each_on_its_own_and_in_any_row_order() -> None:
    low, high = np.array([0.0, -INF, 1.0, 5.0, 2.0]), np.array([0.0, 1.0, 1.0, 5.0, 2.5])
    sigma, group = np.array([0.5, 0.5, 0.4, 1.0, 0.3]), np.array([0, 0, 0, 1, 1])
    mean, information = location_fit(low, high, sigma, group, 3)
    order = np.array([4, 2, 0, 3, 1])
    again, same = location_fit(low[order], high[order], sigma[order], group[order], 3)
    assert_allclose(again, mean)
    assert_allclose(same, information)
    assert_allclose(mean[:2], [fit([0, -INF, 1], [0, 1, 1], [0.5, 0.5, 0.4])[0], fit([5, 2], [5, 2.5], [1.0, 0.3])[0]])
    assert math.isnan(mean[2])
    assert information[2] == 0


@given(shift=st.floats(-50, 50), scale=st.floats(0.01, 100))
def test_the_fit_moves_with_the_unit(shift: float, scale: float) -> None:
    low, high = np.array([-INF, 0.5, 1.2, 2.0]), np.array([0.7, 0.5, 1.9, INF])
    mean, information = fit(low.tolist(), high.tolist(), 0.6)
    moved, changed = fit((low * scale + shift).tolist(), (high * scale + shift).tolist(), 0.6 * scale)
    assert_allclose(moved, mean * scale + shift, rtol=1e-6, atol=1e-6 * scale)
    assert_allclose(changed * scale**2, information, rtol=1e-5)


def test_limits_far_from_everything_neither_break_nor_move_the_fit() -> None:
    mean, _ = fit([1.0, -INF, -40.0], [1.0, 60.0, 50.0], 0.2)
    assert_allclose(mean, 1.0, atol=1e-9)
    far, _ = fit([0.0, 30.0], [0.0, INF], 0.5)  # sixty sigma apart: the two pull as equals
    assert 14.5 < far < 15.5


@pytest.mark.parametrize(("low", "high"), [([-INF, -INF], [1.0, 2.0]), ([1.0, 2.0], [INF, INF]), ([-INF], [INF])])
def test_values_with_ends_on_one_side_only_have_no_estimate(low: list[float], high: list[float]) -> None:
    mean, information = fit(low, high, 0.5)
    assert math.isnan(mean)
    assert information == 0


@given(
    limit=st.floats(-10, 10),
    sigma=st.floats(0.05, 3),
    count=st.integers(1, 60),
    level=st.sampled_from([0.9, 0.95, 0.99]),
)
def test_the_bound_under_one_limit_has_its_closed_form(limit: float, sigma: float, count: int, level: float) -> None:
    bound = location_bound(np.full(count, limit), np.full(count, sigma), np.zeros(count, dtype=int), 1, level)
    assert_allclose(bound[0], limit - sigma * ndtri((1 - level) ** (1 / count)), atol=1e-8)


@given(limits=st.lists(st.tuples(st.floats(-5, 5), st.floats(0.1, 2)), min_size=1, max_size=10))
def test_the_bound_leaves_five_per_cent_chance_that_all_lie_below(limits: list[tuple[float, float]]) -> None:
    limit, sigma = (np.array(column) for column in zip(*limits, strict=True))
    bound = location_bound(limit, sigma, np.zeros(len(limits), dtype=int), 1)[0]
    expected = brentq(lambda mean: float(log_ndtr((limit - mean) / sigma).sum()) - math.log(0.05), -60, 60, xtol=1e-11)
    assert_allclose(bound, expected, atol=1e-7)


def test_more_days_below_the_limit_lower_the_bound_and_no_days_give_none() -> None:
    group = np.repeat([0, 1, 3], [1, 4, 9])
    bound = location_bound(np.zeros(14), np.full(14, 0.5), group, 4)
    assert bound[0] > bound[1] > bound[3]
    assert math.isnan(bound[2])
