"""What a card cites: the laboratory's reports, or where it named none its answers by their dates."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from avloppsanalys.wording import Language, date, listed, text

__all__ = ["source_words"]


def source_words(
    sampled: pd.DataFrame, *, labs: Collection[str], unnamed: Collection[str], foot: str, lang: Language
) -> str:
    """Return what the level of a card rests on, so that somebody else can ask for it.

    Parameters
    ----------
    sampled : pandas.DataFrame
        The loads behind the level.
    labs : collection of str
        The laboratories of the underlag: where there are several, each report is told with its own.
    unnamed : collection of str
        Names of reports that the laboratory did not give: the dates of their answers are told instead.
    foot : str
        What stands at the foot of every card.
    lang : {"sv", "en"}
        Language.

    Returns
    -------
    str
    """
    told: list[str] = []
    for lab, rows in sampled.groupby("lab", dropna=False):
        named = len(labs) > 1 and pd.notna(lab)
        told += _of_lab(rows, text("card.of_lab", lang, lab=lab) if named else "", unnamed, lang)
    return " ".join([*told, foot]).strip()


def _of_lab(rows: pd.DataFrame, lab: str, unnamed: Collection[str], lang: Language) -> list[str]:
    """Return the reports of one laboratory, and the days on which its answers without one came."""
    reports = rows["report_id"].dropna()
    named = sorted(set(reports) - set(unnamed))
    told = [text("card.reports", lang, reports=listed(named, lang), lab=lab)] if named else []
    came = rows.loc[reports[reports.isin(unnamed)].index, "available_from"]
    if came.empty:
        return told
    days = [date(day, lang) for day in sorted(set(came.dropna().dt.date))]
    answers = text("card.answers", lang, days=listed(days, lang), lab=lab) if days else ""
    return [*told, answers or text("card.answers_undated", lang, lab=lab)]
