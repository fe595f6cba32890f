"""Scatter between days: pooled within clusters, moderated, and the degrees of freedom of sums."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.stats import chi2

from avloppsanalys.scatter import lift_reach, moderated_variance, satterthwaite_df, within_group_variance
from avloppsanalys.scatter.variance import DAY_EXCESS_KURTOSIS

VALUES = st.lists(st.tuples(st.floats(-5, 5), st.integers(0, 2), st.integers(0, 3)), max_size=30)


@given(rows=VALUES)
def test_within_group_variance_agrees_with_a_plain_loop(rows: list[tuple[float, int, int]]) -> None:
    values = np.array([value for value, _, _ in rows])
    series = np.array([one for _, one, _ in rows], dtype=int)
    cluster = np.array([one * 4 + week for _, one, week in rows], dtype=int)
    variance, df = within_group_variance(values, series, cluster, 3)
    for one in range(3):
        runs = [values[cluster == week] for week in range(one * 4, one * 4 + 4)]
        freedom = sum(max(len(run) - 1, 0) for run in runs)
        worth = sum(2 / (2 / (len(run) - 1) + DAY_EXCESS_KURTOSIS / len(run)) for run in runs if len(run) > 1)
        squares = sum(float(np.sum((run - run.mean()) ** 2)) for run in runs if len(run))
        assert_allclose(df[one], worth)
        assert_allclose(variance[one], squares / freedom if freedom else 0.0, atol=1e-9)


@given(rows=VALUES, shift=st.floats(-100, 100))
def test_a_shift_of_a_whole_cluster_changes_nothing(rows: list[tuple[float, int, int]], shift: float) -> None:
    values = np.array([value for value, _, _ in rows])
    series = np.array([one for _, one, _ in rows], dtype=int)
    cluster = np.array([one * 4 + week for _, one, week in rows], dtype=int)
    moved = values + np.where(cluster == 0, shift, 0.0)
    before, after = within_group_variance(values, series, cluster, 3), within_group_variance(moved, series, cluster, 3)
    assert_allclose(after[0], before[0], atol=1e-6)
    assert_allclose(after[1], before[1])


@given(df=st.floats(0.5, 200), level=st.floats(0.5, 0.99))
def test_the_lift_reaches_to_the_ends_of_the_interval_of_its_variance_and_further_up(df: float, level: float) -> None:
    below, above = lift_reach(np.array([0.3]), np.array([df]), level)[:, 0]
    ends = [0.3 * df / float(chi2.ppf(tail, df)) for tail in ((1 + level) / 2, (1 - level) / 2)]
    assert_allclose([0.15 - below, 0.15 + above], [min(ends[0], 0.3) / 2, max(ends[1], 0.3) / 2])
    assert 0 <= below < 0.15
    assert above > below or df < 3 or level < 0.9


def test_missing_values_are_left_out_and_take_no_degrees_of_freedom() -> None:
    values = np.array([1.0, np.nan, 3.0, np.inf, np.nan])
    variance, df = within_group_variance(values, np.array([0, 0, 0, 0, 1]), np.array([0, 0, 0, 0, 1]), 2)
    assert (variance.tolist(), df.tolist()) == ([2.0, 0.0], [0.4, 0.0])


@given(own=st.floats(0, 5), df=st.integers(0, 100), prior=st.floats(1e-4, 5), prior_df=st.floats(0.5, 20))
def test_a_moderated_variance_lies_between_the_two_and_their_degrees_of_freedom_add(
    own: float, df: int, prior: float, prior_df: float
) -> None:
    one = np.ones(1)
    variance, total = moderated_variance(own * one, df * one, prior * one, prior_df * one)
    assert min(own, prior) - 1e-9 <= variance[0] <= max(own, prior) + 1e-9
    assert_allclose(total[0], df + prior_df)
    if df == 0:
        assert_allclose(variance[0], prior)


def test_satterthwaite_by_hand() -> None:
    inf = math.inf
    parts = np.array([[1.0, 4.0, 1.0, 0.0], [1.0, 1.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0]])
    df = np.array([[5.0, 4.0, 7.0, 3.0], [5.0, 2.0, 9.0, 3.0], [inf, inf, inf, inf]])
    # (1+1)²/(1/5+1/5) = 10; (4+1+1)²/(16/4+1/2) = 8; a single part keeps its own; nothing at all is known exactly.
    assert_allclose(satterthwaite_df(parts, df), [10.0, 8.0, 7.0, inf])


@given(
    parts=st.lists(st.floats(1e-6, 10), min_size=1, max_size=6), df=st.lists(st.floats(1, 200), min_size=6, max_size=6)
)
def test_satterthwaite_lies_between_the_smallest_and_the_sum_of_degrees_of_freedom(
    parts: list[float], df: list[float]
) -> None:
    known = np.array(df[: len(parts)])
    found = satterthwaite_df(np.array(parts)[:, None], known[:, None])[0]
    assert known.min() - 1e-6 <= found <= known.sum() + 1e-6


@pytest.mark.parametrize("factor", [1e-6, 1.0, 1e6])
def test_satterthwaite_does_not_depend_on_the_unit(factor: float) -> None:
    parts, df = np.array([[1.0], [2.0]]), np.array([[3.0], [8.0]])
    assert_allclose(satterthwaite_df(parts * factor, df), satterthwaite_df(parts, df))
