"""The year plan: spread over the periods, never on a closed day, in time for the meetings, and refused with reasons."""

import datetime as dt
import itertools
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import avloppsanalys as avl
from avloppsanalys.calendar import CAMPAIGN_DAYS, campaigns, major_holidays, swedish_dates
from avloppsanalys.planning import PlanError
from avloppsanalys.planning.spread import spread_campaigns
from avloppsanalys.planning.weekday_pattern import weekdays_of_campaigns
from avloppsanalys.tables import EVENTS, PLAN, TIMEZONE, arrange, check

SCHOOL = {
    "sportlov": "2027v07",
    "påsklov": "2027-03-29/2027-04-02",
    "sommarlov": "2027-06-12/2027-08-17",
    "höstlov": "2027v44",
    "jullov": ["2027-01-01/2027-01-08", "2027-12-20/2027-12-31"],
}
MEETINGS = ["2027-02-18", "2027-05-20", "2027-09-16", "2027-11-25"]


def dates(plan: avl.YearPlan) -> list[str]:
    return swedish_dates(plan.table["start"]).dt.strftime("%Y-%m-%d").tolist()


def events_of(*rows: tuple[str | None, str, str, str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["place", "start", "end", "event_type", "description"])
    for name, more in (("start", 0), ("end", 1)):
        frame[name] = (pd.to_datetime(frame[name]) + pd.Timedelta(days=more)).dt.tz_localize(TIMEZONE)
    return arrange(frame, EVENTS)


# ---- laws

PATTERNS: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.sampled_from([{"weekdays": (3, 7)}, {"weekdays": (5, 6, 7)}, {"weekdays": (3,)}, {"weekdays": (7,)}]),
    st.integers(1, 3).map(lambda days: {"weekdays": "rotating", "days": days}),
    st.tuples(st.integers(1, 3), st.integers(0, 9)).map(
        lambda pair: {"weekdays": "random", "days": pair[0], "seed": pair[1]}
    ),
)


@settings(max_examples=60, deadline=None)
@given(st.integers(2020, 2035), st.integers(1, 3), PATTERNS, st.sampled_from(["quarter", "tertial", "halfyear"]))
def test_any_year_has_a_plan_that_keeps_the_rules(year: int, count: int, pattern: dict[str, Any], period: Any) -> None:
    plan = avl.plan_year(year, "Ax", campaigns=count, period=period, **pattern)
    check(plan.table, PLAN, unique=True)
    days = swedish_dates(plan.table["start"])
    # no planned day is a storhelg, nor the day after one
    closed = set(major_holidays(dt.date(year - 1, 12, 31), dt.date(year, 12, 31))["date"])
    assert not closed & set(days)
    assert not closed & set(days - pd.Timedelta(days=1))
    # as many campaigns as asked for, each of them one to those who read the samples later
    assert plan.table.groupby("period")["campaign"].nunique().eq(count).all()
    assert plan.table["period"].nunique() == {"quarter": 4, "tertial": 3, "halfyear": 2}[period]
    again = campaigns(plan.table["place"], plan.table["start"])
    assert again.tolist() == plan.table["campaign"].tolist()
    each = plan.table.groupby("campaign")["start"].size()
    assert each.eq(pattern.get("days") or len(pattern["weekdays"])).all()
    assert days.is_monotonic_increasing
    assert days.dt.year.eq(year).all()


@settings(max_examples=15, deadline=None)
@given(st.integers(2020, 2035), st.integers(2, 4))
def test_fixed_weekdays_are_those_asked_for_and_campaigns_lie_apart(year: int, count: int) -> None:
    plan = avl.plan_year(year, "Ax", campaigns=count)
    days = swedish_dates(plan.table["start"])
    assert days.dt.day_of_week.tolist() == [2, 6] * (4 * count)
    starts = pd.to_datetime(plan.table["campaign"].unique())
    assert (np.diff(starts.to_numpy()) >= np.timedelta64(CAMPAIGN_DAYS, "D")).all()


@settings(max_examples=20, deadline=None)
@given(st.integers(2020, 2035), st.integers(1, 12), st.integers(1, 28), st.integers(1, 30))
def test_days_of_an_event_are_not_sampled(year: int, month: int, day: int, length: int) -> None:
    first = dt.date(year, month, day)
    last = first + dt.timedelta(days=length - 1)
    plan = avl.plan_year(year, "Ax", campaigns=1, events=events_of(("Ax", str(first), str(last), "festival", "Rock")))
    sampled = swedish_dates(plan.table["start"]).dt.date
    assert not sampled.between(first, last + dt.timedelta(days=1)).any()


def test_the_same_arguments_give_the_same_plan() -> None:
    patterns: list[dict[str, Any]] = [{}, {"weekdays": "random", "days": 2, "seed": 7}]
    for pattern in patterns:
        first, second = (avl.plan_year(2027, "Ax", school_holidays=SCHOOL, **pattern) for _ in range(2))
        pd.testing.assert_frame_equal(first.table, second.table)
        pd.testing.assert_frame_equal(first.skipped, second.skipped)
    assert dates(avl.plan_year(2027, "Ax", weekdays="random", days=2, seed=8)) != dates(second)


# ---- spreading


def test_without_closed_days_campaigns_stand_in_the_middle_of_equal_parts() -> None:
    centre = np.tile(np.arange(52) * 7 + 3.5, (4, 1))
    chosen = spread_campaigns(
        centre, centre.astype(np.int64), np.ones((4, 52), bool), np.zeros(4), np.full(4, 52 * 7.0)
    )
    assert chosen is not None
    assert chosen.tolist() == [6, 19, 32, 45]


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 3), st.lists(st.booleans(), min_size=5, max_size=9), st.randoms(use_true_random=False))
def test_no_other_choice_of_weeks_lies_nearer_to_all_days(count: int, is_open: list[bool], random: Any) -> None:
    weeks = len(is_open)
    centre = np.array([[7 * week + random.uniform(1, 6) for week in range(weeks)] for _ in range(count)])
    first = np.tile(np.arange(weeks, dtype=np.int64) * 7, (count, 1))
    chosen = spread_campaigns(centre, first, np.tile(is_open, (count, 1)), np.zeros(count), np.full(count, 7.0 * weeks))
    possible = list(itertools.combinations(np.flatnonzero(is_open), count))
    if not possible:
        assert chosen is None
        return
    assert chosen is not None
    day = np.linspace(0, 7 * weeks, 2000)

    def distance(choice: Any) -> float:
        stands = centre[np.arange(count), list(choice)]
        return float((np.abs(day[:, None] - stands[None, :]).min(axis=1) ** 2).mean())

    assert distance(chosen) <= min(map(distance, possible)) * (1 + 1e-3) + 1e-6


def test_any_seven_days_of_the_rotation_hold_each_weekday_once() -> None:
    for days in range(1, 8):
        drawn = weekdays_of_campaigns("rotating", 21, days=days, seed=None)
        assert np.bincount(drawn[:7].ravel(), minlength=7).tolist() == [days] * 7
        assert (np.diff(drawn, axis=1) > 0).all()


# ---- a kommun's year


@pytest.fixture(scope="module")
def plan() -> avl.YearPlan:
    return avl.plan_year(2027, "Ax", school_holidays=SCHOOL, meetings=MEETINGS)


def test_school_holidays_are_avoided_or_only_marked(plan: avl.YearPlan) -> None:
    assert not any("2027-06-12" <= day <= "2027-08-17" for day in dates(plan))
    marked = avl.plan_year(2027, "Ax", school_holidays=SCHOOL, avoid_school_holidays=False).table
    summer = marked[marked["start"].dt.month.eq(7)]
    assert len(summer) == 2
    assert summer["note"].tolist() == ["sommarlov", "sommarlov"]


def test_each_skipped_week_has_its_reason(plan: avl.YearPlan) -> None:
    told = dict(zip(plan.skipped["week"], plan.skipped["reason"], strict=True))
    assert told["2027v18"] == (
        "onsdag 2027-05-05: dag före Kristi himmelsfärd; söndag 2027-05-09: helg, Kristi himmelsfärd"
    )
    assert told["2027v28"] == "onsdag 2027-07-14: sommarlov; söndag 2027-07-18: sommarlov"
    assert set(plan.skipped["campaign"]) <= set(plan.table["campaign"])
    open_year = avl.plan_year(2027, "Ax", campaigns=1, period="halfyear")
    assert "kv" not in "".join(open_year.skipped["reason"])


def test_the_answer_comes_eight_weeks_after_the_last_day_and_is_used_at_the_next_meeting(plan: avl.YearPlan) -> None:
    row = plan.table[plan.table["campaign"] == "2027-03-17"].iloc[0]
    assert row["latest_answer"] == pd.Timestamp("2027-05-16", tz=TIMEZONE)  # Sunday 21 March and eight weeks
    assert row["meeting_date"] == pd.Timestamp("2027-05-20", tz=TIMEZONE)
    assert row["in_time"]
    autumn = plan.table[plan.table["period"] == "2027K4"]
    assert autumn["meeting_date"].isna().all()
    assert not autumn["in_time"].any()
    assert plan.meetings["sample_by"].dt.strftime("%Y-%m-%d").tolist() == [
        "2026-12-24", "2027-03-25", "2027-07-22", "2027-09-30",
    ]  # fmt: skip


def test_an_answer_that_misses_the_first_meeting_after_its_period_is_told_or_avoided() -> None:
    given: dict[str, Any] = {"campaigns": 3, "meetings": ["2027-04-27"], "period": "quarter"}
    late = avl.plan_year("2027K1", "Ax", **given).table
    assert late.groupby("campaign")["in_time"].first().tolist() == [True, True, False]
    early = avl.plan_year("2027K1", "Ax", answers_before_meeting=True, **given)
    assert early.table["in_time"].all()
    assert "svaret hinner inte fram till mötet 2027-04-27" in "".join(early.skipped["reason"])


def test_payday_weekends_are_marked_or_avoided() -> None:
    weekend: dict[str, Any] = {"weekdays": (5, 6, 7), "campaigns": 4}
    assert (avl.plan_year(2027, "Ax", **weekend).table["note"] == "lönehelg").any()
    avoided = avl.plan_year(2027, "Ax", avoid_payday_weekends=True, **weekend).table
    assert avoided["note"].isna().all()


def test_events_elsewhere_and_interventions_close_nothing() -> None:
    whole = ("2027-01-01", "2027-12-31")
    free = dates(avl.plan_year(2027, "Ax"))
    assert dates(avl.plan_year(2027, "Ax", events=events_of(("Bö", *whole, "festival", "Rock")))) == free
    assert dates(avl.plan_year(2027, "Ax", events=events_of(("Ax", *whole, "intervention", "Nya regler")))) == free


def test_several_places_sample_the_same_days_off_the_events_of_each() -> None:
    events = events_of(("Bö", "2027-02-08", "2027-02-20", "festival", "Rock"))
    both = avl.plan_year(2027, ["Ax", "Bö"], events=events)
    check(both.table, PLAN, unique=True)
    ax, bo = (group["start"].tolist() for _, group in both.table.groupby("place"))
    assert ax == bo
    assert not any("2027-02-08" <= day <= "2027-02-21" for day in dates(both))


def test_a_school_year_gives_a_part_of_a_quarter_its_share() -> None:
    table = avl.plan_year("2026-09-01/2027-08-31", "Ax", campaigns=3).table
    each = table.groupby("period")["campaign"].nunique().to_dict()
    assert each == {"2026K3": 1, "2026K4": 3, "2027K1": 3, "2027K2": 3, "2027K3": 2}


def test_a_day_of_the_plan_begins_and_ends_by_a_swedish_clock() -> None:
    week: dict[str, Any] = {"period": "week", "campaigns": 1, "weekdays": (3,)}
    table = avl.plan_year("2027v10", "Ax", start_time="06:30", **week).table
    (row,) = table.to_dict("records")
    assert row["start"] == pd.Timestamp("2027-03-10 06:30", tz=TIMEZONE)
    assert row["end"] == pd.Timestamp("2027-03-11 06:30", tz=TIMEZONE)


def test_english_words_on_request() -> None:
    plan = avl.plan_year(2027, "Ax", lang="en", school_holidays=SCHOOL)
    assert set(plan.table["purpose"]) == {"level of the quarter"}
    assert "Wednesday 2027-05-05: day before Ascension Day" in "".join(plan.skipped["reason"])


# ---- refusals


def test_what_cannot_be_had_is_told_for_every_period_with_what_to_loosen() -> None:
    with pytest.raises(PlanError) as caught:
        avl.plan_year(2027, "Ax", campaigns=9, school_holidays=SCHOOL)
    assert [fault.split(":")[0] for fault in caught.value.faults] == ["2027K1", "2027K2", "2027K3", "2027K4"][1:3]
    assert caught.value.faults[1] == (
        "2027K3: 9 campaigns are asked for, and 6 of its 12 weeks have all their days open (avoid_school_holidays"
        " closes 6). To have a plan: loosen avoid_school_holidays, or ask for at most 6 campaigns, or give fewer or"
        " other weekdays."
    )


@settings(max_examples=20, deadline=None)
@given(st.integers(2020, 2035), st.integers(3, 13))
def test_what_a_refusal_advises_gives_a_plan(year: int, count: int) -> None:
    try:
        avl.plan_year(year, "Ax", campaigns=count)
    except PlanError as refused:
        fits = min(int(fault.split("ask for at most ")[1].split()[0]) for fault in refused.faults)
        assert fits < count
        assume(fits > 0)
        avl.plan_year(year, "Ax", campaigns=fits)


def test_every_fault_of_the_arguments_is_told_at_once() -> None:
    with pytest.raises(PlanError) as caught:
        avl.plan_year(
            "20x7", [], campaigns=0, weekdays="random", days=8, lead_time_weeks=-1, days_after=-1, start_time="sju",
            meetings=["igår"], school_holidays={"lov": "v. x"}, period="decade",  # type: ignore[arg-type]
        )  # fmt: skip
    told = "\n".join(caught.value.faults)
    for word in (
        "year: '20x7'", "places=[]", "campaigns=0", "days=8", "seed is missing", "lead_time_weeks=-1", "days_after=-1",
        "start_time='sju'", "'igår'", "school_holidays['lov']", "period='decade'",
    ):  # fmt: skip
        assert word in told
    assert len(caught.value.faults) == 11


@pytest.mark.parametrize("weekdays", [(), (0,), (8,), (3, 3), "rotatin"])
def test_weekdays_that_are_none(weekdays: Any) -> None:
    with pytest.raises(PlanError, match="weekdays="):
        avl.plan_year(2027, "Ax", weekdays=weekdays)


def test_a_stretch_too_short_for_a_campaign() -> None:
    with pytest.raises(PlanError, match="too little of a quarter"):
        avl.plan_year("2027v10", "Ax", campaigns=1)
