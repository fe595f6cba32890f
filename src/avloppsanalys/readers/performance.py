"""What the laboratory says of its own performance, beside each value: recovery, interlaboratory z, enantiomers."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from avloppsanalys.readers.account import flag
from avloppsanalys.readers.cells import NEGATIVE, NOT_ANALYSED, Decimal, parse_column
from avloppsanalys.readers.layout import Entries
from avloppsanalys.wording import ProblemLog

__all__ = ["PERFORMANCE", "add_performance"]

PERFORMANCE: Final = ("recovery", "interlab_z", "enantiomeric_fraction")
"""The columns of numbers; each may be left blank."""

_ALLOWED: Final = {"recovery": (0.0, 5.0), "interlab_z": (-100.0, 100.0), "enantiomeric_fraction": (0.0, 1.0)}
"""What such a number can be at all; anything else is a slip of unit or column."""

_LARGEST_FRACTION: Final = 5.0
"""A recovery above five times is one in percent whose sign is missing."""


def add_performance(rows: pd.DataFrame, entries: Entries, *, decimal: Decimal | None, log: ProblemLog) -> None:
    """Read recovery [fraction], z and enantiomeric fraction of `rows` in place; a cell that cannot be is left out.

    A recovery may be in percent or a fraction: above five it can only be in percent.

    Parameters
    ----------
    rows : pandas.DataFrame
        Entries of one file.
    entries : Entries
        For the headers, which may name the unit.
    decimal : {",", "."} or None
        The file's decimal sign.
    log : ProblemLog
        Where problems go.
    """
    for name in PERFORMANCE:
        texts = rows[name]
        rows[name] = np.nan
        if not (texts != "").any():
            continue
        cells = parse_column(texts, decimal)
        number = cells["value"].where(cells["rule"].isin(["", NEGATIVE]) | (cells["value"] == 0))
        if name == "recovery":
            header = entries.headers.get(name)
            unit = cells["unit"].mask(cells["unit"] == "", header.unit if header else "")
            number = number.where((unit != "%") & (number <= _LARGEST_FRACTION), number / 100)
        number = number.where(cells["unit"].isin(["", "%"] if name == "recovery" else [""]))
        low, high = _ALLOWED[name]
        blank = (texts == "") | (cells["rule"] == NOT_ANALYSED)
        usable = number.between(low, high)
        under = entries.headers[name].text if name in entries.headers else name
        flag(rows, ~blank & ~usable & ~rows["aside"], "LAB040", log, text=texts, column=under)
        rows[name] = number.where(usable)
