"""Trends of US EPA's Unified Guidance (EPA 530/R-09-007, 2009), with the answers that R's package EnvStats prints.

Its scripts print the data of examples 17-7 (sodium, ten uneven dates) and 14-10 (an analyte, twelve months in three
years). Of the 23 dates of example 17-6 (sulfate) they print six, so its slope, 26.66667 a year (20.00000 to 35.71182,
intercept -1909.333), is not checked here: only what follows from the scores. Dates are years with a fraction as EPA
writes it, where the month stands as tenths. EnvStats' tau is tau-a, its intercept Conover's, its season intercept the
median of the seasons' own.
"""

import numpy as np
from numpy.testing import assert_allclose

from avloppsanalys.scatter import rank_trend

SODIUM = np.array([[56.0, 53, 51, 55, 52, 60, 62, 59, 61, 63]])
SODIUM_YEARS = np.array([89.6, 90.1, 90.8, 91.1, 92.1, 93.1, 94.1, 95.6, 96.1, 96.3])
# Months down, 1983 to 1985 across.
ANALYTE = np.array(
    [
        [1.99, 2.01, 2.15],
        [2.10, 2.10, 2.17],
        [2.12, 2.17, 2.27],
        [2.12, 2.13, 2.23],
        [2.11, 2.13, 2.24],
        [2.15, 2.18, 2.26],
        [2.19, 2.25, 2.31],
        [2.18, 2.24, 2.32],
        [2.16, 2.22, 2.28],
        [2.08, 2.13, 2.22],
        [2.05, 2.08, 2.19],
        [2.08, 2.16, 2.22],
    ]
)


def test_sodium_at_uneven_dates_is_per_year() -> None:
    found = rank_trend(SODIUM, SODIUM_YEARS)
    assert_allclose(found.slope[0], 1.3333333, atol=5e-8)
    assert_allclose([found.low[0], found.high[0]], [0.3992083, 2.3333333], atol=5e-8)
    assert_allclose(found.intercept[0], -65.9666667, atol=5e-8)
    assert_allclose(found.tau_a[0], 0.5555556, atol=5e-8)
    assert_allclose(found.z[0], 2.146625, atol=5e-7)
    assert_allclose(found.p_value[0], 0.03182313, atol=5e-9)


def test_sodium_counted_in_steps_has_the_same_test_and_another_slope() -> None:
    years, steps = rank_trend(SODIUM, SODIUM_YEARS), rank_trend(SODIUM, np.arange(10.0))
    assert (steps.score[0], steps.p_value[0]) == (years.score[0], years.p_value[0])
    assert_allclose([steps.slope[0], years.slope[0]], [8 / 7, 4 / 3])


def test_analyte_within_months() -> None:
    month, year = np.indices(ANALYTE.shape).reshape(2, -1)
    found = rank_trend(ANALYTE.reshape(1, -1), 1983 + year.astype(float), season=month)
    assert_allclose(found.slope[0], 0.06, atol=5e-8)
    assert_allclose([found.low[0], found.high[0]], [0.05786914, 0.07213086], atol=5e-9)
    assert_allclose(found.season_intercept[0], -131.735, atol=5e-8)
    assert_allclose(found.tau_a[0], 0.9722222, atol=5e-8)
    assert_allclose(found.z[0], 5.1849514, atol=5e-8)
    assert_allclose(found.p_value[0], 2.160712e-07, atol=5e-14)
    assert_allclose(found.heterogeneity[0], 0.1071882, atol=5e-8)
    assert_allclose(found.heterogeneity_p_value[0], 1.0, atol=5e-7)


def test_dates_within_months_shift_no_slope() -> None:
    month, year = np.indices(ANALYTE.shape).reshape(2, -1)
    found = rank_trend(ANALYTE.reshape(1, -1), 1983 + year.astype(float), season=month)
    dated = rank_trend(ANALYTE.reshape(1, -1), 1983 + year.astype(float) + month / 12, season=month)
    for name in ("slope", "low", "high", "z", "heterogeneity"):
        assert_allclose(getattr(dated, name), getattr(found, name), rtol=1e-9)


def test_scores_of_sulfate() -> None:
    # A made series with the score of example 17-6. Without ties var S of 23 values is 1433.67; the printed 1428 is less
    # by 102 / 18, which only two pairs (18 each) and one group of three (66) can give.
    made = np.arange(23.0)
    made[[3, 18]] = made[[4, 19]]
    made[10:13] = 10
    # Two values too high for their place turn 22 and 5 of the 248 pairs that are not tied.
    made[[0, 1]] = 100, 6.5
    found = rank_trend(made[None], np.arange(23.0))
    assert (found.score[0], found.variance[0]) == (194, 1428)
    assert_allclose(found.z[0], 5.107322, atol=5e-7)
    assert_allclose(found.p_value[0], 3.267574e-07, atol=5e-14)
    assert_allclose(found.tau_a[0], 0.7667984, atol=5e-8)
