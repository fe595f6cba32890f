"""Each distribution beside scipy's, its logarithm beside direct integration, and what is refused."""

import itertools
import math
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy import stats

from avloppsanalys.montecarlo import (
    Beta,
    Distribution,
    Lognormal,
    Normal,
    Triangular,
    TruncatedNormal,
    Uniform,
    stream,
)

Floats = npt.NDArray[np.float64]

TWINS: list[tuple[Distribution, Any]] = [
    (Lognormal(2.0, 0.4), stats.lognorm(0.4, scale=2.0)),
    (Normal(5.0, 0.5), stats.norm(5.0, 0.5)),
    (TruncatedNormal(0.3, 0.2, 0.1, 0.9), stats.truncnorm(-1.0, 3.0, 0.3, 0.2)),
    (TruncatedNormal(1.0, 0.5, -math.inf, 1.2), stats.truncnorm(-math.inf, 0.4, 1.0, 0.5)),
    (Beta(2.0, 5.0), stats.beta(2.0, 5.0)),
    (Uniform(0.9, 1.0), stats.uniform(0.9, 0.1)),
    (Triangular(1.0, 1.5, 4.0), stats.triang(0.5 / 3, 1.0, 3.0)),
    (Triangular(1.0, 1.0, 4.0), stats.triang(0.0, 1.0, 3.0)),
]
POSITIVE = [(ours, theirs) for ours, theirs in TWINS if ours.at_score(-8.0) > 0]


@pytest.mark.parametrize(("ours", "theirs"), TWINS, ids=lambda one: type(one).__name__)
def test_moments_quantiles_and_draws_are_those_of_the_law(ours: Distribution, theirs: Any) -> None:
    assert_allclose([ours.mean, ours.sd], [theirs.mean(), theirs.std()], rtol=1e-9)
    probabilities = np.array([1e-4, 0.025, 0.3, 0.5, 0.9, 0.999])
    assert_allclose(ours.at_score(stats.norm.ppf(probabilities)), theirs.ppf(probabilities), rtol=1e-8)
    drawn = ours.draws(stream(3, "law"), 20_000)
    assert stats.kstest(drawn, theirs.cdf).pvalue > 1e-3


@pytest.mark.parametrize(("ours", "theirs"), POSITIVE, ids=lambda one: type(one).__name__)
def test_log_cumulants_and_power_means_are_the_integrals(ours: Distribution, theirs: Any) -> None:
    low, high = (float(end) for end in theirs.ppf([1e-15, 1 - 1e-15]))
    points, weights = np.polynomial.legendre.leggauss(400)
    middle = float(theirs.median())

    def expectation(function: Callable[[Floats], Floats]) -> float:
        """Integrate piece by piece: a density may have a corner, here at 1.5."""
        total = 0.0
        edges = sorted({low, high, middle} | ({1.5} if low < 1.5 < high else set()))
        for left, right in itertools.pairwise(edges):
            x = (left + right) / 2 + (right - left) / 2 * points
            total += (right - left) / 2 * float(weights @ (function(x) * theirs.pdf(x)))
        return total

    mean = expectation(np.log)

    def central(power: int) -> float:
        return expectation(lambda x: (np.log(x) - mean) ** power)

    second, third, fourth = (central(power) for power in (2, 3, 4))
    assert_allclose(ours.log_cumulants(), [mean, second, third, fourth - 3 * second**2], atol=2e-6)
    assert ours.log_power_mean(-1.0) == pytest.approx(math.log(expectation(lambda x: 1 / x)), abs=1e-6)
    assert ours.log_power_mean(1.0) == pytest.approx(math.log(ours.mean), abs=1e-6)


@given(a=st.floats(0.5, 500), b=st.floats(0.5, 500))
def test_polygamma_and_quadrature_agree_on_a_beta(a: float, b: float) -> None:
    points, weights = Beta(a, b).nodes()
    mean, variance, _, _ = Beta(a, b).log_cumulants()
    assert weights.sum() == pytest.approx(1.0)
    assert weights @ points == pytest.approx(mean, abs=1e-6)
    assert weights @ np.square(points - mean) == pytest.approx(variance, rel=1e-5)


@given(mean=st.floats(0.02, 0.95), cv=st.floats(0.01, 0.2))
def test_a_beta_from_its_mean_and_cv_has_them(mean: float, cv: float) -> None:
    beta = Beta.from_mean_cv(mean, cv)
    assert_allclose([beta.mean, beta.sd / beta.mean], [mean, cv], rtol=1e-9)


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: Lognormal(0.0, 1.0), "Lognormal(median=0.0, log_sd=1.0) needs median > 0 and log_sd >= 0."),
        (lambda: Normal(1.0, -1.0), "Normal(mean=1.0, sd=-1.0) needs sd >= 0."),
        (lambda: Uniform(1.0, 1.0), "Uniform(low=1.0, high=1.0) needs low < high."),
        (lambda: Triangular(0.0, 2.0, 1.0), "Triangular(low=0.0, mode=2.0, high=1.0) needs low <= mode <= high."),
        (lambda: Beta(0.0, 1.0), "Beta(a=0.0, b=1.0) needs a > 0 and b > 0."),
        (lambda: Beta.from_mean_cv(0.9, 0.5), "No beta distribution has mean 0.9 and coefficient of variation 0.5."),
        (
            lambda: TruncatedNormal(0.0, 1.0, 8.0, 9.0),
            "TruncatedNormal(location=0.0, scale=1.0, low=8.0, high=9.0) needs low < high, scale > 0, and a range"
            " within six scales.",
        ),
    ],
)
def test_parameters_that_make_no_distribution_are_refused(make: type[Distribution], told: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(told)}$"):
        make()


@pytest.mark.parametrize("law", [Normal(1.0, 0.15), Uniform(-0.1, 1.0), Triangular(-1.0, 0.0, 1.0)])
def test_what_may_be_zero_or_less_has_no_logarithm(law: Distribution) -> None:
    told = rf"^{re.escape(str(law))} can be zero or less, and then has no logarithm\. Use Lognormal, Beta, a Truncated"
    with pytest.raises(ValueError, match=told):
        law.log_cumulants()
    with pytest.raises(ValueError, match=told):
        law.log_draws(stream(1, "x"), 3)
