"""What the laboratory itself computed: loads and doses of every row, and the concentrations of sum rows."""

from __future__ import annotations

import pandas as pd

from avloppsanalys.readers.account import flag
from avloppsanalys.readers.cells import NOT_ANALYSED, ZERO, Decimal, parse_column, strip_footnotes, tidy
from avloppsanalys.readers.columns import map_texts
from avloppsanalys.readers.headers import REPORTED_QUANTITIES, reported_quantity
from avloppsanalys.readers.layout import Entries
from avloppsanalys.readers.workbook import EXACT
from avloppsanalys.tables import REPORTED, arrange
from avloppsanalys.wording import ProblemLog

__all__ = ["CONCENTRATION", "add_reported", "move_by_unit", "reported_table"]

CONCENTRATION = "concentration_ng_per_l"


def move_by_unit(rows: pd.DataFrame) -> None:
    """Move a value whose unit column says mg or doses per 1000 and day to the column of that quantity, in place."""
    quantity = map_texts(rows["unit"], reported_quantity)
    for name in REPORTED_QUANTITIES:
        here = quantity == name
        rows[name] = rows[name].mask(here & (rows[name] == ""), rows["concentration"])
        rows["concentration"] = rows["concentration"].mask(here, "")
        rows["unit"] = rows["unit"].mask(here, "")


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
    for name in REPORTED_QUANTITIES:
        cells = parse_column(rows[name], decimal)
        number = (cells["qualifier"] == "quantified") | (cells["value"] == 0)
        silent = (cells["qualifier"] == "") & cells["rule"].isin(["", NOT_ANALYSED])
        header = entries.headers.get(name)
        column = header.text if header else name
        rows[f"{name}_printed"] = map_texts(rows[name], lambda text: strip_footnotes(tidy(text.removeprefix(EXACT))))
        unread = ~number & ~silent & ~rows["aside"]
        flag(rows, unread, "LAB016", log, text=rows[f"{name}_printed"], column=column)
        rows["unread"] |= unread
        rows[f"{name}_value"] = cells["value"].where(number)
    _add_sum(rows, log)


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
    origin = rows[
        ["plant", "sample_id", "substance_name", "report_id", "revision", "start_at", "end_at", "file", "line"]
    ]
    names = ["report_id", "revision", "start", "end", "source_file", "source_line"]
    origin = origin.set_axis([*REPORTED.key[:3], *names], axis=1)
    parts = []
    for name, unit in units.items():
        holds = rows[f"{name}_value"].notna()
        value, shown = rows.loc[holds, f"{name}_value"], rows.loc[holds, printed[name]]
        parts.append(origin[holds].assign(value=value, printed=shown, quantity=name, unit=unit))
    return arrange(pd.concat(parts).sort_index(kind="stable"), REPORTED)
