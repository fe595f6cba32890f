"""Hostile words in every field of the files that a kommun hands in: every format opens, and they stand there as words.

They come in through the real door, from files with Swedish letters and a space in the name of their folder: what a
reader refuses is refused there, and what it lets through is harmless in whatever is written.
"""

from __future__ import annotations

import csv
import json
import re
import zipfile
from dataclasses import fields
from pathlib import Path

import jsonschema
import openpyxl  # type: ignore[import-untyped]
import pptx
import pytest
from lxml import etree

from avloppsanalys.analysis import Analysis
from avloppsanalys.exports import underlag_schema
from reading import Passage, document, drawings, page, plain, slides, tables, workbook
from working_folder import Names, everything

EVIL = (
    '<script>alert(1)</script> =HYPERLINK("http://x.example";"klicka") "onload=\'x\' </title></svg>--> {{ 7*7 }}'
    " \u202evänt\u2067 👩\u200d👩\u200d👧 &amp; ]]> \\u0041 %s {place} $\\frac{$ "
)
LONG = "å" * 300
FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
TURNING = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
WINDOWS = re.compile(r'[<>:"|?*\\\x00-\x1f]|[. ]$|^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)', re.IGNORECASE)


def hostile_names() -> Names:
    """Return a hostile word of its own for every field, with a readable part to look for."""
    words = {field.name: f"=1+1 {field.name} {EVIL}{LONG}\r\nrad två\tflik" for field in fields(Names)}
    # a reader refuses a file with control characters, but a protocol and the program's own arguments may hold them
    words |= {name: f"{words[name]} \x00\x07\x1b[1m" for name in ("title", "purpose", "protocol", "season", "role")}
    return Names(**words | {"lab": Names().lab, "medicine": Names().medicine})


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Analysis:
    return everything(tmp_path_factory.mktemp("in"), hostile_names())


@pytest.fixture(scope="module")
def out(result: Analysis, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ut") / "Mätningar 2026 åäö" / "underlag"
    result.write(folder)
    return folder


def words_of(file: Path) -> str:
    """Return everything that is read in a file, in the way its own library reads it."""
    if file.suffix == ".txt":
        return " ".join(one.words for one in plain.passages(file))
    if file.suffix == ".html":
        return " ".join(one.words for one in page.passages(file))
    if file.suffix == ".svg":
        return " ".join(one.words for one in drawings.passages(file))
    if file.suffix == ".pptx":
        return " ".join(one.words for one in slides.passages(file))
    if file.suffix == ".xlsx":
        return " ".join(one.words for one in workbook.passages(file) if isinstance(one, Passage))
    if file.suffix == ".csv":
        heads, rows = tables.rows_of(file, opened=file.parent.name == "oppna-data")
        assert all(len(row) == len(heads) for row in rows), file.name
        return " ".join(cell for row in rows for cell in row)
    if file.name == "underlag.json":
        return " ".join(one.words for one in document.passages(json.loads(file.read_text(encoding="utf-8")), "sv"))
    return " ".join(one.words for one in tables.package_words(file))


def written(out: Path, *suffixes: str) -> list[Path]:
    return sorted(path for path in out.rglob("*") if path.is_file() and path.suffix in suffixes)


TELLING = (".txt", ".html", ".svg", ".pptx", ".xlsx", ".csv", ".json")


def test_the_names_came_in_through_the_readers(result: Analysis) -> None:
    for table, column in (
        ("loads", "plant"), ("loads", "sample_id"), ("loads", "report_id"), ("loads", "method"), ("loads", "meter"),
        ("events", "description"), ("context", "indicator"), ("context", "group"), ("context", "place"),
        ("context", "source"), ("prescriptions", "area"), ("prescriptions", "source"), ("plan", "purpose"),
        ("assessments", "text"), ("assessments", "who"), ("season_levels", "season"),
    ):  # fmt: skip
        found = getattr(result, table)[column].dropna()
        assert found.str.contains("<script>", regex=False).any(), (table, column)


def test_file_names_are_safe_on_windows(out: Path) -> None:
    names = [path.relative_to(out.parent.parent) for path in out.rglob("*")]
    assert not [part for name in names for part in name.parts if WINDOWS.search(part)]
    assert max(len(str(name)) for name in names) < 150
    assert len({str(name).casefold() for name in names}) == len(names)


def test_every_file_opens_and_no_control_character_is_read_in_it(out: Path) -> None:
    for file in written(out, *TELLING):
        if file.name == "underlag.schema.json":
            continue
        words = words_of(file)
        if file.suffix != ".json":  # where they are escapes, by the rules of JSON
            assert not FORBIDDEN.search(words), file.name
        if file.suffix in (".txt", ".html", ".svg", ".csv"):
            assert not FORBIDDEN.search(file.read_text(encoding="utf-8-sig")), file.name
        if file.suffix != ".json":
            assert not TURNING.search(words), file.name


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("kort.txt", "plant title protocol season assessment who report purpose"),
        (
            "lagesbild.html",
            "plant title protocol season assessment who report purpose indicator group municipality event",
        ),
        ("lagesbild.pptx", "plant title protocol season assessment who report purpose indicator group municipality"),
        (
            "lagesbild.xlsx",
            "plant title protocol season assessment who report indicator group municipality sample method meter",
        ),
        ("underlag.json", "plant title protocol season assessment report purpose indicator group role sample"),
        ("andra-indikatorer.csv", "indicator group municipality context_source"),
        ("dygnsvarden.csv", "plant sample report method meter"),
        ("nivaer-gram-per-dygn.csv", "plant season"),
        ("oppna-data/dygnsvarden.csv", "plant sample report method meter"),
        ("oppna-data/datapackage.json", "title"),
    ],
)
def test_each_word_is_there_and_can_be_read(out: Path, name: str, fields: str) -> None:
    words = words_of(out / name)
    for field in fields.split():
        assert f"1+1 {field} <script>alert(1)</script> =HYPERLINK(" in words.replace("\u00a0", " "), field


def test_nothing_is_executed(out: Path) -> None:
    root = page.read(out / "lagesbild.html")
    names = {node.tag for node in root.iter() if isinstance(node.tag, str)}
    assert not names & {"script", "iframe", "object", "embed", "link", "img", "form", "foreignobject"}
    assert not [key for node in root.iter() for key in node.attrib if key.startswith("on") or key.endswith("src")]
    assert all(value.startswith("#") for node in root.iter() for key, value in node.attrib.items() if "href" in key)
    for file in written(out, ".svg"):
        drawn = etree.parse(str(file), etree.XMLParser(resolve_entities=False)).getroot()
        assert not [node for node in drawn.iter("{*}script", "{*}a", "{*}image", "{*}foreignObject")]
    book = openpyxl.load_workbook(out / "lagesbild.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    for file in written(out, ".csv"):
        opened = file.parent.name == "oppna-data"
        _, rows = tables.rows_of(file, opened=opened)
        starts = {cell[0] for row in rows for cell in row if cell and not is_number(cell)}
        assert not starts & set("=+-@\t\r\n＝＋－＠"), file.name
    for name in ("lagesbild.pptx", "lagesbild.xlsx"):
        with zipfile.ZipFile(out / name) as archive:
            assert archive.testzip() is None
            outside = [part for part in archive.namelist() if b'TargetMode="External"' in archive.read(part)]
            assert outside == []
            for part in archive.namelist():
                if part.endswith((".xml", ".rels")):
                    etree.fromstring(archive.read(part))


def is_number(cell: str) -> bool:
    return bool(re.fullmatch(r"[-+]?[\d.,]+|-?inf", cell))


def test_the_document_and_the_package_are_valid(out: Path) -> None:
    import frictionless

    found = json.loads((out / "underlag.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(underlag_schema()).validate(found)
    report = frictionless.Package(out / "oppna-data" / "datapackage.json").validate()
    assert report.valid, report.flatten(["name", "type", "note"])


def test_the_slides_keep_to_their_frames(out: Path) -> None:
    deck = pptx.Presentation(str(out / "lagesbild.pptx"))
    for slide in deck.slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                assert len(shape.text_frame.text) < 4000


def test_every_table_reads_back_to_the_same_number_of_rows(result: Analysis, out: Path) -> None:
    for name, table in result.briefing().tables.items():
        for file, separator in ((out / f"{name}.csv", ";"), (out / "oppna-data" / f"{name}.csv", ",")):
            with file.open(encoding="utf-8-sig", newline="") as opened:
                assert len(list(csv.reader(opened, delimiter=separator))) == len(table) + 1


def test_places_whose_names_look_alike_in_a_file_name_have_files_of_their_own(result: Analysis, tmp_path: Path) -> None:
    from avloppsanalys.charts.chart import slug

    assert slug("Å-verket") == slug("A verket!")
    assert slug("x" * 200 + "1") != slug("x" * 200 + "2")
    assert len(slug("x" * 400)) < 80
    names = [chart.name for chart in result.charts()]
    assert len(set(names)) == len(names)
