"""Which towns of EUDA's file are the kommun's own: a town is never set beside itself."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

from avloppsanalys.errors import UnknownNameError, near_matches

__all__ = ["find_own_towns", "town_key"]

_ABROAD: Final = re.compile(r"\s*\((?!SE\))[A-Z]{2}\)$")
"""EUDA's mark of the country, where two have a town of that name."""
_BRACKET: Final = re.compile(r"\s*\([^()]*\)$")


def town_key(name: str) -> str:
    """Return a town's name without what may differ between two spellings of it.

    Parameters
    ----------
    name : str
        As a file writes it.

    Returns
    -------
    str
        Without case, accents, and a number or a plant in brackets at the end; a foreign country in brackets stays.

    Examples
    --------
    >>> [town_key(name) for name in ("Umeå", "Umea", "Stockholm (2)", "Halle (DE)")]
    ['umea', 'umea', 'stockholm', 'halle (de)']
    """
    clean = " ".join(name.split())
    bare = clean if _ABROAD.search(clean) else _BRACKET.sub("", clean)
    letters = unicodedata.normalize("NFKD", bare.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def find_own_towns(own: Sequence[str], names: Iterable[str]) -> frozenset[str]:
    """Return the keys of the kommun's own towns, each of which EUDA's file must hold.

    Parameters
    ----------
    own : sequence of str
        Names that the user says are his own.
    names : iterable of str
        All towns of the file.

    Returns
    -------
    frozenset of str
        From `town_key`.

    Raises
    ------
    UnknownNameError
        If the file holds no such town; near names are listed, whatever their accents.

    Examples
    --------
    >>> sorted(find_own_towns(["Stockholm"], ["Gothenburg", "Stockholm (2)"]))
    ['stockholm']
    >>> find_own_towns(["Göteborg"], ["Gothenburg", "Stockholm (2)"])
    Traceback (most recent call last):
    avloppsanalys.errors.UnknownNameError: Unknown town in EUDA's file 'Göteborg'. Did you mean 'Gothenburg'?
    """
    known = {town_key(name): name for name in names}
    for name in own:
        if town_key(name) not in known:
            near = [known[match] for match in near_matches(town_key(name), known)]
            raise UnknownNameError("town in EUDA's file", name, known.values(), matches=near)
    return frozenset(map(town_key, own))
