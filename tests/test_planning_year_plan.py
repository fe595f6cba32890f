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
from avloppsanalys.calendar import CAMPAIGN_DAYS, campaigns, major_holidays, payday_weekends, swedish_dates
from avloppsanalys.planning import PlanError, YearPlan
from avloppsanalys.planning.spread import spread_campaigns
from avloppsanalys.planning.weekday_pattern import weekdays_of_campaigns
from avloppsanalys.tables import EVENTS, PLAN, SKIPPED, TIMEZONE, arrange, check

SCHOOL = {
    "sportlov": "2027v07",
    "påsklov": "2027-03-29/2027-04-02",
    "sommarlov": "2027-06-12/2027-08-17",
    "höstlov": "2027v44",
    "jullov": ["2027-01-01/2027-01-08", "2027-12-20/2027-12-31"],
}
MEETINGS = ["2027-02-18", "2027-05-20", "2027-09-16", "2027-11-25"]


def dates(plan: YearPlan) -> list[str]:
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


@pytest.mark.parametrize(
    ("year", "count", "pattern"),
    [
        (2026, 2, {"weekdays": "rotating", "days": 2}),
        (2020, 3, {"weekdays": "random", "days": 3, "seed": 7}),
        (2026, 3, {"weekdays": "random", "days": 3, "seed": 3}),
    ],
)
def test_weekdays_that_change_begin_on_another_where_the_first_does_not_fit(
    year: int, count: int, pattern: dict[str, Any]
) -> None:
    plan = avl.plan_year(year, "Ax", campaigns=count, **pattern)
    assert plan.table.groupby("period")["campaign"].nunique().tolist() == [count] * 4
    assert len(plan.table) == 4 * count * pattern["days"]


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
@given(
    st.integers(2, 3), st.lists(st.tuples(st.booleans(), st.booleans()), min_size=5, max_size=8), st.integers(0, 3),
    st.integers(0, 3),
)  # fmt: skip
def test_marked_weeks_come_before_nearness_and_no_other_choice_is_better(
    count: int, told: list[tuple[bool, bool]], first_wanted: int, second_wanted: int
) -> None:
    weeks = len(told)
    open_week, marked_week = (np.array(column) for column in zip(*told, strict=True))
    # two periods after each other, each of so many campaigns
    centre = np.tile(np.arange(2 * weeks) * 7 + 3.5, (2 * count, 1))
    start, end = np.repeat([0.0, 7.0 * weeks], count), np.repeat([7.0 * weeks, 14.0 * weeks], count)
    inside = (centre > start[:, None]) & (centre < end[:, None])
    is_open = np.tile(np.r_[open_week, open_week], (2 * count, 1)) & inside
    marked = np.tile(np.r_[marked_week, marked_week], (2 * count, 1))
    wanted = np.repeat([first_wanted, second_wanted], count)
    chosen = spread_campaigns(centre, centre.astype(np.int64), is_open, start, end, marked=marked, wanted=wanted)
    possible = list(itertools.combinations(np.flatnonzero(open_week), count))
    if not possible:
        assert chosen is None
        return
    assert chosen is not None

    def fault(choice: Any, number: int) -> tuple[int, float]:
        stands = np.array(choice) * 7 + 3.5
        gaps = (stands[0] ** 3 + (7 * weeks - stands[-1]) ** 3) / 3 + (np.diff(stands) ** 3).sum() / 12
        return abs(int(marked_week[list(choice)].sum()) - number), round(float(gaps), 6)

    for own, number in ((chosen[:count], first_wanted), (chosen[count:] - weeks, second_wanted)):
        assert fault(own.tolist(), number) == min(fault(choice, number) for choice in possible)


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
def plan() -> YearPlan:
    return avl.plan_year(2027, "Ax", school_holidays=SCHOOL, meetings=MEETINGS)


def test_school_holidays_are_avoided_or_only_marked(plan: YearPlan) -> None:
    assert not any("2027-06-12" <= day <= "2027-08-17" for day in dates(plan))
    marked = avl.plan_year(2027, "Ax", school_holidays=SCHOOL, avoid_school_holidays=False).table
    summer = marked[marked["start"].dt.month.eq(7)]
    assert len(summer) == 2
    assert summer["note"].tolist() == ["school_holiday", "payday_weekend school_holiday"]


def test_each_skipped_week_has_its_reason(plan: YearPlan) -> None:
    check(plan.skipped, SKIPPED, unique=True)
    told = plan.skipped.assign(date=plan.skipped["date"].dt.strftime("%Y-%m-%d"))
    of_campaign = told[told["campaign"] == "2027-08-18"]
    columns = ["date", "reason", "description"]
    assert of_campaign.loc[of_campaign["week"] == "2027v28", columns].to_numpy().tolist() == [
        ["2027-07-14", "school_holiday", "sommarlov"],
        ["2027-07-18", "school_holiday", "sommarlov"],
    ]
    last_week_of_june = of_campaign.loc[of_campaign["week"] == "2027v26", "reason"]
    assert last_week_of_june.tolist() == ["school_holiday", "school_holiday", "outside_period"]
    assert set(plan.skipped["campaign"]) <= set(plan.table["campaign"])
    may = avl.plan_year("2027-04-12/2027-05-31", "Ax", campaigns=1, period="month").skipped
    assert may["description"].tolist() == ["dag före Kristi himmelsfärd", "helg, Kristi himmelsfärd", "Pingstdagen"]


def test_a_plan_that_skips_no_week_has_an_empty_table_of_them() -> None:
    skipped = avl.plan_year("2027v10", "Ax", period="week", campaigns=1, weekdays=(3,)).skipped
    assert skipped.empty
    check(skipped, SKIPPED)


def test_the_answer_comes_eight_weeks_after_the_last_day_and_is_used_at_the_next_meeting(
    plan: YearPlan,
) -> None:
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
    late_weeks = early.skipped[early.skipped["reason"] == "late_answer"]
    assert set(late_weeks["date"]) == {pd.Timestamp("2027-04-27", tz=TIMEZONE)}
    assert "2027v11" in set(late_weeks["week"])


def test_payday_weekends_are_marked_or_avoided() -> None:
    weekend: dict[str, Any] = {"weekdays": (5, 6, 7), "campaigns": 4}
    assert (avl.plan_year(2027, "Ax", **weekend).table["note"] == "payday_weekend").any()
    avoided = avl.plan_year(2027, "Ax", avoid_payday_weekends=True, **weekend).table
    assert avoided["note"].isna().all()


def test_payday_weekends_of_a_log_close_no_day() -> None:
    weekend: dict[str, Any] = {"weekdays": (5, 6, 7), "campaigns": 4}
    days = payday_weekends(dt.date(2027, 1, 1), dt.date(2027, 12, 31))["date"].dt.tz_localize(TIMEZONE)
    log = pd.DataFrame({"place": None, "start": days, "end": days + pd.Timedelta(hours=20)})
    log = arrange(log.assign(event_type="payday_weekend", description="Lönehelg"), EVENTS)
    planned = avl.plan_year(2027, "Ax", **weekend)
    pd.testing.assert_frame_equal(avl.plan_year(2027, "Ax", events=log, **weekend).table, planned.table)


@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("weekdays", [(3, 7), (5, 6, 7)])
def test_over_the_years_a_plan_meets_its_share_of_payday_weekends(count: int, weekdays: tuple[int, ...]) -> None:
    years = range(2026, 2036)
    tables = [avl.plan_year(year, "Ax", campaigns=count, weekdays=weekdays).table for year in years]
    days = pd.date_range("2026-01-01", "2035-12-31", unit="us")
    payday = set(payday_weekends(days[0].date(), days[-1].date())["date"])
    like = [day in payday for day in days if day.isoweekday() in weekdays]
    planned = swedish_dates(pd.concat(tables)["start"]).isin(payday)
    # an eighth of the share at most: what falls to ten years is rounded to whole campaigns
    assert planned.mean() == pytest.approx(np.mean(like), rel=0.125)


def test_no_quarter_of_the_year_is_always_without_a_payday_weekend() -> None:
    tables = pd.concat([avl.plan_year(year, "Ax").table for year in range(2026, 2036)])
    met = (tables["note"] == "payday_weekend").groupby(tables["period"]).sum()
    assert met.max() == 1
    each = met.groupby(met.index.str[-2:]).sum()
    assert each.between(4, 9).all()


def test_a_plan_of_a_quarter_meets_as_many_as_the_plan_of_its_year() -> None:
    for year in (2026, 2027, 2028):
        whole = avl.plan_year(year, "Ax").table
        for period, rows in whole.groupby("period"):
            alone = avl.plan_year(str(period), "Ax").table
            assert alone["note"].notna().sum() == rows["note"].notna().sum()


def test_days_that_never_touch_a_weekend_are_spread_as_if_there_were_no_payday() -> None:
    assert dates(avl.plan_year(2027, "Ax", weekdays=(3,)))[:3] == ["2027-01-13", "2027-02-10", "2027-03-17"]


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
    may = avl.plan_year("2027-04-12/2027-05-31", "Ax", campaigns=1, period="month", lang="en").skipped
    assert may["description"].iloc[0] == "day before Ascension Day"


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


def test_a_period_without_an_open_week_is_not_advised_to_ask_for_no_campaigns() -> None:
    with pytest.raises(PlanError) as caught:
        avl.plan_year("2027-04-26/2027-05-16", "Ax", campaigns=1, period="month")
    assert caught.value.faults[-1] == (
        "2027-05: 1 campaigns are asked for, and 0 of its 2 weeks have all their days open (storhelger closes 2)."
        " To have a plan: give fewer or other weekdays."
    )


def test_a_stretch_too_short_for_a_campaign() -> None:
    with pytest.raises(PlanError, match="too little of a quarter"):
        avl.plan_year("2027v10", "Ax", campaigns=1)
