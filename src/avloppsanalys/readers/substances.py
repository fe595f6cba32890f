"""What a laboratory's label means: one residue, or the sum of several."""

from __future__ import annotations

import re
from functools import cache
from typing import Final, NamedTuple

from avloppsanalys.errors import near_matches
from avloppsanalys.readers.cells import strip_footnotes, tidy
from avloppsanalys.reference import aliases, fold_name

__all__ = ["Label", "is_known", "near_names", "read_label"]

SUM: Final = " + "
"""Joins the residues of a sum row in the name under which it is reported."""

_SUM_WORD: Final = re.compile(r"\s*\b(summa|sum|totalt?|total)\b[\s:]*(?:av\s+|of\s+)?", re.IGNORECASE)
_JOINED: Final = re.compile(
    r"\s*(?:\+|&|,|\boch\b|\band\b|\binkl(?:usive|uderat)?\b\.?|\bincl(?:uding)?\b\.?)\s*", re.IGNORECASE
)
_METABOLITE: Final = re.compile(r"\s*\b(?:metaboliten|metabolite?|metabolit)\b\s*", re.IGNORECASE)


class Label(NamedTuple):
    """A label as understood: `residue` if it is one, `parts` (the name to report it under) if a sum, else neither."""

    residue: str = ""
    parts: str = ""


@cache
def read_label(text: str) -> Label:
    """Return what a label of a substance means.

    A label that joins two or more residues, or says that it is a sum, is a sum row: the laboratory has added its parts,
    and to import it as a residue would count them twice. ``3-CMC/4-CMC`` and ``MDMA/Ecstasy`` are no sums.

    Parameters
    ----------
    text : str
        As printed.

    Returns
    -------
    Label

    Examples
    --------
    >>> read_label("Kokain (+ metabolit BzE)").parts
    'cocaine + benzoylecgonine'
    >>> read_label("Bensoylekgonin (BzE)*").residue
    'benzoylecgonine'
    """
    if residue := _residue(text):
        return Label(residue=residue)
    plain = strip_footnotes(tidy(text))
    told = _SUM_WORD.match(plain)
    names = _parts(plain[told.end() :] if told else plain)
    residues = [_residue(name) for name in names]
    if len(names) > 1 and all(residues):
        return Label(parts=SUM.join(residues))
    if told or (len(names) > 1 and any(residues)):
        return Label(parts=plain)
    return Label()


def is_known(text: str) -> bool:
    """Return whether a label means a residue or a sum whose parts are known."""
    label = read_label(text)
    return bool(label.residue or SUM in label.parts)


def near_names(text: str) -> str:
    """Return the known labels that resemble an unknown one, as text; "" when none does."""
    return ", ".join(near_matches(fold_name(text), aliases()))


def _parts(label: str) -> list[str]:
    """Return the names that a label joins, without brackets and the word metabolite."""
    return [
        name
        for piece in _JOINED.split(re.sub(r"[()\[\]]", " ", label))
        if (name := _METABOLITE.sub(" ", piece).strip())
    ]


def _residue(name: str) -> str:
    """Return the residue that a name means, "" if it is unknown."""
    return aliases().get(fold_name(name), "")
