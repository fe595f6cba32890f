"""What was found as texts under headings, for a terminal or an e-mail."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd

from avloppsanalys.calendar import label
from avloppsanalys.levels import beside_mass
from avloppsanalys.reference import display_name
from avloppsanalys.wording import (
    Language,
    number,
    percent,
    quantity,
    sentences,
    spread,
    text,
    verdict_notes,
    verdict_words,
)

__all__ = ["change_words", "level_words"]


def level_words(
    levels: pd.DataFrame, season_levels: pd.DataFrame, interval_level: float, lang: Language
) -> pd.DataFrame:
    """Return the levels as texts, one row a level; with the mass per day where a season is marked."""
    rows = [_level(level, lang) for level in levels.to_dict("records")]
    interval = text("summary.interval", lang, level=percent(interval_level, lang))
    names = ("place", "substance", "quantity", "period", "estimate", "interval", "days", "campaigns", "below")
    headings = [interval if name == "interval" else text(f"summary.{name}", lang) for name in names]
    table = pd.DataFrame(rows, columns=headings)
    return table if season_levels.empty else table.assign(**_mass_columns(levels, season_levels, lang))


def change_words(trends: pd.DataFrame, lang: Language) -> pd.DataFrame:
    """Return the word on each series with what it rests on, one row a series."""
    headings = [text(f"summary.{name}", lang) for name in ("place", "substance", "quantity", "change")]
    rows = [
        (
            row["place"],
            display_name(row["substance"], lang),
            text(f"summary.short.{row['quantity']}", lang),
            sentences([verdict_words(row, lang), *verdict_notes(row, lang)]),
        )
        for row in trends[trends["verdict"].notna()].to_dict("records")
    ]
    return pd.DataFrame(rows, columns=headings)


def _level(level: dict[Hashable, Any], lang: Language) -> tuple[object, ...]:
    """Return one level as texts, in the order of the headings."""
    known = pd.notna(level["estimate"])
    bound = text("summary.at_most", lang, high=quantity(level["high"], lang)) if level["high"] > 0 else "–"
    return (
        level["place"],
        display_name(level["substance"], lang),
        _quantity(level, lang),
        label(level["period"], lang),
        quantity(level["estimate"], lang) if known else "–",
        spread(level["low"], level["high"], lang) if known else bound,
        level["n_days"],
        level["n_campaigns"],
        level["n_below_loq"],
    )


def _quantity(level: dict[Hashable, Any], lang: Language) -> str:
    """Return what a level is of; a dose never without its size."""
    said = {"dose": number(level["dose_mg"], 0, lang)} if level["quantity"] == "doses" else {}
    return text(f"quantity.{level['quantity']}", lang, **said)


def _mass_columns(levels: pd.DataFrame, season_levels: pd.DataFrame, lang: Language) -> dict[str, list[str]]:
    """Return the mass per day beside each load of a marked season, and the season, under their headings."""
    beside = beside_mass(levels, season_levels)
    grams = beside[["level_g_per_day", "level_low_g_per_day", "level_high_g_per_day"]]
    mass = [_mass(estimate, low, high, lang) for estimate, low, high in grams.itertuples(index=False)]
    return {text("summary.mass", lang): mass, text("summary.season", lang): beside["season"].fillna("").tolist()}


def _mass(estimate: float, low: float, high: float, lang: Language) -> str:
    """Return a mass with its interval, or the bound of one that has no estimate; nothing outside a season."""
    if pd.notna(estimate):
        return f"{quantity(estimate, lang)} ({spread(low, high, lang)})"
    return text("summary.at_most", lang, high=quantity(high, lang)) if high > 0 else ""
