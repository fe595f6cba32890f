"""What weighs on a card's figure now, the weightiest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

import pandas as pd

from avloppsanalys.calendar import label
from avloppsanalys.lagesbild.prescribed_words import prescribed_words
from avloppsanalys.quality import flag_value
from avloppsanalys.wording import Language, counted, date, listed, text, weekday_date

__all__ = ["Caveat", "card_caveats", "comparable", "corrected_words"]

Caveat = tuple[str, str]
"""What a caveat is called in every underlag, whatever its words, and the words."""

_FIRST: Final = ("small_plant",)
"""Caveats of a level that stand before everything else."""

_MOST_DAYS: Final = 3
"""Days of a flag that are named; more are counted."""


def card_caveats(
    names: Sequence[str],
    *,
    sampled: pd.DataFrame,
    flags: pd.DataFrame,
    prescribed: pd.DataFrame,
    break_at: str | None,
    gap: Sequence[Caveat],
    lang: Language,
) -> tuple[Caveat, ...]:
    """Return what weighs on the figure, in sentences, each with its id.

    Parameters
    ----------
    names : sequence of str
        Ids of the texts ``caveat.<id>`` of the level.
    sampled : pandas.DataFrame
        The loads behind the level.
    flags : pandas.DataFrame
        The flags on these samples, of the substance or of the sample as a whole.
    prescribed : pandas.DataFrame
        What prescribed medicines mean for the level, at most one row: said after the general caveat, which stands
        whatever the figures say.
    break_at : str or None
        The period before which nothing can be compared; None where there is no break.
    gap : sequence of (str, str)
        Ids and sentences on what was not measured.
    lang : {"sv", "en"}
        Language.

    Returns
    -------
    tuple of (str, str)
        Ids and sentences: those of the level's caveats, ``prescribed``, ``corrected``, ``broken``, those of `gap`, and
        for flags the number of the check.
    """
    ordered = sorted(names, key=lambda name: name not in _FIRST)
    told = [one for name in ordered for one in _of_level(name, prescribed, lang)]
    first = sum(name in _FIRST for name in names)
    broken = [] if break_at is None else [("broken", text("card.broken", lang, period=label(break_at, lang)))]
    own = [*told[:first], *_corrected(sampled, lang), *broken, *told[first:]]
    return (
        *gap,
        *own,
        *((str(check), _flag(rows, lang)) for (check, _), rows in flags.groupby(["check", "consequence"], sort=True)),
    )


def _of_level(name: str, prescribed: pd.DataFrame, lang: Language) -> list[Caveat]:
    """Return a caveat of the level; after that of prescriptions what is computed, where anything is."""
    told = [(name, text(f"caveat.{name}", lang))]
    if name == "may_be_prescribed" and len(prescribed):
        told.append(("prescribed", prescribed_words(prescribed.iloc[0].to_dict(), lang)))
    return told


def _corrected(sampled: pd.DataFrame, lang: Language) -> list[Caveat]:
    """Return that the laboratory has issued its answer anew, and when; an edition can hold the same figure."""
    newer = sampled[sampled["revision"] > 1]
    if newer.empty:
        return []
    came = newer["available_from"].max()
    day = None if pd.isna(came) else came.date()
    return [("corrected", corrected_words(int(newer["revision"].max()), day, lang))]


def corrected_words(revision: int, day: dt.date | None, lang: Language) -> str:
    """Return that the laboratory has issued its answer anew: which edition, and when where that is known."""
    if day is None:
        return text("card.corrected", lang, revision=revision)
    return text("card.corrected_on", lang, revision=revision, day=date(day, lang))


def _flag(rows: pd.DataFrame, lang: Language) -> str:
    """Return the flags of one check: what it is of, which days, and what follows."""
    records = rows.sort_values("start", kind="stable").drop_duplicates("sample_id").to_dict("records")
    days = []
    for row in records[:_MOST_DAYS]:
        day, value = weekday_date(row["start"].date(), lang, year=False), flag_value(row, lang, limit=False)
        days.append(text("card.flag_day", lang, day=day, value=value) if value else day)
    if len(records) > _MOST_DAYS:
        days = [counted("card.flag_days", len(records), lang)]
    fields = {"what": records[0]["what"], "days": listed(days, lang), "consequence": records[0]["consequence"]}
    return text("card.flagged", lang, **fields)


def comparable(days: pd.DataFrame, period: str) -> tuple[set[str], str | None]:
    """Return the periods that lie in the same block as the latest one, and since when, where others do not.

    Parameters
    ----------
    days : pandas.DataFrame
        Loads of one series, in time order: `period` and `block`.
    period : str
        The latest period.

    Returns
    -------
    periods : set of str
    break_at : str or None
        The first period of the latest stretch in that block; None where nothing was changed.

    Examples
    --------
    >>> days = pd.DataFrame({"period": ["2025K1", "2025K2", "2025K3"], "block": ["1", "2", "2"]})
    >>> same, break_at = comparable(days, "2025K3")
    >>> sorted(same), break_at
    (['2025K2', '2025K3'], '2025K2')
    """
    blocks = days.groupby("period", sort=False)["block"].agg(["first", "last"])
    if period not in blocks.index:
        return set(), None
    alike = (blocks["first"] == blocks.loc[period, "last"]) & (blocks["last"] == blocks.loc[period, "last"])
    same = set(blocks.index[alike])
    if alike.all():
        return same, None
    # a period in which the block changes belongs to neither side
    names = list(blocks.index)
    since = max(place for place, one in enumerate(alike) if not one)
    return same, str(names[min(since + 1, len(names) - 1)])
