"""Numbers and dates as a Swede (or a Briton) writes them; Babel does the writing."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING

from avloppsanalys.wording.catalogue import Language

if TYPE_CHECKING:
    from babel import Locale

__all__ = ["date", "moment", "number", "percent", "quantity", "spread"]

NO_BREAK_SPACE = "\u00a0"


def _locale(lang: Language) -> Locale:
    from babel import Locale  # Babel is imported on first use: `import avloppsanalys` must stay light

    return Locale("sv", "SE") if lang == "sv" else Locale("en", "GB")


def number(value: float, decimals: int, lang: Language = "sv") -> str:
    r"""Return `value` rounded half to even to `decimals`, with the language's decimal sign and grouping.

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
    """
    from babel.numbers import format_decimal

    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return str(format_decimal(value, format=pattern, locale=_locale(lang)))


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
