"""Trend by ranks, against values counted by hand, scipy and simulation. Printed answers: tests/published."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.stats import kendalltau, theilslopes

from avloppsanalys.scatter import rank_trend


def test_the_slope_is_per_unit_of_time_and_not_per_step() -> None:
    values = np.array([[1.0, 3, 2, 5, 4, 7, 6, 9]])
    steps, years = rank_trend(values, np.arange(8.0)), rank_trend(values, 2021 + np.arange(8) / 4)
    assert_allclose([years.slope[0], years.p_value[0]], [4 * steps.slope[0], steps.p_value[0]])
    uneven = rank_trend(values, np.array([0.0, 1, 2, 3, 4, 5, 6, 13]))
    assert uneven.slope[0] < steps.slope[0]


@given(values=st.lists(st.integers(-4, 4), min_size=3, max_size=14))
def test_tau_b_and_the_slope_are_those_of_scipy(values: list[int]) -> None:
    y = np.array(values, dtype=float)
    time = np.arange(float(len(y))) ** 1.5
    found = rank_trend(y[None], time)
    assert_allclose(found.slope[0], theilslopes(y, time).slope, atol=1e-12)
    assert_allclose(found.intercept[0], theilslopes(y, time).intercept, atol=1e-12)
    assert_allclose(found.tau_b[0], kendalltau(time, y).statistic, atol=1e-12)


@given(values=st.lists(st.integers(0, 5), min_size=3, max_size=10), seed=st.integers(0, 99))
def test_the_variance_with_ties_is_that_of_all_orders(values: list[int], seed: int) -> None:
    y = np.array(values, dtype=float)
    rng = np.random.default_rng(seed)
    orders = rng.permuted(np.tile(y, (20_000, 1)), axis=1)
    found = rank_trend(orders, np.arange(float(len(y))))
    spread = float(np.var(found.score))
    assert_allclose(found.variance, found.variance[0])
    assert_allclose(spread, found.variance[0], rtol=0.08, atol=1e-9)


def test_missing_values_are_left_out_and_series_do_not_mix() -> None:
    rng = np.random.default_rng(1)
    values = rng.normal(size=(5, 12))
    values[2, [0, 4, 11]] = np.nan
    time = np.arange(12) / 4
    together = rank_trend(values, time)
    alone = rank_trend(values[2:3][:, np.isfinite(values[2])], time[np.isfinite(values[2])])
    for name in ("slope", "low", "high", "intercept", "score", "variance", "p_value", "tau_b", "season_intercept"):
        assert_allclose(getattr(together, name)[2], getattr(alone, name)[0])
    assert together.n.tolist() == [12, 12, 9, 12, 12]


def test_two_years_of_quarters_cannot_show_a_seasonal_trend() -> None:
    found = rank_trend(np.arange(8.0)[None] ** 2, np.arange(8) / 4, season=np.arange(8) % 4)
    assert (found.score[0], found.variance[0]) == (4, 4)
    assert found.p_value[0] > 0.05


def test_seasons_that_part_are_told_from_seasons_that_agree() -> None:
    # Four years without ties: S is 6 or -6, var S 4 * 3 * 13 / 18, so the chi-square of two is 2 * 36 / 8.667 = 8.3077.
    season = np.repeat([0, 1], 4)
    parting, agreeing = np.array([1.0, 2, 3, 4, 8, 7, 6, 5]), np.array([1.0, 2, 3, 4, 5, 6, 7, 8])
    found = rank_trend(np.stack([parting, agreeing]), np.tile(np.arange(4.0), 2), season=season)
    assert found.score.tolist() == [0, 12]
    assert_allclose(found.heterogeneity, [72 / (156 / 18), 0], atol=1e-12)
    assert_allclose(found.heterogeneity_p_value, [math.erfc(math.sqrt(8.307692 / 2)), 1], rtol=1e-6)


def test_a_season_that_cannot_vary_is_no_season() -> None:
    season, time = np.repeat([0, 1, 2], 4), np.tile(np.arange(4.0), 3)
    flat = np.array([[1.0, 2, 3, 4, 8, 7, 6, 5, 9, 9, 9, 9]])
    absent = np.where(season == 2, np.nan, flat)
    two = rank_trend(flat[:, :8], time[:8], season=season[:8])
    for found in (rank_trend(flat, time, season=season), rank_trend(absent, time, season=season)):
        assert_allclose(found.heterogeneity, two.heterogeneity)
        assert_allclose(found.heterogeneity_p_value, two.heterogeneity_p_value)


def test_one_season_has_no_heterogeneity_and_one_intercept() -> None:
    found = rank_trend(np.array([[1.0, 3, 2, 5, 4, 7, 6, 9]]), 2021 + np.arange(8) / 4)
    assert np.isnan(found.heterogeneity[0])
    assert np.isnan(found.heterogeneity_p_value[0])
    assert found.season_intercept[0] == found.intercept[0]


def test_the_season_intercept_is_of_the_slopes_of_the_seasons() -> None:
    # Two seasons of three years: slopes 1 and 3, medians 1 and 3 at year 2001. Their common slope is 2.
    values, season = np.array([[0.0, 1, 2, 0, 3, 6]]), np.repeat([0, 1], 3)
    found = rank_trend(values, np.tile([2000.0, 2001, 2002], 2), season=season)
    assert found.slope[0] == 2
    assert found.season_intercept[0] == np.median([1 - 1 * 2001, 3 - 3 * 2001])
    assert found.intercept[0] == 1.5 - 2 * 2001


@pytest.mark.parametrize("values", [[np.nan] * 4, [1.0, np.nan, np.nan, np.nan], [2.0, 2.0, 2.0, 2.0]])
def test_nothing_to_compare_gives_no_p_and_no_warning(values: list[float]) -> None:
    found = rank_trend(np.array([values]), np.arange(4.0))
    assert np.isnan(found.p_value[0])


@pytest.mark.parametrize("shape", [(0, 4), (2, 0), (0, 0)])
def test_no_series_or_no_periods_is_an_empty_answer(shape: tuple[int, int]) -> None:
    found = rank_trend(np.zeros(shape), np.arange(float(shape[1])))
    assert found.slope.shape == (shape[0],)
    assert np.isnan(found.p_value).all()


def test_the_interval_covers_a_true_slope_as_often_as_it_says() -> None:
    rng = np.random.default_rng(5)
    time = np.arange(16) / 4
    found = rank_trend(0.2 * time + 0.3 * rng.normal(size=(4000, 16)), time)
    covered = np.mean((found.low <= 0.2) & (found.high >= 0.2))
    assert 0.935 <= covered <= 0.97
