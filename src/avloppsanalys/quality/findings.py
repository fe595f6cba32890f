"""What a check finds: a value against its threshold, and one of three verdicts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from types import MappingProxyType
from typing import Final

import numpy as np
import pandas as pd

from avloppsanalys.reference import thresholds

__all__ = ["CHECKS", "OwnLimits", "findings", "limit", "own_limits"]

OwnLimits = Mapping[str, Mapping[str, float]]
"""Check -> name of a limit -> the value that a kommun has chosen for it."""

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
    rows: pd.DataFrame,
    check: str,
    value: pd.Series[float] | None = None,
    *,
    low: float | pd.Series[float] | None = None,
    high: float | pd.Series[float] | None = None,
    known: pd.Series[bool] | None = None,
    flagged: pd.Series[bool] | None = None,
    detail: pd.Series[str] | None = None,
    reason: str | pd.Series[str] = NOT_GIVEN,
) -> pd.DataFrame:
    """Return one finding a row: flagged outside its limits, not assessable without a value, else passed.

    Parameters
    ----------
    rows : pandas.DataFrame
        Samples, or answers with `residue`: then the finding is of that substance.
    check : str
        Id of the check.
    value : pandas.Series of float, optional
        What is compared, with the index of `rows`; without it `known` and `flagged` say all.
    low, high : float or pandas.Series, optional
        What passes, both ends included; by default the check's own limits.
    known, flagged : pandas.Series of bool, optional
        Whether the row can be assessed, and whether it is flagged; by default from the value.
    detail : pandas.Series of str, optional
        What the finding is of, where no number says it.
    reason : str or pandas.Series of str, default "not_given"
        Why a row cannot be assessed: a key of the texts ``quality.reason``.

    Returns
    -------
    pandas.DataFrame
        Columns of `tables.QUALITY` without texts.
    """
    number = pd.Series(np.nan, index=rows.index) if value is None else value.astype("float64")
    lowest = limit(check, "low") if low is None else low
    highest = limit(check, "high") if high is None else high
    outside = (number < lowest) | (number > highest) if flagged is None else flagged
    assessed = number.notna() if known is None else known
    verdict = np.select([~assessed, outside & assessed], ["not_assessable", "flag"], "pass")
    columns = {
        "plant": rows["plant"],
        "sample_id": rows["sample_id"],
        "start": rows["start"],
        "substance": rows["residue"] if "residue" in rows.columns else None,
        "check": check,
        "value": number,
        "threshold_low": lowest,
        "threshold_high": highest,
        "detail": detail,
        "verdict": verdict,
        "reason": pd.Series(reason, index=rows.index, dtype="str").where(~assessed),
    }
    # arrays: series would each be aligned anew, and all of them have the index of the rows
    arrays = {name: column.array if isinstance(column, pd.Series) else column for name, column in columns.items()}
    return pd.DataFrame(arrays, index=rows.index)
