"""Results that share errors: covariance, ratio, weighted sum and difference, against their own draws."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from avloppsanalys.montecarlo import Beta, Distribution, FactorMatrix, GroupMeans, Lognormal, draw_means
from avloppsanalys.uncertainty import (
    difference,
    intervals,
    log_covariance,
    log_results,
    moments,
    propagate_means,
    ratio,
    weighted_sum,
)

DRAWS = 400_000
EXCRETION = Beta.from_mean_cv(0.3, 0.26)


def plants(population: tuple[float, ...] = (0.1, 0.15, 0.2), excretion: Distribution = EXCRETION) -> GroupMeans:
    """Return plants that share the excretion of one drug, each with a population of its own."""
    count = len(population)
    every = np.arange(count)
    return GroupMeans(
        median=np.exp(np.random.default_rng(5).normal(3, 0.4, 3 * count)),
        log_sd=np.full(3 * count, 0.19),
        group=np.repeat(every, 3),
        ids=tuple("ABCDEF"[:count]),
        factors=FactorMatrix(
            ids=(*(f"population|{number}" for number in every), "excretion"),
            distributions=(*(Lognormal(log_sd=spread) for spread in population), excretion),
            result=np.repeat(every, 2),
            factor=np.ravel([[number, count] for number in every]),
            power=np.full(2 * count, -1.0),
        ),
    )


def test_covariance_is_what_two_results_share() -> None:
    results = log_results(plants())
    excreted = EXCRETION.log_cumulants()[1]
    assert_allclose(log_covariance(results, [0, 0, 1], [1, 2, 2]), excreted)
    own = results.own[1, 1] + 0.15**2 + excreted
    assert log_covariance(results, 1, 1)[0] == pytest.approx(own)
    drawn = np.cov(np.log(list(draw_means(plants(), DRAWS, seed=1))))
    assert_allclose(log_covariance(results, [0, 1], [1, 1]), drawn[[0, 1], [1, 1]], rtol=0.01)


def test_what_both_carry_cancels_in_a_ratio() -> None:
    compared = ratio(log_results(plants()), [0], [1])
    assert {compared.factors.ids[factor] for factor in compared.factors.factor} == {"population|0", "population|1"}
    found = intervals(compared)
    first, second, _ = draw_means(plants(), DRAWS, seed=1)
    assert_allclose(
        np.log([found.low[0], found.median[0], found.high[0]]),
        np.log(np.quantile(first / second, [0.025, 0.5, 0.975])),
        atol=6e-3,
    )
    assert compared.ids == ("A / B",)


def test_a_result_over_itself_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^1 of 2 pairs divide a result by itself\.$"):
        ratio(log_results(plants()), [0, 1], [1, 1])


@given(scale=st.floats(0.1, 10), spread=st.floats(0.01, 0.5))
def test_a_ratio_does_not_depend_on_the_size_of_what_is_shared(scale: float, spread: float) -> None:
    plain, other = (
        intervals(ratio(log_results(plants(excretion=law)), [0], [2]))
        for law in (Lognormal(1.0, 0.1), Lognormal(scale, spread))
    )
    assert_allclose([plain.low[0], plain.high[0]], [other.low[0], other.high[0]], rtol=1e-9)


@pytest.mark.parametrize(("population", "bar"), [((0.1, 0.15, 0.2), 4e-3), ((0.3, 0.3, 0.3), 7e-3)])
def test_a_sum_over_plants_weighted_by_population(population: tuple[float, ...], bar: float) -> None:
    weights = np.array([0.5, 0.3, 0.2])
    model = plants(population)
    region = weighted_sum(log_results(model), weights, [0, 0, 0], ["region"])
    found = intervals(region)
    drawn = weights @ np.array(list(draw_means(model, DRAWS, seed=1)))
    quantiles = np.quantile(drawn, [0.025, 0.5, 0.975])
    assert_allclose(np.log([found.low[0], found.median[0], found.high[0]]), np.log(quantiles), atol=bar)
    mean, _ = moments(model)
    cumulants = region.own[:, 0]
    log_mean = cumulants[0] + cumulants[1] / 2 + cumulants[2] / 6 + cumulants[3] / 24
    assert log_mean + region.factors.log_power_means(1)[0] == pytest.approx(math.log(weights @ mean), abs=1e-4)


def test_shared_errors_add_linearly_over_plants_and_own_ones_in_quadrature() -> None:
    """u = sum x_i u_E for what all share; root of the sum of squares for what each has for itself."""
    count = 6
    equal = plants((0.2,) * count, Lognormal(1.0, 0.25))
    still = replace(equal, log_sd=np.zeros(len(equal.log_sd)))
    mean, _ = moments(still)
    region = weighted_sum(log_results(still), 1 / mean, [0] * count, ["region"])
    assert region.log_cumulants[1, 0] == pytest.approx(0.25**2 + 0.2**2 / count, rel=1e-9)


def test_sums_are_apart() -> None:
    results = log_results(plants())
    both = weighted_sum(results, [1.0, 1.0, 1.0], [1, 0, 1], ["B", "A + C"])
    alone = weighted_sum(results.take(np.array([0, 2])), [1.0, 1.0], [0, 0], ["A + C"])
    assert_allclose(both.log_cumulants[:, 1], alone.log_cumulants[:, 0], atol=1e-12)
    assert_allclose(both.log_cumulants[:, 0], results.log_cumulants[:, 1], atol=1e-12)


@pytest.mark.parametrize("population", [(0.1, 0.15, 0.2), (0.05, 0.4, 0.4)])
def test_a_difference_on_the_natural_scale_may_be_negative(population: tuple[float, ...]) -> None:
    net = difference(plants(population), 0, 1)
    assert net.method[0] == "quadrature"
    assert net.low[0] < 0
    first, second, _ = draw_means(plants(population), DRAWS, seed=1)
    quantiles = np.quantile(first - second, [0.025, 0.5, 0.975])
    assert_allclose([net.low[0], net.median[0], net.high[0]], quantiles, atol=0.005 * (quantiles[2] - quantiles[0]))


@pytest.mark.parametrize(("first", "second"), [(1.0, 14.0), (14.0, 1.0), (30.0, 29.0), (1000.0, 1.0)])
def test_a_difference_of_unequal_results(first: float, second: float) -> None:
    """One much the larger, either way round; a mirror image when turned."""
    pair = GroupMeans(median=np.array([first, second]), log_sd=np.array([0.2, 0.3]), group=np.arange(2), ids=("a", "b"))
    there, back = difference(pair, 0, 1), difference(pair, 1, 0)
    assert_allclose([there.low[0], there.high[0]], [-back.high[0], -back.low[0]], rtol=1e-6)
    drawn = difference(pair, 0, 1, method="monte_carlo", seed=8)
    assert drawn.method[0] == "monte_carlo"
    width = there.high[0] - there.low[0]
    assert_allclose([there.low[0], there.high[0]], [drawn.low[0], drawn.high[0]], atol=0.004 * width)


def test_a_difference_of_two_that_share_everything_scales_what_they_share() -> None:
    """D = S (10 - 4): the interval of S times 6."""
    pair = GroupMeans(
        median=np.array([10.0, 4.0]),
        log_sd=np.zeros(2),
        group=np.arange(2),
        ids=("a", "b"),
        factors=FactorMatrix.common({"excretion": (EXCRETION, -1.0)}, 2),
    )
    net, alone = difference(pair, 0, 1), propagate_means(pair, method="quadrature")
    assert_allclose([net.low[0], net.high[0]], [0.6 * alone.low[0], 0.6 * alone.high[0]], rtol=6e-3)


def test_a_factor_to_different_powers_needs_monte_carlo() -> None:
    pair = GroupMeans(
        median=np.array([10.0, 4.0]),
        log_sd=np.full(2, 0.1),
        group=np.arange(2),
        ids=("a", "b"),
        factors=FactorMatrix(
            ids=("x",),
            distributions=(Lognormal(log_sd=0.2),),
            result=np.arange(2),
            factor=np.zeros(2, dtype=int),
            power=np.array([1.0, 0.5]),
        ),
    )
    assert difference(pair, 0, 1, draws=50_000).method[0] == "monte_carlo"
    with pytest.raises(ValueError, match=r"^The two results carry a factor to different powers; only Monte Carlo can"):
        difference(pair, 0, 1, method="quadrature")
    with pytest.raises(ValueError, match=r"^'a' minus itself is nothing\.$"):
        difference(pair, 0, 0)
