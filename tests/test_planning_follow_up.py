"""The follow-up of a plan: each day is counted once, and what was planned was taken, missed or is still to come."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import avloppsanalys as avl
from avloppsanalys.errors import TableError
from avloppsanalys.planning import follow_up_words, unsampled_places
from avloppsanalys.planning.follow_up import of_all_places
from avloppsanalys.tables import FOLLOW_UP, QUALITY, TIMEZONE, arrange, check

FIRST = dt.date(2026, 12, 14)


def at(day: dt.date, hour: int = 7) -> pd.Timestamp:
    return pd.Timestamp(dt.datetime.combine(day, dt.time(hour)), tz=TIMEZONE)


def days_after(number: int) -> dt.date:
    return FIRST + dt.timedelta(days=number)


def plan_of(*days: str, place: str = "A", answer: str | None = None, meeting: str | None = None) -> pd.DataFrame:
    start = [at(dt.date.fromisoformat(day)) for day in days]
    table = pd.DataFrame({"place": place, "start": start, "end": [one + pd.Timedelta(days=1) for one in start]})
    for name, day in (("latest_answer", answer), ("meeting_date", meeting)):
        table[name] = pd.Series([at(dt.date.fromisoformat(day), 0) if day else pd.NaT] * len(days))
    return table


def sampled(*days: str, answered: str | None = None, hours: int = 24, **columns: str) -> pd.DataFrame:
    start = [at(dt.date.fromisoformat(day)) for day in days]
    table = pd.DataFrame({"plant": "A", "start": start, "end": [one + pd.Timedelta(hours=hours) for one in start]})
    table["available_from"] = pd.Series([at(dt.date.fromisoformat(answered), 0) if answered else pd.NaT] * len(days))
    return table.assign(**columns)


def one_year(plan: pd.DataFrame, samples: pd.DataFrame, as_of: str | None = None) -> dict[str, float]:
    table = avl.follow_up(plan, samples, as_of=at(dt.date.fromisoformat(as_of)) if as_of else None)
    check(table, FOLLOW_UP, unique=True)
    (row,) = table.to_dict("records")
    return {str(name): value for name, value in row.items()}


def test_a_plan_that_was_kept() -> None:
    days = ("2027-01-20", "2027-01-24")
    plan = plan_of(*days, answer="2027-03-21", meeting="2027-05-20")
    row = one_year(plan, sampled(*days, answered="2027-03-10"))
    assert row == {
        "place": "A", "year": 2027, "n_planned": 2, "n_taken": 2, "taken_percent": 100, "n_missed": 0, "n_remaining": 0,
        "n_unplanned": 0, "n_full_day": 2, "n_in_time": 2, "in_time_percent": 100, "n_late": 0, "n_time_unknown": 0,
        "n_conforming": 2, "conforming_percent": 100,
        "n_routine_kept": 0, "routine_percent": 0, "n_routine_off": 0, "n_routine_unknown": 2,
    }  # fmt: skip


def checked(**verdicts: str) -> pd.DataFrame:
    """Return what QUA001, QUA004 and QUA010 say of a sample of each day: (p)ass, (f)lag or (n)ot assessable."""
    meant = {"p": "pass", "f": "flag", "n": "not_assessable"}
    rows = [
        {"plant": "A", "sample_id": day, "start": at(dt.date.fromisoformat(day.strip("d").replace("_", "-"))),
         "check": check_id, "verdict": meant[letter]}
        for day, letters in verdicts.items()
        for check_id, letter in zip(("QUA001", "QUA004", "QUA010"), letters, strict=True)
    ]  # fmt: skip
    return arrange(pd.DataFrame(rows), QUALITY)


def test_a_sampled_day_kept_to_the_routine_deviated_or_nobody_knows() -> None:
    days = ("2027-01-20", "2027-01-24", "2027-02-03", "2027-02-07", "2027-02-17")
    quality = checked(d2027_01_20="ppf", d2027_01_24="npp", d2027_02_03="pfp", d2027_02_07="nfp")
    table = avl.follow_up(plan_of(*days), sampled(*days, answered="2027-03-10"), quality=quality)
    (row,) = table.to_dict("records")
    assert [row[f"n_routine_{kept}"] for kept in ("kept", "off", "unknown")] == [1, 2, 2]
    assert row["routine_percent"] == 20
    words = " ".join(follow_up_words(table)).replace("\u00a0", " ")
    assert "1 av de 5 dygnen (20 %) togs och förvarades enligt rutinen. 2 avvek, och för 2 saknas uppgifter." in words


def test_missed_late_unplanned_and_too_long() -> None:
    plan = plan_of("2027-01-20", "2027-01-24", "2027-02-03", answer="2027-03-21", meeting="2027-05-20")
    samples = pd.concat(
        [
            sampled("2027-01-20", answered="2027-05-21"),
            sampled("2027-01-24", answered="2027-05-20", hours=72),
            sampled("2027-01-30", answered="2027-03-01"),
        ]
    )
    row = one_year(plan, samples)
    assert (row["n_planned"], row["n_taken"], row["n_missed"], row["n_unplanned"]) == (3, 2, 1, 1)
    assert (row["n_in_time"], row["n_late"]) == (1, 1)  # an answer of the meeting's own day is in time, as in the plan
    assert (row["n_full_day"], row["n_conforming"]) == (2, 0)
    assert row["taken_percent"] == pytest.approx(200 / 3)
    assert (row["in_time_percent"], row["conforming_percent"]) == (50, 0)


def test_a_day_whose_answer_has_not_come_due_is_not_missed() -> None:
    plan = plan_of("2027-01-20", "2027-03-10")
    row = one_year(plan, sampled("2027-01-20", answered="2027-03-01"), as_of="2027-03-20")
    assert (row["n_planned"], row["n_missed"], row["n_remaining"]) == (1, 0, 1)
    later = one_year(plan, sampled("2027-01-20", answered="2027-03-01"), as_of="2027-05-10")  # past eight weeks
    assert (later["n_planned"], later["n_missed"], later["n_remaining"]) == (2, 1, 0)


def test_what_was_not_known_then_does_not_count() -> None:
    plan = plan_of("2027-01-20", answer="2027-03-17")
    row = one_year(plan, sampled("2027-01-20", answered="2027-04-01"), as_of="2027-03-18")
    assert (row["n_planned"], row["n_taken"], row["n_missed"]) == (1, 0, 1)


def test_a_correction_does_not_make_an_answer_late_and_the_last_substance_does() -> None:
    plan = plan_of("2027-01-20", meeting="2027-05-20")
    answer = sampled("2027-01-20", answered="2027-03-10", residue="MDMA")
    corrected = sampled("2027-01-20", answered="2027-06-10", residue="MDMA")
    assert one_year(plan, pd.concat([answer, corrected]))["n_in_time"] == 1
    other = sampled("2027-01-20", answered="2027-06-10", residue="tramadol")
    assert one_year(plan, pd.concat([answer, other]))["n_late"] == 1


def test_blanks_and_duplicates_are_no_days() -> None:
    plan = plan_of("2027-01-20", answer="2027-03-17")
    extra = pd.concat([sampled("2027-01-20", sample_type=kind) for kind in ("blank", "duplicate")])
    row = one_year(plan, pd.concat([extra, sampled("2026-06-01", sample_type="sample")]), as_of="2027-06-01")
    assert (row["n_taken"], row["n_missed"], row["n_unplanned"]) == (0, 1, 0)


def test_without_meetings_no_share_is_in_time_and_the_plan_can_still_be_kept() -> None:
    row = one_year(plan_of("2027-01-20"), sampled("2027-01-20", answered="2027-03-10"))
    assert pd.isna(row["in_time_percent"])
    assert (row["n_time_unknown"], row["n_conforming"]) == (1, 1)


@pytest.mark.parametrize(("day", "hours"), [("2027-03-27", 23), ("2027-10-30", 25)])
def test_the_days_on_which_clocks_change_are_whole_days(day: str, hours: int) -> None:
    row = one_year(plan_of(day), sampled(day, hours=hours))
    assert row["n_full_day"] == 1
    assert one_year(plan_of(day), sampled(day, hours=22))["n_full_day"] == 0


def test_no_samples_and_no_plan() -> None:
    nothing = sampled("2027-01-20").head(0)
    row = one_year(plan_of("2027-01-20"), nothing)
    assert (row["n_planned"], row["n_remaining"]) == (0, 1)
    assert avl.follow_up(plan_of("2027-01-20").head(0), sampled("2027-01-20")).empty


def test_a_table_that_is_none_is_refused() -> None:
    with pytest.raises(TableError, match="Not a table of plan: column 'place' is missing"):
        avl.follow_up(sampled("2027-01-20"), sampled("2027-01-20"))
    with pytest.raises(TableError, match="Not a table of samples: column 'plant' is missing"):
        avl.follow_up(plan_of("2027-01-20"), plan_of("2027-01-20"))


MOMENTS = st.tuples(st.sampled_from("AB"), st.integers(0, 40))


@given(
    st.lists(st.tuples(MOMENTS, st.booleans()), max_size=12),
    st.lists(
        st.tuples(
            MOMENTS, st.integers(0, 12), st.integers(20, 30), st.sampled_from(["MDMA", "tramadol"]),
            st.none() | st.integers(0, 120),
        ),
        max_size=14,
    ),
    st.none() | st.integers(0, 150),
    st.randoms(use_true_random=False),
)  # fmt: skip
def test_every_day_is_counted_once(planned, taken, as_of, chance) -> None:  # type: ignore[no-untyped-def]  # strategies
    meeting = at(days_after(60), 0)
    plan = pd.DataFrame(
        [
            (place, at(days_after(day)), at(days_after(day + 1)), meeting if met else pd.NaT)
            for (place, day), met in planned
        ],
        columns=["place", "start", "end", "meeting_date"],
    )
    samples = pd.DataFrame(
        [
            (
                place, residue, at(days_after(day), hour), at(days_after(day), hour) + pd.Timedelta(hours=hours),
                pd.NaT if answered is None else at(days_after(answered)),
            )
            for (place, day), hour, hours, residue, answered in taken
        ],
        columns=["plant", "residue", "start", "end", "available_from"],
    )  # fmt: skip
    for table, names in ((plan, ("start", "end", "meeting_date")), (samples, ("start", "end", "available_from"))):
        for name in names:
            table[name] = pd.to_datetime(table[name], utc=True).dt.tz_convert(TIMEZONE).dt.as_unit("us")
    then = None if as_of is None else at(days_after(as_of))
    found = avl.follow_up(plan, samples, as_of=then)
    known = {where for where, *_, answered in taken if as_of is None or answered is None or answered <= as_of}
    wanted = {where for where, _ in planned}
    for row in found.to_dict("records"):
        here = {(row["place"], day) for day in range(50) if days_after(day).year == row["year"]}
        of_year, beside = wanted & here, (known - wanted) & here
        assert row["n_planned"] == row["n_taken"] + row["n_missed"]
        assert row["n_planned"] + row["n_remaining"] == len(of_year)
        assert row["n_taken"] == len(of_year & known)
        assert row["n_taken"] == row["n_in_time"] + row["n_late"] + row["n_time_unknown"]
        assert row["n_unplanned"] == len(beside)
        assert row["n_conforming"] <= min(row["n_taken"], row["n_full_day"])
        assert row["n_full_day"] <= row["n_taken"] + row["n_unplanned"]
    years = {days_after(day).year for _, day in wanted}
    assert set(found["year"]) == years
    happened = {(place, days_after(day).year) for place, day in wanted | known}
    assert set(zip(found["place"], found["year"], strict=True)) == {one for one in happened if one[1] in years}
    summed = of_all_places(found)
    for count in (name for name in FOLLOW_UP.columns if name.startswith("n_")):
        assert dict(zip(summed["year"], summed[count], strict=True)) == found.groupby("year")[count].sum().to_dict()
    shuffled = [table.sample(frac=1, random_state=chance.randrange(9)) for table in (plan, samples)]
    if len({where for where, _ in planned}) == len(planned):
        pd.testing.assert_frame_equal(avl.follow_up(*shuffled, as_of=then), found)


def test_the_words_hold_every_number_with_what_it_is_of() -> None:
    plan = plan_of("2027-01-20", "2027-01-24", "2027-02-03", "2027-12-01", answer="2027-03-21", meeting="2027-05-20")
    plan.loc[3, "latest_answer"] = at(dt.date(2028, 1, 26))
    samples = pd.concat([sampled("2027-01-20", answered="2027-03-01"), sampled("2027-01-30", answered="2027-04-01")])
    year, counted = follow_up_words(avl.follow_up(plan, samples))
    assert year.replace("\u00a0", " ") == (
        "2027: 1 av 3 planerade provdygn togs (33 %) och 2 uteblev. Ytterligare 1 planerade dygn väntar på provtagning"
        " eller svar och räknas inte än. Utanför planen provtogs 1 dygn. Svaret hann till mötet för 1 av de 1 planerade"
        " dygn som togs (100 %); för 0 kom det efter mötet. Av 2 provtagna dygn var 2 hela dygnsprov, och 1 (50 %)"
        " följde planen helt: på planerat dygn, ett helt dygn och med svar i tid till mötet. 0 av de 2 dygnen (0 %)"
        " togs och förvarades enligt rutinen. 0 avvek, och för 2 saknas uppgifter."
    )
    assert counted.startswith("Ett dygn räknas en gång per reningsverk")
    assert follow_up_words(avl.follow_up(plan.head(0), samples)) == ()
    english, _ = follow_up_words(avl.follow_up(plan, samples), lang="en")
    assert english.startswith("2027: 1 of 3 planned days were sampled (33%)")


def test_the_places_of_a_year_are_told_together_and_the_day_of_the_follow_up() -> None:
    plan = pd.concat([plan_of("2027-01-20", place=place) for place in "AB"])
    table = avl.follow_up(plan, sampled("2027-01-20"), as_of=at(dt.date(2027, 6, 1)))
    assert list(table["place"]) == ["A", "B"]
    assert list(table["taken_percent"]) == [100.0, 0.0]
    year, counted = follow_up_words(table, as_of=at(dt.date(2027, 6, 1)))
    assert year.replace("\u00a0", " ").startswith("2027: 1 av 2 planerade provdygn togs (50 %) och 1 uteblev.")
    assert counted.replace("\u00a0", " ").startswith("Uppföljningen gäller det som var känt 1 juni 2027:")


def test_a_place_that_no_sample_names_is_told() -> None:
    told = unsampled_places(plan_of("2027-01-20", place="a"), sampled("2027-01-20"))
    assert list(told["what"]) == ["Planen nämner a, men inget prov kommer därifrån."]
    assert unsampled_places(plan_of("2027-01-20"), sampled("2027-01-20")).empty
