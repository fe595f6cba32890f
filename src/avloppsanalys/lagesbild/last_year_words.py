"""A level against the same period last year, and why that may point another way than the word on its change."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from avloppsanalys.calendar import Period, label
from avloppsanalys.lagesbild.card_words import Row, verdict_of
from avloppsanalys.wording import Language, counted, text, verdict_words

__all__ = ["last_year_words"]

_DIRECTION: Final[Mapping[Any, int]] = {"increasing": 1, "decreasing": -1}


def last_year_words(
    changes: pd.DataFrame, change: Row, levels: pd.DataFrame, mass: pd.DataFrame, lang: Language
) -> str:
    """Return the change against the same period last year, and what must be said beside it.

    That days on events are in the two levels and not in the comparison; that only one of the two has days of a marked
    season; and, where it points another way than the word on the change, that the word is of the whole series and the
    comparison of two periods.

    Parameters
    ----------
    changes : pandas.DataFrame
        The rows of trends of one series.
    change : mapping
        The one of them that has the verdict; empty where there is none.
    levels : pandas.DataFrame
        The levels of the series.
    mass : pandas.DataFrame
        The mass levels of the series.
    lang : {"sv", "en"}
        Language.

    Returns
    -------
    str
        Without full stop at its end where it is the comparison alone.
    """
    rows = changes[(changes["comparison"] == "same_period_last_year") & changes["change_percent"].notna()]
    if rows.empty:
        return text("card.no_last_year", lang)
    row = rows.iloc[0].to_dict()
    told = verdict_words({name: value for name, value in row.items() if name != "verdict"}, lang)
    compared = [row["first_period"], row["last_period"]]
    left_out = int(levels.loc[levels["period"].isin(compared), "n_days"].sum() - row["n_days"])
    if left_out > 0:
        told = counted("card.last_year_without", left_out, lang, told=told)
    marked = mass[mass["period"].isin(compared)]
    if len(marked) == 1:
        only = marked.iloc[0]
        fields = {"period": label(only["period"], lang), "season": only["season"]}
        told = text("card.last_year_season", lang, told=told, **fields)
    if not _points_another_way(row, change):
        return told
    unsure = row["low_percent"] <= 0 <= row["high_percent"]
    fields = {"told": told, "word": verdict_of(change, lang)}
    if unsure:
        return text("card.last_year_unsure", lang, **fields)
    periods = text(f"verdict.kind.{Period.parse(row['last_period']).kind}.many", lang)
    return text("card.last_year_apart", lang, **fields, periods=periods)


def _points_another_way(row: Row, change: Row) -> bool:
    """Return whether a reader may take the comparison for a contradiction of the word, which is of another question.

    Beside a rise or a fall that is a change the other way. Beside *unchanged* it is one whose interval excludes zero,
    or that lies outside the interval of the change per year: both are of a year. Beside the words that nothing is
    known it is one whose interval excludes zero. Where the comparison itself has the word there are no two answers.
    """
    if change.get("comparison") != "trend":
        return False
    moved, verdict = row["change_percent"], change["verdict"]
    if verdict in _DIRECTION:
        return bool(moved * _DIRECTION[verdict] < 0)
    shown = row["low_percent"] > 0 or row["high_percent"] < 0
    outside = verdict == "unchanged" and not _between(moved, change["low_percent"], change["high_percent"])
    return bool(shown or outside)


def _between(value: float, low: float, high: float) -> bool:
    """Return whether a number lies within an interval; an interval that is missing holds every number."""
    return math.isnan(low) or math.isnan(high) or low <= value <= high
