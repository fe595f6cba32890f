"""Readers against generated cells and files: nothing is lost, nothing is guessed, nothing raises but `FileError`."""

import csv
import io
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from avloppsanalys.errors import FileError
from avloppsanalys.readers import check_file, read_flow, read_lab, read_plants
from avloppsanalys.readers.cells import Decimal, parse_cell, parse_column, settle_decimal
from avloppsanalys.tables import PROBLEMS, QUALIFIERS, check

THOROUGH_CELLS, CELLS_A_LIST = 500, 200
THOROUGH_FILES = 2_000

SPACES = st.sampled_from(["", " ", "\u00a0", "\u2009", "\u202f"])
FOOTNOTES = st.sampled_from(["", "*", " **", "†", "¹", " 1)"])
WORDS = st.sampled_from(
    [
        "", " ", "-", "–", "e.p.", "ej påvisad", "ND", "n.d.", "<LOD", "<LOQ", "spår", "påvisad, ej kvantifierad",
        "n.a.", "ej analyserad", "-99", "-999", "0", "0,0", "nan", "inf", "#N/A", "<", "<<5", "< -5", ">400", "≤5",
        "1,234", "1.234", "1.234,5", "1,234.5", "1.2.3", "12 5", "93 700", "1e400", "1,2E+03", "5 ng/L", "5 ppt",
        "5 µg/m3", "10²", "ca 5", "2026-08-12", "Kokain", "\x02", "\x021.5", "=1+1", "\u2212", "٣", "½", "∞", "%", ",",
        ".", "1,", ",5", "+", "--", "*",
    ]
)  # fmt: skip
HOSTILE = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
NUMBERS = st.floats(allow_nan=True, allow_infinity=True).map(repr) | st.integers(-(10**12), 10**12).map(str)


@st.composite
def written(draw: st.DrawFn, decimal: Decimal) -> tuple[str, float]:
    """Return a positive number as a laboratory may write it, and the number."""
    whole = draw(st.integers(0, 999_999))
    digits = draw(st.text("0123456789", max_size=4))
    if not whole and not digits.strip("0"):
        whole = 7
    text = str(whole)
    if whole > 999 and draw(st.booleans()):
        text = f"{whole:,}".replace(",", draw(SPACES.filter(bool)))
    if digits:
        text += decimal + digits
    return draw(SPACES) + text + draw(FOOTNOTES) + draw(SPACES), float(f"{whole}.{digits or 0}")


@st.composite
def decorated(draw: st.DrawFn) -> str:
    """Return a number or word with signs, spaces and marks around it, wherever they make sense or not."""
    sign = draw(st.sampled_from(["", "<", ">", "≤", "-", "\u2212", "±"]))
    core = draw(NUMBERS | WORDS | written(",").map(lambda pair: pair[0]) | written(".").map(lambda pair: pair[0]))
    return sign + draw(SPACES) + core + draw(FOOTNOTES) + draw(st.sampled_from(["", " ng/l", "%", " µg"]))


T = TypeVar("T")
CELLS = st.one_of(WORDS, HOSTILE, decorated(), NUMBERS)
SIGNS: st.SearchStrategy[Decimal | None] = st.sampled_from([",", ".", None])


def outcome(read: Callable[[], T]) -> T | FileError:
    """Return what is read, or the one error that a reader may raise."""
    try:
        return read()
    except FileError as error:
        return error


def assert_cells_are_sound(texts: Sequence[str], decimal: Decimal | None) -> None:
    """Every cell has a qualifier, a rule, or is blank; and a value only where it may have one."""
    column = parse_column(pd.Series(texts, dtype=object), decimal)
    assert len(column) == len(texts)
    for text, value, qualifier, limit, rule in zip(
        texts, column["value"], column["qualifier"], column["limit"], column["rule"], strict=True
    ):
        if qualifier:
            assert qualifier in QUALIFIERS
            assert rule in ("", "CEL007")
        else:
            assert rule.startswith("CEL") or not text.strip(), text
            assert math.isnan(limit)
        if qualifier == "quantified":
            assert 0 < value < math.inf, text
        elif qualifier:
            assert math.isnan(value) or (value == 0 and rule == "CEL007"), text
        assert math.isnan(limit) or (0 < limit < math.inf and qualifier in ("below_loq", "above_range")), text


@given(st.lists(CELLS, max_size=40), SIGNS)
def test_any_text_is_read_or_has_a_rule(texts: list[str], decimal: Decimal | None) -> None:
    assert_cells_are_sound(texts, decimal)


@pytest.mark.slow
@settings(max_examples=THOROUGH_CELLS, suppress_health_check=list(HealthCheck))
@given(st.lists(CELLS, min_size=CELLS_A_LIST, max_size=CELLS_A_LIST), SIGNS)
def test_a_hundred_thousand_cells_are_read_or_have_a_rule(texts: list[str], decimal: Decimal | None) -> None:
    assert_cells_are_sound(texts, decimal)


@given(st.data(), st.sampled_from([",", "."]))
def test_a_number_is_read_as_written(data: st.DataObject, decimal: Decimal) -> None:
    text, value = data.draw(written(decimal))
    cell = parse_cell(text, decimal)
    if value == 0:
        assert cell.rule == "CEL007"
    elif cell.qualifier:
        assert cell.value == pytest.approx(value, rel=1e-12)
    else:  # "10¹" may be a power, and is then not read
        assert cell.rule == "CEL001"
        assert "10¹" in text


@given(st.data(), st.sampled_from([",", "."]))
def test_without_a_known_sign_a_number_is_read_right_or_not_at_all(data: st.DataObject, decimal: Decimal) -> None:
    text, value = data.draw(written(decimal))
    cell = parse_cell(text, None)
    assert math.isnan(cell.value) or cell.value == pytest.approx(value, rel=1e-12)


@given(st.lists(CELLS, max_size=30))
def test_the_sign_settled_by_a_file_reads_its_own_cells_in_any_order(texts: list[str]) -> None:
    lines = pd.Series(range(len(texts)))
    sign = outcome(lambda: settle_decimal(pd.Series(texts, dtype=object), lines, file="svar.csv"))
    if isinstance(sign, FileError):
        assert str(sign).startswith("svar.csv: Decimal comma (")
        return
    assert settle_decimal(pd.Series(texts[::-1], dtype=object), lines, file="svar.csv") == sign
    if sign is not None:
        assert not parse_column(pd.Series(texts, dtype=object), sign)["rule"].eq("CEL002").any()


# ---- whole files

RESIDUES = {
    "Kokain": "cocaine",
    "BzE *": "benzoylecgonine",
    "MDMA": "MDMA",
    "THCA": "THC-COOH",
    "Metaamfetamin": "methamphetamine",
}
LINE_ENDS = re.compile("\r\n|\r|\n")
SUM_ROW = "Kokain (+ metabolit BzE)"


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A generated file: its bytes, how to read it, and what its untouched cells must give."""

    data: bytes
    given: dict[str, str]
    entries: int
    expected: dict[tuple[int, str], tuple[str, float]]
    clean: bool


@st.composite
def answers(draw: st.DrawFn, decimal: Decimal) -> tuple[str, str, float]:
    """Return a well-formed cell, its qualifier and the upper bound of its concentration."""
    kind = draw(st.sampled_from(["number", "number", "below", "lod", "trace"]))
    text, value = draw(written(decimal).filter(lambda pair: "10¹" not in pair[0] and pair[1] > 0))
    match kind:
        case "number":
            return text, "quantified", value
        case "below":
            return "<" + text, "below_loq", value
        case "lod":
            return draw(st.sampled_from(["e.p.", "ND", "ej påvisad"])), "below_lod", math.nan
        case _:
            return draw(st.sampled_from(["spår", "påvisad, ej kvantifierad"])), "detected", math.nan


@st.composite
def tables(
    draw: st.DrawFn,
) -> tuple[list[list[str]], dict[str, str], int, dict[tuple[int, str], tuple[str, float]], bool]:
    """Return the rows of a table in one of the three layouts, and what is known of it."""
    decimal: Decimal = draw(st.sampled_from([",", "."]))
    layout = draw(st.sampled_from(["rise", "long", "wide"]))
    labels = draw(st.lists(st.sampled_from([*RESIDUES, SUM_ROW]), min_size=2, max_size=6, unique=True))
    samples = 1 if layout == "rise" else draw(st.integers(1, 4))
    moments = [[f"P{number}", f"2026-08-{10 + number} 07:00"] for number in range(samples)]
    titles = draw(st.sampled_from([[], [["Rapport 17"], []], [["Rapport-id: R17"]]]))
    match layout:
        case "rise":
            header, given_ = ["Preparat", "Halt (µg/m3)"], {"plant": "Ax", "start": "2026-08-10 07:00"}
        case "long":
            header, given_ = ["Prov-id", "Start", "Ämne", "Halt (ng/l)"], {"plant": "Ax"}
        case _:
            header, given_ = ["Prov-id", "Start", *(f"{label} (ng/l)" for label in labels)], {"plant": "Ax"}
    rows: list[list[str]] = [*titles, header]
    expected: dict[tuple[int, str], tuple[str, float]] = {}
    for moment in moments:
        cells = [draw(answers(decimal)) for _ in labels]
        if layout == "wide":
            rows.append([*moment, *(cell for cell, _, _ in cells)])
        for label, (cell, qualifier, high) in zip(labels, cells, strict=True):
            if layout != "wide":
                rows.append([label, cell] if layout == "rise" else [*moment, label, cell])
            if label in RESIDUES:
                expected[len(rows), RESIDUES[label]] = (qualifier, high)
    first = len(titles) + 1
    spoilt = draw(st.lists(st.tuples(st.integers(first, len(rows) - 1), st.integers(0, 9), CELLS), max_size=3))
    for row, column, text in spoilt:
        column %= len(rows[row])
        rows[row][column] = text
        residue = RESIDUES.get(labels[column - 2]) if layout == "wide" and column > 1 else None
        for key in [key for key in expected if key[0] == row + 1 and residue in (None, key[1])]:
            del expected[key]
    breaks = [sum(len(LINE_ENDS.findall(cell)) for cell in row) for row in rows]  # a cell may run over several lines
    expected = {(number + sum(breaks[: number - 1]), residue): said for (number, residue), said in expected.items()}
    filled = [row for row in rows[first:] if any(cell.strip() for cell in row)]
    return rows, given_, len(filled) * (len(labels) if layout == "wide" else 1), expected, not spoilt


@st.composite
def files(draw: st.DrawFn) -> File:
    """Return a table written with some delimiter, encoding and line end."""
    rows, given_, entries, expected, clean = draw(tables())
    delimiter, line_end = draw(st.sampled_from([";", ",", "\t"])), draw(st.sampled_from(["\n", "\r\n"]))
    if any("\r" in cell for row in rows for cell in row):
        line_end = "\r\n"  # else the csv module leaves the cell without quotes, and its end and the line's become one
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=line_end).writerows(rows)
    codec = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]))
    try:
        data = text.getvalue().encode(codec)
    except UnicodeEncodeError:
        data = text.getvalue().encode("utf-8")
    return File(data=data, given=given_, entries=entries, expected=expected, clean=clean)


def assert_file_is_accounted_for(file: File, path: Path) -> None:
    """Rows are conserved, every row set aside has a problem, and untouched cells give what was written."""
    path.write_bytes(file.data)
    reading = outcome(lambda: read_lab(path, plant=file.given["plant"], start=file.given.get("start")))
    if isinstance(reading, FileError):
        assert str(reading).startswith("svar.csv: ")
        assert not file.clean, reading
        return
    source = reading.files[0]
    assert source.rows_read == source.rows_used + source.rows_reported + source.rows_set_aside
    assert source.rows_used == len(reading.table)
    check(reading.problems, PROBLEMS)
    flagged = set(reading.problems["line"].dropna())
    if file.clean:
        assert source.rows_read == file.entries
        assert not (reading.problems["severity"] == "error").loc[reading.problems["rule"] != "CEL002"].any()
    rows = {(row.source_line, row.residue): row for row in reading.table.itertuples()}
    for key, (qualifier, high) in file.expected.items():
        if key in rows:
            row = rows[key]
            assert row.qualifier == qualifier
            assert row.concentration_high_ng_per_l == pytest.approx(high, rel=1e-12, nan_ok=True)
        else:
            assert key[0] in flagged


SETTINGS = settings(suppress_health_check=list(HealthCheck))


@SETTINGS
@given(files())
def test_every_file_is_read_or_refused_with_its_rows_accounted_for(tmp_path: Path, file: File) -> None:
    assert_file_is_accounted_for(file, tmp_path / "svar.csv")


@pytest.mark.slow
@settings(SETTINGS, max_examples=THOROUGH_FILES)
@given(files())
def test_two_thousand_files_are_read_or_refused_with_their_rows_accounted_for(tmp_path: Path, file: File) -> None:
    assert_file_is_accounted_for(file, tmp_path / "svar.csv")


FLOW_HEADER = ["Reningsverk", "Start", "Stopp", "Flöde (m3)", "CV (%)", "Mätare"]
PLANT_HEADER = ["Reningsverk", "Anslutna", "Giltig från", "CV (%)", "Uppehållstid (h)"]
NEARLY_RIGHT = st.sampled_from(["Ax", "2026-08-12", "2026-08-13 07:00", "17000", "12,5", "10 %", ""])


@SETTINGS
@given(
    st.sampled_from([FLOW_HEADER, PLANT_HEADER]),
    st.lists(st.lists(CELLS | NEARLY_RIGHT, min_size=1, max_size=7), max_size=6),
)
def test_flow_and_plants_conserve_their_rows(tmp_path: Path, header: list[str], rows: list[list[str]]) -> None:
    path = tmp_path / "fil.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows([header, *rows])
    reading = outcome(lambda: read_flow(path) if header is FLOW_HEADER else read_plants(path))
    if isinstance(reading, FileError):
        assert str(reading).startswith("fil.csv: ")
        return
    source = reading.files[0]
    assert source.rows_read == source.rows_used + source.rows_set_aside
    assert source.rows_used == len(reading.table)
    assert reading.problems["line"].dropna().nunique() >= min(source.rows_set_aside, 1)


@SETTINGS
@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_checking_any_bytes_gives_a_reading(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "fil.csv"
    path.write_bytes(data)
    reading = check_file(path)
    check(reading.problems, PROBLEMS)
    assert reading.files[0].usable or reading.problems["severity"].tolist() == ["error"]
