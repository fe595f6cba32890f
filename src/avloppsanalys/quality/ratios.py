"""Residues against each other: what was consumed leaves both in proportion, what was poured out leaves one."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from avloppsanalys.quality.bounds import even_the_bound, span
from avloppsanalys.quality.findings import findings
from avloppsanalys.quality.material import SAMPLE, Material
from avloppsanalys.wording import Language

__all__ = ["ratio_checks"]

RATIOS: Final = {
    "QUA020": ("cocaine", "benzoylecgonine"),
    "QUA021": ("norketamine", "ketamine"),
    "QUA022": ("O-desmethyltramadol", "tramadol"),
}
"""Check -> the residue above and the one below the line, by mass."""

CHIRAL: Final = "MDMA"
"""The drug whose enantiomers tell use from disposal; those of amphetamine often cannot."""


def ratio_checks(material: Material, lang: Language) -> list[pd.DataFrame]:
    """Return the findings of QUA020 to QUA023."""
    samples = material.samples
    ratios = [_ratio(material, check, above, below, lang) for check, (above, below) in RATIOS.items()]
    chiral = material.answers[material.answers["residue"] == CHIRAL]
    fraction = samples[SAMPLE].merge(chiral[[*SAMPLE, "enantiomeric_fraction"]], on=SAMPLE, how="left")
    values = fraction["enantiomeric_fraction"].set_axis(samples.index)
    return [*ratios, findings(samples.assign(residue=CHIRAL), "QUA023", values)]


def _ratio(material: Material, check: str, above: str, below: str, lang: Language) -> pd.DataFrame:
    """Return findings on one ratio; a residue below its limit bounds it, since what was poured out leaves just that."""
    upper, lower = (_of(material.answers, residue, material.samples) for residue in (above, below))
    least, most = upper["low"] / lower["high"], upper["high"] / lower["low"].where(lower["low"] > 0)
    value, bound = even_the_bound(check, least, most, lang)
    analysed = upper["analysed"].eq(True) & lower["analysed"].eq(True)
    reason = pd.Series(np.where(analysed, "not_quantified", "not_analysed"), index=material.samples.index).astype("str")
    return findings(material.samples.assign(residue=above), check, value, detail=bound, reason=reason)


def _of(answers: pd.DataFrame, residue: str, samples: pd.DataFrame) -> pd.DataFrame:
    """Return for each sample whether a residue was analysed, and the least and the most that it can be."""
    own = answers[answers["residue"] == residue]
    low, high = span(own)
    bounds = own[SAMPLE].assign(analysed=True, low=low, high=high)
    return samples[SAMPLE].merge(bounds, on=SAMPLE, how="left").set_axis(samples.index, axis=0)
