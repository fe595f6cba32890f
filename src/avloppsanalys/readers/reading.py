"""What a reader returns: the table, what was flagged, and an account of every row of every file."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

__all__ = ["LabReading", "Reading", "SourceFile"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """One file that was read, and what became of its rows.

    ``rows_read == rows_used + rows_reported + rows_set_aside``, always. A row is one entry: one line of the table, or
    one cell of a substance column where each substance has its own. `usable` is False for a file that was not read.
    """

    name: str
    sha256: str = ""
    layout: str = ""
    encoding: str = ""
    delimiter: str = ""
    decimal: str = ""
    rows_read: int = 0
    rows_used: int = 0
    rows_reported: int = 0
    rows_set_aside: int = 0
    usable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A table as read from one or more files.

    `problems` is a `tables.PROBLEMS` table: ``error`` rows are set aside, ``warning`` rows are used but marked.
    """

    table: pd.DataFrame
    problems: pd.DataFrame
    files: tuple[SourceFile, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LabReading(Reading):
    """Measurements, with what the laboratory itself computed beside them.

    `reported` is a `tables.REPORTED` table. `missing_fields` names what an order should ask for and no file gives in
    full: of concentration, unit, uncertainty, lod, loq, matrix and method. `report_ids` are the numbers of reports that
    the laboratory or the caller gave: a report without one is named as its file.
    """

    reported: pd.DataFrame
    missing_fields: tuple[str, ...]
    report_ids: tuple[str, ...] = ()
