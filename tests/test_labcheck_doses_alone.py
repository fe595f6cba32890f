"""Answers with only the laboratory's own doses: our flow and population are held against them all the same."""

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from avloppsanalys.cli import app
from avloppsanalys.reference import bundled

# Karlshamn, Sternö, April 2016: 640 doses of amphetamine in five days and 7 "per inhabitant", of 17 600 persons.
ANSWER = """Verk;Start;Stopp;Substans;Antal doser totalt;Doser per 1000 inv. och dygn
Sternö;2016-04-06 07:00;2016-04-11 07:00;Amfetamin;640;7
"""
FILES = {
    "svar.csv": ANSWER,
    "flode.csv": "Verk;Start;Stopp;Volym (m3)\nSternö;2016-04-06 07:00;2016-04-11 07:00;22000\n",
    "verk.csv": "Verk;Anslutna personer;Gäller från\nSternö;17600;2016-01-01\n",
    "rapport.toml": (
        'protocol = "protokoll.toml"\nplants = "verk.csv"\nflow = ["flode.csv"]\n[[lab]]\nfile = "svar.csv"\n'
    ),
}


def run(*arguments: str | Path) -> tuple[int, str]:
    """Return the exit code of a command and what it printed, on one line."""
    result = CliRunner().invoke(app, [*map(str, arguments)])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, " ".join(result.output.replace("\u00a0", " ").split())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with an answer of doses, the flow, the plant and a configuration."""
    for name, content in FILES.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    shutil.copy(bundled("examples/lidkoping_2020/protokoll.toml"), tmp_path)
    return tmp_path


def test_the_population_that_is_given_reaches_them(folder: Path) -> None:
    code, told = run("jamfor-labb", folder / "svar.csv", "--population", "17600")
    assert code == 1
    assert "Vi räknar med 17 600." in told
    assert "CHK002 svar.csv rad 2" in told


def test_the_population_of_the_configuration_reaches_them(folder: Path) -> None:
    code, told = run("jamfor-labb", folder / "rapport.toml")
    assert code == 1
    assert "Vi räknar med 17 600." in told
    assert "CHK002 svar.csv rad 2" in told


def test_a_contradiction_is_told_without_a_concentration(folder: Path) -> None:
    rows = ANSWER.replace("2016-04-11", "2016-04-07") + "Sternö;2016-04-06 07:00;2016-04-07 07:00;Cannabis;317;18\n"
    (folder / "svar.csv").write_text(rows, encoding="utf-8")
    code, told = run("jamfor-labb", folder / "svar.csv", "--population", "17600", "--factor-set", "rise2019")
    assert (code, told.count("CHK001 svar.csv rad 2")) == (1, 1)


def test_a_report_tells_the_same_and_that_concentrations_are_missing(folder: Path) -> None:
    code, told = run("rapport", folder / "rapport.toml")
    assert code == 2
    assert "CHK002 svar.csv rad 2" in told
    assert "labbsvaren har inga halter som kunde läsas" in told
    assert "Rätta felen ovan" not in told


def test_a_report_tells_what_a_sample_lacks_where_nothing_is_wrong(folder: Path) -> None:
    measured = "Verk;Start;Stopp;Substans;Halt (ng/l)\nSternö;2016-04-06 07:00;2016-04-11 07:00;Amfetamin;330\n"
    (folder / "svar.csv").write_text(measured, encoding="utf-8")
    (folder / "flode.csv").write_text(FILES["flode.csv"].replace("Sternö", "Norra"), encoding="utf-8")
    code, told = run("rapport", folder / "rapport.toml")
    assert code == 2
    assert ("Rätta felen ovan" in told) is ("Fel (" in told)


def test_the_doses_of_a_sample_are_held_against_it_beside_other_samples(folder: Path) -> None:
    with_concentration = (
        "Verk;Start;Stopp;Substans;Halt (ng/l)\nSternö;2016-05-06 07:00;2016-05-07 07:00;Amfetamin;330\n"
    )
    (folder / "svar2.csv").write_text(with_concentration, encoding="utf-8")
    (folder / "flode.csv").write_text(
        FILES["flode.csv"] + "Sternö;2016-05-06 07:00;2016-05-07 07:00;4400\n", encoding="utf-8"
    )
    (folder / "rapport.toml").write_text(
        (folder / "rapport.toml").read_text("utf-8").replace("svar.csv", "svar*.csv"), encoding="utf-8"
    )
    code, told = run("rapport", folder / "rapport.toml", "--out", folder / "underlag")
    assert code == 0
    assert "CHK002 svar.csv rad 2" in told
