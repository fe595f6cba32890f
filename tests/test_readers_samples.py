"""Sheets of samples: what the följesedel says, every row that is not used, and what the laboratory says of itself."""

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from avloppsanalys.errors import FileError
from avloppsanalys.readers import Reading, check_file, read_lab, read_samples
from avloppsanalys.sampling import sampler_modes
from avloppsanalys.tables import PROBLEMS, SAMPLES, TIMEZONE, check

HEADER = (
    "Verk;Prov-id;Start;Stopp;Veckodag;Provtagningssätt;Provtagningsintervall;Antal delprov;Temperatur (°C);Fryst;"
    "Ankom;Analysdatum;Skick;Regn (mm);Bräddat (m3)"
)
START = "2026-08-12 07:00;2026-08-13 07:00"


def read(folder: Path, *lines: str, header: str = HEADER, **given: Any) -> Reading:
    """Write a sheet and read it."""
    path = folder / "foljesedel.csv"
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    reading = read_samples(path, **{"lang": "en", **given})
    check(reading.table, SAMPLES, unique=True)
    check(reading.problems, PROBLEMS)
    (file,) = reading.files
    assert file.rows_read == file.rows_used + file.rows_set_aside
    assert file.rows_used == len(reading.table)
    return reading


def rules(reading: Reading) -> list[str]:
    return reading.problems["rule"].tolist()


def moment(text: str) -> pd.Timestamp:
    return pd.Timestamp(text, tz=TIMEZONE)


def test_every_column_is_read(tmp_path: Path) -> None:
    kept = "2026-08-13 10:00;2026-08-20 09:30;2026-09-01 12:00"
    reading = read(tmp_path, f"Ax;P1;{START};ons;Flödesproportionell;10;144;4,5;{kept};fryst;2,5;0")
    (row,) = reading.table.drop(columns="not_counted").to_dict("records")
    assert row == {
        "plant": "Ax", "sample_id": "P1", "start": moment("2026-08-12 07:00"), "end": moment("2026-08-13 07:00"),
        "weekday": 3, "sampler_mode": "flödesproportionell", "sampling_interval_min": 10.0, "aliquots": 144,
        "temperature_c": 4.5, "frozen_at": moment("2026-08-13 10:00"), "received_at": moment("2026-08-20 09:30"),
        "analysed_at": moment("2026-09-01 12:00"), "condition": "fryst", "rain_mm": 2.5, "bypass_m3": 0.0,
        "source_file": "foljesedel.csv", "source_line": 2,
    }  # fmt: skip
    assert rules(reading) == []


@pytest.mark.parametrize(
    ("said", "reason", "rule"),
    [
        ("pumpen stod 02-04, beslut 2026-09-10", "pumpen stod 02-04, beslut 2026-09-10", ["SMP007"]),
        ("ja", "ja", ["SMP008"]),
        ("X", "X", ["SMP008"]),
        ("nej", None, []),
        ("", None, []),
    ],
)
def test_a_sample_that_is_not_counted_says_why(said: str, reason: str | None, rule: list[str], tmp_path: Path) -> None:
    reading = read(tmp_path, f"Ax;P1;{START};{said}", header="Verk;Prov-id;Start;Stopp;Räknas inte")
    (found,) = reading.table["not_counted"]
    assert found == reason if reason else pd.isna(found)
    assert rules(reading) == rule


def test_a_blank_cell_is_missing_and_no_problem(tmp_path: Path) -> None:
    reading = read(tmp_path, f"Ax;P1;{START};;;;;;;;;;;")
    assert (
        reading.table.drop(columns=["plant", "sample_id", "start", "end", "source_file", "source_line"])
        .isna()
        .all(axis=None)
    )
    assert rules(reading) == []


def test_a_way_of_sampling_that_nobody_knows_is_told_with_those_that_are_known(tmp_path: Path) -> None:
    reading = read(tmp_path, f"Ax;P1;{START};;slumpvis;;;;;;;;;")
    assert reading.table["sampler_mode"].tolist() == ["slumpvis"]
    (told,) = reading.problems.to_dict("records")
    assert (told["rule"], told["severity"], told["line"]) == ("SMP009", "warning", 2)
    assert "slumpvis" in told["what"]
    known = re.split(r", | eller | or ", told["remedy"].removeprefix("Write ").removeprefix("Skriv ").rstrip("."))
    assert len(known) == 5
    assert sampler_modes(pd.Series(known)).notna().all()


def test_a_wrong_weekday_is_kept_so_that_it_can_be_checked(tmp_path: Path) -> None:
    reading = read(tmp_path, f"Ax;P1;{START};lördag;;;;;;;;;;")
    assert (reading.table["weekday"].tolist(), rules(reading)) == ([6], [])


@pytest.mark.parametrize(("cell", "value"), [("-2,5", -2.5), ("0", 0.0), ("4", 4.0)])
def test_a_temperature_may_lie_below_zero(tmp_path: Path, cell: str, value: float) -> None:
    reading = read(tmp_path, f"Ax;P1;{START};;;;;{cell};;;;;;")
    assert (reading.table["temperature_c"].tolist(), rules(reading)) == ([value], [])


def test_a_day_without_time_is_the_end_of_that_day(tmp_path: Path) -> None:
    reading = read(tmp_path, f"Ax;P1;{START};;;;;;2026-08-13;;;;;")
    assert reading.table["frozen_at"].tolist() == [moment("2026-08-14")]


def test_a_moment_before_the_end_of_sampling_is_left_out_and_told(tmp_path: Path) -> None:
    reading = read(tmp_path, f"Ax;P1;{START};;;;;;2026-08-12 10:00;;;;;")
    assert reading.table["frozen_at"].isna().all()
    assert reading.problems["what"].tolist() == [
        "'2026-08-12 10:00' for the sample P1 lies before the end of sampling (2026-08-13 07:00) and is not used."
    ]


def test_what_cannot_be_read_is_told_and_the_sample_kept(tmp_path: Path) -> None:
    reading = read(tmp_path, f"Ax;P1;{START};helg;;;;kallt;i kväll;;;;-5;")
    assert sorted(rules(reading)) == ["ANL005", "ANL010", "DAT010", "SMP006"]
    assert len(reading.table) == 1


def test_a_sample_without_id_is_named_as_the_laboratory_reader_names_it(tmp_path: Path) -> None:
    sheet = read(tmp_path, f"Ax;;{START};;;;;4;;;;;;")
    answer = tmp_path / "svar.csv"
    answer.write_text(
        "Verk;Start;Stopp;Ämne;Halt (ng/l)\nAx;2026-08-12 07:00;2026-08-13 07:00;MDMA;12\n", encoding="utf-8"
    )
    assert sheet.table["sample_id"].tolist() == read_lab(answer).table["sample_id"].tolist()


def test_a_row_of_no_sample_is_set_aside(tmp_path: Path) -> None:
    reading = read(tmp_path, "Ax;;;;;;;;4;;;;;;")
    assert (rules(reading), len(reading.table)) == (["SMP001"], 0)


def test_two_rows_of_one_sample_are_both_set_aside(tmp_path: Path) -> None:
    reading = read(tmp_path, f"Ax;P1;{START};;;;;4;;;;;;", f"Ax;P1;{START};;;;;5;;;;;;")
    assert (rules(reading), len(reading.table)) == (["SMP002", "SMP002"], 0)


def test_the_plant_may_come_from_the_call_or_is_asked_for(tmp_path: Path) -> None:
    header, line = "Prov-id;Temperatur", "P1;4"
    assert read(tmp_path, line, header=header, plant="Ax").table["plant"].tolist() == ["Ax"]
    with pytest.raises(FileError, match=r'plant="\.\.\."'):
        read(tmp_path, line, header=header)


def test_granska_knows_a_sheet_by_its_header(tmp_path: Path) -> None:
    path = tmp_path / "foljesedel.csv"
    path.write_text(f"{HEADER}\nAx;P1;{START};;;;;4;;;;;;\n", encoding="utf-8")
    reading = check_file(path)
    assert list(reading.table.columns) == list(SAMPLES.columns)
    assert reading.table["temperature_c"].tolist() == [4.0]


def lab(folder: Path, cells: str, header: str = "Utbyte (%);z-värde;EF") -> Reading:
    path = folder / "svar.csv"
    path.write_text(
        f"Verk;Prov-id;Start;Ämne;Halt (ng/l);{header}\nAx;P1;2026-08-12 07:00;MDMA;12,5;{cells}\n", "utf-8"
    )
    return read_lab(path, lang="en")


@pytest.mark.parametrize(
    ("cells", "header", "expected"),
    [
        ("95;-2,5;0,6", "Utbyte (%);z-värde;EF", [0.95, -2.5, 0.6]),
        ("95 %;0;0,5", "Utbyte;z;EF", [0.95, 0.0, 0.5]),
        ("0,95;;", "Återvinning;z;EF", [0.95, None, None]),
        ("110;2;1", "recovery;interlab_z;enantiomeric_fraction", [1.1, 2.0, 1.0]),
    ],
)
def test_what_the_laboratory_says_of_itself(
    tmp_path: Path, cells: str, header: str, expected: list[float | None]
) -> None:
    table = lab(tmp_path, cells, header).table[["recovery", "interlab_z", "enantiomeric_fraction"]]
    assert [None if pd.isna(value) else value for value in table.iloc[0]] == expected


@pytest.mark.parametrize("cells", ["800;;", "bra;;", ";500;", ";;1,2", ";;-0,1"])
def test_what_cannot_be_is_told_and_left_out(tmp_path: Path, cells: str) -> None:
    reading = lab(tmp_path, cells)
    assert "LAB040" in rules(reading)
    assert reading.table[["recovery", "interlab_z", "enantiomeric_fraction"]].isna().all(axis=None)
    assert reading.table["concentration_ng_per_l"].tolist() == [12.5]


@pytest.mark.parametrize(
    ("place", "cell", "range_"),
    [
        (6, "0", "0.01 to 1,440"),
        (7, "142,5", "1 to 100,000"),
        (7, "1e300", "1 to 100,000"),
        (8, "-400", "−40 to 60"),
        (13, "2001", "0 to 2,000"),
    ],
)
def test_a_number_that_cannot_be_is_left_out_and_told(tmp_path: Path, place: int, cell: str, range_: str) -> None:
    cells = f"Ax;P1;{START}".split(";") + [""] * 11
    cells[place] = cell
    reading = read(tmp_path, ";".join(cells))
    column = ["sampling_interval_min", "aliquots", "temperature_c", "", "", "", "", "rain_mm"][place - 6]
    heading = HEADER.split(";")[place]
    assert reading.problems["what"].tolist() == [
        f"{cell!r} in column {heading!r} cannot be right (possible is {range_}) and is not used."
    ]
    assert reading.table[column].isna().all()


@pytest.mark.parametrize("text", ["i kväll", "onsdag 2026-08-13 09:00"])
def test_a_moment_that_cannot_be_trusted_is_left_out_and_the_sample_kept(tmp_path: Path, text: str) -> None:
    reading = read(tmp_path, f"Ax;P1;{START};;;;;;{text};;;;;")
    assert reading.problems[["rule", "severity"]].to_numpy().tolist() == [["SMP006", "warning"]]
    assert reading.table["frozen_at"].isna().tolist() == [True]


def test_a_start_that_is_a_space_is_as_good_as_none(tmp_path: Path) -> None:
    reading = read(tmp_path, "Ax;P1; ;;;;;;4;;;;;;")
    assert (len(reading.table), rules(reading)) == (1, [])
