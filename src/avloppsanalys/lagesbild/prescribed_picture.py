"""A level beside what prescribed medicines are expected to leave, as a picture: one a place and substance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from avloppsanalys.calendar import label, timeline
from avloppsanalys.lagesbild.cited import cited_words
from avloppsanalys.lagesbild.picture import Picture, Series, plain_values
from avloppsanalys.lagesbild.prescribed_words import prescribed_in_brief, prescribed_parts
from avloppsanalys.reference import display_name
from avloppsanalys.tables import PRESCRIBED, arrange, check
from avloppsanalys.wording import Language, text

__all__ = ["prescribed_pictures"]


def prescribed_pictures(
    prescribed: pd.DataFrame, *, sources: Sequence[str] = (), lang: Language = "sv"
) -> tuple[Picture, ...]:
    """Return a picture for each place and substance of which an expected load is known; nothing is computed.

    Parameters
    ----------
    prescribed : pandas.DataFrame
        A table of prescribed loads.
    sources : sequence of str
        Who says what is dispensed; cited in the note.
    lang : {"sv", "en"}, default "sv"
        Language.

    Returns
    -------
    tuple of Picture
        In the order of the table; the expected load is a band.

    Raises
    ------
    TableError
        If the table is no table of prescribed loads.
    """
    check(prescribed, PRESCRIBED)
    rows = arrange(prescribed, PRESCRIBED)
    return tuple(
        _picture(str(place), str(substance), own, sources, lang)
        for (place, substance), own in rows.groupby(["place", "substance"], sort=False)
        if own["expected"].notna().any()
    )


def _picture(place: str, substance: str, rows: pd.DataFrame, sources: Sequence[str], lang: Language) -> Picture:
    """Return the picture of one substance at one place."""
    periods = [period.name for period in timeline(rows["period"])]
    placed = arrange(rows.set_index("period").reindex(periods).reset_index(), PRESCRIBED)
    latest = rows.sort_values("period_start").iloc[-1]
    named = {"substance": display_name(substance, lang), "place": place, "period": label(latest["period"], lang)}
    title = text(f"prescribed.picture.title.{latest['verdict']}", lang, **named)
    told = [
        text("picture.told.prescribed", lang, period=label(row["period"], lang), words=prescribed_in_brief(row, lang))
        for row in rows.sort_values("period_start").to_dict("records")
    ]
    return Picture(
        title=title,
        unit=text("picture.unit.load", lang),
        categories=tuple(label(period, lang) for period in periods),
        series=(
            Series(name=text("picture.level", lang), mark="level", **_values(placed, "observed")),
            Series(
                name=text("prescribed.picture.band", lang),
                mark="band",
                **_values(placed, "expected"),
                middle=text("prescribed.picture.middle", lang),
            ),
        ),
        alt_text=f"{title}. {' '.join(told)}",
        note=" ".join([*_follows(rows, lang), text("caveat.prescribed_basis", lang), *cited_words(sources, lang)]),
    )


def _follows(rows: pd.DataFrame, lang: Language) -> list[str]:
    """Return what follows of the latest period of which an expected load is known, and that a factor is unconfirmed."""
    latest = rows[rows["expected"].notna()].sort_values("period_start").iloc[-1].to_dict()
    parts = prescribed_parts(latest, lang)
    period = label(str(latest["period"]), lang)
    return [f"{period[:1].upper()}{period[1:]}: {_running(parts.conclusion)}", *parts.notes]


def _running(words: str) -> str:
    return words[:1].lower() + words[1:]


def _values(rows: pd.DataFrame, name: str) -> dict[str, Any]:
    """Return a quantity with its ends as plain numbers; None for what is missing, and for the ends of what is."""
    known = rows[name].notna()
    columns = {"values": rows[name], "low": rows[f"{name}_low"].where(known), "high": rows[f"{name}_high"].where(known)}
    return {part: plain_values(column) for part, column in columns.items()}
