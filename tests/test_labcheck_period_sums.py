"""Doses in all that are sums over the days of a sample, seen in a laboratory's answer as it comes."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from avloppsanalys.analysis import compare_answers
from avloppsanalys.cli import app
from avloppsanalys.readers import read_lab

HEADING = "Verk;Start;Stopp;Substans;Halt (ng/l);{load}Antal doser totalt;Doser per 1000 inv. och dygn"
# Karlshamn, Sternö, April 2016: the totals and the persons as they were published; concentrations invented.
KARLSHAMN = ("Cannabis;66;1575;18", "Amfetamin;330;640;7,3")
# Invented: 17 000 persons and 4 420 m³ a day, over 72 hours.
LOADED = ("Cannabis;66;17;1071;21", "Amfetamin;330;86;485;9,5", "MDMA;31;8,0;;")


def answered(folder: Path, *rows: str, days: int = 5, load: bool = False) -> Path:
    """Return a file with the rows of one sample of so many days."""
    when = f"Sternö;2016-04-06 07:00;2016-04-{6 + days:02} 07:00;"
    heading = HEADING.format(load="mg per 1000 inv. och dygn;" if load else "")
    file = folder / "svar.csv"
    file.write_text("\n".join([heading, *(when + row for row in rows), ""]), encoding="utf-8")
    return file


def run(file: Path, *arguments: str) -> tuple[int, str]:
    """Return the exit code of ``jamfor-labb`` and what it printed, on one line."""
    result = CliRunner().invoke(app, ["jamfor-labb", str(file), *arguments])
    return result.exit_code, " ".join(result.output.replace("\u00a0", " ").split())


def rules(file: Path, *, population: float = float("nan"), flow: float = float("nan")) -> list[tuple[str, int]]:
    """Return which rules the rows of an answer break."""
    reading = read_lab(file)
    joined = reading.table.assign(population=population, flow_m3_per_day=flow)
    problems = compare_answers(reading, joined).problems
    return list(zip(problems["rule"], problems["line"].fillna(0).astype(int), strict=True))


def test_totals_of_five_days_are_told_on_each_row_and_nothing_is_said_to_be_well(tmp_path: Path) -> None:
    code, told = run(answered(tmp_path, *KARLSHAMN), "--population", "17600")
    assert code == 1
    assert told.count("CHK002 svar.csv rad") == 2
    assert told.count("är summan för provets 5 dygn och inte ett dygnsvärde") == 2
    assert "Det är provets 5 dygn gånger vårt antal" in told
    assert not any(words in told for words in ("CHK015", "CHK016", "Ingetdera", "säger emot", "stämmer."))


@pytest.mark.parametrize("given", [["--population", "17000", "--flow", "4420"], ["--flow", "4420"]])
def test_our_population_or_the_one_of_the_loads_tells_that_totals_are_sums(tmp_path: Path, given: list[str]) -> None:
    code, told = run(answered(tmp_path, *LOADED, days=3, load=True), *given)
    assert code == 1
    assert told.count("CHK002 svar.csv rad") == 2
    assert "är summan för provets 3 dygn" in told
    assert "CHK015" not in told
    assert "Allt som gick att räkna om stämmer" not in told


def test_the_loads_tell_it_also_where_another_population_is_given(tmp_path: Path) -> None:
    file = answered(tmp_path, *LOADED, days=3, load=True)
    assert rules(file, population=15_000, flow=4420) == [("CHK002", 2), ("CHK002", 3)]


def test_one_row_of_a_day_among_sums_is_not_accused(tmp_path: Path) -> None:
    file = answered(tmp_path, *KARLSHAMN, "MDMA;31;53;3,0")
    assert rules(file, population=17_600) == [("CHK002", 2), ("CHK002", 3)]


def test_as_many_persons_as_the_loads_need_are_the_laboratorys_own(tmp_path: Path) -> None:
    # two days, and the laboratory counts with just twice our persons: its loads say so
    file = answered(tmp_path, "Cannabis;66;8,6;357;10,5", "Amfetamin;330;43;163;4,8", days=2, load=True)
    assert rules(file, population=17_000, flow=4420) == [("CHK015", 0)]


@pytest.mark.parametrize("population", [16_500, 19_000])
def test_other_populations_are_no_sums(tmp_path: Path, population: float) -> None:
    assert rules(answered(tmp_path, *KARLSHAMN), population=population) == [("CHK015", 0)]


def test_a_sample_of_one_day_has_no_sums(tmp_path: Path) -> None:
    assert rules(answered(tmp_path, *KARLSHAMN, days=1), population=17_600) == [("CHK015", 0)]


@settings(max_examples=10)
@given(per_1000=st.lists(st.integers(50, 900), min_size=1, max_size=4), days=st.integers(2, 8))
def test_sums_of_every_answer_are_found_row_by_row(
    tmp_path_factory: pytest.TempPathFactory, per_1000: list[int], days: int
) -> None:
    names = ("Cannabis", "Amfetamin", "MDMA", "Kokain")[: len(per_1000)]
    rows = [f"{name};66;{round(value * days * 17.6)};{value}" for name, value in zip(names, per_1000, strict=True)]
    file = answered(tmp_path_factory.mktemp("svar"), *rows, days=days)
    found = [line for rule, line in rules(file, population=17_600) if rule == "CHK002"]
    assert found == list(range(2, 2 + len(rows)))


def test_the_reason_of_a_total_that_differs_is_the_sum(tmp_path: Path) -> None:
    file = answered(tmp_path, "Cannabis;66;17;1071;21", days=3, load=True)
    _, told = run(file, "--population", "17000", "--flow", "4420", "--factor-set", "rise2019")
    assert "Labbets tal är summan för provets 3 dygn" in told
    assert "säger emot varandra" not in told


def test_the_water_table_holds_the_days(tmp_path: Path) -> None:
    reading = read_lab(answered(tmp_path, *KARLSHAMN))
    joined = reading.table.assign(population=17_600.0, flow_m3_per_day=float("nan"))
    water: pd.DataFrame = compare_answers(reading, joined).water
    assert set(water["days_sampled"]) == {5.0}
