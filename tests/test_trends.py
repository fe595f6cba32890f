"""Trends of a table: laws of the change, which row has the word, blocks, events, and days that say little."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

import avloppsanalys as avl
from avloppsanalys.errors import TableError
from avloppsanalys.tables import TREND_LINES, TRENDS, check
from avloppsanalys.trend import VerdictError, trend_lines
from avloppsanalys.trend.rows import _said
from avloppsanalys.wording import MOST_DETECTABLE_PERCENT, verdict_words

LOAD = "load_mg_per_day_per_1000"
LOW, HIGH = "load_low_mg_per_day_per_1000", "load_high_mg_per_day_per_1000"
NUMBERS = ["change_percent", "low_percent", "high_percent", "p_value", "smallest_detectable_percent"]


def quarterly(
    quarters: int, *, days: int = 3, growth: float = 0.0, sd: float = 0.3, seed: int = 1, **columns: Any
) -> pd.DataFrame:
    """Return the loads of a plant with days in weeks of their own, on the same weekdays each quarter, from 2021."""
    rng = np.random.default_rng(seed)
    first = pd.period_range("2021Q1", periods=quarters, freq="Q").start_time
    monday = first + pd.to_timedelta((7 - first.day_of_week) % 7, unit="D")
    offset = np.array([14, 46, 70, 24, 60, 32, 80])[:days]
    start = (monday.to_numpy()[:, None] + offset.astype("timedelta64[D]")).ravel()
    moments = pd.DatetimeIndex(start).tz_localize("Europe/Stockholm") + pd.Timedelta(hours=7)
    quarter = np.repeat(np.arange(quarters), days)
    value = 100 * np.exp(growth * quarter / 4 + sd * rng.standard_normal(len(quarter)))
    table = pd.DataFrame(
        {
            "plant": "A", "sample_id": np.arange(len(value)).astype(str), "residue": "benzoylecgonine",
            "start": moments, "end": moments + pd.DateOffset(days=1), LOAD: value, LOW: value, HIGH: value,
            "qualifier": "quantified", "population": 17_000.0, "block": "1",
        }
    )  # fmt: skip
    return table.assign(**columns)


def below(table: pd.DataFrame, limit: float) -> pd.DataFrame:
    """Return the table as a laboratory with that limit would have given it."""
    hidden = table[LOAD] < limit
    return table.assign(
        **{LOAD: table[LOAD].mask(hidden), LOW: table[LOAD].mask(hidden, 0.0), HIGH: table[LOAD].mask(hidden, limit)},
        qualifier=np.where(hidden, "below_loq", "quantified"),
    )


def row(table: pd.DataFrame, comparison: str = "trend", **options: Any) -> pd.Series[Any]:
    found = avl.trends(table, **options)
    (one,) = found[found["comparison"] == comparison].to_dict("records")
    return pd.Series(one)


def word(table: pd.DataFrame, **options: Any) -> tuple[str, str, str]:
    """Return the comparison that has the word, the word and why; there must be exactly one."""
    found = avl.trends(table, **options)
    (one,) = found[found["verdict"].notna()].to_dict("records")
    return one["comparison"], one["verdict"], one["reason"]


# --- the table --------------------------------------------------------------------------------------------------------


def test_the_tables_are_what_they_say_and_the_argument_is_left_alone() -> None:
    loads = quarterly(9)
    before = loads.copy(deep=True)
    found, lines = avl.trends(loads), trend_lines(loads)
    check(found, TRENDS)
    check(lines, TREND_LINES)
    pd.testing.assert_frame_equal(loads, before)
    assert found["comparison"].tolist() == ["trend", "same_period_last_year", "previous_period", "four_periods"]
    assert (found["n_periods"].iloc[0], found["n_days"].iloc[0]) == (9, 27)
    assert (found["first_period"].tolist(), set(found["last_period"])) == (
        ["2021K1", "2022K1", "2022K4", "2021K2"],
        {"2023K1"},
    )
    assert lines["period"].tolist() == [f"{2021 + at // 4}K{at % 4 + 1}" for at in range(9)]


def test_a_steady_change_without_scatter_is_found_to_the_digit() -> None:
    loads = quarterly(10, growth=math.log(1.25), sd=1e-6)
    one = row(loads, models=None, weekday_basis="as_sampled")
    assert one["change_percent"] == pytest.approx(25, abs=0.2)  # quarters have 90 to 92 days
    assert one["theil_sen_percent"] == pytest.approx(25, abs=1.0)
    assert word(loads, weekday_basis="as_sampled")[1] == "increasing"


@given(factor=st.floats(1e-3, 1e3), quarters=st.sampled_from([5, 9, 17]), censored=st.booleans())
@settings(max_examples=12)
def test_a_constant_times_all_loads_changes_nothing(factor: float, quarters: int, censored: bool) -> None:
    loads = below(quarterly(quarters), 80.0) if censored else quarterly(quarters)
    scaled = loads.assign(**{name: loads[name] * factor for name in (LOAD, LOW, HIGH)})
    one, other = avl.trends(loads), avl.trends(scaled)
    assert one["verdict"].tolist() == other["verdict"].tolist()
    assert_allclose(other[NUMBERS].to_numpy(float), one[NUMBERS].to_numpy(float), rtol=1e-5, atol=1e-6)


@given(factor=st.floats(0.05, 20), cut=st.integers(3, 9))
@settings(max_examples=12)
def test_a_constant_times_a_whole_block_changes_neither_the_word_nor_the_slope(factor: float, cut: int) -> None:
    loads = quarterly(12, growth=0.2)
    later = np.arange(len(loads)) >= 3 * cut
    loads = loads.assign(block=np.where(later, "2", "1"))
    columns = {name: loads[name] * np.where(later, factor, 1.0) for name in (LOAD, LOW, HIGH)}
    one, other = row(loads), row(loads.assign(**columns))
    assert (one["verdict"], one["reason"], one["n_blocks"]) == (other["verdict"], other["reason"], 2)
    assert_allclose(other[NUMBERS].to_numpy(float), one[NUMBERS].to_numpy(float), rtol=1e-5)


@given(seed=st.integers(0, 10_000))
@settings(max_examples=8)
def test_the_order_of_rows_does_not_matter(seed: int) -> None:
    loads = below(quarterly(9), 80.0)
    shuffled = loads.sample(frac=1, random_state=seed, ignore_index=True)
    pd.testing.assert_frame_equal(avl.trends(shuffled), avl.trends(loads), rtol=1e-6)


# --- which row has the word -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quarters", "days", "bearer", "said"),
    [
        (1, 3, "trend", ("not_assessable", "too_few_periods")),
        (2, 3, "previous_period", ("not_confirmed", "includes_zero")),
        (4, 1, "previous_period", ("not_confirmed", "includes_zero")),
        (5, 3, "same_period_last_year", ("not_confirmed", "includes_zero")),
        (6, 3, "trend", ("not_confirmed", "includes_zero")),
        (7, 1, "trend", ("not_confirmed", "includes_zero")),
    ],
)
def test_the_word_is_the_trends_and_that_of_a_comparison_while_the_series_is_short(
    quarters: int, days: int, bearer: str, said: tuple[str, str]
) -> None:
    assert word(quarterly(quarters, days=days)) == (bearer, *said)


def test_a_missing_quarter_takes_no_word_away_and_a_missing_year_no_other_comparison() -> None:
    loads = quarterly(12)
    quarter = np.repeat(np.arange(12), 3)
    assert row(loads[quarter != 4])["n_periods"] == 11
    found = avl.trends(loads[quarter != 7])  # the same quarter of the year before the last one
    assert found["comparison"].tolist() == ["trend", "previous_period", "four_periods"]


def test_all_below_is_not_assessable_and_never_a_number() -> None:
    found = avl.trends(below(quarterly(9), 1e6))
    assert found[["comparison", "verdict", "reason"]].to_numpy().tolist() == [
        ["trend", "not_assessable", "never_quantified"]
    ]
    assert found.filter(regex="percent$").isna().all(axis=None)
    assert trend_lines(below(quarterly(9), 1e6))["level"].isna().all()


def test_a_word_that_stands_on_the_last_quarter_alone_is_new() -> None:
    loads = quarterly(9, sd=0.1)
    loads.loc[loads.index[-3:], [LOAD, LOW, HIGH]] *= 3
    loads.loc[loads.index[-6:-3], [LOAD, LOW, HIGH]] *= 2.2
    grown = quarterly(9, sd=0.1, growth=0.6)
    assert not row(grown)["is_new"]
    assert row(grown)["verdict"] == "increasing"
    short = row(quarterly(6, sd=0.02, growth=0.9))
    assert (short["verdict"], bool(short["is_new"])) == ("increasing", False)  # a year ago said so too
    found = avl.trends(loads).iloc[0]
    assert (found["verdict"] == "increasing") == bool(found["is_new"])


def test_main_substances_stand_alone_and_the_others_are_adjusted_for_their_number() -> None:
    names = ["MDMA", "ketamine", "amphetamine", "methamphetamine"]
    tables = [quarterly(12, growth=0.25, seed=seed, residue=name) for seed, name in enumerate(names)]
    found = avl.trends(pd.concat(tables, ignore_index=True), main=["MDMA"])
    trend = found[found["comparison"] == "trend"].set_index("substance")
    assert trend["is_main"].to_dict() == {name: name == "MDMA" for name in sorted(names, key=str)}
    assert np.isnan(trend["adjusted_p_value"]["MDMA"])
    rest = trend.drop(index="MDMA").sort_values("p_value")
    expected = np.maximum.accumulate(np.minimum(rest["p_value"].to_numpy() * [3, 2, 1], 1))
    assert_allclose(rest["adjusted_p_value"], expected)
    with pytest.raises(VerdictError, match="4 main substances"):
        avl.trends(pd.concat(tables, ignore_index=True), main=names)


# --- blocks, events, weekdays -----------------------------------------------------------------------------------------


def test_a_step_between_laboratories_is_no_change_unless_they_are_joined() -> None:
    loads = quarterly(12, sd=0.1)
    later = np.arange(len(loads)) >= 18
    loads = loads.assign(
        block=np.where(later, "2", "1"), **{name: loads[name] * np.where(later, 2.0, 1.0) for name in (LOAD, LOW, HIGH)}
    )
    apart = row(loads)
    assert abs(apart["change_percent"]) < 15
    join = {"place": "A", "earlier": "1", "later": "2"}
    right = row(loads, joins=[avl.BlockJoin(**join, factor=0.5, cv=0.05)])
    wrong = row(loads, joins=[avl.BlockJoin(**join, factor=1.0, cv=0.05)])
    assert (right["n_blocks"], abs(right["change_percent"]) < 10) == (1, True)
    assert wrong["verdict"] == "increasing"
    assert right["high_percent"] - right["low_percent"] < apart["high_percent"] - apart["low_percent"]
    doubtful = row(loads, joins=[avl.BlockJoin(**join, factor=0.5, cv=0.5)])
    assert doubtful["high_percent"] - doubtful["low_percent"] > right["high_percent"] - right["low_percent"]


def test_a_join_of_blocks_that_are_not_there_names_them() -> None:
    with pytest.raises(
        TableError, match="1 of 1 joins do not name two blocks of their place that are apart: A: 1 and 3"
    ):
        avl.trends(quarterly(8), joins=[avl.BlockJoin(place="A", earlier="1", later="3", factor=1.1, cv=0.1)])
    with pytest.raises(TableError, match="factor and cv must be finite and above 0"):
        avl.BlockJoin(place="A", earlier="1", later="2", factor=1.0, cv=0.0)


def three_blocks(**columns: Any) -> pd.DataFrame:
    made = quarterly(12, days=3, seed=6)
    return made.assign(
        block=np.array(["1", "2", "3"])[np.searchsorted([6, 9], np.arange(36) // 3, side="right")], **columns
    )


def chain(cv: float, other: float) -> list[avl.BlockJoin]:
    return [
        avl.BlockJoin(place="A", earlier="1", later="2", factor=1.1, cv=cv),
        avl.BlockJoin(place="A", earlier="2", later="3", factor=0.9, cv=other),
    ]


def test_a_chain_of_joins_may_be_given_in_any_order_and_joins_once() -> None:
    found = row(three_blocks(), joins=chain(0.1, 0.2))
    assert found["n_blocks"] == 1
    pd.testing.assert_series_equal(row(three_blocks(), joins=chain(0.1, 0.2)[::-1]), found)
    with pytest.raises(TableError, match="A: 1 and 3, joined already"):
        row(
            three_blocks(), joins=[*chain(0.1, 0.2), avl.BlockJoin(place="A", earlier="1", later="3", factor=1, cv=0.1)]
        )


def test_the_error_of_a_join_is_shared_by_all_that_stands_on_it() -> None:
    plain = three_blocks()
    two = plain.assign(block=plain["block"].replace("3", "2"))
    one = row(two, joins=[avl.BlockJoin(place="A", earlier="1", later="2", factor=1.1, cv=0.2)])
    sure = [chain(0.2, 1e-6)[0], avl.BlockJoin(place="A", earlier="2", later="3", factor=1.0, cv=1e-6)]
    chained = row(plain, joins=sure)
    assert_allclose(chained[NUMBERS].to_numpy(float), one[NUMBERS].to_numpy(float), rtol=1e-4)


def test_two_laboratories_on_the_same_days_give_the_same_word_whatever_the_order() -> None:
    one = quarterly(12, seed=0, growth=0.25, block="X")
    other = quarterly(12, seed=100, growth=0.25, sd=0.6, block="Y").assign(
        sample_id=lambda rows: "y" + rows["sample_id"]
    )
    there, back = (row(pd.concat(tables, ignore_index=True)) for tables in ((one, other), (other, one)))
    pd.testing.assert_series_equal(there, back)


def test_no_smallest_change_beyond_what_is_told_stands_in_the_table_and_the_word_is_the_same() -> None:
    for sd, kept in ((0.3, True), (3.0, False)):
        found = row(quarterly(6, days=2, sd=sd, seed=4))
        assert (found["verdict"], found["reason"]) == ("not_confirmed", "includes_zero")
        smallest = found["smallest_detectable_percent"]
        assert 0 < smallest <= MOST_DETECTABLE_PERCENT if kept else np.isnan(smallest)
        assert ("proven säger för lite för att visa någon förändring" in verdict_words(found)) is not kept


def test_a_slope_that_only_the_calendar_s_uneven_quarters_could_tell_is_none() -> None:
    found = row(quarterly(20).assign(block=(np.arange(60) // 6).astype(str)))
    assert (found["verdict"], found["reason"]) == ("not_assessable", "no_common_block")
    assert np.isnan(found["smallest_detectable_percent"])
    assert np.isnan(found["change_percent"])


def test_two_quarters_in_two_blocks_are_told_to_be_apart() -> None:
    found = row(quarterly(2).assign(block=np.repeat(["1", "2"], 3)))
    assert (found["verdict"], found["reason"]) == ("not_assessable", "no_common_block")


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ({"weekday_basis": "as-sampled"}, "weekday_basis='as-sampled': give one of seven_days, as_sampled"),
        ({"interval_level": 95}, "interval_level=95: give a share above 0 and below 1"),
        ({"interval_level": math.nan}, "interval_level=nan: give a share above 0 and below 1"),
    ],
)
def test_a_setting_that_is_none_is_refused(setting: dict[str, Any], told: str) -> None:
    for verb in (avl.trends, trend_lines, avl.period_levels):
        with pytest.raises(TableError, match=told):
            verb(quarterly(2), **setting)


@pytest.mark.parametrize("name", ["benzoylecgonine", "cocaine", "kokain"])
def test_a_main_substance_is_known_by_any_of_its_names(name: str) -> None:
    assert row(quarterly(8), main=[name])["is_main"]
    assert not row(quarterly(8), main=["MDMA"])["is_main"]


def test_cocaine_among_loads_is_its_main_residue_also_where_the_drug_itself_was_measured() -> None:
    measured = quarterly(8).assign(residue="cocaine", sample_id=lambda rows: "c" + rows["sample_id"])
    found = avl.trends(pd.concat([quarterly(8), measured], ignore_index=True), main=["cocaine"])
    assert found.groupby("substance")["is_main"].first().to_dict() == {"benzoylecgonine": True, "cocaine": False}


def test_the_latest_four_quarters_of_a_series_are_its_own() -> None:
    long = quarterly(14, seed=2).assign(plant="B", sample_id=lambda rows: "b" + rows["sample_id"])
    alone = quarterly(10, seed=1)
    found = avl.trends(pd.concat([alone, long], ignore_index=True))
    found = found[found["place"] == "A"].reset_index(drop=True)
    pd.testing.assert_frame_equal(found, avl.trends(alone).reset_index(drop=True))


def test_two_blocks_in_one_quarter_leave_the_days_of_the_larger() -> None:
    loads = quarterly(8)
    loads = loads.assign(block=np.where(np.arange(len(loads)) >= 11, "2", "1"))  # the last day of the fourth quarter
    assert row(loads)["n_days"] == 23
    assert trend_lines(loads)["block"].tolist() == ["1"] * 4 + ["2"] * 4


def event(start: str, kind: str, end: str | None = None, place: str | None = "A") -> dict[str, object]:
    first = pd.Timestamp(start, tz="Europe/Stockholm")
    last = pd.Timestamp(end or start, tz="Europe/Stockholm") + pd.Timedelta(days=1)
    return {"place": place, "start": first, "end": last, "event_type": kind, "description": "Sommarfesten"}


def test_days_of_an_event_are_kept_out_and_a_series_of_nothing_else_is_told() -> None:
    loads = quarterly(8)
    festival = pd.DataFrame([event(str(loads["start"].iloc[7])[:10], "festival")])
    one = row(loads, events=festival)
    assert (one["n_days"], one["n_event_days"]) == (23, 1)
    everything = pd.DataFrame([event("2021-01-01", "disturbance", "2022-12-31", place=None)])
    found = avl.trends(loads, events=everything)
    assert found[["verdict", "reason", "n_event_days", "n_days"]].to_numpy().tolist() == [
        ["not_assessable", "too_few_periods", 24, 0]
    ]


def test_an_intervention_gets_a_step_beside_the_trend_and_the_warning_that_it_is_no_effect() -> None:
    loads = quarterly(12, sd=0.05)
    later = (loads["start"] >= pd.Timestamp("2022-07-01", tz="Europe/Stockholm")).to_numpy()
    stepped = loads.assign(**{name: loads[name] * np.where(later, 1.5, 1.0) for name in (LOAD, LOW, HIGH)})
    one = row(stepped, events=pd.DataFrame([event("2022-07-01", "intervention")]))
    assert one["step_low_percent"] < 50 < one["step_high_percent"]
    assert one["step_percent"] == pytest.approx(50, abs=15)
    assert "before_after_is_not_effect" in one["note"]
    several = [event(day, "intervention") for day in ("2021-10-01", "2022-07-01")]
    elsewhere = event("2023-03-01", "intervention", place="B")
    assert row(stepped, events=pd.DataFrame([*several, elsewhere]))["step_start"] == several[1]["start"], "the latest"
    assert math.isnan(row(stepped, events=pd.DataFrame([event("2023-11-01", "intervention")]))["step_percent"])


def shifted(quarters: int, seed: int) -> pd.DataFrame:
    """Return days that move from Tuesday-Thursday to Friday-Sunday half-way; cocaine's weekend is in them."""
    from avloppsanalys.reference import week_model

    loads = quarterly(quarters, seed=seed, sd=0.2)
    half = np.repeat(np.arange(quarters) >= quarters // 2, 3)
    day = np.tile(np.arange(3), quarters) + np.where(half, 4, 1)
    monday = loads["start"] - pd.to_timedelta(loads["start"].dt.day_of_week, unit="D")
    start = monday + pd.to_timedelta(day, unit="D")
    factor = np.exp(week_model("benzoylecgonine").log_factors)[day]
    values = {name: loads[name] * factor for name in (LOAD, LOW, HIGH)}
    return loads.assign(start=start, end=start + pd.Timedelta(days=1), **values)


def test_a_shifted_mix_of_weekdays_forbids_a_word_unless_days_are_evened_out_and_then_widens() -> None:
    loads = shifted(12, seed=3)
    assert word(loads, weekday_basis="as_sampled") == ("trend", "not_assessable", "weekday_mix_changed")
    evened = row(loads)
    assert evened["verdict"] in ("not_confirmed", "unchanged")
    steady = row(quarterly(12, seed=3, sd=0.2))
    assert evened["high_percent"] - evened["low_percent"] > 1.2 * (steady["high_percent"] - steady["low_percent"])
    assert word(quarterly(12, seed=3), weekday_basis="as_sampled")[1] != "not_assessable"


def test_theil_sen_is_told_when_it_disagrees() -> None:
    loads = quarterly(10, sd=0.02, growth=0.3)
    loads.loc[loads.index[-3:], [LOAD, LOW, HIGH]] *= 0.02
    one = row(loads)
    assert one["theil_sen_percent"] > one["change_percent"]
    quiet = row(quarterly(10, sd=0.1, growth=0.3))
    assert quiet["note"] == ""


@pytest.mark.parametrize(
    ("own", "robust", "same"),
    [
        ((0.1, 0.3), (0.35, 0.5), True),  # both increase, though the one slope lies outside the interval of the other
        ((0.1, 0.3), (-0.1, 0.5), False),
        ((0.1, 0.3), (-0.3, -0.1), False),
        ((-0.1, 0.1), (0.05, 0.2), True),  # both within the band
        ((-0.1, 0.1), (-0.3, 0.2), False),
    ],
)
def test_two_intervals_disagree_where_the_rules_give_another_word(
    own: tuple[float, float], robust: tuple[float, float], same: bool
) -> None:
    one, other = (_said(np.array([low]), np.array([high]), 0.223) for low, high in (own, robust))
    assert (one == other).item() == same


def test_a_scatter_that_drifts_is_told() -> None:
    steady = quarterly(20, days=7, seed=4)
    quarter = np.arange(len(steady)) // 7
    drifting = steady.assign(**{LOAD: 100 * np.exp(np.log(steady[LOAD] / 100) * np.exp((quarter - 10) / 8))})
    drifting = drifting.assign(**{LOW: drifting[LOAD], HIGH: drifting[LOAD]})
    assert "scatter_drifts" not in row(steady)["note"].split()
    assert "scatter_drifts" in row(drifting)["note"].split()


def test_a_count_of_persons_that_its_source_updates_starts_no_block_and_is_told() -> None:
    loads = quarterly(12, growth=0.1)
    loads["population"] = np.where(loads.index < 18, 17_000.0, 18_000.0)
    found = row(loads)
    assert found["n_blocks"] == 1
    assert found["population_change_percent"] == pytest.approx(100 * (18 / 17 - 1))
    other = row(loads.assign(block=np.where(loads.index < 18, "1", "2")))
    assert other["population_change_percent"] == 0  # another source: another block, and the change is no update
    assert row(loads.drop(columns="population"))["population_change_percent"] == 0


def test_what_is_no_kind_of_period_is_refused() -> None:
    with pytest.raises(TableError, match="'2026K3' is no kind of period"):
        avl.trends(quarterly(6), "2026K3")  # type: ignore[arg-type]


def test_an_empty_table_gives_empty_tables() -> None:
    assert avl.trends(quarterly(6).iloc[:0]).empty
    assert trend_lines(quarterly(6).iloc[:0]).empty


def test_a_composite_of_a_week_is_seven_days_and_weighs_more_than_one() -> None:
    loads = quarterly(12, seed=3)
    first = loads.index % 3 == 0
    loads["end"] = loads["end"].mask(first, loads["start"] + pd.DateOffset(days=7))
    assert row(loads)["n_days"] == 12 * (7 + 1 + 1)
    # A rise of the composites alone moves the change by more than their share of the samples.
    years = (loads["start"] - loads["start"].min()).dt.days / 365.25
    rising = loads.assign(**{name: loads[name] * np.exp(0.3 * years * first) for name in (LOAD, LOW, HIGH)})
    moved = np.log1p(row(rising)["change_percent"] / 100) - np.log1p(row(loads)["change_percent"] / 100)
    assert 0.3 * 0.5 < moved < 0.3
