"""Total phosphorus at station CB3.1 in Chesapeake Bay, October 1984 to September 1989: answers of R's package EnvStats.

N. K. Neerchal, S. L. Brunenmeister, Handbook of Statistics 6 (1993) 407-422; EnvStats' Total.P.df, 60 months. No source
found prints the values, so the slope (-0.5602167 a year, -0.8703419 to -0.3270431; intercept 1210.92, the median of the
seasons' own) is not checked here: only what follows from the scores of the months, in a made series that has them.
"""

import numpy as np
from numpy.testing import assert_allclose

from avloppsanalys.scatter import rank_trend

# Five years of a month, in ranks, by the month's score. Twelve scores that sum to -54; their squares sum to 316, as the
# printed chi-square of 4.38 requires: (316 - 54**2 / 12) / (200 / 12).
FIVE_YEARS = {-8: [5, 4, 3, 1, 2], -6: [5, 4, 1, 3, 2], -4: [5, 4, 1, 2, 3], -2: [4, 1, 5, 3, 2]}
SCORES = [-8] * 3 + [-6] * 2 + [-4] * 2 + [-2] * 5


def test_scores_of_phosphorus() -> None:
    made = np.array([FIVE_YEARS[score] for score in SCORES], dtype=float)
    month, year = np.indices(made.shape).reshape(2, -1)
    found = rank_trend(made.reshape(1, -1), 1984 + year.astype(float), season=month)
    assert (found.n[0], found.score[0]) == (60, -54)
    assert_allclose(found.variance[0], 200)
    assert_allclose(found.tau_a[0], -0.45)
    assert_allclose(found.z[0], -3.747666, atol=5e-7)
    assert_allclose(found.p_value[0], 0.0001784878, atol=5e-11)
    assert_allclose(found.heterogeneity[0], 4.38, atol=5e-3)
    assert_allclose(found.heterogeneity_p_value[0], 0.957, atol=5e-4)
