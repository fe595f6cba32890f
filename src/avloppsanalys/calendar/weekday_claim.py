"""Weekdays that a text claims: "lördag den 26 november 2017", which was a Sunday."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

__all__ = ["WeekdayClaim", "month_number", "weekday_claims", "weekday_number"]

_WEEKDAYS: Final = (
    ("mån", "mon"), ("tis", "tue"), ("ons", "wed"), ("tor", "thu"), ("fre", "fri"), ("lör", "sat"), ("sön", "sun"),
)  # fmt: skip
_WEEKDAY_WORD: Final = (
    r"(?:mån|tis|ons|tors?|fre|lör|sön)(?:dag(?:en)?)?|(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
)
_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "jan januari january", "feb februari february", "mar mars march", "apr april", "maj may", "jun juni june",
            "jul juli july", "aug augusti august", "sep sept september", "okt oktober oct october", "nov november",
            "dec december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_DATE: Final = (
    r"(?:(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})"
    r"|(?P<day_in_text>[0-9]{1,2})\.? (?P<month_in_text>[a-z]+)\.?,? (?P<year_in_text>[0-9]{4}))(?![0-9])"
)
_BEFORE: Final = re.compile(rf"(?<![a-zåäö])(?P<weekday>{_WEEKDAY_WORD})\.?,? (?:den )?{_DATE}")
_AFTER: Final = re.compile(rf"(?<![0-9]){_DATE},? ?\((?:en )?(?P<weekday>{_WEEKDAY_WORD})\.?\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekdayClaim:
    """A weekday that a text gives a date; weekdays count from Monday, 0."""

    words: str
    date: dt.date
    weekday: int

    @property
    def holds(self) -> bool:
        """Whether the date is that weekday."""
        return self.date.weekday() == self.weekday


def weekday_claims(text: str) -> tuple[WeekdayClaim, ...]:
    """Return every date of a text that is given a weekday, in order; a date that does not exist is left out.

    The weekday stands before the date, or after it in brackets. A claim about a sampling day concerns the date on
    which the sample began; whether a date lies in the sampling period is not checked.

    Parameters
    ----------
    text : str
        Swedish or English: "lördag den 26 november 2017", "2014-02-19 (onsdag)".

    Returns
    -------
    tuple of WeekdayClaim

    Examples
    --------
    >>> (claim,) = weekday_claims("Prov togs lördag den 26 november 2017.")
    >>> claim.words, claim.date.isoformat(), claim.holds
    ('lördag den 26 november 2017', '2017-11-26', False)
    >>> [claim.holds for claim in weekday_claims("2014-02-19 (onsdag) och 26 november 2017")]
    [True]
    """
    plain = " ".join(text.casefold().split())
    found = sorted([*_BEFORE.finditer(plain), *_AFTER.finditer(plain)], key=lambda match: match.start())
    claims = []
    for match in found:
        month = int(match["month"]) if match["month"] else month_number(match["month_in_text"])
        try:
            date = dt.date(
                int(match["year"] or match["year_in_text"]), month, int(match["day"] or match["day_in_text"])
            )
        except ValueError:
            continue
        claims.append(WeekdayClaim(words=match[0], date=date, weekday=weekday_number(match["weekday"])))
    return tuple(claims)


def month_number(name: str) -> int:
    """Return the month that a word names, January 1; 0 when it names none.

    Parameters
    ----------
    name : str
        Swedish or English, in full or short, in lower case.

    Returns
    -------
    int

    Examples
    --------
    >>> month_number("augusti"), month_number("okt"), month_number("vår")
    (8, 10, 0)
    """
    return _MONTHS.get(name, 0)


def weekday_number(text: str) -> int:
    """Return the weekday that a word names, Monday 0; -1 when it names none.

    Parameters
    ----------
    text : str
        Swedish or English, in full or short.

    Returns
    -------
    int

    Examples
    --------
    >>> weekday_number("Lördagen"), weekday_number("tis"), weekday_number("Sunday"), weekday_number("helg")
    (5, 1, 6, -1)
    """
    word = text.casefold().strip(" .,")
    if not re.fullmatch(_WEEKDAY_WORD, word):
        return -1
    return next(number for number, starts in enumerate(_WEEKDAYS) if word.startswith(starts))
