"""What a check finds: a value against its threshold, and one of three verdicts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from avloppsanalys.reference import thresholds
from avloppsanalys.tables import QUALITY_VERDICTS

__all__ = ["CHECKS", "FLAGGED", "NOT_ASSESSED", "Finding", "OwnLimits", "findings", "limit", "own_limits"]

OwnLimits = Mapping[str, Mapping[str, float]]
"""Check -> name of a limit -> the value that a kommun has chosen for it."""

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


_OWN: ContextVar[OwnLimits] = ContextVar("own_limits", default=MappingProxyType({}))
"""Those of the report that is being made: each check asks for its limits where it compares."""


@contextmanager
def own_limits(limits: OwnLimits) -> Iterator[None]:
    """Let a kommun's own limits go before the tabled ones, in this report and no other."""
    before = _OWN.set(limits)
    try:
        yield
    finally:
        _OWN.reset(before)


def limit(check: str, name: str) -> float:
    """Return a limit of a check, the kommun's own where it has one, nan where there is none of that name."""
    own = _OWN.get().get(check, {})
    return float(own[name]) if name in own else _tabled(check, name)


@cache
def _tabled(check: str, name: str) -> float:
    """Return a limit as the reference table has it."""
    return next((row.value for row in thresholds() if (row.check, row.name) == (check, name)), np.nan)


def findings(
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
    lowest = limit(check, "low") if low is None else low
    highest = limit(check, "high") if high is None else high
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
