"""A plant beside EUDA's towns in words: on which side of their middle half it lies, and what must be said with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from avloppsanalys.reference import display_name, european_choice, main_residue
from avloppsanalys.tables import EUROPE, arrange, check
from avloppsanalys.wording import Language, listed, number, quantity, spread, text

__all__ = [
    "compared_year",
    "comparison_detail",
    "comparison_notes",
    "comparison_word",
    "european_caveats",
    "european_words",
    "like_size",
    "own_town_words",
    "season_names",
    "week_wanders",
    "weekday_names",
    "whole_days",
]

Row = Mapping[Any, Any]


def european_words(europe: pd.DataFrame, lang: Language = "sv") -> tuple[str, ...]:
    """Return what may be said of each plant beside EUDA's towns, in sentences.

    The latest year that can be compared is told with its name, and so are the substances of the plant's latest
    year that cannot: no year stands in for another in silence.

    Parameters
    ----------
    europe : pandas.DataFrame
        What `weekdays.euda_view` returned.
    lang : {"sv", "en"}, default "sv"
        Language.

    Returns
    -------
    tuple of str
        Place by place in the order of their names: a heading, what must be said with all of it, and a paragraph a
        substance. None without rows.

    Raises
    ------
    TableError
        If the table is no table of `tables.EUROPE`.
    """
    rows = whole_days(europe)
    told: list[str] = []
    for place, own in rows.groupby("place", sort=True):
        year = compared_year(own)
        if year is not None:
            compared = own[(own["year"] == year) & own["reason"].isna()]
            told.append(text("europe.heading", lang, place=place, year=year))
            told += european_caveats(compared, lang)
            told += [_compared(row, lang) for row in compared.to_dict("records")]
        latest = own[(own["year"] == own["year"].max()) & own["reason"].notna()]
        told += _not_compared(latest, lang)
    return tuple(told)


def whole_days(europe: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of all days of a year, without those of weekdays and weekend alone.

    Raises
    ------
    TableError
        If the table is no table of `tables.EUROPE`.
    """
    check(europe, EUROPE)
    rows = arrange(europe, EUROPE)
    return rows[rows["part"] == "daily"].sort_values(["place", "substance", "year"], ignore_index=True)


def compared_year(own: pd.DataFrame) -> int | None:
    """Return the latest year in which a place can be compared; None where there is none."""
    years = own.loc[own["reason"].isna(), "year"]
    return None if years.empty else int(years.max())


def comparison_word(row: Row, lang: Language = "sv") -> str:
    """Return on which side of the middle half of the towns a row lies, or that it cannot be compared."""
    if pd.notna(row["reason"]):
        return text("europe.word.none", lang)
    one = ".one" if row["n_days"] == 1 else ""
    return text(f"europe.word.{'not_quantified' if pd.isna(row['position']) else row['position']}{one}", lang)


def comparison_detail(row: Row, lang: Language = "sv") -> str:
    """Return the plant's own figure and those of the towns, or why there are none."""
    if pd.notna(row["reason"]):
        return _why(row, lang)
    towns = _towns(row, lang)
    if row["n_below_loq"] == row["n_days"]:
        return towns
    own = text("europe.own", lang, value=quantity(row["euda_view_mg_per_day_per_1000"], lang))
    return f"{own} {towns}"


def comparison_notes(row: Row, lang: Language = "sv") -> tuple[str, ...]:
    """Return what must be said with one row: how many days, towns without a find, how much one week wanders."""
    count = {"days": row["n_days"], "weekdays": weekday_names(row, lang)}
    some = 0 < row["n_below_loq"] < row["n_days"]
    told = [text("europe.days_below" if some else "europe.days", lang, below=row["n_below_loq"], **count)]
    if pd.notna(row["reason"]):
        return tuple(told)
    zeros = round(row["towns_zero_share"] * row["n_towns"])
    if zeros:
        told.append(text("europe.towns_zero", lang, zeros=zeros, count=row["n_towns"]))
    return (*told, *week_wanders(row, lang))


def week_wanders(row: Row, lang: Language = "sv") -> tuple[str, ...]:
    """Return how much EUDA's week changes from year to year in one town, in a sentence; none where it is not known."""
    if pd.isna(row["year_change_percent"]):
        return ()
    return (text("europe.noise", lang, change=number(row["year_change_percent"], 0, lang)),)


def weekday_names(row: Row, lang: Language = "sv") -> str:
    """Return the weekdays that the plant sampled."""
    days = text("chart.weekday.names", lang).split()
    names = [days[int(weekday) - 1] for weekday in row["weekdays"].split()]
    return text("europe.all_weekdays", lang) if len(names) == len(days) else ", ".join(names)


def season_names(rows: pd.DataFrame, lang: Language = "sv") -> str:
    """Return the seasons that the plant's days are of."""
    seasons = dict.fromkeys(season for told in rows["seasons"] for season in told.split())
    return listed([text(f"europe.season.{name}", lang) for name in seasons], lang)


def like_size(rows: pd.DataFrame, lang: Language = "sv") -> dict[str, str]:
    """Return the fewest and the most persons of a town of like size, whole as the tables have them."""
    low, high = rows["population_low"].min(), rows["population_high"].max()
    return {"low": number(low, 0, lang), "high": number(high, 0, lang)}


def own_town_words(rows: pd.DataFrame, lang: Language = "sv") -> tuple[str, ...]:
    """Return which of the kommun's own towns were left out of the towns, in a sentence; none where none was."""
    names = dict.fromkeys(name for told in rows["own_towns"].dropna() for name in told.split("; "))
    count = "one" if len(names) == 1 else "many"
    return (text(f"europe.own_town.{count}", lang, towns=listed(list(names), lang)),) if names else ()


def european_caveats(compared: pd.DataFrame, lang: Language = "sv") -> tuple[str, ...]:
    """Return what must be said with all comparisons of one place and year.

    Parameters
    ----------
    compared : pandas.DataFrame
        The rows of one place and year that can be compared, at least one.
    lang : {"sv", "en"}, default "sv"
        Language.

    Returns
    -------
    tuple of str
    """
    return (
        text("europe.about", lang),
        text("europe.alike", lang, place=compared["place"].iloc[0], **like_size(compared, lang)),
        *own_town_words(compared, lang),
        text("europe.season", lang, seasons=season_names(compared, lang)),
        text("europe.differ", lang),
        text("europe.no_order", lang),
        text("europe.source", lang),
    )


def _towns(row: Row, lang: Language) -> str:
    """Return the middle half of the towns with their median and number."""
    ends = spread(row["towns_p25_mg_per_day_per_1000"], row["towns_p75_mg_per_day_per_1000"], lang)
    median = quantity(row["towns_p50_mg_per_day_per_1000"], lang)
    return text("europe.towns", lang, ends=ends, median=median, count=row["n_towns"])


def _why(row: Row, lang: Language) -> str:
    """Return why a row cannot be compared."""
    fields: dict[str, object] = {"year": row["year"]}
    if row["reason"] == "few_towns":
        fields |= {"count": row["n_towns"], "fewest": number(european_choice("fewest_towns"), 0, lang)}
    if row["reason"] == "parent_lacking":
        fields |= {"name": row["substance"], "booked": display_name(main_residue(row["substance"]), lang)}
    return text(f"europe.reason.{row['reason']}", lang, **fields)


def _compared(row: Row, lang: Language) -> str:
    """Return one substance that can be compared."""
    return text(
        "europe.compared",
        lang,
        substance=display_name(row["substance"], lang),
        year=row["year"],
        word=comparison_word(row, lang),
        detail=comparison_detail(row, lang),
        notes=" ".join(comparison_notes(row, lang)),
    )


def _not_compared(latest: pd.DataFrame, lang: Language) -> list[str]:
    """Return the substances of a year that cannot be compared, a sentence a reason."""
    names: dict[str, list[str]] = {}
    for row in latest.to_dict("records"):
        names.setdefault(_why(row, lang), []).append(display_name(row["substance"], lang))
    first = latest.head(1).to_dict("records")
    return [
        text("europe.not_compared", lang, place=row["place"], year=row["year"], substances=", ".join(found), why=why)
        for row in first
        for why, found in names.items()
    ]
