"""The verdict as a total function: all combinations of its inputs, against the order of the design written anew."""

import itertools
import math
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests  # type: ignore[import-untyped]

from avloppsanalys.trend import (
    BAND,
    Blocking,
    Interval,
    Reason,
    Verdict,
    VerdictError,
    adjusted_p_values,
    decide,
    is_new,
)

# Ends around and on each border: the band's edges and zero.
ENDS = (-2 * BAND, -BAND, -0.5 * BAND, 0.0, 0.5 * BAND, BAND, 2 * BAND)
INTERVALS = [Interval(low=a, high=b) for a, b in itertools.combinations_with_replacement(ENDS, 2)]
BLOCKING = [[], *([one] for one in get_args(Blocking)), list(get_args(Blocking))]


def expected(blocking: list[Blocking], line: Interval | None, wandering: Interval | None, p: float | None) -> str:
    """Say the word as the design does: blocked, inside the band, beyond zero, else not confirmed."""
    if blocking or line is None:
        return "not_assessable"
    both = [line] + ([wandering] if wandering else [])
    if max(max(abs(one.low), abs(one.high)) for one in both) < BAND:
        return "unchanged"
    significant = p is None or p < 0.05
    if significant and min(one.low for one in both) > 0:
        return "increasing"
    if significant and max(one.high for one in both) < 0:
        return "decreasing"
    return "not_confirmed"


def test_every_combination_of_inputs_has_the_word_that_the_design_gives() -> None:
    seen = set()
    some = [None, *INTERVALS]
    for line, wandering, p in itertools.product([None, *INTERVALS], some, (None, 0.0, 0.049, 0.05, 1.0)):
        found = decide([], line, wandering=wandering, adjusted_p=p)
        assert found.verdict == expected([], line, wandering, p), (line, wandering, p)
        assert found.verdict in get_args(Verdict)
        assert found.reason in get_args(Reason)
        seen.add((found.verdict, found.reason))
    assert seen == {
        ("not_assessable", "no_degrees_of_freedom"),
        ("unchanged", "inside_band"),
        ("increasing", "excludes_zero"),
        ("decreasing", "excludes_zero"),
        ("not_confirmed", "includes_zero"),
        ("not_confirmed", "wandering_level"),
        ("not_confirmed", "several_substances"),
    }


@pytest.mark.parametrize("blocking", BLOCKING[1:])
@pytest.mark.parametrize("line", [None, *INTERVALS])
def test_a_blocking_reason_goes_before_everything(blocking: list[Blocking], line: Interval | None) -> None:
    found = decide(blocking, line, adjusted_p=0.0)
    assert (found.verdict, found.reason) == ("not_assessable", blocking[0])


def test_every_blocking_reason_is_a_reason() -> None:
    assert set(get_args(Blocking)) < set(get_args(Reason))


@given(ends=st.lists(st.floats(-3, 3), min_size=2, max_size=2), p=st.none() | st.floats(0, 1))
def test_turning_time_round_turns_the_word_round(ends: list[float], p: float | None) -> None:
    low, high = sorted(ends)
    turned = {"increasing": "decreasing", "decreasing": "increasing"}
    there = decide([], Interval(low=low, high=high), adjusted_p=p)
    back = decide([], Interval(low=-high, high=-low), adjusted_p=p)
    assert back.verdict == turned.get(there.verdict, there.verdict)
    assert back.reason == there.reason


def test_a_wider_band_only_adds_unchanged() -> None:
    for line in INTERVALS:
        narrow, wide = decide([], line, band=BAND / 2).verdict, decide([], line, band=3 * BAND).verdict
        assert wide in (narrow, "unchanged")


@pytest.mark.parametrize(("low", "high"), [(1.0, 0.0), (math.nan, 0.0), (0.0, math.nan)])
def test_ends_that_are_not_in_order_are_refused(low: float, high: float) -> None:
    with pytest.raises(VerdictError, match="must not lie above its high end"):
        Interval(low=low, high=high)


@pytest.mark.parametrize("band", [0.0, -1.0, math.nan])
def test_a_band_must_be_above_zero(band: float) -> None:
    with pytest.raises(VerdictError, match="above 0"):
        decide([], None, band=band)


@pytest.mark.parametrize("p", [-0.1, 1.1, math.nan])
def test_an_adjusted_p_must_be_one(p: float) -> None:
    with pytest.raises(VerdictError, match="between 0 and 1"):
        decide([], None, adjusted_p=p)


@given(p=st.lists(st.floats(0, 1), min_size=1, max_size=8))
def test_holm_as_in_statsmodels(p: list[float]) -> None:
    found = adjusted_p_values({str(place): one for place, one in enumerate(p)})
    assert list(found.values()) == pytest.approx(multipletests(p, method="holm")[1].tolist(), abs=1e-12)


def test_main_substances_stand_unadjusted_and_a_missing_p_is_not_counted() -> None:
    found = adjusted_p_values({"a": 0.01, "b": 0.04, "c": math.nan, "d": 0.03}, main=["d"])
    assert found["a"] == pytest.approx(0.02)
    assert found["b"] == pytest.approx(0.04)
    assert found["c"] is not None
    assert math.isnan(found["c"])
    assert found["d"] is None


def test_a_fourth_main_substance_is_refused() -> None:
    with pytest.raises(VerdictError, match="4 main substances"):
        adjusted_p_values(dict.fromkeys("abcde", 0.1), main=list("abcd"))


def test_a_p_outside_its_range_is_refused() -> None:
    with pytest.raises(VerdictError, match="1 p-values outside"):
        adjusted_p_values({"a": 1.5, "b": 0.2})


def test_new_words_over_all_pairs() -> None:
    words: tuple[Verdict, ...] = get_args(Verdict)
    new = {(now, before) for now, before in itertools.product(words, words) if is_new(now, before)}
    says_something = {"increasing", "decreasing", "unchanged"}
    assert new == {(now, before) for now in says_something for before in words if now != before}
    with pytest.raises(VerdictError, match="ökar"):
        is_new("ökar", "unchanged")  # type: ignore[arg-type]
