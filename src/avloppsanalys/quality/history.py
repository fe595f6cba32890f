"""A day against the days that the same plant has had before and since."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from avloppsanalys.quality.findings import findings, limit
from avloppsanalys.quality.material import Material

__all__ = ["against_own_history", "history_checks"]

NORMAL: Final = 1.4826
"""What makes the median absolute deviation of a normal distribution its standard deviation."""


def history_checks(material: Material) -> list[pd.DataFrame]:
    """Return the findings of QUA030: each day's mass of a residue against the plant's own."""
    answers = material.answers
    mass = answers["concentration_ng_per_l"] * answers["flow_m3_per_day"]
    measured = answers["concentration_ng_per_l"] > 0
    why = np.select([~measured, ~(mass > 0)], ["not_quantified", "no_flow"], "few_days")
    reason = pd.Series(why, index=answers.index).astype("str")
    return [against_own_history(answers, "QUA030", mass, ["plant", "residue"], reason)]


def against_own_history(
    rows: pd.DataFrame, check: str, value: pd.Series[float], series: list[str], reason: pd.Series[str]
) -> pd.DataFrame:
    r"""Return findings on the robust z of log values within each series.

    Notes
    -----
    :math:`z = (\ln x - \mathrm{med}) / \max(1.4826\,\mathrm{MAD}, s_0)` with median and median absolute deviation of
    the whole series, the day itself included: one odd day moves neither.
    """
    log = pd.Series(np.log(value.where(value > 0)), index=rows.index)
    keys = [rows[name] for name in series]
    centre = log.groupby(keys).transform("median")
    deviation = (log - centre).abs().groupby(keys).transform("median")
    scale = (NORMAL * deviation).clip(lower=limit(check, "least_scatter"))
    enough = log.groupby(keys).transform("count") >= limit(check, "least_days")
    furthest = limit(check, "robust_z")
    return findings(rows, check, ((log - centre) / scale).where(enough), low=-furthest, high=furthest, reason=reason)
