"""Which of a laboratory's answers counts: the newest that was known on a given day."""

from __future__ import annotations

from typing import Final

import pandas as pd

from avloppsanalys.tables import MEASUREMENTS, TIMEZONE, arrange, check

__all__ = ["ANSWER", "current_answers", "disagree", "newest_known"]

ANSWER: Final = ["plant", "sample_id", "residue", "sample_type"]
"""What answers are of, when they are of the same."""

_SAID: Final = ["concentration_ng_per_l", "concentration_low_ng_per_l", "concentration_high_ng_per_l", "qualifier"]
_FROM_THE_START: Final = pd.Timestamp("1900-01-01", tz="UTC")


def current_answers(measurements: pd.DataFrame, *, as_of: pd.Timestamp | None = None) -> pd.DataFrame:
    """Return the answers that counted on a day: of each sample and residue the newest one known by then.

    A corrected answer does not overwrite an older one; both stay in the measurements. An answer without
    `available_from` counts as known from the start. Where several are equally new and say different things none counts.

    Parameters
    ----------
    measurements : pandas.DataFrame
        A table of measurements.
    as_of : pandas.Timestamp, optional
        The moment of the question, Swedish time if it has no time zone; by default everything in the table is known.

    Returns
    -------
    pandas.DataFrame
        Rows of `measurements`, one a plant, sample, residue and sample type, in their order.

    Raises
    ------
    TableError
        If `measurements` is not a table of measurements.
    """
    check(measurements, MEASUREMENTS)
    newest = newest_known(arrange(measurements, MEASUREMENTS), as_of)
    counted = (
        newest[~disagree(newest)].drop_duplicates(ANSWER, keep="first") if newest.duplicated(ANSWER).any() else newest
    )
    if len(counted) == len(measurements):
        return measurements.copy(deep=False)
    return measurements.iloc[counted.index]  # arrange numbers the rows by their place


def newest_known(full: pd.DataFrame, as_of: pd.Timestamp | None) -> pd.DataFrame:
    """Return the answers that no newer known one replaces; several of a sample where they are equally new."""
    if as_of is not None and as_of.tzinfo is None:
        as_of = as_of.tz_localize(TIMEZONE)
    late = None if as_of is None else full["available_from"] > as_of
    known = full if late is None or not late.any() else full[~late]
    if not known.duplicated(ANSWER).any():
        return known
    since = known["available_from"].dt.tz_convert("UTC").fillna(_FROM_THE_START)
    age = known.assign(since=since, revision=known["revision"].fillna(1)).groupby(["since", "revision"]).ngroup()
    latest = age.groupby([known[name] for name in ANSWER], dropna=False).transform("max")
    return known[age == latest]


def disagree(newest: pd.DataFrame) -> pd.Series[bool]:
    """Return which of the newest answers say something else than another one on the same."""
    if not newest.duplicated(ANSWER).any():
        return pd.Series(False, index=newest.index)
    told = newest.groupby(ANSWER, dropna=False)[_SAID]
    return (told.transform("nunique", dropna=False) > 1).any(axis=1)
