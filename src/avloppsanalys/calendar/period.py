"""Periods: named stretches of Swedish days, their labels, and the period in which a sample falls."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final, Literal, get_args

import pandas as pd

from avloppsanalys.calendar.dates import swedish_dates
from avloppsanalys.errors import AvloppsanalysError
from avloppsanalys.tables import TIMEZONE
from avloppsanalys.wording import Language, date, text

__all__ = ["Period", "PeriodError", "PeriodKind", "label", "period_of"]

PeriodKind = Literal["week", "month", "quarter", "tertial", "halfyear", "year"]

_MONTHS_PER_PERIOD: Final = {"month": 1, "quarter": 3, "tertial": 4, "halfyear": 6, "year": 12}
_NAMES: Final = {
    "week": "{}v{:02d}", "month": "{}-{:02d}", "quarter": "{}K{}", "tertial": "{}T{}", "halfyear": "{}H{}",
    "year": "{}",
}  # fmt: skip
"""Names by year and number within it."""
_SPELLINGS: Final[tuple[tuple[re.Pattern[str], PeriodKind], ...]] = (
    (re.compile(r"(?P<year>\d{4})"), "year"),
    (re.compile(r"(?P<year>\d{4})-(?P<number>\d{2})"), "month"),
    (re.compile(r"(?P<year>\d{4})[ -]?(?:K|Q|kv\.? ?)(?P<number>[1-4])", re.IGNORECASE), "quarter"),
    (re.compile(r"(?:K|Q|kv\.? ?)(?P<number>[1-4]) (?P<year>\d{4})", re.IGNORECASE), "quarter"),
    (re.compile(r"(?P<year>\d{4})[ -]?T(?P<number>[1-3])", re.IGNORECASE), "tertial"),
    (re.compile(r"(?P<year>\d{4})[ -]?H(?P<number>[12])", re.IGNORECASE), "halfyear"),
    (re.compile(r"(?P<year>\d{4})[ -]?(?:v\.? ?|W)(?P<number>\d{1,2})", re.IGNORECASE), "week"),
)
_FREE: Final = re.compile(r"(\d{4}-\d{2}-\d{2})/(\d{4}-\d{2}-\d{2})")


class PeriodError(AvloppsanalysError, ValueError):
    """A text that names no period."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A stretch of whole Swedish days: `first` to `last`, both included; its kind is ``free`` if it has no name."""

    name: str
    kind: PeriodKind | Literal["free"]
    first: dt.date
    last: dt.date

    @property
    def start(self) -> pd.Timestamp:
        """The moment at which the period begins, Swedish time."""
        return pd.Timestamp(self.first, tz=TIMEZONE)

    @property
    def end(self) -> pd.Timestamp:
        """The moment at which the period is over, Swedish time."""
        return pd.Timestamp(self.last + dt.timedelta(days=1), tz=TIMEZONE)

    @property
    def days(self) -> int:
        """Number of days in the period."""
        return (self.last - self.first).days + 1

    def contains(self, day: dt.date) -> bool:
        """Return whether `day` lies in the period."""
        return self.first <= day <= self.last

    @classmethod
    def parse(cls, spelling: str) -> Period:
        """Return the period that a text names.

        Parameters
        ----------
        spelling : str
            ``2026``, ``2026-08``, ``2026K3`` (also ``2026-Q3``, ``kv 3 2026``), ``2026T1``, ``2026H2``, ``2026v41``, or
            two dates ``2026-01-01/2026-02-11``, the last one included.

        Returns
        -------
        Period

        Raises
        ------
        PeriodError
            If the text is none of these forms, or the week, month or dates do not exist.

        Examples
        --------
        >>> Period.parse("kv 3 2026")
        Period(name='2026K3', kind='quarter', first=datetime.date(2026, 7, 1), last=datetime.date(2026, 9, 30))
        """
        spelling = spelling.strip()
        try:
            if free := _FREE.fullmatch(spelling):
                first, last = (dt.date.fromisoformat(day) for day in free.groups())
                if last < first:
                    raise PeriodError(f"The period {spelling!r} ends before it begins.")
                return cls(name=spelling, kind="free", first=first, last=last)
            for pattern, kind in _SPELLINGS:
                if match := pattern.fullmatch(spelling):
                    parts = match.groupdict()
                    return _numbered(kind, int(parts["year"]), int(parts.get("number") or 1))
        except ValueError as fault:
            if isinstance(fault, PeriodError):
                raise
            raise PeriodError(f"The period {spelling!r} does not exist: {fault}.") from fault
        raise PeriodError(
            f"{spelling!r} names no period. Write a quarter as 2026K3, a tertial as 2026T1, a half-year as 2026H1,"
            " a month as 2026-08, a week as 2026v41, a year as 2026, or two dates as 2026-01-01/2026-02-11."
        )


def _numbered(kind: PeriodKind, year: int, number: int) -> Period:
    """Return the period that is the `number`:th of its kind in `year`."""
    if kind == "week":
        first = dt.date.fromisocalendar(year, number, 1)
        return Period(name=_NAMES[kind].format(year, number), kind=kind, first=first, last=first + dt.timedelta(days=6))
    months = _MONTHS_PER_PERIOD[kind]
    first_month = (number - 1) * months + 1
    first = dt.date(year, first_month, 1)
    after = dt.date(year + (first_month + months > 12), (first_month + months - 1) % 12 + 1, 1)
    return Period(name=_NAMES[kind].format(year, number), kind=kind, first=first, last=after - dt.timedelta(days=1))


def label(period: str, lang: Language = "sv") -> str:
    """Return a period as it is written in a chart or a sentence: "kv 3 2026", "v. 41 2026".

    Parameters
    ----------
    period : str
        A period's name as in a table.
    lang : {"sv", "en"}, default "sv"
        Language.

    Returns
    -------
    str

    Examples
    --------
    >>> label("2026K3"), label("2026v41"), label("2026T1"), label("2026")
    ('kv 3 2026', 'v. 41 2026', 'tertial 1 2026', '2026')
    """
    named = Period.parse(period)
    if named.kind == "free":
        return f"{date(named.first, lang)}–{date(named.last, lang)}"
    if named.kind == "year":
        return named.name
    if named.kind == "month":
        return date(named.first, lang).split(" ", 1)[1]
    number = int(named.name[5:])
    return text(f"period.{named.kind}", lang, number=number, year=named.name[:4])


def period_of(moments: pd.Series[pd.Timestamp], period: PeriodKind | str) -> pd.Series[str]:
    """Return the name of the period that each moment falls in.

    Parameters
    ----------
    moments : pandas.Series of time-zone aware Timestamp
        Starts of samples: a sample is booked on its start date.
    period : str
        A kind (``week``, ``month``, ``quarter``, ``tertial``, ``halfyear``, ``year``), or one named period
        (``2026-01-01/2026-02-11``), in which case moments outside it get a missing name.

    Returns
    -------
    pandas.Series of str
        Same index.

    Raises
    ------
    PeriodError
        If `period` is neither a kind nor a named period.

    Examples
    --------
    >>> moments = pd.Series(pd.to_datetime(["2026-08-12 07:00"]).tz_localize("Europe/Stockholm"))
    >>> period_of(moments, "quarter").tolist(), period_of(moments, "week").tolist()
    (['2026K3'], ['2026v33'])
    """
    number, dates = pd.factorize(swedish_dates(moments))  # a sampled day has many rows, and texts are slow
    named = _period_of_dates(dates.to_series(), period).array
    return pd.Series(named.take(number, allow_fill=True), index=moments.index, name=moments.name)


def _period_of_dates(dates: pd.Series[pd.Timestamp], period: str) -> pd.Series[str]:
    """Return the name of the period that each Swedish date falls in."""
    if period not in get_args(PeriodKind):
        named = Period.parse(period)
        inside = dates.between(pd.Timestamp(named.first), pd.Timestamp(named.last))
        return pd.Series(named.name, index=dates.index, dtype="str").where(inside)
    if period == "week":
        iso = dates.dt.isocalendar()
        year, number = iso["year"], iso["week"]
    else:
        year, number = dates.dt.year, (dates.dt.month - 1) // _MONTHS_PER_PERIOD[period] + 1
    names = map(_NAMES[period].format, year.tolist(), number.tolist())
    return pd.Series([*names], index=dates.index, dtype="str")
