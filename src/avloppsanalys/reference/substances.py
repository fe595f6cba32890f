"""Substances: what is measured in wastewater or consumed, with formula and molar mass."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal

from avloppsanalys.errors import UnknownNameError
from avloppsanalys.reference.datafiles import read_rows
from avloppsanalys.reference.names import aliases, fold_name

__all__ = ["Substance", "display_name", "main_residue", "molar_mass", "named_among", "substance", "substances"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Substance:
    """A drug or a residue, under its canonical name and as a chart prints it."""

    name: str
    name_sv: str
    name_en: str
    formula: str
    molar_mass_g_per_mol: float
    main_residue: str
    note: str


@cache
def substances() -> tuple[Substance, ...]:
    """Return every substance, in the order of the table.

    Returns
    -------
    tuple of Substance

    Examples
    --------
    >>> substances()[0].name
    'cocaine'
    """
    return tuple(
        Substance(
            name=row["name"],
            name_sv=row["name_sv"],
            name_en=row["name_en"],
            formula=row["formula"],
            molar_mass_g_per_mol=float(row["molar_mass_g_per_mol"]),
            main_residue=row["main_residue"] or row["name"],
            note=row["note"],
        )
        for row in read_rows("substances.csv")
    )


@cache
def _by_folded_name() -> Mapping[str, Substance]:
    """Return folded label -> substance; a canonical name goes before an alias, so that cannabis is the drug."""
    canonical = {record.name: record for record in substances()}
    known = {label: canonical[name] for label, name in aliases().items()}
    return MappingProxyType(known | {fold_name(name): record for name, record in canonical.items()})


def substance(name: str) -> Substance:
    """Return one substance.

    Parameters
    ----------
    name : str
        Canonical name or any alias. Here *cannabis* is the drug; `residue_name` reads it as a laboratory means it.

    Returns
    -------
    Substance

    Raises
    ------
    UnknownNameError
        If the tables do not hold the name; near matches are listed.

    Examples
    --------
    >>> substance("BzE").name_sv, substance("cannabis").name
    ('Kokain (bensoylekgonin)', 'cannabis')
    """
    known = _by_folded_name()
    try:
        return known[fold_name(name)]
    except KeyError:
        raise UnknownNameError("substance", name, known) from None


def molar_mass(name: str) -> float:
    """Return the molar mass of a substance's free base, free acid or neutral form.

    Parameters
    ----------
    name : str
        Canonical name or alias.

    Returns
    -------
    float
        [g/mol], rounded to two decimals as the field does before it takes ratios.

    Raises
    ------
    UnknownNameError
        If the tables do not hold the name; near matches are listed.

    Examples
    --------
    >>> round(molar_mass("cocaine") / molar_mass("benzoylecgonine"), 4)
    1.0485
    """
    return substance(name).molar_mass_g_per_mol


def main_residue(drug: str) -> str:
    """Return the residue that is meant where a load goes under the name of a drug, as in EUDA's published file.

    Parameters
    ----------
    drug : str
        Canonical name or alias; a residue gives itself.

    Returns
    -------
    str

    Raises
    ------
    UnknownNameError
        If the tables do not hold the name; near matches are listed.

    Examples
    --------
    >>> main_residue("cocaine"), main_residue("cannabis"), main_residue("MDMA")
    ('benzoylecgonine', 'THC-COOH', 'MDMA')
    """
    return substance(drug).main_residue


def named_among(names: Sequence[str], there: Sequence[str]) -> list[str]:
    """Return substances as a table names them: a drug stands for its main residue, and the other way round.

    Where a drug is a residue too, its main residue is meant: *cocaine* is benzoylecgonine among loads.

    Parameters
    ----------
    names : sequence of str
        Canonical names or aliases.
    there : sequence of str
        The names in the table.

    Returns
    -------
    list of str
        Each once, in the order of `names`; one that the table does not hold by its canonical name.

    Raises
    ------
    UnknownNameError
        If the tables do not hold a name; near matches are listed.

    Examples
    --------
    >>> named_among(["kokain", "cannabis"], ["amphetamine", "benzoylecgonine"])
    ['benzoylecgonine', 'cannabis']
    """
    named = []
    for name in names:
        residue, own = main_residue(name), substance(name).name
        same = [one for one in dict.fromkeys(there) if main_residue(one) == residue]
        named += [one for one in (residue, own) if one in same][:1] or same or [own]
    return list(dict.fromkeys(named))


def display_name(name: str, lang: Literal["sv", "en"] = "sv") -> str:
    """Return a substance, or a sum of substances, as it is printed for a reader.

    Parameters
    ----------
    name : str
        A canonical name, or several joined by ``" + "``; a part that is none is printed as it is.
    lang : {"sv", "en"}, default "sv"
        Language.

    Returns
    -------
    str

    Examples
    --------
    >>> display_name("amphetamine + methamphetamine"), display_name("methamphetamine", "en")
    ('Amfetamin + Metamfetamin', 'Methamphetamine')
    """
    known = {record.name: record for record in substances()}
    parts = [(part, known.get(part)) for part in name.split(" + ")]
    return " + ".join(part if found is None else getattr(found, f"name_{lang}") for part, found in parts)
