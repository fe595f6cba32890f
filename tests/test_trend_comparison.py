"""Two periods, and four against the four before: by hand, by simulation, and what cancels."""

import numpy as np
import numpy.typing as npt
import pytest
from numpy.testing import assert_allclose

from avloppsanalys.trend import PeriodScatter, compare_periods, four_period_weights

Floats = npt.NDArray[np.float64]


def scatter(count: int, day: float = 0.2, campaign: float = 0.02, period: float = 0.0) -> PeriodScatter:
    one = np.ones(count)
    return PeriodScatter(
        day_variance=day * one,
        day_df=10 * one,
        campaign_variance=campaign * one,
        campaign_df=3 * one,
        period_variance=period * one,
        period_df=np.full(count, np.inf),
    )


def test_two_periods_by_hand() -> None:
    weights = np.array([[-1.0, 0.0, 1.0]])
    found = compare_periods(
        np.array([[1.0, np.nan, 1.5]]),
        weights,
        np.array([[2.0, 0, 4]]),
        np.array([[1.0, 0, 2]]),
        np.zeros((1, 3), dtype=int),
        scatter(1),
    )
    day, campaign = 0.2 * (1 / 2 + 1 / 4), 0.02 * (1 + 1 / 2)
    assert_allclose(found.estimate[0], 0.5)
    assert_allclose(found.standard_error[0] ** 2, day + campaign)
    assert_allclose(found.df[0], (day + campaign) ** 2 / (day**2 / 10 + campaign**2 / 3))


@pytest.mark.parametrize("why", ["other block", "no number", "no weights"])
def test_what_cannot_be_compared_has_no_number(why: str) -> None:
    mean = np.array([[1.0, 2.0]])
    if why == "no number":
        mean[0, 0] = np.nan
    found = compare_periods(
        mean,
        np.zeros((1, 2)) if why == "no weights" else np.array([[-1.0, 1.0]]),
        np.full((1, 2), 2.0),
        np.ones((1, 2)),
        np.array([[0, 1 if why == "other block" else 0]]),
        scatter(1),
    )
    assert np.isnan([found.estimate[0], found.standard_error[0], found.p_value()[0], found.interval()[0][0]]).all()


def test_errors_that_all_periods_share_cancel_and_seasons_too() -> None:
    rng = np.random.default_rng(1)
    mean = rng.normal(size=(5, 9))
    block = np.zeros((5, 9), dtype=int)
    weights, pairs = four_period_weights(mean, block)
    season = np.resize([0.5, -0.3, 0.1, 0.9], 9)
    assert pairs.tolist() == [4] * 5
    before = (weights * mean).sum(axis=1)
    assert_allclose((weights * (mean + 7 + season)).sum(axis=1), before)
    assert_allclose(before, mean[:, 5:].mean(axis=1) - mean[:, 1:5].mean(axis=1))


def test_pairs_lie_in_the_block_of_the_latest_number() -> None:
    mean = np.zeros((3, 9))
    mean[1, 8] = np.nan
    block = np.array([[0, 0, 0, 1, 1, 1, 1, 1, 1], [0] * 8 + [1], [0, 0, 0, 0, 0, 1, 1, 1, 1]])
    weights, pairs = four_period_weights(mean, block)
    assert pairs.tolist() == [2, 4, 0]
    assert_allclose(weights.sum(axis=1), 0)
    assert not four_period_weights(mean[:, :7], block[:, :7])[1].any()


def test_the_interval_of_a_comparison_covers_as_often_as_it_says() -> None:
    rng = np.random.default_rng(6)
    count, df = 8000, 8
    day = 0.2 * rng.chisquare(df, count) / df
    moderated = PeriodScatter(
        day_variance=day,
        day_df=np.full(count, float(df)),
        campaign_variance=np.zeros(count),
        campaign_df=np.full(count, np.inf),
        period_variance=np.zeros(count),
        period_df=np.full(count, np.inf),
    )
    mean = np.array([0.0, 0.4]) + np.sqrt(0.2 / 3) * rng.normal(size=(count, 2))
    found = compare_periods(
        mean,
        np.tile([-1.0, 1.0], (count, 1)),
        np.full((count, 2), 3.0),
        np.ones((count, 2)),
        np.zeros((count, 2), dtype=int),
        moderated,
    )
    low, high = found.interval()
    assert_allclose(np.mean((low <= 0.4) & (high >= 0.4)), 0.95, atol=0.01)
