"""The follow-up of a plan in sentences, for the underlag."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from avloppsanalys.planning.follow_up import of_all_places
from avloppsanalys.tables import FOLLOW_UP, check
from avloppsanalys.wording import Language, date, percent, text

__all__ = ["follow_up_words"]


def follow_up_words(
    table: pd.DataFrame, *, as_of: pd.Timestamp | None = None, lang: Language = "sv"
) -> tuple[str, ...]:
    """Return a follow-up in words: a paragraph a year over all places, and one of what is and is not counted.

    Every share stands beside the two numbers that it is made of.

    Parameters
    ----------
    table : pandas.DataFrame
        A `tables.FOLLOW_UP` table, from `follow_up`.
    as_of : pandas.Timestamp, optional
        The moment that was given to `follow_up`; it is told, since a plan's days come due with time.
    lang : {"sv", "en"}, default "sv"
        Language.

    Returns
    -------
    tuple of str
        The paragraphs; none for a table without rows.

    Raises
    ------
    TableError
        If `table` is no such table.
    """
    check(table, FOLLOW_UP)
    years = [" ".join(_sentences(row, lang)) for row in of_all_places(table).to_dict("records")]
    if not years:
        return ()
    told_at = [] if as_of is None or pd.isna(as_of) else [text("follow_up.as_of", lang, day=date(as_of.date(), lang))]
    return (*years, " ".join([*told_at, text("follow_up.counted", lang)]))


def _sentences(row: Mapping[Hashable, Any], lang: Language) -> list[str]:
    """Return the sentences on one year; what there is nothing to say of is left out."""
    shares = {
        name: percent(row[name] / 100, lang) if pd.notna(row[name]) else "–"
        for name in ("taken_percent", "in_time_percent", "conforming_percent", "routine_percent")
    }
    fields = {str(name): value for name, value in row.items() if name not in shares} | shares
    sampled = row["n_taken"] + row["n_unplanned"]
    said = {
        "planned": row["n_planned"] > 0,
        "none_due": row["n_planned"] == 0,
        "remaining": row["n_remaining"] > 0,
        "unplanned": row["n_unplanned"] > 0,
        "in_time": row["n_taken"] > 0 and pd.notna(row["in_time_percent"]),
        "time_unknown": row["n_time_unknown"] > 0 and pd.notna(row["in_time_percent"]),
        "no_meeting": row["n_taken"] > 0 and pd.isna(row["in_time_percent"]),
        "conforming": sampled > 0,
        "routine": sampled > 0,
    }
    return [text(f"follow_up.{name}", lang, **fields, n_sampled=sampled) for name, told in said.items() if told]
