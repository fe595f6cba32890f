"""Words for the condition in which a sample arrived, and what each says of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from avloppsanalys.reference.datafiles import read_rows
from avloppsanalys.reference.sources import Status, citation

__all__ = ["ConditionMeaning", "ConditionWord", "condition_words"]

ConditionMeaning = Literal["sound", "bad", "neutral", "negation"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionWord:
    """One word or phrase in lower case, ``*`` for any letters, and what it says of a sample."""

    pattern: str
    meaning: ConditionMeaning
    source: str
    locator: str
    status: Status
    note: str


@cache
def condition_words() -> tuple[ConditionWord, ...]:
    """Return the words by which a note on a sample is judged.

    Returns
    -------
    tuple of ConditionWord

    Examples
    --------
    >>> [word.meaning for word in condition_words() if word.pattern in ("genomfryst", "saknas")]
    ['sound', 'bad']
    """
    return tuple(
        ConditionWord(pattern=row["pattern"], meaning=cast("ConditionMeaning", row["meaning"]), **citation(row))
        for row in read_rows("condition_words.csv")
    )
