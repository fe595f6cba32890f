"""Plans of sampling are read back as they were written, and as people type them."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import avloppsanalys as avl
from avloppsanalys.errors import FileError
from avloppsanalys.exports import write_excel_csv, write_open_csv
from avloppsanalys.readers import check_file, read_plan
from avloppsanalys.tables import PLAN, check

HEAD = "Plats;Provdatum;Omgång;Svar senast;Mötesdag;I tid\n"


def typed(folder: Path, rows: str, head: str = HEAD) -> Path:
    file = folder / "plan.csv"
    file.write_text(head + rows, encoding="utf-8")
    return file


@pytest.mark.parametrize("write", [write_excel_csv, write_open_csv])
def test_a_year_plan_is_read_back_as_it_was(write: Callable[[pd.DataFrame, Path], None], tmp_path: Path) -> None:
    plan = avl.plan_year(2027, ["Åby verk", "B"], meetings=["2027-05-20", "2027-11-18"])
    write(plan.table, tmp_path / "plan.csv")
    reading = read_plan(tmp_path / "plan.csv")
    assert reading.problems.empty
    unnoted = [name for name in PLAN.columns if name != "note"]
    pd.testing.assert_frame_equal(reading.table[unnoted], plan.table[unnoted])
    assert check_file(tmp_path / "plan.csv").problems.empty


def test_a_plan_that_was_typed_is_read(tmp_path: Path) -> None:
    reading = read_plan(typed(tmp_path, "A;2027-01-20;2027-01-20;2027-03-21;2027-05-20;ja\nA;2027-01-24;;;;nej\n"))
    check(reading.table, PLAN, unique=True)
    first, second = reading.table.to_dict("records")
    assert (first["start"].isoformat(), first["end"].isoformat()) == (
        "2027-01-20T00:00:00+01:00", "2027-01-21T00:00:00+01:00"
    )  # fmt: skip
    assert (first["in_time"], second["in_time"]) == (True, False)
    assert first["meeting_date"].isoformat() == "2027-05-20T00:00:00+02:00"
    assert pd.isna(second["meeting_date"])
    assert list(reading.problems["rule"]) == ["DAT007"]  # no end: one day


def test_a_day_that_stands_twice_is_planned_once(tmp_path: Path) -> None:
    reading = read_plan(typed(tmp_path, "A;2027-01-20;;;;\nA;2027-01-20;;;;\nB;2027-01-20;;;;\n"))
    assert list(reading.table["place"]) == ["A", "B"]
    (told,) = reading.problems.loc[reading.problems["rule"] == "PLN002", "what"]
    assert told == "A 2027-01-20 står redan i planen. Dygnet räknas en gång."
    (file,) = reading.files
    assert (file.rows_read, file.rows_used, file.rows_set_aside) == (3, 2, 1)


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    rows = ";2027-01-20;;;;\nA;20/1 2027;;;;\nA;2027-01-21;;snart;;\nA;2027-01-22;;;;kanske\n"
    reading = read_plan(typed(tmp_path, rows))
    assert set(reading.problems["rule"]) == {"PLN001", "DAT002", "DAT006", "DAT001", "DAT007", "PLN003"} - {"DAT006"}
    assert len(reading.table) == 1
    named = read_plan(typed(tmp_path, ";2027-01-20;;;;\n"), place="A")
    assert list(named.table["place"]) == ["A"]


def test_a_table_of_places_and_days_alone_is_no_plan(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="No header row is recognised"):
        read_plan(typed(tmp_path, "A;2027-01-20\n", head="Plats;Datum\n"))


@pytest.mark.parametrize("days", ["2027-01-19;2027-05-20", "2027-03-21;2026-05-20"])
def test_an_answer_or_a_meeting_before_its_sample_sets_the_row_aside(days: str, tmp_path: Path) -> None:
    reading = read_plan(typed(tmp_path, f"A;2027-01-20;K1;{days};ja\nA;2027-01-24;K1;2027-03-21;2027-05-20;ja\n"))
    errors = reading.problems.query("severity == 'error'")
    assert errors[["rule", "line"]].to_numpy().tolist() == [["PLN005", 2]]
    assert len(reading.table) == 1


TYPED = "Plats;Start;Stopp;Period;Omgång;Svar senast;Möte\n"


@pytest.mark.parametrize(
    ("day", "period", "rules"),
    [
        ("2026-09-02", "2026K1", ["PLN006"]),
        ("2026-09-02", "2026K3", []),
        ("2026-09-02", "kv 3 2026", []),
        ("2026-09-30", "2026K3", []),  # ends in October, and counts by its start
        ("2026-09-02", "2026v37", ["PLN006"]),
        ("2026-09-02", "hösten", []),
        ("2026-09-02", "", []),
    ],
)
def test_a_day_outside_its_period_is_told_and_used(day: str, period: str, rules: list[str], tmp_path: Path) -> None:
    after = (pd.Timestamp(day) + pd.Timedelta(days=1)).strftime("%Y-%m-%d")
    reading = read_plan(typed(tmp_path, f"A;{day} 07:00;{after} 07:00;{period};x;;\n", head=TYPED))
    assert list(reading.problems["rule"]) == rules
    assert len(reading.table) == 1
    if rules:
        assert reading.problems["severity"].tolist() == ["warning"]
        assert f"Provdygnet {day} ligger inte i perioden {period}." in reading.problems["what"].iloc[0]


def test_an_answer_after_its_meeting_is_told_and_used(tmp_path: Path) -> None:
    late, same_day = "2026-12-01;2026-11-01", "2026-11-01;2026-11-01"
    rows = "".join(
        f"A;2026-09-{day:02} 07:00;2026-09-{day + 1:02} 07:00;;x;{days}\n" for day, days in ((2, late), (9, same_day))
    )
    reading = read_plan(typed(tmp_path, rows, head=TYPED))
    assert reading.problems[["rule", "severity", "line"]].to_numpy().tolist() == [["PLN007", "warning", 2]]
    assert len(reading.table) == 2
    said = read_plan(typed(tmp_path, f"A;2026-09-02;;{late};nej\n"))  # the plan says itself that it is not in time
    assert "PLN007" not in set(said.problems["rule"])
