"""Which days a level rests on, as they are read aloud: dates with weekdays, how many off, how many campaigns."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Final

import numpy as np
import pandas as pd

from avloppsanalys.calendar import major_holidays, swedish_dates
from avloppsanalys.wording import Language, counted, listed, text, weekday_date

__all__ = ["sampled_days"]

_SATURDAY: Final = 5
_SHORTEST_RUN: Final = 3
"""So many days in a row are told by the first and the last of them."""

_MOST_TOLD: Final = 8
"""More stretches than this nobody reads: then the first and the last day are told."""


def sampled_days(samples: pd.DataFrame, lang: Language = "sv") -> str:
    r"""Return the sampled days in words.

    Parameters
    ----------
    samples : pandas.DataFrame
        Loads of one place and substance: `start`, `end`, `campaign`. A sample of several days is that many days.
    lang : {"sv", "en"}, default "sv"
        Language.

    Returns
    -------
    str
        "" for no sample. A *helgdag* is a Saturday, a Sunday or a public holiday.

    Examples
    --------
    >>> start = pd.to_datetime(["2026-05-06 07:00", "2026-05-10 07:00"]).tz_localize("Europe/Stockholm")
    >>> sampled_days(pd.DataFrame({"start": start, "end": start + pd.Timedelta(days=1), "campaign": "1"}))
    'onsdag 6 maj och söndag 10 maj 2026: en vardag och en helgdag, en provtagningsvecka'
    """
    days = _days(samples)
    return _told(days, int(samples["campaign"].nunique()), lang) if days else ""


@lru_cache(maxsize=256)  # the substances of one sample share their days
def _told(days: tuple[dt.date, ...], campaigns: int, lang: Language) -> str:
    """Return days in words, with how many campaigns they are."""
    off = _days_off(days)
    kinds = [("weekdays", len(days) - off), ("days_off", off)]
    told = listed([counted(f"card.{kind}", count, lang) for kind, count in kinds if count], lang)
    weeks = counted("card.campaigns", campaigns, lang)
    return text("card.sampled", lang, dates=_dates(days, lang), days=told, campaigns=weeks)


def _days(samples: pd.DataFrame) -> tuple[dt.date, ...]:
    """Return every sampled day once, in order."""
    hours = (samples["end"] - samples["start"]).dt.total_seconds() / 3600
    first = swedish_dates(samples["start"])
    lasts = np.maximum(1, (hours / 24).round().fillna(1)).astype(int)
    found = {
        (day + pd.Timedelta(days=later)).date()
        for day, count in zip(first, lasts, strict=True)
        for later in range(count)
    }
    return tuple(sorted(found))


def _days_off(days: tuple[dt.date, ...]) -> int:
    """Return how many of the days are a Saturday, a Sunday or a public holiday."""
    holidays = major_holidays(days[0], days[-1])
    public = set(holidays.loc[holidays["kind"] == "holiday", "date"].dt.date)
    return sum(day.weekday() >= _SATURDAY or day in public for day in days)


def _dates(days: tuple[dt.date, ...], lang: Language) -> str:
    """Return the dates, days in a row as a stretch, each year once where it is the same."""
    runs = [[days[0]]]
    for day in days[1:]:
        if day - runs[-1][-1] == dt.timedelta(days=1):
            runs[-1].append(day)
        else:
            runs.append([day])
    if sum(1 if len(run) >= _SHORTEST_RUN else len(run) for run in runs) > _MOST_TOLD:
        ends = [weekday_date(day, lang) for day in (days[0], days[-1])]
        return counted("card.between_days", len(days), lang, first=ends[0], last=ends[1])
    stretches = [
        stretch for run in runs for stretch in ([run] if len(run) >= _SHORTEST_RUN else [[day] for day in run])
    ]
    one_year = days[0].year == days[-1].year
    return listed([_stretch(one, lang, year=not one_year or one[-1] == days[-1]) for one in stretches], lang)


def _stretch(days: list[dt.date], lang: Language, *, year: bool) -> str:
    """Return one day, or days in a row by their first and last."""
    last = weekday_date(days[-1], lang, year=year)
    if len(days) == 1:
        return last
    first = weekday_date(days[0], lang, year=year and days[0].year != days[-1].year)
    return text("card.days_in_a_row", lang, first=first, last=last)
