"""Tables as CSV, in two flavours: one that Swedish Excel opens with a double click, one as open data.

Both hold the same cells in the same order, so that a figure read in one is found in the other. A text that a
spreadsheet would execute (it begins with ``=``, ``+``, ``-``, ``@`` or a control character) gets a leading apostrophe
in both, since open data is opened in spreadsheets too; numbers are never touched.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from avloppsanalys.tables import TIMEZONE
from avloppsanalys.wording import TURNING

__all__ = ["write_excel_csv", "write_open_csv"]

# The last four are the full-width forms, which some spreadsheets read as the plain ones.
EXECUTED: Final = tuple("=+-@\t\r\n＝＋－＠")


_CONTROL: Final = re.compile(rf"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f{TURNING}]")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Flavour:
    """How one kind of CSV is written."""

    separator: str
    decimal: str
    encoding: str
    line_end: str
    moment: Callable[[pd.Series[pd.Timestamp]], pd.Series[str]]


def write_excel_csv(frame: pd.DataFrame, path: Path) -> None:
    """Write a table as Swedish Excel opens it: semicolons, decimal comma, byte order mark, Windows line ends.

    Numbers keep every digit and have no exponent. Moments are Swedish clock time to the minute ("2026-08-12 07:00").
    The hour that comes twice on a night in October looks the same both times: a program should read the open flavour.

    Parameters
    ----------
    frame : pandas.DataFrame
        Any table; its index is left out.
    path : pathlib.Path
        File to write; its folder must exist.
    """
    _write(frame, path, _EXCEL_SV)


def write_open_csv(frame: pd.DataFrame, path: Path) -> None:
    """Write a table as open data: commas, decimal point, UTF-8 without byte order mark, Unix line ends.

    Numbers keep every digit and have no exponent. Moments follow ISO 8601 with their offset
    ("2026-08-12T07:00:00+02:00").

    Parameters
    ----------
    frame : pandas.DataFrame
        Any table; its index is left out.
    path : pathlib.Path
        File to write; its folder must exist.

    Examples
    --------
    >>> import tempfile
    >>> table = pd.DataFrame({"text": ["=1+1", "å"], "estimate": [60.775, float("nan")]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_open_csv(table, Path(folder) / "table.csv")
    ...     (Path(folder) / "table.csv").read_text(encoding="utf-8").splitlines()
    ['text,estimate', "'=1+1,60.775", 'å,']
    """
    _write(frame, path, _OPEN_DATA)


def _write(frame: pd.DataFrame, path: Path, flavour: _Flavour) -> None:
    """Turn every cell into the text that shall stand in the file, then write the texts."""
    # By position, because a user's own table may name two columns alike.
    columns = [_cells(frame.iloc[:, position], flavour) for position in range(frame.shape[1])]
    with path.open("w", encoding=flavour.encoding, newline="") as file:
        writer = csv.writer(file, delimiter=flavour.separator, lineterminator=flavour.line_end)
        writer.writerow([_harmless(str(name)) for name in frame.columns])
        writer.writerows(zip(*columns, strict=True))


def _cells(values: pd.Series[Any], flavour: _Flavour) -> list[str]:
    """Return the texts of one column by its kind; what is missing is empty."""
    values = values.infer_objects()
    if pd.api.types.is_float_dtype(values.dtype):
        numbers = values.to_numpy("float64", na_value=np.nan).tolist()
        texts = [_digits(number).replace(".", flavour.decimal) for number in numbers]
    elif isinstance(values.dtype, pd.StringDtype):
        return _repeated(values, lambda words: [_harmless(one) for one in words])
    elif pd.api.types.is_datetime64_any_dtype(values.dtype):
        return _repeated(values, lambda moments: flavour.moment(moments).tolist())
    elif pd.api.types.is_bool_dtype(values.dtype):
        texts = [str(value).lower() for value in values]
    elif pd.api.types.is_integer_dtype(values.dtype):
        texts = [str(value) for value in values]
    else:
        texts = [_harmless(str(value)) for value in values]
    return ["" if absent else cell for cell, absent in zip(texts, values.isna(), strict=True)]


def _repeated(values: pd.Series[Any], told: Callable[[pd.Series[Any]], list[str]]) -> list[str]:
    """Return the texts of a column in which most values stand in many rows: each is told once."""
    numbers, once = pd.factorize(values)
    texts = [*told(pd.Series(once)), ""]  # what is missing has the number -1
    return [texts[number] for number in numbers.tolist()]


def _digits(number: float) -> str:
    """Return a number with the fewest digits that give the same number back, without exponent."""
    digits = repr(number)
    return (np.format_float_positional(number, trim="-") if "e" in digits else digits).removesuffix(".0")


def _harmless(cell: str) -> str:
    """Return a text that no spreadsheet executes, with one kind of line break, which the writer then quotes.

    Control characters are left out: programs end a text, or the file, where they meet one. So are marks of direction,
    which turn the numbers beside them around.
    """
    said = _CONTROL.sub("", cell)
    return re.sub(r"\r\n?", "\n", f"'{said}" if said.startswith(EXECUTED) else said)


def _swedish_clock(values: pd.Series[pd.Timestamp]) -> pd.Series[str]:
    """Return moments as a Swedish clock shows them, to the minute."""
    local = values if values.dt.tz is None else values.dt.tz_convert(TIMEZONE)
    return local.dt.strftime("%Y-%m-%d %H:%M").astype("str")


def _iso_with_offset(values: pd.Series[pd.Timestamp]) -> pd.Series[str]:
    """Return moments after ISO 8601; a moment without time zone has no offset to show."""
    texts = values.dt.strftime("%Y-%m-%dT%H:%M:%S%z").astype("str")
    return texts if values.dt.tz is None else texts.str[:-2] + ":" + texts.str[-2:]


_EXCEL_SV: Final = _Flavour(separator=";", decimal=",", encoding="utf-8-sig", line_end="\r\n", moment=_swedish_clock)
_OPEN_DATA: Final = _Flavour(separator=",", decimal=".", encoding="utf-8", line_end="\n", moment=_iso_with_offset)
