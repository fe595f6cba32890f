"""The pieces of a censored likelihood, far out in the tail and for intervals of any width."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.integrate import quad
from scipy.special import log_ndtr
from scipy.stats import norm

from avloppsanalys.censoring.truncated_normal import below, between


def hazard_by_continued_fraction(distance: int, depth: int = 400) -> float:
    """Return phi(z) / Phi(z) at z = -distance after Laplace, in exact fractions: x + 1/(x + 2/(x + 3/(x + ...)))."""
    value = Fraction(distance)
    for term in range(depth, 0, -1):
        value = (distance + term / value).limit_denominator(10**25)
    return float(value)


@pytest.mark.parametrize("distance", [5, 10, 30, 38, 60, 1000])
def test_the_hazard_is_exact_far_below_the_mean(distance: int) -> None:
    log_mass, hazard = below(np.array([-float(distance)]))
    assert_allclose(hazard[0], hazard_by_continued_fraction(distance), rtol=1e-14)
    assert_allclose(log_mass[0], norm.logpdf(distance) - math.log(hazard[0]), rtol=1e-14)


@given(end=st.floats(-1e4, 1e4))
def test_the_chance_below_an_end_is_that_of_the_normal(end: float) -> None:
    log_mass, hazard = below(np.array([end]))
    assert_allclose(log_mass[0], log_ndtr(end), rtol=1e-12, atol=1e-300)
    assert hazard[0] >= max(-end, 0.0)  # the density over the chance, never less than the distance


@given(low=st.floats(-8, 8), width=st.floats(1e-5, 12))
def test_between_two_ends_all_parts_are_those_of_quadrature(low: float, width: float) -> None:
    high = low + width
    nearest = min(max(0.0, low), high)  # divide by the largest density, so that the integral is of size one

    def density(z: float, power: int = 0) -> float:
        return z**power * math.exp((nearest**2 - z**2) / 2)

    mass, _ = quad(density, low, high, points=[nearest], epsabs=0, epsrel=1e-12)
    mean, _ = quad(density, low, high, args=(1,), points=[nearest], epsabs=1e-13 * mass, epsrel=1e-12)
    log_mass, at_low, at_high, centre = (part[0] for part in between(np.array([low]), np.array([high])))
    assert_allclose(log_mass, math.log(mass / math.sqrt(2 * math.pi)) - nearest**2 / 2, rtol=1e-9, atol=1e-11)
    assert_allclose([at_low, at_high], [density(low) / mass, density(high) / mass], rtol=1e-9)
    assert_allclose(centre, mean / mass, rtol=1e-8, atol=1e-10)
    assert low <= centre <= high


@given(middle=st.floats(-60, 60))
def test_nothing_jumps_where_the_method_changes_with_the_width(middle: float) -> None:
    half = 1e-3 / max(abs(middle), 1.0) * np.array([1 - 1e-9, 1 + 1e-9])
    log_mass, at_low, at_high, mean = between(middle - half, middle + half)
    assert_allclose(log_mass[0], log_mass[1], atol=1e-8)
    assert_allclose([at_low[0], at_high[0]], [at_low[1], at_high[1]], rtol=1e-8)
    assert_allclose(mean[0], mean[1], atol=1e-8)


@pytest.mark.parametrize("far", [30.0, 60.0, 500.0])
def test_both_tails_are_mirror_images(far: float) -> None:
    lower = between(np.array([-far - 2]), np.array([-far]))
    upper = between(np.array([far]), np.array([far + 2]))
    assert lower[0][0] == upper[0][0]
    assert (lower[1][0], lower[2][0], lower[3][0]) == (upper[2][0], upper[1][0], -upper[3][0])
    assert_allclose(lower[3][0], -far - 1 / far, atol=2 / far**3)  # the mean of a far tail lies 1/z beyond its end
