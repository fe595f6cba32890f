"""Medicines: what one defined daily dose of each leaves in the wastewater, and what may come from a prescription."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal, cast

from avloppsanalys.reference.datafiles import number, read_rows
from avloppsanalys.reference.sources import Status, citation, weakest
from avloppsanalys.reference.substances import molar_mass

__all__ = ["PrescribedResidue", "may_be_prescribed", "medicine_of_atc", "prescribed_residues"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrescribedResidue:
    """What a defined daily dose (DDD) of one ATC code leaves as one residue; nan where nobody has read the number.

    `excretion_low`, `excretion_fraction` and `excretion_high` are shares of the moles of `base`, of which
    `base_fraction` of the DDD's mass consists. What is given in hospital is not in statistics of what pharmacies
    dispense.
    """

    atc: str
    atc_source: str
    atc_status: Status
    medicine: str
    given_in: Literal["home", "hospital"]
    residue: str
    ddd_mg: float
    ddd_source: str
    ddd_status: Status | Literal[""]
    base: str
    base_fraction: float
    base_source: str
    base_status: Status | Literal[""]
    excretion_low: float
    excretion_fraction: float
    excretion_high: float
    source: str
    locator: str
    status: Status
    note: str

    @property
    def weakest_status(self) -> Status:
        """The weakest status of the three numbers: DDD, share of base and share excreted."""
        stated = (self.ddd_status, self.base_status, self.status)
        return weakest(status for status in stated if status)

    @property
    def residue_mg_per_ddd(self) -> tuple[float, float, float]:
        """Mass of the residue that one DDD leaves: low, typical and high [mg]; nan where a number is lacking."""
        base_mg = self.ddd_mg * self.base_fraction * molar_mass(self.residue) / molar_mass(self.base)
        return base_mg * self.excretion_low, base_mg * self.excretion_fraction, base_mg * self.excretion_high


@cache
def prescribed_residues() -> tuple[PrescribedResidue, ...]:
    """Return what medicines leave in the wastewater, one record an ATC code and residue.

    Returns
    -------
    tuple of PrescribedResidue
        In the order of the table.

    Examples
    --------
    >>> row = prescribed_residues()[0]
    >>> row.medicine, row.residue, [round(mass, 2) for mass in row.residue_mg_per_ddd], row.weakest_status
    ('lisdexamfetamine', 'amphetamine', [1.78, 3.56, 6.23], 'recalled')
    """
    return tuple(
        PrescribedResidue(
            atc=row["atc"],
            atc_source=row["atc_source"],
            atc_status=cast(Status, row["atc_status"]),
            medicine=row["medicine"],
            given_in=cast(Literal["home", "hospital"], row["given_in"]),
            residue=row["residue"],
            ddd_mg=number(row["ddd_mg"]),
            ddd_source=row["ddd_source"],
            ddd_status=cast(Status, row["ddd_status"]),
            base=row["base"],
            base_fraction=number(row["base_fraction"]),
            base_source=row["base_source"],
            base_status=cast(Status, row["base_status"]),
            excretion_low=number(row["excretion_low"]),
            excretion_fraction=number(row["excretion_fraction"]),
            excretion_high=number(row["excretion_high"]),
            **citation(row),
        )
        for row in read_rows("prescribed.csv")
    )


@cache
def _medicines() -> Mapping[str, str]:
    """Return ATC code -> medicine."""
    return MappingProxyType({row.atc: row.medicine for row in prescribed_residues()})


def medicine_of_atc(atc: str) -> str:
    """Return the medicine of an ATC code; "" for a code that leaves nothing that is measured here.

    Parameters
    ----------
    atc : str
        Seven characters, whatever their case.

    Returns
    -------
    str
        Canonical name of a substance.

    Examples
    --------
    >>> medicine_of_atc("N06BA12"), medicine_of_atc("N02BE01")
    ('lisdexamfetamine', '')
    """
    return _medicines().get(atc.upper(), "")


@cache
def _prescribable() -> frozenset[str]:
    """Return the substances that may come from a prescribed medicine."""
    return frozenset(row["substance"] for row in read_rows("prescribable.csv"))


def may_be_prescribed(substance: str) -> bool:
    """Return whether a substance in the wastewater may come from a prescribed medicine.

    Parameters
    ----------
    substance : str
        Canonical name of a residue or a drug; a sum (``"amphetamine + methamphetamine"``) may if a part of it may.

    Returns
    -------
    bool

    Examples
    --------
    >>> may_be_prescribed("amphetamine"), may_be_prescribed("tramadol"), may_be_prescribed("benzoylecgonine")
    (True, True, False)
    """
    return not _prescribable().isdisjoint(substance.split(" + "))
