"""A plant beside EUDA's towns as pictures: one a substance, since substances differ a thousandfold in size."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from avloppsanalys.lagesbild.european_words import (
    compared_year,
    comparison_detail,
    comparison_notes,
    comparison_word,
    european_caveats,
    like_size,
    own_town_words,
    season_names,
    week_wanders,
    weekday_names,
    whole_days,
)
from avloppsanalys.lagesbild.picture import Picture, Series, plain_values
from avloppsanalys.reference import display_name
from avloppsanalys.wording import Language, listed, text

__all__ = ["european_pictures"]

_WEEK: Final = 7
"""Days that EUDA itself samples in a year; fewer are told in the title."""


def european_pictures(europe: pd.DataFrame, lang: Language = "sv") -> tuple[Picture, ...]:
    """Return a picture of each substance at each place: its days of one year, beside the middle half of the towns.

    The year is the place's latest that can be compared, as in the chart. The plant's own figure of another year is not
    shown: without towns beside it, it would be taken for a level, and several in a row for a trend. It has no interval:
    it is EUDA's plain mean.

    Parameters
    ----------
    europe : pandas.DataFrame
        What `weekdays.euda_view` returned.
    lang : {"sv", "en"}, default "sv"
        Language.

    Returns
    -------
    tuple of Picture
        Place by place; only substances that can be compared in that year.

    Raises
    ------
    TableError
        If the table is no table of `tables.EUROPE`.
    """
    pictures = []
    for _, place in whole_days(europe).groupby("place", sort=True):
        year = compared_year(place)
        for _, own in place.groupby("substance", sort=True):
            shown = own[(own["year"] == year) & own["reason"].isna()]
            if len(shown):
                pictures.append(_picture(shown, own[own["year"] != year], lang))
    return tuple(pictures)


def _picture(shown: pd.DataFrame, others: pd.DataFrame, lang: Language) -> Picture:
    """Return the picture of one substance at one place, in the one row that is shown."""
    (row,) = shown.to_dict("records")
    low, median, high, figure = (
        plain_values(shown[f"{name}_mg_per_day_per_1000"])
        for name in ("towns_p25", "towns_p50", "towns_p75", "euda_view")
    )
    title = _title(row, lang)
    told = " ".join(
        text(
            "picture.europe.told",
            lang,
            year=one["year"],
            word=comparison_word(one, lang),
            detail=comparison_detail(one, lang),
        )
        for one in (row, *others[others["reason"].notna()].to_dict("records"))
    )
    own = text("picture.europe.own", lang, place=row["place"])
    about, *caveats = european_caveats(shown, lang)
    return Picture(
        title=title,
        unit=text("picture.unit.load", lang),
        categories=(str(row["year"]),),
        series=(
            Series(
                name=text("picture.europe.half", lang),
                mark="band",
                values=median,
                low=low,
                high=high,
                middle=text("picture.europe.median", lang),
            ),
            Series(name=own, mark="level", values=figure, low=(None,), high=(None,)),
        ),
        alt_text=f"{title}. {told}",
        note=" ".join([about, *comparison_notes(row, lang), *caveats]),
        brief=_brief(row, shown, others, lang),
        source=text("europe.source", lang),
    )


def _title(row: Mapping[Any, Any], lang: Language) -> str:
    """Return the finding as it may be quoted alone: what, where, when, beside how many, and on how few days."""
    fields = {"substance": display_name(str(row["substance"]), lang), "count": row["n_towns"]}
    fields |= {name: row[name] for name in ("place", "year")}
    days = row["n_days"]
    if pd.isna(row["position"]):
        return text(f"picture.europe.title.not_quantified{'.one' if days == 1 else ''}", lang, **fields)
    number = text(f"picture.europe.days.{'one' if days == 1 else 'many'}", lang, count=days) if days < _WEEK else ""
    return text(f"picture.europe.title.{row['position']}", lang, days=number, **fields)


def _brief(
    row: Mapping[Any, Any], shown: pd.DataFrame, others: pd.DataFrame, lang: Language
) -> tuple[tuple[str, str], ...]:
    """Return what stands beside the chart on a slide, the weightiest first."""
    count = {"days": row["n_days"], "weekdays": weekday_names(row, lang), "seasons": season_names(shown, lang)}
    some = "sampled_below" if row["n_below_loq"] else "sampled"
    alike = text("picture.europe.alike", lang, count=row["n_towns"], **like_size(shown, lang))
    led = {name: text(f"picture.europe.lead.{name}", lang) for name in ("about", "days", "towns", "others")}
    elsewhere = _other_years(others, lang)
    return (
        ("", comparison_detail(row, lang)),
        (led["about"], text("picture.europe.about", lang)),
        ("", text("europe.no_order", lang)),
        (led["days"], text(f"picture.europe.{some}", lang, below=row["n_below_loq"], **count)),
        (led["towns"], " ".join([alike, *own_town_words(shown, lang)])),
        *(("", words) for words in week_wanders(row, lang)),
        *([(led["others"], elsewhere)] if elsewhere else []),
    )


def _other_years(others: pd.DataFrame, lang: Language) -> str:
    """Return why the other years are not shown, a few words a reason."""
    years: dict[str, list[str]] = {}
    for one in others.to_dict("records"):
        years.setdefault("compared" if pd.isna(one["reason"]) else one["reason"], []).append(str(one["year"]))
    told = [
        text("picture.europe.other", lang, years=listed(when, lang), why=text(f"picture.europe.other.{why}", lang))
        for why, when in years.items()
    ]
    return f"{'; '.join(told)}." if told else ""
