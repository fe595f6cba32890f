"""The line from single days: laws, limits, and what is decided when there is little."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.optimize import minimize

from avloppsanalys.scatter import line_design
from avloppsanalys.trend import Days, assess_days, correlated_line, day_line

Floats = npt.NDArray[np.float64]
SD = 0.43


def days_of(logs: Floats, limit: Floats | float = -np.inf, campaign: npt.NDArray[np.int64] | None = None) -> Days:
    """Return the days of an array (series, periods, days); missing ones are not there, those below `limit` are so."""
    series, period, day = np.nonzero(np.isfinite(logs))
    value = logs[series, period, day]
    end = np.broadcast_to(limit, logs.shape)[series, period, day]
    return Days(
        log_low=np.where(value < end, -np.inf, value),
        log_high=np.maximum(value, end),
        series=series,
        period=period,
        campaign=day if campaign is None else campaign[day],
        worth=np.ones(len(value)),
    )


def design_of(logs: Floats) -> Floats:
    return line_design(np.arange(logs.shape[1]) / 4, np.zeros(logs.shape[:2], dtype=int))


def noise(seed: int, series: int = 3, periods: int = 12, days: int = 3) -> Floats:
    return SD * np.random.default_rng(seed).normal(size=(series, periods, days))


@pytest.mark.parametrize("weeks", [False, True])
def test_without_limits_it_is_the_restricted_likelihood_of_the_nested_model(weeks: bool) -> None:
    rng = np.random.default_rng(8)
    logs = noise(8, series=2, days=4) + 0.3 * rng.normal(size=(2, 12, 1))
    logs[0, 3, 1:] = np.nan
    logs[1, 7, 2:] = np.nan
    campaign = np.array([0, 0, 1, 1]) if weeks else np.zeros(4, dtype=int)
    days = days_of(logs, campaign=campaign)
    design = design_of(logs)
    fitted = day_line(days, design)
    for one in range(2):
        mine = days.series == one
        y, period = days.log_high[mine], days.period[mine]
        same = period[:, None] == period[None, :]
        week = same & (days.campaign[mine][:, None] == days.campaign[mine][None, :])
        x = design[one, period]
        between = fitted.campaign_variance[one]

        def loss(
            logs_of: Floats, y: Floats = y, x: Floats = x, same: Floats = same, week: Floats = week, c: float = between
        ) -> float:
            day, tau2 = np.exp(logs_of)
            v = tau2 * same + c * week + day * np.eye(len(y))
            inverse = np.linalg.inv(v)
            square = x.T @ inverse @ x
            left = y - x @ np.linalg.solve(square, x.T @ inverse @ y)
            return float(np.linalg.slogdet(v)[1] + np.linalg.slogdet(square)[1] + left @ inverse @ left)

        best = minimize(loss, np.log([0.2, 0.1]), method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-12})
        found = np.log([fitted.day_variance[one], fitted.line.period_variance[one]])
        assert loss(found) == pytest.approx(best.fun, abs=1e-6)


@given(seed=st.integers(0, 99), shift=st.floats(-9, 9))
@settings(max_examples=15, deadline=None)
def test_multiplying_a_whole_block_changes_neither_slope_nor_p_nor_word(seed: int, shift: float) -> None:
    logs = noise(seed, periods=18) + 0.06 * np.arange(18)[:, None]
    block = np.repeat([[0] * 8 + [1] * 10], 3, axis=0)
    moved = logs + shift * (block == 1)[:, :, None]
    limit = np.full(logs.shape, -0.3)
    results = [
        assess_days(days_of(one, end), np.arange(18) / 4, block, np.arange(18) % 4)
        for one, end in ((logs, limit), (moved, limit + shift * (block == 1)[:, :, None]))
    ]
    first, second = results
    assert_allclose(second.fitted.line.slope, first.fitted.line.slope, atol=1e-5)
    assert_allclose(second.p_value(), first.p_value(), atol=1e-4)
    assert second.decide() == first.decide()


def test_limits_below_every_day_change_nothing() -> None:
    logs = noise(5)
    plain = day_line(days_of(logs), design_of(logs))
    limited = day_line(days_of(logs, -50.0), design_of(logs))
    assert_allclose(limited.line.p_value(), plain.line.p_value())


def test_a_day_known_within_a_hair_is_a_known_day() -> None:
    logs = noise(6)
    days = days_of(logs)
    narrow = replace(days, log_low=days.log_low - 1e-4, log_high=days.log_high + 1e-4)
    exact, found = day_line(days, design_of(logs)), day_line(narrow, design_of(logs))
    assert_allclose(found.line.slope, exact.line.slope, atol=1e-5)
    assert_allclose(found.day_variance, exact.day_variance, rtol=1e-3)


def test_a_period_all_below_pulls_the_line_down_and_is_not_a_number() -> None:
    logs = np.full((1, 10, 3), 0.0) + 0.2 * np.random.default_rng(2).normal(size=(1, 10, 3))
    low = logs.copy()
    low[0, :3] = -2.0
    below = day_line(days_of(low, -0.9), design_of(low))
    low[0, :3] = np.nan
    without = day_line(days_of(low), design_of(low))
    assert below.n_quantified[0] == 7
    assert below.n_periods[0] == 10
    assert below.line.slope[0] > without.line.slope[0] + 0.2


def test_one_day_a_period_is_ordinary_least_squares() -> None:
    from statsmodels.api import OLS  # type: ignore[import-untyped]

    logs = noise(9, days=1)
    fitted = day_line(days_of(logs), design_of(logs))
    for one in range(3):
        fit = OLS(logs[one, :, 0], design_of(logs)[one]).fit()
        assert_allclose(fitted.line.slope[one], fit.params[-1], rtol=1e-7)
        assert_allclose(fitted.line.p_value()[one], fit.pvalues[-1], rtol=1e-5)


def test_a_prior_moderates_the_variance_of_days() -> None:
    logs = noise(3, days=2)
    own = day_line(days_of(logs), design_of(logs)).day_variance
    one = np.ones(3)
    found = day_line(days_of(logs), design_of(logs), prior_variance=0.6 * one, prior_df=1000 * one).day_variance
    assert np.all(np.abs(found - 0.6) < 0.02)
    assert np.all(own < 0.4)


def test_series_do_not_mix() -> None:
    logs = noise(11, series=4, periods=16)
    together = day_line(days_of(logs, -0.3), design_of(logs))
    wandering = correlated_line(together, design_of(logs))
    for one in range(4):
        alone = day_line(days_of(logs[one : one + 1], -0.3), design_of(logs[one : one + 1]))
        assert_allclose(alone.line.slope[0], together.line.slope[one], atol=1e-5)
        assert_allclose(
            correlated_line(alone, design_of(logs[one : one + 1])).slope[0], wandering.slope[one], atol=1e-4
        )


@pytest.mark.parametrize(
    ("name", "verdict", "reason"),
    [
        ("all below", "not_assessable", "mostly_below_limit"),
        ("one period", "not_assessable", "too_few_periods"),
        ("two periods", "not_assessable", "too_few_periods"),
        ("five periods", "not_assessable", "too_few_periods"),
        ("no days", "not_assessable", "too_few_periods"),
        ("a level that never moves", "unchanged", "inside_band"),
        ("doubling each year", "increasing", "excludes_zero"),
    ],
)
def test_the_word_when_there_is_little(name: str, verdict: str, reason: str) -> None:
    logs = noise(1, series=1, periods=12)
    limit = -np.inf
    if name == "all below":
        limit = 9.0
    elif name.endswith(("period", "periods")):
        logs[0, {"one": 1, "two": 2, "five": 5}[name.split()[0]] :] = np.nan
    elif name == "no days":
        logs[:] = np.nan
    elif name == "a level that never moves":
        logs *= 0.1
    else:
        logs += np.log(2) / 4 * np.arange(12)[:, None]
    found = assess_days(days_of(logs, limit), np.arange(12) / 4, np.zeros((1, 12), dtype=int))
    decision = found.decide()[0]
    assert (decision.verdict, decision.reason) == (verdict, reason)


def test_a_block_without_any_number_is_left_out() -> None:
    logs = noise(4, series=1, periods=14)
    block = np.array([[0] * 4 + [1] * 10])
    limit = np.where(block == 0, 9.0, -np.inf)[:, :, None]
    found = assess_days(days_of(logs, limit), np.arange(14) / 4, block)
    alone = assess_days(days_of(logs[:, 4:]), np.arange(10) / 4, block[:, 4:])
    assert_allclose(found.fitted.line.p_value(), alone.fitted.line.p_value(), rtol=1e-6)


def test_samples_that_are_all_worth_k_days_change_nothing_but_the_scatter_of_a_day() -> None:
    logs = noise(8)
    days, design = days_of(logs, limit=-0.3), design_of(noise(8))
    single, composite = day_line(days, design), day_line(replace(days, worth=np.full(len(days.series), 7.0)), design)
    assert_allclose(composite.line.slope, single.line.slope, rtol=1e-5)
    assert_allclose(composite.line.standard_error, single.line.standard_error, rtol=1e-4)
    assert_allclose(composite.day_variance, 7 * single.day_variance, rtol=1e-4)


def test_composites_of_a_week_between_single_days_are_known_better_and_weigh_more() -> None:
    rng, series, periods = np.random.default_rng(9), 1500, 12
    worth = np.where(np.arange(periods) % 2 == 0, 7.0, 1.0)
    logs = SD * rng.normal(size=(series, periods, 3)) / np.sqrt(worth)[:, None]
    days, design = days_of(logs), design_of(logs)
    weighted = day_line(replace(days, worth=worth[days.period]), design).line
    flat = day_line(days, design).line
    assert weighted.slope.var() < 0.8 * flat.slope.var()
    low, high = weighted.interval(0.95)
    assert 0.94 < np.mean((low < 0) & (high > 0)) < 0.99


def test_series_that_come_to_rest_at_different_times_are_what_they_are_alone() -> None:
    logs = noise(31, series=6, periods=16, days=2)
    limit = np.array([-np.inf, -0.3, -np.inf, 0.0, 0.2, -np.inf])[:, None, None]
    together = day_line(days_of(logs, limit), design_of(logs))
    for one in range(6):
        alone = day_line(days_of(logs[one : one + 1], limit[one : one + 1]), design_of(logs[one : one + 1]))
        assert_allclose(alone.day_variance[0], together.day_variance[one], rtol=1e-9)
        assert_allclose(alone.mean[0], together.mean[one], rtol=1e-9, atol=1e-9)
