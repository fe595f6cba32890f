"""What a format tells, it tells whole: no digit of a written file can be another without a test that fails.

`test_every_format` walks through all numbers and asks where each is from. Here each text with a digit in it must stand
word for word in ``underlag.json`` or be made by the analysis of its numbers; each cell of the workbook and each point
of a chart is the number of its card, table or picture, with all its digits.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

import avloppsanalys as avl
from avloppsanalys.analysis import read_config
from avloppsanalys.reference import bundled
from reading import Passage, tables, workbook
from reading.exact import unlike_in_page, unlike_in_slides, unlike_in_workbook
from reading.mutants import Place, Printed
from reading.underlag import Written, found_in, walked
from reading.whole import Whole, card_lines, plain

TOLD = ("kort.txt", "lagesbild.html", "lagesbild.pptx", "lagesbild.xlsx")
IN_SHORT = ("title", "level", "mass", "change", "last_year", "withheld", "assessment", "next", "source")
"""What ``kort.txt`` tells of a card, and the weightiest of its caveats; the rest it leaves to the page."""
A_MOMENT = re.compile(r"^\d{5}\.\d{6,}")
"""A moment as a workbook keeps it; its last digits are millionths of a second."""

Complaints = Callable[[Path], list[str]]


@pytest.fixture(scope="module")
def complaints(written: Written) -> Complaints:
    return complaints_of(written)


def complaints_of(written: Written) -> Complaints:
    """Return what asks a file of an underlag for all that is not as it should be."""
    whole = Whole(written)

    def found(file: Path) -> list[str]:
        if file.suffix == ".xlsx":
            workbook.read.cache_clear()
            return [*unlike_in_workbook(written, file), *whole.unlike(workbook.alternative_texts(file))]
        told = [*whole.unlike(one for one in found_in(file) if isinstance(one, Passage))]
        if file.suffix == ".html":
            told += [*whole.rows_unlike(file), *unlike_in_page(written, file)]
        if file.suffix == ".pptx":
            told += unlike_in_slides(written, file)
        return told

    return found


@pytest.mark.parametrize("name", TOLD)
def test_every_text_and_every_cell_is_the_one_that_it_should_be(
    written: Written, complaints: Complaints, name: str
) -> None:
    assert complaints(written.folder / name) == []


def test_alternative_texts_of_the_drawn_charts_are_told_whole(written: Written) -> None:
    whole = Whole(written)
    files = [*written.folder.glob("*.svg"), *(one for one in written.folder.glob("*.txt") if one.name != "kort.txt")]
    assert len(files) > 20
    assert [*whole.unlike(one for file in files for one in found_in(file) if isinstance(one, Passage))] == []


@pytest.mark.parametrize("name", TOLD)
def test_every_part_of_every_card_is_told(written: Written, name: str) -> None:
    told = told_in(written.folder / name)
    for card in written.document["cards"]:
        lines = card_lines(card, written.told.lang)
        if name == "kort.txt":
            lines = {part: lines[part] for part in IN_SHORT}
            assert any(plain(caveat) in told for caveat in card["caveats"])
            lines["level"] = lines["level"][1:]
        elif name == "lagesbild.xlsx":  # there period and level have cells of their own, compared as numbers
            del lines["level"], lines["period"]
        else:
            lines["level"] = lines["level"][:1]
        for part, said in lines.items():
            for words in said:
                assert plain(words) in told, (card["title"], part)


def test_what_is_told_beside_is_told_whole(written: Written) -> None:
    document = written.document
    short, page, slides = (told_in(written.folder / name) for name in TOLD[:3])
    traps = {one["trap"] for one in document["context"]}
    assert len(traps) == 3
    for words in traps:
        assert plain(words) in page
        assert plain(words) in slides
    for words in document["follow_up"]["text"]:
        assert plain(words) in page
    for words in document["europe"]["text"]:
        assert plain(words) in short
    for question in document["control_questions"]:
        for told in (page, slides, short):
            assert plain(question["question"]) in told
            assert plain(question["answer"]) in told


def told_in(file: Path) -> str:
    """Return all that a file tells, plain."""
    return plain(" ".join(one.words for one in found_in(file) if isinstance(one, Passage)) + " ".join(cells_of(file)))


def cells_of(file: Path) -> list[str]:
    if file.suffix != ".xlsx":
        return []
    return [cell for sheet in workbook.read(file) for row in sheet.iter_rows(values_only=True) for cell in row
            if isinstance(cell, str)]  # fmt: skip


# --- the tests would see it


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("kort.txt", 1000),
        ("lagesbild.html", 15),
        ("lagesbild.pptx", 12),
        ("lagesbild.xlsx", 8),
        *(pytest.param(name, 25, marks=pytest.mark.slow) for name in TOLD[1:]),
    ],
)
def test_another_last_digit_of_any_number_is_seen(
    written: Written, complaints: Complaints, name: str, count: int, tmp_path: Path
) -> None:
    printed = Printed(written.folder / name)
    assert len(printed.places) > 180
    unseen = [place for place in printed.some(count, seed=6) if not seen(complaints, printed, place, tmp_path)]
    assert [place for place in unseen if not A_MOMENT.match(place.near)] == []


def seen(complaints: Complaints, printed: Printed, place: Place, tmp_path: Path) -> bool:
    try:
        return bool(complaints(printed.mutant(place, tmp_path)))
    except (ValueError, KeyError, IndexError):  # a file that can no longer be read is seen as well
        return True


def test_another_figure_on_the_first_sheet_is_seen(written: Written, complaints: Complaints, tmp_path: Path) -> None:
    file = written.folder / "lagesbild.xlsx"
    card = written.document["cards"][0]
    for name in ("estimate", "low", "high"):
        copied = tmp_path / file.name
        with zipfile.ZipFile(file) as before, zipfile.ZipFile(copied, "w") as after:
            for part in before.namelist():
                own = before.read(part)
                if part == "xl/worksheets/sheet1.xml":
                    old = f"<v>{card[name]:.16G}</v>".encode()
                    assert old in own
                    own = own.replace(old, f"<v>{1.5 * card[name]:.16G}</v>".encode(), 1)
                after.writestr(part, own)
        (complaint,) = complaints(copied)
        assert "first sheet, cards, row 2" in complaint


def test_the_example_of_a_real_answer_is_told_whole_and_by_its_numbers(tmp_path: Path) -> None:
    setup = read_config(bundled("examples/lidkoping_2020/rapport.toml"))
    result = avl.analyse(
        *setup.read(), protocol=setup.protocol, title=setup.title, purpose=setup.purpose, **setup.read_forms()
    )
    result.write(tmp_path)
    found = Written(result=result, told=result.briefing(), folder=tmp_path)
    walk = walked(found.walk(), *sorted(path for path in tmp_path.rglob("*") if path.is_file()))
    assert walk.strays == []
    for name in TOLD:
        assert complaints_of(found)(tmp_path / name) == []


# --- what has changed, as a part of the underlag


def test_the_underlag_holds_what_has_changed_since_the_one_before_it(written: Written) -> None:
    changed, before = written.document["changed"], written.before
    assert before is not None
    assert before["changed"] is None
    assert changed["since"]["as_of"] == before["as_of"]
    assert changed["since"]["digest"] == before["publication"]["digest"]
    heads, rows = tables.rows_of(written.folder / "oppna-data" / "andrat.csv", opened=True)
    assert len(changed["rows"]) == len(rows) > 20
    for record, row in zip(changed["rows"], rows, strict=True):
        cells = dict(zip(heads, row, strict=True))
        assert list(record) == heads[: len(record)]
        for name, value in record.items():
            assert cells[name] == (value or ""), (name, cells[name])
    told = told_in(written.folder / "lagesbild.html")
    notes = told_in(written.folder / "lagesbild.pptx")
    for words in changed["text"]:
        assert plain(words) in told
        assert plain(words) in notes


def test_what_has_changed_makes_no_other_underlag(written: Written) -> None:
    files = sorted(path for path in written.folder.rglob("*") if path.is_file())
    first = [path.read_bytes() for path in files]
    again = written.result.write(written.folder.parent)
    assert sorted(again) == files
    assert [path.read_bytes() for path in files] == first
    assert written.document["publication"]["digest"] == written.result.digest
