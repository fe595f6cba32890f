"""Other indicators: the shapes in which they come, and every row that is not used."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from openpyxl import Workbook  # type: ignore[import-untyped]  # openpyxl ships no types

from avloppsanalys.errors import FileError
from avloppsanalys.readers import Reading, check_file, read_context
from avloppsanalys.readers.period_cells import parse_period
from avloppsanalys.reference import find_indicator_unit, indicator_units, indicators
from avloppsanalys.tables import CONTEXT, PROBLEMS, TIMEZONE, check
from avloppsanalys.wording import rules, text

HEADER = "Kommun;Indikator;Grupp;Period;Start;Slut;Värde;Enhet;Status;Källa;Tillgänglig från"


def read(folder: Path, content: str, **given: Any) -> Reading:
    """Write a file of indicators and read it."""
    path = folder / "andra.csv"
    path.write_text(content, encoding="utf-8")
    reading = read_context(path, **{"lang": "en", **given})
    assert_sound(reading)
    return reading


def row(folder: Path, **cells: str) -> Reading:
    """Read one row of the long form."""
    told = {
        "Kommun": "A", "Indikator": "Orosanmälningar", "Period": "2026", "Värde": "41", "Enhet": "antal", **cells,
    }  # fmt: skip
    return read(folder, HEADER + "\n" + ";".join(told.get(name, "") for name in HEADER.split(";")) + "\n")


def assert_sound(reading: Reading) -> None:
    """Rows in = rows used + rows set aside, and each of those has a rule with its line."""
    check(reading.table, CONTEXT)
    check(reading.problems, PROBLEMS)
    (file,) = reading.files
    assert file.rows_read == file.rows_used + file.rows_set_aside
    assert file.rows_used == len(reading.table)
    told = reading.problems["severity"].eq("error") | reading.problems["rule"].isin(["CTX011", "CTX014"])
    assert (file.rows_set_aside > 0) == told.any()
    assert (reading.table["start"] < reading.table["end"]).all()
    # a figure has a value or a reason, and a missing one never becomes zero
    assert (reading.table["value"].notna() != reading.table["missing"].notna()).all()
    assert set(reading.table["unit"]) <= set(indicator_units())


def rule_of(reading: Reading) -> list[str]:
    return reading.problems["rule"].tolist()


def test_every_column_of_the_long_form_is_read(tmp_path: Path) -> None:
    reading = row(
        tmp_path, Grupp="åk 9", Värde="1 234", Status="Prel.", Källa="Brå", **{"Tillgänglig från": "2027-02-01"}
    )
    (got,) = reading.table.to_dict("records")
    assert (got["place"], got["indicator"], got["indicator_type"]) == ("A", "Orosanmälningar", "child_concerns")
    assert (got["group"], got["period"], got["value"], got["unit"]) == ("åk 9", "2026", 1234.0, "count")
    assert (got["status"], got["source"], got["source_line"]) == ("preliminary", "Brå", 2)
    assert got["available_from"] == pd.Timestamp("2027-02-01", tz=TIMEZONE)
    assert (got["start"], got["end"]) == (
        pd.Timestamp("2026-01-01", tz=TIMEZONE),
        pd.Timestamp("2027-01-01", tz=TIMEZONE),
    )
    assert rule_of(reading) == []


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("2026", "2026"), ("2026-09", "2026-09"), ("september 2026", "2026-09"), ("sep 2026", "2026-09"),
        ("2026M09", "2026-09"), ("2019 (september)", "2019-09"), ("kv 3 2026", "2026K3"), ("2026-Q3", "2026K3"),
        ("tertial 2 2026", "2026T2"), ("T2 2026", "2026T2"), ("halvår 1 2026", "2026H1"), ("2026H1", "2026H1"),
        ("v. 41 2026", "2026v41"), ("vecka 41 2026", "2026v41"),
        ("2026-01-01/2026-02-11", "2026-01-01/2026-02-11"), ("2026-01-01 – 2026-02-11", "2026-01-01/2026-02-11"),
    ],
)  # fmt: skip
def test_a_period_is_read_as_swedish_statistics_write_it(tmp_path: Path, said: str, name: str) -> None:
    assert row(tmp_path, Period=said).table["period"].tolist() == [name]


def test_two_dates_that_are_a_quarter_are_that_quarter(tmp_path: Path) -> None:
    assert row(tmp_path, Period="", Start="2026-07-01", Slut="2026-09-30").table["period"].tolist() == ["2026K3"]
    assert row(tmp_path, Period="", Start="2026-10-05", Slut="2026-10-11").table["period"].tolist() == ["2026v41"]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("Uppgift saknas", "not_given"), ("", "not_given"), ("..", "suppressed_at_source"), (".", "not_applicable"),
        ("<5", "suppressed_at_source"), ("färre än 5", "suppressed_at_source"), ("1-4", "suppressed_at_source"),
        ("x", "suppressed_at_source"), ("-", "unclear"), ("–", "unclear"),
    ],
)  # fmt: skip
def test_a_missing_figure_keeps_its_reason_and_is_never_zero(tmp_path: Path, said: str, why: str) -> None:
    reading = row(tmp_path, Värde=said)
    assert reading.table["missing"].tolist() == [why]
    assert reading.table["value"].isna().all()
    assert rule_of(reading) == (["CTX009"] if why == "unclear" else [])


def test_a_dash_is_zero_where_the_source_is_bra(tmp_path: Path) -> None:
    reading = row(tmp_path, Värde="-", Källa="Brå, SOL")
    assert (reading.table["value"].tolist(), rule_of(reading)) == ([0.0], [])
    assert row(tmp_path, Värde="0").table["value"].tolist() == [0.0]


@pytest.mark.parametrize(
    ("cells", "rule"),
    [
        ({"Indikator": ""}, "CTX001"),
        ({"Period": ""}, "CTX002"),
        ({"Period": "häromåret"}, "CTX003"),
        ({"Period": "2026-09-01"}, "CTX004"),
        ({"Enhet": ""}, "CTX005"),
        ({"Enhet": "famnar"}, "CTX006"),
        ({"Värde": "många"}, "CTX007"),
        ({"Värde": "5 kg"}, "CTX007"),
        ({"Värde": "-3"}, "CTX008"),
        ({"Värde": "3,5"}, "CTX008"),
        ({"Värde": "120", "Enhet": "procent"}, "CTX008"),
        ({"Period": "", "Start": "2026-05-02", "Slut": "2026-05-01"}, "CTX016"),
    ],
)
def test_a_row_that_cannot_be_used_is_set_aside_under_one_rule(
    tmp_path: Path, cells: dict[str, str], rule: str
) -> None:
    reading = row(tmp_path, **cells)
    assert (rule_of(reading), len(reading.table)) == ([rule], 0)


def test_a_month_that_excel_has_turned_into_a_name_is_told_how_to_mend(tmp_path: Path) -> None:
    problems = row(tmp_path, Period="sep-26").problems
    (remedy,) = problems.loc[problems["rule"] == "CTX003", "remedy"]
    assert "Excel turns 2026-09 into sep-26: format the cell as text" in remedy


@pytest.mark.parametrize("value", ["3 eller 4", "-4", "4,5", "3"])
def test_no_problem_quotes_a_value(tmp_path: Path, value: str) -> None:
    twice = (
        HEADER
        + "\n"
        + f"A;Orosanmälningar;;2026;;;{value};antal;;;;extra 4\n"
        + "A;Orosanmälningar;;2026;;;4;antal;;;\n"
    )
    reading = read(tmp_path, twice)
    assert rule_of(reading)
    assert not reading.problems["what"].str.contains(r"3|4").any()
    quoting = [rule.id for rule in rules().values() if rule.id.startswith("CTX") and "{value}" in rule.what["sv"]]
    assert quoting == []


def test_a_figure_that_stands_twice_counts_once_and_two_values_are_told(tmp_path: Path) -> None:
    rows = "A;Beslag;;2026;;;7;antal;;;\n"
    assert rule_of(read(tmp_path, f"{HEADER}\n{rows}{rows}")) == ["CTX011"]
    other = read(tmp_path, f"{HEADER}\n{rows}{rows.replace(';7;', ';9;')}")
    assert (rule_of(other), other.table["value"].tolist()) == (["CTX012"], [7.0])
    later = rows.replace("7;antal;;;", "9;antal;;;2027-01-01")
    assert len(read(tmp_path, f"{HEADER}\n{rows}{later}").table) == 2


def test_kolada_in_its_form_takes_the_total_and_knows_the_unit(tmp_path: Path) -> None:
    rows = "".join(
        f"N07544,1083,2024,{who},{value}\n" for who, value in (("T", "612.5"), ("K", "80.1"), ("M", "1100.2"))
    )
    content = f"kpi,municipality,period,gender,value\n{rows}"
    reading = read(tmp_path, content, place="Sölvesborg")
    assert reading.table[["place", "indicator_type", "unit", "value"]].to_numpy().tolist() == [
        ["Sölvesborg", "kolada_n07544", "per_100000", 612.5]
    ]
    assert rule_of(reading) == ["CTX017", "CTX014", "CTX014"]
    both = read(tmp_path, content, place="Sölvesborg", keep_genders=True)
    assert both.table["group"].fillna("").tolist() == ["", "women", "men"]


def test_an_unknown_indicator_is_read_and_said_to_be_unknown(tmp_path: Path) -> None:
    reading = row(tmp_path, Indikator="spårhundsrundor")
    assert reading.table["indicator_type"].tolist() == ["other"]
    assert rule_of(reading) == ["CTX013"]


def test_a_workbook_is_read_as_its_csv(tmp_path: Path) -> None:
    book = Workbook()
    for cells in (["Kommun", "Indikator", "2024", 2025, "Enhet"], ["A", "Orosanmälningar", 12, "..", "antal"]):
        book.active.append(cells)
    book.save(tmp_path / "andra.xlsx")
    reading = read_context(tmp_path / "andra.xlsx")
    assert_sound(reading)
    assert reading.table["period"].tolist() == ["2024", "2025"]
    assert reading.table["value"].fillna(-1).tolist() == [12.0, -1.0]


def test_lines_above_the_headings_say_what_the_table_is_of(tmp_path: Path) -> None:
    reading = read(tmp_path, "Indikator;Beslag\nEnhet;antal\nKälla;Brå\nKommun;2024;2025\nA;7;-\n")
    assert reading.table[["place", "indicator_type", "unit", "value"]].to_numpy().tolist() == [
        ["A", "seizures", "count", 7.0],
        ["A", "seizures", "count", 0.0],
    ]
    assert check_file(tmp_path / "andra.csv").problems.empty


def test_a_file_without_a_figure_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError):
        read(tmp_path, "a;b\n1;2\n")


def test_granska_recognises_a_table_of_indicators(tmp_path: Path) -> None:
    path = tmp_path / "andra.csv"
    path.write_text(f"{HEADER}\nA;Beslag;;2026;;;7;antal;;;\n", encoding="utf-8")
    assert list(check_file(path).table.columns) == list(CONTEXT.columns)
    path.write_text(f"{HEADER}\n", encoding="utf-8")
    assert check_file(path, lang="en").problems["rule"].tolist() == ["FIL018"]


def test_counts_of_a_month_as_a_newspaper_printed_them(shared: Path) -> None:
    file = shared / "context" / "narkotikabrott_orebro_lan_september.csv"
    reading = read_context(file, indicator="Anmälda narkotikabrott", unit="antal")
    assert_sound(reading)
    table = reading.table.set_index(["place", "period"])
    assert len(table) == 24
    assert table.loc[("Örebro kommun", "2019-09"), "value"] == 279
    assert table.loc[("Hällefors kommun", "2019-09"), "missing"] == "not_given"
    assert table["value"].sum() == 472 + 490
    assert rule_of(reading) == ["FIL022"]  # the column of changes
    assert rule_of(read_context(file, indicator="Anmälda narkotikabrott")).count("CTX005") == 24


def test_years_as_columns_as_bra_printed_them(shared: Path) -> None:
    reading = read_context(
        shared / "context" / "bra_lagforda_narkotikabrott_1997_2006.csv", indicator="lagförda", unit="antal"
    )
    assert_sound(reading)
    assert len(reading.table) == 60
    blekinge = reading.table[reading.table["place"] == "Blekinge län"].set_index("period")["value"]
    assert (blekinge["1997"], blekinge["2006"]) == (156, 306)


def test_kinds_of_offence_as_columns_are_groups_of_the_named_indicator(shared: Path) -> None:
    reading = read_context(
        shared / "context" / "bra_anmalda_narkotikabrott_riket_2011_2020.csv",
        indicator="reported_offences", place="Riket", unit="antal",
    )  # fmt: skip
    assert_sound(reading)
    assert reading.table["group"].fillna("").unique().tolist() == ["", "eget_bruk", "innehav"]
    assert reading.table.loc[reading.table["period"] == "2020", "value"].tolist() == [124044, 58782, 53686]


def test_every_kind_of_indicator_says_what_it_measures_and_its_trap_in_both_languages() -> None:
    for name in [*(one.id for one in indicators()), "other"]:
        for part in ("measures", "short", "trap"):
            assert text(f"indicator.{name}.{part}", "sv") != text(f"indicator.{name}.{part}", "en")
        assert len(text(f"indicator.{name}.short")) <= 100


def test_no_two_indicators_or_units_answer_to_one_name() -> None:
    for names in ([[one.id, one.sv, *one.aliases] for one in indicators()],
                  [[one.unit, *one.aliases] for one in indicator_units().values()]):  # fmt: skip
        folded = [name.casefold() for part in names for name in {*map(str.casefold, part)}]
        assert len(folded) == len(set(folded))
    for one in indicators():
        assert one.unit in indicator_units()
    for unit in indicator_units().values():
        assert all(find_indicator_unit(name) == unit.unit for name in (unit.unit, *unit.aliases))
        assert np.isfinite(unit.per) == (unit.kind == "rate")


def test_what_is_no_period_is_none() -> None:
    assert [parse_period(said) for said in ("Förändring", "2026K5", "13 2026", "", "vår 2026")] == [None] * 5
