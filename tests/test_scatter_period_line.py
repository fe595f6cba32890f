"""A line through periods: against ordinary and generalised least squares, a dense likelihood, and its own laws."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.optimize import minimize_scalar

from avloppsanalys.scatter import Columns, correlated_period_line, independent_columns, line_design, period_line
from avloppsanalys.scatter.correlated_line import _filtered_likelihood
from avloppsanalys.scatter.period_line import _likelihoods

Floats = npt.NDArray[np.float64]


def made(seed: int, series: int = 4, periods: int = 12) -> tuple[Floats, Floats, Floats]:
    rng = np.random.default_rng(seed)
    mean = rng.normal(size=(series, periods)) * 0.4 + 0.05 * np.arange(periods)
    variance = rng.uniform(0.02, 0.3, size=(series, periods))
    years = 2021 + np.arange(periods) / 4
    return mean, variance, line_design(years, np.zeros((series, periods), dtype=int))


def dense(mean: Floats, covariance: Floats, x: Floats) -> tuple[float, Floats, Floats]:
    """Return the restricted log-likelihood, the coefficients and their covariance from a dense covariance matrix."""
    inverse = np.linalg.inv(covariance)
    unknown = np.linalg.inv(x.T @ inverse @ x)
    b = unknown @ x.T @ inverse @ mean
    left = mean - x @ b
    parts = np.linalg.slogdet(covariance)[1] - np.linalg.slogdet(unknown)[1] + left @ inverse @ left
    return -float(parts) / 2, b, np.asarray(unknown, dtype=float)


@pytest.mark.parametrize("seed", range(5))
def test_the_period_variance_is_where_a_dense_likelihood_has_its_maximum(seed: int) -> None:
    mean, variance, x = made(seed)
    line = period_line(mean, variance, x)
    for one in range(len(mean)):

        def loss(tau2: float, one: int = one) -> float:
            return -dense(mean[one], np.diag(tau2 + variance[one]), x[one])[0]

        best = minimize_scalar(loss, bounds=(0, 3), method="bounded", options={"xatol": 1e-10})
        assert -loss(line.period_variance[one]) >= -best.fun - 1e-9
        _, b, unknown = dense(mean[one], np.diag(line.period_variance[one] + variance[one]), x[one])
        left = mean[one] - x[one] @ b
        factor = float(np.sum(left**2 / (line.period_variance[one] + variance[one]))) / 10
        assert_allclose(line.slope[one], b[-1], rtol=1e-9)
        assert_allclose(line.factor[one], factor, rtol=1e-9)
        assert_allclose(line.standard_error[one], np.sqrt(unknown[-1, -1] * max(factor, 1)), rtol=1e-9)
        assert line.df[one] == 10


@pytest.mark.parametrize("known", [0.0, 0.001])
def test_periods_that_are_alike_give_ordinary_least_squares(known: float) -> None:
    from statsmodels.api import OLS  # type: ignore[import-untyped]

    mean, variance, x = made(1)
    line = period_line(mean, np.full(variance.shape, known), x)
    p_value, (low, high) = line.p_value(), line.interval()
    for one in range(len(mean)):
        fit = OLS(mean[one], x[one]).fit()
        assert_allclose([line.slope[one], line.standard_error[one]], [fit.params[-1], fit.bse[-1]], rtol=1e-7)
        assert_allclose([p_value[one], low[one], high[one]], [fit.pvalues[-1], *fit.conf_int()[-1]], rtol=1e-6)


@pytest.mark.parametrize(("tau2", "phi"), [(0.1, 0.0), (0.1, 0.5), (0.4, 0.9), (0.01, 0.3)])
def test_the_filtered_likelihood_is_the_dense_one_also_with_missing_periods(tau2: float, phi: float) -> None:
    mean, variance, x = made(7, series=1, periods=20)
    present = np.ones((1, 20), dtype=bool)
    present[0, [0, 5, 6, 19]] = False
    seen = present[0]
    columns = np.concatenate([x, mean[:, :, None]], axis=2) * present[:, :, None]
    found = _filtered_likelihood(columns, variance, present, np.array([[tau2]]), np.array([[phi]]))
    apart = np.abs(np.subtract.outer(np.arange(20), np.arange(20)))
    covariance = (tau2 * phi**apart + np.diag(variance[0]))[np.ix_(seen, seen)]
    assert_allclose(found[0, 0], dense(mean[0, seen], covariance, x[0, seen])[0], rtol=1e-10)
    if phi == 0:
        there = Columns.of(x * present[:, :, None])
        plain = _likelihoods(np.array([[tau2]]), variance, there, Columns.of(columns), present)
        assert_allclose(found, plain, rtol=1e-10)


def test_the_correlated_line_is_generalised_least_squares_at_what_it_found() -> None:
    rng = np.random.default_rng(3)
    level = np.zeros((6, 24))
    for period in range(1, 24):
        level[:, period] = 0.8 * level[:, period - 1] + 0.3 * rng.normal(size=6)
    variance = np.full(level.shape, 0.02)
    x = line_design(np.arange(24) / 4, np.zeros(level.shape, dtype=int))
    line = correlated_period_line(level, variance, x)
    apart = np.abs(np.subtract.outer(np.arange(24), np.arange(24)))
    for one in range(6):
        covariance = line.period_variance[one] * line.correlation[one] ** apart + np.diag(variance[one])
        likelihood, b, unknown = dense(level[one], covariance, x[one])
        assert_allclose([line.slope[one], line.covariance[one, -1, -1]], [b[-1], unknown[-1, -1]], rtol=1e-8)
        # Nothing on a fine lattice is likelier by more than the narrowing leaves.
        for tau2 in line.period_variance[one] * np.array([0.7, 0.9, 1.1, 1.4]):
            for phi in np.clip(line.correlation[one] + np.array([-0.1, 0.0, 0.1]), 0, 0.95):
                other = dense(level[one], tau2 * phi**apart + np.diag(variance[one]), x[one])[0]
                assert other + 0.2 * np.log1p(-phi) <= likelihood + 0.2 * np.log1p(-line.correlation[one]) + 0.02
    assert np.median(line.correlation) > 0.4


def test_the_correlated_line_is_less_certain_than_the_independent_one_when_the_level_wanders() -> None:
    wandering = np.sin(np.arange(20) / 2)[None] * 0.3 + 0.02 * np.arange(20)
    x = line_design(np.arange(20) / 4, np.zeros((1, 20), dtype=int))
    variance = np.full((1, 20), 0.001)
    assert correlated_period_line(wandering, variance, x).p_value() > period_line(wandering, variance, x).p_value()


@given(seed=st.integers(0, 50), shift=st.floats(-20, 20))
@settings(max_examples=25, deadline=None)
def test_moving_a_whole_block_changes_neither_slope_nor_p(seed: int, shift: float) -> None:
    mean, variance, _ = made(seed, periods=16)
    block = np.repeat([[0] * 5 + [1] * 7 + [2] * 4], len(mean), axis=0)
    x = line_design(np.arange(16) / 4, block, season=np.arange(16) % 4)
    moved = mean + shift * (block == 1)
    for kernel in (period_line, correlated_period_line):
        before, after = kernel(mean, variance, x), kernel(moved, variance, x)
        assert_allclose(after.slope, before.slope, atol=1e-6)
        assert_allclose(after.p_value(), before.p_value(), atol=1e-6)
        assert before.df.tolist() == [16 - 7] * len(mean)


def test_a_missing_period_is_as_one_that_was_never_there() -> None:
    mean, variance, x = made(2)
    mean[:, 4] = np.nan
    line = period_line(mean, variance, x)
    keep = np.arange(12) != 4
    short = period_line(mean[:, keep], variance[:, keep], x[:, keep])
    assert_allclose(line.slope, short.slope)
    assert_allclose(line.p_value(), short.p_value())
    assert_allclose(line.df, short.df)


def test_time_counts_in_years_and_not_in_steps() -> None:
    mean, variance, _ = made(3)
    block = np.zeros(mean.shape, dtype=int)
    quarters = period_line(mean, variance, line_design(np.arange(12) / 4, block))
    months = period_line(mean, variance, line_design(np.arange(12) / 12, block))
    assert_allclose(months.slope, 3 * quarters.slope)
    assert_allclose(months.p_value(), quarters.p_value())


@pytest.mark.parametrize("present", [0, 1, 2])
def test_too_few_periods_give_no_slope_and_no_warning(present: int) -> None:
    mean, variance, _ = made(4, series=2)
    mean[0, present:] = np.nan
    block = np.where(np.isfinite(mean), 0, -1)
    x = line_design(np.arange(12) / 4, block)
    for kernel in (period_line, correlated_period_line):
        line = kernel(mean, variance, x)
        assert np.isnan(line.p_value()[0])
        assert np.isnan(line.interval()[0][0])
        assert np.isfinite(line.p_value()[1])


def test_no_series_at_all_is_no_error() -> None:
    empty = np.empty((0, 8))
    assert period_line(empty, empty, np.empty((0, 8, 2))).slope.shape == (0,)
    assert correlated_period_line(empty, empty, np.empty((0, 8, 2))).slope.shape == (0,)


def test_season_terms_come_with_sixteen_periods_and_only_where_they_say_something() -> None:
    block = np.zeros((3, 16), dtype=int)
    block[1, 3] = -1  # fifteen periods
    block[2, 1::2] = -1  # two quarters of each year
    x = line_design(np.arange(16) / 4, block, season=np.arange(16) % 4)
    assert np.any(x != 0, axis=1).sum(axis=1).tolist() == [5, 2, 2]
    later = line_design(np.arange(16) / 4, block[2:], season=np.arange(16) % 4, season_from=8)
    assert np.any(later != 0, axis=1).sum(axis=1).tolist() == [3]


def test_a_step_that_is_a_block_counts_once() -> None:
    block = np.array([[0, 0, 0, 0, 1, 1, 1, 1]])
    x = line_design(np.arange(8) / 4, block, steps=(block == 1)[:, :, None].astype(float))
    assert np.any(x != 0, axis=1).sum() == 3
    assert np.linalg.matrix_rank(x[0]) == 3


@given(seed=st.integers(0, 100))
@settings(max_examples=20, deadline=None)
def test_independent_columns_have_the_rank_of_all(seed: int) -> None:
    rng = np.random.default_rng(seed)
    x = rng.integers(-1, 2, size=(3, 6, 5)).astype(float)
    kept = independent_columns(x)
    for one, full in zip(kept, x, strict=True):
        assert np.any(one != 0, axis=0).sum() == np.linalg.matrix_rank(full) == np.linalg.matrix_rank(one)
