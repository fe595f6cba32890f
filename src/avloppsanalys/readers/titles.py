"""What the lines above the header of a table say of all its rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from avloppsanalys.readers.cells import tidy
from avloppsanalys.readers.dates import parse_moment
from avloppsanalys.readers.headers import read_header
from avloppsanalys.readers.workbook import EXACT

__all__ = ["read_titles"]

_FIELDS: Final = (
    "plant", "sample_id", "report_id", "revision", "sample_type", "date", "start", "end", "unit", "matrix", "lab",
    "method", "available_from", "area", "indicator", "source",
)  # fmt: skip
_SAMPLING: Final = ("provtagning", "provtagningsperiod", "provperiod", "provtagningstid", "sampling", "sampling period")
_TO: Final = re.compile(r" (?:till|to|[-–]) ", re.IGNORECASE)


def read_titles(rows: Sequence[Sequence[str]]) -> dict[str, str]:
    """Return what the lines above the header say: "Rapport-id: 42" in one cell, or key and value in two.

    Parameters
    ----------
    rows : sequence of sequences of str
        The cells of those lines.

    Returns
    -------
    dict
        Field -> text. Of two lines that say the same field, the first.

    Examples
    --------
    >>> read_titles([["Verk: Norra"], ["Provtagning", "2016-04-06 07:00 till 2016-04-11 07:00"]])
    {'plant': 'Norra', 'start': '2016-04-06 07:00', 'end': '2016-04-11 07:00'}
    """
    said: dict[str, str] = {}
    for row in rows:
        filled = [tidy(cell.removeprefix(EXACT)) for cell in row if cell.strip()]
        if len(filled) == 1:
            filled = [part.strip() for part in filled[0].split(":", 1)]
        if len(filled) < 2 or not filled[1]:
            continue
        if filled[0].casefold() in _SAMPLING:
            for field, moment in zip(("start", "end"), _moments(filled[1]), strict=False):
                said.setdefault(field, moment)
            continue
        field = read_header(filled[0], _FIELDS).field
        # a bare "Datum" above a table is as often the day of the report as the day of the sample
        if field and filled[0].casefold() not in ("datum", "date"):
            said.setdefault(field, filled[1])
    return said


def _moments(text: str) -> list[str]:
    """Return the one or two moments that a text is; none where it is anything else ("automatisk provtagare")."""
    parts = _TO.split(text)
    dated = all(not parse_moment(part).rule for part in parts)
    return parts if dated and len(parts) <= 2 else []
