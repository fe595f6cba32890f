"""A plant beside EUDA's towns as pictures: one a substance, since substances differ a thousandfold in size."""

from __future__ import annotations

import pandas as pd

from avloppsanalys.lagesbild.european_words import (
    compared_year,
    comparison_detail,
    comparison_word,
    european_caveats,
    whole_days,
)
from avloppsanalys.lagesbild.picture import Picture, Series, plain_values
from avloppsanalys.reference import display_name
from avloppsanalys.wording import Language, text

__all__ = ["european_pictures"]


def european_pictures(europe: pd.DataFrame, lang: Language = "sv") -> tuple[Picture, ...]:
    """Return a picture of each substance at each place: its years, each beside the middle half of the towns.

    A year that cannot be compared has the plant's own figure and no band. The own figure has no interval: it is EUDA's
    plain mean, not a level.

    Parameters
    ----------
    europe : pandas.DataFrame
        What `weekdays.euda_view` returned.
    lang : {"sv", "en"}, default "sv"
        Language.

    Returns
    -------
    tuple of Picture
        Place by place; only substances of which some year can be compared.

    Raises
    ------
    TableError
        If the table is no table of `tables.EUROPE`.
    """
    rows = whole_days(europe)
    series = (own for _, own in rows.groupby(["place", "substance"], sort=True))
    return tuple(_picture(own, lang) for own in series if compared_year(own) is not None)


def _picture(own: pd.DataFrame, lang: Language) -> Picture:
    """Return the picture of one substance at one place."""
    place, substance = own["place"].iloc[0], display_name(str(own["substance"].iloc[0]), lang)
    none = (None,) * len(own)
    low, median, high, figure = (
        plain_values(own[name])
        for name in (
            "towns_p25_mg_per_day_per_1000", "towns_p50_mg_per_day_per_1000", "towns_p75_mg_per_day_per_1000",
            "euda_view_mg_per_day_per_1000",
        )
    )  # fmt: skip
    title = text("picture.europe.title", lang, substance=substance, place=place)
    told = " ".join(
        text(
            "picture.europe.told",
            lang,
            year=row["year"],
            word=comparison_word(row, lang),
            detail=comparison_detail(row, lang),
        )
        for row in own.to_dict("records")
    )
    return Picture(
        title=title,
        unit=text("picture.unit.load", lang),
        categories=tuple(str(year) for year in own["year"]),
        series=(
            Series(name=text("picture.europe.towns", lang), mark="band", values=median, low=low, high=high),
            Series(
                name=text("picture.europe.own", lang, place=place), mark="level", values=figure, low=none, high=none
            ),
        ),
        alt_text=f"{title}. {told}",
        note=" ".join(european_caveats(own[own["reason"].isna()], lang)),
    )
