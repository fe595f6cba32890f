"""The one cell parser: number, qualifier, limit and unit out of a cell as a laboratory (or Excel) wrote it."""

from __future__ import annotations

import re
from typing import Final, Literal, NamedTuple

import numpy as np
import pandas as pd

from avloppsanalys.readers.refusal import RefusedFileError
from avloppsanalys.readers.workbook import EXACT

__all__ = ["Cell", "Decimal", "parse_cell", "parse_column", "settle_decimal", "strip_footnotes", "tidy"]

Decimal = Literal[",", "."]

_OTHER: Final[dict[Decimal, Decimal]] = {",": ".", ".": ","}

NOT_A_NUMBER: Final = "CEL001"
AMBIGUOUS: Final = "CEL002"
MISSING_CODE: Final = "CEL003"
NEGATIVE: Final = "CEL004"
NOT_FINITE: Final = "CEL005"
NOT_ANALYSED: Final = "CEL006"
ZERO: Final = "CEL007"
OTHER_SIGN: Final = "CEL008"

MISSING_CODES: Final = (-99.0, -999.0, -9999.0)

# Words after _fold(): lower case, no full stops, no space after "<".
_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "below_lod": (
        "ep", "ej påvisad", "ej påvisat", "ej detekterad", "ej detekterat", "nd", "not detected", "ud", "<lod",
        "<detektionsgräns", "under detektionsgräns", "under detektionsgränsen",
    ),
    "below_loq": (
        "<loq", "<kvantifieringsgräns", "<rapporteringsgräns", "under kvantifieringsgräns",
        "under kvantifieringsgränsen", "under rapporteringsgräns", "under rapporteringsgränsen",
    ),
    "detected": (
        "spår", "trace", "traces", "påvisad", "påvisat", "påvisad, ej kvantifierad", "påvisad ej kvantifierad",
        "påvisad, ej kvantifierbar", "detekterad", "detected", "detected, not quantified", "detected not quantified",
    ),
    "not_analysed": (
        "-", "–", "—", "--", "ej analyserad", "ej analyserat", "ea", "ej mätt", "na", "n/a", "not analysed",
        "not analyzed",
    ),
    "not_finite": (
        "nan", "inf", "infinity", "-inf", "+inf", "-infinity", "+infinity", "null", "#null!", "#n/a", "#saknas!",
        "#div/0!", "#division/0!", "#värdefel!", "#value!", "#ref!", "#referens!", "#num!", "#ogiltigt!", "#name?",
        "#namn?",
    ),
}  # fmt: skip
_MEANING: Final = {word: meaning for meaning, words in _WORDS.items() for word in words}

# ¹ is a footnote, but "10²" may be a power of ten: such a cell is left as it is, and is then no number; "m³" is a unit
# "1)" is a footnote, and the end of "(k = 2)" is not: its bracket was opened before.
_FOOTNOTES: Final = re.compile(r"(?:\s*[*†‡]+|(?<!10)(?<![ /0-9]m)[¹²³⁴⁵⁶⁷⁸⁹]+|\s[0-9]\))+$")
_FOOTNOTE_SIGNS: Final = frozenset("*†‡¹²³⁴⁵⁶⁷⁸⁹)")
_QUALIFIED: Final = re.compile(r"(<=|>=|=<|=>|[<>≤≥])? ?(.*)")
_NUMBER: Final = re.compile(
    r"([+-]?)"
    r"((?:[0-9]+|[0-9]{1,3}(?: [0-9]{3})+)(?:[.,][0-9]+)*|[.,][0-9]+)"
    r"([eE][+-]?[0-9]{1,3})?"
    r"(?: ?([A-Za-zÅÄÖåäöµμ%][^<>]*))?"
)
# Most cells are like this, and are read without the rest of the grammar.
_SIMPLE: Final = re.compile(r"[0-9]{1,9}(?:[.,][0-9]{1,9})?")
_AMBIGUOUS: Final = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
_THOUSANDS: Final = {
    ",": re.compile(r"[0-9]{1,3}(\.[0-9]{3})+(,[0-9]+)?"),
    ".": re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?"),
}


class Cell(NamedTuple):
    """What one cell says.

    `value` is the number (NaN when there is none), `qualifier` one of `tables.QUALIFIERS` or "" (blank, not analysed or
    unreadable), `limit` the number behind ``<`` or ``>``, `rule` a rule id or "", `unit` a unit written in the cell.
    """

    value: float
    qualifier: str
    limit: float
    rule: str
    unit: str


def tidy(text: str) -> str:
    """Return `text` with every kind of space made one plain space, and the true minus sign made a hyphen.

    Parameters
    ----------
    text : str
        A cell.

    Returns
    -------
    str

    Examples
    --------
    >>> tidy(" 93\u202f700 ")
    '93 700'
    """
    return " ".join(text.split()).replace("\u2212", "-")


def strip_footnotes(text: str) -> str:
    """Return `text` without the footnote marks at its end: ``*``, ``†``, ``¹``, `` 1)``.

    Parameters
    ----------
    text : str
        A cell or a substance's name.

    Returns
    -------
    str

    Examples
    --------
    >>> strip_footnotes("Kokain *"), strip_footnotes("12,5 1)"), strip_footnotes("4,3¹")
    ('Kokain', '12,5', '4,3')
    """
    stripped = text.strip()
    if stripped[-1:] not in _FOOTNOTE_SIGNS or (stripped.endswith(")") and stripped.count("(") == stripped.count(")")):
        return stripped
    return _FOOTNOTES.sub("", stripped)


def parse_cell(text: str, decimal: Decimal | None) -> Cell:
    """Read one cell.

    Parameters
    ----------
    text : str
        As it stands in the file.
    decimal : {",", "."} or None
        The file's decimal sign; None when no cell of it could settle the sign.

    Returns
    -------
    Cell

    Examples
    --------
    >>> parse_cell("93 700", ",").value, parse_cell("< 5,0 *", ",").limit
    (93700.0, 5.0)
    >>> parse_cell("1,234", None).rule
    'CEL002'
    """
    if _SIMPLE.fullmatch(text) and (text.isdigit() or (decimal and decimal in text)):
        return _plain(float(text.replace(",", ".")), "")
    plain = strip_footnotes(tidy(text.removeprefix(EXACT)))
    if not plain:
        return _said("", text.strip() and NOT_A_NUMBER)
    meaning = _MEANING.get(_fold(plain))
    if meaning == "not_analysed":
        return _said("", NOT_ANALYSED)
    if meaning == "not_finite":
        return _said("", NOT_FINITE)
    if meaning:
        return _said(meaning)
    sign, number = _split(plain)
    if not number:
        return _said("", NOT_A_NUMBER)
    unit = number[4] or ""
    # A number cell of Excel carries a point whatever the file's sign is.
    value, rule = _value(number, "." if text.startswith(EXACT) else decimal, exact=text.startswith(EXACT))
    if rule:
        return Cell(np.nan, "", np.nan, rule, unit)
    if not sign:
        return _plain(value, unit)
    if value <= 0:
        return Cell(np.nan, "", np.nan, NOT_A_NUMBER, unit)
    return Cell(np.nan, "below_loq" if sign in ("<", "≤", "<=", "=<") else "above_range", value, "", unit)


def parse_column(texts: pd.Series, decimal: Decimal | None) -> pd.DataFrame:
    """Read a column of cells; each different text is read once.

    Parameters
    ----------
    texts : pandas.Series of str
        Cells as they stand in the file; missing counts as blank.
    decimal : {",", "."} or None
        The file's decimal sign, from `settle_decimal` or the caller.

    Returns
    -------
    pandas.DataFrame
        Columns `value`, `qualifier`, `limit`, `rule` and `unit`, with the index of `texts`; see `Cell`. A zero is
        `below_loq` with value 0 and rule ``CEL007``; a negative number keeps its value beside its rule.
    """
    codes, unique = pd.factorize(texts.fillna("").to_numpy(dtype=object))
    cells = [parse_cell(text, decimal) for text in unique]
    columns = list(zip(*cells, strict=True)) or [()] * len(Cell._fields)
    kinds = (float, object, float, object, object)
    return pd.DataFrame(
        {
            name: np.array(values, dtype=kind).take(codes)
            for name, values, kind in zip(Cell._fields, columns, kinds, strict=True)
        },
        index=texts.index,
    )


def settle_decimal(cells: pd.Series, lines: pd.Series, *, file: str) -> Decimal | None:
    """Return the decimal sign that a file's own unambiguous cells show; None when there is no such cell.

    Parameters
    ----------
    cells : pandas.Series of str
        All numeric cells of the file.
    lines : pandas.Series of int
        Their lines, same length.
    file : str
        Name of the file, for the error.

    Returns
    -------
    {",", "."} or None

    Raises
    ------
    FileError
        If some cells show a comma and others a point.

    Examples
    --------
    >>> settle_decimal(pd.Series(["1,234", "12,5"]), pd.Series([2, 3]), file="svar.csv")
    ','
    """
    codes, unique = pd.factorize(cells.fillna("").to_numpy(dtype=object))
    shown = (
        np.array([_decimal_shown(text) for text in unique] or [""], dtype=object)[codes] if len(codes) else np.array([])
    )
    first: dict[Decimal, str] = {}
    signs: tuple[Decimal, Decimal] = (",", ".")
    for sign in signs:
        found = np.flatnonzero(shown == sign)
        if len(found):
            where = found[np.argmin(lines.to_numpy()[found])]
            first[sign] = f"{lines.iloc[where]}: {tidy(str(cells.iloc[where]))}"
    if len(first) == 2:
        raise RefusedFileError("FIL014", file, comma=first[","], point=first["."])
    return next(iter(first), None)


def _fold(text: str) -> str:
    folded = text.casefold().replace(". ", "").replace(".", "").strip(" :;")
    return "<" + folded[1:].lstrip() if folded.startswith("<") else folded


def _split(plain: str) -> tuple[str, re.Match[str] | None]:
    """Return the sign before a number ("" for none), and the match of the number."""
    qualified = _QUALIFIED.fullmatch(plain)
    return (qualified[1] or "", _NUMBER.fullmatch(qualified[2])) if qualified else ("", None)


def _said(qualifier: str, rule: str = "") -> Cell:
    return Cell(np.nan, qualifier, np.nan, rule, "")


def _plain(value: float, unit: str) -> Cell:
    """Return a number without a sign before it."""
    if value in MISSING_CODES:
        return Cell(value, "", np.nan, MISSING_CODE, unit)
    if value < 0:
        return Cell(value, "", np.nan, NEGATIVE, unit)
    if value == 0:
        # a zero is how some laboratories write "not found": not a measured concentration
        return Cell(value, "below_loq", np.nan, ZERO, unit)
    return Cell(value, "quantified", np.nan, "", unit)


def _value(number: re.Match[str], decimal: Decimal | None, *, exact: bool) -> tuple[float, str]:
    """Return the number and "", or NaN and the rule that forbids to read it."""
    minus, digits, exponent, _ = number.groups()
    if not exact and _AMBIGUOUS.fullmatch(digits) and not exponent:
        if decimal is None:
            return np.nan, AMBIGUOUS
        if decimal not in digits:
            return np.nan, OTHER_SIGN
    shown = "" if exact else _sign_of(digits, exponent)
    if shown is None:
        return np.nan, NOT_A_NUMBER
    if shown and decimal and shown != decimal:
        return np.nan, OTHER_SIGN
    sign = shown or decimal or "."
    plain = digits.replace(" ", "").replace(_OTHER[sign], "").replace(",", ".")
    value = float(f"{minus}{plain}{exponent or ''}")
    return (value, "") if np.isfinite(value) else (np.nan, NOT_FINITE)


def _sign_of(digits: str, exponent: str | None) -> Decimal | Literal[""] | None:
    """Return the decimal sign that `digits` show, "" when they show none, None when they are no number."""
    commas, points = digits.count(","), digits.count(".")
    if commas + points == 0:
        return ""
    if commas + points == 1:
        ambiguous = not exponent and _AMBIGUOUS.fullmatch(digits)
        return "" if ambiguous else ("," if commas else ".")
    sign: Decimal = "," if points > 1 or (commas == 1 and digits.rfind(",") > digits.rfind(".")) else "."
    return sign if _THOUSANDS[sign].fullmatch(digits) else None


def _decimal_shown(text: str) -> str:
    """Return the decimal sign that a cell's own form proves, else ""."""
    if text.startswith(EXACT):
        return ""
    if _SIMPLE.fullmatch(text):
        return "" if text.isdigit() or _AMBIGUOUS.fullmatch(text) else "," if "," in text else "."
    _, number = _split(strip_footnotes(tidy(text)))
    return (_sign_of(number[2], number[3]) or "") if number else ""
