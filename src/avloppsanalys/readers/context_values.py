"""The figure of an indicator and its unit: a number, or why there is none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import numpy as np
import pandas as pd

from avloppsanalys.readers.account import flag
from avloppsanalys.readers.cells import NEGATIVE, ZERO, Decimal, parse_column
from avloppsanalys.readers.columns import map_texts
from avloppsanalys.readers.headers import Header, in_brackets
from avloppsanalys.reference import find_indicator, find_indicator_unit, indicator_units
from avloppsanalys.wording import ProblemLog, text

__all__ = ["add_units", "add_values"]

_MISSING: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "not_given": (
            "", "uppgift saknas", "uppg saknas", "saknas", "data saknas", "ingen uppgift", "ej uppgift", "missing",
            "no data", "na", "n/a",
        ),
        "suppressed_at_source": ("..", "x", "*", "sekretess", "suppressed"),
        "not_applicable": (".", "ej aktuellt", "ej tillämpligt", "not applicable"),
    }
)  # fmt: skip
"""Why there is no figure -> how files say it. Two points are a figure that the source hides, one point is none that
could be."""
_HIDDEN: Final = re.compile(
    r"(?:<|färre än|mindre än|under|less than|fewer than) ?\d+|\d+ ?(?:-|–) ?\d+", re.IGNORECASE
)
_DASHES: Final = ("-", "–", "—", "--")
_OF_BRA: Final = re.compile(r"\bbrå\b|brottsförebyggande rådet", re.IGNORECASE)


def add_units(rows: pd.DataFrame, header: Header | None, given: str | None, log: ProblemLog) -> None:
    """Add `unit_id`: from the row, the heading, what the indicator's name settles, or the call; others are set aside.

    Parameters
    ----------
    rows : pandas.DataFrame
        Entries of one file, with `unit` and `label`; updated in place.
    header : Header or None
        Of the column of figures.
    given : str or None
        What the caller says.
    log : ProblemLog
        Where problems go.
    """
    of_name = map_texts(rows["label"], _settled_unit)
    heading = "" if header is None else header.unit or in_brackets(header.text)
    said = rows["unit"].mask(rows["unit"] == "", of_name)
    said = said.mask(said == "", heading).mask(lambda texts: texts == "", given or "")
    rows["unit_id"] = map_texts(said, find_indicator_unit)
    flag(rows, (said == "") & ~rows["aside"], "CTX005", log)
    flag(rows, (said != "") & (rows["unit_id"] == "") & ~rows["aside"], "CTX006", log, unit=said)


def _settled_unit(label: str) -> str:
    """Return the unit that an indicator's name alone settles, "" for none."""
    found = find_indicator(label)
    return found.unit if found is not None and found.fixed_unit else ""


def add_values(rows: pd.DataFrame, decimal: Decimal | None, log: ProblemLog) -> None:
    """Add `number` and `missing`, why there is none; what is neither is set aside, without being quoted.

    Parameters
    ----------
    rows : pandas.DataFrame
        Entries of one file, with `value`, `unit_id` and `source`; updated in place.
    decimal : {",", "."} or None
        The file's decimal sign.
    log : ProblemLog
        Where problems go.
    """
    said = rows["value"].str.casefold()
    rows["missing"] = map_texts(said, _why_missing)
    dash = said.isin(_DASHES)
    zero_of_bra = dash & rows["source"].str.contains(_OF_BRA)
    flag(rows, dash & ~zero_of_bra & ~rows["aside"], "CTX009", log)
    rows["missing"] = rows["missing"].mask(dash & ~zero_of_bra, "unclear")
    cells = parse_column(rows["value"].mask(zero_of_bra, "0"), decimal)
    own_unit = map_texts(cells["unit"], find_indicator_unit)
    fits = (cells["unit"] == "") | (own_unit == rows["unit_id"])
    is_number = (cells["qualifier"] == "quantified") | cells["rule"].isin([ZERO, NEGATIVE])
    told = (rows["missing"] == "") & ~rows["aside"]
    flag(rows, told & ~(is_number & fits), "CTX007", log)
    number = cells["value"].where(is_number & fits & (rows["missing"] == ""))
    flag(rows, _cannot_be(number, rows["unit_id"]) & ~rows["aside"], "CTX008", log, unit=_unit_words(rows, log))
    rows["number"] = number


def _why_missing(said: str) -> str:
    """Return why a cell holds no number, "" where it may hold one."""
    if _HIDDEN.fullmatch(said):
        return "suppressed_at_source"
    return next((why for why, words in _MISSING.items() if said.rstrip(" :;") in words), "")


def _cannot_be(number: pd.Series, units: pd.Series) -> pd.Series:
    """Return which numbers no figure of their unit can be."""
    kinds = units.map({name: unit.kind for name, unit in indicator_units().items()})
    per = units.map({name: unit.per for name, unit in indicator_units().items()}).astype("float64")
    broken = (kinds == "count") & (number % 1 != 0)
    above = (units == "percent") & (number > per)
    wrong: pd.Series = number.notna() & ((number < 0) | broken | above | ~np.isfinite(number))
    return wrong


def _unit_words(rows: pd.DataFrame, log: ProblemLog) -> pd.Series:
    """Return what each unit is called."""
    words = {name: text(f"context.unit.{name}", log.lang) for name in indicator_units()}
    return rows["unit_id"].map(words).fillna("")
