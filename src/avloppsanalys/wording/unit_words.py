"""The words of a published unit: what is counted, on how many persons, over which time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

__all__ = ["UnitWords", "read_unit_words"]

Measure = Literal["doses", "mg", ""]
Per = Literal["total", "thousand", "person", ""]
Time = Literal["day", "period", ""]

_DOSES: Final = re.compile(r"\b\w*dos(?:er|es)?\b|\bjoint(?:ar|s)?\b|\blinor\b|\blines\b|\bjoints\b")
_MASS: Final = re.compile(r"\bmg\b|\bmilligram\b")
_PERSONS: Final = r"(?:inv(?:ånare|\b)|person(?:er)?\b|anslutna|inhabitants?\b|persons\b|capita\b)"
_THOUSAND: Final = re.compile(r"\b1[ .,]?000\b|\btusen\b|\bthousand\b")
_PER_PERSON: Final = re.compile(rf"(?:/|\bper |\bpr ) ?{_PERSONS}")
_TOTAL: Final = re.compile(r"\btotal(?:t|a)?\b|\bsammanlagt\b|\bin all\b")
_PERIOD: Final = re.compile(r"period|veck|\bweek|summa|\bsum\b")
_DAY: Final = re.compile(r"dygn|\bdag\b|dagligen|\b24 ?(?:h|timmar)\b|\bday\b|daily")
_VOLUME: Final = re.compile(r"kubikmeter|\bm3\b|m³|\bliter\b|/ ?l\b|\blitre\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitWords:
    """What the words of a unit say, "" for what they leave out; `mixed` where water and persons stand in one unit."""

    measure: Measure
    per: Per
    time: Time
    mixed: bool

    @property
    def complete(self) -> bool:
        """Whether a reader can tell what the number counts, on how many persons and over which time."""
        return bool(self.measure and self.per and self.time) and not self.mixed


def read_unit_words(text: str) -> UnitWords:
    """Return what a unit in words says.

    Parameters
    ----------
    text : str
        As printed: "doser per 1000 invånare och dygn", "doser totalt under perioden".

    Returns
    -------
    UnitWords

    Examples
    --------
    >>> read_unit_words("doser/1000 inv under hela perioden")
    UnitWords(measure='doses', per='thousand', time='period', mixed=False)
    >>> read_unit_words("doser per invånare och dygn").per
    'person'
    >>> read_unit_words("mikrogram per kubikmeter vatten per 1 000 invånare").mixed
    True
    """
    plain = " ".join(text.casefold().split())
    measure: Measure = "doses" if _DOSES.search(plain) else "mg" if _MASS.search(plain) else ""
    per: Per = ""
    if _THOUSAND.search(plain):
        per = "thousand"
    elif _PER_PERSON.search(plain):
        per = "person"
    elif _TOTAL.search(plain):
        per = "total"
    time: Time = "period" if _PERIOD.search(plain) else "day" if _DAY.search(plain) else ""
    return UnitWords(
        measure=measure, per=per, time=time, mixed=bool(_VOLUME.search(plain)) and per in ("thousand", "person")
    )
