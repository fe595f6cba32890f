"""Closed form, quadrature, convolution and Monte Carlo: right within their bars, and chosen where they are right."""

import itertools
import math
from functools import cache

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.optimize import brentq
from scipy.special import betaincinv, ndtr

from avloppsanalys.montecarlo import (
    Beta,
    Distribution,
    FactorMatrix,
    GroupMeans,
    Lognormal,
    Normal,
    Triangular,
    TruncatedNormal,
    Uniform,
)
from avloppsanalys.uncertainty import (
    Intervals,
    LogResults,
    cornish_fisher,
    intervals,
    log_mean_cumulants,
    log_results,
    lognormal_interval,
    moments,
    propagate_means,
)
from avloppsanalys.uncertainty.convolution import convolved_nodes

Floats = npt.NDArray[np.float64]

MEDIANS = np.exp(np.random.default_rng(3).normal(0, 0.4, 14))
SPREADS = st.floats(0.01, 0.5)


def one_mean(row_sd: float, rows: int, factors: dict[str, tuple[Distribution, float]] | None = None) -> GroupMeans:
    return GroupMeans(
        median=MEDIANS[:rows],
        log_sd=np.full(rows, row_sd),
        group=np.zeros(rows, dtype=int),
        ids=("mean",),
        factors=FactorMatrix.common(factors or {}, 1),
    )


def ends(found: Intervals) -> Floats:
    return np.log([found.low[0], found.high[0]])


# --- exact cases ------------------------------------------------------------------------------------------------------


@given(median=st.floats(1e-3, 1e4), own=SPREADS, shared=st.lists(SPREADS, max_size=5))
def test_a_product_of_lognormals_is_lognormal(median: float, own: float, shared: list[float]) -> None:
    factors: dict[str, tuple[Distribution, float]] = {
        str(number): (Lognormal(log_sd=spread), (-1.0) ** number) for number, spread in enumerate(shared)
    }
    product = GroupMeans(
        median=np.array([median]),
        log_sd=np.array([own]),
        group=np.zeros(1, dtype=int),
        ids=("x",),
        factors=FactorMatrix.common(factors, 1),
    )
    found = propagate_means(product)
    low, high = lognormal_interval(median, math.hypot(own, *shared))
    assert_allclose([found.low[0], found.median[0], found.high[0]], [float(low), median, float(high)], rtol=1e-9)
    assert found.method[0] == "closed_form"


@given(spread=SPREADS, rows=st.integers(1, 14))
def test_mean_and_variance_of_a_group_mean_are_exact(spread: float, rows: int) -> None:
    medians = MEDIANS[:rows]
    mean, sd = moments(one_mean(spread, rows))
    assert mean[0] == pytest.approx(medians.sum() / rows * math.exp(spread**2 / 2))
    variance = np.square(medians).sum() / rows**2 * math.exp(spread**2) * math.expm1(spread**2)
    assert sd[0] == pytest.approx(math.sqrt(variance))


def test_a_factor_below_the_line_turns_the_odd_cumulants() -> None:
    beta = Beta.from_mean_cv(0.3, 0.2)
    matrix = FactorMatrix.common({"over": (beta, 1.0)}, 1), FactorMatrix.common({"under": (beta, -1.0)}, 1)
    over, under = (one.log_cumulants(1)[:, 0] for one in matrix)
    assert_allclose(under, over * [-1, 1, -1, 1])


def test_log_cumulants_of_a_product_add() -> None:
    laws: list[Distribution] = [Beta.from_mean_cv(0.3, 0.2), Uniform(0.9, 1.0), Normal(1.0, 0.05)]
    together = FactorMatrix.common({str(number): (law, -1.0) for number, law in enumerate(laws)}, 1).log_cumulants(1)
    apart = [FactorMatrix.common({"x": (law, -1.0)}, 1).log_cumulants(1) for law in laws]
    assert_allclose(together, np.sum(apart, axis=0))


@given(spread=st.floats(0.05, 0.3), rows=st.integers(1, 14))
def test_cumulants_of_a_mean_of_rows_are_those_of_its_convolution(spread: float, rows: int) -> None:
    found = log_mean_cumulants(MEDIANS[:rows] / rows, np.full(rows, spread), np.zeros(rows, dtype=int), 1)[:, 0]
    points, weights = convolved_nodes(MEDIANS[:rows] / rows, np.full(rows, spread))
    mean = weights @ points
    second, third, fourth = (weights @ (points - mean) ** power for power in (2, 3, 4))
    assert_allclose(found, [mean, second, third, fourth - 3 * second**2], atol=3e-4)


def test_cornish_fisher_of_a_gamma() -> None:
    """Gamma with shape 100 (skewness 0.2): its quantiles 2.5 and 97.5 % by scipy."""
    cumulants = np.array([[100.0], [100.0], [200.0], [600.0]])
    assert_allclose(cornish_fisher(cumulants, [-1.959964, 1.959964])[:, 0], [81.36398, 120.52896], rtol=2e-5)


# --- bars -------------------------------------------------------------------------------------------------------------


@cache
def mean_of_rows(row_sd: float, rows: int) -> tuple[Floats, Floats]:
    """Return points and weights of the mean of the rows: the same beside every factor, and slow to make."""
    mean, share = convolved_nodes(MEDIANS[:rows] / rows, np.full(rows, row_sd))
    return mean[::16], share[::16] / share[::16].sum()


def true_ends(row_sd: float, rows: int, spread: float, excretion: Beta) -> Floats:
    """Return the log ends of the 95 % interval by direct integration of the distribution function."""
    score = np.linspace(-7.5, 7.5, 1201)  # equal steps of normal score: the trapezoid converges exponentially
    log_excreted = np.log(betaincinv(excretion.a, excretion.b, ndtr(score)))
    mass = np.exp(-np.square(score) / 2)
    mean, share = mean_of_rows(row_sd, rows)
    centre = (mean[:, np.newaxis] - log_excreted).ravel()
    both = np.outer(share, mass / mass.sum()).ravel()

    def below(log: float) -> float:
        return float(both @ ndtr((log - centre) / spread))

    return np.array([brentq(lambda log, p=p: below(log) - p, -8.0, 12.0, xtol=1e-6) for p in (0.025, 0.975)])


@pytest.mark.parametrize(("row_sd", "rows"), [(0.1, 1), (0.2, 7), (0.3, 1), (0.3, 2), (0.3, 14)])
def test_each_method_is_within_its_bar_where_it_is_chosen(row_sd: float, rows: int) -> None:
    bars = {"closed_form": 3e-3, "quadrature": 1e-3, "convolution": 1e-3}
    taken = set()
    for spread, excreted, cv in itertools.product((0.1, 0.3), (0.05, 0.3, 0.7), (0.1, 0.2, 0.25, 0.5)):
        excretion = Beta.from_mean_cv(excreted, cv)
        model = one_mean(row_sd, rows, {"site": (Lognormal(log_sd=spread), 1.0), "excretion": (excretion, -1.0)})
        found = propagate_means(model)
        method = str(found.method[0])
        taken.add(method)
        error = np.abs(ends(found) - true_ends(row_sd, rows, spread, excretion)).max()
        assert error <= bars[method], (spread, excreted, cv, method)
    assert taken == ({"convolution"} if row_sd > 0.25 and rows > 1 else {"closed_form", "quadrature"})


EVERY_KIND = [
    Beta.from_mean_cv(0.3, 0.15),
    Beta.from_mean_cv(0.7, 0.5),
    Beta.from_mean_cv(0.5, 0.2),
    Normal(1.0, 0.05),
    Normal(1.0, 0.12),
    Triangular(0.2, 0.6, 1.0),
    Triangular(1.0, 2.0, 3.0),
    Triangular(0.5, 1.0, 1.0),
    TruncatedNormal(1.0, 0.3, 0.4, 1.6),
    TruncatedNormal(0.0, 1.0, 0.05, 9.0),
    Uniform(0.1, 1.0),
    Uniform(0.4, 1.0),
    Uniform(0.5, 1.0),
    Uniform(0.9, 1.0),
]
BARS = {"closed_form": 3e-3, "quadrature": 1e-3}


@cache
def normal_masses(number: int) -> tuple[Floats, Floats]:
    """Return normal scores and their masses: Gauss-Legendre, whose points take seconds to find when they are many."""
    points, weights = np.polynomial.legendre.leggauss(number)
    score = 7.8 * points
    mass = weights * np.exp(-np.square(score) / 2)
    return score, mass / mass.sum()


def ends_beside(parts: list[tuple[Distribution, float]], spread: float, level: float = 0.95) -> Floats:
    """Return the log ends of a product of factors and a lognormal: the distribution function, integrated directly."""
    score, mass = normal_masses(1200 if len(parts) == 1 else 120)
    logs, both = np.zeros(1), np.ones(1)
    for law, power in parts:
        logs = (logs[:, np.newaxis] + power * np.log(law.at_score(score))).ravel()
        both = np.outer(both, mass).ravel()
    logs, both = logs[both > 1e-10], both[both > 1e-10]

    def below(log: float) -> float:
        return float(both @ ndtr((log - logs) / spread))

    tail = (1 - level) / 2
    return np.array([brentq(lambda log, p=p: below(log) - p, -10.0, 10.0, xtol=1e-6) for p in (tail, 1 - tail)])


def product(parts: list[tuple[Distribution, float]], spread: float) -> GroupMeans:
    """Return one row with a log-sd, times factors."""
    powers = {str(number): part for number, part in enumerate(parts)}
    return GroupMeans(
        median=np.ones(1),
        log_sd=np.full(1, spread),
        group=np.zeros(1, dtype=int),
        ids=("product",),
        factors=FactorMatrix.common(powers, 1),
    )


@pytest.mark.parametrize("law", EVERY_KIND, ids=str)
@pytest.mark.parametrize("power", [1.0, -1.0])
@pytest.mark.parametrize("level", [0.8, 0.95])
def test_every_kind_of_factor_is_within_its_bar_where_its_method_is_chosen(
    law: Distribution, power: float, level: float
) -> None:
    for spread in (0.05, 0.1, 0.2, 0.25, 0.4):
        found = propagate_means(product([(law, power)], spread), level=level)
        error = np.abs(ends(found) - ends_beside([(law, power)], spread, level)).max()
        assert error <= BARS[str(found.method[0])], (spread, str(found.method[0]), error)


@pytest.mark.parametrize(
    "pair",
    [
        (Uniform(0.7, 1.0), Triangular(1.0, 2.0, 3.0)),
        (Triangular(0.4, 1.0, 1.0), Uniform(0.5, 1.0)),  # their odd cumulants cancel, and hide how far from normal
        (Uniform(0.5, 1.0), Uniform(0.5, 1.0)),
        (Beta.from_mean_cv(0.5, 0.2), TruncatedNormal(1.0, 0.3, 0.4, 1.6)),
    ],
    ids=str,
)
def test_two_factors_are_within_their_bar(pair: tuple[Distribution, Distribution]) -> None:
    for spread, power in itertools.product((0.1, 0.2, 0.3), (1.0, -1.0)):
        parts = [(pair[0], power), (pair[1], -1.0)]
        found = propagate_means(product(parts, spread))
        error = np.abs(ends(found) - ends_beside(parts, spread)).max()
        assert error <= BARS[str(found.method[0])], (spread, power, str(found.method[0]), error)


@pytest.mark.parametrize("law", EVERY_KIND, ids=str)
@pytest.mark.parametrize("power", [1.0, -1.0])
def test_a_factor_alone_has_the_quantiles_of_its_own(law: Distribution, power: float) -> None:
    found = propagate_means(product([(law, power)], 0.0))
    own = np.sort(power * np.log(law.at_score([-1.959964, 1.959964])))
    assert np.abs(ends(found) - own).max() <= BARS[str(found.method[0])]


def test_no_end_lies_where_a_fraction_would_be_above_one() -> None:
    """With mean 0.7 and cv 50 % a fraction lies often near one, and one over it may not come below one."""
    found = propagate_means(product([(Beta.from_mean_cv(0.7, 0.5), -1.0)], 0.0))
    assert found.low[0] >= 1 - 1e-6


@pytest.mark.parametrize("spread", [0.01, 0.03])
def test_a_sharp_edge_with_little_beside_it(spread: float) -> None:
    """Uniform from 0.1 to 1: a grid of frequencies rings at such an edge."""
    parts: list[tuple[Distribution, float]] = [(Uniform(0.1, 1.0), 1.0)]
    found = propagate_means(product(parts, spread))
    assert_allclose(ends(found), ends_beside(parts, spread), atol=1e-4)


@pytest.mark.parametrize("rows", [2, 7])
def test_rows_too_wide_for_cumulants_are_convolved(rows: int) -> None:
    wide = one_mean(0.6, rows, {"population": (Lognormal(log_sd=0.1), -1.0)})
    found = propagate_means(wide)
    assert found.method[0] == "convolution"
    drawn = propagate_means(wide, method="monte_carlo", draws=400_000, seed=1)
    assert_allclose(ends(found), ends(drawn), atol=8e-3)
    assert np.abs(ends(propagate_means(wide, method="closed_form")) - ends(found)).max() > 0.02


def test_one_wide_row_is_lognormal_and_needs_no_convolution() -> None:
    assert propagate_means(one_mean(0.8, 1)).method[0] == "closed_form"


@pytest.mark.parametrize(
    "factor",
    [
        Beta.from_mean_cv(0.3, 0.4),  # wide
        Beta.from_mean_cv(0.7, 0.2),  # too skew by itself, though the whole is mild
        Uniform(0.2, 1.0),
    ],
)
def test_a_wide_or_skew_factor_is_taken_by_quadrature(factor: Distribution) -> None:
    found = propagate_means(one_mean(0.15, 3, {"site": (Lognormal(log_sd=0.3), 1.0), "factor": (factor, -1.0)}))
    assert found.method[0] == "quadrature"


def test_each_result_gets_its_own_method_and_alone_gets_the_same_interval() -> None:
    mixed = GroupMeans(
        median=np.array([1.0, 2.0, 3.0, 4.0]),
        log_sd=np.array([0.1, 0.1, 0.1, 0.7]),
        group=np.array([0, 1, 2, 2]),
        ids=("mild", "skew", "wide"),
        factors=FactorMatrix(
            ids=("a", "b"),
            distributions=(Beta.from_mean_cv(0.3, 0.1), Beta.from_mean_cv(0.3, 0.5)),
            result=np.array([0, 1, 2]),
            factor=np.array([0, 1, 0]),
            power=np.full(3, -1.0),
        ),
    )
    found = propagate_means(mixed)
    assert found.method.tolist() == ["closed_form", "quadrature", "convolution"]
    for number in range(3):
        alone = propagate_means(mixed.take(np.array([number])))
        assert_allclose([alone.low[0], alone.high[0]], [found.low[number], found.high[number]], rtol=1e-6)


def test_monte_carlo_agrees_and_needs_a_seed() -> None:
    model = one_mean(0.2, 5, {"excretion": (Beta.from_mean_cv(0.3, 0.26), -1.0)})
    drawn = propagate_means(model, method="monte_carlo", draws=200_000, seed=3)
    assert drawn.method[0] == "monte_carlo"
    assert_allclose(ends(drawn), ends(propagate_means(model)), atol=0.012)
    with pytest.raises(ValueError, match=r"^Monte Carlo needs a seed: the same seed gives the same draws"):
        propagate_means(model, method="monte_carlo")


@given(level=st.floats(0.5, 0.99))
def test_a_wider_level_gives_a_wider_interval(level: float) -> None:
    model = one_mean(0.2, 3, {"excretion": (Beta.from_mean_cv(0.3, 0.5), -1.0)})
    narrow, wide = (propagate_means(model, level=one) for one in (level, level + 0.005))
    assert wide.low[0] < narrow.low[0] < narrow.median[0] < narrow.high[0] < wide.high[0]


def test_results_without_any_spread_have_an_interval_of_no_width() -> None:
    still = GroupMeans(median=np.array([5.0]), log_sd=np.zeros(1), group=np.zeros(1, dtype=int), ids=("x",))
    found = propagate_means(still)
    assert (found.low[0], found.high[0]) == (pytest.approx(5.0), pytest.approx(5.0))


def test_only_a_factor_that_is_uniform() -> None:
    """No normal part at all: the 2.5 % quantile of 1/U(0.2, 1) is 1/0.98."""
    only = LogResults(
        ids=("x",), own=np.zeros((4, 1)), factors=FactorMatrix.common({"u": (Uniform(0.2, 1.0), -1.0)}, 1)
    )
    found = intervals(only)
    assert found.method[0] == "quadrature"
    assert_allclose([found.low[0], found.high[0]], [1 / 0.98, 1 / 0.22], rtol=2e-3)


def test_the_closed_form_is_the_same_from_rows_and_from_log_results() -> None:
    model = one_mean(0.2, 5, {"excretion": (Beta.from_mean_cv(0.3, 0.15), -1.0)})
    assert_allclose(ends(propagate_means(model)), ends(intervals(log_results(model))))
