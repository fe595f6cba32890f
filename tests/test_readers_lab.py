"""Laboratory answers: layouts, units, qualifiers, sums, times, revisions, and every rule of a row."""

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from openpyxl import Workbook  # type: ignore[import-untyped]  # openpyxl ships no types

from avloppsanalys.errors import FileError, UnitError
from avloppsanalys.readers import LabReading, Reading, check_file, read_lab
from avloppsanalys.readers.headers import SPELLINGS, read_header
from avloppsanalys.readers.substances import read_label
from avloppsanalys.tables import MEASUREMENTS, PROBLEMS, REPORTED, check

HEADER = "reningsverk;prov-id;start;stopp;substans;halt (ng/l)"
START = "2026-08-12 07:00;2026-08-13 07:00"


def balanced(reading: Reading) -> None:
    """Assert that every row is accounted for, and that every row set aside has a problem with its line."""
    for file in reading.files:
        assert file.rows_read == file.rows_used + file.rows_reported + file.rows_set_aside
    problems = reading.problems
    assert (problems["what"] != "").all()
    assert (problems["remedy"] != "").all()
    check(problems, PROBLEMS)


def read(folder: Path, text: str, name: str = "svar.csv", lang: str = "en", **given: Any) -> LabReading:
    """Write a table and read it."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    reading = read_lab(path, lang=lang, **given)  # type: ignore[arg-type]  # any language
    balanced(reading)
    check(reading.table, MEASUREMENTS, unique=True)
    check(reading.reported, REPORTED, unique=True)
    return reading


def rows(folder: Path, *lines: str, header: str = HEADER, **given: Any) -> LabReading:
    """Read a long table with the usual header."""
    return read(folder, "\n".join([header, *lines]) + "\n", **given)


def one(folder: Path, cell: str, *, more: str = "", values: str = "", **given: Any) -> pd.Series:
    """Return the only measurement of a one-row table."""
    reading = rows(folder, f"Ax;P1;{START};Kokain;{cell}{values}", header=HEADER + more, **given)
    assert len(reading.table) == 1, reading.problems.to_string()
    return reading.table.iloc[0]


def found(reading: Reading, rule: str) -> list[tuple[int | None, str]]:
    """Return line and text of the problems of one rule."""
    problems = reading.problems[reading.problems["rule"] == rule]
    return [
        (None if pd.isna(line) else int(line), what)
        for line, what in zip(problems["line"], problems["what"], strict=True)
    ]


def errors(reading: Reading) -> list[str]:
    """Return the rules of the errors."""
    return reading.problems.loc[reading.problems["severity"] == "error", "rule"].tolist()


def interval(row: pd.Series) -> tuple[Any, ...]:
    """Return qualifier, value, low and high, with None for missing."""
    numbers = [row[f"concentration{part}_ng_per_l"] for part in ("", "_low", "_high")]
    return (row["qualifier"], *(None if pd.isna(number) else number for number in numbers))


# ---- the three layouts


def test_lidkoping_2020_is_read_as_printed(shared: Path) -> None:
    path = shared / "swedish_tables" / "lidkoping_2020_raw.csv"
    reading = read_lab(path, plant="Lidköping", start="2020-10-06 07:00")
    balanced(reading)
    assert errors(reading) == []
    assert dict(zip(reading.table["residue"], reading.table["concentration_ng_per_l"], strict=True)) == {
        "THC-COOH": 66, "cocaine": 99, "benzoylecgonine": 234, "amphetamine": 330, "methamphetamine": 4.3, "MDMA": 31,
        "tramadol": 524, "O-desmethyltramadol": 403, "6-MAM": 1.4,
    }  # fmt: skip
    loads = reading.reported[reading.reported["quantity"] == "load_mg_per_day_per_1000"]
    assert loads["source_line"].tolist() == list(range(2, 13))
    assert loads["printed"].tolist() == ["17", "26", "61", "86", "86", "1,1", "87", "8,0", "136", "105", "0,4"]
    sums = reading.reported[reading.reported["substance"] == "cocaine + benzoylecgonine"]
    assert dict(zip(sums["quantity"], sums["value"], strict=True)) == {
        "concentration_ng_per_l": 334, "load_mg_per_day_per_1000": 86, "doses_per_day": 60,
        "doses_per_day_per_1000": 1.7,
    }  # fmt: skip
    assert "amphetamine + methamphetamine" not in set(reading.table["residue"])
    file = reading.files[0]
    assert (file.rows_read, file.rows_used, file.rows_reported, file.rows_set_aside) == (11, 9, 2, 0)
    assert (file.decimal, file.delimiter, file.encoding) == (",", ";", "utf-8")
    assert reading.missing_fields == ("uncertainty", "lod", "loq", "matrix", "method")
    assert reading.table["end"].eq(pd.Timestamp("2020-10-07 07:00", tz="Europe/Stockholm")).all()


def test_one_row_per_sample_and_substance(tmp_path: Path) -> None:
    reading = rows(tmp_path, f"Ax;P1;{START};Kokain;12,5", f"Ax;P1;{START};BzE;< 5,0", f"Bö;P2;{START};MDMA;ej påvisad")
    assert reading.table["plant"].tolist() == ["Ax", "Ax", "Bö"]
    assert reading.table["residue"].tolist() == ["cocaine", "benzoylecgonine", "MDMA"]
    assert reading.table["qualifier"].tolist() == ["quantified", "below_loq", "below_lod"]
    assert reading.table["source_line"].tolist() == [2, 3, 4]
    assert reading.table["printed"].tolist() == ["12,5", "< 5,0", "ej påvisad"]


def test_one_column_per_substance_counts_each_cell_as_a_row(tmp_path: Path) -> None:
    text = (
        "Rapport-id: R17\nReningsverk;Ax\n\nDatum;Kokain (ng/l);BzE (µg/l);Kokain + BzE (ng/l);Kommentar\n"
        "2026-08-12;12,5;0,2;212,5;ok\n\n2026-08-13;-;;e.p.;\n"
    )
    reading = read(tmp_path, text)
    table = reading.table
    assert table[["sample_id", "residue", "concentration_ng_per_l", "report_id"]].to_numpy().tolist() == [
        ["Ax 2026-08-12", "cocaine", 12.5, "R17"],
        ["Ax 2026-08-12", "benzoylecgonine", 200.0, "R17"],
    ]
    assert reading.reported[["substance", "quantity", "value"]].to_numpy().tolist() == [
        ["cocaine + benzoylecgonine", "concentration_ng_per_l", 212.5]
    ]
    file = reading.files[0]
    assert (file.rows_read, file.rows_used, file.rows_reported, file.rows_set_aside) == (6, 2, 1, 3)
    assert found(reading, "CEL006") == [(7, "Not analysed: Kokain, BzE.")]
    assert found(reading, "LAB016") == [
        (
            7,
            "The laboratory's own figure 'e.p.' in column 'Kokain + BzE (ng/l)' is no number and is not kept "
            "among the reported values.",
        )
    ]
    assert found(reading, "FIL022") == [(None, "Columns that are not used: Kommentar.")]


def test_units_may_stand_in_a_row_below_the_header(tmp_path: Path) -> None:
    reading = read(tmp_path, "Reningsverk;Datum;Kokain;BzE\n;;ng/l;µg/l\nAx;2026-08-12;12,5;0,2\n")
    assert reading.table["concentration_ng_per_l"].tolist() == [12.5, 200.0]
    assert reading.files[0].rows_read == 2


def test_title_lines_above_the_header_are_read(tmp_path: Path) -> None:
    text = (
        "Analysrapport\nRapportnummer: R-2026-17\nLaboratorium;Exempellab\nReningsverk: Ax\nStart: 2026-08-12 07:00\n"
        "Rapportdatum;2026-09-30\n\nPreparat;Halt (ng/l)\nKokain;12\n"
    )
    row = read(tmp_path, text).table.iloc[0]
    assert (row["report_id"], row["lab"], row["plant"]) == ("R-2026-17", "Exempellab", "Ax")
    assert row["start"] == pd.Timestamp("2026-08-12 07:00", tz="Europe/Stockholm")
    assert row["available_from"] == pd.Timestamp("2026-09-30", tz="Europe/Stockholm")


def test_a_bare_date_above_the_table_is_not_taken_for_the_sampling_day(tmp_path: Path) -> None:
    table = "\nPreparat;Halt (ng/l)\nKokain;12\n"
    with pytest.raises(FileError, match="The table does not say start"):
        read(tmp_path, f"Datum: 2026-09-30\n{table}", plant="Ax")
    row = read(tmp_path, f"Provtagningsdatum: 2026-08-12\n{table}", plant="Ax").table.iloc[0]
    assert str(row["start"].date()) == "2026-08-12"


def test_a_workbook_reads_as_its_csv_does(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADER.split(";"))
    sheet.append(
        [
            "Ax",
            "P1",
            dt.datetime.fromisoformat("2026-08-12 07:00"),
            dt.datetime.fromisoformat("2026-08-13 07:00"),
            "Kokain",
            1.234,
        ]
    )
    sheet.append(["Ax", "P1", "2026-08-12 07:00", "2026-08-13 07:00", "BzE", "<2,5"])
    book.save(tmp_path / "svar.xlsx")
    reading = read_lab(tmp_path / "svar.xlsx")
    balanced(reading)
    assert errors(reading) == []
    assert reading.table["concentration_high_ng_per_l"].tolist() == [1.234, 2.5]
    assert reading.table["printed"].tolist() == ["1.234", "<2,5"]
    assert reading.table["source_line"].tolist() == [2, 3]
    assert reading.table["start"].iloc[0] == reading.table["start"].iloc[1]


def test_sheets_left_unread_are_named(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Svar"
    for row in (["Preparat", "Halt (ng/l)"], ["Kokain", 12]):
        sheet.append(row)
    book.create_sheet("Flöde").append(["x"])
    book.save(tmp_path / "svar.xlsx")
    reading = read_lab(tmp_path / "svar.xlsx", plant="Ax", start="2026-08-12", lang="en")
    assert found(reading, "FIL021") == [(None, "Only the sheet 'Svar' is read; Flöde hold something too.")]


def test_several_files_are_one_table(tmp_path: Path) -> None:
    for number, cell in enumerate(["12,5", "13.5"]):
        (tmp_path / f"{number}.csv").write_text(
            f"{HEADER}\nAx;P{number};2026-08-1{number} 07:00;;Kokain;{cell}\n", encoding="utf-8"
        )
    reading = read_lab([tmp_path / "0.csv", tmp_path / "1.csv"])
    balanced(reading)
    assert reading.table["concentration_ng_per_l"].tolist() == [12.5, 13.5]
    assert reading.table["report_id"].tolist() == ["0", "1"]
    assert [(file.name, file.decimal, file.rows_used) for file in reading.files] == [
        ("0.csv", ",", 1),
        ("1.csv", ".", 1),
    ]


# ---- units


@pytest.mark.parametrize(
    ("header", "factor"), [("Halt (µg/m3)", 1), ("Halt (\u03bcg/m³)", 1), ("Halt ng/L", 1), ("Konc. [µg/l]", 1000)]
)
def test_the_unit_of_the_header_counts(tmp_path: Path, header: str, factor: float) -> None:
    reading = read(tmp_path, f"Preparat;{header}\nKokain;2\n", plant="Ax", start="2026-08-12")
    assert reading.table["concentration_ng_per_l"].tolist() == [2 * factor]


def test_the_unit_may_stand_in_a_column_or_in_the_cell(tmp_path: Path) -> None:
    lines = [f"Ax;P1;{START};Kokain;2;µg/l", f"Ax;P1;{START};MDMA;2 ng/l;", f"Ax;P1;{START};BzE;<2;ng/l"]
    reading = rows(tmp_path, *lines, header=HEADER.removesuffix(" (ng/l)") + ";enhet")
    assert reading.table["concentration_high_ng_per_l"].tolist() == [2000.0, 2.0, 2.0]


def test_the_unit_of_the_call_fills_in_but_never_overrides(tmp_path: Path) -> None:
    text = "Preparat;Halt\nKokain;2\n"
    assert read(tmp_path, text, plant="Ax", start="2026-08-12", unit="µg/l").table[
        "concentration_ng_per_l"
    ].tolist() == [2000]
    text = "Preparat;Halt (ng/l)\nKokain;2\n"
    assert read(tmp_path, text, plant="Ax", start="2026-08-12", unit="µg/l").table[
        "concentration_ng_per_l"
    ].tolist() == [2]
    with pytest.raises(UnitError, match="Unknown unit 'ppt' for concentration"):
        read_lab(tmp_path / "svar.csv", unit="ppt")


def test_a_missing_unit_sets_every_row_aside_under_one_problem(tmp_path: Path) -> None:
    reading = read(tmp_path, "Preparat;Halt\nKokain;2\nMDMA;3\n", plant="Ax", start="2026-08-12")
    assert found(reading, "LAB001") == [
        (None, "No unit is given for the concentrations (column 'Halt'); no row can be used.")
    ]
    assert (len(reading.table), reading.files[0].rows_set_aside) == (0, 2)


def test_a_unit_of_the_header_that_nobody_knows_is_named(tmp_path: Path) -> None:
    reading = read(tmp_path, "Preparat;Halt (furlong)\nKokain;2\nMDMA;3\n", plant="Ax", start="2026-08-12")
    assert found(reading, "LAB003") == [(None, "The unit 'furlong' is unknown for a concentration.")]
    assert errors(reading) == ["LAB003"]
    assert (len(reading.table), reading.files[0].rows_set_aside) == (0, 2)


def test_brackets_that_hold_no_unit_do_not_hide_that_of_the_rows_or_the_call(tmp_path: Path) -> None:
    when = {"plant": "Ax", "start": "2026-08-12"}
    of_rows = read(tmp_path, "Preparat;Halt (filtrerat);enhet\nKokain;2;ng/l\n", **when)
    of_call = read(tmp_path, "Preparat;Halt (filtrerat)\nKokain;2\n", unit="ng/l", **when)
    assert (len(of_rows.table), len(of_call.table)) == (1, 1)


def test_unknown_missing_and_contradicting_units_are_errors_of_their_rows(tmp_path: Path) -> None:
    header = "reningsverk;start;substans;halt;enhet"
    reading = rows(
        tmp_path, "Ax;2026-08-12;Kokain;2;ppt", "Ax;2026-08-12;MDMA;2;", "Ax;2026-08-12;BzE;2 ng/l;µg/l",
        "Ax;2026-08-12;6-MAM;2;ng/l", header=header,
    )  # fmt: skip
    assert found(reading, "LAB003") == [(2, "The unit 'ppt' is unknown for a concentration.")]
    assert found(reading, "LAB002") == [(3, "There is no unit for MDMA: 2.")]
    assert found(reading, "LAB004") == [(4, "The row gives different units for the same concentration: ng/l µg/l.")]
    assert reading.table["residue"].tolist() == ["6-MAM"]


def test_an_unknown_unit_in_the_header_is_not_overridden_by_the_call(tmp_path: Path) -> None:
    reading = read(tmp_path, "Preparat;Halt (ppt)\nKokain;2\n", plant="Ax", start="2026-08-12", unit="ng/l")
    assert errors(reading) == ["LAB003"]


def test_a_unit_column_that_says_loads_or_doses_moves_the_value_to_reported(tmp_path: Path) -> None:
    header = "reningsverk;start;substans;värde;enhet"
    lines = [
        "Ax;2026-08-12;Kokain;12;ng/l",
        "Ax;2026-08-12;Kokain;3;mg/1000 inv/dygn",
        "Ax;2026-08-12;Kokain + BzE;2;doser/1000 inv/dygn",
    ]
    reading = rows(tmp_path, *lines, header=header)
    assert reading.table["concentration_ng_per_l"].tolist() == [12]
    assert reading.reported[["substance", "quantity", "value"]].to_numpy().tolist() == [
        ["cocaine", "load_mg_per_day_per_1000", 3.0],
        ["cocaine + benzoylecgonine", "doses_per_day_per_1000", 2.0],
    ]


def test_doses_of_a_period_are_not_taken_for_doses_a_day(tmp_path: Path) -> None:
    text = "Preparat;Halt (ng/l);Doser/1000 inv under hela perioden\nKokain;2;90\n"
    reading = read(tmp_path, text, plant="Ax", start="2026-08-12")
    assert reading.reported[["quantity", "unit"]].to_numpy().tolist() == [
        ["as_written", "Doser/1000 inv under hela perioden"]
    ]


# ---- what a result means


LIMITS = ";LOD (ng/l);LOQ (ng/l)"


@pytest.mark.parametrize(
    ("cell", "lod", "loq", "expected"),
    [
        ("12", "1", "5", ("quantified", 12, 12, 12)),
        ("<5", "", "", ("below_loq", None, 0, 5)),
        ("<5", "1", "5", ("below_loq", None, 1, 5)),
        ("<5", "5", "9", ("below_lod", None, 0, 5)),
        ("<LOQ", "1", "5", ("below_loq", None, 1, 5)),
        ("<LOQ", "", "", ("below_loq", None, 0, None)),
        ("e.p.", "1", "5", ("below_lod", None, 0, 1)),
        ("e.p.", "", "5", ("below_lod", None, 0, 5)),
        ("e.p.", "", "", ("below_lod", None, 0, None)),
        ("spår", "1", "5", ("detected", None, 1, 5)),
        ("spår", "", "5", ("detected", None, 0, 5)),
        ("spår", "1", "", ("detected", None, 1, None)),
        ("spår", "", "", ("detected", None, 0, None)),
        (">400", "1", "5", ("above_range", None, 400, np.inf)),
        ("0", "1", "5", ("below_loq", None, 0, 5)),
        ("0", "", "", ("below_loq", None, 0, None)),
        ("3", "1", "5", ("quantified", 3, 3, 3)),
        ("0,5", "1", "5", ("below_lod", None, 0, 1)),
    ],
)
def test_each_qualifier_bounds_the_concentration(
    tmp_path: Path, cell: str, lod: str, loq: str, expected: tuple[Any, ...]
) -> None:
    assert interval(one(tmp_path, cell, more=LIMITS, values=f";{lod};{loq}")) == expected


def test_limits_have_the_unit_of_their_own_header(tmp_path: Path) -> None:
    row = one(tmp_path, "e.p.", more=";LOD (µg/l);LOQ", values=";0,001;5")
    assert (row["lod_ng_per_l"], row["loq_ng_per_l"]) == (1, 5)


def test_a_sign_may_stand_in_a_column_of_its_own(tmp_path: Path) -> None:
    assert interval(one(tmp_path, "5", more=";tecken", values=";<")) == ("below_loq", None, 0, 5)
    assert interval(one(tmp_path, "5", more=";tecken", values=";=")) == ("quantified", 5, 5, 5)


def test_notes_and_warnings_on_values_that_are_used(tmp_path: Path) -> None:
    lines = [
        f"Ax;P1;{START};Kokain;0;1;5",
        f"Ax;P1;{START};MDMA;3*;1;5",
        f"Ax;P1;{START};BzE;0,5;1;5",
        f"Ax;P1;{START};6-MAM;9;x;5",
    ]
    reading = rows(tmp_path, *lines, header=HEADER + LIMITS)
    assert len(reading.table) == 4
    assert found(reading, "CEL007") == [
        (2, "0 for Kokain: a zero is no measured concentration. It counts as below the limit of quantification (5).")
    ]
    assert found(reading, "LAB013") == [
        (3, "MDMA 3 is below the limit of quantification (5); the laboratory's value is kept.")
    ]
    assert found(reading, "LAB012") == [
        (4, "BzE 0,5 is below its own limit of detection (1) and counts as not detected.")
    ]
    assert found(reading, "LAB011") == [(5, "LOD 'x' cannot be read; the concentration is used without that limit.")]


def test_swapped_limits_are_an_error(tmp_path: Path) -> None:
    reading = rows(tmp_path, f"Ax;P1;{START};Kokain;3;5;1", header=HEADER + LIMITS)
    assert found(reading, "LAB010") == [(2, "The limit of detection (5) is above the limit of quantification (1).")]


@pytest.mark.parametrize(
    ("cell", "rule", "what"),
    [
        ("abc", "CEL001", "'abc' in column halt (ng/l) is no number."),
        (
            "1,234",
            "CEL002",
            "'1,234' in column halt (ng/l) can be read in two ways, and no other number of the file shows its "
            "decimal sign.",
        ),
        ("-99", "CEL003", "'-99' in column halt (ng/l) is a code for a missing value."),
        ("-5", "CEL004", "'-5' in column halt (ng/l) is negative."),
        ("nan", "CEL005", "'nan' in column halt (ng/l) is no finite number."),
        (
            "1e308 mg/l",
            "LAB041",
            "1e308 mg/l for Kokain is no possible concentration in wastewater: it is above a gram a litre, or below "
            "what any laboratory can see.",
        ),
    ],
)
def test_a_cell_that_cannot_be_read_sets_its_row_aside(tmp_path: Path, cell: str, rule: str, what: str) -> None:
    header = HEADER if "mg/l" not in cell else HEADER.removesuffix(" (ng/l)")
    reading = rows(tmp_path, f"Ax;P1;{START};Kokain;{cell}", header=header)
    assert found(reading, rule) == [(2, what)]
    assert reading.files[0].rows_set_aside == 1


def test_an_ambiguous_number_is_read_once_the_sign_is_known(tmp_path: Path) -> None:
    lines = f"Ax;P1;{START};Kokain;1,234", f"Ax;P1;{START};MDMA;1.234", f"Ax;P1;{START};BzE;2,5"
    reading = rows(tmp_path, *lines)
    assert reading.table["concentration_ng_per_l"].tolist() == [1.234, 2.5]
    assert found(reading, "CEL008") == [
        (
            3,
            "'1.234' in column halt (ng/l) has another decimal sign than the file (\",\"), or thousands with "
            "the wrong sign.",
        )
    ]
    given = rows(tmp_path, *lines[:2], decimal=".")
    assert given.table["concentration_ng_per_l"].tolist() == [1.234]
    assert errors(given) == ["CEL008"]


def test_both_decimal_signs_stop_the_file_unless_the_call_settles_it(tmp_path: Path) -> None:
    lines = f"Ax;P1;{START};Kokain;12,5", f"Ax;P1;{START};MDMA;12.5"
    with pytest.raises(
        FileError, match=r"^svar\.csv: Decimal comma \(2: 12,5\) and decimal point \(3: 12\.5\) stand in the same file"
    ):
        rows(tmp_path, *lines)
    assert rows(tmp_path, *lines, decimal=",").table["concentration_ng_per_l"].tolist() == [12.5]


# ---- uncertainty


@pytest.mark.parametrize(
    ("header", "cell", "cv"),
    [
        ("Mätosäkerhet (%, k=2)", "20", 0.10),
        ("Utvidgad mätosäkerhet (%)", "20", 0.10),
        ("Expanded uncertainty %", "20", 0.10),
        ("CV (%)", "20", 0.20),
        ("RSD %", "20", 0.20),
        ("Standardosäkerhet", "0,2", 0.20),
        ("Mätosäkerhet (%)", "20", 0.20),
        ("Mätosäkerhet", "20 %", 0.20),
        ("Mätosäkerhet", "±20 % (k=2)", 0.10),
        ("Mätosäkerhet", "(k=2) ± 20 %", 0.10),
        ("U (ng/l, k=2)", "5", 0.05),
        ("Mätosäkerhet (%)", "20 (k=2,0)", 0.10),
        ("Mätosäkerhet (%)", "30 (k = 3)", 0.10),
        ("Mätosäkerhet", "20 % (95 % konfidens)", 0.10),
        ("Mätosäkerhet (%, täckningsfaktor 2)", "20", 0.10),
        ("Mätosäkerhet (%, k = 3)", "30", 0.10),
        ("CV (%)", "12,95 %", 0.1295),
        ("CV (%)", "95 %", 0.95),
        ("Mätosäkerhet", "95 %", 0.95),
        ("Standardosäkerhet (µg/l)", "0,005", 0.10),
    ],
)
def test_uncertainty_is_a_relative_standard_uncertainty(tmp_path: Path, header: str, cell: str, cv: float) -> None:
    assert one(tmp_path, "50", more=f";{header}", values=f";{cell}")["analysis_cv"] == pytest.approx(cv)


def test_an_uncertainty_that_does_not_say_what_it_is_warns_once(tmp_path: Path) -> None:
    lines = f"Ax;P1;{START};Kokain;50;20", f"Ax;P1;{START};MDMA;50;30"
    reading = rows(tmp_path, *lines, header=HEADER + ";Mätosäkerhet (%)")
    assert found(reading, "LAB014") == [
        (
            None,
            "The column 'Mätosäkerhet (%)' does not say whether the uncertainty is expanded (k = 2); it is "
            "read as standard, the wider reading.",
        )
    ]


@pytest.mark.parametrize("cell", ["20", "-5", "0", "abc"])
def test_an_implausible_uncertainty_is_left_out_and_flagged(tmp_path: Path, cell: str) -> None:
    reading = rows(tmp_path, f"Ax;P1;{START};Kokain;50;{cell}", header=HEADER + ";CV")
    assert found(reading, "LAB015") == [
        (2, f"The uncertainty '{cell}' in column 'CV' is implausible or cannot be read and is not used.")
    ]
    assert reading.table["analysis_cv"].isna().all()


# ---- substances


@pytest.mark.parametrize(
    ("label", "residue"),
    [
        ("Cannabis (THCA-metabolit)", "THC-COOH"), ("THCA", "THC-COOH"), ("BzE", "benzoylecgonine"),
        ("ODM-Tramadol (metabolit)*", "O-desmethyltramadol"), ("Metaamfetamin", "methamphetamine"), ("kristall", "CMC"),
        ("3-CMC/4-CMC", "CMC"), ("MDMA/Ecstasy", "MDMA"), ("MDMA/Ecstacy", "MDMA"), ("Kokain *", "cocaine"),
        ("6-MAM (Heroin-metabolit)*", "6-MAM"),
    ],
)  # fmt: skip
def test_swedish_names_mean_residues(label: str, residue: str) -> None:
    assert read_label(label) == (residue, "")


@pytest.mark.parametrize(
    ("label", "parts"),
    [
        ("Kokain (+ metabolit BzE)", "cocaine + benzoylecgonine"),
        ("Kokain + BzE", "cocaine + benzoylecgonine"),
        ("Kokain inkl. BzE", "cocaine + benzoylecgonine"),
        ("Amfetamin (+ metamfetamin)", "amphetamine + methamphetamine"),
        ("Amfetamin och metamfetamin", "amphetamine + methamphetamine"),
        ("Tramadol + ODM-Tramadol", "tramadol + O-desmethyltramadol"),
        ("Summa kokain + BzE*", "cocaine + benzoylecgonine"),
        ("Summa opioider", "Summa opioider"),
        ("Total opioids", "Total opioids"),
        ("Kokain + okänd metabolit X", "Kokain + okänd metabolit X"),
    ],
)
def test_sum_rows_are_known_and_never_residues(label: str, parts: str) -> None:
    assert read_label(label) == ("", parts)


def test_an_unknown_substance_lists_near_names(tmp_path: Path) -> None:
    reading = rows(
        tmp_path,
        f"Ax;P1;{START};Kokian;5",
        f"Ax;P1;{START};Qwzxyk;5",
        f"Ax;P1;{START};;5",
        "* ej ackrediterad;;;;;",
        ";;;;* fotnot;",
    )
    assert found(reading, "LAB007") == [
        (2, "The substance 'Kokian' is unknown. Similar names: kokain, kodein, kokaetylen."),
        (3, "The substance 'Qwzxyk' is unknown. Similar names: none."),
    ]
    assert found(reading, "LAB005")[0] == (4, "The row has no substance (its concentration is '5').")
    assert found(reading, "LAB006") == [(6, "The row is a text without a value: '* fotnot'.")]
    assert reading.files[0].rows_set_aside == 5


# ---- times


@pytest.mark.parametrize(
    "text",
    [
        "2026-08-12 07:00", "2026-08-12T07:00", "2026-08-12T07:00:00+02:00", "2026-08-12T05:00Z",
        "2026-08-12 kl. 07:00", "2026-08-12 07.00", "20260812 07:00", "12 augusti 2026 07:00", "12 aug. 2026 kl 7.00",
        "onsdag 12 augusti 2026, kl. 07:00",
        "onsdagen den 12 augusti 2026 07:00", "Wednesday 12 August 2026 07:00", "ons 2026-08-12 07:00",
    ],
)  # fmt: skip
def test_moments_as_swedish_files_write_them(tmp_path: Path, text: str) -> None:
    reading = rows(tmp_path, f'Ax;P1;"{text}";;Kokain;5')
    assert reading.table["start"].tolist() == [pd.Timestamp("2026-08-12 07:00", tz="Europe/Stockholm")], (
        reading.problems["what"]
    )


@pytest.mark.parametrize("text", ["12/8 2026", "12.8.2026", "8/12/2026", "12/8", "12-08-26"])
def test_day_and_month_in_figures_are_never_guessed(tmp_path: Path, text: str) -> None:
    reading = rows(tmp_path, f"Ax;P1;{text};;Kokain;5")
    assert found(reading, "DAT002") == [
        (2, f"In '{text}' it cannot be known which figure is the day and which the month.")
    ]


@pytest.mark.parametrize("text", ["46246.29", "i går", "2026-02-30", "2026-08-12 25:00", "0206-08-12", "vecka 33"])
def test_what_is_no_date_is_an_error(tmp_path: Path, text: str) -> None:
    assert found(rows(tmp_path, f"Ax;P1;{text};;Kokain;5"), "DAT001") == [
        (2, f"'{text}' is no date or time that can be read.")
    ]


def test_an_hour_that_was_skipped_is_an_error_and_one_shown_twice_is_the_first(tmp_path: Path) -> None:
    reading = rows(tmp_path, "Ax;P1;2026-03-29 02:30;;Kokain;5", "Ax;P2;2026-10-25 02:30;;Kokain;5")
    assert found(reading, "DAT003") == [
        (2, "The moment '2026-03-29 02:30' does not exist: clocks went forward in that hour.")
    ]
    assert found(reading, "DAT004") == [
        (3, "The moment '2026-10-25 02:30' occurred twice (clocks went back); the first is used.")
    ]
    assert reading.table["start"].dt.tz_convert("UTC").tolist() == [pd.Timestamp("2026-10-25 00:30", tz="UTC")]


def test_date_and_times_in_columns_of_their_own(tmp_path: Path) -> None:
    header = "reningsverk;prov;datum;starttid;stopptid;substans;halt (ng/l)"
    reading = rows(
        tmp_path, "Ax;1;2026-08-12;07.00;07.00;Kokain;5", "Ax;2;2026-08-14;kl. 07:00;15:00;Kokain;5", header=header
    )
    assert [str(end) for end in reading.table["end"]] == ["2026-08-13 07:00:00+02:00", "2026-08-14 15:00:00+02:00"]
    header = "reningsverk;prov;startdatum;starttid;stoppdatum;stopptid;substans;halt (ng/l)"
    reading = rows(tmp_path, "Ax;1;2026-08-12;07:00;2026-08-15;08:00;Kokain;5", header=header)
    assert [str(end) for end in reading.table["end"]] == ["2026-08-15 08:00:00+02:00"]


def test_a_date_alone_is_the_whole_calendar_day_also_when_clocks_change(tmp_path: Path) -> None:
    reading = rows(tmp_path, "Ax;P1;2026-10-25;;Kokain;5", "Ax;P2;2026-08-12;2026-08-13;Kokain;5")
    hours = (reading.table["end"] - reading.table["start"]).dt.total_seconds() / 3600
    assert hours.tolist() == [25, 24]
    assert found(reading, "DAT007") == [(None, "1 rows have no end; they count as one day from their start.")]


def test_end_before_start_and_too_long_samples_are_errors(tmp_path: Path) -> None:
    reading = rows(
        tmp_path,
        "Ax;P1;2026-08-12 07:00;2026-08-12 07:00;Kokain;5",
        "Ax;P2;2026-08-12;2026-08-20 00:01;Kokain;5",
        "Ax;P3;2026-09-01;2026-09-09;Kokain;5",
    )
    assert found(reading, "DAT008") == [(2, "The end (2026-08-12 07:00) is not after the start (2026-08-12 07:00).")]
    assert found(reading, "DAT009") == [(3, "The period 2026-08-12 00:00 – 2026-08-20 00:01 is 8.0 days, more than 8.")]
    assert reading.table["sample_id"].tolist() == ["P3"]


def test_a_weekday_that_contradicts_the_date_is_an_error(tmp_path: Path) -> None:
    header = "reningsverk;prov;datum;veckodag;substans;halt (ng/l)"
    reading = rows(
        tmp_path, "Ax;1;2017-11-26;lördag;Kokain;5", "Ax;2;lördag 26 november 2017;;Kokain;5",
        "Ax;3;2026-08-12;Wed;Kokain;5", "Ax;4;2026-08-13;helg;Kokain;5", header=header,
    )  # fmt: skip
    what = "2017-11-26 is a Sunday, but the file says Saturday."
    assert found(reading, "DAT005") == [(2, what), (3, what)]
    assert found(reading, "DAT010") == [(5, "'helg' is not recognised as a weekday and is not compared with the date.")]
    assert reading.table["sample_id"].tolist() == ["3", "4"]


def test_overlapping_samples_of_a_plant_are_marked(tmp_path: Path) -> None:
    reading = rows(
        tmp_path, "Ax;P1;2026-08-12;2026-08-15;Kokain;5", "Ax;P2;2026-08-12 "
                                                          "08:00;2026-08-13;Kokain;5", "Ax;P3;2026-08-14;;Kokain;5",
        "Bö;P4;2026-08-12;;Kokain;5", "Ax;P5;2026-08-15;;Kokain;5",
    )  # fmt: skip
    assert found(reading, "LAB023") == [
        (3, "The sample P2 at Ax overlaps the sample P1 in time."),
        (4, "The sample P3 at Ax overlaps the sample P1 in time."),
    ]
    assert len(reading.table) == 5


def test_a_duplicate_of_the_same_water_does_not_overlap(tmp_path: Path) -> None:
    header = HEADER + ";provtyp"
    reading = rows(
        tmp_path,
        f"Ax;P1;{START};Kokain;5;prov",
        f"Ax;P1;{START};Kokain;6;dubblett",
        f"Ax;P9;{START};Kokain;<1;blank",
        header=header,
    )
    assert reading.table["sample_type"].tolist() == ["sample", "duplicate", "blank"]
    assert found(reading, "LAB023") == []


# ---- identity


def test_samples_without_an_id_are_named_by_plant_and_day(tmp_path: Path) -> None:
    header = "reningsverk;start;stopp;substans;halt (ng/l)"
    reading = rows(
        tmp_path,
        "Ax;2026-08-12 07:00;2026-08-12 12:00;Kokain;5",
        "Ax;2026-08-12 12:00;2026-08-12 18:00;Kokain;6",
        "Ax;2026-08-13;;Kokain;7",
        header=header,
    )
    assert reading.table["sample_id"].tolist() == ["Ax 2026-08-12 07:00", "Ax 2026-08-12 12:00", "Ax 2026-08-13"]


def test_one_sample_cannot_have_two_times(tmp_path: Path) -> None:
    reading = rows(tmp_path, "Ax;P1;2026-08-12;;Kokain;5", "Ax;P1;2026-08-13;;MDMA;6")
    assert [line for line, _ in found(reading, "LAB020")] == [2, 3]
    assert len(reading.table) == 0


def test_the_same_answer_twice_counts_once(tmp_path: Path) -> None:
    reading = rows(
        tmp_path,
        f"Ax;P1;{START};Kokain;5,0",
        f"Ax;P1;{START};Kokain;5",
        f"Ax;P1;{START};BzE;<5",
        f"Ax;P1;{START};BzE;<5",
    )
    assert reading.table["source_line"].tolist() == [2, 4]
    assert found(reading, "LAB022") == [
        (line, f"{name} in the sample P1 (report svar) has the same value as another answer (report svar, svar.csv line"
         f" {line - 1}). It counts once, and the underlag gives the other answer as its source.")
        for line, name in ((3, "Kokain"), (5, "BzE"))
    ]  # fmt: skip


def test_two_laboratories_that_say_the_same_are_both_named(tmp_path: Path) -> None:
    header = HEADER + ";labb"
    reading = rows(tmp_path, f"Ax;P1;{START};Kokain;5;Labb A", f"Ax;P1;{START};Kokain;5,0;Labb B", header=header)
    assert reading.table["lab"].tolist() == ["Labb A"]
    ((line, said),) = found(reading, "LAB022")
    assert line == 3
    assert "(Labb B, report svar) has the same value as another answer (Labb A, report svar, svar.csv line 2)" in said


def test_different_answers_to_one_question_are_all_set_aside(tmp_path: Path) -> None:
    reading = rows(
        tmp_path,
        f"Ax;P1;{START};Kokain;5",
        f"Ax;P1;{START};Kokain;6",
        f"Ax;P1;{START};Kokain;5",
        f"Ax;P1;{START};MDMA;6",
    )
    assert found(reading, "LAB021") == [
        (2, "Kokain in the sample P1 has several different answers (here 5); none is used."),
        (3, "Kokain in the sample P1 has several different answers (here 6); none is used."),
    ]
    assert reading.table["residue"].tolist() == ["MDMA"]


def test_a_limit_is_another_answer_than_a_value(tmp_path: Path) -> None:
    assert errors(rows(tmp_path, f"Ax;P1;{START};Kokain;5", f"Ax;P1;{START};Kokain;<5")) == ["LAB021", "LAB021"]


def test_a_new_revision_is_kept_beside_the_old(tmp_path: Path) -> None:
    reading = rows(tmp_path, f"Ax;P1;{START};Kokain;5;1", f"Ax;P1;{START};Kokain;6;utgåva 2", header=HEADER + ";utgåva")
    assert reading.table["revision"].tolist() == [1, 2]
    header = HEADER + ";rapport;rapportdatum"
    lines = f"Ax;P1;{START};Kokain;5;R1;2026-09-01", f"Ax;P1;{START};Kokain;6;R2;2026-10-01"
    assert rows(tmp_path, *lines, header=header).table["report_id"].tolist() == ["R1", "R2"]
    same_day = lines[0], lines[1].replace("2026-10-01", "2026-09-01")
    assert errors(rows(tmp_path, *same_day, header=header)) == ["LAB021", "LAB021"]
    undated = lines[0], lines[1].replace("2026-10-01", "")
    assert errors(rows(tmp_path, *undated, header=header)) == ["LAB021", "LAB021"]


def test_unknown_sample_type_and_revision_are_errors(tmp_path: Path) -> None:
    header = HEADER + ";provtyp;utgåva"
    reading = rows(tmp_path, f"Ax;P1;{START};Kokain;5;okänd;1", f"Ax;P1;{START};MDMA;5;prov;sista", header=header)
    assert found(reading, "LAB018") == [(2, "The type of sample 'okänd' is unknown.")]
    assert found(reading, "LAB019") == [(3, "The revision 'sista' is no number.")]


def test_the_order_of_rows_does_not_matter(tmp_path: Path) -> None:
    lines = [
        f"Ax;P1;{START};Kokain;5", f"Ax;P1;{START};Kokain;6", f"Ax;P1;{START};MDMA;7", f"Ax;P1;{START};MDMA;7",
        "Ax;P2;2026-08-13;2026-08-14;BzE;<5", "Bö;P1;2026-08-12;;THCA;e.p.", f"Ax;P1;{START};Kokain + BzE;9",
    ]  # fmt: skip
    columns = ["plant", "sample_id", "residue", "start", "end", "qualifier", "concentration_high_ng_per_l"]
    forward, backward = rows(tmp_path, *lines), rows(tmp_path, *lines[::-1])
    pd.testing.assert_frame_equal(
        forward.table[columns].sort_values(columns, ignore_index=True),
        backward.table[columns].sort_values(columns, ignore_index=True),
    )
    assert sorted(errors(forward)) == sorted(errors(backward))


# ---- what the call gives, and what must be given


def test_the_call_fills_in_what_the_table_does_not_say(tmp_path: Path) -> None:
    row = one(
        tmp_path, "5", plant="Annat", start="2020-01-01", sample_id="X", report_id="R1", lab="Lab", method="LC-MS/MS",
        matrix="filtrerat", available_from="2026-09-30",
    )  # fmt: skip
    assert (row["plant"], row["sample_id"], row["start"].year) == ("Ax", "P1", 2026)
    assert (row["report_id"], row["lab"], row["method"], row["matrix"]) == ("R1", "Lab", "LC-MS/MS", "filtered")
    assert row["available_from"] == pd.Timestamp("2026-09-30", tz="Europe/Stockholm")


@pytest.mark.parametrize(
    "start",
    ["2026-08-12 07:00", dt.datetime.fromisoformat("2026-08-12 07:00"), pd.Timestamp("2026-08-12 05:00", tz="UTC")],
)
def test_start_may_be_text_datetime_or_timestamp(tmp_path: Path, start: Any) -> None:
    row = read(
        tmp_path, "Preparat;Halt (ng/l)\nKokain;5\n", plant="Ax", start=start, end="2026-08-12 19:00"
    ).table.iloc[0]
    assert str(row["start"]) == "2026-08-12 07:00:00+02:00"
    assert str(row["end"]) == "2026-08-12 19:00:00+02:00"


def test_missing_plant_and_start_name_the_arguments(tmp_path: Path) -> None:
    with pytest.raises(FileError) as error:
        read(tmp_path, "Preparat;Halt (ng/l)\nKokain;5\n")
    assert str(error.value) == (
        "svar.csv: The table does not say plant, start, and the call does not either. "
        'Give plant="...", start="2026-08-12 07:00", or add the column.'
    )


def test_one_start_cannot_serve_several_samples(tmp_path: Path) -> None:
    with pytest.raises(FileError) as error:
        read(tmp_path, "Prov;Preparat;Halt (ng/l)\nP1;Kokain;5\nP2;Kokain;6\n", plant="Ax", start="2026-08-12")
    assert str(error.value) == (
        "svar.csv: start= is one value, but the file (or files) holds several samples (Ax P1; Ax P2). "
        "Put it in the table, one for each sample."
    )


def test_rows_without_plant_or_start_are_errors_where_others_have_them(tmp_path: Path) -> None:
    reading = rows(tmp_path, f";P1;{START};Kokain;5", "Ax;P2;;;Kokain;5", f"Ax;P3;{START};Kokain;5")
    assert found(reading, "LAB008") == [(2, "The row names no plant.")]
    assert found(reading, "DAT006") == [(3, "The start of the sample is missing.")]
    assert reading.table["sample_id"].tolist() == ["P3"]


def test_arguments_that_are_wrong_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "svar.csv"
    with pytest.raises(ValueError, match="matrix='slam' is neither 'whole' nor 'filtered'"):
        read_lab(path, matrix="slam")
    with pytest.raises(ValueError, match="start='i går' is no moment"):
        read_lab(path, start="i går")
    with pytest.raises(ValueError, match="start='2026-03-29 02:30' does not exist"):
        read_lab(path, start="2026-03-29 02:30")
    with pytest.raises(ValueError, match="read_lab needs at least one file"):
        read_lab([])


def test_two_columns_of_one_meaning_are_named(tmp_path: Path) -> None:
    with pytest.raises(FileError) as error:
        rows(tmp_path, "Ax;Bö", header="reningsverk;anläggning;start;substans;halt (ng/l)")
    assert str(error.value) == (
        "svar.csv: Two columns mean the same (plant): 'reningsverk' and 'anläggning'. Remove or rename one of them."
    )
    with pytest.raises(
        FileError, match=r"Two columns mean the same \(cocaine\): 'Kokain \(ng/l\)' and 'Cocaine \(ng/l\)'"
    ):
        read(tmp_path, "reningsverk;start;Kokain (ng/l);Cocaine (ng/l)\nAx;2026-08-12;1;2\n")


def test_a_table_without_header_or_rows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        FileError, match=r"^svar\.csv: No header row is recognised among the first 50 rows\. The nearest to one: a; b\."
    ):
        read(tmp_path, "a;b\n1;2\n")
    with pytest.raises(FileError, match=r"^svar\.csv: The table has a header but no rows\."):
        read(tmp_path, "Preparat;Halt (ng/l)\n")


def test_cells_beyond_the_header_set_their_row_aside(tmp_path: Path) -> None:
    text = "Preparat,Halt (ng/l),LOQ\nKokain,12.5,1.5,se bilaga\nMDMA,3,1\n"
    reading = read(tmp_path, text, plant="Ax", start="2026-08-12")
    assert found(reading, "FIL020") == [(2, "The row has more cells than the header (se bilaga).")]
    assert reading.table["residue"].tolist() == ["MDMA"]


@pytest.mark.parametrize("row", ["Kokain,12,5,1", "Kokain,<12,5 ng/l,1", "Kokain,1,12,5*", "Kokain, 1 200,05,1"])
def test_decimal_commas_between_commas_refuse_the_whole_file(tmp_path: Path, row: str) -> None:
    text = f"Preparat,Halt (ng/l),LOQ\nMDMA,3,1\n{row}\n"
    with pytest.raises(
        FileError, match=r"^svar\.csv: The file is separated by commas, .* header: 1, the first on line 3 \(Kokain,"
    ):
        read(tmp_path, text, plant="Ax", start="2026-08-12")


def test_quoted_decimal_commas_between_commas_are_read(tmp_path: Path) -> None:
    text = 'Preparat,Halt (ng/l),LOQ\nKokain,"12,5",1\nMDMA,3,1\n'
    reading = read(tmp_path, text, plant="Ax", start="2026-08-12")
    assert reading.table["concentration_ng_per_l"].tolist() == [12.5, 3]


def test_matrix_words_and_the_unclear_one(tmp_path: Path) -> None:
    lines = (
        f"Ax;P1;{START};Kokain;5;filtrerat",
        f"Ax;P1;{START};MDMA;5;ofiltrerat",
        f"Ax;P1;{START};BzE;5;avloppsvatten",
    )
    reading = rows(tmp_path, *lines, header=HEADER + ";matris")
    assert [None if pd.isna(word) else word for word in reading.table["matrix"]] == ["filtered", "whole", None]
    assert found(reading, "LAB017") == [
        (None, "The matrix 'avloppsvatten' does not say whether the sample was filtered.")
    ]


def test_a_reported_figure_that_is_no_number_leaves_the_measurement(tmp_path: Path) -> None:
    text = "Preparat;Halt (ng/l);Antal doser totalt\nKokain;12;många\nBzE;;många\n"
    reading = read(tmp_path, text, plant="Ax", start="2026-08-12")
    assert [line for line, _ in found(reading, "LAB016")] == [2, 3]
    assert reading.table["residue"].tolist() == ["cocaine"]
    assert reading.files[0].rows_set_aside == 1


def test_a_table_with_only_doses_is_only_reported(tmp_path: Path) -> None:
    text = "Substans;Doser per 1000 invånare och 24 timmar\nCannabis;130\nKokain;0,7\n"
    reading = read(tmp_path, text, plant="Lotsbroverket", start="2019-10-15", end="2019-10-22")
    assert len(reading.table) == 0
    assert reading.reported["value"].tolist() == [130, 0.7]
    assert reading.files[0].rows_reported == 2
    assert reading.missing_fields == ("concentration", "unit", "uncertainty", "lod", "loq", "matrix", "method")


# ---- granska


def test_check_file_says_which_ordered_fields_are_missing(tmp_path: Path) -> None:
    path = tmp_path / "svar.csv"
    path.write_text("Preparat;Halt (µg/m3)\nKokain;5\n", encoding="utf-8")
    reading = check_file(path)
    assert isinstance(reading, LabReading)
    assert reading.missing_fields == ("uncertainty", "lod", "loq", "matrix", "method")
    assert reading.problems[["rule", "severity"]].to_numpy().tolist() == [
        ["LAB030", "note"], ["LAB032", "warning"], ["LAB031", "note"],
    ]  # fmt: skip
    assert reading.problems["what"].iloc[0] == "Tabellen säger inte reningsverk, provtagningens start."
    assert reading.problems["what"].iloc[1] == (
        "Svaret saknar uppgifter som bör ingå i en beställning: mätosäkerhet, detektionsgräns (LOD), "
        "kvantifieringsgräns "
        "(LOQ), matris (filtrerat eller ofiltrerat), metod."
    )
    balanced(reading)


def test_a_complete_answer_misses_nothing(tmp_path: Path) -> None:
    header = HEADER + ";LOD (ng/l);LOQ (ng/l);Mätosäkerhet (%, k=2);matris;metod;rapportdatum"
    reading = rows(tmp_path, f"Ax;P1;{START};Kokain;50;1;5;20;filtrerat;LC-MS/MS;2026-09-30", header=header)
    assert (reading.missing_fields, len(reading.problems)) == ((), 0)


def test_check_file_never_raises_for_an_unusable_file(tmp_path: Path) -> None:
    path = tmp_path / "tom.csv"
    path.write_bytes(b"")
    reading = check_file(path)
    assert (reading.files[0].usable, reading.files[0].rows_read, len(reading.table)) == (False, 0, 0)
    assert reading.problems[["file", "rule", "severity", "what"]].to_numpy().tolist() == [
        ["tom.csv", "FIL002", "error", "Filen är tom."]
    ]
    check(reading.problems, PROBLEMS)


def test_spellings_of_every_column_are_recognised() -> None:
    for field, spellings in SPELLINGS.items():
        for spelling in spellings:
            for written in (spelling, spelling.upper(), f" {spelling} *", spelling.replace(" ", "\u00a0")):
                assert read_header(written, (field,)).field == field


# ---- what cannot be


@pytest.mark.parametrize("cell", ["1,1e9", "1e308", "0,00001", "<1e10", ">1e10", "1001 mg/l"])
def test_a_concentration_that_cannot_be_sets_its_row_aside(tmp_path: Path, cell: str) -> None:
    header = HEADER if "mg/l" not in cell else HEADER.removesuffix(" (ng/l)")
    reading = rows(tmp_path, f"Ax;P1;{START};Kokain;{cell}", f"Ax;P1;{START};MDMA;12,5 ng/l", header=header)
    assert reading.problems.query("severity == 'error'")["rule"].tolist() == ["LAB041"]
    assert reading.table["residue"].tolist() == ["MDMA"]


def test_a_zero_with_an_unknown_unit_is_no_measured_zero(tmp_path: Path) -> None:
    reading = rows(tmp_path, f"Ax;P1;{START};Kokain;0x10")
    assert found(reading, "LAB003") == [(2, "The unit 'x10 ng/l' is unknown for a concentration.")]
    assert reading.table.empty


@pytest.mark.parametrize(("day", "rules"), [("2026-08-13", []), ("2026-08-12", ["LAB042"]), ("2025-10-01", ["LAB042"])])
def test_an_answer_older_than_its_sample_sets_the_row_aside(tmp_path: Path, day: str, rules: list[str]) -> None:
    reading = rows(tmp_path, f"Ax;P1;{START};Kokain;12,5;{day}", header=HEADER + ";rapportdatum")
    assert found(reading, "LAB042") == [
        (2, f"The answer is dated {day}, before the end of its sample 2026-08-13.") for _ in rules
    ]
    assert len(reading.table) == 1 - len(rules)


def test_a_weekday_beside_the_date_of_a_report_is_checked(tmp_path: Path) -> None:
    line = f"Ax;P1;{START};Kokain;12,5;onsdag 1 oktober 2026"
    reading = rows(tmp_path, line, header=HEADER + ";rapportdatum")
    assert found(reading, "DAT005") == [(2, "2026-10-01 is a Thursday, but the file says Wednesday.")]


@pytest.mark.parametrize("cell", ["5±1", "5 ± 1"])
def test_a_number_with_an_uncertainty_of_its_own_is_no_uncertainty(tmp_path: Path, cell: str) -> None:
    reading = rows(tmp_path, f"Ax;P1;{START};Kokain;12,5;{cell}", header=HEADER + ";CV (%)")
    assert [line for line, _ in found(reading, "LAB015")] == [2]
    assert reading.table["analysis_cv"].isna().all()
