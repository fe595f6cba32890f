"""Storhelger: the Swedish holidays with their eves, bridging days and weekends, on which people live otherwise."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from avloppsanalys.tables import EVENTS, TIMEZONE, arrange
from avloppsanalys.wording import Language, text

__all__ = ["MAJOR_HOLIDAYS", "holiday_events", "major_holidays"]

Days = npt.NDArray[np.datetime64]

MAJOR_HOLIDAYS: Final = (
    "easter", "may_day", "ascension", "pentecost", "national_day", "midsummer", "all_saints", "christmas",
)  # fmt: skip
"""Ids of the storhelger; ``christmas`` is Christmas, New Year and Epiphany as one."""

# storhelg -> its first and last day as the public holidays of the library are called in Swedish, and how many days
# before the first one its eve lies. What lies between first and last belongs to it, holiday or not.
_STRETCHES: Final[Mapping[str, tuple[str, str, int]]] = {
    "easter": ("Långfredagen", "Annandag påsk", 1),
    "may_day": ("Första maj", "Första maj", 1),
    "ascension": ("Kristi himmelsfärdsdag", "Kristi himmelsfärdsdag", 1),
    "pentecost": ("Pingstdagen", "Pingstdagen", 1),
    "national_day": ("Nationaldagen", "Nationaldagen", 1),
    "midsummer": ("Midsommarafton", "Midsommardagen", 0),  # the eve is itself as good as a holiday
    "all_saints": ("Alla helgons dag", "Alla helgons dag", 1),
    "christmas": ("Julafton", "Trettondedag jul", 0),
}
_KINDS: Final = ("holiday", "eve", "between", "bridge", "weekend")
_DAY: Final = np.timedelta64(1, "D")


def major_holidays(first: dt.date, last: dt.date, lang: Language = "sv") -> pd.DataFrame:
    """Return which days are storhelg in a stretch of days, with what they are called.

    A storhelg is Easter (from skärtorsdag), Valborg and 1 May, Ascension Day, Whitsun, the National Day, Midsummer, All
    Saints, and Christmas to Epiphany as one; with its eve, the weekend that it runs into, and each working day that
    stands alone between a holiday and another day off (klämdag). School holidays are the kommun's own and are not
    among them. That the day before a holiday counts as its eve is a choice: a 24 h sample that starts on it ends on the
    holiday.

    Parameters
    ----------
    first, last : datetime.date
        The stretch, both ends included.
    lang : {"sv", "en"}, default "sv"
        Language of the names.

    Returns
    -------
    pandas.DataFrame
        One row a day, in time order: `date` (midnight without time zone), `holiday` (one of `MAJOR_HOLIDAYS`), `kind`
        (``holiday``, ``eve``, ``between``, ``bridge`` or ``weekend``), and `name`.

    References
    ----------
    Lag (1989:253) om allmänna helgdagar, through the library *holidays*; midsommarafton, julafton and nyårsafton are
    equal to them by semesterlag (1977:480) 7 §.

    Examples
    --------
    >>> import datetime as dt
    >>> major_holidays(dt.date(2026, 5, 13), dt.date(2026, 5, 17))[["date", "kind", "name"]]
            date     kind                           name
    0 2026-05-13      eve   dag före Kristi himmelsfärd
    1 2026-05-14  holiday         Kristi himmelsfärdsdag
    2 2026-05-15   bridge    klämdag, Kristi himmelsfärd
    3 2026-05-16  weekend       helg, Kristi himmelsfärd
    4 2026-05-17  weekend       helg, Kristi himmelsfärd
    """
    # a storhelg may begin the year before (jul) and its weekend end in the year after
    days = pd.concat([_of_year(year, lang) for year in range(first.year - 1, last.year + 1)], ignore_index=True)
    days = days[days["date"].between(pd.Timestamp(first), pd.Timestamp(last))]
    rank = days["kind"].map({kind: place for place, kind in enumerate(_KINDS)})
    days = days.assign(rank=rank).sort_values(["date", "rank"], kind="stable").drop_duplicates("date")
    return days.drop(columns="rank").reset_index(drop=True)


def holiday_events(
    first: dt.date,
    last: dt.date,
    *,
    holidays: Collection[str] = MAJOR_HOLIDAYS,
    place: str | None = None,
    lang: Language = "sv",
) -> pd.DataFrame:
    """Return the storhelger that touch a stretch of days as a table of events, one row each.

    Parameters
    ----------
    first, last : datetime.date
        The stretch, both ends included; a storhelg that reaches out of it is given whole.
    holidays : collection of str, default all
        Which storhelger, as ids of `MAJOR_HOLIDAYS`.
    place : str, optional
        The place of the events; by default they hold for all places.
    lang : {"sv", "en"}, default "sv"
        Language of the descriptions.

    Returns
    -------
    pandas.DataFrame
        A `tables.EVENTS` table of type ``public_holiday``.

    Examples
    --------
    >>> import datetime as dt
    >>> holiday_events(dt.date(2026, 12, 26), dt.date(2026, 12, 26))[["start", "description"]]
                          start                description
    0 2026-12-24 00:00:00+01:00  jul, nyår och trettondag
    """
    each = _whole_stretches(first.year, last.year)
    each = each[(each["last"] >= pd.Timestamp(first)) & (each["first"] <= pd.Timestamp(last))]
    each = each[each["holiday"].isin(list(holidays))]
    rows = pd.DataFrame(
        {
            "place": place,
            "start": each["first"].dt.tz_localize(TIMEZONE),
            "end": (each["last"] + pd.Timedelta(days=1)).dt.tz_localize(TIMEZONE),
            "event_type": "public_holiday",
            "description": each["holiday"].map({name: text(f"holiday.{name}", lang) for name in MAJOR_HOLIDAYS}),
        }
    )
    return arrange(rows, EVENTS)


@cache
def _whole_stretches(first: int, last: int) -> pd.DataFrame:
    """Return name, first and last day of the storhelger that touch some years; kept, and so never to be changed."""
    margin = dt.timedelta(days=31)
    days = major_holidays(dt.date(first, 1, 1) - margin, dt.date(last, 12, 31) + margin)
    # two storhelger of the same name lie far apart
    run = ((days["holiday"] != days["holiday"].shift()) | (days["date"].diff() > pd.Timedelta(days=60))).cumsum()
    return days.groupby(run).agg(first=("date", "min"), last=("date", "max"), holiday=("holiday", "first"))


@cache
def _named(year: int, lang: Language) -> Mapping[dt.date, str]:
    """Return the holidays of a year and of the January after it by date, those that the law equals to them too."""
    # imported on first use: most work needs no holidays
    from holidays.constants import DE_FACTO, PUBLIC
    from holidays.countries.sweden import Sweden

    language = "sv" if lang == "sv" else "en_US"
    days = Sweden(years=(year, year + 1), categories=(PUBLIC, DE_FACTO), language=language, include_sundays=False)
    return dict(sorted(days.items()))


@cache
def _dates(year: int) -> Mapping[str, Days]:
    """Return Swedish name -> date in the year, and in the one after it, of each holiday."""
    found: dict[str, list[dt.date]] = {}
    for day, names in _named(year, "sv").items():
        for name in names.split("; "):  # two may share a day: Ascension Day and 1 May in 2008
            found.setdefault(name, []).append(day)
    return {name: np.array(dates, dtype="datetime64[D]") for name, dates in found.items()}


@cache
def _of_year(year: int, lang: Language) -> pd.DataFrame:
    """Return the days of the storhelger that begin in a year, a day perhaps twice; kept, and so never to be changed."""
    dates = _dates(year)
    begin = {name: dates.get(first, np.empty(0, dtype="datetime64[D]")) for name, (first, _, _) in _STRETCHES.items()}
    of_year = {name: days[days.astype("datetime64[Y]") == np.datetime64(str(year))] for name, days in begin.items()}
    # the National Day is a holiday since 2005: before that year it has no date
    rows = [row for name, days in of_year.items() if len(days) for row in _stretch(name, days[0], year, lang)]
    found = pd.DataFrame(rows, columns=["date", "holiday", "kind", "name"])
    return found.astype({"date": "datetime64[us]", "holiday": "str", "kind": "str", "name": "str"})


def _stretch(name: str, start: np.datetime64, year: int, lang: Language) -> list[tuple[dt.date, str, str, str]]:
    """Return the days of one storhelg: its own, its bridging days, and the weekends that they run into.

    Each as its date, the id of the storhelg, the kind of the day and its name.
    """
    dates, called = _dates(year), _named(year, lang)
    _, last, eve = _STRETCHES[name]
    end: np.datetime64 = dates[last][dates[last] >= start][0]
    near = np.arange(start - 5 * _DAY, end + 6 * _DAY)
    mine = (near >= start - eve * _DAY) & (near <= end)
    weekend, red = ~np.is_busday(near), np.isin(near, np.array(list(called), dtype="datetime64[D]"))
    kind = np.where(mine, np.where(red, "holiday", np.where(near < start, "eve", "between")), "")
    off = weekend | red
    bridge = ~off & ~mine & _beside(red & mine) & np.roll(off, 1) & np.roll(off, -1)
    kind[bridge] = "bridge"
    for _ in range(2):  # a Saturday, and the Sunday behind it
        kind[weekend & (kind == "") & _beside(kind != "")] = "weekend"
    whole = text(f"holiday.{name}", lang)
    words = {
        "eve": text(f"holiday.eve.{name}", lang) if eve else "",
        "between": whole,
        "bridge": text("holiday.bridge", lang, holiday=whole),
        "weekend": text("holiday.weekend", lang, holiday=whole),
    }
    days = zip(near.tolist(), kind.tolist(), strict=True)
    return [(day, name, is_, called[day] if is_ == "holiday" else words[is_]) for day, is_ in days if is_]


def _beside(days: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Return the days next to a marked one; the margins are wide enough that the ends never meet."""
    return np.asarray(np.roll(days, 1) | np.roll(days, -1))
