"""Components on the log scale: conversions, intervals, and how shared errors add up."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from avloppsanalys.tables import ALL_COMPONENTS, SHARED_COMPONENTS, component_column
from avloppsanalys.uncertainty import (
    log_sd_from_cv,
    log_sd_from_range,
    lognormal_interval,
    normal_quantile,
    shared_log_variance,
    total_log_sd,
)

SPREADS = st.floats(0.0, 1.5)


def test_log_sd_of_a_coefficient_of_variation() -> None:
    assert_allclose(log_sd_from_cv([0.0, 0.1, 1.0]), [0.0, math.sqrt(math.log(1.01)), math.sqrt(math.log(2.0))])
    assert np.isnan(log_sd_from_cv(math.nan))


@given(log_sd=st.floats(1e-3, 2.0), median=st.floats(1e-3, 1e6), level=st.floats(0.5, 0.999))
def test_range_and_interval_are_each_others_inverse(log_sd: float, median: float, level: float) -> None:
    low, high = lognormal_interval(median, log_sd, level)
    assert low < median < high
    assert_allclose(log_sd_from_range(low, high, level), log_sd, rtol=1e-9)
    assert_allclose(low * high, median**2, rtol=1e-9)


def test_normal_quantile() -> None:
    # The two-sided quantiles that every table prints.
    assert_allclose(
        [normal_quantile(level) for level in (0.80, 0.90, 0.95, 0.99)], [1.2816, 1.6449, 1.9600, 2.5758], atol=5e-5
    )


def test_an_interval_takes_its_own_quantile_and_broadcasts() -> None:
    low, high = lognormal_interval([10.0, 20.0], 0.5, quantile=[2.0, 0.0])
    assert_allclose(low, [10 / math.e, 20])
    assert_allclose(high, [10 * math.e, 20])


def test_log_variances_of_components_add_and_what_is_missing_adds_nothing() -> None:
    rows = pd.DataFrame({"log_sd_sampling": [0.3, np.nan], "log_sd_analysis": [0.4, 0.4], "log_sd_dose": [9.0, 9.0]})
    assert_allclose(total_log_sd(rows, ("sampling", "analysis", "flow")), [0.5, 0.4])
    assert_allclose(total_log_sd(rows, ()), [0.0, 0.0])
    assert total_log_sd(rows.iloc[:0], ALL_COMPONENTS).shape == (0,)


@given(spreads=st.lists(SPREADS, min_size=1, max_size=9))
def test_a_product_of_lognormals_has_the_root_of_the_sum_of_squares(spreads: list[float]) -> None:
    # reference: s² = sum of s_k², exact for a product of independent lognormals.
    names = ALL_COMPONENTS[: len(spreads)]
    rows = pd.DataFrame({component_column(name): [spread] for name, spread in zip(names, spreads, strict=True)})
    assert_allclose(total_log_sd(rows, ALL_COMPONENTS)[0], math.hypot(*spreads), atol=1e-12)


def rows_of(scope: Mapping[str, Sequence[str | None]], component: str, log_sd: float | list[float]) -> pd.DataFrame:
    """Return rows with scope columns and one component."""
    return pd.DataFrame(scope).assign(**{component_column(component): log_sd})


def test_an_error_that_all_rows_share_does_not_average_out() -> None:
    rows = rows_of({"plant": ["A"] * 4, "population_method": ["register"] * 4}, "population", 0.2)
    found = shared_log_variance(rows, ["population"], np.full(4, 0.25), np.zeros(4, dtype=int), 1)
    assert_allclose(found, [0.2**2])


def test_errors_of_different_scopes_average_out() -> None:
    rows = rows_of({"lab": ["X", "X", "Y", "Y"], "method": ["m"] * 4}, "lab", 0.2)
    found = shared_log_variance(rows, ["lab"], np.full(4, 0.25), np.zeros(4, dtype=int), 1)
    assert_allclose(found, [0.2**2 / 2])


def test_groups_are_apart_and_a_group_without_rows_has_no_variance() -> None:
    rows = rows_of({"residue": ["MDMA", "MDMA", "MDMA"]}, "stability", [0.1, 0.1, 0.3])
    found = shared_log_variance(rows, ["stability"], np.array([0.5, 0.5, 1.0]), np.array([0, 0, 2]), 3)
    assert_allclose(found, [0.01, 0.0, 0.09])


def test_an_unknown_scope_value_is_one_scope_of_its_own() -> None:
    rows = rows_of({"plant": ["A", "A"], "meter": [None, None]}, "meter", 0.1)
    assert_allclose(shared_log_variance(rows, ["meter"], np.full(2, 0.5), np.zeros(2, dtype=int), 1), [0.01])


def test_a_component_without_column_adds_nothing() -> None:
    rows = pd.DataFrame({"plant": ["A"]})
    assert shared_log_variance(rows, SHARED_COMPONENTS, np.ones(1), np.zeros(1, dtype=int), 1).tolist() == [0.0]


@given(
    log_sds=st.lists(SPREADS, min_size=1, max_size=8),
    labs=st.lists(st.sampled_from("XYZ"), min_size=8, max_size=8),
    raw=st.lists(st.floats(0.01, 1.0), min_size=8, max_size=8),
)
def test_shared_variance_is_that_of_the_weighted_mean_by_its_covariance_matrix(
    log_sds: list[float], labs: list[str], raw: list[float]
) -> None:
    count = len(log_sds)
    weights = np.array(raw[:count]) / sum(raw[:count])
    rows = rows_of({"lab": labs[:count], "method": ["m"] * count}, "lab", log_sds)
    same = np.equal.outer(np.array(labs[:count]), np.array(labs[:count]))
    loadings = weights * np.array(log_sds)
    assert_allclose(
        shared_log_variance(rows, ["lab"], weights, np.zeros(count, dtype=int), 1)[0],
        float(np.sum(np.outer(loadings, loadings) * same)),
        atol=1e-12,
    )
