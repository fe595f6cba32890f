"""Periods as Swedish statistics write them, in a cell or at the head of a column."""

from __future__ import annotations

import calendar as months_of_the_year
import datetime as dt
import re
from typing import Final

from avloppsanalys.calendar import Period, PeriodError, month_number

__all__ = ["named_period", "parse_period"]

_MONTH_LAST: Final = re.compile(r"(?P<year>\d{4}) ?\(?(?P<month>[a-zåäö]+)\.?\)?")
_MONTH_FIRST: Final = re.compile(r"(?P<month>[a-zåäö]+)\.? (?P<year>\d{4})")
_MONTH_CODE: Final = re.compile(r"(?P<year>\d{4})m(?P<number>\d{2})")
_NUMBER_FIRST: Final = re.compile(
    r"(?P<word>t|tertial|h|halvår|k|kv|kvartal|q|v|vecka|week) ?(?P<number>\d{1,2})[ ,-]+(?P<year>\d{4})"
)
_TWO_DATES: Final = re.compile(r"(\d{4}-\d{2}-\d{2}) ?(?:/|–|—|-|till|t o m) ?(\d{4}-\d{2}-\d{2})")
_LETTERS: Final = {"t": "T", "h": "H", "k": "K", "q": "K", "v": "v", "w": "v"}


def parse_period(text: str) -> Period | None:
    """Return the period that a cell or a heading names, None where it names none.

    Parameters
    ----------
    text : str
        With single plain spaces: all that `Period.parse` takes, and "2019 (september)", "sep 2019", "2019M09",
        "tertial 1 2026", "halvår 2 2026", "v. 41 2026", two dates with a dash between.

    Returns
    -------
    Period or None

    Examples
    --------
    >>> [parse_period(text).name for text in ("2019 (september)", "tertial 1 2026", "2026M03", "kv. 3 2026")]
    ['2019-09', '2026T1', '2026-03', '2026K3']
    >>> parse_period("Förändring") is None
    True
    """
    try:
        return Period.parse(_spelled(text.strip()))
    except PeriodError:
        return None


def _spelled(text: str) -> str:
    """Return a period in a spelling that `Period.parse` takes, where another one is recognised."""
    folded = " ".join(text.casefold().replace(".", " ").split())
    for form in (_MONTH_LAST, _MONTH_FIRST):
        if (found := form.fullmatch(folded)) and (month := month_number(found["month"])):
            return f"{found['year']}-{month:02d}"
    if code := _MONTH_CODE.fullmatch(folded):
        return f"{code['year']}-{code['number']}"
    if first := _NUMBER_FIRST.fullmatch(folded):
        return f"{first['year']}{_LETTERS[first['word'][0]]}{int(first['number'])}"
    if dates := _TWO_DATES.fullmatch(folded):
        return f"{dates[1]}/{dates[2]}"
    return text


def named_period(first: dt.date, last: dt.date) -> Period:
    """Return the period of two dates, by its name where it has one.

    Parameters
    ----------
    first, last : datetime.date
        Both included; in order.

    Returns
    -------
    Period

    Examples
    --------
    >>> named_period(dt.date(2026, 7, 1), dt.date(2026, 9, 30)).name
    '2026K3'
    >>> named_period(dt.date(2026, 7, 1), dt.date(2026, 9, 12)).name
    '2026-07-01/2026-09-12'
    """
    for name in _names(first, last):
        period = Period.parse(name)
        if (period.first, period.last) == (first, last):
            return period
    return Period.parse(f"{first}/{last}")


def _names(first: dt.date, last: dt.date) -> list[str]:
    """Return the names that two dates might have."""
    iso = first.isocalendar()
    if first.day != 1 or last.day != months_of_the_year.monthrange(last.year, last.month)[1]:
        return [f"{iso.year}v{iso.week:02d}"]
    year, month = first.year, first.month
    return [
        f"{year}", f"{year}H{(month - 1) // 6 + 1}", f"{year}T{(month - 1) // 4 + 1}", f"{year}K{(month - 1) // 3 + 1}",
        f"{year}-{month:02d}",
    ]  # fmt: skip
