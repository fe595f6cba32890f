"""How laboratories write the names of substances, folded to the one name that this package uses."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from avloppsanalys.errors import UnknownNameError
from avloppsanalys.reference.datafiles import read_rows

__all__ = ["aliases", "fold_name", "residue_name"]

_ONE_SPELLING: Final = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d", "-")
    | dict.fromkeys("\u2018\u2019\u02bc\u02b9\u2032\u00b4\u0060", "'")
    | dict.fromkeys("\u00ad\u200b\u200c\u200d\ufeff", "")
)
# What may stand around a name: punctuation, and at its end a footnote mark ("Kokain*", "Kokain²", "Kokain 1)").
_BEFORE: Final = re.compile(r"^[\s.,;:!?\"'“”„»«_=|*†‡§#-]+")
_AFTER: Final = re.compile(r"(?:[\s.,;:!?\"'“”„»«_=|*†‡§#⁎∗¹²³⁰⁴-⁹-]|(?<=\s)\d\)|(?<=\*)\)|\[\w\])+$")


def fold_name(text: str) -> str:
    """Fold a label to the form under which names are compared.

    Case, white space, footnote marks, the many dashes and apostrophes and the punctuation around a label carry no
    meaning; brackets and what stands in them do, and are kept.

    Parameters
    ----------
    text : str
        A label as the laboratory printed it.

    Returns
    -------
    str

    Examples
    --------
    >>> fold_name("  Bensoylekgonin\u00a0(BzE)*"), fold_name("6–MAM ²:")
    ('bensoylekgonin (bze)', '6-mam')
    """
    label = _bare(text.translate(_ONE_SPELLING))
    label = unicodedata.normalize("NFKC", label).casefold()
    label = re.sub(r"\s*([/+])\s*", r"\1", re.sub(r"\s+", " ", label))
    return _bare(re.sub(r"(?<=\() | (?=\))", "", label))


def _bare(label: str) -> str:
    """Return a label without the punctuation and footnote marks around it."""
    return _BEFORE.sub("", _AFTER.sub("", label))


@cache
def aliases() -> Mapping[str, str]:
    """Return what each known label of a laboratory table means.

    Every substance answers to its canonical name and to the rows of ``aliases.csv``. One of them overrules a name:
    *cannabis* is a drug, but in a laboratory table it can only mean its residue THC-COOH. The names that charts print
    are no labels: "Kokain (bensoylekgonin)" in a table might mean either.

    Returns
    -------
    mapping of str to str
        Folded label -> canonical name; read-only.

    Examples
    --------
    >>> aliases()["thca"], aliases()["kokain"], aliases()["cannabis"]
    ('THC-COOH', 'cocaine', 'THC-COOH')
    """
    own = {fold_name(row["name"]): row["name"] for row in read_rows("substances.csv")}
    written = {fold_name(row["alias"]): row["name"] for row in read_rows("aliases.csv")}
    return MappingProxyType(own | written)


def residue_name(label: str) -> str:
    """Return the canonical name of the residue that a laboratory's label means.

    Parameters
    ----------
    label : str
        In Swedish or English, as printed. A sum of two residues is not a residue and is not known here.

    Returns
    -------
    str

    Raises
    ------
    UnknownNameError
        If no alias fits; near matches are listed.

    Examples
    --------
    >>> residue_name("Bensoylekgonin (BzE)*"), residue_name("THC-syra"), residue_name("Metaamfetamin")
    ('benzoylecgonine', 'THC-COOH', 'methamphetamine')
    """
    known = aliases()
    try:
        return known[fold_name(label)]
    except KeyError:
        raise UnknownNameError("substance", label, known) from None
