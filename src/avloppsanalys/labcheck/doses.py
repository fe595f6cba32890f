"""Which factor and which dose reproduce the doses that a laboratory printed: every combination within rounding."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
import pandas as pd

from avloppsanalys.labcheck.bounds import ANSWER
from avloppsanalys.labcheck.water import PER_PERSON
from avloppsanalys.reference import dose_definitions, factor_set, factor_sets, molar_mass
from avloppsanalys.tables import LAB_DOSES, arrange

__all__ = ["reproducing_doses"]

_ENDS: Final = ("low", "high")
_PRINTED: Final = ("per_1000", "total")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Factor:
    """What one unit of load stands for, by the rows of one set and drug; without a set it is solved for."""

    factor_set: str
    drug: str
    residues: tuple[str, ...]
    factor: float
    status: str


@cache
def _factors() -> tuple[_Factor, ...]:
    """Return the factor of every set and drug whose residues are all weighed alike."""
    found = []
    for name in factor_sets():
        rows = factor_set(name).rows
        for drug in dict.fromkeys(row.drug for row in rows):
            own = [row for row in rows if row.drug == drug]
            each = {
                row.weight / row.excretion_fraction
                * (molar_mass(drug) / molar_mass(row.residue) if row.basis == "molar" else 1.0)
                for row in own
            }  # fmt: skip
            if len(each) == 1:
                residues = tuple(row.residue for row in own)
                found.append(
                    _Factor(factor_set=name, drug=drug, residues=residues, factor=each.pop(), status=own[0].status)
                )
    return tuple(found)


def reproducing_doses(rows: pd.DataFrame, water: pd.DataFrame) -> pd.DataFrame:
    """Return every factor set and dose that could lie behind each printed number of doses, and whether it does.

    Contributions of other drugs are not taken off, whatever the set says: a laboratory's table does not either.

    Parameters
    ----------
    rows : pandas.DataFrame
        From `printed_rows`.
    water : pandas.DataFrame
        From `reproducing_water`: where one flow per person fits all rows, it narrows what each load can have been.

    Returns
    -------
    pandas.DataFrame
        A table `tables.LAB_DOSES`. Rows without a factor set hold the factor that would be needed with that dose.

    Notes
    -----
    ``doses = load * factor / dose``. With load and doses known to their rounding, ``factor_low = doses_low * dose /
    load_high`` and ``factor_high = doses_high * dose / load_low``; a set reproduces the row if its factor lies there.
    Load and dose cannot be told apart by one row: with another dose another factor reproduces it as well.
    """
    masses = _masses(rows, water)
    measured = {*rows.loc[rows["concentration_low"].notna(), [*ANSWER, "parts"]].itertuples(index=False, name=None)}
    told = []
    for row in rows.to_dict("records"):
        key = {name: row[name] for name in (*ANSWER, "substance")}
        for printed in _PRINTED:
            scale = 1000 / row["population"] if printed == "total" else 1.0
            doses = tuple(row[f"{printed}_{end}"] * scale for end in _ENDS)
            if not np.isnan(doses).any() and doses[1] > 0:
                quantity = "doses_per_day" if printed == "total" else "doses_per_day_per_1000"
                told += [{**key, "quantity": quantity, **one} for one in _combinations(row, doses, masses, measured)]
    return arrange(pd.DataFrame(told, columns=list(LAB_DOSES.columns)), LAB_DOSES)


def _masses(rows: pd.DataFrame, water: pd.DataFrame) -> dict[tuple[Any, ...], tuple[float, float]]:
    """Return the bounds of the load of each answer and row by its residues: as printed, narrowed by what rows share."""
    common = water[(water["quantity"] == PER_PERSON) & (water["n_fitting"] == water["n_rows"])]
    shared = rows[[*ANSWER]].merge(common[[*ANSWER, "low", "high"]], on=ANSWER, how="left", validate="many_to_one")
    ours = rows["flow_m3_per_day"] / rows["population"]
    low = np.fmax(rows["load_low"], rows["concentration_low"] * shared["low"].to_numpy())
    high = np.fmin(rows["load_high"], rows["concentration_high"] * shared["high"].to_numpy())
    known = rows.assign(
        low=low.fillna(rows["concentration_low"] * ours), high=high.fillna(rows["concentration_high"] * ours)
    ).dropna(subset=["low", "high"])
    keys = known[[*ANSWER, "parts"]].itertuples(index=False, name=None)
    return dict(zip(keys, known[["low", "high"]].itertuples(index=False, name=None), strict=True))


def _combinations(
    row: dict[Any, Any],
    doses: tuple[float, ...],
    masses: dict[tuple[Any, ...], tuple[float, float]],
    measured: Collection[tuple[Any, ...]],
) -> list[dict[str, Any]]:
    """Return the combinations of one printed number of doses: each set with each dose, and each dose by itself."""
    parts = set(row["parts"].split(" + "))
    named = row["substance"]  # a row of doses may bear the name of the drug alone
    behind = [one for one in _factors() if parts.issuperset(one.residues) or one.drug == named]
    whole = {factor.drug for factor in behind if parts == set(factor.residues)}
    found = []
    for drug in dict.fromkeys(factor.drug for factor in behind if factor.drug in whole or not whole):
        own = [factor for factor in behind if factor.drug == drug]
        unknown = [
            _Factor(factor_set="", drug=drug, residues=residues, factor=np.nan, status="")
            for residues in dict.fromkeys(factor.residues for factor in own)
        ]
        for dose in (definition.dose_mg for definition in dose_definitions(drug)):
            for factor in (*own, *unknown):
                basis = " + ".join(sorted(factor.residues))
                key = (*(row[name] for name in ANSWER), basis)
                combination = _combination(factor, dose, doses, masses.get(key, (np.nan, np.nan)))
                lacking = "" if key in masses else _lacking(row) if key in measured else "concentration"
                found.append(combination | {"lacking": lacking})
    return found


def _lacking(row: dict[Any, Any]) -> str:
    """Return what of the water is not known of a row whose concentration is."""
    facts = {"flow": "flow_m3_per_day", "population": "population"}
    return " ".join(fact for fact, name in facts.items() if np.isnan(row[name]))


def _combination(factor: _Factor, dose: float, doses: tuple[float, ...], mass: tuple[float, float]) -> dict[str, Any]:
    """Return one combination of factor and dose, held against the printed doses and the printed load."""
    low, high = doses[0] * dose / mass[1], doses[1] * dose / mass[0] if mass[0] > 0 else np.inf
    fits = bool(low <= factor.factor <= high) if factor.factor_set else not np.isnan(mass[0])
    return {
        "drug": factor.drug,
        "residues": " + ".join(factor.residues),
        "factor_set": factor.factor_set,
        "factor": factor.factor,
        "factor_status": factor.status,
        "dose_mg": dose,
        "factor_low": low,
        "factor_high": high,
        "fits": fits,
        "implied_load_low_mg_per_day_per_1000": doses[0] * dose / factor.factor,
        "implied_load_high_mg_per_day_per_1000": doses[1] * dose / factor.factor,
    }
