"""Numbers and dates as a Swede (or a Briton) writes them; Babel does the writing."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING

from avloppsanalys.wording.catalogue import Language

if TYPE_CHECKING:
    from babel import Locale

__all__ = ["change", "date", "decimals_given", "moment", "number", "percent", "quantity", "spread", "weekday_date"]

NO_BREAK_SPACE = "\u00a0"
MINUS = "\N{MINUS SIGN}"
LARGEST_CHANGE = 1000
"""Percent above which a change is only said to be larger: more digits would say more than a few samples know."""
MOST_DECIMALS = 9
MOST_GIVEN = 6
"""Decimals of a number of somebody else's that are printed: what comes after them is how a computer holds it."""


def _locale(lang: Language) -> Locale:
    from babel import Locale  # Babel is imported on first use: `import avloppsanalys` must stay light

    return Locale("sv", "SE") if lang == "sv" else Locale("en", "GB")


def number(value: float, decimals: int, lang: Language = "sv") -> str:
    r"""Return `value` rounded half to even to `decimals`, with the language's decimal sign and grouping.

    A value below zero has a real minus sign, as in print; one that rounds to zero has none.

    Parameters
    ----------
    value : float
        Any finite number.
    decimals : int
        Digits after the decimal sign.
    lang : {"sv", "en"}, default "sv"
        Language.

    Returns
    -------
    str

    Examples
    --------
    >>> number(60.775, 1)
    '60,8'
    >>> number(36000, 0)
    '36\xa0000'
    >>> number(-12.0, 0), number(-0.2, 0)
    ('−12', '0')
    """
    from babel.numbers import format_decimal

    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    written = str(format_decimal(value, format=pattern, locale=_locale(lang)))
    unsigned = written.lstrip(f"-{MINUS}")  # Babel writes a hyphen where the pattern is our own
    return unsigned if unsigned == written or not unsigned.strip("0.,") else f"{MINUS}{unsigned}"


def decimals_for(value: float) -> int:
    """Return how many decimals show at least two significant digits of `value`; none from 10 upwards.

    Parameters
    ----------
    value : float
        Any number.

    Returns
    -------
    int

    Examples
    --------
    >>> [decimals_for(value) for value in (433.29, 60.8, 4.3, 0.36, 0.0412)]
    [0, 0, 1, 2, 3]
    """
    if value == 0 or not math.isfinite(value):
        return 0
    # 9.96 is written 10, not 10.0: round to two digits before counting them.
    return max(0, 1 - math.floor(math.log10(abs(float(f"{value:.1e}")))))


def decimals_given(value: float) -> int:
    """Return how many decimals a number of somebody else's was given with; none for a count.

    Parameters
    ----------
    value : float
        Any finite number.

    Returns
    -------
    int

    Examples
    --------
    >>> [decimals_given(value) for value in (9.0, 4.25, 0.1)]
    [0, 2, 1]
    """
    return len(f"{value:.{MOST_GIVEN}f}".rstrip("0").partition(".")[2])


def quantity(value: float, lang: Language = "sv") -> str:
    """Return `value` with two significant digits below 10 and as a whole number above: what few samples can carry.

    Parameters
    ----------
    value : float
        A load, a consumption or a number of doses.
    lang : {"sv", "en"}, default "sv"
        Language.

    Returns
    -------
    str

    Examples
    --------
    >>> quantity(433.29), quantity(1.66), quantity(0.0412)
    ('433', '1,7', '0,041')
    """
    return number(value, decimals_for(value), lang)


def spread(low: float, high: float, lang: Language = "sv") -> str:
    """Return an interval as "40–90", each end with the digits of a `quantity`.

    Parameters
    ----------
    low, high : float
        Ends of the interval.
    lang : {"sv", "en"}, default "sv"
        Language.

    Returns
    -------
    str

    Examples
    --------
    >>> spread(111.43, 433.29)
    '111–433'
    >>> spread(0.9, 2.7)
    '0,90–2,7'
    """
    return f"{quantity(low, lang)}–{quantity(high, lang)}"


def span(low: float, high: float, lang: Language = "sv", *, decimals: int = 0) -> str:
    """Return an interval with as many decimals as it takes to tell its ends apart; one number where nothing does.

    Parameters
    ----------
    low, high : float
        Ends of the interval, however close.
    lang : {"sv", "en"}, default "sv"
        Language.
    decimals : int, default 0
        The fewest decimals.

    Returns
    -------
    str

    Examples
    --------
    >>> span(248.3, 267.1), span(2.6881, 2.6924), span(0.00341, 0.00346, decimals=2), span(2.0, 2.0)
    ('248–267', '2,688–2,692', '0,0034–0,0035', '2')
    """
    for count in range(decimals, MOST_DECIMALS + 1):
        ends = [number(end, count, lang) for end in (low, high)]
        if ends[0] != ends[1]:
            return "–".join(ends)
    return number(low, decimals, lang)


def percent(fraction: float, lang: Language = "sv") -> str:
    r"""Return a fraction as whole percent, with a hard space in Swedish.

    Parameters
    ----------
    fraction : float
        0.95 for 95 %.
    lang : {"sv", "en"}, default "sv"
        Language.

    Returns
    -------
    str

    Examples
    --------
    >>> percent(0.95)
    '95\xa0%'
    """
    sign = f"{NO_BREAK_SPACE}%" if lang == "sv" else "%"
    return f"{number(100 * fraction, 0, lang)}{sign}"


def change(value: float, lang: Language = "sv") -> str:
    r"""Return a change in percent with its sign and without the percent sign: "+24", "−12".

    In whole percent; with one significant digit under half a percent, so that an end of an interval does not seem to
    touch zero when it does not. Beyond +1 000 % and −99.5 % it is only said to lie beyond.

    Parameters
    ----------
    value : float
        [percent], at least −100.
    lang : {"sv", "en"}, default "sv"
        Language.

    Returns
    -------
    str

    Examples
    --------
    >>> change(24.3), change(-12.4), change(0.31), change(0.0), change(1721.0)
    ('+24', '−12', '+0,3', '0', '>\xa0+1\xa0000')
    """
    if value > LARGEST_CHANGE:
        return f">{NO_BREAK_SPACE}+{number(LARGEST_CHANGE, 0, lang)}"
    if value < -99.5:
        return f"<{NO_BREAK_SPACE}{MINUS}99"
    decimals = 0 if abs(value) >= 0.5 or abs(value) < 0.005 else -math.floor(math.log10(abs(value)))
    written = number(value, min(decimals, 2), lang)
    return written if written.startswith(MINUS) or not written.strip("0.,") else f"+{written}"


def date(day: dt.date, lang: Language = "sv") -> str:
    """Return a date in running text, "6 oktober 2020".

    Parameters
    ----------
    day : datetime.date
        The day; a datetime is read by its own clock.
    lang : {"sv", "en"}, default "sv"
        Language.

    Returns
    -------
    str

    Examples
    --------
    >>> import datetime as dt
    >>> date(dt.date(2020, 10, 6))
    '6 oktober 2020'
    """
    from babel.dates import format_date

    return str(format_date(day, format="d MMMM y", locale=_locale(lang)))


def weekday_date(day: dt.date, lang: Language = "sv", *, year: bool = True) -> str:
    """Return a date with its weekday, "onsdag 6 maj 2026".

    Parameters
    ----------
    day : datetime.date
        The day.
    lang : {"sv", "en"}, default "sv"
        Language.
    year : bool, default True
        Whether the year is told.

    Returns
    -------
    str

    Examples
    --------
    >>> import datetime as dt
    >>> weekday_date(dt.date(2026, 5, 6)), weekday_date(dt.date(2026, 5, 6), "en", year=False)
    ('onsdag 6 maj 2026', 'Wednesday 6 May')
    """
    from babel.dates import format_date

    return str(format_date(day, format="EEEE d MMMM y" if year else "EEEE d MMMM", locale=_locale(lang)))


def moment(when: dt.datetime, lang: Language = "sv") -> str:
    """Return a moment as weekday, date and time: "tis 6 okt 2020 07:00".

    Parameters
    ----------
    when : datetime.datetime
        With its own time zone.
    lang : {"sv", "en"}, default "sv"
        Language.

    Returns
    -------
    str

    Examples
    --------
    >>> import datetime as dt
    >>> from zoneinfo import ZoneInfo
    >>> moment(dt.datetime(2020, 10, 6, 7, 0, tzinfo=ZoneInfo("Europe/Stockholm")))
    'tis 6 okt. 2020 07:00'
    """
    from babel.dates import format_datetime

    pattern = "EEE d MMM y HH:mm"
    return str(format_datetime(when, format=pattern, tzinfo=when.tzinfo, locale=_locale(lang)))
