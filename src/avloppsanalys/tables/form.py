"""Frames as a table wants them: its columns, in order, each of its right dtype."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Final

import pandas as pd

from avloppsanalys.errors import TableError, near_matches, show_rows
from avloppsanalys.tables.definitions import TIMEZONE, Kind, Table

__all__ = ["arrange", "check", "empty"]

_DTYPES: Final[Mapping[Kind, Any]] = MappingProxyType(
    {
        "text": "str",
        "number": "float64",
        "count": "Int64",
        "time": f"datetime64[us, {TIMEZONE}]",
        "flag": "bool",
    }
)
_PARSED: Final = {kind: pd.api.types.pandas_dtype(name) for kind, name in _DTYPES.items()}
"""The same, as types: their names are slow to compare with."""


def empty(table: Table) -> pd.DataFrame:
    """Return `table` without rows, each column of its right dtype.

    Parameters
    ----------
    table : Table
        One of the constants of `tables`.

    Returns
    -------
    pandas.DataFrame

    Examples
    --------
    >>> from avloppsanalys.tables import PROBLEMS
    >>> list(empty(PROBLEMS).columns)
    ['file', 'line', 'rule', 'severity', 'what', 'remedy']
    """
    return _without_rows(tuple(table.columns.items())).copy(deep=False)  # what is written into one is its own


@cache
def _without_rows(columns: tuple[tuple[str, Kind], ...]) -> pd.DataFrame:
    """Return the columns without rows, made once: nearly every step starts from some empty table."""
    return pd.DataFrame({name: pd.Series(dtype=_DTYPES[kind]) for name, kind in columns})


def arrange(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Return `frame` with exactly the columns of `table`, in order, each of its right dtype; absent ones empty.

    A flag that is missing is False.

    Parameters
    ----------
    frame : pandas.DataFrame
        Rows under some or all of the table's columns; others are left out.
    table : Table
        One of the constants of `tables`.

    Returns
    -------
    pandas.DataFrame
        With a new index from 0. Copy-on-write parts it from `frame`; columns that are right already are not copied.
    """
    if not len(frame):
        return empty(table)
    there = dict(zip(frame.columns, frame.dtypes, strict=True))
    if frame.columns.tolist() == [*table.columns]:
        rows = frame.copy(deep=False)
    else:  # an own column may stand there twice, which reindex refuses even where it is left out
        known = frame if frame.columns.is_unique else frame[[name for name in table.columns if name in there]]
        rows = known.reindex(columns=[*table.columns])
    rows.index = pd.RangeIndex(len(rows))
    for name, kind in table.columns.items():
        if name not in there or there[name] != _PARSED[kind]:
            rows[name] = _as_kind(rows[name], kind)
    return rows


def _as_kind(values: pd.Series[Any], kind: Kind) -> Any:
    """Return the values of a column in the dtype of its kind; where all are missing any dtype may become it."""
    dtype = _PARSED[kind]
    if pd.api.types.is_integer_dtype(values.dtype) and kind == "count":
        return pd.array(values.array, dtype=dtype)
    if values.isna().all():
        return pd.Series(False if kind == "flag" else None, index=values.index, dtype=dtype)
    return (values.eq(True) if kind == "flag" else values).astype(dtype)  # a missing flag would become True


def check(frame: pd.DataFrame, table: Table, *, unique: bool = False) -> None:
    """Raise one error that names every way in which `frame` is not a `table`.

    Columns that the table does not know are allowed: a user may carry own ones along.

    Parameters
    ----------
    frame : pandas.DataFrame
        The table as the caller gave it.
    table : Table
        What it should be.
    unique : bool, default False
        Whether the key may occur only once.

    Raises
    ------
    TableError
        If a required column is missing (near matches are listed), a column is of the wrong kind, or, with `unique`,
        a key is repeated.

    Examples
    --------
    >>> from avloppsanalys.tables import PLANTS
    >>> check(pd.DataFrame({"plant": ["A"], "populaton": [17000]}), PLANTS)
    Traceback (most recent call last):
    ...
    avloppsanalys.errors.TableError: Not a table of plants: column 'population' is missing (is it 'populaton'?).
    """
    faults = []
    for column in table.required:
        if column not in frame.columns:
            near = near_matches(column, map(str, frame.columns))
            hint = f" (is it {near[0]!r}?)" if near else ""
            faults.append(f"column {column!r} is missing{hint}")
    dtypes = dict(zip(frame.columns, frame.dtypes, strict=True))
    for column, kind in table.columns.items():
        if column not in dtypes:
            continue
        dtype, wanted = dtypes[column], None
        if kind in ("number", "count") and not pd.api.types.is_numeric_dtype(dtype):
            wanted = "numbers"
        if kind == "time" and getattr(dtype, "tz", None) is None:
            wanted = f"moments with a time zone ({TIMEZONE})"
        if wanted and not frame[column].isna().all():
            faults.append(f"column {column!r} holds {dtype}, not {wanted}")
    key = [column for column in table.key if column in frame.columns]
    if unique and not faults:
        repeated = frame[frame.duplicated(key, keep=False)]
        if len(repeated):
            faults.append(f"{len(repeated)} rows repeat the key {', '.join(key)}:\n{show_rows(repeated[key])}\n   ")
    if faults:
        raise TableError(f"Not a table of {table.name}: " + "; ".join(faults) + ".")
