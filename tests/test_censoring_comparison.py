"""Regression on order statistics, Kaplan-Meier and substitution: against slow or foreign code, and in every corner."""

import math
from collections.abc import Callable
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from avloppsanalys.censoring import (
    SUBSTITUTES,
    CensoringError,
    GroupMeans,
    kaplan_meier,
    regression_on_order_statistics,
    substitution,
)
from avloppsanalys.errors import UnknownNameError

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Group = list[tuple[float, bool]]
Method = Callable[[Floats, Flags, npt.NDArray[np.intp], int], GroupMeans]
NAN = math.nan


def efron(value: Floats, below: Flags, group: npt.NDArray[np.intp], groups: int) -> GroupMeans:
    return kaplan_meier(value, below, group, groups, rest_at="smallest_limit")


def nada(value: Floats, below: Flags, group: npt.NDArray[np.intp], groups: int) -> GroupMeans:
    return kaplan_meier(value, below, group, groups, rest_at="smallest_detected")


def half(value: Floats, below: Flags, group: npt.NDArray[np.intp], groups: int) -> GroupMeans:
    return substitution(value, below, group, groups, "half_limit")


METHODS: list[Method] = [regression_on_order_statistics, efron, nada, half]


def run(method: Method, *groups: Group) -> GroupMeans:
    """Run a method on groups given as pairs of value or limit, and whether below."""
    value = np.array([pair[0] for rows in groups for pair in rows], dtype=float)
    below = np.array([pair[1] for rows in groups for pair in rows], dtype=bool)
    return method(value, below, np.repeat(np.arange(len(groups)), [len(rows) for rows in groups]), len(groups))


# Few distinct numbers, so that ties, several limits and limits above the largest value all come up.
tied_values = st.tuples(st.integers(1, 8).map(float), st.booleans())
tied_groups = st.lists(tied_values, min_size=1, max_size=10)


def below_limits(*limits: float) -> Group:
    return [(limit, True) for limit in limits]


def detected(*values: float) -> Group:
    return [(value, False) for value in values]


@given(groups=st.lists(tied_groups, min_size=1, max_size=5))
def test_order_statistics_are_those_of_statsmodels(groups: list[Group]) -> None:
    """An independent implementation as oracle, where it is installed."""
    ros = pytest.importorskip("statsmodels.imputation.ros")
    found = run(regression_on_order_statistics, *groups)
    for number, rows in enumerate(groups):
        value, below = np.array([pair[0] for pair in rows]), np.array([pair[1] for pair in rows])
        imputed = ros.impute_ros(value, below)
        assert found.n[number] == len(imputed)
        assert_allclose(found.mean[number], imputed.mean(), rtol=1e-9)
        if len(imputed) > 1:
            assert_allclose(found.sd[number], imputed.std(ddof=1), rtol=1e-7, atol=1e-9)


def kaplan_meier_mean(rows: Group, *, at_limit: bool) -> Fraction:
    """Return the mean by its definition, one detected value after the other, in exact fractions."""
    mass, mean = Fraction(1), Fraction(0)
    distinct = sorted({value for value, below in rows if not below}, reverse=True)
    for level in distinct:
        died = sum(value == level and not below for value, below in rows)
        at_risk = sum(value <= level for value, below in rows)
        mean += mass * Fraction(died, at_risk) * Fraction(level)
        mass *= 1 - Fraction(died, at_risk)
    return mean + mass * Fraction(min(value for value, _ in rows) if at_limit else distinct[-1])


@given(groups=st.lists(tied_groups, min_size=1, max_size=5))
def test_kaplan_meier_is_its_definition(groups: list[Group]) -> None:
    for method, at_limit in ((efron, True), (nada, False)):
        found = run(method, *groups)
        for number, rows in enumerate(groups):
            if all(below for _, below in rows):
                assert (found.status[number], np.isnan(found.mean[number])) == ("all_below", True)
            else:
                assert_allclose(found.mean[number], float(kaplan_meier_mean(rows, at_limit=at_limit)), rtol=1e-12)


@given(values=st.lists(st.floats(5.1, 100), min_size=1, max_size=8), censored=st.integers(1, 8))
def test_under_one_limit_kaplan_meier_is_substitution_of_the_limit(values: list[float], censored: int) -> None:
    rows = detected(*values) + below_limits(*[5.0] * censored)
    assert_allclose(run(efron, rows).mean[0], (sum(values) + 5 * censored) / len(rows))
    assert_allclose(run(nada, rows).mean[0], (sum(values) + min(values) * censored) / len(rows))


@pytest.mark.parametrize("method", METHODS)
@given(rows=st.lists(st.tuples(st.integers(1, 40).map(float), st.booleans()), max_size=12), unit=st.floats(1e-3, 1e3))
def test_another_unit_scales_and_the_order_of_rows_changes_nothing(method: Method, rows: Group, unit: float) -> None:
    found = run(method, rows)
    again = run(method, [(value * unit, below) for value, below in reversed(rows)])
    assert_allclose(again.mean, found.mean * unit, rtol=1e-9)
    assert_allclose(again.sd, found.sd * unit, rtol=1e-6, atol=1e-7 * unit)
    assert (again.n, again.n_below, again.n_left_out, again.status) == (
        found.n,
        found.n_below,
        found.n_left_out,
        found.status,
    )


@pytest.mark.parametrize("method", METHODS)
@given(groups=st.lists(tied_groups | st.just([]), min_size=1, max_size=6))
def test_each_group_is_on_its_own_and_every_row_is_accounted_for(method: Method, groups: list[Group]) -> None:
    together = run(method, *groups)
    alone = [run(method, rows) for rows in groups]
    assert_allclose(together.mean, [one.mean[0] for one in alone], rtol=1e-9)
    assert_allclose(together.sd, [one.sd[0] for one in alone], rtol=1e-6, atol=1e-9)
    assert together.status.tolist() == [one.status[0] for one in alone]
    assert (together.n + together.n_left_out).tolist() == [len(rows) for rows in groups]
    assert (np.isnan(together.mean) == np.isin(together.status, ["no_values", "all_below"])).all()


@pytest.mark.parametrize("method", METHODS)
def test_values_without_a_positive_number_are_left_out_and_counted(method: Method) -> None:
    rows = detected(3, 7, 9) + below_limits(1, 5)
    found = run(method, [*rows, (NAN, True), (0.0, True), (NAN, False), (math.inf, True)], [(NAN, True)])
    assert_allclose(found.mean[0], run(method, rows).mean[0])
    assert found.n.tolist() == [5, 0]
    assert found.n_below.tolist() == [2, 0]
    assert found.n_left_out.tolist() == [4, 1]
    assert found.status.tolist() == ["ok", "no_values"]


@pytest.mark.parametrize("method", METHODS)
def test_with_nothing_censored_every_method_is_the_mean(method: Method) -> None:
    found = run(method, detected(3, 3, 7, 9), detected(5))
    assert_allclose(found.mean, [5.5, 5])
    assert found.n_below.tolist() == [0, 0]
    assert np.isnan(found.sd[1])


def test_order_statistics_leave_out_a_limit_above_the_largest_value() -> None:
    rows = below_limits(1, 1) + detected(3, 7, 9)
    found = run(regression_on_order_statistics, rows + below_limits(20), rows)
    assert_allclose(found.mean[0], found.mean[1])
    assert (found.n[0], found.n_left_out[0], found.status[0]) == (5, 1, "ok")


@pytest.mark.parametrize(
    ("rows", "mean"),
    [
        (below_limits(1, 1, 12) + detected(15), (0.5 + 0.5 + 6 + 15) / 4),  # one detected value
        (below_limits(2, 4), 1.5),  # none
        (below_limits(*[2] * 9) + detected(5, 7), 21 / 11),  # 82 % below
    ],
)
def test_order_statistics_fall_back_on_half_the_limit(rows: Group, mean: float) -> None:
    found = run(regression_on_order_statistics, rows)
    assert_allclose(found.mean[0], mean)
    assert found.status[0] == "half_limit"


def test_order_statistics_are_used_up_to_eighty_per_cent_below() -> None:
    assert run(regression_on_order_statistics, below_limits(*[2] * 8) + detected(5, 7)).status[0] == "ok"


def test_kaplan_meier_of_one_detected_value_has_no_spread() -> None:
    found = run(efron, below_limits(1, 2) + detected(5))
    assert_allclose(found.mean[0], (5 + 2 * 1) / 3)
    assert np.isnan(found.sd[0])


@pytest.mark.parametrize(
    ("rule", "mean"), [("zero", 5.0), ("half_limit", 6.0), ("limit_over_sqrt2", 5 + 2**0.5), ("limit", 7.0)]
)
def test_each_substitute_by_its_name(rule: str, mean: float) -> None:
    value, below = np.array([4.0, 10.0]), np.array([True, False])
    named = next(known for known in SUBSTITUTES if known == rule)
    assert_allclose(substitution(value, below, np.zeros(2, dtype=int), 1, named).mean[0], mean)


def test_unknown_names_are_refused_with_those_that_exist() -> None:
    value, below, group = np.array([4.0]), np.array([True]), np.zeros(1, dtype=int)
    with pytest.raises(UnknownNameError, match=r"Unknown substitution rule 'half_limt'\. Did you mean 'half_limit'"):
        substitution(value, below, group, 1, "half_limt")  # type: ignore[arg-type]  # the mistake is the test
    with pytest.raises(UnknownNameError, match=r"Unknown place for the rest 'smallest'\."):
        kaplan_meier(value, below, group, 1, rest_at="smallest")  # type: ignore[arg-type]  # the mistake is the test


@pytest.mark.parametrize("method", METHODS)
def test_groups_outside_their_range_are_refused(method: Method) -> None:
    with pytest.raises(CensoringError, match="1 group codes lie outside 0 to 0, the first -1 at position 1"):
        method(np.ones(2), np.zeros(2, dtype=bool), np.array([0, -1]), 1)
