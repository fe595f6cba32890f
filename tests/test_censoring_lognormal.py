"""The fit of mu and sigma together: against brute force, by its laws, and with known truth."""

import math

import numpy as np
import numpy.typing as npt
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.optimize import minimize
from scipy.special import log_ndtr
from scipy.stats import lognorm, norm, t

from avloppsanalys.censoring import (
    LognormalFit,
    location_fit,
    lognormal_fit,
    moderated_lognormal_fit,
)
from avloppsanalys.scatter import moderated_variance

Floats = npt.NDArray[np.float64]
INF = math.inf
Rows = list[tuple[float, float]]


def fit(rows: Rows, prior: tuple[float, float] | None = None) -> LognormalFit:
    """Fit one group, given as pairs of log ends."""
    low, high = np.array([row[0] for row in rows], dtype=float), np.array([row[1] for row in rows], dtype=float)
    group = np.zeros(len(rows), dtype=int)
    if prior is None:
        return lognormal_fit(low, high, group, 1)
    return moderated_lognormal_fit(low, high, group, 1, np.array([prior[0]]), np.array([prior[1]]))


def log_likelihood(mu: float, log_sigma: float, rows: Rows) -> float:
    """Return the log-likelihood of the logs, term by term and without the package."""
    sigma, total = math.exp(log_sigma), 0.0
    for low, high in rows:
        a, b = (low - mu) / sigma, (high - mu) / sigma
        if low == high:
            total += float(norm.logpdf(a)) - log_sigma
        elif a + b > 0:
            total += float(log_ndtr(-a) + np.log1p(-np.exp(log_ndtr(-b) - log_ndtr(-a))))
        else:
            total += float(log_ndtr(b) + np.log1p(-np.exp(log_ndtr(a) - log_ndtr(b))))
    return total


def penalty(log_sigma: float, prior: tuple[float, float] | None) -> float:
    """Return what the prior adds to it."""
    if prior is None:
        return 0.0
    variance, df = prior
    return -(df - 1) * log_sigma - df * variance / 2 * math.exp(-2 * log_sigma)


@st.composite
def log_ends(draw: st.DrawFn) -> tuple[float, float]:
    """Return the ends of a value: mostly known or below a limit, sometimes between limits or above one."""
    middle = draw(st.integers(-30, 30)) / 10
    width = draw(st.integers(1, 30)) / 10
    kinds = [
        (middle, middle),
        (middle, middle),
        (-INF, middle),
        (-INF, middle),
        (middle, middle + width),
        (middle, INF),
    ]
    return draw(st.sampled_from(kinds))


groups_of_values = st.lists(log_ends(), min_size=1, max_size=9)
priors = st.none() | st.tuples(st.floats(0.02, 1.5), st.sampled_from([1.0, 2.0, 3.8, 9.6]))


@given(rows=groups_of_values, prior=priors)
def test_no_other_mu_and_sigma_are_more_likely(rows: Rows, prior: tuple[float, float] | None) -> None:
    found = fit(rows, prior)
    assume(found.status[0] == "ok")

    def missing(point: Floats) -> float:
        return -log_likelihood(point[0], point[1], rows) - penalty(point[1], prior)

    ours = np.array([found.mu[0], math.log(found.sigma[0])])
    search = minimize(missing, ours + 0.1, method="Nelder-Mead", options={"xatol": 1e-8, "fatol": 1e-10})
    assert missing(ours) <= search.fun + 1e-8
    jacobian = sum(low for low, high in rows if low == high)
    assert_allclose(found.log_likelihood[0], log_likelihood(ours[0], ours[1], rows) - jacobian, atol=1e-9)


@given(rows=groups_of_values, prior=priors)
def test_standard_errors_are_those_of_the_second_derivatives(rows: Rows, prior: tuple[float, float] | None) -> None:
    found = fit(rows, prior)
    assume(found.status[0] == "ok" and found.mu_se[0] < 5 * found.sigma[0])
    mu, log_sigma, step = found.mu[0], math.log(found.sigma[0]), 1e-4
    scale = found.sigma[0] * step

    def value(i: int, j: int) -> float:
        shifted = log_sigma + j * step
        return log_likelihood(mu + i * scale, shifted, rows) + penalty(shifted, prior)

    in_mu = -(value(1, 0) - 2 * value(0, 0) + value(-1, 0)) / scale**2
    in_sigma = -(value(0, 1) - 2 * value(0, 0) + value(0, -1)) / step**2
    across = -(value(1, 1) - value(1, -1) - value(-1, 1) + value(-1, -1)) / (4 * step * scale)
    covariance = np.linalg.inv([[in_mu, across], [across, in_sigma]])
    ours = [[found.mu_se[0] ** 2, found.covariance[0]], [found.covariance[0], found.log_sigma_se[0] ** 2]]
    spread = np.sqrt(np.outer(np.diag(covariance), np.diag(covariance)))
    assert_allclose(ours / spread, covariance / spread, atol=2e-3)


@given(logs=st.lists(st.floats(-5, 5), min_size=2, max_size=12, unique=True))
def test_with_nothing_censored_the_fit_is_the_textbook_one(logs: list[float]) -> None:
    assume(np.ptp(logs) > 1e-2)
    found, n = fit([(x, x) for x in logs]), len(logs)
    sigma = np.std(logs)
    assert_allclose([found.mu[0], found.sigma[0]], [np.mean(logs), sigma], rtol=1e-9, atol=1e-9)
    assert_allclose([found.mu_se[0], found.log_sigma_se[0]], [sigma / math.sqrt(n), (2 * n) ** -0.5], rtol=1e-7)
    assert_allclose(found.df[0], n - 1, rtol=1e-7)
    assert_allclose(found.covariance[0], 0, atol=1e-9)
    expected = lognorm.logpdf(np.exp(logs), s=sigma, scale=math.exp(np.mean(logs))).sum()
    assert_allclose(found.log_likelihood[0], expected, rtol=1e-9, atol=1e-9)


@given(
    logs=st.lists(st.floats(-5, 5), min_size=1, max_size=12),
    prior_variance=st.floats(0.01, 2),
    prior_df=st.sampled_from([1.5, 2.0, 3.8, 20.0]),
)
def test_with_nothing_censored_the_moderated_scatter_is_that_of_the_levels(
    logs: list[float], prior_variance: float, prior_df: float
) -> None:
    found, n = fit([(x, x) for x in logs], (prior_variance, prior_df)), len(logs)
    own = np.var(logs, ddof=1) if n > 1 else 0.0
    variance, df = moderated_variance(
        np.array([own]), np.array([n - 1.0]), np.array([prior_variance]), np.array([prior_df])
    )
    assert_allclose([found.mu[0], found.sigma[0] ** 2, found.df[0]], [np.mean(logs), variance[0], df[0]], atol=1e-8)
    low, high = found.median_interval(0.9)
    reach = t.ppf(0.95, df[0]) * math.sqrt(variance[0] / n)
    assert_allclose(np.log([low[0], high[0]]), [np.mean(logs) - reach, np.mean(logs) + reach], atol=1e-6)


def test_a_prior_without_doubt_is_a_scatter_that_is_given() -> None:
    rows: Rows = [(1.0, 1.0), (-INF, 0.5), (0.2, 1.8), (2.0, INF), (-INF, 0.1)]
    found = fit(rows, (0.36, INF))
    low, high = (np.array(column) for column in zip(*rows, strict=True))
    mean, information = location_fit(low, high, np.full(5, 0.6), np.zeros(5, dtype=int), 1)
    assert_allclose([found.mu[0], found.sigma[0]], [mean[0], 0.6], atol=1e-7)
    assert_allclose(found.mu_se[0], information[0] ** -0.5, rtol=1e-6)


@given(rows=groups_of_values, prior=priors, factor=st.floats(1e-6, 1e6), seed=st.integers(0, 99))
def test_another_unit_moves_mu_alone_and_the_order_of_rows_nothing(
    rows: Rows, prior: tuple[float, float] | None, factor: float, seed: int
) -> None:
    found, shift = fit(rows, prior), math.log(factor)
    moved = [(low + shift, low + shift if low == high else high + shift) for low, high in rows]
    again = fit([moved[i] for i in np.random.default_rng(seed).permutation(len(rows))], prior)
    assert again.status[0] == found.status[0]
    assume(found.status[0] == "ok")
    known = sum(low == high for low, high in rows)
    assert_allclose(again.mu[0] - shift, found.mu[0], atol=1e-7)
    assert_allclose(again.log_likelihood[0] + known * shift, found.log_likelihood[0], atol=1e-6)
    for name in ("sigma", "mu_se", "log_sigma_se", "covariance", "df"):
        assert_allclose(getattr(again, name)[0], getattr(found, name)[0], rtol=1e-5, atol=1e-7)


@given(rows=groups_of_values, which=st.integers(0, 8), below=st.floats(0.01, 5), above=st.floats(0.01, 5))
def test_a_wider_interval_never_makes_the_values_less_likely(
    rows: Rows, which: int, below: float, above: float
) -> None:
    """The nested limit law: knowing less of a value cannot lower the largest likelihood."""
    low, high = rows[which % len(rows)]
    assume(low < high)
    wider = list(rows)
    wider[which % len(rows)] = (low - below, high + above)
    narrow, wide = fit(rows), fit(wider)
    assume(narrow.status[0] == wide.status[0] == "ok")
    assert wide.log_likelihood[0] >= narrow.log_likelihood[0] - 1e-9


def test_an_ever_narrower_interval_becomes_the_value() -> None:
    rows: Rows = [(0.0, 0.0), (1.5, 1.5), (-INF, 0.3)]
    exact = fit([*rows, (1.0, 1.0)])
    for width in (1e-2, 1e-4, 1e-5):
        near = fit([*rows, (1.0 - width / 2, 1.0 + width / 2)])
        for name in ("mu", "sigma", "mu_se", "log_sigma_se", "df"):
            assert_allclose(getattr(near, name)[0], getattr(exact, name)[0], rtol=width**2 + 1e-10)
        assert_allclose(near.log_likelihood[0], exact.log_likelihood[0] + 1.0 + math.log(width), atol=width**2 + 1e-9)


def test_a_lower_limit_lowers_the_level() -> None:
    medians = [fit([(1.0, 1.0), (2.0, 2.0), (-INF, limit), (-INF, limit)]).median[0] for limit in (0.9, 0.0, -2.0)]
    assert medians[0] > medians[1] > medians[2]


def test_median_and_mean_and_their_intervals() -> None:
    found = fit([(x, x) for x in (1.0, 2.0, 4.0, 5.0)])
    assert_allclose(found.median[0], math.exp(3))
    assert_allclose(found.mean[0], math.exp(3 + 2.5 / 2))
    low, high = found.mean_interval(0.95)
    reach = t.ppf(0.975, 3) * math.sqrt(2.5 / 4 + 2.5**2 / 8)
    assert_allclose([low[0], high[0]], [found.mean[0] * math.exp(-reach), found.mean[0] * math.exp(reach)])


def test_the_moderated_interval_covers_what_it_says_when_half_of_seven_days_lie_below() -> None:
    """Plants whose scatter varies as the prior says; the limit at the true median; 4 000 of them."""
    rng, plants, prior_df = np.random.default_rng(20261123), 4000, 4.0
    sigma = np.sqrt(0.1 * prior_df / rng.chisquare(prior_df, plants))
    logs = rng.normal(0.0, 1.0, (plants, 7)) * sigma[:, None]
    below = logs < 0
    low, high = np.where(below, -INF, logs).ravel(), np.where(below, 0.0, logs).ravel()
    found = moderated_lognormal_fit(
        low, high, np.repeat(np.arange(plants), 7), plants, np.full(plants, 0.1), np.full(plants, prior_df)
    )
    seen = found.status == "ok"
    assert (found.status[~seen] == "all_below").all()
    lower, upper = found.median_interval(0.95)
    assert 0.94 < np.mean((lower <= 1) & (upper >= 1), where=seen) < 0.98
