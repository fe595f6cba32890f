"""Days unlike others: storhelger, payday weekends, and sampled days on events."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avloppsanalys.calendar import event_days, holiday_events, major_holidays, payday_weekends
from avloppsanalys.calendar.holiday import MAJOR_HOLIDAYS
from avloppsanalys.tables import EVENTS, TIMEZONE, arrange, check

YEARS = st.integers(2020, 2035)


def days_of(first: str, last: str) -> dict[str, str]:
    rows = major_holidays(dt.date.fromisoformat(first), dt.date.fromisoformat(last))
    return dict(zip(rows["date"].dt.strftime("%Y-%m-%d"), rows["kind"], strict=True))


# ---- storhelger


def test_a_year_of_storhelger_is_that_of_the_almanac() -> None:
    """2026: påskdagen 5 April, Kristi himmelsfärd 14 May, midsommarafton 19 June (almanac)."""
    rows = major_holidays(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    spans = rows.groupby("holiday")["date"].agg(["min", "max"]).apply(lambda days: days.dt.strftime("%m-%d"))
    assert spans.drop("christmas").agg("–".join, axis=1).to_dict() == {
        "easter": "04-02–04-06",
        "may_day": "04-30–05-03",
        "ascension": "05-13–05-17",
        "pentecost": "05-23–05-24",
        "national_day": "06-05–06-07",
        "midsummer": "06-19–06-21",
        "all_saints": "10-30–11-01",
    }
    christmas = rows[rows["holiday"] == "christmas"]["date"].dt.strftime("%m-%d").tolist()
    assert christmas == [*(f"01-0{day}" for day in range(1, 7)), *(f"12-{day}" for day in range(24, 32))]


@pytest.mark.parametrize(
    ("day", "kind", "name"),
    [
        ("2026-06-19", "holiday", "Midsommarafton"),
        ("2026-12-24", "holiday", "Julafton"),
        ("2026-12-31", "holiday", "Nyårsafton"),
        ("2026-04-02", "eve", "skärtorsdagen"),
        ("2026-12-29", "between", "jul, nyår och trettondag"),
        ("2026-05-15", "bridge", "klämdag, Kristi himmelsfärd"),
        ("2024-12-23", "bridge", "klämdag, jul, nyår och trettondag"),
        ("2022-01-07", "bridge", "klämdag, jul, nyår och trettondag"),
        ("2023-06-05", "eve", "dag före nationaldagen"),
        ("2024-12-21", "weekend", "helg, jul, nyår och trettondag"),
    ],
)
def test_each_kind_of_day_is_called_by_its_name(day: str, kind: str, name: str) -> None:
    date = dt.date.fromisoformat(day)
    (row,) = major_holidays(date, date).to_dict("records")
    assert (row["kind"], row["name"]) == (kind, name)


def test_names_are_english_on_request() -> None:
    rows = major_holidays(dt.date(2026, 6, 19), dt.date(2026, 6, 21), "en")
    assert rows["name"].tolist() == ["Midsummer Eve", "Midsummer Day", "weekend, Midsummer"]


def test_two_holidays_on_one_day_are_both_there() -> None:
    assert days_of("2008-04-30", "2008-05-04") == {
        "2008-04-30": "eve", "2008-05-01": "holiday", "2008-05-02": "bridge", "2008-05-03": "weekend",
        "2008-05-04": "weekend",
    }  # fmt: skip


def test_the_national_day_is_none_before_2005() -> None:
    assert days_of("2004-06-05", "2004-06-08") == {}
    assert days_of("2005-06-06", "2005-06-06") == {"2005-06-06": "holiday"}


@given(YEARS)
def test_every_year_has_every_storhelg_once_a_day(year: int) -> None:
    rows = major_holidays(dt.date(year, 1, 1), dt.date(year, 12, 31))
    assert set(rows["holiday"]) == set(MAJOR_HOLIDAYS)
    assert rows["date"].is_monotonic_increasing
    assert rows["date"].is_unique
    # a bridging day is a working day with a day off on each side
    weekdays = rows[rows["kind"] == "bridge"]["date"].dt.day_of_week
    assert weekdays.isin([0, 4]).all()
    assert rows[rows["kind"] == "weekend"]["date"].dt.day_of_week.isin([5, 6]).all()


@given(YEARS, st.integers(0, 300), st.integers(0, 65))
def test_a_stretch_of_days_gets_what_the_whole_year_has(year: int, skipped: int, length: int) -> None:
    whole = major_holidays(dt.date(year, 1, 1), dt.date(year, 12, 31))
    first = dt.date(year, 1, 1) + dt.timedelta(days=skipped)
    last = min(first + dt.timedelta(days=length), dt.date(year, 12, 31))
    inside = whole[whole["date"].between(pd.Timestamp(first), pd.Timestamp(last))].reset_index(drop=True)
    pd.testing.assert_frame_equal(major_holidays(first, last), inside)


@given(YEARS)
def test_holidays_as_events_cover_the_same_days(year: int) -> None:
    first, last = dt.date(year, 2, 1), dt.date(year, 11, 30)
    events = holiday_events(first, last)
    check(events, EVENTS, unique=True)
    covered = {
        day
        for start, end in zip(events["start"], events["end"], strict=True)
        for day in pd.date_range(start.tz_localize(None), end.tz_localize(None), inclusive="left")
    }
    assert covered == set(major_holidays(first, last)["date"])
    assert events["description"].nunique() == len(events)


# ---- payday weekends


@given(YEARS, st.integers(1, 12))
def test_a_payday_weekend_is_the_friday_to_sunday_at_or_after_the_25th(year: int, month: int) -> None:
    payday = pd.Timestamp(year, month, 25)
    rows = payday_weekends(payday.date() - dt.timedelta(days=5), payday.date() + dt.timedelta(days=8))
    own = rows.loc[rows["payday"] == payday, "date"]
    assert own.dt.day_of_week.tolist() == [4, 5, 6]
    assert 0 <= (own.iloc[-1] - payday).days <= 6


def test_twelve_payday_weekends_a_year() -> None:
    assert len(payday_weekends(dt.date(2026, 1, 1), dt.date(2026, 12, 31))) == 36


# ---- sampled days on events


def moments(*days: str) -> pd.Series:
    return pd.Series(pd.to_datetime(list(days))).dt.tz_localize(TIMEZONE) + pd.Timedelta(hours=7)


def events_of(*rows: tuple[str | None, str, str, str, str]) -> pd.DataFrame:
    """Return a table of events: place, first day, last day, type, description."""
    frame = pd.DataFrame(rows, columns=["place", "start", "end", "event_type", "description"])
    for name, more in (("start", 0), ("end", 1)):
        days = pd.to_datetime(frame[name]) + pd.Timedelta(days=more)
        frame[name] = days.dt.tz_localize(TIMEZONE)
    return arrange(frame, EVENTS)


def gavle(first: int, last: int) -> list[str]:
    return [f"{year}-{day}" for year in range(first, last + 1) for day in ("03-30", "06-29", "09-28", "12-26")]


def boxing_days(first: int, last: int, place: str | None = "Gävle") -> pd.DataFrame:
    days = [f"{year}-12-26" for year in range(first, last + 1)]
    return events_of(*((place, day, day, "public_holiday", "Annandag jul") for day in days))


def kept_out(days: list[str], events: pd.DataFrame, plant: str = "Gävle") -> list[str]:
    marked = event_days(pd.DataFrame({"plant": plant, "start": moments(*days)}), events)
    return [day for day, out in zip(days, marked["keep_out"], strict=True) if out]


def test_gavle_s_26_december_each_year_stays() -> None:
    days = gavle(2013, 2020)
    assert kept_out(days, boxing_days(2013, 2020)) == []
    marked = event_days(pd.DataFrame({"plant": "Gävle", "start": moments(*days)}), boxing_days(2013, 2020))
    assert marked["recurs"].sum() == 8
    assert (marked["event"] == "Annandag jul").sum() == 8


def test_it_stays_also_before_this_year_s_december() -> None:
    days = [*gavle(2013, 2019), "2020-03-29", "2020-06-28"]
    assert kept_out(days, boxing_days(2013, 2020)) == []


def test_it_stays_in_a_series_that_began_after_christmas() -> None:
    assert kept_out(["2013-03-30", *gavle(2014, 2016)][:-1], boxing_days(2013, 2016)) == ["2014-12-26", "2015-12-26"]
    assert kept_out(["2013-12-27", *gavle(2014, 2016)], boxing_days(2013, 2016)) == []


def test_one_december_without_a_sample_on_it_keeps_the_others_out() -> None:
    days = [day if day != "2015-12-26" else "2015-12-12" for day in gavle(2013, 2016)]
    assert kept_out(days, boxing_days(2013, 2016)) == ["2013-12-26", "2014-12-26", "2016-12-26"]


def test_a_year_without_any_sample_is_no_year_of_the_series() -> None:
    days = [day for day in gavle(2013, 2017) if not day.startswith("2015")]
    assert kept_out(days, boxing_days(2013, 2017)) == []


def test_a_single_year_shows_no_recurrence() -> None:
    assert kept_out(gavle(2013, 2013), boxing_days(2013, 2013)) == ["2013-12-26"]


def test_the_storhelger_of_the_calendar_serve_as_events_and_new_year_belongs_to_christmas() -> None:
    days = ["2020-12-26", "2021-09-25", "2022-01-02", "2022-09-24", "2022-12-30", "2023-05-06"]
    assert kept_out(days, holiday_events(dt.date(2020, 1, 1), dt.date(2023, 12, 31))) == []
    assert kept_out([*days, "2024-01-20"], holiday_events(dt.date(2020, 1, 1), dt.date(2024, 12, 31))) == [
        "2020-12-26", "2022-01-02", "2022-12-30",
    ]  # fmt: skip


def test_a_festival_is_the_same_whatever_year_its_name_holds_and_other_festivals_are_not() -> None:
    days = ["2024-06-06", "2024-09-01", "2025-06-05", "2025-09-01"]
    rows = [("Ax", "2024-06-05", "2024-06-08", "festival", "Rock 2024"), ("Ax", "2025-06-04", "2025-06-07", "festival", "ROCK 2025")]  # fmt: skip # noqa: E501
    assert kept_out(days, events_of(*rows), "Ax") == []
    other = (*rows[1][:4], "Visor 2025")
    assert kept_out(days, events_of(rows[0], other), "Ax") == ["2024-06-06", "2025-06-05"]
    nameless = [(*row[:4], "") for row in rows]
    assert kept_out(days, events_of(*nameless), "Ax") == ["2024-06-06", "2025-06-05"]


def test_days_of_an_intervention_stay_and_those_of_a_disturbance_never_do() -> None:
    days = ["2024-06-06", "2025-06-06"]
    for event, out in (("intervention", []), ("disturbance", days)):
        rows = [("Ax", day, day, event, "samma") for day in days]
        assert kept_out(days, events_of(*rows), "Ax") == out


def test_an_event_elsewhere_does_not_count_and_one_without_place_counts_everywhere() -> None:
    days = gavle(2013, 2013)
    assert kept_out(days, boxing_days(2013, 2013, "Falun")) == []
    assert kept_out(days, boxing_days(2013, 2013, None)) == ["2013-12-26"]


def test_a_sample_is_booked_on_the_day_it_starts_and_one_of_three_days_on_three() -> None:
    festival = events_of(("Ax", "2026-06-05", "2026-06-06", "festival", "Rock"))
    for start, length, out in (("06-04", 1, 0), ("06-05", 1, 1), ("06-06", 1, 1), ("06-07", 1, 0), ("06-03", 3, 1)):
        begin = moments(f"2026-{start}")
        days = pd.DataFrame({"plant": "Ax", "start": begin, "end": begin + pd.Timedelta(days=length)})
        assert event_days(days, festival)["keep_out"].sum() == out, start
    evening = festival.assign(
        start=pd.Timestamp("2026-06-05 18:00", tz=TIMEZONE), end=pd.Timestamp("2026-06-06 02:00", tz=TIMEZONE)
    )
    assert kept_out(["2026-06-05", "2026-06-06"], evening, "Ax") == ["2026-06-05"]


def test_a_day_on_two_events_is_out_if_one_of_them_says_so() -> None:
    events = pd.concat([boxing_days(2013, 2016), events_of(("Gävle", "2014-12-20", "2014-12-30", "festival", "Jul på torget"))])  # fmt: skip # noqa: E501
    days = pd.DataFrame({"plant": "Gävle", "start": moments(*gavle(2013, 2016))})
    marked = event_days(days, events)
    (row,) = marked[marked["keep_out"]].to_dict("records")
    assert row == {
        "event": "Jul på torget; Annandag jul", "event_type": "festival", "recurs": False, "keep_out": True,
    }  # fmt: skip


def test_no_events_and_no_days() -> None:
    days = pd.DataFrame({"plant": "Gävle", "start": moments(*gavle(2013, 2014))}, index=range(5, 13))
    marked = event_days(days, events_of())
    assert marked.index.tolist() == list(range(5, 13))
    assert not marked["keep_out"].any()
    assert event_days(days.iloc[:0], boxing_days(2013, 2014)).empty


DAYS = st.lists(st.dates(dt.date(2018, 1, 1), dt.date(2024, 12, 31)).map(str), min_size=1, max_size=20)


@settings(max_examples=25, deadline=None)
@given(DAYS)
def test_rows_and_their_order_do_not_matter(days: list[str]) -> None:
    events = holiday_events(dt.date(2018, 1, 1), dt.date(2024, 12, 31))
    table = pd.DataFrame({"plant": "Ax", "start": moments(*days)})
    marked = event_days(table, events)
    shuffled = event_days(table.sample(frac=1, random_state=1), events.sample(frac=1, random_state=2))
    pd.testing.assert_frame_equal(shuffled.sort_index(), marked)
    pd.testing.assert_frame_equal(event_days(pd.concat([table, table], ignore_index=True), events)[: len(days)], marked)
    holidays = major_holidays(dt.date(2018, 1, 1), dt.date(2024, 12, 31))["date"].dt.strftime("%Y-%m-%d")
    assert marked["event"].notna().tolist() == [day in set(holidays) for day in days]
    assert not (marked["keep_out"] & marked["event"].isna()).any()
