"""The follow-up of a plan in sentences, for the underlag."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from avloppsanalys.tables import FOLLOW_UP, check
from avloppsanalys.wording import Language, percent, text

__all__ = ["follow_up_words"]


def follow_up_words(table: pd.DataFrame, *, lang: Language = "sv") -> tuple[str, ...]:
    """Return a follow-up in words: a paragraph a year, and one of what is and is not counted.

    Every share stands beside the two numbers that it is made of.

    Parameters
    ----------
    table : pandas.DataFrame
        A `tables.FOLLOW_UP` table, from `follow_up`.
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
    years = [" ".join(_sentences(row, lang)) for row in table.sort_values("year").to_dict("records")]
    return (*years, text("follow_up.counted", lang)) if years else ()


def _sentences(row: Mapping[Hashable, Any], lang: Language) -> list[str]:
    """Return the sentences on one year; what there is nothing to say of is left out."""
    shares = {
        name: percent(row[name] / 100, lang) if pd.notna(row[name]) else "–"
        for name in ("taken_percent", "in_time_percent", "conforming_percent", "routine_percent")
    }
    fields = {name: row[name] for name in FOLLOW_UP.columns if name not in shares} | shares
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
