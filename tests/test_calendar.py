"""Swedish time: every date in exactly one period of each kind, spellings, labels, and campaigns."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import get_args

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from avloppsanalys.calendar import (
    CAMPAIGN_DAYS,
    Period,
    PeriodError,
    PeriodKind,
    campaigns,
    label,
    period_of,
    swedish_dates,
)

KINDS: tuple[PeriodKind, ...] = get_args(PeriodKind)
DATES = st.dates(min_value=dt.date(1990, 1, 1), max_value=dt.date(2090, 12, 31))


def at(*moments: str) -> pd.Series[pd.Timestamp]:
    """Return Swedish moments as a column."""
    return pd.Series(pd.to_datetime(list(moments), format="ISO8601").tz_localize("Europe/Stockholm"))


def neighbours(period: Period) -> tuple[dt.date, dt.date]:
    """Return the day before and the day after a period."""
    return period.first - dt.timedelta(days=1), period.last + dt.timedelta(days=1)


@pytest.mark.parametrize("kind", KINDS)
@given(day=DATES)
def test_every_date_lies_in_the_period_it_is_booked_in_and_in_no_neighbour(kind: PeriodKind, day: dt.date) -> None:
    name = period_of(at(f"{day} 07:00"), kind).item()
    period = Period.parse(name)
    assert period.contains(day)
    assert period.name == name
    assert period.kind == kind
    before, after = neighbours(period)
    for outside in (before, after):
        assert not period.contains(outside)
        assert period_of(at(f"{outside} 07:00"), kind).item() != name


@pytest.mark.parametrize("kind", KINDS)
@given(year=st.integers(1990, 2089))
def test_periods_of_a_kind_follow_each_other_without_gap_or_overlap(kind: PeriodKind, year: int) -> None:
    days = pd.Series(pd.date_range(f"{year}-01-01", f"{year + 1}-01-15", freq="D", tz="Europe/Stockholm"))
    names = period_of(days, kind)
    periods = [Period.parse(name) for name in dict.fromkeys(names)]
    assert [later.first - earlier.last for earlier, later in itertools.pairwise(periods)] == [dt.timedelta(days=1)] * (
        len(periods) - 1
    )
    assert names.nunique() == len(periods)


@pytest.mark.parametrize(
    ("kind", "spelling", "first", "last", "days"),
    [
        ("week", "2026v53", "2026-12-28", "2027-01-03", 7),
        ("week", "2026v01", "2025-12-29", "2026-01-04", 7),
        ("week", "2024W9", "2024-02-26", "2024-03-03", 7),
        ("month", "2024-02", "2024-02-01", "2024-02-29", 29),
        ("month", "2026-12", "2026-12-01", "2026-12-31", 31),
        ("quarter", "2026K1", "2026-01-01", "2026-03-31", 90),
        ("quarter", "2026-Q3", "2026-07-01", "2026-09-30", 92),
        ("quarter", "kv 4 2026", "2026-10-01", "2026-12-31", 92),
        ("quarter", "2026 kv. 2", "2026-04-01", "2026-06-30", 91),
        ("tertial", "2026T1", "2026-01-01", "2026-04-30", 120),
        ("tertial", "2026-t3", "2026-09-01", "2026-12-31", 122),
        ("halfyear", "2026H2", "2026-07-01", "2026-12-31", 184),
        ("year", "2024", "2024-01-01", "2024-12-31", 366),
        ("free", "2026-01-01/2026-02-11", "2026-01-01", "2026-02-11", 42),
        ("free", "2026-02-11/2026-02-11", "2026-02-11", "2026-02-11", 1),
    ],
)
def test_a_spelling_names_its_first_and_last_day(kind: str, spelling: str, first: str, last: str, days: int) -> None:
    period = Period.parse(f" {spelling} ")
    assert (period.kind, str(period.first), str(period.last), period.days) == (kind, first, last, days)


@pytest.mark.parametrize("spelling", ["2026K3", "2026k3", "2026-K3", "2026 Q3", "kv 3 2026", "Kv. 3 2026", "Q3 2026"])
def test_a_quarter_has_one_name_however_it_is_spelled(spelling: str) -> None:
    assert Period.parse(spelling) == Period.parse("2026K3")


def test_start_and_end_are_moments_and_the_quarter_of_the_summer_time_change_lacks_an_hour() -> None:
    spring = Period.parse("2026K1")
    assert spring.start == pd.Timestamp("2026-01-01", tz="Europe/Stockholm")
    assert spring.end == pd.Timestamp("2026-04-01", tz="Europe/Stockholm")
    assert (spring.end - spring.start) / pd.Timedelta("1h") == 90 * 24 - 1


HELP = (
    "names no period. Write a quarter as 2026K3, a tertial as 2026T1, a half-year as 2026H1, a month as 2026-08, a week"
    " as 2026v41, a year as 2026, or two dates as 2026-01-01/2026-02-11."
)


@pytest.mark.parametrize("spelling", ["", "quarter", "2026K5", "2026T4", "2026H0", "26K3", "K3", "2026K3x", "2026-8"])
def test_a_text_that_is_no_period_is_refused_with_the_ways_to_write_one(spelling: str) -> None:
    with pytest.raises(PeriodError) as raised:
        Period.parse(spelling)
    assert str(raised.value) == f"{spelling!r} {HELP}"


@pytest.mark.parametrize(
    ("spelling", "told"),
    [
        ("2025v53", r"The period '2025v53' does not exist: Invalid week: 53\."),
        ("2026v00", r"The period '2026v00' does not exist: Invalid week: 0\."),
        ("2026-13", r"The period '2026-13' does not exist: month must be in 1\.\.12"),
        ("2026-02-30/2026-03-01", r"The period '2026-02-30/2026-03-01' does not exist: day"),
        ("2026-03-02/2026-03-01", r"The period '2026-03-02/2026-03-01' ends before it begins\."),
    ],
)
def test_a_period_that_does_not_exist_is_refused(spelling: str, told: str) -> None:
    with pytest.raises(PeriodError, match=told):
        Period.parse(spelling)


@pytest.mark.parametrize(
    ("period", "swedish", "english"),
    [
        ("2026K3", "kv 3 2026", "Q3 2026"),
        ("2026v01", "v. 1 2026", "week 1 2026"),
        ("2026v53", "v. 53 2026", "week 53 2026"),
        ("2026T1", "tertial 1 2026", "tertial 1 2026"),
        ("2026H2", "halvår 2 2026", "half-year 2 2026"),
        ("2026-08", "augusti 2026", "August 2026"),
        ("2026", "2026", "2026"),
        ("kv 3 2026", "kv 3 2026", "Q3 2026"),
        ("2026-01-01/2026-02-11", "1 januari 2026–11 februari 2026", "1 January 2026–11 February 2026"),
    ],
)
def test_labels(period: str, swedish: str, english: str) -> None:
    assert (label(period), label(period, "en")) == (swedish, english)


def test_a_moment_is_booked_on_its_swedish_date_whatever_zone_it_is_written_in() -> None:
    moments = pd.Series(pd.to_datetime(["2026-06-30 21:59", "2026-06-30 22:00", "2026-12-31 23:00"]).tz_localize("UTC"))
    assert swedish_dates(moments).dt.strftime("%F").tolist() == ["2026-06-30", "2026-07-01", "2027-01-01"]
    assert period_of(moments, "quarter").tolist() == ["2026K2", "2026K3", "2027K1"]
    assert period_of(moments, "week").tolist() == ["2026v27", "2026v27", "2026v53"]


def test_around_new_year_the_iso_week_has_its_own_year() -> None:
    moments = at("2026-12-31 07:00", "2027-01-01 07:00", "2027-01-04 07:00", "2024-12-30 07:00")
    assert period_of(moments, "week").tolist() == ["2026v53", "2026v53", "2027v01", "2025v01"]
    assert period_of(moments, "year").tolist() == ["2026", "2027", "2027", "2024"]


def test_days_outside_a_named_period_have_no_name_and_the_last_day_is_inside() -> None:
    moments = at("2025-12-31 23:59", "2026-01-01 00:00", "2026-02-11 23:59", "2026-02-12 00:00")
    names = period_of(moments, "2026-01-01/2026-02-11")
    assert names.isna().tolist() == [True, False, False, True]
    assert names[1] == "2026-01-01/2026-02-11"
    assert period_of(at("2026-08-01"), "kv 3 2026").tolist() == ["2026K3"]


def test_period_of_refuses_what_is_neither_kind_nor_period() -> None:
    with pytest.raises(PeriodError, match=r"^'quater' names no period\. Write a quarter as 2026K3"):
        period_of(at("2026-08-01"), "quater")


def test_period_of_keeps_the_index_and_takes_no_rows_too() -> None:
    moments = at("2026-01-01", "2026-04-01").set_axis([7, 3])
    assert period_of(moments, "quarter").to_dict() == {7: "2026K1", 3: "2026K2"}
    assert all(period_of(moments.iloc[:0], kind).empty for kind in (*KINDS, "2026K1"))


def test_days_within_seven_days_of_the_first_are_one_campaign() -> None:
    days = at("2026-08-12 07:00", "2026-08-16 07:00", "2026-08-18 23:00", "2026-08-19 00:00", "2026-08-26 07:00")
    assert campaigns(pd.Series(["A"] * 5), days).tolist() == ["2026-08-12"] * 3 + ["2026-08-19", "2026-08-26"]


def test_wednesday_and_sunday_of_a_week_are_one_campaign_and_every_wednesday_is_its_own() -> None:
    week = at("2026-08-12", "2026-08-16")
    assert campaigns(pd.Series(["A"] * 2), week).tolist() == ["2026-08-12"] * 2
    wednesdays = pd.Series(pd.date_range("2026-01-07", periods=52, freq="7D", tz="Europe/Stockholm"))
    assert campaigns(pd.Series(["A"] * 52), wednesdays).nunique() == 52


def test_a_daily_series_of_21_days_is_three_campaigns_over_the_summer_time_change_too() -> None:
    for first in ("2026-08-03 07:00", "2026-03-23 07:00", "2026-10-19 00:00"):
        days = pd.Series(pd.date_range(first, periods=21, freq="D", tz="Europe/Stockholm"))
        found = campaigns(pd.Series(["A"] * 21), days)
        assert found.value_counts().tolist() == [CAMPAIGN_DAYS] * 3


def test_plants_have_their_own_campaigns() -> None:
    days = at("2026-08-12", "2026-08-17", "2026-08-20")
    assert campaigns(pd.Series(["A", "B", "A"]), days).tolist() == ["2026-08-12", "2026-08-17", "2026-08-20"]
    assert campaigns(pd.Series([], dtype="str"), days.iloc[:0]).empty


def test_a_sample_without_start_does_not_hang() -> None:
    days = at("2026-08-12", "2026-08-17").where(pd.Series([True, False]))
    assert campaigns(pd.Series(["A", "A"]), days).isna().tolist() == [False, True]


@given(
    samples=st.lists(st.tuples(st.sampled_from("AB"), st.integers(0, 60), st.integers(0, 23)), max_size=40),
)
def test_campaigns_agree_with_a_plain_loop_in_any_row_order(samples: list[tuple[str, int, int]]) -> None:
    first = pd.Timestamp("2026-03-01", tz="Europe/Stockholm")
    moments = pd.Series(
        [first + pd.DateOffset(days=day, hours=hour) for _, day, hour in samples], dtype=first_dtype()
    ).set_axis(range(10, 10 + len(samples)))
    plants = pd.Series([plant for plant, _, _ in samples], index=moments.index, dtype="str")
    found = campaigns(plants, moments)
    expected: dict[tuple[str, dt.date], dt.date] = {}
    for plant in "AB":
        opened = None
        dates = swedish_dates(moments)[plants == plant].dt.date
        for day in sorted(set(dates)):
            if opened is None or (day - opened).days >= CAMPAIGN_DAYS:
                opened = day
            expected[plant, day] = opened
    dates = swedish_dates(moments).dt.date
    assert found.tolist() == [str(expected[plants[row], dates[row]]) for row in moments.index]
    assert found.index.equals(moments.index)


def first_dtype() -> pd.DatetimeTZDtype:
    """Return the dtype of every moment of the package."""
    return pd.DatetimeTZDtype("us", "Europe/Stockholm")
