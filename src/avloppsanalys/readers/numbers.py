"""A column of plain numbers that every row must have: a volume, a number of persons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from avloppsanalys.readers.account import flag
from avloppsanalys.readers.cells import (
    NEGATIVE,
    NOT_A_NUMBER,
    NOT_ANALYSED,
    OTHER_SIGN,
    Decimal,
    parse_column,
    settle_decimal,
)
from avloppsanalys.readers.headers import Header
from avloppsanalys.wording import ProblemLog
from avloppsanalys.wording import number as number_text

__all__ = ["Allowed", "file_decimal", "optional_number", "positive_number"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """What the numbers of a column can be at all; anything else is a slip of unit or column, or of the finger.

    A number that is possible but odd is within: it is read, and the quality checks mark it.
    """

    low: float
    high: float
    whole: bool = False
    units: tuple[str, ...] = ()


def file_decimal(rows: pd.DataFrame, columns: tuple[str, ...]) -> Decimal | None:
    """Return the decimal sign of a file, from all its columns of numbers.

    Parameters
    ----------
    rows : pandas.DataFrame
        Entries of one file, with `line` and `file`.
    columns : tuple of str
        The columns that hold numbers.

    Returns
    -------
    {",", "."} or None

    Raises
    ------
    FileError
        If some cells show a comma and others a point.
    """
    filled = [rows[name] for name in columns if (rows[name] != "").any()]
    if not filled:
        return None
    lines = pd.concat([rows["line"]] * len(filled), ignore_index=True)
    return settle_decimal(pd.concat(filled, ignore_index=True), lines, file=rows["file"].iloc[0])


def positive_number(
    rows: pd.DataFrame,
    name: str,
    header: Header,
    *,
    decimal: Decimal | None,
    zero: str,
    missing: str,
    log: ProblemLog,
    units: tuple[str, ...] | None = None,
) -> pd.DataFrame:
    """Return `value` and `unit` of a column that must hold a number above zero; other rows are set aside.

    Parameters
    ----------
    rows : pandas.DataFrame
        Entries of one file; `aside` is updated in place.
    name : str
        The column.
    header : Header
        What it stands under.
    decimal : {",", "."} or None
        The file's decimal sign.
    zero, missing : str
        Rules for a zero and for a blank cell.
    log : ProblemLog
        Where problems go.
    units : tuple of str, optional
        Words that may stand behind the number; by default any, for the caller to judge.

    Returns
    -------
    pandas.DataFrame
    """
    cells = parse_column(rows[name], decimal)
    good = cells["qualifier"] == "quantified"
    if units is not None:
        good &= _has_unit(cells["unit"], units)
    null = cells["value"] == 0
    blank = (cells["qualifier"] == "") & cells["rule"].isin(["", NOT_ANALYSED])
    flag(rows, null, zero, log, text=rows[name])
    flag(rows, blank, missing, log)
    rule = cells["rule"].mask(cells["rule"] == "", NOT_A_NUMBER)
    for found in sorted(rule[~(good | null | blank)].unique()):
        fields: dict[str, Any] = {"decimal": decimal} if found == OTHER_SIGN else {}
        where = ~(good | null | blank) & (rule == found)
        flag(rows, where, found, log, text=rows[name], column=header.text, **fields)
    return pd.DataFrame({"value": cells["value"].where(good), "unit": cells["unit"]})


def optional_number(
    rows: pd.DataFrame,
    name: str,
    header: Header | None,
    allowed: Allowed,
    *,
    decimal: Decimal | None,
    log: ProblemLog,
) -> pd.Series:
    """Return the numbers of a column that may be blank; a cell that cannot be is flagged and left out.

    Parameters
    ----------
    rows : pandas.DataFrame
        Entries of one file.
    name : str
        The column.
    header : Header or None
        What it stands under; None where the file does not have it.
    allowed : Allowed
        What its numbers can be.
    decimal : {",", "."} or None
        The file's decimal sign.
    log : ProblemLog
        Where problems go.

    Returns
    -------
    pandas.Series
        NaN where the cell is blank or left out.
    """
    cells = parse_column(rows[name], decimal)
    number = (cells["qualifier"] == "quantified") | (cells["value"] == 0)
    if allowed.low < 0:
        number |= cells["rule"] == NEGATIVE
    number &= _has_unit(cells["unit"], allowed.units)
    blank = (cells["qualifier"] == "") & cells["rule"].isin(["", NOT_ANALYSED])
    kept = ~rows["aside"]
    column = header.text if header else name
    negative = ~number & (cells["rule"] == NEGATIVE)
    flag(rows, negative & kept, "ANL010", log, text=rows[name], column=column)
    flag(rows, ~number & ~negative & ~blank & kept, "ANL005", log, text=rows[name], column=column)
    fits = cells["value"].between(allowed.low, allowed.high) & ((cells["value"] % 1 == 0) | (not allowed.whole))
    odd = number & ~fits & kept
    if odd.any():
        low, high = (number_text(end, 0 if end % 1 == 0 else 2, log.lang) for end in (allowed.low, allowed.high))
        flag(rows, odd, "ANL008", log, text=rows[name], column=column, low=low, high=high)
    return cells["value"].where(number & fits)


def _has_unit(units: pd.Series, accepted: tuple[str, ...]) -> pd.Series:
    """Return which cells have no unit of their own, or one that the column may have."""
    return units.str.casefold().str.rstrip(". ").isin(["", *accepted])
