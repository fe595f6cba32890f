"""What a check finds: a value against its threshold, and one of three verdicts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from avloppsanalys.quality.limits import Limits
from avloppsanalys.tables import QUALITY_VERDICTS

__all__ = ["CHECKS", "FLAGGED", "NOT_ASSESSED", "Finding", "findings"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.integer[Any]]
Mask = npt.NDArray[np.bool_]
Words = npt.NDArray[Any]
"""Words, missing where there is none."""

CHECKS: Final = (
    *("QUA001", "QUA002", "QUA003", "QUA004", "QUA005", "QUA006", "QUA007", "QUA008"),  # taking and keeping
    *("QUA010", "QUA011", "QUA012", "QUA013"),  # water
    *("QUA020", "QUA021", "QUA022", "QUA023"),  # ratios of residues
    "QUA030",  # own history
    *("QUA040", "QUA041", "QUA042", "QUA043", "QUA044"),  # the laboratory
    "QUA050",  # persons
    *("QUA060", "QUA061"),  # the day
)
"""Ids of the checks, in the order of the report; an id is never given to another check."""

NOT_GIVEN: Final = "not_given"
"""The reason of most that cannot be assessed: nobody wrote it down."""

FLAGGED, NOT_ASSESSED, _PASS = (QUALITY_VERDICTS.index(one) for one in ("flag", "not_assessable", "pass"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one check found, in columns of one length; many make one table at the end (`report`)."""

    check: str
    rows: Integers
    """Of what it was found (`Material.each_sample`, `Material.each_answer`)."""
    substance: str | None
    """The substance that a check of whole samples is of; an answer has its own."""
    value: Floats
    low: Floats
    high: Floats
    detail: Words
    verdict: Integers
    """Place among `tables.QUALITY_VERDICTS`."""
    reason: Words


def findings(
    limits: Limits,
    rows: Integers,
    check: str,
    value: Floats | None = None,
    *,
    low: float | Floats | None = None,
    high: float | Floats | None = None,
    known: Mask | None = None,
    flagged: Mask | None = None,
    detail: Words | None = None,
    reason: str | Words = NOT_GIVEN,
    substance: str | None = None,
) -> Finding:
    """Return one finding a row: flagged outside its limits, not assessable without a value, else passed.

    Parameters
    ----------
    limits : Limits
        Of all checks.
    rows : numpy.ndarray of int
        What is checked: `Material.each_sample` or `Material.each_answer`. All other arrays have one element for each.
    check : str
        Id of the check.
    value : numpy.ndarray, optional
        What is compared; without it `known` and `flagged` say all.
    low, high : float or numpy.ndarray, optional
        What passes, both ends included; by default the check's own limits.
    known, flagged : numpy.ndarray of bool, optional
        Whether the row can be assessed, and whether it is flagged; by default from the value.
    detail : numpy.ndarray, optional
        What the finding is of, where no number says it.
    reason : str or numpy.ndarray of str, default "not_given"
        Why a row cannot be assessed: a key of the texts ``quality.reason``.
    substance : str, optional
        The substance that a check of samples is of.

    Returns
    -------
    Finding
    """
    number = np.full(len(rows), np.nan) if value is None else value
    lowest = limits.of(check, "low") if low is None else low
    highest = limits.of(check, "high") if high is None else high
    outside = (number < lowest) | (number > highest) if flagged is None else flagged
    assessed = ~np.isnan(number) if known is None else known
    return Finding(
        check=check,
        rows=rows,
        substance=substance,
        value=number,
        low=np.broadcast_to(lowest, len(rows)),
        high=np.broadcast_to(highest, len(rows)),
        detail=np.full(len(rows), np.nan, dtype=object) if detail is None else np.asarray(detail, dtype=object),
        verdict=np.where(assessed, np.where(outside, FLAGGED, _PASS), NOT_ASSESSED),
        reason=np.where(assessed, "", reason).astype(object),
    )
