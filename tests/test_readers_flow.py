"""Flow logs: volumes and mean flows over periods, and the rows that would count water twice."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from avloppsanalys.errors import FileError
from avloppsanalys.readers import Reading, check_file, read_flow
from avloppsanalys.tables import FLOWS, check


def read(folder: Path, text: str, **given: Any) -> Reading:
    """Write a flow log and read it."""
    path = folder / "flode.csv"
    path.write_text(text, encoding="utf-8")
    reading = read_flow(path, lang="en", **given)
    check(reading.table, FLOWS, unique=True)
    file = reading.files[0]
    assert file.rows_read == file.rows_used + file.rows_reported + file.rows_set_aside
    assert file.rows_used == len(reading.table)
    return reading


def found(reading: Reading) -> list[tuple[str, int | None, str]]:
    """Return rule, line and text of every problem above a note."""
    problems = reading.problems[reading.problems["severity"] != "note"]
    lines = [None if pd.isna(line) else int(line) for line in problems["line"]]
    return list(zip(problems["rule"], lines, problems["what"], strict=True))


@pytest.mark.parametrize(
    ("header", "cell", "volume"),
    [
        ("Volym (m3)", "9 335", 9335),
        ("Volym (m³)", "9335,5", 9335.5),
        ("volume_m3", "9335", 9335),
        ("Flöde (m3/d)", "1000", 2000),
        ("Flöde (m3/dygn)", "1000", 2000),
        ("Flöde l/s", "10", 1728),
        ("Flöde (m3/h)", "50", 2400),
    ],
)
def test_volumes_and_mean_flows_over_the_period(tmp_path: Path, header: str, cell: str, volume: float) -> None:
    reading = read(tmp_path, f"reningsverk;start;stopp;{header}\nAx;2026-08-12 07:00;2026-08-14 07:00;{cell}\n")
    assert reading.table["volume_m3"].tolist() == [pytest.approx(volume)]
    assert found(reading) == []


def test_a_date_alone_is_a_calendar_day_of_23_24_or_25_hours(tmp_path: Path) -> None:
    text = "Datum;Flöde (m3/dygn)\n2026-03-29;2400\n2026-08-12;2400\n2026-10-25;2400\n"
    reading = read(tmp_path, text, plant="Ax")
    assert reading.table["volume_m3"].tolist() == [2300, 2400, 2500]


def test_unit_meter_and_uncertainty_columns(tmp_path: Path) -> None:
    text = "reningsverk;datum;flöde;enhet;mätare;flow_cv\nAx;2026-08-12;10;l/s;inlopp;0,05\nAx;2026-08-13;800;m3;;\n"
    table = read(tmp_path, text).table
    assert table["volume_m3"].tolist() == [864, 800]
    assert table["flow_cv"].iloc[0] == 0.05
    assert table["meter"].iloc[0] == "inlopp"
    assert table["meter"].isna().tolist() == [False, True]


def test_the_unit_of_the_call_fills_in_for_a_file_that_names_none(tmp_path: Path) -> None:
    text = "reningsverk;datum;flöde\nAx;2026-08-12;10\n"
    assert read(tmp_path, text, unit="l/s").table["volume_m3"].tolist() == [864]
    reading = read(tmp_path, text)
    assert found(reading) == [("FLO003", None, "No unit is given for the flow (column 'flöde'); no row can be used.")]
    assert reading.files[0].rows_set_aside == 1


def test_every_row_that_cannot_be_used_says_why(tmp_path: Path) -> None:
    lines = [
        "reningsverk;start;stopp;flöde (m3);enhet",
        "Ax;2026-08-01;2026-08-02;-5;",
        "Ax;2026-08-02;2026-08-03;0;",
        "Ax;2026-08-03;2026-08-04;;",
        "Ax;2026-08-04;2026-08-05;<5;",
        "Ax;2026-08-05;2026-08-04;5;",
        "Ax;2026-08-06;2026-08-07;5;ppt",
        "Ax;2026-08-07;2026-08-08;5;m3/d",
        ";2026-08-08;2026-08-09;5;",
        "Ax;8/9 2026;2026-08-10;5;",
        "Ax;2026-08-10;2026-08-11;5;m3;extra",
        "Ax;2026-08-11;2026-08-30;5;",
        "Ax;2026-09-01;2026-09-02;5;",
    ]
    reading = read(tmp_path, "\n".join(lines))
    assert found(reading) == [
        ("CEL004", 2, "'-5' in column flöde (m3) is negative."),
        ("FLO001", 3, "The flow is zero (0)."),
        ("FLO002", 4, "The row has no flow."),
        ("CEL001", 5, "'<5' in column flöde (m3) is no number."),
        ("DAT008", 6, "The end (2026-08-04 00:00) is not after the start (2026-08-05 00:00)."),
        ("FLO004", 7, "The unit 'ppt' is unknown for a volume or a flow."),
        ("FLO005", 8, "The row gives different units for the same flow: m3/d, m3."),
        ("LAB008", 9, "The row names no plant."),
        ("DAT002", 10, "In '8/9 2026' it cannot be known which figure is the day and which the month."),
        ("FIL020", 11, "The row has more cells than the header (extra)."),
        ("DAT009", 12, "The period 2026-08-11 00:00 – 2026-08-30 00:00 is 19.0 days, more than 8."),
    ]
    assert reading.table["source_line"].tolist() == [13]


def test_repeated_and_overlapping_periods(tmp_path: Path) -> None:
    lines = [
        "reningsverk;start;stopp;volym (m3)",
        "Ax;2026-08-01;2026-08-02;5",
        "Ax;2026-08-01;2026-08-02;5",
        "Ax;2026-08-02;2026-08-03;5",
        "Ax;2026-08-02;2026-08-03;6",
        "Ax;2026-08-03;2026-08-05;7",
        "Ax;2026-08-04;2026-08-05;7",
        "Ax;2026-08-05;2026-08-06;7",
        "Bö;2026-08-04;2026-08-05;7",
    ]
    for order in (lines, [lines[0], *lines[:0:-1]]):
        reading = read(tmp_path, "\n".join(order))
        assert sorted(zip(reading.table["plant"], reading.table["start"].dt.day, strict=True)) == [
            ("Ax", 1),
            ("Ax", 5),
            ("Bö", 4),
        ]
        assert reading.problems["rule"].value_counts().to_dict() == {"FLO006": 1, "FLO007": 2, "FLO008": 2}
    overlap = [what for rule, _, what in found(read(tmp_path, "\n".join(lines))) if rule == "FLO008"]
    assert overlap[0] == (
        "The period 2026-08-03 00:00 – 2026-08-05 00:00 at Ax overlaps another row; the water would be counted twice."
    )


def test_a_file_without_plant_or_flow_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        FileError, match=r'^flode\.csv: The table does not say plant, .* Give plant="\.\.\.", or add the column\.'
    ):
        read(tmp_path, "Datum;Flöde (m3)\n2026-08-12;5\n")
    with pytest.raises(FileError, match="No header row is recognised"):
        read(tmp_path, "Datum;Temperatur\n2026-08-12;5\n")
    with pytest.raises(FileError, match=r"Two columns mean the same \(volume\): 'Flöde \(m3\)' and 'Volym \(m3\)'"):
        read(tmp_path, "Datum;Flöde (m3);Volym (m3)\n2026-08-12;5;5\n")


def test_the_header_tells_that_it_is_a_flow_log(tmp_path: Path) -> None:
    path = tmp_path / "flode.csv"
    path.write_text("Datum;Flöde (m3)\n2026-08-12;-5\n2026-08-13;5\n", encoding="utf-8")
    reading = check_file(path)
    assert reading.table["plant"].tolist() == ["(verket ej angivet)"]
    assert reading.problems["rule"].tolist() == ["DAT007", "CEL004"]


@pytest.mark.parametrize(
    ("cell", "kept"), [("0,1", 1), ("0,09", 0), ("10 000 000", 1), ("10 000 001", 0), ("1e308", 0)]
)
def test_a_flow_that_no_plant_has_sets_its_row_aside(tmp_path: Path, cell: str, kept: int) -> None:
    reading = read(tmp_path, f"verk;start;stopp;volym (m3)\nAx;2026-08-01;2026-08-02;{cell}\n", decimal=",")
    text = f"The flow ({cell}) is none that a plant has: it should be between 0.1 and 10,000,000 m³ a day."
    assert found(reading) == [("FLO009", 2, text)] * (1 - kept)
    assert len(reading.table) == kept


@pytest.mark.parametrize("cell", ["4 180 m3", "4180 m³", "4180m³", "4180 m³*"])
def test_a_volume_may_have_its_unit_in_the_cell(tmp_path: Path, cell: str) -> None:
    reading = read(tmp_path, f"verk;start;stopp;volym (m3)\nAx;2026-08-01;2026-08-02;{cell}\n")
    assert (reading.table["volume_m3"].tolist(), found(reading)) == ([4180], [])
