"""The cell parser: what each way of writing a result means, and what is never guessed."""

import math

import pandas as pd
import pytest

from avloppsanalys.errors import FileError
from avloppsanalys.readers.cells import (
    Cell,
    Decimal,
    parse_cell,
    parse_column,
    settle_decimal,
    strip_footnotes,
    tidy,
)
from avloppsanalys.readers.workbook import EXACT
from avloppsanalys.wording import rules


def said(text: str, decimal: Decimal | None = ",") -> tuple[float | None, str, float | None, str, str]:
    """Return a cell with None for a missing number, so that it can be compared."""
    cell = parse_cell(text, decimal)
    value, limit = (None if math.isnan(number) else number for number in (cell.value, cell.limit))
    return value, cell.qualifier, limit, cell.rule, cell.unit


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12,5", 12.5),
        ("66", 66.0),
        ("93 700", 93700.0),
        ("93\u00a0700", 93700.0),
        ("93\u2009700", 93700.0),
        ("93\u202f700", 93700.0),
        ("1 234,567", 1234.567),
        ("1.234,5", 1234.5),
        ("1.234.567", 1234567.0),
        ("0,125", 0.125),
        ("1,234", 1.234),
        ("1,2E+03", 1200.0),
        ("+5", 5.0),
        ("12,5*", 12.5),
        ("12,5 **", 12.5),
        ("12 †", 12.0),
        ("4,3¹", 4.3),
        ("12 1)", 12.0),
        ("12 100 1)", 12100.0),
        ("  7\t", 7.0),
    ],
)
def test_numbers_are_read_with_decimal_comma_thousands_and_footnotes(text: str, value: float) -> None:
    assert said(text) == (value, "quantified", None, "", "")


@pytest.mark.parametrize(
    ("text", "value"),
    [("12.5", 12.5), ("1,234.5", 1234.5), ("1,234,567", 1234567.0), ("0.125", 0.125), ("1.234", 1.234)],
)
def test_numbers_are_read_with_decimal_point(text: str, value: float) -> None:
    assert said(text, ".") == (value, "quantified", None, "", "")


@pytest.mark.parametrize(
    ("text", "qualifier", "limit"),
    [
        ("<5", "below_loq", 5.0),
        ("< 5,0", "below_loq", 5.0),
        ("≤5", "below_loq", 5.0),
        ("< 5 *", "below_loq", 5.0),
        (">400", "above_range", 400.0),
        ("≥ 1 400", "above_range", 1400.0),
        ("e.p.", "below_lod", None),
        ("ep", "below_lod", None),
        ("Ej påvisad", "below_lod", None),
        ("ej detekterad", "below_lod", None),
        ("ND", "below_lod", None),
        ("n.d.", "below_lod", None),
        ("n. d.", "below_lod", None),
        ("not detected", "below_lod", None),
        ("<LOD", "below_lod", None),
        ("u.d.", "below_lod", None),
        ("<LOQ", "below_loq", None),
        ("< LOQ", "below_loq", None),
        ("spår", "detected", None),
        ("Spår*", "detected", None),
        ("trace", "detected", None),
        ("påvisad, ej kvantifierad", "detected", None),
        ("påvisad", "detected", None),
        ("detected", "detected", None),
    ],
)
def test_qualifiers_keep_their_limit_and_have_no_value(text: str, qualifier: str, limit: float | None) -> None:
    assert said(text) == (None, qualifier, limit, "", "")


@pytest.mark.parametrize("text", ["", "   ", "\u00a0"])
def test_a_blank_cell_says_nothing(text: str) -> None:
    assert said(text) == (None, "", None, "", "")


@pytest.mark.parametrize("text", ["-", "–", "—", "ej analyserad", "Ej analyserad*", "n.a.", "not analysed"])
def test_not_analysed_is_said_by_a_rule(text: str) -> None:
    assert said(text) == (None, "", None, "CEL006", "")


@pytest.mark.parametrize(
    ("text", "value", "rule"),
    [
        ("-99", -99.0, "CEL003"),
        ("-999,0", -999.0, "CEL003"),
        ("\u22129999", -9999.0, "CEL003"),
        ("-3", -3.0, "CEL004"),
        ("\u22125,5", -5.5, "CEL004"),
        ("nan", None, "CEL005"),
        ("inf", None, "CEL005"),
        ("#N/A", None, "CEL005"),
        ("#SAKNAS!", None, "CEL005"),
        ("1e999", None, "CEL005"),
        ("abc", None, "CEL001"),
        ("12 5", None, "CEL001"),
        ("ca 12", None, "CEL001"),
        ("*", None, "CEL001"),
        ("10²", None, "CEL001"),
        ("<0", None, "CEL001"),
        ("<-5", None, "CEL001"),
        ("1.2.3", None, "CEL001"),
        ("١٢", None, "CEL001"),
    ],
)
def test_what_is_no_measured_number_has_a_rule_and_no_qualifier(text: str, value: float | None, rule: str) -> None:
    assert said(text) == (value, "", None, rule, "")


@pytest.mark.parametrize("text", ["0", "0,0", "0 ng/L"])
def test_a_zero_is_below_an_unknown_limit(text: str) -> None:
    value, qualifier, limit, rule, _ = said(text)
    assert (value, qualifier, limit, rule) == (0.0, "below_loq", None, "CEL007")


@pytest.mark.parametrize("text", ["1,234", "1.234", "<1,234", "12,345", "999.000"])
def test_an_ambiguous_number_is_not_guessed(text: str) -> None:
    assert said(text, None) == (None, "", None, "CEL002", "")


@pytest.mark.parametrize(
    ("text", "decimal"),
    [("1.234", ","), ("12.5", ","), ("1,234.5", ","), ("1,234", "."), ("12,5", "."), ("1.234,5", ".")],
)
def test_a_number_against_the_sign_of_the_file_is_not_read(text: str, decimal: Decimal) -> None:
    assert said(text, decimal) == (None, "", None, "CEL008", "")


@pytest.mark.parametrize(
    ("text", "unit"), [("12 ng/L", "ng/L"), ("12µg/m3", "µg/m3"), ("12 \u03bcg/m3", "\u03bcg/m3"), ("12 %", "%")]
)
def test_a_unit_in_the_cell_is_kept(text: str, unit: str) -> None:
    assert said(text) == (12.0, "quantified", None, "", unit)


def test_a_number_cell_of_excel_has_a_decimal_point_in_every_file() -> None:
    assert said(f"{EXACT}1.234", ",") == (1.234, "quantified", None, "", "")
    assert settle_decimal(pd.Series([f"{EXACT}1.5", "2,5"]), pd.Series([2, 3]), file="a.xlsx") == ","


@pytest.mark.parametrize(
    ("texts", "decimal"),
    [
        (["1,234", "12,5"], ","),
        (["1.234", "12.5"], "."),
        (["0,125"], ","),
        (["1.234,5"], ","),
        (["1,234,567"], "."),
        (["<2,5 ng/L*"], ","),
        (["1,234", "1.234", "66", "ej påvisad", ""], None),
        ([], None),
    ],
)
def test_the_decimal_sign_is_settled_by_unambiguous_cells(texts: list[str], decimal: Decimal | None) -> None:
    lines = pd.Series(range(2, 2 + len(texts)))
    assert settle_decimal(pd.Series(texts, dtype="str"), lines, file="svar.csv") == decimal


def test_both_decimal_signs_in_one_file_stop_it_and_name_the_lines() -> None:
    cells, lines = pd.Series(["66", "12,5", "<4.25", "3,5"]), pd.Series([2, 5, 4, 3])
    with pytest.raises(FileError) as error:
        settle_decimal(cells, lines, file="svar.csv")
    assert str(error.value) == (
        "svar.csv: Decimal comma (3: 3,5) and decimal point (4: <4.25) stand in the same file, so its numbers "
        "cannot be "
        'trusted. Ask whoever made it which sign is meant, or give decimal="," or decimal=".".'
    )


def test_a_column_is_read_cell_by_cell_in_its_own_order() -> None:
    texts = pd.Series(["<5", "12,5", "", "<5", "abc"], index=[7, 3, 9, 1, 0])
    column = parse_column(texts, ",")
    assert column.index.tolist() == [7, 3, 9, 1, 0]
    for text, cell in zip(texts, column.itertuples(index=False), strict=True):
        assert tuple(map(str, cell)) == tuple(map(str, parse_cell(text, ",")))
    assert column["value"].dtype == column["limit"].dtype == "float64"


def test_an_empty_column_keeps_its_kinds() -> None:
    column = parse_column(pd.Series([], dtype="str"), None)
    assert list(column.columns) == list(Cell._fields)
    assert len(column) == 0
    assert column["value"].dtype == "float64"


def test_footnotes_and_spaces() -> None:
    assert strip_footnotes("ODM-Tramadol (metabolit)*") == "ODM-Tramadol (metabolit)"
    assert strip_footnotes("6-MAM ** 1)") == "6-MAM"
    assert tidy(" a\u202f b\n") == "a b"


def test_every_rule_of_a_cell_is_in_the_catalogue() -> None:
    found = {rule for rule in rules() if rule.startswith("CEL")}
    assert found == {f"CEL00{number}" for number in range(1, 9)}
