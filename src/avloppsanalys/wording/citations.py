"""Where numbers come from, in words: each source once, with how far what was taken from it can be trusted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from avloppsanalys.reference import Status, source
from avloppsanalys.wording.catalogue import Language, text

__all__ = ["Cited", "cited"]


class Cited(Protocol):
    """A number of a reference table."""

    @property
    def source(self) -> str:
        """Key of the source."""

    @property
    def status(self) -> Status:
        """How far the number can be trusted."""


def cited(numbers: Iterable[Cited], lang: Language = "sv") -> str:
    """Return the sources of some numbers, each once; "" for none.

    Parameters
    ----------
    numbers : iterable of records
        Rows of reference tables.
    lang : {"sv", "en"}, default "sv"
        Language.

    Returns
    -------
    str

    Examples
    --------
    >>> from avloppsanalys.reference import thresholds
    >>> cited([row for row in thresholds() if row.check == "QUA001"], "en")
    "the project's own choice"
    """
    told = dict.fromkeys((number.source, number.status) for number in numbers)
    return "; ".join(
        text("citation.own_choice", lang)
        if name == "project"
        else text("citation.cited", lang, citation=source(name).citation, status=text(f"citation.{status}", lang))
        for name, status in told
    )
