"""Dispensed medicines are read as Socialstyrelsen gives them, and nothing that is no daily dose is taken for one."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import avloppsanalys as avl
from avloppsanalys.errors import FileError
from avloppsanalys.readers import Reading, check_file, read_prescriptions
from avloppsanalys.tables import PRESCRIPTIONS, check

HEAD = "Region;År;ATC-kod;Läkemedel;Kön;Ålder;Mått;Värde\n"
MEASURE = "DDD/1000 invånare och dag"


def written(folder: Path, rows: str, head: str = HEAD, name: str = "lakemedel.csv") -> Path:
    file = folder / name
    file.write_text(head + rows, encoding="utf-8")
    return file


def row(
    area: str = "Exempelkommun",
    year: str = "2025",
    atc: str = "N06BA12",
    medicine: str = "Lisdexamfetamin",
    sex: str = "Båda könen",
    age: str = "0-85+",
    measure: str = MEASURE,
    value: str = "10,42",
) -> str:
    return ";".join((area, year, atc, medicine, sex, age, measure, value)) + "\n"


def rules_of(reading: Reading) -> list[str]:
    (file,) = reading.files
    assert file.rows_read == file.rows_used + file.rows_set_aside
    assert file.rows_used == len(reading.table)
    check(reading.table, PRESCRIPTIONS, unique=True)
    return list(reading.problems["rule"])


def test_an_export_is_read(tmp_path: Path) -> None:
    reading = read_prescriptions(written(tmp_path, row() + row(atc="N02AX02", medicine="Tramadol", value="3,1")))
    assert rules_of(reading) == []
    first = reading.table.iloc[0]
    assert first[["area", "medicine", "atc", "ddd_per_day_per_1000", "source_line"]].to_list() == [
        "Exempelkommun", "lisdexamfetamine", "N06BA12", 10.42, 2
    ]  # fmt: skip
    assert (first["start"], first["end"]) == tuple(
        pd.Timestamp(f"{year}-01-01", tz="Europe/Stockholm") for year in (2025, 2026)
    )
    assert pd.isna(first["place"])
    assert pd.isna(first["status"])


def test_the_forms_in_which_it_comes(tmp_path: Path) -> None:
    plain = read_prescriptions(written(tmp_path, row())).table
    for name, text in {
        "komma.csv": "Kommun,År,ATC-kod,Mått,Värde\nExempelkommun,2025,N06BA12,"
        '"DDD per 1 000 invånare och dag","10,42"\n',
        "punkt.csv": "Kommun,Year,ATC code,Measure,Value\nExempelkommun,2025,N06BA12,"
        "DDD per 1000 inhabitants per day,10.42\n",
        "egen.csv": f"Kommun;År;ATC;{MEASURE};Patienter/1000 invånare\n"
        "Exempelkommun;2025;N06BA12 Lisdexamfetamin;10,42;9\n",
        "tid.csv": f"Kommun;Start;Slut;ATC;{MEASURE}\nExempelkommun;2025-01-01;2025-12-31;n06ba12;10,42\n",
    }.items():
        reading = read_prescriptions(written(tmp_path, text, head="", name=name))
        assert rules_of(reading) == [], name
        same = ["area", "medicine", "atc", "start", "end", "ddd_per_day_per_1000"]
        pd.testing.assert_frame_equal(reading.table[same], plain[same])


def test_an_excel_workbook_is_read(tmp_path: Path) -> None:
    frame = pd.DataFrame({"Kommun": ["A"], "År": [2025], "ATC-kod": ["N06BA12"], "Mått": [MEASURE], "Värde": [10.42]})
    frame.to_excel(tmp_path / "lakemedel.xlsx", index=False)
    reading = read_prescriptions(tmp_path / "lakemedel.xlsx")
    assert rules_of(reading) == []
    assert reading.table["ddd_per_day_per_1000"].to_list() == [10.42]


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"measure": "Patienter/1000 invånare"}, "PRE001"),
        ({"measure": "Antal patienter"}, "PRE001"),
        ({"measure": ""}, "PRE002"),
        ({"measure": "Antal expedieringar"}, "PRE003"),
        ({"sex": "Kvinnor"}, "PRE004"),
        ({"age": "10-14"}, "PRE004"),
        ({"atc": "N06BA"}, "PRE005"),
        ({"atc": "", "medicine": ""}, "PRE006"),
        ({"atc": "lisdex"}, "PRE006"),
        ({"atc": "N02BE01", "medicine": "Paracetamol"}, "PRE007"),
        ({"medicine": "Tramadol"}, "PRE008"),
        ({"year": "20255"}, "PRE009"),
        ({"year": "1066"}, "PRE009"),
        ({"year": ""}, "PRE010"),
        ({"value": ".."}, "PRE012"),
        ({"value": "X"}, "PRE012"),
        ({"value": ""}, "PRE013"),
        ({"value": "-"}, "PRE013"),
        ({"value": "1042"}, "PRE014"),
        ({"value": "<5"}, "CEL001"),
        ({"value": "-3,1"}, "CEL004"),
        ({"value": "många"}, "CEL001"),
    ],
)
def test_what_is_no_daily_dose_of_a_medicine_is_set_aside(changed: dict[str, str], rule: str, tmp_path: Path) -> None:
    reading = read_prescriptions(written(tmp_path, row(**changed) + row(year="2024", value="9,87")))
    assert rules_of(reading) == [rule]
    assert list(reading.problems["line"]) == [2]
    assert reading.table["ddd_per_day_per_1000"].to_list() == [9.87]


def test_patients_alone_are_refused_in_words(tmp_path: Path) -> None:
    reading = read_prescriptions(
        written(tmp_path, "A;2025;N06BA12;31,5\n", head="Kommun;År;ATC-kod;Patienter/1000 invånare\n")
    )
    assert rules_of(reading) == ["PRE001"]
    (told,) = reading.problems["what"]
    assert told == "Raden räknar patienter, inte mängd läkemedel: av den går det inte att räkna ut någon belastning."
    assert reading.table.empty


def test_a_zero_is_a_figure(tmp_path: Path) -> None:
    assert read_prescriptions(written(tmp_path, row(value="0"))).table["ddd_per_day_per_1000"].to_list() == [0.0]


def test_a_preliminary_figure_gives_way_to_a_final_one(tmp_path: Path) -> None:
    head = HEAD.replace("Värde", "Värde;Status")
    rows = row(value="9,9;preliminär") + row(value="10,4;slutlig") + row(year="2026 (preliminär)", value="11,2;")
    reading = read_prescriptions(written(tmp_path, rows, head=head))
    assert rules_of(reading) == ["PRE016"]
    assert reading.table[["ddd_per_day_per_1000", "status"]].to_numpy().tolist() == [
        [10.4, "final"], [11.2, "preliminary"]
    ]  # fmt: skip


def test_several_figures_of_one_thing_are_none(tmp_path: Path) -> None:
    reading = read_prescriptions(written(tmp_path, row() + row(value="11,3")))
    assert rules_of(reading) == ["PRE017", "PRE017"]
    assert rules_of(read_prescriptions(written(tmp_path, row() + row()))) == ["PRE018"]


def test_which_area_a_plant_lies_in_is_never_guessed(tmp_path: Path) -> None:
    rows = row() + row(area="Riket", value="12,3")
    reading = read_prescriptions(written(tmp_path, rows))
    assert rules_of(reading) == ["PRE015", "PRE015"]
    head = "Verk;" + HEAD
    reading = read_prescriptions(written(tmp_path, "A;" + row() + "B;" + row(area="Riket", value="12,3"), head=head))
    assert rules_of(reading) == []
    assert reading.table["place"].to_list() == ["A", "B"]
    assert read_prescriptions(written(tmp_path, row()), place="C").table["place"].to_list() == ["C"]


def test_granska_recognises_the_file(tmp_path: Path) -> None:
    reading = check_file(written(tmp_path, row()))
    assert reading.problems.empty
    assert list(reading.table.columns) == list(PRESCRIPTIONS.columns)
    empty = check_file(written(tmp_path, ""))
    assert list(empty.problems["rule"]) == ["FIL018"]


def test_a_table_of_anything_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="No header row is recognised"):
        read_prescriptions(written(tmp_path, "A;2025;3\n", head="Kommun;År;Värde\n"))


CELLS = st.sampled_from(["", "..", "10,4", "9", "x", "2025", "2024*", "N06BA12", "N06BA", "tramadol", "A", "Kvinnor",
                         MEASURE, "Patienter/1000 invånare", "=1+1", "\u202e", "0", "1e9", "-1"])  # fmt: skip


@given(lines=st.lists(st.lists(CELLS, min_size=8, max_size=9), min_size=1, max_size=8))
def test_rows_in_are_rows_used_and_rows_set_aside(
    lines: list[list[str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    rows = "".join(";".join(line) + "\n" for line in lines)
    if not any(cell for line in lines for cell in line):
        return
    try:
        reading = avl.read_prescriptions(written(tmp_path_factory.mktemp("f"), rows))
    except FileError:
        return
    rules_of(reading)
    aside = reading.files[0].rows_set_aside
    assert reading.problems.loc[reading.problems["line"].notna(), "line"].nunique() >= aside
