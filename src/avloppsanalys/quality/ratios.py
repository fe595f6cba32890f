"""Residues against each other: what was consumed leaves both in proportion, what was poured out leaves one."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from avloppsanalys.quality.findings import findings
from avloppsanalys.quality.material import SAMPLE, Material

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
    chiral = material.answers[material.answers["residue"] == CHIRAL]
    fraction = samples[SAMPLE].merge(chiral[[*SAMPLE, "enantiomeric_fraction"]], on=SAMPLE, how="left")
    values = fraction["enantiomeric_fraction"].set_axis(samples.index)
    return [*ratios, findings(samples.assign(residue=CHIRAL), "QUA023", values)]


def _ratio(material: Material, check: str, above: str, below: str) -> pd.DataFrame:
    """Return findings on one ratio; a residue that was not quantified leaves none."""
    answers = material.answers
    found = [_of(answers, residue, material.samples) for residue in (above, below)]
    value = found[0][1] / found[1][1]
    analysed = found[0][0] & found[1][0]
    reason = pd.Series(np.where(analysed, "not_quantified", "not_analysed"), index=material.samples.index).astype("str")
    return findings(material.samples.assign(residue=above), check, value, reason=reason)


def _of(answers: pd.DataFrame, residue: str, samples: pd.DataFrame) -> tuple[pd.Series[bool], pd.Series[float]]:
    """Return whether each sample was analysed for a residue, and its concentration."""
    own = answers.loc[answers["residue"] == residue, [*SAMPLE, "concentration_ng_per_l"]].assign(analysed=True)
    rows = samples[SAMPLE].merge(own, on=SAMPLE, how="left").set_axis(samples.index, axis=0)
    return rows["analysed"].eq(True), rows["concentration_ng_per_l"].where(rows["concentration_ng_per_l"] > 0)
