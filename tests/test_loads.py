"""Loads: which answer counts, the flow and population behind a sample, and the arithmetic."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from avloppsanalys.errors import TableError
from avloppsanalys.loads import (
    current_answers,
    daily_loads,
    join_samples,
    load_per_1000,
    overlapping_samples,
    uncounted_answers,
    unmatched_samples,
)
from avloppsanalys.reference import components as reference_components
from avloppsanalys.tables import FLOWS, LOADS, MEASUREMENTS, PLANTS, arrange, empty
from avloppsanalys.uncertainty import log_sd_from_cv

POSITIVE = st.floats(1e-3, 1e6)


def at(moment: str) -> pd.Timestamp:
    """Return a Swedish moment."""
    return pd.Timestamp(moment, tz="Europe/Stockholm")


def sample(start: str = "2026-08-12 07:00", end: str = "2026-08-13 07:00", **fields: object) -> dict[str, object]:
    """Return one measurement."""
    known = {"plant": "A", "sample_id": "1", "residue": "MDMA", "concentration_ng_per_l": 100.0}
    return known | {"start": at(start), "end": at(end)} | fields


def reading(start: str, end: str, volume_m3: float, **fields: object) -> dict[str, object]:
    """Return one flow reading."""
    return {"plant": "A", "start": at(start), "end": at(end), "volume_m3": volume_m3} | fields


def register(*rows: tuple[str | None, float], plant: str = "A") -> pd.DataFrame:
    """Return a table of plants from (valid from, population)."""
    return arrange(
        pd.DataFrame(
            [{"plant": plant, "valid_from": day and at(day), "population": persons} for day, persons in rows]
        ).astype({"valid_from": "datetime64[us, Europe/Stockholm]"}),
        PLANTS,
    )


def midnight_readings(first: str, *volumes: float) -> pd.DataFrame:
    """Return readings from midnight to midnight on consecutive Swedish days."""
    days = pd.date_range(first, periods=len(volumes) + 1, freq="D", tz="Europe/Stockholm")
    return pd.DataFrame({"plant": "A", "start": days[:-1], "end": days[1:], "volume_m3": volumes})


def only(frame: pd.DataFrame, column: str) -> object:
    """Return the value of a column that has one row."""
    assert len(frame) == 1
    return frame[column].item()


PERSONS = register((None, 10_000))
NO_FLOW = pd.DataFrame([reading("2026-01-01", "2026-01-02", 1.0)])


# --- the kernel -------------------------------------------------------------------------------------------------------


@given(concentration=POSITIVE, flow=POSITIVE, population=st.floats(1, 1e7), factor=st.floats(0.01, 100))
def test_load_is_linear_in_concentration_and_flow_and_inverse_in_population(
    concentration: float, flow: float, population: float, factor: float
) -> None:
    load = load_per_1000(concentration, flow, population)
    assert_allclose(load_per_1000(concentration * factor, flow, population), load * factor)
    assert_allclose(load_per_1000(concentration, flow * factor, population), load * factor)
    assert_allclose(load_per_1000(concentration, flow, population * factor), load / factor)


def test_load_broadcasts_over_draws_and_keeps_what_is_missing_missing() -> None:
    loads = load_per_1000([[100.0], [np.nan]], [1000.0, 2000.0, 0.0], 1000)
    assert_allclose(loads, [[100.0, 200.0, 0.0], [np.nan] * 3])


# --- which answer counts ----------------------------------------------------------------------------------------------


def answers() -> pd.DataFrame:
    """Return a first answer, its correction, and another sample."""
    return pd.DataFrame(
        [
            sample(concentration_ng_per_l=10.0, report_id="R1", revision=1, available_from=at("2026-09-01")),
            sample(sample_id="2", concentration_ng_per_l=20.0, report_id="R1", revision=1, available_from=None),
            sample(concentration_ng_per_l=11.0, report_id="R1", revision=2, available_from=at("2026-10-01")),
            sample(concentration_ng_per_l=0.5, report_id="R1", revision=1, sample_type="blank", available_from=None),
        ]
    ).astype({"available_from": "datetime64[us, Europe/Stockholm]"})


@pytest.mark.parametrize(
    ("as_of", "known"),
    [
        (None, [20.0, 11.0, 0.5]),
        ("2026-10-01", [20.0, 11.0, 0.5]),
        ("2026-09-30 23:59", [10.0, 20.0, 0.5]),
        ("2026-08-31", [20.0, 0.5]),
    ],
)
def test_the_newest_answer_known_on_the_day_counts(as_of: str | None, known: list[float]) -> None:
    current = current_answers(answers(), as_of=at(as_of) if as_of else None)
    assert current["concentration_ng_per_l"].tolist() == known


def test_equally_new_answers_that_disagree_do_not_count_and_are_told() -> None:
    rows = answers()[["plant", "sample_id", "residue", "start", "end", "concentration_ng_per_l"]].iloc[:3]
    assert current_answers(rows)["concentration_ng_per_l"].tolist() == [20.0]
    told = uncounted_answers(rows, lang="en")
    assert (told["rule"].tolist(), told["severity"].tolist()) == (["LOAD005"] * 2, ["error"] * 2)
    said = (
        "does not count: another answer says otherwise, and neither is newer. So it is with 2 of 3 answers in the same"
    )
    assert told["what"].str.endswith(f"{said} report.").all()


def test_the_same_answer_twice_counts_once() -> None:
    rows = pd.concat([answers().iloc[:2], answers().iloc[:2]], ignore_index=True)
    assert current_answers(rows)["concentration_ng_per_l"].tolist() == [10.0, 20.0]
    assert uncounted_answers(rows)["rule"].tolist() == ["LOAD008"] * 2  # rows in = rows that count + rows that are told


def test_of_two_laboratories_that_say_the_same_both_are_named() -> None:
    rows = pd.concat([answers().iloc[[0]].assign(lab=f"Labb {name}", report_id=name) for name in "AB"])
    assert current_answers(rows)["lab"].tolist() == ["Labb A"]
    assert only(uncounted_answers(rows), "what") == (
        "Svaret för MDMA i provet 1 vid A (Labb B, rapport B, utgåva 1, kom 1 september 2026) har samma värde som ett"
        " annat svar (Labb A, rapport A, utgåva 1, kom 1 september 2026). Det räknas en gång, och underlaget anger det"
        " andra svaret som källa. Så är det med 1 av 1 svar i samma rapport."
    )


def test_every_answer_is_current_or_told_as_replaced() -> None:
    rows = answers().assign(source_file="svar.csv", source_line=[3, 4, 5, 6])
    told = uncounted_answers(rows, lang="en")
    assert len(rows) == len(current_answers(rows)) + len(told)
    assert (only(told, "file"), only(told, "line"), only(told, "rule")) == ("svar.csv", 3, "LOAD004")
    assert only(told, "what") == (
        "The answer for MDMA in the sample 1 at A (report R1, revision 1, came 1 September 2026) does not count: a"
        " newer one has replaced it (report R1, revision 2, came 1 October 2026). So it is with 1 of 3 answers in the"
        " same report."
    )
    later = uncounted_answers(rows, as_of=at("2026-08-31"))
    assert later["line"].tolist() == [3, 5]
    assert set(later["rule"]) == {"LOAD009"}
    assert later["what"].iloc[1] == (
        "Svaret för MDMA i provet 1 vid A (rapport R1, utgåva 2, kom 1 oktober 2026) räknas inte: underlaget visar vad"
        " som var känt 31 augusti 2026. Så är det med 1 av 1 svar i samma rapport."
    )


def test_an_answer_of_which_nothing_is_known_is_told_without_gaps() -> None:
    rows = answers()[["plant", "sample_id", "residue", "start", "end", "concentration_ng_per_l"]].iloc[[0, 2]]
    told = uncounted_answers(rows.assign(revision=[1, 2]))
    assert str(only(told, "what")).startswith(
        "Svaret för MDMA i provet 1 vid A (utgåva 1) räknas inte: ett nyare har ersatt det (utgåva 2). "
    )
    assert "nan" not in " ".join(uncounted_answers(rows)["what"])


def test_an_answer_without_revision_is_the_first_one() -> None:
    rows = answers().drop(columns="available_from").assign(revision=[np.nan, 1, 2, 1])
    assert current_answers(rows)["concentration_ng_per_l"].tolist() == [20.0, 11.0, 0.5]


def test_answers_of_two_files_put_together_count_once_each() -> None:
    rows = pd.concat([answers().iloc[:2], answers().iloc[[2]].reset_index(drop=True)])
    assert current_answers(rows)["concentration_ng_per_l"].tolist() == [20.0, 11.0]
    assert len(uncounted_answers(rows)) == 1


def test_current_answers_keep_the_order_and_the_labels_of_the_rows() -> None:
    rows = answers().iloc[[3, 2, 1, 0]]
    current = current_answers(rows)
    assert current["concentration_ng_per_l"].tolist() == [0.5, 11.0, 20.0]
    assert current.index.tolist() == [3, 2, 1]


def test_a_row_without_file_is_told_without_file() -> None:
    told = uncounted_answers(arrange(answers(), MEASUREMENTS))
    assert only(told, "file") != "nan"


# --- flow -------------------------------------------------------------------------------------------------------------


def flow_of(flows: pd.DataFrame, *samples: dict[str, object]) -> pd.DataFrame:
    """Return what join_samples says of the flow of samples."""
    return join_samples(pd.DataFrame(list(samples) or [sample()]), flows, PERSONS)


def test_a_reading_of_the_very_sampling_time_is_the_flow() -> None:
    flows = pd.DataFrame([reading("2026-08-12 07:00", "2026-08-13 07:00", 5000.0, meter="M1", flow_cv=0.04)])
    joined = flow_of(flows)
    assert only(joined, "flow_m3_per_day") == 5000.0
    assert (only(joined, "flow_cover"), only(joined, "flow_prorated")) == (1.0, False)
    assert (only(joined, "meter"), only(joined, "flow_cv")) == ("M1", 0.04)


def test_readings_from_midnight_to_midnight_serve_a_sample_from_seven_to_seven() -> None:
    # 17 of 24 hours of 4800 m³ and 7 of 24 hours of 7200 m³: 3400 + 2100 = 5500 m³ in 24 hours.
    joined = flow_of(midnight_readings("2026-08-12", 4800.0, 7200.0))
    assert only(joined, "flow_m3_per_day") == pytest.approx(5500.0)
    assert (only(joined, "flow_cover"), only(joined, "flow_prorated")) == (pytest.approx(1.0), True)


def test_a_day_of_23_hours_has_the_flow_of_a_day() -> None:
    # 2026-03-29 has 23 hours: 4600 m³ in 23 h is 4800 m³ per day.
    joined = flow_of(midnight_readings("2026-03-29", 4600.0), sample("2026-03-29 00:00", "2026-03-30 00:00"))
    assert only(joined, "flow_m3_per_day") == pytest.approx(4800.0)
    assert only(joined, "flow_prorated") is False


def test_a_day_of_25_hours_prorated_by_hand() -> None:
    # 2026-10-25 has 25 hours of 200 m³/h; a sample from 07:00 the day before to 07:00 has 17 h of 100 and 8 h of 200.
    flows = midnight_readings("2026-10-24", 2400.0, 5000.0)
    joined = flow_of(flows, sample("2026-10-24 07:00", "2026-10-25 07:00"))
    assert only(joined, "flow_m3_per_day") == pytest.approx((17 * 100 + 8 * 200) / 25 * 24)


def test_no_flow_is_made_up_over_a_gap() -> None:
    flows = midnight_readings("2026-08-11", 4800.0, 4800.0, 4800.0, 4800.0).drop(index=2)  # 13 August is missing
    joined = flow_of(
        flows,
        sample("2026-08-11 07:00", "2026-08-12 07:00", sample_id="before"),
        sample("2026-08-12 07:00", "2026-08-13 07:00", sample_id="into"),
        sample("2026-08-13 07:00", "2026-08-14 07:00", sample_id="out of"),
        sample("2026-08-20 07:00", "2026-08-21 07:00", sample_id="after"),
    )
    assert joined["flow_m3_per_day"].isna().tolist() == [False, True, True, True]
    assert_allclose(joined["flow_cover"], [1, 17 / 24, 7 / 24, 0])
    assert joined["flow_prorated"].tolist() == [True, False, False, False]
    told = unmatched_samples(joined, lang="en")
    assert told["rule"].value_counts().to_dict() == {"LOAD001": 3, "LOAD003": 1}
    covered = told.loc[told["rule"] == "LOAD001", "what"].str.extract(r"; (\d+)\s?% of the time has a flow\.$")[0]
    assert covered.tolist() == ["71", "29", "0"]


def test_another_plant_has_another_flow() -> None:
    flows = pd.DataFrame([reading("2026-08-12 07:00", "2026-08-13 07:00", 5000.0, plant="B")])
    assert np.isnan(flow_of(flows)["flow_m3_per_day"].item())


def test_overlapping_readings_are_refused_and_shown() -> None:
    flows = pd.DataFrame(
        [
            reading("2026-08-11", "2026-08-14", 9000.0),
            reading("2026-08-12", "2026-08-13", 3000.0),
            reading("2026-08-12", "2026-08-13", 3000.0, plant="B"),
            reading("2026-08-13", "2026-08-14", 3000.0, plant="B"),
        ]
    )
    told = (
        r"^1 flow readings overlap an earlier one of the same plant\. Keep one reading a time, or add parallel meters"
        r" into one row:\n +plant +start +end +volume_m3\n +A 2026-08-12"
    )
    with pytest.raises(TableError, match=told):
        flow_of(flows)


@given(
    hours=st.lists(st.integers(1, 30), min_size=1, max_size=8),
    volumes=st.lists(st.floats(1, 1e4), min_size=8, max_size=8),
    begin=st.integers(0, 100),
    length=st.integers(1, 60),
)
def test_the_flow_is_the_volume_hour_by_hour(hours: list[int], volumes: list[float], begin: int, length: int) -> None:
    """Against a plain sum over the hours of the sample, across the summer-time change."""
    first = at("2026-03-27 00:00").tz_convert("UTC")
    knots = [first + pd.Timedelta(hours=passed) for passed in itertools.accumulate(hours, initial=0)]
    flows = pd.DataFrame(
        [
            {"plant": "A", "start": start, "end": end, "volume_m3": volume}
            for start, end, volume in zip(knots[:-1], knots[1:], volumes, strict=False)
        ]
    )
    for column in ("start", "end"):
        flows[column] = flows[column].dt.tz_convert("Europe/Stockholm")
    hourly = np.repeat(np.array(volumes[: len(hours)]) / hours, hours)
    start = (first + pd.Timedelta(hours=begin)).tz_convert("Europe/Stockholm")
    taken = sample() | {"start": start, "end": start + pd.Timedelta(hours=length)}
    joined = flow_of(flows, taken)
    inside = hourly[begin : begin + length]
    assert only(joined, "flow_cover") == pytest.approx(len(inside) / length)
    if len(inside) == length:
        assert only(joined, "flow_m3_per_day") == pytest.approx(24 * inside.mean())
    else:
        assert np.isnan(joined["flow_m3_per_day"].item())


def test_a_reading_without_volume_spoils_only_its_own_sample() -> None:
    flows = midnight_readings("2026-08-01", np.nan, 4800.0, 4800.0)
    joined = flow_of(flows, sample("2026-08-02 07:00", "2026-08-03 07:00"))
    assert only(joined, "flow_m3_per_day") == pytest.approx(4800.0)


def test_a_flow_of_zero_is_told() -> None:
    joined = flow_of(pd.DataFrame([reading("2026-08-12 07:00", "2026-08-13 07:00", 0.0)]))
    assert len(unmatched_samples(joined)) == 1


# --- population -------------------------------------------------------------------------------------------------------


def population_of(plants: pd.DataFrame, *starts: str) -> list[float]:
    """Return the population of samples that start at the given moments."""
    rows = [sample(start, str(at(start).date() + pd.DateOffset(days=2))[:10], sample_id=start) for start in starts]
    return [float(value) for value in join_samples(pd.DataFrame(rows), NO_FLOW, plants)["population"]]


def test_the_population_changes_on_the_day_from_which_it_is_valid() -> None:
    plants = register(("2026-07-01", 17_500), ("2024-01-01", 17_000))
    assert population_of(plants, "2026-06-30 23:59", "2026-07-01 00:00", "2027-01-01") == [17_000, 17_500, 17_500]


def test_a_sample_before_the_first_register_has_no_population() -> None:
    assert np.isnan(population_of(register(("2026-07-01", 17_500)), "2026-06-30")).all()


def test_a_register_without_date_is_valid_from_the_beginning_until_a_dated_one() -> None:
    plants = register((None, 17_000), ("2026-07-01", 17_500))
    assert population_of(plants, "1999-01-01", "2026-06-30", "2026-07-02") == [17_000, 17_000, 17_500]


def test_a_table_of_plants_without_dates_or_other_columns_serves() -> None:
    plants = pd.DataFrame({"plant": ["B", "A"], "population": [5, 10_000]})
    assert population_of(plants, "2026-07-01") == [10_000]


def test_two_populations_from_one_day_are_refused() -> None:
    told = r"^2 rows give a plant several populations from one day\. Keep one a plant and day:\n +plant +valid_from"
    with pytest.raises(TableError, match=told):
        population_of(register(("2026-07-01", 17_000), ("2026-07-01", 25_000)), "2026-08-01")


def test_unmatched_samples_are_told_once_a_sample_in_both_languages() -> None:
    rows = pd.DataFrame([sample(), sample(residue="cocaine"), sample(plant="Ö", sample_id="2")])
    joined = join_samples(rows, midnight_readings("2026-08-12", 4800.0, 4800.0), PERSONS)
    swedish, english = unmatched_samples(joined), unmatched_samples(joined, lang="en")
    assert swedish["rule"].value_counts().to_dict() == {"LOAD001": 1, "LOAD002": 1, "LOAD003": 1}
    told = dict(zip(swedish["rule"], swedish["what"], strict=True))
    assert told["LOAD002"].startswith("Antal anslutna personer saknas för Ö den ")
    assert told["LOAD001"].endswith("av tiden har flöde.")
    assert english["what"].str.startswith("The number of connected persons is missing for Ö on ").sum() == 1
    assert english["severity"].value_counts().to_dict() == {"error": 2, "warning": 1}


# --- verbs ------------------------------------------------------------------------------------------------------------


def many_samples() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return measurements, flows and plants of two plants over ten days, some below the limit of quantification."""
    rows = [
        sample(
            f"2026-08-{day:02d} 07:00",
            f"2026-08-{day + 1:02d} 07:00",
            plant=plant,
            sample_id=f"{plant}{day}",
            residue=residue,
            concentration_ng_per_l=np.nan if residue == "MDMA" and day % 3 == 0 else 10.0 * day,
            concentration_low_ng_per_l=0.0 if residue == "MDMA" and day % 3 == 0 else 10.0 * day,
            concentration_high_ng_per_l=5.0 if residue == "MDMA" and day % 3 == 0 else 10.0 * day,
            qualifier="below_loq" if residue == "MDMA" and day % 3 == 0 else "quantified",
        )
        for plant in ("A", "B")
        for day in range(1, 11)
        for residue in ("MDMA", "cocaine")
    ]
    flows = pd.concat([midnight_readings("2026-08-01", *range(4000, 4012)).assign(plant=plant) for plant in "AB"])
    plants = pd.concat([register((None, 1e4)), register((None, 2e4), ("2026-08-05", 3e4), plant="B")])
    return pd.DataFrame(rows), flows.reset_index(drop=True), plants.reset_index(drop=True)


KEY = ["plant", "sample_id", "residue"]


def test_rows_are_conserved_and_arguments_left_alone() -> None:
    tables = many_samples()
    before = [table.copy() for table in tables]
    joined = join_samples(*tables)
    kept = joined.copy()
    loads = daily_loads(joined)
    unmatched_samples(joined)
    current_answers(tables[0])
    uncounted_answers(tables[0])
    for table, copy in zip(tables, before, strict=True):
        pd.testing.assert_frame_equal(table, copy)
    pd.testing.assert_frame_equal(joined, kept)
    assert joined[KEY].equals(tables[0][KEY])
    assert loads[KEY].astype("str").equals(joined[KEY].astype("str"))
    assert list(loads.columns) == list(LOADS.columns)


@pytest.mark.parametrize("seed", range(3))
def test_row_order_does_not_matter(seed: int) -> None:
    measurements, flows, plants = many_samples()
    orders = [
        random.Random(seed + add).sample(range(len(table)), len(table)) for add, table in enumerate(many_samples())
    ]
    plain = daily_loads(join_samples(measurements, flows, plants)).sort_values(KEY, ignore_index=True)
    mixed = daily_loads(
        join_samples(measurements.iloc[orders[0]], flows.iloc[orders[1]], plants.iloc[orders[2]])
    ).sort_values(KEY, ignore_index=True)
    pd.testing.assert_frame_equal(plain, mixed)


def test_what_is_below_a_limit_has_bounds_and_no_load() -> None:
    measurements, flows, plants = many_samples()
    loads = daily_loads(join_samples(measurements, flows, plants))
    below = loads[loads["qualifier"] == "below_loq"]
    assert len(below) == 6
    assert below[["load_mg_per_day_per_1000", "load_g_per_day", "low", "high"]].isna().all(axis=None)
    assert (below["load_low_mg_per_day_per_1000"] == 0).all()
    assert_allclose(
        below["load_high_mg_per_day_per_1000"], 5.0 * below["flow_m3_per_day"] / below["population"].astype(float)
    )
    seen = loads[loads["qualifier"] == "quantified"]
    for bound in ("load_low_mg_per_day_per_1000", "load_high_mg_per_day_per_1000"):
        assert_allclose(seen[bound], seen["load_mg_per_day_per_1000"])
    assert_allclose(seen["load_g_per_day"] * 1e6, seen["load_mg_per_day_per_1000"] * seen["population"])


def joined_row(**fields: object) -> pd.DataFrame:
    """Return one joined sample."""
    return pd.DataFrame([sample(flow_m3_per_day=5000.0, population=10_000) | fields])


def log_sds(loads: pd.DataFrame) -> dict[str, float]:
    """Return the components of a single row."""
    return {name[7:]: float(loads[name].item()) for name in loads.columns if name.startswith("log_sd_")}


def test_components_are_those_of_the_reference_tables_unless_given() -> None:
    tabled = {one.component: float(log_sd_from_cv(one.cv)) for one in reference_components()}
    found = log_sds(daily_loads(joined_row()))
    assert found == pytest.approx({name: tabled[name] for name in found})
    given_ones = log_sds(daily_loads(joined_row(), components={"sampling": 0.3}))
    assert given_ones == pytest.approx(dict.fromkeys(found, 0.0) | {"sampling": float(log_sd_from_cv(0.3))})
    assert all(np.isnan(value) for value in log_sds(daily_loads(joined_row(), components=())).values())


def test_a_rows_own_figure_goes_before_the_general_one_and_a_missing_one_does_not() -> None:
    rows = pd.concat([joined_row(analysis_cv=0.4, flow_cv=0.3), joined_row(analysis_cv=np.nan, population_cv=0.5)])
    found = daily_loads(rows, components={"analysis": 0.1, "flow": 0.05, "population": 0.2})
    assert_allclose(found["log_sd_analysis"], log_sd_from_cv([0.4, 0.1]))
    assert_allclose(found["log_sd_flow"], log_sd_from_cv([0.3, 0.05]))
    assert_allclose(found["log_sd_population"], log_sd_from_cv([0.2, 0.5]))


def test_the_interval_widens_with_its_level_and_with_each_component() -> None:
    narrow = daily_loads(joined_row(), interval_level=0.5)
    wide = daily_loads(joined_row(), interval_level=0.99)
    assert only(wide, "low") < only(narrow, "low") < 50 < only(narrow, "high") < only(wide, "high")  # type: ignore[operator]  # numbers
    more = daily_loads(joined_row(), components={"sampling": 0.1, "meter": 0.1})
    less = daily_loads(joined_row(), components={"sampling": 0.1})
    assert only(more, "high") > only(less, "high")  # type: ignore[operator]  # numbers
    exact = daily_loads(joined_row(), components=())
    assert (only(exact, "low"), only(exact, "high")) == (50.0, 50.0)


def test_unknown_components_are_refused() -> None:
    told = r"^Unknown uncertainty components \['samplng', 'x'\]; the known ones are sampling, analysis, flow, meter, "
    with pytest.raises(TableError, match=told):
        daily_loads(joined_row(), components={"x": 0.1, "samplng": 0.1, "flow": 0.1})


def test_samples_without_flow_or_population_are_refused_and_shown() -> None:
    rows = pd.concat(
        [joined_row(sample_id=str(one), flow_m3_per_day=flow) for one, flow in enumerate([np.nan, 0.0, -1.0, 5.0])]
    )
    told = (
        r"^3 samples have no flow\. Give it, or leave the rows out with joined\[joined\['flow_m3_per_day'\] > 0\]:\n"
        r" +plant +sample_id +start\n +A +0 2026-08-12"
    )
    with pytest.raises(TableError, match=told):
        daily_loads(rows)
    with pytest.raises(TableError, match=r"^1 samples have no population\. Give it, or leave the rows out"):
        daily_loads(joined_row(population=np.nan))
    with pytest.raises(
        TableError, match=r"^Column 'population' is missing; join_samples\(lab, flows, plants\) adds it"
    ):
        daily_loads(joined_row().drop(columns="population"))


def test_tables_of_another_kind_are_refused_with_all_that_is_wrong() -> None:
    wrong = pd.DataFrame([sample()]).rename(columns={"residue": "resid"}).assign(concentration_ng_per_l="12,5")
    told = (
        r"^Not a table of measurements: column 'residue' is missing \(is it 'resid'\?\); column"
        r" 'concentration_ng_per_l' holds str, not numbers\.$"
    )
    with pytest.raises(TableError, match=told):
        join_samples(wrong, NO_FLOW, PERSONS)
    with pytest.raises(TableError, match=r"^Not a table of flows: column 'volume_m3' is missing"):
        join_samples(pd.DataFrame([sample()]), NO_FLOW.drop(columns="volume_m3"), PERSONS)
    with pytest.raises(TableError, match=r"^Not a table of plants: column 'population' is missing"):
        join_samples(pd.DataFrame([sample()]), NO_FLOW, pd.DataFrame({"plant": ["A"]}))
    naive = NO_FLOW.assign(start=NO_FLOW["start"].dt.tz_localize(None))
    with pytest.raises(TableError, match=r"column 'start' holds datetime64\[us\], not moments with a time zone"):
        join_samples(pd.DataFrame([sample()]), naive, PERSONS)


def test_empty_tables_pass_through() -> None:
    joined = join_samples(empty(MEASUREMENTS), empty(FLOWS), empty(PLANTS))
    assert len(joined) == 0
    assert list(daily_loads(joined).columns) == list(LOADS.columns)
    assert join_samples(pd.DataFrame([sample()]), empty(FLOWS), empty(PLANTS))["population"].isna().all()
    assert len(unmatched_samples(joined)) == 0


def test_a_population_that_was_counted_otherwise_has_the_spread_of_its_way_of_counting() -> None:
    plants = pd.concat([PERSONS] * 4, ignore_index=True).assign(
        plant=["A", "B", "C", "D"],
        population_method=["anslutna", "BOD7", "pe", "gissning"],
        population_cv=[np.nan, np.nan, 0.2, np.nan],
    )
    measurements = pd.DataFrame([sample(plant=name) for name in "ABCD"])
    day = ("2026-08-12 07:00", "2026-08-13 07:00", 5000.0)
    flows = pd.DataFrame([reading(*day, plant=name) for name in "ABCD"])
    loads = daily_loads(join_samples(measurements, flows, plants))
    general = float(log_sd_from_cv(0.10))
    assert loads["log_sd_population"].tolist() == pytest.approx([general, 0.45, float(log_sd_from_cv(0.2)), general])
    decided = daily_loads(join_samples(measurements, flows, plants), components={"population": 0.07})
    assert decided["log_sd_population"].iloc[0] == pytest.approx(float(log_sd_from_cv(0.07)))
    assert daily_loads(join_samples(measurements, flows, plants), components=())["log_sd_population"].isna().all()


def test_the_campaign_is_that_of_the_plants_samples() -> None:
    measurements, flows, plants = many_samples()
    loads = daily_loads(join_samples(measurements, flows, plants))
    assert loads.groupby("plant")["campaign"].unique().map(list).to_dict() == {
        "A": ["2026-08-01", "2026-08-08"],
        "B": ["2026-08-01", "2026-08-08"],
    }
    assert (loads["block"] == "1").all()


def test_samples_that_overlap_across_files_are_told_once_each_and_others_not() -> None:
    starts = ["2026-08-03 07:00", "2026-08-03 09:00", "2026-08-04 07:00", "2026-08-05 07:00"]
    rows = pd.DataFrame({
        "plant": ["A", "A", "A", "B"], "sample_id": ["1", "2", "3", "4"], "residue": "MDMA",
        "start": pd.to_datetime(starts).tz_localize("Europe/Stockholm"), "concentration_ng_per_l": 10.0,
        "source_file": ["a.csv", "b.csv", "b.csv", "b.csv"], "source_line": [2, 3, 4, 5],
    })  # fmt: skip
    rows["end"] = rows["start"] + pd.Timedelta(days=1)
    told = overlapping_samples(rows)
    assert (only(told, "rule"), only(told, "file"), only(told, "line")) == ("LOAD006", "b.csv", 3)
    assert str(only(told, "what")).startswith("Provet 2 vid A överlappar provet 1 i tid")
    assert len(overlapping_samples(rows.assign(source_file="a.csv"))) == 0
    assert len(overlapping_samples(rows.assign(sample_type=["sample", "duplicate", "sample", "sample"]))) == 0
