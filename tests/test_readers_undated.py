"""Answers that do not say when, or say it in other words: no date is made up, and a known one is read."""

from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from avloppsanalys.cli import app
from avloppsanalys.readers import LabReading, check_file, read_lab

DOSES = "Substans;Antal doser totalt;Doser per 1000 inv. och dygn\nAmfetamin;640;7\n"


def compared(file: Path, *arguments: str) -> str:
    """Return what ``jamfor-labb`` prints, on one line."""
    result = CliRunner().invoke(app, ["jamfor-labb", str(file), *arguments])
    return " ".join(result.output.replace("\u00a0", " ").split())


def written(folder: Path, content: str) -> Path:
    """Return a file of an answer."""
    file = folder / "svar.csv"
    file.write_text(content, encoding="utf-8")
    return file


def test_no_date_is_made_up(tmp_path: Path) -> None:
    told = compared(written(tmp_path, f"Labb: Karolinska\nVerk: Sternö\n\n{DOSES}"), "--population", "17600")
    assert told.startswith("Sternö (inget datum läst): 2 av labbets egna tal.")
    assert "2000" not in told


def test_a_checked_answer_without_a_date_has_none(tmp_path: Path) -> None:
    answer = "Verk;Prov;Substans;Halt (ng/l)\nA;P1;Kokain;99\nA;;Kokain;98\n"
    found = check_file(written(tmp_path, answer), lang="en")
    assert found.table["start"].isna().all()
    assert found.table["end"].isna().all()
    assert found.table["sample_id"].tolist() == ["P1", "A (no date read)"]
    assert not found.problems["severity"].eq("error").any()


def test_an_end_without_a_start_is_not_measured_from_a_day_that_nobody_wrote(tmp_path: Path) -> None:
    answer = "Verk;Stopp;Substans;Halt (ng/l)\nA;2026-09-02 07:00;Kokain;99\n"
    found = check_file(written(tmp_path, answer))
    assert len(found.table) == 1
    assert not found.problems["what"].str.contains("2000").any()


@pytest.mark.parametrize("heading", ["Provdag", "Provdygn", "Mätdag", "Sampling day"])
def test_a_day_is_read_under_its_heading_and_its_weekday_is_tried(tmp_path: Path, heading: str) -> None:
    answer = f"Verk;{heading};Substans;Halt (ng/l)\nKungsbacka;söndag den 26 november 2017;Kokain;100\n"
    (start,) = read_lab(written(tmp_path, answer)).table["start"]
    assert start == pd.Timestamp("2017-11-26", tz="Europe/Stockholm")
    told = compared(written(tmp_path, answer.replace("söndag", "lördag")))
    assert "DAT005 svar.csv rad 2 2017-11-26 är en söndag, men filen säger lördag." in told
    assert told.endswith("rader lades åt sidan. Rätta felen ovan och jämför igen.")


@pytest.mark.parametrize("to", ["till", "–", "-"])
def test_a_sampling_period_above_the_table_is_read(tmp_path: Path, to: str) -> None:
    file = written(tmp_path, f"Verk: Sternö\nProvtagning: 2016-04-06 07:00 {to} 2016-04-11 07:00\n\n{DOSES}")
    reading = check_file(file)
    assert isinstance(reading, LabReading)
    assert (reading.reported["end"] - reading.reported["start"]).dt.days.tolist() == [5, 5]
    told = compared(file, "--population", "17600")
    assert told.startswith("Sternö 2016-04-06:")
    assert "CHK002 svar.csv rad 5" in told


@pytest.mark.parametrize("words", ["automatisk provtagare", "april 2016", "2016-04-06 till sommaren"])
def test_other_words_about_the_sampling_are_no_period(tmp_path: Path, words: str) -> None:
    reading = check_file(written(tmp_path, f"Verk: Sternö\nProvtagning: {words}\n\n{DOSES}"))
    assert isinstance(reading, LabReading)
    assert reading.reported["start"].isna().all()


def test_columns_that_were_not_read_are_not_said_to_be_missing(tmp_path: Path) -> None:
    told = compared(written(tmp_path, "Verk;Start;Substans;Halt (ng/l);Antal joints\nA;2026-09-02;Kokain;100;7\n"))
    assert "lästes inte" in told
    assert "innehåller bara halter" not in told
