"""What stands beside the cards, in a line or two each: medicines on prescription, and other indicators."""

from __future__ import annotations

from typing import Any

import pandas as pd

from avloppsanalys.calendar import label
from avloppsanalys.lagesbild.cited import cited_words
from avloppsanalys.lagesbild.context import has_number
from avloppsanalys.lagesbild.context_pictures import each_indicator, indicator_title, time_base, told_figure, trap
from avloppsanalys.lagesbild.prescribed_words import prescribed_in_brief, prescribed_parts
from avloppsanalys.reference import display_name
from avloppsanalys.tables import PRESCRIBED, arrange, check
from avloppsanalys.wording import Language, text

__all__ = ["context_words", "prescribed_in_short"]


def prescribed_in_short(prescribed: pd.DataFrame, lang: Language = "sv") -> tuple[str, ...]:
    """Return what prescribed medicines mean for the latest level of each place and substance, in a line each.

    Parameters
    ----------
    prescribed : pandas.DataFrame
        A table of prescribed loads.
    lang : {"sv", "en"}, default "sv"
        Language.

    Returns
    -------
    tuple of str
        A heading; what must be read with all of it; and a line a place and substance of which an expected load is
        known, in the order of the table. None where none is.

    Raises
    ------
    TableError
        If the table is no table of prescribed loads.
    """
    check(prescribed, PRESCRIBED)
    rows = arrange(prescribed, PRESCRIBED)
    rows = rows[rows["expected"].notna()].sort_values("period_start", kind="stable")
    latest = rows.groupby(["place", "substance"], sort=False).tail(1).sort_index().to_dict("records")
    if not latest:
        return ()
    notes = [prescribed_parts(row, lang).notes for row in latest]
    shared = [words for words in notes[0] if all(words in own for own in notes)]
    lines = [
        " ".join([_prescribed(row, lang), *(words for words in own if words not in shared)])
        for row, own in zip(latest, notes, strict=True)
    ]
    intro = " ".join([text("beside.prescribed.unit", lang), trap("prescriptions", lang, short=True), *shared])
    return (text("beside.prescribed.heading", lang), intro, *lines)


def _prescribed(row: dict[Any, Any], lang: Language) -> str:
    """Return one level beside its expected load, with the reason where nothing can be said."""
    told = prescribed_in_brief(row, lang)
    if row["verdict"] == "not_assessable":
        why = row["reason"]
        told = f"{told}: {text(f'prescribed.reason.{why}', lang)}"
    substance, period = display_name(row["substance"], lang), label(row["period"], lang)
    return text("beside.prescribed.line", lang, substance=substance, place=row["place"], period=period, told=told)


def context_words(context: pd.DataFrame, lang: Language = "sv") -> tuple[str, ...]:
    """Return the latest figures of other indicators, each with its trap and its source.

    Parameters
    ----------
    context : pandas.DataFrame
        What `context_table` returned.
    lang : {"sv", "en"}, default "sv"
        Language.

    Returns
    -------
    tuple of str
        A heading, and a line a place, indicator and unit; none without rows.

    Raises
    ------
    TableError
        If `context` is no table of indicators.
    """
    lines = [_indicator(rows, lang) for rows in each_indicator(context)]
    return (text("beside.context.heading", lang), *lines) if lines else ()


def _indicator(rows: pd.DataFrame, lang: Language) -> str:
    """Return one indicator at one place."""
    told = [words for _, own in rows.groupby("group", dropna=False, sort=False) for words in _latest(own, lang)]
    line = text(
        "beside.context.line",
        lang,
        indicator=indicator_title(rows, lang),
        unit=time_base(rows, lang),
        told="; ".join(told),
    )
    return " ".join([line, trap(rows["indicator_type"].iloc[0], lang, short=True), *cited_words(rows["source"], lang)])


def _latest(rows: pd.DataFrame, lang: Language) -> list[str]:
    """Return the latest figure of a group, and before it the latest that has a number, where that is another."""
    ordered = rows.sort_values("end", kind="stable").to_dict("records")
    numbered = [row for row in ordered if has_number(row)][-1:]
    return [told_figure(row, lang) for row in (*(row for row in numbered if row is not ordered[-1]), ordered[-1])]
