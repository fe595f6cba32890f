"""What looks like data of a person among the words that people write: addresses, numbers, names where none belong."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["looks_personal", "names_a_person"]

_DATE: Final = re.compile(r"\b20\d\d-\d\d-\d\d\b(?!-?\d)|\b20\d\d[ -]20\d\d\b(?![ -]?\d)")
"""A date, or two years: digits that a title and a season may well hold."""

_PERSONAL: Final = re.compile(r"@|(?:\d[ +-]?){6}")
"""An address, or digits as of a telephone or a personnummer."""

_NAME_WORD: Final = r"[A-ZÅÄÖÉÜ][a-zåäöéü]+(?:-[A-ZÅÄÖÉÜ][a-zåäöéü]+)?"
_LIKE_A_NAME: Final = re.compile(rf"(?:{_NAME_WORD}|[A-ZÅÄÖ]\.?)(?: {_NAME_WORD}| [A-ZÅÄÖ]\.?)? {_NAME_WORD}")
_PART: Final = re.compile(r"[,;:/()]| och | and ")
_OF_AN_OFFICE: Final = (
    "ansvarig", "assistent", "chef", "direktör", "handläggare", "ingenjör", "konsult", "koordinator", "ledare",
    "ordförande", "samordnare", "sekreterare", "strateg", "tekniker", "utredare", "vakt",
    "analyst", "coordinator", "engineer", "head", "lead", "manager", "officer", "operator", "secretary",
)  # fmt: skip
"""Parts of words for what one person does: a name may stand before or behind."""

_OF_A_FUNCTION: Final = (
    *_OF_AN_OFFICE,
    "avdelning", "bolag", "drift", "enhet", "förbund", "förvaltning", "grupp", "kommun", "kontor", "lab", "miljö",
    "nämnd", "polis", "region", "teknik", "vatten", "verk",
    "board", "committee", "council", "department", "office", "team", "unit", "water",
)  # fmt: skip
"""Parts of words that a function, an authority or a company has and a name seldom."""

_OF_A_PLACE: Final = frozenset({
    "norra", "södra", "östra", "västra", "mellersta", "nordöstra", "nordvästra", "sydöstra", "sydvästra", "stora",
    "lilla", "övre", "nedre", "nya", "gamla", "inre", "yttre",
})  # fmt: skip
"""Words with which the name of a district begins and that of a person does not."""


def looks_personal(words: str) -> bool:
    """Return whether words hold an address, or digits as of a telephone or a personnummer.

    Parameters
    ----------
    words : str
        What people wrote. Names are not looked for: see `names_a_person`.

    Returns
    -------
    bool

    Examples
    --------
    >>> [looks_personal(words) for words in ("Säkerhetschef", "070-123 45 67", "a@kommun.se", "beslut 2026-12-01")]
    [False, True, True, False]
    """
    return _PERSONAL.search(_DATE.sub(" ", words)) is not None


def names_a_person(function: str) -> bool:
    """Return whether what should be a function looks like, or is beside, the name of a person.

    Only for words that should name a function: a plant, a title or a company may rightly bear the name of a place, or
    of a person, and nothing tells the two apart.

    Parameters
    ----------
    function : str
        Who decides or answers for something. Found are two or three capitalised words, initials among them, of which
        none is part of a function or begins the name of a district. A single name, or one in lower case, is not found.

    Returns
    -------
    bool

    Examples
    --------
    >>> [names_a_person(words) for words in ("Anna Ek, utredare", "Säkerhetschef Anna Ek", "Chef Drift", "Norra Skåne")]
    [True, True, False, False]
    """
    parts = ([*part.split()] for part in _PART.split(function))
    return any(_is_name(part) or _is_name(_without_offices(part)) for part in parts)


def _is_name(words: list[str]) -> bool:
    """Return whether words are a name, and nothing else."""
    joined = " ".join(words)
    folded = joined.casefold()
    return (
        _LIKE_A_NAME.fullmatch(joined) is not None
        and not any(part in folded for part in _OF_A_FUNCTION)
        and _OF_A_PLACE.isdisjoint(folded.split())
    )


def _without_offices(words: list[str]) -> list[str]:
    """Return words without what somebody does before and behind them."""
    kept = [index for index, word in enumerate(words) if not any(part in word.casefold() for part in _OF_AN_OFFICE)]
    return words[kept[0] : kept[-1] + 1] if kept else []
