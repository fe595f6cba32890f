"""The levels of any period that both underlag have and that rest on a newer edition of the laboratory's answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from avloppsanalys.lagesbild.card_caveats import corrected_words
from avloppsanalys.lagesbild.revision_words import Record, Underlag, paired, series_revision
from avloppsanalys.wording import Language

__all__ = ["corrected_answers"]

_LEVEL: Final = ("place", "substance", "quantity", "period")


def corrected_answers(before: Underlag, after: Underlag, lang: Language) -> Iterator[Record]:
    """Yield the levels of loads whose answer the laboratory has issued anew since the last underlag.

    Cards tell it of their latest period only. A new edition may hold the same figure: it is told all the same.

    Parameters
    ----------
    before, after : mapping
        Two underlag; where the older one does not say which edition a level rests on, an edition is newer that became
        known after what it shows.
    lang : {"sv", "en"}
        Language of the sentences.

    Yields
    ------
    dict
        A row of revisions, ``answer_corrected``.
    """
    loads = [[one for one in underlag["indicators"] if one["quantity"] == "load"] for underlag in (before, after)]
    for key, old, new in paired(loads[0], loads[1], _LEVEL):
        if old is not None and new is not None and _newer(old, new, before["as_of"]):
            yield series_revision("answer_corrected", key, lang, after=_told(new, lang))


def _newer(old: Record, new: Record, shown: str | None) -> bool:
    """Return whether a level rests on a newer edition than it did in an underlag of what was known at `shown`."""
    revision = new.get("answer_revision") or 1
    if "answer_revision" in old:
        return revision > (old["answer_revision"] or 1)
    reissued = new.get("answer_reissued")
    if revision == 1 or reissued is None or shown is None:
        return False
    return dt.date.fromisoformat(reissued) > dt.datetime.fromisoformat(shown).date()


def _told(level: Record, lang: Language) -> str:
    """Return what a card says of an answer that was issued anew."""
    reissued = level["answer_reissued"]
    day = None if reissued is None else dt.date.fromisoformat(reissued)
    return corrected_words(level["answer_revision"], day, lang)
