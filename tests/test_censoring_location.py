"""Mean and bound at a given scatter where limits lie tens of standard deviations away."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.special import log_ndtr, ndtri

from avloppsanalys.censoring import location_bound, location_fit

ONE = np.zeros(2, dtype=int)
INF = math.inf


@pytest.mark.parametrize("apart", [10.0, 30.0, 100.0, 1000.0])
def test_two_contrary_limits_meet_half_way(apart: float) -> None:
    mean, information = location_fit(np.array([apart, -INF]), np.array([INF, 0.0]), np.ones(2), ONE, 1)
    assert_allclose(mean[0], apart / 2, rtol=1e-12)
    z = apart / 2  # far out each limit weighs as a known value, but for 1 / z²
    assert_allclose(information[0], 2 - 2 / z**2 + 12 / z**4, atol=200 / z**6 + 1e-9)


@pytest.mark.parametrize("apart", [30.0, 300.0])
def test_a_value_and_a_limit_far_below_it_share_the_way(apart: float) -> None:
    """The mean m solves apart - m = hazard(-m), the hazard of a limit m below being m + 1/m - 2/m³."""
    mean, _ = location_fit(np.array([apart, -INF]), np.array([apart, 0.0]), np.ones(2), ONE, 1)
    m = mean[0]
    assert_allclose(apart - m, m + 1 / m - 2 / m**3, atol=20 / m**5)


def test_between_limits_too_far_to_pull_any_mean_is_as_good_and_the_information_says_so() -> None:
    low, high = np.array([-INF, -460.0]), np.array([240.0, -450.0])
    mean, information = location_fit(low, high, np.array([0.25, 0.3]), ONE, 1)
    assert -460 < mean[0] < -450
    assert information[0] < 1e-20


def test_a_value_without_a_known_limit_changes_nothing() -> None:
    low, high = np.array([1.0, -INF, -INF, np.nan]), np.array([1.0, 0.5, np.nan, 2.0])
    sigma, group = np.full(4, 0.5), np.zeros(4, dtype=int)
    with_it = location_fit(low, high, sigma, group, 1)
    without = location_fit(low[:2], high[:2], sigma[:2], group[:2], 1)
    assert (with_it[0][0], with_it[1][0]) == (without[0][0], without[1][0])


@given(
    limits=st.lists(st.tuples(st.floats(-300, 300), st.floats(0.05, 5)), min_size=1, max_size=12),
    level=st.sampled_from([0.5, 0.95, 0.999999]),
)
def test_the_bound_leaves_its_chance_however_far_the_limits_lie_apart(
    limits: list[tuple[float, float]], level: float
) -> None:
    limit, sigma = (np.array(column) for column in zip(*limits, strict=True))
    bound = location_bound(limit, sigma, np.zeros(len(limits), dtype=int), 1, level)[0]
    steepness = (np.exp(-((limit - bound) ** 2) / 2 / sigma**2 - log_ndtr((limit - bound) / sigma)) / sigma).sum()
    assert_allclose(log_ndtr((limit - bound) / sigma).sum(), math.log1p(-level), atol=1e-8 * max(1.0, steepness))


def test_the_bound_is_made_of_the_known_limits_alone() -> None:
    group = np.array([0, 0, 1, 2])
    bound = location_bound(np.array([1.0, np.nan, np.nan, INF]), np.full(4, 0.5), group, 4)
    assert_allclose(bound[0], 1.0 - 0.5 * ndtri(0.05), atol=1e-12)
    assert np.isnan(bound[1:]).all()
