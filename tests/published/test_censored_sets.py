"""Left-censored data sets whose lognormal maximum likelihood is published for R's ``survival::survreg``.

`location_fit` takes sigma as given. At the joint maximum mu is also the maximum given sigma, so with sigma fixed at the
published one mu must come out as published. Tolerance 1e-6, that of survreg itself. Sets: ten values with two limits;
values between LOD and LOQ, and the same with the LOD lost; Helsel and Cohn 1988, Appendix B; arsenic in Oahu, Helsel
2005.
"""

import math

import numpy as np
import numpy.typing as npt
import pytest

from avloppsanalys.censoring import location_fit

Intervals = list[tuple[float, float]]


def below(limit: float, times: int = 1) -> Intervals:
    """Return values below a limit."""
    return [(0.0, limit)] * times


def exact(*values: float) -> Intervals:
    """Return values that are known."""
    return [(value, value) for value in values]


TEN_VALUES = exact(5.2, 3.3, 8.1, 2.2, 12.5, 4.4) + below(1.0, 2) + below(2.0, 2)
LOD_AND_LOQ = below(2, 2) + [(2.0, 10.0)] * 3 + exact(12, 15, 22, 30, 41)
LOQ_ONLY = below(10, 5) + exact(12, 15, 22, 30, 41)
HELSEL_COHN = below(1, 6) + below(10, 3) + exact(3, 7, 9, 12, 15, 20, 27, 33, 50)
OAHU_ARSENIC = exact(3.2, 2.8, 1.7, 1.5, 0.9, 0.7, 0.7, 0.6, 0.5, 0.5, 0.5) + below(2, 8) + below(1, 4) + below(0.9)


def log_ends(values: Intervals) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return the logs of both ends."""
    low = np.array([math.log(bottom) if bottom else -math.inf for bottom, _ in values])
    return low, np.log([top for _, top in values])


@pytest.mark.parametrize(
    ("values", "size", "mu", "sigma"),
    [
        (TEN_VALUES, 10, 0.780137444, 1.205122629),
        (LOD_AND_LOQ, 10, 2.014008355, 1.28177851),
        (LOQ_ONLY, 10, 2.350546612, 0.8753022756),
        (HELSEL_COHN, 18, 0.8167698319, 2.222065566),
        (OAHU_ARSENIC, 24, -0.2528290104, 0.6269484572),
    ],
    ids=["ten values", "LOD and LOQ", "LOQ only", "Helsel-Cohn App. B", "Oahu arsenic"],
)
def test_mu_at_the_published_sigma(values: Intervals, size: int, mu: float, sigma: float) -> None:
    assert len(values) == size
    low, high = log_ends(values)
    mean, _ = location_fit(low, high, np.full(size, sigma), np.zeros(size, dtype=int), 1)
    assert mean[0] == pytest.approx(mu, abs=1e-6)


def test_all_sets_at_once_are_the_sets_one_by_one() -> None:
    sets = [(TEN_VALUES, 1.205122629), (LOD_AND_LOQ, 1.28177851), (HELSEL_COHN, 2.222065566)]
    low, high = log_ends([value for values, _ in sets for value in values])
    sigma = np.repeat([spread for _, spread in sets], [len(values) for values, _ in sets])
    group = np.repeat([0, 1, 2], [len(values) for values, _ in sets])
    mean, _ = location_fit(low, high, sigma, group, 3)
    np.testing.assert_allclose(mean, [0.780137444, 2.014008355, 0.8167698319], atol=1e-6)


def test_losing_the_limit_of_detection_moves_the_median_by_a_factor_of_one_point_four() -> None:
    means = []
    for values, sigma in ((LOD_AND_LOQ, 1.28177851), (LOQ_ONLY, 0.8753022756)):
        low, high = log_ends(values)
        means.append(location_fit(low, high, np.full(10, sigma), np.zeros(10, dtype=int), 1)[0][0])
    assert math.exp(means[1] - means[0]) == pytest.approx(1.40, abs=0.005)


def test_information_is_at_least_what_the_published_standard_error_of_mu_leaves() -> None:
    """With sigma known the standard error can only be smaller than survreg's, which estimates sigma as well."""
    for values, sigma, published in ((HELSEL_COHN, 2.222065566, 0.6427232732), (LOD_AND_LOQ, 1.28177851, 0.4265227549)):
        low, high = log_ends(values)
        _, information = location_fit(low, high, np.full(len(values), sigma), np.zeros(len(values), dtype=int), 1)
        assert 0.8 * published < information[0] ** -0.5 <= published
