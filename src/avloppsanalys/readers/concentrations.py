"""The concentration of each entry in ng/L, or the interval that its qualifier leaves."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

from avloppsanalys.errors import UnitError
from avloppsanalys.readers.account import flag
from avloppsanalys.readers.cells import NOT_ANALYSED, OTHER_SIGN, ZERO, Decimal, parse_column, tidy
from avloppsanalys.readers.columns import map_texts, tidy_column
from avloppsanalys.readers.headers import in_brackets
from avloppsanalys.readers.layout import Entries
from avloppsanalys.units import to_canonical
from avloppsanalys.wording import ProblemLog, text

__all__ = ["add_concentrations", "with_sign"]

SMALLEST_NG_PER_L: Final = 1e-4
LARGEST_NG_PER_L: Final = 1e9
"""Far below what any laboratory can detect, and a gram a litre: a slip of unit or sign. Our choice."""


def with_sign(rows: pd.DataFrame) -> pd.Series:
    """Return the concentration cells with the sign of a column of its own before them ("<" and "5" in two cells)."""
    sign = tidy_column(rows["sign"])
    if (sign == "").all():
        return rows["concentration"]
    return rows["concentration"].where(sign.isin(["", "="]), sign + " " + rows["concentration"])


def add_concentrations(
    rows: pd.DataFrame, entries: Entries, *, decimal: Decimal | None, unit: str | None, log: ProblemLog
) -> None:
    """Add value, interval, qualifier and limits to `rows`; entries that cannot be read are set aside.

    Parameters
    ----------
    rows : pandas.DataFrame
        Entries of one file, changed in place.
    entries : Entries
        What the file's header says of units.
    decimal : {",", "."} or None
        The file's decimal sign.
    unit : str or None
        The caller's unit, for a table that names none.
    log : ProblemLog
        Where problems go.
    """
    cells = parse_column(rows["concentration"], decimal)
    rows["cell_rule"] = cells["rule"]
    rows["cell_unit"] = cells["unit"]
    rows["cell_blank"] = (cells["qualifier"] == "") & cells["rule"].isin(["", NOT_ANALYSED])
    unreadable = (cells["qualifier"] == "") & ~rows["cell_blank"]
    for rule in sorted(cells.loc[unreadable, "rule"].unique()):
        fields: dict[str, Any] = {"decimal": decimal} if rule == OTHER_SIGN else {}
        flag(
            rows, unreadable & (cells["rule"] == rule), rule, log, text=rows["printed"], column=rows["column"], **fields
        )
    zero_of = cells["value"].eq(0) & (cells["unit"] != "")
    needs_unit = cells["value"].gt(0) | cells["limit"].notna() | zero_of
    factor = _factors(rows, cells["unit"], needs_unit & ~unreadable, entries, given=unit, log=log)
    rows["lod"], rows["loq"] = (_limit(rows, entries, name, decimal, factor, log) for name in ("lod", "loq"))
    flag(rows, rows["lod"] > rows["loq"], "LAB010", log, lod=rows["lod_text"], loq=rows["loq_text"])
    _add_interval(rows, cells, factor, log)


def _factors(
    rows: pd.DataFrame, in_cell: pd.Series, needed: pd.Series, entries: Entries, *, given: str | None, log: ProblemLog
) -> pd.Series:
    """Return ng/L per unit of each entry; the cell, the unit column and the header must agree."""
    sources = [in_cell, rows["unit"], rows["header_unit"].mask(rows["header_unit"] == "", rows["unknown_unit"])]
    factors = [map_texts(source, _factor) for source in sources]
    said = pd.concat([factor.where(source != "") for factor, source in zip(factors, sources, strict=True)], axis=1)
    said = said.astype("float64")
    unknown = pd.concat(
        [(source != "") & factor.isna() for factor, source in zip(factors, sources, strict=True)], axis=1
    )
    strange = needed & unknown.any(axis=1)
    torn = needed & (said.min(axis=1) < said.max(axis=1))
    flagged = strange | torn
    shown = sources[0][flagged] + " " + sources[1][flagged] + " " + sources[2][flagged]
    shown = map_texts(shown, tidy)
    flag(rows, strange, "LAB003", log, unit=shown)
    flag(rows, torn, "LAB004", log, units=shown)
    factor = said.bfill(axis=1).iloc[:, 0]
    silent = factor.isna() & ~unknown.any(axis=1)
    if given is not None:
        return factor.mask(silent, to_canonical(given, "concentration"))
    missing = needed & silent
    if missing.any() and silent.all():
        header = entries.headers.get("concentration")
        # what stands in the brackets may be no unit ("Halt (filtrerat)"); it is only told where nothing else is one
        if header and (bracket := in_brackets(header.text)):
            log.add("LAB003", file=rows["file"].iloc[0], unit=bracket)
        else:
            log.add("LAB001", file=rows["file"].iloc[0], column=rows["column"].iloc[0])
        rows.loc[missing, "aside"] = True
    else:
        flag(rows, missing, "LAB002", log, text=rows["printed"], substance=rows["label"])
    return factor


def _factor(unit: str) -> float:
    """Return ng/L per `unit`, NaN for none that is accepted."""
    try:
        return to_canonical(unit, "concentration") if unit else np.nan
    except UnitError:
        return np.nan


def _limit(
    rows: pd.DataFrame, entries: Entries, name: str, decimal: Decimal | None, factor: pd.Series, log: ProblemLog
) -> pd.Series:
    """Return LOD or LOQ in ng/L, in the unit of its own header or else of the concentration."""
    rows[f"{name}_text"] = rows[name]
    cells = parse_column(rows[name], decimal)
    value = cells["limit"].where(cells["limit"].notna(), cells["value"].where(cells["value"] > 0))
    blank = (cells["qualifier"] == "") & cells["rule"].isin(["", NOT_ANALYSED])
    header = entries.headers.get(name)
    own = cells["unit"].mask(cells["unit"] == "", header.unit or header.unknown_unit if header else "")
    per_unit = map_texts(own, _factor).astype("float64").where(own != "", factor)
    strange = (value * per_unit).notna() & ~_possible(value * per_unit)
    unread = ~blank & (value.isna() | (per_unit.isna() & (own != "")) | strange)
    flag(rows, unread & ~rows["aside"], "LAB011", log, limit=name.upper(), text=rows[name])
    return (value * per_unit).where(~unread)


def _possible(concentration: pd.Series) -> pd.Series:
    """Return which concentrations [ng/L] can be at all."""
    return concentration.between(SMALLEST_NG_PER_L, LARGEST_NG_PER_L)


def _add_interval(rows: pd.DataFrame, cells: pd.DataFrame, factor: pd.Series, log: ProblemLog) -> None:
    """Add concentration, its interval and the qualifier; see the rules in the documentation of `read_lab`."""
    lod, loq = rows["lod"], rows["loq"]
    value, limit = cells["value"] * factor, cells["limit"] * factor
    qualifier = cells["qualifier"].mask((cells["qualifier"] == "below_loq") & (limit == lod), "below_lod")
    zero = cells["rule"] == ZERO
    number = qualifier == "quantified"
    strange = (number & ~_possible(value)) | (cells["limit"].notna() & limit.notna() & ~_possible(limit))
    flag(rows, strange & ~rows["aside"], "LAB041", log, text=rows["printed"], substance=rows["label"])
    under_lod = number & (value < lod)
    flag(
        rows,
        under_lod & ~rows["aside"],
        "LAB012",
        log,
        text=rows["printed"],
        substance=rows["label"],
        lod=rows["lod_text"],
    )
    below_loq_note = number & (value < loq) & ~under_lod & ~rows["aside"]
    flag(rows, below_loq_note, "LAB013", log, text=rows["printed"], substance=rows["label"], loq=rows["loq_text"])
    qualifier = qualifier.mask(under_lod, "below_lod")
    number &= ~under_lod
    below_loq, detected = qualifier == "below_loq", qualifier == "detected"
    limit = limit.where(limit.notna(), loq.where(below_loq | detected, lod.where(lod.notna(), loq)))
    floor = lod.where((lod < limit) & ~zero & (below_loq | detected), 0.0).mask(
        detected & limit.isna(), lod.fillna(0.0)
    )
    high = value.where(number, np.inf).where(number | (qualifier == "above_range"), limit)
    rows["qualifier"] = qualifier
    rows["concentration_ng_per_l"] = value.where(number)
    rows["concentration_low_ng_per_l"] = value.where(number, limit).where(number | (qualifier == "above_range"), floor)
    rows["concentration_high_ng_per_l"] = high
    unknown = text("reading.unknown_limit", log.lang)
    shown = rows["loq_text"].mask(loq.isna(), unknown)
    flag(rows, zero & ~rows["aside"], ZERO, log, text=rows["printed"], substance=rows["label"], limit=shown)
