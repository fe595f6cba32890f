"""Files as bytes: encodings, delimiters, workbooks, and those that cannot be trusted."""

import datetime as dt
import errno
import io
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from openpyxl import Workbook  # type: ignore[import-untyped]  # openpyxl ships no types

from avloppsanalys.errors import FileError
from avloppsanalys.readers import check_file
from avloppsanalys.readers.files import MAX_BYTES, read_grid
from avloppsanalys.readers.workbook import EXACT
from avloppsanalys.wording import system_fault, text

TABLE = "Preparat;Halt (µg/m3)\nBensoylekgonin (BzE)*;234,5\nej påvisad é – å;12\n"
ROWS = [["Preparat", "Halt (µg/m3)"], ["Bensoylekgonin (BzE)*", "234,5"], ["ej påvisad é – å", "12"]]

Write = Callable[[bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function that writes bytes to a file."""

    def written(data: bytes) -> Path:
        path = tmp_path / "svar.csv"
        path.write_bytes(data)
        return path

    return written


def refused(path: Path) -> str:
    """Return the text of the error that a file is refused with."""
    with pytest.raises(FileError) as error:
        read_grid(path)
    return str(error.value)


@pytest.mark.parametrize(
    ("codec", "name"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("cp1252", "cp1252"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_every_encoding_and_line_end_gives_the_same_cells(write: Write, codec: str, name: str, line_end: str) -> None:
    grid = read_grid(write(TABLE.replace("\n", line_end).encode(codec)))
    assert grid.rows == ROWS
    assert grid.lines == [1, 2, 3]
    assert (grid.encoding, grid.delimiter) == (name, ";")


def test_both_code_points_of_micro_survive(write: Write) -> None:
    assert read_grid(write("a;µg\nb;μg\n".encode())).rows == [["a", "\u00b5g"], ["b", "\u03bcg"]]


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_the_delimiter_is_seen_from_the_number_of_cells(write: Write, delimiter: str) -> None:
    text = "Rapport 17\n\n" + "\n".join(delimiter.join(row) for row in [["plant", "halt", "loq"], ["A", "5", "1"]])
    grid = read_grid(write(text.encode()))
    assert grid.delimiter == delimiter
    assert grid.rows == [["Rapport 17"], [], ["plant", "halt", "loq"], ["A", "5", "1"]]


def test_decimal_commas_do_not_pass_for_delimiters(write: Write) -> None:
    assert read_grid(write(b"Halt;LOQ\n12,5;1,0\n3,2;1,0\n")).delimiter == ";"
    assert read_grid(write(b"12,5;1,0\n")).delimiter == ";"


def test_semicolons_in_a_comment_do_not_pass_for_delimiters(write: Write) -> None:
    assert read_grid(write(b"plant,halt,comment\nA,5,a; b\nB,6,c; d\n")).delimiter == ","


def test_a_quoted_cell_may_hold_delimiters_and_line_ends(write: Write) -> None:
    grid = read_grid(write(b'a;b\n"x;\ny ""z""";1\nc;2\n'))
    assert grid.rows == [["a", "b"], ['x;\ny "z"', "1"], ["c", "2"]]
    assert grid.lines == [1, 2, 4]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "svar.csv: The file is empty. Ask for it again."),
        (b" \r\n\t", "svar.csv: The file is empty. Ask for it again."),
        (b"\xef\xbb\xbf", "svar.csv: The file is empty. Ask for it again."),
        (b"%PDF-1.7 ...", "svar.csv: The file is no table but PDF. Ask for the table as CSV or XLSX."),
        (b"\x89PNG\r\n", "svar.csv: The file is no table but PNG. Ask for the table as CSV or XLSX."),
        (b"\xff\xd8\xff\xe0", "svar.csv: The file is no table but JPEG. Ask for the table as CSV or XLSX."),
        (
            b"\xd0\xcf\x11\xe0 old",
            "svar.csv: The file is an old Excel file (.xls) or locked by a password. Open it in Excel and "
            "save it as XLSX "
            "without a password.",
        ),
        (
            b"a;b\n\x00\x01;2\n",
            "svar.csv: The file is binary, not a table of text (character 0x00 on line 2). Ask for the table "
            "as CSV or XLSX.",
        ),
        (
            b"a;b\nK\x81;2\n",
            "svar.csv: Byte 0x81 on line 2 does not exist in the encoding cp1252. Save the file as CSV UTF-8 "
            "in the program "
            "where it was made.",
        ),
        (
            "Värde;b\n".encode() + "Värde;2\n".encode("cp1252"),
            "svar.csv: The file mixes encodings: UTF-8 on line 1, cp1252 elsewhere. Save the file as CSV UTF-8 in the "
            "program where it was made.",
        ),
        (
            b'a;b\nc;1\n"d;2\ne;3\n',
            "svar.csv: The row that begins on line 3 cannot be split into cells. A "
            "quotation mark "
            "is missing or left over there; correct it.",
        ),
    ],
)
def test_a_file_that_cannot_be_trusted_is_refused_with_what_to_do(write: Write, data: bytes, message: str) -> None:
    assert refused(write(data)) == message


@pytest.mark.parametrize("byte", [0x81, 0x8D, 0x8F, 0x90, 0x9D])
def test_the_five_bytes_that_cp1252_lacks_are_refused(write: Write, byte: int) -> None:
    assert f"Byte 0x{byte:02X} on line 1" in refused(write(b"\xe5" + bytes([byte])))


def test_a_file_over_the_limit_is_refused_unread(write: Write) -> None:
    assert refused(write(b"a;b\n" * (MAX_BYTES // 4 + 1))) == (
        "svar.csv: The file is 20.0 MB, over the limit of 20 MB. Check that it is a table; split it by year if it is."
    )


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "finns_inte.csv"
    assert refused(path) == (
        f"finns_inte.csv: The file cannot be read from the disk (it does not exist). Check the path {path}."
    )


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "Filen kan inte läsas från disken (den finns inte)."),
        ("folder", "Filen kan inte läsas från disken (det är en mapp)."),
        (
            b"PK\x03\x04 inget arkiv",
            "ingen Excelfil (innehållet är inte packat som i en xlsx-fil, eller slutar för tidigt).",
        ),
        (b'a;b\n1;"2', "Raden som börjar på rad 2 går inte att dela i celler."),
    ],
)
def test_what_the_computer_says_in_english_is_told_in_swedish(
    content: bytes | str | None, why: str, tmp_path: Path
) -> None:
    path = tmp_path / "svar.xlsx"
    if content == "folder":
        path.mkdir()
    elif isinstance(content, bytes):
        path.write_bytes(content)
    (what,) = check_file(path).problems["what"]
    assert what.endswith(why)


def test_every_number_of_the_operating_system_has_words_in_both_languages() -> None:
    for number in errno.errorcode:
        fault = system_fault(OSError(number, "in English"))
        assert "in English" not in text(fault.text_id, "sv") != text(fault.text_id, "en")
    assert system_fault(OSError("without a number")).text_id == "system_fault.other"


def workbook(*rows: list[object], hidden: bool = False, second: list[object] | None = None) -> bytes:
    """Return a workbook as bytes."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    if second:
        book.create_sheet("Blad 2").append(second)
    if hidden:
        sheet.sheet_state = "hidden"
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def test_a_workbook_gives_text_that_can_be_read_in_one_way(write: Write) -> None:
    cells: list[object] = [
        1.234,
        66,
        8.0,
        "12,5",
        dt.datetime.fromisoformat("2026-08-12 07:30"),
        dt.date(2026, 8, 12),
        dt.time(7, 0),
    ]
    grid = read_grid(write(workbook([None], ["a", *cells, True])))
    assert grid.encoding == "xlsx"
    assert grid.lines == [1, 2]
    assert grid.rows[1] == [
        "a", f"{EXACT}1.234", "66", "8", "12,5", "2026-08-12 07:30:00", "2026-08-12", "07:00:00", "TRUE",
    ]  # fmt: skip


def test_the_first_visible_sheet_with_cells_is_read_and_the_others_named(write: Write) -> None:
    grid = read_grid(write(workbook(["a", 1], second=["b", 2])))
    assert (grid.rows, grid.other_sheets) == ([["a", "1"]], ("Blad 2",))
    assert read_grid(write(workbook(["a", 1], second=["b", 2], hidden=True))).rows == [["b", "2"]]
    assert refused(write(workbook())) == "svar.csv: The file is empty. Ask for it again."


def test_formulas_without_a_saved_result_and_excel_errors_are_named(write: Write) -> None:
    message = refused(write(workbook(["a", "=1/0"], ["b", "#N/A"], ["c", 3])))
    assert message == (
        "svar.csv: 2 cells hold an Excel error or a formula without a saved result (B1, B2). Open the "
        "workbook in Excel, "
        "correct them and save it again."
    )


@pytest.mark.parametrize("share", [0.05, 0.5, 0.9, 0.99])
def test_a_truncated_workbook_is_refused(write: Write, share: float) -> None:
    whole = workbook(*[["a", number, f"text {number}"] for number in range(200)])
    message = refused(write(whole[: int(len(whole) * share)]))
    assert message.startswith("svar.csv: The workbook is truncated or damaged, or is no Excel workbook (")
    assert message.endswith("Ask for it again, or save the sheet as CSV UTF-8.")


def test_a_workbook_with_a_changed_byte_is_refused_or_read_whole(write: Write) -> None:
    whole = workbook(["a", 1.5], ["b", 2.5])
    expected = read_grid(write(whole)).rows
    for place in range(0, len(whole), 37):
        data = whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :]
        with suppress(FileError):
            assert read_grid(write(data)).rows == expected


def test_another_archive_is_no_workbook(write: Write) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("readme.txt", "hej")
    assert "truncated or damaged, or is no Excel workbook" in refused(write(data.getvalue()))


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"Preparat\x81;\nHalt\x8d\x01\x02", "binary, not a table of text (character 0x01 on line 2)"),
        (b"\x81\x8d\x00\x00\x07", "binary, not a table of text (character 0x00 on line 1)"),
        (b"\xef\xbb\xbfHalt\n\xff\x02", "binary, not a table of text (character 0x02 on line 2)"),
    ],
)
def test_a_binary_file_is_told_as_such_whatever_its_other_bytes(write: Write, data: bytes, told: str) -> None:
    assert told in refused(write(data))
