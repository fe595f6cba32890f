"""Left-censored data sets: every estimate that is published for them, each under its own convention.

Sets: D. R. Helsel and T. A. Cohn, Water Resour. Res. 24 (1988), Appendix B; arsenic in Oahu, D. R. Helsel, Nondetects
and Data Analysis (2005); ten values with two limits; values between LOD and LOQ, and the same with the LOD lost.

Conventions: lognormal maximum likelihood as R's ``survival::survreg`` parametrises and prints it (mu and sigma of the
logs, the log-likelihood of the values themselves), tolerance 1e-6, that of survreg; regression on order statistics with
the plotting positions of Hirsch, Stedinger and Cohn, as in R's NADA and in statsmodels; Kaplan-Meier as NADA and
EnvStats print the mean and NADA the standard deviation. Each to half of the last digit printed.
"""

import math
from pathlib import Path
from runpy import run_path

import numpy as np
import numpy.typing as npt
import pytest

from avloppsanalys.censoring import (
    LognormalFit,
    kaplan_meier,
    lognormal_fit,
    regression_on_order_statistics,
    substitution,
)

Left = tuple[dict[float, int], list[float]]
"""How many values lie below each limit, and the known ones."""

HELSEL_COHN: Left = ({1.0: 6, 10.0: 3}, [3, 7, 9, 12, 15, 20, 27, 33, 50])
OAHU: Left = ({2.0: 8, 1.0: 4, 0.9: 1}, [3.2, 2.8, 1.7, 1.5, 0.9, 0.7, 0.7, 0.6, 0.5, 0.5, 0.5])
TEN_VALUES: Left = ({1.0: 2, 2.0: 2}, [5.2, 3.3, 8.1, 2.2, 12.5, 4.4])
LOQ_ONLY: Left = ({10.0: 5}, [12, 15, 22, 30, 41])


def arrays(data: Left) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_], npt.NDArray[np.intp]]:
    """Return values or limits, which lie below, and the one group."""
    limits, known = data
    value = np.array([limit for limit, times in limits.items() for _ in range(times)] + known, dtype=float)
    return value, np.arange(len(value)) < sum(limits.values()), np.zeros(len(value), dtype=np.intp)


def maximum_likelihood(data: Left) -> LognormalFit:
    """Fit a left-censored set."""
    value, below, group = arrays(data)
    return lognormal_fit(np.where(below, -np.inf, np.log(value)), np.log(value), group, 1)


def between_lod_and_loq() -> LognormalFit:
    """Fit: two below 2, three between 2 and 10, five known."""
    low = np.log([2.0] * 3 + LOQ_ONLY[1])
    high = np.log([10.0] * 3 + LOQ_ONLY[1])
    low, high = np.append(low, [-np.inf] * 2), np.append(high, np.log([2.0] * 2))
    return lognormal_fit(low, high, np.zeros(10, dtype=int), 1)


@pytest.mark.parametrize(
    ("data", "mu", "sigma"),
    [
        (HELSEL_COHN, 0.8167698319, 2.222065566),
        (OAHU, -0.2528290104, 0.6269484572),
        (TEN_VALUES, 0.780137444, 1.205122629),
        (LOQ_ONLY, 2.350546612, 0.8753022756),
    ],
    ids=["Helsel-Cohn App. B", "Oahu arsenic", "ten values", "LOQ only"],
)
def test_survreg_mu_and_sigma(data: Left, mu: float, sigma: float) -> None:
    found = maximum_likelihood(data)
    assert found.status[0] == "ok"
    assert found.mu[0] == pytest.approx(mu, abs=1e-6)
    assert found.sigma[0] == pytest.approx(sigma, abs=1e-6)


def test_survreg_with_both_limits() -> None:
    found = between_lod_and_loq()
    assert found.mu[0] == pytest.approx(2.014008355, abs=1e-6)
    assert found.sigma[0] == pytest.approx(1.28177851, abs=1e-6)
    assert found.mu_se[0] == pytest.approx(0.4265227549, abs=1e-6)
    assert found.log_sigma_se[0] == pytest.approx(0.2678436523, abs=1e-6)
    assert found.log_likelihood[0] == pytest.approx(-29.52112108, abs=1e-6)


def test_survreg_standard_errors() -> None:
    found = maximum_likelihood(HELSEL_COHN)
    assert found.mu_se[0] == pytest.approx(0.6427232732, abs=1e-6)
    assert found.log_sigma_se[0] == pytest.approx(0.2628211746, abs=1e-6)


@pytest.mark.parametrize(("data", "printed"), [(HELSEL_COHN, -50.4231863), (OAHU, -14.29523803)])
def test_the_log_likelihood_is_that_of_the_values_not_of_their_logs(data: Left, printed: float) -> None:
    found = maximum_likelihood(data)
    assert found.log_likelihood[0] == pytest.approx(printed, abs=1e-6)
    of_the_logs = found.log_likelihood[0] + sum(math.log(value) for value in data[1])
    assert of_the_logs != pytest.approx(printed, abs=0.1)


@pytest.mark.parametrize(
    ("data", "mean"),
    [(HELSEL_COHN, 26.7238793), (OAHU, 0.94525852), (TEN_VALUES, 4.510003)],
    ids=["Helsel-Cohn App. B, EnvStats mle", "Oahu, NADA cenmle", "ten values, NADA cenmle"],
)
def test_the_plain_back_transformed_mean(data: Left, mean: float) -> None:
    """``exp(mu + sigma² / 2)``; qmvue and bcmle are other estimators, with other numbers."""
    assert maximum_likelihood(data).mean[0] == pytest.approx(mean, abs=2e-6)


def test_the_median_of_the_ten_values() -> None:
    assert maximum_likelihood(TEN_VALUES).median[0] == pytest.approx(2.181772, abs=1e-6)


@pytest.mark.parametrize(
    ("data", "mean", "sd", "tolerance"),
    [
        (HELSEL_COHN, 10.788166, 13.681528, 5e-7),
        (OAHU, 0.97246324, 0.71801225, 5e-9),
        (TEN_VALUES, 3.9398464745835, 3.8364098858025, 1e-12),  # wqio; NADA prints the same to eight decimals
    ],
    ids=["Helsel-Cohn App. B", "Oahu arsenic", "ten values"],
)
def test_regression_on_order_statistics(data: Left, mean: float, sd: float, tolerance: float) -> None:
    found = regression_on_order_statistics(*arrays(data), 1)
    assert found.mean[0] == pytest.approx(mean, abs=tolerance)
    assert found.sd[0] == pytest.approx(sd, abs=tolerance)


@pytest.mark.parametrize(
    ("data", "mean", "tolerance"),
    [(HELSEL_COHN, 11.4629630, 5e-8), (OAHU, 0.94895833, 5e-9), (TEN_VALUES, 4.45, 1e-12)],
    ids=["Helsel-Cohn App. B", "Oahu arsenic", "ten values"],
)
def test_kaplan_meier_with_the_rest_at_the_smallest_detected_value(data: Left, mean: float, tolerance: float) -> None:
    assert kaplan_meier(*arrays(data), 1, rest_at="smallest_detected").mean[0] == pytest.approx(mean, abs=tolerance)


@pytest.mark.parametrize(("data", "sd", "se"), [(HELSEL_COHN, 13.686934, 3.2260414), (OAHU, 0.80680682, 0.16468875)])
def test_kaplan_meier_spread_as_nada_prints_it(data: Left, sd: float, se: float) -> None:
    found = kaplan_meier(*arrays(data), 1, rest_at="smallest_detected")
    assert found.sd[0] == pytest.approx(sd, abs=1e-6)
    assert found.sd[0] / math.sqrt(found.n[0]) == pytest.approx(se, abs=1e-7)


def test_kaplan_meier_by_efron_differs_where_the_smallest_lies_below_a_limit() -> None:
    """In App. B 4/9 of the probability is left below 3: at 3 the mean is as printed, at the limit 1 it is 8/9 lower."""
    by_efron = kaplan_meier(*arrays(HELSEL_COHN), 1, rest_at="smallest_limit").mean[0]
    assert by_efron == pytest.approx(11.4629630 - 8 / 9, abs=5e-8)
    assert kaplan_meier(*arrays(OAHU), 1, rest_at="smallest_limit").mean[0] == pytest.approx(0.94895833, abs=5e-9)


def test_half_the_limit() -> None:
    assert substitution(*arrays(HELSEL_COHN), 1, "half_limit").mean[0] == pytest.approx(10.7777778, abs=5e-8)


def test_half_the_limits_of_the_lod_loq_set() -> None:
    """Printed as mean and standard deviation (n - 1) of the logs, half the LOD and half the LOQ put in place."""
    logs = np.log([1.0] * 2 + [5.0] * 3 + LOQ_ONLY[1])
    found = lognormal_fit(logs, logs, np.zeros(10, dtype=int), 1)
    assert found.mu[0] == pytest.approx(2.022708, abs=5e-7)
    assert found.sigma[0] * math.sqrt(10 / 9) == pytest.approx(1.302945, abs=5e-7)


def test_without_the_lod_the_median_is_forty_per_cent_higher() -> None:
    without_lod = maximum_likelihood(LOQ_ONLY).median[0]
    assert without_lod / between_lod_and_loq().median[0] == pytest.approx(1.40, abs=0.005)


def test_the_method_page_shows_the_table_that_the_code_makes() -> None:
    project = Path(__file__).parents[2]
    page = (project / "docs" / "method" / "censoring.md").read_text(encoding="utf-8")
    table: str = run_path(str(project / "benchmarks" / "censoring.py"))["published_table"]()
    assert f"<!-- benchmarks/censoring.py: published -->\n\n{table}\n" in page
