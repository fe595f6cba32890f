"""Detection frequency: published intervals, what each of the two covers, and the rule of 80 per cent."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.stats import binom, binomtest

from avloppsanalys.censoring import (
    MOSTLY_BELOW,
    CensoringError,
    clopper_pearson_interval,
    detection_frequency,
    mostly_below,
    wilson_interval,
)

counts = st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(pair=counts, level=st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_both_intervals_are_those_of_scipy(pair: tuple[int, int], level: float) -> None:
    test = binomtest(*pair)
    for interval, expected in (
        (wilson_interval, test.proportion_ci(level, method="wilson")),
        (clopper_pearson_interval, test.proportion_ci(level, method="exact")),
    ):
        low, high = interval(*pair, level)
        assert_allclose([low, high], [expected.low, expected.high], atol=1e-10)


@given(pair=counts)
def test_not_detected_is_the_mirror_image_of_detected(pair: tuple[int, int]) -> None:
    detected, n = pair
    for interval in (wilson_interval, clopper_pearson_interval):
        low, high = interval(detected, n)
        mirrored_low, mirrored_high = interval(n - detected, n)
        assert_allclose([low, high], [1 - mirrored_high, 1 - mirrored_low], atol=1e-12)
        assert low <= detected / n <= high


@pytest.mark.parametrize("n", [3, 4, 7, 14])
def test_wilson_covers_on_average_what_it_says_and_clopper_pearson_at_least(n: int) -> None:
    """Exactly, from the binomial distribution, over true frequencies from 0 to 1."""
    truth, seen = np.linspace(0.0005, 0.9995, 1000), np.arange(n + 1)
    chance = binom.pmf(seen, n, truth[:, None])
    coverage = {}
    for interval in (wilson_interval, clopper_pearson_interval):
        low, high = interval(seen, n)
        coverage[interval.__name__] = (chance * ((low <= truth[:, None]) & (truth[:, None] <= high))).sum(axis=1)
    assert 0.945 < coverage["wilson_interval"].mean() < 0.96
    assert coverage["wilson_interval"].min() > 0.82
    assert coverage["clopper_pearson_interval"].mean() > 0.97
    assert coverage["clopper_pearson_interval"].min() >= 0.95


def test_a_frequency_with_its_interval() -> None:
    found = detection_frequency([0, 1, 4, 0], [4, 12, 4, 0], 0.9)
    assert_allclose(found.frequency, [0, 1 / 12, 1, np.nan])
    low, high = wilson_interval([0, 1, 4, 0], [4, 12, 4, 0], 0.9)
    assert (found.low.tolist(), found.high.tolist()) == (low.tolist(), high.tolist())
    assert (found.low[0], found.high[2]) == (0, 1)
    assert (found.low[3], found.high[3]) == (0, 1)
    assert found.interval_level == 0.9
    assert found.mostly_below.tolist() == [True, True, False, False]


@given(n=st.integers(1, 60).map(lambda fifth: 5 * fifth))
def test_the_rule_is_more_than_eighty_per_cent(n: int) -> None:
    assert MOSTLY_BELOW == 0.8
    assert not mostly_below(n // 5, n)
    assert mostly_below(n // 5 - 1, n)


def test_what_cannot_be_counts_is_refused() -> None:
    with pytest.raises(CensoringError) as caught:
        detection_frequency([1, 5, -1], [4, 4, 4])
    assert str(caught.value) == (
        "2 of 3 pairs are no counts, the first 5 detected out of 4. Give 0 <= n_detected <= n."
    )
