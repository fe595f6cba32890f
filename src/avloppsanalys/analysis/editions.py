"""Which edition of the laboratory's answer each level rests on: a corrected answer is told at the next meeting."""

from __future__ import annotations

import pandas as pd

from avloppsanalys.calendar import PeriodKind, period_of

__all__ = ["editions"]


def editions(loads: pd.DataFrame, period: PeriodKind | str) -> pd.DataFrame:
    """Return the newest edition of the answers behind each level of loads.

    Parameters
    ----------
    loads : pandas.DataFrame
        A table of loads.
    period : str
        Kind of period, as in a protocol.

    Returns
    -------
    pandas.DataFrame
        One row a place, substance and period: ``revision`` (an answer without number is the first edition) and
        ``reissued``, when the last of those that are not the first became known; NaT where there is none.
    """
    taken = loads[loads["sample_type"].fillna("sample") == "sample"]
    number = taken["revision"].fillna(1).astype("int64")
    rows = pd.DataFrame(
        {
            "place": taken["plant"],
            "substance": taken["residue"],
            "period": period_of(taken["start"], period),
            "revision": number,
            "reissued": taken["available_from"].where(number > 1),
        }
    )
    return rows.groupby(["place", "substance", "period"]).agg("max").reset_index()
