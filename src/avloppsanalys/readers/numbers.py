"""A column of plain numbers that every row must have: a volume, a number of persons."""

from __future__ import annotations

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

__all__ = ["file_decimal", "optional_number", "positive_number"]


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
    rows: pd.DataFrame, name: str, header: Header, *, decimal: Decimal | None, zero: str, missing: str, log: ProblemLog
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

    Returns
    -------
    pandas.DataFrame
    """
    cells = parse_column(rows[name], decimal)
    good = cells["qualifier"] == "quantified"
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
    rows: pd.DataFrame, name: str, *, decimal: Decimal | None, log: ProblemLog, below_zero: bool = False
) -> pd.Series:
    """Return the numbers of a column that may be blank; a cell that cannot be read is flagged and left out."""
    cells = parse_column(rows[name], decimal)
    number = (cells["qualifier"] == "quantified") | (cells["value"] == 0)
    if below_zero:
        number |= cells["rule"] == NEGATIVE
    blank = (cells["qualifier"] == "") & cells["rule"].isin(["", NOT_ANALYSED])
    flag(rows, ~number & ~blank, "ANL005", log, text=rows[name], column=name)
    return cells["value"].where(number)
