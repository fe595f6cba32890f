"""What has changed since the last underlag, as a meeting hears it: what matters first, trifles in one line."""

from __future__ import annotations

from typing import Final

import pandas as pd

from avloppsanalys.calendar import label
from avloppsanalys.lagesbild.revision import LITTLE
from avloppsanalys.tables import REVISIONS, arrange, check
from avloppsanalys.wording import Language, counted, percent, text

__all__ = ["changes_in_brief"]

_COUNTED: Final = ("change_moved", "level_adjusted", "prescribed_alike")
"""What each new quarter does to nearly every series without changing a word: only how many is told."""

_ALIKE: Final = ("answer_corrected", "caveat_new", "caveat_reworded", "caveat_gone")
"""What is often said in the same words of all substances at a place."""

_ORDER: Final = (
    "protocol", "tables", "library", "answer_corrected", "level_corrected", "answer_late", "word_changed", "word_new",
    "word_gone", "change_turned", "assessment_outdated", "assessment_new", "assessment_moved", "assessment_renewed",
    "assessment_gone", "change_moved", "change_new", "change_gone", "level_moved", "level_more_days",
    "level_fewer_days", "level_new", "level_gone", "prescribed_moved", "prescribed_new", "prescribed_gone",
    "context_moved", "context_new", "context_gone", "europe_moved", "europe_new", "europe_gone", "caveat_new",
    "caveat_reworded", "caveat_gone", "level_adjusted",
    "prescribed_alike", "next_sampling", "as_of", "file_new", "file_changed", "file_gone",
)  # fmt: skip
"""What could make all figures others comes first, then words and figures; the files that they rest on come last."""


def changes_in_brief(revisions: pd.DataFrame, *, lang: Language = "sv") -> tuple[str, ...]:
    """Return what differs between two underlag in sentences; what moved little, or is said of many, is told in one.

    Parameters
    ----------
    revisions : pandas.DataFrame
        What `compare_underlag` returned; all of its rows stand in the table that is written.
    lang : {"sv", "en"}, default "sv"
        Language.

    Returns
    -------
    tuple of str
        None where nothing has changed.

    Raises
    ------
    TableError
        If the table is no table of revisions.

    Examples
    --------
    >>> rows = pd.DataFrame({"change": ["file_new", "level_adjusted"], "quantity": [None, "load"],
    ...                      "words": ["The file kv4.csv is new.", "A, MDMA: the level is 9.4, it was 9.3."]})
    >>> for words in changes_in_brief(rows, lang="en"):
    ...     print(words.partition(".")[0])
    One earlier level, from the same days as before, has changed by at most 5%
    The file kv4
    """
    check(revisions, REVISIONS)
    unknown = sorted(set(revisions["change"]) - set(_ORDER))
    assert not unknown, f"kinds of change without a place in the order: {unknown}"
    table = arrange(revisions, REVISIONS)
    table["change"] = table["change"].mask(_concluded_as_before(table), "prescribed_alike")
    table["change"] = table["change"].mask(_of_corrected_answer(table), "level_corrected")
    told: list[str] = []
    for change in _ORDER:
        rows = table[table["change"] == change]
        if change in _COUNTED and len(rows):
            told.append(_counted(f"revision.counted.{change}", len(rows), lang))
        elif change in _ALIKE:
            told += _alike(rows, lang)
        else:
            told += rows["words"].tolist()
    return tuple(told)


def _concluded_as_before(table: pd.DataFrame) -> pd.Series[bool]:
    """Return which rows tell other figures beside prescribed medicines, and the same conclusion at their end."""
    before, after = (
        table[name].fillna("").map(lambda told: str(told).rpartition("; ")[2]) for name in ("before", "after")
    )
    return table["change"].eq("prescribed_moved") & before.eq(after)


def _of_corrected_answer(table: pd.DataFrame) -> pd.Series[bool]:
    """Return which rows tell the level that a corrected answer moved: it is told right after the correction."""
    cells = pd.MultiIndex.from_frame(table[["place", "substance", "period"]])
    return table["change"].eq("level_moved") & cells.isin(cells[table["change"] == "answer_corrected"])


def _counted(name: str, count: int, lang: Language) -> str:
    words = counted(name, count, lang, most=percent(LITTLE, lang))
    return words[:1].upper() + words[1:]


def _alike(rows: pd.DataFrame, lang: Language) -> list[str]:
    """Return the sentences, one for all substances of which the same is said at the same place and time."""
    told = []
    for _, same in rows.groupby(["place", "period", "quantity", "before", "after"], dropna=False, sort=False):
        row = same.iloc[0]
        if len(same) == 1:
            told.append(str(row["words"]))
            continue
        fields = {name: row[name] for name in ("place", "before", "after") if isinstance(row[name], str)}
        period = label(row["period"], lang) if isinstance(row["period"], str) else ""
        of = text(f"summary.short.{row['quantity'] if isinstance(row['quantity'], str) else 'load'}", lang)
        substances = counted("revision.substances", len(same), lang)
        told.append(text(f"revision.{row['change']}", lang, **fields, period=period, quantity=of, substance=substances))
    return told
