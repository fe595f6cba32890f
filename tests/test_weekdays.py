"""Weekday means: the split of the week, missing days, days below LOQ, and laws."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from avloppsanalys.errors import TableError
from avloppsanalys.weekdays import (
    EUDA_WEEKDAYS,
    EUDA_WEEKDAYS_2021,
    EUDA_WEEKEND,
    EUDA_WEEKEND_2021,
    weekday_means,
)

UNKNOWN = pytest.approx(math.nan, nan_ok=True)
MEANS = ["weekday_mean", "weekend_mean", "daily_mean"]


def week(
    values: list[float], start: str = "2024-03-11", *, qualifier: list[str] | None = None, sample_type: str = "sample"
) -> pd.DataFrame:
    """Return loads of one plant on consecutive days from `start`; 2024-03-11 is a Monday."""
    days = pd.date_range(start, periods=len(values), freq="D", tz="Europe/Stockholm")
    return pd.DataFrame(
        {
            "plant": "Gävle",
            "sample_id": days.strftime("%Y-%m-%d"),
            "residue": "benzoylecgonine",
            "sample_type": sample_type,
            "start": days,
            "end": days + pd.DateOffset(days=1),
            "qualifier": qualifier or ["quantified"] * len(values),
            "load_mg_per_day_per_1000": values,
        }
    )


def only_week(means: pd.DataFrame, columns: list[str] = MEANS) -> list[float]:
    """Return the figures of the single week that `means` holds."""
    assert len(means) == 1
    figures: list[float] = means[columns].astype("float64").to_numpy()[0].tolist()
    return figures


def test_the_two_parts_of_the_week_make_up_the_week() -> None:
    assert sorted((*EUDA_WEEKDAYS, *EUDA_WEEKEND)) == list(range(1, 8))
    assert sorted((*EUDA_WEEKDAYS_2021, *EUDA_WEEKEND_2021)) == list(range(1, 8))


def test_weekend_is_friday_to_monday() -> None:
    means = weekday_means(week([10, 1, 2, 3, 20, 30, 40]))
    assert only_week(means) == [2.0, 25.0, pytest.approx(106 / 7)]
    assert only_week(means, ["iso_year", "iso_week", "n_days", "n_below_loq"]) == [2024, 11, 7, 0]


def test_the_exception_of_2021_counts_friday_among_the_weekdays() -> None:
    means = weekday_means(week([10, 1, 2, 3, 20, 30, 40]), weekend=EUDA_WEEKEND_2021)
    assert only_week(means) == [6.5, pytest.approx(80 / 3), pytest.approx(106 / 7)]


def test_the_weekday_is_read_on_a_swedish_clock() -> None:
    # 23:30 UTC on Monday is half past midnight on Tuesday in Sweden: a weekday, not the weekend.
    loads = week([5.0])
    for column in ("start", "end"):
        loads[column] = (loads[column] + pd.Timedelta(hours=24.5)).dt.tz_convert("UTC")
    means = weekday_means(loads)
    assert only_week(means) == [5.0, UNKNOWN, 5.0]


def test_the_days_of_clock_change_are_days() -> None:
    # Sunday 31 March 2024 has 23 hours, Sunday 27 October 25.
    for sunday in ("2024-03-31", "2024-10-27"):
        assert only_week(weekday_means(week([8.0], start=sunday)), ["weekend_mean"]) == [8.0]


def test_a_day_below_loq_counts_as_zero_and_is_counted() -> None:
    qualifier = ["quantified", "below_loq", "below_lod", "detected", "quantified", "quantified", "quantified"]
    means = weekday_means(week([10, math.nan, math.nan, math.nan, 20, 30, 40], qualifier=qualifier))
    assert only_week(means) == [0.0, 25.0, pytest.approx(100 / 7)]
    assert only_week(means, ["n_below_loq"]) == [3]


def test_a_missing_day_is_skipped_and_a_part_without_days_has_no_mean() -> None:
    means = weekday_means(week([20.0, 30.0, 40.0], start="2024-03-15"))
    assert only_week(means) == [UNKNOWN, 30.0, 30.0]
    assert only_week(means, ["n_days"]) == [3]


def test_a_day_above_the_range_leaves_its_means_unknown() -> None:
    qualifier = ["quantified", "above_range", *["quantified"] * 5]
    means = weekday_means(week([10, math.nan, 2, 3, 20, 30, 40], qualifier=qualifier))
    assert only_week(means) == [UNKNOWN, 25.0, UNKNOWN]


def test_duplicates_and_blanks_are_left_out() -> None:
    loads = pd.concat([week([4.0]), week([9.0], sample_type="duplicate"), week([0.0], sample_type="blank")])
    assert only_week(weekday_means(loads), ["weekend_mean", "n_days"]) == [4.0, 1]


def test_the_turn_of_the_year_is_one_week() -> None:
    means = weekday_means(week([1.0] * 7, start="2024-12-30"))
    assert means[["iso_year", "iso_week", "n_days"]].to_numpy().tolist() == [[2025, 1, 7]]


def test_all_rows_that_are_not_one_day_are_named_at_once() -> None:
    loads = pd.concat([week([1.0]), week([2.0]), week([3.0], start="2024-03-15")], ignore_index=True)
    loads["end"] += pd.to_timedelta([0, 0, 2], unit="D")
    with pytest.raises(TableError) as caught:
        weekday_means(loads)
    text = str(caught.value)
    assert text.startswith("No weekday means.\n1 rows last longer than 36 hours and have no weekday:\n")
    assert "2 rows share plant, residue and day:\n" in text
    assert text.endswith("Leave these rows out, or make them one row a day.")


def test_a_weekend_that_is_no_set_of_weekdays_is_refused() -> None:
    with pytest.raises(ValueError, match=r"weekend holds \[0, 8\]: give ISO weekday numbers, 1 \(Monday\) to 7"):
        weekday_means(week([1.0]), weekend=(0, 6, 8))


def test_only_zero_is_offered_for_a_day_below_loq() -> None:
    with pytest.raises(ValueError, match="below_loq='half' is not offered"):
        weekday_means(week([1.0]), below_loq="half")  # type: ignore[arg-type]  # what a user may try


@given(st.lists(st.floats(0, 1e6), min_size=7, max_size=7), st.floats(0.001, 1000), st.permutations(range(7)))
def test_means_scale_with_the_loads_and_do_not_depend_on_the_order_of_rows(
    values: list[float], factor: float, order: list[int]
) -> None:
    loads = week(values)
    shuffled = loads.iloc[order]
    means = weekday_means(loads)
    scaled = weekday_means(shuffled.assign(load_mg_per_day_per_1000=shuffled["load_mg_per_day_per_1000"] * factor))
    np.testing.assert_allclose(scaled[MEANS], means[MEANS] * factor, rtol=1e-9, atol=1e-9)
    whole = (3 * means["weekday_mean"] + 4 * means["weekend_mean"]) / 7
    np.testing.assert_allclose(means["daily_mean"], whole, rtol=1e-9, atol=1e-9)


def test_the_argument_is_left_alone() -> None:
    loads = week([1.0, 2.0])
    before = loads.copy(deep=True)
    weekday_means(loads)
    pd.testing.assert_frame_equal(loads, before)
