"""Fill-in templates, their explanation and the readers that take them are in step.

That the glossary explains every column of a table, and lists every heading that is recognised, is tested in
`test_documents`; what a template's column is read as is here.
"""

import csv
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]  # openpyxl ships no types
import pytest

import avloppsanalys as avl
from avloppsanalys import tables
from avloppsanalys.analysis import DECISION_FILE, read_config
from avloppsanalys.calendar import Period
from avloppsanalys.readers import Reading, read_samples
from avloppsanalys.readers.events import EVENT_SPELLINGS
from avloppsanalys.readers.files import read_grid
from avloppsanalys.readers.forms import FOR_PEOPLE
from avloppsanalys.tables import Table

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "protocols" / "mallar"
EXAMPLES = ROOT / "protocols" / "exempel"

NAMES = (
    "andra-indikatorer", "bestallning", "foljesedel", "handelselogg", "metadatablad", "provtagningsplan", "reningsverk",
)  # fmt: skip
READERS: dict[str, tuple[Callable[[Path], Reading], Table]] = {
    "bestallning": (avl.read_lab, tables.MEASUREMENTS),
    "foljesedel": (read_samples, tables.SAMPLES),
    "provtagningsplan": (avl.read_plan, tables.PLAN),
    "metadatablad": (avl.read_flow, tables.FLOWS),
    "reningsverk": (avl.read_plants, tables.PLANTS),
    "handelselogg": (avl.read_events, tables.EVENTS),
    "andra-indikatorer": (avl.read_context, tables.CONTEXT),
}
FILLED = {name: EXAMPLES / f"{'labbsvar' if name == 'bestallning' else name}.csv" for name in NAMES}


def cells(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=";"))


def heading(name: str) -> list[str]:
    return cells(TEMPLATES / f"{name}.csv")[0]


def explained(name: str) -> dict[str, str]:
    """Return column of a template -> the column that it is read as, "" for one that is meant for people."""
    page = (TEMPLATES / "README.md").read_text(encoding="utf-8")
    section = page.split(f"\n## {name}\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| ([^|]+) \| [^|]+ \| (?:`(\w+)`|–) \|$", section, flags=re.MULTILINE)
    return dict(rows)


def test_there_is_a_csv_and_a_workbook_of_each_template_and_no_other_file() -> None:
    wanted = {f"{name}.{kind}" for name in NAMES for kind in ("csv", "xlsx")}
    assert {path.name for path in TEMPLATES.iterdir()} == {*wanted, "README.md", DECISION_FILE}


@pytest.mark.parametrize("name", NAMES)
def test_a_template_is_a_heading_and_nothing_else(name: str) -> None:
    assert len(cells(TEMPLATES / f"{name}.csv")) == 1
    assert len(set(heading(name))) == len(heading(name))


@pytest.mark.parametrize("name", NAMES)
def test_the_workbook_holds_what_the_csv_holds(name: str) -> None:
    assert read_grid(TEMPLATES / f"{name}.xlsx").rows == cells(TEMPLATES / f"{name}.csv")


@pytest.mark.parametrize("name", NAMES)
def test_every_column_is_explained_in_its_order_and_no_other(name: str) -> None:
    assert list(explained(name)) == heading(name)


def test_every_column_of_the_plan_is_one_of_the_table_of_plans() -> None:
    assert set(explained("provtagningsplan").values()) <= tables.PLAN.columns.keys()


@pytest.mark.parametrize("name", NAMES)
def test_the_filled_example_has_the_columns_of_the_template(name: str) -> None:
    assert cells(FILLED[name])[0] == heading(name)


@pytest.mark.parametrize("name", READERS)
def test_the_filled_example_is_read_without_a_problem_row(name: str) -> None:
    read, _ = READERS[name]
    reading = read(FILLED[name])
    assert reading.problems[["line", "rule", "what"]].to_dict("records") == []
    assert len(reading.table) == len(cells(FILLED[name])) - 1


@pytest.mark.parametrize("name", READERS)
def test_every_column_is_read_as_it_is_explained(name: str) -> None:
    read, table = READERS[name]
    filled = read(FILLED[name]).table
    meant = [column for head, column in explained(name).items() if column]
    assert [column for column in meant if column not in table.columns] == []
    empty = [column for column in meant if filled[column].isna().all()]
    assert set(empty) <= {"municipality_code", "not_counted"}, "every sample of the example is counted"


def test_only_columns_of_the_templates_are_left_unread_without_a_word() -> None:
    assert {head for name in NAMES for head in heading(name)} >= FOR_PEOPLE


@pytest.mark.parametrize("name", NAMES)
def test_what_is_explained_as_meant_for_people_is_left_unread_without_a_word(name: str) -> None:
    assert {head for head, column in explained(name).items() if not column} <= FOR_PEOPLE


@pytest.mark.parametrize("name", READERS)
def test_a_template_filled_in_excel_is_read_as_its_csv(name: str, tmp_path: Path) -> None:
    read, _ = READERS[name]
    book = openpyxl.load_workbook(TEMPLATES / f"{name}.xlsx")
    for number, row in enumerate(cells(FILLED[name])[1:], start=2):
        for column, text in enumerate(row, start=1):
            book.active.cell(row=number, column=column).value = text or None
    book.save(tmp_path / f"{name}.xlsx")
    filled, printed = read(tmp_path / f"{name}.xlsx"), read(FILLED[name])
    assert filled.problems["rule"].tolist() == []
    own = ["source_file", "report_id"]
    assert filled.table.drop(columns=own, errors="ignore").equals(printed.table.drop(columns=own, errors="ignore"))


def test_the_choices_of_the_workbook_are_words_that_the_readers_know() -> None:
    sheet = openpyxl.load_workbook(TEMPLATES / "handelselogg.xlsx").active
    (choice,) = sheet.data_validations.dataValidation
    words = str(choice.formula1).strip('"').split(",")
    known = {word: event for event, spellings in EVENT_SPELLINGS.items() for word in spellings}
    assert [known[word] for word in words] == list(tables.EVENT_TYPES)


def test_the_planned_days_of_the_example_are_the_samples_that_were_taken() -> None:
    plan = [dict(zip(heading("provtagningsplan"), row, strict=True)) for row in cells(FILLED["provtagningsplan"])[1:]]
    taken = {(row[2], row[3]) for row in cells(FILLED["foljesedel"])[1:]}
    lab = avl.read_lab(FILLED["bestallning"]).table
    assert {(row["Start"], row["Stopp"]) for row in plan if row["Period"] == "2026K3"} == taken
    assert set(lab["sample_id"]) == {row[1] for row in cells(FILLED["foljesedel"])[1:]}
    for row in plan:
        assert Period.parse(row["Period"]).first.isoformat() <= row["Start"] <= row["Svar senast"] <= row["Möte"]
    assert set(lab["lab"]) == {tables.SYNTHETIC_LAB}


def test_what_the_example_counts_by_hand_is_what_the_library_counts() -> None:
    lab, flow, plants = (READERS[name][0](FILLED[name]) for name in ("bestallning", "metadatablad", "reningsverk"))
    loads = avl.daily_loads(avl.join_samples(lab.table, flow.table, plants.table))
    first = loads[(loads["residue"] == "benzoylecgonine") & (loads["sample_id"] == "2026-K3-1")]
    page = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert first["load_g_per_day"].map("{:.3f}".format).tolist() == ["0.886"]
    assert first["load_mg_per_day_per_1000"].map("{:.1f}".format).tolist() == ["52.1"]
    assert "886 milligram per dygn" in page
    assert "52,1 mg per 1 000 personer och dygn" in page


def test_the_checks_mark_what_the_example_says_went_wrong_and_nothing_else() -> None:
    tables_of = {name: read(FILLED[name]).table for name, (read, _) in READERS.items()}
    joined = avl.join_samples(*(tables_of[name] for name in ("bestallning", "metadatablad", "reningsverk")))
    report = avl.quality_report(joined, samples=tables_of["foljesedel"], events=tables_of["handelselogg"])
    marked = report[report["verdict"] == "flag"]
    assert set(zip(marked["sample_id"], marked["check"], strict=True)) == {
        ("2026-K3-4", "QUA012"),  # rain
        ("2026-K3-4", "QUA013"),  # what was led past
        ("2026-K3-4", "QUA061"),  # a day of the log of events
    }


def test_the_example_makes_an_underlag() -> None:
    config = read_config(EXAMPLES / "config.toml")
    lab, flow, plants = config.read()
    result = avl.analyse(lab, flow, plants, protocol=config.protocol, **config.read_forms())
    assert result.problems["rule"].tolist() == []
    assert set(result.levels["period"]) == {"2026K3"}
    assert set(result.levels["n_days"]) == {4}
