"""Two series with the answers of R's package Kendall (A. I. McLeod): eight values, and PrecipGL with its ties.

PrecipGL is the annual precipitation [inches] of the Great Lakes 1900-1986, from Great Lake Water Levels (U.S. Dept of
Commerce), as printed in H. Roberts, "Data Analysis for Managers" (1992), appendix A; read in the Time Series Data
Library (roberts/pgreatl). The package prints p 0.000292063, from single precision; in double it is 0.000292081.
"""

import numpy as np
from numpy.testing import assert_allclose

from avloppsanalys.scatter import rank_trend

EIGHT = np.array([[1.0, 3, 2, 5, 4, 7, 6, 9]])
PRECIPITATION = """
31.69 29.77 31.70 33.06 31.31 32.72 31.18 29.90 29.17 31.48
28.11 32.61 31.31 30.96 28.40 30.68 33.67 28.65 30.62 30.21
28.79 30.92 30.92 28.13 30.51 27.63 34.80 32.10 33.86 32.33
25.69 30.60 32.85 30.31 27.71 30.34 29.14 33.41 33.51 29.90
32.69 32.34 35.01 33.05 31.15 36.36 29.83 33.70 29.81 32.41
35.90 37.45 30.39 31.15 35.75 31.14 30.06 32.40 28.44 36.38
31.73 31.27 28.51 26.01 31.27 35.57 30.85 33.35 35.82 31.78
34.25 31.43 35.97 33.87 28.94 34.62 31.06 38.84 32.25 35.86
32.93 32.69 34.39 33.97 32.15 40.16 36.32
"""


def test_eight_values_without_ties() -> None:
    found = rank_trend(EIGHT, np.arange(8.0))
    assert (found.score[0], found.slope[0]) == (22, 1.0)
    assert_allclose(found.variance[0], 65.3333, atol=5e-5)
    assert_allclose(found.p_value[0], 0.00937477, atol=5e-9)
    assert_allclose([found.tau_a[0], found.tau_b[0]], 0.7857143, atol=5e-8)


def test_eight_quarters_have_the_same_answers_and_four_times_the_slope() -> None:
    found = rank_trend(EIGHT, 2021 + np.arange(8) / 4)
    assert (found.score[0], found.slope[0]) == (22, 4.0)
    assert_allclose(found.p_value[0], 0.00937477, atol=5e-9)


def test_precipitation_of_the_great_lakes() -> None:
    values = np.array([[float(cell) for cell in PRECIPITATION.split()]])
    found = rank_trend(values, np.arange(1900.0, 1987.0))
    assert (found.n[0], found.score[0]) == (87, 989)
    assert_allclose(found.variance[0], 74398.33, atol=5e-3)
    assert_allclose(found.tau_b[0], 0.2645801, atol=5e-8)
    assert_allclose(found.tau_a[0], 0.2643678, atol=5e-8)
    assert_allclose(found.p_value[0], 0.000292081, atol=5e-10)
