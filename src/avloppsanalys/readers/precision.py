"""A column of relative uncertainty, as a standard uncertainty: fraction, percent or in the unit of the value."""

from __future__ import annotations

import re
from typing import Final

import numpy as np
import pandas as pd

from avloppsanalys.errors import UnitError
from avloppsanalys.readers.account import flag
from avloppsanalys.readers.cells import NOT_ANALYSED, Decimal, parse_column
from avloppsanalys.readers.headers import Header
from avloppsanalys.units import Quantity, to_canonical
from avloppsanalys.wording import ProblemLog

__all__ = ["add_relative_uncertainty"]

LARGEST: Final = 2.0
"""A relative standard uncertainty above this is a slip of unit (20 for 20 %), not a measurement."""

_K: Final = r"(?:\bk ?= ?|\btäckningsfaktor(?: ?k)? ?=? ?|\bcoverage factor(?: ?k)? ?=? ?)([1-9](?:[.,]\d+)?)(?![\d%])"
_CONFIDENCE: Final = r"95 ?% ?(?:konfidens\w*|KI\b|CI\b|confidence)"
_EXPANDED: Final = re.compile(rf"{_K}|{_CONFIDENCE}|utvidgad|expanded", re.IGNORECASE)
"""What says that a number is an expanded uncertainty. A bare 95 % in a cell is the number itself."""

_EXPANDED_HEADER: Final = re.compile(rf"{_EXPANDED.pattern}|95 ?%", re.IGNORECASE)
_USUAL_K: Final = 2.0
"""The coverage factor where only *expanded* or *95 %* is said."""

_STANDARD: Final = re.compile(r"\bcv\b|_cv|\brsd\b|standard", re.IGNORECASE)
# "5±1" is no 51: a ± behind a number is left, and the cell is then no number
_DECORATION: Final = re.compile(rf"(?<![0-9])(?<![0-9] )±|\(?(?:{_EXPANDED.pattern})\)?|\(\)", re.IGNORECASE)


def add_relative_uncertainty(
    rows: pd.DataFrame,
    column: str,
    header: Header | None,
    *,
    decimal: Decimal | None,
    log: ProblemLog,
    value: pd.Series | None = None,
    quantity: Quantity | None = None,
) -> None:
    """Read `column` of `rows` in place as a relative standard uncertainty.

    An expanded uncertainty is divided by its coverage factor, 2 where none is named. One that does not say what it is,
    is read as standard: the wider reading.

    Parameters
    ----------
    rows : pandas.DataFrame
        Entries of one file.
    column : str
        The column of texts.
    header : Header or None
        What it stands under.
    decimal : {",", "."} or None
        The file's decimal sign.
    log : ProblemLog
        Where problems go.
    value : pandas.Series, optional
        The values, in the canonical unit of `quantity`, by which an uncertainty with a unit is divided.
    quantity : str, optional
        The quantity of `value`.
    """
    texts = rows[column]
    rows[column] = np.nan
    if header is None or not (texts != "").any():
        return
    expanded_cell = texts.map(lambda cell: _EXPANDED.search(cell) is not None).astype(bool)
    cells = parse_column(texts.str.replace(_DECORATION, "", regex=True), decimal)
    number = cells["value"].where(cells["qualifier"] == "quantified")
    unit = cells["unit"].mask(cells["unit"] == "", header.unit or header.unknown_unit)
    scale = pd.Series(np.nan, index=rows.index).mask(unit == "", 1.0).mask(unit == "%", 0.01)
    if value is not None and quantity is not None:
        for name in set(unit) - {"", "%"}:
            scale = scale.mask(unit == name, _factor(name, quantity) / value)
    relative = number * scale
    k = texts.map(_coverage_factor).astype(float)
    if _EXPANDED_HEADER.search(header.text):
        relative /= k.where(expanded_cell, _coverage_factor(header.text))
    else:
        relative = relative.where(~expanded_cell, relative / k)
        if not _STANDARD.search(header.text) and (number.notna() & ~expanded_cell).any():
            log.add("LAB014", file=rows["file"].iloc[0], column=header.text)
    without = pd.Series(False, index=rows.index)
    no_value = value.isna() & ~unit.isin(["", "%"]) if value is not None else without
    blank = (cells["qualifier"] == "") & cells["rule"].isin(["", NOT_ANALYSED])
    usable = (relative > 0) & (relative <= LARGEST)
    flag(rows, ~blank & ~usable & ~no_value & ~rows["aside"], "LAB015", log, text=texts, column=header.text)
    rows[column] = relative.where(usable)


def _coverage_factor(text: str) -> float:
    """Return the coverage factor that a text names, the usual one if it names none."""
    found = re.search(_K, text, re.IGNORECASE)
    return float(found[1].replace(",", ".")) if found else _USUAL_K


def _factor(unit: str, quantity: Quantity) -> float:
    try:
        return to_canonical(unit, quantity)
    except UnitError:
        return np.nan
