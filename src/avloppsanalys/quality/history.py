"""A day against the days that the same plant has had before and since."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from avloppsanalys.quality.findings import Finding, findings
from avloppsanalys.quality.limits import Limits
from avloppsanalys.quality.material import Material

__all__ = ["against_own_history", "history_checks"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.integer[Any]]

NORMAL: Final = 1.4826
"""What makes the median absolute deviation of a normal distribution its standard deviation."""


def history_checks(material: Material) -> list[Finding]:
    """Return the findings of QUA030: each day's mass of a residue against the plant's own."""
    table = material.answers.table
    concentration = table["concentration_ng_per_l"].to_numpy(dtype=float)
    mass = concentration * table["flow_m3_per_day"].to_numpy(dtype=float)
    reason = np.select([~(concentration > 0), ~(mass > 0)], ["not_quantified", "no_flow"], "few_days")
    return [against_own_history(material.limits, material.each_answer, "QUA030", mass, material.answers.series, reason)]


def against_own_history(
    limits: Limits, rows: Integers, check: str, value: Floats, series: Integers, reason: npt.NDArray[np.str_]
) -> Finding:
    r"""Return findings on the robust z of log values within each series, given by its number.

    Notes
    -----
    :math:`z = (\ln x - \mathrm{med}) / \max(1.4826\,\mathrm{MAD}, s_0)` with median and median absolute deviation of
    the whole series, the day itself included: one odd day moves neither.
    """
    log = np.log(value, out=np.full(len(value), np.nan), where=value > 0)
    off = log - _medians(log, series)
    scale = np.maximum(NORMAL * _medians(np.abs(off), series), limits.of(check, "least_scatter"))
    days = np.bincount(series, ~np.isnan(log))[series] if len(series) else np.zeros(0)
    furthest = limits.of(check, "robust_z")
    enough = days >= limits.of(check, "least_days")
    return findings(
        limits, rows, check, np.where(enough, off / scale, np.nan), low=-furthest, high=furthest, reason=reason
    )


def _medians(values: Floats, series: Integers) -> Floats:
    """Return the median of each row's series, missing values left out."""
    each: pd.Series[float] = pd.Series(values)
    return each.groupby(series).transform("median").to_numpy()
