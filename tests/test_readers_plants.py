"""Plants: connected persons, from when, and how they were counted."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from avloppsanalys.errors import FileError
from avloppsanalys.readers import Reading, check_file, read_plants
from avloppsanalys.tables import PLANTS, check


def read(folder: Path, text: str, **given: Any) -> Reading:
    """Write a file of plants and read it."""
    path = folder / "verk.csv"
    path.write_text(text, encoding="utf-8")
    reading = read_plants(path, lang="en", **given)
    check(reading.table, PLANTS, unique=True)
    file = reading.files[0]
    assert file.rows_read == file.rows_used + file.rows_reported + file.rows_set_aside
    assert file.rows_used == len(reading.table)
    return reading


def found(reading: Reading) -> list[tuple[str, int, str]]:
    """Return rule, line and text of every problem."""
    problems = reading.problems
    return list(zip(problems["rule"], problems["line"].astype(int), problems["what"], strict=True))


def test_every_column_is_read(tmp_path: Path) -> None:
    text = (
        "Reningsverk;Namn;Kommunkod;Anslutna;Giltig från;population_method;population_cv;Provtagningssätt;"
        "Provtagningsintervall (min);Uppehållstid (h)\n"
        "Ax;Axverket;0180;36\u00a0000;2026-01-01;Register;0,1;Flödesproportionell;10;4,5\n"
        "Bö;;;1 200;;PE;;;;\n"
    )
    reading = read(tmp_path, text)
    first, second = reading.table.iloc[0], reading.table.iloc[1]
    assert first["population"] == 36000
    assert (first["name"], first["municipality_code"], first["population_method"]) == ("Axverket", "0180", "register")
    assert (first["population_cv"], first["sampler_mode"]) == (0.1, "flödesproportionell")
    assert (first["sampling_interval_min"], first["residence_time_h"]) == (10, 4.5)
    assert first["valid_from"] == pd.Timestamp("2026-01-01", tz="Europe/Stockholm")
    assert (second["population"], second["population_method"]) == (1200, "pe")
    assert [rule for rule, _, _ in found(reading)] == ["ANL011"]
    assert pd.isna(second["valid_from"])
    assert pd.isna(second["name"])


@pytest.mark.parametrize("source", ["pe", "PE enligt tillstånd", "BOD7 (pe)", "personekvivalenter"])
def test_population_equivalents_are_told_and_used(source: str, tmp_path: Path) -> None:
    reading = read(tmp_path, f"plant;population;Befolkningskälla\nAx;36000;{source}\nBö;36000;Petters register\n")
    assert reading.table["population"].tolist() == [36000, 36000]
    told = f"The population of Ax is counted in population equivalents ({source!r})."
    assert [(rule, line, what.startswith(told)) for rule, line, what in found(reading)] == [("ANL011", 2, True)]
    assert reading.problems["severity"].tolist() == ["warning"]


def test_a_way_of_sampling_that_nobody_knows_is_told_and_the_row_used(tmp_path: Path) -> None:
    reading = read(tmp_path, "plant;population;Provtagningssätt\nAx;36000;slumpvis\nBö;1200;Tidsstyrt\n")
    assert reading.table["sampler_mode"].tolist() == ["slumpvis", "tidsstyrt"]
    assert [(rule, line) for rule, line, _ in found(reading)] == [("SMP009", 2)]


def test_a_plant_may_have_several_dated_populations(tmp_path: Path) -> None:
    reading = read(tmp_path, "plant;population;valid_from\nAx;36000;2020-01-01\nAx;31500;2022-01-01\n")
    assert reading.table["population"].tolist() == [36000, 31500]
    assert found(reading) == []


def test_every_row_that_cannot_be_used_says_why(tmp_path: Path) -> None:
    lines = [
        "plant;population;valid_from;residence_time_h",
        "Ax;;;",
        "Bö;0;;",
        "Cy;-5;;",
        "Dö;många;;",
        "Ek;17,5;;",
        ";5;;",
        "Fy;5;2026;",
        "Gö;5;;lång",
        "Hå;5;;",
        "Hå;5;;",
        "Iö;5;2026-01-01;",
        "Iö;6;2026-01-01;",
    ]
    reading = read(tmp_path, "\n".join(lines))
    assert found(reading) == [
        ("ANL002", 2, "The population is missing."),
        ("ANL001", 3, "The population is zero (0)."),
        ("CEL004", 4, "'-5' in column population is negative."),
        ("CEL001", 5, "'många' in column population is no number."),
        ("ANL006", 6, "The population of Ek is no whole number (17,5)."),
        ("LAB008", 7, "The row names no plant."),
        ("DAT001", 8, "'2026' is no date or time that can be read."),
        ("ANL005", 9, "'lång' in column 'residence_time_h' is no number and is not used."),
        ("ANL003", 11, "Hå stands several times with the same population (5); it counts once."),
        ("ANL004", 12, "Iö has several different populations from the same date (here 5); none is used."),
        ("ANL004", 13, "Iö has several different populations from the same date (here 6); none is used."),
    ]
    assert reading.table["plant"].tolist() == ["Gö", "Hå"]


@pytest.mark.parametrize("cell", ["17,000", "17.000"])
def test_thousands_with_comma_or_point_are_not_guessed(tmp_path: Path, cell: str) -> None:
    reading = read(tmp_path, f"plant;population\nAx;{cell}\n")
    assert [rule for rule, _, _ in found(reading)] == ["CEL002"]
    assert len(reading.table) == 0


def test_a_file_without_population_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        FileError, match=r"^verk\.csv: No header row is recognised .* for example: plant; population; valid_from\."
    ):
        read(tmp_path, "plant;namn\nAx;Axverket\n")


def test_the_header_tells_that_it_is_a_file_of_plants(tmp_path: Path) -> None:
    path = tmp_path / "verk.csv"
    path.write_text("Reningsverk;Anslutna\nAx;17 000\n", encoding="utf-8")
    reading = check_file(path)
    assert reading.table["population"].tolist() == [17000]
    assert len(reading.problems) == 0


@pytest.mark.parametrize(
    ("cell", "rule", "what"),
    [
        ("20 000 001", "ANL009", "Ax has a population of 20 000 001, more than any plant in the world (20,000,000)."),
        ("17 tusen", "CEL001", "'17 tusen' in column Anslutna is no number."),
        ("17 000 pe", "CEL001", "'17 000 pe' in column Anslutna is no number."),
    ],
)
def test_a_population_that_cannot_be_sets_its_row_aside(tmp_path: Path, cell: str, rule: str, what: str) -> None:
    reading = read(tmp_path, f"Reningsverk;Anslutna\nAx;{cell}\nBö;1 200 personer\n")
    assert found(reading) == [(rule, 2, what)]
    assert reading.table["population"].tolist() == [1200]


@pytest.mark.parametrize("code", ["180", "10833", "Solna"])
def test_a_code_of_a_kommun_that_is_not_four_figures_is_left_out(tmp_path: Path, code: str) -> None:
    reading = read(tmp_path, f"Reningsverk;Anslutna;Kommunkod\nAx;1200;{code}\nBö;1300;0180\n")
    assert found(reading) == [("ANL007", 2, f"{code!r} is no code of a kommun and is not used.")]
    assert reading.table["municipality_code"].fillna("").tolist() == ["", "0180"]


def test_a_residence_time_that_cannot_be_is_left_out_and_told(tmp_path: Path) -> None:
    reading = read(tmp_path, "Reningsverk;Anslutna;Uppehållstid (h)\nAx;1200;241\nBö;1300;4 min\nCe;1400;6 h\n")
    assert found(reading) == [
        ("ANL008", 2, "'241' in column 'Uppehållstid (h)' cannot be right (possible is 0 to 240) and is not used."),
        ("ANL005", 3, "'4 min' in column 'Uppehållstid (h)' is no number and is not used."),
    ]
    assert reading.table["residence_time_h"].fillna(-1).tolist() == [-1, -1, 6]
