"""Residues against each other: what was consumed leaves both in proportion, what was poured out leaves one."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from avloppsanalys.quality.findings import findings
from avloppsanalys.quality.material import Material

__all__ = ["ratio_checks"]

RATIOS: Final = {
    "QUA020": ("cocaine", "benzoylecgonine"),
    "QUA021": ("norketamine", "ketamine"),
    "QUA022": ("O-desmethyltramadol", "tramadol"),
}
"""Check -> the residue above and the one below the line, by mass."""

CHIRAL: Final = "MDMA"
"""The drug whose enantiomers tell use from disposal; those of amphetamine often cannot."""


def ratio_checks(material: Material) -> list[pd.DataFrame]:
    """Return the findings of QUA020 to QUA023."""
    samples = material.samples
    ratios = [_ratio(material, check, above, below) for check, (above, below) in RATIOS.items()]
    _, fraction = _of(material, CHIRAL, "enantiomeric_fraction")
    return [*ratios, findings(samples.assign(residue=CHIRAL), "QUA023", fraction)]


def _ratio(material: Material, check: str, above: str, below: str) -> pd.DataFrame:
    """Return findings on one ratio; a residue that was not quantified leaves none."""
    found = [_of(material, residue, "concentration_ng_per_l") for residue in (above, below)]
    over, under = (values.where(values > 0) for _, values in found)
    value = over / under
    analysed = found[0][0] & found[1][0]
    reason = pd.Series(np.where(analysed, "not_quantified", "not_analysed"), index=material.samples.index).astype("str")
    return findings(material.samples.assign(residue=above), check, value, reason=reason)


def _of(material: Material, residue: str, column: str) -> tuple[npt.NDArray[np.bool_], pd.Series[float]]:
    """Return whether each sample was analysed for a residue, and what a column of its answers says."""
    own = (material.answers["residue"] == residue).to_numpy()
    at = material.sample_of[own]
    analysed, values = np.zeros(len(material.samples), dtype=bool), np.full(len(material.samples), np.nan)
    analysed[at], values[at] = True, material.answers[column].to_numpy(dtype=float)[own]
    return analysed, pd.Series(values, index=material.samples.index)
