"""Groups that cannot be fitted say why; nothing breaks, and no group disturbs another."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from avloppsanalys.censoring import CensoringError, LognormalFit, lognormal_fit, moderated_lognormal_fit

INF, NAN = math.inf, math.nan
Rows = list[tuple[float, float]]
NUMBERS = ("mu", "sigma", "mu_se", "log_sigma_se", "covariance", "df", "log_likelihood")


def fit(rows: Rows, prior: tuple[float, float] | None = None) -> LognormalFit:
    """Fit one group, given as pairs of log ends."""
    low, high = np.array([row[0] for row in rows], dtype=float), np.array([row[1] for row in rows], dtype=float)
    group = np.zeros(len(rows), dtype=int)
    if prior is None:
        return lognormal_fit(low, high, group, 1)
    return moderated_lognormal_fit(low, high, group, 1, np.array([prior[0]]), np.array([prior[1]]))


@pytest.mark.parametrize(
    ("rows", "plain", "moderated"),
    [
        ([], "no_values", "no_values"),
        ([(-INF, NAN), (NAN, NAN), (-INF, INF), (-INF, -INF)], "no_values", "no_values"),
        ([(-INF, 1.0)], "all_below", "all_below"),
        ([(-INF, 1.0), (-INF, 2.0), (-INF, NAN)], "all_below", "all_below"),
        ([(1.0, INF), (2.0, INF)], "all_above", "all_above"),
        ([(1.0, 1.0)], "too_few_detects", "ok"),
        ([(-INF, 0.0), (-INF, 0.0), (1.0, 1.0)], "too_few_detects", "ok"),
        ([(1.0, 1.0), (1.0, 1.0), (-INF, 2.0)], "scatter_undetermined", "ok"),
        ([(0.0, 2.0), (1.0, 3.0), (-INF, 2.0)], "scatter_undetermined", "ok"),
        ([(0.0, INF), (1.0, INF), (-INF, 0.5)], "scatter_undetermined", "ok"),
        ([(0.4, INF), (0.4, INF), (-1.3, 0.4 - 1e-16)], "scatter_undetermined", "ok"),
        ([(0.0, 1.0), (2.0, 3.0)], "ok", "ok"),
        ([(1.0, 1.0), (1.0, 1.0), (-INF, 0.5)], "ok", "ok"),
        ([(1.0, 1.0), (1.2, 1.2), (-INF, 40.0)], "ok", "ok"),
        ([(1.0, 1.0), (1.2, 1.2)], "ok", "ok"),
        ([(-20.0, 20.0)], "too_few_detects", "level_undetermined"),
    ],
)
def test_where_there_is_no_estimate_the_reason_is_told(rows: Rows, plain: str, moderated: str) -> None:
    for found, status in ((fit(rows), plain), (fit(rows, (0.1, 4.0)), moderated)):
        assert found.status[0] == status
        numbers = [getattr(found, name)[0] for name in NUMBERS]
        assert np.isfinite(numbers).all() == (status == "ok")
        assert np.isnan(numbers).all() == (status != "ok")
        assert np.isnan(found.mean_interval()).all() == (status != "ok")


@pytest.mark.parametrize("prior", [(0.0, 4.0), (-1.0, 4.0), (NAN, 4.0), (INF, 4.0), (0.1, 0.0), (0.1, NAN)])
def test_without_a_usable_prior_there_is_no_moderated_fit(prior: tuple[float, float]) -> None:
    assert fit([(1.0, 1.0), (2.0, 2.0)], prior).status[0] == "no_prior"


def test_values_without_a_known_limit_are_left_out_and_counted() -> None:
    rows: Rows = [(1.0, 1.0), (1.5, 1.5), (-INF, 0.5)]
    with_it, without = fit([*rows, (-INF, NAN), (-INF, INF)]), fit(rows)
    assert [getattr(with_it, name)[0] for name in NUMBERS] == [getattr(without, name)[0] for name in NUMBERS]
    assert (with_it.n[0], with_it.n_detected[0], with_it.n_unknown[0]) == (3, 2, 2)
    assert (without.n[0], without.n_detected[0], without.n_unknown[0]) == (3, 2, 0)


# Ends that often meet: ties, limits at a value, intervals that touch.
tied_ends = st.tuples(st.integers(-3, 3), st.sampled_from(["known", "below", "between", "above"])).map(
    lambda pair: {
        "known": (float(pair[0]), float(pair[0])),
        "below": (-INF, float(pair[0])),
        "between": (float(pair[0]), pair[0] + 2.0),
        "above": (float(pair[0]), INF),
    }[pair[1]]
)
wild_ends = st.tuples(
    st.floats(-1e3, 1e3) | st.sampled_from([-INF, NAN]), st.floats(0, 1e3) | st.sampled_from([0.0, 0.0, INF, NAN, 1e-8])
).map(lambda pair: (pair[0], pair[1] if pair[0] == -INF else pair[0] + pair[1]))


@given(
    groups=st.lists(st.lists(wild_ends | tied_ends, max_size=8), min_size=1, max_size=8),
    prior=st.tuples(st.floats(1e-3, 10), st.sampled_from([1.0, 3.8, 1e3, INF])),
)
def test_no_group_breaks_the_fit_or_its_neighbours(groups: list[Rows], prior: tuple[float, float]) -> None:
    low, high = (np.array([row[end] for rows in groups for row in rows], dtype=float) for end in (0, 1))
    group = np.repeat(np.arange(len(groups)), [len(rows) for rows in groups])
    variance, df = (np.full(len(groups), number) for number in prior)
    for together, single in (
        (lognormal_fit(low, high, group, len(groups)), [fit(rows) for rows in groups]),
        (
            moderated_lognormal_fit(low, high, group, len(groups), variance, df),
            [fit(rows, prior) for rows in groups],
        ),
    ):
        assert "not_converged" not in together.status
        assert together.status.tolist() == [one.status[0] for one in single]
        for name in NUMBERS:
            numbers = getattr(together, name)
            assert (np.isfinite(numbers) == (together.status == "ok")).all()
            assert_allclose(numbers, [getattr(one, name)[0] for one in single], rtol=1e-6, atol=1e-9)
        lower, upper = together.median_interval()
        assert (lower <= upper)[together.status == "ok"].all()


@pytest.mark.parametrize(
    ("low", "high", "group", "message"),
    [
        (
            [2.0, 0.0, 3.0],
            [1.0, 0.0, 2.0],
            [0, 0, 0],
            "2 values have a low end above the high one, at positions 0, 2. Give the log of the lower limit first.",
        ),
        (
            [0.0] * 7,
            [-1.0] * 7,
            [0] * 7,
            "7 values have a low end above the high one, at positions 0, 1, 2, 3, 4 ..."
            ". Give the log of the lower limit first.",
        ),
        (
            [0.0, 0.0],
            [0.0],
            [0, 0],
            "The arrays must have one dimension and the same length: log_low (2,), log_high (1,), group (2,).",
        ),
        (
            [0.0, 0.0],
            [0.0, 0.0],
            [0, 1],
            "1 group codes lie outside 0 to 0, the first 1 at position 1. Number the groups from 0.",
        ),
    ],
)
def test_arrays_that_do_not_belong_together_are_refused(
    low: list[float], high: list[float], group: list[int], message: str
) -> None:
    with pytest.raises(CensoringError) as caught:
        lognormal_fit(np.array(low), np.array(high), np.array(group), 1)
    assert str(caught.value) == message
