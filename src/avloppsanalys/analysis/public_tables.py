"""What of an analysis' tables may leave the house: no row of a withheld plant, and no word that somebody typed freely.

Whoever fills in a form may write anything into it: a name, a telephone number, an address. None of that can be told
from an honest remark, so that all of it stays at home.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any, Final, get_args

import pandas as pd

from avloppsanalys.protocol import looks_personal
from avloppsanalys.quality import BOUNDED
from avloppsanalys.tables import AS_WRITTEN
from avloppsanalys.wording import Language, text

__all__ = ["PUBLIC_TABLES", "citable_reports", "numbered_reports", "public_tables"]

PUBLIC_TABLES: Final = {
    "loads": "plant",
    "consumption": "plant",
    "levels": "place",
    "trends": "place",
    "trend_lines": "place",
    "season_levels": "place",
    "events": "place",
    "quality": "plant",
    "follow_up": "place",
    "comparison": "plant",
    "plan": "place",
    "europe": "place",
    "prescriptions": "place",
    "prescribed": "place",
    "context": "place",
}
"""The tables that hold rows of a place, and the column that names it; a row without a name is of all places."""

_DROPPED: Final = ("detail", "source_file")
_OWN_WORDS: Final = tuple(
    text(f"quality.bound.{name}", lang) for name in ("at_least", "at_most") for lang in get_args(Language)
)
"""Details that the library itself writes beside a value: without them a bound reads as what was measured."""
_DROPPED_FROM: Final = {"prescriptions": ("area",), "comparison": ("written",)}
"""Columns of one table that people fill in, which elsewhere are cited."""
_NUMBERED: Final = {"sample_id": "prov ", "report_id": "svar ", "method": "", "meter": "", "population_method": ""}
"""Names of which only matters whether they are the same: what stands before the number that replaces each."""
_NUMBER_OF_A_REPORT: Final = re.compile(r"(?=.*[0-9])[\w./-]{1,40}")
"""One word with a digit in it: what a laboratory calls a report. Other words may be anything."""
_YEAR: Final = re.compile(r"(?<![0-9])20[0-9]{2}(?=[-/._])")
"""The year in such a number (R-2026-17): with what follows it makes six digits, and is no telephone."""

_AS_THEY_ARE: Final = (
    "levels", "trends", "trend_lines", "season_levels", "follow_up", "events", "plan", "europe", "prescribed",
    "context",
)  # fmt: skip
"""Computed tables, where `method` is one of calculation; events, whose names tell a recurring one: never drawn; and
other indicators, of which `public_context` makes what may be told."""


def citable_reports(reports: Collection[str]) -> frozenset[str]:
    """Return the numbers of reports that may be published, so that somebody outside can ask for one.

    Parameters
    ----------
    reports : collection of str
        Those that the laboratories gave (`LabReading.report_ids`).

    Returns
    -------
    frozenset of str
        Those that are one word with a digit, and hold no digits as of a telephone or a personnummer.
    """
    return frozenset(
        one for one in reports if _NUMBER_OF_A_REPORT.fullmatch(one) and not looks_personal(_YEAR.sub(" ", one))
    )


def numbered_reports(loads: pd.DataFrame) -> frozenset[str]:
    """Return the names that `public_tables` gave reports: no laboratory's number has a space."""
    return frozenset(one for one in loads["report_id"].dropna() if one.startswith(_NUMBERED["report_id"]))


def public_tables(
    tables: Mapping[str, pd.DataFrame], withheld: Collection[str], reports: Collection[str] = ()
) -> dict[str, pd.DataFrame]:
    """Return tables without the rows of withheld places and without what people wrote in their own words.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        Those of `PUBLIC_TABLES`, by their names.
    withheld : collection of str
        Places that are not published.
    reports : collection of str
        The numbers of reports that stay (`citable_reports`).

    Returns
    -------
    dict of str to pandas.DataFrame
        The same columns; free text is missing (that a value is only a bound is said, in the library's own words), and
        the figures that nothing else names. Names of samples, answers, methods, meters and sources of persons are
        numbers within their plant, in the order of time and alike in every table.
    """
    kept = {
        name: table[~table[PUBLIC_TABLES[name]].isin(withheld)].reset_index(drop=True) for name, table in tables.items()
    }
    if "comparison" in kept:
        kept["comparison"] = kept["comparison"][kept["comparison"]["quantity"] != AS_WRITTEN].reset_index(drop=True)
    written = [table for name, table in kept.items() if name not in _AS_THEY_ARE]
    numbers = {column: _numbers(written, column) for column in _NUMBERED}
    named = numbers["report_id"]
    as_given = named.index.get_level_values(1).isin(list(reports))
    numbers["report_id"] = named.mask(as_given, named.index.get_level_values(1).to_series(index=named.index))
    return {
        name: table if name in _AS_THEY_ARE else _plain(table, numbers, _DROPPED_FROM.get(name, ()))
        for name, table in kept.items()
    }


def _numbers(tables: Collection[pd.DataFrame], column: str) -> pd.Series[str]:
    """Return what replaces each name of a column: its number within its plant, in the order of time."""
    asked = ["plant", column, "start"]
    named = [table[asked] for table in tables if {*asked} <= {*table.columns} and len(table)]
    if not named:
        return pd.Series(dtype="str", index=pd.MultiIndex.from_arrays([[], []]))
    first = pd.concat(named).dropna(subset=column).sort_values(["plant", "start", column])
    first = first.drop_duplicates(["plant", column])
    number = (first.groupby("plant").cumcount() + 1).astype("str")
    return (_NUMBERED[column] + number).set_axis(pd.MultiIndex.from_frame(first[["plant", column]]))


def _plain(table: pd.DataFrame, numbers: Mapping[str, pd.Series[str]], also: Collection[str]) -> pd.DataFrame:
    """Return a table with its names numbered and its free text missing."""
    replaced = {
        column: known.reindex(pd.MultiIndex.from_frame(table[["plant", column]])).to_numpy()
        for column, known in numbers.items()
        if column in table
    }
    dropped: dict[str, Any] = dict.fromkeys([name for name in (*_DROPPED, *also) if name in table])
    if {"check", "detail"} <= {*table.columns}:
        own = table["check"].isin(BOUNDED) & table["detail"].isin(_OWN_WORDS)
        dropped["detail"] = table["detail"].where(own)
    return table.assign(**replaced, **dropped).astype(table.dtypes.to_dict())
