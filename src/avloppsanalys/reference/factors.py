"""Factor sets: named choices of how much of a drug is excreted as which residue, and of what a dose weighs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final, Literal, cast

from avloppsanalys.errors import UnknownNameError
from avloppsanalys.reference.datafiles import Row, number, read_rows
from avloppsanalys.reference.sources import Status, citation, weakest

__all__ = ["Contribution", "FactorRow", "FactorSet", "contributions", "factor_set", "factor_sets"]

Basis = Literal["molar", "mass"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorRow:
    """How much of one drug is found again as one residue, in one factor set; nan where a number does not exist."""

    factor_set: str
    drug: str
    residue: str
    weight: float
    excretion_fraction: float
    excretion_low: float
    excretion_high: float
    excretion_cv: float
    basis: Basis
    conjugates: str
    text_kind: str
    dose_mg: float
    dose_low_mg: float
    dose_high_mg: float
    dose_basis: str
    dose_source: str
    dose_status: Status | Literal[""]
    source: str
    locator: str
    status: Status
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorSet:
    """A named set of factor rows, to be used as a whole."""

    name: str
    title_sv: str
    title_en: str
    note: str
    subtract_contributions: bool
    rows: tuple[FactorRow, ...]

    @property
    def status(self) -> Status:
        """The weakest status of the rows' excretion fractions; a set without rows rests on nothing unconfirmed."""
        return weakest(row.status for row in self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """What the use of one drug adds to the residue of another, as a ratio of their loads by mass."""

    drug: str
    residue: str
    from_residue: str
    ratio: float
    not_estimable_low: float
    not_estimable_high: float
    negligible_above: float
    source: str
    locator: str
    status: Status
    note: str


_NO_DOSE: Final[Row] = MappingProxyType(
    dict.fromkeys(("dose_mg", "dose_low_mg", "dose_high_mg", "basis", "source", "status"), "")
)


def _factor_row(row: Row, dose: Row) -> FactorRow:
    """Build one record from its row of ``factors.csv`` and the dose of its set and drug."""
    return FactorRow(
        factor_set=row["factor_set"],
        drug=row["drug"],
        residue=row["residue"],
        weight=float(row["weight"]),
        excretion_fraction=float(row["excretion_fraction"]),
        excretion_low=number(row["excretion_low"]),
        excretion_high=number(row["excretion_high"]),
        excretion_cv=number(row["excretion_cv"]),
        basis=cast(Basis, row["basis"]),
        conjugates=row["conjugates"],
        text_kind=row["text_kind"],
        dose_mg=number(dose["dose_mg"]),
        dose_low_mg=number(dose["dose_low_mg"]),
        dose_high_mg=number(dose["dose_high_mg"]),
        dose_basis=dose["basis"],
        dose_source=dose["source"],
        dose_status=cast(Status, dose["status"]),
        **citation(row),
    )


@cache
def _factor_sets() -> Mapping[str, FactorSet]:
    """Return name -> set, in the order of the table."""
    doses = {(row["factor_set"], row["drug"]): row for row in read_rows("doses.csv")}
    rows = [_factor_row(row, doses.get((row["factor_set"], row["drug"]), _NO_DOSE)) for row in read_rows("factors.csv")]
    return MappingProxyType(
        {
            entry["name"]: FactorSet(
                name=entry["name"],
                title_sv=entry["title_sv"],
                title_en=entry["title_en"],
                note=entry["note"],
                subtract_contributions=entry["subtract_contributions"] == "yes",
                rows=tuple(row for row in rows if row.factor_set == entry["name"]),
            )
            for entry in read_rows("factor_sets.csv")
        }
    )


def factor_sets() -> tuple[str, ...]:
    """Return the names of the factor sets.

    Returns
    -------
    tuple of str

    Examples
    --------
    >>> factor_sets()
    ('none', 'rise2019', 'pk', 'score2016', 'zuccato2008')
    """
    return tuple(_factor_sets())


def factor_set(name: str) -> FactorSet:
    r"""Return one factor set.

    Parameters
    ----------
    name : str
        One of `factor_sets`. None of them is a default: authors differ, so the choice is the caller's.

    Returns
    -------
    FactorSet

    Raises
    ------
    UnknownNameError
        If there is no such set; near matches are listed.

    Notes
    -----
    The rows serve

    .. math:: \text{consumption} = \sum_r w_r \, \text{load}_r \, \frac{M_\text{drug} / M_r}{E_r}

    with the ratio of molar masses left out (1) where `basis` is ``"mass"``. `excretion_low` and `excretion_high` are
    the range that the source gives (between studies, persons or doses: `note` says which), not an interval: a narrow
    range does not mean that the share is well known.

    Examples
    --------
    >>> [(row.residue, row.excretion_fraction) for row in factor_set("rise2019").rows if row.drug == "cocaine"]
    [('cocaine', 0.52), ('benzoylecgonine', 0.52)]
    >>> factor_set("zuccato2008").status
    'recalled'
    """
    try:
        return _factor_sets()[name]
    except KeyError:
        raise UnknownNameError("factor set", name, factor_sets()) from None


@cache
def contributions() -> tuple[Contribution, ...]:
    """Return what the use of one drug adds to the residue of another.

    Returns
    -------
    tuple of Contribution
        `ratio` times the load of `from_residue` is the part of the load of `residue` that did not come from `drug`.
        Where the ratio of the two loads is above `negligible_above` the part does not matter; where it lies from
        `not_estimable_low` to `not_estimable_high` nothing can be said of the use of `drug`.

    Examples
    --------
    >>> [(row.residue, row.from_residue, row.ratio) for row in contributions()]
    [('amphetamine', 'methamphetamine', 0.09)]
    """
    return tuple(
        Contribution(
            drug=row["drug"],
            residue=row["residue"],
            from_residue=row["from_residue"],
            ratio=float(row["ratio"]),
            not_estimable_low=float(row["not_estimable_low"]),
            not_estimable_high=float(row["not_estimable_high"]),
            negligible_above=float(row["negligible_above"]),
            **citation(row),
        )
        for row in read_rows("contributions.csv")
    )
