"""One walk through every file of an underlag: no format prints a number that another does not.

What is walked is everything that the library can say at once, in Swedish and in English. A number in a text is held
against the numbers of ``underlag.json``, of its own substance and, in a table, of its own period, to the digits that
are printed. What is no figure is allowed by its form (`reading.numerals.FORMS`), by the text of the catalogue in which
it stands word for word, or by the name that somebody typed; nothing else is. A number that programs compute with is
compared with all its digits.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pandas as pd
import pytest

import avloppsanalys as avl
from avloppsanalys.analysis import PublicationDecision, read_config
from avloppsanalys.exports import Briefing, underlag_schema
from avloppsanalys.reference import bundled
from avloppsanalys.wording import quantity
from reading import Passage, tables, workbook
from reading.underlag import Written, found_in, walked
from reading.walk import Walk

SIXTEEN_DIGITS = 1e-15


def test_every_number_that_is_told_is_a_number_of_the_underlag(written: Written) -> None:
    files = sorted(path for path in written.folder.rglob("*") if path.is_file())
    walk = walked(written.walk(), *files)
    assert walk.strays == []
    figures = {
        rule: count for rule, count in walk.counts.items() if not rule.startswith(("form", "text", "typed", "axis"))
    }
    assert sum(figures.values()) > 2500, walk.counts
    for needed in (
        "indicators.estimate", "indicators.low", "indicators.high", "indicators.level_g_per_day",
        "changes.change_percent", "changes.low_percent", "changes.high_percent", "changes.step_percent",
        "changes.theil_sen_percent", "prescribed.net", "prescribed.net_low", "context.value",
        "europe.comparisons.euda_view_mg_per_day_per_1000", "quality.flags.value", "held: indicators.estimate",
        "held: prescribed.expected", "held: context.value", "held: indicators.level_g_per_day",
    ):  # fmt: skip
        assert walk.counts[needed], needed


def test_every_figure_of_the_latest_period_is_printed_in_every_format_for_people(written: Written) -> None:
    cards = written.document["cards"]
    for name in ("kort.txt", "lagesbild.html", "lagesbild.pptx", "lagesbild.xlsx"):
        words = " ".join(one.words for one in found_in(written.folder / name) if isinstance(one, Passage))
        for card in cards:
            assert one_line(card["title"]) in one_line(words), name
            if name != "lagesbild.xlsx":  # there they are numbers in cells
                assert one_line(card["value"]) in one_line(words), name


def one_line(words: str) -> str:
    return re.sub(r"\s+", " ", words)


# --- tables: every number, in both flavours and in the workbook, is the one of the analysis


def same(cell: Any, value: Any, tolerance: float = 0.0) -> bool:
    """Whether a cell holds a number, with all its digits."""
    if pd.isna(value):
        return cell in (None, "")
    if isinstance(value, bool | np.bool_):
        return str(cell).casefold() == str(bool(value)).casefold()
    if math.isinf(value):
        return cell in ("∞", "inf", math.inf)
    return isinstance(cell, float | int) and math.isclose(cell, value, rel_tol=tolerance, abs_tol=0.0)


def numbers_in(table: pd.DataFrame) -> list[str]:
    return [str(name) for name in table if pd.api.types.is_numeric_dtype(table[name].infer_objects().dtype)]


@pytest.mark.parametrize("opened", [False, True], ids=["svensk Excel", "öppna data"])
def test_every_number_of_every_table_is_read_back(written: Written, opened: bool) -> None:
    folder = written.folder / "oppna-data" if opened else written.folder
    compared = 0
    made = {**written.told.tables, **written.told.drawn}
    assert {path.stem for path in folder.glob("*.csv")} == set(made)
    for name, table in made.items():
        heads, rows = tables.rows_of(folder / f"{name}.csv", opened=opened)
        assert heads == list(table.columns)
        assert len(rows) == len(table)
        for column in numbers_in(table):
            at = heads.index(column)
            for row, value in zip(rows, table[column], strict=True):
                cell = row[at]
                read = cell if cell in ("", "true", "false") else tables.as_number(cell, opened=opened)
                assert same(read, value), (name, column, cell, value)
                compared += cell != ""
    assert compared > 5000


def test_every_number_of_every_table_is_read_back_from_the_workbook(written: Written) -> None:
    file = written.folder / "lagesbild.xlsx"
    _findings, *sheets, _words = workbook.table_names(file)
    assert len(sheets) == len(written.told.tables)
    compared = 0
    changed_first = sorted(written.told.tables, key=lambda name: name != "andrat")
    for sheet, table in zip(sheets, map(written.told.tables.get, changed_first), strict=True):
        assert table is not None
        heads, rows = workbook.rows_of(file, sheet)
        assert heads == list(table.columns)
        for column in numbers_in(table):
            at = heads.index(column)
            for row, value in zip(rows, table[column], strict=False):
                assert same(row[at], value, SIXTEEN_DIGITS), (sheet, column, row[at], value)
                compared += row[at] is not None
    assert compared > 3000


RECORDS = {
    "nivaer": ("indicators",),
    "forandringar": ("changes",),
    "forskrivning": ("prescribed",),
    "andra-indikatorer": ("context",),
    "uppfoljning": ("follow_up", "years"),
    "europa": ("europe", "comparisons"),
}


@pytest.mark.parametrize("name", RECORDS)
def test_the_underlag_and_its_tables_hold_the_same_numbers(written: Written, name: str) -> None:
    records: Any = written.document
    for key in RECORDS[name]:
        records = records[key]
    heads, rows = tables.rows_of(written.folder / "oppna-data" / f"{name}.csv", opened=True)
    assert len(records) == len(rows) > 0
    compared = 0
    for record, row in zip(records, rows, strict=True):
        cells = dict(zip(heads, row, strict=True))
        for key, value in record.items():
            if key not in cells or isinstance(value, list):
                continue
            if value is None:
                assert cells[key] in ("", "inf", "none"), (key, cells[key])
            elif isinstance(value, bool):
                assert cells[key] == str(value).casefold()
            elif isinstance(value, int | float):
                assert float(cells[key]) == value, key
                compared += 1
    assert compared


def test_the_mass_of_marked_seasons_is_the_same_beside_the_level(written: Written) -> None:
    heads, rows = tables.rows_of(written.folder / "oppna-data" / "nivaer-gram-per-dygn.csv", opened=True)
    found = {
        (one["substance"], one["period"]): one for one in written.document["indicators"] if one["quantity"] == "load"
    }
    assert rows
    for row in rows:
        cells = dict(zip(heads, row, strict=True))
        record = found[cells["substance"], cells["period"]]
        for name in ("level_g_per_day", "level_low_g_per_day", "level_high_g_per_day"):
            assert cells[name] in ("", "inf") if record[name] is None else float(cells[name]) == record[name]


# --- the walk would see it


TOLD = (
    "kort.txt", "lagesbild.html", "lagesbild.pptx", "lagesbild.xlsx", "underlag.json",
    "nivaer-pahittade-verket-load.txt", "nivaer-pahittade-verket-load.svg", "forskrivning-pahittade-verket.txt",
)  # fmt: skip


def edited(file: Path, old: str, new: str, copy: Path) -> Path:
    """Copy a file with other words in it, in every part of a file that is an archive."""
    copied = copy / file.name
    if file.suffix in (".pptx", ".xlsx"):
        with zipfile.ZipFile(file) as before, zipfile.ZipFile(copied, "w") as after:
            for name in before.namelist():
                after.writestr(name, before.read(name).replace(old.encode(), new.encode()))
        return copied
    copied.write_bytes(file.read_bytes().replace(old.encode(), new.encode()))
    return copied


def one_more(walk: Walk, substance: str, printed: str) -> str:
    """Return the nearest number above a printed one that no figure of the substance rounds to."""
    figures = [figure.value for figure in walk.figures.of(substance)]
    number = int(printed) + 1
    while any(abs(value - number) <= 0.5 for value in figures):
        number += 1
    return str(number)


@pytest.mark.parametrize("name", TOLD)
def test_a_format_that_prints_another_number_is_found(written: Written, name: str, tmp_path: Path) -> None:
    (card,) = [one for one in written.document["cards"] if one["substance"] == "amphetamine"]
    high = f"{card['high']:.0f}"
    other = one_more(written.walk(), "amphetamine", high)
    file = edited(written.folder / name, high, other, tmp_path)
    strays = walked(written.walk(), file).strays
    assert strays
    assert any(other in stray for stray in strays), strays


def test_an_exporter_that_rounds_otherwise_is_found(
    written: Written, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from avloppsanalys.exports import page_table, write_page

    monkeypatch.setattr(page_table, "quantity", lambda value, lang="sv": quantity(1.07 * value, lang))
    write_page(written.told, tmp_path / "lagesbild.html")
    strays = walked(written.walk(), tmp_path / "lagesbild.html").strays
    assert len(strays) > 20
    assert all(" table " in stray or "<caption>" in stray for stray in strays)


def test_a_chart_that_draws_another_number_is_found(written: Written, tmp_path: Path) -> None:
    (card,) = [one for one in written.document["cards"] if one["substance"] == "amphetamine"]
    digits = repr(card["estimate"])[:10]
    other = digits[:-1] + ("1" if digits[-1] != "1" else "2")
    for name in ("lagesbild.pptx", "lagesbild.xlsx"):
        strays = walked(written.walk(), edited(written.folder / name, digits, other, tmp_path)).strays
        assert strays, name


# --- the document fits its schema


def test_the_document_fits_its_schema(written: Written) -> None:
    jsonschema.Draft202012Validator(underlag_schema()).validate(written.document)
    beside = json.loads((written.folder / "underlag.schema.json").read_text(encoding="utf-8"))
    assert beside == underlag_schema()


def test_other_documents_fit_it_as_well(quarterly: Briefing, exempel: Briefing) -> None:
    setup = read_config(bundled("examples/lidkoping_2020/rapport.toml"))
    one_sample = avl.analyse(*setup.read(), protocol=setup.protocol).underlag()
    lab, flow, plants = setup.read()
    nothing = avl.analyse(replace(lab, table=lab.table.iloc[:0]), flow, plants, protocol=setup.protocol).underlag()
    assert nothing["indicators"] == []
    for told in (quarterly.document, exempel.document, one_sample, nothing):
        jsonschema.Draft202012Validator(underlag_schema()).validate(json.loads(json.dumps(told)))


@pytest.mark.slow
def test_what_is_published_fits_it_and_its_numbers_are_walked_too(written: Written, tmp_path: Path) -> None:
    decision = PublicationDecision(
        digest=written.result.digest, decided_by="Socialnämnden", decided_on=dt.date(2026, 11, 30),
        motivation="Allmänt intresse",
    )  # fmt: skip
    public = written.result.published(decision)
    public.write(tmp_path)
    found = Written(result=public, told=public.briefing(), folder=tmp_path)
    jsonschema.Draft202012Validator(underlag_schema()).validate(found.document)
    assert found.document["publication"]["status"] == "publikt"
    walk = walked(found.walk(), *sorted(path for path in tmp_path.rglob("*") if path.is_file()))
    assert walk.strays == []
