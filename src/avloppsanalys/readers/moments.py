"""A column of dates or moments that stands by itself: unreadable ones, and days that are another weekday, are told."""

from __future__ import annotations

import pandas as pd

from avloppsanalys.readers.account import flag
from avloppsanalys.readers.dates import parse_moments
from avloppsanalys.wording import ProblemLog, text

__all__ = ["another_weekday", "flag_weekdays", "read_moments"]


def read_moments(rows: pd.DataFrame, name: str, log: ProblemLog) -> pd.Series:
    """Return the moments of a column, and set aside entries in which one is told that cannot be.

    Parameters
    ----------
    rows : pandas.DataFrame
        Entries of one file; `aside` is updated in place.
    name : str
        The column, of texts with single plain spaces, "" for none.
    log : ProblemLog
        Where problems go.

    Returns
    -------
    pandas.Series
        Moments in Swedish time, NaT where there is none or it cannot be read.
    """
    read = parse_moments(rows[name])
    for rule in sorted(set(read["rule"].unique()) - {""}):
        flag(rows, read["rule"] == rule, rule, log, text=rows[name])
    flag_weekdays(rows, read["moment"], read["weekday"], log)
    return read["moment"]


def another_weekday(moment: pd.Series, said: pd.Series) -> pd.Series:
    """Return which moments are on another weekday than is said (Monday 0; -1 for nothing said)."""
    wrong: pd.Series = (said >= 0) & moment.notna() & (moment.dt.day_of_week != said)
    return wrong


def flag_weekdays(rows: pd.DataFrame, moment: pd.Series, said: pd.Series, log: ProblemLog) -> None:
    """Set aside entries whose date is another weekday than the file says."""
    wrong = another_weekday(moment, said)
    if not wrong.any():
        return
    names = {number: text(f"reading.weekday.{number}", log.lang) for number in range(7)}
    actual = moment.dt.day_of_week.map(names)
    flag(rows, wrong, "DAT005", log, date=moment.dt.strftime("%Y-%m-%d"), actual=actual, said=said.map(names))
