"""What the laboratory itself computed: loads and doses of every row, and the concentrations of sum rows."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd

from avloppsanalys.readers.account import flag
from avloppsanalys.readers.cells import NOT_ANALYSED, ZERO, Decimal, parse_column, strip_footnotes, tidy
from avloppsanalys.readers.columns import map_texts
from avloppsanalys.readers.headers import REPORTED_QUANTITIES, Header, is_written_unit, reported_quantity
from avloppsanalys.readers.layout import Entries
from avloppsanalys.readers.workbook import EXACT
from avloppsanalys.tables import AS_WRITTEN, REPORTED, arrange
from avloppsanalys.wording import ProblemLog, read_unit_words

__all__ = ["CONCENTRATION", "add_reported", "move_by_unit", "reported_table", "with_written_units"]

CONCENTRATION: Final = "concentration_ng_per_l"

_MG: Final = {"mg": 1.0, "g": 1000.0}
_BY_UNIT: Final = "written_unit"
_WRITTEN: Final = re.compile(rf"written_\d+|{_BY_UNIT}")


def move_by_unit(rows: pd.DataFrame) -> None:
    """Move a value whose unit column says mg or doses per 1000 and day to the column of that quantity, in place."""
    quantity = map_texts(rows["unit"], reported_quantity)
    for name in REPORTED_QUANTITIES:
        here = quantity == name
        rows[name] = rows[name].mask(here & (rows[name] == ""), rows["concentration"])
        rows["concentration"] = rows["concentration"].mask(here, "")
        rows[f"{name}_written"] = rows["unit"].where(here, "")
        rows["unit"] = rows["unit"].mask(here, "")


def with_written_units(rows: pd.DataFrame, entries: Entries) -> Entries:
    """Move a value whose unit column says in words what the laboratory computed to a column of its own, in place.

    Parameters
    ----------
    rows : pandas.DataFrame
        Entries of one file.
    entries : Entries
        What the file holds.

    Returns
    -------
    Entries
        With that column among `written`, where there is one.
    """
    here = map_texts(rows["unit"], is_written_unit).astype(bool)
    if not here.any():
        return entries
    rows[_BY_UNIT] = rows["concentration"].where(here, "")
    rows[f"{_BY_UNIT}_written"] = rows["unit"].where(here, "")
    rows[["concentration", "unit"]] = rows[["concentration", "unit"]].mask(here, "")
    return replace(entries, written={**entries.written, _BY_UNIT: ""})


def add_reported(rows: pd.DataFrame, entries: Entries, *, decimal: Decimal | None, log: ProblemLog) -> None:
    """Add the value and the printed text of each reported quantity to `rows`, in place.

    Parameters
    ----------
    rows : pandas.DataFrame
        Entries of one file, with their concentration in ng/L.
    entries : Entries
        The headers under which the quantities stand.
    decimal : {",", "."} or None
        The file's decimal sign.
    log : ProblemLog
        Where problems go: a figure that cannot be read is left out and flagged, the measurement beside it is kept.
    """
    rows["unread"] = False
    for name in (*REPORTED_QUANTITIES, *entries.written):
        cells = parse_column(rows[name], decimal)
        number = (cells["qualifier"] == "quantified") | (cells["value"] == 0)
        silent = (cells["qualifier"] == "") & cells["rule"].isin(["", NOT_ANALYSED])
        header = entries.headers.get(name)
        column = header.text if header else entries.written.get(name, name)
        own = rows[f"{name}_written"] if f"{name}_written" in rows.columns else pd.Series("", index=rows.index)
        rows[f"{name}_written"] = own.mask(own == "", column)
        rows[f"{name}_printed"] = map_texts(rows[name], lambda text: strip_footnotes(tidy(text.removeprefix(EXACT))))
        unread = ~number & ~silent & ~rows["aside"]
        flag(rows, unread, "LAB016", log, text=rows[f"{name}_printed"], column=column)
        rows["unread"] |= unread
        rows[f"{name}_value"] = cells["value"].where(number)
    _add_sum(rows, log)
    _add_dose(rows, entries.headers.get("dose_mg"), decimal, log)


def _add_dose(rows: pd.DataFrame, header: Header | None, decimal: Decimal | None, log: ProblemLog) -> None:
    """Add the size of the dose that the laboratory counted with [mg], in place; one without a unit is not taken."""
    if header is None:
        rows["dose_value"] = np.nan
        return
    said = header.unknown_unit or header.unit or ("mg" if "mg" in header.text.casefold() else "")
    cells = parse_column(rows["dose_mg"], decimal)
    rows["dose_value"] = cells["value"].where(cells["value"] > 0) * _MG.get(said, np.nan)
    silent = (cells["qualifier"] == "") & cells["rule"].isin(["", NOT_ANALYSED])
    unread = rows["dose_value"].isna() & ~silent & ~rows["aside"]
    flag(rows, unread, "LAB016", log, text=rows["dose_mg"], column=header.text)


def _add_sum(rows: pd.DataFrame, log: ProblemLog) -> None:
    """Add the concentration of a sum row as a reported quantity, in place."""
    is_sum = rows["parts"] != ""
    value = rows[CONCENTRATION].where(rows["cell_rule"] != ZERO, 0.0)
    unread = is_sum & value.isna() & ~rows["cell_blank"] & ~rows["aside"]
    flag(rows, unread, "LAB016", log, text=rows["printed"], column=rows["column"])
    rows["unread"] |= unread
    rows[f"{CONCENTRATION}_value"] = value.where(is_sum)


def reported_table(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the reported quantities of `rows` as a table, in the order of the entries.

    Parameters
    ----------
    rows : pandas.DataFrame
        Entries that are not set aside.

    Returns
    -------
    pandas.DataFrame
        A `tables.REPORTED` table.
    """
    units = {CONCENTRATION: "ng/L", **REPORTED_QUANTITIES}
    printed = {CONCENTRATION: "printed", **{name: f"{name}_printed" for name in REPORTED_QUANTITIES}}
    over = {CONCENTRATION: "column", **{name: f"{name}_written" for name in REPORTED_QUANTITIES}}
    origin = rows[
        ["plant", "sample_id", "substance_name", "report_id", "revision", "start_at", "end_at", "file", "line"]
    ]
    names = ["report_id", "revision", "start", "end", "source_file", "source_line"]
    origin = origin.set_axis([*REPORTED.key[:3], *names], axis=1)
    parts = []
    for name, unit in units.items():
        holds = rows[f"{name}_value"].notna()
        value, shown, words = (rows.loc[holds, column] for column in (f"{name}_value", printed[name], over[name]))
        parts.append(origin[holds].assign(value=value, printed=shown, quantity=name, unit=unit, written=words))
        if name.startswith("doses"):
            parts[-1]["dose_mg"] = rows.loc[holds, "dose_value"]
    for name in filter(_WRITTEN.fullmatch, rows.columns):
        holds = rows[f"{name}_value"].notna()
        value, shown, words = (rows.loc[holds, f"{name}_{part}"] for part in ("value", "printed", "written"))
        told = origin[holds].assign(value=value, printed=shown, quantity=AS_WRITTEN, unit=words, written=words)
        counted = map_texts(words, lambda unit: read_unit_words(unit).measure == "doses").astype(bool)
        parts.append(told.assign(dose_mg=rows.loc[holds, "dose_value"].where(counted)))
    return arrange(pd.concat(parts).sort_index(kind="stable"), REPORTED)
