"""Mass per day in marked seasons, where the register's number of persons is wrong by design."""

from __future__ import annotations

import pandas as pd

from avloppsanalys.calendar import label, timeline
from avloppsanalys.lagesbild.picture import Picture, Series, plain_values
from avloppsanalys.reference import display_name, substances
from avloppsanalys.tables import MASS_LEVELS, arrange, check
from avloppsanalys.wording import Language, quantity, spread, text

__all__ = ["mass_pictures"]


def mass_pictures(season_levels: pd.DataFrame, *, lang: Language = "sv") -> tuple[Picture, ...]:
    """Return the levels of marked seasons in grams per day as pictures; nothing is computed.

    Parameters
    ----------
    season_levels : pandas.DataFrame
        A table of mass levels.
    lang : {"sv", "en"}, default "sv"
        Language.

    Returns
    -------
    tuple of Picture
        One a place and substance, in the order of the reference table; only periods that hold a marked day.

    Raises
    ------
    TableError
        If it is no table of mass levels.
    """
    check(season_levels, MASS_LEVELS)
    rank = {record.name: number for number, record in enumerate(substances())}
    rows = season_levels.assign(rank=season_levels["substance"].map(rank)).sort_values(["place", "rank"], kind="stable")
    parts = rows.groupby(["place", "substance"], sort=False)
    return tuple(_picture(str(place), str(name), arrange(part, MASS_LEVELS), lang) for (place, name), part in parts)


def _picture(place: str, substance: str, part: pd.DataFrame, lang: Language) -> Picture:
    """Return the picture of one substance at one place."""
    marked = [period.name for period in timeline(part["period"]) if period.name in set(part["period"])]
    rows = part.set_index("period").loc[marked].reset_index()
    level, low, high = (
        plain_values(rows[name]) for name in ("level_g_per_day", "level_low_g_per_day", "level_high_g_per_day")
    )
    bounds = tuple(None if value is not None else end for value, end in zip(level, high, strict=True))
    none = (None,) * len(rows)
    ends = [
        tuple(end if value is not None else None for value, end in zip(level, values, strict=True))
        for values in (low, high)
    ]
    series = [Series(name=text("picture.level", lang), mark="level", values=level, low=ends[0], high=ends[1])]
    if any(bound is not None for bound in bounds):
        series.append(Series(name=text("picture.bound", lang), mark="bound", values=bounds, low=none, high=none))
    title = _title(place, substance, marked[-1], level[-1], high[-1], lang)
    told = [_told(*one, lang=lang) for one in zip(marked, level, low, high, strict=True)]
    return Picture(
        title=title,
        unit=text("picture.mass.unit", lang),
        categories=tuple(label(period, lang) for period in marked),
        series=tuple(series),
        alt_text=text("picture.alt", lang, title=title, told="; ".join(told)),
        note=text("picture.mass.note", lang, seasons=", ".join(dict.fromkeys(rows["season"].dropna()))),
    )


def _title(place: str, substance: str, period: str, level: float | None, high: float | None, lang: Language) -> str:
    """Return what the latest marked period says."""
    named = {"substance": display_name(substance, lang), "place": place, "period": label(period, lang)}
    if level is not None:
        return text("picture.mass.title.level", lang, value=quantity(level, lang), **named)
    if high is not None:
        return text("picture.mass.title.bound", lang, high=quantity(high, lang), **named)
    return text("picture.mass.title.none", lang, **named)


def _told(period: str, level: float | None, low: float | None, high: float | None, *, lang: Language) -> str:
    """Return one period in words."""
    when = label(period, lang)
    if level is None:
        return (
            text("picture.told.none", lang, period=when)
            if high is None
            else text("picture.told.bound", lang, period=when, high=quantity(high, lang))
        )
    ends = "–" if low is None or high is None else spread(low, high, lang)
    return text("picture.told.level", lang, period=when, value=quantity(level, lang), ends=ends)
