"""Personnummer in columns that nothing here reads: told without being shown, and left where they are.

A personnummer is a date of birth, a birth number and a check digit by the modulus-10 method with the weights 2 and 1;
a samordningsnummer has 60 added to the day (recalled: Skatteverket, Rättslig vägledning 2020.9, page 330245; lagen
2022:1697).
A laboratory's own ids may look the same (``260812-0007``): one in ten of those has the right check digit by chance,
which is why a single cell proves nothing, and why columns that are read are never judged.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from avloppsanalys.readers.cells import tidy
from avloppsanalys.readers.workbook import EXACT

__all__ = ["PersonalColumn", "is_personal_number", "personal_columns", "without_personal_numbers"]

LEAST_DISTINCT: Final = 3
"""With fewer different cells a column of laboratory ids would too often pass by chance. Our choice."""

LEAST_SHARE: Final = 0.5
"""Share of the filled cells that must pass. Our choice."""

_FORM: Final = re.compile(r"(18|19|20)?([0-9]{2})([0-9]{2})([0-9]{2}) ?[-+]? ?([0-9]{4})")
_IN_TEXT: Final = re.compile(r"(?<![0-9])(?:(?:18|19|20)?[0-9]{6} ?[-+]? ?[0-9]{4})(?![0-9])")
_WHOLE_NUMBER: Final = re.compile(r"[0-9]{7,10}")
_DOUBLED: Final = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
"""The sum of the digits of twice a digit."""


class PersonalColumn(NamedTuple):
    """A column that holds personnummer: what it is called, and how many of its cells do."""

    name: str
    cells: int


def is_personal_number(text: str) -> bool:
    """Return whether a cell has the form, the date and the check digit of a personnummer or samordningsnummer.

    Parameters
    ----------
    text : str
        ``YYMMDD-NNNN`` or ``YYYYMMDD-NNNN``, with the sign or without; a whole number may have lost leading zeros.

    Returns
    -------
    bool

    Examples
    --------
    >>> is_personal_number("811218-9876"), is_personal_number("811218-9875")  # an invented number of the tax authority
    (True, False)
    """
    plain = tidy(text.removeprefix(EXACT))
    if _WHOLE_NUMBER.fullmatch(plain):
        plain = plain.zfill(10)
    found = _FORM.fullmatch(plain)
    if not found:
        return False
    century, year, month, day, last = found.groups()
    digits = [int(digit) for digit in year + month + day + last]
    return (
        last[:3] != "000"  # birth numbers begin at 001
        and (sum(_DOUBLED[digit] for digit in digits[0::2]) + sum(digits[1::2])) % 10 == 0
        and any(_is_date(f"{first}{year}", month, day) for first in ([century] if century else ["19", "20"]))
    )


def personal_columns(columns: Iterable[tuple[str, Sequence[str]]]) -> tuple[PersonalColumn, ...]:
    """Return the columns that hold personnummer: three different ones at least, and half of the filled cells.

    Parameters
    ----------
    columns : iterable of (str, sequence of str)
        What each column is called, and its cells.

    Returns
    -------
    tuple of PersonalColumn
    """
    found = []
    for name, cells in columns:
        filled = [cell.strip() for cell in cells if cell.strip()]
        passing = {cell for cell in set(filled) if is_personal_number(cell)}
        count = sum(cell in passing for cell in filled)
        if len(passing) >= LEAST_DISTINCT and count >= LEAST_SHARE * len(filled):
            found.append(PersonalColumn(name=name, cells=count))
    return tuple(found)


def without_personal_numbers(text: str) -> str:
    """Return a text of a file, that a problem is to quote, with every personnummer in it blotted out.

    Parameters
    ----------
    text : str
        Cells as they stand.

    Returns
    -------
    str

    Examples
    --------
    >>> without_personal_numbers("811218-9876; Exempelverket; 260812-0001")
    '******-****; Exempelverket; 260812-0001'
    """
    return _IN_TEXT.sub(lambda found: "******-****" if is_personal_number(found[0]) else found[0], text)


def _is_date(year: str, month: str, day: str) -> bool:
    """Return whether a day exists; that of a samordningsnummer after 60 is taken off."""
    number = int(day) - 60 if int(day) > 60 else int(day)
    try:
        dt.date(int(year), int(month), number)
    except ValueError:
        return False
    return True
