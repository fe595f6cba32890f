"""The workbook: numbers are numbers, nothing is executed, charts are Excel's own and can be read aloud."""

from __future__ import annotations

import math
import re
import tomllib
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import numpy as np
import openpyxl  # type: ignore[import-untyped]
import pandas as pd
import pytest
from xlsxwriter import Workbook

import avloppsanalys as avl
from avloppsanalys.analysis import read_config
from avloppsanalys.exports import Briefing, Finding, write_workbook
from avloppsanalys.exports.workbook.glossary import WORDS
from avloppsanalys.exports.workbook.sheet import Sheets
from avloppsanalys.lagesbild import Picture, Series, card_rows
from avloppsanalys.reference import bundled
from avloppsanalys.tables import TIMEZONE, Table
from avloppsanalys.wording import Language, text
from reading.native_charts import DrawnSeries, charts_of_workbook

HOSTILE = '=HYPERLINK("http://exempel.invalid";"<script>alert(1)</script>")\r\n\u202e\U0001f9ea' + "å" * 300

DIGITS = 1e-15
"""A workbook holds sixteen digits, and Excel shows fifteen."""


@pytest.fixture(scope="module")
def briefing() -> Briefing:
    setup = read_config(bundled("protocols/exempel/config.toml"))
    return avl.analyse(
        *setup.read(), protocol=setup.protocol, **setup.read_forms(), title=setup.title, as_of=setup.as_of
    ).briefing()


@pytest.fixture(scope="module")
def book(briefing: Briefing, tmp_path_factory: pytest.TempPathFactory) -> openpyxl.Workbook:
    file = tmp_path_factory.mktemp("Mätningar åäö") / "lagesbild.xlsx"
    write_workbook(briefing, file)
    return openpyxl.load_workbook(file)


def test_findings_come_first_under_the_title_and_the_marks(briefing: Briefing, book: openpyxl.Workbook) -> None:
    sheet = book.worksheets[0]
    assert sheet.title == "Fynd"
    first = [row[0] for row in sheet.iter_rows(values_only=True)]
    assert first[: 1 + len(briefing.marks)] == [briefing.title, *briefing.marks]
    titles = [finding.card.title for finding in briefing.findings]
    assert first[-len(titles) :] == titles


def test_a_finding_has_all_that_its_card_says_under_the_headings_of_the_card(
    briefing: Briefing, book: openpyxl.Workbook
) -> None:
    _, headings, *rows = [
        row for row in book["Fynd"].iter_rows(values_only=True, min_row=len(briefing.marks) + 4) if len(row) > 1
    ]
    assert headings[:8] == ("Fynd", "Plats", "Ämne", "Period", "Nivå", "Lägst", "Högst", "Enhet")
    assert {"Bedömning", "Labbsvar", "Härnäst", "Källa", "Att tänka på", "Säger inte"} < set(headings)
    for finding, row in zip(briefing.findings, rows, strict=True):
        cells = dict(zip(headings, row, strict=True))
        level = np.nan if cells["Nivå"] is None else cells["Nivå"]
        assert level == pytest.approx(finding.card.estimate, rel=DIGITS, nan_ok=True)
        for name, words in card_rows(finding.card):
            if name not in ("period", "level"):  # which stand in cells of their own
                assert words in str(cells[text(f"card.head.{name}", "sv")]).split("\n")


def test_what_no_card_says_has_no_column(briefing: Briefing, tmp_path: Path) -> None:
    silent = tuple(replace(one, card=replace(one.card, assessment="")) for one in briefing.findings)
    write_workbook(replace(briefing, findings=silent), tmp_path / "bok.xlsx")
    cells = [
        cell
        for row in openpyxl.load_workbook(tmp_path / "bok.xlsx")["Fynd"].iter_rows(values_only=True)
        for cell in row
    ]
    assert "Bedömning" not in cells
    assert "Källa" in cells


def test_the_last_sheet_explains_words_as_the_handbook_does(book: openpyxl.Workbook) -> None:
    sheet = book.worksheets[-1]
    heads, *rows = list(sheet.iter_rows(values_only=True))
    assert (sheet.title, heads) == ("Ordlista", ("Ord", "Betyder", "Kolumn i tabellerna"))
    assert len(rows) == len(WORDS) >= 12
    columns = {name for table in avl.tables.__dict__.values() if isinstance(table, Table) for name in table.columns}
    assert {name for names in WORDS.values() for name in names} <= columns
    handbook = (Path(__file__).parents[1] / "docs" / "handbok" / "06-ordlista.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| \*\*(.+?)\*\*[^|]*\| (.+?) \|$", handbook, re.MULTILINE))
    same = [word for word, meaning, _ in rows if told.get(word.split(",")[0]) == meaning]
    assert len(same) >= 9
    assert [word for word, meaning, _ in rows if told.get(word.split(",")[0], meaning) != meaning] == ["intervall"]


def test_findings_and_words_are_tables_that_can_be_sorted(briefing: Briefing, book: openpyxl.Workbook) -> None:
    for sheet, rows in ((book.worksheets[0], len(briefing.findings)), (book.worksheets[-1], len(WORDS))):
        (table,) = sheet.tables.values()
        first, last = table.ref.split(":")
        heads = [cell.value for cell in sheet[sheet[first].row]]
        assert [column.name for column in table.tableColumns] == heads
        assert sheet[last].row - sheet[first].row == rows


def test_every_number_of_every_table_is_read_back(briefing: Briefing, book: openpyxl.Workbook) -> None:
    numbers = 0
    for name, table in briefing.tables.items():
        sheet = book[briefing.headings[name][:31]]
        header, *rows = list(sheet.iter_rows(values_only=True))
        assert list(header) == list(table.columns)
        for column in table.columns[[pd.api.types.is_numeric_dtype(dtype) for dtype in table.dtypes]]:
            position = header.index(column)
            read = [row[position] for row in rows[: len(table)]]
            for value, cell in zip(table[column], read, strict=True):
                if pd.isna(value):
                    assert cell is None
                elif math.isinf(value):
                    assert cell == "∞"
                else:
                    assert cell == pytest.approx(value, rel=DIGITS, abs=0)
                    numbers += 1
    assert numbers > 1000


def test_tables_can_be_filtered_and_their_headings_stay_in_sight(briefing: Briefing, book: openpyxl.Workbook) -> None:
    for name in briefing.tables:
        sheet = book[briefing.headings[name][:31]]
        assert len(sheet.tables) == 1
        assert sheet.freeze_panes == "A2"


@pytest.mark.parametrize("lang", get_args(Language))
def test_names_of_sheets_are_whole(lang: Language) -> None:
    texts = Path(avl.__file__).parent / "wording" / "texts" / "briefing.toml"
    told = tomllib.loads(texts.read_text(encoding="utf-8"))
    names = [
        *(name for name in told if name.startswith("table.")),
        "workbook.charts",
        "workbook.findings",
        "workbook.glossary",
        "workbook.method",
    ]
    assert len(names) > 10
    assert [name for name in names if len(text(name, lang)) > 31] == []


def width_of(sheet: Any, column: int) -> float:
    """Return a column's width; openpyxl keeps one for neighbours that are as wide."""
    return next(float(one.width) for one in sheet.column_dimensions.values() if one.min <= column <= one.max)


def test_no_row_hides_its_words_and_no_column_its_moments(briefing: Briefing, book: openpyxl.Workbook) -> None:
    for sheet, first in ((book["Fynd"], len(briefing.marks) + 4), (book["Metod"], 1), (book["Ordlista"], 1)):
        for row in sheet.iter_rows(min_row=first):
            for cell in (cell for cell in row if isinstance(cell.value, str)):
                width = width_of(sheet, cell.column)
                lines = sum(max(1, math.ceil(len(part) / width)) for part in cell.value.split("\n"))
                assert (sheet.row_dimensions[cell.row].height or 15) >= min(15 * lines, 409)
    moments = 0
    for sheet in book:
        for cell in (cell for row in sheet.iter_rows(max_row=5) for cell in row if getattr(cell, "is_date", False)):
            assert width_of(sheet, cell.column) >= len("2026-10-05 07:00")
            moments += 1
    assert moments


def test_on_paper_no_table_is_cut_between_columns_and_no_chart_by_a_page(
    briefing: Briefing, book: openpyxl.Workbook
) -> None:
    for sheet in book:
        if sheet.title == "Diagram":
            assert not sheet.sheet_properties.pageSetUpPr.fitToPage  # Excel would leave out the breaks
            tops = [0] + [one.id for one in sheet.row_breaks.brk]
            starts = [one.anchor._from.row - 1 for one in sheet._charts]
            assert set(tops) <= set(starts)
            ends = [*tops[1:], starts[-1] + 30]
            points = [
                sum(sheet.row_dimensions[row + 1].height or 15 for row in range(first, last))
                for first, last in zip(tops, ends, strict=True)
            ]
            assert max(points) * sheet.page_setup.scale / 100 <= 297 / 25.4 * 72 - 72
        else:
            assert sheet.sheet_properties.pageSetUpPr.fitToPage
            assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    (title,) = {one.anchor._from.row for one in book["Diagram"]._charts if one.anchor._from.row < 20}
    assert any(str(area).startswith(f"A{title}:") for area in book["Diagram"].merged_cells.ranges)


def test_the_findings_are_one_page_wide_on_paper_and_large_enough_to_read(book: openpyxl.Workbook) -> None:
    sheet = book["Fynd"]
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    first, last = str(sheet.print_area).replace("$", "").rpartition("!")[2].split(":")
    (row,) = [one for one in sheet.iter_rows() if one[0].value == "Fynd"]
    printed = row[: sheet[last].column]
    assert first == "A1"
    assert [cell.value for cell in printed[-3:]] == ["Förändring", "Att tänka på", "Bedömning"]
    # a character is 7 pixels of 1/96 inch on the screen; the paper has 297 mm less its margins
    wide = sum(7 * sheet.column_dimensions[cell.column_letter].width + 5 for cell in printed) / 96
    paper = 297 / 25.4 - sheet.page_margins.left - sheet.page_margins.right
    assert 11 * min(1.0, paper / wide) >= 7  # points, of the 11 that the sheet is written in
    assert len(row) > len(printed)  # the rest of the card is beside


def test_what_has_changed_is_the_first_table(briefing: Briefing, tmp_path: Path) -> None:
    changed = pd.DataFrame({"change": ["file_new"], "words": ["Filen kv4.csv är ny. " * 9]})
    more = replace(briefing, tables={**briefing.tables, "andrat": changed},
                   headings={**briefing.headings, "andrat": "Ändrat"})  # fmt: skip
    write_workbook(more, tmp_path / "bok.xlsx")
    made = openpyxl.load_workbook(tmp_path / "bok.xlsx")
    assert made.sheetnames[2] == "Ändrat"
    (cell,) = made["Ändrat"]["B"][1:]
    assert cell.alignment.wrap_text  # a sentence is read whole
    assert made["Ändrat"].row_dimensions[2].height >= 15 * len(cell.value) / width_of(made["Ändrat"], 2)


def test_every_picture_is_a_chart_of_excel_with_words_for_those_who_do_not_see_it(
    briefing: Briefing, tmp_path: Path
) -> None:
    write_workbook(briefing, tmp_path / "bok.xlsx")
    with zipfile.ZipFile(tmp_path / "bok.xlsx") as archive:
        charts = [name for name in archive.namelist() if name.startswith("xl/charts/chart")]
        drawing = archive.read("xl/drawings/drawing1.xml").decode()
    pictures = [finding.picture for finding in briefing.findings] + list(briefing.beside)
    assert len(charts) == len(pictures)
    for picture in pictures:
        assert picture.alt_text.replace("\u00a0", " ").split("'")[0][:80] in drawing.replace("\u00a0", " ")


def test_charts_draw_the_numbers_beside_them(briefing: Briefing, book: openpyxl.Workbook) -> None:
    sheet = book["Diagram"]
    found = [cell for row in sheet.iter_rows(values_only=True) for cell in row if isinstance(cell, float | int)]
    for finding in briefing.findings:
        for series in finding.picture.series:
            for value in (*series.values, *series.low, *series.high):  # noqa: PD011
                assert value is None or np.isclose(found, value, rtol=DIGITS, atol=0).any()


def test_bands_of_one_period_are_each_drawn_where_they_lie_and_named(briefing: Briefing, tmp_path: Path) -> None:
    half = Series(
        name="Mittersta hälften", mark="band", values=(5.0, 6.5), low=(4.0, 4.5), high=(8.0, 8.5), middle="Median"
    )
    small = Series(name="Klass!A1", mark="band", values=(None, None), low=(1.0, 1.0), high=(4.0, 4.0))
    net = Series(name="Netto", mark="band", values=(None, None), low=(-5.0, 1.0), high=(4.0, 4.0))
    level = Series(name="Nivå", mark="level", values=(2.0, 3.0), low=(None, None), high=(None, None))
    about = {"title": "Orter", "unit": "mg!A1", "categories": ("2025", "2026"), "alt_text": "Orter."}
    empty = replace(small, name="Ingen vet", low=(None, None), high=(None, None))
    shown = (level, half, small), (net, half), (empty, half), (replace(half, low=empty.low, high=empty.high), level)
    beside = tuple(Picture(series=series, **about) for series in shown)  # type: ignore[arg-type]
    write_workbook(replace(briefing, findings=(), beside=beside), tmp_path / "bok.xlsx")
    both, below_zero, unknown, middle_alone = charts_of_workbook(tmp_path / "bok.xlsx")

    def told(series: DrawnSeries) -> tuple[object, ...]:
        return series.parts["tx"].cells[0], *(
            series.parts[part].cells for part in ("val", "plus") if part in series.parts
        )

    assert [told(series) for series in both] == [
        ("Lägst", (4, 4.5)),
        ("Mittersta hälften", (4, 4)),
        ("Median", (5, 6.5)),
        ("Klass!A1", (1, 1), (3, 3)),
        ("Nivå", (2, 3)),
    ]
    assert [told(series) for series in below_zero] == [
        ("Netto", (-5, 1), (9, 3)),
        ("Mittersta hälften", (4, 4.5), (4, 4)),
        ("Median", (5, 6.5)),
    ]
    nothing = (None, None)
    assert [told(series) for series in unknown] == [
        ("Lägst", nothing),
        ("Ingen vet", nothing),
        ("Mittersta hälften", (4, 4.5), (4, 4)),
        ("Median", (5, 6.5)),
    ]
    assert [told(series) for series in middle_alone[1:]] == [
        ("Mittersta hälften", nothing),
        ("Median", (5, 6.5)),
        ("Nivå", (2, 3)),
    ]
    sheet = openpyxl.load_workbook(tmp_path / "bok.xlsx")["Diagram"]
    (foot, _), (gone,) = sheet._charts[0]._charts[0].ser, sheet._charts[0].legend.legendEntry
    assert foot.graphicalProperties.noFill, "what a band stands on is not seen"
    assert (gone.idx, gone.delete) == (0, True), "and the key does not name it"
    reaches = [one.errBars for kind in sheet._charts[1]._charts for one in kind.ser if one.errBars]
    assert [one.errBarType for one in reaches] == ["plus", "plus"]
    assert reaches[0].graphicalProperties.ln.w > reaches[1].graphicalProperties.ln.w, (
        "the first is seen behind the second"
    )
    for chart in sheet._charts:
        place = chart.y_axis.title.tx.strRef.f.split("!")[1].replace("$", "")
        assert sheet[place].value == "mg!A1", "a unit is no reference to a cell"


def test_a_bound_is_hollow_and_not_painted_white(briefing: Briefing, tmp_path: Path) -> None:
    bound = Series(name="Övre gräns", mark="bound", values=(4.0, 5.0), low=(None, None), high=(None, None))
    shown = Picture(title="Ett", unit="mg", categories=("2025", "2026"), series=(bound,), alt_text="Ett.")
    write_workbook(replace(briefing, findings=(), beside=(shown,)), tmp_path / "bok.xlsx")
    (drawn,) = openpyxl.load_workbook(tmp_path / "bok.xlsx")["Diagram"]._charts[0].ser
    assert drawn.marker.graphicalProperties.noFill, "LibreOffice draws no edge: a white mark is not seen there"
    assert drawn.marker.graphicalProperties.ln.solidFill.srgbClr == "B34700"


def test_a_few_cases_are_whole_numbers_in_cells_and_at_the_axis(briefing: Briefing, tmp_path: Path) -> None:
    cases = Series(name="Uppgift", mark="level", values=(9.0, 7.0), low=(None, None), high=(None, None))
    shown = Picture(
        title="Anmälda brott", unit="antal, per år", categories=("2025", "2026"), series=(cases,), alt_text="Nio, sju.",
        as_given=True,
    )  # fmt: skip
    write_workbook(replace(briefing, findings=(), beside=(shown,)), tmp_path / "bok.xlsx")
    with zipfile.ZipFile(tmp_path / "bok.xlsx") as archive:
        assert '<c:majorUnit val="1.0"/>' in archive.read("xl/charts/chart1.xml").decode()
    cells = [cell for row in openpyxl.load_workbook(tmp_path / "bok.xlsx")["Diagram"] for cell in row]
    assert [cell.number_format for cell in cells if cell.value in (9, 7)] == ["General", "General"]


def test_the_same_underlag_gives_the_same_bytes(briefing: Briefing, tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_workbook(briefing, tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_hostile_words_are_texts_in_cells(briefing: Briefing, tmp_path: Path) -> None:
    card = replace(
        briefing.findings[0].card, title=HOSTILE, place=HOSTILE, caveats=(HOSTILE,), change=HOSTILE + "\x00\x0b"
    )
    picture = replace(briefing.findings[0].picture, title=HOSTILE, alt_text=HOSTILE, unit=HOSTILE)
    tables = {name: table.assign(publication=HOSTILE) for name, table in briefing.tables.items()}
    hostile = replace(briefing, title=HOSTILE, findings=(Finding(card=card, picture=picture),), tables=tables)
    file = tmp_path / "farlig.xlsx"
    write_workbook(hostile, file)
    book = openpyxl.load_workbook(file)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    assert not [cell for cell in cells if "\u202e" in str(cell.value)]
    assert book.properties.title
    assert "\u202e" not in book.properties.title
    assert any(
        HOSTILE.replace("\r\n", "\n").replace("\u202e", "")
        in str(cell.value).replace("_x000D_", "").replace("\r\n", "\n")
        for cell in cells
    )


def test_sheets_with_names_alike_or_forbidden_are_all_there(tmp_path: Path) -> None:
    with Workbook(str(tmp_path / "b.xlsx")) as made:
        sheets = Sheets(made, "sv")
        for heading in ("Nivåer: kv 1/2 [mg]", "Nivåer: kv 1/2 [mg]", "", "x" * 40, "x" * 40, "\x00'"):
            sheets.table(heading, pd.DataFrame({"place": ["A"]}))
    names = openpyxl.load_workbook(tmp_path / "b.xlsx").sheetnames
    assert len(set(names)) == 6
    assert all(len(name) <= 31 for name in names)


def test_an_empty_table_has_its_headings(tmp_path: Path) -> None:
    with Workbook(str(tmp_path / "b.xlsx")) as made:
        Sheets(made, "sv").table("Tom", pd.DataFrame({"place": pd.Series(dtype="str")}))
    assert openpyxl.load_workbook(tmp_path / "b.xlsx")["Tom"]["A1"].value == "place"


def test_moments_are_swedish_clock_time(tmp_path: Path) -> None:
    noon = pd.Timestamp("2026-08-12 10:00", tz="UTC").tz_convert(TIMEZONE)
    with Workbook(str(tmp_path / "b.xlsx")) as made:
        Sheets(made, "sv").table("Tid", pd.DataFrame({"start": [noon]}))
    cell = openpyxl.load_workbook(tmp_path / "b.xlsx")["Tid"]["A2"]
    assert cell.is_date
    assert f"{cell.value:%Y-%m-%d %H:%M}" == "2026-08-12 12:00"


@pytest.mark.parametrize(
    ("values", "ends"),
    [((3.0, 61.0), (0.0, 80.0)), ((0.2,), (0.0, 0.2)), ((-4.0, 103.0), (-50.0, 150.0)), ((None,), (0.0, None))],
)
def test_an_axis_holds_all_that_is_drawn(values: tuple[float | None, ...], ends: tuple[float, float | None]) -> None:
    none = (None,) * len(values)
    series = Series(name="Nivå", mark="level", values=values, low=none, high=none)
    picture = Picture(title="", unit="", categories=("a",) * len(values), series=(series,), alt_text="")
    assert picture.ends == pytest.approx(ends) if ends[1] is not None else picture.ends == ends


@pytest.mark.parametrize(
    ("values", "step", "written"),
    [
        ((0.3, 0.9), 0.2, "#,##0.0;-#,##0.0;0"),
        ((3.0, 1290.0), 500, "#,##0;-#,##0;0"),
        ((0.04,), 0.01, "#,##0.00;-#,##0.00;0"),
    ],
)
def test_the_figures_at_an_axis_have_the_same_decimals(
    values: tuple[float, ...], step: float, written: str, briefing: Briefing, tmp_path: Path
) -> None:
    none = (None,) * len(values)
    series = Series(name="Nivå", mark="level", values=values, low=none, high=none)
    picture = Picture(title="Nivå", unit="mg", categories=("a", "b")[: len(values)], series=(series,), alt_text="")
    write_workbook(replace(briefing, findings=(), beside=(picture,)), tmp_path / "bok.xlsx")
    axis = openpyxl.load_workbook(tmp_path / "bok.xlsx")["Diagram"]._charts[0].y_axis
    assert (axis.number_format.formatCode, axis.majorUnit) == (written, pytest.approx(step))
