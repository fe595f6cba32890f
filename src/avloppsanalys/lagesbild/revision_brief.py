"""What has changed since the last underlag, as a meeting hears it: what matters first, trifles in one line."""

from __future__ import annotations

from typing import Final

import pandas as pd

from avloppsanalys.lagesbild.revision import LITTLE
from avloppsanalys.tables import REVISIONS, check
from avloppsanalys.wording import Language, counted, percent, text

__all__ = ["changes_in_brief"]

_ORDER: Final = (
    "protocol", "tables", "library", "answer_corrected", "answer_late", "word_changed", "word_new", "word_gone",
    "change_moved", "change_new", "change_gone", "level_moved", "level_new", "level_gone", "prescribed_moved",
    "prescribed_new", "prescribed_gone", "context_moved", "context_new", "context_gone", "europe_moved", "europe_new",
    "europe_gone", "caveat_new", "caveat_gone", "level_adjusted", "next_sampling", "as_of", "file_new", "file_changed",
    "file_gone",
)  # fmt: skip
"""What could make all figures others comes first, then words and figures; the files that they rest on come last."""


def changes_in_brief(revisions: pd.DataFrame, *, lang: Language = "sv") -> tuple[str, ...]:
    """Return what differs between two underlag in sentences; levels that moved little are told in one.

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
    Amounts are mg per 1,000 persons and day, with the interval in brackets
    The file kv4
    """
    check(revisions, REVISIONS)
    unknown = sorted(set(revisions["change"]) - set(_ORDER))
    assert not unknown, f"kinds of change without a place in the order: {unknown}"
    told: list[str] = []
    for change in _ORDER:
        rows = revisions[revisions["change"] == change]
        if change == "level_adjusted":
            if len(rows):
                words = counted("revision.adjusted", len(rows), lang, most=percent(LITTLE, lang))
                told.append(words[:1].upper() + words[1:])
            if (revisions["quantity"].eq("load") & revisions["change"].str.startswith("level")).any():
                told.append(text("revision.unit", lang))
        else:
            told += rows["words"].tolist()
    return tuple(told)
