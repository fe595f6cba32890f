"""Which number is to be explained: names as people write them, found among those of an analysis."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from avloppsanalys.errors import UnknownNameError
from avloppsanalys.reference import display_name, main_residue, substance
from avloppsanalys.tables import LevelQuantity
from avloppsanalys.wording import Language

if TYPE_CHECKING:
    from avloppsanalys.analysis.result import Analysis

__all__ = ["Chosen", "Request", "chosen_levels", "found_name", "found_substance"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What somebody asked for; None for what was left open."""

    substance: str
    place: str | None = None
    period: str | None = None

    @classmethod
    def parse(cls, words: str) -> Request:
        """Return what ``ÄMNE`` or ``PLATS/ÄMNE/PERIOD`` asks for; the period may be left out.

        Examples
        --------
        >>> Request.parse("Lidköping/kokain/2020K4").period, Request.parse("kokain").place
        ('2020K4', None)
        """
        parts = [part.strip() or None for part in words.split("/", 2)]
        if len(parts) == 1:
            return cls(substance=parts[0] or "")
        place, name, *period = parts
        return cls(place=place, substance=name or "", period=period[0] if period else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """One level of an analysis."""

    place: str
    substance: str
    period: str
    quantity: LevelQuantity


def found_substance(name: str, there: Collection[str], lang: Language = "sv") -> str:
    """Return the substance of those that are there that a name means.

    Parameters
    ----------
    name : str
        A name or alias; a drug stands for its main residue, and the other way round.
    there : collection of str
        Canonical names.
    lang : {"sv", "en"}, default "sv"
        Language of the near matches.

    Returns
    -------
    str

    Raises
    ------
    UnknownNameError
        If none is meant; near matches among those that are there.

    Examples
    --------
    >>> found_substance("kokain", ["benzoylecgonine", "MDMA"])
    'benzoylecgonine'
    """
    if name in there:
        return name
    # The name that a table prints is the one that its reader types, whatever the language of the answer.
    for spoken in get_args(Language):
        printed = {display_name(one, spoken).casefold(): one for one in there}
        if name.casefold() in printed:
            return printed[name.casefold()]
    known = list(dict.fromkeys([*(display_name(one, lang) for one in there), *there]))
    try:
        own, residue = substance(name).name, main_residue(name)
    except UnknownNameError:
        raise UnknownNameError("substance", name, [*known, *_drugs(there, lang)]) from None
    for one in (residue, own, *(one for one in there if main_residue(one) == residue)):
        if one in there:
            return one
    raise UnknownNameError("substance", name, known)


def _drugs(there: Iterable[str], lang: Language) -> list[str]:
    """Return the first word of each printed name: people ask for *kokain*, not for *Kokain (bensoylekgonin)*."""
    return [display_name(one, lang).split(" (")[0] for one in there]


def found_name(kind: str, name: str, there: Collection[str]) -> str:
    """Return a name as it is written there, whatever its case.

    Parameters
    ----------
    kind : str
        What it names, for the error.
    name : str
        As somebody wrote it.
    there : collection of str
        Names that exist.

    Returns
    -------
    str

    Raises
    ------
    UnknownNameError
        If there is no such name; near matches are listed.
    """
    folded = {one.casefold(): one for one in there}
    if name.casefold() not in folded:
        raise UnknownNameError(kind, name, there)
    return folded[name.casefold()]


def chosen_levels(
    result: Analysis, request: Request, quantity: LevelQuantity = "load", lang: Language = "sv"
) -> list[Chosen]:
    """Return the levels that a request is of: one a place, of its latest period where none was named.

    Parameters
    ----------
    result : Analysis
        The analysis.
    request : Request
        What was asked for.
    quantity : {"load", "consumption", "doses"}, default "load"
        What the level is of.
    lang : {"sv", "en"}, default "sv"
        Language of near matches.

    Returns
    -------
    list of Chosen

    Raises
    ------
    UnknownNameError
        If there is no such quantity, place, substance or period.
    """
    levels = result.levels
    found_name("quantity", quantity, result.protocol.quantities)
    levels = levels[levels["quantity"] == quantity].sort_values("period_start", kind="stable")
    if request.place is not None:
        levels = levels[levels["place"] == found_name("place", request.place, list(levels["place"].unique()))]
    levels = levels[levels["substance"] == found_substance(request.substance, list(levels["substance"].unique()), lang)]
    if request.period is not None:
        levels = levels[levels["period"] == found_name("period", request.period, list(levels["period"].unique()))]
    latest = levels.drop_duplicates("place", keep="last").sort_values("place", kind="stable")
    return [
        Chosen(place=row["place"], substance=row["substance"], period=row["period"], quantity=quantity)
        for row in latest.to_dict("records")
    ]
