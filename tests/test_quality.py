"""Quality checks: each passes, flags and says when it cannot be assessed; no flag moves a figure or drops a sample."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import avloppsanalys as avl
from avloppsanalys.errors import TableError, UnknownNameError
from avloppsanalys.quality import CHECKS, flag_words, unmatched_sheets
from avloppsanalys.readers import LabReading, Reading
from avloppsanalys.reference import source, thresholds
from avloppsanalys.simulate import SimulatedResidue
from avloppsanalys.tables import (
    EVENTS,
    PROBLEMS,
    QUALITY,
    QUALITY_VERDICTS,
    REPORTED,
    SAMPLES,
    TIMEZONE,
    arrange,
    check,
    empty,
)
from avloppsanalys.wording import Language, text

CONCENTRATIONS = {
    "cocaine": 25.0, "benzoylecgonine": 60.0, "ketamine": 10.0, "norketamine": 2.0, "tramadol": 50.0,
    "O-desmethyltramadol": 40.0, "MDMA": 9.0,
}  # fmt: skip
WEDNESDAYS = pd.date_range("2026-01-14 07:00", periods=10, freq="7D", tz=TIMEZONE)
LAST = "P9"


def series() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return ten sound Wednesdays of one plant with a duplicate and a blank of the last, and their sheet."""
    jitter = np.random.default_rng(1).normal(0, 0.1, (len(WEDNESDAYS), len(CONCENTRATIONS) + 1))
    rows = [
        {
            "plant": "A", "sample_id": f"P{day}", "residue": residue, "sample_type": "sample", "start": start,
            "end": start + pd.Timedelta(hours=24), "concentration_ng_per_l": level * np.exp(jitter[day, place]),
            "qualifier": "quantified", "loq_ng_per_l": 1.0, "recovery": 0.9, "interlab_z": 0.5, "matrix": "whole",
            "enantiomeric_fraction": 0.65 if residue == "MDMA" else np.nan, "population": 17000.0,
            "population_method": "register", "flow_m3_per_day": 4400 * np.exp(jitter[day, -1]),
        }
        for day, start in enumerate(WEDNESDAYS)
        for place, (residue, level) in enumerate(CONCENTRATIONS.items())
    ]  # fmt: skip
    last = [row for row in rows if row["sample_id"] == LAST]
    duplicates = [{**row, "sample_type": "duplicate"} for row in last]
    blanks = [
        row | {"sample_type": "blank", "sample_id": "B", "concentration_ng_per_l": np.nan, "qualifier": "below_loq"}
        for row in last
    ]
    ends = WEDNESDAYS + pd.Timedelta(hours=24)
    sheet = pd.DataFrame(
        {
            "plant": "A", "sample_id": [f"P{day}" for day in range(len(WEDNESDAYS))], "weekday": 3,
            "sampler_mode": "flödesproportionell", "sampling_interval_min": 10.0, "temperature_c": 4.0,
            "frozen_at": ends + pd.Timedelta(hours=3), "analysed_at": ends + pd.Timedelta(days=40),
            "condition": "Fryst, utan anmärkning", "rain_mm": 0.0, "bypass_m3": 0.0,
        }
    )  # fmt: skip
    return pd.DataFrame(rows + duplicates + blanks), sheet


def no_events() -> pd.DataFrame:
    return arrange(pd.DataFrame(), EVENTS)


def changed(changes: dict[str, Any], *, logged: bool = True, lang: Language = "en") -> pd.DataFrame:
    """Return the report of the series after changes to its last sample.

    A key is a column of the sheet or of the measurements; ``residue:column`` is of one residue, ``duplicate:column``
    and ``blank:column`` of the other bottle.
    """
    joined, sheet = series()
    for key, value in changes.items():
        of, _, column = key.rpartition(":")
        if column in sheet.columns:
            sheet[column] = sheet[column].mask(sheet["sample_id"] == LAST, value)
            continue
        kind = of if of in ("duplicate", "blank") else "sample"
        where = (joined["sample_type"] == kind) & joined["sample_id"].isin([LAST, "B"])
        if of in CONCENTRATIONS:
            where &= joined["residue"] == of
        joined[column] = joined[column].mask(where, value)
    return avl.quality_report(joined, samples=sheet, events=no_events() if logged else None, lang=lang)


def verdict(report: pd.DataFrame, one: str, sample: str = LAST) -> str:
    """Return the gravest verdict of one check of one sample."""
    rows = report[(report["check"] == one) & (report["sample_id"] == sample)]
    assert len(rows), one
    return str(rows["verdict"].iloc[0])


END = WEDNESDAYS[-1] + pd.Timedelta(hours=24)
FLAGGED: dict[str, list[dict[str, Any]]] = {
    "QUA001": [{"end": END - pd.Timedelta(hours=2)}, {"end": END + pd.Timedelta(hours=48)}],
    "QUA002": [{"sampler_mode": "tidsproportionell"}, {"sampler_mode": "stickprov"}],
    "QUA003": [{"sampling_interval_min": 16.0}],
    "QUA004": [{"temperature_c": 8.1}, {"temperature_c": -30.0}],
    "QUA005": [{"frozen_at": END + pd.Timedelta(hours=25)}],
    "QUA006": [
        {"analysed_at": END + pd.Timedelta(days=197)},
        {"analysed_at": END + pd.Timedelta(days=3), "frozen_at": pd.NaT},
    ],
    "QUA007": [{"condition": "delvis tinat"}, {"condition": "fryst, flaskan sprucken"}],
    "QUA008": [{"cocaine:matrix": "filtered"}],
    "QUA010": [{"flow_m3_per_day": 17000 * 0.119}, {"flow_m3_per_day": 17000 * 0.601}, {"population": 1700.0}],
    "QUA011": [{"flow_m3_per_day": 9000.0}, {"flow_m3_per_day": 2100.0}],
    "QUA012": [{"rain_mm": 11.0}],
    "QUA013": [{"bypass_m3": 100.0}],
    "QUA020": [{"cocaine:concentration_ng_per_l": 60.0}],
    "QUA021": [{"ketamine:concentration_ng_per_l": 200.0}],
    "QUA022": [{"tramadol:concentration_ng_per_l": 500.0}],
    "QUA023": [{"MDMA:enantiomeric_fraction": 0.51}],
    "QUA030": [{"MDMA:concentration_ng_per_l": 90.0}, {"cocaine:concentration_ng_per_l": 2.5}],
    "QUA040": [{"MDMA:loq_ng_per_l": 2.5}],
    "QUA041": [{"duplicate:concentration_ng_per_l": 1000.0}],
    "QUA042": [{"blank:concentration_ng_per_l": 5.0, "blank:qualifier": "quantified"}],
    "QUA043": [{"MDMA:recovery": 0.6}, {"MDMA:recovery": 1.4}],
    "QUA044": [{"MDMA:interlab_z": 2.1}, {"MDMA:interlab_z": -2.1}],
    "QUA050": [{"population": 15000.0}, {"population": 18000.0}, {"population_method": "pe"}],
    "QUA060": [{"weekday": 6}],
}  # fmt: skip

UNKNOWN: dict[str, dict[str, Any]] = {
    "QUA002": {"sampler_mode": np.nan},
    "QUA003": {"sampling_interval_min": np.nan},
    "QUA004": {"temperature_c": np.nan},
    "QUA005": {"frozen_at": pd.NaT},
    "QUA006": {"analysed_at": pd.NaT},
    "QUA007": {"condition": np.nan},
    "QUA008": {"matrix": np.nan},
    "QUA010": {"population": np.nan},
    "QUA011": {"flow_m3_per_day": np.nan},
    "QUA012": {"rain_mm": np.nan},
    "QUA013": {"bypass_m3": np.nan},
    "QUA020": {"cocaine:concentration_ng_per_l": np.nan},
    "QUA021": {"norketamine:concentration_ng_per_l": np.nan},
    "QUA022": {"O-desmethyltramadol:concentration_ng_per_l": np.nan},
    "QUA023": {"enantiomeric_fraction": np.nan},
    "QUA030": {"flow_m3_per_day": np.nan},
    "QUA040": {"loq_ng_per_l": np.nan},
    "QUA043": {"recovery": np.nan},
    "QUA044": {"interlab_z": np.nan},
    "QUA050": {"population": np.nan},
    "QUA060": {"weekday": np.nan},
}


@pytest.mark.parametrize("one", CHECKS)
def test_a_sound_sample_passes_every_check(one: str) -> None:
    assert verdict(changed({}), one) == "pass"


@pytest.mark.parametrize(("one", "changes"), [(one, each) for one, cases in FLAGGED.items() for each in cases])
def test_each_check_flags_what_it_should_and_says_what_follows(one: str, changes: dict[str, Any]) -> None:
    report = changed(changes)
    assert verdict(report, one) == "flag"
    flags = report[(report["check"] == one) & (report["verdict"] == "flag")]
    assert set(flags["sample_id"]) == {LAST}
    told = f"{one}.recounted" if changes.keys() == {"population_method"} else one
    assert set(flags["consequence"]) == {text(f"quality.{told}.consequence", "en")}
    assert flags[["remedy", "source", "what"]].notna().all(axis=None)


@pytest.mark.parametrize("one", UNKNOWN)
def test_what_was_not_written_down_is_not_assessable_and_never_passed(one: str) -> None:
    report = changed(UNKNOWN[one])
    assert verdict(report, one) == "not_assessable"
    told = report[(report["check"] == one) & (report["sample_id"] == LAST)]
    assert told[["reason", "remedy"]].notna().all(axis=None)
    assert told["consequence"].isna().all()


def test_every_check_has_its_three_cases() -> None:
    elsewhere = {"QUA001", "QUA041", "QUA042", "QUA061"}  # a sample always has a length; the others have own tests
    assert set(FLAGGED) == set(CHECKS) - {"QUA061"}
    assert set(UNKNOWN) == set(CHECKS) - elsewhere


def test_without_duplicate_or_blank_nothing_is_said_of_them() -> None:
    joined, _ = series()
    report = avl.quality_report(joined[joined["sample_type"] == "sample"])
    assert set(report.loc[report["check"].isin(["QUA041", "QUA042"]), "verdict"]) == {"not_assessable"}
    assert verdict(changed({}), "QUA041", "P3") == "not_assessable"


def test_storhelger_are_known_without_a_log_and_other_days_are_not_called_ordinary() -> None:
    joined, _ = series()
    late = joined["start"] + (pd.Timestamp("2026-12-26 07:00", tz=TIMEZONE) - WEDNESDAYS[0])
    report = avl.quality_report(joined.assign(start=late, end=late + pd.Timedelta(hours=24)), lang="en")
    assert verdict(report, "QUA061", "P0") == "flag"
    assert verdict(report, "QUA061", LAST) == "not_assessable"


def test_an_event_of_the_log_is_named() -> None:
    joined, sheet = series()
    festival = {
        "place": "A",
        "start": WEDNESDAYS[4].normalize(),
        "event_type": "festival",
        "description": "Vinterfesten",
    }
    police = festival | {"start": WEDNESDAYS[5].normalize(), "event_type": "intervention", "description": "Insats"}
    events = pd.DataFrame([festival, police])
    events["end"] = events["start"] + pd.Timedelta(days=1)
    report = avl.quality_report(joined, samples=sheet, events=events)
    found = report[report["check"] == "QUA061"].set_index("sample_id")
    assert (found["verdict"]["P4"], found["detail"]["P4"]) == ("flag", "Vinterfesten")
    assert found["verdict"]["P5"] == "pass"  # an intervention is what one wants to see


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        *((note, "pass") for note in (
            "genomfryst", "Fryst, hel flaska", "djupfryst", "genomfrusen", "fryst prov", "u.a.", "Inget att anmärka",
            "Fryst, u.a.", "Fryst, utan anmärkning", "utan fel", "Kylt och helt",
        )),
        *((note, "flag") for note in (
            "delvis tinad", "fryst men flaskan läcker", "Fryst, hel flaska. Lock saknas", "ankom varmt", "halvtinat",
            "flaskan öppen", "inte fryst", "fel flaska", "Inte fryst utan tinad", "trasig flaska", "tinad, ok",
        )),
        *((note, "not_assessable") for note in (
            "se mejl från labbet", "ej tinad", "flaska", "fryst, märklig lukt", "",
        )),
    ],
)  # fmt: skip
def test_a_note_on_the_arrival_flags_by_its_words_and_else_is_read(note: str, expected: str) -> None:
    report = changed({"condition": note})
    assert verdict(report, "QUA007") == expected
    if expected == "not_assessable":
        (reason,) = report.loc[(report["check"] == "QUA007") & (report["sample_id"] == LAST), "reason"]
        assert reason == text("quality.reason.read_note" if note else "quality.QUA007.not_given", "en")


def test_a_limit_is_held_against_the_earlier_ones() -> None:
    joined, sheet = series()
    late = joined["start"] >= WEDNESDAYS[4]
    report = avl.quality_report(joined.assign(loq_ng_per_l=np.where(late, 50.0, 5.0)), samples=sheet)
    found = report[(report["check"] == "QUA040") & (report["substance"] == "MDMA")].set_index("sample_id")
    assert found.loc[["P4", "P5", "P6", "P7"], "value"].tolist() == [10.0] * 4
    assert set(found.loc[["P4", "P5", "P6", "P7"], "verdict"]) == {"flag"}
    assert found.loc["P3", "verdict"] == "pass"


def test_many_small_steps_of_the_population_are_seen() -> None:
    joined, sheet = series()
    step = joined["start"].map({start: day for day, start in enumerate(WEDNESDAYS)})
    report = avl.quality_report(joined.assign(population=10000 * 1.04**step), samples=sheet, lang="en")
    found = report[report["check"] == "QUA050"].set_index("sample_id")
    assert found["verdict"].reindex([f"P{day}" for day in range(10)]).tolist() == (
        ["not_assessable", "pass", "pass"] + ["flag"] * 7
    )
    assert found.loc[LAST, "value"] == pytest.approx(1.04**9 - 1)
    assert found.loc[LAST, "detail"] == "counted from P0"


@pytest.mark.parametrize(
    ("words", "expected"),
    [("Flödesprop.", "pass"), ("flödesprop", "pass"), ("tidstyrt", "flag"), ("tidsstyrd", "flag")],
)
def test_short_words_for_a_sampler_are_known(words: str, expected: str) -> None:
    assert verdict(changed({"sampler_mode": words}), "QUA002") == expected


def below(residue: str, limit: float, said: str = "below_loq") -> dict[str, Any]:
    """Return changes after which a residue, or the other bottle, was not measured."""
    return {
        f"{residue}:concentration_ng_per_l": np.nan,
        f"{residue}:qualifier": said,
        f"{residue}:loq_ng_per_l": limit,
    }


BOUNDS = [
    ("QUA020", {"cocaine:concentration_ng_per_l": 900.0} | below("benzoylecgonine", 5.0), "at least", 180.0),
    ("QUA021", {"ketamine:concentration_ng_per_l": 1000.0} | below("norketamine", 8.0), "at most", 0.008),
    ("QUA022", {"tramadol:concentration_ng_per_l": 9000.0} | below("O-desmethyltramadol", 8.0), "at most", 8 / 9000),
    (
        "QUA022",
        {"tramadol:concentration_ng_per_l": 9000.0} | below("O-desmethyltramadol", 8.0, "detected"),
        "at most",
        8 / 9000,
    ),
    (
        "QUA041",
        {"MDMA:concentration_ng_per_l": 298.0} | below("duplicate", 8.0),
        "at least",
        290 / 153,
    ),
    (
        "QUA041",
        {"duplicate:concentration_ng_per_l": 298.0} | below("MDMA", 8.0),
        "at least",
        290 / 153,
    ),
    (
        "QUA042",
        {"blank:concentration_ng_per_l": 40.0, "blank:qualifier": "quantified"} | below("MDMA", 8.0),
        "at least",
        5.0,
    ),
    (
        "QUA042",
        {"blank:concentration_ng_per_l": 60.0, "blank:qualifier": "quantified"} | below("MDMA", 4.0),
        "at least",
        15.0,
    ),
]


@pytest.mark.parametrize(("one", "changes", "bound", "value"), BOUNDS)
def test_a_residue_below_its_limit_flags_where_even_the_bound_is_too_far(
    one: str, changes: dict[str, Any], bound: str, value: float
) -> None:
    report = changed(changes)
    found = report[(report["check"] == one) & (report["sample_id"] == LAST)]
    (row,) = (
        found[found["substance"].isin(["MDMA", "cocaine", "norketamine", "O-desmethyltramadol"])]
        .pipe(
            lambda rows: (
                rows[rows["detail"] == bound].nlargest(1, "value") if one == "QUA041" else rows[rows["detail"] == bound]
            )
        )
        .to_dict("records")
    )
    assert row["verdict"] == "flag"
    assert row["value"] == pytest.approx(value)


@pytest.mark.parametrize(
    ("one", "changes"),
    [
        ("QUA020", {"cocaine:concentration_ng_per_l": 3.0} | below("benzoylecgonine", 5.0)),
        ("QUA020", {"cocaine:concentration_ng_per_l": 900.0} | below("benzoylecgonine", np.nan)),
        ("QUA021", {"ketamine:concentration_ng_per_l": 100.0} | below("norketamine", 8.0)),
        ("QUA022", below("tramadol", 5.0) | below("O-desmethyltramadol", 5.0)),
    ],
)
def test_a_bound_on_the_near_side_of_the_limit_settles_nothing(one: str, changes: dict[str, Any]) -> None:
    report = changed(changes)
    assert verdict(report, one) == "not_assessable"
    assert report.loc[(report["check"] == one) & (report["sample_id"] == LAST), "reason"].tolist() == [
        text("quality.reason.not_quantified", "en")
    ]


def test_two_bottles_below_their_limits_agree() -> None:
    assert verdict(changed(below("duplicate", 8.0) | below("sample", 8.0)), "QUA041") == "pass"


def test_a_value_near_the_limit_of_the_other_bottle_settles_nothing() -> None:
    changes = below("duplicate", 8.0) | {"sample:concentration_ng_per_l": 9.0}
    assert verdict(changed(changes), "QUA041") == "not_assessable"


def test_a_blank_in_which_the_residue_was_only_detected_has_its_own_reason() -> None:
    report = changed(below("blank", 1.0, "detected"))
    told = report[(report["check"] == "QUA042") & (report["sample_id"] == LAST)]
    assert set(told["verdict"]) == {"not_assessable"}
    assert told["reason"].unique().tolist() == [text("quality.reason.blank_detected", "en")]


def test_a_bound_is_told_as_one() -> None:
    changes = {"cocaine:concentration_ng_per_l": 900.0} | below("benzoylecgonine", 5.0)
    words = flag_words(changed(changes, lang="sv")).set_index("check")
    assert words.loc["QUA020", "samples"] == (
        "1 av 10 prov: P9 (kokain delat med bensoylekgonin: minst 180; högst 0,75 går utan flagga)"
    )


# What passes at most and at least, written here and not read from the table.
EDGES = [
    ("QUA003", "sampling_interval_min", 15.0, 15.01),
    ("QUA004", "temperature_c", 8.0, 8.01),
    ("QUA004", "temperature_c", 0.0, -0.01),
    ("QUA010", "flow_m3_per_day", 17000 * 0.6, 17000 * 0.6001),
    ("QUA010", "flow_m3_per_day", 17000 * 0.12, 17000 * 0.1199),
    ("QUA012", "rain_mm", 10.0, 10.1),
    ("QUA023", "MDMA:enantiomeric_fraction", 0.55, 0.5499),
    ("QUA043", "MDMA:recovery", 0.7, 0.699),
    ("QUA043", "MDMA:recovery", 1.3, 1.301),
    ("QUA044", "MDMA:interlab_z", 2.0, 2.001),
    ("QUA044", "MDMA:interlab_z", -2.0, -2.001),
    ("QUA050", "population", 17000 * 1.05 - 1e-6, 17000 * 1.051),
    ("QUA050", "population", 17000 * 0.95 + 1e-6, 17000 * 0.949),
]


@pytest.mark.parametrize(("one", "column", "allowed", "forbidden"), EDGES)
def test_the_limit_itself_passes_and_the_next_value_does_not(
    one: str, column: str, allowed: float, forbidden: float
) -> None:
    assert verdict(changed({column: allowed}), one) == "pass"
    assert verdict(changed({column: forbidden}), one) == "flag"


VALUES = {
    "temperature_c": st.floats(-30, 60), "sampling_interval_min": st.floats(0, 2000), "rain_mm": st.floats(0, 500),
    "bypass_m3": st.floats(0, 1e6), "flow_m3_per_day": st.floats(0, 1e7), "population": st.floats(0, 1e7),
    "cocaine:concentration_ng_per_l": st.floats(0, 1e6), "MDMA:loq_ng_per_l": st.floats(0, 1e6),
    "duplicate:concentration_ng_per_l": st.floats(0, 1e6), "blank:concentration_ng_per_l": st.floats(0, 1e6),
    "recovery": st.floats(0, 5), "interlab_z": st.floats(-50, 50), "weekday": st.integers(1, 7),
    "condition": st.text(max_size=20), "sampler_mode": st.text(max_size=20),
}  # fmt: skip


@given(st.fixed_dictionaries({}, optional={name: values | st.none() for name, values in VALUES.items()}))
def test_every_sample_has_every_check_whatever_the_figures(changes: dict[str, Any]) -> None:
    report = changed({name: np.nan if value is None else value for name, value in changes.items()})
    check(report, QUALITY, unique=True)
    assert set(report["verdict"]) <= set(QUALITY_VERDICTS)
    each = report.groupby(["sample_id", "check"]).size()
    assert len(each) == len(WEDNESDAYS) * len(CHECKS)
    outside = (report["value"] < report["threshold_low"]) | (report["value"] > report["threshold_high"])
    assert (report.loc[outside, "verdict"] == "flag").all()
    unknown = report["verdict"] == "not_assessable"
    assert report.loc[unknown, "reason"].notna().all()
    assert report.loc[~unknown, "reason"].isna().all()


def test_the_order_of_rows_means_nothing() -> None:
    joined, sheet = series()
    first = avl.quality_report(joined, samples=sheet)
    again = avl.quality_report(joined[::-1], samples=sheet.sample(frac=1, random_state=2))
    pd.testing.assert_frame_equal(first, again)


def test_another_plant_changes_nothing_for_the_first() -> None:
    joined, sheet = series()
    other = joined.assign(plant="B", flow_m3_per_day=joined["flow_m3_per_day"] * 5, population=90000.0)
    both = avl.quality_report(pd.concat([joined, other]), samples=sheet)
    alone = avl.quality_report(joined, samples=sheet)
    pd.testing.assert_frame_equal(both[both["plant"] == "A"].reset_index(drop=True), alone)


def test_a_bare_table_of_measurements_is_enough() -> None:
    joined, _ = series()
    bare = joined[["plant", "sample_id", "residue", "start", "end", "concentration_ng_per_l"]]
    report = avl.quality_report(bare.drop_duplicates(["sample_id", "residue"]))
    assert set(report["verdict"]) == {"pass", "not_assessable"}


def test_no_sample_gives_an_empty_report() -> None:
    joined, _ = series()
    assert avl.quality_report(joined.iloc[:0]).empty


def test_a_sample_with_two_sheets_is_refused() -> None:
    joined, sheet = series()
    with pytest.raises(TableError, match="2 rows repeat the key plant, sample_id"):
        avl.quality_report(joined, samples=pd.concat([sheet, sheet.tail(1)]))


def test_a_sheet_of_no_sample_is_told() -> None:
    joined, sheet = series()
    found = unmatched_sheets(joined, sheet.assign(sample_id=sheet["sample_id"].replace("P3", "P33")), lang="en")
    assert found[["rule", "what"]].to_numpy().tolist() == [
        ["SMP004", "The sheet tells of the sample P33 at A, which is in no laboratory answer."]
    ]


def test_a_sheet_with_other_times_than_the_answer_is_told() -> None:
    joined, sheet = series()
    times = joined.drop_duplicates("sample_id").set_index("sample_id")[["start", "end"]]
    sheet = sheet.join(times, on="sample_id")
    assert unmatched_sheets(joined, sheet).empty
    sheet["start"] = sheet["start"].mask(sheet["sample_id"] == "P3", sheet["start"] + pd.Timedelta(hours=1))
    found = unmatched_sheets(joined, sheet, lang="en")
    assert found["rule"].tolist() == ["SMP005"]
    assert found["what"][0].startswith("The sheet says that the sample P3 at A was taken Wed 4 Feb 2026 08:00")


def test_saturday_26_november_2017_was_a_sunday() -> None:
    """Printed by SVT Halland of a lönehelg: "lördag den 26 november 2017"."""
    start = pd.Timestamp("2017-11-26 07:00", tz=TIMEZONE)
    joined, sheet = (table[table["sample_id"] == LAST] for table in series())
    joined = joined.assign(start=start, end=start + pd.Timedelta(days=1))
    report = avl.quality_report(joined, samples=sheet.assign(weekday=6), events=no_events())
    (found,) = report[report["check"] == "QUA060"].to_dict("records")
    assert (found["verdict"], found["detail"]) == ("flag", "angiven lördag, datumet är en söndag")


def test_flags_are_told_once_a_check_with_the_first_samples() -> None:
    joined, sheet = series()
    words = flag_words(avl.quality_report(joined, samples=sheet.assign(rain_mm=22.0), events=no_events()))
    (row,) = words.to_dict("records")
    assert (row["check"], row["what"], row["place"]) == ("QUA012", "Regn under provet", "A")
    far = "22 mm; högst 10 går utan flagga"
    assert row["samples"] == f"10 av 10 prov: P0 ({far}), P1 ({far}), P2 ({far}) med flera"


def test_a_share_is_told_in_per_cent_with_its_sign() -> None:
    words = flag_words(changed({"population": 15000.0}), "en").set_index("check")
    assert words.loc["QUA050", "samples"] == "1 of 10 samples: P9 (−12% of the number before; at least −5% passes)"


def test_persons_that_are_only_counted_otherwise_have_not_changed_in_number() -> None:
    for persons in (17000.0, 17300.0):  # the same, and a number that passes on its own
        report = changed({"population_method": "pe", "population": persons}, lang="sv")
        words = {row["check"]: row for row in flag_words(report).to_dict("records")}["QUA050"]
        assert str(words["words"]).startswith("Antalet anslutna är räknat på ett annat sätt än i provet före")
        assert "har ändrats" not in str(words["words"])
        assert words["samples"] == "1 av 10 prov: P9 (register → pe)"  # no "0 % av antalet före"
    both = flag_words(changed({"population_method": "pe", "population": 15000.0}, lang="sv")).to_dict("records")
    told = {row["check"]: row for row in both}["QUA050"]
    assert str(told["words"]).startswith("Antalet anslutna har ändrats: ")
    assert "register → pe" in str(told["samples"])


@pytest.mark.parametrize(
    ("changes", "one", "told"),
    [
        (
            {"flow_m3_per_day": 2100.0}, "QUA011",
            r"avstånd från verkets vanliga dygn, räknat i vanliga avvikelser: −[\d,]+; minst −3,5 går utan flagga",
        ),
        (
            {"cocaine:concentration_ng_per_l": 84.0, "benzoylecgonine:concentration_ng_per_l": 60.0}, "QUA020",
            r"kokain delat med bensoylekgonin: 1,4; högst 0,75 går utan flagga",
        ),
        ({"cocaine:matrix": "filtered"}, "QUA008", r"filtrerat, förra gången ofiltrerat"),
    ],
)  # fmt: skip
def test_what_is_no_measured_quantity_is_told_in_words_before_its_number(
    changes: dict[str, Any], one: str, told: str
) -> None:
    words = flag_words(changed(changes, lang="sv"))
    (samples,) = words.loc[words["check"] == one, "samples"]
    assert re.fullmatch(rf"1 av 10 prov: P9 \({told}\)", samples)


def test_every_limit_has_a_source_or_is_marked_as_the_projects_own_choice() -> None:
    for row in thresholds():
        assert row.check in CHECKS
        assert row.unit
        assert source(row.source).citation
        assert row.status != "recalled"
        assert (row.source != "project") or (row.status == "chosen" and row.note)


def test_the_method_page_prints_every_limit_with_its_source() -> None:
    page = (Path(__file__).parents[1] / "docs" / "method" / "quality.md").read_text(encoding="utf-8")
    for row in thresholds():
        assert (
            f"| {row.check} | `{row.name}` | {row.value:g} {row.unit} | {row.source} | {row.status} | {row.note} |"
            in page
        )
    assert set(re.findall(r"^\| (QUA\d{3}) \| [^`]", page, flags=re.MULTILINE)) == set(CHECKS)


def test_no_flag_moves_a_figure_or_drops_a_sample(tmp_path: Path) -> None:
    days = pd.DatetimeIndex(["2026-07-08", "2026-08-12", "2026-09-09"])
    made = avl.simulate_plant(
        {"MDMA": SimulatedResidue(level=9)}, days, first="2026K3", last="2026K3", rng=np.random.default_rng(3)
    )
    flows = Reading(table=made.flows, problems=empty(PROBLEMS), files=())
    plants = Reading(table=made.plants, problems=empty(PROBLEMS), files=())
    lab = LabReading(
        table=made.measurements, problems=empty(PROBLEMS), files=(), reported=empty(REPORTED), missing_fields=()
    )
    ids = made.measurements["sample_id"].unique()
    plant = made.plants["plant"].iloc[0]
    sheet = arrange(pd.DataFrame({"plant": plant, "sample_id": ids, "temperature_c": 25.0}), SAMPLES)
    samples = Reading(table=sheet, problems=empty(PROBLEMS), files=())
    protocol = avl.AnalysisProtocol(name="A", version="1", factor_set="none")
    plain = avl.analyse(lab, flows, plants, protocol=protocol)
    flagged = avl.analyse(lab, flows, plants, protocol=protocol, samples=samples)
    assert (flagged.quality["verdict"] == "flag").sum() == (plain.quality["verdict"] == "flag").sum() + 3
    for name in ("loads", "levels", "trends", "problems"):
        pd.testing.assert_frame_equal(getattr(flagged, name), getattr(plain, name))
    flagged.write(tmp_path)
    written = pd.read_csv(tmp_path / "kvalitet.csv", sep=";", decimal=",", encoding="utf-8-sig")
    assert len(written) == len(flagged.quality)
    assert flagged.flags()["check"].tolist() == ["QUA004"]


def test_lidkoping_2020_passes_on_water_and_ratios_and_flags_the_changed_population(shared: Path) -> None:
    """Water and ratios are ordinary; the figure for persons that came later moves every load by a seventh."""
    start, end = "2020-10-06 07:00", "2020-10-07 07:00"
    lab = avl.read_lab(
        shared / "swedish_tables" / "lidkoping_2020_raw.csv", plant="Lidköping", start=start, end=end, sample_id="2020"
    )
    later = lab.table.assign(
        sample_id="2022",
        start=lab.table["start"] + pd.DateOffset(years=2),
        end=lab.table["end"] + pd.DateOffset(years=2),
    )
    both = pd.concat([lab.table, later])
    flows = both[["plant", "start", "end"]].drop_duplicates().assign(volume_m3=9340.0)
    plants = pd.DataFrame(
        {
            "plant": "Lidköping", "population": [36000.0, 31500.0], "population_method": "register",
            "valid_from": pd.to_datetime(["2020-01-01", "2022-01-01"]).tz_localize(TIMEZONE),
        }
    )  # fmt: skip
    report = avl.quality_report(avl.join_samples(both, flows, plants))
    first = report[report["sample_id"] == "2020"].set_index("check")
    values = first.loc[["QUA010", "QUA020", "QUA022"], "value"]
    assert values.round(2).tolist() == [259.44, 0.42, 0.77]
    assert set(first.loc[values.index, "verdict"]) == {"pass"}
    flags = report[report["verdict"] == "flag"]
    assert flags[["sample_id", "check"]].to_numpy().tolist() == [["2022", "QUA050"]]
    assert flags["value"].round(3).tolist() == [-0.125]


def test_the_kommuns_own_limits_go_before_the_tabled_ones_and_are_told_as_its_own() -> None:
    start = pd.Timestamp("2026-08-12 07:00", tz="Europe/Stockholm")
    joined = pd.DataFrame({
        "plant": ["A"], "sample_id": ["P1"], "residue": ["MDMA"], "start": [start],
        "end": [start + pd.Timedelta(hours=24)], "concentration_ng_per_l": [31.0],
        "flow_m3_per_day": [8840.0], "population": [17000.0],
    })  # fmt: skip

    def water(**given: Any) -> dict[str, Any]:
        report = avl.quality_report(joined, **given).set_index("check")
        return dict(report.loc["QUA010"])

    assert (water()["verdict"], water()["threshold_high"]) == ("pass", 600)
    own = water(thresholds={"QUA010": {"high": 500}})
    assert (own["value"], own["verdict"]) == (520, "flag")
    assert (own["threshold_low"], own["threshold_high"]) == (120, 500)
    assert own["source"].startswith("kommunens eget val i protokollet (high = 500); ")
    both = water(thresholds={"QUA010": {"low": 150, "high": 500}}, lang="en")
    assert both["source"] == "the kommun's own choice in its protocol (low = 150, high = 500)"
    assert water()["verdict"] == "pass"  # the next report has the tabled ones again
    with pytest.raises(UnknownNameError, match="QUA010 lowest"):
        water(thresholds={"QUA010": {"lowest": 150}})
