"""Residues against each other: what was consumed leaves both in proportion, what was poured out leaves one."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from avloppsanalys.quality.bounds import even_the_bound, over
from avloppsanalys.quality.findings import Finding, findings
from avloppsanalys.quality.material import Material
from avloppsanalys.wording import Language

__all__ = ["ratio_checks"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.integer[Any]]

RATIOS: Final = {
    "QUA020": ("cocaine", "benzoylecgonine"),
    "QUA021": ("norketamine", "ketamine"),
    "QUA022": ("O-desmethyltramadol", "tramadol"),
}
"""Check -> the residue above and the one below the line, by mass."""

CHIRAL: Final = "MDMA"
"""The drug whose enantiomers tell use from disposal; those of amphetamine often cannot."""


def ratio_checks(material: Material, lang: Language) -> list[Finding]:
    """Return the findings of QUA020 to QUA023."""
    ratios = [_ratio(material, check, above, below, lang) for check, (above, below) in RATIOS.items()]
    each, chiral = material.each_sample, _answer_on(material, CHIRAL)
    fraction = _taken(material.answers.table["enantiomeric_fraction"].to_numpy(dtype=float), chiral)
    return [*ratios, findings(material.limits, each, "QUA023", fraction, substance=CHIRAL)]


def _ratio(material: Material, check: str, above: str, below: str, lang: Language) -> Finding:
    """Return findings on one ratio; a residue below its limit bounds it, since what was poured out leaves just that."""
    answers, upper, lower = material.answers, _answer_on(material, above), _answer_on(material, below)
    least = over(_taken(answers.low, upper), _taken(answers.high, lower))
    divisor = _taken(answers.low, lower)
    most = over(_taken(answers.high, upper), np.where(divisor > 0, divisor, np.nan))
    value, bound = even_the_bound(material.limits, check, least, most, lang)
    reason = np.where((upper >= 0) & (lower >= 0), "not_quantified", "not_analysed")
    return findings(material.limits, material.each_sample, check, value, detail=bound, reason=reason, substance=above)


def _answer_on(material: Material, residue: str) -> Integers:
    """Return the row of each sample's answer on a residue, -1 where it was not analysed."""
    row = np.full(len(material.samples), -1)
    own = np.flatnonzero((material.answers.table["residue"] == residue).to_numpy())
    row[material.answers.sample[own]] = own
    return row


def _taken(values: Floats, rows: Integers) -> Floats:
    """Return the values of some rows, missing for -1."""
    return np.append(values, np.nan)[rows]
