"""Power of the test on a slope: the printed cells of the methods file, its closed form, and the exact noncentral t."""

import math

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.stats import nct, t

from avloppsanalys.power import (
    days_needed,
    detectable_change,
    estimated_errors,
    log_change_per_period,
    slope_power,
    slope_variance,
    smallest_detectable,
)
from avloppsanalys.power.slope import _integrated

NONE = math.inf
SCATTER = [(0.3, 0.05), (0.3, 0.1), (0.5, 0.05), (0.5, 0.1), (0.6, 0.15)]
"""Coefficient of variation of days, measurement included, and log sd between quarters."""

# Days per quarter for a power of 80 %: change a year, quarters -> one number for each scatter.
PRINTED = {
    (0.10, 8): [NONE, NONE, NONE, NONE, NONE],
    (0.10, 12): [15, NONE, 38, NONE, NONE],
    (0.10, 20): [3, 3, 6, 7, 15],
    (0.25, 8): [10, 57, 25, NONE, NONE],
    (0.25, 12): [2, 3, 6, 7, 14],
    (0.25, 20): [1, 1, 1, 1, 2],
    (-0.25, 8): [6, 10, 14, 25, NONE],
    (-0.25, 12): [2, 2, 4, 4, 6],
    (-0.25, 20): [1, 1, 1, 1, 1],
    (0.50, 8): [3, 4, 7, 8, 20],
    (0.50, 12): [1, 1, 2, 2, 3],
    (0.50, 20): [1, 1, 1, 1, 1],
}


@pytest.mark.parametrize(("change", "quarters"), PRINTED)
def test_days_per_quarter_as_printed(change: float, quarters: int) -> None:
    day = np.array([np.log1p(cv**2) for cv, _ in SCATTER])
    between = np.array([tau**2 for _, tau in SCATTER])
    assert days_needed(change, quarters, day, between).tolist() == PRINTED[change, quarters]


@pytest.mark.parametrize(("quarters", "printed"), [(8, [173, 83, 53]), (12, [65, 35, 24]), (20, [25, 14, 10])])
def test_smallest_detectable_rise_as_printed(quarters: int, printed: list[int]) -> None:
    variance = slope_variance(quarters, np.array([1, 3, 7]), np.log1p(0.5**2), 0.1**2)
    rise = np.expm1(4 * smallest_detectable(variance, quarters - 2))
    assert_allclose(100 * rise, printed, atol=0.5 + 1e-9)


def test_the_closed_form_agrees_with_the_exact_search_below_twenty_days() -> None:
    for change, quarters in PRINTED:
        for cv, tau in SCATTER:
            slope = float(log_change_per_period(change))
            day = float(np.log1p(cv**2))
            quantiles = t.ppf(0.975, quarters - 2) + t.ppf(0.8, quarters - 2)
            room = slope**2 * quarters * (quarters**2 - 1) / (12 * quantiles**2) - tau**2
            closed = math.ceil(day / room) if room > 0 else NONE
            found = float(days_needed(change, quarters, day, tau**2))
            assert abs(closed - found) <= 1 or min(closed, found) >= 20


def test_power_at_no_slope_is_the_size_and_grows_to_one() -> None:
    slope = np.array([0.0, 0.5, 1, 2, 4, 8, 40, 1e6])
    power = slope_power(slope, 0.25, 6)
    assert_allclose(power[0], 0.05, rtol=1e-9)
    assert np.all(np.diff(power) >= 0)
    assert power[-1] == 1
    assert slope_power(-1.0, 0.25, 6) == slope_power(1.0, 0.25, 6)


@pytest.mark.parametrize("df", [1, 2, 4, 10, 18, 300])
@pytest.mark.parametrize("shift", [0.3, 2.0, 5.0, 12.0])
def test_power_is_that_of_the_noncentral_t(shift: float, df: int) -> None:
    limit = t.ppf(0.975, df)
    lower = nct.cdf(-limit, df, shift)
    exact = nct.sf(limit, df, shift) + (lower if np.isfinite(lower) else 0.0)
    assert_allclose(slope_power(shift, 1.0, df), exact, rtol=1e-9)


@pytest.mark.parametrize("df", [1, 2, 4, 10, 18, 300])
@pytest.mark.parametrize("shift", [0.3, 2.0, 5.0, 12.0, 25.0])
def test_the_integral_for_where_the_library_has_no_number_agrees_with_it(shift: float, df: int) -> None:
    limit = t.ppf(0.975, df)
    found = _integrated(np.array([shift]), np.array([float(df)]), np.array([limit]))[0]
    assert_allclose(found, slope_power(shift, 1.0, df), atol=2e-5)


def test_power_has_a_number_wherever_the_library_has_none() -> None:
    shift, df = np.meshgrid(np.r_[0.0, np.geomspace(0.01, 1e4, 60)], np.r_[1:40, 100, 1000])
    power = slope_power(shift, 1.0, df)
    assert np.all((power >= 0.05 - 1e-6) & (power <= 1))
    assert np.all(np.diff(power, axis=1) > -1e-3)


def test_a_simulation_agrees_with_the_formula() -> None:
    rng = np.random.default_rng(4)
    quarters, days, series = 12, 3, 20_000
    day, between, slope = np.log1p(0.45**2), 0.1**2, float(log_change_per_period(0.25))
    means = slope * np.arange(quarters) + rng.standard_normal((series, quarters)) * np.sqrt(between + day / days)
    time = np.arange(quarters) - (quarters - 1) / 2
    estimate = means @ time / (time @ time)
    left = means - means.mean(axis=1, keepdims=True) - estimate[:, None] * time
    error = np.sqrt((left**2).sum(axis=1) / (quarters - 2) / (time @ time))
    seen = np.mean(np.abs(estimate) > error * t.ppf(0.975, quarters - 2))
    assert_allclose(slope_power(slope, slope_variance(quarters, days, day, between), quarters - 2), seen, atol=0.012)


@pytest.mark.parametrize("power", [0.5, 0.8, 0.95])
@pytest.mark.parametrize("df", [1, 4, 18])
def test_the_smallest_detectable_slope_has_the_wanted_power(df: int, power: float) -> None:
    found = smallest_detectable(0.04, df, power=power)
    assert_allclose(slope_power(found, 0.04, df), power, rtol=1e-6)


@pytest.mark.parametrize("error", [0.02, 0.05, 0.1])
def test_a_change_that_the_band_would_call_unchanged_is_not_detectable(error: float) -> None:
    rng, df, band = np.random.default_rng(6), 10, float(np.log(1.25))
    change = detectable_change(estimated_errors([error], [df]), band=band)[0]
    estimate = change + error * rng.standard_normal(40_000)
    reach = t.ppf(0.975, df) * error * np.sqrt(rng.chisquare(df, 40_000) / df)
    named = (estimate > reach) & (estimate + reach > band)
    assert_allclose(named.mean(), 0.8, atol=0.012)


@pytest.mark.parametrize("df", [2.5, 4, 18])
def test_without_a_band_it_is_the_smallest_detectable_slope(df: float) -> None:
    found = detectable_change(estimated_errors([0.2], [df]), band=1e-9)
    assert_allclose(found, smallest_detectable(0.04, df), rtol=0.01)


def test_no_change_is_detectable_without_degrees_of_freedom() -> None:
    assert detectable_change(estimated_errors([0.1, np.nan], [0.0, 5.0]), band=0.2).tolist() == [np.inf, np.inf]
